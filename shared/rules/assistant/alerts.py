"""Alerts before a long week or a long day, and when a strong signal appears."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from shared.entities.calendar import monday_of, week_of
from shared.entities.interval import duration
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.rules.assistant.forecast import DAYS_AHEAD
from shared.rules.assistant.history import History
from shared.rules.assistant.outlook import Outlook, today_of
from shared.views.forecast import Confidence
from shared.views.notification import NotificationKind

ALERTS = (NotificationKind.OVERLOAD_AHEAD, NotificationKind.LONG_DAY_AHEAD, NotificationKind.RECOVERY)
"""The kinds of notification that are alerts."""

LONG_WEEK_HOURS = 48
"""Source: Directive 2003/88/EC, article 6."""

REMEMBERED = timedelta(days=28)
"""How long an alert is remembered: notifications are kept for 30 days."""

_MIN_LEAD = timedelta(hours=1, minutes=1)  # before the limit of a day; a minute to send it
_MIN_BETWEEN = timedelta(days=7)  # alerts of one kind, by date
_MIN_HEAVY_CHANCE = 0.5
_MIN_TIMES_BASE_RATE = 2
_MIN_TIMES_USUAL = 1.1
_MIN_ABOVE_USUAL = 3.0  # hours
_MIN_SHARE_OF_LIMIT = (
    0.85  # of the limit of a day times the work days; no week of a part-timer is heavy below
)
_MIN_LONG_DAY_CHANCE = 0.8
# Hysteresis: without such a change, a week that was said is not said again while the alert is remembered.
_CHANGE = 0.1
_HABIT_OF_WEEKDAY = 2 / 3  # of the days of a weekday, from which a long one is usual
_HABIT_OF_DAYS = 1 / 2  # of all days
_QUARTER = 4  # of an hour, to which hours are rounded
_SECONDS_IN_HOUR = 3600
_DAY = timedelta(days=1)


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert; `reason` selects its text, `cause` identifies it, `facts` are the hours that it says."""

    kind: NotificationKind
    reason: str
    cause: str
    facts: Mapping[str, float]


def alerts_of(
    history: History,
    outlook: Outlook,
    sent: Mapping[NotificationKind, Notification],
    kinds: Collection[NotificationKind] = ALERTS,
) -> list[Alert]:
    """Return the alerts of these kinds that are due.

    `sent` has the last one of each kind of the last 28 days. None is due in quiet hours, on a free day
    without work, or with the preference `assistant` switched off.
    """
    user, now = history.user, history.now
    is_quiet = user.notifications.quiet_until(now, user.calendar) is not None
    if is_quiet or not user.wants_assistant or not history.days:
        return []
    if history.free[-1] and not history.worked_today:
        return []
    rules = {
        NotificationKind.OVERLOAD_AHEAD: _overload_ahead,
        NotificationKind.LONG_DAY_AHEAD: _long_day_ahead,
    }
    due = []
    for kind, rule in rules.items():
        last = sent.get(kind)
        if kind in kinds and may_be_sent(kind, history, last):
            alert = rule(history, outlook, last)
            due += [alert] if alert is not None else []
    return due


def may_be_sent(kind: NotificationKind, history: History, last: Notification | None) -> bool:
    """Return whether a kind is wanted, not snoozed, and was not sent within 7 days by date."""
    if not history.user.notifications.wants(kind) or history.state.snooze_of(kind, history.today):
        return False
    return last is None or is_past(last, history.user, history.today)


def is_past(last: Notification, user: User, today: date) -> bool:
    """Return whether 7 days have passed since an alert, by date."""
    return today - user.calendar.date_of(last.created_at) >= _MIN_BETWEEN


def is_first_start(history: History, start: datetime) -> bool:
    """Return whether a session started less than a day ago, and as the first one of its day."""
    on = history.user.calendar.date_of(start)
    day, before = history.recent.get(on), history.recent.get(on - _DAY)
    continued = {part.source for part in (before.worked if before else ())}
    parts = day.worked if day else ()
    has_begun = any(part.begin < start and part.source not in continued for part in parts)
    return history.now - start < _DAY and not has_begun


def _overload_ahead(history: History, outlook: Outlook, last: Notification | None) -> Alert | None:
    """Return the alert of a week that is expected to be long, or much heavier than usual."""
    this_week, week = outlook.this_week, outlook.forecast.week
    if this_week is None or week is None:
        return None
    name = week_of(history.today)
    if this_week.worked_hours <= LONG_WEEK_HOURS < this_week.expected_hours:
        expected = max(_rounded(this_week.expected_hours), LONG_WEEK_HOURS + 1 / _QUARTER)
        reason, compared = "week", {"limit_hours": float(LONG_WEEK_HOURS)}
    elif _is_heavy(history, outlook):
        expected = _rounded(week.expected_hours)
        reason, compared = "usual", {"usual_hours": _rounded(week.usual_hours)}
    else:
        return None
    if last is not None and last.data.get("reason") in (reason, "week"):
        before = float(last.data.get("expected_hours", 0))
        if not _has_been_calmer(history, last, before) and expected < before * (1 + _CHANGE):
            return None
    facts = {"worked_hours": _rounded(this_week.worked_hours), "expected_hours": expected, **compared}
    return Alert(kind=NotificationKind.OVERLOAD_AHEAD, reason=reason, cause=name, facts=facts)


def _is_heavy(history: History, outlook: Outlook) -> bool:
    week, calendar = outlook.forecast.week, history.user.work_calendar
    if week is None or outlook.forecast.confidence is not Confidence.GOOD:
        return False
    if week.heavy_chance < max(_MIN_HEAVY_CHANCE, _MIN_TIMES_BASE_RATE * week.heavy_base_rate):
        return False
    ahead = [history.today + number * _DAY for number in range(1, DAYS_AHEAD + 1)]
    free = history.free_between(ahead[0], ahead[-1])
    days = sum(
        calendar.is_work_weekday(day) and not is_free for day, is_free in zip(ahead, free, strict=True)
    )
    above = (
        week.usual_hours * _MIN_TIMES_USUAL,
        week.usual_hours + _MIN_ABOVE_USUAL,
        _MIN_SHARE_OF_LIMIT * outlook.limit_hours * days,
    )
    return week.expected_hours > max(above)


def _has_been_calmer(history: History, last: Notification, hours: float) -> bool:
    """Return whether a week since an alert, its own included, was shorter than said by a tenth."""
    first = monday_of(history.user.calendar.date_of(last.created_at))
    this = monday_of(history.today)
    weeks = (first + number * 7 * _DAY for number in range((this - first).days // 7))
    return any(_hours_of_week(history, monday) <= hours * (1 - _CHANGE) for monday in weeks)


def _hours_of_week(history: History, monday: date) -> float:
    begin = (monday - history.first).days
    return sum(day.worked for day in history.days[max(0, begin) : max(0, begin + 7)]) / _SECONDS_IN_HOUR


def _long_day_ahead(history: History, outlook: Outlook, last: Notification | None) -> Alert | None:
    """Return the alert of a day that is expected to be longer than the limit, more than an hour before."""
    if outlook.forecast.confidence is not Confidence.GOOD:
        return None
    limit = timedelta(minutes=history.user.long_day_minutes)
    worked = duration(history.worked_today)
    if history.running is None or history.running.paused or limit - worked < _MIN_LEAD:
        return None
    hours = limit.total_seconds() / _SECONDS_IN_HOUR
    today = today_of(history, hours)
    if today.expected_hours <= hours or today.over_limit_chance < _MIN_LONG_DAY_CHANCE:
        return None
    if last is not None and _is_usual(history, limit):
        return None
    return Alert(
        kind=NotificationKind.LONG_DAY_AHEAD,
        reason="day",
        cause=history.today.isoformat(),
        facts={
            "worked_hours": _rounded(worked.total_seconds() / _SECONDS_IN_HOUR),
            "expected_hours": max(_rounded(today.expected_hours), hours + 1 / _QUARTER),
            "limit_hours": hours,
        },
    )


def _is_usual(history: History, limit: timedelta) -> bool:
    """Return whether a day beyond the limit is usual on this weekday, or altogether, in the last 28 days."""
    past = history.days[:-1][-REMEMBERED.days :]
    same = past[-DAYS_AHEAD::-DAYS_AHEAD]
    return any(
        _long_share([day.worked for day in days], limit) >= share
        for days, share in ((same, _HABIT_OF_WEEKDAY), (past, _HABIT_OF_DAYS))
    )


def _long_share(seconds: Sequence[int], limit: timedelta) -> float:
    worked = [one for one in seconds if one]
    return sum(one > limit.total_seconds() for one in worked) / max(1, len(worked))


def _rounded(hours: float) -> float:
    return round(hours * _QUARTER) / _QUARTER
