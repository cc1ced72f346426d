"""Views of work sessions."""

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from shared.views.view import Id


class WorkSessionView(TypedDict):
    """A work session, as the API shows it."""

    id: Id
    user_id: Id
    start_time: datetime
    end_time: datetime | None
    """Null while it runs."""
    duration: float | None
    """Hours, with 2 decimals; null while it runs."""


class NoActiveSession(TypedDict):
    """What the API shows when no work session runs."""

    active: Literal[False]
