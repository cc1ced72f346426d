"""Views of focus sessions."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.earned import EventView
from shared.views.pause import PauseView
from shared.views.view import Id


class SessionType(StrEnum):
    """The kind of a focus session."""

    FOCUS = "focus"
    BREAK = "break"


class SessionStatus(StrEnum):
    """The state of a focus session: running, paused, completed, or stopped early."""

    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    STOPPED = "stopped"


class FocusSessionView(TypedDict):
    """A focus session or break."""

    session_id: Id
    user_id: Id
    task_id: Id | None
    """The task that the focus is on."""
    start_time: datetime
    end_time: datetime | None
    """Null while running."""
    planned_duration: int
    """Minutes."""
    actual_duration: int | None
    """Whole minutes without pauses, rounded down; null while running."""
    session_type: SessionType
    status: SessionStatus
    resumes: Id | None
    """The focus session that a break paused, and that goes on when the break ends."""
    pauses: list[PauseView]
    """Oldest first; `to` is null while one lasts. Each moves the planned end by its length."""


class FocusSessionEventView(FocusSessionView, EventView):
    """A completed focus session or break, and its rewards."""
