"""Notifications, and a user's preferences for them."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.entity import Entity
from shared.views.link import ChatChannel
from shared.views.notification import (
    NotificationChannel,
    NotificationKind,
    NotificationPreferencesView,
    NotificationView,
    QuietHoursView,
    ReadAllView,
)

SENT_TO_NEW_CHATS = (
    NotificationKind.TASK_REMINDER,
    NotificationKind.DEADLINE,
    NotificationKind.SHUTDOWN_REMINDER,
    NotificationKind.SESSION_FORGOTTEN,
)
"""The kinds that a chat gets after it was linked, until the user chooses others."""


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
    """Quiet hours, the kinds of notification that are switched off, and which chats get each kind.

    With `full_text`, chats get the texts of notifications and answers; else only that they wait in the app.
    """

    quiet_hours: QuietHours | None = None
    unwanted: frozenset[NotificationKind] = frozenset()
    chats: dict[NotificationKind, frozenset[ChatChannel]] = msgspec.field(default_factory=dict)
    full_text: bool = False

    def wants(self, kind: NotificationKind) -> bool:
        """Return whether a kind is switched on."""
        return kind not in self.unwanted

    def quiet_until(self, now: datetime, calendar: Calendar) -> datetime | None:
        """Return when the current quiet hours end, or None outside them."""
        return self.quiet_hours.end_after(now, calendar) if self.quiet_hours else None

    def chats_of(self, kind: NotificationKind) -> frozenset[ChatChannel]:
        """Return the chats that get the notifications of a kind."""
        return self.chats.get(kind, frozenset()) if self.wants(kind) else frozenset()

    def kinds_in(self, channel: ChatChannel) -> frozenset[NotificationKind]:
        """Return the kinds that a chat gets."""
        return frozenset(kind for kind in self.chats if channel in self.chats_of(kind))

    def linked(self, channel: ChatChannel) -> Self:
        """Return the preferences after a chat was linked: at first it gets `SENT_TO_NEW_CHATS` alone."""
        if any(channel in channels for channels in self.chats.values()):
            return self
        added = {kind: self.chats.get(kind, frozenset()) | {channel} for kind in SENT_TO_NEW_CHATS}
        return replace(self, chats={**self.chats, **added})

    def unlinked(self, channel: ChatChannel) -> Self:
        """Return the preferences after the last link of a chat platform was removed."""
        return replace(
            self, chats=_without_empty({kind: kept - {channel} for kind, kept in self.chats.items()})
        )

    def change(self, changes: "NotificationChanges") -> Self:
        """Return the preferences with some changes."""
        kinds, chats = changes.kinds, {**self.chats, **changes.chats}
        unwanted = {kind for kind, enabled in kinds.items() if not enabled}
        return replace(
            self,
            quiet_hours=self.quiet_hours if changes.quiet_hours is UNSET else changes.quiet_hours,
            unwanted=self.unwanted - frozenset(kinds) | unwanted,
            chats=_without_empty(chats),
            full_text=self.full_text if changes.full_text is UNSET else changes.full_text,
        )

    def to_dict(self) -> NotificationPreferencesView:
        """Return the view."""
        return {
            "quiet_hours": self.quiet_hours.to_dict() if self.quiet_hours else None,
            "kinds": {kind.value: self.wants(kind) for kind in NotificationKind},
            "channels": {kind.value: self._channels_of(kind) for kind in NotificationKind},
            "full_text": self.full_text,
        }

    def _channels_of(self, kind: NotificationKind) -> list[NotificationChannel]:
        chats = sorted(self.chats.get(kind, ()))
        return [NotificationChannel.APP, *(NotificationChannel(chat.value) for chat in chats)]


class NotificationChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to preferences: what is empty or UNSET stays as it is."""

    kinds: Mapping[NotificationKind, bool] = {}
    quiet_hours: QuietHours | UnsetType | None = UNSET
    chats: Mapping[NotificationKind, frozenset[ChatChannel]] = {}
    full_text: bool | UnsetType = UNSET


def _without_empty(
    chats: Mapping[NotificationKind, frozenset[ChatChannel]],
) -> dict[NotificationKind, frozenset[ChatChannel]]:
    return {kind: channels for kind, channels in chats.items() if channels}
