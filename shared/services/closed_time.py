"""The time of work and focus that a shutdown closes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.entities.events import ShutdownRecounted
from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval, duration, intersect
from shared.entities.shutdown import LocalShutdown
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
    """Measures the time that a shutdown closes, and again when acts before it are sent later or undone."""

    work_sessions: WorkSessionRepository
    focus_sessions: FocusSessionRepository

    def measure(
        self, unit: UnitOfWork, on: date, closed: Interval, *, work: WorkSession | None = None
    ) -> int:
        """Return the seconds of work and focus in the `closed` part of a day, each moment once.

        Running sessions are included; `work` is a session that the commit changes.
        """
        return _seconds(closed, *self._read(unit, on, work, ()))

    def recount(
        self, unit: UnitOfWork, *, work: WorkSession | None = None, focus: Sequence[FocusSession] = ()
    ) -> None:
        """Count anew the early shutdowns that are known already, after an act that was sent later.

        It costs reads only if there are any.
        """
        if unit.is_late:
            self.recount_undone(unit, unit.at, work=work, focus=focus)

    def recount_undone(
        self,
        unit: UnitOfWork,
        since: datetime,
        *,
        work: WorkSession | None = None,
        focus: Sequence[FocusSession] = (),
        removed: Collection[str] = (),
    ) -> None:
        """Count anew the early shutdowns since an act that is undone.

        `work` and `focus` are sessions that the commit changes, `removed` the ids of those that it deletes.
        It costs reads only if there are any.
        """
        known = map(date.fromisoformat, unit.require_account().shutdown_minutes)
        for on in [on for on in known if on >= unit.calendar.date_of(since)]:
            shutdowns = early_shutdowns(unit.day(on), unit.require_account(), unit.calendar)
            if any(shutdown.at > since for shutdown in shutdowns):
                self._record(unit, on, shutdowns, *self._read(unit, on, work, focus, removed))

    def recount_others(self, unit: UnitOfWork, on: date, *, work: WorkSession | None = None) -> None:
        """Count anew the other early shutdowns of a day when one is undone.

        `work` is the session that it ended, which runs on.
        """
        shutdowns = early_shutdowns(unit.day(on), unit.require_account(), unit.calendar)
        if shutdowns:
            self._record(unit, on, shutdowns, *self._read(unit, on, work, ()))

    def _read(
        self,
        unit: UnitOfWork,
        on: date,
        work: WorkSession | None,
        focus: Sequence[FocusSession],
        removed: Collection[str] = (),
    ) -> tuple[list[Interval], list[FocusSession]]:
        """Return the work of a day and the focus sessions around it, as they are after the commit."""
        intervals = [*unit.day(on).worked]
        running = work or self.work_sessions.get_active_session(unit.user_id)
        if running is not None and running.id not in removed:
            intervals += running.shifts
        # Two days on either side: sessions keep their dates when a user travels.
        found = self.focus_sessions.list_between(
            unit.user_id, on - 2 * _DAY, on + 2 * _DAY, _MAX_FOCUS_SESSIONS
        )
        sessions = {session.id: session for session in (*found, *focus)}
        return intervals, [session for name, session in sessions.items() if name not in removed]

    def _record(
        self,
        unit: UnitOfWork,
        on: date,
        shutdowns: Sequence[LocalShutdown],
        work: Sequence[Interval],
        focus: Sequence[FocusSession],
    ) -> None:
        early = [
            one.at
            for one in shutdowns
            if closes_enough(_seconds(Interval(one.day_begin, one.at), work, focus))
        ]
        unit.record(ShutdownRecounted(on=on, early=tuple(early)), today=on)


def _seconds(closed: Interval, work: Sequence[Interval], focus: Sequence[FocusSession]) -> int:
    """Return the seconds of work and focus in a part of a day that ends with its shutdown."""
    intervals = [*work, *(part for session in focus for part in session.focused(closed.end))]
    return duration(intersect(intervals, closed)) // _SECOND
