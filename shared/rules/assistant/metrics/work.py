"""Metrics of the time worked."""

from shared.rules.assistant.metrics.window import Measure, Window

_SECONDS_IN_HOUR = 3600


def hours_worked(window: Window) -> Measure:
    """Return the hours worked; of days with work."""
    if not window.worked:
        return Measure(None, 0)
    return Measure(window.worked_seconds / _SECONDS_IN_HOUR, len(window.worked))


def active_share(window: Window) -> Measure:
    """Return the share of focus in the time worked, in percent; of days with work.

    Focus counts up to the time worked on its day. The share is not known if no focus was tracked.
    """
    focus = sum(min(day.focus, day.worked) for day in window.worked)
    if not focus:
        return Measure(None, len(window.worked))
    return Measure(100 * focus / window.worked_seconds, len(window.worked))


def overload_days(window: Window) -> Measure:
    """Return the number of days with more work than the limit of now; of days with work."""
    if not window.worked:
        return Measure(None, 0)
    return Measure(sum(day.worked > window.limit_minutes * 60 for day in window.worked), len(window.worked))
