"""The time of work and focus that a shutdown closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.entities.events import ShutdownRecounted
from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval, duration, intersect
from shared.entities.work_session import WorkSession
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules.rewards.challenges import is_early, is_early_shutdown
from shared.services.unit_of_work import UnitOfWork

_MAX_FOCUS_SESSIONS = 100  # of those around a day, the latest that count as time of focus
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class ClosedTime:
    """Measures the time of a shutdown, again when acts before it are sent later."""

    work_sessions: WorkSessionRepository
    focus_sessions: FocusSessionRepository

    def measure(
        self,
        unit: UnitOfWork,
        on: date,
        until: datetime,
        *,
        work: WorkSession | None = None,
        focus: Sequence[FocusSession] = (),
    ) -> int:
        """Return the seconds of work and focus of a day until then, with running sessions, each moment once.

        `work` and `focus` are sessions that the commit changes.
        """
        intervals = [*unit.day(on).worked]
        running = work or self.work_sessions.get_active_session(unit.user_id)
        if running is not None:
            intervals += running.shifts
        # Two days on either side: sessions keep their dates when a user travels.
        found = self.focus_sessions.list_between(
            unit.user_id, on - 2 * _DAY, on + 2 * _DAY, _MAX_FOCUS_SESSIONS
        )
        sessions = {session.id: session for session in (*found, *focus)}
        intervals += [part for session in sessions.values() for part in session.focused(until)]
        return duration(intersect(intervals, Interval(unit.calendar.start_of(on), until))) // _SECOND

    def recount(
        self, unit: UnitOfWork, *, work: WorkSession | None = None, focus: Sequence[FocusSession] = ()
    ) -> None:
        """Count anew the early shutdowns of the day that are known already, after an act that was sent later.

        It costs reads only if there are any.
        """
        if not unit.is_late:
            return
        on = unit.today
        if on.isoformat() not in unit.require_account().shutdown_minutes:
            return
        shutdowns = {moment: unit.calendar.minute_of(moment) for moment in unit.day(on).shutdown_times}
        if not any(moment > unit.at and is_early(minute) for moment, minute in shutdowns.items()):
            return
        early = [
            moment
            for moment, minute in shutdowns.items()
            if is_early_shutdown(minute, self.measure(unit, on, moment, work=work, focus=focus))
        ]
        unit.record(ShutdownRecounted(on=on, early=tuple(early)))
