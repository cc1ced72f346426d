"""Recommendations of focus, and of the hours in which it is best."""

from datetime import datetime, time, timedelta

from shared.entities.interval import Interval
from shared.entities.task import Task
from shared.entities.timestamps import format_for_api
from shared.rules.assistant.metrics.habits import median_focus_minutes
from shared.rules.assistant.recommendations.candidate import (
    Candidate,
    change,
    clock,
    length,
    minutes,
    name,
    number,
    percent,
    share,
    start_session,
)
from shared.rules.assistant.recommendations.situation import Situation
from shared.views.focus_session import SessionType
from shared.views.task import Priority

MIN_FOCUS_LEFT = timedelta(minutes=15)
"""The focus that must be missing to the goal of the day."""

MIN_MINUTES_LEFT = 30
"""The least time until work ends into which a focus session fits, in minutes."""

MIN_DAYS_WITH_FOCUS = 5
"""The fewest days with focus in the best hours with which these are protected."""

MIN_SHARE_OF_FOCUS = 0.3
"""The least share of all focus with which hours are protected."""

_GOAL = "focus_goal_minutes"
_DEFAULT_MINUTES = 25
_BOUNDS = (15, 60)
_ROUNDED_TO = 5
_AHEAD = timedelta(hours=8)
_SOON = timedelta(minutes=90)
_NOTICE = timedelta(minutes=5)
_SESSIONS_UNTIL_CERTAIN = 20
_DAYS_UNTIL_CERTAIN = 15
_VALID_MINUTES = 30


def start_focus(situation: Situation) -> Candidate | None:
    """Recommend a focus session at work, as long as the user's usual ones, until the goal of the day."""
    focused = timedelta(seconds=situation.day.focus_seconds)
    missing = _goal(situation) - focused
    left = situation.minutes_left
    if situation.is_focused or situation.is_paused or not situation.is_working:
        return None
    if missing < MIN_FOCUS_LEFT or (left is not None and left < MIN_MINUTES_LEFT):
        return None
    if situation.worked + timedelta(minutes=MIN_MINUTES_LEFT) > situation.limit:
        return None
    usual = median_focus_minutes(situation.habits.window)
    planned = _planned_minutes(usual.value or _DEFAULT_MINUTES, left)
    evidence = {"focus": minutes(planned), "focused": length(focused), "missing": length(missing)}
    reasons = [_so_far(situation, focused)]
    if usual.value is not None and abs(usual.value - planned) <= _ROUNDED_TO:
        evidence["sessions"] = number(usual.n)
        reasons.append("focus-usual")
    if situation.is_in_best_hours:
        reasons.append("best-hours-now")
    return Candidate(
        subject=str(situation.day.focus_sessions),
        urgency=0.75 if situation.is_in_best_hours else 0.55,
        strength=0.7 + 0.3 * share(usual.n, _SESSIONS_UNTIL_CERTAIN),
        evidence=evidence,
        reasons=tuple(reasons),
        valid_until=situation.soon(_VALID_MINUTES),
        action=start_session(planned, SessionType.FOCUS),
    )


def _goal(situation: Situation) -> timedelta:
    """Return the goal of the day that the user has set, else the usual focus of a day, else the default."""
    user, usual = situation.history.user, situation.habits.usual_focus
    if _GOAL in user.preferences or usual is None:
        return timedelta(minutes=user.focus_goal_minutes)
    return usual


def _planned_minutes(usual: float, left: int | None) -> int:
    """Return the usual length of a session, in steps of 5 minutes, within the bounds and the time left."""
    shortest, longest = _BOUNDS
    if left is not None:
        longest = min(longest, left // _ROUNDED_TO * _ROUNDED_TO)
    return max(shortest, min(longest, round(usual / _ROUNDED_TO) * _ROUNDED_TO))


def _so_far(situation: Situation, focused: timedelta) -> str:
    """Return the reason about the focus of today: the way to the goal for a user who has set one."""
    if _GOAL in situation.history.user.preferences:
        return "focus-missing"
    return "focus-so-far" if focused >= timedelta(minutes=1) else "focus-first"


def protect_best_hours(situation: Situation) -> Candidate | None:
    """Recommend a reminder of a task for the beginning of the best hours of today."""
    best = situation.habits.best_hours
    if best is None or best.n < MIN_DAYS_WITH_FOCUS or best.share < MIN_SHARE_OF_FOCUS:
        return None
    begin = _begin_of_best_hours(situation, best.first)
    if not situation.now + _NOTICE <= begin <= situation.now + _AHEAD:
        return None
    task = _task_for_best_hours(situation, Interval(begin, begin + timedelta(hours=best.end - best.first)))
    if task is None or (task.pending_reminder or situation.now) > situation.now:
        return None
    return Candidate(
        subject=f"{best.first} {task.id}",
        urgency=0.75 if begin - situation.now <= _SOON else 0.55,
        strength=0.7 + 0.3 * share(best.n, _DAYS_UNTIL_CERTAIN),
        evidence={
            "task": name(task.title),
            "from": clock(best.first * 60),
            "to": clock(best.end * 60),
            "share": percent(round(100 * best.share)),
            "days": number(best.n),
        },
        reasons=("best-hours",),
        valid_until=begin,
        action=change(task, reminder_enabled=True, reminder_time=format_for_api(begin)),
    )


def _task_for_best_hours(situation: Situation, hours: Interval) -> Task | None:
    """Return a task of the plan after the next one that can wait: one that is then, else an important one."""

    def key(task: Task) -> tuple[bool, bool]:
        is_then = any(one.begin < hours.end and hours.begin < one.end for one in planned[task.id])
        return not is_then, task.priority is not Priority.HIGH

    planned = situation.ordered.planned
    later = (task for task in situation.ordered.tasks[1:] if task.id in planned)
    can_wait = (one for one in later if one.due_date is None or not situation.now <= one.due_date < hours.end)
    return min(can_wait, key=key, default=None)


def _begin_of_best_hours(situation: Situation, hour: int) -> datetime:
    return situation.history.user.calendar.first_instant_of(situation.today, time(hour))
