"""When an act can be undone."""

from datetime import datetime, timedelta

from shared.entities.undo import ForeignChange
from shared.errors import ConflictError, NotFoundError

UNDO_TIME = timedelta(minutes=15)
"""How long an act can be undone."""

NOT_FOUND = "There is no such act of the last 15 minutes"


def is_recent(at: datetime, now: datetime) -> bool:
    """Return whether an act at this moment can still be undone."""
    return now - at <= UNDO_TIME


def no_such_act() -> NotFoundError:
    """Return the error for an act that does not exist, is too old, or is another user's."""
    return NotFoundError(NOT_FOUND)


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
