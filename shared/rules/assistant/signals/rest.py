"""Signals of too little time between work."""

from datetime import timedelta

from shared.entities.interval import Interval
from shared.rules.assistant.signals.recent_work import DAILY_REST, FORTNIGHT, RecentWork
from shared.rules.assistant.signals.signal import Signal, Thresholds, counted
from shared.views.metric import Unit
from shared.views.predictions import SignalLevel, SignalRule

SHORT_NIGHTS = Thresholds(2, 4)
LONG_RUNS = Thresholds(2, 4)

MIN_RECOMMENDED = 10
"""Reminders of rest, fewer of which say nothing about a habit."""

LITTLE_KEPT = 30.0
VERY_LITTLE_KEPT = 15.0
"""Percent of the reminders of rest."""

MAX_RUN = timedelta(hours=6)
"""Source: Directive 2003/88/EC, article 4: a longer day of work has a break."""

WEEKLY_REST = timedelta(hours=35)
"""Source: Directive 2003/88/EC, article 5: every seven days 24 hours, and the 11 hours of the daily rest."""

_FOUR_WEEKS = 28  # days
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def short_night(work: RecentWork) -> Signal | None:
    """Return the signal of nights with less than 11 hours between the last and the first work.

    Of a day that has no night at all, its longest breaks count once.
    """
    date_of = work.history.user.calendar.date_of
    dates = {date_of(rest.end) for rest in work.daily_rests if rest.end - rest.begin < DAILY_REST}
    short = sum(on >= work.first_of(FORTNIGHT) for on in dates)
    return counted(SignalRule.SHORT_NIGHT, work.first_of(FORTNIGHT), short, SHORT_NIGHTS)


def no_break(work: RecentWork) -> Signal | None:
    """Return the signal of more than 6 hours of work without a break of 15 minutes.

    It is silent for users with no known break in four weeks: they may rest without tracking it.
    """
    if not work.has_breaks_since(work.history.now - _FOUR_WEEKS * _DAY):
        return None
    long = [end for end, time in work.runs if time > MAX_RUN and work.is_within(end, FORTNIGHT)]
    return counted(SignalRule.NO_BREAK, work.first_of(FORTNIGHT), len(long), LONG_RUNS)


def no_free_day(work: RecentWork) -> Signal | None:
    """Return the signal of 7 or 14 days, up to the last work, without 35 hours free of work.

    The rest since then may still become one, so it begins to count when it is.
    """
    if not work.intervals:
        return None
    end = work.intervals[-1].end
    if work.history.now - end >= WEEKLY_REST:
        return None
    week, fortnight = (work.longest_free(Interval(end - days * _DAY, end)) for days in (7, 14))
    if week >= WEEKLY_REST:
        return None
    is_strong = fortnight < WEEKLY_REST
    return Signal(
        rule=SignalRule.NO_FREE_DAY,
        level=SignalLevel.STRONG if is_strong else SignalLevel.NOTICE,
        since=work.history.user.calendar.date_of(end - (14 if is_strong else 7) * _DAY),
        observed=(fortnight if is_strong else week) / _HOUR,
        limit=WEEKLY_REST / _HOUR,
        unit=Unit.HOURS,
    )


def skipped_breaks(work: RecentWork) -> Signal | None:
    """Return the signal of few reminders of rest, of the last four weeks, that were followed by one.

    It is silent for users who tracked no rest or break in that time: they may rest without tracking it.
    """
    days = work.history.days[-_FOUR_WEEKS:]
    sent = sum(day.rest_reminders for day in days)
    if sent < MIN_RECOMMENDED or not work.has_rests_since(work.first_of(_FOUR_WEEKS)):
        return None
    percent = 100 * sum(day.rests_kept for day in days) / sent
    if percent >= LITTLE_KEPT:
        return None
    is_strong = percent < VERY_LITTLE_KEPT
    return Signal(
        rule=SignalRule.SKIPPED_BREAKS,
        level=SignalLevel.STRONG if is_strong else SignalLevel.NOTICE,
        since=work.first_of(_FOUR_WEEKS),
        observed=percent,
        limit=VERY_LITTLE_KEPT if is_strong else LITTLE_KEPT,
        unit=Unit.PERCENT,
        total=sent,
    )
