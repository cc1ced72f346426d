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
from shared.entities.timestamps import format_for_api
from shared.errors import ConflictError, NotFoundError, OutOfOrderError, ValidationError
from shared.ids import new_id
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.rules.rewards.rewards import days_of
from shared.rules.undo import counted_focus
from shared.services.base_service import BaseService, require_range
from shared.services.closed_time import ClosedTime
from shared.services.focus_state import FocusState
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.focus_session import SessionStatus, SessionType

_MAX_MINUTES = 240

_Change = Callable[[UnitOfWork, RunningFocus, FocusSession], RunningFocus]
"""Returns the state with one of its sessions changed at the moment of the unit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusSessionService(BaseService):
    """Focus sessions and breaks of one user, at most one of which is running.

    A break during focus pauses the focus, which goes on when the break ends. A session that has not ended 12
    hours and its planned time after its start counts as forgotten: the next read stops it at its planned end.
    """

    entity_type = "FocusSession"

    sessions: FocusSessionRepository
    state: FocusState
    closed_time: ClosedTime
    active_work: ActiveWorkSessionRepository
    work_sessions: WorkSessionRepository
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
        at: datetime | None = None,
    ) -> Outcome[FocusSession]:
        """Start a session, planned for 1 to 240 minutes; a focus session may be on a task.

        Now, or `at` a moment of the last 24 hours. `ConflictError` while one is running, unless this is a
        break during focus; `OutOfOrderError` if one ran at that moment. If one ran later, or work was paused
        later, the session must end before that.
        """
        minutes = require_range("duration_minutes", minutes, 1, _MAX_MINUTES)
        session_type = check_choice("session_type", SessionType, session_type)
        if task_id is not None and session_type is SessionType.BREAK:
            raise ValidationError.for_field("task_id", "must be omitted for a break")

        def start(unit: UnitOfWork) -> FocusSession:
            unit.require_account()
            self._require_task(user_id, task_id)
            work, paused_work = self._find_work(unit)
            session = FocusSession(
                id=new_id(),
                user_id=user_id,
                start_time=unit.at,
                started_on=unit.today,
                planned_minutes=minutes,
                session_type=session_type,
                work_session_id=work,
                task_id=task_id,
            ).with_act(unit.at, unit.now)
            pointer, before = self.state.find(user_id)
            settled = before.settled(unit.at)
            _require_before_bound(unit, settled)
            ends_by = self._ends_by(unit, settled, session_type) if unit.is_late else settled.ends_by
            after = replace(settled.started(session, unit.at, paused_work), ends_by=ends_by)
            self.state.write(unit, pointer, before, after)
            self.closed_time.recount(unit, focus=after.sessions)
            return after.session or session

        return self.transactions.run(user_id, start, entity=FocusSession, at=at)

    def pause_session(
        self, user_id: str, session_id: str, *, at: datetime | None = None
    ) -> Outcome[FocusSession]:
        """Pause the running session, now or `at` a moment of the last 24 hours.

        `NotFoundError` when it is not running, `ConflictError` when it is paused already, and if it was
        changed after that moment.
        """

        def pause(unit: UnitOfWork, state: RunningFocus, session: FocusSession) -> RunningFocus:
            if session.paused:
                raise ConflictError("The session is paused already")
            unit.count_pause()
            return replace(state, session=session.pause(unit.at))

        return self._change(user_id, session_id, pause, at)

    def resume_session(
        self, user_id: str, session_id: str, *, at: datetime | None = None
    ) -> Outcome[FocusSession]:
        """Let a paused session go on, now or `at` a moment of the last 24 hours.

        `NotFoundError` when it has ended, `ConflictError` if it is not paused, while a break lasts that the
        session goes on after, and as for a pause.
        """

        def resume(unit: UnitOfWork, state: RunningFocus, session: FocusSession) -> RunningFocus:
            if state.session is None or session.id != state.session.id:
                raise ConflictError("The session goes on when the break ends")
            if not session.paused:
                raise ConflictError("The session is not paused")
            return replace(state, session=session.resume(unit.at))

        return self._change(user_id, session_id, resume, at)

    def complete_session(
        self, user_id: str, session_id: str, *, at: datetime | None = None
    ) -> Outcome[FocusSession]:
        """Complete a session, now or `at` a moment of the last 24 hours.

        `NotFoundError` when it is neither running nor paused, `OutOfOrderError` if it was changed after that
        moment. A session that must end before something else does so when `at` is left out.
        """
        return self._end(user_id, session_id, SessionStatus.COMPLETED, at)

    def stop_session(
        self, user_id: str, session_id: str, *, at: datetime | None = None
    ) -> Outcome[FocusSession]:
        """Stop a session before its planned end; otherwise as `complete_session`."""
        return self._end(user_id, session_id, SessionStatus.STOPPED, at)

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

    def _change(
        self, user_id: str, session_id: str, change: _Change, at: datetime | None
    ) -> Outcome[FocusSession]:
        outcome = self.transactions.run(
            user_id, lambda unit: self._apply(unit, session_id, change), entity=FocusSession, at=at
        )
        if not outcome.value.running:
            raise NotFoundError(self.sessions.not_found)  # it was stopped as forgotten
        return outcome

    def _end(
        self, user_id: str, session_id: str, status: SessionStatus, at: datetime | None
    ) -> Outcome[FocusSession]:
        def attempt(unit: UnitOfWork) -> FocusSession:
            completes = status is SessionStatus.COMPLETED
            settings = unit.user.workday_settings if completes else None

            def end(_: UnitOfWork, state: RunningFocus, session: FocusSession) -> RunningFocus:
                ended = replace(session.end(unit.at, status), counted_by=settings)
                return state.with_ended(_record_completion(unit, ended) if completes else ended)

            return self._apply(unit, session_id, end, is_end=True)

        outcome = self.transactions.run(user_id, attempt, entity=FocusSession, at=at)
        if outcome.value.status is not status:
            raise NotFoundError(self.sessions.not_found)  # it was stopped as forgotten
        return outcome

    def _apply(
        self, unit: UnitOfWork, session_id: str, change: _Change, *, is_end: bool = False
    ) -> FocusSession:
        """Change a session that has not ended, and return it; one that was forgotten is stopped instead."""
        pointer, before = self.state.find(unit.user_id)
        after = before.settled(unit.at)
        session = after.find(session_id)
        if session is not None:
            if is_end and after.ends_by is not None and not unit.is_late:
                unit.at = min(unit.at, after.ends_by)
            self._require_in_order(unit, after, session)
            after = change(unit, after, session.with_act(unit.at, unit.now))
        changed = after.find(session_id) or after.find_ended(session_id)
        if changed is None:
            raise NotFoundError(self.sessions.not_found)
        self.state.write(unit, pointer, before, after)
        self.closed_time.recount(unit, focus=after.sessions)
        return changed

    def _settle(self, unit: UnitOfWork) -> RunningFocus:
        pointer, before = self.state.find(unit.user_id)
        after = before.settled(unit.now)
        self.state.write(unit, pointer, before, after)
        return after

    def _find_work(self, unit: UnitOfWork) -> tuple[str | None, str | None]:
        """Return the id of the work session that ran then, and the same if it was paused."""
        active = self.active_work.find_active(unit.user_id)
        if not unit.is_late:
            paused = active is not None and active.session is not None and active.session.paused
            found = active.session_id if active else None
            return found, found if paused else None
        work = self.work_sessions.find_at(unit.user_id, unit.at)
        if work is None:
            return None, None
        return work.id, work.id if work.is_paused_at(unit.at) else None

    def _ends_by(self, unit: UnitOfWork, state: RunningFocus, session_type: SessionType) -> datetime | None:
        """Return when a session that was started late must have ended, None without a bound.

        It is when the next session began, or work was paused, which pauses focus.
        """
        running = state.session
        if running is not None:
            if running.start_time > unit.at:
                raise OutOfOrderError("A session that started after that time is running")
            if state.changed_after(unit.at):
                raise OutOfOrderError("The running session was changed after that time")
            if state.interrupted is None:
                self._require_no_later_pause(unit)
            return state.ends_by
        settled = {one.id for one in state.ended}
        known = [
            one for one in self.sessions.list_around(unit.user_id, unit.at, unit.now) if one.id not in settled
        ]
        if any(one.ran_at(unit.at) for one in known):
            raise OutOfOrderError("Another session ran at that time")
        moments = [one.start_time for one in known if one.start_time >= unit.at]
        if session_type is SessionType.FOCUS:
            moments += self._list_later_pauses(unit)
        return min(moments, default=None)

    def _require_in_order(self, unit: UnitOfWork, state: RunningFocus, session: FocusSession) -> None:
        """Raise `OutOfOrderError` unless the session, and what depends on it, were last changed before."""
        if unit.is_late and unit.at < session.last_change:
            raise OutOfOrderError("The session was started, paused or resumed after that time")
        _require_before_bound(unit, state)
        if unit.is_late and (state.interrupted is not None or session.paused):
            self._require_no_later_pause(unit)

    def _require_no_later_pause(self, unit: UnitOfWork) -> None:
        if self._list_later_pauses(unit):
            raise OutOfOrderError("The work session was paused or resumed after that time")

    def _list_later_pauses(self, unit: UnitOfWork) -> list[datetime]:
        """Return when work was paused or resumed later; `ConflictError` if there is too much to read."""
        known = self.work_sessions.list_since(unit.user_id, unit.at, unit.now)
        moments = (
            moment for one in known for pause in one.pauses for moment in (pause.begin, pause.end) if moment
        )
        return [moment for moment in moments if moment > unit.at]

    def _require_task(self, user_id: str, task_id: str | None) -> None:
        if task_id is not None and self.tasks.find(user_id, task_id) is None:
            raise ValidationError.for_field("task_id", "is not the id of one of your tasks")


def _require_before_bound(unit: UnitOfWork, state: RunningFocus) -> None:
    if state.ends_by is not None and unit.at > state.ends_by:
        moment = format_for_api(state.ends_by)
        raise OutOfOrderError(f"The running session must have ended by {moment}: what followed is known")


def _record_completion(unit: UnitOfWork, session: FocusSession) -> FocusSession:
    """Count a completed session; return it with what undoing that restores."""
    if session.session_type is SessionType.BREAK:
        unit.record(BreakCompleted.of(session, unit.calendar))
        return session
    event = FocusCompleted.of(session, unit.calendar, unit.user.focus_goal_minutes * 60)
    unit.read_days(days_of(event))
    day, lifetime = unit.day(event.on), unit.require_account()
    unit.record(event)
    counted = counted_focus(event, day, unit.day(event.on), lifetime, unit.require_account())
    return replace(session, counted=replace(counted, week=unit.counted_week))
