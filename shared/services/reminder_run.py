"""One run of the reminder timer."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from shared.entities.scheduled_reminder import ScheduledReminder
from shared.errors import DatabaseError
from shared.repos.reminder_queue import ReminderPositionRepository, ReminderQueue
from shared.services.fair_runner import FairRunner
from shared.services.reminder_handlers import ReminderHandlers
from shared.store.budget import RequestBudget

_PAGE = 100  # reminders read, and removed, at once
_MAX_FAILING_PER_THREAD = 3  # users in a row, before the store counts as down
_MAX_FAILURES = 100  # of one user in a run, each with a traceback in the log
# How long the store may take to handle a reminder, then to enqueue the next one, and then to remove the last
# ones: together with the time of the run less than the minute until the next run.
_MAX_SECONDS = 5.0

_logger = logging.getLogger(__name__)


class _DueReminder(NamedTuple):
    """A reminder, and the hour in whose partition it was found."""

    hour: datetime
    reminder: ScheduledReminder


class ReminderRun:
    """Handles the due reminders of some hours until its time is used up; the users take turns.

    `handled` and `failed` count reminders. `unfinished` holds the hours of those left for the next run, and
    `ran_out_of_time` is whether the time left any.
    """

    def __init__(
        self,
        queue: ReminderQueue,
        positions: ReminderPositionRepository,
        handlers: ReminderHandlers,
        now: datetime,
        monotonic: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._positions = positions
        self._handlers = handlers
        self._now = now
        self._runner = FairRunner(self._handle, monotonic)
        self._lock = Lock()
        self._finished: dict[datetime, list[ScheduledReminder]] = defaultdict(list)  # to be removed
        self._failures: Counter[str] = Counter()  # by user
        self._failing: set[str] = set()  # users whose other reminders are left for the next run
        self._failing_in_a_row = 0
        self._failure: DatabaseError | None = None  # the failure that ended the run
        self.handled = 0
        self.failed = 0
        self.unfinished: set[datetime] = set()
        self.ran_out_of_time = False

    def handle(self, hours: Sequence[datetime]) -> None:
        """Handle the due reminders of these hours.

        `DatabaseError` when the queue, or the documents of many users in a row, cannot be read or written.
        """
        try:
            with self._runner:
                while hours and not self._runner.is_over:
                    settled = self.handled + self.failed
                    hours = [hour for hour in hours if not self._read(hour)]
                    self._runner.drain()
                    self._remove_finished()
                    if self.handled + self.failed == settled:
                        break
        finally:
            self._remove_finished()
        self.unfinished.update(hours, (due.hour for due in self._runner.left))
        self.ran_out_of_time = bool(self.unfinished) and self._failure is None and self._runner.is_over
        if self._failure is not None:
            raise self._failure

    def _read(self, hour: datetime) -> bool:
        """Offer the due reminders of an hour; return whether all were read and accepted.

        A user with very many is refused some, which are read again when the others are handled.
        """
        accepted, continuation = True, None
        while not self._runner.is_over:
            page = self._queue.list_due(hour, self._now, _PAGE, continuation)
            for reminder in page:
                accepted &= self._runner.offer(reminder.member_id, _DueReminder(hour, reminder))
            continuation = page.continuation
            if continuation is None:
                return accepted
        return False

    def _handle(self, due: _DueReminder) -> None:
        """Handle a reminder on a thread of the runner."""
        reminder = due.reminder
        if reminder.member_id in self._failing:
            with self._lock:
                self.unfinished.add(due.hour)
            return
        try:
            with RequestBudget(_MAX_SECONDS):
                following = self._handlers.handle(reminder, self._now)
        except Exception as error:  # noqa: BLE001 - one failing reminder must not stop the others
            following = self._retry_later(reminder, error)
        else:
            waits = following == reminder  # its event may still be committed
            with self._lock:
                self._failing_in_a_row = 0
                self.handled += not waits
            if waits:
                return
        with RequestBudget(_MAX_SECONDS):
            if following is None or self._enqueue(following, reminder):
                self._finish(due)

    def _enqueue(self, following: ScheduledReminder, reminder: ScheduledReminder) -> bool:
        """Enqueue the next reminder; return whether the earlier one is still to be removed."""
        self._queue.enqueue(following)
        if self._queue.replaces(following, reminder):
            return False
        if reminder.member_id not in self._failing:
            with suppress(DatabaseError):  # the next reminder corrects the position
                self._positions.move(self._queue.position_of(reminder), self._queue.position_of(following))
        return True

    def _finish(self, due: _DueReminder) -> None:
        """Remove the finished reminders of the hour when they fill a batch."""
        with self._lock:
            finished = self._finished[due.hour]
            finished.append(due.reminder)
            if len(finished) < _PAGE:
                return
            del self._finished[due.hour]
        self._queue.remove_handled(due.hour, finished)

    def _remove_finished(self) -> None:
        """Remove the other finished reminders, while no thread handles any."""
        with RequestBudget(_MAX_SECONDS):
            while self._finished:
                self._queue.remove_handled(*self._finished.popitem())

    def _retry_later(self, reminder: ScheduledReminder, error: Exception) -> ScheduledReminder | None:
        """Return the reminder for another attempt, None after too many of them."""
        with self._lock:
            self.failed += 1
            self._failures[reminder.member_id] += 1
            if isinstance(error, DatabaseError) or self._failures[reminder.member_id] >= _MAX_FAILURES:
                self._failing.add(reminder.member_id)
            if isinstance(error, DatabaseError):
                self._failing_in_a_row += 1
                if self._failing_in_a_row >= _MAX_FAILING_PER_THREAD * FairRunner.THREADS:
                    self._failure = self._failure or error
                    self._runner.stop()
        following = reminder.failed(self._now)
        outcome = "given up" if following is None else "put off"
        log = _logger.error if following is None else _logger.warning
        log("a reminder of %s %s was %s", reminder.subject, reminder.subject_id, outcome, exc_info=error)
        return following
