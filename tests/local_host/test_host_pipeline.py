"""Rules 6 and 21 to 24 of the Functions host."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from email.utils import formatdate

import azure.functions as func
import httpx
import pytest

from local_host import StartError, asgi_app, options_from, serving
from tests.local_host.small_apps import Endpoint, Spec, app_of

FIRST_ORIGIN = "https://first.example"
SECOND_ORIGIN = "https://second.example"


def with_headers(**headers: str) -> Endpoint:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda req: func.HttpResponse(req.method, headers=named)


def cors(origins: str, *, credentials: bool = False) -> AbstractContextManager[str]:
    app = app_of(
        Spec("Hello", "hello", ["GET"]),
        Spec("Own", "own", None, with_headers(access_control_allow_origin="*", vary="Accept")),
    )
    return serving(app, settings={}, host_section={"CORS": origins, "CORSCredentials": credentials})


def preflight(base_url: str, path: str, origin: str) -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "x-one, x-two",
    }
    return httpx.options(base_url + path, headers=headers)


def cors_headers(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


def test_rule_06_disabled_function_is_404() -> None:
    app = app_of(Spec("On", "x"), Spec("Off", "y"), Spec("Neither", "z"))
    settings = {
        "AzureWebJobs.Off.Disabled": "1",
        "azurewebjobs.neither.disabled": "TRUE",
        "AzureWebJobs.On.Disabled": "0",
    }
    with serving(app, settings=settings) as base_url:
        statuses = [httpx.get(f"{base_url}/api/{path}").status_code for path in "xyz"]
        listed = [each["name"] for each in httpx.get(f"{base_url}/admin/functions").json()]
    assert statuses == [200, 404, 404]
    assert listed == ["On"]


def test_date_is_that_of_the_response(monkeypatch: pytest.MonkeyPatch) -> None:
    def take_an_hour(req: func.HttpRequest) -> func.HttpResponse:
        arrived = time.time()
        monkeypatch.setattr(time, "time", lambda: arrived + 3600)
        return func.HttpResponse(f"{req.method} {formatdate(usegmt=True)}")

    with serving(app_of(Spec("Slow", "slow", None, take_an_hour)), settings={}) as base_url:
        response = httpx.get(f"{base_url}/api/slow")
    assert response.headers.get_list("date") == [response.text.removeprefix("GET ")]


def test_rule_21_no_cors_without_the_setting() -> None:
    with serving(app_of(Spec("Hello", "hello", ["GET"])), settings={}) as base_url:
        assert preflight(base_url, "/api/hello", FIRST_ORIGIN).status_code == 404
        assert cors_headers(httpx.get(f"{base_url}/api/hello", headers={"Origin": FIRST_ORIGIN})) == {}


def test_rule_21_one_origin_is_allowed() -> None:
    with cors(f"{FIRST_ORIGIN}/") as base_url:
        for path in ("/api/hello", "/unknown"):
            response = preflight(base_url, path, FIRST_ORIGIN)
            assert (response.status_code, response.content) == (204, b"")
            assert cors_headers(response) == {
                "access-control-allow-origin": FIRST_ORIGIN,
                "access-control-allow-methods": "DELETE",
                "access-control-allow-headers": "x-one, x-two",
            }
        refused = preflight(base_url, "/api/hello", SECOND_ORIGIN)
        assert (refused.status_code, cors_headers(refused)) == (204, {})
        response = httpx.get(f"{base_url}/api/hello", headers={"Origin": FIRST_ORIGIN})
        assert cors_headers(response) == {"access-control-allow-origin": FIRST_ORIGIN}
        assert "vary" not in response.headers
        missing = httpx.get(f"{base_url}/unknown", headers={"Origin": FIRST_ORIGIN})
        assert (missing.status_code, cors_headers(missing)) == (
            404,
            {"access-control-allow-origin": FIRST_ORIGIN},
        )
        for headers in ({}, {"Origin": SECOND_ORIGIN}):
            assert cors_headers(httpx.get(f"{base_url}/api/hello", headers=headers)) == {}


def test_rule_21_several_origins_vary_and_replace_the_functions_headers() -> None:
    with cors(f"{FIRST_ORIGIN}, {SECOND_ORIGIN}", credentials=True) as base_url:
        response = httpx.get(f"{base_url}/api/own", headers={"Origin": SECOND_ORIGIN})
    assert response.headers.get_list("access-control-allow-origin") == [SECOND_ORIGIN]
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers.get_list("vary") == ["Accept", "Origin"]


def test_rule_21_star_allows_every_origin() -> None:
    with cors("*") as base_url:
        response = httpx.get(f"{base_url}/api/hello", headers={"Origin": SECOND_ORIGIN})
        assert cors_headers(response) == {"access-control-allow-origin": "*"}
        plain = httpx.options(f"{base_url}/api/own", headers={"Origin": SECOND_ORIGIN})
        assert (plain.status_code, plain.text) == (200, "OPTIONS")


def test_rule_21_star_with_credentials_stops_the_host() -> None:
    with pytest.raises(StartError, match="CORSCredentials"), cors("*", credentials=True):
        pass


@pytest.fixture(scope="module")
def admin_url() -> Iterator[str]:
    app = app_of(Spec("Zeta", "zeta/{id}", ["GET", "POST"]), Spec("Alpha"))
    with serving(app, settings={}) as base_url:
        yield base_url


def test_rule_22_keys_are_not_checked() -> None:
    app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
    app.route("guarded")(app.function_name("Guarded")(with_headers()))
    with serving(app, settings={}) as base_url:
        assert httpx.get(f"{base_url}/api/guarded").status_code == 200


def test_rule_23_home_page_and_host_status(admin_url: str) -> None:
    home = httpx.get(admin_url + "/")
    assert (home.status_code, home.headers["content-type"]) == (200, "text/html; charset=utf-8")
    status = httpx.get(f"{admin_url}/admin/host/status")
    assert (status.status_code, status.json()["state"]) == (200, "Running")
    assert httpx.get(f"{admin_url}/admin/host/ping").status_code == 200
    assert httpx.get(f"{admin_url}/admin/nothing").status_code == 404


@pytest.mark.parametrize(
    ("page", "location"),
    [
        ("Page", "/api/app/"),
        ("PAGE", "/api/app/"),
        ("Alpha", "/api/Alpha"),
        ("Root", None),
        ("Missing", None),
        ("", None),
    ],
)
def test_rule_23_home_page_redirects_to_the_page_of_the_app(page: str, location: str | None) -> None:
    app = app_of(Spec("Page", "app/{*path}", ["GET"]), Spec("Alpha"), Spec("Root", "{*any}"))
    options = replace(options_from(settings={}, host_json=_without_prefix(page)), page=page)
    transport = httpx.ASGITransport(asgi_app(app, options))

    async def get(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    home = asyncio.run(get("/"))
    assert (home.status_code, home.headers.get("location")) == (302 if location else 200, location)


def _without_prefix(page: str) -> dict[str, object]:
    prefix = "" if page == "Root" else "api"
    return {"version": "2.0", "extensions": {"http": {"routePrefix": prefix}}}


def test_rule_23_functions_are_described(admin_url: str) -> None:
    described = httpx.get(f"{admin_url}/admin/functions").json()
    assert [each["name"] for each in described] == ["Alpha", "Zeta"]
    zeta = described[1]
    assert zeta["invoke_url_template"] == f"{admin_url}/api/zeta/{{id}}"
    assert zeta["language"] == "python"
    trigger, response = zeta["config"]["bindings"]
    assert (trigger["type"], trigger["methods"], response["type"]) == ("httpTrigger", ["GET", "POST"], "http")
    assert httpx.get(f"{admin_url}/admin/functions/ZETA").json() == zeta
    assert httpx.get(f"{admin_url}/admin/functions/Beta").status_code == 404


def test_rule_23_function_is_run_manually() -> None:
    ran = threading.Event()
    bodies: list[bytes] = []

    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        bodies.append(req.get_body())
        ran.set()
        return func.HttpResponse()

    with serving(app_of(Spec("Manual", "manual", ["POST"], endpoint)), settings={}) as base_url:
        response = httpx.post(f"{base_url}/admin/functions/manual", json={"input": "five"})
        assert (response.status_code, response.content) == (202, b"")
        assert ran.wait(5)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        for content in (b"", b"[]", b"{", b"[" * 50_000):
            refused = httpx.post(f"{base_url}/admin/functions/Manual", content=content, headers=headers)
            assert refused.status_code == 400
        assert httpx.post(f"{base_url}/admin/functions/Other", json={}).status_code == 404
    assert bodies == [b"five"]


def test_rule_23_web_page_cannot_use_the_admin_paths(admin_url: str) -> None:
    port = admin_url.rpartition(":")[2]
    path = f"{admin_url}/admin/functions/Alpha"
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        assert httpx.get(path, headers={"Host": f"{host}:{port}"}).status_code == 200
    for host in (f"rebound.example:{port}", "127.0.0.1", "localhost:1", f"localhost:{port}.example", "x"):
        for method in ("GET", "POST"):
            refused = httpx.request(method, path, headers={"Host": host}, json={})
            assert refused.status_code == 403, host
            assert refused.text.endswith(f"programs on this machine that call localhost:{port}.")
    # The types that a page of another site can send without a preflight.
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"Content-Type": content_type, "Origin": FIRST_ORIGIN}
        refused = httpx.post(path, headers=headers, content=b'{"input": ""}')
        assert refused.status_code == 415
        assert refused.text == "A POST below /admin/ needs Content-Type: application/json."


def test_rule_23_other_machine_cannot_use_the_admin_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.protocols.http.httptools_impl.get_remote_addr", lambda _: ("10.0.0.9", 4000))
    with serving(app_of(Spec("Alpha")), settings={}) as base_url:
        assert httpx.get(f"{base_url}/admin/functions").status_code == 403
        assert httpx.get(f"{base_url}/api/Alpha").status_code == 200


def test_rule_24_custom_headers_are_added_to_all_responses_except_preflights() -> None:
    host_json = {
        "version": "2.0",
        "extensions": {"http": {"customHeaders": {"X-Frame-Options": "DENY", "X-Own": "host"}}},
    }
    app = app_of(Spec("Hello", "hello", None, with_headers(x_own="function")))
    with serving(app, settings={}, host_json=host_json, host_section={"CORS": FIRST_ORIGIN}) as base_url:
        hello = httpx.get(f"{base_url}/api/hello").headers
        assert (hello["x-frame-options"], hello.get_list("x-own")) == ("DENY", ["function"])
        for path in ("/", "/unknown", "/admin/host/status"):
            assert httpx.get(base_url + path).headers["x-own"] == "host"
        assert "x-own" not in preflight(base_url, "/api/hello", FIRST_ORIGIN).headers


def test_rule_24_variable_overrides_host_json() -> None:
    settings = {
        "AzureFunctionsJobHost__extensions__http__routePrefix": "v2",
        "AzureFunctionsJobHost__extensions__http__customHeaders__X-Hello": "there",
    }
    host_json = {"version": "2.0", "extensions": {"http": {"routePrefix": "v1"}}}
    with serving(app_of(Spec("Hello", "hello")), settings=settings, host_json=host_json) as base_url:
        response = httpx.get(f"{base_url}/v2/hello")
    assert (response.status_code, response.headers["x-hello"]) == (200, "there")


@pytest.mark.parametrize(
    "host_json",
    [
        {},
        {"version": "3.0"},
        {"version": "2.0", "extensions": []},
        {"version": "2.0", "extensions": {"http": {"routePrefix": 5}}},
        {"version": "2.0", "extensions": {"http": {"customHeaders": {"a b": "c"}}}},
    ],
)
def test_rule_24_invalid_host_json_stops_the_host(host_json: dict[str, object]) -> None:
    with pytest.raises(StartError, match=r"host\.json"), serving(app_of(), settings={}, host_json=host_json):
        pass
