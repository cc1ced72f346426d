"""Views of users."""

from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from shared.views.view import Id


class UserView(TypedDict):
    """A user, as the API shows it to themselves and to administrators: never a secret."""

    id: Id
    name: str
    """The same as `username`."""
    username: str
    email: str | None
    full_name: str | None
    avatar_url: str | None
    timezone: str
    """The name of an IANA time zone, as in `Europe/Madrid`."""
    day_start: str
    """When a new day begins for the user: a local time of day, `HH:MM`."""
    preferences: dict[str, Any]
    onboarding_completed: bool
    created_at: datetime
    updated_at: datetime | None
    """Null until the first change."""


class ExportView(TypedDict):
    """Everything stored about a user, by document type."""

    exported_at: datetime
    user_id: Id
    documents: dict[str, list[dict[str, Any]]]
