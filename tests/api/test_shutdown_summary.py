"""The shutdown summary: today's tasks, focus time, points and clock-out time."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    clock_in,
    complete,
    delete_task,
    end_session,
    focus,
    ok_json,
    reopen,
    set_preferences,
    shut_down,
    shutdown_summary,
    start_session,
    store_preferences,
    take_break,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def counts(person: Person) -> tuple[int, int, int]:
    shown = shutdown_summary(person)
    return shown["tasksCompleted"], shown["tasksTotal"], shown["pendingTasks"]


def today(person: Person) -> list[str]:
    """Return the names of today's tasks; completed ones start with a tick."""
    return [
        f"✓ {task['name']}" if task["completed"] else task["name"]
        for task in shutdown_summary(person)["todayTasks"]
    ]


def test_summary_of_a_day_without_activity(ada: Person) -> None:
    assert shutdown_summary(ada) == {
        "tasksCompleted": 0,
        "tasksTotal": 0,
        "pendingTasks": 0,
        "todayTasks": [],
        "focusTime": 0,
        "focusGoal": 480,
        "shutdownStreak": 0,
        "pointsEarned": 12,  # 10, and 2 for the first day of a streak
        "clockedOutTime": None,
        "tomorrow": [],
    }


@pytest.mark.both_stores("completed tasks are read by their ids")
def test_summary_of_a_day_with_tasks_focus_and_work(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    set_preferences(person, focus_goal_minutes=50)
    shut_down(person)
    clock.move(days=1)
    shut_down(person)
    clock.move(days=1)
    clock_in(person)
    for title in ("Review", "Fix"):
        focus(person, clock, 25.5)
        complete(person, title)
    person.create_task("Write")
    ok_json(person.post("time-logs/end-work"))
    assert shutdown_summary(person) == {
        "tasksCompleted": 2,
        "tasksTotal": 3,
        "pendingTasks": 1,
        "todayTasks": [
            {"name": "Fix", "completed": True},
            {"name": "Review", "completed": True},
            {"name": "Write", "completed": False},
        ],
        "focusTime": 51,
        "focusGoal": 50,
        "shutdownStreak": 2,
        "pointsEarned": 10 + 2 * 5 + 15 + 2 * 3,
        "clockedOutTime": "11:21",
        "tomorrow": [],
    }
    assert_totals_agree(store, person)


def test_todays_tasks_list_ten_with_latest_completions_first_then_most_urgent(
    ada: Person, clock: MovableClock
) -> None:
    ada.create_task("someday")
    ada.create_task("tonight", due_date="2026-03-18")
    ada.create_task("at noon", due_date="2026-03-18T12:00:00Z")
    ada.create_task("last week", due_date="2026-03-11")
    assert today(ada) == ["last week", "at noon", "tonight", "someday"]
    for number in range(4):
        clock.move(minutes=1)
        complete(ada, f"done {number}")
    completed_today = ["✓ done 3", "✓ done 2", "✓ done 1", "✓ done 0"]
    assert today(ada) == [*completed_today, "last week", "at noon", "tonight", "someday"]
    for number in range(4, 12):
        clock.move(minutes=1)
        complete(ada, f"done {number}")
        assert len(today(ada)) == min(5 + number, 10)
    assert today(ada) == [f"✓ done {number}" for number in range(11, 1, -1)]
    assert counts(ada) == (12, 16, 4)


def test_ten_pending_tasks_are_listed_and_all_are_counted(ada: Person) -> None:
    for number in range(14):
        ada.create_task(f"{number}")
    ada.create_task("urgent", due_date="2026-03-18")
    shown = today(ada)
    assert (len(shown), shown[0]) == (10, "urgent")
    assert counts(ada) == (0, 15, 15)


@pytest.mark.parametrize(
    ("due", "pending"),
    [
        (None, True),
        ("2026-03-18", True),
        ("2026-03-17", True),  # overdue
        ("2001-01-01", True),
        ("2026-03-18T09:00:00Z", True),  # overdue by an hour
        ("2026-03-18T22:59:59Z", True),  # the last second of today
        ("2026-03-18T22:59:59.900Z", True),
        ("2026-03-18T23:00:00Z", False),  # the first second of tomorrow
        ("2026-03-19", False),
        ("9999-12-31", False),
        ("9999-12-31T23:59:59.999999Z", False),
    ],
)
def test_open_task_is_pending_without_a_due_date_or_when_due_by_the_end_of_today(
    api: Api, due: str | None, *, pending: bool
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")  # where the 18th ends at 23:00 UTC
    person.create_task("Task", due_date=due)
    assert today(person) == (["Task"] if pending else [])
    assert counts(person) == ((0, 1, 1) if pending else (0, 0, 0))


@pytest.mark.both_stores("it queries tasks in several ways")
def test_task_due_later_is_listed_when_completed_today(ada: Person) -> None:
    complete(ada, "Early", due_date="2026-03-25")
    assert today(ada) == ["✓ Early"]
    assert counts(ada) == (1, 1, 0)


def test_task_completed_yesterday_is_not_listed(ada: Person, clock: MovableClock) -> None:
    complete(ada, "Done")
    ada.create_task("Open")
    clock.set(at("2026-03-19T00:00:00Z"))
    assert today(ada) == ["Open"]
    assert counts(ada) == (0, 1, 1)


def test_todays_tasks_reflect_reopening_deleting_and_renaming(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    tasks = [complete(ada, name) for name in ("a", "b", "c")]
    clock.move(minutes=1)
    reopen(ada, tasks[0])
    delete_task(ada, tasks[1])
    ada.put(f"tasks/{tasks[2]['id']}", json={"title": "renamed"})
    assert today(ada) == ["✓ renamed", "a"]
    assert counts(ada) == (1, 2, 1)
    assert_totals_agree(store, ada)


def test_todays_tasks_are_correct_after_many_were_undone(ada: Person, clock: MovableClock) -> None:
    tasks = []
    for number in range(35):
        clock.move(seconds=1)
        tasks.append(complete(ada, f"{number}"))
    for number, task in enumerate(tasks[5:]):
        (reopen if number % 2 else delete_task)(ada, task)
    assert counts(ada) == (5, 20, 15)
    assert today(ada)[:5] == ["✓ 4", "✓ 3", "✓ 2", "✓ 1", "✓ 0"]


# Focus time and goal


def test_focus_time_is_whole_minutes_of_focus_sessions_completed_today(
    ada: Person, clock: MovableClock
) -> None:
    focus(ada, clock, 25.5)
    focus(ada, clock, 25.25)
    take_break(ada, clock, 30)
    stopped = start_session(ada)
    clock.move(minutes=20)
    end_session(ada, stopped, "stop")
    start_session(ada)
    assert shutdown_summary(ada)["focusTime"] == 50
    clock.move(days=1)
    assert shutdown_summary(ada)["focusTime"] == 0


@pytest.mark.parametrize("goal", [1, 90, 1440])
def test_focus_goal_follows_the_preference(ada: Person, goal: int) -> None:
    body = {"preferences": {"focus_goal_minutes": goal}}
    ok_json(ada.put("users/onboarding/complete", json=body))
    assert shutdown_summary(ada)["focusGoal"] == goal


def test_invalid_stored_focus_goal_means_the_default(ada: Person, store: DocumentStore) -> None:
    goals: list[Any] = [0, -30, 1441, 2**53 - 1, 30.5, "90", True, None, [], {"minutes": 90}]
    for goal in goals:
        store_preferences(store, ada, focus_goal_minutes=goal)
        assert shutdown_summary(ada)["focusGoal"] == 480, goal


@pytest.mark.parametrize(("minutes", "reached"), [(49.99, False), (50, True), (51, True)])
def test_reached_focus_goal_adds_15_points(
    ada: Person, clock: MovableClock, minutes: float, *, reached: bool
) -> None:
    set_preferences(ada, focus_goal_minutes=50)
    focus(ada, clock, minutes)
    assert shutdown_summary(ada)["pointsEarned"] == 12 + (15 if reached else 0)


# Clock-out time


def test_clocked_out_time_is_the_local_end_of_todays_last_work_session(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Asia/Tokyo")
    for hour in ("19:30", "20:45"):  # the clock is at 18:30
        clock_in(person)
        clock.set(at(f"2026-03-18T{hour}:00+09:00"))
        ok_json(person.post("time-logs/end-work"))
        assert shutdown_summary(person)["clockedOutTime"] == hour
    clock_in(person)
    assert shutdown_summary(person)["clockedOutTime"] == "20:45"  # a running session has no end time
    clock.set(at("2026-03-19T00:00:00+09:00"))
    assert shutdown_summary(person)["clockedOutTime"] is None
    clock.set(at("2026-03-19T00:05:00+09:00"))
    ok_json(person.post("time-logs/end-work"))
    assert shutdown_summary(person)["clockedOutTime"] == "00:05"


def test_clock_out_before_the_day_start_counts_for_the_day_before(ada: Person, clock: MovableClock) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    work(ada, clock, hours=16)
    assert shutdown_summary(ada)["clockedOutTime"] == "01:30"
    clock.set(at("2026-03-19T04:00:00Z"))
    assert shutdown_summary(ada)["clockedOutTime"] is None
