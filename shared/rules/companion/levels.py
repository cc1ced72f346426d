"""How the companion grows: by the points that its person has earned; no time takes them away."""

from math import isqrt

from shared.entities.active_days import ActiveDays
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import STAGES, XP_STEP
from shared.views.companion import Stage


def xp_of(level: int) -> int:
    """Return how much it takes to reach a level: 25 n (n - 1)."""
    return XP_STEP * level * (level - 1)


def level_of(xp: int) -> int:
    """Return the highest level that is reached, at least 1: the formula above, solved for n."""
    steps = max(0, xp) // XP_STEP  # n (n - 1) is a whole number, so what is beyond whole steps is no help
    return (1 + isqrt(1 + 4 * steps)) // 2


def stage_of(level: int) -> Stage:
    """Return how grown up it is."""
    return next(stage for least, stage in STAGES if level >= least)


def streak_of(activity: RecentActivity, active_days: ActiveDays) -> int:
    """Count the active days in a row as they were at the moment, whatever has come after."""
    days = active_days.before(activity.today)
    active = activity.finished or bool(activity.done)
    return (days.with_day(activity.today) if active else days).streak(activity.today)
