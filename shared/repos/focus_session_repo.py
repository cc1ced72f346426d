"""Focus sessions and breaks, and the pointer to the running one."""

from datetime import date, datetime, timedelta

from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import format_sortable
from shared.errors import ConflictError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import ACTIVE_FOCUS_SESSION_ID
from shared.store.query import Compare, Equals
from shared.views.focus_session import SessionType

_DAY = timedelta(days=1)
_MAX_LIMIT = 500


class FocusSessionRepository(BaseRepository[FocusSession]):
    """Focus sessions and breaks, in their users' partitions."""

    entity = FocusSession
    not_found = "Active session not found"

    def list_between(self, user_id: str, first: date, last: date, limit: int) -> Page[FocusSession]:
        """Return one page of the sessions that started on these local days, newest first."""
        where = (
            Compare("started_order", ">=", first.isoformat()),
            Compare("started_order", "<", f"{last.isoformat()}~"),  # sorts after every time of the last day
        )
        return self.query(user_id, PageRequest(order_by="started_order", limit=limit), where)

    def list_around(self, user_id: str, begin: datetime, end: datetime) -> list[FocusSession]:
        """Return the sessions that ran at any time between two moments, newest first.

        `ConflictError` if more than 500 began in those days.
        """
        page = self._query_around(user_id, begin, end)
        if page.continuation is not None:
            raise ConflictError(f"There are more than {_MAX_LIMIT} focus sessions around that time")
        return [one for one in page if one.end_time is None or one.end_time > begin]

    def list_last_around(self, user_id: str, begin: datetime, end: datetime) -> list[FocusSession]:
        """Return the last 500 of the sessions that began from two days before a moment until another one."""
        return self._query_around(user_id, begin, end).entities

    def _query_around(self, user_id: str, begin: datetime, end: datetime) -> Page[FocusSession]:
        where = (
            # A session ends within 16 hours; the index is by local date.
            Compare("started_order", ">=", (begin.date() - 2 * _DAY).isoformat()),
            Compare("started_order", "<", f"{(end.date() + _DAY).isoformat()}~"),
            Compare("start_time", "<=", format_sortable(end)),
        )
        return self.query(user_id, PageRequest(order_by="started_order", limit=_MAX_LIMIT), where)

    def find_last_start(self, user_id: str, after: datetime, until: datetime) -> datetime | None:
        """Return when the last focus session from `after` to `until` began, None without one."""
        where = (
            # The index is by local date, which is that of UTC or one beside it.
            Compare("started_order", ">=", (after.date() - _DAY).isoformat()),
            Compare("started_order", "<", f"{(until.date() + _DAY).isoformat()}~"),
            Equals("session_type", SessionType.FOCUS.value),
            Compare("start_time", ">=", format_sortable(after)),
            Compare("start_time", "<=", format_sortable(until)),
        )
        found = self.query(user_id, PageRequest(order_by="started_order", limit=1), where).entities
        return found[0].start_time if found else None


class ActiveFocusSessionRepository(BaseRepository[ActiveFocusSession]):
    """The pointers to running focus sessions and breaks."""

    entity = ActiveFocusSession

    def find_active(self, user_id: str) -> ActiveFocusSession | None:
        """Return the pointer to a user's running session, None when none is running."""
        return self.find(user_id, ACTIVE_FOCUS_SESSION_ID)
