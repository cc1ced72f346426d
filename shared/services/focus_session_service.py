"""Focusing in sprints, and taking breaks."""

from collections.abc import Callable

from shared.clock import Clock
from shared.entities.events import BreakCompleted, FocusCompleted
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.idempotency import IdempotencyKey
from shared.entities.interval import Interval
from shared.errors import ConflictError, NotFoundError
from shared.repos.focus_session_repo import ActiveFocusSessionRepository, FocusSessionRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.focus_session import SessionStatus, SessionType


class FocusSessionService:
    """Focus sessions and breaks of one user, of which at most one runs.

    One that was left running ends by itself when it is next looked at, 12 hours after its plan: stopped, as
    long as it was planned.
    """

    def __init__(
        self,
        *,
        sessions: FocusSessionRepository,
        active: ActiveFocusSessionRepository,
        active_work: ActiveWorkSessionRepository,
        users: UserRepository,
        transactions: Transactions,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._sessions = sessions
        self._active = active
        self._active_work = active_work
        self._users = users
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    def start_session(
        self, user_id: str, minutes: int, session_type: SessionType, *, retry: IdempotencyKey | None = None
    ) -> FocusSession:
        """Start one now, planned for some minutes; `ConflictError` while one runs."""

        def work(unit: UnitOfWork) -> FocusSession:
            unit.require_account()
            working = self._active_work.find_active(user_id)
            session = FocusSession(
                id=self._new_id(),
                user_id=user_id,
                start_time=unit.now,
                started_on=unit.today,
                planned_minutes=minutes,
                session_type=session_type,
                work_session_id=working.session_id if working else None,
            )
            pointer = self._active.find_active(user_id)
            if pointer is None:
                unit.create(ActiveFocusSession(user_id, session.id))
            else:
                running = self._sessions.get(user_id, pointer.session_id)
                if not running.is_forgotten(unit.now):
                    raise ConflictError("Active focus session already exists")
                unit.replace(running.end_forgotten())
                unit.replace(ActiveFocusSession(user_id, session.id, pointer.etag))
            unit.create(session)
            return session

        return self._transactions.run(user_id, work, entity=FocusSession, retry=retry)

    def complete_session(
        self, user_id: str, session_id: str, *, retry: IdempotencyKey | None = None
    ) -> FocusSession:
        """Note that the running one has come to its end; `NotFoundError` when it does not run."""
        return self._end(user_id, session_id, SessionStatus.COMPLETED, retry)

    def stop_session(
        self, user_id: str, session_id: str, *, retry: IdempotencyKey | None = None
    ) -> FocusSession:
        """Break the running one off; `NotFoundError` when it does not run."""
        return self._end(user_id, session_id, SessionStatus.STOPPED, retry)

    def get_current_session(self, user_id: str) -> FocusSession | None:
        """Return the one that runs, None when none does."""
        pointer = self._active.find_active(user_id)
        if pointer is None:
            self._users.get_user(user_id)  # a deleted account has no session either, and must be told
            return None
        session = self._sessions.find(user_id, pointer.session_id)
        if session is not None and session.is_forgotten(self._clock.now()):
            self._transactions.run(user_id, lambda unit: self._forget(unit, session.id), entity=FocusSession)
            return None
        # Between the two reads it may have ended: then it does not run any more.
        return session if session and session.status is SessionStatus.ACTIVE else None

    def _end(
        self, user_id: str, session_id: str, status: SessionStatus, retry: IdempotencyKey | None
    ) -> FocusSession:
        def work(unit: UnitOfWork) -> FocusSession:
            session = self._sessions.get(user_id, session_id)
            if session.status is not SessionStatus.ACTIVE:
                raise NotFoundError(self._sessions.missing)
            if session.is_forgotten(unit.now):
                return self._forget(unit, session_id)
            ended = session.end(unit.now, status)
            unit.replace(ended)
            self._release(unit, session_id)
            unit.require_account()
            if status is SessionStatus.COMPLETED:
                self._count(unit, ended)
            return ended

        ended = self._transactions.run(user_id, work, entity=FocusSession, retry=retry)
        if ended.status is not status:
            raise NotFoundError(self._sessions.missing)  # it had ended by itself
        return ended

    def _count(self, unit: UnitOfWork, session: FocusSession) -> None:
        took = Interval(session.start_time, session.end_time or session.start_time, session.id)
        if session.session_type is SessionType.BREAK:
            unit.record(
                BreakCompleted(
                    on=session.started_on,
                    seconds=session.seconds,
                    work_session_id=session.work_session_id,
                    parts=unit.calendar.parts(took),
                )
            )
            return
        unit.record(
            FocusCompleted(
                on=session.started_on,
                seconds=session.seconds,
                goal_seconds=unit.user.focus_goal_minutes * 60,
                spans=unit.calendar.split(took.begin, took.end),
            )
        )

    def _forget(self, unit: UnitOfWork, session_id: str) -> FocusSession:
        session = self._sessions.get(unit.user_id, session_id)
        if not session.is_forgotten(unit.now):
            return session
        ended = session.end_forgotten()
        unit.replace(ended)
        self._release(unit, session_id)
        return ended

    def _release(self, unit: UnitOfWork, session_id: str) -> None:
        pointer = self._active.find_active(unit.user_id)
        if pointer is not None and pointer.session_id == session_id:
            unit.delete(pointer)
