"""The queue of deliveries to chats, one partition per hour of creation, and how sending them went."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from shared.entities.delivery import ChannelDeliveries, Delivery, DeliveryCheckpoint
from shared.entities.entity import Entity
from shared.entities.page import Page, PageRequest
from shared.entities.timestamps import format_sortable
from shared.errors import DocumentExistsError, LostRaceError
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import (
    DELIVERIES,
    USER_ID,
    delivery_id_range,
    delivery_partition,
    link_id,
)
from shared.repos.reminder_queue import CheckpointRepository
from shared.store.query import Compare
from shared.views.link import ChatChannel

_PAGE = 100


class DeliveryQueue(BaseRepository[Delivery]):
    """Deliveries, by the hour in which they were created, until they are sent or dropped."""

    entity = Delivery

    def enqueue(self, delivery: Delivery) -> None:
        """Add a delivery, unless it is enqueued already."""
        with suppress(DocumentExistsError):
            self.create(delivery)

    def list_due(self, hour: datetime, now: datetime, limit: int, continuation: str | None) -> Page[Delivery]:
        """Return one page of an hour's deliveries that are due, the earliest first."""
        page_request = PageRequest(order_by="due", descending=False, limit=limit, continuation=continuation)
        where = (Compare("due", "<=", format_sortable(now)),)
        return self.query(delivery_partition(hour), page_request, where)

    def find_version(self, delivery: Delivery) -> Delivery | None:
        """Return the current version of a delivery, None if there is none."""
        return self.find(self._form.partition_of(delivery), self._form.id_of(delivery))

    def is_empty(self, hour: datetime) -> bool:
        """Return whether no delivery of an hour waits."""
        return not self.query(delivery_partition(hour), PageRequest(order_by="id", limit=1)).entities

    def remove(self, delivery: Delivery) -> None:
        """Remove the version that was read, unless there is another one or none."""
        with suppress(LostRaceError):
            self.delete(delivery)

    def withdraw(self, delivery: Delivery) -> None:
        """Remove any version of a delivery, if it is enqueued."""
        self.discard(self._form.partition_of(delivery), self._form.id_of(delivery))

    def withdraw_all(self, hour: datetime, member_id: str) -> None:
        """Remove the deliveries of an hour to the chats of a user."""
        first, end = delivery_id_range(member_id)
        page_request = PageRequest(order_by="id", descending=False, limit=_PAGE)
        where = (Compare("id", ">=", first), Compare("id", "<", end))
        while found := self.query(delivery_partition(hour), page_request, where).entities:
            for delivery in found:
                self.withdraw(delivery)

    def read_subject(self, delivery: Delivery) -> list[Entity]:
        """Return the user, the link and the notification of a delivery in one query, those that exist."""
        ids = (USER_ID, link_id(delivery.link_id), delivery.subject_id)
        return self._read_any(delivery.member_id, ids)

    def count_waiting(self, hours: Sequence[datetime], limit: int) -> Counter[ChatChannel] | None:
        """Return how many deliveries of some hours wait, by channel; None if they are more than a limit."""
        counts = Counter[ChatChannel]()
        for delivery in self._list_waiting(hours):
            counts[delivery.channel] += 1
            if counts.total() > limit:
                return None
        return counts

    def _list_waiting(self, hours: Sequence[datetime]) -> Iterator[Delivery]:
        """Yield the deliveries of some hours, due or not."""
        for hour in hours:
            page_request = PageRequest(order_by="id", descending=False, limit=_PAGE)
            page = self.query(delivery_partition(hour), page_request)
            yield from page
            while page.continuation is not None:
                page = self.query(
                    delivery_partition(hour), replace(page_request, continuation=page.continuation)
                )
                yield from page


class DeliveryCheckpointRepository(CheckpointRepository):
    """The checkpoint of the queue of deliveries."""

    entity = DeliveryCheckpoint
    partition = DELIVERIES


class ChannelDeliveriesRepository(BaseRepository[ChannelDeliveries]):
    """How deliveries went, by channel."""

    entity = ChannelDeliveries

    def get_deliveries(self, channel: ChatChannel) -> ChannelDeliveries:
        """Return how deliveries on a channel went."""
        return self.find(DELIVERIES, channel.value) or ChannelDeliveries(channel=channel)

    def save(self, deliveries: ChannelDeliveries) -> None:
        """Store how deliveries went; `DocumentChangedError` or `DocumentExistsError` on a lost race."""
        if deliveries.etag:
            self.update(deliveries)
        else:
            self.create(deliveries)
