"""Views of shutdowns."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.view import Id


class ProductivityRating(StrEnum):
    """How the day was."""

    GREAT = "great"
    GOOD = "good"
    OKAY = "okay"
    TOUGH = "tough"


class ReflectionView(TypedDict):
    """A shutdown reflection, as the API shows it."""

    id: Id
    productivity_rating: ProductivityRating
    reflection_note: str | None
    mindful_disconnect_completed: tuple[bool, ...]
    session_id: str | None
    created_at: datetime
    shutdown_date: datetime
    """When the day was closed: the same as `created_at`."""


class TodayTask(TypedDict):
    """A task of today, as the summary shows it."""

    name: str
    completed: bool


class ShutdownSummaryView(TypedDict):
    """What to look back on when the day is closed, as the API shows it."""

    tasksCompleted: int
    """Today."""
    tasksTotal: int
    """Today's: the completed and the pending ones."""
    pendingTasks: int
    """Open, with no due date or due by the end of today."""
    todayTasks: list[TodayTask]
    """At most 10: what was completed today, the latest first, then what is pending, the most urgent first."""
    focusTime: int
    """Minutes, of the focus sessions completed today."""
    focusGoal: int
    """Minutes."""
    shutdownStreak: int
    """Consecutive days with a reflection, up to today or yesterday."""
    pointsEarned: int
    """With today's reflection."""
    clockedOutTime: str | None
    """The user's time of day at which today's last work session ended, `HH:MM`."""
