"""Views of insights: metrics of a period, and the rhythm of a user's days."""

from datetime import date
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.metric import Unit


class DayPart(StrEnum):
    """A part of the day: it begins at 05:00, 12:00, 18:00 or 23:00."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class MetricView(TypedDict):
    """A metric of a period."""

    value: float | str | None
    """A number of units, or `HH:MM`; None if it is not known."""
    unit: Unit
    n: int
    """The number of days or cases that it rests on."""
    previous: float | str | None
    """The value of the period before; None if that is not known, or not as a whole."""
    change_percent: int | None
    """The change from `previous`; None where it has no meaning."""
    text: str
    """The value as a sentence, or why it is not known."""


class MetricsView(TypedDict):
    """All metrics of a period."""

    hours_worked: MetricView
    active_share: MetricView
    """Focus, of the time worked."""
    tasks_completed: MetricView
    tasks_pending: MetricView
    """Open tasks, now."""
    task_progress: MetricView
    """Subtasks done, of the tasks that are open or were completed in the period."""
    minutes_per_task: MetricView
    """Tracked minutes of a completed task."""
    estimate_deviation: MetricView
    """Tracked time of completed tasks against their estimates: positive if they took longer."""
    breaks: MetricView
    break_minutes: MetricView
    recommended_breaks_kept: MetricView
    """Reminders of rest that a rest followed within 15 minutes."""
    work_break_balance: MetricView
    """Minutes of rest for each hour of work."""
    usual_start: MetricView
    usual_end: MetricView
    overload_days: MetricView
    """Days with more work than the user's limit."""
    regularity: MetricView
    """100 if each day begins at the same time and has the same hours, 0 if both vary by 4 hours."""
    carried_over: MetricView
    """Planned tasks that were open when their day ended."""
    reminder_response_minutes: MetricView
    """The median from a reminder to what it asked for."""
    interactions: MetricView
    """Events recorded in a day."""


class BestHoursView(TypedDict):
    """Hours of the day with most focus, from `hour_from` to `hour_to`, which is not included."""

    hour_from: int
    hour_to: int
    share: float
    """The share of all focus that is in these hours."""
    n: int
    """The number of days with focus in these hours."""


class TagView(TypedDict):
    """Completed tasks with a tag."""

    tag: str
    tasks: int
    minutes: int
    """Tracked minutes."""
    minutes_per_task: float | None
    """Tracked minutes of a task that has any; None if there is none."""
    best_part_of_day: DayPart | None
    """When most of these tasks were completed; None below 3 tasks, and in a tie."""


class RhythmView(TypedDict):
    """The rhythm of a user's days; what is not known is None or empty."""

    usual_start: str | None
    usual_end: str | None
    median_focus_minutes: float | None
    """The median length of focus sessions, of which each has the average length of its day."""
    best_hours: list[BestHoursView]
    """The three hours with most focus; neighbours are joined."""
    tags: list[TagView]
    """The ten tags with most completed tasks."""


InsightsView = TypedDict(
    "InsightsView",
    {
        "from": date,
        "to": date,
        "metrics": MetricsView,
        "rhythm": RhythmView,
        "enough_data": bool,
    },
)
"""Metrics of a period, and the rhythm of a user's days; below 5 days of work there is not enough data."""
