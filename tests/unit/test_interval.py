"""Arithmetic with stretches of time, against minutes that are ticked off one by one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.entities.interval import Interval, coalesce, duration, intersect, merge_closest, subtract

thoroughly = settings(max_examples=150)

LENGTH = 60
"""How many minutes there are."""

BEGIN = datetime(2026, 3, 18, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Minutes = set[int]


def of_minutes(begin: int, end: int, source: str = "") -> Interval:
    return Interval(BEGIN + begin * MINUTE, BEGIN + end * MINUTE, source)


def minutes_of(one: Interval) -> Minutes:
    """Return the minutes that pass in a stretch."""
    begin, end = ((moment - BEGIN) // MINUTE for moment in (one.begin, one.end))
    return set(range(begin, end))


def minutes_in(intervals: list[Interval] | tuple[Interval, ...]) -> Minutes:
    return {minute for one in intervals for minute in minutes_of(one)}


def blocks_of(minutes: Minutes) -> list[Interval]:
    """Return minutes as stretches that are as long as can be."""
    begins = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return [of_minutes(begin, end) for begin, end in zip(begins, ends, strict=True)]


def without_sources(intervals: list[Interval]) -> list[Interval]:
    return [Interval(one.begin, one.end) for one in intervals]


_edges = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted)
_sources = st.sampled_from(["", "a", "b"])
lengthy = st.builds(
    lambda edges, source: of_minutes(edges[0], edges[1], source),
    _edges.filter(lambda edges: edges[0] < edges[1]),
    _sources,
)
some = st.lists(lengthy, max_size=8)
apart = st.sets(st.integers(0, LENGTH - 1)).map(blocks_of) | some.map(
    lambda them: blocks_of(minutes_in(them))
)
"""In order, with time between each two of them."""


# union


@thoroughly
@given(intervals=some)
def test_a_union_is_the_time_in_any_of_them_in_as_few_stretches_as_can_be(intervals: list[Interval]) -> None:
    assert coalesce(intervals) == blocks_of(minutes_in(intervals))


@thoroughly
@given(intervals=some, gap=st.integers(0, 20))
def test_a_union_bridges_what_is_no_longer_than_the_gap(intervals: list[Interval], gap: int) -> None:
    minutes = minutes_in(intervals)
    holes = blocks_of(set(range(LENGTH)) - minutes)
    between = [one for one in holes if minutes and min(minutes) < min(minutes_of(one)) < max(minutes)]
    bridged = [one for one in between if len(minutes_of(one)) <= gap]
    assert coalesce(intervals, gap=gap * MINUTE) == blocks_of(minutes | minutes_in(bridged))


@thoroughly
@given(intervals=some, order=st.randoms(use_true_random=False))
def test_the_order_of_stretches_makes_no_difference_to_their_union(
    intervals: list[Interval], order: Random
) -> None:
    shuffled = list(intervals)
    order.shuffle(shuffled)
    assert coalesce(shuffled) == coalesce(intervals) == coalesce(coalesce(intervals))


def test_there_is_nothing_in_a_union_of_nothing() -> None:
    assert coalesce([]) == []


# clipped


@thoroughly
@given(intervals=some, edges=_edges)
def test_what_is_clipped_is_each_stretch_within_the_bounds(
    intervals: list[Interval], edges: list[int]
) -> None:
    begin, end = edges
    within = set(range(begin, end))
    expected = [block for one in intervals for block in blocks_of(minutes_of(one) & within)]
    assert without_sources(intersect(intervals, of_minutes(begin, end))) == expected


# minus


@thoroughly
@given(intervals=some, holes=apart)
def test_what_is_left_beside_holes_is_each_stretch_without_their_minutes(
    intervals: list[Interval], holes: list[Interval]
) -> None:
    expected = [block for one in intervals for block in blocks_of(minutes_of(one) - minutes_in(holes))]
    assert without_sources(subtract(intervals, holes)) == expected


@thoroughly
@given(intervals=some, holes=apart)
def test_what_is_left_beside_holes_and_what_is_in_them_is_all_there_was(
    intervals: list[Interval], holes: list[Interval]
) -> None:
    left = subtract(intervals, holes)
    taken = [part for hole in holes for part in intersect(intervals, hole)]
    assert minutes_in(left) | minutes_in(taken) == minutes_in(intervals)
    assert not minutes_in(left) & minutes_in(holes)
    assert duration(left) + duration(taken) == duration(intervals)


@thoroughly
@given(
    intervals=apart, edges=st.lists(st.integers(0, LENGTH), min_size=2, max_size=6, unique=True).map(sorted)
)
def test_a_hole_that_is_filled_by_the_next_one_leaves_nothing_between_them(
    intervals: list[Interval], edges: list[int]
) -> None:
    touching = [of_minutes(begin, end) for begin, end in pairwise(edges)]
    assert subtract(intervals, touching) == subtract(intervals, coalesce(touching))


# joined_to


@thoroughly
@given(intervals=apart, most=st.integers(1, 8))
def test_neighbours_are_joined_over_the_shortest_gaps_until_there_are_no_more_than_so_many(
    intervals: list[Interval], most: int
) -> None:
    joined = merge_closest(intervals, most)
    assert len(joined) == min(most, len(intervals))
    holes = blocks_of(set(range(LENGTH)) - minutes_in(intervals))
    between = [one for one in holes if minutes_in(intervals) and one.begin > intervals[0].begin]
    between = [one for one in between if one.end < intervals[-1].end]
    filled = minutes_in(joined) - minutes_in(intervals)
    lengths = sorted(len(minutes_of(one)) for one in between)
    assert len(filled) == sum(lengths[: len(intervals) - len(joined)])
    assert minutes_in(joined) >= minutes_in(intervals)


@thoroughly
@given(intervals=some, most=st.integers(1, 8))
def test_joining_loses_no_time_and_begins_and_ends_where_they_did(
    intervals: list[Interval], most: int
) -> None:
    joined = merge_closest(intervals, most)
    assert len(joined) == min(most, len(intervals))
    assert list(joined) == sorted(joined)
    assert minutes_in(joined) >= minutes_in(intervals)
    assert not intervals or max(one.end for one in joined) == max(one.end for one in intervals)
    assert not intervals or joined[0].begin == min(one.begin for one in intervals)


@thoroughly
@given(intervals=some)
def test_few_enough_stretches_are_only_put_in_order(intervals: list[Interval]) -> None:
    assert merge_closest(intervals, len(intervals)) == tuple(sorted(intervals))


@thoroughly
@given(intervals=some, most=st.integers(1, 7))
def test_what_is_joined_bears_the_name_of_the_later_of_both(intervals: list[Interval], most: int) -> None:
    named = [Interval(one.begin, one.end, f"{number}") for number, one in enumerate(sorted(intervals))]
    assume(len(named) > most)
    joined = merge_closest(named, most)
    assert joined[-1].source == named[-1].source
    begins = [named[int(one.source)].begin for one in joined]
    assert all(one.begin <= begin for one, begin in zip(joined, begins, strict=True))


# total


@thoroughly
@given(intervals=some)
def test_a_total_counts_each_minute_once(intervals: list[Interval]) -> None:
    assert duration(intervals) == len(minutes_in(intervals)) * MINUTE
