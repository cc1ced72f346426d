"""Recommendations of the end of the day: to stop, and to shut it down."""

from datetime import timedelta

from shared.entities.interval import Interval, duration, intersect
from shared.rules.assistant.narratives.facts import Fact, Facts
from shared.rules.assistant.recommendations.candidate import (
    Action,
    Candidate,
    clock,
    coming_day,
    length,
    number,
    share,
)
from shared.rules.assistant.recommendations.situation import EVENING, Situation

MIN_CLOSED = timedelta(hours=1)
"""The least work or focus of today with which a shutdown is recommended, as it counts for points."""

_BEFORE_END = 30  # minutes
_MIN_SHARE_OF_DAY = 0.8
_MAX_OVERTIME = timedelta(hours=2)
_NEUTRAL = "okay"  # the rating in the middle, which a client may replace by what the user says


def stop_for_today(situation: Situation) -> Candidate | None:
    """Recommend to stop working once the limit of the day is reached."""
    over = situation.worked - situation.limit
    if not situation.is_working or over < timedelta(0):
        return None
    return Candidate(
        subject=situation.history.running.id if situation.history.running else "",
        urgency=0.85 + 0.15 * share(over / _MAX_OVERTIME, 1),
        strength=1.0,
        evidence={"worked": length(situation.worked), "limit": length(situation.limit)},
        reasons=("limit",),
        valid_until=situation.end_of_day,
        action=Action(method="POST", path="/api/work_sessions/end", body={}),
    )


def shutdown(situation: Situation) -> Candidate | None:
    """Recommend to shut down a day on which there was work, when it usually ends."""
    closed = _to_close(situation)
    if closed < MIN_CLOSED or situation.is_focused or situation.is_paused or not _is_over(situation):
        return None
    evidence: Facts = {"worked": length(closed), "tasks": number(situation.day.completed_tasks)}
    reasons = ["tasks-done"] if situation.day.completed_tasks else ["worked-today"]
    end = _end_of_work(situation)
    if end is not None:
        reason, evidence["end"] = end
        reasons.append(reason)
    is_carried_over = any(task.planned_date == situation.today for task in situation.open_tasks)
    if is_carried_over:
        evidence["day"] = coming_day(situation.next_work_day, situation.today)
    body = {"productivity_rating": _NEUTRAL, "carry_over": True, "clock_out": True}
    return Candidate(
        subject=str(situation.day.shutdowns),
        urgency=0.8,
        strength=0.7 if end is None else 0.9,
        evidence=evidence,
        reasons=tuple(reasons),
        valid_until=situation.end_of_day,
        action=Action(method="POST", path="/api/dashboard/shutdown-reflection", body=body),
        variant="carry-over" if is_carried_over else "",
    )


def _to_close(situation: Situation) -> timedelta:
    """Return the work or focus of today; after a shutdown, the work since then."""
    shutdowns, begin = situation.activity.shutdowns, situation.activity.day_begin
    if shutdowns and shutdowns[-1] >= begin:
        return duration(intersect(situation.history.worked_today, Interval(shutdowns[-1], situation.now)))
    return max(situation.worked, timedelta(seconds=situation.day.focus_seconds))


def _end_of_work(situation: Situation) -> tuple[str, Fact] | None:
    """Return why work ends now, and when: as the user wants, else as usual; None without either."""
    if situation.clock_out is not None:
        return "clock-out", clock(situation.history.user.calendar.minute_of(situation.clock_out))
    usual = situation.habits.usual_end
    return None if usual is None else ("usual-end", clock(usual))


def _is_over(situation: Situation) -> bool:
    """Return whether work ends by now: when the user wants to stop, else at the usual time.

    It may be half an hour earlier for a user who has clocked out. Without a habit it is the evening, and at
    work nearly the whole day must be worked.
    """
    if situation.clock_out is not None:
        return situation.now >= situation.clock_out
    end = situation.habits.usual_end
    if not situation.is_working:
        return situation.minute >= (EVENING if end is None else end) - _BEFORE_END
    if end is None:
        return situation.minute >= EVENING and situation.worked >= _MIN_SHARE_OF_DAY * situation.limit
    return situation.minute >= end
