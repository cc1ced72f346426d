"""Arithmetic with stretches of time, against minutes that are ticked off one by one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.entities.stretch import Stretch, clipped, joined_to, minus, total, union

thoroughly = settings(max_examples=150)

LENGTH = 60
"""How many minutes there are."""

BEGIN = datetime(2026, 3, 18, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Minutes = set[int]


def of_minutes(begin: int, end: int, source: str = "") -> Stretch:
    return Stretch(BEGIN + begin * MINUTE, BEGIN + end * MINUTE, source)


def minutes_of(one: Stretch) -> Minutes:
    """Return the minutes that pass in a stretch."""
    begin, end = ((moment - BEGIN) // MINUTE for moment in (one.begin, one.end))
    return set(range(begin, end))


def minutes_in(stretches: list[Stretch] | tuple[Stretch, ...]) -> Minutes:
    return {minute for one in stretches for minute in minutes_of(one)}


def blocks_of(minutes: Minutes) -> list[Stretch]:
    """Return minutes as stretches that are as long as can be."""
    begins = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return [of_minutes(begin, end) for begin, end in zip(begins, ends, strict=True)]


def without_sources(stretches: list[Stretch]) -> list[Stretch]:
    return [Stretch(one.begin, one.end) for one in stretches]


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
@given(stretches=some)
def test_a_union_is_the_time_in_any_of_them_in_as_few_stretches_as_can_be(stretches: list[Stretch]) -> None:
    assert union(stretches) == blocks_of(minutes_in(stretches))


@thoroughly
@given(stretches=some, gap=st.integers(0, 20))
def test_a_union_bridges_what_is_no_longer_than_the_gap(stretches: list[Stretch], gap: int) -> None:
    minutes = minutes_in(stretches)
    holes = blocks_of(set(range(LENGTH)) - minutes)
    between = [one for one in holes if minutes and min(minutes) < min(minutes_of(one)) < max(minutes)]
    bridged = [one for one in between if len(minutes_of(one)) <= gap]
    assert union(stretches, gap=gap * MINUTE) == blocks_of(minutes | minutes_in(bridged))


@thoroughly
@given(stretches=some, order=st.randoms(use_true_random=False))
def test_the_order_of_stretches_makes_no_difference_to_their_union(
    stretches: list[Stretch], order: Random
) -> None:
    shuffled = list(stretches)
    order.shuffle(shuffled)
    assert union(shuffled) == union(stretches) == union(union(stretches))


def test_there_is_nothing_in_a_union_of_nothing() -> None:
    assert union([]) == []


# clipped


@thoroughly
@given(stretches=some, edges=_edges)
def test_what_is_clipped_is_each_stretch_within_the_bounds(
    stretches: list[Stretch], edges: list[int]
) -> None:
    begin, end = edges
    within = set(range(begin, end))
    expected = [block for one in stretches for block in blocks_of(minutes_of(one) & within)]
    assert without_sources(clipped(stretches, of_minutes(begin, end))) == expected


# minus


@thoroughly
@given(stretches=some, holes=apart)
def test_what_is_left_beside_holes_is_each_stretch_without_their_minutes(
    stretches: list[Stretch], holes: list[Stretch]
) -> None:
    expected = [block for one in stretches for block in blocks_of(minutes_of(one) - minutes_in(holes))]
    assert without_sources(minus(stretches, holes)) == expected


@thoroughly
@given(stretches=some, holes=apart)
def test_what_is_left_beside_holes_and_what_is_in_them_is_all_there_was(
    stretches: list[Stretch], holes: list[Stretch]
) -> None:
    left = minus(stretches, holes)
    taken = [part for hole in holes for part in clipped(stretches, hole)]
    assert minutes_in(left) | minutes_in(taken) == minutes_in(stretches)
    assert not minutes_in(left) & minutes_in(holes)
    assert total(left) + total(taken) == total(stretches)


@thoroughly
@given(
    stretches=apart, edges=st.lists(st.integers(0, LENGTH), min_size=2, max_size=6, unique=True).map(sorted)
)
def test_a_hole_that_is_filled_by_the_next_one_leaves_nothing_between_them(
    stretches: list[Stretch], edges: list[int]
) -> None:
    touching = [of_minutes(begin, end) for begin, end in pairwise(edges)]
    assert minus(stretches, touching) == minus(stretches, union(touching))


# joined_to


@thoroughly
@given(stretches=apart, most=st.integers(1, 8))
def test_neighbours_are_joined_over_the_shortest_gaps_until_there_are_no_more_than_so_many(
    stretches: list[Stretch], most: int
) -> None:
    joined = joined_to(stretches, most)
    assert len(joined) == min(most, len(stretches))
    holes = blocks_of(set(range(LENGTH)) - minutes_in(stretches))
    between = [one for one in holes if minutes_in(stretches) and one.begin > stretches[0].begin]
    between = [one for one in between if one.end < stretches[-1].end]
    filled = minutes_in(joined) - minutes_in(stretches)
    lengths = sorted(len(minutes_of(one)) for one in between)
    assert len(filled) == sum(lengths[: len(stretches) - len(joined)])
    assert minutes_in(joined) >= minutes_in(stretches)


@thoroughly
@given(stretches=some, most=st.integers(1, 8))
def test_joining_loses_no_time_and_begins_and_ends_where_they_did(
    stretches: list[Stretch], most: int
) -> None:
    joined = joined_to(stretches, most)
    assert len(joined) == min(most, len(stretches))
    assert list(joined) == sorted(joined)
    assert minutes_in(joined) >= minutes_in(stretches)
    assert not stretches or max(one.end for one in joined) == max(one.end for one in stretches)
    assert not stretches or joined[0].begin == min(one.begin for one in stretches)


@thoroughly
@given(stretches=some)
def test_few_enough_stretches_are_only_put_in_order(stretches: list[Stretch]) -> None:
    assert joined_to(stretches, len(stretches)) == tuple(sorted(stretches))


@thoroughly
@given(stretches=some, most=st.integers(1, 7))
def test_what_is_joined_bears_the_name_of_the_later_of_both(stretches: list[Stretch], most: int) -> None:
    named = [Stretch(one.begin, one.end, f"{number}") for number, one in enumerate(sorted(stretches))]
    assume(len(named) > most)
    joined = joined_to(named, most)
    assert joined[-1].source == named[-1].source
    begins = [named[int(one.source)].begin for one in joined]
    assert all(one.begin <= begin for one, begin in zip(joined, begins, strict=True))


# total


@thoroughly
@given(stretches=some)
def test_a_total_counts_each_minute_once(stretches: list[Stretch]) -> None:
    assert total(stretches) == len(minutes_in(stretches)) * MINUTE
