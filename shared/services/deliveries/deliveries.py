"""Adding messages to the queue of deliveries to chats, and removing them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.channels.chat_platform import ChatMessage
from shared.clock import Clock
from shared.entities.delivery import Delivery, KeptButton, KeptReply
from shared.entities.link import Link
from shared.entities.notification import Notification
from shared.entities.user import User
from shared.ids import new_id
from shared.repos.delivery_repo import DeliveryCheckpointRepository, DeliveryQueue
from shared.repos.link_repo import LinkRepository

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Deliveries:
    """The queue of deliveries as the rest of the app sees it; `DeliveryService` sends them."""

    queue: DeliveryQueue
    checkpoints: DeliveryCheckpointRepository
    links: LinkRepository
    clock: Clock

    def enqueue(self, user: User, notification: Notification) -> list[Delivery]:
        """Add a notification for each chat that gets its kind, before its commit; return what was added.

        An unneeded delivery is dropped, a missing one would never be noticed.
        """
        channels = user.notifications.chats_of(notification.kind)
        if not channels:
            return []
        links = [
            link
            for link in self.links.list_links(user.user_id)
            if link.channel in channels and link.takes_notifications
        ]
        created_at = notification.created_at
        added = [_delivery(link, notification.id, created_at, created_at) for link in links]
        for delivery in added:
            self.queue.enqueue(delivery)
        return added

    def withdraw(self, deliveries: Sequence[Delivery]) -> None:
        """Remove deliveries whose notifications will never be committed."""
        for delivery in deliveries:
            self.queue.withdraw(delivery)

    def keep_reply(self, link: Link, message: ChatMessage) -> None:
        """Keep an answer that the platform did not take, to be sent within a day."""
        now = self.clock.now()
        reply = KeptReply(
            text=message.text,
            title=message.title,
            buttons=tuple(KeptButton(button.label, button.id) for button in message.buttons),
        )
        self.queue.enqueue(_delivery(link, f"reply:{new_id()}", now, now, reply).failed(now))

    def remove_all(self, user_id: str) -> None:
        """Remove the deliveries to the chats of a user."""
        for hour in self.list_hours():
            self.queue.withdraw_all(hour, user_id)

    def list_hours(self) -> list[datetime]:
        """Return the hours in which waiting deliveries may have been created, the first one first."""
        now = self.clock.now()
        checkpoint = self.checkpoints.find_hour(now)
        first = hour_of(now - Delivery.STORED)
        return [*_hours(first if checkpoint is None else max(checkpoint, first), now)]


def hour_of(moment: datetime) -> datetime:
    """Return the start of an hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += _HOUR


def _delivery(
    link: Link, subject_id: str, created_at: datetime, due: datetime, reply: KeptReply | None = None
) -> Delivery:
    return Delivery(
        member_id=link.user_id,
        subject_id=subject_id,
        link_id=link.id,
        channel=link.channel,
        workspace_key=link.chat_user.workspace_key,
        created_at=created_at,
        due=due,
        reply=reply,
    )
