"""Views of users."""

from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from shared.views.view import Id


class UserView(TypedDict):
    """A user, as shown to the user and to administrators."""

    id: Id
    name: str
    """The same as `username`."""
    username: str
    email: str | None
    full_name: str | None
    avatar_url: str | None
    timezone: str
    """The name of an IANA time zone, such as `Europe/Madrid`."""
    day_start: str
    """The local time at which the user's day begins, `HH:MM`."""
    preferences: dict[str, Any]
    onboarding_completed: bool
    created_at: datetime
    updated_at: datetime | None
    """Null until the first change."""


class ExportView(TypedDict):
    """All stored documents of a user, by type; secrets are left out."""

    exported_at: datetime
    user_id: Id
    documents: dict[str, list[dict[str, Any]]]


class AvatarView(TypedDict):
    """The avatar of a user."""

    avatar_url: str | None
    """A path under `/avatars/` or an https URL; null without an avatar."""
