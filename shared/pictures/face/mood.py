"""The expression of each mood: one row per mood."""

from dataclasses import dataclass

from shared.pictures.face import body, effects, features
from shared.pictures.face.effects import Effect
from shared.pictures.face.features import Eye
from shared.pictures.face.palette import CHEEK
from shared.pictures.face.svg import Point, ellipse_path, filled, group, path
from shared.pictures.face.vitals import Vitals
from shared.views.companion import Mood

_EYE_OFFSET = 18  # from the point between the eyes to each eye
_EYE_BAG_COLOUR = "#a06a7c"


@dataclass(frozen=True, slots=True)
class Expression:
    """How a mood is drawn."""

    eye: Eye
    mouth: str
    pose: body.Pose = body.ARMS_HANGING
    scale: Point = (1, 1)
    """Horizontal and vertical scale of the figure."""
    brow: str = ""
    effects: tuple[Effect, ...] = ()
    holds_mug: bool = False


EXPRESSIONS = {
    Mood.EXHAUSTED: Expression(
        features.EYE_SWIRL,
        features.MOUTH_WAVY,
        body.ARMS_LIMP,
        (1.07, 0.89),
        brow=features.BROW_SAGGING,
        effects=(effects.tangled_thoughts, effects.sweat_drops),
    ),
    Mood.THIRSTY: Expression(
        features.EYE_OPEN,
        features.MOUTH_PANTING,
        body.ARMS_LIMP,
        (1.02, 0.97),
        brow=features.BROW_WORRIED,
        effects=(effects.thought_of_water,),
    ),
    Mood.HUNGRY: Expression(
        features.EYE_LARGE,
        features.MOUTH_GAPING,
        body.HANDS_ON_BELLY,
        brow=features.BROW_PLEADING,
        effects=(effects.thought_of_food,),
    ),
    Mood.TIRED: Expression(
        features.EYE_HALF_CLOSED,
        features.MOUTH_YAWNING,
        body.HAND_TO_MOUTH,
        (1.04, 0.95),
        effects=(effects.yawn_clouds,),
    ),
    Mood.PROUD: Expression(
        features.EYE_STARRY,
        features.MOUTH_GRINNING,
        body.HANDS_ON_HIPS,
        (0.97, 1.05),
        brow=features.BROW_LIFTED,
        effects=(effects.golden_star,),
    ),
    Mood.ASLEEP: Expression(
        features.EYE_ASLEEP,
        features.MOUTH_BREATHING,
        body.ARMS_LIMP,
        (1.06, 0.92),
        effects=(effects.letters_z, effects.moon),
    ),
    Mood.RELAXED: Expression(
        features.EYE_CALM,
        features.MOUTH_BLISSFUL,
        body.HOLDING_MUG,
        effects=(effects.music_notes,),
        holds_mug=True,
    ),
    Mood.HAPPY: Expression(
        features.EYE_ARCHED,
        features.MOUTH_LAUGHING,
        body.ARMS_RAISED,
        (0.98, 1.03),
        effects=(effects.hearts,),
    ),
    Mood.CONTENT: Expression(features.EYE_OPEN, features.MOUTH_GENTLE),
}


def face(expression: Expression, vitals: Vitals) -> str:
    """Draw the face around the point between the eyes."""
    eye = group(
        group(expression.eye(vitals), animation="blink"),
        _eye_bag(vitals),
        expression.brow,
        at=(_EYE_OFFSET, 0),
    )
    cheek_ovals = "".join(ellipse_path((side * (_EYE_OFFSET + 12), 12), 7.5, 4.6) for side in (-1, 1))
    cheeks = filled(cheek_ovals, CHEEK, 0.35 + 0.4 * vitals.freshness)
    return eye + group(eye, scale=(-1, 1)) + cheeks + expression.mouth


def _eye_bag(vitals: Vitals) -> str:
    if not vitals.eye_bags:
        return ""
    return path(
        "M-6 11q6 4.5 12-.5M-4 14.5q4 2.5 8-.5", stroke=_EYE_BAG_COLOUR, width=1.8, opacity=vitals.eye_bags
    )
