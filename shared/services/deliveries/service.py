"""The timer that sends deliveries to chats."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.repos.delivery_repo import DeliveryQueue
from shared.services.base_service import BaseService
from shared.services.chats.platforms import ChatPlatforms
from shared.services.deliveries.attempts import DeliveryAttempts, Result
from shared.services.deliveries.deliveries import Deliveries, hour_of
from shared.services.deliveries.reports import DeliveryReports
from shared.services.deliveries.run import DeliveryRun

_GRACE = timedelta(minutes=10)  # after an hour ends, during which deliveries may still be enqueued in it

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class DeliveryService(BaseService):
    """Sends the deliveries that are due, beside the timer of reminders, which no platform delays.

    A run reads one partition for each hour since the checkpoint: usually one, and more while deliveries of
    earlier hours wait. Of concurrent runs, one sends each message.
    """

    entity_type = "Delivery"

    deliveries: Deliveries
    queue: DeliveryQueue
    attempts: DeliveryAttempts
    reports: DeliveryReports
    platforms: ChatPlatforms
    clock: Clock

    def send_due(self) -> int:
        """Send the deliveries that are due; return how many were sent: none where no platform is configured.

        `DatabaseError` when the store does not answer; the next run continues.
        """
        if self.platforms.are_off:
            return 0
        now, begun = self.clock.now(), self.clock.monotonic()
        run = DeliveryRun(self.queue, self.attempts, self.clock)
        hours = self.deliveries.list_hours()
        try:
            run.handle(hours)
        finally:
            _log(run, self.clock.monotonic() - begun)
            self.reports.add(run, self.clock.now())
        self._move_checkpoint(hours, now)
        return sum(counts[Result.SENT] for counts in run.results.values())

    def _move_checkpoint(self, hours: list[datetime], now: datetime) -> None:
        """Move the checkpoint to the first hour in which deliveries wait, or may still be enqueued."""
        last = hour_of(now - _GRACE)
        first = next((hour for hour in hours if hour >= last or not self.queue.is_empty(hour)), last)
        if first > hours[0]:
            self.deliveries.checkpoints.move(first)


def _log(run: DeliveryRun, seconds: float) -> None:
    for channel, counts in run.results.items():
        if counts[Result.GIVEN_UP]:
            _logger.error(
                "%d messages on %s were given up: they could not be sent within 24 hours",
                counts[Result.GIVEN_UP],
                channel,
            )
        sent, failed = counts[Result.SENT], counts[Result.FAILED] + counts[Result.REFUSED]
        if sent or failed:
            _logger.info("%s: %d messages were sent and %d failed in %.1f s", channel, sent, failed, seconds)
    if run.ran_out_of_time:
        _logger.warning("more deliveries are due, but the time of the run is used up")
