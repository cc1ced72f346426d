"""Metrics of breaks, rest, and reminders."""

from shared.rules.assistant.metrics.window import Measure, Window
from shared.rules.assistant.quantiles import median

_SECONDS_IN_HOUR = 3600


def breaks(window: Window) -> Measure:
    """Return the number of completed breaks; of days with work or breaks."""
    return Measure(sum(day.breaks for day in window.days), _days_of_breaks(window)).known(_has_rest(window))


def break_minutes(window: Window) -> Measure:
    """Return the minutes of completed breaks; of days with work or breaks."""
    minutes = sum(day.break_time for day in window.days) / 60
    return Measure(minutes, _days_of_breaks(window)).known(_has_rest(window))


def work_break_balance(window: Window) -> Measure:
    """Return the minutes of rest for each hour of work; of days with work.

    Rest is that of breaks, pauses of work and rests that were entered.
    """
    n = len(window.worked)
    if not n:
        return Measure(None, 0)
    minutes, hours = sum(day.rest for day in window.days) / 60, window.worked_seconds / _SECONDS_IN_HOUR
    return Measure(minutes / hours, n).known(_has_rest(window))


def recommended_breaks_kept(window: Window) -> Measure:
    """Return the share of reminders of rest that were kept, in percent; of reminders."""
    sent = sum(day.rest_reminders for day in window.days)
    kept = sum(day.rests_kept for day in window.days)
    return Measure(100 * kept / sent if sent else None, sent)


def reminder_response_minutes(window: Window) -> Measure:
    """Return the median of the minutes from a reminder to what it asked for; of reminders with a response."""
    minutes = [minute for day in window.days for minute in day.response_minutes]
    return Measure(median(minutes) if minutes else None, len(minutes))


def _has_rest(window: Window) -> bool:
    """Return whether any rest was recorded: without, it is not known how much there was."""
    return any(day.breaks or day.rest for day in window.days)


def _days_of_breaks(window: Window) -> int:
    return sum(bool(day.worked or day.breaks) for day in window.days)
