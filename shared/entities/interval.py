"""Intervals of time and their arithmetic."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

import msgspec


class Interval(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """The time from `begin` (inclusive) to `end` (exclusive); `source` is the id of its event."""

    begin: datetime
    end: datetime
    source: str = ""


def coalesce(intervals: Iterable[Interval], gap: timedelta = timedelta(0)) -> list[Interval]:
    """Return the union of the intervals, in order; intervals at most `gap` apart are joined."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.begin - joined[-1].end <= gap:
            joined[-1] = Interval(joined[-1].begin, max(joined[-1].end, interval.end))
        else:
            joined.append(Interval(interval.begin, interval.end))
    return joined


def intersect(intervals: Iterable[Interval], bounds: Interval) -> list[Interval]:
    """Return the parts of the intervals within bounds, with their sources."""
    parts = (
        Interval(max(interval.begin, bounds.begin), min(interval.end, bounds.end), interval.source)
        for interval in intervals
    )
    return [part for part in parts if part.begin < part.end]


def subtract(intervals: Iterable[Interval], excluded: Sequence[Interval]) -> list[Interval]:
    """Return the parts of the intervals outside the excluded ones, which are sorted and disjoint."""
    remaining = []
    for interval in intervals:
        begin = interval.begin
        for hole in excluded[bisect_right(excluded, begin, key=attrgetter("end")) :]:
            if hole.begin >= interval.end:
                break
            if begin < hole.begin:
                remaining.append(Interval(begin, hole.begin))
            begin = hole.end
        if begin < interval.end:
            remaining.append(Interval(begin, interval.end))
    return remaining


def merge_closest(intervals: Iterable[Interval], max_count: int) -> tuple[Interval, ...]:
    """Return at most `max_count` intervals, in order.

    The closest neighbours are merged first; a merged interval has the source of the later one.
    """
    merged = sorted(intervals)
    while len(merged) > max_count:
        gaps = [later.begin - earlier.end for earlier, later in pairwise(merged)]
        first = gaps.index(min(gaps))
        earlier, later = merged[first : first + 2]
        merged[first : first + 2] = [Interval(earlier.begin, max(earlier.end, later.end), later.source)]
    return tuple(merged)


def duration(intervals: Iterable[Interval]) -> timedelta:
    """Return the total time covered by the intervals; time covered more than once counts once."""
    return sum((interval.end - interval.begin for interval in coalesce(intervals)), timedelta(0))
