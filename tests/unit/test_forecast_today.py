"""The forecast of today."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.rules.assistant.forecast.today import PastDay, TodayForecast, forecast_today

MONDAY = date(2026, 3, 2)
NINE, FIVE = 9 * 60, 17 * 60
OFFICE = PastDay(7.5, NINE, FIVE)
WEEK = (OFFICE,) * 5 + (PastDay(),) * 2

past_days = st.one_of(
    st.just(PastDay()),
    st.builds(
        lambda first, length, share: PastDay(length * share / 60, first, first + length),
        st.integers(0, 1200),
        st.integers(1, 600),
        st.floats(0.1, 1),
    ),
)


def _today(
    now: int, worked: Sequence[tuple[int, int]] = (), *, on: date = MONDAY, is_working: bool | None = None
) -> TodayForecast:
    history = [WEEK[(on - timedelta(days=ago)).weekday()] for ago in range(140, 0, -1)]
    is_working = bool(worked) if is_working is None else is_working
    return forecast_today(history, on, now, worked, is_working=is_working)


@given(
    st.lists(past_days, max_size=60),
    st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted),
    st.integers(0, 120),
    st.tuples(st.booleans(), st.booleans()),
)
def test_any_day_expects_at_least_the_work_done_and_an_end_that_has_not_passed(
    history: list[PastDay], moments: list[int], later: int, flags: tuple[bool, bool]
) -> None:
    is_working, is_free = flags
    worked = list(zip(moments[::2], moments[1::2], strict=False))
    assume(worked or not is_working)
    now = worked[-1][1] + (0 if is_working else later) if worked else later * 10
    result = forecast_today(history, MONDAY, now, worked, is_working=is_working, is_free=is_free)
    assert result == forecast_today(history, MONDAY, now, worked, is_working=is_working, is_free=is_free)
    assert result.worked_hours == pytest.approx(sum(end - start for start, end in worked) / 60)
    assert result.expected_hours >= result.worked_hours
    assert 0 <= result.over_limit_chance <= 1
    if result.worked_hours > 8.5:
        assert result.over_limit_chance == 1
    if worked and result.expected_hours == result.worked_hours:
        assert result.expected_end_minute == worked[-1][1]
    elif worked:
        assert result.expected_end_minute is not None
        assert result.expected_end_minute >= now
    elif is_free:
        assert (result.expected_hours, result.expected_end_minute) == (0, None)


def test_regular_day_is_expected_to_end_as_usual_from_morning_to_evening() -> None:
    for now in (6 * 60, 8 * 60 + 59):
        result = _today(now)
        assert result.expected_hours == pytest.approx(7.5, abs=0.2)
        assert result.expected_end_minute == pytest.approx(FIVE, abs=10)
    for now in range(NINE + 15, FIVE, 45):
        result = _today(now, [(NINE, now)])
        assert result.expected_hours == pytest.approx(7.75, abs=0.3)
        assert result.expected_end_minute == pytest.approx(FIVE, abs=25)
        assert result.over_limit_chance < 0.1


def test_day_that_has_not_begun_late_in_the_day_expects_no_work() -> None:
    result = _today(15 * 60)
    assert (result.expected_hours, result.expected_end_minute) == (0, None)


def test_weekend_expects_no_work_until_there_is_some() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert _today(8 * 60, on=saturday).expected_hours < 0.2
    assert _today(8 * 60, on=saturday).expected_end_minute is None
    assert _today(10 * 60, [(NINE, 10 * 60)], on=saturday).expected_hours > 5


def test_early_start_is_expected_to_become_a_long_day_and_the_limit_is_foreseen_in_the_morning() -> None:
    early = 6 * 60
    result = _today(7 * 60, [(early, 7 * 60)])
    assert 8.5 < result.expected_hours < 11
    assert result.over_limit_chance > 0.9
    assert result.expected_end_minute is not None
    assert 15 * 60 < result.expected_end_minute <= FIVE


def test_work_after_the_usual_end_expects_no_more_and_a_pause_does_not_end_the_day() -> None:
    late = _today(19 * 60, [(NINE, 19 * 60)])
    assert late.expected_hours == late.worked_hours == 10
    assert late.over_limit_chance == 1
    pause = _today(12 * 60 + 30, [(NINE, 12 * 60)], is_working=False)
    assert pause.expected_hours == pytest.approx(7.2, abs=0.5)
    ended = _today(18 * 60, [(NINE, FIVE)], is_working=False)
    assert ended.expected_hours == ended.worked_hours == 8
    assert ended.expected_end_minute == FIVE


def test_new_user_and_excluded_days_give_no_expectation() -> None:
    worked = [(NINE, 10 * 60)]
    assert forecast_today([OFFICE] * 6, MONDAY, 600, worked, is_working=True).expected_hours == 1
    assert forecast_today([OFFICE] * 7, MONDAY, 600, worked, is_working=True).expected_hours > 7
    excluded = [True] * 4
    assert forecast_today([OFFICE] * 9, MONDAY, 600, worked, excluded=excluded).expected_hours == 1
