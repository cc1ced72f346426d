"""Undoing starts, pauses, resumptions and ends of focus sessions and breaks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import structs
from msgspec.structs import replace

from shared.entities.calendar import Calendar, week_of
from shared.entities.events import BreakCompleted, BreakUndone, FocusCompleted, FocusUndone
from shared.entities.focus_session import ActiveFocusSession, CountedFocus, FocusSession
from shared.entities.running_focus import RunningFocus
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules import focus_undo
from shared.rules.rewards.challenges import is_proper_break
from shared.rules.undo import no_such_act, not_running, require_own_act
from shared.services.closed_time import ClosedTime
from shared.services.focus_state import FocusState
from shared.services.unit_of_work import UnitOfWork
from shared.views.focus_session import SessionStatus, SessionType

_AROUND = timedelta(days=2)  # sessions keep their dates when a user travels
_MAX_SESSIONS = 500


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusUndo:
    """Takes back what one user did with the running focus session or break, in the commit of the unit."""

    work: WorkSessionRepository
    focus: FocusState
    closed_time: ClosedTime

    def start(self, unit: UnitOfWork, session_id: str, session_type: SessionType) -> None:
        """Remove the running session; focus that a break has paused goes on as if there had been none.

        `ConflictError` if it was paused, or a break has begun, or it or that focus has ended since.
        """
        pointer, before, session = self._find(unit, session_id)
        if session.session_type is not session_type:
            raise no_such_act()
        started = session.start_time
        self._require_own(unit, session, started)
        if session is before.interrupted:
            raise ConflictError("A break has begun since")
        if session.pauses:
            raise ConflictError("The session was paused since")
        works, since = list[WorkSession](), list[FocusSession]()
        if session.resumes is not None:
            works = self._works(unit, started)
            since = self._list_since_pause(unit, before.interrupted, started)
        after = focus_undo.undo_start(before, works, since)
        self._write(unit, pointer, before, after, started, removed={session.id})

    def pause(self, unit: UnitOfWork, session_id: str) -> None:
        """Let a paused session go on as if it had not been paused."""
        pointer, before, session = self._find(unit, session_id)
        if not session.pauses or session.paused_with is not None:
            raise no_such_act()
        began = session.pauses[-1].begin
        self._require_own(unit, session, began)
        if session is before.interrupted:
            raise ConflictError("A break has begun since")
        if not session.paused:
            raise ConflictError("The session was resumed since")
        after = focus_undo.undo_pause(before, self._works(unit, began))
        self._write(unit, pointer, before, after, began)

    def resumption(self, unit: UnitOfWork, session_id: str) -> None:
        """Pause a session again as if it had not been resumed."""
        pointer, before, session = self._find(unit, session_id)
        ended = [pause for pause in session.pauses if pause.end is not None]
        if not ended or ended[-1].end is None or session.resumed_with is not None:
            raise no_such_act()
        resumed = ended[-1].end
        self._require_own(unit, session, resumed)
        if session.paused:
            raise ConflictError("The session was paused since")
        works = self._works(unit, ended[-1].begin)
        after = focus_undo.undo_resume(before, works, self._list_since_pause(unit, session, resumed))
        self._write(unit, pointer, before, after, resumed)

    def end(
        self, unit: UnitOfWork, session_id: str, status: SessionStatus, session_type: SessionType | None
    ) -> None:
        """Let a session that was completed or stopped run on.

        `ConflictError` if another one has begun, or focus that a break has paused has changed since.
        """
        session = self.focus.sessions.find(unit.user_id, session_id)
        if session is None or session.end_time is None or session.status is not status:
            raise no_such_act()
        if session_type not in {None, session.session_type}:
            raise no_such_act()
        self._require_own(unit, session, session.end_time)
        pointer, before = self.focus.find(unit.user_id)
        works = self._works(unit, session.start_time)
        paused = before.session if session.resumes is not None else None
        since = self._list_since_pause(unit, paused, session.start_time)
        after = focus_undo.undo_end(before, session, works, since)
        self.focus.unspend(unit, session)
        self._write(unit, pointer, replace(before, ended=(session,)), after, session.end_time)
        if status is SessionStatus.COMPLETED:
            self._take_back(unit, session, session.end_time)

    def _take_back(self, unit: UnitOfWork, session: FocusSession, at: datetime) -> None:
        calendar = (session.counted_by and session.counted_by.calendar) or unit.calendar
        today = calendar.date_of(at)
        week = week_of(today)
        was_over = week < week_of(calendar.date_of(session.recorded_at(at)))
        if session.session_type is SessionType.BREAK:
            completed = BreakCompleted.of(session, calendar)
            is_last = not was_over and self._is_last_break(unit, session, week)
            event = BreakUndone(**structs.asdict(completed), session_id=session.id, at=at, is_last=is_last)
            unit.record(event, today=today)
            return
        if session.counted is None:  # an earlier version completed it
            raise no_such_act()
        counted = session.counted.week
        if counted is None:
            counted = "" if was_over else week
        unit.record(_undone(session, calendar, session.counted, at, counted), today=today)

    def _is_last_break(self, unit: UnitOfWork, session: FocusSession, week: str) -> bool:
        """Return whether no other break counts for the work session, if any challenge counts that."""
        work = session.work_session_id
        challenges = unit.require_account().at_week(week).week.challenges
        joined = [progress.joined_at for progress in challenges.values() if work in progress.marks]
        if not joined:
            return True
        first, last = session.started_on - _AROUND, session.started_on + _AROUND
        found = self.focus.sessions.list_between(unit.user_id, first, last, _MAX_SESSIONS)
        return not any(
            one.work_session_id == work
            and one.id != session.id
            and one.session_type is SessionType.BREAK
            and one.status is SessionStatus.COMPLETED
            and one.end_time is not None
            and one.end_time >= max(joined)
            and is_proper_break(one.seconds)
            for one in found.entities
        )

    def _find(
        self, unit: UnitOfWork, session_id: str
    ) -> tuple[ActiveFocusSession | None, RunningFocus, FocusSession]:
        pointer, state = self.focus.find(unit.user_id)
        session = state.find(session_id)
        if session is not None:
            return pointer, state, session
        known = self.focus.sessions.find(unit.user_id, session_id)
        raise not_running(known, unit.now, "The session has ended since")

    def _works(self, unit: UnitOfWork, since: datetime) -> list[WorkSession]:
        return self.work.list_since(unit.user_id, since, unit.now)

    def _list_since_pause(
        self, unit: UnitOfWork, focus: FocusSession | None, moment: datetime
    ) -> list[FocusSession]:
        """Return the sessions since a moment, or since focus was last paused if that is earlier."""
        paused = [pause.begin for pause in focus.pauses[-1:]] if focus is not None else []
        return self.focus.sessions.list_around(unit.user_id, min([moment, *paused]), unit.now)

    def _require_own(self, unit: UnitOfWork, session: FocusSession, done_at: datetime) -> None:
        require_own_act(session.recorded_at(done_at), unit.now, session.foreign, unit.foreign_caller)

    def _write(
        self,
        unit: UnitOfWork,
        pointer: ActiveFocusSession | None,
        before: RunningFocus,
        after: RunningFocus,
        since: datetime,
        *,
        removed: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        self.focus.write(unit, pointer, before, after)
        self.closed_time.recount_undone(unit, since, focus=after.sessions, removed=removed)


def _undone(
    session: FocusSession, calendar: Calendar, counted: CountedFocus, at: datetime, week: str
) -> FocusUndone:
    completed = FocusCompleted.of(session, calendar, counted.goal_seconds)
    return FocusUndone(
        **structs.asdict(completed),
        at=at,
        week=week,
        reached_goal=counted.reached_goal,
        challenges=counted.challenges,
    )
