"""The recommendation of a lighter day, where a coming one is expected to be long."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from shared.entities.task import Task
from shared.rules.assistant.alerts.alert import to_quarter
from shared.rules.assistant.forecast.forecast import DAYS_AHEAD, DayForecast
from shared.rules.assistant.recommendations.candidate import (
    Action,
    Candidate,
    change,
    coming_day,
    minutes,
    name,
    percent,
)
from shared.rules.assistant.recommendations.situation import Situation
from shared.views.forecast import Confidence

MIN_OVER_CHANCE = 0.5
"""The least chance of more hours than the limit with which a coming day is long."""

_DAY = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


class _WayOut(NamedTuple):
    """A long day, a lighter one after it, and a task that can move from one to the other."""

    day: DayForecast
    target: date
    task: Task | None


def lighter_day(situation: Situation) -> Candidate | None:
    """Recommend to move a task away from a long day to come, the longest with one; or to look at them."""
    forecast = situation.outlook.forecast
    long_days = [day for day in forecast.days if day.over_limit_chance >= MIN_OVER_CHANCE]
    if forecast.confidence is not Confidence.GOOD or not long_days:
        return None
    longest, target, task = max(
        (_way_out(day, situation) for day in long_days),
        key=lambda way: (way.task is not None, way.day.over_limit_chance, way.day.expected_hours),
    )
    evidence = {
        "day": coming_day(longest.date, situation.today),
        "hours": minutes(60 * to_quarter(longest.expected_hours)),
        "limit": minutes(situation.history.user.workday_limit_minutes),
        "chance": percent(round(100 * longest.over_limit_chance)),
    }
    if task is None:
        action = Action(method="GET", path="/api/assistant/predictions", label="look")
    else:
        action = change(task, planned_date=target.isoformat())
        evidence |= {"task": name(task.title), "other_day": coming_day(target, situation.today)}
    return Candidate(
        subject=f"{longest.date} {task.id if task else ''}",
        urgency=0.5 if task is None else 0.6,
        strength=longest.over_limit_chance,
        evidence=evidence,
        reasons=("long-day", "long-days") if len(long_days) > 1 else ("long-day",),
        valid_until=situation.end_of_day,
        action=action,
        variant="" if task is None else "task",
    )


def _way_out(day: DayForecast, situation: Situation) -> _WayOut:
    target = _lightest_after(day, situation)
    return _WayOut(day, target, _task_to_move(day.date, target, situation))


def _lightest_after(longest: DayForecast, situation: Situation) -> date:
    """Return the coming work day after the longest one with the fewest hours; later if all are long."""
    days = situation.outlook.forecast.days
    later = [day for day in days if day.date > longest.date and situation.is_work_day(day.date)]
    lighter = [day for day in later if day.over_limit_chance < MIN_OVER_CHANCE]
    if lighter:
        return min(lighter, key=lambda day: day.expected_hours).date
    calendar, last = situation.history.user.work_calendar, situation.today + DAYS_AHEAD * _DAY
    return calendar.next_work_day(last, situation.history.holidays)


def _task_to_move(day: date, target: date, situation: Situation) -> Task | None:
    """Return the task of a day that can wait longest: by priority, then by due date.

    It is planned for the day, does not recur, and is not due before the end of the target day.
    """
    end = situation.history.user.calendar.end_of(target)
    planned = [task for task in situation.open_tasks if task.planned_date == day and not task.recurrence]
    movable = [task for task in planned if task.due_date is None or task.due_date >= end]
    return max(movable, key=lambda task: (task.priority.rank, task.due_date or _NEVER, task.id), default=None)
