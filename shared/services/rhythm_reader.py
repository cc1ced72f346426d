"""Reads a user's history, and keeps the rhythm up to date."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import dropwhile

from shared.clock import Clock
from shared.entities.assistant_state import AssistantState
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity, first_of
from shared.entities.focus_session import ActiveFocusSession, FocusSession
from shared.entities.rhythm import FINAL_AFTER_DAYS, MAX_HISTORY_DAYS, Rhythm, RhythmDay
from shared.entities.running_focus import RunningFocus
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_session import ActiveWorkSession
from shared.errors import DatabaseError, LostRaceError, NotFoundError
from shared.repos.rhythm_repo import RhythmRepository
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules.assistant.history import History
from shared.rules.assistant.rhythm import rhythm_day
from shared.services.public_holidays import public_holidays
from shared.services.recent_users import RecentUsers

_DAYS_BETWEEN_WRITES = 7
_WINDOW = timedelta(days=FINAL_AFTER_DAYS + _DAYS_BETWEEN_WRITES)
_MOVED = timedelta(days=32)  # how far before the account a corrected session can be
_PAGE = timedelta(days=180)
_DAY = timedelta(days=1)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, eq=False)
class RhythmReader:
    """Reads what the assistant knows of a user in one query, at any length of the history.

    Days that can still change are read from their totals, older ones from the rhythm. About once a week the
    rhythm is extended, which is one batch more; when it is missing, or the user comes back after weeks, the
    days that it lacks are read in pages of half a year.
    """

    recent_users: RecentUsers
    rhythms: RhythmRepository
    daily_totals: DailyTotalsRepository
    sessions: WorkSessionRepository
    clock: Clock

    def read(self, user_id: str) -> History:
        """Return the history of a user as of now; `NotFoundError` when there is no such account.

        With the preference `assistant` switched off it has today alone, and no rhythm is written.
        """
        return self.read_with(user_id, lambda _: ())[0]

    def read_with(
        self, user_id: str, ids_on: Callable[[date], Iterable[str]]
    ) -> tuple[History, Sequence[Entity]]:
        """Return the history, and all entities that were read: also those with the ids for today's date."""
        now, calendar = self.clock.now(), self.recent_users.find_calendar(user_id)
        if calendar is None:
            raise NotFoundError("User not found")
        today = calendar.date_of(now)
        # By another calendar than the cached one, which may be half a minute old, today may be a day off.
        days_read = _dates(today - _WINDOW - _DAY, today + _DAY)
        found = self.rhythms.read_with(user_id, days_read, ids_on(today))
        user, lifetime = first_of(User, found), first_of(LifetimeTotals, found)
        if user is None or user.closed_at is not None or lifetime is None:
            raise NotFoundError("User not found")
        return self._history(found, user, lifetime, now), found

    def _history(
        self, found: Sequence[Entity], user: User, lifetime: LifetimeTotals, now: datetime
    ) -> History:
        """Return the history of a user from what was read."""
        days = {one.local_date: one for one in found if isinstance(one, DailyTotals)}
        today = user.calendar.date_of(now)
        if user.wants_assistant:
            rhythm = self._extend(first_of(Rhythm, found), user, lifetime, days, today)
        else:
            days = {on: day for on, day in days.items() if on == today}
            rhythm = Rhythm(user_id=user.user_id, first=today)
        *since, last = (_number(days, user, on, today) for on in _dates(rhythm.end, today))
        before = dropwhile(lambda number: number.is_empty, (*rhythm.days, *since))
        return History(
            user=user,
            now=now,
            days=[*before, last][-MAX_HISTORY_DAYS:],
            recent=days,
            running=self.sessions.find_running(first_of(ActiveWorkSession, found)),
            state=first_of(AssistantState, found) or AssistantState(user_id=user.user_id),
            lifetime=lifetime,
            focus=_running_focus(found, now),
            holidays=public_holidays,
        )

    def _extend(
        self,
        rhythm: Rhythm | None,
        user: User,
        lifetime: LifetimeTotals,
        recent: Mapping[date, DailyTotals],
        today: date,
    ) -> Rhythm:
        """Return the rhythm up to the days that can change; store it if it lacks a week of them or more."""
        final = today - FINAL_AFTER_DAYS * _DAY
        oldest = max(today - (MAX_HISTORY_DAYS - 1) * _DAY, user.calendar.date_of(user.created_at) - _MOVED)
        if rhythm is None or rhythm.end < oldest:
            rhythm = Rhythm(user_id=user.user_id, first=oldest)
        if rhythm.end + _DAYS_BETWEEN_WRITES * _DAY > final:
            return rhythm
        totals = {**self._list_days(user.user_id, rhythm.end, today - _WINDOW), **recent}
        missing = (_number(totals, user, on, today) for on in _dates(rhythm.end, final - _DAY))
        extended = rhythm.extend(missing, today)
        try:
            self.rhythms.keep(extended, lifetime)
        except (DatabaseError, LostRaceError):  # a later call stores it
            _logger.info("A rhythm could not be stored", exc_info=True)
        return extended

    def _list_days(self, user_id: str, first: date, before: date) -> dict[date, DailyTotals]:
        """Return the totals from a day on that are before another one, in pages."""
        found: dict[date, DailyTotals] = {}
        while first < before:
            last = min(before, first + _PAGE) - _DAY
            found |= {day.local_date: day for day in self.daily_totals.list_between(user_id, first, last)}
            first = last + _DAY
        return found


def _running_focus(found: Iterable[Entity], now: datetime) -> FocusSession | None:
    """Return the focus session or break that runs; a pointer of an earlier version has no copy of it."""
    pointer = first_of(ActiveFocusSession, found)
    if pointer is None:
        return None
    running = RunningFocus(session=pointer.session, interrupted=pointer.interrupted, ends_by=pointer.ends_by)
    return running.settled(now).session


def _number(totals: Mapping[date, DailyTotals], user: User, on: date, today: date) -> RhythmDay:
    day = totals.get(on)
    return RhythmDay() if day is None else rhythm_day(day, user, today)


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + number * _DAY for number in range((last - first).days + 1))
