"""The shortest true path: what a newcomer does in their first minute."""

from tests.api.conftest import Api, Person


def test_a_completed_task_shows_in_the_stats(ada: Person) -> None:
    task = ada.create_task("Water the plants")
    done = ada.patch(f"tasks/{task['id']}").json()
    assert done["completed"] is True
    stats = ada.stats()
    assert (stats["total_tasks"], stats["completed_tasks"], stats["active_streak"]) == (1, 1, 1)


def test_without_a_token_there_is_nothing_to_see(api: Api) -> None:
    answer = api.call("GET", "tasks")
    assert answer.status_code == 401
    assert answer.json() == {"error": "Unauthorized", "code": "unauthenticated"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"
