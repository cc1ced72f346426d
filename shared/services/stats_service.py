"""How somebody is doing."""

from typing_extensions import TypedDict

from shared.clock import Clock
from shared.entities.entity import Id
from shared.repos.progress_repo import ProgressRepository
from shared.repos.user_repo import UserRepository


class StatsView(TypedDict):
    """A person's totals, as the API shows them."""

    user_id: Id
    username: str
    hours_worked: float
    """Hours of all finished work sessions, with 2 decimals."""
    tasks_completed: int
    """The same as `completed_tasks`."""
    total_tasks: int
    completed_tasks: int
    total_sessions: int
    """Finished work sessions."""
    total_hours: float
    """The same as `hours_worked`."""
    active_streak: int
    """Consecutive days, in the user's zone, with something done, up to today or yesterday."""
    longest_streak: int
    """Days, in the user's zone, of the longest streak there ever was."""


class StatsService:
    """Totals and streaks, at the cost of two point reads, however long the history."""

    def __init__(self, *, users: UserRepository, progress: ProgressRepository, clock: Clock) -> None:
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
