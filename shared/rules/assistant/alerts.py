"""Alerts before a long week or a long day, and when a strong signal appears."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from shared.entities.calendar import monday_of, week_of
from shared.entities.interval import duration
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.rules.assistant.forecast import MIN_DAYS_GOOD
from shared.rules.assistant.history import History
from shared.rules.assistant.outlook import Outlook, outlook_of
from shared.rules.assistant.own_weeks import own_weeks
from shared.rules.assistant.signal import Signal
from shared.rules.assistant.signals import signals_of
from shared.rules.assistant.similar_days import similar_days
from shared.views.forecast import Confidence
from shared.views.notification import NotificationKind
from shared.views.predictions import SignalLevel

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
_MIN_ABOVE_LIMIT = 0.5  # hours: a day near the limit can end on either side
# Hysteresis: without such a change, a week that was said is not said again while the alert is remembered.
_CHANGE = 0.1
_HABIT_OF_WEEKDAY = 2 / 3  # of the days of a weekday, from which a long one is usual
_HABIT_OF_DAYS = 1 / 2  # of all days
_WEEK = 7  # days
_PAIR = 2  # weeks ahead, in which a rise is long
_LONG_WEEK_REASONS = ("week", "last_week")
_QUARTER = 4  # of an hour, to which hours are rounded
_SECONDS_IN_HOUR = 3600
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert, with the hours and the numbers of days that it says, or the signals that have become strong.

    `reason` selects its text, and `cause` identifies it: an ISO week or a date.
    """

    kind: NotificationKind
    reason: str
    cause: str
    hours: Mapping[str, float]
    counts: Mapping[str, int] = {}
    signals: tuple[Signal, ...] = ()


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
        NotificationKind.OVERLOAD_AHEAD: _overload_ahead,
        NotificationKind.LONG_DAY_AHEAD: _long_day_ahead,
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


def _overload_ahead(history: History, last: Notification | None) -> Alert | None:
    """Return the alert of a week that is expected to be long, or much heavier than usual.

    Also if the user's own weeks have risen to it: a forecast returns to the mean.
    """
    outlook = outlook_of(history)
    found = _of_forecast(history, outlook) or _of_own_weeks(history, outlook)
    if found is None or (last is not None and not _has_changed(history, last, found)):
        return None
    return found


def _of_forecast(history: History, outlook: Outlook) -> Alert | None:
    this_week, week = outlook.this_week, outlook.forecast.week
    if this_week is None or week is None:
        return None
    worked = this_week.worked_hours
    if worked <= LONG_WEEK_HOURS < this_week.expected_hours:
        expected = max(_rounded(this_week.expected_hours), LONG_WEEK_HOURS + 1 / _QUARTER)
        return _overload(
            history, "week", worked_hours=worked, expected_hours=expected, limit_hours=LONG_WEEK_HOURS
        )
    is_likely = week.heavy_chance >= max(_MIN_HEAVY_CHANCE, _MIN_TIMES_BASE_RATE * week.heavy_base_rate)
    if outlook.forecast.confidence is not Confidence.GOOD or not is_likely:
        return None
    limits = outlook.limit_hours * _work_days(history, history.today + _DAY)
    weeks = own_weeks(history)
    usual = max(week.usual_hours, weeks.usual if weeks else 0)
    if not _is_much(min(week.expected_hours, this_week.max_hours), usual, limits):
        return None
    return _overload(history, "usual", expected_hours=week.expected_hours, usual_hours=week.usual_hours)


def _of_own_weeks(history: History, outlook: Outlook) -> Alert | None:
    weeks, monday = own_weeks(history), monday_of(history.today)
    work_days = _work_days(history, monday)
    is_shorter = work_days < len(history.user.work_calendar.work_days)
    if weeks is None or is_shorter or not _is_like_last_week(history):
        return None
    if weeks.last > LONG_WEEK_HOURS and (
        weeks.recent > LONG_WEEK_HOURS or (weeks.are_comparable and weeks.is_new_level)
    ):
        return _overload(history, "last_week", expected_hours=weeks.last, limit_hours=LONG_WEEK_HOURS)
    if not weeks.are_comparable:
        return None
    is_long = weeks.growth > 0 and weeks.last + _PAIR * weeks.growth > LONG_WEEK_HOURS
    is_much = weeks.is_heavy and _is_much(weeks.last, weeks.usual, outlook.limit_hours * work_days)
    if is_long or (is_much and (weeks.growth > 0 or weeks.has_lasted)):
        expected = weeks.last + weeks.growth
        return _overload(
            history, "rising", last_week_hours=weeks.last, expected_hours=expected, usual_hours=weeks.usual
        )
    return None


def _is_like_last_week(history: History) -> bool:
    """Return whether this ISO week has had about as much work before today as the one before, or more."""
    passed = history.today.weekday()
    this, last = (sum(day.worked for day in history.days[end - passed : end]) for end in (-1, -1 - _WEEK))
    return this >= last * (1 - _CHANGE)


def _overload(history: History, reason: str, **said: float) -> Alert:
    hours = {name: _rounded(value) for name, value in said.items()}
    return Alert(
        kind=NotificationKind.OVERLOAD_AHEAD, reason=reason, cause=week_of(history.today), hours=hours
    )


def _is_much(hours: float, usual: float, limits: float) -> bool:
    """Return whether a week has many more hours than usual; `limits` are the limits of its work days."""
    return hours > max(usual * _MIN_TIMES_USUAL, usual + _MIN_ABOVE_USUAL, _MIN_SHARE_OF_LIMIT * limits)


def _work_days(history: History, first: date) -> int:
    """Return the number of work days in the seven days from the first one on."""
    calendar = history.user.work_calendar
    days = [first + number * _DAY for number in range(_WEEK)]
    free = history.free_between(days[0], days[-1])
    return sum(calendar.is_work_weekday(day) and not off for day, off in zip(days, free, strict=True))


def _has_changed(history: History, last: Notification, alert: Alert) -> bool:
    """Return whether more is to be said than by the last alert, or a week since was calmer."""
    if last.data.get("reason") not in _LONG_WEEK_REASONS and alert.reason in _LONG_WEEK_REASONS:
        return True
    before = float(last.data.get("expected_hours", 0))
    grew = alert.hours["expected_hours"] >= before * (1 + _CHANGE)
    return grew or _has_been_calmer(history, last, before)


def _has_been_calmer(history: History, last: Notification, hours: float) -> bool:
    """Return whether a week since an alert, its own included, was shorter than said by a tenth."""
    first = monday_of(history.user.calendar.date_of(last.created_at))
    this = monday_of(history.today)
    weeks = (first + number * 7 * _DAY for number in range((this - first).days // 7))
    return any(_hours_of_week(history, monday) <= hours * (1 - _CHANGE) for monday in weeks)


def _hours_of_week(history: History, monday: date) -> float:
    begin = (monday - history.first).days
    return sum(day.worked for day in history.days[max(0, begin) : max(0, begin + 7)]) / _SECONDS_IN_HOUR


def _long_day_ahead(history: History, last: Notification | None) -> Alert | None:
    """Return the alert of a day that is expected to be longer than the limit, more than an hour before."""
    if sum(not is_free for is_free in history.free) < MIN_DAYS_GOOD:
        return None
    limit = timedelta(minutes=history.user.long_day_minutes)
    worked = duration(history.worked_today)
    if history.running is None or history.running.paused or limit - worked < _MIN_LEAD:
        return None
    if last is not None and _is_usual(history, limit):
        return None
    similar = similar_days(history, limit)
    if similar is None or similar.hours < limit / _HOUR + _MIN_ABOVE_LIMIT:
        return None
    hours = {
        "worked_hours": _rounded(worked / _HOUR),
        "expected_hours": _rounded(similar.hours),
        "limit_hours": limit / _HOUR,
    }
    return Alert(
        kind=NotificationKind.LONG_DAY_AHEAD,
        reason=similar.reason,
        cause=history.today.isoformat(),
        hours=hours,
        counts={"days": similar.days, "long_days": similar.long_days},
    )


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


def _is_usual(history: History, limit: timedelta) -> bool:
    """Return whether a day beyond the limit is usual on this weekday, or altogether, in the last 28 days."""
    past = history.days[:-1][-REMEMBERED.days :]
    same = past[-_WEEK::-_WEEK]
    return any(
        _long_share([day.worked for day in days], limit) >= share
        for days, share in ((same, _HABIT_OF_WEEKDAY), (past, _HABIT_OF_DAYS))
    )


def _long_share(seconds: Sequence[int], limit: timedelta) -> float:
    worked = [one for one in seconds if one]
    return sum(one > limit.total_seconds() for one in worked) / max(1, len(worked))


def _rounded(hours: float) -> float:
    return round(hours * _QUARTER) / _QUARTER
