"""The outlook of a user: how today is expected to end, and the coming seven days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.entities.calendar import monday_of
from shared.entities.interval import duration
from shared.rules.assistant.forecast.forecast import DAYS_AHEAD, Forecast, forecast, overload_line
from shared.rules.assistant.forecast.today import PastDay, TodayForecast, forecast_today
from shared.rules.assistant.history import History
from shared.views.forecast import Confidence

MIN_LINE_HOURS = 6.0
"""The least overload line, so that the longer of a part-timer's short days are not called long."""

_COMPARED_WEEKS = 8
_SECONDS_IN_HOUR = 3600
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class ThisWeek:
    """The running ISO week: its hours so far, those expected until it ends, and the usual ones."""

    worked_hours: float
    expected_hours: float
    usual_hours: float
    max_hours: float
    """The hours of as many work days as the one of the last eight weeks that had most."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is expected; without `this_week` below 7 days of history, and without any work in it."""

    limit_hours: float
    today: TodayForecast
    expected_end: datetime | None
    forecast: Forecast
    this_week: ThisWeek | None


def outlook_of(history: History) -> Outlook:
    """Return the outlook as of the moment of the history."""
    limit = history.user.workday_limit_minutes / 60
    worked = duration(history.worked_today).total_seconds() / _SECONDS_IN_HOUR
    today = _today(history, limit)
    hours = history.hours_before_today
    line = max(MIN_LINE_HOURS, overload_line(hours, history.free[:-1]))
    ahead = forecast(
        [*hours, today.expected_hours],
        history.today,
        line=line,
        limit_hours=limit,
        free=history.free_between(history.today + _DAY, history.today + DAYS_AHEAD * _DAY),
        excluded=history.free,
    )
    if not any(hours) and not worked:  # of a user who does not track work, nothing is known
        ahead = Forecast(
            history_days=ahead.history_days, confidence=Confidence.NONE, overload_line_hours=line
        )
    return Outlook(
        limit_hours=limit,
        today=today,
        expected_end=_moment(history, today.expected_end_minute),
        forecast=ahead,
        this_week=_this_week(hours, worked, today, ahead, history.today),
    )


def _today(history: History, limit: float) -> TodayForecast:
    calendar, today, worked = history.user.calendar, history.today, history.worked_today
    return forecast_today(
        [
            PastDay(hours, day.start, day.end)
            for hours, day in zip(history.hours_before_today, history.days[:-1], strict=True)
        ],
        today,
        calendar.minute_on(history.now, today),
        [(calendar.minute_on(part.begin, today), calendar.minute_on(part.end, today)) for part in worked],
        is_working=history.is_working,
        is_from_yesterday=bool(worked) and worked[0].begin == calendar.start_of(today),
        limit_hours=limit,
        is_free=history.free[-1],
        excluded=history.free[:-1],
    )


def _moment(history: History, minute: int | None) -> datetime | None:
    """Return the moment of a minute of today, as far from now as on the clock."""
    if minute is None:
        return None
    ahead = minute - history.user.calendar.minute_on(history.now, history.today)
    return (history.now + ahead * _MINUTE).replace(second=0, microsecond=0)


def _this_week(
    hours: list[float], worked: float, today: TodayForecast, ahead: Forecast, on: date
) -> ThisWeek | None:
    if ahead.week is None:
        return None
    passed = (on - monday_of(on)).days
    before = hours[len(hours) - passed :]
    rest = sum(day.expected_hours for day in ahead.days[: DAYS_AHEAD - 1 - passed])
    most, mean = _most_work_days(hours[: len(hours) - passed]), _mean_day(hours)
    # The forecast of single days does not know how many there are in a week: of shifts on changing days, it
    # expects more of them after all of the week are worked.
    left = max(0, most - _work_days(before) - (today.expected_hours > 0))
    return ThisWeek(
        worked_hours=sum(before) + worked,
        expected_hours=sum(before) + today.expected_hours + min(rest, left * mean),
        usual_hours=ahead.week.usual_hours,
        max_hours=most * mean,
    )


def _most_work_days(hours: Sequence[float]) -> int:
    """Return how many work days the week had that had most, of the last eight; 7 without any work in them."""
    ends = range(len(hours), DAYS_AHEAD - 1, -DAYS_AHEAD)
    work_days = [_work_days(hours[end - DAYS_AHEAD : end]) for end in ends][:_COMPARED_WEEKS]
    return max(work_days, default=0) or DAYS_AHEAD


def _mean_day(hours: Sequence[float]) -> float:
    """Return the mean of the working days of the last eight weeks; 24 without one."""
    worked = [one for one in hours[-_COMPARED_WEEKS * DAYS_AHEAD :] if one]
    return sum(worked) / len(worked) if worked else 24.0


def _work_days(hours: Sequence[float]) -> int:
    return sum(one > 0 for one in hours)
