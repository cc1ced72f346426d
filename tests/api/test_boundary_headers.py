"""The headers of every response."""

from tests.api.conftest import Api, Person


def test_responses_are_not_cached(api: Api, ada: Person) -> None:
    for response in (ada.get("users/profile"), api.login("Ada"), api.call("GET", "tasks")):
        assert response.headers["Cache-Control"] == "no-store"


def test_response_headers_are_exposed_to_cross_origin_scripts(ada: Person) -> None:
    response = ada.get("tasks", headers={"Origin": "https://app.example.com"})
    exposed = {name.strip() for name in response.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"ETag", "Idempotency-Replayed", "Retry-After", "x-continuation", "x-request-id"} <= exposed


def test_request_without_origin_gets_no_cross_origin_header(ada: Person) -> None:
    assert "Access-Control-Expose-Headers" not in ada.get("tasks").headers


def test_unknown_method_is_405_with_the_allowed_methods(ada: Person) -> None:
    response = ada.call("BREW", "tasks")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, POST"
    assert response.json() == {"error": "Method BREW with route not supported", "code": "method_not_allowed"}


def test_request_without_token_is_503_if_the_secret_is_missing(api: Api, environment: dict[str, str]) -> None:
    environment.update({"AZURE_FUNCTIONS_ENVIRONMENT": "Production", "JWT_SECRET": ""})
    assert api.call("GET", "tasks").status_code == 503
