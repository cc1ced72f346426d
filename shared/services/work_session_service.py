"""Clocking in and out."""

from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from shared.entities.events import WorkSessionFinished
from shared.entities.idempotency import Outcome
from shared.entities.page import Page, PageRequest
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.timestamps import format_for_api
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import ConflictError, NotFoundError, OutOfOrderError, ValidationError
from shared.ids import new_id
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import NEWEST_FIRST, ActiveWorkSessionRepository, WorkSessionRepository
from shared.services.balance_reader import BalanceReader
from shared.services.base_service import BaseService, require_user_id, within_calendar
from shared.services.closed_time import ClosedTime
from shared.services.focus_state import FocusState
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkSessionService(BaseService):
    """Work sessions of one user, at most one of which is running."""

    entity_type = "WorkSession"

    sessions: WorkSessionRepository
    active: ActiveWorkSessionRepository
    users: UserRepository
    focus: FocusState
    closed_time: ClosedTime
    balance: BalanceReader
    transactions: Transactions

    def start_session(self, user_id: str, *, at: datetime | None = None) -> Outcome[WorkSession]:
        """Start a session, now or `at` a moment of the last 24 hours; `ValidationError` while one is running.

        `OutOfOrderError` if another one ran at that moment, or started later and is running. If others ran
        later, the session must end before them.
        """
        require_user_id(user_id, "User ID is required to start a session")

        def start(unit: UnitOfWork) -> WorkSession:
            active = self.active.find_active(user_id)
            if active is not None:
                running = self.sessions.find_running(active) if unit.is_late else None
                if running is not None and running.start_time > unit.at:
                    raise OutOfOrderError("A work session that started after that time is running")
                raise ValidationError("Active session already exists", code="active_session_exists")
            unit.require_account()
            ends_by = self._find_next_start(unit) if unit.is_late else None
            session = WorkSession(
                id=new_id(), user_id=user_id, start_time=unit.at, foreign=unit.foreign_change
            ).with_act(unit.at, unit.now)
            unit.create(session)
            active = ActiveWorkSession(
                user_id=user_id,
                session_id=session.id,
                session=session,
                ends_by=ends_by,
                started_late=unit.is_late,
            )
            unit.create(active)
            if unit.is_late:
                self.focus.link_work(unit, session.id, ends_by)
                self.closed_time.recount(unit, work=session)
            unit.schedule(ScheduledReminder.for_session(user_id, session.id, unit.at, unit.now))
            return session

        return self.transactions.run(user_id, start, entity=WorkSession, at=at)

    def pause_session(self, user_id: str, *, at: datetime | None = None) -> Outcome[WorkSession]:
        """Pause the running session, and with it a running focus session; `NotFoundError` without one.

        Now, or `at` a moment of the last 24 hours. `ConflictError` when it is paused already, beyond 100
        pauses, and if it was changed or focus ended after that moment.
        """

        def pause(unit: UnitOfWork) -> WorkSession:
            active, session = self._find_active(unit)
            _require_in_order(unit, active, session)
            if session.paused:
                raise ConflictError("The work session is paused already")
            paused = session.pause(unit.at)
            unit.count_pause()
            self._write_running(unit, active, session, paused)
            focus = self.focus.follow_work(unit, lambda state: state.paused_with(session.id, unit.at))
            self.closed_time.recount(unit, work=paused, focus=focus)
            return paused

        return self.transactions.run(user_id, pause, entity=WorkSession, at=at)

    def resume_session(self, user_id: str, *, at: datetime | None = None) -> Outcome[WorkSession]:
        """Let the paused session go on, and with it the focus session that was paused with it.

        Now, or `at` a moment of the last 24 hours. `NotFoundError` when no session is running,
        `ConflictError` when it is not paused, and as for a pause.
        """

        def resume(unit: UnitOfWork) -> WorkSession:
            active, session = self._find_active(unit)
            _require_in_order(unit, active, session)
            if not session.paused:
                raise ConflictError("The work session is not paused")
            resumed = session.resume(unit.at)
            unit.allow_beyond_quotas()
            self._write_running(unit, active, session, resumed)
            focus = self.focus.follow_work(unit, lambda state: state.resumed_with(session.id, unit.at))
            self.closed_time.recount(unit, work=resumed, focus=focus)
            return resumed

        return self.transactions.run(user_id, resume, entity=WorkSession, at=at)

    def end_session(
        self, user_id: str, session_id: str, *, at: datetime | None = None
    ) -> Outcome[WorkSession]:
        """End a session, now or `at` a moment of the last 24 hours; one that has ended is returned unchanged.

        `OutOfOrderError` if it was changed, or another one began, after its last change and before that
        moment. Without `at`, it ends before the other one.
        """

        def end(unit: UnitOfWork) -> WorkSession:
            active = self.active.find_active(user_id)
            if active is None or active.session_id != session_id:
                active = None
            session = self.sessions.find_running(active) or self.sessions.get(user_id, session_id)
            return self._end(unit, active, session)

        return self.transactions.run(user_id, end, entity=WorkSession, at=at)

    def end_active_session(self, user_id: str, *, at: datetime | None = None) -> Outcome[WorkSession]:
        """End the running session, as `end_session`; `NotFoundError` when none is running."""

        def end(unit: UnitOfWork) -> WorkSession:
            return self._end(unit, *self._find_active(unit))

        return self.transactions.run(user_id, end, entity=WorkSession, at=at)

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
        after = replace(after, foreign=unit.foreign_change or after.foreign).with_act(unit.at, unit.now)
        unit.put(after, before=before)
        unit.replace(replace(active, session=after))

    def _end(self, unit: UnitOfWork, active: ActiveWorkSession | None, session: WorkSession) -> WorkSession:
        if session.end_time is not None:
            if unit.is_late and unit.at < session.end_time:
                raise OutOfOrderError("The work session had ended already, at a later time")
            return session
        ends_by = active.ends_by if active is not None else None
        if ends_by is None or unit.is_late:
            return self._end_then(unit, active, session)
        with unit.done_at(ends_by):
            return self._end_then(unit, active, session)

    def _end_then(
        self, unit: UnitOfWork, active: ActiveWorkSession | None, session: WorkSession
    ) -> WorkSession:
        _require_in_order(unit, active, session)
        ended = session.end_session(unit.at, unit.today, unit.user.workday_settings)
        ended = replace(ended, foreign=unit.foreign_change or ended.foreign).with_act(unit.at, unit.now)
        if active is not None:
            unit.delete(active)
        unit.put(ended, before=session)
        limit = unit.user.workday_limit_minutes * 60
        is_last = True
        if active is not None and active.ends_by is not None:
            is_last = not self.sessions.has_ended_on(unit.user_id, unit.today, unit.at)
        breaks = None
        if unit.is_late or (active is not None and active.started_late):
            breaks = self.focus.list_breaks(unit, ended)
            self.focus.unlink_work(unit, ended.id)
        event = WorkSessionFinished.of(
            ended, unit.calendar, unit.today, limit, is_last=is_last, breaks=breaks
        )
        unit.record(self.balance.with_balance(unit, event, ended))
        self.closed_time.recount(unit, work=ended)
        return ended

    def _find_next_start(self, unit: UnitOfWork) -> datetime | None:
        """Return when the next session began; `OutOfOrderError` if one ran at that moment."""
        if self.sessions.find_at(unit.user_id, unit.at) is not None:
            raise OutOfOrderError("Another work session ran at that time")
        following = self.sessions.find_next(unit.user_id, unit.at)
        return None if following is None else following.start_time


def _require_in_order(unit: UnitOfWork, active: ActiveWorkSession | None, session: WorkSession) -> None:
    """Raise `OutOfOrderError` if the session was changed later, or another one began before."""
    if unit.is_late and unit.at < session.last_change:
        raise OutOfOrderError("The work session was started, paused or resumed after that time")
    if active is not None and active.ends_by is not None and active.ends_by < unit.at:
        began = format_for_api(active.ends_by)
        raise OutOfOrderError(f"The work session must have ended by {began}, when another one began")
