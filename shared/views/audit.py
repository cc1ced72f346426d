"""Views of the audit."""

from datetime import datetime

from typing_extensions import TypedDict

from shared.views.view import Id


class AuditEntryView(TypedDict):
    """An administrator's act on another user; equal reads within an hour are one entry."""

    id: str
    at: datetime
    act: str
    """The method and the route, such as `PUT users/{id}`."""
    administrator_id: Id | None
    """Null after the administrator's account was closed."""
