"""Past days like today: those of the same weekday, and those on which work began at the same time."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from shared.entities.interval import duration
from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.history import History

_DAYS = 56
_WEEK = 7  # days
_LAST = 5  # similar days, which show a new habit
_SAME_START = 30  # minutes
_MIN_CHANCE = 0.85  # reached by 5 of 5, or 12 of 13
_MAX_COINCIDENCE = 0.01
_SECONDS_IN_HOUR = 3600


class SimilarDays(msgspec.Struct, frozen=True, kw_only=True):
    """Days like today: how many, how many of them were longer than a limit, and their mean hours."""

    reason: str
    days: int
    long_days: int
    hours: float


def similar_days(history: History, limit: timedelta) -> SimilarDays | None:
    """Return the past days like today, if they show that today will be longer than a limit.

    They are days of the last eight weeks with more work than today so far, and either of the same weekday or
    with the same start of work. Free days do not count.
    """
    so_far = duration(history.worked_today)
    past = list(zip(history.days[:-1], history.free[:-1], strict=True))[-_DAYS:]
    days = [None if free or day.worked <= so_far.total_seconds() else day for day, free in past]
    start = history.worked_today[0].begin if history.worked_today else history.now
    minute = history.user.calendar.minute_on(start, history.today)
    same_weekday = [day for day in days[-_WEEK::-_WEEK] if day is not None][::-1]
    longer = [day for day in days if day is not None]
    same_start = [day for day in longer if day.start is not None and abs(day.start - minute) <= _SAME_START]
    of_all = _similar("", longer, limit)
    found = (
        _similar(reason, some, limit)
        for reason, same in (("start", same_start), ("weekday", same_weekday))
        for some in (same, same[-_LAST:])
    )
    return next((one for one in found if _shows(one, of_all)), None)


def _similar(reason: str, days: Sequence[RhythmDay], limit: timedelta) -> SimilarDays:
    return SimilarDays(
        reason=reason,
        days=len(days),
        long_days=sum(day.worked > limit.total_seconds() for day in days),
        hours=sum(day.worked for day in days) / max(1, len(days)) / _SECONDS_IN_HOUR,
    )


def _shows(similar: SimilarDays, of_all: SimilarDays) -> bool:
    """Return whether similar days show that today is long, and are no coincidence among all days."""
    if _chance(similar) < _MIN_CHANCE:
        return False
    share = of_all.long_days / of_all.days
    return share**similar.days <= _MAX_COINCIDENCE or _chance(of_all) >= _MIN_CHANCE


def _chance(similar: SimilarDays) -> float:
    """Return the chance that another such day is long, by the rule of succession."""
    return (similar.long_days + 1) / (similar.days + 2)
