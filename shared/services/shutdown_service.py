"""Closing the day: what it was, and how it felt."""

from collections.abc import Callable
from datetime import date
from typing import Any

from shared.clock import Clock
from shared.entities.calendar import Calendar
from shared.entities.events import ShutDown
from shared.entities.idempotency import IdempotencyKey
from shared.entities.page import Page, PageRequest
from shared.entities.shutdown import Reflection
from shared.entities.task import Task
from shared.repos.shutdown_repo import ReflectionRepository
from shared.repos.task_query import conditions_of_pending
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards.rewards import points_earned
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.shutdown import ProductivityRating, ShutdownSummaryView

_MAX_TASKS = 10


class ShutdownService:
    """Shutdowns of one user."""

    def __init__(
        self,
        *,
        users: UserRepository,
        progress: LifetimeTotalsRepository,
        days: DailyTotalsRepository,
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
        retry: IdempotencyKey | None = None,
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
            unit.record(ShutDown(on=unit.today, minute=minute))
            return reflection

        return self._transactions.run(user_id, work, entity=Reflection, retry=retry)

    def list_reflections(self, user_id: str, limit: int, continuation: str | None) -> Page[Reflection]:
        """Return one page of a user's reflections, newest first."""
        page_request = PageRequest(order_by="created_at", limit=limit, continuation=continuation)
        return self._reflections.query(user_id, page_request)

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
            "todayTasks": [{"name": task.title, "completed": task.completed} for task in tasks[:_MAX_TASKS]],
            "focusTime": focused,
            "focusGoal": goal,
            "shutdownStreak": shutdown_days.streak(today),
            "pointsEarned": points_earned(
                day, goal_reached=focused >= goal, streak=shutdown_days.with_day(today).streak(today)
            ),
            "clockedOutTime": day.clocked_out,
        }

    def _count_pending(self, user_id: str, calendar: Calendar, today: date) -> int:
        return sum(self._tasks.count(user_id, where) for where in conditions_of_pending(calendar, today))

    def _list_pending(self, user_id: str, calendar: Calendar, today: date) -> list[Task]:
        page_request = PageRequest(order_by="due_order", descending=False, limit=_MAX_TASKS)
        found: list[Task] = []
        for where in conditions_of_pending(calendar, today):
            if len(found) < _MAX_TASKS:
                found += self._tasks.query(user_id, page_request, where).entities
        return found

    def _list_done(self, user_id: str, task_ids: list[str]) -> list[Task]:
        latest = tuple(reversed(task_ids[-_MAX_TASKS:]))
        if not latest:
            return []
        found = self._tasks.list_by_ids(user_id, latest)
        return sorted(found, key=lambda task: latest.index(task.id))
