"""A stretch of time."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Self

from shared.entities.timestamps import from_stored, to_stored


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `begin` up to `end`; `source` is the id of what it is a part of."""

    begin: datetime
    end: datetime
    source: str = ""

    def to_document(self) -> list[str]:
        """Return what is stored."""
        return [to_stored(self.begin), to_stored(self.end), self.source]

    @classmethod
    def from_document(cls, document: list[str]) -> Self:
        """Read what `to_document` wrote."""
        begin, end, source = document
        return cls(from_stored(begin), from_stored(end), source)


def coalesce(intervals: Iterable[Interval], gap: timedelta = timedelta(0)) -> list[Interval]:
    """Return the time that is in any of them, in order; what is no more than `gap` apart is joined."""
    joined: list[Interval] = []
    for one in sorted(intervals):
        if joined and one.begin - joined[-1].end <= gap:
            joined[-1] = Interval(joined[-1].begin, max(joined[-1].end, one.end))
        else:
            joined.append(Interval(one.begin, one.end))
    return joined


def intersect(intervals: Iterable[Interval], bounds: Interval) -> list[Interval]:
    """Return those parts of stretches that lie within bounds."""
    parts = (Interval(max(one.begin, bounds.begin), min(one.end, bounds.end)) for one in intervals)
    return [one for one in parts if one.begin < one.end]


def subtract(intervals: Iterable[Interval], holes: Sequence[Interval]) -> list[Interval]:
    """Return what is left of stretches beside holes, which are in order and apart from each other."""
    left = []
    for one in intervals:
        begin = one.begin
        for hole in holes[bisect_right(holes, begin, key=attrgetter("end")) :]:
            if hole.begin >= one.end:
                break
            if begin < hole.begin:
                left.append(Interval(begin, hole.begin))
            begin = hole.end
        if begin < one.end:
            left.append(Interval(begin, one.end))
    return left


def merge_closest(intervals: Iterable[Interval], most: int) -> tuple[Interval, ...]:
    """Return no more than so many, in order: neighbours that are closest are made one, part of the later."""
    left = sorted(intervals)
    while len(left) > most:
        gaps = [later.begin - earlier.end for earlier, later in pairwise(left)]
        first = gaps.index(min(gaps))
        earlier, later = left[first : first + 2]
        left[first : first + 2] = [Interval(earlier.begin, max(earlier.end, later.end), later.source)]
    return tuple(left)


def duration(intervals: Iterable[Interval]) -> timedelta:
    """Return how much time is in any of them; what is in several counts once."""
    return sum((one.end - one.begin for one in coalesce(intervals)), timedelta(0))
