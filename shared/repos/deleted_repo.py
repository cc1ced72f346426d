"""Copies of deleted tasks and health entries."""

from shared.entities.undo import DeletedEntry, DeletedTask
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import deleted_id


class DeletedTaskRepository(BaseRepository[DeletedTask]):
    """Copies of deleted tasks, in their users' partitions."""

    entity = DeletedTask

    def find_task(self, user_id: str, task_id: str) -> DeletedTask | None:
        """Return the copy of a deleted task, None without one."""
        return self.find(user_id, deleted_id(task_id))


class DeletedEntryRepository(BaseRepository[DeletedEntry]):
    """Copies of health entries that were removed, in their users' partitions."""

    entity = DeletedEntry

    def find_entry(self, user_id: str, entry_id: str) -> DeletedEntry | None:
        """Return the copy of an entry that was removed, None without one."""
        return self.find(user_id, deleted_id(entry_id))
