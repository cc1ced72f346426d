"""Building blocks of SVG: path and group elements, path data through points, and slightly irregular points.

Everything in the face is a `path` or a `group`. Path data is either written by hand, as for the curves of an
eye, or computed from points by `smooth_path`, `polygon_path` and `ellipse_path`.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin

Point = tuple[float, float]

_HASH_MULTIPLIER = 2654435761  # Knuth's: spreads small integers, with the same result on every machine


def path(
    data: str, *, fill: str = "", stroke: str = "", width: float = 0, opacity: float = 1, extra: str = ""
) -> str:
    """Return a path element; by default with the outline of the surrounding group and without a fill.

    `extra` is appended to the element's attributes as it is.
    """
    attributes = (
        ("fill", fill),
        ("stroke", stroke),
        ("stroke-width", _number(width) if width else ""),
        ("opacity", f"{opacity:.2g}" if opacity < 1 else ""),
    )
    return (
        f'<path d="{data}"'
        + "".join(f' {name}="{value}"' for name, value in attributes if value)
        + f"{extra}/>"
    )


def filled(data: str, fill: str, opacity: float = 1) -> str:
    """Return a path element with a fill and without an outline."""
    return path(data, fill=fill, stroke="none", opacity=opacity)


def group(
    *elements: str, at: Point = (0, 0), rotate: float = 0, scale: Point | float = 1, animation: str = ""
) -> str:
    """Return a group element, moved to `at`, rotated by degrees and scaled.

    `animation` names a class of the style in `drawing.py`.
    """
    scale_x, scale_y = scale if isinstance(scale, tuple) else (scale, scale)
    transforms = (
        f"translate({_numbers(*at)})" if at != (0, 0) else "",
        f"rotate({_number(rotate)})" if rotate else "",
        f"scale({scale_x:.3g}{f' {scale_y:.3g}' if scale_y != scale_x else ''})"
        if (scale_x, scale_y) != (1, 1)
        else "",
    )
    inside = "".join(elements)
    # Animated in an inner group: an animated transform would replace the group's own transform.
    content = f'<g class="avanochi-{animation}">{inside}</g>' if animation else inside
    return f'<g transform="{"".join(transforms)}">{content}</g>' if any(transforms) else content


def smooth_path(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return the data of a smooth path through the points: a Catmull-Rom spline as cubic Bézier curves."""
    ring = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    # The tangent at each point is parallel to the line between its neighbours.
    slopes = [((c[0] - a[0]) / 6, (c[1] - a[1]) / 6) for a, c in zip(ring, ring[2:], strict=False)]
    data = f"M{_numbers(*points[0])}"
    for i, (here, there) in enumerate(pairwise(ring[1:-1])):
        step = (there[0] - here[0], there[1] - here[1])
        control = (step[0] - slopes[i + 1][0], step[1] - slopes[i + 1][1])
        data += f"s{_numbers(*control, *step)}" if i else f"c{_numbers(*slopes[0], *control, *step)}"
    return data + ("z" if closed else "")


def polygon_path(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return the data of a path of straight lines through the points."""
    steps = [there[i] - here[i] for here, there in pairwise(points) for i in (0, 1)]
    return f"M{_numbers(*points[0])}l{_numbers(*steps)}" + ("z" if closed else "")


def ellipse_path(centre: Point, radius_x: float, radius_y: float) -> str:
    """Return the data of a closed path around an ellipse."""
    halves = _numbers(
        radius_x, radius_y, 0, 1, 1, 2 * radius_x, 0, radius_x, radius_y, 0, 1, 1, -2 * radius_x, 0
    )
    return f"M{_numbers(centre[0] - radius_x, centre[1])}a{halves}z"


def ellipse_points(centre: Point, radius_x: float, radius_y: float, count: int = 8) -> list[Point]:
    """Return points on an ellipse, clockwise from its top."""
    angles = [2 * pi * i / count for i in range(count)]
    return [(centre[0] + radius_x * sin(angle), centre[1] - radius_y * cos(angle)) for angle in angles]


def star_points(centre: Point, outer: float, inner: float, rays: int = 5) -> list[Point]:
    """Return the corners of a star, clockwise from its top."""
    radii = [(outer, inner)[i % 2] for i in range(2 * rays)]
    angles = [pi * i / rays for i in range(2 * rays)]
    return [
        (centre[0] + radius * sin(angle), centre[1] - radius * cos(angle))
        for radius, angle in zip(radii, angles, strict=True)
    ]


def jittered(points: Sequence[Point], seed: int, amount: float = 1) -> list[Point]:
    """Return the points, each moved by up to `amount` as if drawn by hand; a seed always gives the same."""
    return [
        (x + amount * _jitter(2 * i, seed), y + amount * _jitter(2 * i + 1, seed))
        for i, (x, y) in enumerate(points)
    ]


def _jitter(index: int, seed: int) -> float:
    return ((index + 1) * (seed + 17) * _HASH_MULTIPLIER >> 9) % 2001 / 1000 - 1


def _numbers(*numbers: float) -> str:
    return " ".join(map(_number, numbers)).replace(" -", "-")


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text
