"""Views of notifications."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from typing_extensions import TypedDict


class NotificationKind(StrEnum):
    """The kind of a notification."""

    TASK_REMINDER = "task_reminder"
    WATER = "water"
    LUNCH = "lunch"
    REST = "rest"
    WIND_DOWN = "wind_down"
    SESSION_FORGOTTEN = "session_forgotten"
    WEEKLY_SUMMARY = "weekly_summary"
    ACHIEVEMENT = "achievement"
    LEVEL = "level"
    CHALLENGE = "challenge"
    DEADLINE = "deadline"
    SHUTDOWN_REMINDER = "shutdown_reminder"
    OVERLOAD_AHEAD = "overload_ahead"
    LONG_DAY_AHEAD = "long_day_ahead"
    RECOVERY = "recovery"
    LINK = "link"
    SECURITY = "security"


class NotificationChannel(StrEnum):
    """Where notifications are sent; the app has all of them."""

    APP = "app"
    SLACK = "slack"
    TEAMS = "teams"


class NotificationView(TypedDict):
    """A notification."""

    id: str
    kind: NotificationKind
    title: str
    body: str
    created_at: datetime
    read_at: datetime | None
    """Null until read."""
    data: dict[str, Any]
    """Ids and numbers for programs, depending on the kind."""


QuietHoursView = TypedDict("QuietHoursView", {"from": str, "to": str})
"""Local times of day, `HH:MM`; `to` is on the next day if it is earlier than `from`."""


class NotificationPreferencesView(TypedDict):
    """Which notifications the user receives, and when."""

    quiet_hours: QuietHoursView | None
    """Null without quiet hours."""
    kinds: dict[str, bool]
    """Whether each kind is enabled; of `link` and `security`, whether chats may get it beside the app."""
    channels: dict[str, list[NotificationChannel]]
    """Where each kind is sent: always to the app, and to these chats if they are linked."""
    full_text: bool
    """Whether chats get the texts; if not, they get only that something waits in the app."""


class ReadAllView(TypedDict):
    """The number of notifications marked as read."""

    updated: int
