"""The set of active days, against a plain set of dates."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from tests.unit.recount import naive_longest, naive_streak
from tests.unit.strategies import active_days, dates

steadily = settings(max_examples=150)
days_around = st.dates(date(2026, 2, 20), date(2026, 3, 20))
changes = st.lists(st.tuples(st.booleans(), days_around), max_size=40)


def _play(steps: list[tuple[bool, date]]) -> tuple[ActiveDays, set[date]]:
    days, naive = ActiveDays(), set[date]()
    for puts_in, day in steps:
        days = days.with_day(day) if puts_in else days.without_day(day)
        (naive.add if puts_in else naive.discard)(day)
    return days, naive


@steadily
@given(steps=changes, today=days_around)
def test_it_holds_what_was_put_in_and_not_taken_out(steps: list[tuple[bool, date]], today: date) -> None:
    days, naive = _play(steps)
    around = [date(2026, 2, 1) + timedelta(days=number) for number in range(60)]
    assert {day for day in around if day in days} == naive
    assert days.streak(today) == naive_streak(naive, today)
    assert days.longest() == naive_longest(naive)


@steadily
@given(days=st.lists(dates, max_size=3), today=dates)
def test_it_holds_the_first_and_the_last_days_of_the_calendar(days: list[date], today: date) -> None:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    assert all(day in found for day in days)
    assert (today in found) is (today in days)
    assert found.longest() == naive_longest(set(days))


@steadily
@given(steps=changes, day=days_around)
def test_taking_out_what_was_put_in_leaves_it_as_it_was(steps: list[tuple[bool, date]], day: date) -> None:
    days, naive = _play(steps)
    if day not in naive:
        assert days.with_day(day).without_day(day) == days


@steadily
@given(steps=changes)
def test_the_same_days_are_the_same_value_however_they_came_about(steps: list[tuple[bool, date]]) -> None:
    days, naive = _play(steps)
    afresh = ActiveDays()
    for day in sorted(naive):
        afresh = afresh.with_day(day)
    assert days == afresh


@steadily
@given(days=active_days, day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_putting_in_and_taking_out_twice_is_as_once(days: ActiveDays, day: date) -> None:
    assert days.with_day(day).with_day(day) == days.with_day(day)
    assert days.without_day(day).without_day(day) == days.without_day(day)


@steadily
@given(steps=changes, others=changes)
def test_days_are_counted_and_the_week_with_most_of_them_is_found(
    steps: list[tuple[bool, date]], others: list[tuple[bool, date]]
) -> None:
    (days, naive), (without, naive_others) = _play(steps), _play(others)
    assert days.count() == len(naive)
    barred = {day.isocalendar()[:2] for day in naive_others}
    weeks = Counter(week for day in naive if (week := day.isocalendar()[:2]) not in barred)
    assert days.most_in_a_week(without) == max(weeks.values(), default=0)


@pytest.mark.parametrize("barred", [date(2026, 3, 16), date(2026, 3, 22)])
def test_a_week_is_barred_from_its_monday_to_its_sunday(barred: date) -> None:
    days = ActiveDays().with_day(date(2026, 3, 16)).with_day(date(2026, 3, 18)).with_day(date(2026, 3, 23))
    assert days.most_in_a_week(ActiveDays()) == 2
    assert days.most_in_a_week(ActiveDays().with_day(barred)) == 1
    assert days.most_in_a_week(ActiveDays().with_day(barred).with_day(date(2020, 1, 1))) == 1


@pytest.mark.parametrize(
    "barred", [date(2026, 3, 15), date(2026, 3, 30), date(1999, 3, 17), date(2050, 1, 1)]
)
def test_a_day_of_another_week_bars_none_of_this_one(barred: date) -> None:
    days = ActiveDays().with_day(date(2026, 3, 22)).with_day(date(2026, 3, 18)).with_day(date(2026, 3, 23))
    assert days.most_in_a_week(ActiveDays().with_day(barred)) == 2


def test_there_is_no_best_week_without_a_day() -> None:
    assert ActiveDays().most_in_a_week(ActiveDays()) == 0
    assert ActiveDays().most_in_a_week(ActiveDays().with_day(date(2026, 3, 18))) == 0
    assert ActiveDays().count() == 0


@steadily
@given(days=active_days)
def test_it_is_stored_and_comes_back(days: ActiveDays) -> None:
    assert ActiveDays.from_document(days.to_document()) == days


def test_a_day_before_the_first_one_is_kept() -> None:
    days = ActiveDays().with_day(date(2026, 3, 18)).with_day(date(2026, 3, 17)).with_day(date(2025, 12, 31))
    assert days.streak(date(2026, 3, 18)) == 2
    assert date(2025, 12, 31) in days
    assert date(2025, 12, 30) not in days


def test_a_streak_is_still_there_while_today_is_open_and_gone_a_day_later() -> None:
    days = ActiveDays().with_day(date(2026, 3, 17)).with_day(date(2026, 3, 18))
    assert [days.streak(date(2026, 3, day)) for day in (18, 19, 20)] == [2, 2, 0]


def test_a_day_that_was_earned_where_it_was_tomorrow_counts_for_the_streak() -> None:
    days = ActiveDays().with_day(date(2026, 3, 18)).with_day(date(2026, 3, 19))
    assert days.streak(date(2026, 3, 18)) == 2


def test_a_day_years_ahead_does_not_hold_the_streak() -> None:
    days = ActiveDays().with_day(date(2026, 3, 17)).with_day(date(2026, 3, 18)).with_day(date(2036, 3, 18))
    assert [days.streak(date(2026, 3, day)) for day in (18, 19, 20)] == [2, 2, 0]


def test_a_year_takes_some_fifty_bytes() -> None:
    days = ActiveDays()
    for number in range(365):
        days = days.with_day(date(2026, 1, 1) + timedelta(days=number))
    assert days.longest() == 365
    assert (days.bits.bit_length() + 7) // 8 <= 50


def test_nothing_is_in_the_empty_set() -> None:
    days = ActiveDays()
    assert (days.longest(), days.streak(date(2026, 3, 18))) == (0, 0)
    assert days.without_day(date(2026, 3, 18)) == days
    assert date(1970, 1, 1) not in days


def test_the_first_day_of_the_calendar_has_no_yesterday_to_count() -> None:
    assert ActiveDays().streak(date.min) == 0
    assert ActiveDays().with_day(date.min).streak(date.min) == 1
