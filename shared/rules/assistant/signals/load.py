"""Signals of the hours of work."""

from datetime import timedelta

from shared.rules.assistant.quantiles import median
from shared.rules.assistant.signals.recent_work import FORTNIGHT, RecentWork
from shared.rules.assistant.signals.signal import Signal
from shared.rules.assistant.signals.usual_weeks import usual_weeks
from shared.views.metric import Unit
from shared.views.predictions import SignalLevel, SignalRule

LONG_WEEK_HOURS = 48.0
"""Source: Directive 2003/88/EC, article 6: the average working time of seven days must not exceed it."""

VERY_LONG_WEEK_HOURS = 55.0
"""Source: WHO/ILO 2021 (Pega et al.), which compares 55 hours or more with 35 to 40."""

MIN_WORKED_DAYS = 8
"""Worked days in two weeks, fewer of which say nothing about a usual week."""

NOTICE_DEVIATIONS = 2
STRONG_DEVIATIONS = 3
"""Median absolute deviations from the usual week."""

MIN_DEVIATION = 0.075
MIN_DEVIATION_HOURS = 1.5
"""The least deviation, of the median and in hours: two are 15 %, from which a change stands out."""

_HOUR = timedelta(hours=1)
_SECONDS_IN_HOUR = 3600


def long_week(work: RecentWork) -> Signal | None:
    """Return the signal of long weeks: the mean of the last two weeks."""
    bounds = work.last(FORTNIGHT)
    hours = work.time_in(bounds) / _HOUR / 2
    if hours <= LONG_WEEK_HOURS or len(work.time_by_date(bounds)) < MIN_WORKED_DAYS:
        return None
    is_strong = hours >= VERY_LONG_WEEK_HOURS
    return Signal(
        rule=SignalRule.LONG_WEEK,
        level=SignalLevel.STRONG if is_strong else SignalLevel.NOTICE,
        since=work.history.user.calendar.date_of(bounds.begin),
        observed=hours,
        limit=VERY_LONG_WEEK_HOURS if is_strong else LONG_WEEK_HOURS,
        unit=Unit.HOURS,
    )


def rising_load(work: RecentWork) -> Signal | None:
    """Return the signal of more hours than usual: the mean of the last two weeks."""
    weeks = usual_weeks(work.history, lambda _, day: day.worked / _SECONDS_IN_HOUR)
    if not weeks:
        return None
    usual = median(weeks)
    deviation = max(median([abs(week - usual) for week in weeks]), MIN_DEVIATION * usual, MIN_DEVIATION_HOURS)
    bounds = work.last(FORTNIGHT)
    hours = work.time_in(bounds) / _HOUR / 2
    if hours < usual + NOTICE_DEVIATIONS * deviation:
        return None
    is_strong = hours >= usual + STRONG_DEVIATIONS * deviation
    return Signal(
        rule=SignalRule.RISING_LOAD,
        level=SignalLevel.STRONG if is_strong else SignalLevel.NOTICE,
        since=work.history.user.calendar.date_of(bounds.begin),
        observed=hours,
        limit=usual + (STRONG_DEVIATIONS if is_strong else NOTICE_DEVIATIONS) * deviation,
        unit=Unit.HOURS,
        usual=usual,
    )
