"""Copies of deleted tasks."""

from shared.entities.undo import DeletedTask
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import deleted_task_id


class DeletedTaskRepository(BaseRepository[DeletedTask]):
    """Copies of deleted tasks, in their users' partitions."""

    entity = DeletedTask

    def find_task(self, user_id: str, task_id: str) -> DeletedTask | None:
        """Return the copy of a deleted task, None without one."""
        return self.find(user_id, deleted_task_id(task_id))
