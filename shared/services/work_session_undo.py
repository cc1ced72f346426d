"""Undoing starts, pauses, resumptions and ends of work sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from shared.entities.calendar import week_of
from shared.entities.events import WorkSessionCorrected
from shared.entities.focus_session import FocusSession
from shared.entities.pauses import Pause
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import ConflictError
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.rules import focus_undo
from shared.rules.undo import no_such_act, not_running, require_own_act
from shared.services.closed_time import ClosedTime
from shared.services.focus_state import FocusState
from shared.services.unit_of_work import UnitOfWork
from shared.services.work_recount import WorkRecountReader
from shared.views.challenge import ChallengeType
from shared.views.focus_session import SessionType


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkUndo:
    """Takes back what one user did with the running work session, in the commit of the unit."""

    sessions: WorkSessionRepository
    active: ActiveWorkSessionRepository
    focus: FocusState
    recounts: WorkRecountReader
    closed_time: ClosedTime

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
        self.closed_time.recount_undone(unit, session.start_time, removed={session.id})

    def pause(self, unit: UnitOfWork, session_id: str) -> None:
        """Let the paused session go on as if it had not been paused, and the focus paused with it.

        `ConflictError` if that focus, or a break in it, has ended since.
        """
        active, session = self._find(unit, session_id)
        if not session.pauses:
            raise no_such_act()
        began = session.pauses[-1].begin
        self._require_own(unit, session, began)
        if not session.paused:
            raise ConflictError("The work session was resumed since")
        running = replace(session.without_act(began), pauses=session.pauses[:-1])
        self._write(unit, active, session, running)
        pointer, before = self.focus.find(unit.user_id)
        since = self._list_focus(unit, began)
        after = focus_undo.undo_pause_of_work(before, session, since)
        self.focus.write(unit, pointer, before, after)
        self.closed_time.recount_undone(unit, began, work=running, focus=after.sessions)

    def resumption(self, unit: UnitOfWork, session_id: str) -> None:
        """Pause the session again as if it had not been resumed, and the focus that was resumed with it.

        `ConflictError` if that focus was paused or has ended, or a break in it has begun or ended since.
        """
        active, session = self._find(unit, session_id)
        ended = [pause for pause in session.pauses if pause.end is not None]
        if not ended or ended[-1].end is None:
            raise no_such_act()
        resumed = ended[-1].end
        self._require_own(unit, session, resumed)
        if session.paused:
            raise ConflictError("The work session was paused since")
        pauses = (*session.pauses[:-1], Pause(ended[-1].begin))
        paused = replace(session.without_act(resumed), pauses=pauses)
        self._write(unit, active, session, paused)
        pointer, before = self.focus.find(unit.user_id)
        since = self._list_focus(unit, resumed)
        after = focus_undo.undo_resume_of_work(before, session, since)
        self.focus.write(unit, pointer, before, after)
        self.closed_time.recount_undone(unit, resumed, work=paused, focus=after.sessions)

    def end(self, unit: UnitOfWork, session_id: str) -> None:
        """Let a session that has ended run on.

        `ConflictError` if it was corrected, or another one has begun since.
        """
        session = self.sessions.find(unit.user_id, session_id)
        if session is None or session.end_recorded_at is None:
            raise no_such_act()
        require_own_act(session.end_recorded_at, unit.now, session.foreign, unit.foreign_caller)
        self.run_on(unit, session)

    def run_on(self, unit: UnitOfWork, session: WorkSession) -> WorkSession:
        """Let a session that has ended run on; return it as it runs.

        `ConflictError` if it was corrected, or another one has begun since.
        """
        end, recorded_at = session.end_time, session.end_recorded_at
        if session.first_end_recorded_at is not None or end is None or recorded_at is None:
            raise ConflictError("The work session was corrected since")
        if self.active.find_active(unit.user_id) is not None:
            raise ConflictError("Another work session has begun since")
        on = session.ended_on or unit.today
        recount = self.recounts.read_undone_end(unit, session)
        others = recount.others
        if recount.event.subtracted is not None:  # there are too many to be counted anew
            others = self.sessions.list_since(unit.user_id, end, unit.now)
        later = [other for other in others if other.start_time >= end and other.id != session.id]
        if any(other.recorded_at(other.start_time) >= recorded_at for other in later):
            raise ConflictError("Another work session has begun since")
        unit.record(recount.event, today=on)
        running = session.undo_end()
        unit.replace(running, before=session)
        active = ActiveWorkSession(
            user_id=unit.user_id,
            session_id=session.id,
            session=replace(running, etag=""),
            ends_by=min((other.start_time for other in later), default=None),
            started_late=running.recorded_at(running.start_time) > running.start_time,
        )
        unit.create(active)
        unit.schedule(ScheduledReminder.for_session(unit.user_id, session.id, session.start_time, unit.now))
        self._link_break(unit, session)
        return running

    def _list_focus(self, unit: UnitOfWork, since: datetime) -> list[FocusSession]:
        """Return the focus sessions and breaks that ran or ended at a moment or later."""
        return self.focus.sessions.list_around(unit.user_id, since - timedelta.resolution, unit.now)

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
        raise not_running(known, unit.now, "The work session has ended since")

    def _require_own(self, unit: UnitOfWork, session: WorkSession, done_at: datetime) -> None:
        require_own_act(session.recorded_at(done_at), unit.now, session.foreign, unit.foreign_caller)

    def _write(
        self, unit: UnitOfWork, active: ActiveWorkSession, before: WorkSession, after: WorkSession
    ) -> None:
        unit.require_account()
        unit.put(after, before=before)
        unit.replace(replace(active, session=after))

    def _unlink_breaks(self, unit: UnitOfWork, session: WorkSession) -> None:
        """Let no break count for a session that never began."""
        started_on = unit.calendar.date_of(session.start_time)
        week = unit.require_account().at_week(week_of(started_on)).week
        if any(session.id in progress.marks for progress in week.challenges.values()):
            sources = {ChallengeType.BREAK: {session.id: False}}
            event = WorkSessionCorrected(days={}, sessions=0, centihours=0, sources=sources)
            unit.record(event, today=started_on)
        pointer, before = self.focus.find(unit.user_id)
        running = [
            one and (replace(one, work_session_id=None) if one.work_session_id == session.id else one)
            for one in (before.session, before.interrupted)
        ]
        after = replace(before, session=running[0], interrupted=running[1])
        self.focus.write(unit, pointer, before, after)
