"""A focus session or a break: an interval with a planned length."""

from datetime import date, datetime, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.interval import Interval
from shared.entities.pauses import cut, merged, moment_after, with_last_ended, with_pause
from shared.entities.timed_session import ActiveSession, TimedSession
from shared.entities.work_session import WorkdaySettings
from shared.views.focus_session import FocusSessionView, SessionStatus, SessionType

_FORGOTTEN_AFTER = timedelta(hours=12)  # after the planned end
MAX_DURATION = timedelta(hours=4) + _FORGOTTEN_AFTER
"""The longest time from the start of a session until it has ended or counts as forgotten."""

_MIN_SECONDS = 5 * 60  # of a session that counts
_MIN_PERCENT = 80  # of the plan


class CountedFocus(msgspec.Struct, frozen=True, array_like=True):
    """How the completion of a focus session counted.

    By which goal of the day, whether it reached that, for which challenges, and for which week: for none if
    that is empty. Completions of earlier versions have no week.
    """

    goal_seconds: int
    reached_goal: bool
    challenges: tuple[str, ...] = ()
    week: str | None = None


class FocusSession(TimedSession, frozen=True, kw_only=True):
    """A focus session or a break.

    `started_on` is the user's local date at the start, which a change of the time zone does not affect;
    `work_session_id` is the work session that was running then. A focus session may be on a task, `task_id`.
    `resumes` is the focus session that a break has paused, `paused_with` the work session whose pause has
    paused this focus session, and `resumed_with` the work session or the break with which it went on.
    `task_updated_at` is when the task was changed before the time of the session was spent on it.
    `counted_by` has the settings of the user when the session was completed, `counted` what else undoing that
    restores; breaks and sessions that earlier versions completed have none.
    """

    started_on: date
    planned_minutes: int
    session_type: SessionType = SessionType.FOCUS
    status: SessionStatus = SessionStatus.ACTIVE
    work_session_id: str | None = None
    task_id: str | None = None
    resumes: str | None = None
    paused_with: str | None = None
    resumed_with: str | None = None
    task_updated_at: datetime | None = None
    counted_by: WorkdaySettings | None = None
    counted: CountedFocus | None = None

    @property
    def running(self) -> bool:
        """Whether the session has not ended; it may be paused."""
        return self.status in {SessionStatus.ACTIVE, SessionStatus.PAUSED}

    @property
    def is_full(self) -> bool:
        """Whether it ran at least 5 minutes and 80 % of its plan, without pauses."""
        planned = self.planned_minutes * 60
        return self.seconds >= _MIN_SECONDS and self.seconds * 100 >= planned * _MIN_PERCENT

    def is_forgotten(self, now: datetime) -> bool:
        """Return whether the session has not ended 12 hours and its planned time after its start."""
        return self.running and now >= self.forgotten_at

    @property
    def forgotten_at(self) -> datetime:
        """When the session counts as forgotten, unless it ends before."""
        return self.start_time + self._planned + _FORGOTTEN_AFTER

    def focused(self, now: datetime) -> list[Interval]:
        """Return the time of focus until now; none of a break, nor of a session that was stopped by then."""
        runs = self.end_time is None or self.end_time > now
        ended = self.is_forgotten(now) if runs else self.status is SessionStatus.STOPPED
        if ended or self.session_type is SessionType.BREAK:
            return []
        return self.intervals_until(max(now, self.start_time) if runs else self.end_time or now)

    def pause(self, now: datetime, work_session_id: str | None = None) -> Self:
        """Return the session paused now, together with a work session if one is named."""
        pauses = with_pause(merged(self.pauses), max(now, self.start_time))
        return replace(
            self,
            status=SessionStatus.PAUSED,
            pauses=pauses,
            paused_with=work_session_id,
            resumed_with=None,
        )

    def resume(self, now: datetime, session_id: str | None = None) -> Self:
        """Return the paused session going on now, with a work session or after a break if one is named."""
        pauses = with_last_ended(self.pauses, now)
        return replace(
            self,
            status=SessionStatus.ACTIVE,
            pauses=pauses,
            paused_with=None,
            resumed_with=session_id,
        )

    def end(self, now: datetime, status: SessionStatus) -> Self:
        """Return the session ended now; a pause that still lasts ends with it."""
        end = max(now, self.start_time)
        pauses = cut(self.pauses, Interval(self.start_time, end))
        open_pause = self.pauses[-1].begin if self.paused else None
        return replace(self, end_time=end, status=status, pauses=pauses, open_pause=open_pause)

    def undo_end(self) -> Self:
        """Return the session, which has ended, running or paused as if it had not."""
        status = SessionStatus.ACTIVE if self.open_pause is None else SessionStatus.PAUSED
        running = replace(
            self,
            end_time=None,
            status=status,
            pauses=self.pauses_before_end,
            open_pause=None,
            task_updated_at=None,
            counted_by=None,
            counted=None,
        )
        return running if self.end_time is None else running.without_act(self.end_time)

    def end_forgotten(self, now: datetime) -> Self:
        """Return the session stopped when its planned time was over, or when its last pause began."""
        planned_end = moment_after(self.start_time, self.pauses, self._planned)
        return self.end(min(now, planned_end), SessionStatus.STOPPED)

    @property
    def _planned(self) -> timedelta:
        return timedelta(minutes=self.planned_minutes)

    def to_dict(self) -> FocusSessionView:
        """Return the view."""
        return {
            "session_id": self.id,
            "user_id": self.user_id,
            "task_id": self.task_id,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "planned_duration": self.planned_minutes,
            "actual_duration": None if self.end_time is None else self.seconds // 60,
            "session_type": self.session_type,
            "status": self.status,
            "resumes": self.resumes,
            "pauses": [pause.to_dict() for pause in self.pauses],
        }


class ActiveFocusSession(ActiveSession, frozen=True, kw_only=True):
    """The pointer to the running focus session or break.

    `interrupted` is a copy of the focus session that goes on when the running break ends.
    """

    session: FocusSession | None = None
    interrupted: FocusSession | None = None
