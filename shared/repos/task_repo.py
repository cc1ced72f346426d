"""Where tasks live."""

from collections.abc import Sequence

from shared.entities.page import Page, PageRequest
from shared.entities.task import Task
from shared.repos.base_repo import BaseRepository
from shared.store.indexes import INDEXES
from shared.store.query import Condition, Equals, OneOf

# In most orders open tasks and completed ones are kept sorted apart, each write paying for one index less.
_OPEN_AND_COMPLETED = (Equals("completed", value=False), Equals("completed", value=True))


class TaskRepository(BaseRepository[Task]):
    """Tasks, in their owners' partitions."""

    entity = Task
    missing = "Task not found"

    def list_tasks_by_user(
        self, user_id: str, page_request: PageRequest, where: Sequence[Condition] = ()
    ) -> Page[Task]:
        """Return one page of a user's tasks for which all conditions hold."""
        both = () if self._is_indexed(page_request.order_by, where) else _OPEN_AND_COMPLETED
        return self.query(user_id, page_request, where, both)

    def list_by_ids(self, user_id: str, task_ids: Sequence[str]) -> list[Task]:
        """Return those of a user's tasks that have one of these ids."""
        page_request = PageRequest(order_by="id", limit=max(1, len(task_ids)))
        return self.query(user_id, page_request, (OneOf("id", tuple(task_ids)),)).entities

    def _is_indexed(self, order_by: str, where: Sequence[Condition]) -> bool:
        filtered = any(condition.field == "completed" for condition in where)
        return filtered or any(
            index.type == self.entity_type() and index.order_by == order_by and not index.equals
            for index in INDEXES
        )
