"""The chart of days: worked time with focus and overtime above a base line, completed tasks below it.

Wide bars have a gap and a number each. Where there are many days, the bars touch and share one outline, so
that they stay clear at 320 pixels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil

from shared.pictures.charts.canvas import (
    FONT_SIZE,
    MARGIN,
    WIDTH,
    Heading,
    LegendEntry,
    bar,
    document,
    hatching,
    legend,
    paragraph,
    text,
    text_width,
)
from shared.pictures.charts.theme import COLOURS, Colours
from shared.pictures.face.svg import ellipse_path, filled, path, polygon_path
from shared.views.picture import Theme
from shared.views.stats import DayStatsView

_LEFT, _RIGHT = 92, WIDTH - MARGIN
_PLOT_HEIGHT = 250
_TASKS_HEIGHT = 62
_HOUR_STEPS = (1, 2, 3, 4, 6, 8, 12, 24)
_MAX_STEPS = 4  # of the axis
_MIN_TASKS = 4  # at the end of the axis of tasks
_MINUTES = 60
_SUNDAY, _SATURDAY = 6, 5

_NUMBERED = 52  # units of a day from which its bar has its values beside it
_SEPARATE = 11  # units of a day from which its bar stands alone


@dataclass(frozen=True, slots=True)
class DaysLabels:
    """The texts of the chart of days, in the user's language."""

    heading: Heading
    work: str
    focus: str
    overtime: str
    tasks: str
    empty: str
    hours: Callable[[int], str]
    """Returns a number of hours, for the axis."""
    clock: Callable[[int], str]
    """Returns minutes as hours and minutes, as short as can be."""
    day: Callable[[date], str]
    """Returns the day of the month and the month."""
    weekday: Callable[[date], str]
    """Returns the short name of the day of the week."""


def draw_days(rows: Sequence[DayStatsView], theme: Theme, labels: DaysLabels) -> str:
    """Return the chart of at least one day as an SVG document; the same values give the same bytes."""
    colours = COLOURS[theme]
    key, top = legend(_entries(colours, labels), colours)
    chart = _Chart(rows, colours, labels, top + 34)
    marks = (
        (chart.weekends(), chart.axis(), *chart.bars()) if any(map(_has_marks, rows)) else (chart.sentence(),)
    )
    return document(labels.heading, chart.bottom + 78, colours, key, *marks, chart.dates())


def _has_marks(row: DayStatsView) -> bool:
    return any((row["worked_minutes"], row["focus_minutes"], row["tasks_completed"]))


def _entries(colours: Colours, labels: DaysLabels) -> list[LegendEntry]:
    box = bar(2, 23, 20, 21, 6)
    work = path(box, fill=colours.work, stroke=colours.outline, width=2.5)
    lines = path(hatching((2, 4), 20, 18, 7), stroke=colours.outline, width=2.5)
    tasks = path(bar(4, 2, 16, -18, 6), fill=colours.tasks, stroke=colours.outline, width=2.5)
    return [
        LegendEntry(labels.work, work),
        LegendEntry(labels.focus, filled(bar(6, 23, 12, 21, 6), colours.focus)),
        LegendEntry(labels.overtime, work + lines),
        LegendEntry(labels.tasks, tasks),
    ]


class _Chart:
    """The parts of the chart, with the scales that they share."""

    def __init__(
        self, rows: Sequence[DayStatsView], colours: Colours, labels: DaysLabels, top: float
    ) -> None:
        self._rows, self._colours, self._labels = rows, colours, labels
        self._top, self._base = top, top + _PLOT_HEIGHT
        self.bottom = self._base + _TASKS_HEIGHT
        self._slot = (_RIGHT - _LEFT) / len(rows)
        self._separate = self._slot >= _SEPARATE
        self._numbered = self._slot >= _NUMBERED
        self._bar_width = min(0.72 * self._slot, 46) if self._separate else self._slot
        longest = max(max(row["worked_minutes"], row["focus_minutes"]) for row in rows)
        self._hours_step, self._hours = _hours_of_axis(longest)
        self._most_tasks = max(row["tasks_completed"] for row in rows)

    def weekends(self) -> str:
        """Return a band behind each Saturday and Sunday, and a line before each Monday."""
        bands = [
            filled(
                f"M{self._x(i):.1f} {self._top:.1f}h{self._slot:.1f}V{self.bottom:.1f}h{-self._slot:.1f}z",
                self._colours.band,
            )
            for i, row in enumerate(self._rows)
            if row["date"].weekday() in (_SATURDAY, _SUNDAY)
        ]
        mondays = "".join(
            f"M{self._x(i):.1f} {self._top:.1f}V{self.bottom + 10:.1f}"
            for i, row in enumerate(self._rows)
            if row["date"].weekday() == 0
        )
        line = ' stroke-dasharray="2 6" stroke-linecap="round"'
        return "".join(bands) + (
            path(mondays, stroke=self._colours.faint_text, width=1.5, extra=line) if mondays else ""
        )

    def axis(self) -> str:
        """Return the lines and the labels of the hours, and of the most tasks."""
        colours, parts = self._colours, []
        for hours in range(self._hours_step, self._hours + 1, self._hours_step):
            y = self._base - self._height(hours * _MINUTES)
            parts.append(path(f"M{_LEFT} {y:.1f}H{_RIGHT}", stroke=colours.grid, width=1.5))
            parts.append(
                text(self._labels.hours(hours), (_LEFT - 12, y + 8), colours.faint_text, anchor="end")
            )
        if self._most_tasks and not self._numbered:
            y = self._base + self._depth(self._most_tasks)
            parts.append(path(f"M{_LEFT} {y:.1f}H{_RIGHT}", stroke=colours.grid, width=1.5))
            at = (_LEFT - 12, max(y + 4, self._base + 28))
            parts.append(text(str(self._most_tasks), at, colours.faint_text, anchor="end"))
        return "".join(parts)

    def bars(self) -> list[str]:
        """Return the bars of all days, and the base line over their ends."""
        if self._separate:
            drawn = [self._day(i, row) for i, row in enumerate(self._rows)]
        else:
            drawn = [
                *self._silhouette(lambda row: self._height(row["worked_minutes"]), self._colours.work),
                *(self._focus(i, row) + self._overtime(i, row) for i, row in enumerate(self._rows)),
                *self._silhouette(lambda row: -self._depth(row["tasks_completed"]), self._colours.tasks),
            ]
        return [*drawn, self._base_line()]

    def sentence(self) -> str:
        """Return the sentence of a chart without anything to show, above an empty base line."""
        middle = ((_LEFT + _RIGHT) / 2, self._top + _PLOT_HEIGHT / 2)
        width = _RIGHT - _LEFT - 40
        return paragraph(self._labels.empty, middle, width, self._colours.text) + self._base_line()

    def dates(self) -> str:
        """Return the labels of the days: each day where there is room, else as many Mondays as fit."""
        y, drawn = self.bottom + 34, []
        if self._numbered:
            for i, row in enumerate(self._rows):
                x = self._x(i) + self._slot / 2
                weekday = self._labels.weekday(row["date"])
                drawn.append(text(weekday, (x, y), self._colours.faint_text, anchor="middle"))
                day = str(row["date"].day)
                drawn.append(text(day, (x, y + 28), self._colours.faint_text, anchor="middle"))
            return "".join(drawn)
        mondays = [i for i, row in enumerate(self._rows) if row["date"].weekday() == 0]
        labels = {i: self._labels.day(self._rows[i]["date"]) for i in mondays}
        widest = max(map(text_width, labels.values()))
        return "".join(
            text(labels[i], (self._x(i), y), self._colours.faint_text)
            for i in mondays[:: ceil((widest + 14) / (7 * self._slot))]
            if self._x(i) + text_width(labels[i]) <= WIDTH - 8
        )

    def _day(self, i: int, row: DayStatsView) -> str:
        """Return the bars of a day that stands alone, with their values where there is room."""
        colours, x, middle = self._colours, self._bar_x(i), self._x(i) + self._slot / 2
        width, line = self._bar_width, 2.5 if self._numbered else 2
        height, depth = self._height(row["worked_minutes"]), self._depth(row["tasks_completed"])
        parts = []
        if height:
            shape = bar(x, self._base, width, height, 9)
            parts.append(filled(shape, colours.work) + self._overtime(i, row))
            parts.append(path(shape, fill="none", stroke=colours.outline, width=line))
        parts.append(self._focus(i, row))
        if depth:
            shape = bar(x, self._base, width, -depth, 9)
            parts.append(path(shape, fill=colours.tasks, stroke=colours.outline, width=line))
        if not _has_marks(row):
            dot = ellipse_path((middle, self._base), 3.5, 3.5)
            parts.append(filled(dot, colours.faint_text))
        if self._numbered:
            parts.append(self._values(row, middle))
        return "".join(parts)

    def _values(self, row: DayStatsView, middle: float) -> str:
        parts = []
        if longest := max(row["worked_minutes"], row["focus_minutes"]):
            at = (middle, self._base - self._height(longest) - 9)
            clock = self._labels.clock(row["worked_minutes"])
            parts.append(text(clock, at, self._colours.text, anchor="middle"))
        if row["tasks_completed"]:
            at = (middle, self._base + self._depth(row["tasks_completed"]) + FONT_SIZE)
            count = str(row["tasks_completed"])
            parts.append(text(count, at, self._colours.text, anchor="middle"))
        return "".join(parts)

    def _focus(self, i: int, row: DayStatsView) -> str:
        height = self._height(row["focus_minutes"])
        if not height:
            return ""
        inset = 0.24 * self._bar_width if self._separate else 0
        width = self._bar_width - 2 * inset
        return filled(bar(self._bar_x(i) + inset, self._base, width, height, 6), self._colours.focus)

    def _overtime(self, i: int, row: DayStatsView) -> str:
        worked = self._height(row["worked_minutes"])
        height = self._height(min(row["overtime_minutes"], row["worked_minutes"]))
        if not height:
            return ""
        corner, gap = (self._bar_x(i), self._base - worked), 8 if self._separate else 5
        lines = hatching(corner, self._bar_width, height, gap)
        line = 2.5 if self._separate else 1.5
        limit = f"M{corner[0]:.1f} {corner[1] + height:.1f}h{self._bar_width:.1f}"
        return path(lines + limit, stroke=self._colours.outline, width=line)

    def _silhouette(self, height: Callable[[DayStatsView], float], fill: str) -> list[str]:
        """Return the outline of each run of days with a bar, as one shape."""
        runs = groupby(enumerate(self._rows), key=lambda numbered: bool(height(numbered[1])))
        shapes = []
        for drawn, run in runs:
            if drawn:
                days = list(run)
                points = [(self._x(days[0][0]), self._base)]
                for i, row in days:
                    y = self._base - height(row)
                    points += [(self._x(i), y), (self._x(i + 1), y)]
                points.append((self._x(days[-1][0] + 1), self._base))
                shapes.append(path(polygon_path(points), fill=fill, stroke=self._colours.outline, width=1.5))
        return shapes

    def _base_line(self) -> str:
        line = f"M{_LEFT} {self._base:.1f}H{_RIGHT}"
        return path(line, stroke=self._colours.faint_text, width=2.5, extra=' stroke-linecap="round"')

    def _x(self, i: int) -> float:
        return _LEFT + i * self._slot

    def _bar_x(self, i: int) -> float:
        return self._x(i) + (self._slot - self._bar_width) / 2

    def _height(self, minutes: int) -> float:
        """Return the height of a bar, at least 3 units unless it is empty."""
        height = minutes / (self._hours * _MINUTES) * _PLOT_HEIGHT
        return max(height, 3) if minutes else 0

    def _depth(self, tasks: int) -> float:
        space = _TASKS_HEIGHT - (FONT_SIZE if self._numbered else 4)
        return max(tasks / max(self._most_tasks, _MIN_TASKS) * space, 3) if tasks else 0


def _hours_of_axis(longest: int) -> tuple[int, int]:
    """Return the step between the lines of the axis and its end, in hours, for a longest day in minutes."""
    hours = max(-(-longest // _MINUTES), 2)
    step = next((step for step in _HOUR_STEPS if hours <= step * _MAX_STEPS), -(-hours // _MAX_STEPS))
    return step, -(-hours // step) * step
