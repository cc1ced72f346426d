"""Views of statistics."""

from datetime import date, datetime

from typing_extensions import TypedDict

from shared.views.shutdown import ProductivityRating
from shared.views.view import Id


class StatsView(TypedDict):
    """The totals and streaks of a user."""

    user_id: Id
    username: str
    hours_worked: float
    """Hours of all finished work sessions, with 2 decimals."""
    tasks_completed: int
    """The same as `completed_tasks`."""
    total_tasks: int
    """Tasks that exist."""
    completed_tasks: int
    """Completed tasks, also those reopened or deleted on a later day; each counts once for each day."""
    total_sessions: int
    """Finished work sessions."""
    total_hours: float
    """The same as `hours_worked`."""
    active_streak: int
    """Consecutive local days with a completed task or finished session, up to today or yesterday."""
    longest_streak: int
    """The longest streak so far, in local days."""


class DayStatsView(TypedDict):
    """The totals of a day."""

    date: date
    worked_minutes: int
    """Time in finished work sessions, split at the start of the user's days."""
    focus_minutes: int
    """Time in completed focus sessions that began on the day."""
    focus_sessions: int
    """Completed focus sessions that began on the day."""
    break_minutes: int
    """Time in completed breaks that began on the day."""
    rest_minutes: int
    """Time of breaks and rests within the day; time in several of them counts once."""
    first_start: datetime | None
    """When the first work session began, or the start of the day if it began before."""
    last_end: datetime | None
    """When the last work session ended, or the end of the day if it ended later."""
    overtime_minutes: int
    """Work beyond the limit of the working day that was set when each session ended."""
    tasks_completed: int
    tasks_planned: int
    """Tasks that are planned for the day, or were when it ended."""
    tasks_carried_over: int
    """Planned tasks that were open when the day ended; 0 until then, and for a day off."""
    water_ml: int
    meals: int
    lunch_taken: bool
    points: int
    """Points given for the events of the day, without those taken back."""
    shutdown_rating: ProductivityRating | None
    """The rating of the last shutdown; null without one."""
