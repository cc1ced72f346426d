"""Undoing what was done with tasks."""

from functools import partial
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    TASK_FINISHER,
    at,
    complete,
    complete_existing,
    delete_task,
    end_session,
    error_of,
    join,
    leave,
    ok_event,
    ok_json,
    post_with_key,
    progress_in,
    read,
    reopen,
    set_timezone,
    start_session,
    total_points,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import in_parallel, statuses
from tests.api.undo import NOT_FOUND, everything, undo, undone
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

_FIELDS: list[dict[str, Any]] = [
    {},
    {"planned_date": "2026-03-18", "due_date": "2026-03-18"},
    {"planned_date": "2026-03-17"},
    {"recurrence": "FREQ=DAILY", "due_date": "2026-03-18T12:00:00Z"},
    {"recurrence": "FREQ=WEEKLY"},
    {"reminder_enabled": True, "reminder_time": "2026-03-18T09:40:00Z"},
]


@pytest.mark.parametrize("fields", [{}, {"planned_date": "2026-03-19"}, {"recurrence": "FREQ=DAILY"}])
def test_undone_addition_leaves_no_task(
    ada: Person, clock: MovableClock, store: DocumentStore, fields: dict[str, Any]
) -> None:
    before, now = everything(ada, clock, clock.now()), clock.now()
    task = ada.create_task(**fields)
    clock.move(minutes=14, seconds=59)
    ok_event(ada.post("health/hydration", json={"amount_ml": 250}), 201)
    drunk = read(ada, "health/hydration")["entries"][0]
    assert ada.delete(f"health/hydration/{drunk['id']}").status_code == 204
    undone(ada, "add_task", task["id"])
    assert error_of(ada.get(f"tasks/{task['id']}"))[0] == 404
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("fields", _FIELDS)
def test_undone_completion_leaves_everything_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore, fields: dict[str, Any]
) -> None:
    join(ada, TASK_FINISHER)
    task = ada.create_task(**fields)
    clock.move(minutes=1)
    before, now = everything(ada, clock, clock.now()), clock.now()
    complete_existing(ada, task)
    assert read(ada, "achievements")[0]["unlocked"]
    clock.move(minutes=14, seconds=59)
    undone(ada, "complete_task", task["id"], points=-5)
    assert read(ada, f"tasks/{task['id']}")["updated_at"] == task["updated_at"]
    assert everything(ada, clock, now) == before
    assert [entry["delta"] for entry in read(ada, "points")] == [-5, 5]
    assert {one["kind"] for one in read(ada, "notifications")} == {"achievement"}
    assert_totals_agree(store, ada)
    complete_existing(ada, task)
    assert total_points(ada) == 5
    clock.set(at("2026-03-18T09:31Z"))
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("fields", _FIELDS)
def test_undone_reopening_leaves_everything_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore, fields: dict[str, Any]
) -> None:
    join(ada, TASK_FINISHER)
    task = ada.create_task(**fields)
    complete_existing(ada, task)
    complete_existing(ada, ada.create_task())
    clock.move(minutes=1)
    before, now = everything(ada, clock, clock.now()), clock.now()
    reopen(ada, task)
    clock.move(minutes=13)
    undone(ada, "reopen_task", task["id"], points=5)
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)
    undone(ada, "complete_task", task["id"], points=-5)
    assert total_points(ada) == 5
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("fields", _FIELDS)
@pytest.mark.parametrize("completed", [False, True])
def test_undone_deletion_leaves_everything_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore, fields: dict[str, Any], *, completed: bool
) -> None:
    join(ada, TASK_FINISHER)
    task = ada.create_task(**fields)
    if completed:
        complete_existing(ada, task)
    clock.move(minutes=1)
    before, now = everything(ada, clock, clock.now()), clock.now()
    shown = ada.get(f"tasks/{task['id']}")
    delete_task(ada, task)
    export = read(ada, "users/profile/export")
    assert "deleted_task" not in export["documents"]
    clock.move(minutes=14, seconds=59)
    undone(ada, "delete_task", task["id"], points=5 * completed)
    assert ada.get(f"tasks/{task['id']}").content == shown.content
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)
    if completed:
        assert reopen(ada, task)["completed"] is False
        assert total_points(ada) == 0
        assert_totals_agree(store, ada)


def test_undone_reopening_restores_what_was_unlocked_when_it_was_unlocked(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    complete_existing(ada, task)
    notified = read(ada, "notifications")
    clock.move(minutes=30)
    for act, event in ((reopen, "reopen_task"), (delete_task, "delete_task")):
        before = read(ada, "achievements")
        act(ada, task)
        assert not read(ada, "achievements")[0]["unlocked"]
        clock.move(minutes=1)
        earned = ok_json(undo(ada, event, task["id"]))["earned"]
        assert (earned["points"], [one["id"] for one in earned["achievements"]]) == (5, ["first-step"])
        assert read(ada, "achievements") == before
        assert read(ada, "notifications") == notified
        assert_totals_agree(store, ada)


def test_undone_reopening_counts_for_a_challenge_only_if_its_completion_did(
    ada: Person, clock: MovableClock
) -> None:
    early, late = ada.create_task(), ada.create_task()
    complete_existing(ada, early)
    clock.move(minutes=1)
    join(ada, TASK_FINISHER)
    complete_existing(ada, late)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    for task in (early, late):
        reopen(ada, task)
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")
    clock.move(minutes=1)
    for task in (early, late):
        undone(ada, "reopen_task", task["id"], points=5)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    reopen(ada, late)
    clock.move(minutes=1)
    leave(ada, TASK_FINISHER)
    join(ada, TASK_FINISHER)
    undone(ada, "reopen_task", late["id"], points=5)
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")


def test_completed_challenge_is_completed_again(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    tasks = [ada.create_task() for _ in range(15)]
    for task in tasks:
        complete_existing(ada, task)
    clock.move(minutes=1)
    before, now = everything(ada, clock, clock.now()), clock.now()
    for act, event, points in (
        (reopen, "reopen_task", 80),
        (delete_task, "delete_task", 80),
    ):
        act(ada, tasks[3])
        assert total_points(ada) == 70
        undone(ada, event, tasks[3]["id"], points=points)
        assert everything(ada, clock, now) == before
    undone(ada, "complete_task", tasks[14]["id"], points=-80)
    assert progress_in(ada, TASK_FINISHER) == (14, "in_progress")
    assert_totals_agree(store, ada)


@pytest.mark.both_stores("the copy of a deleted task expires")
def test_reopening_and_deletion_of_a_day_that_is_over_are_undone_on_that_day(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T23:50Z"))
    join(ada, TASK_FINISHER)
    reopened, deleted = (ada.create_task(planned_date="2026-03-18") for _ in range(2))
    for task in (reopened, deleted):
        complete_existing(ada, task)
    before, now = everything(ada, clock, clock.now()), clock.now()
    clock.move(minutes=5)
    reopen(ada, reopened)
    delete_task(ada, deleted)
    clock.move(minutes=10)
    complete(ada)
    undone(ada, "reopen_task", reopened["id"], points=5)
    undone(ada, "delete_task", deleted["id"], points=5)
    days = read(ada, "stats/days?from=2026-03-18")
    assert [(day["tasks_completed"], day["points"]) for day in days] == [(2, 10), (1, 5)]
    assert [(day["tasks_planned"], day["tasks_carried_over"]) for day in days] == [(2, 0), (0, 0)]
    assert_totals_agree(store, ada)
    (fresh,) = (task for task in read(ada, "tasks") if task["id"] not in {reopened["id"], deleted["id"]})
    undone(ada, "complete_task", fresh["id"], points=-5)
    undone(ada, "add_task", fresh["id"])
    assert everything(ada, clock, now) == before


def test_time_of_focus_that_ends_while_its_task_is_deleted_is_spent_on_it(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    session = start_session(ada, task_id=task["id"])
    clock.move(minutes=10)
    delete_task(ada, task)
    end_session(ada, session)
    clock.move(minutes=1)
    undone(ada, "delete_task", task["id"])
    assert read(ada, f"tasks/{task['id']}")["spent_minutes"] == 10
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("planned", ["2026-03-17", "2026-03-18", "2026-03-19"])
def test_addition_undone_on_another_date_after_a_journey_leaves_no_plan(
    ada: Person, clock: MovableClock, store: DocumentStore, planned: str
) -> None:
    clock.set(at("2026-03-18T12:00Z"))
    task = ada.create_task(planned_date=planned)
    set_timezone(ada, "Pacific/Kiritimati")
    undone(ada, "add_task", task["id"])
    assert {day["tasks_planned"] for day in read(ada, "stats/days")} == {0}
    assert_totals_agree(store, ada)


def test_later_acts_on_a_task_refuse_the_undo_of_earlier_ones(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(recurrence="FREQ=DAILY")
    complete_existing(ada, task)
    clock.move(minutes=10)
    reopen(ada, task)
    assert error_of(undo(ada, "complete_task", task["id"])) == (409, "The task was reopened since")
    clock.move(minutes=4)
    complete_existing(ada, task)
    assert error_of(undo(ada, "reopen_task", task["id"])) == (409, "The task was completed since")
    (following,) = read(ada, "tasks?completed=false")
    undone(ada, "complete_task", task["id"], points=-5)
    assert error_of(undo(ada, "delete_task", following["id"])) == NOT_FOUND
    undone(ada, "reopen_task", task["id"], points=5)  # only the last two acts on a task are known
    assert error_of(undo(ada, "complete_task", task["id"])) == NOT_FOUND
    clock.move(minutes=16)
    for event in ("complete_task", "reopen_task", "delete_task", "add_task"):
        assert error_of(undo(ada, event, task["id"])) == NOT_FOUND


@pytest.mark.parametrize("event", ["add_task", "complete_task", "reopen_task", "delete_task"])
def test_act_can_be_undone_for_15_minutes(ada: Person, clock: MovableClock, event: str) -> None:
    task, late = ada.create_task(), ada.create_task()
    for one in (task, late):
        if event in {"complete_task", "reopen_task"}:
            complete_existing(ada, one)
        if event == "reopen_task":
            reopen(ada, one)
        if event == "delete_task":
            delete_task(ada, one)
    clock.move(minutes=15)
    ok_json(undo(ada, event, task["id"]))
    clock.move(microseconds=1)
    assert error_of(undo(ada, event, late["id"])) == NOT_FOUND
    assert len(read(ada, "tasks")) == (1 if event in {"add_task", "delete_task"} else 2)


def test_undone_completion_counts_no_longer_for_the_day_on_which_it_happened(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_timezone(ada, "Europe/Madrid")
    clock.set(at("2026-03-22T22:50Z"))  # Sunday, 23:50
    join(ada, TASK_FINISHER)
    task = ada.create_task(planned_date="2026-03-22", recurrence="FREQ=DAILY")
    clock.move(minutes=1)
    before, now = everything(ada, clock, clock.now()), clock.now()
    complete_existing(ada, task)
    clock.set(at("2026-03-22T23:05Z"))
    undone(ada, "complete_task", task["id"], points=-5)
    (sunday,) = read(ada, "stats/days?from=2026-03-22&to=2026-03-22")
    assert (sunday["tasks_completed"], sunday["points"]) == (0, 0)
    assert (sunday["tasks_planned"], sunday["tasks_carried_over"]) == (1, 1)
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)


def test_undone_completion_of_a_day_that_is_over_carries_its_task_over(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T23:55Z"))
    task = ada.create_task(planned_date="2026-03-18")
    complete_existing(ada, task)
    clock.move(minutes=10)
    ok_event(ada.put(f"tasks/{task['id']}", json={"description": "Two pages"}))
    complete_existing(ada, ada.create_task())
    undone(ada, "complete_task", task["id"], points=-5)
    shown = read(ada, f"tasks/{task['id']}")
    assert (shown["completed"], shown["carried_over"], shown["description"]) == (False, 1, "Two pages")
    days = read(ada, "stats/days?from=2026-03-18")
    assert [(day["tasks_planned"], day["tasks_carried_over"]) for day in days] == [(1, 1), (0, 0)]
    assert [(day["tasks_completed"], day["points"]) for day in days] == [(0, 0), (1, 5)]
    assert_totals_agree(store, ada)


def test_changes_since_refuse_the_undo_and_stay(ada: Person, clock: MovableClock) -> None:
    edited, completed, series = (
        ada.create_task(),
        ada.create_task(),
        ada.create_task(recurrence="FREQ=DAILY"),
    )
    clock.move(minutes=1)
    ok_event(ada.put(f"tasks/{edited['id']}", json={"description": "Two pages"}))
    complete_existing(ada, completed)
    complete_existing(ada, series)
    for task in (edited, completed, series):
        assert error_of(undo(ada, "add_task", task["id"])) == (409, "The task has changed since it was added")
    (following,) = [task for task in read(ada, "tasks?completed=false") if task["recurrence"]]
    assert error_of(undo(ada, "add_task", following["id"])) == NOT_FOUND
    clock.move(minutes=1)
    ok_event(ada.put(f"tasks/{following['id']}", json={"title": "Again"}))
    refused = undo(ada, "complete_task", series["id"])
    assert error_of(refused) == (409, "The next task of the series has changed since")
    assert total_points(ada) == 10
    assert ada.delete(f"tasks/{following['id']}").status_code == 204
    ok_json(undo(ada, "complete_task", series["id"]))
    ok_event(ada.put(f"tasks/{completed['id']}", json={"title": "Send the report"}))
    ok_json(undo(ada, "complete_task", completed["id"]))
    assert read(ada, f"tasks/{completed['id']}")["title"] == "Send the report"
    assert total_points(ada) == 0
    complete_existing(ada, edited)
    clock.move(minutes=1)
    reopen(ada, edited)
    assert error_of(undo(ada, "complete_task", edited["id"])) == (409, "The task was reopened since")


def test_undone_acts_can_be_followed_by_undoing_those_before(ada: Person, store: DocumentStore) -> None:
    task = ada.create_task()
    complete_existing(ada, task)
    undone(ada, "complete_task", task["id"], points=-5)
    undone(ada, "add_task", task["id"])
    assert read(ada, "tasks") == []
    assert_totals_agree(store, ada)


def test_users_undo_only_their_own_acts(root: Person, ada: Person, bob: Person, clock: MovableClock) -> None:
    own = ada.create_task()
    given = ok_json(root.post("tasks", json={"title": "Report", "user_id": ada.id}), 201)
    done = ada.create_task()
    ok_event(root.patch(f"tasks/{done['id']}?user_id={ada.id}"))
    for event, task in (("add_task", own), ("add_task", given), ("complete_task", done)):
        for person in (bob, root):
            assert error_of(undo(person, event, task["id"])) == NOT_FOUND
        assert error_of(undo(bob, event, task["id"], user_id=ada.id))[0] == 403
    for event, task in (("add_task", given), ("complete_task", done)):
        assert error_of(undo(ada, event, task["id"])) == NOT_FOUND
    assert error_of(undo(root, "add_task", own["id"], user_id=ada.id)) == NOT_FOUND
    clock.move(minutes=1)
    for event, task in (("add_task", given), ("complete_task", done)):
        ok_json(undo(root, event, task["id"], user_id=ada.id))
    assert total_points(ada) == 0
    ok_json(undo(ada, "add_task", own["id"]))
    changed = ada.create_task()
    complete_existing(ada, changed)
    clock.move(minutes=1)
    ok_event(root.put(f"tasks/{changed['id']}?user_id={ada.id}", json={"title": "Ask first"}))
    refused = undo(ada, "complete_task", changed["id"])
    assert error_of(refused) == (409, "An administrator has changed it since")


@pytest.mark.both_stores("a task and its totals change together")
def test_exactly_one_of_50_parallel_undos_succeeds(ada: Person, store: DocumentStore) -> None:
    task = ada.create_task(recurrence="FREQ=DAILY", planned_date="2026-03-18")
    complete_existing(ada, task)
    for event in ("complete_task", "add_task"):
        responses = in_parallel([partial(undo, ada, event, task["id"])] * 50)
        assert statuses(responses) == {200: 1, 404: 49}
    assert read(ada, "tasks") == []
    assert total_points(ada) == 0
    assert_totals_agree(store, ada)


def test_repeated_undo_with_its_key_replays_the_first_response(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task()
    complete_existing(ada, task)
    body = {"event": "complete_task", "id": task["id"]}
    first = post_with_key(ada, "undo", body)
    assert first.json() == {
        **body,
        "earned": {"points": -5, "level": None, "achievements": [], "challenges": []},
    }
    clock.move(minutes=20)
    repeated = post_with_key(ada, "undo", body)
    assert repeated.headers["Idempotency-Replayed"] == "true"
    assert repeated.json() == first.json()
    assert total_points(ada) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"event": "add_task"}, 400),
        ({"id": "0"}, 400),
        ({"event": "", "id": "0"}, 400),
        ({"event": "add_task", "id": ""}, 400),
        ({"event": "add_task", "id": None}, 400),
        ({"event": ["add_task"], "id": "0"}, 400),
        ({"event": "add_task", "id": 1}, 400),
        ({"event": "add_task", "id": "x" * 65}, 400),
        ({"event": "x" * 65, "id": "0"}, 400),
        ({"event": "add_task", "id": "a\u0000b"}, 400),
        ({"event": "add\ntask", "id": "0"}, 400),
        ({"event": "ADD_TASK", "id": "0"}, 404),
        ({"event": "undo", "id": "0"}, 404),
        ({"event": "add_task", "id": "no-task"}, 404),
        ({"event": "add_task", "id": "a/../b#?"}, 404),
        ({"event": "complete_task", "id": "user"}, 404),
        ({"event": "complete_task", "id": "progress"}, 404),
    ],
)
def test_bad_input_is_refused(ada: Person, body: dict[str, Any], status: int) -> None:
    assert ada.post("undo", json=body).status_code == status


def test_quota_of_events_refuses_no_undo_until_it_is_reached_twice(
    environment: dict[str, str], api: Api
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "4"
    ada = api.sign_up("Ada")
    tasks = [ada.create_task() for _ in range(4)]
    assert error_of(ada.post("tasks", json={"title": "One more"}))[0] == 429
    assert [undo(ada, "add_task", task["id"]).status_code for task in tasks] == [200] * 4
    assert error_of(undo(ada, "add_task", tasks[0]["id"])) == NOT_FOUND
    assert read(ada, "tasks") == []
