"""Whatever fails, in a run or before it, nothing is told twice and nobody keeps others waiting."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from shared.entities.entity import IfMatch
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.errors import DatabaseError, NotFoundError, PreconditionFailedError, ValidationError
from shared.repos.reminder_queue import ReminderQueue
from shared.store.contract import DocumentStore
from tests.unit.recount import documents_of, of_type
from tests.unit.reminders.house import DAY, HOUR, MINUTE, REST, START, TASK, WATER, WEEKLY, Fuse, House, Store

_ENOUGH = 200
"""Operations of a run, and attempts of a day: there are never as many."""


@pytest.mark.parametrize("late", [False, True])
def test_run_interrupted_at_any_operation_is_continued_without_duplicates(
    fragile: House,
    fuse: Fuse,
    late: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    ada = fragile.register()
    for number in range(1, _ENOUGH):
        morning = datetime(2026, 3, 16, 8, tzinfo=UTC) + number * 7 * DAY
        fragile.clock.set(morning - 16 * HOUR)
        fragile.reminders.deliver_due()
        fragile.tasks.complete_task(ada, fragile.tasks.create_task(ada, "Write").id)
        fragile.run_at(morning - 150 * MINUTE)
        session = fragile.sessions.start_session(ada)
        for hours in range(2):
            fragile.plan(ada, morning - hours * HOUR, f"{hours}")
        fragile.clock.set(morning)
        fuse.blow_at(number, late=late)
        with suppress(DatabaseError):
            fragile.reminders.deliver_due()
        cut_off = fuse.done >= number
        fuse.blow_at(0)
        fragile.run_until(morning + 3 * MINUTE)
        told = Counter(one.kind for one in fragile.told(ada) if one.created_at >= morning)
        assert told == {TASK: 2, WEEKLY: 1, WATER: 1, REST: 1}, number
        assert [one["subject_id"] for one in fragile.reminder_queue()] == [session.id]
        if not cut_off:
            break
        fragile.sessions.end_active_session(ada)
    else:
        pytest.fail("a run has no end")
    assert number > 20


def test_task_is_not_created_if_its_reminder_cannot_be_enqueued(fragile: House, fuse: Fuse) -> None:
    ada = fragile.register()
    for number in range(1, _ENOUGH):
        fuse.blow_at(number)
        try:
            task = fragile.plan(ada, START + MINUTE)
        except DatabaseError:
            documents = documents_of(cast("DocumentStore", fuse), ada)
            assert of_type(documents, "task") == []
            assert of_type(documents, "progress")[0]["total_tasks"] == 0
            continue
        break
    else:
        pytest.fail("a task takes operations without end")
    assert number > 2
    fuse.blow_at(0)
    fragile.run_until(START + 2 * MINUTE)
    assert [one.data["task_id"] for one in fragile.told(ada)] == [task.id]
    assert fragile.reminder_queue() == []


def test_failed_change_of_the_reminder_time_leaves_the_reminder_unchanged(fragile: House, fuse: Fuse) -> None:
    ada, bob = fragile.register(), fragile.register("Bob")
    task, like_it = (fragile.plan(one, START + 5 * MINUTE) for one in (ada, bob))
    later = {"reminder_time": START + 15 * MINUTE}
    fuse.blow_at(0)
    fragile.tasks.update_task(bob, like_it.id, later)
    for number in range(1, fuse.done + 1):
        fuse.blow_at(number)
        with pytest.raises(DatabaseError):
            fragile.tasks.update_task(ada, task.id, later)
    fuse.blow_at(0)
    assert fragile.tasks.get_task(ada, task.id).reminder_time == START + 5 * MINUTE
    fragile.run_until(START + HOUR)
    assert fragile.moments(ada) == ["18 09:35"]
    assert fragile.reminder_queue() == []


def test_change_of_a_deleted_task_leaves_an_unneeded_reminder_that_is_removed(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    task = house.plan(ada, START + 5 * MINUTE)
    store.rivals.append(lambda: elsewhere.tasks.delete_task(ada, task.id))
    with pytest.raises(NotFoundError):
        house.tasks.update_task(ada, task.id, {"reminder_time": START + 15 * MINUTE})
    assert len(house.reminder_queue()) == 2
    house.run_until(START + 15 * MINUTE)
    assert house.told(ada) == []
    assert house.reminder_queue() == []


def test_task_created_at_the_second_attempt_has_one_notification(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: elsewhere.tasks.create_task(ada, "Meanwhile"))
    task = house.plan(ada, START + 5 * MINUTE)
    assert len(house.reminder_queue()) == 2
    house.run_until(START + 6 * MINUTE)
    assert [one.data["task_id"] for one in house.told(ada)] == [task.id]
    assert house.reminder_queue() == []


def test_session_that_lost_the_race_to_start_leaves_an_unneeded_reminder_that_is_removed(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: elsewhere.sessions.start_session(ada))
    with pytest.raises(ValidationError, match="Active session already exists"):
        house.sessions.start_session(ada)
    assert len(house.reminder_queue()) == 2
    house.run_until(START + 60 * MINUTE)
    assert len(house.reminder_queue()) == 1
    assert house.moments(ada) == ["18 10:25"]


def test_reminder_due_during_the_write_of_its_task_is_sent(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    house.run_at(START)
    store.rivals.append(elsewhere.reminders.deliver_due)
    house.plan(ada, START)
    house.run_until(START + 2 * MINUTE)
    assert len(house.told(ada)) == 1
    assert house.reminder_queue() == []


def test_weekly_summary_due_during_the_write_of_its_only_event_is_sent(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    sunday = datetime(2026, 3, 22, 22, tzinfo=UTC)
    house.run_at(sunday)
    house.sessions.start_session(ada)
    house.clock.set(sunday + 630 * MINUTE)  # Monday, half past eight
    store.rivals.append(elsewhere.reminders.deliver_due)
    house.sessions.end_active_session(ada)
    assert store.rivals == []
    house.run_until(house.clock.now() + 2 * MINUTE)
    assert [one.data["worked_minutes"] for one in house.told(ada, WEEKLY)] == [120]


def test_unreadable_user_does_not_block_notifications_of_others(
    house: House, store: Store, ada: str, caplog: pytest.LogCaptureFixture
) -> None:
    bob, cy = house.register("Bob"), house.register("Cy")
    for minutes, person in ((1, bob), (2, ada), (3, cy)):
        house.plan(person, START + minutes * MINUTE)
    sane = store.read("user", ada)
    store.upsert({**sane, "timezone": "Nowhere/At_All"})
    house.run_at(START + 3 * MINUTE)
    assert [len(house.told(person)) for person in (ada, bob, cy)] == [0, 1, 1]
    assert len(caplog.records) == 1
    assert "was not kept" in caplog.text
    store.upsert(sane)
    house.run_at(START + 3 * MINUTE + timedelta(seconds=59))
    assert house.told(ada) == []
    house.run_at(START + 4 * MINUTE)
    assert [len(house.told(person)) for person in (ada, bob, cy)] == [1, 1, 1]
    assert house.reminder_queue() == []


def test_user_with_failing_writes_is_retried_and_others_are_notified(fragile: House, fuse: Fuse) -> None:
    ada, bob = fragile.register("Ada"), fragile.register("Bob")
    for seconds, person in ((0, ada), (1, bob), (2, ada)):
        fragile.plan(person, START + timedelta(seconds=seconds), f"{seconds}")
    fuse.denied = {ada}
    fragile.run_at(START)
    refused = []
    while fragile.clock.now() < START + 9 * MINUTE:
        before = fuse.refused
        fragile.run_at(fragile.clock.now() + MINUTE)
        refused.append(fuse.refused - before)
    assert fragile.moments(bob) == ["18 09:31"]
    assert refused == [1, 1, 1, 1, 1, 0, 0, 1, 1], "after 1, 2 and 4 minutes, and of two only one in a run"
    fuse.denied = set()
    fragile.run_until(START + 2 * HOUR)
    assert len(fragile.told(ada)) == 2
    assert fragile.reminder_queue() == []


def test_reminder_is_given_up_after_a_day_of_failures(
    fragile: House, fuse: Fuse, caplog: pytest.LogCaptureFixture
) -> None:
    ada = fragile.register()
    fragile.run_at(START)
    fragile.sessions.start_session(ada)
    fuse.denied = {ada}
    attempts = 0
    while (notes := fragile.reminder_queue()) and attempts < _ENOUGH:
        (note,) = notes
        attempts += 1
        fragile.run_at(datetime.fromisoformat(note["due"]))
    assert (attempts, fuse.refused) == (30, 30)
    assert DAY < fragile.clock.now() - START < 25 * HOUR
    assert [one.levelname for one in caplog.records] == 29 * ["WARNING"] + ["ERROR"]
    assert "was given up" in caplog.records[-1].getMessage()


def test_run_ends_after_consecutive_failures_of_several_users(fragile: House, fuse: Fuse) -> None:
    people = [fragile.register(f"Bob {number}") for number in range(8)]
    for number, person in enumerate(people):
        fragile.plan(person, START + number * timedelta(seconds=1))
    fragile.run_at(START - MINUTE)
    fuse.denied = {*people}
    with pytest.raises(DatabaseError):
        fragile.run_at(START + MINUTE)
    assert fuse.refused == 3
    fuse.denied = {one for number, one in enumerate(people) if number % 2}
    fragile.run_at(START + 2 * MINUTE)
    assert [len(fragile.told(one)) for one in people[::2]] == [1, 1, 1, 1]
    fuse.denied = set()
    fragile.run_at(START + 4 * MINUTE)
    assert [len(fragile.told(one)) for one in people] == 8 * [1]
    assert fragile.reminder_queue() == []


@pytest.mark.parametrize("minutes", [20, 29])
def test_many_failing_reminders_do_not_block_notifications_of_others(
    house: House, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MAX_AT_ONCE", 5)
    bob, due = house.register("Bob"), START + minutes * MINUTE
    for number in range(12):
        house.plan(ada, due, f"{number}")
    house.plan(bob, due + timedelta(seconds=1))
    house.run_at(START)
    sane = store.read("user", ada)
    store.upsert({**sane, "timezone": "Nowhere/At_All"})
    assert house.run_at(due + MINUTE) == 1
    assert len(house.told(bob)) == 1
    house.run_until(START + 2 * HOUR)
    store.upsert(sane)
    house.run_until(START + 4 * HOUR)
    assert len(house.told(ada)) == 12, "although the bookmark has passed their hour"
    assert house.reminder_queue() == []


def test_account_closed_during_a_notification_is_left_empty(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    bob = house.register("Bob")
    for minutes, person in ((1, ada), (2, bob)):
        house.plan(person, START + minutes * MINUTE)
    house.clock.move(minutes=2)
    store.rivals.append(lambda: elsewhere.factory.get_auth_service().close_account(ada, "correct horse"))
    house.reminders.deliver_due()
    assert documents_of(store, ada) == []
    assert len(house.told(bob)) == 1
    assert house.reminder_queue() == []


def test_reminder_enqueued_again_during_its_delivery_is_not_removed(house: House, store: Store) -> None:
    reminder_queue, hour = ReminderQueue(store), START.replace(minute=0)
    reminder_queue.note(ScheduledReminder.with_task("ada", "1", START, START))
    reminder_queue.note(ScheduledReminder.with_task("ada", "2", START, START))
    (first, second) = reminder_queue.list_due(hour, START, 100, None).entities
    reminder_queue.note(ScheduledReminder.with_task("ada", "1", START, START + MINUTE))
    reminder_queue.strike(hour, [first, second])
    assert [one["subject_id"] for one in house.reminder_queue()] == ["1"]
    reminder_queue.strike(hour, [second])
    assert [one["subject_id"] for one in house.reminder_queue()] == ["1"]


def test_rejected_change_with_a_stale_etag_keeps_the_reminder(house: House, ada: str) -> None:
    task = house.plan(ada, START + 5 * MINUTE)
    with pytest.raises(PreconditionFailedError):
        house.tasks.update_task(
            ada, task.id, {"reminder_time": START + 9 * MINUTE}, if_match=IfMatch('"stale"')
        )
    house.run_until(START + 10 * MINUTE)
    assert house.moments(ada) == ["18 09:35"]
