"""Draw the charts of an invented user.

To update the documentation, run `python -m demo.charts`.
"""

from datetime import date, timedelta
from pathlib import Path

from shared.entities.calendar import HOURS_IN_WEEK
from shared.pictures.charts.canvas import Heading
from shared.pictures.charts.days import DaysLabels, draw_days
from shared.pictures.charts.heatmap import HeatmapLabels, draw_heatmap
from shared.pictures.charts.outlook import OutlookLabels, draw_outlook
from shared.views.picture import Theme
from shared.views.predictions import DayForecastView
from shared.views.stats import DayStatsView
from shared.views.summary import HeatmapCellView

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_LAST = date(2026, 3, 20)
_DAYS = 30
_WEEKS = 12
_WEEKEND = (5, 6)
_WORKED = (462, 505, 438, 561, 407, 0, 0, 480, 449, 588, 512, 380, 95, 0)
"""Minutes by day, two weeks that are repeated."""
_HOURS = {8: 300, 9: 640, 10: 710, 11: 655, 12: 180, 13: 420, 14: 690, 15: 700, 16: 520, 17: 230, 20: 60}
"""Minutes of a weekday in all weeks, by hour."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

DAYS_LABELS = DaysLabels(
    heading=Heading(
        "Your days", "Work, focus, overtime and tasks of 30 days", "19 Feb \N{EN DASH} 20 Mar 2026"
    ),
    work="work",
    focus="focus",
    overtime="overtime",
    tasks="tasks done",
    empty="Nothing here yet.",
    hours=lambda hours: f"{hours} h",
    clock=lambda minutes: f"{minutes // 60}:{minutes % 60:02}",
    day=lambda day: f"{day.day} {_MONTHS[day.month - 1]}",
    weekday=lambda day: _WEEKDAYS[day.weekday()],
)
HEATMAP_LABELS = HeatmapLabels(
    heading=Heading("The hours of your week", "Work, focus and tasks by hour of the week", "12 weeks"),
    work="work",
    focus="focus",
    tasks="tasks done",
    empty="Nothing here yet.",
    weekdays=_WEEKDAYS,
    duration=lambda minutes: f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min",  # noqa: PLR2004
    hour=lambda hour: f"{hour}:00",
)


_EXPECTED = (8.25, 8.5, 9.75, 8.0, 6.25, 0.5, 0.0)
"""Hours of the days of a week."""
OUTLOOK_LABELS = OutlookLabels(
    heading=Heading("Your week ahead", "The hours expected of seven days", "21 Mar \N{EN DASH} 27 Mar 2026"),
    expected="expected",
    range="likely range",
    line="a long day: over 9 h 30 min",
    empty="Three more days of history, and the coming week can be predicted.",
    hours=lambda hours: f"{hours} h",
    clock=lambda minutes: f"{minutes // 60}:{minutes % 60:02}",
    weekday=lambda day: _WEEKDAYS[day.weekday()],
)


def outlook_chart() -> str:
    """Return the chart of a week ahead."""
    days = [_forecast(_LAST + timedelta(days=number)) for number in range(1, 8)]
    shaded = {day["date"] for day in days if day["date"].weekday() in _WEEKEND}
    return draw_outlook(days, 9.5, Theme.LIGHT, OUTLOOK_LABELS, shaded=shaded)


def _forecast(on: date) -> DayForecastView:
    hours = _EXPECTED[on.weekday()]
    return {
        "date": on,
        "expected_hours": hours,
        "low_hours": max(0, hours - 1.5),
        "high_hours": hours + 1.25 if hours else 0,
        "overload_chance": 0.2,
        "over_limit_chance": 0.3,
    }


def days_chart() -> str:
    """Return the chart of 30 days."""
    first = _LAST - timedelta(days=_DAYS - 1)
    rows = [_day(first + timedelta(days=number), number) for number in range(_DAYS)]
    shaded = {row["date"] for row in rows if row["date"].weekday() in _WEEKEND}
    return draw_days(rows, Theme.LIGHT, DAYS_LABELS, shaded=shaded)


def heatmap_chart() -> str:
    """Return the heatmap of twelve weeks."""
    cells = [_cell(hour) for hour in range(HOURS_IN_WEEK)]
    return draw_heatmap({"weeks": _WEEKS, "cells": cells}, Theme.LIGHT, HEATMAP_LABELS, shaded=_WEEKEND)


def _day(on: date, number: int) -> DayStatsView:
    worked = _WORKED[(on - date(2026, 1, 5)).days % len(_WORKED)]
    return {
        "date": on,
        "worked_minutes": worked,
        "focus_minutes": worked * (3 + number * 7 % 5) // 12,
        "focus_sessions": 0,
        "break_minutes": 0,
        "rest_minutes": 0,
        "first_start": None,
        "last_end": None,
        "overtime_minutes": max(0, worked - 510),
        "tasks_completed": number * 5 % 7 if worked else 0,
        "tasks_planned": 0,
        "tasks_carried_over": 0,
        "water_ml": 0,
        "meals": 0,
        "lunch_taken": False,
        "points": 0,
        "shutdown_rating": None,
    }


def _cell(hour_of_week: int) -> HeatmapCellView:
    weekday, hour = divmod(hour_of_week, 24)
    worked = _HOURS.get(hour, 0) * (10 - weekday) // 10 if weekday < 5 else 45 * (hour == 10)  # noqa: PLR2004
    return {
        "weekday": weekday,
        "hour": hour,
        "minutes_worked": worked,
        "focus_minutes": worked * (hour_of_week * 7 % 10) // 12,
        "tasks_completed": hour_of_week * 11 % 5 if worked > 100 else 0,  # noqa: PLR2004
    }


if __name__ == "__main__":
    (_DOCS / "days.svg").write_text(days_chart() + "\n", encoding="utf-8")
    (_DOCS / "outlook.svg").write_text(outlook_chart() + "\n", encoding="utf-8")
    (_DOCS / "heatmap.svg").write_text(heatmap_chart() + "\n", encoding="utf-8")
