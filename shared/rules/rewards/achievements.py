"""The achievements: a table of what they count, and how far somebody has to come.

Nothing is lost because time passes, or because of what somebody does later; where a deed is undone, an
achievement that it had unlocked is locked again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.timestamps import to_stored

_SECONDS_IN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Achievement:
    """Something to be proud of for good, once `counts` has reached the target."""

    id: str
    name: str
    description: str
    icon: str
    target: int
    counts: Callable[[LifetimeTotals], int]


def _tasks(progress: LifetimeTotals) -> int:
    return progress.completed_tasks


def _focus_sessions(progress: LifetimeTotals) -> int:
    return progress.focus_sessions


def _focus_hours(progress: LifetimeTotals) -> int:
    return progress.focus_seconds // _SECONDS_IN_HOUR


def _streak(progress: LifetimeTotals) -> int:
    return progress.active_days.longest()


def _shutdowns(progress: LifetimeTotals) -> int:
    return progress.shutdown_days.count()


def _shutdown_streak(progress: LifetimeTotals) -> int:
    return progress.shutdown_days.longest()


def _hydrated_days(progress: LifetimeTotals) -> int:
    return progress.hydrated_days.count()


def _breaks(progress: LifetimeTotals) -> int:
    return progress.breaks


def _days_in_balance(progress: LifetimeTotals) -> int:
    return progress.worked_days.most_in_a_week(without=progress.overtime_days)


def _challenges(progress: LifetimeTotals) -> int:
    return progress.challenges_done


ACHIEVEMENTS = (
    Achievement("first-step", "First step", "Complete a task", "🌱", 1, _tasks),
    Achievement("on-a-roll", "On a roll", "Complete 25 tasks", "✅", 25, _tasks),
    Achievement("task-master", "Task master", "Complete 250 tasks", "🏆", 250, _tasks),
    Achievement("in-the-zone", "In the zone", "Complete 10 focus sessions", "🎯", 10, _focus_sessions),
    Achievement("deep-diver", "Deep diver", "Focus for 100 hours", "🌊", 100, _focus_hours),
    Achievement("warming-up", "Warming up", "Be active 3 days in a row", "🔥", 3, _streak),
    Achievement("unstoppable", "Unstoppable", "Be active 30 days in a row", "🚀", 30, _streak),
    Achievement("clean-close", "Clean close", "Shut a day down", "🌙", 1, _shutdowns),
    Achievement("evening-ritual", "Evening ritual", "Shut down 7 days in a row", "🕯️", 7, _shutdown_streak),
    Achievement("well-watered", "Well watered", "7 days hydrated", "💧", 7, _hydrated_days),
    Achievement("breather", "Breather", "Take 10 breaks", "🍃", 10, _breaks),
    Achievement("well-rested", "Well rested", "Take 100 breaks", "🛋️", 100, _breaks),
    Achievement("in-balance", "In balance", "A week of 5 days without overtime", "⚖️", 5, _days_in_balance),
    Achievement("challenger", "Challenger", "Complete a challenge", "🏅", 1, _challenges),
    Achievement("champion", "Champion", "Complete 10 challenges", "👑", 10, _challenges),
)


def unlock(before: LifetimeTotals, after: LifetimeTotals, now: datetime, *, undoing: bool) -> LifetimeTotals:
    """Return the totals after an event with the achievements they have reached, each since it was reached.

    An event that undoes another locks an achievement again when its count falls below the target by that.
    An achievement is permanent once its count has fallen for any other reason.
    """
    unlocked, permanent = dict(after.unlocked), after.permanent
    for one in ACHIEVEMENTS:
        if one.counts(after) >= one.target:
            unlocked.setdefault(one.id, to_stored(now))
        elif one.counts(before) >= one.target and one.id not in permanent:
            if undoing:
                unlocked.pop(one.id, None)
            else:
                permanent = (*permanent, one.id)
    if unlocked == after.unlocked and permanent == after.permanent:
        return after
    return replace(after, unlocked=unlocked, permanent=permanent)
