"""Undoing starts, pauses and resumptions of work sessions, focus sessions and breaks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec import structs
from msgspec.structs import replace

from shared.entities.calendar import week_of
from shared.entities.events import (
    BreakCompleted,
    BreakUndone,
    FocusCompleted,
    FocusUndone,
    WorkSessionCorrected,
)
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.pauses import Pause
from shared.entities.points import LedgerEntry
from shared.entities.running_focus import RunningFocus
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.timed_session import TimedSession
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import AvanochiError, ConflictError
from shared.repos.totals_repo import LedgerRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.rules import focus_undo
from shared.rules.rewards.challenges import is_proper_break
from shared.rules.undo import is_recent, no_such_act, require_own_act
from shared.services.focus_state import FocusState
from shared.services.unit_of_work import UnitOfWork
from shared.services.work_recount import WorkRecountReader
from shared.views.challenge import ChallengeType
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.points import Rule

_AROUND = timedelta(days=2)  # sessions keep their dates when a user travels
_MAX_SESSIONS = 500


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkUndo:
    """Takes back what one user did with the running work session, in the commit of the unit."""

    sessions: WorkSessionRepository
    active: ActiveWorkSessionRepository
    focus: FocusState
    recounts: WorkRecountReader

    def start(self, unit: UnitOfWork, session_id: str) -> None:
        """Remove the running session, which no break counts for any longer.

        `ConflictError` if it was paused or has ended since.
        """
        active, session = self._find(unit, session_id)
        self._require_own(unit, session, session.start_time)
        if session.pauses:
            raise ConflictError("The work session was paused since")
        unit.require_account()
        unit.delete(active)
        unit.delete(session)
        self._unlink_breaks(unit, session)

    def pause(self, unit: UnitOfWork, session_id: str) -> None:
        """Let the paused session go on as if it had not been paused, and the focus paused with it."""
        active, session = self._find(unit, session_id)
        if not session.pauses:
            raise no_such_act()
        self._require_own(unit, session, session.pauses[-1].begin)
        if not session.paused:
            raise ConflictError("The work session was resumed since")
        pointer, before = self.focus.find(unit.user_id)
        self._write(unit, active, session, replace(session, pauses=session.pauses[:-1]))
        self.focus.write(unit, pointer, before, focus_undo.undo_pause_of_work(before, session))

    def resumption(self, unit: UnitOfWork, session_id: str) -> None:
        """Pause the session again as if it had not been resumed, and the focus that was resumed with it."""
        active, session = self._find(unit, session_id)
        ended = [pause for pause in session.pauses if pause.end is not None]
        if not ended or ended[-1].end is None:
            raise no_such_act()
        self._require_own(unit, session, ended[-1].end)
        if session.paused:
            raise ConflictError("The work session was paused since")
        pointer, before = self.focus.find(unit.user_id)
        paused = replace(session, pauses=(*session.pauses[:-1], Pause(ended[-1].begin)))
        self._write(unit, active, session, paused)
        self.focus.write(unit, pointer, before, focus_undo.undo_resume_of_work(before, session))

    def end(self, unit: UnitOfWork, session_id: str) -> None:
        """Let a session that has ended run on; `ConflictError` if another one has begun since."""
        session = self.sessions.find(unit.user_id, session_id)
        if session is None or session.end_time is None:
            raise no_such_act()
        self._require_own(unit, session, session.end_time)
        self.run_on(unit, session)

    def run_on(self, unit: UnitOfWork, session: WorkSession) -> None:
        """Let a session that has ended run on; `ConflictError` if another one has begun since."""
        if self.active.find_active(unit.user_id) is not None:
            raise ConflictError("Another work session has begun since")
        on = session.ended_on or unit.today
        recount = self.recounts.read_undone_end(unit, session)
        if any(other.start_time >= session.end_time for other in recount.others if session.end_time):
            raise ConflictError("Another work session has begun since")
        unit.record(recount.event, today=on)
        running = session.undo_end()
        unit.replace(running, before=session)
        copy = replace(running, etag="")
        unit.create(ActiveWorkSession(user_id=unit.user_id, session_id=session.id, session=copy))
        unit.schedule(ScheduledReminder.for_session(unit.user_id, session.id, session.start_time, unit.now))
        self._link_break(unit, session)

    def _link_break(self, unit: UnitOfWork, session: WorkSession) -> None:
        """Let the running break count for a session that runs on, if it has begun since its end."""
        pointer, before = self.focus.find(unit.user_id)
        taken = before.session
        if taken is None or taken.session_type is not SessionType.BREAK or session.end_time is None:
            return
        if taken.work_session_id is None and taken.start_time >= session.end_time:
            linked = replace(taken, work_session_id=session.id)
            self.focus.write(unit, pointer, before, replace(before, session=linked))

    def _find(self, unit: UnitOfWork, session_id: str) -> tuple[ActiveWorkSession, WorkSession]:
        active = self.active.find_active(unit.user_id)
        session = self.sessions.find_running(active)
        if active is not None and session is not None and session.id == session_id:
            return active, session
        known = self.sessions.find(unit.user_id, session_id)
        raise _not_running(unit, known, "The work session has ended since")

    def _require_own(self, unit: UnitOfWork, session: WorkSession, at: datetime) -> None:
        require_own_act(at, unit.now, session.foreign, unit.foreign_caller)

    def _write(
        self, unit: UnitOfWork, active: ActiveWorkSession, before: WorkSession, after: WorkSession
    ) -> None:
        unit.require_account()
        unit.put(after, before=before)
        unit.replace(replace(active, session=after))

    def _unlink_breaks(self, unit: UnitOfWork, session: WorkSession) -> None:
        """Let no break count for a session that never began."""
        marked = any(session.id in progress.marks for progress in unit.week.challenges.values())
        if marked:
            sources = {ChallengeType.BREAK: {session.id: False}}
            unit.record(WorkSessionCorrected(days={}, sessions=0, centihours=0, sources=sources))
        pointer, before = self.focus.find(unit.user_id)
        running = [
            one and (replace(one, work_session_id=None) if one.work_session_id == session.id else one)
            for one in (before.session, before.interrupted)
        ]
        after = replace(before, session=running[0], interrupted=running[1])
        self.focus.write(unit, pointer, before, after)


@dataclass(frozen=True, kw_only=True, eq=False)
class FocusUndo:
    """Takes back what one user did with the running focus session or break, in the commit of the unit."""

    work: WorkSessionRepository
    focus: FocusState
    ledger: LedgerRepository

    def start(self, unit: UnitOfWork, session_id: str, session_type: SessionType) -> None:
        """Remove the running session; focus that a break has paused goes on as if there had been none.

        `ConflictError` if it was paused, or a break has begun, or it has ended since.
        """
        pointer, before, session = self._find(unit, session_id)
        if session.session_type is not session_type:
            raise no_such_act()
        self._require_own(unit, session, session.start_time)
        if session is before.interrupted:
            raise ConflictError("A break has begun since")
        if session.pauses:
            raise ConflictError("The session was paused since")
        after = focus_undo.undo_start(before, self._working(unit, before))
        self.focus.write(unit, pointer, before, after)

    def pause(self, unit: UnitOfWork, session_id: str) -> None:
        """Let a paused session go on as if it had not been paused."""
        pointer, before, session = self._find(unit, session_id)
        if not session.pauses or session.paused_with is not None:
            raise no_such_act()
        self._require_own(unit, session, session.pauses[-1].begin)
        if session is before.interrupted:
            raise ConflictError("A break has begun since")
        if not session.paused:
            raise ConflictError("The session was resumed since")
        self.focus.write(unit, pointer, before, focus_undo.undo_pause(before))

    def resumption(self, unit: UnitOfWork, session_id: str) -> None:
        """Pause a session again as if it had not been resumed."""
        pointer, before, session = self._find(unit, session_id)
        ended = [pause for pause in session.pauses if pause.end is not None]
        if not ended or ended[-1].end is None or session.resumed_with is not None:
            raise no_such_act()
        self._require_own(unit, session, ended[-1].end)
        if session.paused:
            raise ConflictError("The session was paused since")
        after = focus_undo.undo_resume(before, self.work.get_active_session(unit.user_id))
        self.focus.write(unit, pointer, before, after)

    def end(
        self, unit: UnitOfWork, session_id: str, status: SessionStatus, session_type: SessionType | None
    ) -> None:
        """Let a session that was completed or stopped run on.

        `ConflictError` if another one has begun since.
        """
        session = self.focus.sessions.find(unit.user_id, session_id)
        if session is None or session.end_time is None or session.status is not status:
            raise no_such_act()
        if session_type not in {None, session.session_type}:
            raise no_such_act()
        self._require_own(unit, session, session.end_time)
        pointer, before = self.focus.find(unit.user_id)
        after = focus_undo.undo_end(before, session, self.work.get_active_session(unit.user_id))
        self.focus.unspend(unit, session)
        self.focus.write(unit, pointer, replace(before, ended=(session,)), after)
        if status is SessionStatus.COMPLETED:
            self._take_back(unit, session, session.end_time)

    def _take_back(self, unit: UnitOfWork, session: FocusSession, at: datetime) -> None:
        calendar = session.counted_by and session.counted_by.calendar
        calendar = calendar or unit.calendar
        today = calendar.date_of(at)
        if session.session_type is SessionType.BREAK:
            completed = BreakCompleted.of(session, calendar)
            is_last = self._is_last_break(unit, session)
            unit.record(
                BreakUndone(**structs.asdict(completed), session_id=session.id, at=at, is_last=is_last),
                today=today,
            )
            return
        goal = unit.user.focus_goal_minutes * 60
        focused = FocusCompleted.of(session, calendar, goal)
        unit.record(
            FocusUndone(
                **structs.asdict(focused),
                at=at,
                week=week_of(today),
                reached_goal=self._reached_goal(unit, session.started_on, at),
            ),
            today=today,
        )

    def _reached_goal(self, unit: UnitOfWork, on: date, at: datetime) -> bool:
        """Return whether the completion at a moment reached the goal of a day: then the ledger has it."""
        day = unit.day(on)
        if not day.focus_goal_reached:
            return False
        rule = Rule.FOCUS_GOAL_REACHED
        times = day.given.get(rule, 1)
        name = LedgerEntry(
            user_id=unit.user_id, at=at, rule=rule, delta=0, reason="", source_id=on.isoformat(), times=times
        ).id
        entry = self.ledger.find(unit.user_id, name)
        return entry is not None and entry.at == at

    def _is_last_break(self, unit: UnitOfWork, session: FocusSession) -> bool:
        """Return whether no other break counts for the work session, if any challenge counts that."""
        work = session.work_session_id
        if not any(work in progress.marks for progress in unit.week.challenges.values()):
            return True
        joined = max(
            progress.joined_at for progress in unit.week.challenges.values() if work in progress.marks
        )
        first, last = session.started_on - _AROUND, session.started_on + _AROUND
        found = self.focus.sessions.list_between(unit.user_id, first, last, _MAX_SESSIONS)
        return not any(
            one.work_session_id == work
            and one.id != session.id
            and one.session_type is SessionType.BREAK
            and one.status is SessionStatus.COMPLETED
            and one.end_time is not None
            and one.end_time >= joined
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
        raise _not_running(unit, known, "The session has ended since")

    def _working(self, unit: UnitOfWork, state: RunningFocus) -> WorkSession | None:
        """Return the running work session if it matters: a break has paused a focus session."""
        return None if state.interrupted is None else self.work.get_active_session(unit.user_id)

    def _require_own(self, unit: UnitOfWork, session: FocusSession, at: datetime) -> None:
        require_own_act(at, unit.now, session.foreign, unit.foreign_caller)


def _not_running(unit: UnitOfWork, session: TimedSession | None, sentence: str) -> AvanochiError:
    """Return the error for an act on a session that does not run."""
    ended = None if session is None else session.end_time
    return ConflictError(sentence) if ended is not None and is_recent(ended, unit.now) else no_such_act()
