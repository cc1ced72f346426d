"""Whether a change of a metric stands out, responses to reminders, and the sentences of metrics."""

import re
import statistics
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.assistant_state import AssistantState
from shared.entities.compact import MAX_NUMBER, decode_numbers, encode_numbers
from shared.entities.daily_totals import DailyTotals
from shared.entities.health import Drink, Meal
from shared.entities.interval import Interval
from shared.entities.rhythm import MAX_HISTORY_DAYS, Rhythm, RhythmDay
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_calendar import DaysOff
from shared.language.insights import describe_insight
from shared.language.speech import LANGUAGES, speech_in
from shared.repos.stored_forms import to_stored
from shared.rules.assistant.history import History
from shared.rules.assistant.metrics.insights import Insight, Period
from shared.rules.assistant.metrics.table import METRICS
from shared.rules.assistant.responses import responses_to
from shared.rules.assistant.rhythm import rhythm_day
from shared.views.companion import NeedKind
from shared.views.health import MealKind
from shared.views.metric import Unit
from tests.selection import NumberOfCases

NOON = datetime(2026, 3, 22, 12, tzinfo=UTC)  # a Sunday
DAY = timedelta(days=1)


def history_of(hours: list[float], now: datetime = NOON, off: tuple[date, ...] = ()) -> History:
    """Return a history with these hours on its days, the last of which is today."""
    user = User(
        user_id="ada",
        username="ada",
        created_at=now,
        days_off=tuple(DaysOff(id=str(day), user_id="ada", begin=day, end=day) for day in off),
    )
    return History(
        user=user,
        now=now,
        days=[RhythmDay(worked=round(3600 * each), start=540, end=1020) for each in hours],
        recent={},
        running=None,
        state=AssistantState(user_id="ada"),
        lifetime=LifetimeTotals(user_id="ada"),
        holidays=lambda _country, _year: (),
    )


def hours_insight(history: History, weeks: int) -> Insight:
    return Period(history=history, weeks=weeks, tasks=(), is_cut_off=False).insights()[0]


def weeks_of(*hours: float) -> list[float]:
    """Return the days of weeks from Monday to Sunday, with these hours in each on five days."""
    return [each / 5 if number < 5 else 0.0 for each in hours for number in range(7)]


@pytest.mark.parametrize(
    ("hours", "stands_out"),
    [
        pytest.param((40, 40, 40, 40, 46.1), True, id="four earlier weeks, 15 % more"),
        pytest.param((40, 40, 40, 46.1), False, id="three earlier weeks"),
        pytest.param((40, 40, 40, 40, 45.8), False, id="less than 15 % more"),
        pytest.param((40, 40, 40, 40, 33.9), True, id="15 % less"),
        pytest.param((30, 50, 30, 50, 47), False, id="less than the median absolute deviation"),
        pytest.param((36, 44, 36, 44, 40, 47), True, id="against the week before and the median"),
        pytest.param((40, 40, 40, 60, 30, 40), False, id="only against the week before"),
    ],
)
def test_change_stands_out_against_four_weeks_15_percent_and_their_deviation(
    hours: tuple[float, ...],
    stands_out: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert hours_insight(history_of(weeks_of(*hours)), 1).stands_out is stands_out


def _naive_stands_out(history: History, weeks: int, off: set[date]) -> bool:
    """Return the same for the hours worked, from a table of all weeks."""
    today, hours = NOON.date(), {}
    for age, day in enumerate(reversed(history.days)):
        hours[today - age * DAY] = day.worked / 3600
    length, first = 7 * weeks, min(hours)

    def total(begin: date, days: int) -> float:
        return sum(hours.get(begin + number * DAY, 0) for number in range(days))

    def free(begin: date, days: int) -> int:
        span = {begin + number * DAY for number in range(days)}
        return sum(day.isoweekday() <= 5 for day in span & off)

    begin = today - (length - 1) * DAY
    before = begin - length * DAY
    now, then = round(total(begin, length), 2), round(total(before, length), 2)
    if first > before or not now or not then or free(begin, length) != free(before, length):
        return False
    table = []
    for number in range(weeks + 8):
        monday = today - (6 + 7 * number) * DAY
        usable = first <= monday and not free(monday, 7) and total(monday, 7)
        table.append(total(monday, 7) if usable else None)
    recent = [value for value in table[:weeks] if value is not None]
    earlier = [value for value in table[weeks:] if value is not None]
    if not recent or len(earlier) < 4:
        return False
    usual, change = statistics.median(earlier), now / then - 1
    spread = statistics.median([abs(value - usual) for value in earlier])
    difference = statistics.median(recent) - usual
    is_same_way = (difference > 0) == (change > 0)
    return abs(change) >= 0.15 and abs(difference) >= max(spread, 0.15 * usual) and is_same_way


def test_changes_that_stand_out_are_those_of_a_naive_comparison(number_of_cases: NumberOfCases) -> None:
    found: list[bool] = []

    @settings(max_examples=number_of_cases(100, quick=30, thorough=3000))
    @given(
        hours=st.lists(st.sampled_from((0, 20, 36, 40, 44, 60)), min_size=4, max_size=30),
        weeks=st.sampled_from((1, 1, 2, 3)),
        off=st.sets(st.integers(0, 150), max_size=2),
        cut=st.integers(0, 6),
    )
    def compare(hours: list[int], weeks: int, off: set[int], cut: int) -> None:
        days_off = {NOON.date() - age * DAY for age in off}
        days = weeks_of(*hours)[cut:]
        while days and not days[0]:
            days.pop(0)  # a history begins with a day that is not empty
        history = history_of(days or [0.0], off=tuple(sorted(days_off)))
        expected = _naive_stands_out(history, weeks, days_off)
        assert hours_insight(history, weeks).stands_out is expected
        found.append(expected)

    compare()
    assert 0.05 < found.count(True) / len(found) < 0.9


def test_total_is_not_compared_with_a_period_that_had_other_days_off() -> None:
    hours = weeks_of(40, 40, 40, 40, 40, 40, 30)
    assert hours_insight(history_of(hours), 1).stands_out
    assert not hours_insight(history_of(hours, off=(NOON.date() - 2 * DAY,)), 1).stands_out
    illness = tuple(NOON.date() - age * DAY for age in range(14, 35))
    assert not hours_insight(history_of(hours, off=illness), 1).stands_out, "three weeks are no baseline"


BEGIN = datetime(2026, 3, 18, 8, tzinfo=UTC)
minutes = st.integers(0, 240)


@given(
    sent=st.lists(
        st.tuples(st.sampled_from([NeedKind.WATER, NeedKind.LUNCH, NeedKind.REST]), minutes), max_size=6
    ),
    drinks=st.lists(minutes, max_size=4),
    meals=st.lists(st.tuples(minutes, st.sampled_from(MealKind)), max_size=4),
    rests=st.lists(st.tuples(minutes, st.integers(1, 30), st.booleans()), max_size=4),
)
def test_responses_are_the_first_entries_within_an_hour(
    sent: list[tuple[NeedKind, int]],
    drinks: list[int],
    meals: list[tuple[int, MealKind]],
    rests: list[tuple[int, int, bool]],
) -> None:
    def at(minute: int) -> datetime:
        return BEGIN + timedelta(minutes=minute)

    on, user = BEGIN.date(), "ada"
    day = DailyTotals(
        user_id=user,
        local_date=on,
        drinks=tuple(Drink(id=str(one), user_id=user, at=at(one), on=on, amount_ml=200) for one in drinks),
        meals=tuple(Meal(id=str(one), user_id=user, at=at(one), on=on, kind=kind) for one, kind in meals),
        rested=tuple(Interval(at(one), at(one + length)) for one, length, paused in rests if not paused),
        paused=tuple(Interval(at(one), at(one + length)) for one, length, paused in rests if paused),
    )
    for kind, minute in sent:
        day = day.with_reminder(kind, at(minute))
    expected: list[int] = []
    kept = 0
    for kind, minute in sent:
        asked = {
            NeedKind.WATER: drinks,
            NeedKind.LUNCH: [one for one, eaten in meals if eaten is MealKind.LUNCH],
            NeedKind.REST: [max(one, minute) for one, length, _ in rests if one + length > minute],
        }[kind]
        delays = [one - minute for one in asked if 0 <= one - minute < 60]
        expected += [min(delays)] if delays else []
        kept += kind is NeedKind.REST and bool(delays) and min(delays) <= 15
    found, reminders = responses_to(day), [kind for kind, _ in sent].count(NeedKind.REST)
    assert (found.minutes, found.rest_reminders, found.rests_kept) == (expected, reminders, kept)


def test_totals_keep_the_latest_50_reminders() -> None:
    day = DailyTotals(user_id="ada", local_date=BEGIN.date())
    for number in range(60):
        day = day.with_reminder(NeedKind.WATER, BEGIN + timedelta(minutes=number))
    assert [(one.at - BEGIN) // timedelta(minutes=1) for one in day.reminders] == [*range(10, 60)]


@given(st.lists(st.integers(0, 100)))
def test_compact_numbers_are_read_as_they_were_written_up_to_63(numbers: list[int]) -> None:
    text = encode_numbers(numbers)
    assert decode_numbers(text) == [min(number, MAX_NUMBER) for number in numbers]
    assert len(orjson.dumps(text)) == len(numbers) + 2


def full_day(on: date) -> DailyTotals:
    """Return a day with much of everything, and 17 reminders that were all followed."""
    begin = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    hours = [begin + timedelta(hours=number) for number in range(11)]
    day = DailyTotals(
        user_id="ada",
        local_date=on,
        completed_tasks=12,
        finished_sessions=2,
        focus_sessions=14,
        focus_seconds=21000,
        breaks=9,
        break_seconds=3600,
        shutdowns=1,
        drinks=tuple(Drink(id=f"{at}", user_id="ada", at=at, on=on, amount_ml=250) for at in hours),
        meals=tuple(Meal(id=f"{at}", user_id="ada", at=at, on=on, kind=MealKind.LUNCH) for at in hours[3:6]),
        worked=(Interval(begin, begin + timedelta(hours=13)),),
        rested=tuple(Interval(at, at + timedelta(minutes=9)) for at in hours),
        work_hours={on.weekday() * 24 + number: 3600 for number in range(8, 21)},
        focus_hours={on.weekday() * 24 + number: 2400 for number in range(8, 18)},
        first_start=begin,
        last_end=begin + timedelta(hours=13),
        overtime_seconds=16200,
        points=125,
        planned_tasks=15,
        open_planned_tasks=3,
    )
    for number, at in enumerate(hours[1:]):
        day = day.with_reminder(NeedKind.WATER, at - timedelta(minutes=number))
        day = day.with_reminder(NeedKind.REST, at - timedelta(minutes=2 * number))
    return day


def test_rhythm_of_400_full_days_is_below_40_kilobytes() -> None:
    today = date(2026, 3, 18)
    user = User(user_id="ada", username="ada", created_at=NOON)
    first = today - MAX_HISTORY_DAYS * DAY
    dates = (first + number * DAY for number in range(MAX_HISTORY_DAYS))
    days = tuple(rhythm_day(full_day(on), user, today) for on in dates)
    assert all(value for value in msgspec.structs.astuple(days[0])[:17])
    assert len(days[0].response_minutes) == 5
    assert days[0].focus_by_hour == dict.fromkeys(range(8, 18), 40)
    assert len(msgspec.json.encode(to_stored(Rhythm(user_id="ada", first=first, days=days)))) < 40 * 1024


@given(st.lists(st.integers(0, 59), max_size=40))
def test_responses_kept_for_a_day_have_about_its_median(delays: list[int]) -> None:
    day = DailyTotals(user_id="ada", local_date=BEGIN.date())
    for number, delay in enumerate(delays):
        at = BEGIN + timedelta(hours=number)
        drink = Drink(
            id=str(number), user_id="ada", at=at + timedelta(minutes=delay), on=BEGIN.date(), amount_ml=200
        )
        day = day.with_reminder(NeedKind.WATER, at).with_entry(drink)
    user = User(user_id="ada", username="ada", created_at=NOON)
    kept = rhythm_day(day, user, BEGIN.date()).response_minutes
    assert len(kept) == min(len(delays), 5)
    if kept:
        ordered = sorted(delays)
        half = len(ordered) // 2
        around = ordered[max(0, half - 3) : half + 3]
        assert around[0] <= statistics.median(kept) <= around[-1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", [999, -99, None])
def test_sentences_of_large_values_and_changes_are_short(language: str, change: int | None) -> None:
    for metric in METRICS.values():
        value = 1439.0 if metric.unit is Unit.CLOCK else 1234.5
        insight = Insight(
            metric=metric, value=value, n=182, previous=1.0, change_percent=change, stands_out=bool(change)
        )
        text = describe_insight(speech_in(language), insight, 26, newest=500)
        assert len(text) <= 130, text
        assert (str(abs(change or 500)) in text) is (bool(change) or metric.is_of_tasks)


def test_documented_table_has_each_metric_with_its_unit() -> None:
    page = (Path(__file__).parents[2] / "docs" / "assistant.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", page, re.MULTILINE)
    assert rows == [(metric.name, metric.unit) for metric in METRICS.values()]


@pytest.mark.parametrize(
    ("name", "value", "end"),
    [
        ("breaks", 18, "18 breaks in 19 days, 22% fewer than in the 4 weeks before."),
        ("break_minutes", 180, "3 h of breaks in 19 days, 22% less than in the 4 weeks before."),
        ("interactions", 1, "1 entry a day, over 19 days, 22% fewer than in the 4 weeks before."),
    ],
)
def test_numbers_of_things_are_fewer_and_amounts_are_less(name: str, value: float, end: str) -> None:
    insight = Insight(
        metric=METRICS[name], value=value, n=19, previous=23, change_percent=-22, stands_out=True
    )
    assert describe_insight(speech_in("en"), insight, 4) == end
