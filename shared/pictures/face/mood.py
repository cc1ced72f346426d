"""What a mood looks like: one row per mood. To change a mood, change its row."""

from dataclasses import dataclass

from shared.pictures.face import effects, features
from shared.pictures.face.body import BELLY, HIPS, HOLDING, LIMP, REST, TO_MOUTH, UP, Pose
from shared.pictures.face.svg import CHEEK, Point, dot, flat, group, path
from shared.pictures.face.vitals import Vitals
from shared.views.companion import Mood

_EYE = 18  # from the middle to each eye
_BAGS = "#a06a7c"


@dataclass(frozen=True, slots=True)
class Expression:
    """How a mood shows."""

    eye: features.Eye
    mouth: str
    pose: Pose = REST
    interval: Point = (1, 1)
    """How much wider and taller than at ease it makes itself."""
    brow: str = ""
    in_air: tuple[effects.Thing, ...] = ()
    mug: bool = False


MOODS = {
    Mood.EXHAUSTED: Expression(
        features.SWIRL,
        features.WAVE,
        LIMP,
        (1.07, 0.89),
        brow=features.SAGGING,
        in_air=(effects.scribble, effects.sweat),
    ),
    Mood.THIRSTY: Expression(
        features.OPEN,
        features.PANT,
        LIMP,
        (1.02, 0.97),
        brow=features.WORRIED,
        in_air=(effects.dream_of_water,),
    ),
    Mood.HUNGRY: Expression(
        features.BIG, features.GAPE, BELLY, brow=features.PLEADING, in_air=(effects.dream_of_food,)
    ),
    Mood.TIRED: Expression(features.HALF, features.YAWN, TO_MOUTH, (1.04, 0.95), in_air=(effects.sigh,)),
    Mood.PROUD: Expression(
        features.STARRY,
        features.GRIN,
        HIPS,
        (0.97, 1.05),
        brow=features.LIFTED,
        in_air=(effects.golden_star,),
    ),
    Mood.ASLEEP: Expression(
        features.ASLEEP, features.BREATH, LIMP, (1.06, 0.92), in_air=(effects.zs, effects.moon)
    ),
    Mood.RELAXED: Expression(features.CALM, features.BLISS, HOLDING, in_air=(effects.notes,), mug=True),
    Mood.HAPPY: Expression(features.ARCH, features.LAUGH, UP, (0.98, 1.03), in_air=(effects.hearts,)),
    Mood.CONTENT: Expression(features.OPEN, features.GENTLE),
}


def face(expression: Expression, vitals: Vitals) -> str:
    """Return the face around the middle between the eyes."""
    eye = group(group(expression.eye(vitals), moves="blink"), _bag(vitals), expression.brow, at=(_EYE, 0))
    round_cheeks = "".join(dot((side * (_EYE + 12), 12), 7.5, 4.6) for side in (-1, 1))
    cheeks = flat(round_cheeks, CHEEK, 0.35 + 0.4 * vitals.freshness)
    return eye + group(eye, scale=(-1, 1)) + cheeks + expression.mouth


def _bag(vitals: Vitals) -> str:
    if not vitals.eye_bags:
        return ""
    return path("M-6 11q6 4.5 12-.5M-4 14.5q4 2.5 8-.5", stroke=_BAGS, width=1.8, opacity=vitals.eye_bags)
