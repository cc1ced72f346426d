"""Signals of the hours of work."""

from shared.rules.assistant.recent_work import RecentWork
from shared.rules.assistant.signal import Signal
from shared.views.predictions import SignalLevel, SignalRule, SignalUnit

LONG_WEEK_HOURS = 48.0
"""Source: Directive 2003/88/EC, article 6: the average working time of seven days must not exceed it."""

VERY_LONG_WEEK_HOURS = 55.0
"""Source: WHO/ILO 2021 (Pega et al.), which compares 55 hours or more with 35 to 40."""

MIN_WORKED_DAYS = 8
"""Worked days in two weeks, fewer of which say nothing about a usual week."""

_FORTNIGHT = 14  # days


def long_week(work: RecentWork) -> Signal | None:
    """Return the signal of long weeks: the mean of the last two weeks."""
    bounds = work.last(_FORTNIGHT)
    hours = work.hours_in(bounds) / 2
    if hours <= LONG_WEEK_HOURS or len(work.dates_in(bounds)) < MIN_WORKED_DAYS:
        return None
    is_strong = hours >= VERY_LONG_WEEK_HOURS
    return Signal(
        rule=SignalRule.LONG_WEEK,
        level=SignalLevel.STRONG if is_strong else SignalLevel.NOTICE,
        since=work.history.user.calendar.date_of(bounds.begin),
        observed=hours,
        limit=VERY_LONG_WEEK_HOURS if is_strong else LONG_WEEK_HOURS,
        unit=SignalUnit.HOURS,
    )
