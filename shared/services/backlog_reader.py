"""Reads a user's open tasks, and how long tasks take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.entities.task import Task
from shared.repos.task_repo import TaskRepository
from shared.rules.assistant.estimates import Estimates, estimates_from
from shared.services.side_by_side import SideBySide

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
    """Reads the backlog of a user in two queries side by side."""

    tasks: TaskRepository
    reads: SideBySide

    def read(self, user_id: str) -> Backlog:
        """Return at most 500 open tasks of a user and the newest 200 completed ones."""
        return self.start(user_id)()

    def start(self, user_id: str) -> Callable[[], Backlog]:
        """Start to read the backlog; the returned function waits for it."""
        newest = self.reads.start(lambda: self.tasks.list_newest_completed(user_id, MAX_COMPLETED_TASKS))
        most_due = self.reads.start(lambda: self.tasks.list_most_due(user_id, MAX_OPEN_TASKS))

        def finish() -> Backlog:
            completed = newest.result()
            return Backlog(
                open_tasks=most_due.result(), completed=completed, estimates=estimates_from(completed)
            )

        return finish
