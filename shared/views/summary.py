"""What summaries of days and weeks look like."""

from datetime import datetime

from typing_extensions import TypedDict

from shared.views.focus_session import FocusSessionView


class DailySummaryView(TypedDict):
    """A day's focus sessions and breaks, as the API shows them."""

    date: datetime
    total_focus_sessions: int
    """Completed ones."""
    total_focus_time: int
    """Seconds, of completed ones."""
    total_break_time: int
    """Seconds, of completed ones."""
    focus_sessions: list[FocusSessionView]
    """Focus sessions and breaks that began on the day, newest first; of more than 500 the last 500."""


class WeeklySummaryView(TypedDict):
    """An ISO week's focus sessions and breaks, as the API shows them."""

    week_start: datetime
    week_end: datetime
    """Its Sunday."""
    total_focus_sessions: int
    total_focus_time: int
    """Seconds, of completed ones."""
    total_break_time: int
    """Seconds, of completed ones."""
    daily_summaries: list[DailySummaryView]
    """From Monday to Sunday."""


class HeatmapCell(TypedDict):
    """What an hour of the week has brought together."""

    weekday: int
    """0 is Monday."""
    hour: int
    """0 to 23, by the user's clock."""
    minutes_worked: int
    focus_minutes: int
    tasks_completed: int


class HeatmapView(TypedDict):
    """When in the week somebody works, as the API shows it."""

    weeks: int
    cells: list[HeatmapCell]
    """168: each hour from Monday 00:00 on."""
