"""Achievements: a table of their counts and targets.

Time and later events never lock an achievement; undoing the event that unlocked it does.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.timestamps import format_sortable

_SECONDS_IN_HOUR = 3600


class Achievement(msgspec.Struct, frozen=True):
    """An achievement, unlocked once `counts` reaches the target."""

    id: str
    name: str
    description: str
    icon: str
    target: int
    counts: Callable[[LifetimeTotals], int]


def _tasks(lifetime: LifetimeTotals) -> int:
    return lifetime.completed_tasks


def _focus_sessions(lifetime: LifetimeTotals) -> int:
    return lifetime.focus_sessions


def _focus_hours(lifetime: LifetimeTotals) -> int:
    return lifetime.focus_seconds // _SECONDS_IN_HOUR


def _streak(lifetime: LifetimeTotals) -> int:
    return lifetime.active_days.longest()


def _shutdowns(lifetime: LifetimeTotals) -> int:
    return lifetime.shutdown_days.count()


def _shutdown_streak(lifetime: LifetimeTotals) -> int:
    return lifetime.shutdown_days.longest()


def _hydrated_days(lifetime: LifetimeTotals) -> int:
    return lifetime.hydrated_days.count()


def _breaks(lifetime: LifetimeTotals) -> int:
    return lifetime.breaks


def _days_in_balance(lifetime: LifetimeTotals) -> int:
    return lifetime.worked_days.most_in_a_week(without=lifetime.overtime_days)


def _challenges(lifetime: LifetimeTotals) -> int:
    return lifetime.challenges_done


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
    """Return `after`, the totals after an event, with the achievements whose targets they reach unlocked.

    An event that undoes another one locks an achievement again if it makes the count fall below the target.
    If the count falls for any other reason, the achievement becomes permanent.
    """
    unlocked, permanent = dict(after.unlocked), after.permanent
    for achievement in ACHIEVEMENTS:
        if achievement.counts(after) >= achievement.target:
            unlocked.setdefault(achievement.id, format_sortable(now))
        elif achievement.counts(before) >= achievement.target and achievement.id not in permanent:
            if undoing:
                unlocked.pop(achievement.id, None)
            else:
                permanent = (*permanent, achievement.id)
    if unlocked == after.unlocked and permanent == after.permanent:
        return after
    return replace(after, unlocked=unlocked, permanent=permanent)
