"""Views of shutdowns."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.earned import EventView
from shared.views.view import Id


class ProductivityRating(StrEnum):
    """The user's rating of the day."""

    GREAT = "great"
    GOOD = "good"
    OKAY = "okay"
    TOUGH = "tough"


class ReflectionView(TypedDict):
    """A shutdown reflection."""

    id: Id
    productivity_rating: ProductivityRating
    reflection_note: str | None
    mindful_disconnect_completed: tuple[bool, ...]
    session_id: str | None
    created_at: datetime
    shutdown_date: datetime
    """When the shutdown took place: the same as `created_at`."""


class ReflectionEventView(ReflectionView, EventView):
    """A shutdown reflection and its rewards."""


class TodayTaskView(TypedDict):
    """A task of today."""

    name: str
    completed: bool


class TomorrowTaskView(TypedDict):
    """An open task that is planned for the next work day."""

    id: Id
    name: str


class ShutdownSummaryView(TypedDict):
    """The summary of today for the shutdown."""

    tasksCompleted: int
    """Tasks completed today."""
    tasksTotal: int
    """Completed and pending tasks of today."""
    pendingTasks: int
    """Open tasks that are due by the end of today, planned for today or earlier, or have neither date."""
    todayTasks: list[TodayTaskView]
    """At most 10: tasks completed today, latest first, then pending ones, as in `dashboard/data`."""
    focusTime: int
    """Minutes of the focus sessions completed today."""
    focusGoal: int
    """Minutes."""
    shutdownStreak: int
    """Consecutive days with a reflection, up to today or yesterday."""
    pointsEarned: int
    """The points of today, including those of a reflection."""
    clockedOutTime: str | None
    """The local time at which the last work session of today ended, `HH:MM`; null without one."""
    tomorrow: list[TomorrowTaskView]
    """At most 10 open tasks that are planned for the next work day, oldest first."""
