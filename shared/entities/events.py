"""Domain events: the actions of a user that change totals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Self

import msgspec

from shared.entities.calendar import MAX_COUNTED, Calendar, HourOfWeek
from shared.entities.completion import TakenBack
from shared.entities.focus_session import FocusSession
from shared.entities.health import Drink, HealthEntry
from shared.entities.interval import Interval, intersect
from shared.entities.shutdown import ShutdownBefore
from shared.entities.work_session import WorkSession
from shared.views.challenge import ChallengeType
from shared.views.shutdown import ProductivityRating

SecondsByDay = Mapping[date, Mapping[HourOfWeek, int]]
"""Seconds in each hour of the week, by local day."""

PartsByDay = Mapping[date, Sequence[Interval]]
"""The parts of intervals, by local day."""


class TaskCreated(msgspec.Struct, frozen=True, kw_only=True):
    """A task was added."""


class TaskDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """A task was deleted; if it counts for today, `TaskReopened` comes first."""


class TaskCompleted(msgspec.Struct, frozen=True, kw_only=True):
    """A task was completed on this local date, for which it did not count yet.

    `times` counts its completions, including this.
    """

    on: date
    task_id: str
    hour: HourOfWeek = 0
    times: int = 1


class TaskReopened(msgspec.Struct, frozen=True, kw_only=True):
    """A task was reopened or deleted on the date of a completion: undoes `TaskCompleted` with these values.

    `week` is the ISO week the completion counted for.
    """

    on: date
    task_id: str
    hour: HourOfWeek = 0
    times: int = 1
    week: str = ""


class TaskCompletedAgain(msgspec.Struct, frozen=True, kw_only=True):
    """Reopening or deleting a task was undone: a completion counts again that it had taken back then.

    `times` is its new number, `taken_back_at` when it was taken back.
    """

    task_id: str
    taken_back: TakenBack
    times: int
    taken_back_at: datetime

    @property
    def on(self) -> date:
        """The local date that the completion counts for."""
        return self.taken_back.completion.on

    @property
    def unlocked(self) -> Mapping[str, str]:
        """The achievements that were locked again."""
        return self.taken_back.unlocked


class WorkSessionFinished(msgspec.Struct, frozen=True, kw_only=True):
    """A work session ended on this local date, at the local time `ended`, `HH:MM`.

    `ended` is empty if a session that ended later that day is known already. If the start or the end was sent
    later, `breaks` has the ends of the breaks of at least 5 minutes that began during the session. `balanced`
    is as in `WorkSessionCorrected`.

    `seconds`, `centihours` and `spans` count the session without its pauses, and `parts` only the time of it
    that counts as being at work. `sessions` covers the whole session, `pauses` its pauses. All of these are
    in its last 31 days.
    """

    on: date
    seconds: int
    centihours: int
    ended: str = ""
    spans: SecondsByDay = {}
    parts: PartsByDay = {}
    limit_seconds: int = 0  # working time of a day beyond which work is overtime
    sessions: PartsByDay = {}
    pauses: PartsByDay = {}
    end: datetime | None = None  # now if it is None
    session_id: str = ""
    breaks: Sequence[datetime] | None = None
    balanced: bool | None = None

    @classmethod
    def of(
        cls,
        session: WorkSession,
        calendar: Calendar,
        today: date,
        limit_seconds: int,
        *,
        is_last: bool = True,
        breaks: Sequence[datetime] | None = None,
    ) -> Self:
        """Return the event of a session that ended on a user's local date."""
        end = session.end_time or session.start_time
        counted = Interval(end - MAX_COUNTED, end)
        return cls(
            on=today,
            seconds=session.seconds,
            centihours=session.centihours,
            ended=calendar.clock_of(end) if is_last else "",
            spans=calendar.split(intersect(session.intervals, counted)),
            parts=calendar.parts(intersect(session.shifts, counted)),
            limit_seconds=limit_seconds,
            sessions=calendar.parts([Interval(session.start_time, end)]),
            pauses=calendar.parts(intersect(session.paused_intervals, counted)),
            end=end,
            session_id=session.id,
            breaks=breaks,
        )

    @property
    def days(self) -> set[date]:
        """The local days whose totals it changes."""
        return {self.on, *self.spans, *self.sessions, *self.pauses}


class WorkSessionCorrected(msgspec.Struct, frozen=True, kw_only=True):
    """A work session that had ended was corrected or removed.

    `days` has every day for which it counted or counts now, and the work sessions that count for each now,
    in order. `sessions` and `centihours` are the changes of the numbers of sessions and of hundredths of
    hours. `sources` has the sources of challenges, by type, that count no longer (False) or now (True).
    `balanced` is whether the work of these weeks was ever in balance, as far as it is known.

    `subtracted` is a session that was removed among too many to count them anew.
    """

    days: Mapping[date, Sequence[WorkSessionFinished]]
    sessions: int
    centihours: int
    sources: Mapping[ChallengeType, Mapping[str, bool]] = {}
    balanced: bool | None = None
    subtracted: WorkSessionFinished | None = None


class FocusCompleted(msgspec.Struct, frozen=True, kw_only=True):
    """A focus session was completed; its time without pauses counts for the local date on which it started.

    The session itself `counts` for challenges and achievements only if it was long enough.
    """

    on: date
    seconds: int
    goal_seconds: int
    counts: bool
    spans: SecondsByDay = {}

    @classmethod
    def of(cls, session: FocusSession, calendar: Calendar, goal_seconds: int) -> Self:
        """Return the event of a focus session that was completed."""
        return cls(
            on=session.started_on,
            seconds=session.seconds,
            goal_seconds=goal_seconds,
            counts=session.is_full,
            spans=calendar.split(session.intervals),
        )


class FocusUndone(FocusCompleted, frozen=True, kw_only=True):
    """The completion of a focus session, at the moment `at`, was undone.

    `reached_goal` is whether it reached the goal of its day; `week` is the ISO week that it counted for,
    empty if that was over when it was sent, and `challenges` are those that counted it.
    """

    at: datetime
    week: str
    reached_goal: bool
    challenges: tuple[str, ...] = ()


class BreakCompleted(msgspec.Struct, frozen=True, kw_only=True):
    """A break was completed; its time without pauses counts for the local date on which it started."""

    on: date
    seconds: int
    work_session_id: str | None = None  # the work session that was running
    parts: PartsByDay = {}

    @classmethod
    def of(cls, session: FocusSession, calendar: Calendar) -> Self:
        """Return the event of a break that was completed."""
        return cls(
            on=session.started_on,
            seconds=session.seconds,
            work_session_id=session.work_session_id,
            parts=calendar.parts(session.intervals),
        )


class BreakUndone(BreakCompleted, frozen=True, kw_only=True):
    """The completion of a break, with this id, at the moment `at`, was undone.

    `is_last` is whether no other break of the work session counts for challenges.
    """

    session_id: str
    at: datetime
    is_last: bool


class ShutDown(msgspec.Struct, frozen=True, kw_only=True):
    """A day was shut down, at this minute of the day, after some seconds of work or focus on it."""

    on: date
    day_begin: datetime
    minute: int
    seconds: int = 0
    rating: ProductivityRating | None = None


class ShutdownUndone(msgspec.Struct, frozen=True, kw_only=True):
    """The shutdown of a day at a moment was undone, the last one of all; `before` is what it had changed."""

    on: date
    at: datetime
    before: ShutdownBefore


class ShutdownRecounted(msgspec.Struct, frozen=True, kw_only=True):
    """The shutdowns of a day were measured again, after an act that was sent later.

    `early` are the moments of those that count for the challenge.
    """

    on: date
    early: Sequence[datetime] = ()


class _HealthEntryEvent(msgspec.Struct, frozen=True, kw_only=True):
    entry: HealthEntry
    goal_ml: int  # to drink in a day

    @property
    def on(self) -> date:
        """The local date that the entry counts for."""
        return self.entry.on


class HealthEntryAdded(_HealthEntryEvent, frozen=True, kw_only=True):
    """A drink, a meal or a rest was added; `parts` are those of a rest."""

    parts: PartsByDay = {}


class HealthEntryRemoved(_HealthEntryEvent, frozen=True, kw_only=True):
    """A health entry was removed: undoes `HealthEntryAdded`."""

    @property
    def removed_ml(self) -> int:
        """The amount of a drink."""
        return self.entry.amount_ml if isinstance(self.entry, Drink) else 0


class HealthEntryReturned(_HealthEntryEvent, frozen=True, kw_only=True):
    """The removal of a health entry was undone.

    `parts` are those of a rest, `hydrated_by_ml` is the goal by which its day was hydrated until then, and
    `unlocked` are the achievements that were locked again.
    """

    parts: PartsByDay = {}
    hydrated_by_ml: int | None = None
    unlocked: Mapping[str, str] = {}


class ChallengeJoined(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge of this week was joined."""

    challenge_id: str


class ChallengeLeft(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge of this week was left."""

    challenge_id: str


class ChallengeProgressSet(msgspec.Struct, frozen=True, kw_only=True):
    """An administrator set the progress in a challenge of this week."""

    challenge_id: str
    progress: int


DayEvent = (
    TaskCompleted
    | TaskReopened
    | TaskCompletedAgain
    | WorkSessionFinished
    | FocusCompleted
    | FocusUndone
    | BreakCompleted
    | BreakUndone
    | ShutDown
    | ShutdownUndone
    | ShutdownRecounted
    | HealthEntryAdded
    | HealthEntryRemoved
    | HealthEntryReturned
)
"""Events that count for a day, `on`."""

WeekEvent = ChallengeJoined | ChallengeLeft | ChallengeProgressSet
"""Events that count for the week in which they happen, and for no day."""

RewardedEvent = DayEvent | WeekEvent | WorkSessionCorrected
"""Events that can give points or take them back."""

DomainEvent = TaskCreated | TaskDeleted | RewardedEvent
