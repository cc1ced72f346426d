"""Completions of a task, and what undoing one, or its reopening, restores."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec
from msgspec.structs import replace

from shared.entities.calendar import HourOfWeek

UNDO_TIME = timedelta(minutes=15)
"""How long an act can be undone."""


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    """A completion of a task that counts: for the local date `on`, an hour of the week, and an ISO week.

    `times` is its number among the completions of the task that were counted.
    """

    on: date
    hour: HourOfWeek = 0
    week: str = ""
    times: int = 1


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """The completion that reopening or deleting a task took back, counted `at` a moment of its day.

    `challenges` are the challenges that counted it, `unlocked` the achievements that were locked again, with
    since when they were unlocked.
    """

    completion: Completion
    at: datetime | None = None
    challenges: tuple[str, ...] = ()
    unlocked: Mapping[str, str] = {}


class Reopening(msgspec.Struct, frozen=True, kw_only=True):
    """What reopening a task removed from it, and took back."""

    completed_at: datetime
    completed_on: date | None = None
    completed_hour: HourOfWeek = 0
    completed_week: str = ""
    kept: tuple[Completion, ...] = ()
    taken_back: TakenBack | None = None


class TaskBefore(msgspec.Struct, frozen=True, kw_only=True):
    """What a task had before it was completed or reopened at the moment `at`, and undoing that restores.

    `earlier` is the same for the act before, if that was within 15 minutes.
    """

    at: datetime
    updated_at: datetime
    settled_plan: date | None = None
    next_id: str | None = None
    reopening: Reopening | None = None
    earlier: "TaskBefore | None" = None

    def recent(self, now: datetime) -> "TaskBefore | None":
        """Return this without earlier ones if the act can still be undone, else None."""
        return replace(self, earlier=None) if now - self.at <= UNDO_TIME else None
