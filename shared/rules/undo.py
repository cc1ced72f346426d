"""When an act can be undone."""

from datetime import date, datetime

from shared.entities.completion import UNDO_TIME, Completion, TakenBack, TaskBefore
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import FocusCompleted
from shared.entities.focus_session import CountedFocus
from shared.entities.foreign_change import ForeignChange
from shared.entities.shutdown import ShutdownBefore
from shared.entities.timed_session import TimedSession
from shared.entities.totals import LifetimeTotals, WeeklyTotals
from shared.errors import AvanochiError, ConflictError, NotFoundError
from shared.rules.rewards.rewards import streak_bonus

NOT_FOUND = "There is no such act of the last 15 minutes"


def is_recent(at: datetime, now: datetime) -> bool:
    """Return whether an act at this moment can still be undone."""
    return now - at <= UNDO_TIME


def no_such_act() -> NotFoundError:
    """Return the error for an act that does not exist, is too old, or is another user's."""
    return NotFoundError(NOT_FOUND)


def not_running(session: TimedSession | None, now: datetime, sentence: str) -> AvanochiError:
    """Return the error for an act on a session that does not run."""
    ended = None if session is None else session.end_recorded_at
    return ConflictError(sentence) if ended is not None and is_recent(ended, now) else no_such_act()


def changed_since(before: TaskBefore | None, now: datetime, sentence: str) -> AvanochiError:
    """Return the error for undoing an act on a task when its last one was another.

    `before` is what the act before the last one stored. If it is recent, that is the act, and the task has
    changed since; otherwise there is no such act.
    """
    return ConflictError(sentence) if before is not None and is_recent(before.at, now) else no_such_act()


def require_own_act(at: datetime, now: datetime, foreign: ForeignChange | None, caller: str) -> None:
    """Raise `NotFoundError` unless an act on a document is recent and the caller's own.

    `foreign` is the last change of the document by another user than its owner, `caller` the hash of the
    caller's id, empty for the owner. `ConflictError` if another user has changed the document since.
    """
    if not is_recent(at, now):
        raise no_such_act()
    if foreign is not None and foreign.at > at:
        raise ConflictError("An administrator has changed it since")
    actor = foreign.by if foreign is not None and foreign.at == at else ""
    if actor != caller:
        raise no_such_act()


def taken_back(
    completion: Completion, at: datetime | None, before: LifetimeTotals, after: LifetimeTotals
) -> TakenBack:
    """Return what taking back a completion, counted at a moment, has changed in the totals."""
    return TakenBack(
        completion=completion,
        at=at,
        challenges=_changed_challenges(before, after),
        unlocked={name: since for name, since in before.unlocked.items() if name not in after.unlocked},
    )


def shutdown_before(
    on: date, day: DailyTotals, changed_day: DailyTotals, before: LifetimeTotals, after: LifetimeTotals
) -> ShutdownBefore:
    """Return what a shutdown on a date has changed in the totals of the day and in those of all time."""
    minutes, changed = before.shutdown_minutes, after.shutdown_minutes
    counted = on in after.shutdown_days and on not in before.shutdown_days
    is_replaced = len(changed_day.shutdown_times) == len(day.shutdown_times)
    return ShutdownBefore(
        rating=day.shutdown_rating,
        replaced=day.shutdown_times[-1] if is_replaced else None,
        minutes={
            name: minutes.get(name)
            for name in sorted({*minutes, *changed})
            if minutes.get(name) != changed.get(name)
        },
        last_shutdown=before.last_shutdown,
        counted=counted,
        repeated=on in after.repeated_shutdown_days and on not in before.repeated_shutdown_days,
        bonus=streak_bonus(after.shutdown_streak(on)) if counted else 0,
        challenges=_changed_challenges(before, after),
    )


def counted_focus(
    event: FocusCompleted,
    day: DailyTotals,
    changed_day: DailyTotals,
    before: LifetimeTotals,
    after: LifetimeTotals,
) -> CountedFocus:
    """Return how a completion has counted, from the totals before and after it."""
    return CountedFocus(
        goal_seconds=event.goal_seconds,
        reached_goal=changed_day.focus_goal_reached and not day.focus_goal_reached,
        challenges=_changed_challenges(before, after),
    )


def _changed_challenges(before: LifetimeTotals, after: LifetimeTotals) -> tuple[str, ...]:
    """Return the challenges of the week whose progress or sources are others than before."""
    weeks = {week.name: week for week in (*before.other_weeks, before.week)}
    earlier = weeks.get(after.week.name, WeeklyTotals()).challenges
    return tuple(
        name
        for name, progress in after.week.challenges.items()
        if name in earlier and earlier[name] != progress
    )
