"""When an act can be undone."""

from datetime import datetime

from shared.entities.completion import UNDO_TIME, Completion, TakenBack, TaskBefore
from shared.entities.foreign_change import ForeignChange
from shared.entities.totals import LifetimeTotals, WeeklyTotals
from shared.errors import AvanochiError, ConflictError, NotFoundError

NOT_FOUND = "There is no such act of the last 15 minutes"


def is_recent(at: datetime, now: datetime) -> bool:
    """Return whether an act at this moment can still be undone."""
    return now - at <= UNDO_TIME


def no_such_act() -> NotFoundError:
    """Return the error for an act that does not exist, is too old, or is another user's."""
    return NotFoundError(NOT_FOUND)


def changed_since(before: TaskBefore | None, now: datetime, sentence: str) -> AvanochiError:
    """Return the error for an act on a task that is not the last one: `before` is from the one before that.

    That is the act, or it is no act of the last 15 minutes.
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
    weeks = {week.name: week for week in (*before.other_weeks, before.week)}
    earlier = weeks.get(after.week.name, WeeklyTotals()).challenges
    return TakenBack(
        completion=completion,
        at=at,
        challenges=tuple(
            name
            for name, progress in after.week.challenges.items()
            if name in earlier and earlier[name].marks != progress.marks
        ),
        unlocked={name: since for name, since in before.unlocked.items() if name not in after.unlocked},
    )
