"""The common part of work sessions, focus sessions and breaks: an interval with pauses."""

from datetime import datetime
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.completion import UNDO_TIME
from shared.entities.entity import Entity
from shared.entities.foreign_change import ForeignChange
from shared.entities.interval import Interval
from shared.entities.pauses import Pause, Pauses, intervals_of, is_paused, seconds_of, without_pauses


class LateAct(msgspec.Struct, frozen=True, array_like=True):
    """An act that was recorded later than it was done."""

    done_at: datetime
    recorded_at: datetime


class TimedSession(Entity, frozen=True, kw_only=True):
    """A session that runs until its end; the time of its pauses does not count.

    `foreign` is the last change by an administrator, `open_pause` the begin of the pause that lasted when the
    session ended. `late_acts` are its acts that were recorded later, in the order of recording: its start,
    and those that can still be undone.
    """

    id: str
    user_id: str
    start_time: datetime
    end_time: datetime | None = None
    pauses: Pauses = ()
    foreign: ForeignChange | None = None
    open_pause: datetime | None = None
    late_acts: tuple[LateAct, ...] = ()

    def recorded_at(self, done_at: datetime) -> datetime:
        """Return when the act of a moment was recorded: then, unless it was sent later."""
        found = [act.recorded_at for act in self.late_acts if act.done_at == done_at]
        return found[-1] if found else done_at

    def with_act(self, done_at: datetime, now: datetime) -> Self:
        """Return the session with an act that is recorded now."""
        if done_at >= now:
            return self
        kept = (
            act
            for act in self.late_acts
            if act.done_at == self.start_time or now - act.recorded_at <= UNDO_TIME
        )
        return replace(self, late_acts=(*kept, LateAct(done_at, now)))

    def without_act(self, done_at: datetime) -> Self:
        """Return the session without the last act of a moment, which is undone."""
        last = max((n for n, act in enumerate(self.late_acts) if act.done_at == done_at), default=None)
        if last is None:
            return self
        return replace(self, late_acts=self.late_acts[:last] + self.late_acts[last + 1 :])

    @property
    def end_recorded_at(self) -> datetime | None:
        """When its end was recorded; None while it runs."""
        return None if self.end_time is None else self.recorded_at(self.end_time)

    @property
    def pauses_before_end(self) -> Pauses:
        """The pauses of a session that has ended as they were before, without those of no length."""
        if self.open_pause is None:
            return self.pauses
        return (*(one for one in self.pauses if one.begin < self.open_pause), Pause(self.open_pause))

    @property
    def paused(self) -> bool:
        """Whether the session is paused now."""
        return self.end_time is None and is_paused(self.pauses)

    @property
    def intervals(self) -> list[Interval]:
        """The time of a session that has ended, without pauses; empty if the clock was set back."""
        return [] if self.end_time is None else self.intervals_until(self.end_time)

    @property
    def paused_intervals(self) -> list[Interval]:
        """The pauses of a session that has ended."""
        return [] if self.end_time is None else intervals_of(self.pauses, self.end_time, self.id)

    @property
    def seconds(self) -> int:
        """The length of a session that has ended, without pauses, in whole seconds."""
        return seconds_of(self.intervals)

    @property
    def last_change(self) -> datetime:
        """When it was last started, paused, resumed or ended."""
        moments = (moment for pause in self.pauses for moment in (pause.begin, pause.end))
        return max(filter(None, (self.start_time, *moments, self.end_time)))

    def ran_at(self, moment: datetime) -> bool:
        """Return whether it ran at a moment, also paused."""
        return self.start_time <= moment and (self.end_time is None or moment < self.end_time)

    def is_paused_at(self, moment: datetime) -> bool:
        """Return whether it was paused at a moment."""
        return any(
            pause.begin <= moment and (pause.end is None or moment < pause.end) for pause in self.pauses
        )

    def intervals_until(self, moment: datetime) -> list[Interval]:
        """Return the time from the start to a moment, without pauses."""
        return without_pauses(Interval(self.start_time, moment, self.id), self.pauses)


class ActiveSession(Entity, frozen=True, kw_only=True):
    """Names the running session: while the pointer exists, no other session of its kind can start.

    It has a copy of the session, so that a change of the session needs no other read: each is written in the
    commit that writes the pointer. Pointers of earlier versions have no copy. A session that was started
    later than one that is known already `ends_by` the start of that one.
    """

    user_id: str
    session_id: str
    ends_by: datetime | None = None
