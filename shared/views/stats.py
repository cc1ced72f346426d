"""What a person's totals look like."""

from typing_extensions import TypedDict

from shared.views.view import Id


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
