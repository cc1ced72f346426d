"""The dashboard: each part is what the route of its own returns, in few trips to the store."""

from typing import Any

import pytest

from tests.api.actions import (
    TASK_FINISHER,
    clock_in,
    complete,
    complete_existing,
    error_of,
    join,
    ok_json,
    pause_work,
    read,
    reopen,
    set_preferences,
    shut_down,
    shutdown_summary,
    start_session,
    take_break,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.health import drink, eat, log_rest
from tests.api.trips import Trips
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

both_stores = pytest.mark.both_stores("queries of the dashboard, side by side")

PARTS = {
    "user": "users/profile",
    "companion": "companion",
    "health": "health/today",
    "challenges": "challenges/week",
    "work_session": "work_sessions/active",
    "focus_session": "current-session",
    "recommendations": "assistant/recommendations",
}

NONE: dict[str, Any] = {"work_session": {"active": False}, "recommendations": []}
"""What the routes return where the dashboard has nothing."""


def dashboard(person: Person, **headers: str) -> dict[str, Any]:
    return ok_json(person.get("dashboard/data", headers=headers))


def assert_equals_routes(person: Person, **headers: str) -> dict[str, Any]:
    """Assert that each part is what the route of its own returns; return the dashboard."""
    shown = dashboard(person, **headers)
    for part, path in PARTS.items():
        expected = ok_json(person.get(path, headers=headers))
        assert (shown[part] or NONE.get(part)) == expected, part
    assert shown["date"] == shown["health"]["date"]
    unread = read(person, "notifications?unread=true&limit=500")
    assert shown["unread_notifications"] == len(unread)
    for task in shown["tasks"]:
        assert task == read(person, f"tasks/{task['id']}")
    summary = shutdown_summary(person)
    names = [
        *({"name": task["title"], "completed": True} for task in shown["tasks"] if task["completed"]),
        *({"name": task["title"], "completed": False} for task in shown["tasks"] if not task["completed"]),
    ]
    assert names[:10] == summary["todayTasks"]
    still_open = sum(not task["completed"] for task in shown["tasks"])
    assert shown["more_tasks"] == (still_open < summary["pendingTasks"])
    return shown


@both_stores
def test_dashboard_of_a_new_user(ada: Person) -> None:
    shown = assert_equals_routes(ada)
    assert (shown["tasks"], shown["more_tasks"]) == ([], False)
    assert (shown["work_session"], shown["focus_session"], shown["unread_notifications"]) == (None, None, 0)
    assert shown["settings"] == {
        "workday_limit_minutes": 510,
        "clock_out_time": None,
        "focus_goal_minutes": 480,
        "focus_minutes": 25,
        "break_minutes": 5,
        "assistant": True,
    }


@both_stores
def test_dashboard_of_a_full_day(ada: Person, clock: MovableClock) -> None:
    set_preferences(ada, language="es", clock_out_time="17:30", workday_limit_minutes=480)
    tasks = [ada.create_task(f"task {number}", due_date="2026-03-18") for number in range(5)]
    join(ada, TASK_FINISHER)
    clock_in(ada)
    drink(ada, 300)
    complete_existing(ada, tasks[0])
    clock.move(minutes=47, seconds=12.3)
    start_session(ada, task_id=tasks[1]["id"])
    shown = assert_equals_routes(ada)
    assert shown["work_session"]["end_time"] is None
    assert shown["focus_session"]["task_id"] == tasks[1]["id"]
    assert shown["unread_notifications"] > 0
    assert (shown["settings"]["clock_out_time"], shown["settings"]["workday_limit_minutes"]) == ("17:30", 480)
    eat(ada)
    clock.move(minutes=15)
    log_rest(ada, minutes=10)
    pause_work(ada)
    assert assert_equals_routes(ada)["work_session"]["paused"]
    shut_down(ada, clock_out=True)
    clock.move(hours=2)
    assert assert_equals_routes(ada)["work_session"] is None
    clock.move(hours=13)
    assert assert_equals_routes(ada)["focus_session"] is None  # it was forgotten


def test_tasks_of_today_are_open_ones_in_order_and_those_completed_today(
    ada: Person, clock: MovableClock
) -> None:
    complete(ada, "done yesterday")
    clock.move(days=1)
    for title, fields in {
        "someday": {},
        "just added": {},
        "due tonight": {"due_date": "2026-03-19"},
        "overdue": {"due_date": "2026-03-11"},
        "planned for today": {"planned_date": "2026-03-19"},
        "planned for today, due later": {"planned_date": "2026-03-19", "due_date": "2026-03-30"},
        "planned for tomorrow, due today": {"planned_date": "2026-03-20", "due_date": "2026-03-19T12:00:00Z"},
        "planned for tomorrow": {"planned_date": "2026-03-20"},
        "due tomorrow": {"due_date": "2026-03-20"},
    }.items():
        clock.move(minutes=1)
        ada.create_task(title, **fields)
    complete(ada, "done first")
    complete(ada, "done last", due_date="2026-05-01")
    reopen(ada, complete(ada, "due later, open again", due_date="2026-05-01"))
    assert_equals_routes(ada)
    assert [task["title"] for task in dashboard(ada)["tasks"]] == [
        *("overdue", "planned for tomorrow, due today", "due tonight"),
        *sorted(
            ("planned for today", "planned for today, due later"),
            key=lambda title: [task["id"] for task in dashboard(ada)["tasks"] if task["title"] == title],
        ),
        *("just added", "someday"),
        *("done last", "done first"),
    ]
    clock.move(days=1)
    carried = assert_equals_routes(ada)["tasks"]
    assert {task["title"]: task["carried_over"] for task in carried}["planned for today"] == 1


def test_of_many_tasks_fifty_are_listed_with_room_for_ten_completed_today(
    ada: Person, clock: MovableClock
) -> None:
    done = [f"done {number}" for number in range(12)]
    for title in done:
        clock.move(seconds=1)
        complete(ada, title)
    for number in range(38):
        ada.create_task(f"open {number}", due_date="2026-03-18")
    shown = assert_equals_routes(ada)
    assert (len(shown["tasks"]), shown["more_tasks"]) == (50, False)
    assert [task["title"] for task in shown["tasks"][38:]] == [
        f"done {number}" for number in range(11, -1, -1)
    ]
    for number in range(3):
        ada.create_task(f"undated {number}")
    shown = assert_equals_routes(ada)
    assert (len(shown["tasks"]), shown["more_tasks"]) == (50, True)
    assert [task["title"] for task in shown["tasks"][40:]] == [
        f"done {number}" for number in range(11, 1, -1)
    ]


def test_without_the_assistant_there_are_no_recommendations(ada: Person, clock: MovableClock) -> None:
    ada.create_task()
    work(ada, clock, hours=3)
    assert assert_equals_routes(ada)["recommendations"]
    set_preferences(ada, assistant=False)
    shown = assert_equals_routes(ada)
    assert (shown["recommendations"], shown["settings"]["assistant"]) == ([], False)


def test_dashboard_is_in_the_language_of_the_companion(ada: Person, clock: MovableClock) -> None:
    ada.create_task()
    take_break(ada, clock)
    spanish = assert_equals_routes(ada, **{"Accept-Language": "es"})
    assert spanish["companion"]["message"] != dashboard(ada)["companion"]["message"]


def test_dashboard_is_only_for_the_user(root: Person, ada: Person, api: Api) -> None:
    assert api.call("GET", "dashboard/data").status_code == 401
    assert error_of(root.get(f"dashboard/data?user_id={ada.id}"))[0] == 403


# Trips to the store


@pytest.fixture
def trips(store: FailingStore, monkeypatch: pytest.MonkeyPatch) -> Trips:
    return Trips(store, monkeypatch)


@both_stores
@pytest.mark.parametrize("assistant", [True, False])
def test_dashboard_takes_two_trips_one_after_another(
    ada: Person, trips: Trips, clock: MovableClock, *, assistant: bool
) -> None:
    set_preferences(ada, assistant=assistant)
    complete(ada)
    ada.create_task("x")
    shut_down(ada)
    clock_in(ada)
    dashboard(ada)  # which begins the rhythm
    trips.clear()
    dashboard(ada)
    assert trips.count == 2
    shut_down(ada)  # from here until work begins, the companion looks for focus sessions
    clock.move(days=1)
    dashboard(ada)
    trips.clear()
    dashboard(ada)
    assert trips.count == 2
