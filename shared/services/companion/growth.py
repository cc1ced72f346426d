"""How the companion grows: by the points that its person has earned, and never back."""

from math import isqrt

from shared.entities.companion import Stage

_STAGES = (
    (35, Stage.SAGE),
    (20, Stage.GUARDIAN),
    (10, Stage.COMPANION),
    (5, Stage.SPROUT),
    (2, Stage.HATCHLING),
    (1, Stage.EGG),
)
_XP_STEP = 25


def xp_of(level: int) -> int:
    """Return how much it takes to reach a level: 25 n (n - 1)."""
    return _XP_STEP * level * (level - 1)


def level_of(xp: int) -> int:
    """Return the highest level that is reached, at least 1: the formula above, solved for n."""
    steps = max(0, xp) // _XP_STEP  # n (n - 1) is a whole number, so what is beyond whole steps is no help
    return (1 + isqrt(1 + 4 * steps)) // 2


def stage_of(level: int) -> Stage:
    """Return how grown up it is."""
    return next(stage for least, stage in _STAGES if level >= least)
