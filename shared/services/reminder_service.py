"""Keeping the agenda: whatever is due is looked at, and nothing else."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.scheduled_reminder import KEPT_BEYOND, ScheduledReminder
from shared.errors import DatabaseError
from shared.repos.reminder_queue import CheckpointRepository, ReminderQueue
from shared.services.reminder_handlers import LATEST, ReminderHandlers

_PAGE = 100  # appointments read, and struck, at once
_MAX_AT_ONCE = 5000  # kept in one run; the next one goes on
_MAX_EACH = 100  # with one member in one run
_MAX_FAILING = 3  # members one after the other, before the store is held to be down
_GRACE = timedelta(minutes=10)  # in which somebody may still note something in an hour that is over
_HOUR = timedelta(hours=1)

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Run:
    """What one run has come to."""

    now: datetime
    kept: int = 0
    looks: Counter[str] = field(default_factory=Counter)  # at each member
    failing: set[str] = field(default_factory=set)  # members whose documents cannot be read, or written
    in_a_row: int = 0  # of them, with nobody else in between
    failure: DatabaseError | None = None  # the one that has ended the run

    @property
    def is_over(self) -> bool:
        return self.failure is not None or self.kept >= _MAX_AT_ONCE

    def has_time_for(self, member_id: str) -> bool:
        return not self.is_over and member_id not in self.failing and self.looks[member_id] < _MAX_EACH


class ReminderService:
    """Works off the agendas of the hours, from where the last run has come to up to now.

    A run reads one agenda for each hour that has passed, after an outage of up to 60 days as well: one as a
    rule, and two in the first ten minutes of an hour. It then looks only at those who have an appointment,
    and at nobody so often that others have to wait. Who cannot be looked at is tried again later and later,
    for a day. Two runs at once do no harm: what is told bears the name of its cause.
    """

    def __init__(
        self,
        *,
        reminder_queue: ReminderQueue,
        checkpoints: CheckpointRepository,
        appointments: ReminderHandlers,
        clock: Clock,
    ) -> None:
        self._reminder_queue = reminder_queue
        self._checkpoints = checkpoints
        self._appointments = appointments
        self._clock = clock

    def deliver_due(self) -> int:
        """Keep the appointments that are due; return how many were kept.

        `DatabaseError` when the agenda, or the documents of several people in a row, cannot be read or
        written; the next run goes on.
        """
        run, begun = _Run(self._clock.now()), self._checkpoints.find_hour()
        done = _hour_of(run.now - _GRACE)
        for hour in _hours(_first_of(begun, run.now), run.now):
            if not self._work_off(hour, run) or run.is_over:
                done = min(done, hour)
            if run.is_over:
                break
        if run.kept:
            _logger.info("%d appointments were kept", run.kept)
        if run.failure is not None:
            raise run.failure
        if run.is_over:
            _logger.warning("more is due than one run can do: the next one goes on")
        if begun is None or begun < done:
            self._checkpoints.move(done)
        return run.kept

    def _work_off(self, hour: datetime, run: _Run) -> bool:
        """Keep what is due in an hour; tell whether nothing is left."""
        left, continuation = False, None
        while not run.is_over:
            page = self._reminder_queue.list_due(hour, run.now, _PAGE, continuation)
            struck = []
            for one in page.entities:
                if not run.has_time_for(one.member_id):
                    left = True
                elif self._keep(one, run):
                    struck.append(one)
            if struck:
                self._reminder_queue.strike(hour, struck)
            continuation = page.continuation
            if continuation is None:
                return not left
        return False

    def _keep(self, reminder: ScheduledReminder, run: _Run) -> bool:
        """Keep an appointment; tell whether its note can be struck."""
        run.looks[reminder.member_id] += 1
        try:
            following = self._appointments.keep(reminder, run.now)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are kept
            following = self._put_off(reminder, error, run)
        else:
            run.in_a_row = 0
            if following == reminder:
                return False  # it waits for the next run
            run.kept += 1
        if following is None:
            return True
        self._reminder_queue.note(following)
        return following.user_id != reminder.user_id  # else it has taken the place of this one

    def _put_off(self, reminder: ScheduledReminder, error: Exception, run: _Run) -> ScheduledReminder | None:
        """Return the note for another attempt, None when there were enough of them."""
        if isinstance(error, DatabaseError):
            run.failing.add(reminder.member_id)
            run.in_a_row += 1
            if run.in_a_row >= _MAX_FAILING:
                run.failure = error
        following = reminder.failed(run.now)
        if following is None:
            _logger.error("the appointment %s was given up", reminder.id, exc_info=error)
        else:
            _logger.warning("the appointment %s was not kept", reminder.id, exc_info=error)
        return following


def _first_of(begun: datetime | None, now: datetime) -> datetime:
    """Return the first hour to work off: of the very first run, which has no bookmark, a day ago."""
    return max(begun, _hour_of(now - KEPT_BEYOND)) if begun else _hour_of(now - LATEST)


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += _HOUR
