"""Notifications: what the product has to say to somebody who is not looking at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self

from shared.entities.calendar import Calendar
from shared.entities.timestamps import from_stored, from_stored_or_null, to_stored, to_stored_or_null
from shared.views.notification import (
    NotificationKind,
    NotificationPreferencesView,
    NotificationView,
    QuietHoursView,
    ReadAllView,
)

_KEPT = timedelta(days=30)
_MIN_TTL = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something that was told once; its id is made of what caused it, so that a second one collides."""

    TYPE: ClassVar[str] = "notification"

    id: str
    user_id: str
    kind: NotificationKind
    title: str
    body: str
    created_at: datetime
    read_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)
    etag: str = field(default="", compare=False)

    def read(self, now: datetime) -> Self:
        """Return it read; read already, as it is."""
        return self if self.read_at is not None else replace(self, read_at=now)

    def to_dict(self) -> NotificationView:
        """Return what the API shows."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "body": self.body,
            "created_at": self.created_at,
            "read_at": self.read_at,
            "data": self.data,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored; it vanishes 30 days after it was made, whenever it was read."""
        kept = _KEPT - (self.read_at - self.created_at) if self.read_at else _KEPT
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "kind": self.kind.value,
            "title": self.title,
            "body": self.body,
            "created_at": to_stored(self.created_at),
            "read_at": to_stored_or_null(self.read_at),
            "read": self.read_at is not None,
            "data": self.data,
            "ttl": int(max(kept, _MIN_TTL).total_seconds()),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            id=document["id"],
            user_id=document["user_id"],
            kind=NotificationKind(document["kind"]),
            title=document["title"],
            body=document["body"],
            created_at=from_stored(document["created_at"]),
            read_at=from_stored_or_null(document["read_at"]),
            data=document["data"],
            etag=document.get("_etag", ""),
        )


@dataclass(frozen=True, slots=True)
class ReadAll:
    """That everything was read which somebody had been told by a moment."""

    TYPE: ClassVar[str] = "read_all"
    ID: ClassVar[str] = "read_all"

    user_id: str
    updated: int
    until: datetime
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """It is not stored but as the answer to a request that may be repeated."""
        return self.ID

    def to_dict(self) -> ReadAllView:
        """Return what the API shows."""
        return {"updated": self.updated}

    def to_document(self) -> dict[str, Any]:
        """Return what is remembered of it."""
        return {
            "id": self.ID,
            "user_id": self.user_id,
            "updated": self.updated,
            "until": to_stored(self.until),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(document["user_id"], document["updated"], from_stored(document["until"]))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the local day to another, over midnight where that one is earlier."""

    begin: time
    end: time

    def include(self, clock: time) -> bool:
        """Tell whether a time of day lies in them; the same time twice is never."""
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def end_after(self, now: datetime, calendar: Calendar) -> datetime | None:
        """Return when they are over, which is after now; None where it is outside them, by the wall clock."""
        local = now.astimezone(calendar.zone)
        if not self.include(local.time()):
            return None
        # A clock that is turned may show yesterday again, or no end of them that is outside them.
        dates = (local.date() + timedelta(days=days) for days in range(-1, 3))
        ends = (end for date in dates for end in calendar.instants_of(date, self.end) if end > now)
        return next((end for end in ends if not self.include(end.astimezone(calendar.zone).time())), None)

    def to_dict(self) -> QuietHoursView:
        """Return what the API shows, and what is stored."""
        return {"from": self.begin.strftime("%H:%M"), "to": self.end.strftime("%H:%M")}


@dataclass(frozen=True, slots=True)
class NotificationPreferences:
    """When somebody wants to be told what; they want to be told everything unless they say otherwise."""

    quiet_hours: QuietHours | None = None
    unwanted: frozenset[NotificationKind] = frozenset()

    def wants(self, kind: NotificationKind) -> bool:
        """Tell whether somebody wants to be told of this."""
        return kind not in self.unwanted

    def quiet_until(self, now: datetime, calendar: Calendar) -> datetime | None:
        """Return when quiet hours that it is now are over; None where it is none."""
        return self.quiet_hours.end_after(now, calendar) if self.quiet_hours else None

    def with_kinds(self, kinds: Mapping[NotificationKind, bool]) -> Self:
        """Return the preferences with some kinds wanted, or not."""
        named = frozenset(kinds)
        unwanted = {kind for kind, wanted in kinds.items() if not wanted}
        return replace(self, unwanted=self.unwanted - named | unwanted)

    def to_dict(self) -> NotificationPreferencesView:
        """Return what the API shows."""
        return {
            "quiet_hours": self.quiet_hours.to_dict() if self.quiet_hours else None,
            "kinds": {kind.value: self.wants(kind) for kind in NotificationKind},
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "quiet_hours": self.quiet_hours.to_dict() if self.quiet_hours else None,
            "unwanted": sorted(self.unwanted),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        quiet = document.get("quiet_hours")
        return cls(
            QuietHours(time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])) if quiet else None,
            frozenset(NotificationKind(kind) for kind in document.get("unwanted", ())),
        )
