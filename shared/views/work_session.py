"""Views of work sessions."""

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from shared.views.earned import EventView
from shared.views.pause import PauseView
from shared.views.view import Id


class WorkSessionView(TypedDict):
    """A work session."""

    id: Id
    user_id: Id
    start_time: datetime
    end_time: datetime | None
    """Null while running."""
    duration: float | None
    """Hours without pauses, with 2 decimals; null while running."""
    paused: bool
    pauses: list[PauseView]


class WorkSessionEventView(WorkSessionView, EventView):
    """A work session that has ended, and the rewards of its end."""


class NoActiveSessionView(TypedDict):
    """The response if no work session is active."""

    active: Literal[False]
