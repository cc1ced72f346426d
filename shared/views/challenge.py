"""Views of challenges."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from typing_extensions import TypedDict


class LeaderView(TypedDict):
    """A leaderboard entry."""

    rank: int
    """Users with equal points share a rank."""
    name: str
    avatar: str | None
    points: int
    is_current_user: bool


ParticipationStatus = Literal["in_progress", "completed"]


class ChallengeType(StrEnum):
    """The event that a challenge counts."""

    SHUTDOWN = "shutdown"  # days with a shutdown before 17:00
    FOCUS = "focus"  # completed focus sessions
    TASK = "task"  # completed tasks
    BREAK = "break"  # work sessions with a completed break of at least 5 minutes


class ChallengeView(TypedDict):
    """A challenge of this week and the user's progress in it."""

    id: str
    name: str
    description: str
    points: int
    challenge_type: ChallengeType
    target_value: int
    """The number of events that completes it."""
    duration_days: int
    is_active: bool
    created_at: datetime
    """The beginning of the challenge's week."""
    joined_count: int
    """The current number of members, also in a replayed response."""
    joined_avatars: tuple[str, ...]
    """Avatars of the latest members that have one; at most 3."""
    progress: int | None
    """Null until joined."""
    total: int | None
    """The same as `target_value`; null until joined."""
    status: ParticipationStatus | None
    """Null until joined."""


class ChallengeStatsView(TypedDict):
    """The user's totals over all weeks."""

    total_points: int
    challenges_done: int
    shutdown_streak: int
    """Consecutive days with a shutdown, up to today or yesterday."""
    avg_shutdown_time: str
    """The mean local time of the last 30 shutdowns, `H:MM`; `0:00` without any."""
