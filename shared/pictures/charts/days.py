"""The chart of days: worked time with focus and overtime above a base line, completed tasks below it.

Wide bars have a gap and a number each. Where there are many days, the bars touch and share one outline, so
that they stay clear at 320 pixels.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil, sqrt

from shared.pictures.charts.axis import LEFT, RIGHT
from shared.pictures.charts.canvas import (
    FONT_SIZE,
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
from shared.pictures.charts.days_scale import MINUTES_IN_HOUR, DaysScale
from shared.pictures.charts.theme import COLOURS, Colours
from shared.pictures.face.svg import ellipse_path, filled, path, polygon_path
from shared.views.picture import Theme
from shared.views.stats import DayStatsView

_RADIUS = 9  # of the round end of a bar of work


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


def draw_days(
    rows: Sequence[DayStatsView], theme: Theme, labels: DaysLabels, *, shaded: Container[date]
) -> str:
    """Return the chart of at least one day as an SVG document; the same values give the same bytes.

    The days `shaded` have a band behind them: those on which the user does not work.
    """
    colours = COLOURS[theme]
    key, top = legend(_entries(colours, labels), colours)
    chart = _Chart(rows, colours, labels, top + 34)
    if any(map(_has_marks, rows)):
        marks = [chart.bands(shaded), chart.mondays(), chart.axis(), *chart.bars()]
    else:
        marks = [chart.sentence()]
    return document(labels.heading, chart.end, colours, key, *marks, chart.dates())


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
    """The parts of the chart."""

    def __init__(
        self, rows: Sequence[DayStatsView], colours: Colours, labels: DaysLabels, top: float
    ) -> None:
        self._rows, self._colours, self._labels = rows, colours, labels
        self._scale = DaysScale(rows, top)
        self.bottom = self._scale.bottom
        self.end = self.bottom + (78 if self._scale.numbered else 54)  # below two lines of dates, or one

    def bands(self, days: Container[date]) -> str:
        """Return a band behind each run of the days."""
        top, slot = self._scale.top, self._scale.slot
        runs = groupby(enumerate(self._rows), key=lambda numbered: numbered[1]["date"] in days)
        parts = []
        for is_shaded, run in runs:
            if is_shaded:
                (first, _), *others = run
                width = (1 + len(others)) * slot
                band = f"M{self._scale.x(first):.1f} {top:.1f}h{width:.1f}V{self.bottom:.1f}h{-width:.1f}z"
                parts.append(filled(band, self._colours.band))
        return "".join(parts)

    def mondays(self) -> str:
        """Return a line before each Monday."""
        lines = "".join(
            f"M{self._scale.x(i):.1f} {self._scale.top:.1f}V{self.bottom + 10:.1f}"
            for i, row in enumerate(self._rows)
            if row["date"].weekday() == 0
        )
        dashes = ' stroke-dasharray="2 6" stroke-linecap="round"'
        return path(lines, stroke=self._colours.faint_text, width=1.5, extra=dashes) if lines else ""

    def axis(self) -> str:
        """Return the lines and the labels of the hours, and of the most tasks."""
        colours, parts = self._colours, []
        for hours in range(self._scale.hours_step, self._scale.hours + 1, self._scale.hours_step):
            y = self._scale.base - self._scale.height(hours * MINUTES_IN_HOUR)
            parts.append(path(f"M{LEFT} {y:.1f}H{RIGHT}", stroke=colours.grid, width=1.5))
            parts.append(
                text(self._labels.hours(hours), (LEFT - 12, y + 8), colours.faint_text, anchor="end")
            )
        if self._scale.most_tasks and not self._scale.numbered:
            y = self._scale.base + self._scale.depth(self._scale.most_tasks)
            parts.append(path(f"M{LEFT} {y:.1f}H{RIGHT}", stroke=colours.grid, width=1.5))
            at = (LEFT - 12, max(y + 4, self._scale.base + 28))
            parts.append(text(str(self._scale.most_tasks), at, colours.faint_text, anchor="end"))
        return "".join(parts)

    def bars(self) -> list[str]:
        """Return the bars of all days, and the base line over their ends."""
        scale, colours, days = self._scale, self._colours, [*enumerate(self._rows)]
        if scale.separate:
            return [*(self._day(i, row) for i, row in days), self._base_line()]
        return [
            *self._silhouette(lambda row: scale.height(row["worked_minutes"]), colours.work),
            *(self._focus(i, row) + self._overtime(i, row) for i, row in days),
            *self._silhouette(lambda row: -scale.depth(row["tasks_completed"]), colours.tasks),
            self._base_line(),
        ]

    def sentence(self) -> str:
        """Return the sentence of a chart without anything to show, above an empty base line."""
        middle = ((LEFT + RIGHT) / 2, self._scale.middle)
        width = RIGHT - LEFT - 40
        return paragraph(self._labels.empty, middle, width, self._colours.text) + self._base_line()

    def dates(self) -> str:
        """Return the labels of the days: each day where there is room, else as many Mondays as fit."""
        y, drawn = self.bottom + 34, []
        if self._scale.numbered:
            for i, row in enumerate(self._rows):
                x = self._scale.x(i) + self._scale.slot / 2
                weekday = self._labels.weekday(row["date"])
                drawn.append(text(weekday, (x, y), self._colours.faint_text, anchor="middle"))
                day = str(row["date"].day)
                drawn.append(text(day, (x, y + 28), self._colours.faint_text, anchor="middle"))
            return "".join(drawn)
        mondays = [i for i, row in enumerate(self._rows) if row["date"].weekday() == 0]
        labels = {i: self._labels.day(self._rows[i]["date"]) for i in mondays}
        widest = max(map(text_width, labels.values()))
        return "".join(
            text(labels[i], (self._scale.x(i), y), self._colours.faint_text)
            for i in mondays[:: ceil((widest + 14) / (7 * self._scale.slot))]
            if self._scale.x(i) + text_width(labels[i]) <= WIDTH - 8
        )

    def _day(self, i: int, row: DayStatsView) -> str:
        """Return the bars of a day that stands alone, with their values where there is room."""
        colours, x, middle = self._colours, self._scale.bar_x(i), self._scale.x(i) + self._scale.slot / 2
        width, line = self._scale.bar_width, 2.5 if self._scale.numbered else 2
        height, depth = self._scale.height(row["worked_minutes"]), self._scale.depth(row["tasks_completed"])
        parts = []
        if height:
            shape = bar(x, self._scale.base, width, height, _RADIUS)
            parts.append(filled(shape, colours.work) + self._overtime(i, row))
            parts.append(path(shape, fill="none", stroke=colours.outline, width=line))
        parts.append(self._focus(i, row))
        if depth:
            shape = bar(x, self._scale.base, width, -depth, 9)
            parts.append(path(shape, fill=colours.tasks, stroke=colours.outline, width=line))
        if not _has_marks(row):
            dot = ellipse_path((middle, self._scale.base), 3.5, 3.5)
            parts.append(filled(dot, colours.faint_text))
        if self._scale.numbered:
            parts.append(self._values(row, middle))
        return "".join(parts)

    def _values(self, row: DayStatsView, middle: float) -> str:
        parts = []
        if longest := max(row["worked_minutes"], row["focus_minutes"]):
            at = (middle, self._scale.base - self._scale.height(longest) - 9)
            clock = self._labels.clock(row["worked_minutes"])
            parts.append(text(clock, at, self._colours.text, anchor="middle"))
        if row["tasks_completed"]:
            at = (middle, self._scale.base + self._scale.depth(row["tasks_completed"]) + FONT_SIZE)
            count = str(row["tasks_completed"])
            parts.append(text(count, at, self._colours.text, anchor="middle"))
        return "".join(parts)

    def _focus(self, i: int, row: DayStatsView) -> str:
        scale, height = self._scale, self._scale.height(row["focus_minutes"])
        if not height:
            return ""
        inset = 0.24 * scale.bar_width if scale.separate else 0
        width = scale.bar_width - 2 * inset
        return filled(bar(scale.bar_x(i) + inset, scale.base, width, height, 6), self._colours.focus)

    def _overtime(self, i: int, row: DayStatsView) -> str:
        scale, worked = self._scale, row["worked_minutes"]
        height = scale.height(min(row["overtime_minutes"], worked))
        if not height:
            return ""
        x, y, bar_width = scale.bar_x(i), scale.base - scale.height(worked), scale.bar_width
        radius = min(_RADIUS, bar_width / 2) if scale.separate else 0
        round_end = min(height, radius / 2)  # where the lines would be outside the bar
        lines = ""
        if height > round_end:
            gap = 8 if scale.separate else 5
            lines = hatching((x, y + round_end), bar_width, height - round_end, gap)
        inset = radius * (1 - sqrt(height / radius)) ** 2 if height < radius else 0  # of the curve of `bar`
        limit = f"M{x + inset:.1f} {y + height:.1f}h{bar_width - 2 * inset:.1f}"
        width = 2.5 if scale.separate else 1.5
        return path(lines + limit, stroke=self._colours.outline, width=width)

    def _silhouette(self, height: Callable[[DayStatsView], float], fill: str) -> list[str]:
        """Return the outline of each run of days with a bar, as one shape."""
        runs = groupby(enumerate(self._rows), key=lambda numbered: bool(height(numbered[1])))
        shapes = []
        for drawn, run in runs:
            if drawn:
                days = list(run)
                points = [(self._scale.x(days[0][0]), self._scale.base)]
                for i, row in days:
                    y = self._scale.base - height(row)
                    points += [(self._scale.x(i), y), (self._scale.x(i + 1), y)]
                points.append((self._scale.x(days[-1][0] + 1), self._scale.base))
                shapes.append(path(polygon_path(points), fill=fill, stroke=self._colours.outline, width=1.5))
        return shapes

    def _base_line(self) -> str:
        line = f"M{LEFT} {self._scale.base:.1f}H{RIGHT}"
        return path(line, stroke=self._colours.faint_text, width=2.5, extra=' stroke-linecap="round"')
