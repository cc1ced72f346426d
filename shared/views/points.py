"""Views of pointss."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict


class Rule(StrEnum):
    """What points are given for."""

    TASK_COMPLETED = "task_completed"
    TASK_REOPENED = "task_reopened"
    FOCUS_GOAL_REACHED = "focus_goal_reached"
    SHUTDOWN = "shutdown"
    SHUTDOWN_STREAK = "shutdown_streak"
    CHALLENGE_COMPLETED = "challenge_completed"


class LedgerEntryView(TypedDict):
    """An entry of the ledger, as the API shows it."""

    id: str
    at: datetime
    rule: Rule
    delta: int
    """Points; below zero where something was undone."""
    reason: str
    source_id: str
    """What the points were given for: a task, a day, or a challenge of a week."""
