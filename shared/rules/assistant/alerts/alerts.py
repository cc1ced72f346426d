"""Alerts before a long week or a long day, and when a strong signal appears."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from shared.entities.notification import Notification
from shared.entities.user import User
from shared.rules.assistant.alerts.alert import Alert
from shared.rules.assistant.alerts.day import long_day_ahead
from shared.rules.assistant.alerts.week import overload_ahead
from shared.rules.assistant.history import History
from shared.rules.assistant.signals.signals import signals_of
from shared.views.notification import NotificationKind
from shared.views.predictions import SignalLevel

ALERTS = (NotificationKind.OVERLOAD_AHEAD, NotificationKind.LONG_DAY_AHEAD, NotificationKind.RECOVERY)
"""The kinds of notification that are alerts."""

REMEMBERED = timedelta(days=28)
"""How long an alert is remembered: notifications are kept for 30 days."""

_MIN_BETWEEN = timedelta(days=7)  # alerts of one kind, by date
_DAY = timedelta(days=1)


def alerts_of(
    history: History,
    sent: Mapping[NotificationKind, Notification],
    kinds: Collection[NotificationKind] = ALERTS,
) -> list[Alert]:
    """Return the alerts of these kinds that are due.

    `sent` has the last one of each kind of the last 28 days. None is due in quiet hours, on a free day
    without work, or with the preference `assistant` switched off. Only a look for a week needs a forecast.
    """
    user, now = history.user, history.now
    is_quiet = user.notifications.quiet_until(now, user.calendar) is not None
    if is_quiet or not user.wants_assistant or not history.days:
        return []
    if history.free[-1] and not history.worked_today:
        return []
    rules = {
        NotificationKind.OVERLOAD_AHEAD: overload_ahead,
        NotificationKind.LONG_DAY_AHEAD: long_day_ahead,
        NotificationKind.RECOVERY: _recovery,
    }
    due = []
    for kind, rule in rules.items():
        last = sent.get(kind)
        if kind in kinds and may_be_sent(kind, history, last):
            alert = rule(history, last)
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


def _recovery(history: History, last: Notification | None) -> Alert | None:
    """Return the alert of the signals that are strong and not snoozed, if the last alert lacks one of them.

    That one is the first of its signals.
    """
    strong = [one for one in signals_of(history) if one.level is SignalLevel.STRONG]
    audible = [one for one in strong if not history.state.snooze_of(one.rule, history.today)]
    said = () if last is None else last.data.get("rules", ())
    new = next((one for one in audible if one.rule not in said), None)
    if new is None:
        return None
    others = (one for one in audible if one is not new)
    return Alert(
        kind=NotificationKind.RECOVERY,
        reason=new.rule,
        cause=history.today.isoformat(),
        hours={},
        signals=(new, *others),
    )
