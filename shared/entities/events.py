"""What a person can do that counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.entities.calendar import HourOfWeek
from shared.entities.health import HealthEntry
from shared.entities.interval import Interval

Spans = Mapping[date, Mapping[HourOfWeek, int]]
"""Seconds of each hour of the week, by the local day that they belong to."""

Parts = Mapping[date, Interval]
"""The parts of a stretch of time, by the local day that they lie in."""


@dataclass(frozen=True, slots=True)
class TaskCreated:
    """A task was planned."""


@dataclass(frozen=True, slots=True)
class TaskDeleted:
    """An open task was taken off the plan; of a done one, `TaskReopened` comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompleted:
    """A task was done, on this local date; `times` counts how often it has been by now."""

    on: date
    task_id: str
    hour: HourOfWeek = 0
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReopened:
    """A task that was done is open again: the undoing of `TaskCompleted`, of which it carries everything.

    `week` is the ISO week for which it counted.
    """

    on: date
    task_id: str
    hour: HourOfWeek = 0
    times: int = 1
    week: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSessionFinished:
    """A work session ended, on this local date, `ended` being the minute of that day's clock.

    The spans are those of the whole session, the parts of what counts of it as being at work.
    """

    on: date
    seconds: int
    centihours: int
    ended: str = ""
    spans: Spans = field(default_factory=dict)
    parts: Parts = field(default_factory=dict)
    limit_seconds: int = 0  # of work in a day, beyond which it is overtime


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusCompleted:
    """A focus session came to its end; it counts on the local date on which it started."""

    on: date
    seconds: int
    goal_seconds: int
    spans: Spans = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakCompleted:
    """A break came to its end; it counts on the local date on which it started."""

    on: date
    seconds: int
    work_session_id: str | None = None  # the one that was running
    parts: Parts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutDown:
    """Somebody looked back on their day and closed it, at this minute of its clock."""

    on: date
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthEntryAdded:
    """Somebody drank, ate or rested; of a rest there are its `parts`."""

    entry: HealthEntry
    goal_ml: int  # to drink in a day
    parts: Parts = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The local date for which it counts."""
        return self.entry.on


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthEntryRemoved:
    """They did not, after all: the undoing of `HealthEntryAdded`."""

    entry: HealthEntry
    goal_ml: int

    @property
    def on(self) -> date:
        """The local date for which it counted."""
        return self.entry.on


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeJoined:
    """Somebody takes up a challenge of this week."""

    challenge_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeLeft:
    """Somebody gives up a challenge of this week."""

    challenge_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeProgressSet:
    """Another service says how far somebody has come in a challenge of this week."""

    challenge_id: str
    progress: int


DayEvent = (
    TaskCompleted
    | TaskReopened
    | WorkSessionFinished
    | FocusCompleted
    | BreakCompleted
    | ShutDown
    | HealthEntryAdded
    | HealthEntryRemoved
)
"""Deeds that count for a day, `on`."""

WeekEvent = ChallengeJoined | ChallengeLeft | ChallengeProgressSet
"""Deeds that count for the week in which they are done, and for no day."""

DomainEvent = TaskCreated | TaskDeleted | DayEvent | WeekEvent
