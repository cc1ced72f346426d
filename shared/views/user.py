"""Views of users."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from shared.views.view import Id


class Role(StrEnum):
    """A role that gives more permissions."""

    ADMINISTRATOR = "administrator"


class PreferencesView(TypedDict, total=False):
    """Preferences of a user: those that the service knows, and any others.

    Null in one that the service knows means its default, and an invalid value is rejected.
    """

    __pydantic_config__ = ConfigDict(extra="allow", use_attribute_docstrings=True)  # type: ignore[misc]

    language: str
    """The language of messages, `en` or `es`; if omitted, the best match of `Accept-Language`."""
    hydration_goal_ml: Annotated[int, Field(ge=1, le=20_000)]
    """The amount to drink in a day; 2000 if omitted."""
    lunch_window: Annotated[
        str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$")
    ]
    """The local times between which to have lunch, also over midnight; `12:00-14:30` if omitted."""
    rest_after_minutes: Annotated[int, Field(ge=1, le=1440)]
    """The working time after which a rest is due; 55 if omitted."""
    workday_limit_minutes: Annotated[int, Field(ge=1, le=1440)]
    """The working time of a day beyond which work is overtime; 510 if omitted."""
    focus_goal_minutes: Annotated[int, Field(ge=1, le=1440)]
    """The focus time to aim for in a day; 480 if omitted."""
    focus_minutes: Annotated[int, Field(ge=1, le=240)]
    """The usual length of a focus session."""
    break_minutes: Annotated[int, Field(ge=1, le=240)]
    """The usual length of a break."""
    work_days: Annotated[
        list[Annotated[int, Field(ge=1, le=7)]],
        Field(min_length=1, max_length=7, json_schema_extra={"uniqueItems": True}),
    ]
    """The days of the week on which to work, from 1 (Monday) to 7 (Sunday); Monday to Friday if omitted."""
    clock_out_time: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None
    """The local time at which work usually ends, `HH:MM`; the shutdown reminder is sent then."""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    """The country of public holidays, as an ISO 3166 code such as `ES`."""
    leaderboard: bool
    """Whether the user is on the leaderboard; true if omitted."""
    assistant: bool
    """Whether the assistant may send suggestions."""
    ai_phrasing: bool
    """Whether a language model may phrase messages."""


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
    """As they were sent, with whole numbers as integers; requests describe those that the service knows."""
    onboarding_completed: bool
    role: Role | None
    """Null for a user without further permissions."""
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


DaysOffView = TypedDict("DaysOffView", {"id": Id, "from": date, "to": date, "note": str | None})
"""The days from one date to another, both included, that a user takes off."""
