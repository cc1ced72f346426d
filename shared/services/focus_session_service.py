"""Focus sessions and breaks."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.entities.checks import check_choice
from shared.entities.events import BreakCompleted, FocusCompleted
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.idempotency import Outcome
from shared.errors import ConflictError, NotFoundError
from shared.ids import new_id
from shared.repos.focus_session_repo import ActiveFocusSessionRepository, FocusSessionRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository
from shared.services.base_service import BaseService, require_range
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.focus_session import SessionStatus, SessionType

_MAX_MINUTES = 240


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusSessionService(BaseService):
    """Focus sessions and breaks of one user, at most one of which is running.

    A session that is still running 12 hours after its planned end counts as forgotten: the next read stops
    it at its planned end.
    """

    entity_type = "FocusSession"

    sessions: FocusSessionRepository
    active: ActiveFocusSessionRepository
    active_work: ActiveWorkSessionRepository
    users: UserRepository
    transactions: Transactions
    clock: Clock

    def start_session(
        self, user_id: str, minutes: int, session_type: SessionType = SessionType.FOCUS
    ) -> Outcome[FocusSession]:
        """Start a session now, planned for 1 to 240 minutes; `ConflictError` while one is running."""
        minutes = require_range("duration_minutes", minutes, 1, _MAX_MINUTES)
        session_type = check_choice("session_type", SessionType, session_type)

        def start(unit: UnitOfWork) -> FocusSession:
            unit.require_account()
            work_pointer = self.active_work.find_active(user_id)
            session = FocusSession(
                id=new_id(),
                user_id=user_id,
                start_time=unit.now,
                started_on=unit.today,
                planned_minutes=minutes,
                session_type=session_type,
                work_session_id=work_pointer.session_id if work_pointer else None,
            )
            pointer = self.active.find_active(user_id)
            if pointer is None:
                unit.create(ActiveFocusSession(user_id=user_id, session_id=session.id))
            else:
                running = self.sessions.get(user_id, pointer.session_id)
                if not running.is_forgotten(unit.now):
                    raise ConflictError(f"Active {running.session_type} session already exists")
                unit.replace(running.end_forgotten(unit.now), before=running)
                unit.replace(ActiveFocusSession(user_id=user_id, session_id=session.id, etag=pointer.etag))
            unit.create(session)
            return session

        return self.transactions.run(user_id, start, entity=FocusSession)

    def complete_session(self, user_id: str, session_id: str) -> Outcome[FocusSession]:
        """Complete the running session; `NotFoundError` when it is not running."""
        return self._end(user_id, session_id, SessionStatus.COMPLETED)

    def stop_session(self, user_id: str, session_id: str) -> Outcome[FocusSession]:
        """Stop the running session before its end; `NotFoundError` when it is not running."""
        return self._end(user_id, session_id, SessionStatus.STOPPED)

    def get_current_session(self, user_id: str) -> FocusSession | None:
        """Return the running session, None when none is running; `NotFoundError` without an account."""
        pointer = self.active.find_active(user_id)
        if pointer is None:
            self.users.get_user(user_id)
            return None
        session = self.sessions.find(user_id, pointer.session_id)
        if session is not None and session.is_forgotten(self.clock.now()):
            self.transactions.commit(user_id, lambda unit: self._end_forgotten(unit, session.id))
            return None
        # The session may have ended between the two reads.
        return session if session and session.status is SessionStatus.ACTIVE else None

    def _end(self, user_id: str, session_id: str, status: SessionStatus) -> Outcome[FocusSession]:
        def end(unit: UnitOfWork) -> FocusSession:
            session = self.sessions.get(user_id, session_id)
            if session.status is not SessionStatus.ACTIVE:
                raise NotFoundError(self.sessions.not_found)
            if session.is_forgotten(unit.now):
                return self._end_forgotten(unit, session_id)
            ended = session.end(unit.now, status)
            unit.replace(ended, before=session)
            self._release(unit, session_id)
            unit.require_account()
            if status is SessionStatus.COMPLETED:
                _record_completion(unit, ended)
            return ended

        outcome = self.transactions.run(user_id, end, entity=FocusSession)
        if outcome.value.status is not status:
            raise NotFoundError(self.sessions.not_found)  # it was stopped as forgotten
        return outcome

    def _end_forgotten(self, unit: UnitOfWork, session_id: str) -> FocusSession:
        session = self.sessions.get(unit.user_id, session_id)
        if not session.is_forgotten(unit.now):
            return session
        ended = session.end_forgotten(unit.now)
        unit.replace(ended, before=session)
        self._release(unit, session_id)
        return ended

    def _release(self, unit: UnitOfWork, session_id: str) -> None:
        pointer = self.active.find_active(unit.user_id)
        if pointer is not None and pointer.session_id == session_id:
            unit.delete(pointer)


def _record_completion(unit: UnitOfWork, session: FocusSession) -> None:
    if session.session_type is SessionType.BREAK:
        unit.record(
            BreakCompleted(
                on=session.started_on,
                seconds=session.seconds,
                work_session_id=session.work_session_id,
                parts=unit.calendar.parts(session.intervals),
            )
        )
    else:
        unit.record(
            FocusCompleted(
                on=session.started_on,
                seconds=session.seconds,
                goal_seconds=unit.user.focus_goal_minutes * 60,
                counts=session.is_full,
                spans=unit.calendar.split(session.intervals),
            )
        )
