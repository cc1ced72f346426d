"""The parts that only some stages have: the shell, leaves, a cape, a beard and a staff."""

from shared.pictures.face.body import CENTRE_X, GROUND_Y, BodyShape
from shared.pictures.face.palette import CAPE, CAPE_SHADE, GOLD, SHELL, WHITE, WOOD
from shared.pictures.face.svg import (
    Point,
    ellipse_path,
    filled,
    group,
    jittered,
    path,
    polygon_path,
    star_points,
)
from shared.pictures.face.vitals import LEAF, LEAF_VEIN, SKIN, Vitals

_PETAL_COLOUR = "#ff9fb0"
_PETALS_DATA = (
    "M-4.7-6.5A6 6 0 1 1 4.7-6.5A6 6 0 1 1 7.6 2.5A6 6 0 1 1 0 8A6 6 0 1 1-7.6 2.5A6 6 0 1 1-4.7-6.5z"
)
_LEAF_DATA = "M0 2c-12-7-13-25-1-35c13 9 14 27 1 35z"
_LEAF_VEIN_DATA = "M0-3q2-12 0-22"
_STAFF_SPARKLES = (((-19, -28), 6), ((21, -29), 8), ((-19, 36), 6))
_SHELL_HOLE = (
    *((-33, 46), (-25, 37), (-19, 41), (-8, 29), (0, 35), (13, 28), (20, 38), (28, 37), (35, 50), (31, 60)),
    *((37, 68), (28, 78), (21, 86), (10, 82), (2, 89), (-10, 83), (-19, 88), (-26, 78), (-37, 72), (-32, 60)),
)


def cracked_shell(shape: BodyShape, vitals: Vitals) -> str:
    """Draw the hole in the egg, the cracks around it and the spots of the shell."""
    hole = path(polygon_path(jittered(_SHELL_HOLE, 4)), fill=vitals.tint(SKIN))
    cracks = path("M20 38l6-9l-4-7l5-8M-25 37l-6-5l1-6M-10 83l-3 8l5 6M35 50l6-3", width=2.2)
    spots = _spots(vitals, (-16, 17, 8), (8, 12, 5), (31, 90, 7), (-30, 95, 8), (6, 104, 6))
    return _on_crown(spots, hole, cracks, shape=shape)


def shell_cup(shape: BodyShape, vitals: Vitals) -> str:
    """Draw the lower half of the shell, in which the companion sits."""
    width = shape.half_width + 10
    teeth = [(width * (i / 4 - 1), 8 if i % 2 else -4) for i in range(9)]
    rim = polygon_path(jittered(teeth, 6, amount=1.5), closed=False)
    cup = path(f"{rim}c-1 28-20 39-{width:g} 39s-{width - 1:g}-11-{width:g}-39z", fill=SHELL)
    return group(cup, _spots(vitals, (-26, 20, 7), (4, 26, 8), (30, 16, 5)), at=(CENTRE_X, GROUND_Y - 35))


def shell_cap(shape: BodyShape, vitals: Vitals) -> str:
    """Draw a piece of shell on the head."""
    cap = path("M-30 8c2-24 14-34 30-34s28 10 30 34l-9-6l-8 8l-9-8l-8 8l-9-7l-8 6z", fill=SHELL)
    return _on_crown(
        group(cap, _spots(vitals, (8, -14, 6), (-14, -4, 4)), rotate=-9, at=(-4, 1)), shape=shape
    )


def one_leaf(shape: BodyShape, vitals: Vitals) -> str:
    """Draw one leaf on the head."""
    leaf = _leaf(vitals, 32 + vitals.wilt * 1.6, 1.1, (3, -11))
    return _on_crown(path("M0 3q-2-9 3-15", stroke=vitals.tint(LEAF_VEIN), width=5), leaf, shape=shape)


def two_leaves(shape: BodyShape, vitals: Vitals) -> str:
    """Draw a pair of leaves on the head."""
    pair = _leaf(vitals, -46 - vitals.wilt, 0.95, (-1, -5)) + _leaf(vitals, 42 + vitals.wilt, 1.1, (1, -5))
    return _on_crown(path("M0 3q-2-5 0-10", stroke=vitals.tint(LEAF_VEIN), width=5), pair, shape=shape)


def leaf_crown(shape: BodyShape, vitals: Vitals) -> str:
    """Draw a crown of leaves with a golden stone."""
    places = ((-58, -33, 13), (58, 33, 13), (-30, -18, 4), (30, 18, 4), (0, 0, 1))
    leaves = (_leaf(vitals, turn * (1 + vitals.wilt / 90), 0.86, (x, y)) for turn, x, y in places)
    return _on_crown(*leaves, path("M0-5q9 6 0 16q-9-10 0-16z", fill=GOLD, width=2.2), shape=shape)


def head_blossom(shape: BodyShape, vitals: Vitals) -> str:
    """Draw two leaves with a flower between them."""
    pair = _leaf(vitals, -62 - vitals.wilt, 0.95, (-6, 0)) + _leaf(vitals, 62 + vitals.wilt, 0.95, (6, 0))
    return _on_crown(pair, _blossom((0, -6), 0.95), shape=shape)


def cape(shape: BodyShape, _: Vitals) -> str:
    """Draw a cape that reaches the ground."""
    length = shape.height * 0.5 - 4
    side = path(f"M-4 0h40c22 12 38 44 40 {length:g}q-7 5-16 1q-9 5-18 0q-10 5-20 0h-26z", fill=CAPE)
    fold = path("M58 34q5 14 5 24", stroke=CAPE_SHADE)
    return group(side, fold, group(side, fold, scale=(-1, 1)), at=(CENTRE_X, GROUND_Y - length - 4))


def scarf(shape: BodyShape, _: Vitals) -> str:
    """Draw the collar of the cape, with a golden star as its clasp."""
    band = path("M-50 0q50 27 100 0q5 7 1 13q-51 26-102 0q-4-6 1-13z", fill=CAPE)
    clasp = path(polygon_path(jittered(star_points((0, 21), 12, 6), 9, amount=0.5)), fill=GOLD, width=2.4)
    return group(band, clasp, at=(CENTRE_X, shape.top + shape.height * 0.53))


def beard(shape: BodyShape, _: Vitals) -> str:
    """Draw a long white beard."""
    locks = (
        "M-42 6q8 18 42 18t42-18c4 16 2 28-6 32c0 10-6 15-13 17c-4 9-11 14-23 17c-12-3-19-8-23-17"
        "c-7-2-13-8-13-17c-8-5-10-17-6-32z"
    )
    strands = path("M-17 46q2 9 7 14M17 45q-1 9-6 14M0 50q1 8 0 14", stroke="#d9cfc6", width=2.4)
    return group(path(locks, fill=WHITE), strands, at=(CENTRE_X, shape.top + shape.face_depth + 3))


def glasses(shape: BodyShape, _: Vitals) -> str:
    """Draw round glasses."""
    rims = path(
        f"{ellipse_path((-18, 2), 13.5, 13)}{ellipse_path((18, 2), 13.5, 13)}M-5 0q5-4 10 0",
        stroke=WOOD,
        width=2.6,
    )
    return group(rims, at=(CENTRE_X, shape.top + shape.face_depth), scale=shape.face_scale)


def staff(shape: BodyShape, _: Vitals) -> str:
    """Draw a staff with a glowing blossom."""
    pole = path("M0 108q-5-44 0-96", width=9) + path("M0 108q-5-44 0-96", stroke=WOOD, width=4.5)
    glow = filled(ellipse_path((0, 0), 25, 25), GOLD, 0.28) + filled(ellipse_path((0, 0), 18, 18), GOLD, 0.3)
    lights = "".join(polygon_path(star_points(at, size, size * 0.36, 4)) for at, size in _STAFF_SPARKLES)
    at = (CENTRE_X - shape.half_width - 26, GROUND_Y - 107)
    return group(pole, group(glow, filled(lights, GOLD), animation="glow"), _blossom((0, 0), 1.15), at=at)


def _on_crown(*elements: str, shape: BodyShape) -> str:
    return group(*elements, at=(CENTRE_X, shape.top))


def _spots(vitals: Vitals, *places: tuple[float, float, float]) -> str:
    return filled(
        "".join(ellipse_path((x, y), size, size * 0.85) for x, y, size in places), vitals.tint(LEAF), 0.6
    )


def _leaf(vitals: Vitals, rotate: float, scale: float, at: Point) -> str:
    vein = path(_LEAF_VEIN_DATA, stroke=vitals.tint(LEAF_VEIN), width=2 / scale)
    return group(
        path(_LEAF_DATA, fill=vitals.tint(LEAF), width=3 / scale), vein, at=at, rotate=rotate, scale=scale
    )


def _blossom(at: Point, scale: float) -> str:
    petals = path(_PETALS_DATA, fill=_PETAL_COLOUR, width=2.4)
    return group(petals, path(ellipse_path((0, 0), 4.5, 4.5), fill=GOLD, width=1.8), at=at, scale=scale)
