"""Messages that are to be sent to chats, and how sending them went."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import msgspec
from msgspec.structs import replace

from shared.entities.entity import Entity
from shared.entities.scheduled_reminder import Checkpoint
from shared.views.delivery import ChannelDeliveriesView
from shared.views.link import ChatChannel

_FIRST_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30))
_PAUSE = timedelta(hours=2)
_OUTAGE_ENDS = timedelta(days=1)  # after the last refusal, if nothing was sent since
_MAX_REFUSED = 100
_COUNTED_DAYS = 7


class KeptButton(msgspec.Struct, frozen=True):
    """A button below a kept reply; its opaque id is sent back when it is pressed."""

    label: str
    id: str


class KeptReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer in a chat that the platform did not take."""

    text: str
    title: str = ""
    buttons: tuple[KeptButton, ...] = ()


class Delivery(Entity, frozen=True, kw_only=True):
    """A message that is to be sent to one chat: a notification, or a reply.

    It stays in the partition of the hour in which it was created. When it is `due`, its turn comes next;
    while it is being sent, that is when another run may send it. `subject_id` is the id of the notification,
    or any unique text for a `reply`. `created_at` is that of the notification, `attempts` the number of
    failed attempts. `workspace_key` is that of the chat user.
    """

    LIFETIME: ClassVar[timedelta] = timedelta(hours=24)
    """After this time it is given up."""

    STORED: ClassVar[timedelta] = timedelta(days=2)
    """How long it is stored if no run removes it."""

    LEASE: ClassVar[timedelta] = timedelta(minutes=2)
    """After this time, a run that has not finished sending is taken to have stopped."""

    member_id: str
    subject_id: str
    link_id: str
    channel: ChatChannel
    workspace_key: str
    created_at: datetime
    due: datetime
    attempts: int = 0
    reply: KeptReply | None = None

    @property
    def expires_at(self) -> datetime:
        """When it is given up."""
        return self.created_at + self.LIFETIME

    def begun(self, now: datetime) -> Self:
        """Return the delivery while a run sends it."""
        return replace(self, due=now + self.LEASE)

    def postponed(self, due: datetime) -> Self:
        """Return the delivery at a later time, at the latest when it is given up."""
        return replace(self, due=min(due, self.expires_at))

    def failed(self, now: datetime) -> Self:
        """Return the delivery for another attempt after a growing pause."""
        pause = _FIRST_PAUSES[self.attempts] if self.attempts < len(_FIRST_PAUSES) else _PAUSE
        return replace(self.postponed(now + pause), attempts=self.attempts + 1)


class DeliveryCheckpoint(Checkpoint, frozen=True, kw_only=True):
    """The start of the hour before which no delivery waits."""


class DeliveryCounts(msgspec.Struct, frozen=True, array_like=True):
    """How many attempts to send a message worked, and how many failed."""

    sent: int = 0
    failed: int = 0


class ChannelDeliveries(Entity, frozen=True, kw_only=True):
    """How deliveries on a channel went, by the dates in UTC of the last days, and the last error.

    `refused` has the workspaces for which the platform refuses the app's own credential, and when it last
    did so.
    """

    channel: ChatChannel
    days: Mapping[date, DeliveryCounts] = {}
    last_error: str = ""
    last_error_at: datetime | None = None
    refused: Mapping[str, datetime] = {}

    def add(self, counts: DeliveryCounts, last_error: str, now: datetime) -> Self:
        """Return the deliveries with those of a run; an empty error is none."""
        today = now.date()
        before = self.days.get(today, DeliveryCounts())
        total = DeliveryCounts(before.sent + counts.sent, before.failed + counts.failed)
        kept = {on: one for on, one in self.days.items() if (today - on).days < _COUNTED_DAYS}
        added = replace(self, days=kept | {today: total})
        return replace(added, last_error=last_error, last_error_at=now) if last_error else added

    def refuse(self, refused: frozenset[str], accepted: frozenset[str], now: datetime) -> Self:
        """Return the deliveries after workspaces were refused or accepted."""
        known = {
            key: at for key, at in self.refused.items() if key not in accepted and now - at < _OUTAGE_ENDS
        }
        found = sorted((known | dict.fromkeys(refused, now)).items())
        return replace(self, refused=dict(found[:_MAX_REFUSED]))

    def to_dict(self, waiting: int | None, now: datetime) -> ChannelDeliveriesView:
        """Return the view; None if the number of waiting deliveries is unknown."""
        counted = [one for on, one in self.days.items() if (now.date() - on).days < _COUNTED_DAYS]
        return {
            "channel": self.channel,
            "sent": sum(one.sent for one in counted),
            "failed": sum(one.failed for one in counted),
            "waiting": waiting,
            "last_error": self.last_error or None,
            "last_error_at": self.last_error_at,
        }
