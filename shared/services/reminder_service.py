"""Processing of the reminder queue."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.repos.reminder_queue import CheckpointRepository, ReminderPositionRepository, ReminderQueue
from shared.repos.stored_forms import MAX_OUTAGE
from shared.services.base_service import BaseService
from shared.services.notification_sender import MAX_DELAY
from shared.services.reminder_handlers import ReminderHandlers
from shared.services.reminder_run import ReminderRun

_GRACE = timedelta(minutes=10)  # after an hour ends, during which reminders may still be enqueued in it
_HOUR = timedelta(hours=1)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class ReminderService(BaseService):
    """Handles all reminders that are due, from the checkpoint up to now.

    A run reads one partition for each hour since the checkpoint, also after an outage of up to 60 days:
    usually one, and two in the first ten minutes of an hour. It then reads only users with a due reminder,
    who take turns. When its time is used up, the next run continues. A failed reminder is retried for a day,
    with growing pauses. Concurrent runs send nothing twice: the id of a notification is derived from its
    cause.
    """

    entity_type = "ScheduledReminder"

    queue: ReminderQueue
    positions: ReminderPositionRepository
    checkpoints: CheckpointRepository
    handlers: ReminderHandlers
    clock: Clock

    def deliver_due(self) -> int:
        """Handle the reminders that are due; return their number.

        `DatabaseError` when the queue, or the documents of many users in a row, cannot be read or written;
        the next run continues.
        """
        now, begun = self.clock.now(), self.clock.monotonic()
        run = ReminderRun(self.queue, self.positions, self.handlers, now, self.clock.monotonic)
        checkpoint = self.checkpoints.find_hour(now)
        try:
            run.handle([*_hours(_first_hour(checkpoint, now), now)])
        finally:
            _log(run, self.clock.monotonic() - begun)
        done = min((*run.unfinished, _hour_of(now - _GRACE)))
        if checkpoint is None or checkpoint < done:
            self.checkpoints.move(done)
        return run.handled


def _log(run: ReminderRun, seconds: float) -> None:
    counts = f"{run.handled} reminders were handled and {run.failed} failed in {seconds:.1f} s"
    if run.ran_out_of_time:
        _logger.warning("%s; more are due, but its time is used up", counts)
    elif run.handled or run.failed:
        _logger.info("%s", counts)


def _first_hour(checkpoint: datetime | None, now: datetime) -> datetime:
    """Return the first hour to handle: on the very first run, without a checkpoint, that of a day ago."""
    return max(checkpoint, _hour_of(now - MAX_OUTAGE)) if checkpoint else _hour_of(now - MAX_DELAY)


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += _HOUR
