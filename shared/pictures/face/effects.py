"""Effects around the companion, such as thought bubbles, hearts and music notes, and its mug of tea."""

from collections.abc import Callable

from shared.pictures.face.palette import GOLD, VIOLET, WATER, WHITE
from shared.pictures.face.svg import (
    Point,
    ellipse_path,
    ellipse_points,
    filled,
    group,
    jittered,
    path,
    polygon_path,
    smooth_path,
    star_points,
)

Effect = Callable[[Point], str]
"""Draws an effect in the free space beside the head; the point is the upper right corner of the head."""

_HEART_COLOUR = "#f2766b"
_CUP_COLOUR = "#e98a6f"


def thought_of_water(head: Point) -> str:
    """Draw a thought bubble with a drop of water."""
    drop = path("M0-23c9 13 15 18 15 27a15 15 0 0 1-30 0c0-9 6-14 15-27z", fill=WATER)
    return _thought_bubble(head, drop + path("M-8 5q1 6 6 8", stroke=WHITE, width=3))


def thought_of_food(head: Point) -> str:
    """Draw a thought bubble with a rice ball."""
    rice = path("M0-22q6 0 10 8l13 21q4 11-7 12h-32q-11-1-7-12l13-21q4-8 10-8z", fill=WHITE)
    seaweed = path("M-9 19v-16h18v16z", fill="#47614f", width=2.4)
    return _thought_bubble(head, rice + seaweed + path("M-6-8h.1M6-6h.1M0-13h.1"))


def _thought_bubble(head: Point, content: str) -> str:
    x, y = head
    bubbles = (
        path(
            ellipse_path((x + (178 - x) * share, y + (76 - y) * share), size, size * 0.9),
            fill=WHITE,
            width=2.2,
        )
        for share, size in ((0.25, 3), (0.8, 5))
    )
    cloud = path(
        smooth_path(jittered(ellipse_points((198, 44), 36, 31, 10), 21, amount=1.6)), fill=WHITE, width=2.6
    )
    return group(*bubbles, cloud, group(content, at=(198, 45)), animation="float")


def letters_z(head: Point) -> str:
    """Draw three letters z, as in sleep."""
    letter = path("M-6-7h12l-12 14h12", stroke=VIOLET, width=4.5)
    return _copies(letter, head, (8, -4, 0.75, -8), (24, -24, 1.05, 4), (45, -49, 1.45, -6))


def moon(_: Point) -> str:
    """Draw a crescent moon in the upper left corner."""
    return path("M44 18a20 20 0 1 0 20 30a22 22 0 0 1-20-30z", fill=GOLD, width=2.6)


def sweat_drops(head: Point) -> str:
    """Draw drops of sweat."""
    drop = path("M0-9c5 7 7 9 7 13a7 7 0 0 1-14 0c0-4 2-6 7-13z", fill=WATER, width=2.2)
    left = 240 - 2 * head[0]
    return _copies(drop, head, (10, 30, 1.2, -14), (16, 2, 0.85, -30), (left - 10, 22, 1, 16))


def tangled_thoughts(head: Point) -> str:
    """Draw a tangled line above the head."""
    data = "M-26 6q4-18 16-14t4 16t-12-4t14-14t14 14t-13 4t5-16t15 0q3 6 9 4"
    return group(path(data, stroke=VIOLET, width=3.4), at=(head[0] + 24, head[1] - 34), animation="float")


def yawn_clouds(head: Point) -> str:
    """Draw the small clouds of a yawn."""
    data = "M0 8q-9-1-7-8q1-6 8-5q3-8 11-5q6-4 10 3q8 0 7 8q-1 7-9 7z"
    return _copies(path(data, fill=WHITE, width=2.4), head, (18, -16, 1.2, 0), (8, 14, 0.65, 0))


def golden_star(head: Point) -> str:
    """Draw a smiling star and some glitter."""
    star = path(polygon_path(jittered(star_points((0, 0), 23, 11.5), 12)), fill=GOLD)
    smile = path("M-6-4v3M6-4v3M-4 5q4 3 8 0", width=2.4)
    left = 240 - 2 * head[0]
    places = ((left - 16, -20, 10), (left - 32, -2, 7), (left + 8, -38, 7), (30, 28, 7))
    glitter = filled(
        "".join(polygon_path(star_points((x, y), size, size * 0.32, 4)) for x, y, size in places), GOLD
    )
    return group(group(group(star, smile, at=(28, -16)), glitter, at=head), animation="float")


def hearts(head: Point) -> str:
    """Draw hearts."""
    heart = path("M0 8c-12-8-11-17-5-18q4 0 5 4q1-4 5-4c6 1 7 10-5 18z", fill=_HEART_COLOUR, width=2.4)
    left = 240 - 2 * head[0]
    return _copies(heart, head, (30, -14, 1.5, 14), (6, -38, 0.9, -4), (left - 22, -24, 1.1, -16))


def music_notes(head: Point) -> str:
    """Draw music notes on both sides of the head."""
    note_head = "a6 4.5 0 1 0 .1 8v-8z"
    pair = path("M-8 8v-18l16-4v18", stroke=VIOLET, width=3.4) + filled(
        f"M-8 4{note_head}M8 0{note_head}", VIOLET
    )
    single = path("M0 8v-20q2 7 9 8", stroke=VIOLET, width=3.4) + filled(f"M0 4{note_head}", VIOLET)
    left = 240 - 2 * head[0]
    return _copies(pair, head, (28, -16, 1.3, 8)) + _copies(single, head, (left - 16, -20, 1.05, -10))


def _copies(element: str, head: Point, *places: tuple[float, float, float, float]) -> str:
    """Return copies of an element beside the head, at (x, y, scale, rotation) relative to it."""
    copies = (group(element, at=(x, y), scale=size, rotate=angle) for x, y, size, angle in places)
    return group(group(*copies, at=head), animation="float")


def tea_mug(at: Point) -> str:
    """Draw a mug of tea with steam."""
    handle = "M13-6q12-1 11 7t-13 6"
    dots = path("M-8 0h.1M0 4h.1M8 0h.1", stroke=WHITE, width=4)
    steam = path("M-5-15q-3-4 0-7t0-5M5-15q-3-4 0-7t0-5", stroke=VIOLET, width=2.2)
    return group(
        path(handle, width=6.5) + path(handle, stroke=_CUP_COLOUR, width=2.4),
        path("M-15-10h30q0 26-8 26h-14q-8 0-8-26z", fill=_CUP_COLOUR) + dots,
        path(ellipse_path((0, -10), 15, 4), fill="#8a5a3c", width=2.4),
        group(steam, animation="float"),
        at=at,
    )
