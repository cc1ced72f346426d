"""Views of notifications."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from typing_extensions import TypedDict


class NotificationKind(StrEnum):
    """What it is about."""

    TASK_REMINDER = "task_reminder"
    WATER = "water"
    LUNCH = "lunch"
    REST = "rest"
    WIND_DOWN = "wind_down"
    SESSION_FORGOTTEN = "session_forgotten"
    WEEKLY_SUMMARY = "weekly_summary"


class NotificationView(TypedDict):
    """A notification, as the API shows it."""

    id: str
    kind: NotificationKind
    title: str
    body: str
    created_at: datetime
    read_at: datetime | None
    """Null until it is read."""
    data: dict[str, Any]
    """What it is about, for a program to go on with: ids and numbers."""


QuietHoursView = TypedDict("QuietHoursView", {"from": str, "to": str})
"""Local times of day, `HH:MM`; `to` may be in the morning after."""


class NotificationPreferencesView(TypedDict):
    """When somebody wants to be told what, as the API shows it."""

    quiet_hours: QuietHoursView | None
    """Null where there are none."""
    kinds: dict[str, bool]
    """Whether to be told of each kind."""


class ReadAllView(TypedDict):
    """How many notifications have just been read."""

    updated: int
