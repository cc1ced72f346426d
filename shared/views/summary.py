"""Views of the summaries of days, weeks and months."""

from datetime import datetime

from typing_extensions import TypedDict

from shared.views.focus_session import FocusSessionView


class DailyFocusView(TypedDict):
    """The totals of the focus sessions and breaks of a day."""

    date: datetime
    total_focus_sessions: int
    """Completed focus sessions."""
    total_focus_time: int
    """Seconds of completed focus sessions."""
    total_break_time: int
    """Seconds of completed breaks."""


class DailySummaryView(DailyFocusView):
    """The focus sessions and breaks of a day."""

    focus_sessions: list[FocusSessionView]
    """Focus sessions and breaks that began on the day, newest first; at most the latest 500."""


class WeeklySummaryView(TypedDict):
    """The focus sessions and breaks of an ISO week."""

    week_start: datetime
    week_end: datetime
    """The Sunday of the week."""
    total_focus_sessions: int
    """Completed focus sessions."""
    total_focus_time: int
    """Seconds of completed focus sessions."""
    total_break_time: int
    """Seconds of completed breaks."""
    daily_summaries: list[DailySummaryView]
    """From Monday to Sunday."""


class MonthlySummaryView(TypedDict):
    """The focus sessions and breaks of a month."""

    month_start: datetime
    month_end: datetime
    """The last day of the month."""
    total_focus_sessions: int
    """Completed focus sessions."""
    total_focus_time: int
    """Seconds of completed focus sessions."""
    total_break_time: int
    """Seconds of completed breaks."""
    daily_summaries: list[DailyFocusView]
    """From the first to the last day of the month."""


class HeatmapCellView(TypedDict):
    """The totals of an hour of the week."""

    weekday: int
    """0 for Monday to 6 for Sunday."""
    hour: int
    """0 to 23, local time."""
    minutes_worked: int
    focus_minutes: int
    tasks_completed: int


class HeatmapView(TypedDict):
    """Work by hour of the week."""

    weeks: int
    cells: list[HeatmapCellView]
    """168 cells, one for each hour from Monday 00:00."""
