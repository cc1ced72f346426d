"""The effects of an event, as a pure function of totals and event, without clock and I/O.

`POINTS` has the points of each rule, and the table at the end the function that applies to each event.
Challenges and achievements are rows of their own tables, in `challenges.py` and `achievements.py`. Streaks
are not stored: they are derived from the sets of days.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from shared.entities import events
from shared.entities.active_days import ActiveDays
from shared.entities.calendar import week_of
from shared.entities.daily_totals import DailyTotals, add_hours
from shared.entities.health import Drink
from shared.entities.shutdown import LocalShutdown
from shared.entities.totals import LifetimeTotals
from shared.rules.rewards import challenges, work
from shared.rules.rewards.achievements import settle_balance, unlock
from shared.rules.rewards.totals import Totals
from shared.views.points import Rule

POINTS = {
    Rule.TASK_COMPLETED: 5,
    Rule.TASK_REOPENED: -5,
    Rule.FOCUS_GOAL_REACHED: 15,
    Rule.SHUTDOWN: 10,
}
POINTS_PER_STREAK_DAY = 2
MAX_STREAK_BONUS = 20

_SHUTDOWNS_REMEMBERED = 30
_UNDOING = (
    events.TaskReopened
    | events.HealthEntryRemoved
    | events.WorkSessionCorrected
    | events.ShutdownUndone
    | events.FocusUndone
    | events.BreakUndone
)


def count(lifetime: LifetimeTotals, event: events.TaskCreated | events.TaskDeleted) -> LifetimeTotals:
    """Return the lifetime totals after an event that counts for no day."""
    step = 1 if isinstance(event, events.TaskCreated) else -1
    return replace(lifetime, total_tasks=lifetime.total_tasks + step)


def days_of(event: events.RewardedEvent) -> set[date]:
    """Return the days whose totals an event changes."""
    if isinstance(event, events.WeekEvent):
        return set()
    match event:
        case events.WorkSessionFinished() | events.WorkSessionCorrected():
            return {*event.days}
        case events.FocusCompleted() | events.FocusUndone():
            return {event.on, *event.spans}
        case (
            events.BreakCompleted()
            | events.BreakUndone()
            | events.HealthEntryAdded()
            | events.HealthEntryReturned()
        ):
            return {event.on, *event.parts}
        case events.HealthEntryRemoved():
            return event.entry.days
        case _:
            return {event.on}


def reward(
    lifetime: LifetimeTotals,
    days: Mapping[date, DailyTotals],
    event: events.RewardedEvent,
    now: datetime,
    today: date,
    passed: ActiveDays,
    sent_in: str = "",
) -> Totals:
    """Return the totals after an event that happens now, on the user's local date `today`.

    `days` are the totals of `days_of(event)`. A week begins with its first event. Streaks pass over the days
    of `passed`; achievements whose count falls because these have changed become permanent. `sent_in` is the
    week in which the event was sent, if that was later than now: one of an earlier week changes no week.
    """
    week = week_of(today)
    is_week_over = week < sent_in
    before = lifetime if is_week_over else lifetime.at_week(week)
    lifetime = unlock(before, replace(before, passed_days=passed), now, undoing=False)
    totals = Totals(lifetime, days, now, is_late=sent_in != "", is_week_over=is_week_over)
    if not isinstance(event, events.WeekEvent):  # those change challenges only
        totals = _RULES[type(event)](totals, event)
    if not is_week_over:
        totals = challenges.advance(totals, event)
    if totals.points and isinstance(event, events.DayEvent):
        totals = totals.with_day(totals.days[event.on].with_points(totals.points))
    after = unlock(lifetime, totals.lifetime, now, undoing=isinstance(event, _UNDOING))
    work_events = events.WorkSessionFinished | events.WorkSessionCorrected
    if isinstance(event, work_events) and event.balanced is not None:
        after = settle_balance(after, now, reached=event.balanced)
    if isinstance(event, events.TaskCompletedAgain | events.HealthEntryReturned):
        since = {name: at for name, at in event.unlocked.items() if name in after.unlocked}
        after = replace(after, unlocked={**after.unlocked, **since})
    return replace(totals, lifetime=after)


def streak_bonus(streak: int) -> int:
    """Return the points for a shutdown that extends the streak to this many days."""
    return min(POINTS_PER_STREAK_DAY * streak, MAX_STREAK_BONUS)


def points_earned(day: DailyTotals, *, goal_reached: bool, streak: int) -> int:
    """Return the points of a day when it is shut down; `streak` is the streak it then extends."""
    return (
        POINTS[Rule.SHUTDOWN]
        + POINTS[Rule.TASK_COMPLETED] * day.completed_tasks
        + (POINTS[Rule.FOCUS_GOAL_REACHED] if goal_reached else 0)
        + streak_bonus(streak)
    )


def _complete_task(totals: Totals, event: events.TaskCompleted) -> Totals:
    day = totals.days[event.on]
    totals = totals.with_active_day(
        day.with_task(event.task_id, event.hour, totals.now, is_late=totals.is_late)
    )
    totals = totals.with_lifetime(completed_tasks=totals.lifetime.completed_tasks + 1)
    rule = Rule.TASK_COMPLETED
    return totals.give(rule, POINTS[rule], event.task_id, "Task completed", times=event.times)


def _reopen_task(totals: Totals, event: events.TaskReopened) -> Totals:
    hour = event.hour if event.times else None  # completions from before points were introduced have no hour
    totals = totals.with_active_day(totals.days[event.on].without_task(event.task_id, hour))
    totals = totals.with_lifetime(completed_tasks=totals.lifetime.completed_tasks - 1)
    rule, this_week = Rule.TASK_REOPENED, event.week == totals.lifetime.week.name
    return totals.give(
        rule, POINTS[rule], event.task_id, "Task no longer completed", times=event.times, this_week=this_week
    )


def _complete_task_again(totals: Totals, event: events.TaskCompletedAgain) -> Totals:
    completion, at = event.taken_back.completion, event.taken_back.at
    totals = totals.with_active_day(totals.days[event.on].with_task_again(event.task_id, completion.hour, at))
    totals = totals.with_lifetime(completed_tasks=totals.lifetime.completed_tasks + 1)
    rule, this_week = Rule.TASK_COMPLETED, completion.week == totals.lifetime.week.name
    reason = "Task completed, as before"
    return totals.give(rule, POINTS[rule], event.task_id, reason, times=event.times, this_week=this_week)


def _complete_focus(totals: Totals, event: events.FocusCompleted) -> Totals:
    day = totals.days[event.on]
    seconds = day.focus_seconds + event.seconds
    reached = seconds >= event.goal_seconds
    totals = totals.with_day(
        replace(
            day,
            focus_sessions=day.focus_sessions + 1,
            focus_seconds=seconds,
            focus_goal_reached=day.focus_goal_reached or reached,
        )
    )
    for on, hours in event.spans.items():
        totals = totals.with_day(
            replace(totals.days[on], focus_hours=add_hours(totals.days[on].focus_hours, hours))
        )
    if event.counts:
        totals = totals.with_lifetime(
            focus_sessions=totals.lifetime.focus_sessions + 1,
            focus_seconds=totals.lifetime.focus_seconds + event.seconds,
        )
    if reached and not day.focus_goal_reached:
        rule = Rule.FOCUS_GOAL_REACHED
        totals = totals.give_for_day(rule, POINTS[rule], event.on, "Focus goal of the day reached")
    return totals


def _undo_focus(totals: Totals, event: events.FocusUndone) -> Totals:
    day = totals.days[event.on]
    seconds = day.focus_seconds - event.seconds
    missed = event.reached_goal and seconds < event.goal_seconds
    totals = totals.with_day(
        replace(
            day,
            focus_sessions=day.focus_sessions - 1,
            focus_seconds=seconds,
            focus_goal_reached=day.focus_goal_reached and not missed,
        )
    )
    for on, hours in event.spans.items():
        fewer = {hour: -amount for hour, amount in hours.items()}
        totals = totals.with_day(
            replace(totals.days[on], focus_hours=add_hours(totals.days[on].focus_hours, fewer))
        )
    if event.counts:
        totals = totals.with_lifetime(
            focus_sessions=totals.lifetime.focus_sessions - 1,
            focus_seconds=totals.lifetime.focus_seconds - event.seconds,
        )
    if missed:
        rule, this_week = Rule.FOCUS_GOAL_REACHED, event.week == totals.lifetime.week.name
        reason = "Focus goal of the day no longer reached"
        totals = totals.give_for_day(rule, -POINTS[rule], event.on, reason, this_week=this_week)
    return totals


def _complete_break(totals: Totals, event: events.BreakCompleted) -> Totals:
    day = totals.days[event.on]
    totals = totals.with_day(
        replace(day, breaks=day.breaks + 1, break_seconds=day.break_seconds + event.seconds)
    )
    totals = _with_rest(totals, event.parts)
    return totals.with_lifetime(breaks=totals.lifetime.breaks + 1)


def _undo_break(totals: Totals, event: events.BreakUndone) -> Totals:
    day = totals.days[event.on]
    totals = totals.with_day(
        replace(day, breaks=day.breaks - 1, break_seconds=day.break_seconds - event.seconds)
    )
    for on in event.parts:
        totals = totals.with_day(totals.days[on].without_rest(event.session_id))
    return totals.with_lifetime(breaks=totals.lifetime.breaks - 1)


def _shut_down(totals: Totals, event: events.ShutDown) -> Totals:
    before, day = totals.lifetime, totals.days[event.on]
    source = event.on.isoformat()
    # The last shutdown of a day replaces earlier ones.
    minutes = {**before.shutdown_minutes, source: event.minute}
    lifetime = before.with_shutdown(event.on, totals.now)
    shutdown = LocalShutdown(totals.now, event.day_begin, event.minute, event.on in lifetime.shutdown_days)
    totals = replace(
        totals.with_day(day.with_shutdown(shutdown, event.rating)), lifetime=lifetime
    ).with_lifetime(shutdown_minutes=dict(sorted(minutes.items())[-_SHUTDOWNS_REMEMBERED:]))
    if totals.lifetime.shutdown_days == before.shutdown_days:
        return totals
    bonus = streak_bonus(totals.lifetime.shutdown_streak(event.on))
    totals = totals.give_for_day(Rule.SHUTDOWN, POINTS[Rule.SHUTDOWN], event.on, "Day shut down")
    return totals.give_for_day(Rule.SHUTDOWN_STREAK, bonus, event.on, "Shutdown streak")


def _undo_shutdown(totals: Totals, event: events.ShutdownUndone) -> Totals:
    lifetime, before, on = totals.lifetime, event.before, event.on
    counted, repeated = lifetime.shutdown_days, lifetime.repeated_shutdown_days
    minutes = {**lifetime.shutdown_minutes, **before.minutes}
    day = totals.days[on].without_shutdown(before.rating, before.replaced)
    totals = totals.with_day(day).with_lifetime(
        shutdown_days=counted.without_day(on) if before.counted else counted,
        repeated_shutdown_days=repeated.without_day(on) if before.repeated else repeated,
        last_shutdown=before.last_shutdown,
        shutdown_minutes={date: minute for date, minute in sorted(minutes.items()) if minute is not None},
    )
    if not before.counted:
        return totals
    for rule, points in ((Rule.SHUTDOWN, POINTS[Rule.SHUTDOWN]), (Rule.SHUTDOWN_STREAK, before.bonus)):
        this_week = before.week == lifetime.week.name
        totals = totals.give_for_day(rule, -points, on, "Shutdown undone", this_week=this_week)
    return totals


def _add_health_entry(totals: Totals, event: events.HealthEntryAdded) -> Totals:
    totals = _with_rest(totals.with_day(totals.days[event.on].with_entry(event.entry)), event.parts)
    if event.on in totals.lifetime.hydrated_days:
        return totals
    return _with_hydrated_day(totals, event, event.goal_ml)


def _return_health_entry(totals: Totals, event: events.HealthEntryReturned) -> Totals:
    totals = _with_rest(totals.with_day(totals.days[event.on].with_entry(event.entry)), event.parts)
    if event.hydrated_by_ml is None and event.on in totals.lifetime.hydrated_days:
        return totals
    return _with_hydrated_day(totals, event, event.hydrated_by_ml or event.goal_ml)


def _with_hydrated_day(
    totals: Totals, event: events.HealthEntryAdded | events.HealthEntryReturned, goal_ml: int
) -> Totals:
    """Earn the day if its drinks reach the goal."""
    day, hydrated = totals.days[event.on], totals.lifetime.hydrated_days
    if not isinstance(event.entry, Drink) or day.hydration_ml < goal_ml:
        return totals
    totals = totals.with_day(replace(day, hydrated_by_ml=goal_ml))
    return totals.with_lifetime(hydrated_days=hydrated.with_day(event.on))


def _remove_health_entry(totals: Totals, event: events.HealthEntryRemoved) -> Totals:
    totals = totals.with_day(totals.days[event.on].without_entry(event.entry))
    for day in totals.days.values():
        totals = totals.with_day(day.without_rest(event.entry.id))
    return _without_hydrated_day(totals, event) if isinstance(event.entry, Drink) else totals


def _with_rest(totals: Totals, parts: events.PartsByDay) -> Totals:
    for on, rests in parts.items():
        for rest in rests:
            totals = totals.with_day(totals.days[on].with_rest(rest))
    return totals


def _without_hydrated_day(totals: Totals, event: events.HealthEntryRemoved) -> Totals:
    """Take the day back if less is left than the goal by which it was earned."""
    day, hydrated = totals.days[event.on], totals.lifetime.hydrated_days
    goal_ml = day.hydrated_by_ml
    if goal_ml is None:  # earned before the goal was kept: because of the removal, not of a higher goal
        goal_ml = event.goal_ml if day.hydration_ml + event.removed_ml >= event.goal_ml else 0
    if event.on not in hydrated or day.hydration_ml >= goal_ml:
        return totals
    totals = totals.with_day(replace(day, hydrated_by_ml=None))
    return totals.with_lifetime(hydrated_days=hydrated.without_day(event.on))


_RULES: dict[type[events.DayEvent | events.WorkSessionCorrected], Callable[[Totals, Any], Totals]] = {
    events.TaskCompleted: _complete_task,
    events.TaskReopened: _reopen_task,
    events.TaskCompletedAgain: _complete_task_again,
    events.WorkSessionFinished: work.finish,
    events.WorkSessionCorrected: work.correct,
    events.FocusCompleted: _complete_focus,
    events.FocusUndone: _undo_focus,
    events.BreakCompleted: _complete_break,
    events.BreakUndone: _undo_break,
    events.ShutDown: _shut_down,
    events.ShutdownUndone: _undo_shutdown,
    events.ShutdownRecounted: lambda totals, _: totals,  # for challenges only
    events.HealthEntryAdded: _add_health_entry,
    events.HealthEntryRemoved: _remove_health_entry,
    events.HealthEntryReturned: _return_health_entry,
}
