"""Reads what a corrected work session counted for, so that it can be counted anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from shared.entities.calendar import monday_of
from shared.entities.events import WorkSessionCorrected, WorkSessionFinished
from shared.entities.focus_session import MAX_DURATION, FocusSession
from shared.entities.interval import Interval
from shared.entities.totals import ChallengeProgress
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules.rewards import work
from shared.rules.rewards.achievements import IN_BALANCE
from shared.rules.rewards.balance import is_in_balance, was_in_balance
from shared.rules.rewards.challenge_sources import Shutdown, counts_a_break, early_shutdowns
from shared.rules.rewards.challenges import CHALLENGES
from shared.rules.rewards.totals import Totals
from shared.services.unit_of_work import UnitOfWork
from shared.views.challenge import ChallengeType

MAX_WORK_SESSIONS = 2000
"""The maximum number of work sessions that one correction reads."""

_MAX_FOCUS_SESSIONS = 500
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)

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

    def read(self, unit: UnitOfWork, before: WorkSession, after: WorkSession | None) -> WorkRecount:
        """Return the recount after a correction, or after a removal if `after` is None.

        `ConflictError` beyond `MAX_WORK_SESSIONS`.
        """
        changed = [_counted(unit, session) for session in (before, after) if session is not None]
        days = set[date]().union(*(event.days for event in changed))
        begin, end = _bounds(days)
        others = self._read_others(unit, before, begin, end)
        event = WorkSessionCorrected(
            days=_by_day(days, _ended(unit, [one for one in others if _is_near(one, days)], after)),
            sessions=0 if after is not None else -1,
            centihours=(after.centihours if after is not None else 0) - before.centihours,
        )
        unit.read_days(days)
        sources = self._changed_sources(unit, event, before, after, others)
        balanced = self._was_in_balance(unit, event, before, after)
        return WorkRecount(event=replace(event, sources=sources, balanced=balanced), others=others)

    def read_undone_end(self, unit: UnitOfWork, session: WorkSession) -> WorkRecount:
        """Return the recount after the end of a session was undone, which runs on."""
        removed = self.read(unit, session, None)
        until_now = replace(session, end_time=unit.now)
        resumed = session.undo_end().shifts
        sources = self._changed_sources(unit, removed.event, session, until_now, removed.others, resumed)
        return WorkRecount(event=replace(removed.event, sources=sources), others=removed.others)

    def _read_others(
        self, unit: UnitOfWork, session: WorkSession, begin: datetime, end: datetime
    ) -> list[WorkSession]:
        found = self.sessions.list_between(unit.user_id, begin, end, MAX_WORK_SESSIONS + 1)
        if len(found) > MAX_WORK_SESSIONS:
            raise ConflictError(f"There are more than {MAX_WORK_SESSIONS} work sessions around these days")
        return [other for other in found if other.id != session.id]

    def _was_in_balance(
        self,
        unit: UnitOfWork,
        event: WorkSessionCorrected,
        before: WorkSession,
        after: WorkSession | None,
    ) -> bool | None:
        """Return whether any week was ever in balance; None if the totals say all that matters."""
        totals = unit.require_account()
        days = {on: unit.day(on) for on in event.days}
        corrected = work.correct(Totals(totals, days, unit.now), event).lifetime
        if is_in_balance(corrected):
            return None
        monday = monday_of(min(event.days))
        since = totals.unlocked.get(IN_BALANCE.id)
        if since is not None and datetime.fromisoformat(since) < unit.calendar.start_of(monday):
            return None  # an earlier week was
        weeks = {monday_of(on) for on in event.days}
        if (
            since is None
            and max(corrected.worked_days.count_in_week(week) for week in weeks) < IN_BALANCE.target
        ):
            return None
        others = self._read_others(unit, before, _start(monday) - _WEEK - _DAY, unit.now + _DAY)
        return was_in_balance(_ended(unit, others, after))

    def _changed_sources(
        self,
        unit: UnitOfWork,
        event: WorkSessionCorrected,
        before: WorkSession,
        after: WorkSession | None,
        others: Iterable[WorkSession],
        resumed: Sequence[Interval] = (),
    ) -> Sources:
        """Return the shutdowns and breaks of this week that count no longer, or now.

        `resumed` is the time of a session that runs on.
        """
        joined = _joined(unit)
        shutdowns = _early_shutdowns(unit, event.days, joined.get(ChallengeType.SHUTDOWN))
        breaks = joined.get(ChallengeType.BREAK)
        # A break that began during a session may have outlasted it.
        if breaks is not None and not _ends_after(breaks.joined_at - MAX_DURATION, before, after):
            breaks = None
        days = {*shutdowns, *(event.days if breaks is not None else ())}
        if not days:
            return {}
        focus = self._read_focus(unit, days)
        return {
            ChallengeType.SHUTDOWN: _changed_shutdowns(unit, event, shutdowns, focus, others, resumed),
            ChallengeType.BREAK: _changed_breaks(breaks, before, after, focus),
        }

    def _read_focus(self, unit: UnitOfWork, days: Collection[date]) -> list[FocusSession]:
        # Two days on either side: sessions keep their dates when a user travels.
        first, last = min(days) - 2 * _DAY, max(days) + 2 * _DAY
        return self.focus_sessions.list_between(unit.user_id, first, last, _MAX_FOCUS_SESSIONS).entities


def _joined(unit: UnitOfWork) -> dict[ChallengeType, ChallengeProgress]:
    """Return the progress in the challenges of this week that a correction can change, by their type."""
    challenges = unit.week.challenges
    found = {one.challenge_type: challenges[one.id] for one in CHALLENGES if one.id in challenges}
    return {kind: progress for kind, progress in found.items() if progress.completed or not progress.left}


def _early_shutdowns(
    unit: UnitOfWork, days: Iterable[date], progress: ChallengeProgress | None
) -> dict[date, list[Shutdown]]:
    if progress is None:
        return {}
    totals = unit.require_account()
    found = {on: early_shutdowns(unit.day(on), totals, progress, unit.calendar) for on in days}
    return {on: shutdowns for on, shutdowns in found.items() if shutdowns}


def _changed_shutdowns(
    unit: UnitOfWork,
    event: WorkSessionCorrected,
    shutdowns: Mapping[date, Sequence[Shutdown]],
    focus: Sequence[FocusSession],
    others: Iterable[WorkSession],
    resumed: Sequence[Interval],
) -> dict[str, bool]:
    running = [part for session in others if session.end_time is None for part in session.shifts]
    changed = {}
    for on, early in shutdowns.items():
        day = unit.day(on)
        recounted, *_ = work.recount(day, event.days[on], unit.now)
        counted, counts = (
            any(shutdown.closes_enough((*worked, *running), focus) for shutdown in early)
            for worked in (day.worked, (*recounted.worked, *resumed))
        )
        if counted != counts:
            changed[on.isoformat()] = counts
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
    ends = (session.end_time for session in sessions if session is not None)
    return any(end is not None and end > moment for end in ends)


def _by_day(
    days: Iterable[date], sessions: Sequence[WorkSessionFinished]
) -> dict[date, list[WorkSessionFinished]]:
    return {on: [session for session in sessions if on in session.days] for on in sorted(days)}


def _ended(
    unit: UnitOfWork, others: Iterable[WorkSession], session: WorkSession | None
) -> list[WorkSessionFinished]:
    """Return the events of the sessions that have ended, in the order of their ends."""
    sessions = (*others, session) if session is not None else (*others,)
    ended = [(one.end_time, one.start_time, one) for one in sessions if one.end_time is not None]
    return [_counted(unit, one) for _, _, one in sorted(ended, key=lambda found: found[:2])]


def _is_near(session: WorkSession, days: Iterable[date]) -> bool:
    """Return whether a session may count for one of the days, in any time zone."""
    first, last = session.start_time - 2 * _DAY, (session.end_time or session.start_time) + _DAY
    return any(first.date() <= on <= last.date() for on in days)


def _counted(unit: UnitOfWork, session: WorkSession) -> WorkSessionFinished:
    """Return the event of the end of a session, by the settings that it was counted by.

    Sessions of earlier versions have none: those of the user are the best guess.
    """
    settings = session.counted_by or unit.user.workday_settings
    calendar = settings.calendar or unit.calendar
    ended_on = session.ended_on or calendar.date_of(session.end_time or session.start_time)
    return WorkSessionFinished.of(session, calendar, ended_on, settings.limit_minutes * 60)


def _bounds(days: Collection[date]) -> tuple[datetime, datetime]:
    """Return moments between which every session ran that counts for one of the days, in any time zone."""
    return _start(min(days)) - _DAY, _start(max(days)) + 3 * _DAY


def _start(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
