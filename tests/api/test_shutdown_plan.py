"""A shutdown that plans the next work day, carries tasks over and clocks out, in one commit."""

from functools import partial
from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    clock_in,
    complete_existing,
    error_of,
    ok_event,
    ok_json,
    pause_work,
    post_with_key,
    read,
    resume_work,
    set_preferences,
    shut_down,
    shutdown_summary,
)
from tests.api.conftest import Api, Person
from tests.api.errors import assert_invalid
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.parallel import in_parallel, statuses
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

PATH = "dashboard/shutdown-reflection"
TODAY, THURSDAY, FRIDAY, MONDAY = "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23"

Task = dict[str, Any]


def plan(person: Person, on: str | None = TODAY, **fields: Any) -> Task:
    return person.create_task(planned_date=on, **fields)


def planned(person: Person, task: Task) -> str | None:
    found: str | None = read(person, f"tasks/{task['id']}")["planned_date"]
    return found


def plans(person: Person) -> dict[str, tuple[int, int]]:
    """Return the tasks planned and carried over of each day that has any."""
    rows = read(person, "stats/days?from=2026-03-18&to=2026-03-31")
    found = {row["date"]: (row["tasks_planned"], row["tasks_carried_over"]) for row in rows}
    return {on: counts for on, counts in found.items() if counts != (0, 0)}


@pytest.mark.both_stores(
    "one batch holds a reflection, tasks, the plans of two days and the end of a session"
)
def test_day_is_closed_in_one_commit(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    chosen, unplanned, later = plan(ada), plan(ada, None), plan(ada, FRIDAY)
    left, done, other = plan(ada), plan(ada), plan(ada, THURSDAY)
    complete_existing(ada, done)
    session = clock_in(ada)
    clock.move(hours=2)
    ids = [chosen["id"], unplanned["id"], later["id"], chosen["id"]]
    shut_down(ada, plan_tomorrow=ids, carry_over=True, clock_out=True)

    for task in (chosen, unplanned, later, left, other):
        assert planned(ada, task) == THURSDAY
    assert planned(ada, done) == TODAY
    ended = read(ada, f"work_sessions/{session['id']}")
    assert (ended["end_time"], ended["duration"]) == ("2026-03-18T11:30:00Z", 2)
    assert plans(ada) == {TODAY: (1, 0), THURSDAY: (5, 0)}
    tasks = {(task["id"], task["title"]) for task in (chosen, unplanned, later, left, other)}
    assert {(task["id"], task["name"]) for task in shutdown_summary(ada)["tomorrow"]} == tasks
    assert shutdown_summary(ada)["clockedOutTime"] == "11:30"
    assert_totals_agree(store, ada)
    clock.move(days=1)
    assert [read(ada, f"tasks/{task['id']}")["carried_over"] for task in (left, chosen)] == [0, 0]


def test_next_work_day_is_after_the_weekend_days_off_and_holidays(ada: Person, clock: MovableClock) -> None:
    task = plan(ada, None)

    def next_day() -> str | None:
        shut_down(ada, plan_tomorrow=[task["id"]])
        return planned(ada, task)

    clock.set(at("2026-03-20T18:00:00Z"))  # a Friday
    assert next_day() == MONDAY
    ok_json(ada.post("users/days-off", json={"from": MONDAY, "to": "2026-03-24"}), 201)
    assert next_day() == "2026-03-25"
    set_preferences(ada, work_days=[6])
    assert next_day() == "2026-03-21"
    clock.set(at("2026-04-02T18:00:00Z"))  # before Easter, of which Germany has the Friday and the Monday
    set_preferences(ada, work_days=[1, 2, 3, 4, 5], country="DE")
    assert next_day() == "2026-04-07"


def test_nothing_is_written_when_a_planned_task_does_not_exist(ada: Person, api: Api) -> None:
    own, foreign = plan(ada), plan(api.sign_up("bob"))
    clock_in(ada)
    for unknown in (foreign["id"], "unknown"):
        body = {"productivity_rating": "good", "plan_tomorrow": [own["id"], unknown], "clock_out": True}
        response = ada.post(PATH, json=body)
        assert error_of(response) == (400, f"Field 'plan_tomorrow' has the id of no task: '{unknown}'")
    assert read(ada, "dashboard/shutdown-history") == []
    assert planned(ada, own) == TODAY
    assert read(ada, "work_sessions/active")["end_time"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("plan_tomorrow", "all"),
        ("plan_tomorrow", [1]),
        ("plan_tomorrow", [""]),
        ("plan_tomorrow", ["x" * 65]),
        ("plan_tomorrow", ["x"] * 21),
        ("carry_over", "yes"),
        ("carry_over", None),
        ("clock_out", 1),
    ],
)
def test_invalid_plan_is_rejected(ada: Person, field: str, value: object) -> None:
    response = ada.post(PATH, json={"productivity_rating": "good", field: value})
    assert_invalid(response, field, value)


def test_completed_tasks_and_a_day_without_a_session_are_left_as_they_are(ada: Person) -> None:
    done = plan(ada, None)
    complete_existing(ada, done)
    shut_down(ada, plan_tomorrow=[done["id"]], carry_over=True, clock_out=True)
    assert planned(ada, done) is None
    assert read(ada, "work_sessions") == []


def test_repeated_shutdown_with_a_key_plans_and_ends_once(ada: Person, clock: MovableClock) -> None:
    task = plan(ada)
    clock_in(ada)
    clock.move(hours=1)
    body = {"productivity_rating": "good", "carry_over": True, "clock_out": True}
    first = post_with_key(ada, PATH, body, "k")
    assert ok_event(first, 201)
    ok_json(ada.put(f"tasks/{task['id']}", json={"planned_date": TODAY}))
    clock_in(ada)
    again = post_with_key(ada, PATH, body, "k")
    assert (again.status_code, again.json()) == (201, first.json())
    assert planned(ada, task) == TODAY
    assert read(ada, "work_sessions/active")["end_time"] is None


def test_shutdowns_at_once_end_the_session_once_and_plan_each_task_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for _ in range(5):
        plan(ada)
    clock_in(ada)
    clock.move(hours=1)
    body = {"productivity_rating": "good", "carry_over": True, "clock_out": True}
    responses = in_parallel([partial(ada.post, PATH, json=body)] * 20)
    assert statuses(responses) == {201: 20}
    assert sum((response.json()["earned"] or {}).get("points", 0) for response in responses) == 12
    assert plans(ada) == {THURSDAY: (5, 0)}
    assert read(ada, "stats")["total_sessions"] == 1
    assert_totals_agree(store, ada)


def test_most_important_tasks_are_carried_over_when_a_commit_cannot_hold_all(
    ada: Person, store: DocumentStore
) -> None:
    low = [plan(ada, priority="low") for _ in range(5)]
    others = [plan(ada, priority="high") for _ in range(20)] + [plan(ada) for _ in range(19)]
    chosen = plan(ada, FRIDAY)
    shut_down(ada, plan_tomorrow=[chosen["id"]], carry_over=True)
    assert {planned(ada, task) for task in low} == {TODAY}
    dates = [planned(ada, task) for task in others]
    assert (dates.count(THURSDAY), dates.count(TODAY)) == (38, 1)
    assert {*dates[:20]} == {THURSDAY}
    assert plans(ada) == {TODAY: (6, 0), THURSDAY: (39, 0)}
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("paused", ["every day at first", "at the end"])
def test_forgotten_session_with_distant_pauses_ends_in_the_commit_of_a_full_plan(
    ada: Person, store: DocumentStore, clock: MovableClock, paused: str
) -> None:
    clock_in(ada)
    for _ in range(40):
        clock.move(hours=23)
        if paused == "every day at first":
            pause_work(ada)
        clock.move(hours=1)
        if paused == "every day at first":
            resume_work(ada)
    if paused == "at the end":
        pause_work(ada)
    clock.move(days=40)
    today = f"{clock.now():%Y-%m-%d}"
    tasks = [plan(ada, today) for _ in range(40)]
    shut_down(ada, carry_over=True, clock_out=True)
    assert today not in {planned(ada, task) for task in tasks}
    assert ada.stats()["total_hours"] == (40 * 47 if paused == "every day at first" else 40 * 24)
    assert_week_agrees(store, ada, clock.now())


def test_plan_takes_one_batch_and_two_queries_for_any_number_of_tasks(
    ada: Person, store: CountingStore
) -> None:
    def trips(number: int) -> dict[str, int]:
        tasks = [plan(ada, f"2026-03-{19 + day}") for day in range(number)]
        plan(ada)
        clock_in(ada)
        store.counts.clear()
        shut_down(ada, plan_tomorrow=[task["id"] for task in tasks], carry_over=True, clock_out=True)
        return dict(store.counts)

    trips(1)  # the first shutdown of the week also schedules the weekly summary
    few = trips(2)
    assert few["batch"] == 1
    assert trips(12) == few
