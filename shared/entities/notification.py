"""Notifications, and a user's preferences for them."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.entity import Entity
from shared.views.notification import (
    NotificationKind,
    NotificationPreferencesView,
    NotificationView,
    QuietHoursView,
    ReadAllView,
)


class Notification(Entity, frozen=True, kw_only=True):
    """A message to a user; its id is derived from its cause, so that a duplicate collides."""

    LIFETIME: ClassVar[timedelta] = timedelta(days=30)

    id: str
    user_id: str
    kind: NotificationKind
    title: str
    body: str
    created_at: datetime
    read_at: datetime | None = None
    data: dict[str, Any] = msgspec.field(default_factory=dict)

    def read(self, now: datetime) -> Self:
        """Return the notification marked as read, unchanged if it is already."""
        return self if self.read_at is not None else replace(self, read_at=now)

    def to_dict(self) -> NotificationView:
        """Return the view."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "body": self.body,
            "created_at": self.created_at,
            "read_at": self.read_at,
            "data": self.data,
        }


class ReadAll(Entity, frozen=True, kw_only=True):
    """All notifications up to `until` were marked as read; stored only in idempotency records."""

    user_id: str
    updated: int
    until: datetime

    def to_dict(self) -> ReadAllView:
        """Return the view."""
        return {"updated": self.updated}


class QuietHours(msgspec.Struct, frozen=True):
    """The hours without notifications, by the local clock; past midnight if `end` is earlier than `begin`."""

    begin: time = msgspec.field(name="from")
    end: time = msgspec.field(name="to")

    def include(self, clock: time) -> bool:
        """Return whether a time of day is within the quiet hours; equal bounds include nothing."""
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def end_after(self, now: datetime, calendar: Calendar) -> datetime | None:
        """Return when the current quiet hours end, or None outside them."""
        local = now.astimezone(calendar.zone)
        if not self.include(local.time()):
            return None
        # When the UTC offset changes, yesterday may return, or an end may fall within the quiet hours.
        dates = (local.date() + timedelta(days=days) for days in range(-1, 3))
        ends = (end for date in dates for end in calendar.instants_of(date, self.end) if end > now)
        return next((end for end in ends if not self.include(end.astimezone(calendar.zone).time())), None)

    def to_dict(self) -> QuietHoursView:
        """Return the view."""
        return {"from": self.begin.strftime("%H:%M"), "to": self.end.strftime("%H:%M")}


class NotificationPreferences(msgspec.Struct, frozen=True, kw_only=True):
    """Quiet hours, and the kinds of notification that are switched off."""

    quiet_hours: QuietHours | None = None
    unwanted: frozenset[NotificationKind] = frozenset()

    def wants(self, kind: NotificationKind) -> bool:
        """Return whether a kind is switched on."""
        return kind not in self.unwanted

    def quiet_until(self, now: datetime, calendar: Calendar) -> datetime | None:
        """Return when the current quiet hours end, or None outside them."""
        return self.quiet_hours.end_after(now, calendar) if self.quiet_hours else None

    def change(
        self,
        *,
        kinds: Mapping[NotificationKind, bool],
        quiet_hours: QuietHours | UnsetType | None = UNSET,
    ) -> Self:
        """Return the preferences with some kinds switched on or off, and other quiet hours unless UNSET."""
        unwanted = {kind for kind, enabled in kinds.items() if not enabled}
        return replace(
            self,
            quiet_hours=self.quiet_hours if quiet_hours is UNSET else quiet_hours,
            unwanted=self.unwanted - frozenset(kinds) | unwanted,
        )

    def to_dict(self) -> NotificationPreferencesView:
        """Return the view."""
        return {
            "quiet_hours": self.quiet_hours.to_dict() if self.quiet_hours else None,
            "kinds": {kind.value: self.wants(kind) for kind in NotificationKind},
        }
