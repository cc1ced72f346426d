"""Focus sessions and breaks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.checks import check_choice
from shared.entities.events import BreakCompleted, FocusCompleted
from shared.entities.focus_session import FocusSession
from shared.entities.idempotency import Outcome
from shared.entities.running_focus import RunningFocus
from shared.errors import ConflictError, NotFoundError, ValidationError
from shared.ids import new_id
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository
from shared.services.base_service import BaseService, require_range
from shared.services.focus_state import FocusState
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.focus_session import SessionStatus, SessionType

_MAX_MINUTES = 240

_Change = Callable[[RunningFocus, FocusSession, datetime], RunningFocus]
"""Returns the state with one of its sessions changed at a moment."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusSessionService(BaseService):
    """Focus sessions and breaks of one user, at most one of which is running.

    A break during focus pauses the focus, which goes on when the break ends. A session that has not ended 12
    hours and its planned time after its start counts as forgotten: the next read stops it at its planned end.
    """

    entity_type = "FocusSession"

    sessions: FocusSessionRepository
    state: FocusState
    active_work: ActiveWorkSessionRepository
    tasks: TaskRepository
    users: UserRepository
    transactions: Transactions
    clock: Clock

    def start_session(
        self,
        user_id: str,
        minutes: int,
        session_type: SessionType = SessionType.FOCUS,
        *,
        task_id: str | None = None,
    ) -> Outcome[FocusSession]:
        """Start a session now, planned for 1 to 240 minutes; a focus session may be on a task.

        `ConflictError` while one is running, unless this is a break during focus.
        """
        minutes = require_range("duration_minutes", minutes, 1, _MAX_MINUTES)
        session_type = check_choice("session_type", SessionType, session_type)
        if task_id is not None and session_type is SessionType.BREAK:
            raise ValidationError.for_field("task_id", "must be omitted for a break")

        def start(unit: UnitOfWork) -> FocusSession:
            unit.require_account()
            self._require_task(user_id, task_id)
            work = self.active_work.find_active(user_id)
            session = FocusSession(
                id=new_id(),
                user_id=user_id,
                start_time=unit.now,
                started_on=unit.today,
                planned_minutes=minutes,
                session_type=session_type,
                work_session_id=work.session_id if work else None,
                task_id=task_id,
            )
            pointer, before = self.state.find(user_id)
            paused_work = work.session_id if work and work.session and work.session.paused else None
            after = before.settled(unit.now).started(session, unit.now, paused_work)
            self.state.write(unit, pointer, before, after)
            return after.session or session

        return self.transactions.run(user_id, start, entity=FocusSession)

    def pause_session(self, user_id: str, session_id: str) -> Outcome[FocusSession]:
        """Pause the running session; `NotFoundError` when it is not running.

        `ConflictError` when it is paused already, and beyond 100 pauses.
        """

        def pause(state: RunningFocus, session: FocusSession, now: datetime) -> RunningFocus:
            if session.paused:
                raise ConflictError("The session is paused already")
            return replace(state, session=session.pause(now))

        return self._change(user_id, session_id, pause)

    def resume_session(self, user_id: str, session_id: str) -> Outcome[FocusSession]:
        """Let a paused session go on; `NotFoundError` when it has ended, `ConflictError` if it is not paused.

        `ConflictError` also while a break lasts that the session goes on after.
        """

        def resume(state: RunningFocus, session: FocusSession, now: datetime) -> RunningFocus:
            if session is state.interrupted:
                raise ConflictError("The session goes on when the break ends")
            if not session.paused:
                raise ConflictError("The session is not paused")
            return replace(state, session=session.resume(now))

        return self._change(user_id, session_id, resume)

    def complete_session(self, user_id: str, session_id: str) -> Outcome[FocusSession]:
        """Complete a session; `NotFoundError` when it is neither running nor paused."""
        return self._end(user_id, session_id, SessionStatus.COMPLETED)

    def stop_session(self, user_id: str, session_id: str) -> Outcome[FocusSession]:
        """Stop a session before its end; `NotFoundError` when it is neither running nor paused."""
        return self._end(user_id, session_id, SessionStatus.STOPPED)

    def get_current_session(self, user_id: str) -> FocusSession | None:
        """Return the session that is running or paused, None without one; during a break, the break.

        `NotFoundError` without an account.
        """
        pointer, state = self.state.find(user_id)
        if pointer is None:
            self.users.get_user(user_id)
        if state.session is not None and state.session.is_forgotten(self.clock.now()):
            return self.transactions.commit(user_id, self._settle).session
        return state.session

    def _change(self, user_id: str, session_id: str, change: _Change) -> Outcome[FocusSession]:
        outcome = self.transactions.run(
            user_id, lambda unit: self._apply(unit, session_id, change), entity=FocusSession
        )
        if not outcome.value.running:
            raise NotFoundError(self.sessions.not_found)  # it was stopped as forgotten
        return outcome

    def _end(self, user_id: str, session_id: str, status: SessionStatus) -> Outcome[FocusSession]:
        def attempt(unit: UnitOfWork) -> FocusSession:
            completes = status is SessionStatus.COMPLETED
            settings = unit.user.workday_settings if completes else None

            def end(state: RunningFocus, session: FocusSession, now: datetime) -> RunningFocus:
                return state.with_ended(replace(session.end(now, status), counted_by=settings))

            session = self._apply(unit, session_id, end)
            if session.status is SessionStatus.COMPLETED:
                _record_completion(unit, session)
            return session

        outcome = self.transactions.run(user_id, attempt, entity=FocusSession)
        if outcome.value.status is not status:
            raise NotFoundError(self.sessions.not_found)  # it was stopped as forgotten
        return outcome

    def _apply(self, unit: UnitOfWork, session_id: str, change: _Change) -> FocusSession:
        """Change a session that has not ended, and return it; one that was forgotten is stopped instead."""
        pointer, before = self.state.find(unit.user_id)
        after = before.settled(unit.now)
        session = after.find(session_id)
        if session is not None:
            after = change(after, session, unit.now)
        changed = after.find(session_id) or after.find_ended(session_id)
        if changed is None:
            raise NotFoundError(self.sessions.not_found)
        self.state.write(unit, pointer, before, after)
        return changed

    def _settle(self, unit: UnitOfWork) -> RunningFocus:
        pointer, before = self.state.find(unit.user_id)
        after = before.settled(unit.now)
        self.state.write(unit, pointer, before, after)
        return after

    def _require_task(self, user_id: str, task_id: str | None) -> None:
        if task_id is not None and self.tasks.find(user_id, task_id) is None:
            raise ValidationError.for_field("task_id", "is not the id of one of your tasks")


def _record_completion(unit: UnitOfWork, session: FocusSession) -> None:
    if session.session_type is SessionType.BREAK:
        unit.record(BreakCompleted.of(session, unit.calendar))
    else:
        unit.record(FocusCompleted.of(session, unit.calendar, unit.user.focus_goal_minutes * 60))
