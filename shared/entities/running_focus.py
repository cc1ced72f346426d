"""The running focus session and break: how starting, pausing and ending one affects the other."""

from datetime import datetime
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.focus_session import FocusSession
from shared.errors import ConflictError
from shared.views.focus_session import SessionType


class RunningFocus(msgspec.Struct, frozen=True, kw_only=True):
    """The running focus session or break, and the focus session that goes on when a running break ends.

    `ended` are the sessions that the changes so far have ended. A session whose start was sent later than
    something that followed it `ends_by` then.
    """

    session: FocusSession | None = None
    interrupted: FocusSession | None = None
    ended: tuple[FocusSession, ...] = ()
    ends_by: datetime | None = None

    @property
    def sessions(self) -> list[FocusSession]:
        """All sessions, those that have ended included."""
        running = (one for one in (self.session, self.interrupted) if one is not None)
        return [*self.ended, *running]

    def find(self, session_id: str) -> FocusSession | None:
        """Return the session with this id, None if it does not run."""
        found = (one for one in (self.session, self.interrupted) if one is not None and one.id == session_id)
        return next(found, None)

    def find_ended(self, session_id: str) -> FocusSession | None:
        """Return the session with this id that has ended, None without one."""
        return next((one for one in self.ended if one.id == session_id), None)

    def settled(self, now: datetime) -> Self:
        """Return the state with forgotten sessions stopped: each as of its planned end."""
        state = self
        while state.session is not None and state.session.is_forgotten(now):
            state = state.with_ended(state.session.end_forgotten(min(now, self.ends_by or now)))
        return state

    def started(self, session: FocusSession, now: datetime, paused_work: str | None) -> Self:
        """Return the state with a new session; `ConflictError` while one runs, unless it is a break in focus.

        Such a break pauses the focus. `paused_work` is the id of the work session if that is paused: a pause
        of the focus with any other one is over.
        """
        running = self.session
        if running is None:
            return replace(self, session=session)
        if (session.session_type, running.session_type) != (SessionType.BREAK, SessionType.FOCUS):
            raise ConflictError(f"Active {running.session_type} session already exists")
        if not running.paused:
            running = running.pause(now)
        elif running.paused_with != paused_work:
            running = replace(running, paused_with=None)
        return replace(self, session=replace(session, resumes=running.id), interrupted=running)

    def with_ended(self, ended: FocusSession) -> Self:
        """Return the state after a session has ended; an interrupted focus session goes on from then.

        It stays paused while it is paused with a work session.
        """
        state = replace(self, interrupted=None, ended=(*self.ended, ended))
        following = self.interrupted
        if following is not None and following.id == ended.id:
            return state
        if following is not None and following.paused_with is None:
            following = following.resume(ended.end_time or ended.start_time, ended.id)
        return replace(state, session=following, ends_by=None if following is None else self.ends_by)

    def paused_with(self, work_session_id: str, now: datetime) -> Self:
        """Return the state after a work session was paused: focus is paused with it, a break goes on."""
        session, interrupted = self.session, self.interrupted
        if session is not None and session.session_type is SessionType.FOCUS and not session.paused:
            return replace(self, session=session.pause(now, work_session_id))
        if interrupted is not None:
            return replace(self, interrupted=replace(interrupted, paused_with=work_session_id))
        return self

    def resumed_with(self, work_session_id: str, now: datetime) -> Self:
        """Return the state after a work session goes on, and with it the focus that was paused with it."""
        session, interrupted = self.session, self.interrupted
        if session is not None and session.paused_with == work_session_id:
            return replace(self, session=session.resume(now, work_session_id))
        if interrupted is not None and interrupted.paused_with == work_session_id:
            gone_on = replace(interrupted, paused_with=None, resumed_with=work_session_id)
            return replace(self, interrupted=gone_on)
        return self

    def with_work(self, work_session_id: str, since: datetime, until: datetime | None) -> Self:
        """Return the state with a work session that ran when the running session began, between two moments.

        An interrupted session began before.
        """
        session = self.session
        if session is None or session.start_time < since or (until and session.start_time >= until):
            return self
        return replace(self, session=replace(session, work_session_id=work_session_id))

    def without_work(self, work_session_id: str, since: datetime) -> Self:
        """Return the state without a work session that had ended when the running session began."""
        session = self.session
        if session is None or session.start_time < since or session.work_session_id != work_session_id:
            return self
        return replace(self, session=replace(session, work_session_id=None))

    def changed_after(self, moment: datetime) -> bool:
        """Return whether a session that ran at a moment was changed after it."""
        running = [one for one in (self.session, self.interrupted) if one is not None]
        return any(one.ran_at(moment) and one.last_change > moment for one in running)
