"""Statistics by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.clock import Clock
from shared.entities.daily_totals import DailyTotals
from shared.entities.user import User
from shared.errors import ValidationError
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService, within_calendar
from shared.views.stats import DayStatsView

_MAX_DAYS = 92
_DEFAULT_DAYS = 30


@dataclass(frozen=True, kw_only=True, eq=False)
class DayStatsService(BaseService):
    """The days of one user, at the cost of one read and one query for any range."""

    entity_type = "Stats"

    users: UserRepository
    daily_totals: DailyTotalsRepository
    clock: Clock

    def list_days(
        self, user_id: str, first: date | None = None, last: date | None = None
    ) -> list[DayStatsView]:
        """Return each day from the first to the last, oldest first: see `list_days_of`."""
        return self.list_days_of(self.users.get_user(user_id), first, last)

    def list_days_of(
        self, user: User, first: date | None = None, last: date | None = None
    ) -> list[DayStatsView]:
        """Return each day of a user from the first to the last, oldest first.

        By default the last is today, and the first such that they are 30 days. `ValidationError` for more
        than 92 days, and if the first is after the last.
        """
        today = user.calendar.date_of(self.clock.now())
        last = last or today
        first = first or within_calendar("to", lambda end: end - timedelta(days=_DEFAULT_DAYS - 1), last)
        count = (last - first).days + 1
        if count < 1:
            raise ValidationError.for_field("from", "must not be after 'to'")
        if count > _MAX_DAYS:
            raise ValidationError.for_field("from", f"must be at most {_MAX_DAYS - 1} days before 'to'")
        found = {day.local_date: day for day in self.daily_totals.list_between(user.user_id, first, last)}
        dates = [first + timedelta(days=offset) for offset in range(count)]
        return [
            _view(found.get(on) or DailyTotals(user_id=user.user_id, local_date=on), user, today)
            for on in dates
        ]


def _view(day: DailyTotals, user: User, today: date) -> DayStatsView:
    is_carried_over = day.local_date < today and not user.work_calendar.is_day_off(day.local_date)
    worked, overtime = day.counted_work(user.workday_limit_minutes * 60)
    return {
        "date": day.local_date,
        "worked_minutes": worked // 60,
        "focus_minutes": day.focus_seconds // 60,
        "focus_sessions": day.focus_sessions,
        "break_minutes": day.break_seconds // 60,
        "rest_minutes": int(day.rested_time.total_seconds()) // 60,
        "first_start": day.began,
        "last_end": day.ended,
        "overtime_minutes": overtime // 60,
        "tasks_completed": day.completed_tasks,
        "tasks_planned": day.planned_tasks,
        "tasks_carried_over": day.open_planned_tasks if is_carried_over else 0,
        "water_ml": day.hydration_ml,
        "meals": len(day.meals),
        "lunch_taken": day.lunch_taken,
        "points": day.points,
        "shutdown_rating": day.shutdown_rating,
    }
