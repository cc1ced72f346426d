"""Counts of deliveries, and tests of the platforms, for administrators."""

import logging
from dataclasses import dataclass
from datetime import datetime

from shared.channels.deadline import ChannelError
from shared.clock import Clock
from shared.entities.delivery import ChannelDeliveries, DeliveryCounts
from shared.errors import DependencyUnavailableError, NotFoundError
from shared.repos.conflicts import retry_on_conflict
from shared.repos.delivery_repo import ChannelDeliveriesRepository, DeliveryQueue
from shared.repos.link_repo import LinkRepository
from shared.repos.user_repo import UserRepository
from shared.services.base_service import BaseService
from shared.services.chats.chat_links import ChatLinks
from shared.services.chats.platforms import NAMES, ChatPlatforms
from shared.services.deliveries.attempts import Result
from shared.services.deliveries.deliveries import Deliveries
from shared.services.deliveries.run import DeliveryRun
from shared.services.deliveries.texts import message_of_test
from shared.views.delivery import ChannelDeliveriesView
from shared.views.link import ChatChannel

_MAX_COUNTED = 1000

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class DeliveryReports(BaseService):
    """Counts deliveries by channel, once in each run, and tests the channels."""

    entity_type = "Delivery"

    stored: ChannelDeliveriesRepository
    deliveries: Deliveries
    queue: DeliveryQueue
    links: LinkRepository
    chat_links: ChatLinks
    users: UserRepository
    platforms: ChatPlatforms
    clock: Clock

    def list_channels(self) -> list[ChannelDeliveriesView]:
        """Return the counts of deliveries to each platform."""
        now = self.clock.now()
        waiting = self.queue.count_waiting(self.deliveries.list_hours(), _MAX_COUNTED)
        return [
            self.stored.get_deliveries(channel).to_dict(None if waiting is None else waiting[channel], now)
            for channel in ChatChannel
        ]

    def send_test(self, user_id: str, channel: ChatChannel) -> int:
        """Send a message to a user's own chats on a platform; return to how many.

        `NotFoundError` without a link that takes notifications, `DependencyUnavailableError` if the platform
        does not take the message.
        """
        platform = self.platforms.require(channel)
        links = [
            link
            for link in self.links.list_links(user_id)
            if link.channel is channel and link.takes_notifications and self.chat_links.is_current(link)
        ]
        if not links:
            raise NotFoundError(f"No chat on {NAMES[channel]} is linked to your account and used")
        message = message_of_test(self.users.get_user(user_id))
        for link in links:
            try:
                platform.send(link, message)
            except ChannelError as error:
                raise DependencyUnavailableError(f"{NAMES[channel]} did not take the message") from error
        return len(links)

    def add(self, run: DeliveryRun, now: datetime) -> None:
        """Count the deliveries of a run, and log the begin of an outage of the app's credential."""
        for channel, results in run.results.items():
            counts = DeliveryCounts(results[Result.SENT], results[Result.FAILED] + results[Result.REFUSED])
            error = run.errors.get(channel, "")
            if not (counts.sent or counts.failed or error):
                continue
            refused, accepted = frozenset(run.refused[channel]), frozenset(run.accepted[channel])

            def attempt(
                channel: ChatChannel = channel,
                counts: DeliveryCounts = counts,
                error: str = error,
                refused: frozenset[str] = refused,
                accepted: frozenset[str] = accepted,
            ) -> tuple[ChannelDeliveries, ChannelDeliveries]:
                before = self.stored.get_deliveries(channel)
                after = before.add(counts, error, now).refuse(refused, accepted, now)
                self.stored.save(after)
                return before, after

            before, after = retry_on_conflict(attempt)
            if after.refused and not before.refused:
                _logger.error("%s refuses the credential of the app: %s", NAMES[channel], error)
