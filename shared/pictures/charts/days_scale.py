"""The scales of the chart of days: from days, minutes and tasks to units of the picture."""

from collections.abc import Sequence

from shared.pictures.charts.axis import LEFT, PLOT_HEIGHT, RIGHT, hours_of_axis
from shared.pictures.charts.canvas import FONT_SIZE
from shared.views.stats import DayStatsView

MINUTES_IN_HOUR = 60

_TASKS_HEIGHT = 62
_MIN_TASKS = 4
_MIN_LENGTH = 3.0  # of a bar

_NUMBERED = 52  # units of a day from which its bar has its values beside it
_SEPARATE = 11  # units of a day from which its bar stands alone
_MAX_BAR = 46


class DaysScale:
    """The place of each day, and the lengths of its bars above and below the base line."""

    def __init__(self, rows: Sequence[DayStatsView], top: float) -> None:
        self.top, self.base = top, top + PLOT_HEIGHT
        self.middle = top + PLOT_HEIGHT / 2
        self.bottom = self.base + _TASKS_HEIGHT
        self.slot = (RIGHT - LEFT) / len(rows)
        """The width of a day."""
        self.separate = self.slot >= _SEPARATE
        self.numbered = self.slot >= _NUMBERED
        self.bar_width = min(0.72 * self.slot, _MAX_BAR) if self.separate else self.slot
        longest = max(max(row["worked_minutes"], row["focus_minutes"]) for row in rows)
        self.hours_step, self.hours = hours_of_axis(longest / MINUTES_IN_HOUR)
        self.most_tasks = max(row["tasks_completed"] for row in rows)

    def x(self, i: float) -> float:
        """Return where a day begins, by its number."""
        return LEFT + i * self.slot

    def bar_x(self, i: int) -> float:
        """Return where the bar of a day begins."""
        return self.x(i) + (self.slot - self.bar_width) / 2

    def height(self, minutes: int) -> float:
        """Return the height of a bar of minutes, which can be seen unless it is empty."""
        height = minutes / (self.hours * MINUTES_IN_HOUR) * PLOT_HEIGHT
        return max(height, _MIN_LENGTH) if minutes else 0

    def depth(self, tasks: int) -> float:
        """Return the length of a bar of tasks, which can be seen unless it is empty."""
        space = _TASKS_HEIGHT - (FONT_SIZE if self.numbered else 4)
        return max(tasks / max(self.most_tasks, _MIN_TASKS) * space, _MIN_LENGTH) if tasks else 0
