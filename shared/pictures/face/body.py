"""The body and its limbs, as every stage has them: `stage` says how large, and which of them."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.pictures.face.svg import SHELL, SHELL_SHADE, Point, dot, flat, group, path, soft, wobbly
from shared.pictures.face.vitals import SKIN, SKIN_SHADE, TUMMY, Vitals

MIDDLE = 120.0
GROUND = 194.0

_BELLY_FROM = 0.45  # of the height: only what is below gets slimmer


@dataclass(frozen=True, slots=True)
class BodyShape:
    """How it is built at a stage."""

    half: float
    """Half its width at the belly."""
    top: float
    """How high it reaches, from the top of the picture."""
    profile: tuple[Point, ...]
    """Its right side from the crown down: shares of the half width and of the height."""
    face: Point
    """How far below the crown the middle between the eyes is, and how large the face is drawn."""
    shoulder: Point | None = None
    """Where the right arm starts, from the middle and below the crown; none without arms."""
    behind: tuple["Part", ...] = ()
    """What is drawn before the body, ..."""
    beneath: tuple["Part", ...] = ()
    """... between the body and the face, ..."""
    above: tuple["Part", ...] = ()
    """... and after the face."""
    in_egg: bool = False
    """Whether its body is the egg."""
    sits: bool = False
    """Whether it sits in its shell, with its hands on the rim."""

    @property
    def height(self) -> float:
        """How tall it is."""
        return GROUND - self.top


Part = Callable[[BodyShape, Vitals], str]
"""A limb, a leaf or a garment: told the build and the signs, it draws itself."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the arms go: from the shoulder over the elbow to the hand, outwards and down."""

    left: tuple[Point, Point]
    right: tuple[Point, Point]
    before: bool = False
    """Whether the arms are before the body."""


REST = Pose(((9, 11), (9, 25)), ((9, 11), (9, 25)))
LIMP = Pose(((8, 18), (6, 37)), ((8, 18), (6, 37)))
UP = Pose(((15, -7), (21, -27)), ((15, -7), (21, -27)))
HIPS = Pose(((18, 10), (-2, 27)), ((18, 10), (-2, 27)))
BELLY = Pose(((3, 16), (-19, 24)), ((3, 16), (-19, 24)), before=True)
HOLDING = Pose(((4, 18), (-27, 25)), ((4, 18), (-27, 25)), before=True)
TO_MOUTH = Pose(((3, 14), (-8, 27)), ((3, 13), (-20, 6)), before=True)
_ON_THE_RIM = Pose(((3, 6), (1, 14)), ((3, 6), (1, 14)), before=True)


def body(build: BodyShape, vitals: Vitals) -> str:
    """Return its body: its colour, its belly, its shade, and an outline that is drawn twice on the right."""
    coat, shade = (SHELL, SHELL_SHADE) if build.in_egg else (vitals.tint(SKIN), vitals.tint(SKIN_SHADE))
    points = _outline(build, 1 if build.in_egg else vitals.roundness)
    inner = [(MIDDLE - 7 + (x - MIDDLE) * 0.86, build.top + (y - build.top) * 0.93) for x, y in points]
    low_right = slice(len(points) // 4, len(points) // 2 + 2)
    crescent = [*points[low_right], *reversed(inner[low_right])]
    belly = dot(
        (MIDDLE, build.top + build.height * 0.78), build.half * 0.6 * vitals.roundness, build.height * 0.17
    )
    return (
        path(soft(wobbly(points, 1)), fill=coat)
        + flat(soft(crescent), shade, 0.75)
        + ("" if build.in_egg else flat(belly, vitals.tint(TUMMY)))
        + path(soft(wobbly(points[1 : len(points) // 2], 2), closed=False), width=1.8)
    )


def _outline(build: BodyShape, roundness: float) -> list[Point]:
    """Return the points around the body, clockwise from the crown."""
    right = [
        (build.half * across * (roundness if down > _BELLY_FROM else 1), build.top + build.height * down)
        for across, down in build.profile
    ]
    left = [(-across, down) for across, down in reversed(right[1:-1])]
    return [(MIDDLE + across, down) for across, down in [*right, *left]]


def arms(build: BodyShape, pose: Pose, vitals: Vitals) -> tuple[str, str]:
    """Return the arms that are behind the body, and those that are before it."""
    if build.shoulder is None:
        return "", ""
    if build.sits and pose in (REST, LIMP):
        pose = _ON_THE_RIM
    across, down = build.shoulder
    drawn = "".join(
        _arm((MIDDLE + side * across, build.top + down), side, bends, vitals)
        for side, bends in ((-1, pose.left), (1, pose.right))
    )
    return ("", drawn) if pose.before else (drawn, "")


def _arm(shoulder: Point, side: int, bends: tuple[Point, Point], vitals: Vitals) -> str:
    """Return an arm: a thick line of ink, and over it a thinner one of skin that runs on into the body."""
    x, y = shoulder
    way = [shoulder, *((x + side * out, y + down) for out, down in bends)]
    inside = [(x - side * 7, y - 1), *way]
    return path(soft(way, closed=False), width=18) + path(
        soft(inside, closed=False), stroke=vitals.tint(SKIN), width=12.5
    )


def ears(build: BodyShape, vitals: Vitals) -> str:
    """Draw two round ears, which hang a little when it is tired."""
    ear = path("M-15 8c-4-16 0-32 10-32c11 0 20 15 20 30z", fill=vitals.tint(SKIN))
    inside = flat("M-8 2c-2-10 0-19 4-19c6 0 11 9 11 17z", vitals.tint(SKIN_SHADE))
    tilt = 24 + 30 * (1 - vitals.eye_opening)
    at = (build.half * 0.6, build.top + build.height * 0.12)
    one = group(group(ear, inside, turn=tilt), at=at)
    return group(group(one, at=(MIDDLE, 0)), group(one, at=(MIDDLE, 0), scale=(-1, 1)))


def feet(build: BodyShape, vitals: Vitals) -> str:
    """Draw two feet, flat on the ground."""
    both = (dot((MIDDLE + side * build.half * 0.47, GROUND - 4), 16, 9 + side * 0.4) for side in (-1, 1))
    return path("".join(both), fill=vitals.tint(SKIN))


def tail(build: BodyShape, vitals: Vitals) -> str:
    """Draw a round tail that looks out on the left."""
    return path(dot((MIDDLE - build.half - 5, GROUND - 22), 13, 12), fill=vitals.tint(SKIN))
