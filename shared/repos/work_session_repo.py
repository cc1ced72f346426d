"""Where work sessions live."""

from datetime import datetime

from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import to_stored
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.repos.base_repo import BaseRepository
from shared.store.query import Compare, Condition


class WorkSessionRepository(BaseRepository[WorkSession]):
    """Work sessions, in their owners' partitions."""

    entity = WorkSession
    missing = "Work session not found"

    def list_sessions(
        self,
        user_id: str,
        page_request: PageRequest,
        *,
        started_from: datetime | None = None,
        started_before: datetime | None = None,
    ) -> Page[WorkSession]:
        """Return one page of a user's sessions that started within these bounds."""
        conditions: list[Condition] = []
        if started_from is not None:
            conditions.append(Compare("start_time", ">=", to_stored(started_from)))
        if started_before is not None:
            conditions.append(Compare("start_time", "<", to_stored(started_before)))
        return self.query(user_id, page_request, conditions)


class ActiveWorkSessionRepository(BaseRepository[ActiveWorkSession]):
    """The pointers to the sessions that run."""

    entity = ActiveWorkSession
    missing = "No active work session"

    def find_active(self, user_id: str) -> ActiveWorkSession | None:
        """Return the pointer to the user's running session, None when none runs."""
        return self.find(user_id, ActiveWorkSession.ID)
