"""Views of challenges."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from typing_extensions import TypedDict


class LeaderView(TypedDict):
    """A place on the leaderboard, as the API shows it."""

    rank: int
    """Equal points share a rank."""
    name: str
    avatar: str | None
    points: int
    is_current_user: bool


ParticipationStatus = Literal["in_progress", "completed"]


class ChallengeType(StrEnum):
    """What a challenge counts."""

    SHUTDOWN = "shutdown"  # days that were shut down before 17:00
    FOCUS = "focus"  # completed focus sessions
    TASK = "task"  # completed tasks
    BREAK = "break"  # work sessions with a completed break of at least 5 minutes


class ChallengeView(TypedDict):
    """A challenge of this week, as the API shows it to somebody."""

    id: str
    name: str
    description: str
    points: int
    challenge_type: ChallengeType
    target_value: int
    duration_days: int
    is_active: bool
    created_at: datetime
    """The beginning of its week."""
    joined_count: int
    """By now, also where the answer to joining is repeated; so are the pictures."""
    joined_avatars: tuple[str, ...]
    """Of those who joined last and have one; at most 3."""
    progress: int | None
    """Null until joined."""
    total: int | None
    """The same as `target_value`; null until joined."""
    status: ParticipationStatus | None
    """Null until joined."""


class ChallengeStatsView(TypedDict):
    """What somebody has achieved, as the API shows it."""

    total_points: int
    challenges_done: int
    shutdown_streak: int
    avg_shutdown_time: str
    """The mean time of day of the last 30 shutdowns, `H:MM`; `0:00` when there are none."""
