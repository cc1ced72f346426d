"""The set of active days, compared with a plain set of dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from tests.oracle.event_log import best_week
from tests.oracle.naive_calendar import naive_longest, naive_streak
from tests.oracle.totals import assert_days_equal
from tests.unit.strategies import active_days, dates

few_examples = settings(max_examples=150)
days_around = st.dates(date(2026, 2, 20), date(2026, 3, 20))
changes = st.lists(st.tuples(st.booleans(), days_around), max_size=40)


def _apply(steps: list[tuple[bool, date]]) -> tuple[ActiveDays, set[date]]:
    days, naive = ActiveDays(), set[date]()
    for adds, day in steps:
        days = days.with_day(day) if adds else days.without_day(day)
        (naive.add if adds else naive.discard)(day)
    return days, naive


@few_examples
@given(steps=changes, today=days_around, others=changes)
def test_set_contains_days_that_were_added_and_not_removed(
    steps: list[tuple[bool, date]], today: date, others: list[tuple[bool, date]]
) -> None:
    days, naive = _apply(steps)
    bridged, naive_bridged = _apply(others)
    assert days.streak(today, bridged) == naive_streak(naive, today, naive_bridged)
    assert days.longest(bridged) == naive_longest(naive, naive_bridged)
    assert_days_equal(days | bridged, naive | naive_bridged)
    around = [date(2026, 2, 1) + timedelta(days=number) for number in range(60)]
    assert {day for day in around if day in days} == naive
    assert_days_equal(days, naive)
    assert days.streak(today) == naive_streak(naive, today)


@few_examples
@given(days=st.lists(dates, max_size=3), today=dates)
def test_set_can_contain_the_first_and_last_days_of_the_calendar(days: list[date], today: date) -> None:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    assert all(day in found for day in days)
    assert (today in found) is (today in days)
    assert found.longest() == naive_longest(set(days))


@few_examples
@given(steps=changes, day=days_around)
def test_removing_an_added_day_restores_the_set(steps: list[tuple[bool, date]], day: date) -> None:
    days, naive = _apply(steps)
    if day not in naive:
        assert days.with_day(day).without_day(day) == days


@few_examples
@given(steps=changes)
def test_sets_of_the_same_days_are_equal_however_they_were_built(steps: list[tuple[bool, date]]) -> None:
    days, naive = _apply(steps)
    rebuilt = ActiveDays()
    for day in sorted(naive):
        rebuilt = rebuilt.with_day(day)
    assert days == rebuilt


@few_examples
@given(days=active_days, day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_adding_and_removing_are_idempotent(days: ActiveDays, day: date) -> None:
    assert days.with_day(day).with_day(day) == days.with_day(day)
    assert days.without_day(day).without_day(day) == days.without_day(day)


@few_examples
@given(steps=changes, others=changes)
def test_count_and_most_in_a_week_match_a_naive_count(
    steps: list[tuple[bool, date]], others: list[tuple[bool, date]]
) -> None:
    (days, naive), (without, naive_excluded) = _apply(steps), _apply(others)
    assert days.count() == len(naive)
    assert days.most_in_a_week(without) == best_week(naive, naive_excluded)


@pytest.mark.parametrize("excluded", [date(2026, 3, 16), date(2026, 3, 22)])
def test_excluded_day_excludes_its_week_from_monday_to_sunday(excluded: date) -> None:
    days = ActiveDays().with_day(date(2026, 3, 16)).with_day(date(2026, 3, 18)).with_day(date(2026, 3, 23))
    assert days.most_in_a_week(ActiveDays()) == 2
    assert days.most_in_a_week(ActiveDays().with_day(excluded)) == 1
    assert days.most_in_a_week(ActiveDays().with_day(excluded).with_day(date(2020, 1, 1))) == 1


@pytest.mark.parametrize(
    "excluded", [date(2026, 3, 15), date(2026, 3, 30), date(1999, 3, 17), date(2050, 1, 1)]
)
def test_excluded_day_does_not_exclude_other_weeks(excluded: date) -> None:
    days = ActiveDays().with_day(date(2026, 3, 22)).with_day(date(2026, 3, 18)).with_day(date(2026, 3, 23))
    assert days.most_in_a_week(ActiveDays().with_day(excluded)) == 2


def test_most_in_a_week_of_an_empty_set_is_zero() -> None:
    assert ActiveDays().most_in_a_week(ActiveDays()) == 0
    assert ActiveDays().most_in_a_week(ActiveDays().with_day(date(2026, 3, 18))) == 0
    assert ActiveDays().count() == 0


def test_day_before_the_origin_can_be_added() -> None:
    days = ActiveDays().with_day(date(2026, 3, 18)).with_day(date(2026, 3, 17)).with_day(date(2025, 12, 31))
    assert days.streak(date(2026, 3, 18)) == 2
    assert date(2025, 12, 31) in days
    assert date(2025, 12, 30) not in days


def test_streak_lasts_until_the_end_of_the_following_day() -> None:
    days = ActiveDays().with_day(date(2026, 3, 17)).with_day(date(2026, 3, 18))
    assert [days.streak(date(2026, 3, day)) for day in (18, 19, 20)] == [2, 2, 0]


def test_day_ahead_of_today_counts_for_the_streak() -> None:
    days = ActiveDays().with_day(date(2026, 3, 18)).with_day(date(2026, 3, 19))
    assert days.streak(date(2026, 3, 18)) == 2


def test_day_years_ahead_does_not_extend_the_streak() -> None:
    days = ActiveDays().with_day(date(2026, 3, 17)).with_day(date(2026, 3, 18)).with_day(date(2036, 3, 18))
    assert [days.streak(date(2026, 3, day)) for day in (18, 19, 20)] == [2, 2, 0]


def test_year_takes_at_most_50_bytes() -> None:
    days = ActiveDays()
    for number in range(365):
        days = days.with_day(date(2026, 1, 1) + timedelta(days=number))
    assert days.longest() == 365
    assert (days.bits.bit_length() + 7) // 8 <= 50


def test_empty_set_contains_no_day() -> None:
    days = ActiveDays()
    assert (days.longest(), days.streak(date(2026, 3, 18))) == (0, 0)
    assert days.without_day(date(2026, 3, 18)) == days
    assert date(1970, 1, 1) not in days


def test_streak_works_on_the_first_day_of_the_calendar() -> None:
    assert ActiveDays().streak(date.min) == 0
    assert ActiveDays().with_day(date.min).streak(date.min) == 1
