"""Keeping the agenda: whatever is due is looked at, and nothing else."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.appointment import Appointment
from shared.errors import DatabaseError
from shared.repos.agenda_repo import AgendaRepository, BookmarkRepository
from shared.services.appointments import LATEST, Appointments

_PAGE = 100  # appointments read, and struck, at once
_MOST_AT_ONCE = 5000  # in one run; the next one goes on
_GRACE = timedelta(minutes=10)  # in which somebody may still note something in an hour that is over
_HOUR = timedelta(hours=1)

_logger = logging.getLogger(__name__)


class ReminderService:
    """Works off the agendas of the hours, from where the last run has come to up to now.

    A run reads as many agendas as hours have passed, one as a rule, and then looks only at those who have an
    appointment. After an outage it goes back for a day at most. Two runs at once do no harm: what is told
    bears the name of its cause.
    """

    def __init__(
        self,
        *,
        agenda: AgendaRepository,
        bookmarks: BookmarkRepository,
        appointments: Appointments,
        clock: Clock,
    ) -> None:
        self._agenda = agenda
        self._bookmarks = bookmarks
        self._appointments = appointments
        self._clock = clock

    def deliver_due(self) -> int:
        """Keep all appointments that are due; return how many there were."""
        now = self._clock.now()
        earliest, begun = _hour_of(now - LATEST), self._bookmarks.find_hour()
        kept = 0
        for hour in _hours(max(begun or earliest, earliest), now):
            kept += self._work_off(hour, now, _MOST_AT_ONCE - kept)
            if kept >= _MOST_AT_ONCE:
                return kept
        done = _hour_of(now - _GRACE)
        if begun is None or begun < done:
            self._bookmarks.move(done)
        return kept

    def _work_off(self, hour: datetime, now: datetime, most: int) -> int:
        kept, continuation = 0, None
        while kept < most:
            page = self._agenda.list_due(hour, now, _PAGE, continuation)
            done = [one for one in page.entities if self._keep(one, now)]
            if done:
                self._agenda.strike(hour, done)
            kept += len(page.entities)
            continuation = page.continuation
            if continuation is None:
                break
        return kept

    def _keep(self, appointment: Appointment, now: datetime) -> bool:
        """Keep an appointment; tell whether its note can be struck."""
        try:
            following = self._appointments.keep(appointment, now)
        except DatabaseError:
            raise  # nor can the others be kept; the next run tries again
        except Exception:  # whatever is wrong with one, the others are kept
            _logger.exception("the appointment %s was not kept", appointment.id)
            return False
        if following is None:
            return True
        if following == appointment:
            return False  # it waits for the next run
        self._agenda.note(following)
        return following.user_id != appointment.user_id  # else it has taken the place of this one


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += _HOUR
