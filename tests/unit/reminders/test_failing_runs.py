"""After any failure, in a run or before it, nothing is sent twice and no user delays the others."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from shared.entities.entity import IfMatch
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import TaskChanges
from shared.errors import DatabaseError, NotFoundError, PreconditionFailedError, ValidationError
from shared.repos.reminder_queue import ReminderQueue
from shared.services.fair_runner import FairRunner
from shared.store.contract import DocumentStore
from tests.oracle.recount import documents_of, of_type
from tests.unit.reminders.app import (
    DAY,
    HOUR,
    MINUTE,
    REST,
    START,
    TASK,
    WATER,
    WEEKLY,
    App,
    Store,
    UnreliableStore,
)

pytestmark = pytest.mark.slow("interrupts runs at every operation")

_MORE_THAN_ENOUGH = 200
"""More than the operations of any run and the attempts of a day."""


@pytest.mark.parametrize("late", [False, True])
def test_run_interrupted_at_any_operation_is_continued_without_duplicates(
    unreliable_app: App,
    unreliable_store: UnreliableStore,
    late: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    ada = unreliable_app.register()
    for number in range(1, _MORE_THAN_ENOUGH):
        morning = datetime(2026, 3, 16, 8, tzinfo=UTC) + number * 7 * DAY
        unreliable_app.clock.set(morning - 16 * HOUR)
        unreliable_app.reminders.deliver_due()
        unreliable_app.tasks.complete_task(ada, unreliable_app.tasks.create_task(ada, "Write").value.id)
        unreliable_app.run_at(morning - 150 * MINUTE)
        session = unreliable_app.sessions.start_session(ada).value
        for hours in range(2):
            unreliable_app.add_task(ada, morning - hours * HOUR, f"{hours}")
        unreliable_app.clock.set(morning)
        unreliable_store.fail_at(number, late=late)
        with suppress(DatabaseError):
            unreliable_app.reminders.deliver_due()
        cut_off = unreliable_store.operations >= number
        unreliable_store.reset()
        unreliable_app.run_until(morning + 3 * MINUTE)
        sent = Counter(one.kind for one in unreliable_app.notifications_of(ada) if one.created_at >= morning)
        assert sent == {TASK: 2, WEEKLY: 1, WATER: 1, REST: 1}, number
        assert [one["subject_id"] for one in unreliable_app.reminder_queue()] == [session.id]
        if not cut_off:
            break
        unreliable_app.sessions.end_active_session(ada)
    else:
        pytest.fail("a run has no end")
    assert number > 20


def test_task_is_not_created_if_its_reminder_cannot_be_enqueued(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    ada = unreliable_app.register()
    for number in range(1, _MORE_THAN_ENOUGH):
        unreliable_store.fail_at(number)
        try:
            task = unreliable_app.add_task(ada, START + MINUTE)
        except DatabaseError:
            documents = documents_of(cast("DocumentStore", unreliable_store), ada)
            assert of_type(documents, "task") == []
            assert of_type(documents, "progress")[0]["total_tasks"] == 0
            continue
        break
    else:
        pytest.fail("a task takes operations without end")
    assert number > 2
    unreliable_store.reset()
    unreliable_app.run_until(START + 2 * MINUTE)
    assert [one.data["task_id"] for one in unreliable_app.notifications_of(ada)] == [task.id]
    assert unreliable_app.reminder_queue() == []


def test_failed_change_of_the_reminder_time_leaves_the_reminder_unchanged(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    ada, bob = unreliable_app.register(), unreliable_app.register("Bob")
    task, same_task = (unreliable_app.add_task(one, START + 5 * MINUTE) for one in (ada, bob))
    later = TaskChanges(reminder_time=START + 15 * MINUTE)
    unreliable_store.reset()
    unreliable_app.tasks.update_task(bob, same_task.id, later)
    for number in range(1, unreliable_store.operations + 1):
        unreliable_store.fail_at(number)
        with pytest.raises(DatabaseError):
            unreliable_app.tasks.update_task(ada, task.id, later)
    unreliable_store.reset()
    assert unreliable_app.tasks.get_task(ada, task.id).reminder_time == START + 5 * MINUTE
    unreliable_app.run_until(START + HOUR)
    assert unreliable_app.times_of(ada) == ["18 09:35"]
    assert unreliable_app.reminder_queue() == []


def test_change_of_a_deleted_task_leaves_an_unneeded_reminder_that_is_removed(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    task = app.add_task(ada, START + 5 * MINUTE)
    store.rivals.append(lambda: other_app.tasks.delete_task(ada, task.id))
    with pytest.raises(NotFoundError):
        app.tasks.update_task(ada, task.id, TaskChanges(reminder_time=START + 15 * MINUTE))
    assert len(app.reminder_queue()) == 2
    app.run_until(START + 15 * MINUTE)
    assert app.notifications_of(ada) == []
    assert app.reminder_queue() == []


def test_task_created_at_the_second_attempt_has_one_notification(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: other_app.tasks.create_task(ada, "Meanwhile"))
    task = app.add_task(ada, START + 5 * MINUTE)
    assert len(app.reminder_queue()) == 2
    app.run_until(START + 6 * MINUTE)
    assert [one.data["task_id"] for one in app.notifications_of(ada)] == [task.id]
    assert app.reminder_queue() == []


def test_session_that_lost_the_race_to_start_leaves_an_unneeded_reminder_that_is_removed(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: other_app.sessions.start_session(ada))
    with pytest.raises(ValidationError, match="Active session already exists"):
        app.sessions.start_session(ada)
    assert len(app.reminder_queue()) == 2
    app.run_until(START + 60 * MINUTE)
    assert len(app.reminder_queue()) == 1
    assert app.times_of(ada) == ["18 10:25"]


def test_reminder_due_during_the_write_of_its_task_is_sent(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    app.run_at(START)
    store.rivals.append(other_app.reminders.deliver_due)
    app.add_task(ada, START)
    app.run_until(START + 2 * MINUTE)
    assert len(app.notifications_of(ada)) == 1
    assert app.reminder_queue() == []


def test_weekly_summary_due_during_the_write_of_its_only_event_is_sent(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    sunday = datetime(2026, 3, 22, 22, tzinfo=UTC)
    app.run_at(sunday)
    app.sessions.start_session(ada)
    app.clock.set(sunday + 630 * MINUTE)  # Monday, half past eight
    store.rivals.append(other_app.reminders.deliver_due)
    app.sessions.end_active_session(ada)
    assert store.rivals == []
    app.run_until(app.clock.now() + 2 * MINUTE)
    assert [one.data["worked_minutes"] for one in app.notifications_of(ada, WEEKLY)] == [120]


def test_unreadable_user_does_not_block_notifications_of_others(
    app: App, store: Store, ada: str, caplog: pytest.LogCaptureFixture
) -> None:
    bob, cy = app.register("Bob"), app.register("Cy")
    for minutes, person in ((1, bob), (2, ada), (3, cy)):
        app.add_task(person, START + minutes * MINUTE)
    original = store.read("user", ada)
    store.upsert({**original, "day_start": "unreadable"})
    app.run_at(START + 3 * MINUTE)
    assert [len(app.notifications_of(person)) for person in (ada, bob, cy)] == [0, 1, 1]
    assert len(caplog.records) == 1
    assert "was put off" in caplog.text
    store.upsert(original)
    app.run_at(START + 3 * MINUTE + timedelta(seconds=59))
    assert app.notifications_of(ada) == []
    app.run_at(START + 4 * MINUTE)
    assert [len(app.notifications_of(person)) for person in (ada, bob, cy)] == [1, 1, 1]
    assert app.reminder_queue() == []


def test_user_with_failing_writes_is_retried_and_others_are_notified(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    ada, bob = unreliable_app.register("Ada"), unreliable_app.register("Bob")
    for seconds, person in ((0, ada), (1, bob), (2, ada)):
        unreliable_app.add_task(person, START + timedelta(seconds=seconds), f"{seconds}")
    unreliable_store.denied_partitions = {ada}
    unreliable_app.run_at(START)
    denied_operations = []
    while unreliable_app.clock.now() < START + 9 * MINUTE:
        before = unreliable_store.denied_operations
        unreliable_app.run_at(unreliable_app.clock.now() + MINUTE)
        denied_operations.append(unreliable_store.denied_operations - before)
    assert unreliable_app.times_of(bob) == ["18 09:31"]
    assert denied_operations == [1, 1, 1, 1, 1, 0, 0, 1, 1], (
        "retries after 1, 2 and 4 minutes, and only one per run"
    )
    unreliable_store.denied_partitions = set()
    unreliable_app.run_until(START + 2 * HOUR)
    assert len(unreliable_app.notifications_of(ada)) == 2
    assert unreliable_app.reminder_queue() == []


def test_other_reminders_of_a_failing_user_are_kept_for_the_next_run(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    ada = unreliable_app.register("Ada")
    for number in range(20):
        unreliable_app.add_task(ada, START, f"{number}")
    unreliable_app.run_at(START - MINUTE)
    unreliable_store.denied_partitions = {ada}
    assert unreliable_app.run_at(START + 2 * HOUR) == 0
    unreliable_store.denied_partitions = set()
    assert unreliable_app.run_at(START + 2 * HOUR + MINUTE) == 20
    assert unreliable_app.reminder_queue() == []


def test_reminder_is_given_up_after_a_day_of_failures(
    unreliable_app: App, unreliable_store: UnreliableStore, caplog: pytest.LogCaptureFixture
) -> None:
    ada = unreliable_app.register()
    unreliable_app.run_at(START)
    unreliable_app.sessions.start_session(ada)
    unreliable_store.denied_partitions = {ada}
    attempts = 0
    while (notes := unreliable_app.reminder_queue()) and attempts < _MORE_THAN_ENOUGH:
        (note,) = notes
        attempts += 1
        unreliable_app.run_at(datetime.fromisoformat(note["due"]))
    assert (attempts, unreliable_store.denied_operations) == (30, 30)
    assert DAY < unreliable_app.clock.now() - START < 25 * HOUR
    assert [one.levelname for one in caplog.records] == 29 * ["WARNING"] + ["ERROR"]
    assert "was given up" in caplog.records[-1].getMessage()


def test_run_ends_after_consecutive_failures_of_several_users(
    unreliable_app: App, unreliable_store: UnreliableStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FairRunner, "THREADS", 1)
    people = [unreliable_app.register(f"Bob {number}") for number in range(8)]
    for number, person in enumerate(people):
        unreliable_app.add_task(person, START + number * timedelta(seconds=1))
    unreliable_app.run_at(START - MINUTE)
    unreliable_store.denied_partitions = {*people}
    with pytest.raises(DatabaseError):
        unreliable_app.run_at(START + MINUTE)
    assert unreliable_store.denied_operations == 3
    unreliable_store.denied_partitions = {one for number, one in enumerate(people) if number % 2}
    unreliable_app.run_at(START + 2 * MINUTE)
    assert [len(unreliable_app.notifications_of(one)) for one in people[::2]] == [1, 1, 1, 1]
    unreliable_store.denied_partitions = set()
    unreliable_app.run_at(START + 4 * MINUTE)
    assert [len(unreliable_app.notifications_of(one)) for one in people] == 8 * [1]
    assert unreliable_app.reminder_queue() == []


def test_run_on_several_threads_ends_when_all_users_fail_and_continues_when_some_succeed(
    unreliable_app: App, unreliable_store: UnreliableStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FairRunner, "THREADS", 4)
    people = [unreliable_app.register(f"Bob {number}") for number in range(40)]
    for person in people:
        unreliable_app.add_task(person, START)
    unreliable_store.denied_partitions = {*people}
    with pytest.raises(DatabaseError):
        unreliable_app.run_at(START + MINUTE)
    assert 3 * 4 <= unreliable_store.denied_operations < 3 * 4 + 4
    unreliable_store.denied_partitions = {*people[::10]}
    for minutes in range(2, 10):
        unreliable_app.run_at(START + minutes * MINUTE)
    unreliable_store.denied_partitions = set()
    sent = [len(unreliable_app.notifications_of(person)) for person in people]
    assert sent == 4 * [0, *9 * [1]]


@pytest.mark.parametrize("minutes", [20, 29])
def test_many_failing_reminders_do_not_block_notifications_of_others(
    app: App, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    monkeypatch.setattr(FairRunner, "MAX_WAITING", 5)
    bob, due = app.register("Bob"), START + minutes * MINUTE
    for number in range(12):
        app.add_task(ada, due, f"{number}")
    app.add_task(bob, due + timedelta(seconds=1))
    app.run_at(START)
    original = store.read("user", ada)
    store.upsert({**original, "day_start": "unreadable"})
    assert app.run_at(due + MINUTE) == 1
    assert len(app.notifications_of(bob)) == 1
    app.run_until(START + 2 * HOUR)
    store.upsert(original)
    app.run_until(START + 4 * HOUR)
    assert len(app.notifications_of(ada)) == 12, "although the checkpoint has passed their hour"
    assert app.reminder_queue() == []


def test_user_whose_reminders_all_fail_fills_neither_the_log_nor_the_runs(
    app: App, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("shared.services.reminder_run._MAX_FAILURES", 4)
    bob = app.register("Bob")
    for number in range(10):
        app.add_task(ada, START, f"{number}")
    app.add_task(bob, START)
    app.run_at(START - MINUTE)
    original = store.read("user", ada)
    store.upsert({**original, "day_start": "never"})
    assert app.run_at(START + HOUR) == 1
    assert len(caplog.records) == 4
    store.upsert(original)
    app.run_until(START + HOUR + 2 * MINUTE)
    assert (len(app.notifications_of(ada)), len(app.notifications_of(bob))) == (10, 1)
    assert app.reminder_queue() == []


def test_account_closed_during_a_notification_is_left_empty(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    bob = app.register("Bob")
    for minutes, person in ((1, ada), (2, bob)):
        app.add_task(person, START + minutes * MINUTE)
    app.clock.move(minutes=2)
    store.rivals.append(lambda: other_app.factory.get_auth_service().close_account(ada, "correct horse"))
    app.reminders.deliver_due()
    assert documents_of(store, ada) == []
    assert len(app.notifications_of(bob)) == 1
    assert app.reminder_queue() == []


def test_reminder_enqueued_again_during_its_delivery_is_not_removed(app: App, store: Store) -> None:
    reminder_queue, hour = ReminderQueue(store), START.replace(minute=0)
    reminder_queue.enqueue(ScheduledReminder.for_task("ada", "1", START, START))
    reminder_queue.enqueue(ScheduledReminder.for_task("ada", "2", START, START))
    (first, second) = reminder_queue.list_due(hour, START, 100, None).entities
    reminder_queue.enqueue(ScheduledReminder.for_task("ada", "1", START, START + MINUTE))
    reminder_queue.remove_handled(hour, [first, second])
    assert [one["subject_id"] for one in app.reminder_queue()] == ["1"]
    reminder_queue.remove_handled(hour, [second])
    assert [one["subject_id"] for one in app.reminder_queue()] == ["1"]


def test_rejected_change_with_a_stale_etag_keeps_the_reminder(app: App, ada: str) -> None:
    task = app.add_task(ada, START + 5 * MINUTE)
    with pytest.raises(PreconditionFailedError):
        app.tasks.update_task(
            ada, task.id, TaskChanges(reminder_time=START + 9 * MINUTE), if_match=IfMatch('"stale"')
        )
    app.run_until(START + 10 * MINUTE)
    assert app.times_of(ada) == ["18 09:35"]
