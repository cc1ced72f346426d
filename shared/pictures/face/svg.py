"""The pen: soft paths through points, a hand that wobbles, and the colours in the box.

Everything in the face is drawn with `path` and `group`. A path is either written by hand, as the curves of
an eye are, or laid through points by `soft` and `sharp`.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin

Point = tuple[float, float]

INK = "#5b4238"
WHITE = "#fffdf8"
CHEEK = "#ff8f86"
MOUTH = "#a4483f"
TONGUE = "#f68f87"
SHELL = "#fff5e2"
SHELL_SHADE = "#ecdabd"
CAPE = "#4fa9a0"
CAPE_SHADE = "#3b877f"
GOLD = "#f8c644"
WATER = "#66b5e6"
VIOLET = "#8f97d9"  # drawn without an outline, so it has to show on white and on black
WOOD = "#a9795a"

_HASH = 2654435761  # Knuth's multiplier: spreads small whole numbers, on every machine alike


def path(
    way: str, *, fill: str = "", stroke: str = "", width: float = 0, opacity: float = 1, more: str = ""
) -> str:
    """Return one drawn path: in ink, and without a fill, where nothing else is said."""
    said = (
        ("fill", fill),
        ("stroke", stroke),
        ("stroke-width", _number(width) if width else ""),
        ("opacity", f"{opacity:.2g}" if opacity < 1 else ""),
    )
    return f'<path d="{way}"' + "".join(f' {name}="{value}"' for name, value in said if value) + f"{more}/>"


def flat(way: str, fill: str, opacity: float = 1) -> str:
    """Return a patch of colour without an outline."""
    return path(way, fill=fill, stroke="none", opacity=opacity)


def group(*drawn: str, at: Point = (0, 0), turn: float = 0, scale: Point | float = 1, moves: str = "") -> str:
    """Return the drawings as one: put somewhere, turned by degrees, scaled, and moving as the style says."""
    across, down = scale if isinstance(scale, tuple) else (scale, scale)
    steps = (
        f"translate({_row(*at)})" if at != (0, 0) else "",
        f"rotate({_number(turn)})" if turn else "",
        f"scale({across:.3g}{f' {down:.3g}' if down != across else ''})" if (across, down) != (1, 1) else "",
    )
    inside = "".join(drawn)
    # A group of its own, since a style that moves it would put aside where it was put.
    moving = f'<g class="avanochi-{moves}">{inside}</g>' if moves else inside
    return f'<g transform="{"".join(steps)}">{moving}</g>' if any(steps) else moving


def soft(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return a smooth way through the points (a Catmull-Rom spline, written as Bézier curves)."""
    ring = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    # Through each point it runs in parallel to the line between its neighbours.
    slopes = [((c[0] - a[0]) / 6, (c[1] - a[1]) / 6) for a, c in zip(ring, ring[2:], strict=False)]
    way = f"M{_row(*points[0])}"
    for i, (here, there) in enumerate(pairwise(ring[1:-1])):
        step = (there[0] - here[0], there[1] - here[1])
        arriving = (step[0] - slopes[i + 1][0], step[1] - slopes[i + 1][1])
        way += f"s{_row(*arriving, *step)}" if i else f"c{_row(*slopes[0], *arriving, *step)}"
    return way + ("z" if closed else "")


def sharp(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return the straight way from point to point."""
    steps = [there[i] - here[i] for here, there in pairwise(points) for i in (0, 1)]
    return f"M{_row(*points[0])}l{_row(*steps)}" + ("z" if closed else "")


def dot(centre: Point, across: float, down: float) -> str:
    """Return the way around a small oval, too small for the hand to wobble."""
    halves = _row(across, down, 0, 1, 1, 2 * across, 0, across, down, 0, 1, 1, -2 * across, 0)
    return f"M{_row(centre[0] - across, centre[1])}a{halves}z"


def oval(centre: Point, across: float, down: float, count: int = 8) -> list[Point]:
    """Return points around an oval, clockwise from its top."""
    angles = [2 * pi * i / count for i in range(count)]
    return [(centre[0] + across * sin(angle), centre[1] - down * cos(angle)) for angle in angles]


def star(centre: Point, outer: float, inner: float, rays: int = 5) -> list[Point]:
    """Return the corners of a star, clockwise from its top."""
    reach = [(outer, inner)[i % 2] for i in range(2 * rays)]
    turns = [pi * i / rays for i in range(2 * rays)]
    return [(centre[0] + far * sin(t), centre[1] - far * cos(t)) for far, t in zip(reach, turns, strict=True)]


def wobbly(points: Sequence[Point], seed: int, by: float = 1) -> list[Point]:
    """Return the points as an unsteady hand places them: the same seed, the same hand."""
    return [
        (x + by * _jitter(2 * i, seed), y + by * _jitter(2 * i + 1, seed)) for i, (x, y) in enumerate(points)
    ]


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that has `share` (0 to 1) of the one and the rest of the other."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in pairs).hex()


def _jitter(index: int, seed: int) -> float:
    return ((index + 1) * (seed + 17) * _HASH >> 9) % 2001 / 1000 - 1


def _row(*numbers: float) -> str:
    return " ".join(map(_number, numbers)).replace(" -", "-")


def _number(value: float) -> str:
    written = f"{value:.1f}".removesuffix(".0")
    if written == "-0":
        return "0"
    return written.replace("0.", ".", 1) if abs(value) < 1 else written
