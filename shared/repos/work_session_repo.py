"""Where work sessions live."""

from collections.abc import Sequence

from shared.entities.listing import Listing, Paging
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.query import Condition
from shared.repos.base_repo import BaseRepository


class WorkSessionRepository(BaseRepository[WorkSession]):
    """Work sessions, in their owners' partitions."""

    entity = WorkSession
    missing = "Work session not found"

    def list_sessions(
        self, user_id: str, paging: Paging, where: Sequence[Condition] = ()
    ) -> Listing[WorkSession]:
        """Return one page of a user's sessions for which all conditions hold."""
        return self.query(user_id, paging, where)


class ActiveWorkSessionRepository(BaseRepository[ActiveWorkSession]):
    """The pointers to the sessions that run."""

    entity = ActiveWorkSession
    missing = "No active work session"

    def find_active(self, user_id: str) -> ActiveWorkSession | None:
        """Return the pointer to the user's running session, None when none runs."""
        return self.find(user_id, ActiveWorkSession.ID)
