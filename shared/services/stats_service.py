"""Statistics of a user."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.repos.stats_repo import StatsRepository
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService, require_user_id
from shared.services.streaks import with_passed_days
from shared.views.stats import StatsView


@dataclass(frozen=True, kw_only=True, eq=False)
class StatsService(BaseService):
    """Totals and streaks, at the cost of two point reads for any history."""

    entity_type = "Stats"

    users: UserRepository
    stats: StatsRepository
    clock: Clock

    def get_user_stats(self, user_id: str) -> StatsView:
        """Return a user's totals; zeros before the first event."""
        user = self.users.get_user(require_user_id(user_id))
        today = user.calendar.date_of(self.clock.now())
        totals = with_passed_days(self.stats.get_totals(user_id), user, today)
        completed = self.stats.count_completed_tasks(user_id, totals)
        hours = totals.worked_centihours / 100
        return {
            "user_id": user_id,
            "username": user.username,
            "hours_worked": hours,
            "tasks_completed": completed,
            "total_tasks": totals.total_tasks,
            "completed_tasks": completed,
            "total_sessions": totals.finished_sessions,
            "total_hours": hours,
            "active_streak": totals.active_streak(today),
            "longest_streak": totals.longest_streak,
        }
