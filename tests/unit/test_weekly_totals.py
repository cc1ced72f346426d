"""ISO weeks: which one a day lies in, and how one follows another."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.calendar import monday_of, week_of
from shared.entities.weekly_totals import ChallengeProgress, WeeklyTotals
from tests.unit.strategies import dates

steadily = settings(max_examples=200)
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "week", "monday"),
    [
        (date(2026, 3, 16), "2026-W12", date(2026, 3, 16)),
        (date(2026, 3, 22), "2026-W12", date(2026, 3, 16)),
        (date(2026, 3, 23), "2026-W13", date(2026, 3, 23)),
        (date(2026, 1, 1), "2026-W01", date(2025, 12, 29)),
        (date(2025, 12, 28), "2025-W52", date(2025, 12, 22)),
        (date(2025, 12, 29), "2026-W01", date(2025, 12, 29)),
        (date(2026, 12, 31), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 3), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 4), "2027-W01", date(2027, 1, 4)),
        (date(2021, 1, 3), "2020-W53", date(2020, 12, 28)),
        (date(2023, 1, 1), "2022-W52", date(2022, 12, 26)),
        (date.min, "0001-W01", date.min),
        (date.max, "9999-W52", date(9999, 12, 27)),
    ],
)
def test_a_day_lies_in_the_iso_week_that_has_its_thursday(day: date, week: str, monday: date) -> None:
    assert (week_of(day), monday_of(day)) == (week, monday)


@steadily
@given(day=dates, other=dates)
def test_weeks_sort_as_their_names_do(day: date, other: date) -> None:
    assert (week_of(day) < week_of(other)) is (monday_of(day) < monday_of(other))
    assert (week_of(day) == week_of(other)) is (monday_of(day) == monday_of(other))


@steadily
@given(day=dates)
def test_a_week_is_the_seven_days_from_its_monday_on(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(days=7)
    assert date.fromisocalendar(int(week_of(day)[:4]), int(week_of(day)[6:]), 1) == monday


def test_a_new_week_has_brought_nothing_yet() -> None:
    busy = WeeklyTotals("2026-W12", 80, {"task-finisher": ChallengeProgress(joined_at=NOW)})
    assert busy.turned_to("2026-W13") == WeeklyTotals("2026-W13", 0, {})


@pytest.mark.parametrize("name", ["2026-W12", "2026-W11", "2025-W52", ""])
def test_a_week_stays_when_it_is_turned_to_itself_or_back(name: str) -> None:
    week = WeeklyTotals("2026-W12", 80)
    assert week.turned_to(name) is week


def test_the_first_week_begins_from_nothing() -> None:
    assert WeeklyTotals().turned_to("2026-W12") == WeeklyTotals("2026-W12")


def test_the_last_week_of_a_year_is_followed_by_the_first_of_the_next() -> None:
    assert WeeklyTotals("2026-W53", 5).turned_to("2027-W01") == WeeklyTotals("2027-W01")
    assert WeeklyTotals("2027-W01", 5).turned_to("2026-W53") == WeeklyTotals("2027-W01", 5)


@steadily
@given(days=st.lists(dates, min_size=1, max_size=6))
def test_however_somebody_travels_the_week_is_the_latest_there_was(days: list[date]) -> None:
    week = WeeklyTotals()
    for day in days:
        week = week.turned_to(week_of(day))
    assert week.name == week_of(max(days))


def test_who_has_left_a_challenge_has_not_joined_it() -> None:
    joined, left = ChallengeProgress(joined_at=NOW), ChallengeProgress(joined_at=NOW, left=True)
    week = WeeklyTotals("2026-W12").with_challenge("one", joined).with_challenge("other", left)
    assert week.joined("one") is joined
    assert week.joined("other") is None
    assert week.joined("third") is None
    assert week.with_challenge("one", left).joined("one") is None
    assert week.joined("one") is joined
