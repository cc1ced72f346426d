"""The time of work and focus that a shutdown closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.entities.events import ShutdownRecounted
from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval, duration, intersect
from shared.entities.work_session import WorkSession
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules.rewards.challenge_sources import early_shutdowns
from shared.rules.rewards.challenges import closes_enough
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
        self, unit: UnitOfWork, on: date, closed: Interval, *, work: WorkSession | None = None
    ) -> int:
        """Return the seconds of work and focus in the `closed` part of a day, each moment once.

        Running sessions are included; `work` is a session that the commit changes.
        """
        return _seconds(closed, *self._read(unit, on, work, ()))

    def _read(
        self, unit: UnitOfWork, on: date, work: WorkSession | None, focus: Sequence[FocusSession]
    ) -> tuple[list[Interval], list[FocusSession]]:
        """Return the work of a day and the focus sessions around it, with those that the commit changes."""
        intervals = [*unit.day(on).worked]
        running = work or self.work_sessions.get_active_session(unit.user_id)
        if running is not None:
            intervals += running.shifts
        # Two days on either side: sessions keep their dates when a user travels.
        found = self.focus_sessions.list_between(
            unit.user_id, on - 2 * _DAY, on + 2 * _DAY, _MAX_FOCUS_SESSIONS
        )
        return intervals, [*{session.id: session for session in (*found, *focus)}.values()]

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
        shutdowns = early_shutdowns(unit.day(on), unit.require_account(), unit.calendar)
        if not any(shutdown.at > unit.at for shutdown in shutdowns):
            return
        known = self._read(unit, on, work, focus)
        early = [
            one.at for one in shutdowns if closes_enough(_seconds(Interval(one.day_begin, one.at), *known))
        ]
        unit.record(ShutdownRecounted(on=on, early=tuple(early)))


def _seconds(closed: Interval, work: Sequence[Interval], focus: Sequence[FocusSession]) -> int:
    """Return the seconds of work and focus in a part of a day that ends with its shutdown."""
    intervals = [*work, *(part for session in focus for part in session.focused(closed.end))]
    return duration(intersect(intervals, closed)) // _SECOND
