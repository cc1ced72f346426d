"""The days over which streaks pass: holidays are looked up only where they can matter."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import Calendar
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff, WorkCalendar
from shared.services.public_holidays import public_holidays
from tests.oracle.naive_calendar import naive_longest, naive_streak

MONDAY = date(2025, 12, 15)
DAY = timedelta(days=1)
HOLIDAYS = {date(2025, 12, 25), date(2026, 1, 1), date(2026, 1, 6)}


def set_of(days: Collection[date]) -> ActiveDays:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    return found


_dates = st.integers(0, 40).map(lambda number: MONDAY + number * DAY)
_sets = st.sets(_dates, max_size=40)


@given(
    active=_sets,
    closed=_sets,
    bridged=_sets,
    off=st.lists(st.tuples(_dates, st.integers(0, 9)), max_size=3),
    work_days=st.sets(st.integers(1, 7), min_size=1),
    country=st.sampled_from((None, "ES")),
    today=_dates,
)
def test_streaks_equal_those_by_day_with_all_holidays(
    *,
    active: set[date],
    closed: set[date],
    bridged: set[date],
    off: list[tuple[date, int]],
    work_days: set[int],
    country: str | None,
    today: date,
) -> None:
    days_off = tuple(
        DaysOff(id="1", user_id="ada", begin=begin, end=begin + days * DAY) for begin, days in off
    )
    calendar = WorkCalendar(Calendar(UTC, time(0)), days_off, tuple(work_days), country)
    sets = set_of(active), set_of(closed)
    passed = set_of(bridged) | calendar.passed_days(
        today, *sets, bridged=set_of(bridged), holidays=lambda _, year: _holidays_in(year)
    )
    free = {
        day
        for day in (MONDAY + number * DAY for number in range(50))
        if day.isoweekday() not in work_days
        or any(begin <= day <= begin + days * DAY for begin, days in off)
        or (country and day in HOLIDAYS)
    }
    for days, expected in zip(sets, (active, closed), strict=True):
        assert days.streak(today, passed) == naive_streak(expected, today, bridged | free)
        assert days.longest(passed) == naive_longest(expected, bridged | free)


def _holidays_in(year: int) -> set[date]:
    return {day for day in HOLIDAYS if day.year == year}


@pytest.mark.parametrize(
    ("country", "active", "today", "years"),
    [
        ("ES", [], date(2026, 1, 9), []),
        ("ES", [date(2025, 12, 31)], date(2026, 1, 1), []),  # today is not over
        ("ES", [date(2025, 12, 31)], date(2026, 1, 2), [2026]),
        ("ES", [date(2025, 12, 30)], date(2026, 1, 2), [2025, 2026]),
        ("ES", [date(2025, 12, 12), MONDAY], date(2025, 12, 16), []),  # a weekend
        ("ES", [date(2025, 12, 12), date(2025, 12, 16)], date(2025, 12, 16), [2025]),
        (None, [date(2025, 12, 12), date(2025, 12, 16)], date(2026, 12, 16), []),
        ("es", [date(2025, 12, 12), date(2025, 12, 16)], date(2026, 12, 16), []),  # from before the check
    ],
)
def test_holidays_are_looked_up_only_for_years_with_a_missed_work_day(
    country: str | None, active: list[date], today: date, years: list[int]
) -> None:
    asked: list[int] = []
    preferences = {"country": country, "work_days": "Monday"}  # not valid: Monday to Friday
    user = User(
        user_id="ada",
        username="Ada",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        preferences=preferences,
        bridged_days=set_of([date(2025, 12, 17)]),
    )

    def holidays(_: str, year: int) -> list[date]:
        asked.append(year)
        return []

    user.passed_days(today, set_of(active), ActiveDays(), holidays=holidays)
    assert sorted(asked) == years


def test_holidays_of_a_country_and_year_are_computed_once() -> None:
    first = public_holidays("DE", 2026)
    assert date(2026, 4, 6) in first
    assert public_holidays("DE", 2026) is first
    assert public_holidays("ZZ", 2026) == frozenset()
