"""Signals of work in the evening and on free days, and of days rated tough."""

from datetime import date, timedelta

from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.rhythm import RATINGS
from shared.rules.assistant.signals.recent_work import FORTNIGHT, RecentWork
from shared.rules.assistant.signals.signal import Signal, Thresholds, counted
from shared.rules.assistant.signals.usual_weeks import Value, usual_in_two_weeks, usual_weeks
from shared.views.predictions import SignalRule
from shared.views.shutdown import ProductivityRating

EVENINGS = Thresholds(3, 6)
WEEKENDS = Thresholds(2, 4)
TOUGH_DAYS = Thresholds(3, 5)

ABOVE_USUAL = 2
"""The number of cases above the user's usual one, for evenings and free days."""

MIN_WORK = timedelta(minutes=30)
"""The least work of an evening or of a free day that counts."""

RECENT_SHUTDOWNS = 7
_FOUR_WEEKS = 28  # days
_DAY = timedelta(days=1)


def evenings(work: RecentWork) -> Signal | None:
    """Return the signal of evenings with work: more than usual in the last 14 days."""
    least = MIN_WORK.total_seconds()
    count = sum(work.evening_of(on) >= MIN_WORK for on in work.dates(FORTNIGHT))
    return _above_usual(work, SignalRule.EVENINGS, count, EVENINGS, lambda _, day: day.evening >= least)


def weekends(work: RecentWork) -> Signal | None:
    """Return the signal of work on days that are no work days: more than usual in the last 14 days."""
    history, calendar = work.history, work.history.user.work_calendar
    free = history.free_between(work.first_of(FORTNIGHT), history.today)
    worked, least = work.time_by_date(work.last(FORTNIGHT + 1)), MIN_WORK.total_seconds()
    count = sum(
        (is_free or not calendar.is_work_weekday(on)) and worked.get(on, timedelta(0)) >= MIN_WORK
        for on, is_free in zip(work.dates(FORTNIGHT), free, strict=True)
    )

    def is_worked(on: date, day: RhythmDay) -> bool:  # in a week without free days
        return day.worked >= least and not calendar.is_work_weekday(on)

    return _above_usual(work, SignalRule.WEEKENDS, count, WEEKENDS, is_worked)


def _above_usual(
    work: RecentWork, rule: SignalRule, count: int, thresholds: Thresholds, value: Value
) -> Signal | None:
    """Return the signal of a number that is above the thresholds and the usual one."""
    weeks = usual_weeks(work.history, value)
    if not weeks:
        return None
    usual = usual_in_two_weeks(weeks)
    notice, strong = (max(limit, usual + ABOVE_USUAL) for limit in thresholds)
    return counted(rule, work.first_of(FORTNIGHT), count, Thresholds(notice, strong), usual=usual)


def tough_days(work: RecentWork) -> Signal | None:
    """Return the signal of shutdowns rated tough, among the last 7 rated ones of four weeks."""
    recent = zip(work.history.dates, work.history.days, strict=True)
    rated = [(on, day.rating) for on, day in [*recent][-_FOUR_WEEKS:] if day.rating][-RECENT_SHUTDOWNS:]
    if not rated:
        return None
    tough = sum(rating == RATINGS[ProductivityRating.TOUGH] for _, rating in rated)
    return counted(SignalRule.TOUGH_DAYS, rated[0][0], tough, TOUGH_DAYS, total=len(rated))
