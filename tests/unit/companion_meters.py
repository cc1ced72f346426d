"""The companion's meters by name, and their values at a moment and over a day."""

from collections.abc import Callable
from datetime import datetime

from shared.rules.companion.meters import Meter, energy_of, fullness_of, hydration_of
from shared.rules.companion.recent_activity import RecentActivity
from tests.unit.activities import MINUTE, Timeline, on_wednesday

METERS: dict[str, Callable[[RecentActivity], Meter]] = {
    "energy": energy_of,
    "fullness": fullness_of,
    "hydration": hydration_of,
}

TOLERANCE = 1e-9
"""The largest rounding error of sums of floats."""

TIRED, HUNGRY, THIRSTY, EXHAUSTED = 45, 35, 35, 20
"""The thresholds of the moods."""


def meter_values(activity: RecentActivity) -> dict[str, float]:
    return {name: meter(activity).value for name, meter in METERS.items()}


def minutes_of(begin: str, end: str) -> list[datetime]:
    """Return every third minute of the Wednesday between two times."""
    first, last = on_wednesday(begin), on_wednesday(end)
    return [first + number * 3 * MINUTE for number in range(int((last - first) / MINUTE) // 3 + 1)]


def lowest(timeline: Timeline, begin: str, end: str) -> dict[str, float]:
    """Return the lowest value of each meter between two times of the Wednesday."""
    values = [meter_values(timeline.activity(moment)) for moment in minutes_of(begin, end)]
    return {name: min(value[name] for value in values) for name in METERS}
