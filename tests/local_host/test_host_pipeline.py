"""Rules 6 and 21 to 24 of the Functions host."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager

import azure.functions as func
import httpx
import pytest

from local_host import StartError, serving
from tests.local_host.small_apps import Endpoint, Spec, app_of

HERE = "https://here.example"
THERE = "https://there.example"


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


def about_cors(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def test_rule_06_a_disabled_function_is_404() -> None:
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


def test_rule_21_without_the_setting_there_is_no_cors() -> None:
    with serving(app_of(Spec("Hello", "hello", ["GET"])), settings={}) as base_url:
        assert preflight(base_url, "/api/hello", HERE).status_code == 404
        assert about_cors(httpx.get(f"{base_url}/api/hello", headers={"Origin": HERE})) == {}


def test_rule_21_one_origin() -> None:
    with cors(f"{HERE}/") as base_url:
        for path in ("/api/hello", "/unknown"):
            answer = preflight(base_url, path, HERE)
            assert (answer.status_code, answer.content) == (204, b"")
            assert about_cors(answer) == {
                "access-control-allow-origin": HERE,
                "access-control-allow-methods": "DELETE",
                "access-control-allow-headers": "x-one, x-two",
            }
        refused = preflight(base_url, "/api/hello", THERE)
        assert (refused.status_code, about_cors(refused)) == (204, {})
        answer = httpx.get(f"{base_url}/api/hello", headers={"Origin": HERE})
        assert about_cors(answer) == {"access-control-allow-origin": HERE}
        assert "vary" not in answer.headers
        missing = httpx.get(f"{base_url}/unknown", headers={"Origin": HERE})
        assert (missing.status_code, about_cors(missing)) == (404, {"access-control-allow-origin": HERE})
        for headers in ({}, {"Origin": THERE}):
            assert about_cors(httpx.get(f"{base_url}/api/hello", headers=headers)) == {}


def test_rule_21_more_than_one_origin_varies_and_replaces_the_functions_word() -> None:
    with cors(f"{HERE}, {THERE}", credentials=True) as base_url:
        answer = httpx.get(f"{base_url}/api/own", headers={"Origin": THERE})
    assert answer.headers.get_list("access-control-allow-origin") == [THERE]
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers.get_list("vary") == ["Accept", "Origin"]


def test_rule_21_a_star_allows_every_origin() -> None:
    with cors("*") as base_url:
        answer = httpx.get(f"{base_url}/api/hello", headers={"Origin": THERE})
        assert about_cors(answer) == {"access-control-allow-origin": "*"}
        plain = httpx.options(f"{base_url}/api/own", headers={"Origin": THERE})
        assert (plain.status_code, plain.text) == (200, "OPTIONS")


def test_rule_21_a_star_with_credentials_stops_the_host() -> None:
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


def test_rule_23_the_home_page_and_the_state_of_the_host(admin_url: str) -> None:
    home = httpx.get(admin_url + "/")
    assert (home.status_code, home.headers["content-type"]) == (200, "text/html; charset=utf-8")
    status = httpx.get(f"{admin_url}/admin/host/status")
    assert (status.status_code, status.json()["state"]) == (200, "Running")
    assert httpx.get(f"{admin_url}/admin/host/ping").status_code == 200
    assert httpx.get(f"{admin_url}/admin/nothing").status_code == 404


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


def test_rule_23_a_function_is_run_by_hand() -> None:
    ran = threading.Event()
    bodies: list[bytes] = []

    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        bodies.append(req.get_body())
        ran.set()
        return func.HttpResponse()

    with serving(app_of(Spec("Hand", "hand", ["POST"], endpoint)), settings={}) as base_url:
        answer = httpx.post(f"{base_url}/admin/functions/hand", json={"input": "five"})
        assert (answer.status_code, answer.content) == (202, b"")
        assert ran.wait(5)
        for content in (b"", b"[]", b"{"):
            assert httpx.post(f"{base_url}/admin/functions/Hand", content=content).status_code == 400
        assert httpx.post(f"{base_url}/admin/functions/Other", json={}).status_code == 404
    assert bodies == [b"five"]


def test_rule_24_custom_headers_go_on_everything_past_cors() -> None:
    host_json = {
        "version": "2.0",
        "extensions": {"http": {"customHeaders": {"X-Frame-Options": "DENY", "X-Own": "host"}}},
    }
    app = app_of(Spec("Hello", "hello", None, with_headers(x_own="function")))
    with serving(app, settings={}, host_json=host_json, host_section={"CORS": HERE}) as base_url:
        hello = httpx.get(f"{base_url}/api/hello").headers
        assert (hello["x-frame-options"], hello.get_list("x-own")) == ("DENY", ["function"])
        for path in ("/", "/unknown", "/admin/host/status"):
            assert httpx.get(base_url + path).headers["x-own"] == "host"
        assert "x-own" not in preflight(base_url, "/api/hello", HERE).headers


def test_rule_24_a_variable_overrides_host_json() -> None:
    settings = {
        "AzureFunctionsJobHost__extensions__http__routePrefix": "v2",
        "AzureFunctionsJobHost__extensions__http__customHeaders__X-Hello": "there",
    }
    host_json = {"version": "2.0", "extensions": {"http": {"routePrefix": "v1"}}}
    with serving(app_of(Spec("Hello", "hello")), settings=settings, host_json=host_json) as base_url:
        answer = httpx.get(f"{base_url}/v2/hello")
    assert (answer.status_code, answer.headers["x-hello"]) == (200, "there")


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
def test_rule_24_a_wrong_host_json_stops_the_host(host_json: dict[str, object]) -> None:
    with pytest.raises(StartError, match=r"host\.json"), serving(app_of(), settings={}, host_json=host_json):
        pass
