"""The status, the OpenAPI document and the documentation page."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from function_app import routes
from shared.credential_manager import CredentialManager
from tests.api.conftest import Api, Person
from tests.api.parallel import in_parallel
from tests.api.storage import Storage
from tests.conftest import CLAIM_SECRET, MovableClock
from tests.failing_store import FailingStore

# Status


@pytest.mark.both_stores("it probes the store")
def test_status_is_ok_when_everything_works(api: Api, storage: Storage) -> None:
    response = api.call("GET", "status")
    assert response.status_code == 200
    status = response.json()
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", status.pop("version"))
    assert status == {
        "status": "ok",
        "store": storage.name,
        "store_ok": True,
        "auth_ok": True,
        "integrations": dict.fromkeys(("ai_foundry", "speech", "slack", "teams"), "off"),
    }


@pytest.mark.parametrize(
    ("names", "secret", "warning"),
    [
        ("root", "", "ADMIN_USERNAMES is set without ADMIN_CLAIM_SECRET"),
        ("", "", None),
        ("root", CLAIM_SECRET, None),
        ("root", "x" * 31, "ADMIN_CLAIM_SECRET is too short: it needs at least 32 bytes"),
        (
            "root",
            "@Microsoft.KeyVault(VaultName=vault;SecretName=claim)",
            "ADMIN_CLAIM_SECRET is a key vault reference that could not be resolved",
        ),
    ],
)
def test_status_warns_when_no_administrator_can_claim_a_name(
    api: Api, environment: dict[str, str], names: str, secret: str, warning: str | None
) -> None:
    environment |= {"ADMIN_USERNAMES": names, "ADMIN_CLAIM_SECRET": secret}
    response = api.call("GET", "status")
    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response.json().get("warnings") == ([warning] if warning else None)
    assert api.sign_up().get("users").status_code == 403  # nothing else depends on the secret


def test_status_needs_no_authentication(api: Api) -> None:
    for headers in ({"Authorization": "Bearer nonsense"}, {"Cookie": "auth_token=nonsense"}):
        assert api.call("GET", "status", headers=headers).status_code == 200
    assert api.call("GET", "status", params={"user_id": "unknown"}).status_code == 200


def test_status_is_503_with_the_reason_until_the_store_is_back(
    api: Api, store: FailingStore, clock: MovableClock
) -> None:
    assert api.call("GET", "status").status_code == 200
    store.fail("ping")
    clock.move(seconds=10)
    response = api.call("GET", "status")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    status = response.json()
    assert (status["store_ok"], status["auth_ok"]) == (False, True)
    assert status["status"] != "ok"
    assert status["reason"] == "The store is gone"
    store.recover()
    clock.move(seconds=10)
    assert api.call("GET", "status").json()["status"] == "ok"


@pytest.mark.parametrize("fails", [False, True])
def test_status_checks_the_store_once_in_ten_seconds(
    api: Api, store: FailingStore, clock: MovableClock, *, fails: bool
) -> None:
    store.fails = lambda _operation, _subject: fails
    for number, seconds in enumerate((0, 10, 10, 3600, -7200), start=1):
        clock.move(seconds=seconds)
        in_parallel([lambda: api.call("GET", "status")] * 8)
        clock.move(seconds=9)
        assert api.call("GET", "status").status_code == (503 if fails else 200)
        clock.move(seconds=-9)
        assert store.counts["ping"] == number


def test_status_does_not_wait_for_a_probe_that_hangs(
    api: Api, store: FailingStore, clock: MovableClock
) -> None:
    assert api.call("GET", "status").status_code == 200
    probing, may_end = Event(), Event()

    def hang(_operation: str, _subject: str) -> bool:
        probing.set()
        return may_end.wait(10)

    store.fails = hang
    clock.move(seconds=10)
    with ThreadPoolExecutor(1) as pool:
        probe = pool.submit(api.call, "GET", "status")
        assert probing.wait(10)
        assert api.call("GET", "status").json()["status"] == "ok", "the result of the probe before"
        may_end.set()
        assert probe.result().status_code == 503


def test_status_reports_both_reasons(api: Api, store: FailingStore, environment: dict[str, str]) -> None:
    store.fail("ping")
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production"
    environment["JWT_SECRET"] = ""
    reason = api.call("GET", "status").json()["reason"]
    assert "The store is gone" in reason
    assert "JWT_SECRET is not set" in reason


@pytest.mark.embedded_only("it is about its file")
@pytest.mark.parametrize("content", [b"this is no database", b"\0" * 8192])
def test_status_reports_a_corrupt_store_file(
    api: Api, credentials: CredentialManager, content: bytes
) -> None:
    path = credentials.get_embedded_database_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    began = monotonic()
    response = api.call("GET", "status")
    assert monotonic() - began < 2
    assert response.status_code == 503
    assert response.json()["store_ok"] is False
    assert response.json()["reason"]
    assert str(path.parent) not in response.text
    body = {"username": "Ada", "password": "correct horse battery"}
    rejected = api.call("POST", "auth/register", json=body)
    assert rejected.status_code == 503
    assert rejected.json()["code"] == "store_unavailable"
    assert int(rejected.headers["Retry-After"]) > 0
    assert str(path.parent) not in rejected.text


# The OpenAPI document


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    response = api.call("GET", "openapi.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/json")
    found: dict[str, Any] = response.json()
    return found


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path.removeprefix("/api/")): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post", "put", "patch", "delete"}
    }


def documented() -> Iterator[tuple[str, str, Any]]:
    for route in routes:
        for method, endpoint in route.endpoints.items():
            if endpoint.documented:
                yield method, route.template, endpoint


def test_document_describes_exactly_the_documented_routes(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(operations(document)) == {(method, template) for method, template, _ in documented()}


def test_every_operation_has_a_unique_id_and_a_summary(document: dict[str, Any]) -> None:
    found = operations(document)
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    assert all(operation["summary"] for operation in found.values())


def test_document_declares_authentication(document: dict[str, Any]) -> None:
    found = operations(document)
    for method, template, endpoint in documented():
        operation = found[method, template]
        anyone = not endpoint.needs_sign_in
        assert bool(operation.get("security")) is not anyone, (method, template)
        if not anyone or template in {"auth/login", "auth/refresh"}:
            assert "401" in operation["responses"], (method, template)
    assert set(document["components"]["securitySchemes"]) == {"bearer", "cookie"}


WITHOUT_KEY = (
    *("auth/", "interaction/links", "interaction/deliveries/"),  # each request signs in, makes or sends anew
    *("interaction/slack/", "interaction/teams/"),  # the platforms name what they send
)


def test_document_declares_headers_of_conditional_and_idempotent_requests(
    document: dict[str, Any],
) -> None:
    found = operations(document)

    def headers(method: str, template: str) -> set[str]:
        parameters = found[method, template].get("parameters", [])
        return {parameter["name"] for parameter in parameters if parameter["in"] == "header"}

    for method, template in found:
        idempotent = method == "POST" and not template.startswith(WITHOUT_KEY)
        assert ("Idempotency-Key" in headers(method, template)) is idempotent, (method, template)
        route = next(route for route in routes if route.template == template)
        conditional = method == "GET" and route.endpoints[method].etag
        assert ("If-None-Match" in headers(method, template)) is conditional, (method, template)
        responses = found[method, template]["responses"]
        assert ("304" in responses) is conditional, (method, template)
        if conditional:
            assert {"ETag", "x-request-id"} <= responses["304"]["headers"].keys()
            assert "content" not in responses["304"]
    for method, template in (
        ("PUT", "users/profile"),
        ("PATCH", "users/profile"),
        ("DELETE", "users/profile"),
        ("PUT", "users/{id}"),
        ("DELETE", "users/{id}"),
        ("PUT", "tasks/{id}"),
        ("PATCH", "tasks/{id}"),
        ("DELETE", "tasks/{id}"),
    ):
        assert "If-Match" in headers(method, template), (method, template)
        assert "412" in found[method, template]["responses"], (method, template)


def test_every_reference_in_the_document_resolves(document: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for inner in part.values():
                yield from references(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from references(inner)

    found = set(references(document))
    assert found
    for reference in found:
        assert reference.startswith("#/")
        target: Any = document
        for step in reference[2:].split("/"):
            target = target[step]
        assert isinstance(target, dict)


def test_user_schema_shows_no_secret(document: dict[str, Any]) -> None:
    user = document["components"]["schemas"]["User"]["properties"]
    assert "password_hash" not in user
    assert set(user) >= {"id", "name", "username", "preferences"}


def test_document_declares_the_limits_of_a_registration(document: dict[str, Any]) -> None:
    body = document["paths"]["/api/auth/register"]["post"]["requestBody"]["content"]["application/json"]
    name = body["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][name]
    assert set(schema["required"]) == {"username", "password"}
    assert (schema["properties"]["username"]["minLength"], schema["properties"]["username"]["maxLength"]) == (
        1,
        64,
    )
    assert (schema["properties"]["password"]["minLength"], schema["properties"]["password"]["maxLength"]) == (
        8,
        128,
    )


# The page


class Links(HTMLParser):
    """Collects the links to the files that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"script": "src", "link": "href", "img": "src"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


@pytest.mark.parametrize("path", ["docs", "docs/"])
def test_page_loads_every_file_from_this_app(api: Api, path: str) -> None:
    page = api.call("GET", path)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", page.text), "the policy forbids them"
    links = Links()
    links.feed(page.text)
    assert len(links.found) >= 3
    kinds = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}
    for link in links.found:
        address = urljoin(str(page.url), link)
        assert address.startswith(f"{api.url}/api/docs/")
        asset = httpx.get(address)
        assert asset.status_code == 200
        assert asset.content
        kind = next(kind for ending, kind in kinds.items() if link.endswith(ending))
        assert asset.headers["Content-Type"].startswith(kind)


def test_page_shows_the_document_of_this_app(api: Api) -> None:
    start = api.call("GET", "docs/start.js").text
    assert "openapi.json" in start
    assert "persistAuthorization: true" in start
    assert "validatorUrl: null" in start, "by default an outside service gets the address of the document"
    assert "http://" not in start
    assert "https://" not in start


def test_page_works_under_other_spellings_of_its_path(api: Api) -> None:
    for path in ("DOCS", "docs?x=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%64ocs"):
        page = api.call("GET", path)
        assert page.status_code == 200
        assert "alert(1)" not in page.text


@pytest.mark.parametrize(
    "asset",
    [
        "nothing.js",
        "index.html",
        "..%2Fservice.py",
        "%2E%2E",
        "..%5C..%5Cfunction_app.py",
        "swagger-ui.css%00",
        "a" * 3000,
    ],
)
def test_unknown_file_of_the_page_is_not_served(api: Api, asset: str) -> None:
    assert api.call("GET", f"docs/{asset}").status_code in {400, 404}


def test_service_routes_accept_only_get(ada: Person) -> None:
    for path in ("status", "openapi.json", "docs", "docs/start.js"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert ada.call(method, path).status_code == 405
