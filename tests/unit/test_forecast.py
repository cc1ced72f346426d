"""The forecast of the coming week, and that of today."""

import ast
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.assistant.forecast import constants
from shared.rules.assistant.forecast.forecast import (
    Forecast,
    WeekForecast,
    forecast,
    overload_line,
)
from shared.views.forecast import Confidence, FactorName
from tests.processor_time import least_seconds

SUNDAY = date(2026, 3, 1)
FULL_TIME = (8.0, 8.0, 8.0, 8.0, 8.0, 0.0, 0.0)

hours = st.one_of(st.just(0.0), st.floats(0.02, 24), st.sampled_from([1.0, 5.0, 8.0, 10.0]))
histories = st.one_of(
    st.lists(hours, min_size=7, max_size=60),
    st.builds(
        lambda week, weeks, end: (week * weeks) + end,
        st.lists(hours, min_size=7, max_size=7),
        st.integers(1, 60),
        st.lists(hours, max_size=10),
    ),
)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
marks = st.lists(st.booleans(), max_size=7)


def _week(result: Forecast) -> WeekForecast:
    assert result.week is not None
    return result.week


def _expected(result: Forecast) -> list[float]:
    return [day.expected_hours for day in result.days]


@given(histories, days, st.floats(0, 24), marks, st.lists(st.booleans(), max_size=60))
def test_any_history_gives_chances_ranges_and_factors_that_fit_together(
    history: list[float], today: date, line: float, free: list[bool], excluded: list[bool]
) -> None:
    result = forecast(history, today, line=line, free=free, excluded=excluded)
    assert result == forecast(history, today, line=line, free=free, excluded=excluded)
    assert result.history_days == len(history[-400:]) - sum(
        at >= len(history) - 400 and is_excluded for at, is_excluded in enumerate(excluded[: len(history)])
    )
    if result.history_days < 7:
        assert (result.confidence, result.days, result.week, result.factors) == (
            Confidence.NONE,
            (),
            None,
            (),
        )
        return
    assert result.confidence is (Confidence.ROUGH if result.history_days < 28 else Confidence.GOOD)
    assert [day.date for day in result.days] == [today + timedelta(days=ahead) for ahead in range(1, 8)]
    for day, is_free in zip(result.days, [*free, *[False] * 7], strict=False):
        assert 0 <= day.low_hours <= day.expected_hours <= day.high_hours
        assert 0 <= day.overload_chance <= 1
        assert 0 <= day.over_limit_chance <= 1
        if is_free:
            assert (day.high_hours, day.overload_chance, day.over_limit_chance) == (0, 0, 0)
    week = _week(result)
    assert 0 <= week.low_hours <= week.expected_hours <= week.high_hours
    assert week.expected_hours == pytest.approx(sum(_expected(result)))
    assert 0 <= week.heavy_chance <= 1
    assert 0 <= week.heavy_base_rate <= 1
    assert [factor.name for factor in result.factors] == [*FactorName]
    change = sum(factor.effect for factor in result.factors)
    assert week.usual_hours + change == pytest.approx(week.expected_hours, abs=1e-6)


@given(histories, days, st.lists(st.booleans(), min_size=7, max_size=7))
def test_days_off_take_their_hours_from_the_week_and_leave_the_other_days(
    history: list[float], today: date, free: list[bool]
) -> None:
    without, with_days_off = forecast(history, today), forecast(history, today, free=free)
    for before, after, is_free in zip(without.days, with_days_off.days, free, strict=True):
        if not is_free:
            assert after == before
    lost = sum(day.expected_hours for day, is_free in zip(without.days, free, strict=True) if is_free)
    assert with_days_off.factors[:-1] == without.factors[:-1]
    assert with_days_off.factors[-1].effect == pytest.approx(-lost, abs=1e-6)
    assert without.factors[-1].effect == pytest.approx(0, abs=1e-6)
    if all(free):
        assert (_week(with_days_off).high_hours, _week(with_days_off).heavy_chance) == (0, 0)


@given(histories, days, st.lists(hours, max_size=5))
def test_excluded_days_change_nothing_by_their_hours(
    history: list[float], today: date, holiday: list[float]
) -> None:
    excluded = [*[False] * len(history), *[True] * len(holiday)]
    other = [24 - of_day for of_day in holiday]
    assert forecast([*history, *holiday], today, excluded=excluded) == forecast(
        [*history, *other], today, excluded=excluded
    )


@given(histories, days)
def test_unit_of_hours_does_not_matter(history: list[float], today: date) -> None:
    result = forecast(history, today, line=6, limit_hours=8)
    doubled = forecast([2 * of_day for of_day in history], today, line=12, limit_hours=16)
    for day, other in zip(result.days, doubled.days, strict=True):
        assert other.expected_hours == pytest.approx(2 * day.expected_hours)
        assert other.high_hours == pytest.approx(2 * day.high_hours)
        assert other.overload_chance == pytest.approx(day.overload_chance)
        assert other.over_limit_chance == pytest.approx(day.over_limit_chance)


@given(st.lists(st.floats(6, 9), min_size=40, max_size=40), st.floats(0.1, 3))
def test_longer_last_day_of_regular_weeks_never_lowers_the_coming_week(
    of_days: list[float], more: float
) -> None:
    weeks = [[*of_days[at : at + 5], 0.0, 0.0] for at in range(0, 40, 5)]
    history = [hours for week in weeks for hours in week][:-2]
    friday = SUNDAY - timedelta(days=2)
    before = forecast(history, friday, line=9)
    after = forecast([*history[:-1], history[-1] + more], friday, line=9)
    assert _week(after).expected_hours > _week(before).expected_hours
    assert after.days[6].overload_chance >= before.days[6].overload_chance


@pytest.mark.parametrize(
    "week",
    [
        FULL_TIME,
        (0.0, 5.0, 5.0, 5.0, 0.0, 0.0, 0.0),
        (8.0, 8.0, 0.0, 8.0, 8.0, 0.0, 0.0),
        (6.0, 6.0, 6.0, 6.0, 0.0, 0.0, 6.0),
        (7.0, 10.0, 7.0, 7.0, 5.0, 0.0, 0.0),
    ],
    ids=["full time", "part time", "Wednesday off", "Friday and Saturday off", "one long weekday"],
)
@pytest.mark.parametrize("today", [SUNDAY + timedelta(days=at) for at in range(7)])
def test_steady_life_is_expected_to_go_on_every_day(week: Sequence[float], today: date) -> None:
    rotated = [week[(today - timedelta(days=ago)).weekday()] for ago in range(26 * 7)][::-1]
    line = max(week) - 0.5
    result = forecast(rotated, today, line=line, limit_hours=9)
    for day in result.days:
        actual = week[day.date.weekday()]
        assert day.expected_hours == pytest.approx(actual, abs=0.2 if actual else 0.19)
        assert day.low_hours >= actual - 0.5
        assert day.high_hours <= actual + 0.5
        if max(week) == 10:
            assert (day.overload_chance > 0.7) == (actual == 10)
            assert (day.over_limit_chance > 0.7) == (actual == 10)
        elif actual < line:
            assert day.overload_chance < 0.05
    assert _week(result).expected_hours == pytest.approx(sum(week), abs=0.6)
    assert _week(result).usual_hours == pytest.approx(sum(week), abs=0.6)
    assert _week(result).heavy_chance < 0.2
    for factor in result.factors:
        assert abs(factor.effect) < 0.2


@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_new_user_is_forecast_roughly_from_the_first_week_on(weeks: int) -> None:
    result = forecast(FULL_TIME * weeks, SUNDAY)
    assert result.confidence is Confidence.ROUGH
    working, weekend = _expected(result)[:5], _expected(result)[5:]
    assert min(working) > 5
    assert max(weekend) < 2.5
    assert 28 < _week(result).expected_hours < 44


def test_ramp_raises_the_week_and_the_factors_say_since_when() -> None:
    steady = FULL_TIME * 20
    week = [1.25 * of_day for of_day in FULL_TIME]
    result = forecast([*steady, *week, *week], SUNDAY, line=8.5)
    usual = forecast([*steady, *FULL_TIME, *FULL_TIME], SUNDAY, line=8.5)
    effects = {factor.name: factor.effect for factor in result.factors}
    assert _week(result).expected_hours > _week(usual).expected_hours + 2
    assert effects[FactorName.RECENT_WEEKS] > 1
    assert effects[FactorName.DAYS_OFF] == 0
    assert result.days[0].overload_chance > 3 * usual.days[0].overload_chance
    assert _week(result).heavy_chance > 2 * _week(usual).heavy_chance


def test_week_without_work_lowers_the_next_one_unless_it_is_excluded() -> None:
    history = [*FULL_TIME * 20, *[0.0] * 7]
    after_rest = forecast(history, SUNDAY)
    on_holiday = forecast(history, SUNDAY, excluded=[*[False] * 140, *[True] * 7])
    effects = {factor.name: factor.effect for factor in after_rest.factors}
    assert _week(after_rest).expected_hours < 0.8 * _week(on_holiday).expected_hours
    assert effects[FactorName.LAST_WEEK] < -1
    assert _week(on_holiday).expected_hours == pytest.approx(40, abs=1)


def test_days_without_work_lower_tomorrow_more_than_the_days_after() -> None:
    wednesday = SUNDAY - timedelta(days=4)
    result = forecast([*FULL_TIME * 20, 0.0, 0.0, 0.0], wednesday)
    effects = {factor.name: factor.effect for factor in result.factors}
    thursday, friday = _expected(result)[:2]
    assert thursday < friday - 0.5
    assert effects[FactorName.LAST_DAYS] < -0.5


def test_change_is_followed_sooner_where_days_are_alike() -> None:
    def rise(deviation: float) -> float:
        week = [8 + deviation, 8 - deviation, 8.0, 8 - deviation, 8 + deviation, 0.0, 0.0]
        weeks = [week[at % 5 : 5] + week[: at % 5] + week[5:] for at in range(20)]
        history = [hours for week in weeks for hours in week]
        longer = [hours + 2 if hours else 0.0 for hours in history[-7:]]
        before, after = (_week(forecast([*history, *last], SUNDAY)) for last in (history[-7:], longer))
        return after.expected_hours - before.expected_hours

    assert rise(0.2) > 4
    assert rise(0.2) > 1.2 * rise(4) > 1


def test_range_of_a_day_is_that_of_its_weekday_and_begins_at_0_if_it_may_be_free() -> None:
    weeks = [[8.0, 4.0 + 2 * (at % 5), 8.0, 8.0, 8.0, 0.0, 0.0] for at in range(26)]
    _, tuesday, wednesday, *_ = forecast([hours for week in weeks for hours in week], SUNDAY).days
    assert wednesday.low_hours > tuesday.low_hours + 1
    assert wednesday.high_hours < tuesday.high_hours - 1
    any_weekday = forecast([8.0, 0.0, 8.0, 8.0, 0.0] * 40, SUNDAY)
    assert {day.low_hours for day in any_weekday.days} == {0}
    assert min(day.high_hours for day in any_weekday.days) > 7


def test_overload_line_is_the_80th_percentile_of_recent_working_days_that_count() -> None:
    history = [20.0] * 50 + [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] * 30
    assert overload_line(history) == pytest.approx(4.2)
    assert overload_line(history, [False] * 55 + [True] * 175) == pytest.approx(3.4)  # of 1, 2, 3 and 4
    assert overload_line([0.0] * 20) == overload_line([]) == 0
    assert forecast(history, SUNDAY).overload_line_hours == pytest.approx(4.2)


def test_forecast_has_at_most_40_numbers_each_with_its_reason() -> None:
    body = ast.parse(Path(constants.__file__).read_text()).body
    assert 30 < sum(isinstance(node, ast.Assign) for node in body) <= 40
    is_explained = False
    for node in reversed(body):  # a reason follows the numbers that it is for
        if isinstance(node, ast.Assign):
            assert is_explained, ast.unparse(node)
        else:
            is_explained = isinstance(node, ast.Expr)


def test_no_work_at_all_expects_none() -> None:
    result = forecast([0.0] * 40, SUNDAY)
    assert _expected(result) == [0] * 7
    assert (_week(result).high_hours, _week(result).heavy_chance) == (0, 0)


def test_forecast_of_400_days_takes_under_5_ms_of_processor_time() -> None:
    history = [(at * 7919 % 100) / 10 if at % 7 < 5 else 0.0 for at in range(400)]
    assert least_seconds(lambda: forecast(history, SUNDAY)) < 0.005
