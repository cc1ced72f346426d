"""Runs of the timer send each notification once, even at the same time or after a long interruption."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from shared.entities.scheduled_reminder import ScheduledReminder
from shared.errors import DatabaseError
from shared.repos.reminder_queue import CheckpointRepository, ReminderQueue
from shared.services.fair_runner import FairRunner
from shared.store.contract import DocumentPage, Operation
from shared.store.query import Query
from tests.conftest import MovableClock
from tests.unit.reminders.app import (
    DAY,
    HEALTH,
    HOUR,
    LUNCH,
    MINUTE,
    REST,
    START,
    TASK,
    WATER,
    WEEKLY,
    App,
    Store,
    UnreliableStore,
    work_briefly,
)

# Concurrent runs


def test_two_concurrent_runs_send_each_notification_once(app: App, other_app: App, ada: str) -> None:
    people = [ada, *(app.register(f"Bob {number}") for number in range(2))]
    for person in people:
        app.sessions.start_session(person)
    for step in range(1, 5):
        moment = START + step * 15 * MINUTE
        for number, person in enumerate(people * 4):
            app.add_task(person, moment, f"{number}")
        app.clock.set(moment)
        together = Barrier(2)

        def run(one: App, together: Barrier = together) -> None:
            together.wait()
            one.reminders.deliver_due()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, (app, other_app)))
        for person in people:
            assert len(app.notifications_of(person, TASK)) == 4 * step
    for person in people:
        assert app.times_of(person, REST) == ["18 10:30"]
    assert [one["subject"] for one in app.reminder_queue()] == ["work_session"] * 3


def test_run_overtaken_by_another_sends_no_duplicates(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    app.add_task(ada, START + MINUTE)
    app.sessions.start_session(ada)
    app.clock.move(minutes=56)
    store.rivals.append(other_app.reminders.deliver_due)
    app.reminders.deliver_due()
    assert Counter(one.kind for one in app.notifications_of(ada)) == {TASK: 1, REST: 1}
    app.run_until(START + 100 * MINUTE)
    assert Counter(one.kind for one in app.notifications_of(ada)) == {TASK: 1, REST: 1}


# Missed runs


def test_run_after_hours_sends_each_missed_notification_once(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    app.run_until(START + MINUTE)
    titles = [
        app.add_task(ada, START + minutes * MINUTE, f"{minutes}").title for minutes in (2, 40, 75, 130, 180)
    ]
    app.run_at(START + 4 * HOUR)
    assert sorted(one.body for one in app.notifications_of(ada, TASK)) == sorted(
        f"You asked me to remind you: “{title}”." for title in titles
    )
    assert Counter(one.kind for one in app.notifications_of(ada, *HEALTH)) == {WATER: 1, REST: 1, LUNCH: 1}
    app.run_until(START + 4 * HOUR + 59 * MINUTE)
    assert len(app.notifications_of(ada)) == 8
    app.run_until(START + 5 * HOUR)
    assert Counter(one.kind for one in app.notifications_of(ada)) == {TASK: 5, WATER: 2, REST: 2, LUNCH: 1}


def test_run_after_days_sends_only_notifications_of_the_last_day(app: App, ada: str) -> None:
    app.run_at(START)
    restart = START + 7 * DAY
    work_briefly(app, ada)
    for hours in (150, 30, 24.1, 23.9, 12, 0.1):
        app.add_task(ada, restart - hours * HOUR, f"{hours}")
    app.run_at(restart)
    bodies = {one.body for one in app.notifications_of(ada, TASK)}
    assert bodies == {f"You asked me to remind you: “{hours}”." for hours in (23.9, 12, 0.1)}
    assert app.notifications_of(ada, WEEKLY) == []  # Monday morning is two days ago
    app.run_until(restart + HOUR)
    assert len(app.notifications_of(ada)) == 3


@pytest.mark.parametrize(("late", "sent"), [(DAY, 1), (DAY + MINUTE, 0), (DAY + 59 * MINUTE, 0)])
def test_weekly_summary_is_not_sent_more_than_a_day_late(
    app: App, ada: str, late: timedelta, sent: int
) -> None:
    work_briefly(app, ada)
    app.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC) + late)
    assert len(app.notifications_of(ada, WEEKLY)) == sent


def test_run_after_weeks_reads_each_missed_hour_and_the_next_run_only_one(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    ada = unreliable_app.register()
    for days in range(19):
        unreliable_app.add_task(ada, START + days * DAY)
    unreliable_app.run_at(START)
    restart = START + 20 * DAY
    unreliable_store.reset()
    assert unreliable_app.run_at(restart) == 18
    hours = 20 * 24 + 1
    assert hours < unreliable_store.operations < hours + 5 * 18
    unreliable_store.reset()
    assert unreliable_app.run_at(restart + MINUTE) == 0
    assert unreliable_store.operations == 2
    assert len(unreliable_app.notifications_of(ada)) == 1


def test_run_after_a_year_goes_back_only_as_far_as_reminders_are_stored(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    unreliable_app.run_at(START)
    unreliable_store.reset()
    assert unreliable_app.run_at(START + 400 * DAY) == 0
    assert unreliable_store.operations == 60 * 24 + 3  # and two operations on the checkpoint


# The checkpoint


def test_checkpoint_stays_ten_minutes_behind(app: App, store: Store) -> None:
    checkpoints = CheckpointRepository(store)
    assert checkpoints.find_hour(app.clock.now()) is None
    for minutes, hour in ((0, 9), (29, 9), (30, 9), (39, 9), (40, 10), (41, 10), (99, 10), (100, 11)):
        app.run_at(START + minutes * MINUTE)
        found = checkpoints.find_hour(app.clock.now())
        assert found == START.replace(hour=hour, minute=0), minutes


@pytest.mark.parametrize("minutes", [0, 1, 9])
def test_reminder_written_late_into_a_past_hour_is_delivered(
    app: App, other_app: App, store: Store, ada: str, minutes: int
) -> None:
    app.run_at(datetime(2026, 3, 18, 10, 59, 58, tzinfo=UTC))
    eleven = datetime(2026, 3, 18, 11, tzinfo=UTC)
    store.before_reminder_write = lambda: other_app.run_until(eleven + minutes * MINUTE)
    app.add_task(ada, app.clock.now() + timedelta(seconds=1))
    assert app.clock.now() == eleven + minutes * MINUTE
    assert [one["user_id"] for one in app.reminder_queue()] == ["reminders:2026-03-18T10"]
    app.run_until(eleven + 10 * MINUTE)
    assert len(app.notifications_of(ada)) == 1
    assert app.reminder_queue() == []


# The time of a run


@pytest.fixture
def slow_deliveries(
    clock: MovableClock, store: Store, monkeypatch: pytest.MonkeyPatch
) -> Callable[[float], None]:
    """Return a function that lets each notification take this many seconds, without sleeping."""

    def deliver_in(seconds: float) -> None:
        monkeypatch.setattr(clock, "monotonic", lambda: seconds * store.notifications)

    return deliver_in


SlowDeliveries = Callable[[float], None]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_next_runs_continue_when_the_time_of_a_run_is_used(
    app: App, ada: str, slow_deliveries: SlowDeliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_deliveries(4.5)
    monkeypatch.setattr("shared.services.reminder_run._PAGE", 5)
    for number in range(23):
        app.add_task(ada, START + number * 5 * MINUTE, f"{number}")
    runs = [app.run_at(START + 3 * HOUR + number * MINUTE) for number in range(4)]
    assert runs == [10, 10, 3, 0]
    assert len({one.body for one in app.notifications_of(ada)}) == len(app.notifications_of(ada)) == 23
    assert app.reminder_queue() == []


def test_run_whose_time_is_used_at_the_end_of_an_hour_is_continued_in_the_next_hour(
    app: App, ada: str, slow_deliveries: SlowDeliveries
) -> None:
    slow_deliveries(15)
    for minutes in (10, 20, 25, 40, 100):
        app.add_task(ada, START + minutes * MINUTE)
    assert [app.run_at(START + 5 * HOUR + number * MINUTE) for number in range(3)] == [3, 2, 0]
    assert app.reminder_queue() == []


def test_hours_that_a_run_has_no_time_to_read_are_read_by_the_next_run(
    app: App, ada: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.run_at(START)
    for hours in (0, 1, 2, 4, 5, 6):
        app.add_task(ada, START + hours * HOUR, f"{hours}")
    query, seconds = store.query, [0.0]

    def query_slowly(asked: Query, user_id: str) -> DocumentPage:
        if user_id == "reminders:2026-03-18T12":
            wait_until(lambda: store.notifications == 3)
            seconds.append(100.0)
        return query(asked, user_id)

    monkeypatch.setattr(store, "query", query_slowly)
    monkeypatch.setattr(app.clock, "monotonic", lambda: seconds[-1])
    assert [app.run_at(START + 12 * HOUR + number * MINUTE) for number in range(3)] == [3, 3, 0]
    assert app.reminder_queue() == []


@pytest.mark.parametrize("places", [4, 1000])
def test_many_reminders_of_one_user_do_not_delay_others(
    app: App, ada: str, slow_deliveries: SlowDeliveries, monkeypatch: pytest.MonkeyPatch, places: int
) -> None:
    slow_deliveries(2)
    monkeypatch.setattr(FairRunner, "MAX_WAITING", places)
    monkeypatch.setattr("shared.services.reminder_run._PAGE", 5)
    others = [app.register(f"Bob {number}") for number in range(5)]
    due = START + 20 * MINUTE  # the hour ends before all of them are sent
    for number in range(70):
        app.add_task(ada, due, f"{number}")
    for other in others:
        app.add_task(other, due + timedelta(seconds=1))
    first = app.run_at(due + MINUTE)
    assert first < 70
    assert [len(app.notifications_of(other)) for other in others] == 5 * [1]
    runs = [app.run_at(due + (1 + 10 * number) * MINUTE) for number in range(1, 6)]
    assert (first + sum(runs), runs[-1]) == (75, 0)
    assert len({one.body for one in app.notifications_of(ada)}) == len(app.notifications_of(ada)) == 70
    assert app.reminder_queue() == []


def test_runs_of_two_instances_whose_time_is_used_lose_and_repeat_nothing(
    app: App, other_app: App, ada: str, slow_deliveries: SlowDeliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_deliveries(3)
    monkeypatch.setattr(FairRunner, "MAX_WAITING", 8)
    people = [ada, *(app.register(f"Bob {number}") for number in range(4))]
    for number, person in enumerate(people):
        for count in range(5 * (number + 1)):
            app.add_task(person, START, f"{count}")
    moment = START
    while app.reminder_queue():
        moment += MINUTE
        assert moment < START + HOUR, "no run ends the queue"
        app.clock.set(moment)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: one.reminders.deliver_due(), (app, other_app)))
    sent = [[one.body for one in app.notifications_of(person)] for person in people]
    assert [len(bodies) for bodies in sent] == [len({*bodies}) for bodies in sent] == [5, 10, 15, 20, 25]


def test_reminders_handled_before_a_run_fails_are_removed_from_the_queue(
    app: App, ada: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_run._PAGE", 5)
    for number in range(10):
        app.add_task(ada, START, f"{number}")
    query = store.query

    def fail_after_one_page(asked: Query, user_id: str) -> DocumentPage:
        if asked.after is not None:
            wait_until(lambda: store.notifications >= 2)
            raise DatabaseError("The partition does not answer")
        return query(asked, user_id)

    with monkeypatch.context() as failing:
        failing.setattr(store, "query", fail_after_one_page)
        with pytest.raises(DatabaseError):
            app.run_at(START + MINUTE)
    left = 10 - len(app.notifications_of(ada))
    assert len(app.reminder_queue()) == left
    assert app.run_at(START + 2 * MINUTE) == left
    assert len(app.notifications_of(ada)) == 10


def test_user_is_notified_by_one_thread_at_a_time_and_several_users_at_once(
    app: App, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [app.register(f"Bob {number}") for number in range(3)]
    for number in range(9):
        app.add_task(people[number % 3], START, f"{number}")
    together, at_work = Barrier(3, timeout=10), Counter[str]()
    write = store.batch

    def batch(user_id: str, operations: Sequence[Operation]) -> None:
        if user_id in people:
            at_work[user_id] += 1
            together.wait()
            assert {*at_work.values()} == {1}
            together.wait()
            at_work[user_id] -= 1
        write(user_id, operations)

    monkeypatch.setattr(store, "batch", batch)
    assert app.run_at(START + MINUTE) == 9


def test_uncommitted_reminders_do_not_delay_others(app: App, store: Store, ada: str) -> None:
    app.add_task(ada, START + timedelta(seconds=1))
    reminder_queue = ReminderQueue(store)
    for number in range(5):
        reminder_queue.enqueue(ScheduledReminder.for_task(ada, f"not-there-{number}", START, START))
    assert app.run_at(START + timedelta(seconds=2)) == 1
    assert len(app.notifications_of(ada)) == 1
    assert app.run_at(START + MINUTE) == 5


def test_run_ends_although_uncommitted_reminders_take_all_places_of_their_user(
    app: App, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FairRunner, "MAX_WAITING", 4)
    reminder_queue = ReminderQueue(store)
    for number in range(20):
        reminder_queue.enqueue(ScheduledReminder.for_task(ada, f"not-there-{number}", START, START))
    assert app.run_at(START) == 0
    assert app.run_at(START + MINUTE) == 20


def test_run_logs_the_number_of_reminders_and_whether_its_time_was_used(
    app: App, ada: str, slow_deliveries: SlowDeliveries, caplog: pytest.LogCaptureFixture
) -> None:
    slow_deliveries(15)
    caplog.set_level("INFO", "shared.services.reminder_service")
    for number in range(5):
        app.add_task(ada, START, f"{number}")
    for _ in range(3):
        app.run_at(START + MINUTE)
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        (
            "WARNING",
            "3 reminders were handled and 0 failed in 45.0 s; more are due, but its time is used up",
        ),
        ("INFO", "2 reminders were handled and 0 failed in 30.0 s"),
    ]
