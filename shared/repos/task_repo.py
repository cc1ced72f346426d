"""Where tasks live."""

from collections.abc import Sequence

from shared.entities.task import Task
from shared.query import Condition
from shared.repos.base_repo import BaseRepository, Listing, Paging


class TaskRepository(BaseRepository[Task]):
    """Tasks, in their owners' partitions."""

    entity = Task
    missing = "Task not found"

    def list_tasks_by_user(
        self, user_id: str, paging: Paging, where: Sequence[Condition] = ()
    ) -> Listing[Task]:
        """Return one page of a user's tasks for which all conditions hold."""
        return self.query(user_id, paging, where)
