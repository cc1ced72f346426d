"""Recurring tasks: completing one adds the next of its series."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import set_timezone
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import in_parallel
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def _open_tasks(person: Person) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = person.get("tasks?completed=false").json()
    return tasks


def _complete(person: Person, task: dict[str, Any]) -> dict[str, Any]:
    """Complete a task and return the next one of its series, the only open task."""
    assert person.patch(f"tasks/{task['id']}").status_code == 200
    (following,) = _open_tasks(person)
    return following


@pytest.mark.both_stores("the next task is added in the commit that completes one")
def test_completing_adds_the_next_task_of_the_series(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task(
        "Send the report",
        description="To the team",
        priority="high",
        tags=["team"],
        due_date="2026-03-18T16:00:00Z",
        start_date="2026-03-17T08:00:00Z",
        planned_date="2026-03-18",
        reminder_time="2026-03-18T15:30:00Z",
        reminder_enabled=True,
        estimate_minutes=30,
        subtasks=[{"title": "Numbers", "completed": True}],
        recurrence="RRULE:FREQ=WEEKLY;BYDAY=WE,FR",
    )
    assert (task["recurrence"], task["recurrence_start"]) == ("FREQ=WEEKLY;BYDAY=WE,FR", "2026-03-18")
    clock.move(minutes=1)
    following = _complete(ada, task)
    assert following == {
        **task,
        "id": following["id"],
        "due_date": "2026-03-20T16:00:00Z",
        "start_date": "2026-03-19T08:00:00Z",
        "planned_date": "2026-03-20",
        "reminder_time": "2026-03-20T15:30:00Z",
        "subtasks": [{**task["subtasks"][0], "completed": False}],
        "created_at": "2026-03-18T09:31:00Z",
        "updated_at": "2026-03-18T09:31:00Z",
    }
    assert ada.stats()["total_tasks"] == 2
    assert_totals_agree(store, ada)


def test_next_date_is_after_the_completion(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(due_date="2026-03-18", recurrence="FREQ=WEEKLY")
    clock.set(datetime(2026, 4, 2, 9, tzinfo=UTC))
    following = _complete(ada, task)
    assert (following["due_date"], following["recurrence_start"]) == ("2026-04-08T23:59:59Z", "2026-03-18")


def test_task_without_dates_recurs_from_the_day_of_its_completion(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(recurrence="FREQ=DAILY;INTERVAL=3")
    clock.move(days=1)
    following = _complete(ada, task)
    assert (following["planned_date"], following["recurrence_start"]) == ("2026-03-22", "2026-03-19")
    assert following["due_date"] is None


@pytest.mark.parametrize(
    ("rule", "number"),
    [("FREQ=DAILY;COUNT=3", 3), ("FREQ=DAILY;UNTIL=20260320", 3), ("FREQ=DAILY;UNTIL=20260320T155959Z", 2)],
)
def test_series_ends_with_its_rule(ada: Person, rule: str, number: int) -> None:
    ada.create_task(due_date="2026-03-18T16:00:00Z", recurrence=rule)
    for _ in range(number):
        (task,) = _open_tasks(ada)
        ada.patch(f"tasks/{task['id']}")
    assert _open_tasks(ada) == []
    assert ada.stats()["total_tasks"] == number


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "America/Los_Angeles"])
@pytest.mark.parametrize("until", ["99991231", "99991231T235959", "99991231T235959Z"])
def test_series_until_the_end_of_the_calendar_goes_on(api: Api, zone: str, until: str) -> None:
    eva = api.sign_up(timezone=zone)
    rule = f"FREQ=DAILY;UNTIL={until}"
    for name in ("planned_date", "due_date", "start_date"):
        task = eva.create_task(**{name: "2026-03-20"}, recurrence=rule)
        following = _complete(eva, task)
        assert following[name] > task[name]
        eva.delete(f"tasks/{following['id']}")
    assert _complete(eva, eva.create_task(recurrence=rule))["planned_date"]


@pytest.mark.parametrize("name", ["due_date", "start_date", "reminder_time"])
@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("9999-12-31T23:00:00Z", "Pacific/Kiritimati"),
        ("9999-12-30T23:00:00Z", "Pacific/Kiritimati"),
        ("0001-01-01T01:00:00Z", "America/Los_Angeles"),
    ],
)
def test_task_whose_local_date_is_outside_of_the_calendar_is_changed_and_completed(
    ada: Person, moment: str, zone: str, name: str
) -> None:
    task = ada.create_task(**{name: moment}, recurrence="FREQ=DAILY")
    set_timezone(ada, zone)
    path = f"tasks/{task['id']}"
    for fields in ({"title": "Another"}, {"recurrence": "FREQ=WEEKLY"}, {"completed": True}):
        assert ada.put(path, json=fields).status_code == 200
    assert ada.put(path, json={"completed": False, name: None}).status_code == 200


def test_local_time_of_day_survives_skipped_times(api: Api, clock: MovableClock) -> None:
    eva = api.sign_up(timezone="Europe/Madrid")  # 02:00 to 03:00 is skipped on 29 March 2026
    clock.set(datetime(2026, 3, 27, 12, tzinfo=UTC))
    task = eva.create_task(
        due_date="2026-03-28T01:30:00Z", reminder_time="2026-03-28T01:15:00Z", recurrence="FREQ=DAILY"
    )
    skipped = _complete(eva, task)
    assert (skipped["due_date"], skipped["reminder_time"]) == ("2026-03-29T01:30:00Z", "2026-03-29T01:15:00Z")
    following = _complete(eva, skipped)
    assert (following["due_date"], following["reminder_time"]) == (
        "2026-03-30T00:30:00Z",
        "2026-03-30T00:15:00Z",
    )


@pytest.mark.both_stores("racing commits create one document")
def test_fifty_parallel_completions_add_one_next_task(ada: Person, store: DocumentStore) -> None:
    task = ada.create_task(due_date="2026-03-18", recurrence="FREQ=DAILY")
    responses = in_parallel([lambda: ada.patch(f"tasks/{task['id']}")] * 50)
    assert {response.status_code for response in responses} == {200}
    assert len(_open_tasks(ada)) == 1
    assert_totals_agree(store, ada)


def test_reopening_takes_back_an_untouched_next_task(ada: Person, store: DocumentStore) -> None:
    task = ada.create_task(due_date="2026-03-18", recurrence="FREQ=DAILY")
    _complete(ada, task)
    ada.patch(f"tasks/{task['id']}", json={"action": "reopen"})
    assert [each["id"] for each in _open_tasks(ada)] == [task["id"]]
    assert ada.stats()["total_tasks"] == 1
    assert_totals_agree(store, ada)
    assert _complete(ada, task)["due_date"] == "2026-03-19T23:59:59Z"


@pytest.mark.parametrize("change", [{"title": "Mine"}, {"completed": True}])
def test_changed_next_task_stays_and_completing_again_adds_no_second(
    ada: Person, clock: MovableClock, store: DocumentStore, change: dict[str, Any]
) -> None:
    task = ada.create_task(due_date="2026-03-18", recurrence="FREQ=DAILY")
    following = _complete(ada, task)
    clock.move(minutes=1)
    ada.put(f"tasks/{following['id']}", json=change)
    number = ada.stats()["total_tasks"]
    for body in ({"action": "reopen"}, {}):
        ada.patch(f"tasks/{task['id']}", json=body)
        assert ada.get(f"tasks/{following['id']}").status_code == 200
        assert ada.stats()["total_tasks"] == number
    assert_totals_agree(store, ada)


def test_deleting_a_task_ends_its_series(ada: Person) -> None:
    task = ada.create_task(due_date="2026-03-18", recurrence="FREQ=DAILY")
    following = _complete(ada, task)
    ada.delete(f"tasks/{following['id']}")
    for body in ({"action": "reopen"}, {}):
        ada.patch(f"tasks/{task['id']}", json=body)
    assert _open_tasks(ada) == []


def test_start_moves_with_the_first_task_and_stays_with_later_ones(ada: Person) -> None:
    task = ada.create_task(due_date="2026-03-18", recurrence="FREQ=DAILY;INTERVAL=2")
    moved = ada.put(f"tasks/{task['id']}", json={"due_date": "2026-03-20"}).json()
    assert moved["recurrence_start"] == "2026-03-20"
    following = _complete(ada, moved)
    postponed = ada.put(f"tasks/{following['id']}", json={"due_date": "2026-03-23"}).json()
    assert postponed["recurrence_start"] == "2026-03-20"
    assert _complete(ada, postponed)["due_date"] == "2026-03-24T23:59:59Z"
    stopped = ada.put(f"tasks/{following['id']}", json={"recurrence": None}).json()
    assert (stopped["recurrence"], stopped["recurrence_start"]) == (None, None)
