"""What a deed moves: a pure function of the totals and the deed, without a clock and without I/O.

`POINTS` says what is given for what, and the table at the end which function each deed goes through.
Challenges and achievements are rows of their own tables, `challenges.py` and `achievements.py`, and follow
from the same deeds. Streaks are not moved: they are derived from the days on which something counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shared.entities.calendar import week_of
from shared.entities.day import Day, add_hours
from shared.entities.deeds import (
    BreakCompleted,
    ChallengeJoined,
    ChallengeLeft,
    ChallengeProgressSet,
    DayDeed,
    Deed,
    FocusCompleted,
    HealthLogged,
    HealthUnlogged,
    Parts,
    ShutDown,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskReopened,
    WeekDeed,
    WorkSessionFinished,
)
from shared.entities.entity import evolve
from shared.entities.health import Drink
from shared.entities.points import LedgerEntry, Rule
from shared.entities.progress import Progress
from shared.services import challenges
from shared.services.achievements import unlock
from shared.services.tally import Tally

POINTS = {
    Rule.TASK_COMPLETED: 5,
    Rule.TASK_REOPENED: -5,
    Rule.FOCUS_GOAL_REACHED: 15,
    Rule.SHUTDOWN: 10,
}
POINTS_PER_STREAK_DAY = 2
MOST_POINTS_FOR_A_STREAK = 20

_SHUTDOWNS_REMEMBERED = 30


@dataclass(frozen=True, slots=True)
class Rewarded:
    """The totals after a deed: the lifetime's, and those of the days that it moved; and the new entries."""

    progress: Progress
    days: Mapping[date, Day]
    entries: tuple[LedgerEntry, ...]


def count(progress: Progress, deed: TaskCreated | TaskDeleted) -> Progress:
    """Return the lifetime totals after a deed that counts for no day."""
    step = 1 if isinstance(deed, TaskCreated) else -1
    return evolve(progress, total_tasks=progress.total_tasks + step)


def days_of(deed: DayDeed | WeekDeed) -> set[date]:
    """Return the days whose totals a deed moves."""
    if isinstance(deed, WeekDeed):
        return set()
    match deed:
        case WorkSessionFinished() | FocusCompleted():
            return {deed.on, *deed.spans}
        case BreakCompleted() | HealthLogged():
            return {deed.on, *deed.parts}
        case HealthUnlogged():
            return deed.entry.days
        case _:
            return {deed.on}


def reward(
    progress: Progress, days: Mapping[date, Day], deed: DayDeed | WeekDeed, now: datetime, today: date
) -> Rewarded:
    """Return the totals after a deed that is done now, on the user's local date `today`.

    `days` holds the totals of `days_of(deed)`. A week begins with the first deed in it.
    """
    turned = replace(progress, week=progress.week.turned_to(week_of(today)))
    tally = _RULES[type(deed)](Tally(turned, dict(days), now), deed)
    tally = challenges.advance(tally, deed)
    unlocked = unlock(progress, tally.progress, now, undoing=isinstance(deed, TaskReopened | HealthUnlogged))
    return Rewarded(unlocked, tally.days, tally.entries)


def streak_bonus(streak: int) -> int:
    """Return the points for a shutdown that makes a streak of so many days."""
    return min(POINTS_PER_STREAK_DAY * streak, MOST_POINTS_FOR_A_STREAK)


def points_earned(day: Day, *, goal_reached: bool, streak: int) -> int:
    """Return what a day brings that is shut down; `streak` is the one that it makes then."""
    return (
        POINTS[Rule.SHUTDOWN]
        + POINTS[Rule.TASK_COMPLETED] * day.completed_tasks
        + (POINTS[Rule.FOCUS_GOAL_REACHED] if goal_reached else 0)
        + streak_bonus(streak)
    )


def _complete_task(tally: Tally, deed: TaskCompleted) -> Tally:
    tally = _with_active_day(tally, tally.days[deed.on].with_task(deed.task_id, deed.hour, tally.now))
    tally = tally.with_progress(completed_tasks=tally.progress.completed_tasks + 1)
    rule = Rule.TASK_COMPLETED
    return tally.give(rule, POINTS[rule], deed.task_id, "Task completed", times=deed.times)


def _reopen_task(tally: Tally, deed: TaskReopened) -> Tally:
    hour = deed.hour if deed.times else None  # before there were points, hours were not counted either
    tally = _with_active_day(tally, tally.days[deed.on].without_task(deed.task_id, hour))
    tally = tally.with_progress(completed_tasks=tally.progress.completed_tasks - 1)
    rule, this_week = Rule.TASK_REOPENED, deed.week == tally.progress.week.name
    return tally.give(
        rule, POINTS[rule], deed.task_id, "Task no longer completed", times=deed.times, this_week=this_week
    )


def _finish_work(tally: Tally, deed: WorkSessionFinished) -> Tally:
    day = tally.days[deed.on]
    tally = _with_active_day(
        tally,
        replace(
            day,
            finished_sessions=day.finished_sessions + 1,
            first_finished=day.first_finished or tally.now,
            worked_seconds=day.worked_seconds + deed.seconds,
            clocked_out=deed.ended,
        ),
    )
    progress = tally.progress
    worked, overtime = progress.worked_days, progress.overtime_days
    for on, hours in deed.spans.items():
        day = tally.days[on]
        day = replace(day, work_hours=add_hours(day.work_hours, hours))
        if on in deed.parts:
            day = day.with_work(deed.parts[on])
        tally = tally.with_day(day)
        worked = worked.with_day(on)
        if day.seconds_at_work > deed.limit_seconds:
            overtime = overtime.with_day(on)
    return tally.with_progress(
        finished_sessions=progress.finished_sessions + 1,
        worked_centihours=progress.worked_centihours + deed.centihours,
        worked_days=worked,
        overtime_days=overtime,
    )


def _complete_focus(tally: Tally, deed: FocusCompleted) -> Tally:
    day = tally.days[deed.on]
    seconds = day.focus_seconds + deed.seconds
    reached = seconds >= deed.goal_seconds
    tally = tally.with_day(
        replace(
            day,
            focus_sessions=day.focus_sessions + 1,
            focus_seconds=seconds,
            focus_goal_reached=day.focus_goal_reached or reached,
        )
    )
    for on, hours in deed.spans.items():
        tally = tally.with_day(
            replace(tally.days[on], focus_hours=add_hours(tally.days[on].focus_hours, hours))
        )
    tally = tally.with_progress(
        focus_sessions=tally.progress.focus_sessions + 1,
        focus_seconds=tally.progress.focus_seconds + deed.seconds,
    )
    if reached and not day.focus_goal_reached:
        rule = Rule.FOCUS_GOAL_REACHED
        tally = tally.give(rule, POINTS[rule], deed.on.isoformat(), "Focus goal of the day reached")
    return tally


def _complete_break(tally: Tally, deed: BreakCompleted) -> Tally:
    day = tally.days[deed.on]
    tally = tally.with_day(
        replace(day, breaks=day.breaks + 1, break_seconds=day.break_seconds + deed.seconds)
    )
    tally = _with_rest(tally, deed.parts)
    return tally.with_progress(breaks=tally.progress.breaks + 1)


def _shut_down(tally: Tally, deed: ShutDown) -> Tally:
    days, day = tally.progress.shutdown_days, tally.days[deed.on]
    source = deed.on.isoformat()
    # The last shutdown of a day is its own.
    minutes = {**tally.progress.shutdown_minutes, source: deed.minute}
    tally = tally.with_day(day.with_shutdown(tally.now)).with_progress(
        shutdown_days=days.with_day(deed.on),
        shutdown_minutes=dict(sorted(minutes.items())[-_SHUTDOWNS_REMEMBERED:]),
    )
    if deed.on in days:
        return tally
    bonus = streak_bonus(tally.progress.shutdown_days.streak(deed.on))
    tally = tally.give(Rule.SHUTDOWN, POINTS[Rule.SHUTDOWN], source, "Day shut down")
    return tally.give(Rule.SHUTDOWN_STREAK, bonus, source, "Shutdown streak")


def _log_health(tally: Tally, deed: HealthLogged) -> Tally:
    tally = _with_rest(tally.with_day(tally.days[deed.on].with_entry(deed.entry)), deed.parts)
    return _with_hydrated_day(tally, deed)


def _unlog_health(tally: Tally, deed: HealthUnlogged) -> Tally:
    tally = tally.with_day(tally.days[deed.on].without_entry(deed.entry.id))
    for day in tally.days.values():
        tally = tally.with_day(day.without_rest(deed.entry.id))
    return _with_hydrated_day(tally, deed)


def _for_challenges_alone(tally: Tally, _: WeekDeed) -> Tally:
    return tally


def _with_rest(tally: Tally, parts: Parts) -> Tally:
    for on, part in parts.items():
        tally = tally.with_day(tally.days[on].with_rest(part))
    return tally


def _with_hydrated_day(tally: Tally, deed: HealthLogged | HealthUnlogged) -> Tally:
    if not isinstance(deed.entry, Drink):
        return tally
    days, drunk = tally.progress.hydrated_days, tally.days[deed.on].hydration_ml
    if drunk >= deed.goal_ml:
        days = days.with_day(deed.on)
    elif isinstance(deed, HealthUnlogged) and drunk + deed.entry.amount_ml >= deed.goal_ml:
        days = days.without_day(deed.on)  # nothing else takes it away, though the goal be higher by now
    return tally.with_progress(hydrated_days=days)


def _with_active_day(tally: Tally, day: Day) -> Tally:
    days = tally.progress.active_days
    days = days.with_day(day.local_date) if day.active else days.without_day(day.local_date)
    return tally.with_day(day).with_progress(active_days=days)


_RULES: dict[type[Deed], Callable[[Tally, Any], Tally]] = {
    TaskCompleted: _complete_task,
    TaskReopened: _reopen_task,
    WorkSessionFinished: _finish_work,
    FocusCompleted: _complete_focus,
    BreakCompleted: _complete_break,
    ShutDown: _shut_down,
    HealthLogged: _log_health,
    HealthUnlogged: _unlog_health,
    ChallengeJoined: _for_challenges_alone,
    ChallengeLeft: _for_challenges_alone,
    ChallengeProgressSet: _for_challenges_alone,
}
