"""Processing of the reminder queue."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.errors import DatabaseError
from shared.repos.reminder_queue import CheckpointRepository, ReminderPositionRepository, ReminderQueue
from shared.repos.stored_forms import MAX_OUTAGE
from shared.services.base_service import BaseService
from shared.services.reminder_handlers import MAX_DELAY, ReminderHandlers

_PAGE = 100  # reminders read, and removed, at once
_MAX_PER_RUN = 5000  # the next run continues
_MAX_PER_MEMBER = 100  # in one run
_MAX_FAILING = 3  # members in a row, before the store counts as down
_GRACE = timedelta(minutes=10)  # after an hour ends, during which reminders may still be enqueued in it
_HOUR = timedelta(hours=1)

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Run:
    """The state of one run."""

    now: datetime
    handled: int = 0
    checks: Counter[str] = field(default_factory=Counter)  # by member
    failing: set[str] = field(default_factory=set)  # members whose documents cannot be read or written
    failing_in_a_row: int = 0
    failure: DatabaseError | None = None  # the failure that ended the run

    @property
    def is_over(self) -> bool:
        return self.failure is not None or self.handled >= _MAX_PER_RUN

    def may_handle(self, member_id: str) -> bool:
        return not self.is_over and member_id not in self.failing and self.checks[member_id] < _MAX_PER_MEMBER


@dataclass(frozen=True, kw_only=True, eq=False)
class ReminderService(BaseService):
    """Handles all reminders that are due, from the checkpoint up to now.

    A run reads one partition for each hour since the checkpoint, also after an outage of up to 60 days:
    usually one, and two in the first ten minutes of an hour. It then reads only users with a due reminder,
    and no user so often that others have to wait. A failed reminder is retried for a day, with growing
    pauses. Concurrent runs send nothing twice: the id of a notification is derived from its cause.
    """

    entity_type = "ScheduledReminder"

    queue: ReminderQueue
    positions: ReminderPositionRepository
    checkpoints: CheckpointRepository
    handlers: ReminderHandlers
    clock: Clock

    def deliver_due(self) -> int:
        """Handle the reminders that are due; return their number.

        `DatabaseError` when the queue, or the documents of several users in a row, cannot be read or
        written; the next run continues.
        """
        run = _Run(self.clock.now())
        checkpoint = self.checkpoints.find_hour(run.now)
        done = _hour_of(run.now - _GRACE)
        for hour in _hours(_first_hour(checkpoint, run.now), run.now):
            if not self._handle_hour(hour, run) or run.is_over:
                done = min(done, hour)
            if run.is_over:
                break
        if run.handled:
            _logger.info("%d reminders were handled", run.handled)
        if run.failure is not None:
            raise run.failure
        if run.is_over:
            _logger.warning("more reminders are due than one run can handle: the next one continues")
        if checkpoint is None or checkpoint < done:
            self.checkpoints.move(done)
        return run.handled

    def _handle_hour(self, hour: datetime, run: _Run) -> bool:
        """Handle the due reminders of an hour; return whether none is left."""
        left, continuation = False, None
        while not run.is_over:
            page = self.queue.list_due(hour, run.now, _PAGE, continuation)
            handled = []
            for reminder in page:
                if not run.may_handle(reminder.member_id):
                    left = True
                elif self._handle(reminder, run):
                    handled.append(reminder)
            if handled:
                self.queue.remove_handled(hour, handled)
            continuation = page.continuation
            if continuation is None:
                return not left
        return False

    def _handle(self, reminder: ScheduledReminder, run: _Run) -> bool:
        """Handle a reminder; return whether to remove it from the queue."""
        run.checks[reminder.member_id] += 1
        try:
            following = self.handlers.handle(reminder, run.now)
        except Exception as error:  # noqa: BLE001 - one failing reminder must not stop the others
            following = self._retry_later(reminder, error, run)
        else:
            run.failing_in_a_row = 0
            if following == reminder:
                return False  # it waits for the next run
            run.handled += 1
        if following is None:
            return True
        self.queue.enqueue(following)
        if self.queue.replaces(following, reminder):
            return False
        if reminder.member_id not in run.failing:
            with suppress(DatabaseError):  # the next reminder corrects the position
                self.positions.move(self.queue.position_of(following))
        return True

    def _retry_later(
        self, reminder: ScheduledReminder, error: Exception, run: _Run
    ) -> ScheduledReminder | None:
        """Return the reminder for another attempt, None after too many of them."""
        if isinstance(error, DatabaseError):
            run.failing.add(reminder.member_id)
            run.failing_in_a_row += 1
            if run.failing_in_a_row >= _MAX_FAILING:
                run.failure = error
        following = reminder.failed(run.now)
        outcome = "given up" if following is None else "put off"
        log = _logger.error if following is None else _logger.warning
        log("a reminder of %s %s was %s", reminder.subject, reminder.subject_id, outcome, exc_info=error)
        return following


def _first_hour(checkpoint: datetime | None, now: datetime) -> datetime:
    """Return the first hour to handle: on the very first run, without a checkpoint, that of a day ago."""
    return max(checkpoint, _hour_of(now - MAX_OUTAGE)) if checkpoint else _hour_of(now - MAX_DELAY)


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += _HOUR
