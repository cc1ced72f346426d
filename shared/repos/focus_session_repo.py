"""Where focus sessions and breaks live."""

from datetime import date

from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.page import Page, PageRequest
from shared.repos.base_repo import BaseRepository
from shared.store.query import Compare


class FocusSessionRepository(BaseRepository[FocusSession]):
    """Focus sessions and breaks, in their owners' partitions."""

    entity = FocusSession
    missing = "Active session not found"

    def list_between(self, user_id: str, first: date, last: date, limit: int) -> Page[FocusSession]:
        """Return those that began on these local days, newest first."""
        where = (
            Compare("started_order", ">=", first.isoformat()),
            Compare("started_order", "<", f"{last.isoformat()}~"),  # behind every time of the last day
        )
        return self.query(user_id, PageRequest(order_by="started_order", limit=limit), where)


class ActiveFocusSessionRepository(BaseRepository[ActiveFocusSession]):
    """The pointers to those that run."""

    entity = ActiveFocusSession
    missing = "Active session not found"

    def find_active(self, user_id: str) -> ActiveFocusSession | None:
        """Return the pointer to the one that runs, None when none does."""
        return self.find(user_id, ActiveFocusSession.ID)
