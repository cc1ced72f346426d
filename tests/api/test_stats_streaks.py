"""Streaks: consecutive local days with a completed task or a finished work session."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    EVERY_DAY,
    clock_in,
    clock_out,
    complete,
    complete_existing,
    delete_task,
    reopen,
    set_preferences,
    set_timezone,
    shut_down,
    shutdown_streak,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def work(person: Person) -> None:
    clock_in(person)
    clock_out(person)


def streaks(person: Person) -> tuple[int, int]:
    stats = person.stats()
    return stats["active_streak"], stats["longest_streak"]


EVENTS = pytest.mark.parametrize("event", [complete, work])


@EVENTS
def test_streak_grows_by_one_each_day(
    ada: Person, clock: MovableClock, event: Callable[[Person], object], store: DocumentStore
) -> None:
    for days in range(1, 41):
        event(ada)
        assert streaks(ada) == (days, days)
        clock.move(days=1)
    assert_totals_agree(store, ada)


@EVENTS
def test_several_events_on_one_day_count_once(
    ada: Person, clock: MovableClock, event: Callable[[Person], object]
) -> None:
    for _ in range(3):
        event(ada)
        clock.move(hours=1)
    assert streaks(ada) == (1, 1)


def test_tasks_and_sessions_count_for_the_same_streak(ada: Person, clock: MovableClock) -> None:
    for number in range(6):
        (complete if number % 2 else work)(ada)
        clock.move(days=1)
    assert streaks(ada) == (6, 6)


def test_streak_up_to_yesterday_continues_and_ends_after_a_full_day_without_activity(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, work_days=EVERY_DAY)
    for _ in range(3):
        complete(ada)
        clock.move(days=1)
    assert streaks(ada) == (3, 3)
    clock.set(datetime(2026, 3, 21, 23, 59, 59, 999999, tzinfo=UTC))
    assert streaks(ada) == (3, 3)
    clock.set(datetime(2026, 3, 22, tzinfo=UTC))
    assert streaks(ada) == (0, 3)
    complete(ada)
    assert streaks(ada) == (1, 3)
    assert_totals_agree(store, ada)


def test_gap_ends_the_active_streak_and_keeps_the_longest(ada: Person, clock: MovableClock) -> None:
    for length in (2, 5, 3):
        for _ in range(length):
            complete(ada)
            clock.move(days=1)
        assert streaks(ada)[0] == length
        clock.move(days=1)
    assert streaks(ada) == (0, 5)


def test_streak_continues_over_the_end_of_a_year_and_a_leap_day(ada: Person, clock: MovableClock) -> None:
    clock.set(datetime(2027, 12, 30, 12, tzinfo=UTC))
    for _ in range(70):
        complete(ada)
        clock.move(days=1)
    assert streaks(ada) == (70, 70)


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_undoing_the_only_task_of_a_day_removes_the_day_only_while_it_lasts(
    ada: Person, clock: MovableClock, undo: Callable[[Person, dict[str, Any]], object], store: DocumentStore
) -> None:
    tasks = []
    for _ in range(5):
        clock.move(days=1)
        tasks.append(complete(ada))
    assert streaks(ada) == (5, 5)
    for task in tasks[:4]:
        undo(ada, task)
    assert streaks(ada) == (5, 5)
    undo(ada, tasks[4])
    assert streaks(ada) == (4, 4)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_undoing_one_of_several_events_keeps_the_day(
    ada: Person, clock: MovableClock, undo: Callable[[Person, dict[str, Any]], object], store: DocumentStore
) -> None:
    complete(ada)
    clock.move(days=1)
    task = complete(ada)
    work(ada)
    undo(ada, task)
    assert streaks(ada) == (2, 2)
    assert_totals_agree(store, ada)


def test_task_completed_again_counts_for_both_days(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = complete(ada)
    clock.move(days=3)
    reopen(ada, task)
    assert streaks(ada) == (0, 1)
    complete_existing(ada, task)
    assert streaks(ada) == (1, 1)
    clock.move(days=1)
    reopen(ada, task)
    complete_existing(ada, task)
    assert streaks(ada) == (2, 2)
    clock.move(days=2)
    assert streaks(ada) == (0, 2)
    assert_totals_agree(store, ada)


def test_completed_task_extends_the_streak_left_after_a_deletion(ada: Person, clock: MovableClock) -> None:
    first = complete(ada)
    clock.move(days=1)
    second = complete(ada)
    assert streaks(ada) == (2, 2)
    delete_task(ada, first)
    assert streaks(ada) == (2, 2)
    delete_task(ada, second)
    assert streaks(ada) == (1, 1)
    complete(ada)
    assert streaks(ada) == (2, 2)


def test_work_session_counts_for_the_day_on_which_it_ends(ada: Person, clock: MovableClock) -> None:
    clock.set(datetime(2026, 3, 18, 23, 0, tzinfo=UTC))
    ada.post("work_sessions/start")
    clock.move(hours=2)
    ada.post("time-logs/end-work")
    clock.set(datetime(2026, 3, 20, 23, 59, tzinfo=UTC))
    assert streaks(ada) == (1, 1)  # the 19th is yesterday


def test_day_changes_exactly_at_local_midnight_or_day_start(late_person: Person, clock: MovableClock) -> None:
    complete(late_person)
    assert streaks(late_person) == (1, 1)
    complete(late_person)
    assert streaks(late_person) == (1, 1)
    clock.move(microseconds=1)
    complete(late_person)
    assert streaks(late_person) == (2, 2)


def test_streak_continues_over_days_of_23_and_25_hours(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    for last_day in (datetime(2026, 3, 27, 22, 59, tzinfo=UTC), datetime(2026, 10, 23, 21, 59, tzinfo=UTC)):
        clock.set(last_day)  # a minute before midnight, two days before the clocks change
        for _ in range(4):
            complete(person)
            clock.move(days=1)
            clock.move(hours=-1 if last_day.month == 3 and clock.now().day == 29 else 0)
            clock.move(hours=1 if last_day.month == 10 and clock.now().day == 25 else 0)
        assert streaks(person)[0] == 4


# Zone changes: old zone, new zone, and the UTC hour of one event on each of three days in the old zone.
ZONE_CHANGES = [
    ("Europe/Madrid", "Asia/Tokyo", 21),  # 22:00 in Madrid: it is the next day in Tokyo
    ("Europe/Madrid", "Asia/Tokyo", 9),  # the same day in both
    ("Asia/Tokyo", "Pacific/Honolulu", 0),  # 09:00 in Tokyo: it is still the day before in Honolulu
    ("Asia/Tokyo", "Pacific/Honolulu", 14),  # the same day in both
    ("Pacific/Honolulu", "Asia/Tokyo", 9),  # 23:00 in Honolulu: the next day's evening in Tokyo
    ("Pacific/Kiritimati", "Pacific/Pago_Pago", 10),  # 00:30 on Kiritimati: two days before in Pago Pago
    ("Pacific/Pago_Pago", "Pacific/Kiritimati", 10),
]


@pytest.mark.parametrize(("old", "new", "hour"), ZONE_CHANGES)
def test_zone_change_removes_no_earned_day(
    api: Api, clock: MovableClock, store: DocumentStore, old: str, new: str, hour: int
) -> None:
    person = api.sign_up(timezone=old)
    for day in (19, 20, 21):
        clock.set(datetime(2026, 3, day, hour, 30, tzinfo=UTC))
        complete(person)
    assert streaks(person) == (3, 3)
    set_timezone(person, new)
    assert streaks(person) == (3, 3)
    assert_totals_agree(store, person)
    set_timezone(person, old)
    assert streaks(person) == (3, 3)


@pytest.mark.parametrize(
    ("flight", "zone", "last", "following", "continues"),
    [
        # Local times before the flight, in UTC-11; the zone after it; the last active day, and the next one.
        ("23T23:30", "Pacific/Kiritimati", 23, 25, True),  # to the 25th at 00:30: the 24th is jumped over
        ("23T23:30", "Pacific/Kiritimati", 23, 26, False),
        ("24T11:59", "Pacific/Kiritimati", 23, 25, True),  # 11:59 of the 24th lived
        ("24T12:00", "Pacific/Kiritimati", 23, 25, False),
        ("23T12:01", "Pacific/Fakaofo", 23, 25, True),  # to the 24th at 12:01: less than 12 hours are left
        ("23T12:00", "Pacific/Fakaofo", 23, 25, False),
        ("24T00:30", "Asia/Tokyo", 23, 25, True),  # to 20:30 of the same day: 30 minutes and 3.5 hours
        ("24T09:00", "UTC", 23, 25, False),  # 13 hours of it
    ],
)
def test_streaks_pass_over_a_date_that_a_flight_skips(
    api: Api,
    clock: MovableClock,
    store: DocumentStore,
    *,
    flight: str,
    zone: str,
    last: int,
    following: int,
    continues: bool,
) -> None:
    person = api.sign_up(timezone="Pacific/Pago_Pago")
    for day in range(21, last + 1):
        clock.set(datetime.fromisoformat(f"2026-03-{day}T09:00-11:00").astimezone(UTC))
        complete(person)
        shut_down(person)
    count = last - 20
    clock.set(datetime.fromisoformat(f"2026-03-{flight}-11:00").astimezone(UTC))
    set_timezone(person, zone)
    set_preferences(person, language="es")  # is no move
    clock.set(datetime(2026, 3, following, 20, tzinfo=ZoneInfo(zone)).astimezone(UTC))
    assert streaks(person) == (count if continues else 0, count)
    complete(person)
    shut_down(person)
    expected = (count + 1, count + 1) if continues else (1, count)
    assert streaks(person) == expected
    assert shutdown_streak(person) == expected[0]
    assert_totals_agree(store, person)


def test_flight_in_steps_skips_the_date_of_which_little_was_lived(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Pacific/Pago_Pago")
    clock.set(datetime(2026, 3, 24, 8, tzinfo=UTC))  # 21:00 on the 23rd
    complete(person)
    clock.set(datetime(2026, 3, 24, 19, tzinfo=UTC))  # 08:00 on the 24th
    set_timezone(person, "UTC")  # 19:00 on the 24th
    clock.move(hours=1)
    set_timezone(person, "Pacific/Kiritimati")  # 10:00 on the 25th: nine hours of the 24th were lived
    complete(person)
    assert streaks(person) == (2, 2)


@pytest.mark.parametrize(("there", "back"), [(2, 8), (9, 9.5), (10, 10.9)])  # hours after midnight in UTC
def test_date_entered_in_the_evening_and_left_again_ends_the_streak(
    api: Api, clock: MovableClock, store: DocumentStore, there: float, back: float
) -> None:
    person = api.sign_up(timezone="Pacific/Pago_Pago")
    midnight = datetime(2026, 3, 19, tzinfo=UTC)
    clock.set(midnight)  # 13:00 on the 18th
    complete(person)
    for days in range(4):
        clock.set(midnight + timedelta(days=days, hours=there))
        set_timezone(person, "Pacific/Kiritimati")  # the next date, late in the afternoon or the evening
        clock.set(midnight + timedelta(days=days, hours=back))
        set_timezone(person, "Pacific/Pago_Pago")  # all of that date is still ahead
    complete(person)
    assert streaks(person) == (1, 1)
    assert_totals_agree(store, person)


def test_date_entered_twice_in_the_evening_is_skipped(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Pacific/Pago_Pago")
    clock.set(datetime(2026, 3, 24, 8, tzinfo=UTC))  # 21:00 on the 23rd
    complete(person)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Kiritimati"):  # 22:00 on the 24th
        set_timezone(person, zone)
    clock.move(days=1)
    complete(person)
    assert streaks(person) == (2, 2)


def test_streak_continues_after_a_zone_change_and_counts_each_local_date_once(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Asia/Tokyo")
    for day in (19, 20, 21):
        clock.set(datetime(2026, 3, day, 0, 30, tzinfo=UTC))
        complete(person)
    set_timezone(person, "Pacific/Honolulu")  # it is the 20th again
    complete(person)
    assert streaks(person) == (3, 3)
    clock.set(datetime(2026, 3, 22, 0, 30, tzinfo=UTC))  # the 21st
    complete(person)
    assert streaks(person) == (3, 3)
    clock.set(datetime(2026, 3, 23, 0, 30, tzinfo=UTC))  # the 22nd
    assert streaks(person) == (3, 3)
    complete(person)
    assert streaks(person) == (4, 4)
    clock.set(datetime(2026, 3, 25, 0, 30, tzinfo=UTC))  # the 24th, without activity on the 23rd
    assert streaks(person) == (0, 4)
    assert_totals_agree(store, person)


@pytest.mark.parametrize("undo", [reopen, delete_task])
@pytest.mark.parametrize("date", [20, 21])
def test_undoing_after_a_zone_change_removes_a_day_only_on_its_date(
    api: Api,
    clock: MovableClock,
    store: DocumentStore,
    undo: Callable[[Person, dict[str, Any]], object],
    date: int,
) -> None:
    person = api.sign_up(timezone="Asia/Tokyo")
    tasks = []
    for day in (19, 20, 21):
        clock.set(datetime(2026, 3, day, 0, 30, tzinfo=UTC))
        tasks.append(complete(person))
    set_timezone(person, "Pacific/Honolulu" if date == 20 else "Europe/Madrid")
    undo(person, tasks[2])
    assert streaks(person) == ((3, 3) if date == 20 else (2, 2))
    assert_totals_agree(store, person)


def test_changing_the_day_start_removes_no_earned_day(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    for day in (19, 20, 21):
        clock.set(datetime(2026, 3, day, 0, 30, tzinfo=UTC))  # 01:30 in Madrid
        complete(person)
    assert streaks(person) == (3, 3)
    person.put("users/profile", json={"day_start": "04:00"})  # it is still yesterday
    assert streaks(person) == (3, 3)
