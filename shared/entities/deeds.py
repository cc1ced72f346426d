"""What a person can do that counts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TaskCreated:
    """A task was planned."""


@dataclass(frozen=True, slots=True)
class TaskDeleted:
    """An open task was taken off the plan; of a done one, `TaskReopened` comes first."""


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """A task was done, on this local date."""

    on: date


@dataclass(frozen=True, slots=True)
class TaskReopened:
    """A task that was done on this local date is open again: the undoing of `TaskCompleted`."""

    on: date


@dataclass(frozen=True, slots=True)
class WorkSessionFinished:
    """A work session ended, on this local date."""

    on: date
    seconds: int
    centihours: int


DayDeed = TaskCompleted | TaskReopened | WorkSessionFinished
"""Deeds that count for a day, `on`."""

Deed = TaskCreated | TaskDeleted | DayDeed
