"""The pauses of a session, and the time without them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from shared.entities.interval import Interval, subtract
from shared.errors import ConflictError
from shared.views.pause import PauseView

MAX_PAUSES = 100
"""Pauses of one session. A focus session can have more, of which some are stored as one."""


class Pause(msgspec.Struct, frozen=True, array_like=True):
    """A pause; `end` is None while it lasts."""

    begin: datetime
    end: datetime | None = None

    def to_dict(self) -> PauseView:
        """Return the view."""
        return {"from": self.begin, "to": self.end}


Pauses = tuple[Pause, ...]
"""Pauses in order, which do not overlap; only the last one may still last."""


def is_paused(pauses: Pauses) -> bool:
    """Return whether the last pause still lasts."""
    return bool(pauses) and pauses[-1].end is None


def with_pause(pauses: Pauses, now: datetime) -> Pauses:
    """Return the pauses with another one from now, which begins no earlier than the last one ended.

    `ConflictError` beyond the maximum.
    """
    if len(pauses) >= MAX_PAUSES:
        raise ConflictError(f"A session can have at most {MAX_PAUSES} pauses")
    ends = [pause.end for pause in pauses[-1:] if pause.end is not None]
    return (*pauses, Pause(max((now, *ends))))


def merged(pauses: Pauses) -> Pauses:
    """Return the pauses, so that another one can follow, with the same length together.

    At the maximum, of the two with the shortest time between them the later one begins when the earlier one
    ends. The last pause stays as it is, because its end can be undone.
    """
    if len(pauses) < MAX_PAUSES:
        return pauses
    ended = [(pause.begin, pause.end) for pause in pauses[:-1] if pause.end is not None]
    _, first = min((ended[n + 1][0] - ended[n][1], n) for n in range(len(ended) - 1))
    (begin, end), (later_begin, later_end) = ended[first : first + 2]
    joined = Pause(begin, end + (later_end - later_begin))
    return (*pauses[:first], joined, *pauses[first + 2 :])


def with_last_ended(pauses: Pauses, now: datetime) -> Pauses:
    """Return the pauses with the last one, which still lasts, ended now."""
    *earlier, last = pauses
    return (*earlier, Pause(last.begin, max(now, last.begin)))


def cut(pauses: Pauses, bounds: Interval) -> Pauses:
    """Return the parts of the pauses within bounds; one that still lasts ends there."""
    parts = (
        Pause(max(pause.begin, bounds.begin), min(pause.end or bounds.end, bounds.end)) for pause in pauses
    )
    return tuple(part for part in parts if part.end is not None and part.begin < part.end)


def intervals_of(pauses: Pauses, until: datetime, source: str = "") -> list[Interval]:
    """Return the intervals of the pauses; one that still lasts is one until this moment."""
    intervals = (Interval(pause.begin, pause.end or until, source) for pause in pauses)
    return [interval for interval in intervals if interval.begin < interval.end]


def without_pauses(whole: Interval, pauses: Pauses) -> list[Interval]:
    """Return the parts of an interval outside the pauses, in order and with its source."""
    parts = subtract([whole], intervals_of(pauses, whole.end))
    return [Interval(part.begin, part.end, whole.source) for part in parts]


def moment_after(start: datetime, pauses: Pauses, time: timedelta) -> datetime:
    """Return when this much time without pauses has passed, or when the pause that still lasts began."""
    moment = start + time
    for pause in pauses:
        if pause.begin >= moment:
            break
        if pause.end is None:
            return pause.begin
        moment += pause.end - pause.begin
    return moment


def seconds_of(intervals: Iterable[Interval]) -> int:
    """Return the length of disjoint intervals in whole seconds, rounded down."""
    total = sum((interval.end - interval.begin for interval in intervals), timedelta(0))
    return total // timedelta(seconds=1)
