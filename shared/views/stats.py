"""Views of statistics."""

from typing_extensions import TypedDict

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
