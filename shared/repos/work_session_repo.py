"""Work sessions, and the pointer to the running one."""

from datetime import date, datetime

from msgspec.structs import replace

from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import format_sortable
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.errors import ConflictError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import ACTIVE_WORK_SESSION_ID
from shared.store.contract import DocumentStore
from shared.store.query import Compare, Condition

MAX_WORK_SESSIONS = 2000
"""The maximum number of work sessions that one act reads to count the past anew."""

NEWEST_FIRST = PageRequest(order_by="start_time")

_FIRST = PageRequest(order_by="start_time", descending=False, limit=1)
_MAX_SINCE = 500
_MAX_AT_ONCE = 10  # sessions that began at the same moment; all but one had no length


class ActiveWorkSessionRepository(BaseRepository[ActiveWorkSession]):
    """The pointers to running work sessions."""

    entity = ActiveWorkSession
    not_found = "No active work session"

    def find_active(self, user_id: str) -> ActiveWorkSession | None:
        """Return the pointer to a user's running session, None when none is running."""
        return self.find(user_id, ACTIVE_WORK_SESSION_ID)


class WorkSessionRepository(BaseRepository[WorkSession]):
    """Work sessions, in their users' partitions."""

    entity = WorkSession
    not_found = "Work session not found"

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store)
        self._active = ActiveWorkSessionRepository(store)

    def get_active_session(self, user_id: str) -> WorkSession | None:
        """Return a user's running session, None when none is running."""
        return self.find_running(self._active.find_active(user_id))

    def find_running(self, active: ActiveWorkSession | None) -> WorkSession | None:
        """Return the session that a pointer names: its copy, or for one of an earlier version the session."""
        if active is None:
            return None
        if active.session is not None:
            return active.session
        session = self.find(active.user_id, active.session_id)
        # The session may have ended between the two reads.
        return session if session and session.end_time is None else None

    def list_sessions(
        self,
        user_id: str,
        page_request: PageRequest = NEWEST_FIRST,
        *,
        started_from: datetime | None = None,
        started_before: datetime | None = None,
    ) -> Page[WorkSession]:
        """Return one page of a user's sessions that started within these bounds."""
        conditions: list[Condition] = []
        if started_from is not None:
            conditions.append(Compare("start_time", ">=", format_sortable(started_from)))
        if started_before is not None:
            conditions.append(Compare("start_time", "<", format_sortable(started_before)))
        return self.query(user_id, page_request, conditions)

    def find_at(self, user_id: str, moment: datetime) -> WorkSession | None:
        """Return the session that ran at a moment, None without one, in one query of the last that began."""
        page_request = replace(NEWEST_FIRST, limit=_MAX_AT_ONCE)
        where = [Compare("start_time", "<=", format_sortable(moment))]
        found = self.query(user_id, page_request, where)
        return next((session for session in found if session.ran_at(moment)), None)

    def find_next(self, user_id: str, after: datetime) -> WorkSession | None:
        """Return the first session that began after a moment, None without one."""
        found = self.query(user_id, _FIRST, [Compare("start_time", ">", format_sortable(after))])
        return next(iter(found), None)

    def has_ended_on(self, user_id: str, on: date, since: datetime) -> bool:
        """Return whether one of the first 100 sessions since a moment has ended on a local date."""
        page_request = replace(_FIRST, limit=100)
        found = self.query(user_id, page_request, [Compare("start_time", ">=", format_sortable(since))])
        return any(session.ended_on == on for session in found)

    def list_since(self, user_id: str, begin: datetime, now: datetime) -> list[WorkSession]:
        """Return the sessions that ran at a moment or later, newest first; `ConflictError` beyond 500."""
        found = self.list_between(user_id, begin, now, _MAX_SINCE + 1)
        if len(found) > _MAX_SINCE:
            raise ConflictError(f"There are more than {_MAX_SINCE} work sessions since that time")
        return found

    def list_between(self, user_id: str, begin: datetime, end: datetime, limit: int) -> list[WorkSession]:
        """Return the sessions that ran at any time between two moments, newest first, at most `limit`.

        Sessions do not overlap: the first one that ended before `begin` is the last one to be read. One query
        finds up to 100 sessions, and each further one up to 500.
        """
        found: list[WorkSession] = []
        page_request = NEWEST_FIRST
        while len(found) < limit:
            page = self.list_sessions(user_id, page_request, started_before=end)
            for session in page:
                if session.end_time is not None and session.end_time < begin:
                    return found[:limit]
                found.append(session)
            if page.continuation is None:
                break
            page_request = replace(NEWEST_FIRST, limit=500, continuation=page.continuation)
        return found[:limit]
