"""The body, and limbs that stages share; `stage.py` chooses them and sets the proportions."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.pictures.face.palette import SHELL, SHELL_SHADE
from shared.pictures.face.svg import Point, ellipse_path, filled, group, jittered, path, smooth_path
from shared.pictures.face.vitals import SKIN, SKIN_SHADE, TUMMY, Vitals

CENTRE_X = 120.0
GROUND_Y = 194.0

_BELLY_FROM = 0.45  # share of the height below which fullness changes the width


@dataclass(frozen=True, slots=True)
class BodyShape:
    """The proportions of the body at one stage, and the parts it has, in units of the 240 by 240 picture."""

    half_width: float
    """Half the width at the belly."""
    top: float
    """The y coordinate of the crown of the head."""
    profile: tuple[Point, ...]
    """The right side from the crown down, as shares of the half width and of the height."""
    face_depth: float
    """The distance from the crown down to the point between the eyes."""
    face_scale: float
    """The scale at which the face is drawn."""
    shoulder: Point | None = None
    """Where the right arm starts, relative to the crown; None without arms."""
    behind_body: tuple["BodyPart", ...] = ()
    """Parts drawn before the body, so that it covers them."""
    below_face: tuple["BodyPart", ...] = ()
    """Parts drawn between the body and the face."""
    above_face: tuple["BodyPart", ...] = ()
    """Parts drawn over the face."""
    is_egg: bool = False
    """Whether the body is the egg itself."""
    sits_in_shell: bool = False
    """Whether the companion sits in its shell, with its hands on the rim."""

    @property
    def height(self) -> float:
        """The height from the ground to the crown."""
        return GROUND_Y - self.top


BodyPart = Callable[[BodyShape, Vitals], str]
"""Draws a limb, a leaf or a garment as SVG, for a body shape and its vitals."""


@dataclass(frozen=True, slots=True)
class Pose:
    """The elbow and the hand of each arm, relative to its shoulder: outwards and down."""

    left: tuple[Point, Point]
    right: tuple[Point, Point]
    in_front: bool = False
    """Whether the arms are drawn in front of the body."""


ARMS_HANGING = Pose(((9, 11), (9, 25)), ((9, 11), (9, 25)))
ARMS_LIMP = Pose(((8, 18), (6, 37)), ((8, 18), (6, 37)))
ARMS_RAISED = Pose(((15, -7), (21, -27)), ((15, -7), (21, -27)))
HANDS_ON_HIPS = Pose(((18, 10), (-2, 27)), ((18, 10), (-2, 27)))
HANDS_ON_BELLY = Pose(((3, 16), (-19, 24)), ((3, 16), (-19, 24)), in_front=True)
HOLDING_MUG = Pose(((4, 18), (-27, 25)), ((4, 18), (-27, 25)), in_front=True)
HAND_TO_MOUTH = Pose(((3, 14), (-8, 27)), ((3, 13), (-20, 6)), in_front=True)
_HANDS_ON_RIM = Pose(((3, 6), (1, 14)), ((3, 6), (1, 14)), in_front=True)


def body(shape: BodyShape, vitals: Vitals) -> str:
    """Draw the body: its coat, shade and belly, and a second outline on the right as in a sketch."""
    coat, shade = (SHELL, SHELL_SHADE) if shape.is_egg else (vitals.tint(SKIN), vitals.tint(SKIN_SHADE))
    points = _outline(shape, 1 if shape.is_egg else vitals.roundness)
    inner = [(CENTRE_X - 7 + (x - CENTRE_X) * 0.86, shape.top + (y - shape.top) * 0.93) for x, y in points]
    lower_right = slice(len(points) // 4, len(points) // 2 + 2)
    crescent = [*points[lower_right], *reversed(inner[lower_right])]
    belly = ellipse_path(
        (CENTRE_X, shape.top + shape.height * 0.78),
        shape.half_width * 0.6 * vitals.roundness,
        shape.height * 0.17,
    )
    return (
        path(smooth_path(jittered(points, 1)), fill=coat)
        + filled(smooth_path(crescent), shade, 0.75)
        + ("" if shape.is_egg else filled(belly, vitals.tint(TUMMY)))
        + path(smooth_path(jittered(points[1 : len(points) // 2], 2), closed=False), width=1.8)
    )


def _outline(shape: BodyShape, roundness: float) -> list[Point]:
    """Return points around the body, clockwise from the crown."""
    right = [
        (
            shape.half_width * across * (roundness if down > _BELLY_FROM else 1),
            shape.top + shape.height * down,
        )
        for across, down in shape.profile
    ]
    left = [(-across, down) for across, down in reversed(right[1:-1])]
    return [(CENTRE_X + across, down) for across, down in [*right, *left]]


def arms(shape: BodyShape, pose: Pose, vitals: Vitals) -> tuple[str, str]:
    """Return the arms drawn behind the body and the arms drawn in front of it; one of the two is empty."""
    if shape.shoulder is None:
        return "", ""
    if shape.sits_in_shell and pose in (ARMS_HANGING, ARMS_LIMP):
        pose = _HANDS_ON_RIM
    across, down = shape.shoulder
    drawn = "".join(
        _arm((CENTRE_X + side * across, shape.top + down), side, joints, vitals)
        for side, joints in ((-1, pose.left), (1, pose.right))
    )
    return ("", drawn) if pose.in_front else (drawn, "")


def _arm(shoulder: Point, side: int, joints: tuple[Point, Point], vitals: Vitals) -> str:
    """Draw an arm: a thick outline and over it a thinner line of skin, which continues into the body."""
    x, y = shoulder
    line = [shoulder, *((x + side * out, y + down) for out, down in joints)]
    skin = [(x - side * 7, y - 1), *line]
    return path(smooth_path(line, closed=False), width=18) + path(
        smooth_path(skin, closed=False), stroke=vitals.tint(SKIN), width=12.5
    )


def ears(shape: BodyShape, vitals: Vitals) -> str:
    """Draw two round ears, which droop when energy is low."""
    ear = path("M-15 8c-4-16 0-32 10-32c11 0 20 15 20 30z", fill=vitals.tint(SKIN))
    inside = filled("M-8 2c-2-10 0-19 4-19c6 0 11 9 11 17z", vitals.tint(SKIN_SHADE))
    tilt = 24 + 30 * (1 - vitals.eye_opening)
    at = (shape.half_width * 0.6, shape.top + shape.height * 0.12)
    right = group(group(ear, inside, rotate=tilt), at=at)
    return group(group(right, at=(CENTRE_X, 0)), group(right, at=(CENTRE_X, 0), scale=(-1, 1)))


def feet(shape: BodyShape, vitals: Vitals) -> str:
    """Draw two feet on the ground."""
    ovals = (
        ellipse_path((CENTRE_X + side * shape.half_width * 0.47, GROUND_Y - 4), 16, 9 + side * 0.4)
        for side in (-1, 1)
    )
    return path("".join(ovals), fill=vitals.tint(SKIN))


def tail(shape: BodyShape, vitals: Vitals) -> str:
    """Draw a round tail, visible on the left."""
    return path(
        ellipse_path((CENTRE_X - shape.half_width - 5, GROUND_Y - 22), 13, 12), fill=vitals.tint(SKIN)
    )
