"""Corrections and removals of work sessions that have ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from shared.entities.checks import check_field, check_moment, past_moment_error
from shared.entities.entity import IfMatch
from shared.entities.focus_session import MAX_DURATION
from shared.entities.idempotency import Outcome
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError, FieldError, ValidationError
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.services.base_service import BaseService
from shared.services.focus_state import FocusState
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.services.work_recount import WorkRecountReader
from shared.views.focus_session import SessionType

_MAX_AGE = timedelta(days=31)
_OUT_OF_ORDER = {"start_time": "must be before the end", "end_time": "must be after the start"}


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkSessionCorrections(BaseService):
    """Changes of work sessions that ended in the last 31 days.

    Each counts anew, in its commit, all days for which the session counted or counts now: neither a first, a
    last nor a maximum can be subtracted.
    """

    entity_type = "WorkSession"

    sessions: WorkSessionRepository
    active: ActiveWorkSessionRepository
    focus: FocusState
    reader: WorkRecountReader
    transactions: Transactions

    def correct_session(
        self,
        user_id: str,
        session_id: str,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        *,
        if_match: IfMatch | None = None,
    ) -> Outcome[WorkSession]:
        """Change the start or the end of a session, or both; its pauses are cut with it.

        `ConflictError` while it runs, and if it would overlap with another session. `ValidationError` if it
        or a new time is more than 31 days ago, and for a time ahead; up to 2 minutes ahead count as now.
        """
        start, end = (
            moment if moment is None else check_field(name, check_moment, moment)
            for name, moment in (("start_time", start_time), ("end_time", end_time))
        )

        def correct(unit: UnitOfWork) -> WorkSession:
            session = self._read(unit, session_id, if_match)
            corrected = _moved(session, start, end, unit)
            if corrected != session:
                self._count_anew(unit, session, corrected)
                unit.replace(corrected, before=session)
            return corrected

        return self.transactions.commit_event(user_id, correct)

    def remove_session(self, user_id: str, session_id: str, *, if_match: IfMatch | None = None) -> None:
        """Delete a session; `ConflictError` while it runs, `ValidationError` if it is over 31 days old."""

        def remove(unit: UnitOfWork) -> None:
            session = self._read(unit, session_id, if_match)
            self._count_anew(unit, session, None)
            unit.delete(session)

        self.transactions.commit(user_id, remove)

    def _read(self, unit: UnitOfWork, session_id: str, if_match: IfMatch | None) -> WorkSession:
        # Every session that starts or ends in the meantime changes the totals, which guard the commit.
        unit.read_ahead(())
        unit.require_account()
        session = self.sessions.get(unit.user_id, session_id)
        if if_match is not None:
            if_match.check(session)
        if session.end_time is None:
            raise ConflictError("The work session is still running: end it first")
        if session.end_time < unit.now - _MAX_AGE:
            raise ValidationError("Only work sessions of the last 31 days can be corrected or removed")
        return session

    def _count_anew(self, unit: UnitOfWork, before: WorkSession, after: WorkSession | None) -> None:
        recount = self.reader.read(unit, before, after)
        if after is not None:
            _check_overlap(after, recount.others)
        unit.record(recount.event)
        self._link_running_break(unit, before, after)
        self._move_bound(unit, before, after, recount.others)

    def _move_bound(
        self, unit: UnitOfWork, before: WorkSession, after: WorkSession | None, others: Sequence[WorkSession]
    ) -> None:
        """Let a running session whose start was sent later end before the first one that now follows it."""
        began = next((one.start_time for one in others if one.end_time is None), None)
        if began is None or before.start_time <= began:
            return
        active = self.active.find_active(unit.user_id)
        if active is not None:
            known = others if after is None else [*others, after]
            ends_by = min((one.start_time for one in known if one.start_time > began), default=None)
            unit.replace(replace(active, ends_by=ends_by))

    def _link_running_break(self, unit: UnitOfWork, before: WorkSession, after: WorkSession | None) -> None:
        """Let the break that is running count for the session exactly if it began during it."""
        ends = [session.end_time for session in (before, after) if session is not None and session.end_time]
        if max(ends) < unit.now - MAX_DURATION:
            return
        pointer, running = self.focus.find(unit.user_id)
        if running.session is None or running.session.session_type is not SessionType.BREAK:
            return
        begin = running.session.start_time
        if _ran_at(before, begin) is not _ran_at(after, begin):
            linked = replace(running.session, work_session_id=before.id if _ran_at(after, begin) else None)
            self.focus.write(unit, pointer, running, replace(running, session=linked))


def _moved(
    session: WorkSession, start: datetime | None, end: datetime | None, unit: UnitOfWork
) -> WorkSession:
    """Return the session with another start or end; itself if both stay."""
    begin, until = session.start_time, session.end_time or session.start_time
    sent = [("start_time", start, begin), ("end_time", end, until)]
    changed = [(name, moment) for name, moment, before in sent if moment is not None and moment != before]
    if not changed:
        return session
    field_errors = [
        FieldError(name, message)
        for name, moment in changed
        if (message := past_moment_error(moment, unit.now, _MAX_AGE)) is not None
    ]
    begin, until = min(start or begin, unit.now), min(end or until, unit.now)
    if begin >= until:
        name = changed[0][0]
        field_errors.append(FieldError(name, _OUT_OF_ORDER[name]))
    _raise_for(field_errors)
    settings = session.counted_by or unit.user.workday_settings
    calendar = settings.calendar or unit.calendar
    ended_on = session.ended_on if until == session.end_time else None
    return session.move(begin, until, ended_on or calendar.date_of(until), settings)


def _raise_for(field_errors: Sequence[FieldError]) -> None:
    if field_errors:
        first = field_errors[0]
        raise ValidationError(f"Field '{first.field}' {first.message}", field_errors)


def _check_overlap(session: WorkSession, others: Iterable[WorkSession]) -> None:
    """Raise `ConflictError` if the session overlaps with another one; one that runs has no end."""
    for other in others:
        starts_before_end = session.end_time is not None and other.start_time < session.end_time
        if starts_before_end and (other.end_time is None or session.start_time < other.end_time):
            raise ConflictError("The work session would overlap with another one")


def _ran_at(session: WorkSession | None, moment: datetime) -> bool:
    return session is not None and session.ran_at(moment)
