"""Arithmetic with intervals, compared with sets of minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.entities.interval import Interval, coalesce, duration, intersect, merge_closest, subtract

many_examples = settings(max_examples=150)

LENGTH = 60
"""The number of minutes in which all intervals are."""

BEGIN = datetime(2026, 3, 18, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Minutes = set[int]


def of_minutes(begin: int, end: int, source: str = "") -> Interval:
    return Interval(BEGIN + begin * MINUTE, BEGIN + end * MINUTE, source)


def minutes_of(interval: Interval) -> Minutes:
    """Return the minutes of an interval."""
    begin, end = ((moment - BEGIN) // MINUTE for moment in (interval.begin, interval.end))
    return set(range(begin, end))


def minutes_in(intervals: list[Interval] | tuple[Interval, ...]) -> Minutes:
    return {minute for one in intervals for minute in minutes_of(one)}


def blocks_of(minutes: Minutes) -> list[Interval]:
    """Return minutes as the longest possible intervals."""
    begins = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return [of_minutes(begin, end) for begin, end in zip(begins, ends, strict=True)]


def without_sources(intervals: list[Interval]) -> list[Interval]:
    return [Interval(one.begin, one.end) for one in intervals]


_edges = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted)
_sources = st.sampled_from(["", "a", "b"])
intervals_with_length = st.builds(
    lambda edges, source: of_minutes(edges[0], edges[1], source),
    _edges.filter(lambda edges: edges[0] < edges[1]),
    _sources,
)
interval_lists = st.lists(intervals_with_length, max_size=8)
disjoint_lists = st.sets(st.integers(0, LENGTH - 1)).map(blocks_of) | interval_lists.map(
    lambda intervals: blocks_of(minutes_in(intervals))
)
"""Sorted and disjoint intervals that do not touch."""


# coalesce


@many_examples
@given(intervals=interval_lists)
def test_coalesce_returns_the_union_in_as_few_intervals_as_possible(intervals: list[Interval]) -> None:
    assert coalesce(intervals) == blocks_of(minutes_in(intervals))


@many_examples
@given(intervals=interval_lists, gap=st.integers(0, 20))
def test_coalesce_joins_intervals_at_most_the_gap_apart(intervals: list[Interval], gap: int) -> None:
    minutes = minutes_in(intervals)
    holes = blocks_of(set(range(LENGTH)) - minutes)
    between = [one for one in holes if minutes and min(minutes) < min(minutes_of(one)) < max(minutes)]
    bridged = [one for one in between if len(minutes_of(one)) <= gap]
    assert coalesce(intervals, gap=gap * MINUTE) == blocks_of(minutes | minutes_in(bridged))


@many_examples
@given(intervals=interval_lists, order=st.randoms(use_true_random=False))
def test_coalesce_does_not_depend_on_the_order(intervals: list[Interval], order: Random) -> None:
    shuffled = list(intervals)
    order.shuffle(shuffled)
    assert coalesce(shuffled) == coalesce(intervals) == coalesce(coalesce(intervals))


def test_coalesce_of_no_intervals_is_empty() -> None:
    assert coalesce([]) == []


# intersect


@many_examples
@given(intervals=interval_lists, edges=_edges)
def test_intersect_returns_the_part_of_each_interval_within_the_bounds(
    intervals: list[Interval], edges: list[int]
) -> None:
    begin, end = edges
    within = set(range(begin, end))
    expected = [block for one in intervals for block in blocks_of(minutes_of(one) & within)]
    assert without_sources(intersect(intervals, of_minutes(begin, end))) == expected


# subtract


@many_examples
@given(intervals=interval_lists, holes=disjoint_lists)
def test_subtract_removes_the_minutes_of_excluded_intervals(
    intervals: list[Interval], holes: list[Interval]
) -> None:
    expected = [block for one in intervals for block in blocks_of(minutes_of(one) - minutes_in(holes))]
    assert without_sources(subtract(intervals, holes)) == expected


@many_examples
@given(intervals=interval_lists, holes=disjoint_lists)
def test_subtract_and_intersect_partition_the_intervals(
    intervals: list[Interval], holes: list[Interval]
) -> None:
    remaining = subtract(intervals, holes)
    taken = [part for hole in holes for part in intersect(intervals, hole)]
    assert minutes_in(remaining) | minutes_in(taken) == minutes_in(intervals)
    assert not minutes_in(remaining) & minutes_in(holes)
    assert duration(remaining) + duration(taken) == duration(intervals)


@many_examples
@given(
    intervals=disjoint_lists,
    edges=st.lists(st.integers(0, LENGTH), min_size=2, max_size=6, unique=True).map(sorted),
)
def test_subtract_treats_touching_excluded_intervals_as_one(
    intervals: list[Interval], edges: list[int]
) -> None:
    touching = [of_minutes(begin, end) for begin, end in pairwise(edges)]
    assert subtract(intervals, touching) == subtract(intervals, coalesce(touching))


# merge_closest


@many_examples
@given(intervals=disjoint_lists, max_count=st.integers(1, 8))
def test_merge_closest_fills_the_shortest_gaps_first(intervals: list[Interval], max_count: int) -> None:
    joined = merge_closest(intervals, max_count)
    assert len(joined) == min(max_count, len(intervals))
    holes = blocks_of(set(range(LENGTH)) - minutes_in(intervals))
    between = [one for one in holes if minutes_in(intervals) and one.begin > intervals[0].begin]
    between = [one for one in between if one.end < intervals[-1].end]
    filled = minutes_in(joined) - minutes_in(intervals)
    lengths = sorted(len(minutes_of(one)) for one in between)
    assert len(filled) == sum(lengths[: len(intervals) - len(joined)])
    assert minutes_in(joined) >= minutes_in(intervals)


@many_examples
@given(intervals=interval_lists, max_count=st.integers(1, 8))
def test_merge_closest_keeps_all_time_and_the_outer_bounds(intervals: list[Interval], max_count: int) -> None:
    joined = merge_closest(intervals, max_count)
    assert len(joined) == min(max_count, len(intervals))
    assert list(joined) == sorted(joined)
    assert minutes_in(joined) >= minutes_in(intervals)
    assert not intervals or max(one.end for one in joined) == max(one.end for one in intervals)
    assert not intervals or joined[0].begin == min(one.begin for one in intervals)


@many_examples
@given(intervals=interval_lists)
def test_merge_closest_only_sorts_if_there_are_few_enough(intervals: list[Interval]) -> None:
    assert merge_closest(intervals, len(intervals)) == tuple(sorted(intervals))


@many_examples
@given(intervals=interval_lists, max_count=st.integers(1, 7))
def test_merged_interval_has_the_source_of_the_later_one(intervals: list[Interval], max_count: int) -> None:
    named = [Interval(one.begin, one.end, f"{number}") for number, one in enumerate(sorted(intervals))]
    assume(len(named) > max_count)
    joined = merge_closest(named, max_count)
    assert joined[-1].source == named[-1].source
    begins = [named[int(one.source)].begin for one in joined]
    assert all(one.begin <= begin for one, begin in zip(joined, begins, strict=True))


# duration


@many_examples
@given(intervals=interval_lists)
def test_duration_counts_each_minute_once(intervals: list[Interval]) -> None:
    assert duration(intervals) == len(minutes_in(intervals)) * MINUTE
