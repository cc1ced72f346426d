"""Views of points."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict


class Rule(StrEnum):
    """The reason for which points are given or taken."""

    TASK_COMPLETED = "task_completed"
    TASK_REOPENED = "task_reopened"
    FOCUS_GOAL_REACHED = "focus_goal_reached"
    SHUTDOWN = "shutdown"
    SHUTDOWN_STREAK = "shutdown_streak"
    CHALLENGE_COMPLETED = "challenge_completed"


class LedgerEntryView(TypedDict):
    """An entry of the points ledger."""

    id: str
    at: datetime
    rule: Rule
    delta: int
    """Points; negative when an event was reversed."""
    reason: str
    source_id: str
    """The id of the source: a task, a day, or a challenge of a week."""
