"""The shutdown of a day: the reflection, and the summary that a user sees before it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.checks import (
    MAX_NAME_LENGTH,
    MAX_TEXT_LENGTH,
    check_choice,
    check_lines,
    check_text,
)
from shared.entities.events import ShutDown
from shared.entities.idempotency import Outcome
from shared.entities.interval import Interval
from shared.entities.page import Page, PageRequest
from shared.entities.shutdown import MAX_DISCONNECT_STEPS, MAX_PLANNED_TASKS, Reflection
from shared.errors import OutOfOrderError, ValidationError
from shared.ids import new_id
from shared.repos.shutdown_repo import ReflectionRepository
from shared.repos.task_query import conditions_of_open_plan
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards.rewards import points_earned
from shared.rules.undo import shutdown_before
from shared.services.base_service import BaseService
from shared.services.closed_time import ClosedTime
from shared.services.streaks import with_passed_days
from shared.services.task_plans import NextDayPlanner
from shared.services.todays_tasks import TodaysTasks
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.services.work_session_service import WorkSessionService
from shared.views.shutdown import ProductivityRating, ShutdownSummaryView

_MAX_TASKS = 10
_FIRST_PLANNED = PageRequest(order_by="created_at", descending=False, limit=_MAX_TASKS)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShutdownService(BaseService):
    """Shutdowns of one user."""

    entity_type = "Reflection"

    users: UserRepository
    lifetime_totals: LifetimeTotalsRepository
    daily_totals: DailyTotalsRepository
    tasks: TaskRepository
    todays_tasks: TodaysTasks
    reflections: ReflectionRepository
    closed_time: ClosedTime
    planner: NextDayPlanner
    work: WorkSessionService
    transactions: Transactions
    clock: Clock

    def reflect(  # noqa: PLR0913 - each has a default but two
        self,
        user_id: str,
        rating: ProductivityRating,
        *,
        note: str | None = None,
        mindful_disconnect_completed: tuple[bool, ...] = (),
        session_id: str | None = None,
        plan_tomorrow: tuple[str, ...] = (),
        carry_over: bool = False,
        clock_out: bool = False,
        at: datetime | None = None,
    ) -> Outcome[Reflection]:
        """Shut the day down with a reflection; several reflections on one day are rewarded once.

        Now, or `at` a moment of the last 24 hours; `OutOfOrderError` if there was a shutdown then or later.

        In the same commit the tasks with the ids `plan_tomorrow` are planned for the next work day, with
        today's planned tasks that are still open if `carry_over`. `clock_out` ends the work session that
        runs, if there is one. See `NextDayPlanner.plan`.
        """
        rating = check_choice("productivity_rating", ProductivityRating, rating)
        check_text("reflection_note", note, MAX_TEXT_LENGTH, check_lines)
        check_text("session_id", session_id, MAX_NAME_LENGTH)
        if len(mindful_disconnect_completed) > MAX_DISCONNECT_STEPS:
            message = f"must have a length of at most {MAX_DISCONNECT_STEPS}"
            raise ValidationError.for_field("mindful_disconnect_completed", message)
        if len(plan_tomorrow) > MAX_PLANNED_TASKS:
            message = f"must have a length of at most {MAX_PLANNED_TASKS}"
            raise ValidationError.for_field("plan_tomorrow", message)

        def shut_down(unit: UnitOfWork) -> Reflection:
            if unit.is_late:
                _require_no_later_shutdown(unit)
            reflection = Reflection(
                id=new_id(),
                user_id=user_id,
                productivity_rating=rating,
                created_at=unit.at,
                shutdown_on=unit.today,
                reflection_note=note,
                mindful_disconnect_completed=mindful_disconnect_completed,
                session_id=session_id,
                recorded_at=unit.now if unit.is_late else None,
            )
            planned_for, plans = self.planner.plan(unit, plan_tomorrow, carry_over=carry_over)
            ended = self.work.clock_out(unit) if clock_out else None
            begin, minute = unit.calendar.start_of(unit.today), unit.calendar.minute_of(unit.at)
            seconds = self.closed_time.measure(unit, unit.today, Interval(begin, unit.at), work=ended)
            day, lifetime = unit.day(unit.today), unit.require_account()
            unit.record(
                ShutDown(on=unit.today, day_begin=begin, minute=minute, seconds=seconds, rating=rating)
            )
            before = shutdown_before(unit.today, day, unit.day(unit.today), lifetime, unit.require_account())
            before = replace(
                before,
                planned_for=planned_for,
                plans=plans,
                work_session_id=None if ended is None else ended.id,
                week=unit.counted_week,
            )
            unit.create(replace(reflection, before=before))
            return reflection

        return self.transactions.run(user_id, shut_down, entity=Reflection, at=at)

    def list_reflections(
        self, user_id: str, limit: int = 100, continuation: str | None = None
    ) -> Page[Reflection]:
        """Return one page of a user's reflections, newest first."""
        page_request = PageRequest(order_by="created_at", limit=limit, continuation=continuation)
        return self.reflections.query(user_id, page_request)

    def get_summary(self, user_id: str) -> ShutdownSummaryView:
        """Return the summary of today so far."""
        user = self.users.get_user(user_id)
        now = self.clock.now()
        today = user.calendar.date_of(now)
        day = self.daily_totals.get_day(user_id, today)
        lifetime = with_passed_days(self.lifetime_totals.get_totals(user_id), user, today)
        pending = self.todays_tasks.count_open(user_id, user.calendar, today)
        tasks = [
            *self.todays_tasks.list_done(user_id, day, _MAX_TASKS),
            *self.todays_tasks.list_open(user_id, user.calendar, today, _MAX_TASKS),
        ]
        tomorrow = self.tasks.query(
            user_id, _FIRST_PLANNED, conditions_of_open_plan(self.planner.next_day(user, today))
        )
        focused = day.focus_seconds // 60
        goal = user.focus_goal_minutes
        return {
            "tasksCompleted": day.completed_tasks,
            "tasksTotal": day.completed_tasks + pending,
            "pendingTasks": pending,
            "todayTasks": [{"name": task.title, "completed": task.completed} for task in tasks[:_MAX_TASKS]],
            "focusTime": focused,
            "focusGoal": goal,
            "shutdownStreak": lifetime.shutdown_streak(today),
            "pointsEarned": points_earned(
                day,
                goal_reached=focused >= goal,
                streak=lifetime.with_shutdown(today, now).shutdown_streak(today),
            ),
            "clockedOutTime": day.clocked_out,
            "tomorrow": [{"id": task.id, "name": task.title} for task in tomorrow],
        }


def _require_no_later_shutdown(unit: UnitOfWork) -> None:
    """Raise `OutOfOrderError` if a shutdown at that moment or later is known."""
    shutdown_dates = map(date.fromisoformat, unit.require_account().shutdown_minutes)
    known = (unit.day(on).shutdown_times for on in shutdown_dates if on >= unit.today)
    if any(times and times[-1] >= unit.at for times in known):
        raise OutOfOrderError("A shutdown of that time or later is known already")
