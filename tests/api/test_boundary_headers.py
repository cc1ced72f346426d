"""The headers of every response."""

import httpx
import pytest

from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person

LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def assert_protected(
    response: httpx.Response, *, policy: str = LOCKED, resources: str = "same-origin"
) -> None:
    headers = response.headers
    assert headers["Content-Security-Policy"] == policy
    assert headers["Cross-Origin-Resource-Policy"] == resources
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers, "a browser ignores it without https"


def test_responses_of_every_status_have_security_headers(
    api: Api, ada: Person, factory: ServiceFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = ada.create_task()
    for response, status in (
        (ada.get("tasks"), 200),
        (ada.post("tasks", json={"title": "New"}), 201),
        (ada.delete(f"tasks/{task['id']}"), 204),
        (api.call("POST", "tasks", content=b"{malformed"), 401),
        (ada.post("tasks", content=b"{malformed"), 400),
        (ada.get("users"), 403),
        (ada.get(f"tasks/{task['id']}"), 404),
        (api.call("GET", "no/such/path"), 404),
        (ada.call("BREW", "tasks"), 405),
        (api.call("GET", "tasks", headers={"Host": "[::1"}), 400),
    ):
        assert response.status_code == status
        assert_protected(response)
    monkeypatch.setattr(factory, "get_task_service", None)
    response = ada.get("tasks/any")
    assert response.status_code == 500
    assert_protected(response)


def test_page_takes_scripts_styles_and_data_from_this_app_only(api: Api) -> None:
    policy = f"{LOCKED}; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
    assert_protected(api.call("GET", "docs"), policy=policy)
    for asset in ("start.js", "swagger-ui.css"):
        assert_protected(api.call("GET", f"docs/{asset}"))


def test_face_is_a_sandboxed_picture_in_utf8_for_pages_of_the_site(ada: Person) -> None:
    response = ada.get("companion/face.svg")
    assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    policy = f"{LOCKED}; style-src 'unsafe-inline'; sandbox"
    assert_protected(response, policy=policy, resources="same-site")


def test_responses_that_are_no_conditional_reads_are_not_cached(api: Api, ada: Person) -> None:
    for response in (ada.get("tasks"), api.login("Ada"), api.call("GET", "tasks")):
        assert response.headers["Cache-Control"] == "no-store"


NOT_FOR_SCRIPTS = {
    *("cache-control", "content-length", "content-type"),  # always exposed
    *("access-control-expose-headers", "connection", "date", "server", "transfer-encoding", "set-cookie"),
    "vary",  # for caches
    *("content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"),
    *("referrer-policy", "x-content-type-options"),
}


def test_headers_that_clients_need_are_exposed_to_cross_origin_scripts(
    api: Api, environment: dict[str, str]
) -> None:
    environment.update(RATE_LIMITS="on", RATE_LIMIT_USER="6/hour")
    ada = api.sign_up("Ada")
    origin = {"Origin": "https://app.example.com"}
    repeated = {"headers": {**origin, "Idempotency-Key": "again"}, "json": {"title": "New"}}
    responses = [
        *(ada.post("tasks", **repeated) for _ in range(2)),
        ada.post("tasks", json={"title": "Another"}, headers=origin),
        ada.get("tasks?limit=1", headers=origin),
        ada.get("users/profile/export", headers=origin),
        ada.call("BREW", "tasks", headers=origin),
        api.call("GET", "tasks", headers=origin),
        api.call("POST", "auth/login", json={"username": "Ada", "password": PASSWORD}, headers=origin),
    ]
    responses += [ada.get("stats", headers=origin) for _ in range(2)]
    assert responses[-1].status_code == 429
    sent = {name for response in responses for name in response.headers} - NOT_FOR_SCRIPTS
    assert sent >= {
        *("allow", "content-disposition", "etag", "idempotency-replayed", "ratelimit", "ratelimit-policy"),
        *("retry-after", "www-authenticate", "x-continuation", "x-request-id"),
    }
    for response in responses:
        exposed = response.headers["Access-Control-Expose-Headers"].lower().split(", ")
        assert sent <= {*exposed}
        assert "set-cookie" not in exposed


def test_request_without_origin_gets_no_cross_origin_header(ada: Person) -> None:
    assert "Access-Control-Expose-Headers" not in ada.get("tasks").headers


def test_unknown_method_is_405_with_the_allowed_methods(ada: Person) -> None:
    response = ada.call("BREW", "tasks")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST, PATCH"
    assert response.json() == {"error": "Method BREW with route not supported", "code": "method_not_allowed"}


def test_request_without_token_is_503_if_the_secret_is_missing(api: Api, environment: dict[str, str]) -> None:
    environment.update({"AZURE_FUNCTIONS_ENVIRONMENT": "Production", "JWT_SECRET": ""})
    assert api.call("GET", "tasks").status_code == 503
