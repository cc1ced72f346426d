"""The heatmap of a user's week: each minute of activity in its local hour of the week."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    clock_in,
    clock_out,
    complete,
    complete_existing,
    delete_task,
    end_session,
    focus,
    read,
    reopen,
    set_timezone,
    start_session,
    take_break,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
Hours = Mapping[tuple[int, int], int]


def cells(person: Person, field: str, weeks: int = 12) -> dict[tuple[int, int], int]:
    """Return the nonzero cells of a field by weekday and hour."""
    heatmap = read(person, f"stats/heatmap?weeks={weeks}")
    return {(cell["weekday"], cell["hour"]): cell[field] for cell in heatmap["cells"] if cell[field]}


def worked(person: Person, **weeks: int) -> dict[tuple[int, int], int]:
    return cells(person, "minutes_worked", **weeks)


def focused(person: Person, **weeks: int) -> dict[tuple[int, int], int]:
    return cells(person, "focus_minutes", **weeks)


def completed(person: Person, **weeks: int) -> dict[tuple[int, int], int]:
    return cells(person, "tasks_completed", **weeks)


def all_day(weekday: int, hours: range, minutes: int = 60) -> dict[tuple[int, int], int]:
    return {(weekday, hour): minutes for hour in hours}


def test_without_activity_all_168_hours_of_the_week_are_zero(ada: Person) -> None:
    assert read(ada, "stats/heatmap") == {
        "weeks": 12,
        "cells": [
            {"weekday": weekday, "hour": hour, "minutes_worked": 0, "focus_minutes": 0, "tasks_completed": 0}
            for weekday in range(7)
            for hour in range(24)
        ],
    }


@pytest.mark.parametrize("weeks", [1, 12, 26])
def test_heatmap_covers_the_requested_number_of_weeks(ada: Person, weeks: int) -> None:
    heatmap = read(ada, f"stats/heatmap?weeks={weeks}")
    assert (heatmap["weeks"], len(heatmap["cells"])) == (weeks, 168)


def test_activity_is_counted_in_the_hour_in_which_it_happened(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)  # Wednesday, 09:30
    complete(ada)
    clock.move(minutes=40)
    focus(ada, clock, 30)  # from 10:10
    take_break(ada, clock, 10)
    complete(ada)
    complete(ada)
    clock.move(minutes=45)
    clock_out(ada)  # at 11:35
    shown = [cell for cell in read(ada, "stats/heatmap")["cells"] if any(list(cell.values())[2:])]
    assert shown == [
        {"weekday": WED, "hour": 9, "minutes_worked": 30, "focus_minutes": 0, "tasks_completed": 1},
        {"weekday": WED, "hour": 10, "minutes_worked": 60, "focus_minutes": 30, "tasks_completed": 2},
        {"weekday": WED, "hour": 11, "minutes_worked": 35, "focus_minutes": 0, "tasks_completed": 0},
    ]
    assert_totals_agree(store, ada)


def test_running_and_stopped_sessions_and_breaks_are_not_counted(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    stopped = start_session(ada)
    clock.move(minutes=20)
    end_session(ada, stopped, "stop")
    take_break(ada, clock)
    start_session(ada)
    clock.move(minutes=20)
    assert worked(ada) == focused(ada) == completed(ada) == {}


def test_seconds_of_several_sessions_add_up_to_minutes(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T10:00:00Z"))
    for seconds, minutes in ((45, 0), (30, 1), (30, 1), (30, 2)):
        clock_in(ada)
        focus(ada, clock, seconds / 60)
        clock_out(ada)
        assert worked(ada) == focused(ada) == ({(WED, 10): minutes} if minutes else {})
    assert_totals_agree(store, ada)


def test_same_hour_of_several_weeks_is_summed_in_one_cell(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for _ in range(3):
        clock.set(clock.now() + timedelta(days=7))
        started = clock.now()
        work(ada, clock, minutes=10)
        focus(ada, clock, 5)
        complete(ada)
        clock.set(started)
    assert worked(ada) == {(WED, 9): 30}
    assert focused(ada) == {(WED, 9): 15}
    assert completed(ada) == {(WED, 9): 3}
    assert_totals_agree(store, ada)


def test_session_over_midnight_is_split_by_day(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-22T22:50:00Z"))  # Sunday
    clock_in(ada)
    focus(ada, clock, 150)
    clock_out(ada)
    expected = {(SUN, 22): 10, (SUN, 23): 60, (MON, 0): 60, (MON, 1): 20}
    assert worked(ada) == focused(ada) == expected
    this_week = {(MON, 0): 60, (MON, 1): 20}
    assert worked(ada, weeks=1) == focused(ada, weeks=1) == this_week
    assert_totals_agree(store, ada)


def test_weeks_start_on_monday_and_include_this_week(ada: Person, clock: MovableClock) -> None:
    clock.set(at("2026-03-22T23:30:00Z"))  # Sunday
    work(ada, clock, hours=1)
    complete(ada)
    clock.set(at("2026-04-12T23:59:00Z"))  # Sunday, three weeks later
    assert worked(ada, weeks=3) == {(MON, 0): 30}
    assert worked(ada, weeks=4) == {(SUN, 23): 30, (MON, 0): 30}
    assert completed(ada, weeks=3) == {(MON, 0): 1}
    clock.move(minutes=1)  # Monday
    assert worked(ada, weeks=3) == completed(ada, weeks=3) == {}
    assert worked(ada, weeks=26) == {(SUN, 23): 30, (MON, 0): 30}


def test_heatmap_sums_26_weeks_of_work(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    clock.set(at("2026-03-23T09:00:00Z"))
    for _ in range(26):
        work(ada, clock, hours=24)
        clock.move(days=6)
    clock.move(days=-1)
    assert worked(ada, weeks=26) == {**all_day(MON, range(9, 24), 26 * 60), **all_day(TUE, range(9), 26 * 60)}
    assert sum(worked(ada, weeks=25).values()) == 25 * 24 * 60
    assert_totals_agree(store, ada)


# Zones


@pytest.mark.parametrize(
    ("midnight", "hours", "expected"),
    [
        ("2026-03-28T23:00:00Z", 23, {(SUN, hour): 60 for hour in range(24) if hour != 2}),
        ("2026-10-24T22:00:00Z", 25, {**all_day(SUN, range(24)), (SUN, 2): 120}),
    ],
)
def test_day_of_23_hours_lacks_an_hour_and_day_of_25_hours_has_one_twice(
    api: Api, clock: MovableClock, store: DocumentStore, midnight: str, hours: int, expected: Hours
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    clock.set(at(midnight))
    work(person, clock, hours=hours)
    assert worked(person) == expected
    assert person.stats()["hours_worked"] == hours
    assert_totals_agree(store, person)


@pytest.mark.parametrize(
    ("zone", "weekday", "hour"),
    [
        ("Pacific/Kiritimati", THU, 0),  # UTC+14
        ("Asia/Tokyo", WED, 19),
        ("Pacific/Pago_Pago", TUE, 23),  # UTC-11
    ],
)
def test_hours_are_local_hours_of_the_user(
    api: Api, clock: MovableClock, store: DocumentStore, zone: str, weekday: int, hour: int
) -> None:
    person = api.sign_up(timezone=zone)
    clock.set(at("2026-03-18T10:00:00Z"))
    clock_in(person)
    complete(person)
    focus(person, clock, 30)
    clock_out(person)
    assert worked(person) == focused(person) == {(weekday, hour): 30}
    assert completed(person) == {(weekday, hour): 1}
    assert_totals_agree(store, person)


def test_zone_with_a_half_hour_offset_splits_at_its_local_hours(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Asia/Kolkata")
    clock.set(at("2026-03-18T10:15:00Z"))  # 15:45
    work(person, clock, hours=1)
    assert worked(person) == {(WED, 15): 15, (WED, 16): 45}


def test_day_start_does_not_move_activity_to_other_hours(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    clock.set(at("2026-03-23T03:30:00Z"))  # Monday by the calendar, still Sunday before the day start
    clock_in(ada)
    focus(ada, clock, 60)
    clock_out(ada)
    assert worked(ada) == focused(ada) == {(MON, 3): 30, (MON, 4): 30}
    assert worked(ada, weeks=1) == {(MON, 4): 30}  # the time before 04:00 belongs to the week before
    assert_totals_agree(store, ada)


def test_changing_the_zone_keeps_earlier_activity_in_its_hours(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    clock.set(at("2026-03-19T09:00:00Z"))  # 10:00 in Madrid
    task = complete(person)
    work(person, clock, minutes=30)
    set_timezone(person, "Asia/Tokyo")
    assert worked(person) == {(THU, 10): 30}
    complete(person)
    work(person, clock, minutes=30)  # 18:30 in Tokyo
    assert worked(person) == {(THU, 10): 30, (THU, 18): 30}
    assert completed(person) == {(THU, 10): 1, (THU, 18): 1}
    reopen(person, task)
    assert completed(person) == {(THU, 18): 1}
    assert_totals_agree(store, person)


def test_moving_back_across_the_date_line_still_shows_the_day_ahead(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    clock.set(at("2026-03-22T10:30:00Z"))  # Monday 00:30 there, Saturday 23:30 in Pago Pago
    complete(person)
    set_timezone(person, "Pacific/Pago_Pago")
    assert completed(person, weeks=1) == {(MON, 0): 1}
    assert_totals_agree(store, person)


# Undoing


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_undone_task_is_removed_from_the_hour_of_its_completion(
    ada: Person, clock: MovableClock, store: DocumentStore, undo: Any
) -> None:
    task = complete(ada)
    complete(ada)
    clock.move(hours=3)
    undo(ada, task)
    assert completed(ada) == {(WED, 9): 1}
    if undo is reopen:
        complete_existing(ada, task)
        assert completed(ada) == {(WED, 9): 1, (WED, 12): 1}
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_task_undone_on_a_later_day_stays_in_the_hour_of_its_completion(
    ada: Person, clock: MovableClock, store: DocumentStore, undo: Any
) -> None:
    task = complete(ada)
    clock.move(days=1, hours=3)
    undo(ada, task)
    assert completed(ada) == {(WED, 9): 1}
    if undo is reopen:
        complete_existing(ada, task)
        assert completed(ada) == {(WED, 9): 1, (THU, 12): 1}
    assert_totals_agree(store, ada)


def test_work_session_of_100_days_counts_at_most_31_days(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    clock.move(days=100)
    assert clock_out(ada)["duration"] == 2400
    assert 0 < sum(worked(ada, weeks=26).values()) <= 31 * 24 * 60
    assert_totals_agree(store, ada)
