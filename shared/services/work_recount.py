"""Reads what a corrected work session counted for, so that it can be counted anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from shared.entities.events import WorkSessionCorrected, WorkSessionFinished
from shared.entities.focus_session import MAX_DURATION, FocusSession
from shared.entities.shutdown import LocalShutdown
from shared.entities.totals import ChallengeProgress
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.work_session_repo import MAX_WORK_SESSIONS, WorkSessionRepository
from shared.rules.rewards import work
from shared.rules.rewards.challenge_sources import (
    closes_work,
    counts_a_break,
    early_shutdowns,
    work_before,
)
from shared.rules.rewards.challenges import CHALLENGES
from shared.rules.rewards.totals import Totals
from shared.services.balance_reader import BalanceReader
from shared.services.counted_work import counted, ended
from shared.services.unit_of_work import UnitOfWork
from shared.views.challenge import ChallengeType

_MAX_FOCUS_SESSIONS = 500
_DAY = timedelta(days=1)

Sources = Mapping[ChallengeType, Mapping[str, bool]]


@dataclass(frozen=True, kw_only=True)
class WorkRecount:
    """The event of a correction, and the other sessions around it."""

    event: WorkSessionCorrected
    others: Sequence[WorkSession]


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkRecountReader:
    """Reads the work sessions of the days for which a session counted or is to count, and those days.

    Each takes one query, since only the last 31 days of a session count. Only where a joined challenge of
    this week may be affected, another query reads the focus sessions of its days. Only where a week may have
    been in balance for a time, another one reads the work sessions since the week before.
    """

    sessions: WorkSessionRepository
    focus_sessions: FocusSessionRepository
    balance: BalanceReader

    def read(self, unit: UnitOfWork, before: WorkSession, after: WorkSession | None) -> WorkRecount:
        """Return the recount after a correction, or after a removal if `after` is None.

        Beyond `MAX_WORK_SESSIONS`, a removal only subtracts the session; `ConflictError` for a correction.
        """
        changed = [counted(unit, session) for session in (before, after) if session is not None]
        days = set[date]().union(*(event.days for event in changed))
        shut_down = _read_shutdowns_during(unit, days, before, after)
        begin, end = _bounds(days | shut_down)
        others = self._read_others(unit, before, begin, end)
        if others is None:
            if after is None:
                return _subtracted(before, changed[0])
            raise ConflictError(f"There are more than {MAX_WORK_SESSIONS} work sessions around these days")
        near = [one for one in others if _is_near(one, days)]
        event = WorkSessionCorrected(
            days=_by_day(days, ended(unit, [*near, *([] if after is None else [after])])),
            sessions=0 if after is not None else -1,
            centihours=(after.centihours if after is not None else 0) - before.centihours,
        )
        sources = self._changed_sources(unit, days | shut_down, before, after, others)
        totals = Totals(unit.require_account(), {on: unit.day(on) for on in days}, unit.now)
        corrected = work.correct(totals, event).lifetime
        balanced = self.balance.was_reached(unit, corrected, days, before, after)
        return WorkRecount(event=replace(event, sources=sources, balanced=balanced), others=others)

    def read_undone_end(self, unit: UnitOfWork, session: WorkSession) -> WorkRecount:
        """Return the recount after the end of a session was undone, which runs on."""
        removed = self.read(unit, session, None)
        if removed.event.subtracted is not None:
            return removed
        running = session.undo_end()
        days = {*removed.event.days}
        days |= _read_shutdowns_during(unit, days, replace(session, end_time=unit.now))
        sources = self._changed_sources(unit, days, session, running, removed.others)
        return WorkRecount(event=replace(removed.event, sources=sources), others=removed.others)

    def _read_others(
        self, unit: UnitOfWork, session: WorkSession, begin: datetime, end: datetime
    ) -> list[WorkSession] | None:
        found = self.sessions.list_between(unit.user_id, begin, end, MAX_WORK_SESSIONS + 1)
        if len(found) > MAX_WORK_SESSIONS:
            return None
        return [other for other in found if other.id != session.id]

    def _changed_sources(
        self,
        unit: UnitOfWork,
        days: Collection[date],
        before: WorkSession,
        after: WorkSession | None,
        others: Sequence[WorkSession],
    ) -> Sources:
        """Return the shutdowns and breaks of this week that count no longer, or now."""
        joined = _joined(unit)
        shutdowns = _early_shutdowns(unit, days, joined.get(ChallengeType.SHUTDOWN))
        breaks = joined.get(ChallengeType.BREAK)
        # A break that began during a session may have outlasted it.
        if breaks is not None and not _ends_after(breaks.joined_at - MAX_DURATION, before, after):
            breaks = None
        if breaks is None and not shutdowns:
            return {}
        focus = self._read_focus(unit, {*shutdowns, *(days if breaks is not None else ())})
        return {
            ChallengeType.SHUTDOWN: _changed_shutdowns(unit, shutdowns, focus, others, before, after),
            ChallengeType.BREAK: _changed_breaks(breaks, before, after, focus),
        }

    def _read_focus(self, unit: UnitOfWork, days: Collection[date]) -> list[FocusSession]:
        # Two days on either side: sessions keep their dates when a user travels.
        first, last = min(days) - 2 * _DAY, max(days) + 2 * _DAY
        return self.focus_sessions.list_between(unit.user_id, first, last, _MAX_FOCUS_SESSIONS).entities


def _subtracted(session: WorkSession, event: WorkSessionFinished) -> WorkRecount:
    """Return the recount after the removal of a session among too many."""
    days = dict.fromkeys(event.days, (event,))
    removal = WorkSessionCorrected(days=days, sessions=-1, centihours=-session.centihours, subtracted=event)
    return WorkRecount(event=removal, others=())


def _joined(unit: UnitOfWork) -> dict[ChallengeType, ChallengeProgress]:
    """Return the progress in the challenges of this week that a correction can change, by their type."""
    challenges = unit.week.challenges
    found = {one.challenge_type: challenges[one.id] for one in CHALLENGES if one.id in challenges}
    return {kind: progress for kind, progress in found.items() if progress.completed or not progress.left}


def _read_shutdowns_during(
    unit: UnitOfWork, days: Collection[date], *sessions: WorkSession | None
) -> set[date]:
    """Read the totals of days, and return other dates with a shutdown during a session, if that may matter.

    A session counts for a shutdown while it runs, also if it then ends in a time zone with other dates.
    """
    found, known = [session for session in sessions if session is not None], list[date]()
    if ChallengeType.SHUTDOWN in _joined(unit):
        known = [date.fromisoformat(on) for on in unit.require_account().shutdown_minutes]
    near = {on for on in known if any(_is_near(session, [on]) for session in found)}
    unit.read_days({*days, *near})
    return {
        on
        for on in near.difference(days)
        if any(session.ran_at(one.at) for session in found for one in unit.day(on).local_shutdowns)
    }


def _early_shutdowns(
    unit: UnitOfWork, days: Iterable[date], progress: ChallengeProgress | None
) -> dict[date, list[LocalShutdown]]:
    if progress is None:
        return {}
    totals = unit.require_account()
    found = {
        on: [
            one
            for one in early_shutdowns(unit.day(on), totals, unit.calendar)
            if one.at >= progress.joined_at
        ]
        for on in days
    }
    return {on: shutdowns for on, shutdowns in found.items() if shutdowns}


def _changed_shutdowns(
    unit: UnitOfWork,
    shutdowns: Mapping[date, Sequence[LocalShutdown]],
    focus: Sequence[FocusSession],
    others: Sequence[WorkSession],
    before: WorkSession,
    after: WorkSession | None,
) -> dict[str, bool]:
    """Return the days, as text, whose shutdowns count no longer, or now."""
    lives = [[*others, before], [*others, *([] if after is None else [after])]]
    parts = [{one.id: counted(unit, one).parts for one in life if one.end_time is not None} for life in lives]
    changed = {}
    for on, early in shutdowns.items():
        did, does = (
            any(closes_work(one, work_before(one, on, life, known), focus) for one in early)
            for life, known in zip(lives, parts, strict=True)
        )
        if did != does:
            changed[on.isoformat()] = does
    return changed


def _changed_breaks(
    progress: ChallengeProgress | None,
    before: WorkSession,
    after: WorkSession | None,
    breaks: Sequence[FocusSession],
) -> dict[str, bool]:
    if progress is None:
        return {}
    counted, counts = (counts_a_break(session, breaks, progress.joined_at) for session in (before, after))
    return {before.id: counts} if counted != counts else {}


def _ends_after(moment: datetime, *sessions: WorkSession | None) -> bool:
    return any(
        session is not None and (session.end_time is None or session.end_time > moment)
        for session in sessions
    )


def _by_day(
    days: Iterable[date], sessions: Sequence[WorkSessionFinished]
) -> dict[date, list[WorkSessionFinished]]:
    return {on: [session for session in sessions if on in session.days] for on in sorted(days)}


def _is_near(session: WorkSession, days: Iterable[date]) -> bool:
    """Return whether a session may count for one of the days, in any time zone."""
    first, last = session.start_time - 2 * _DAY, (session.end_time or session.start_time) + _DAY
    return any(first.date() <= on <= last.date() for on in days)


def _bounds(days: Collection[date]) -> tuple[datetime, datetime]:
    """Return moments between which every session ran that counts for one of the days, in any time zone."""
    return _start(min(days)) - _DAY, _start(max(days)) + 3 * _DAY


def _start(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
