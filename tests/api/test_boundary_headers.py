"""What every answer carries beside its body."""

from tests.api.conftest import Api, Person


def test_no_answer_is_kept_by_a_cache_on_the_way(api: Api, ada: Person) -> None:
    for answer in (ada.get("users/profile"), api.login("Ada"), api.call("GET", "tasks")):
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_of_another_origin_may_read_what_it_needs_to_go_on(ada: Person) -> None:
    answer = ada.get("tasks", headers={"Origin": "https://app.example.com"})
    exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"ETag", "Idempotency-Replayed", "Retry-After", "x-continuation", "x-request-id"} <= exposed


def test_without_an_origin_nothing_is_said_of_it(ada: Person) -> None:
    assert "Access-Control-Expose-Headers" not in ada.get("tasks").headers


def test_a_method_that_nobody_knows_is_answered_as_any_without_meaning(ada: Person) -> None:
    answer = ada.call("BREW", "tasks")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST"
    assert answer.json() == {"error": "Method BREW with route not supported", "code": "method_not_allowed"}


def test_without_a_secret_even_a_request_without_a_token_is_told_so(
    api: Api, environment: dict[str, str]
) -> None:
    environment.update({"AZURE_FUNCTIONS_ENVIRONMENT": "Production", "JWT_SECRET": ""})
    assert api.call("GET", "tasks").status_code == 503
