"""Acts that were undone, and copies of deleted documents, for undoing the deletion."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from shared.entities.completion import UNDO_TIME, TakenBack
from shared.entities.entity import Entity
from shared.entities.foreign_change import ForeignChange
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval
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


class DeletedEntry(Entity, frozen=True, kw_only=True):
    """A copy of a health entry that was removed at a moment.

    `rested` are its parts by day, if it is a rest. `hydrated_by_ml` is the goal by which its day was hydrated
    until then, if it was, and `unlocked` are the achievements that were locked again. It is kept as long as a
    deleted task.
    """

    LIFETIME: ClassVar[timedelta] = DeletedTask.LIFETIME

    user_id: str
    at: datetime
    drink: Drink | None = None
    meal: Meal | None = None
    rest: Rest | None = None
    rested: Mapping[date, tuple[Interval, ...]] = {}
    hydrated_by_ml: int | None = None
    unlocked: Mapping[str, str] = {}

    @property
    def entry(self) -> HealthEntry:
        """The entry."""
        (entry,) = (one for one in (self.drink, self.meal, self.rest) if one is not None)
        return entry
