"""Clocking in and out."""

from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from shared.entities.events import WorkSessionFinished
from shared.entities.idempotency import Outcome
from shared.entities.page import Page, PageRequest
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import ConflictError, NotFoundError, ValidationError
from shared.ids import new_id
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import NEWEST_FIRST, ActiveWorkSessionRepository, WorkSessionRepository
from shared.services.base_service import BaseService, require_user_id, within_calendar
from shared.services.focus_state import FocusState
from shared.services.unit_of_work import Transactions, UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkSessionService(BaseService):
    """Work sessions of one user, at most one of which is running."""

    entity_type = "WorkSession"

    sessions: WorkSessionRepository
    active: ActiveWorkSessionRepository
    users: UserRepository
    focus: FocusState
    transactions: Transactions

    def start_session(self, user_id: str) -> Outcome[WorkSession]:
        """Start a session now; `ValidationError` while another one is running."""
        require_user_id(user_id, "User ID is required to start a session")

        def start(unit: UnitOfWork) -> WorkSession:
            if self.active.find_active(user_id) is not None:
                raise ValidationError("Active session already exists", code="active_session_exists")
            unit.require_account()
            session = WorkSession(
                id=new_id(), user_id=user_id, start_time=unit.now, foreign=unit.foreign_change
            )
            unit.create(session)
            unit.create(ActiveWorkSession(user_id=user_id, session_id=session.id, session=session))
            unit.schedule(ScheduledReminder.for_session(user_id, session.id, unit.now))
            return session

        return self.transactions.run(user_id, start, entity=WorkSession)

    def pause_session(self, user_id: str) -> Outcome[WorkSession]:
        """Pause the running session, and with it a running focus session; `NotFoundError` without one.

        `ConflictError` when it is paused already, and beyond 100 pauses.
        """

        def pause(unit: UnitOfWork) -> WorkSession:
            active, session = self._find_active(unit)
            if session.paused:
                raise ConflictError("The work session is paused already")
            paused = session.pause(unit.now)
            self._write_running(unit, active, session, paused)
            pointer, before = self.focus.find(user_id)
            after = before.settled(unit.now).paused_with(session.id, unit.now)
            self.focus.write(unit, pointer, before, after)
            return paused

        return self.transactions.run(user_id, pause, entity=WorkSession)

    def resume_session(self, user_id: str) -> Outcome[WorkSession]:
        """Let the paused session go on, and with it the focus session that was paused with it.

        `NotFoundError` when no session is running, `ConflictError` when it is not paused.
        """

        def resume(unit: UnitOfWork) -> WorkSession:
            active, session = self._find_active(unit)
            if not session.paused:
                raise ConflictError("The work session is not paused")
            resumed = session.resume(unit.now)
            unit.allow_beyond_quotas()
            self._write_running(unit, active, session, resumed)
            pointer, before = self.focus.find(user_id)
            after = before.settled(unit.now).resumed_with(session.id, unit.now)
            self.focus.write(unit, pointer, before, after)
            return resumed

        return self.transactions.run(user_id, resume, entity=WorkSession)

    def end_session(self, user_id: str, session_id: str) -> Outcome[WorkSession]:
        """End a session now; a session that has ended is returned unchanged."""

        def end(unit: UnitOfWork) -> WorkSession:
            active = self.active.find_active(user_id)
            if active is None or active.session_id != session_id:
                active = None
            session = self.sessions.find_running(active) or self.sessions.get(user_id, session_id)
            return self._end(unit, active, session)

        return self.transactions.run(user_id, end, entity=WorkSession)

    def end_active_session(self, user_id: str) -> Outcome[WorkSession]:
        """End the running session; `NotFoundError` when none is running."""

        def end(unit: UnitOfWork) -> WorkSession:
            return self._end(unit, *self._find_active(unit))

        return self.transactions.run(user_id, end, entity=WorkSession)

    def clock_out(self, unit: UnitOfWork) -> WorkSession | None:
        """End the running session in the commit of the unit; return it, None when none is running."""
        active = self.active.find_active(unit.user_id)
        session = self.sessions.find_running(active)
        return None if session is None else self._end(unit, active, session)

    def get_session(self, user_id: str, session_id: str) -> WorkSession:
        """Return a session; `NotFoundError` when the user has none with this id."""
        return self.sessions.get(user_id, session_id)

    def get_active_session(self, user_id: str) -> WorkSession | None:
        """Return the running session, None when none is running; `NotFoundError` without an account."""
        session = self.sessions.get_active_session(user_id)
        if session is None:
            self.users.get_user(user_id)
        return session

    def list_sessions(
        self,
        user_id: str,
        page_request: PageRequest = NEWEST_FIRST,
        *,
        first: date | None = None,
        last: date | None = None,
    ) -> Page[WorkSession]:
        """Return one page of the sessions that started from the day `first` to the day `last`."""
        started_from = started_before = None
        if first is not None or last is not None:
            calendar = self.users.get_user(user_id).calendar
            if first is not None:
                started_from = within_calendar("from", calendar.start_of, first)
            if last is not None and last < date.max:
                started_before = within_calendar("to", calendar.start_after, last)
        return self.sessions.list_sessions(
            user_id, page_request, started_from=started_from, started_before=started_before
        )

    def _find_active(self, unit: UnitOfWork) -> tuple[ActiveWorkSession, WorkSession]:
        active = self.active.find_active(unit.user_id)
        session = self.sessions.find_running(active)
        if active is None or session is None:
            raise NotFoundError(self.active.not_found)
        return active, session

    def _write_running(
        self, unit: UnitOfWork, active: ActiveWorkSession, before: WorkSession, after: WorkSession
    ) -> None:
        unit.require_account()
        after = replace(after, foreign=unit.foreign_change or after.foreign)
        unit.put(after, before=before)
        unit.replace(replace(active, session=after))

    def _end(self, unit: UnitOfWork, active: ActiveWorkSession | None, session: WorkSession) -> WorkSession:
        if session.end_time is not None:
            return session
        ended = session.end_session(unit.now, unit.today, unit.user.workday_settings)
        ended = replace(ended, foreign=unit.foreign_change or ended.foreign)
        if active is not None:
            unit.delete(active)
        unit.put(ended, before=session)
        limit = unit.user.workday_limit_minutes * 60
        unit.record(WorkSessionFinished.of(ended, unit.calendar, unit.today, limit))
        return ended
