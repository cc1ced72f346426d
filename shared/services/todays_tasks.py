"""A user's tasks of today: those completed today, and open ones that are for today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.task import Task
from shared.repos.task_query import TodaysPart, open_parts_of
from shared.repos.task_repo import TaskRepository
from shared.services.side_by_side import PendingRead, SideBySide


@dataclass(frozen=True, kw_only=True, eq=False)
class TodaysTasks:
    """Reads the tasks of today.

    Open tasks are for today if they are due by the end of today, planned for today or earlier, or have
    neither a due date nor a planned one. They are listed in this order: the first due first, then the first
    planned, then the newest.
    """

    tasks: TaskRepository
    reads: SideBySide

    def count_open(self, user_id: str, calendar: Calendar, today: date) -> int:
        """Return the number of open tasks."""
        return sum(self.tasks.count(user_id, part.where) for part in open_parts_of(calendar, today))

    def list_open(self, user_id: str, calendar: Calendar, today: date, limit: int) -> list[Task]:
        """Return at most `limit` open tasks; the later queries only if the first ones find fewer."""
        found: list[Task] = []
        for read in self._reads(user_id, calendar, today, limit):
            if len(found) < limit:
                found += read()
        return found[:limit]

    def start_open(
        self, user_id: str, calendar: Calendar, today: date, limit: int
    ) -> list[PendingRead[list[Task]]]:
        """Start to read the open tasks, of each part of the list the `limit` that are nearest to today."""
        parts = open_parts_of(calendar, today)
        return [self.reads.start(partial(self._list_last, user_id, part, limit)) for part in parts]

    def list_done(self, user_id: str, day: DailyTotals, limit: int) -> list[Task]:
        """Return the last tasks that were completed on a day, at most `limit`, the latest first."""
        latest = tuple(reversed([*day.task_completions][-limit:]))
        if not latest:
            return []
        # Reopened in a zone with another date, a task is open although it counts for today.
        found = (task for task in self.tasks.list_by_ids(user_id, latest) if task.completed)
        return sorted(found, key=lambda task: latest.index(task.id))

    def _list_last(self, user_id: str, part: TodaysPart, limit: int) -> list[Task]:
        """Return the tasks with the latest dates of a part, in its order."""
        latest = self.tasks.list_part(user_id, part._replace(descending=True), limit)
        return latest if part.descending else latest[::-1]

    def _reads(
        self, user_id: str, calendar: Calendar, today: date, limit: int
    ) -> list[Callable[[], list[Task]]]:
        parts = open_parts_of(calendar, today)
        return [partial(self.tasks.list_part, user_id, part, limit) for part in parts]
