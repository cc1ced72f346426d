"""The heatmap: a row for each weekday, a column for each hour, and in each cell a box for its worked time.

The area of a box grows with the minutes, as does the strength of its colour. Focus is a smaller box within
it, on the same scale, and completed tasks are a leaf below it.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from shared.pictures.charts.canvas import (
    MARGIN,
    WIDTH,
    Heading,
    LegendEntry,
    document,
    legend,
    paragraph,
    round_box,
    text,
    text_width,
)
from shared.pictures.charts.theme import COLOURS, Colours
from shared.pictures.face.palette import mix_colours
from shared.pictures.face.svg import Point, ellipse_path, filled, path
from shared.views.picture import Theme
from shared.views.summary import HeatmapCellView, HeatmapView

_LEFT, _RIGHT = 86, WIDTH - MARGIN
_COLUMN = (_RIGHT - _LEFT) / 24
_ROW = 40
_WEEKDAYS = 7
_LABELLED_HOURS = (0, 6, 12, 18)
_LABELLED_SHARES = (0.125, 0.5, 1)

_MAX_SIDE = 20.0
_MIN_SIDE = 7.0
_BOX_DEPTH = 14  # from the top of a row to the centres of its boxes
_LEAF_DEPTH = 32
_MIN_LEAF, _MAX_LEAF = 9.0, 20.0
_OUTLINE = 1.8
_PALEST = 0.6  # share of the full colour in the smallest boxes


@dataclass(frozen=True, slots=True)
class HeatmapLabels:
    """The texts of the heatmap, in the user's language."""

    heading: Heading
    work: str
    focus: str
    tasks: str
    empty: str
    weekdays: Sequence[str]
    """Their short names, from Monday."""
    duration: Callable[[int], str]
    """Returns minutes as a duration."""
    hour: Callable[[int], str]
    """Returns an hour of the day as a time."""


def draw_heatmap(view: HeatmapView, theme: Theme, labels: HeatmapLabels, *, shaded: Container[int]) -> str:
    """Return the heatmap as an SVG document; the same values give the same bytes.

    The weekdays `shaded` (Monday is 0) have a band behind them: those on which the user does not work.
    """
    colours = COLOURS[theme]
    key, bottom = legend(_entries(colours, labels), colours)
    longest = max(max(cell["minutes_worked"], cell["focus_minutes"]) for cell in view["cells"])
    most_tasks = max(cell["tasks_completed"] for cell in view["cells"])
    top = bottom + 56
    end = top + _WEEKDAYS * _ROW
    return document(
        labels.heading,
        end + (72 if longest else 28),
        colours,
        key,
        _bands(shaded, top, colours),
        _frame(top, colours, labels),
        *(_cell(cell, longest, most_tasks, top, colours) for cell in view["cells"]),
        "" if longest or most_tasks else _sentence(labels.empty, top, colours),
        _sizes(longest, end + 42, colours, labels),
    )


def _entries(colours: Colours, labels: HeatmapLabels) -> list[LegendEntry]:
    return [
        LegendEntry(labels.work, _box((12, 12), 21, colours.work, colours.outline)),
        LegendEntry(labels.focus, _box((12, 12), 16, colours.focus)),
        LegendEntry(labels.tasks, _leaf((12, 14), 22, colours)),
    ]


def _bands(weekdays: Container[int], top: float, colours: Colours) -> str:
    """Return a band behind each run of the weekdays."""
    bands = []
    for is_shaded, run in groupby(range(_WEEKDAYS), key=lambda weekday: weekday in weekdays):
        if is_shaded:
            first, *others = run
            height = (1 + len(others)) * _ROW
            bands.append(round_box((_LEFT, top + first * _ROW), _RIGHT - _LEFT, height, 12))
    return "".join(filled(band, colours.band) for band in bands)


def _frame(top: float, colours: Colours, labels: HeatmapLabels) -> str:
    """Return a line every six hours, and the labels of the weekdays and hours."""
    parts = []
    for weekday, name in enumerate(labels.weekdays):
        at = (MARGIN, top + weekday * _ROW + _BOX_DEPTH + 8)
        parts.append(text(name, at, colours.faint_text))
    dashes = ' stroke-dasharray="2 6" stroke-linecap="round"'
    for hour in _LABELLED_HOURS:
        x = _LEFT + hour * _COLUMN
        parts.append(text(labels.hour(hour), (x, top - 16), colours.faint_text))
        if hour:
            line = f"M{x:.1f} {top - 8:.1f}v{_WEEKDAYS * _ROW + 8}"
            parts.append(path(line, stroke=colours.faint_text, width=1.5, extra=dashes))
    return "".join(parts)


def _cell(cell: HeatmapCellView, longest: int, most_tasks: int, top: float, colours: Colours) -> str:
    x, y = _LEFT + (cell["hour"] + 0.5) * _COLUMN, top + cell["weekday"] * _ROW
    centre, parts = (x, y + _BOX_DEPTH), []
    if cell["minutes_worked"]:
        parts.append(_work(centre, cell["minutes_worked"] / longest, colours))
    if cell["focus_minutes"]:
        parts.append(_box(centre, _focus_side(cell, longest), colours.focus))
    if not parts:
        parts.append(filled(ellipse_path(centre, 1.2, 1.2), colours.faint_text))
    if cell["tasks_completed"]:
        width = _MIN_LEAF + (_MAX_LEAF - _MIN_LEAF) * cell["tasks_completed"] / most_tasks
        parts.append(_leaf((x, y + _LEAF_DEPTH), width, colours))
    return "".join(parts)


def _sentence(content: str, top: float, colours: Colours) -> str:
    """Return the sentence of a heatmap without anything to show, over three of its rows."""
    rows = round_box((_LEFT, top + 2 * _ROW), _RIGHT - _LEFT, 2.9 * _ROW, 0)
    middle = ((_LEFT + _RIGHT) / 2, top + 3.5 * _ROW)
    return filled(rows, colours.surface) + paragraph(content, middle, 440, colours.text)


def _sizes(longest: int, y: float, colours: Colours, labels: HeatmapLabels) -> str:
    """Return boxes of up to three sizes with the minutes that they stand for."""
    parts, x = [], float(_LEFT)
    for minutes in sorted({_rounded(longest * share) for share in _LABELLED_SHARES} - {0}):
        label = labels.duration(minutes)
        parts.append(_work((x + 12, y - 8), minutes / longest, colours))
        parts.append(text(label, (x + 34, y), colours.faint_text))
        x += 34 + text_width(label) + 30
    return "".join(parts)


def _rounded(minutes: float) -> int:
    """Return minutes rounded down to hours or to five minutes, where they are many enough."""
    step = next((step for step in (60, 5) if minutes >= step), 1)
    return int(minutes // step) * step


def _work(centre: Point, share: float, colours: Colours) -> str:
    """Return the box of a share of the longest time."""
    fill = mix_colours(colours.work, colours.surface, _PALEST + (1 - _PALEST) * share)
    return _box(centre, _side(share), fill, colours.outline)


def _side(share: float) -> float:
    """Return the side of a box whose area is this share of the largest, and not too small to see."""
    return max(_MAX_SIDE * sqrt(share), _MIN_SIDE)


def _focus_side(cell: HeatmapCellView, longest: int) -> float:
    """Return the side of the box of focus, which leaves a rim of the box of work that is longer."""
    side = _side(cell["focus_minutes"] / longest) - _OUTLINE
    if cell["minutes_worked"] <= cell["focus_minutes"]:
        return side
    return min(side, _side(cell["minutes_worked"] / longest) - 2 * _OUTLINE)


def _box(centre: Point, side: float, fill: str, outline: str = "none") -> str:
    corner = (centre[0] - side / 2, centre[1] - side / 2)
    return path(round_box(corner, side, side, 0.34 * side), fill=fill, stroke=outline, width=_OUTLINE)


def _leaf(centre: Point, width: float, colours: Colours) -> str:
    half, x, y = width / 2, *centre
    leaf = f"M{x - half:.1f} {y:.1f}q{half:.1f}-9 {width:.1f} 0q{-half:.1f} 9 {-width:.1f} 0z"
    return path(leaf, fill=colours.tasks, stroke=colours.outline, width=_OUTLINE)
