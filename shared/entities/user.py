"""A user: who somebody is, and how they like their days."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from shared.entities.calendar import Calendar
from shared.entities.entity import to_json
from shared.entities.notification import NotificationPreferences
from shared.entities.timestamps import (
    from_stored,
    from_stored_or_null,
    to_stored,
    to_stored_or_null,
)
from shared.errors import FieldError, ValidationError
from shared.views.user import UserView

MAX_PREFERENCES = 16 * 1024
"""Bytes, as JSON."""

_MINUTES_IN_DAY = 24 * 60
_MAX_GOAL_ML = 20_000
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)
_LUNCH_WINDOW = (time(12), time(14, 30))


def username_key(username: str) -> str:
    """Return what makes a username unique: neither letter case nor the Unicode form of a letter counts."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user. `password_hash` is None until a password is set; `closed_at` once deletion has begun."""

    TYPE: ClassVar[str] = "user"
    ID: ClassVar[str] = "user"

    user_id: str
    username: str
    created_at: datetime
    password_hash: str | None = field(default=None, repr=False)
    email: str | None = None
    full_name: str | None = None
    avatar_url: str | None = None
    timezone: str = "UTC"
    day_start: time = time(0)
    preferences: dict[str, Any] = field(default_factory=dict)
    onboarding_completed: bool = False
    companion_name: str = "Avanochi"
    notifications: NotificationPreferences = field(default_factory=NotificationPreferences)
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """One for each partition."""
        return self.ID

    @property
    def calendar(self) -> Calendar:
        """The user's days."""
        return Calendar(ZoneInfo(self.timezone), self.day_start)

    @property
    def shown_name(self) -> str:
        """What others call the user."""
        return self.full_name or self.username

    @property
    def focus_goal_minutes(self) -> int:
        """How long the user means to focus in a day."""
        return self._minutes("focus_goal_minutes", 480)

    @property
    def workday_limit_minutes(self) -> int:
        """How long the user means to work in a day; beyond it is overtime."""
        return self._minutes("workday_limit_minutes", 510)

    @property
    def rest_after_minutes(self) -> int:
        """After how much work without a rest one is due."""
        return self._minutes("rest_after_minutes", 55)

    @property
    def hydration_goal_ml(self) -> int:
        """How much the user means to drink in a day.

        Source of the default: EFSA, Scientific Opinion on Dietary Reference Values for water (2010), 2.0
        litres a day for women, of all that is drunk and eaten.
        """
        return self._whole("hydration_goal_ml", 2000, _MAX_GOAL_ML)

    @property
    def lunch_window(self) -> tuple[time, time]:
        """From when to when, by the local clock, the user has lunch."""
        match self.preferences.get("lunch_window"):
            case {"from": str(begin), "to": str(end)}:
                pass
            case str(text):
                begin, _, end = text.partition("-")
            case _:
                return _LUNCH_WINDOW
        window = _time_of(begin), _time_of(end)
        if window[0] is None or window[1] is None or window[0] >= window[1]:
            return _LUNCH_WINDOW
        return window[0], window[1]

    def _minutes(self, name: str, default: int) -> int:
        return self._whole(name, default, _MINUTES_IN_DAY)

    def _whole(self, name: str, default: int, largest: int) -> int:
        """Return a preference; they are any JSON, and what is no such number means the default."""
        value = self.preferences.get(name)
        return value if type(value) is int and 0 < value <= largest else default

    def edit(self, now: datetime, changes: dict[str, Any]) -> Self:
        """Return the user with these fields changed; with nothing to change, as it is."""
        edited = replace(self, **changes)
        return self if edited == self else replace(edited, updated_at=now)

    def complete_onboarding(
        self, now: datetime, preferences: dict[str, Any], changes: dict[str, Any]
    ) -> Self:
        """Return the user on board, with these preferences merged; `ValidationError` beyond the limit."""
        merged = {**self.preferences, **preferences}
        if len(to_json(merged)) > MAX_PREFERENCES:
            message = f"must not be larger than {MAX_PREFERENCES} bytes as JSON"
            raise ValidationError(f"Field 'preferences' {message}", [FieldError("preferences", message)])
        return self.edit(now, {**changes, "preferences": merged, "onboarding_completed": True})

    def with_password(self, password_hash: str) -> Self:
        """Return the user with another password; nothing that others see has changed."""
        return replace(self, password_hash=password_hash)

    def close(self, now: datetime) -> Self:
        """Return the user on the way out: nobody can be them any more."""
        return replace(self, closed_at=now, password_hash=None)

    def to_dict(self) -> UserView:
        """Return what the API shows."""
        return {
            "id": self.user_id,
            "name": self.username,
            "username": self.username,
            "email": self.email,
            "full_name": self.full_name,
            "avatar_url": self.avatar_url,
            "timezone": self.timezone,
            "day_start": self.day_start.strftime("%H:%M"),
            "preferences": self.preferences,
            "onboarding_completed": self.onboarding_completed,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.ID,
            "user_id": self.user_id,
            "type": self.TYPE,
            "username": self.username,
            "password_hash": self.password_hash,
            "email": self.email,
            "full_name": self.full_name,
            "avatar_url": self.avatar_url,
            "timezone": self.timezone,
            "day_start": self.day_start.strftime("%H:%M"),
            "preferences": self.preferences,
            "onboarding_completed": self.onboarding_completed,
            "companion_name": self.companion_name,
            "notifications": self.notifications.to_document(),
            "created_at": to_stored(self.created_at),
            "updated_at": to_stored_or_null(self.updated_at),
            "closed_at": to_stored_or_null(self.closed_at),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            user_id=document["user_id"],
            username=document["username"],
            created_at=from_stored(document["created_at"]),
            password_hash=document["password_hash"],
            email=document["email"],
            full_name=document["full_name"],
            avatar_url=document["avatar_url"],
            timezone=document["timezone"],
            day_start=time.fromisoformat(document["day_start"]),
            preferences=document["preferences"],
            onboarding_completed=document["onboarding_completed"],
            companion_name=document.get("companion_name", "Avanochi"),
            notifications=NotificationPreferences.from_document(document.get("notifications", {})),
            updated_at=from_stored_or_null(document["updated_at"]),
            closed_at=from_stored_or_null(document["closed_at"]),
            etag=document.get("_etag", ""),
        )


def _time_of(text: str) -> time | None:
    """Read a time of day written `HH:MM`; None for anything else."""
    if not _CLOCK.match(text.strip()):
        return None
    return time.fromisoformat(text.strip())


@dataclass(frozen=True, slots=True)
class AccountIndexEntry:
    """A line of the register of all accounts, which administrators list users by."""

    TYPE: ClassVar[str] = "account"
    PARTITION: ClassVar[str] = "accounts"

    id: str  # the user's id
    created_at: datetime
    etag: str = field(default="", compare=False)

    @property
    def user_id(self) -> str:
        """The register is one partition of its own."""
        return self.PARTITION

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.PARTITION,
            "type": self.TYPE,
            "created_at": to_stored(self.created_at),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(document["id"], from_stored(document["created_at"]), document.get("_etag", ""))
