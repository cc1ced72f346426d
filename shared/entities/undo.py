"""Acts that were undone, and copies of deleted documents, for undoing the deletion."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from shared.entities.completion import UNDO_TIME, TakenBack
from shared.entities.entity import Entity
from shared.entities.foreign_change import ForeignChange
from shared.entities.task import Task
from shared.views.undo import UndoneView


class Undone(Entity, frozen=True, kw_only=True):
    """An act that was undone; stored only in idempotency records."""

    user_id: str
    event: str
    id: str

    def to_dict(self) -> UndoneView:
        """Return the view."""
        return {"event": self.event, "id": self.id}


class DeletedTask(Entity, frozen=True, kw_only=True):
    """A copy of a task that was deleted, or taken back by reopening the one before, on a local date.

    It is kept a little longer than the deletion can be undone. `taken_with` is the task that was reopened.
    """

    LIFETIME: ClassVar[timedelta] = UNDO_TIME + timedelta(minutes=5)

    user_id: str
    task: Task
    at: datetime
    on: date
    taken_back: TakenBack | None = None
    taken_with: str | None = None
    foreign: ForeignChange | None = None
