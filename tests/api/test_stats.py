"""Statistics of a user: the totals, their accuracy, and access to them."""

import pytest

from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree, read_all_pages
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def work(person: Person, clock: MovableClock, **length: float) -> None:
    session = person.post("work_sessions/start").json()
    clock.move(**length)
    assert person.post(f"work_sessions/{session['id']}/end").status_code == 200


def test_stats_of_a_new_user_are_zero(ada: Person, store: DocumentStore) -> None:
    assert ada.stats() == {
        "user_id": ada.id,
        "username": "Ada",
        "hours_worked": 0,
        "tasks_completed": 0,
        "total_tasks": 0,
        "completed_tasks": 0,
        "total_sessions": 0,
        "total_hours": 0,
        "active_streak": 0,
        "longest_streak": 0,
    }
    assert_totals_agree(store, ada)


def test_stats_count_tasks_sessions_and_hours(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    tasks = [ada.create_task(str(number)) for number in range(5)]
    for task in tasks[:2]:
        ada.patch(f"tasks/{task['id']}")
    ada.delete(f"tasks/{tasks[4]['id']}")
    work(ada, clock, hours=1, minutes=15)
    work(ada, clock, minutes=30)
    assert ada.stats() == {
        "user_id": ada.id,
        "username": "Ada",
        "hours_worked": 1.75,
        "tasks_completed": 2,
        "total_tasks": 4,
        "completed_tasks": 2,
        "total_sessions": 2,
        "total_hours": 1.75,
        "active_streak": 1,
        "longest_streak": 1,
    }
    assert_totals_agree(store, ada)


def test_running_session_is_not_counted(ada: Person, clock: MovableClock) -> None:
    ada.post("work_sessions/start")
    clock.move(hours=2)
    stats = ada.stats()
    assert (stats["total_sessions"], stats["total_hours"], stats["active_streak"]) == (0, 0, 0)


def test_creating_or_changing_tasks_makes_no_active_day(ada: Person) -> None:
    ada.create_task()
    ada.put(f"tasks/{ada.create_task()['id']}", json={"title": "Changed"})
    assert (ada.stats()["active_streak"], ada.stats()["longest_streak"]) == (0, 0)


@pytest.mark.parametrize("seconds", [18, 19, 54, 59, 100, 1234.5, 3599.999])
def test_hours_equal_the_sum_of_the_listed_durations(
    ada: Person, clock: MovableClock, store: DocumentStore, seconds: float
) -> None:
    for number in range(30):
        work(ada, clock, seconds=seconds + number)
    shown = [session["duration"] for session in read_all_pages(ada, "work_sessions")]
    assert ada.stats()["total_hours"] == ada.stats()["hours_worked"] == round(sum(shown), 2)
    assert_totals_agree(store, ada)


def test_hours_have_two_decimals_after_many_sessions(ada: Person, clock: MovableClock) -> None:
    for _ in range(33):
        work(ada, clock, seconds=36)  # a hundredth of an hour
    response = ada.get("stats")
    assert response.json()["total_hours"] == 0.33
    assert '"total_hours":0.33,' in response.text


def test_own_stats_are_the_same_on_all_three_paths(ada: Person) -> None:
    ada.create_task()
    assert ada.get(f"stats/{ada.id}").json() == ada.get(f"stats?user_id={ada.id}").json() == ada.stats()


def test_stats_of_users_are_independent(ada: Person, bob: Person, store: DocumentStore) -> None:
    ada.patch(f"tasks/{ada.create_task()['id']}")
    assert (bob.stats()["user_id"], bob.stats()["username"], bob.stats()["total_tasks"]) == (bob.id, "Bob", 0)
    assert ada.stats()["completed_tasks"] == 1
    assert_totals_agree(store, ada)
    assert_totals_agree(store, bob)


def test_stats_of_others_get_the_same_403_whether_the_user_exists_or_not(ada: Person, bob: Person) -> None:
    seen = set()
    for user_id in (bob.id, "no-such-user", "progress", "x" * 5000, "%00x", "a%2Fb", "' OR 1=1", "accounts"):
        for path in (f"stats/{user_id}", f"stats?user_id={user_id}"):
            if "%00" in path and "?" not in path:
                continue  # the host rejects a path with NUL
            response = ada.get(path)
            assert response.status_code == 403, path
            seen.add(response.content)
    assert len(seen) == 1


def test_administrator_can_read_stats_of_another_user(root: Person, ada: Person) -> None:
    ada.patch(f"tasks/{ada.create_task()['id']}")
    assert root.get(f"stats/{ada.id}").json() == root.get(f"stats?user_id={ada.id}").json() == ada.stats()
    assert root.stats()["username"] == "root"


@pytest.mark.parametrize(
    "user_id",
    ["no-such-user", "accounts", "username:ada", "x" * 5000, "a%2Fb", "' OR 1=1", "%F0%9F%A6%89", "."],
)
def test_administrator_naming_an_unknown_user_gets_404(root: Person, user_id: str) -> None:
    assert root.get(f"stats?user_id={user_id}").status_code == 404
    if user_id != ".":
        assert root.get(f"stats/{user_id}").status_code == 404


def test_naming_two_users_in_one_request_is_rejected(root: Person, ada: Person, bob: Person) -> None:
    assert root.get(f"stats/{ada.id}?user_id={bob.id}").status_code == 400


def test_username_is_the_current_one(ada: Person) -> None:
    ada.put("users/profile", json={"name": "Countess", "current_password": PASSWORD})
    assert ada.stats()["username"] == "Countess"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_methods_other_than_get_are_405(ada: Person, method: str) -> None:
    for path in ("stats", f"stats/{ada.id}"):
        response = ada.call(method, path)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"
        assert response.json()["error"] == f"Method {method} not allowed"


def test_stats_require_a_token(api: Api, ada: Person) -> None:
    for path in ("stats", f"stats/{ada.id}", f"stats?user_id={ada.id}"):
        assert api.call("GET", path).status_code == 401
