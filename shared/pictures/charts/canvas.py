"""The parts that charts share: the document around them, texts, legends and bars.

A chart is 640 units wide, so that its smallest text is 11.5 pixels high where the chart is 320 pixels wide.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import count as count_from
from typing import Literal

from shared.pictures.charts.theme import Colours
from shared.pictures.face.svg import Point, path, polygon_path

WIDTH = 640
MARGIN = 26
FONT_SIZE = 23
HEADING_SIZE = 28

_ROW = 36  # from the base of one line of text to that of the next
_LEGEND_TOP = 94
_SWATCH = 24
_GAP = 22  # between the entries of a legend
_CHARACTER = 0.56  # the mean width of a character of common sans-serif fonts, of the font size
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The texts of any chart, in the user's language; `description` gives its facts to screen readers."""

    title: str
    description: str
    period: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A text, and the sign drawn before it in a box of 24 by 24 units, from its top left."""

    text: str
    sign: str


def document(heading: Heading, height: float, colours: Colours, *elements: str) -> str:
    """Return a chart as an SVG document, with its title at the top and the period beside it."""
    texts = (
        text(heading.title, (MARGIN, 48), colours.text, size=HEADING_SIZE, bold=True),
        text(heading.period, (WIDTH - MARGIN, 48), colours.faint_text, anchor="end"),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img"'
        ' font-family="system-ui, sans-serif">'
        f"<title>{_escaped(heading.title)}</title><desc>{_escaped(heading.description)}</desc>"
        + path(round_box((0, 0), WIDTH, height, 28), fill=colours.surface)
        + "".join((*texts, *elements))
        + "</svg>"
    )


def text(
    content: str,
    at: Point,
    colour: str,
    *,
    size: float = FONT_SIZE,
    anchor: Anchor = "start",
    bold: bool = False,
) -> str:
    """Return a text element whose base line begins, is centred or ends at a point."""
    attributes = (
        f'x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size:g}" fill="{colour}"'
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        + (' font-weight="700"' if bold else "")
    )
    return f"<text {attributes}>{_escaped(content)}</text>"


def text_width(content: str, size: float = FONT_SIZE) -> float:
    """Return about how wide a text is."""
    return len(content) * size * _CHARACTER


def legend(entries: Sequence[LegendEntry], colours: Colours) -> tuple[str, float]:
    """Return a legend below the heading, in as many rows as it needs, and the y coordinate of its bottom."""
    drawn, x, y = [], float(MARGIN), float(_LEGEND_TOP)
    for entry in entries:
        width = _SWATCH + 10 + text_width(entry.text)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + _ROW
        drawn.append(f'<g transform="translate({x:.1f} {y - 20:.1f})">{entry.sign}</g>')
        drawn.append(text(entry.text, (x + _SWATCH + 10, y), colours.faint_text))
        x += width + _GAP
    return "".join(drawn), y + 8


def paragraph(content: str, middle: Point, width: float, colour: str) -> str:
    """Return a text in centred lines of similar width, about as wide as given at most, around a point."""
    count = len(_lines(content, width))
    mean = text_width(content) / count
    widths = (mean * (1 + step / 20) for step in count_from(0))
    lines = next(lines for lines in (_lines(content, narrow) for narrow in widths) if len(lines) <= count)
    top = middle[1] - _ROW * (len(lines) - 1) / 2
    return "".join(
        text(line, (middle[0], top + _ROW * i), colour, anchor="middle") for i, line in enumerate(lines)
    )


def round_box(corner: Point, width: float, height: float, radius: float) -> str:
    """Return the path data of a box with round corners, from its top left."""
    x, y = corner
    r = min(radius, width / 2, height / 2)
    return (
        f"M{x + r:.1f} {y:.1f}h{width - 2 * r:.1f}q{r:.1f} 0 {r:.1f} {r:.1f}v{height - 2 * r:.1f}"
        f"q0 {r:.1f} {-r:.1f} {r:.1f}h{2 * r - width:.1f}q{-r:.1f} 0 {-r:.1f} {-r:.1f}"
        f"v{2 * r - height:.1f}q0 {-r:.1f} {r:.1f} {-r:.1f}z"
    )


def bar(x: float, base: float, width: float, height: float, radius: float) -> str:
    """Return the path data of a bar on a base line with a round end; a negative height hangs below it."""
    r = min(radius, width / 2, abs(height))
    up = r if height > 0 else -r
    return (
        f"M{x:.1f} {base:.1f}v{up - height:.1f}q0 {-up:.1f} {r:.1f} {-up:.1f}h{width - 2 * r:.1f}"
        f"q{r:.1f} 0 {r:.1f} {up:.1f}v{height - up:.1f}z"
    )


def hatching(corner: Point, width: float, height: float, gap: float) -> str:
    """Return the path data of diagonal lines within a box, from its top left."""
    lines = []
    offset = gap / 2
    while offset < width + height:
        # The line on which x + y is the offset.
        start = (min(offset, width), max(0, offset - width))
        end = (max(0, offset - height), min(offset, height))
        lines.append(
            polygon_path(
                [(corner[0] + start[0], corner[1] + start[1]), (corner[0] + end[0], corner[1] + end[1])],
                closed=False,
            )
        )
        offset += gap
    return "".join(lines)


def _lines(content: str, width: float) -> list[str]:
    lines = [""]
    for word in content.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _escaped(content: str) -> str:
    return escape(_NOT_IN_XML.sub("", content))
