"""Closing the day: what it was, and how it felt."""

from collections.abc import Callable
from datetime import date
from typing import Any

from shared.clock import Clock
from shared.entities.calendar import Calendar
from shared.entities.deeds import ShutDown
from shared.entities.listing import Listing, Paging
from shared.entities.points import Rule
from shared.entities.retry import Retry
from shared.entities.shutdown import ProductivityRating, Reflection, ShutdownSummaryView
from shared.entities.task import NO_DUE_DATE, Task
from shared.entities.timestamps import to_stored
from shared.query import Compare, Condition, Equals, OneOf
from shared.repos.progress_repo import DayRepository, ProgressRepository
from shared.repos.shutdown_repo import ReflectionRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.services.rewards import POINTS, streak_bonus
from shared.services.unit_of_work import Transactions, UnitOfWork

_MOST_TASKS = 10


class ShutdownService:
    """Shutdowns of one user."""

    def __init__(
        self,
        *,
        users: UserRepository,
        progress: ProgressRepository,
        days: DayRepository,
        tasks: TaskRepository,
        reflections: ReflectionRepository,
        transactions: Transactions,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._users = users
        self._progress = progress
        self._days = days
        self._tasks = tasks
        self._reflections = reflections
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    def reflect(
        self,
        user_id: str,
        rating: ProductivityRating,
        fields: dict[str, Any],
        *,
        retry: Retry | None = None,
    ) -> Reflection:
        """Close the day with a look back; `fields` are others of `Reflection`."""

        def work(unit: UnitOfWork) -> Reflection:
            reflection = Reflection(
                id=self._new_id(),
                user_id=user_id,
                productivity_rating=rating,
                created_at=unit.now,
                shutdown_on=unit.today,
                **fields,
            )
            unit.create(reflection)
            minute = unit.calendar.minute_of(unit.now)
            unit.record(ShutDown(on=unit.today, reflection_id=reflection.id, minute=minute))
            return reflection

        return self._transactions.run(user_id, work, entity=Reflection, retry=retry)

    def list_reflections(self, user_id: str, limit: int, continuation: str | None) -> Listing[Reflection]:
        """Return one page of a user's reflections, newest first."""
        paging = Paging(order_by="created_at", limit=limit, continuation=continuation)
        return self._reflections.query(user_id, paging)

    def get_summary(self, user_id: str) -> ShutdownSummaryView:
        """Return what today has been so far."""
        user = self._users.get_user(user_id)
        today = user.calendar.date_of(self._clock.now())
        day = self._days.get_of(user_id, today)
        shutdown_days = self._progress.get_of(user_id).shutdown_days
        pending = self._count_pending(user_id, user.calendar, today)
        tasks = [
            *self._list_done(user_id, [*day.done]),
            *self._list_pending(user_id, user.calendar, today),
        ]
        focused = day.focus_seconds // 60
        goal = user.focus_goal_minutes
        return {
            "tasksCompleted": day.completed_tasks,
            "tasksTotal": day.completed_tasks + pending,
            "pendingTasks": pending,
            "todayTasks": [{"name": task.title, "completed": task.completed} for task in tasks[:_MOST_TASKS]],
            "focusTime": focused,
            "focusGoal": goal,
            "shutdownStreak": shutdown_days.streak(today),
            "pointsEarned": POINTS[Rule.SHUTDOWN]
            + POINTS[Rule.TASK_COMPLETED] * day.completed_tasks
            + (POINTS[Rule.FOCUS_GOAL_REACHED] if focused >= goal else 0)
            + streak_bonus(shutdown_days.with_day(today).streak(today)),
            "clockedOutTime": day.clocked_out,
        }

    def _count_pending(self, user_id: str, calendar: Calendar, today: date) -> int:
        due, undated = _pending(calendar, today)
        return self._tasks.count(user_id, (_OPEN, due)) + self._tasks.count(user_id, (_OPEN, *undated))

    def _list_pending(self, user_id: str, calendar: Calendar, today: date) -> list[Task]:
        paging = Paging(order_by="due_order", descending=False, limit=_MOST_TASKS)
        due, undated = _pending(calendar, today)
        found = self._tasks.query(user_id, paging, (_OPEN, due)).entities
        if len(found) < _MOST_TASKS:
            found += self._tasks.query(user_id, paging, (_OPEN, *undated)).entities
        return found

    def _list_done(self, user_id: str, task_ids: list[str]) -> list[Task]:
        latest = tuple(reversed(task_ids[-_MOST_TASKS:]))
        if not latest:
            return []
        found = self._tasks.query(
            user_id, Paging(order_by="id", limit=_MOST_TASKS), (OneOf("id", latest),)
        ).entities
        return sorted(found, key=lambda task: latest.index(task.id))


_OPEN = Equals("completed", value=False)


def _pending(calendar: Calendar, today: date) -> tuple[Compare, tuple[Condition, ...]]:
    """Return when a task is due that is pending today: by the end of today, or never."""
    tomorrow = to_stored(calendar.start_after(today))
    # By the order the index finds them; a task may as well be due at the end of all time.
    undated = Compare("due_order", ">=", NO_DUE_DATE), Equals("due_date", None)
    return Compare("due_order", "<", tomorrow), undated
