"""The alert of a week that is expected to be long, or much heavier than usual."""

from datetime import date, timedelta

from shared.entities.calendar import monday_of, week_of
from shared.entities.notification import Notification
from shared.rules.assistant.alerts.alert import Alert, to_quarter
from shared.rules.assistant.alerts.own_weeks import own_weeks
from shared.rules.assistant.forecast.outlook import Outlook, outlook_of
from shared.rules.assistant.history import History
from shared.rules.assistant.signals.load import LONG_WEEK_HOURS
from shared.views.forecast import Confidence
from shared.views.notification import NotificationKind

_MIN_HEAVY_CHANCE = 0.5
_MIN_TIMES_BASE_RATE = 2
_MIN_TIMES_USUAL = 1.1
_MIN_ABOVE_USUAL = 3.0  # hours
# Of the limit of a day times the work days: no week of a part-timer is heavy below.
_MIN_SHARE_OF_LIMIT = 0.85
# Hysteresis: without such a change, a week that was said is not said again while the alert is remembered.
_CHANGE = 0.1
_WEEKS_AHEAD = 2  # in which a rise is long
_MIN_SAID = 0.25  # hours above the limit, since hours are said to the quarter
_LONG_WEEK_REASONS = ("week", "last_week")
_WEEK = 7  # days
_SECONDS_IN_HOUR = 3600
_DAY = timedelta(days=1)


def overload_ahead(history: History, last: Notification | None) -> Alert | None:
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
        expected = max(to_quarter(this_week.expected_hours), LONG_WEEK_HOURS + _MIN_SAID)
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
    is_over = outlook.this_week is not None and outlook.this_week.worked_hours > LONG_WEEK_HOURS
    if weeks is None or is_shorter or is_over or not _is_like_last_week(history):
        return None
    if weeks.last > LONG_WEEK_HOURS and (
        weeks.recent > LONG_WEEK_HOURS or (weeks.are_comparable and weeks.is_new_level)
    ):
        return _overload(history, "last_week", expected_hours=weeks.last, limit_hours=LONG_WEEK_HOURS)
    if not weeks.are_comparable:
        return None
    is_long = weeks.growth > 0 and weeks.last + _WEEKS_AHEAD * weeks.growth > LONG_WEEK_HOURS
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
    hours = {name: to_quarter(value) for name, value in said.items()}
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
    weeks = (first + number * _WEEK * _DAY for number in range((this - first).days // _WEEK))
    return any(_hours_of_week(history, monday) <= hours * (1 - _CHANGE) for monday in weeks)


def _hours_of_week(history: History, monday: date) -> float:
    begin = (monday - history.first).days
    return sum(day.worked for day in history.days[max(0, begin) : max(0, begin + _WEEK)]) / _SECONDS_IN_HOUR
