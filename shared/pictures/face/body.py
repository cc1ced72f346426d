"""The body and its limbs, as every stage has them: `stage` says how large, and which of them."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.pictures.face.palette import SHELL, SHELL_SHADE
from shared.pictures.face.svg import Point, ellipse_path, filled, group, jittered, path, smooth_path
from shared.pictures.face.vitals import SKIN, SKIN_SHADE, TUMMY, Vitals

CENTRE_X = 120.0
GROUND_Y = 194.0

_BELLY_FROM = 0.45  # of the height: only what is below gets slimmer


@dataclass(frozen=True, slots=True)
class BodyShape:
    """How it is built at a stage."""

    half_width: float
    """Half its width at the belly."""
    top: float
    """How high it reaches, from the top of the picture."""
    profile: tuple[Point, ...]
    """Its right side from the crown down: shares of the half width and of the height."""
    face_depth: float
    face_scale: float
    """How far below the crown the middle between the eyes is, and how large the face is drawn."""
    shoulder: Point | None = None
    """Where the right arm starts, from the middle and below the crown; none without arms."""
    behind_body: tuple["BodyPart", ...] = ()
    """What is drawn before the body, ..."""
    below_face: tuple["BodyPart", ...] = ()
    """... between the body and the face, ..."""
    above_face: tuple["BodyPart", ...] = ()
    """... and after the face."""
    is_egg: bool = False
    """Whether its body is the egg."""
    sits_in_shell: bool = False
    """Whether it sits in its shell, with its hands on the rim."""

    @property
    def height(self) -> float:
        """How tall it is."""
        return GROUND_Y - self.top


BodyPart = Callable[[BodyShape, Vitals], str]
"""A limb, a leaf or a garment: told the shape and the signs, it draws itself."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the arms go: from the shoulder over the elbow to the hand, outwards and down."""

    left: tuple[Point, Point]
    right: tuple[Point, Point]
    in_front: bool = False
    """Whether the arms are before the body."""


ARMS_HANGING = Pose(((9, 11), (9, 25)), ((9, 11), (9, 25)))
ARMS_LIMP = Pose(((8, 18), (6, 37)), ((8, 18), (6, 37)))
ARMS_RAISED = Pose(((15, -7), (21, -27)), ((15, -7), (21, -27)))
HANDS_ON_HIPS = Pose(((18, 10), (-2, 27)), ((18, 10), (-2, 27)))
HANDS_ON_BELLY = Pose(((3, 16), (-19, 24)), ((3, 16), (-19, 24)), in_front=True)
HOLDING_MUG = Pose(((4, 18), (-27, 25)), ((4, 18), (-27, 25)), in_front=True)
HAND_TO_MOUTH = Pose(((3, 14), (-8, 27)), ((3, 13), (-20, 6)), in_front=True)
_HANDS_ON_RIM = Pose(((3, 6), (1, 14)), ((3, 6), (1, 14)), in_front=True)


def body(shape: BodyShape, vitals: Vitals) -> str:
    """Return its body: its colour, its belly, its shade, and an outline that is drawn twice on the right."""
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
    """Return the points around the body, clockwise from the crown."""
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
    """Return the arms that are behind the body, and those that are before it."""
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
    """Return an arm: a thick line of ink, and over it a thinner one of skin that runs on into the body."""
    x, y = shoulder
    line = [shoulder, *((x + side * out, y + down) for out, down in joints)]
    skin = [(x - side * 7, y - 1), *line]
    return path(smooth_path(line, closed=False), width=18) + path(
        smooth_path(skin, closed=False), stroke=vitals.tint(SKIN), width=12.5
    )


def ears(shape: BodyShape, vitals: Vitals) -> str:
    """Draw two round ears, which hang a little when it is tired."""
    ear = path("M-15 8c-4-16 0-32 10-32c11 0 20 15 20 30z", fill=vitals.tint(SKIN))
    inside = filled("M-8 2c-2-10 0-19 4-19c6 0 11 9 11 17z", vitals.tint(SKIN_SHADE))
    tilt = 24 + 30 * (1 - vitals.eye_opening)
    at = (shape.half_width * 0.6, shape.top + shape.height * 0.12)
    right = group(group(ear, inside, rotate=tilt), at=at)
    return group(group(right, at=(CENTRE_X, 0)), group(right, at=(CENTRE_X, 0), scale=(-1, 1)))


def feet(shape: BodyShape, vitals: Vitals) -> str:
    """Draw two feet, flat on the ground."""
    ovals = (
        ellipse_path((CENTRE_X + side * shape.half_width * 0.47, GROUND_Y - 4), 16, 9 + side * 0.4)
        for side in (-1, 1)
    )
    return path("".join(ovals), fill=vitals.tint(SKIN))


def tail(shape: BodyShape, vitals: Vitals) -> str:
    """Draw a round tail that looks out on the left."""
    return path(
        ellipse_path((CENTRE_X - shape.half_width - 5, GROUND_Y - 22), 13, 12), fill=vitals.tint(SKIN)
    )
