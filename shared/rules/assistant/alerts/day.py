"""The alert of a day that is expected to be long."""

from collections.abc import Sequence
from datetime import timedelta

from shared.entities.interval import duration
from shared.entities.notification import Notification
from shared.rules.assistant.alerts.alert import Alert, to_quarter
from shared.rules.assistant.alerts.similar_days import similar_days
from shared.rules.assistant.forecast.forecast import MIN_DAYS_GOOD
from shared.rules.assistant.history import History
from shared.views.notification import NotificationKind

_MIN_LEAD = timedelta(hours=1, minutes=1)  # before the limit; a minute to send it
_MIN_ABOVE_LIMIT = 0.5  # hours: a day near the limit can end on either side
_RECENT_DAYS = 28
_HABIT_OF_WEEKDAY = 2 / 3  # of the days of a weekday, from which a long one is usual
_HABIT_OF_DAYS = 1 / 2  # of all days
_WEEK = 7  # days
_HOUR = timedelta(hours=1)


def long_day_ahead(history: History, last: Notification | None) -> Alert | None:
    """Return the alert of a day that is expected to be longer than the limit, more than an hour before."""
    if sum(not is_free for is_free in history.free) < MIN_DAYS_GOOD:
        return None
    limit = timedelta(minutes=history.user.long_day_minutes)
    worked = duration(history.worked_today)
    if not history.is_working or limit - worked < _MIN_LEAD:
        return None
    if last is not None and _is_usual(history, limit):
        return None
    similar = similar_days(history, limit)
    if similar is None or similar.hours < limit / _HOUR + _MIN_ABOVE_LIMIT:
        return None
    hours = {
        "worked_hours": to_quarter(worked / _HOUR),
        "expected_hours": to_quarter(similar.hours),
        "limit_hours": round(limit / _HOUR, 2),
    }
    return Alert(
        kind=NotificationKind.LONG_DAY_AHEAD,
        reason=similar.reason,
        cause=history.today.isoformat(),
        hours=hours,
        counts={"days": similar.days, "long_days": similar.long_days},
    )


def _is_usual(history: History, limit: timedelta) -> bool:
    """Return whether a day beyond the limit is usual on this weekday, or altogether, in the last 28 days."""
    past = history.days[:-1][-_RECENT_DAYS:]
    same = past[-_WEEK::-_WEEK]
    return any(
        _long_share([day.worked for day in days], limit) >= share
        for days, share in ((same, _HABIT_OF_WEEKDAY), (past, _HABIT_OF_DAYS))
    )


def _long_share(seconds: Sequence[int], limit: timedelta) -> float:
    worked = [one for one in seconds if one]
    return sum(one > limit.total_seconds() for one in worked) / max(1, len(worked))
