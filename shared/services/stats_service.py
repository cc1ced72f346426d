"""How somebody is doing."""

from shared.clock import Clock
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.views.stats import StatsView


class StatsService:
    """Totals and streaks, at the cost of two point reads, however long the history."""

    def __init__(self, *, users: UserRepository, progress: LifetimeTotalsRepository, clock: Clock) -> None:
        self._users = users
        self._progress = progress
        self._clock = clock

    def get_user_stats(self, user_id: str) -> StatsView:
        """Return a user's totals; zeros when nothing has happened yet."""
        user = self._users.get_user(user_id)
        progress = self._progress.get_of(user_id)
        hours = progress.worked_centihours / 100
        return {
            "user_id": user_id,
            "username": user.username,
            "hours_worked": hours,
            "tasks_completed": progress.completed_tasks,
            "total_tasks": progress.total_tasks,
            "completed_tasks": progress.completed_tasks,
            "total_sessions": progress.finished_sessions,
            "total_hours": hours,
            "active_streak": progress.active_days.streak(user.calendar.date_of(self._clock.now())),
            "longest_streak": progress.active_days.longest(),
        }
