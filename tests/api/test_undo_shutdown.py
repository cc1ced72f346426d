"""Undoing a shutdown: its reflection goes with its plan, its carry-over and its clock-out."""

from functools import partial
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    HEALTHY_BOUNDARIES,
    TASK_FINISHER,
    at,
    clock_in,
    clock_out,
    complete,
    complete_existing,
    error_of,
    join,
    leave,
    ok_event,
    ok_json,
    post_with_key,
    progress_in,
    read,
    set_timezone,
    shut_down,
    shutdown_streak,
    total_points,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.parallel import in_parallel, statuses
from tests.api.undo import NOT_FOUND, everything, undo, undone
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of, of_type

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@pytest.mark.both_stores("everything that a shutdown does is taken back in one commit")
def test_undone_shutdown_leaves_everything_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    shut_down(ada, "tough")
    clock.move(hours=24)
    planned = [ada.create_task(planned_date=day) for day in (None, "2026-03-17", "2026-03-21")]
    ada.create_task(planned_date="2026-03-19")  # is carried over
    series = ada.create_task(recurrence="FREQ=DAILY", planned_date="2026-03-19")
    completed = ada.create_task(planned_date="2026-03-19")
    complete_existing(ada, completed)
    clock_in(ada)
    clock.move(hours=2)
    before, now = everything(ada, clock, clock.now()), clock.now()
    tasks = {task["id"]: ada.get(f"tasks/{task['id']}").content for task in (*planned, series, completed)}
    for _ in range(2):
        plan = [task["id"] for task in planned]
        reflection = shut_down(ada, plan_tomorrow=plan, carry_over=True, clock_out=True)
        assert progress_in(ada, HEALTHY_BOUNDARIES) == (1, "in_progress")
        assert len(read(ada, "tasks?planned=2026-03-20")) == 5
        clock.move(minutes=14, seconds=59)
        undone(ada, "shutdown", reflection["id"], points=-14)
        assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
        assert everything(ada, clock, now) == before
        assert {name: ada.get(f"tasks/{name}").content for name in tasks} == tasks
        assert_totals_agree(store, ada)
        clock.set(now)
    shut_down(ada)
    assert total_points(ada) == before["challenges/stats"]["total_points"] + 14
    clock_out(ada)
    assert_week_agrees(store, ada, clock.now())


@pytest.mark.parametrize("earlier", ["great", None])
def test_undone_shutdown_leaves_earlier_ones_of_the_day(
    ada: Person, clock: MovableClock, store: DocumentStore, earlier: str | None
) -> None:
    clock.set(at("2026-03-18T20:00Z"))
    if earlier is not None:
        shut_down(ada, earlier)
    clock.move(minutes=10)
    before, now = everything(ada, clock, clock.now()), clock.now()
    reflection = shut_down(ada, "tough")
    clock.move(minutes=1)
    undone(ada, "shutdown", reflection["id"], points=0 if earlier else -12)
    assert everything(ada, clock, now) == before
    assert shutdown_streak(ada) == int(earlier is not None)
    for _ in range(12):
        clock.move(seconds=1)
        shut_down(ada, "okay")
    before, now = everything(ada, clock, clock.now()), clock.now()
    clock.move(seconds=1)
    undone(ada, "shutdown", shut_down(ada, "tough")["id"])
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)


def test_undone_shutdown_counts_no_longer_for_its_day_and_week_past_midnight(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_timezone(ada, "Europe/Madrid")
    clock.set(at("2026-03-22T22:50Z"))  # Sunday, 23:50
    join(ada, TASK_FINISHER)
    clock_in(ada)
    task = ada.create_task(planned_date="2026-03-22")
    clock.move(minutes=1)
    before, now = everything(ada, clock, clock.now()), clock.now()
    reflection = shut_down(ada, carry_over=True, clock_out=True)
    clock.set(at("2026-03-22T23:05Z"))
    undone(ada, "shutdown", reflection["id"], points=-12)
    (sunday,) = read(ada, "stats/days?from=2026-03-22&to=2026-03-22")
    assert (sunday["shutdown_rating"], sunday["points"], sunday["tasks_planned"]) == (None, 0, 1)
    assert read(ada, f"tasks/{task['id']}")["planned_date"] == "2026-03-22"
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("has_begun", [True, False])
def test_undone_shutdown_sent_after_its_week_moves_no_leaderboard(
    ada: Person, clock: MovableClock, store: DocumentStore, *, has_begun: bool
) -> None:
    clock.set(at("2026-03-22T23:55Z"))
    complete(ada)
    clock.set(at("2026-03-23T00:03Z"))
    if has_begun:
        join(ada, TASK_FINISHER)
        complete(ada)
    before = everything(ada, clock, clock.now())
    body = {"productivity_rating": "good", "at": "2026-03-22T23:57:00Z"}
    reflection = ok_event(ada.post("dashboard/shutdown-reflection", json=body), 201)
    assert read(ada, "challenges/leaders") == before["challenges/leaders"]
    undone(ada, "shutdown", reflection["id"], points=-12)
    assert everything(ada, clock, clock.now()) == before
    assert_totals_agree(store, ada)
    (progress,) = of_type(documents_of(store, ada.id), "progress")
    assert progress["week"]["points"] == 5


def test_repeated_day_is_as_before(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    clock.set(at("2026-03-18T23:00Z"))
    shut_down(ada)
    clock.set(at("2026-03-19T00:30Z"))
    before, now = everything(ada, clock, clock.now()), clock.now()
    second = shut_down(ada)
    clock.move(minutes=5)
    undone(ada, "shutdown", second["id"])
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)


def test_tasks_that_were_changed_since_stay(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    moved, edited, done, deleted = (ada.create_task() for _ in range(4))
    clock.move(minutes=1)
    plan = [task["id"] for task in (moved, edited, done, deleted)]
    reflection = shut_down(ada, plan_tomorrow=plan)
    clock.move(minutes=1)
    ok_event(ada.put(f"tasks/{moved['id']}", json={"planned_date": "2026-04-01"}))
    ok_event(ada.put(f"tasks/{edited['id']}", json={"title": "Write it again"}))
    complete_existing(ada, done)
    assert ada.delete(f"tasks/{deleted['id']}").status_code == 204
    undone(ada, "shutdown", reflection["id"], points=-12)
    shown = {task["id"]: task for task in read(ada, "tasks")}
    assert shown[moved["id"]]["planned_date"] == "2026-04-01"
    assert (shown[edited["id"]]["planned_date"], shown[edited["id"]]["title"]) == (None, "Write it again")
    assert (shown[done["id"]]["planned_date"], shown[done["id"]]["completed"]) == (None, True)
    assert deleted["id"] not in shown
    assert_totals_agree(store, ada)


def test_series_of_a_task_that_was_changed_since_begins_as_if_it_had_not_been_planned(
    ada: Person, clock: MovableClock
) -> None:
    first = ada.create_task(recurrence="FREQ=WEEKLY")
    later = ada.create_task(recurrence="FREQ=WEEKLY", due_date="2026-03-16")
    complete_existing(ada, later)
    (later,) = [task for task in read(ada, "tasks?completed=false") if task["due_date"] is not None]
    reflection = shut_down(ada, plan_tomorrow=[first["id"], later["id"]])
    clock.move(minutes=1)
    for task in (first, later):
        ok_json(ada.put(f"tasks/{task['id']}", json={"title": "Review"}))
    undone(ada, "shutdown", reflection["id"], points=-12)
    for task, begins in ((first, None), (later, "2026-03-16")):
        found = read(ada, f"tasks/{task['id']}")
        assert (found["title"], found["planned_date"]) == ("Review", None)
        assert found["recurrence_start"] == begins
    found = ok_json(ada.put(f"tasks/{first['id']}", json={"due_date": "2026-03-25"}))
    assert found["recurrence_start"] == "2026-03-25"


def test_shutdown_stays_if_there_was_another_one_or_its_work_changed_since(
    ada: Person, clock: MovableClock
) -> None:
    first = shut_down(ada)
    clock.move(minutes=1)
    second = shut_down(ada)
    assert error_of(undo(ada, "shutdown", first["id"])) == (409, "There was another shutdown since")
    ok_json(undo(ada, "shutdown", second["id"]))
    ok_json(undo(ada, "shutdown", first["id"]))
    clock_in(ada)
    clock.move(hours=1)
    reflection = shut_down(ada, clock_out=True)
    clock.move(minutes=1)
    clock_in(ada)
    refused = undo(ada, "shutdown", reflection["id"])
    assert error_of(refused) == (409, "Another work session has begun since")
    assert read(ada, "dashboard/shutdown-history") == [reflection]


def test_shutdown_of_a_later_day_refuses_the_undo_of_an_earlier_one(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-18T23:55Z"))
    first = shut_down(ada)
    clock.move(minutes=10)
    shut_down(ada)
    assert error_of(undo(ada, "shutdown", first["id"])) == (409, "There was another shutdown since")


@pytest.mark.parametrize("hours", [0, 9])
def test_only_the_last_shutdown_of_a_traveller_over_the_date_line_is_undone(
    ada: Person, clock: MovableClock, store: DocumentStore, hours: int
) -> None:
    set_timezone(ada, "Pacific/Kiritimati")
    first = shut_down(ada)
    clock.move(hours=hours, minutes=1)
    set_timezone(ada, "Pacific/Pago_Pago")
    before, now = everything(ada, clock, clock.now()), clock.now()
    second = shut_down(ada)
    clock.move(minutes=1)
    if not hours:
        assert error_of(undo(ada, "shutdown", first["id"])) == (409, "There was another shutdown since")
    ok_json(undo(ada, "shutdown", second["id"]))
    assert everything(ada, clock, now) == before
    if not hours:
        undone(ada, "shutdown", first["id"], points=-12)
        shut_down(ada)
        assert (total_points(ada), shutdown_streak(ada)) == (12, 1)
    assert_totals_agree(store, ada)


def test_shutdown_can_be_undone_for_15_minutes_by_its_user(
    root: Person, ada: Person, bob: Person, clock: MovableClock
) -> None:
    reflection = shut_down(ada)
    for person, fields in ((bob, {}), (root, {}), (root, {"user_id": ada.id})):
        assert error_of(undo(person, "shutdown", reflection["id"], **fields)) == NOT_FOUND
    clock.move(minutes=15, microseconds=1)
    assert error_of(undo(ada, "shutdown", reflection["id"])) == NOT_FOUND
    clock.move(microseconds=-1)
    body = {"event": "shutdown", "id": reflection["id"]}
    first = post_with_key(ada, "undo", body)
    assert first.json()["earned"]["points"] == -12
    assert post_with_key(ada, "undo", body).json() == first.json()
    assert "before" not in reflection


def test_challenge_that_was_left_or_joined_anew_is_settled_by_what_it_counted(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    work(ada, monday, hours=1)
    reflection = shut_down(ada)
    monday.move(minutes=1)
    leave(ada, HEALTHY_BOUNDARIES)
    join(ada, HEALTHY_BOUNDARIES)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
    undone(ada, "shutdown", reflection["id"], points=-12)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
    assert_totals_agree(store, ada)


def test_50_parallel_undos_of_a_shutdown_count_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    clock.move(hours=1)
    task = ada.create_task(planned_date="2026-03-18")
    reflection = shut_down(ada, carry_over=True, clock_out=True)
    responses = in_parallel([partial(undo, ada, "shutdown", reflection["id"])] * 50)
    assert statuses(responses) == {200: 1, 404: 49}
    assert read(ada, f"tasks/{task['id']}")["planned_date"] == "2026-03-18"
    assert total_points(ada) == 0
    assert_totals_agree(store, ada)


def test_shutdown_with_most_tasks_is_undone_in_one_commit(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    clock.move(hours=30)
    dates = [f"2026-04-{day:02}" for day in range(1, 21)]
    planned: list[dict[str, Any]] = [ada.create_task(planned_date=day) for day in dates]
    before, now = everything(ada, clock, clock.now()), clock.now()
    reflection = shut_down(
        ada, plan_tomorrow=[task["id"] for task in planned], carry_over=True, clock_out=True
    )
    clock.move(minutes=1)
    undone(ada, "shutdown", reflection["id"], points=-12)
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)
