"""Views of focus sessions."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.view import Id


class SessionType(StrEnum):
    """What the time is for."""

    FOCUS = "focus"
    BREAK = "break"


class SessionStatus(StrEnum):
    """Whether it runs, came to its end, or was broken off."""

    ACTIVE = "active"
    COMPLETED = "completed"
    STOPPED = "stopped"


class FocusSessionView(TypedDict):
    """A focus session or a break, as the API shows it."""

    session_id: Id
    user_id: Id
    start_time: datetime
    end_time: datetime | None
    """Null while it runs."""
    planned_duration: int
    """Minutes."""
    actual_duration: int | None
    """Whole minutes; null while it runs."""
    session_type: SessionType
    status: SessionStatus
