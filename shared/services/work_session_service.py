"""Clocking in and out."""

from collections.abc import Callable
from datetime import date, datetime

from shared.entities.events import WorkSessionFinished
from shared.entities.idempotency import IdempotencyKey
from shared.entities.page import Page, PageRequest
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import FieldError, NotFoundError, ValidationError
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.services.unit_of_work import Transactions, UnitOfWork


class WorkSessionService:
    """Work sessions of one user, of which at most one runs."""

    def __init__(
        self,
        *,
        sessions: WorkSessionRepository,
        active: ActiveWorkSessionRepository,
        users: UserRepository,
        transactions: Transactions,
        new_id: Callable[[], str],
    ) -> None:
        self._sessions = sessions
        self._active = active
        self._users = users
        self._transactions = transactions
        self._new_id = new_id

    def start_session(self, user_id: str, *, retry: IdempotencyKey | None = None) -> WorkSession:
        """Start a session now; `ValidationError` while one runs."""

        def work(unit: UnitOfWork) -> WorkSession:
            if self._active.find_active(user_id) is not None:
                raise ValidationError("Active session already exists", code="active_session_exists")
            unit.require_account()
            session = WorkSession(id=self._new_id(), user_id=user_id, start_time=unit.now)
            unit.create(session)
            unit.create(ActiveWorkSession(user_id, session.id))
            unit.schedule(ScheduledReminder.with_session(user_id, session.id, unit.now))
            return session

        return self._transactions.run(user_id, work, entity=WorkSession, retry=retry)

    def end_session(
        self, user_id: str, session_id: str, *, retry: IdempotencyKey | None = None
    ) -> WorkSession:
        """End a session now; ended already, it comes back as it is."""
        return self._transactions.run(
            user_id, lambda unit: self._end(unit, session_id), entity=WorkSession, retry=retry
        )

    def end_active_session(self, user_id: str, *, retry: IdempotencyKey | None = None) -> WorkSession:
        """End the session that runs; `NotFoundError` when none does."""

        def work(unit: UnitOfWork) -> WorkSession:
            active = self._active.find_active(user_id)
            if active is None:
                raise NotFoundError("No active work session")
            return self._end(unit, active.session_id)

        return self._transactions.run(user_id, work, entity=WorkSession, retry=retry)

    def get_session(self, user_id: str, session_id: str) -> WorkSession:
        """Return a session; `NotFoundError` when the user has no such one."""
        return self._sessions.get(user_id, session_id)

    def get_active_session(self, user_id: str) -> WorkSession | None:
        """Return the session that runs, None when none does."""
        active = self._active.find_active(user_id)
        if active is None:
            self._users.get_user(user_id)  # a deleted account has no session either, and must be told
            return None
        session = self._sessions.find(user_id, active.session_id)
        # Between the two reads it may have ended: then it is not active any more.
        return session if session and session.end_time is None else None

    def list_sessions(
        self, user_id: str, page_request: PageRequest, *, first: date | None = None, last: date | None = None
    ) -> Page[WorkSession]:
        """Return one page of the sessions that started from the day `first` to the day `last`."""
        started_from = started_before = None
        if first is not None or last is not None:
            calendar = self._users.get_user(user_id).calendar
            if first is not None:
                started_from = _within_calendar("from", calendar.start_of, first)
            if last is not None and last < date.max:
                started_before = _within_calendar("to", calendar.start_after, last)
        return self._sessions.list_sessions(
            user_id, page_request, started_from=started_from, started_before=started_before
        )

    def _end(self, unit: UnitOfWork, session_id: str) -> WorkSession:
        session = self._sessions.get(unit.user_id, session_id)
        if session.end_time is not None:
            return session
        ended = session.end_session(unit.now, unit.today)
        unit.replace(ended)
        active = self._active.find_active(unit.user_id)
        if active is not None and active.session_id == session_id:
            unit.delete(active)
        calendar, end = unit.calendar, max(unit.now, session.start_time)
        unit.record(
            WorkSessionFinished(
                on=unit.today,
                seconds=ended.seconds,
                centihours=ended.centihours,
                ended=calendar.clock_of(end),
                spans=calendar.split(session.start_time, end),
                parts=calendar.parts(ended.shift),
                limit_seconds=unit.user.workday_limit_minutes * 60,
            )
        )
        return ended


def _within_calendar(field: str, find: Callable[[date], datetime], day: date) -> datetime:
    try:
        return find(day)
    except ValueError as error:
        message = "is too near to the end of the calendar"
        raise ValidationError(f"Field '{field}' {message}", [FieldError(field, message)]) from error
