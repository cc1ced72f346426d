"""Levels and stages of the companion, which depend only on the points that the user has earned."""

from math import isqrt

from shared.entities.active_days import ActiveDays
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import STAGES, XP_STEP
from shared.views.companion import Stage


def xp_of(level: int) -> int:
    """Return the points needed to reach a level: 25 n (n - 1)."""
    return XP_STEP * level * (level - 1)


def level_of(xp: int) -> int:
    """Return the highest level reached with these points, at least 1: the inverse of `xp_of`."""
    steps = max(0, xp) // XP_STEP  # n (n - 1) is an integer, so a fraction of a step never reaches a level
    return (1 + isqrt(1 + 4 * steps)) // 2


def stage_of(level: int) -> Stage:
    """Return the stage of a level."""
    return next(stage for first_level, stage in STAGES if level >= first_level)


def streak_of(activity: RecentActivity, active_days: ActiveDays, passed: ActiveDays) -> int:
    """Return the streak of active days as of the moment of the activity; later days are ignored."""
    days = active_days.before(activity.today)
    active = activity.session_ended_today or bool(activity.task_completions)
    days = days.with_day(activity.today) if active else days
    return days.streak(activity.today, passed)
