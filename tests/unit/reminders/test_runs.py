"""Runs of the timer: however many at once and however long there was none, each thing is told once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from shared.entities.scheduled_reminder import ScheduledReminder
from shared.repos.reminder_queue import CheckpointRepository, ReminderQueue
from tests.unit.reminders.house import (
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
    Fuse,
    House,
    Store,
    work_a_little,
)

# Several at once


def test_two_concurrent_runs_send_each_notification_once(house: House, elsewhere: House, ada: str) -> None:
    people = [ada, *(house.register(f"Bob {number}") for number in range(2))]
    for person in people:
        house.sessions.start_session(person)
    for step in range(1, 5):
        moment = START + step * 15 * MINUTE
        for number, person in enumerate(people * 4):
            house.plan(person, moment, f"{number}")
        house.clock.set(moment)
        together = Barrier(2)

        def run(one: House, together: Barrier = together) -> None:
            together.wait()
            one.reminders.deliver_due()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, (house, elsewhere)))
        for person in people:
            assert len(house.told(person, TASK)) == 4 * step
    for person in people:
        assert house.moments(person, REST) == ["18 10:30"]
    assert [one["subject"] for one in house.reminder_queue()] == ["work_session"] * 3


def test_run_overtaken_by_another_sends_no_duplicates(
    house: House, elsewhere: House, store: Store, ada: str
) -> None:
    house.plan(ada, START + MINUTE)
    house.sessions.start_session(ada)
    house.clock.move(minutes=56)
    store.rivals.append(elsewhere.reminders.deliver_due)
    house.reminders.deliver_due()
    assert Counter(one.kind for one in house.told(ada)) == {TASK: 1, REST: 1}
    house.run_until(START + 100 * MINUTE)
    assert Counter(one.kind for one in house.told(ada)) == {TASK: 1, REST: 1}


# What was missed


def test_run_after_hours_sends_each_missed_notification_once(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.run_until(START + MINUTE)
    titles = [
        house.plan(ada, START + minutes * MINUTE, f"{minutes}").title for minutes in (2, 40, 75, 130, 180)
    ]
    house.run_at(START + 4 * HOUR)
    assert sorted(one.body for one in house.told(ada, TASK)) == sorted(
        f"You asked me to remind you: “{title}”." for title in titles
    )
    assert Counter(one.kind for one in house.told(ada, *HEALTH)) == {WATER: 1, REST: 1, LUNCH: 1}
    house.run_until(START + 4 * HOUR + 59 * MINUTE)
    assert len(house.told(ada)) == 8
    house.run_until(START + 5 * HOUR)
    assert Counter(one.kind for one in house.told(ada)) == {TASK: 5, WATER: 2, REST: 2, LUNCH: 1}


def test_run_after_days_sends_only_notifications_of_the_last_day(house: House, ada: str) -> None:
    house.run_at(START)
    back = START + 7 * DAY
    work_a_little(house, ada)
    for hours in (150, 30, 24.1, 23.9, 12, 0.1):
        house.plan(ada, back - hours * HOUR, f"{hours}")
    house.run_at(back)
    bodies = {one.body for one in house.told(ada, TASK)}
    assert bodies == {f"You asked me to remind you: “{hours}”." for hours in (23.9, 12, 0.1)}
    assert house.told(ada, WEEKLY) == []  # Monday morning is two days ago
    house.run_until(back + HOUR)
    assert len(house.told(ada)) == 3


@pytest.mark.parametrize(("late", "told"), [(DAY, 1), (DAY + MINUTE, 0), (DAY + 59 * MINUTE, 0)])
def test_weekly_summary_is_not_sent_more_than_a_day_late(
    house: House, ada: str, late: timedelta, told: int
) -> None:
    work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC) + late)
    assert len(house.told(ada, WEEKLY)) == told


def test_run_after_weeks_reads_each_missed_hour_and_the_next_run_only_one(fragile: House, fuse: Fuse) -> None:
    ada = fragile.register()
    for days in range(19):
        fragile.plan(ada, START + days * DAY)
    fragile.run_at(START)
    back = START + 20 * DAY
    fuse.blow_at(0)
    assert fragile.run_at(back) == 18
    hours = 20 * 24 + 1
    assert hours < fuse.done < hours + 5 * 18
    fuse.blow_at(0)
    assert fragile.run_at(back + MINUTE) == 0
    assert fuse.done == 2
    assert len(fragile.told(ada)) == 1


def test_run_after_a_year_goes_back_only_as_far_as_reminders_are_stored(fragile: House, fuse: Fuse) -> None:
    fragile.run_at(START)
    fuse.blow_at(0)
    assert fragile.run_at(START + 400 * DAY) == 0
    assert fuse.done == 60 * 24 + 3  # and where the bookmark is, twice


# The bookmark


def test_checkpoint_stays_ten_minutes_behind(house: House, store: Store) -> None:
    checkpoints = CheckpointRepository(store)
    assert checkpoints.find_hour() is None
    for minutes, hour in ((0, 9), (29, 9), (30, 9), (39, 9), (40, 10), (41, 10), (99, 10), (100, 11)):
        house.run_at(START + minutes * MINUTE)
        found = checkpoints.find_hour()
        assert found == START.replace(hour=hour, minute=0), minutes


@pytest.mark.parametrize("minutes", [0, 1, 9])
def test_reminder_written_late_into_a_past_hour_is_delivered(
    house: House, elsewhere: House, store: Store, ada: str, minutes: int
) -> None:
    house.run_at(datetime(2026, 3, 18, 10, 59, 58, tzinfo=UTC))
    eleven = datetime(2026, 3, 18, 11, tzinfo=UTC)
    store.before_note = lambda: elsewhere.run_until(eleven + minutes * MINUTE)
    house.plan(ada, house.clock.now() + timedelta(seconds=1))
    assert house.clock.now() == eleven + minutes * MINUTE
    assert [one["user_id"] for one in house.reminder_queue()] == ["reminders:2026-03-18T10"]
    house.run_until(eleven + 10 * MINUTE)
    assert len(house.told(ada)) == 1
    assert house.reminder_queue() == []


# How much one run does


def test_next_runs_continue_when_a_run_reaches_its_limit(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MAX_AT_ONCE", 10)
    monkeypatch.setattr("shared.services.reminder_service._PAGE", 5)
    for number in range(23):
        house.plan(ada, START + number * 5 * MINUTE, f"{number}")
    runs = [house.run_at(START + 3 * HOUR + number * MINUTE) for number in range(4)]
    assert (sum(runs), runs[-1]) == (23, 0)
    assert len({one.body for one in house.told(ada)}) == len(house.told(ada)) == 23


def test_run_that_reaches_its_limit_at_the_end_of_an_hour_is_continued_in_the_next_hour(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MAX_AT_ONCE", 3)
    for minutes in (10, 20, 25, 40, 100):
        house.plan(ada, START + minutes * MINUTE)
    assert [house.run_at(START + 5 * HOUR + number * MINUTE) for number in range(3)] == [3, 2, 0]
    assert house.reminder_queue() == []


def test_many_reminders_of_one_user_do_not_delay_others(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MAX_EACH", 10)
    monkeypatch.setattr("shared.services.reminder_service._MAX_AT_ONCE", 20)
    monkeypatch.setattr("shared.services.reminder_service._PAGE", 5)
    bob = house.register("Bob")
    due = START + 20 * MINUTE  # the hour is over before all of them are told
    for number in range(45):
        house.plan(ada, due, f"{number}")
    house.plan(bob, due + timedelta(seconds=1))
    runs = [house.run_at(due + (1 + 10 * number) * MINUTE) for number in range(6)]
    assert runs == [11, 10, 10, 10, 5, 0]
    assert len(house.told(bob)) == 1
    assert house.told(bob)[0].created_at == due + MINUTE
    assert len({one.body for one in house.told(ada)}) == 45
    assert house.reminder_queue() == []


def test_uncommitted_reminders_do_not_use_up_the_limit_of_a_run(
    house: House, store: Store, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MAX_AT_ONCE", 3)
    house.plan(ada, START + timedelta(seconds=1))
    reminder_queue = ReminderQueue(store)
    for number in range(5):
        reminder_queue.note(ScheduledReminder.with_task(ada, f"not-there-{number}", START, START))
    assert house.run_at(START + timedelta(seconds=2)) == 1
    assert len(house.told(ada)) == 1
    assert house.run_at(START + MINUTE) == 3
    assert house.run_at(START + MINUTE) == 2


def test_run_logs_the_number_of_reminders_and_a_reached_limit(
    house: House, ada: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("shared.services.reminder_service._MAX_AT_ONCE", 3)
    caplog.set_level("INFO", "shared.services.reminder_service")
    for number in range(5):
        house.plan(ada, START, f"{number}")
    for _ in range(3):
        house.run_at(START + MINUTE)
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("INFO", "3 appointments were kept"),
        ("WARNING", "more is due than one run can do: the next one goes on"),
        ("INFO", "2 appointments were kept"),
    ]
