"""The dashboard: each part is what the route of its own returns, in few trips to the store."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.api.actions import (
    EVERY_DAY,
    TASK_FINISHER,
    at,
    clock_in,
    clock_out,
    complete,
    complete_existing,
    delete_task,
    error_of,
    join,
    leave,
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
from tests.api.conftest import Api, Person, Run
from tests.api.health import drink, eat, log_rest
from tests.api.trips import Trips
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

both_stores = pytest.mark.both_stores("queries of the dashboard, side by side")


@pytest.fixture
def trips(store: FailingStore, monkeypatch: pytest.MonkeyPatch) -> Trips:
    return Trips(store, monkeypatch)


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


@both_stores
def test_many_overdue_tasks_leave_room_for_those_of_today(ada: Person) -> None:
    for number in range(60):
        ada.create_task(f"overdue {number}", due_date=f"2026-{1 + number // 28:02}-{1 + number % 28:02}")
    of_today = {"due today": {"due_date": "2026-03-18"}, "planned for today": {"planned_date": "2026-03-18"}}
    for title, dates in of_today.items():
        ada.create_task(title, **dates)
    ada.create_task("overdue, planned for today", due_date="2025-12-01", planned_date="2026-03-18")
    ada.create_task("without a date")
    shown = dashboard(ada)
    latest = [f"overdue {number}" for number in range(13, 60)]
    titles = ["overdue, planned for today", *latest, *of_today]
    assert [task["title"] for task in shown["tasks"]] == titles
    assert shown["more_tasks"]


def test_of_many_tasks_due_today_the_first_due_are_listed(ada: Person) -> None:
    for number in range(55):
        ada.create_task(f"{number}", due_date=f"2026-03-18T12:{number:02}:00Z")
    assert [task["title"] for task in dashboard(ada)["tasks"]] == [str(number) for number in range(50)]


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


# Polling


def poll(person: Person, etag: str, **headers: str) -> httpx.Response:
    return person.get("dashboard/data", headers={"If-None-Match": etag, **headers})


def without_ends(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a dashboard without the moments until which recommendations are valid, which move on."""
    recommendations = [{**one, "valid_until": None} for one in shown["recommendations"]]
    return {**shown, "recommendations": recommendations}


def without_suggestions(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a dashboard without recommendations, which are looked at every five minutes."""
    return {**shown, "recommendations": [], "next_change_at": None}


def assert_polls_are_right(person: Person, clock: MovableClock) -> None:
    """Assert that polls are 304 until the next change, and that nothing changes by itself before it."""
    fresh = person.get("dashboard/data")
    shown, etag = fresh.json(), fresh.headers["etag"]
    begun, end = clock.now(), at(shown["next_change_at"])
    assert begun < end <= begun + timedelta(minutes=30)
    steps = [end - timedelta(minutes=minutes) for minutes in (5, 1, 0)]
    for moment in (begun, begun + (end - begun) / 2, *steps):
        clock.set(max(moment, begun))
        assert poll(person, etag).status_code == (304 if clock.now() < end else 200)
        again = person.get("dashboard/data")
        if clock.now() <= end - timedelta(minutes=5):
            assert again.headers["etag"] == etag
            assert without_ends(again.json()) == without_ends(shown), clock.now()
        if clock.now() <= end - timedelta(minutes=1):
            assert without_suggestions(again.json()) == without_suggestions(shown), clock.now()


@both_stores
def test_poll_without_a_change_is_304_for_two_point_reads(
    ada: Person, store: FailingStore, trips: Trips, clock: MovableClock
) -> None:
    ada.create_task()
    clock_in(ada)
    fresh = ada.get("dashboard/data")
    etag, end = fresh.headers["etag"], at(fresh.json()["next_change_at"])
    assert end - clock.now() <= timedelta(minutes=1)
    clock.set(end - timedelta(microseconds=1))
    assert ada.get("auth/session").is_success  # reads the sign-in, which is cached for half a minute
    trips.clear()
    same = poll(ada, f'"other", W/{etag}')
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert same.headers["cache-control"] == fresh.headers["cache-control"] == "private, no-cache"
    assert (store.counts, trips.count) == ({"read": 2}, 1)
    clock.set(end)
    assert poll(ada, etag).status_code == 200


def test_etag_is_of_one_user_and_one_language(ada: Person, bob: Person) -> None:
    etag = ada.get("dashboard/data").headers["etag"]
    assert poll(ada, etag).status_code == 304
    assert poll(ada, etag, **{"Accept-Language": "es"}).status_code == 200
    assert poll(bob, etag).status_code == 200
    digest, _, seconds = etag.strip('"').partition("-")
    for forged in (f'"{digest}-{int(seconds) + 60}"', f'"{digest}-99999999999"', '"x-1"', '"'):
        assert poll(ada, forged).status_code == 200


Act = Callable[[Person], Any]

# In this order, each of these changes the dashboard.
CHANGES: dict[str, Act] = {
    "add a task": lambda person: person.create_task("one", due_date="2026-03-18"),
    "rename a task": lambda person: change_first(person, {"title": "two"}),
    "plan a task": lambda person: change_first(person, {"planned_date": "2026-03-18"}),
    "change a step": lambda person: change_first(person, {"subtasks": [{"title": "a"}]}),
    "join a challenge": lambda person: join(person, TASK_FINISHER),
    "clock in": clock_in,
    "pause work": pause_work,
    "resume work": lambda person: ok_json(person.post("work_sessions/resume")),
    "start focus": start_session,
    "pause focus": lambda person: change_focus(person, "pause"),
    "resume focus": lambda person: change_focus(person, "resume"),
    "start a break": lambda person: start_session(person, 5, "break"),
    "stop a break": lambda person: change_focus(person, "stop"),
    "complete focus": lambda person: change_focus(person, "complete"),
    "drink": drink,
    "eat": eat,
    "rest": log_rest,
    "complete a task": complete,
    "read a notification": lambda person: ok_json(
        person.post(f"notifications/{read(person, 'notifications?unread=true')[0]['id']}/read")
    ),
    "name the companion": lambda person: ok_json(person.post("companion/name", json={"name": "Babbage"})),
    "change a preference": lambda person: set_preferences(person, hydration_goal_ml=1500),
    "change the profile": lambda person: ok_json(person.put("users/profile", json={"full_name": "Ada L."})),
    "finish onboarding": lambda person: ok_json(person.put("users/onboarding/complete", json={})),
    "say it": lambda person: ok_json(person.post("interaction/messages", json={"text": "I drank 200 ml"})),
    "undo it": lambda person: ok_json(person.post("interaction/messages", json={"text": "undo"})),
    "leave a challenge": lambda person: leave(person, TASK_FINISHER),
    "clock out": clock_out,
    "shut down": shut_down,
    "read all notifications": lambda person: ok_json(person.post("notifications/read-all")),
    "delete a task": lambda person: delete_task(person, read(person, "dashboard/data")["tasks"][0]),
}


def change_first(person: Person, changes: dict[str, Any]) -> None:
    task = read(person, "dashboard/data")["tasks"][0]
    ok_json(person.put(f"tasks/{task['id']}", json=changes))


def change_focus(person: Person, verb: str) -> None:
    session = read(person, "current-session")
    ok_json(person.post(f"focus-sessions/{session['session_id']}/{verb}"))


@pytest.mark.slow("a request for each act")
def test_each_act_that_changes_the_dashboard_changes_its_etag(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-18T16:00:00Z"))
    for name, act in CHANGES.items():
        before = ada.get("dashboard/data")
        act(ada)
        after = poll(ada, before.headers["etag"])
        assert after.status_code == 200, name
        assert after.json() != before.json(), name
        assert poll(ada, after.headers["etag"]).status_code == 304, name
        assert_equals_routes(ada)


def test_feedback_and_reminders_change_the_etag(ada: Person, clock: MovableClock, run: Run) -> None:
    ada.create_task()
    clock_in(ada)
    clock.move(hours=1, minutes=10)
    before = ada.get("dashboard/data")
    recommended = before.json()["recommendations"][0]
    path = f"assistant/recommendations/{recommended['id']}/feedback"
    assert ada.post(path, json={"verdict": "not_now"}).is_success
    after = poll(ada, before.headers["etag"])
    assert recommended["kind"] not in {one["kind"] for one in after.json()["recommendations"]}
    unread = after.json()["unread_notifications"]
    clock.move(seconds=20)
    run(f"{clock.now():%H:%M:%S}")
    assert poll(ada, after.headers["etag"]).json()["unread_notifications"] == unread + 1


def trips_after(act: Act, person: Person, trips: Trips) -> int:
    """Return the trips of the dashboard after an act."""
    act(person)
    assert person.get("auth/session").is_success  # reads the sign-in, which is cached for half a minute
    trips.clear()
    dashboard(person)
    return trips.count


def test_dashboard_takes_three_trips_one_after_another(
    ada: Person, trips: Trips, clock: MovableClock
) -> None:
    complete(ada)
    ada.create_task("x")
    shut_down(ada)
    dashboard(ada)  # which begins the rhythm
    assert trips_after(clock_in, ada, trips) == 3
    assert trips_after(shut_down, ada, trips) == 3
    clock.move(days=1)  # until work begins again, the companion looks for focus sessions
    assert trips_after(drink, ada, trips) == 3
    clock.move(days=8)
    assert trips_after(drink, ada, trips) <= 4  # the rhythm is extended
    set_preferences(ada, assistant=False)
    dashboard(ada)  # reads the calendar, which is cached as well
    assert trips_after(drink, ada, trips) == 3


def test_passing_of_time_alone_costs_two_point_reads(
    ada: Person, store: FailingStore, trips: Trips, clock: MovableClock
) -> None:
    ada.create_task()
    clock_in(ada)
    clock.set(at("2026-03-18T10:01:30Z"))
    begun = dashboard(ada)
    clock.set(at("2026-03-18T10:29:30Z"))
    assert ada.get("auth/session").is_success
    trips.clear()
    later = dashboard(ada)
    assert (store.counts, trips.count) == ({"read": 2}, 1)
    assert later["health"]["worked_minutes"] == begun["health"]["worked_minutes"] + 28
    assert assert_equals_routes(ada) == later
    clock.set(at("2026-03-18T10:30:00Z"))
    trips.clear()
    assert_equals_routes(ada)
    assert store.counts["query"] > 10


def test_members_of_a_challenge_are_read_again_within_half_an_hour(
    ada: Person, bob: Person, clock: MovableClock
) -> None:
    join(ada, TASK_FINISHER)
    assert_equals_routes(ada)
    join(bob, TASK_FINISHER)
    clock.move(minutes=30)
    (shown,) = (one for one in dashboard(ada)["challenges"] if one["id"] == TASK_FINISHER)
    assert shown["joined_count"] == 2


@pytest.mark.parametrize("begin", ["05:13:20", "09:30:00", "12:29:59.5", "22:31:01", "23:59:30"])
def test_nothing_changes_by_itself_before_the_next_change(
    ada: Person, clock: MovableClock, begin: str
) -> None:
    set_preferences(ada, lunch_window="12:30-12:31", work_days=EVERY_DAY)
    ada.create_task("due", due_date=f"2026-03-19T{begin[:5]}:40Z")
    clock.set(at(f"2026-03-19T{begin}Z"))
    assert_polls_are_right(ada, clock)
    for act in (clock_in, drink, complete, pause_work, shut_down, clock_out):
        act(ada)
        assert_polls_are_right(ada, clock)
    log_rest(ada, minutes=5)
    for _ in range(3):
        assert_polls_are_right(ada, clock)
