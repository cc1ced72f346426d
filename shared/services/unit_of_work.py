"""A deed and its rewards as one commit."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Lock
from typing import TypeVar

from shared.clock import Clock
from shared.entities.calendar import Calendar, week_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity
from shared.entities.events import DomainEvent, TaskCreated, TaskDeleted
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.user import User
from shared.entities.weekly_totals import WeeklyTotals
from shared.errors import LOST_RACE, AvanochiError, DatabaseError
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.reminder_queue import ReminderQueue
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards import rewards
from shared.services.leaderboard import Leaderboard
from shared.store.contract import Create, Delete, DocumentStore, Operation, Replace

EntityT = TypeVar("EntityT", bound=Entity)

WeekChange = tuple[User, WeeklyTotals, WeeklyTotals]
"""Whose week a commit has changed, what it was before, and what it is."""

_PATIENCE_SECONDS = 8.0  # how long a unit that keeps losing its race is tried again
_MAX_PAUSE_SECONDS = 0.05
_TURNS = 64
_MAX_TURN_SECONDS = 4.0


class UnitOfWork:
    """One attempt at a deed: what it has read, what it is going to write, at one moment in time."""

    def __init__(
        self,
        user_id: str,
        now: datetime,
        *,
        users: UserRepository,
        progress: LifetimeTotalsRepository,
        days: DailyTotalsRepository,
    ) -> None:
        self.user_id = user_id
        self.now = now
        self._users = users
        self._progress_repo = progress
        self._day_repo = days
        self._writes: list[Operation] = []
        self._appointments: list[ScheduledReminder] = []
        self._user: User | None = None
        self._read: LifetimeTotals | None = None
        self._progress: LifetimeTotals | None = None
        self._read_days: dict[date, DailyTotals] = {}
        self._days: dict[date, DailyTotals] = {}

    @property
    def user(self) -> User:
        """The user; `NotFoundError` when the account is gone."""
        if self._user is None:
            self._user = self._users.get_user(self.user_id)
        return self._user

    @property
    def calendar(self) -> Calendar:
        """The user's days; `NotFoundError` when the account is gone."""
        return self.user.calendar

    @property
    def today(self) -> date:
        """The user's local date at this moment."""
        return self.calendar.date_of(self.now)

    @property
    def week(self) -> WeeklyTotals:
        """The user's week at this moment, with what it has brought so far."""
        return self.require_account().week.turned_to(week_of(self.today))

    def day(self, on: date) -> DailyTotals:
        """Return the totals of a day, with what this unit has recorded so far."""
        if on not in self._read_days:
            self._read_days[on] = self._day_repo.get_of(self.user_id, on)
        return self._days.get(on, self._read_days[on])

    def create(self, entity: Entity) -> None:
        """Write a new entity."""
        self._writes.append(Create(entity.to_document()))

    def replace(self, entity: Entity) -> None:
        """Overwrite the version that was read."""
        self._writes.append(Replace(entity.to_document(), entity.etag))

    def delete(self, entity: Entity) -> None:
        """Remove the version that was read."""
        self._writes.append(Delete(entity.id, entity.etag))

    def record(self, event: DomainEvent) -> None:
        """Count a deed: in the lifetime totals, and in those of the days that it moves."""
        progress = self.require_account()
        if isinstance(event, TaskCreated | TaskDeleted):
            self._progress = rewards.count(progress, event)
            return
        days = {on: self.day(on) for on in sorted(rewards.days_of(event))}
        rewarded = rewards.reward(progress, days, event, self.now, self.today)
        self._progress = rewarded.progress
        self._days.update(rewarded.days)
        for entry in rewarded.entries:
            self.create(entry)

    def schedule(self, reminder: ScheduledReminder) -> None:
        """Have the user looked at again; what is true by then is what the commit has left."""
        self._appointments.append(reminder)

    def appointments(self) -> list[ScheduledReminder]:
        """Return whom to look at, and when: with the first deed of a week also at its end.

        What has reached into this week from yesterday, and is told of only now, counts for yesterday's week.
        """
        if self._read is None or self._progress is None or self._user is None:
            return self._appointments
        yesterday = self.today - timedelta(days=1)
        weeks = {self._progress.week.name, *(week_of(on) for on in self._days if on >= yesterday)}
        new = sorted(weeks - {self._read.week.name})
        return [
            *self._appointments,
            *(ScheduledReminder.with_week(self.user_id, one, self.now) for one in new),
        ]

    def require_account(self) -> LifetimeTotals:
        """Let the commit succeed only while the account is alive, and return its totals.

        The totals end with the account, and the commit is guarded by their ETag.
        `NotFoundError` when the account is gone already.
        """
        if self._progress is None:
            self._read = self._progress = self._progress_repo.get_of(self.user_id)
        return self._progress

    def changed_week(self) -> WeekChange | None:
        """Return what the commit changes of the user's week; None where it changes nothing."""
        if self._read is None or self._progress is None or self._user is None:
            return None
        before, after = self._read.week, self._progress.week
        return None if after == before else (self._user, before, after)

    def operations(self) -> list[Operation]:
        """Return all that is to be written, each write guarded by what was read."""
        if not self._writes and not self._days and self._progress is self._read:
            return []  # nothing has changed, and there is nothing to guard
        totals: list[Entity] = [*self._days.values()]
        if self._progress is not None:
            totals.append(self._progress)
        guarded: list[Operation] = [
            Replace(entity.to_document(), entity.etag) if entity.etag else Create(entity.to_document())
            for entity in totals
        ]
        return [*self._writes, *guarded]


class Transactions:
    """Runs units of work: each is read, decided and committed as one batch, and anew on a lost race."""

    def __init__(
        self,
        store: DocumentStore,
        *,
        clock: Clock,
        users: UserRepository,
        progress: LifetimeTotalsRepository,
        days: DailyTotalsRepository,
        answers: IdempotencyRepository,
        leaderboard: Leaderboard,
        reminder_queue: ReminderQueue,
    ) -> None:
        self._store = store
        self._leaderboard = leaderboard
        self._reminder_queue = reminder_queue
        self._clock = clock
        self._users = users
        self._progress = progress
        self._days = days
        self._answers = answers
        self._turns = [Lock() for _ in range(_TURNS)]

    def run(
        self,
        user_id: str,
        work: Callable[[UnitOfWork], EntityT],
        *,
        entity: type[EntityT],
        retry: IdempotencyKey | None = None,
    ) -> EntityT:
        """Do `work` and commit what it wrote; return what it returned.

        `work` reads, decides and writes through its unit, has no other effects, and is called again
        when somebody else changed what it had read. With a `retry` that was answered before, nothing
        is done and the first answer comes back. `DatabaseError` when every attempt lost its race.
        """
        now = self._clock.now()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        pause = 0.001
        while True:
            try:
                with self._turn(user_id):
                    result, changed = self._attempt(user_id, now, work, entity, retry)
            except LOST_RACE as error:
                if time.monotonic() > deadline:
                    raise DatabaseError("Too many changes at once: nothing was written") from error
            else:
                if changed is not None:
                    self._leaderboard.publish_week(*changed)
                return result
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads the contenders, keeps no secret
            pause = min(2 * pause, _MAX_PAUSE_SECONDS)

    @contextmanager
    def _turn(self, user_id: str) -> Iterator[None]:
        """Let threads that change the same user's totals take turns: they would only lose races.

        It is a courtesy that nothing depends on, and it is not waited for very long.
        """
        turn = self._turns[hash(user_id) % _TURNS]
        taken = turn.acquire(timeout=_MAX_TURN_SECONDS)
        try:
            yield
        finally:
            if taken:
                turn.release()

    def _attempt(
        self,
        user_id: str,
        now: datetime,
        work: Callable[[UnitOfWork], EntityT],
        entity: type[EntityT],
        retry: IdempotencyKey | None,
    ) -> tuple[EntityT, WeekChange | None]:
        first = self._find_first_answer(user_id, retry, entity)
        if first is not None:
            return first, None
        unit = UnitOfWork(user_id, now, users=self._users, progress=self._progress, days=self._days)
        try:
            result = work(unit)
        except AvanochiError:
            # The same request, sent twice at once, may have been what came in between.
            first = self._find_first_answer(user_id, retry, entity)
            if first is None:
                raise
            return first, None
        if retry is not None:
            unit.require_account()
            unit.create(IdempotencyRecord(user_id, retry.key, retry.fingerprint, result.to_document()))
        operations = unit.operations()
        if operations:
            # First the agenda: a note that proves idle is struck, one that is missing would never be missed.
            for reminder in unit.appointments():
                self._reminder_queue.note(reminder)
            self._store.batch(user_id, operations)
        return result, unit.changed_week() if operations else None

    def _find_first_answer(
        self, user_id: str, retry: IdempotencyKey | None, entity: type[EntityT]
    ) -> EntityT | None:
        if retry is None:
            return None
        first = self._answers.find_answer(user_id, retry)
        if first is None:
            return None
        retry.replayed = True
        return entity.from_document(first.answer)
