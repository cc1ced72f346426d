"""Daily totals: completed tasks, health entries, and intervals of work and rest."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.calendar import HOURS_IN_WEEK, Calendar
from shared.entities.daily_totals import DailyTotals, add_hours
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval, coalesce, duration
from shared.repos.stored_forms import from_stored, to_stored
from shared.views.health import MealKind
from tests.unit.strategies import counts, recent_moments, times_of_day, zones

steadily = settings(max_examples=60)
NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 18)
hours = st.dictionaries(st.integers(0, HOURS_IN_WEEK - 1), counts, max_size=5)


@steadily
@given(one=hours, other=hours)
def test_hours_are_added_one_by_one_and_zeros_are_removed(one: dict[int, int], other: dict[int, int]) -> None:
    both = add_hours(one, other)
    assert both == {
        hour: one.get(hour, 0) + other.get(hour, 0)
        for hour in range(HOURS_IN_WEEK)
        if one.get(hour) or other.get(hour)
    }
    assert list(both) == sorted(both)
    back = add_hours(both, {hour: -value for hour, value in other.items()})
    assert back == {hour: value for hour, value in one.items() if value}


def test_completed_tasks_are_added_to_a_day_and_removed_from_it() -> None:
    empty = DailyTotals(user_id="ada", local_date=TODAY)
    one = empty.with_task("1", 50, NOW)
    two = one.with_task("2", 50, NOW)
    assert (two.completed_tasks, two.task_completions, two.task_hours) == (2, {"1": NOW, "2": NOW}, {50: 2})
    assert two.without_task("2", 50) == one
    assert two.without_task("1", 50).task_completions == {"2": NOW}
    assert one.without_task("1", 50) == empty


def test_day_is_active_with_a_completed_task_or_a_finished_work_session() -> None:
    empty = DailyTotals(user_id="ada", local_date=TODAY, focus_sessions=3, breaks=2, shutdowns=1)
    assert not empty.active
    assert empty.with_task("1", 0, NOW).active
    assert DailyTotals(user_id="ada", local_date=TODAY, finished_sessions=1).active


# Health entries


def _entry(name: str, at: datetime = NOW) -> dict[str, Any]:
    return {"id": HealthEntry.id_of(TODAY, name), "user_id": "ada", "at": at, "on": TODAY}


def test_id_of_an_entry_has_the_day_it_counts_for() -> None:
    drink = Drink(amount_ml=250, **_entry("x.y"))
    assert drink.id == "2026-03-18.x.y"
    assert HealthEntry.date_of(drink.id) == TODAY
    for invalid in ("", "x", "2025-02-30.x", "day:2026-03-18", "2026-03-18x"):
        with pytest.raises(ValueError, match=r".*"):
            HealthEntry.date_of(invalid)


def test_views_of_entries_have_the_fields_of_their_kind() -> None:
    assert Drink(amount_ml=250, **_entry("1")).to_dict() == {
        "id": "2026-03-18.1",
        "amount_ml": 250,
        "at": NOW,
    }
    meal, rest = (
        Meal(kind=MealKind.SNACK, **_entry("2")),
        Rest(minutes=15, began_on=TODAY, **_entry("3")),
    )
    assert meal.to_dict() == {"id": "2026-03-18.2", "kind": "snack", "at": NOW}
    assert rest.to_dict() == {"id": "2026-03-18.3", "minutes": 15, "at": NOW}
    assert rest.began == NOW - timedelta(minutes=15)


def test_day_keeps_entries_in_order_of_time_and_removes_exactly_the_given_one() -> None:
    early = Drink(amount_ml=100, **_entry("9", NOW - timedelta(hours=2)))
    lunch = Meal(kind=MealKind.LUNCH, **_entry("5"))
    late = Drink(amount_ml=300, **_entry("1", NOW + timedelta(hours=2)))
    empty = DailyTotals(user_id="ada", local_date=TODAY)
    day = empty.with_entry(late).with_entry(lunch).with_entry(early)
    assert day.entries == (early, lunch, late)
    assert (day.hydration_ml, day.lunch_taken, day.entries_of(Drink)) == (400, True, [early, late])
    assert (day.drinks, day.meals, day.rests) == ((early, late), (lunch,), ())
    assert from_stored(DailyTotals, to_stored(day)) == day
    without = day.without_entry(lunch)
    assert (without.entries, without.lunch_taken) == ((early, late), False)
    assert without.with_entry(lunch) == day
    assert day.without_entry(Meal(kind=MealKind.LUNCH, **_entry("unknown"))) == day
    assert not day.active


# Intervals of work and rest


def _intervals(gaps_and_lengths: list[tuple[int, int]]) -> list[Interval]:
    """Return intervals by the seconds before each and in it."""
    ends = list(accumulate(second for pair in gaps_and_lengths for second in pair))
    begins = zip(ends[::2], ends[1::2], strict=True)
    second = timedelta(seconds=1)
    return [
        Interval(NOW + begin * second, NOW + end * second, str(number))
        for number, (begin, end) in enumerate(begins)
    ]


_gaps_and_lengths = st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=201, max_size=230)


@settings(steadily, max_examples=10)
@given(gaps_and_lengths=_gaps_and_lengths, long=st.integers(0, 4))
def test_closest_intervals_of_work_are_merged_beyond_200(
    gaps_and_lengths: list[tuple[int, int]], long: int
) -> None:
    gaps_and_lengths[long] = (1, 5 * 3600)
    intervals = _intervals(gaps_and_lengths)
    day = DailyTotals(user_id="ada", local_date=TODAY)
    for one in intervals:
        day = day.with_work(one)
    assert len(day.worked) == 200
    assert day.worked[0].begin == intervals[0].begin
    assert (day.worked[-1].end, day.worked[-1].source) == (intervals[-1].end, intervals[-1].source)
    assert duration([*day.worked, *intervals]) == duration(day.worked)
    gaps = sorted(later.begin - earlier.end for earlier, later in pairwise(intervals))
    surplus = duration(day.worked) - duration(intervals)
    assert timedelta(0) < surplus <= sum(gaps[: len(intervals) - 200], timedelta(0)) + timedelta(minutes=5)


@settings(steadily, max_examples=10)
@given(gaps_and_lengths=_gaps_and_lengths, undone=st.integers(0, 200))
def test_shortest_rests_are_dropped_beyond_200_and_each_kept_one_can_be_removed(
    gaps_and_lengths: list[tuple[int, int]], undone: int
) -> None:
    intervals = _intervals(gaps_and_lengths)
    day = DailyTotals(user_id="ada", local_date=TODAY)
    for one in intervals:
        day = day.with_rest(one)
    assert len(day.rested) == 200
    assert list(day.rested) == sorted(set(intervals) & set(day.rested))
    longest = sorted((one.end - one.begin for one in intervals), reverse=True)[:200]
    assert sorted((one.end - one.begin for one in day.rested), reverse=True) == longest
    left = day.without_rest(str(undone)).rested
    assert set(day.rested) - set(left) == {one for one in day.rested if one.source == str(undone)}


@steadily
@given(zone=zones, day_start=times_of_day, begin=recent_moments, hours=st.floats(0, 100))
def test_parts_of_an_interval_make_up_the_whole_and_each_is_within_its_day(
    zone: ZoneInfo, day_start: time, begin: datetime, hours: float
) -> None:
    calendar = Calendar(zone, day_start)
    whole = Interval(begin, begin + timedelta(hours=hours), "x")
    pieces = calendar.parts([whole])
    parts = {day: part for day, (part,) in pieces.items()}
    assert list(parts) == sorted(parts)
    assert {part.source for part in parts.values()} <= {"x"}
    found = list(parts.values())
    assert all(one.end == other.begin for one, other in pairwise(found))
    assert (not found) == (whole.begin == whole.end)
    if found:
        assert (found[0].begin, found[-1].end) == (whole.begin, whole.end)
    for day, part in parts.items():
        assert calendar.start_of(day) <= part.begin < part.end <= calendar.start_after(day)


@steadily
@given(spans=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=8), gap=st.integers(0, 9))
def test_time_in_several_intervals_counts_once(spans: list[tuple[int, int]], gap: int) -> None:
    intervals = [
        Interval(NOW + min(span) * timedelta(minutes=1), NOW + max(span) * timedelta(minutes=1), str(number))
        for number, span in enumerate(spans)
    ]
    covered = {minute for span in spans for minute in range(min(span), max(span))}
    assert duration(intervals) == len(covered) * timedelta(minutes=1)
    joined = coalesce(intervals, gap * timedelta(minutes=1))
    assert all(one.end + gap * timedelta(minutes=1) < other.begin for one, other in pairwise(joined))
    assert all(any(one.begin <= part.begin and part.end <= one.end for one in joined) for part in intervals)
    assert {one.begin for one in joined} <= {one.begin for one in intervals}
    assert {one.end for one in joined} <= {one.end for one in intervals}
