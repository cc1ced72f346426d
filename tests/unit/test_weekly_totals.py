"""ISO weeks, and weekly totals that start again in each of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.calendar import is_week_before, monday_of, week_of
from shared.entities.totals import ChallengeProgress, LifetimeTotals, WeeklyTotals
from tests.unit.strategies import dates

few_examples = settings(max_examples=200)
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
def test_day_belongs_to_the_iso_week_with_its_thursday(day: date, week: str, monday: date) -> None:
    assert (week_of(day), monday_of(day)) == (week, monday)


@few_examples
@given(day=dates, other=dates)
def test_names_of_weeks_sort_chronologically(day: date, other: date) -> None:
    assert (week_of(day) < week_of(other)) is (monday_of(day) < monday_of(other))
    assert (week_of(day) == week_of(other)) is (monday_of(day) == monday_of(other))


@few_examples
@given(day=dates)
def test_week_is_the_seven_days_from_its_monday(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(days=7)
    assert date.fromisocalendar(int(week_of(day)[:4]), int(week_of(day)[6:]), 1) == monday


def _lifetime(*weeks: WeeklyTotals) -> LifetimeTotals:
    """Return totals in the first of these weeks, with the others kept."""
    return LifetimeTotals(user_id="ada", week=weeks[0], other_weeks=weeks[1:])


def test_new_week_starts_at_zero() -> None:
    busy = WeeklyTotals("2026-W12", 80, {"task-finisher": ChallengeProgress(joined_at=NOW)})
    assert _lifetime(busy).at_week("2026-W13") == _lifetime(WeeklyTotals("2026-W13", 0, {}))


@pytest.mark.parametrize("name", ["2026-W12", "2026-W11"])
def test_turning_to_the_same_week_or_the_one_before_changes_nothing(name: str) -> None:
    lifetime = _lifetime(WeeklyTotals("2026-W12", 80), WeeklyTotals("2031-W01", 5))
    assert lifetime.at_week(name) is lifetime


def test_first_week_starts_from_the_initial_value() -> None:
    assert _lifetime(WeeklyTotals()).at_week("2026-W12") == _lifetime(WeeklyTotals("2026-W12"))


def test_first_week_of_a_year_follows_the_last_of_the_year_before() -> None:
    last, first = WeeklyTotals("2026-W53", 5), WeeklyTotals("2027-W01", 5)
    assert _lifetime(last).at_week("2027-W01") == _lifetime(WeeklyTotals("2027-W01"))
    assert _lifetime(first).at_week("2026-W53") == _lifetime(first)


def test_week_goes_on_after_an_event_with_a_clock_ahead_and_the_one_ahead_when_it_comes() -> None:
    week, ahead = WeeklyTotals("2026-W12", 80), WeeklyTotals("2026-W20", 5)
    lifetime = replace(_lifetime(week).at_week("2026-W20"), week=ahead)
    assert lifetime == _lifetime(ahead, week)
    for _ in range(2):
        lifetime = lifetime.at_week("2026-W12")
        assert lifetime == _lifetime(week, ahead)
        assert lifetime.at_week("2026-W13") == _lifetime(WeeklyTotals("2026-W13"), ahead)
        lifetime = lifetime.at_week("2026-W20")
    for name in ("2026-W12", "2026-W13", "2026-W19"):
        lifetime = lifetime.at_week(name)
    assert lifetime.at_week("2026-W20").week == ahead


def test_week_goes_on_after_events_in_two_weeks_with_a_clock_ahead_and_is_dropped_in_the_third() -> None:
    week = WeeklyTotals("2026-W12", 80)
    lifetime = _lifetime(week).at_week("2031-W01").at_week("2031-W02")
    assert lifetime.at_week("2026-W12").week == week
    assert lifetime.at_week("2031-W03") == _lifetime(WeeklyTotals("2031-W03"))


def test_traveller_into_the_week_before_continues_the_later_week_after_a_clock_was_ahead() -> None:
    week = WeeklyTotals("2026-W12", 80)
    assert _lifetime(week).at_week("2031-W01").at_week("2026-W11").week == week


@few_examples
@given(days=st.lists(dates, min_size=1, max_size=12))
def test_week_is_that_of_the_last_day_or_the_one_after_and_few_are_kept(days: list[date]) -> None:
    lifetime = _lifetime(WeeklyTotals())
    for day in days:
        lifetime = lifetime.at_week(week_of(day))
        names = [week.name for week in lifetime.other_weeks]
        assert lifetime.week.name == week_of(day) or is_week_before(week_of(day), lifetime.week.name)
        assert len({lifetime.week.name, *names}) == len(names) + 1 <= 4


def test_challenge_that_was_left_is_not_joined() -> None:
    joined, left = ChallengeProgress(joined_at=NOW), ChallengeProgress(joined_at=NOW, left=True)
    week = WeeklyTotals("2026-W12").with_challenge("one", joined).with_challenge("other", left)
    assert week.joined("one") is joined
    assert week.joined("other") is None
    assert week.joined("third") is None
    assert week.with_challenge("one", left).joined("one") is None
    assert week.joined("one") is joined
