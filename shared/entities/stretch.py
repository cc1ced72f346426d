"""A stretch of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Self

from shared.entities.timestamps import from_stored, to_stored


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
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


def union(stretches: Iterable[Stretch], gap: timedelta = timedelta(0)) -> list[Stretch]:
    """Return the time that is in any of them, in order; what is no more than `gap` apart is joined."""
    joined: list[Stretch] = []
    for one in sorted(stretches):
        if joined and one.begin - joined[-1].end <= gap:
            joined[-1] = Stretch(joined[-1].begin, max(joined[-1].end, one.end))
        else:
            joined.append(Stretch(one.begin, one.end))
    return joined


def joined_to(stretches: Iterable[Stretch], most: int) -> tuple[Stretch, ...]:
    """Return no more than so many, in order: neighbours that are closest are made one, part of the later."""
    left = sorted(stretches)
    while len(left) > most:
        gaps = [later.begin - earlier.end for earlier, later in pairwise(left)]
        first = gaps.index(min(gaps))
        earlier, later = left[first : first + 2]
        left[first : first + 2] = [Stretch(earlier.begin, max(earlier.end, later.end), later.source)]
    return tuple(left)


def total(stretches: Iterable[Stretch]) -> timedelta:
    """Return how much time is in any of them; what is in several counts once."""
    return sum((one.end - one.begin for one in union(stretches)), timedelta(0))
