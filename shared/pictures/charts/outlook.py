"""The chart of the outlook: the hours expected of each coming day, with their range and the overload line."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date

from shared.pictures.charts.axis import LEFT, PLOT_HEIGHT, RIGHT, hours_of_axis
from shared.pictures.charts.canvas import Heading, LegendEntry, bar, document, legend, paragraph, text
from shared.pictures.charts.theme import COLOURS, Colours
from shared.pictures.face.svg import ellipse_path, filled, path
from shared.views.picture import Theme
from shared.views.predictions import DayForecastView

_MINUTES_IN_HOUR = 60
_BAR_WIDTH = 46
_CAP = 9  # half the width of the ends of a range
_MIN_HOURS = 0.05  # below which a day is drawn as one without work
_DASHES = ' stroke-dasharray="10 7"'


@dataclass(frozen=True, slots=True)
class OutlookLabels:
    """The texts of the chart of the outlook, in the user's language."""

    heading: Heading
    expected: str
    range: str
    line: str
    """Names the overload line and its hours."""
    empty: str
    """What is missing for a forecast."""
    hours: Callable[[int], str]
    """Returns a number of hours, for the axis."""
    clock: Callable[[int], str]
    """Returns minutes as hours and minutes, as short as can be."""
    weekday: Callable[[date], str]
    """Returns the short name of the day of the week."""


def draw_outlook(
    days: Sequence[DayForecastView],
    line_hours: float,
    theme: Theme,
    labels: OutlookLabels,
    *,
    shaded: Container[date],
) -> str:
    """Return the chart of the coming days as an SVG document; the same values give the same bytes.

    Without days it has the sentence of what is missing. The days `shaded` have a band behind them: those that
    are no work days.
    """
    colours = COLOURS[theme]
    key, top = legend(_entries(colours, labels), colours)
    chart = _Chart(days, line_hours, colours, labels, top + 34)
    marks = chart.marks(shaded) if days else chart.sentence()
    return document(labels.heading, chart.base + 78, colours, key, marks)


def _entries(colours: Colours, labels: OutlookLabels) -> list[LegendEntry]:
    box = path(bar(2, 23, 20, 21, 6), fill=colours.work, stroke=colours.outline, width=2.5)
    line = path("M0 12H24", stroke=colours.focus, width=3.5, extra=' stroke-dasharray="8 8"')
    return [
        LegendEntry(labels.expected, box),
        LegendEntry(labels.range, path(_range(12, 2, 22), stroke=colours.text, width=2.5)),
        LegendEntry(labels.line, line),
    ]


def _range(x: float, high: float, low: float) -> str:
    """Return the path data of a vertical line with ends, between two y coordinates."""
    ends = "".join(f"M{x - _CAP:.1f} {y:.1f}h{2 * _CAP}" for y in (high, low))
    return f"M{x:.1f} {high:.1f}V{low:.1f}{ends}"


class _Chart:
    """The parts of the chart."""

    def __init__(
        self,
        days: Sequence[DayForecastView],
        line_hours: float,
        colours: Colours,
        labels: OutlookLabels,
        top: float,
    ) -> None:
        self._days, self._line, self._colours, self._labels = days, line_hours, colours, labels
        self._top, self.base = top, top + PLOT_HEIGHT
        self._slot = (RIGHT - LEFT) / max(1, len(days))
        longest = max([line_hours, *(day["high_hours"] for day in days)])
        self._step, self._hours = hours_of_axis(longest)

    def marks(self, shaded: Container[date]) -> str:
        """Return the axis, and each day with its bar, range, hours and date."""
        bands = (self._band(number) for number, day in enumerate(self._days) if day["date"] in shaded)
        days = (self._day(number, day) for number, day in enumerate(self._days))
        return "".join((*bands, self._axis(), *days, self._overload_line(), self._base_line()))

    def sentence(self) -> str:
        """Return the sentence of a chart without anything to show, above an empty base line."""
        middle = ((LEFT + RIGHT) / 2, (self._top + self.base) / 2)
        width = RIGHT - LEFT - 40
        return paragraph(self._labels.empty, middle, width, self._colours.text) + self._base_line()

    def _y(self, hours: float) -> float:
        return self.base - hours / self._hours * PLOT_HEIGHT

    def _axis(self) -> str:
        parts = []
        for hours in range(self._step, self._hours + 1, self._step):
            y = self._y(hours)
            parts.append(path(f"M{LEFT} {y:.1f}H{RIGHT}", stroke=self._colours.grid, width=1.5))
            at = (LEFT - 12, y + 8)
            parts.append(text(self._labels.hours(hours), at, self._colours.faint_text, anchor="end"))
        return "".join(parts)

    def _band(self, number: int) -> str:
        left, width = LEFT + number * self._slot, self._slot
        band = f"M{left:.1f} {self._top:.1f}h{width:.1f}V{self.base:.1f}h{-width:.1f}z"
        return filled(band, self._colours.band)

    def _day(self, number: int, day: DayForecastView) -> str:
        colours, middle = self._colours, LEFT + (number + 0.5) * self._slot
        parts = []
        expected, high = day["expected_hours"], day["high_hours"]
        if expected >= _MIN_HOURS:
            shape = bar(middle - _BAR_WIDTH / 2, self.base, _BAR_WIDTH, self.base - self._y(expected), 9)
            parts.append(path(shape, fill=colours.work, stroke=colours.outline, width=2.5))
            clock = self._labels.clock(round(expected * _MINUTES_IN_HOUR))
            at = (middle, self._y(max(high, expected)) - 11)
            parts.append(text(clock, at, colours.text, anchor="middle"))
        else:
            parts.append(filled(ellipse_path((middle, self.base), 3.5, 3.5), colours.faint_text))
        if high >= _MIN_HOURS:
            parts.append(self._range(middle, day, over_bar=expected >= _MIN_HOURS))
        for line, label in enumerate((self._labels.weekday(day["date"]), str(day["date"].day))):
            at = (middle, self.base + 34 + 28 * line)
            parts.append(text(label, at, colours.faint_text, anchor="middle"))
        return "".join(parts)

    def _range(self, x: float, day: DayForecastView, *, over_bar: bool) -> str:
        """Return the range of a day: in the colour of outlines within the bar, of text above it."""
        low, expected, high = (self._y(day[name]) for name in ("low_hours", "expected_hours", "high_hours"))
        if not over_bar:
            return path(_range(x, high, low), stroke=self._colours.text, width=2.5)
        above = f"M{x:.1f} {expected:.1f}V{high:.1f}M{x - _CAP:.1f} {high:.1f}h{2 * _CAP}"
        within = f"M{x:.1f} {expected:.1f}V{low:.1f}M{x - _CAP:.1f} {low:.1f}h{2 * _CAP}"
        return path(above, stroke=self._colours.text, width=2.5) + path(
            within, stroke=self._colours.outline, width=2.5
        )

    def _overload_line(self) -> str:
        y = self._y(self._line)
        return path(f"M{LEFT} {y:.1f}H{RIGHT}", stroke=self._colours.focus, width=3.5, extra=_DASHES)

    def _base_line(self) -> str:
        line = f"M{LEFT} {self.base:.1f}H{RIGHT}"
        return path(line, stroke=self._colours.faint_text, width=2.5, extra=' stroke-linecap="round"')
