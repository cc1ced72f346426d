"""Reads a user's open tasks, and how long tasks take."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.entities.task import Task
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.estimates import Estimates, estimates_from

MAX_OPEN_TASKS = 500
"""The most open tasks that are read, the most due ones."""

MAX_COMPLETED_TASKS = 200
"""The most completed tasks that are read, the newest ones."""


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """A user's open tasks, the first due first, completed ones, the newest first, and their estimates."""

    open_tasks: Sequence[Task]
    completed: Sequence[Task]
    estimates: Estimates


@dataclass(frozen=True, kw_only=True, eq=False)
class BacklogReader:
    """Reads the backlog of a user in two queries."""

    tasks: TaskRepository

    def read(self, user_id: str) -> Backlog:
        """Return at most 500 open tasks of a user and the newest 200 completed ones."""
        completed = self.tasks.list_newest_completed(user_id, MAX_COMPLETED_TASKS)
        return Backlog(
            open_tasks=self.tasks.list_most_due(user_id, MAX_OPEN_TASKS),
            completed=completed,
            estimates=estimates_from(completed),
        )
