"""The forecast of the assistant on histories of a file."""

from collections.abc import Sequence
from datetime import date

from shared.rules.assistant.forecast import forecast as forecast_hours


def forecast(
    history: Sequence[tuple[str, float]], today_iso: str, line: float | None = None
) -> list[dict[str, float]]:
    """Return a dictionary for each of the seven days after today; the first one has the week, too.

    `history` has the date and the hours of each day, oldest first; the last one is today.
    """
    result = forecast_hours([hours for _, hours in history], date.fromisoformat(today_iso), line=line)
    days = [
        {
            "hours": day.expected_hours,
            "lo": day.low_hours,
            "hi": day.high_hours,
            "p_overload": day.overload_chance,
            "p_abs": day.over_limit_chance,
        }
        for day in result.days
    ]
    if result.week:
        days[0] |= {
            "week_lo": result.week.low_hours,
            "week_hi": result.week.high_hours,
            "p_heavy_week": result.week.heavy_chance,
        }
    return days
