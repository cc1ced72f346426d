"""One run of the timer that sends deliveries."""

import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event, Lock

from shared.clock import Clock
from shared.entities.delivery import Delivery
from shared.errors import DatabaseError
from shared.repos.delivery_repo import DeliveryQueue
from shared.services.deliveries.attempts import Attempted, DeliveryAttempts, Result
from shared.services.fair_runner import FairRunner
from shared.views.link import ChatChannel

_PAGE = 100  # deliveries read at once
_IN_ORDER = 8  # messages to a chat that are sent one after another; of more, some are sent at once
_SHORT_PAUSE = timedelta(seconds=3)  # of a workspace, for which a run waits
_MAX_FAILING = FairRunner.THREADS  # calls of a platform in a row, before it counts as down
_MAX_DATABASE_ERRORS = 3 * FairRunner.THREADS  # in a row, before the store counts as down

_logger = logging.getLogger(__name__)


class DeliveryRun:
    """Sends the due deliveries of some hours until its time is used up; the chats take turns.

    A platform of which many calls in a row fail is not called again in the run. `results` counts the results
    by channel, `refused` and `accepted` have the workspaces for which the app's credential was refused or
    worked, and `errors` the last error of each channel.
    """

    def __init__(
        self,
        queue: DeliveryQueue,
        attempts: DeliveryAttempts,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._attempts = attempts
        self._clock = clock
        self._runner = FairRunner(self._handle, clock.monotonic)
        self._lock = Lock()
        self._offered: Counter[str] = Counter()  # by link
        self._failing_in_a_row: Counter[ChatChannel] = Counter()
        self._database_errors_in_a_row = 0
        self._failure: DatabaseError | None = None  # the failure that ended the run
        self._resumes_at: datetime | None = None  # when the first of the paused workspaces takes messages
        self.results: dict[ChatChannel, Counter[Result]] = {channel: Counter() for channel in ChatChannel}
        self.refused: dict[ChatChannel, set[str]] = {channel: set() for channel in ChatChannel}
        self.accepted: dict[ChatChannel, set[str]] = {channel: set() for channel in ChatChannel}
        self.errors: dict[ChatChannel, str] = {}
        self.ran_out_of_time = False

    def handle(self, hours: Sequence[datetime]) -> None:
        """Send the due deliveries of these hours; `DatabaseError` when the store does not answer."""
        with self._runner:
            is_resumed = True
            while is_resumed:
                self._resumes_at = None
                for hour in hours:
                    self._read(hour)
                self._runner.drain()
                is_resumed = self._wait_for_workspaces()
        self.ran_out_of_time = self._runner.is_over and self._failure is None
        if self._failure is not None:
            raise self._failure

    def _wait_for_workspaces(self) -> bool:
        """Wait until a paused workspace takes messages again, if that is soon; return whether it does."""
        resumes_at = self._resumes_at
        if resumes_at is None or self._runner.is_over:
            return False
        pause = resumes_at - self._clock.now()
        if pause > _SHORT_PAUSE:
            return False
        Event().wait(max(0.0, pause.total_seconds()))
        return self._clock.now() >= resumes_at

    def _read(self, hour: datetime) -> None:
        """Offer the due deliveries of an hour; those that are refused are left for the next run."""
        continuation, now = None, self._clock.now()
        while not self._runner.is_over:
            page = self._queue.list_due(hour, now, _PAGE, continuation)
            for delivery in page:
                self._runner.offer(self._lane_of(delivery), delivery)
            continuation = page.continuation
            if continuation is None:
                return

    def _lane_of(self, delivery: Delivery) -> str:
        """Return the group of a delivery: one for the first messages to a chat, more if there are many."""
        number = self._offered[delivery.link_id]
        self._offered[delivery.link_id] += 1
        return f"{delivery.link_id}:{number // _IN_ORDER % FairRunner.THREADS}"

    def _handle(self, delivery: Delivery) -> None:
        """Send a delivery on a thread of the runner."""
        if self._failing_in_a_row[delivery.channel] >= _MAX_FAILING:
            return
        try:
            attempted = self._attempts.attempt(delivery)
        except DatabaseError as error:
            self._count_database_error(error)
            return
        except Exception as error:
            _logger.exception("a delivery failed")
            attempted = Attempted(Result.FAILED, f"{type(error).__name__}")
            with suppress(DatabaseError):
                self._attempts.put_off(delivery)
        self._count(delivery, attempted)

    def _count_database_error(self, error: DatabaseError) -> None:
        _logger.warning("a delivery was left for the next run", exc_info=error)
        with self._lock:
            self._database_errors_in_a_row += 1
            if self._database_errors_in_a_row >= _MAX_DATABASE_ERRORS:
                self._failure = self._failure or error
                self._runner.stop()

    def _count(self, delivery: Delivery, attempted: Attempted) -> None:
        channel, result = delivery.channel, attempted.result
        with self._lock:
            self._database_errors_in_a_row = 0
            self.results[channel][result] += 1
            if attempted.paused_until is not None:
                self._resumes_at = min(self._resumes_at or attempted.paused_until, attempted.paused_until)
            if attempted.error:
                self.errors[channel] = attempted.error
            if result is Result.FAILED:
                self._failing_in_a_row[channel] += 1
            elif result is Result.SENT:
                self._failing_in_a_row[channel] = 0
                self.accepted[channel].add(delivery.workspace_key)
            elif result is Result.REFUSED:
                self.refused[channel].add(delivery.workspace_key)
