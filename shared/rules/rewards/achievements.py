"""Achievements: a table of their counts and targets.

Time and later events never lock an achievement; undoing the event that unlocked it does.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from shared.entities.timestamps import format_sortable
from shared.entities.totals import LifetimeTotals

_SECONDS_IN_HOUR = 3600


class Achievement(msgspec.Struct, frozen=True):
    """An achievement, unlocked once `counts` reaches the target."""

    id: str
    name: str
    description: str
    icon: str
    target: int
    counts: Callable[[LifetimeTotals], int]


COUNTS: dict[str, Callable[[LifetimeTotals], int]] = {
    "tasks": lambda lifetime: lifetime.completed_tasks,
    "focus_sessions": lambda lifetime: lifetime.focus_sessions,
    "focus_hours": lambda lifetime: lifetime.focus_seconds // _SECONDS_IN_HOUR,
    "streak": lambda lifetime: lifetime.longest_streak,
    "shutdowns": lambda lifetime: lifetime.shutdown_days.count(),
    "shutdown_streak": lambda lifetime: lifetime.longest_shutdown_streak,
    "hydrated_days": lambda lifetime: lifetime.hydrated_days.count(),
    "breaks": lambda lifetime: lifetime.breaks,
    "days_in_balance": lambda lifetime: lifetime.worked_days.most_in_a_week(without=lifetime.overtime_days),
    "challenges": lambda lifetime: lifetime.challenges_done,
}
"""The counts of achievements, by name."""

ACHIEVEMENTS = (
    Achievement("first-step", "First step", "Complete a task", "🌱", 1, COUNTS["tasks"]),
    Achievement("on-a-roll", "On a roll", "Complete 25 tasks", "✅", 25, COUNTS["tasks"]),
    Achievement("task-master", "Task master", "Complete 250 tasks", "🏆", 250, COUNTS["tasks"]),
    Achievement(
        "in-the-zone", "In the zone", "Complete 10 focus sessions", "🎯", 10, COUNTS["focus_sessions"]
    ),
    Achievement("deep-diver", "Deep diver", "Focus for 100 hours", "🌊", 100, COUNTS["focus_hours"]),
    Achievement("warming-up", "Warming up", "Be active 3 days in a row", "🔥", 3, COUNTS["streak"]),
    Achievement("unstoppable", "Unstoppable", "Be active 30 days in a row", "🚀", 30, COUNTS["streak"]),
    Achievement("clean-close", "Clean close", "Shut a day down", "🌙", 1, COUNTS["shutdowns"]),
    Achievement(
        "evening-ritual", "Evening ritual", "Shut down 7 days in a row", "🕯️", 7, COUNTS["shutdown_streak"]
    ),
    Achievement("well-watered", "Well watered", "7 days hydrated", "💧", 7, COUNTS["hydrated_days"]),
    Achievement("breather", "Breather", "Take 10 breaks", "🍃", 10, COUNTS["breaks"]),
    Achievement("well-rested", "Well rested", "Take 100 breaks", "🛋️", 100, COUNTS["breaks"]),
    Achievement(
        "in-balance", "In balance", "A week of 5 days without overtime", "⚖️", 5, COUNTS["days_in_balance"]
    ),
    Achievement("challenger", "Challenger", "Complete a challenge", "🏅", 1, COUNTS["challenges"]),
    Achievement("champion", "Champion", "Complete 10 challenges", "👑", 10, COUNTS["challenges"]),
)


IN_BALANCE = next(achievement for achievement in ACHIEVEMENTS if achievement.id == "in-balance")


def settle_balance(totals: LifetimeTotals, now: datetime, *, reached: bool) -> LifetimeTotals:
    """Return the totals with the achievement of a week in balance, by whether there ever was one.

    Overtime later in a week ends its balance, but does not lock the achievement.
    """
    unlocked = {name: since for name, since in totals.unlocked.items() if name != IN_BALANCE.id}
    permanent = tuple(name for name in totals.permanent if name != IN_BALANCE.id)
    if not reached:
        return replace(totals, unlocked=unlocked, permanent=permanent)
    since = totals.unlocked.get(IN_BALANCE.id) or format_sortable(now)
    return replace(totals, unlocked={**unlocked, IN_BALANCE.id: since}, permanent=(*permanent, IN_BALANCE.id))


def unlock(before: LifetimeTotals, after: LifetimeTotals, now: datetime, *, undoing: bool) -> LifetimeTotals:
    """Return `after`, the totals after an event, with the achievements whose targets they reach unlocked.

    An event that undoes another one locks an achievement again if it makes the count fall below the target.
    If the count falls for any other reason, the achievement becomes permanent.
    """
    unlocked, permanent = dict(after.unlocked), after.permanent
    counted_before, counted = (
        {count: count(totals) for count in COUNTS.values()} for totals in (before, after)
    )
    for achievement in ACHIEVEMENTS:
        if counted[achievement.counts] >= achievement.target:
            unlocked.setdefault(achievement.id, format_sortable(now))
        elif counted_before[achievement.counts] >= achievement.target and achievement.id not in permanent:
            if undoing:
                unlocked.pop(achievement.id, None)
            else:
                permanent = (*permanent, achievement.id)
    if unlocked == after.unlocked and permanent == after.permanent:
        return after
    return replace(after, unlocked=unlocked, permanent=permanent)
