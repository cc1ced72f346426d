"""A domain event and its rewards as one commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.checks import MAX_OFFLINE, past_moment
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord, Outcome
from shared.errors import AvanochiError, DocumentNotFoundError
from shared.repos.conflicts import retry_on_conflict
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.reminder_queue import ReminderQueue
from shared.repos.stored_forms import from_stored, to_stored
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.services.deliveries.deliveries import Deliveries
from shared.services.leaderboard import Leaderboard
from shared.services.unit_of_work import UnitOfWork, WeekChange
from shared.store.budget import RequestBudget
from shared.store.contract import DocumentStore, Upsert

ResultT = TypeVar("ResultT")
ValueT = TypeVar("ValueT", bound=msgspec.Struct)

_LOCKS = 1024
_MAX_LOCK_SECONDS = 5.0

_unused_keys: ContextVar[list[IdempotencyKey] | None] = ContextVar("idempotency_keys", default=None)

Join = Callable[[UnitOfWork, Callable[[UnitOfWork], Any]], Any]
"""Runs an operation with more reads and writes in the same commit; returns its result."""

_join: ContextVar[Join | None] = ContextVar("join", default=None)


def _done_at(
    at: datetime | None, operation: Callable[[UnitOfWork], ValueT]
) -> Callable[[UnitOfWork], ValueT]:
    """Return an operation that was done at a moment; `ValidationError` when it runs, after any replay."""

    def run(unit: UnitOfWork) -> ValueT:
        unit.at = past_moment(at, unit.now, MAX_OFFLINE)
        return operation(unit)

    return operation if at is None else run


def _joint(operation: Callable[[UnitOfWork], ResultT]) -> Callable[[UnitOfWork], ResultT]:
    """Return an operation with what the context joins to it."""
    join = _join.get()
    return operation if join is None else lambda unit: cast("ResultT", join(unit, operation))


@contextmanager
def idempotent(key: IdempotencyKey | None) -> Iterator[None]:
    """Set the idempotency key of the current request within the context; one operation can take it."""
    token = _unused_keys.set(None if key is None else [key])
    try:
        yield
    finally:
        _unused_keys.reset(token)


@contextmanager
def joined(join: Join) -> Iterator[None]:
    """Let `join` run the operations that are committed within the context, which use no idempotency key."""
    token = _join.set(join)
    try:
        with idempotent(None):
            yield
    finally:
        _join.reset(token)


def take_key() -> IdempotencyKey | None:
    """Return the idempotency key of the current request, for its only operation.

    `RuntimeError` for a second operation, whose answer the key would replace by that of the first.
    """
    keys = _unused_keys.get()
    if keys is None:
        return None
    if not keys:
        raise RuntimeError("the request's idempotency key was taken by another operation")
    return keys.pop()


@dataclass(frozen=True, kw_only=True, eq=False)
class Transactions:
    """Commits operations, each as one batch; an operation that loses a race runs again.

    An operation reads, decides and writes through its unit of work, and has no other effects.
    """

    store: DocumentStore
    clock: Clock
    users: UserRepository
    lifetime_totals: LifetimeTotalsRepository
    daily_totals: DailyTotalsRepository
    records: IdempotencyRepository
    leaderboard: Leaderboard
    reminders: ReminderQueue
    deliveries: Deliveries
    credentials: CredentialManager
    _locks: list[Lock] = field(default_factory=lambda: [Lock() for _ in range(_LOCKS)], init=False)

    def run(
        self,
        user_id: str,
        operation: Callable[[UnitOfWork], ValueT],
        *,
        entity: type[ValueT],
        at: datetime | None = None,
    ) -> Outcome[ValueT]:
        """Commit an operation at most once per idempotency key of the request; return its outcome.

        It is done now, or was done `at` a moment of the last 24 hours: `ValidationError` for any other. For a
        key that was used before, the first result, of class `entity`, is replayed. `DatabaseError` when every
        attempt lost its race.
        """
        key = take_key()
        operation = _done_at(at, operation)
        if key is None:
            return self._commit_outcome(user_id, operation)

        def find_first() -> Outcome[ValueT] | None:
            record = self.records.find_record(user_id, key)
            if record is None:
                return None
            return Outcome(from_stored(entity, record.answer), replayed=True, earned=record.earned)

        def attempt(unit: UnitOfWork) -> tuple[Outcome[ValueT], WeekChange | None]:
            first = find_first()
            if first is not None:
                return first, None
            try:
                value = operation(unit)
            except AvanochiError:
                # The cause may be the same request, sent twice at once and committed in the meantime.
                first = find_first()
                if first is None:
                    raise
                return first, None
            unit.require_account()
            earned = unit.earned()
            unit.create(
                IdempotencyRecord(
                    user_id=user_id,
                    key=key.key,
                    fingerprint=key.fingerprint,
                    answer=to_stored(value),
                    earned=earned,
                )
            )
            return Outcome(value, earned=earned), self._write(unit)

        return self._execute(user_id, attempt)

    def commit_event(
        self, user_id: str, operation: Callable[[UnitOfWork], ValueT], *, at: datetime | None = None
    ) -> Outcome[ValueT]:
        """Commit an operation, done now or `at` a moment of the last 24 hours; return result and rewards."""
        return self._commit_outcome(user_id, _done_at(at, operation))

    def _commit_outcome(self, user_id: str, operation: Callable[[UnitOfWork], ValueT]) -> Outcome[ValueT]:
        joint = _joint(operation)
        value, earned = self._commit(user_id, lambda unit: (joint(unit), unit.earned()))
        return Outcome(value, earned=earned)

    def commit(self, user_id: str, operation: Callable[[UnitOfWork], ResultT]) -> ResultT:
        """Commit an operation and return its result; `DatabaseError` when every attempt lost its race."""
        return self._commit(user_id, _joint(operation))

    def _commit(self, user_id: str, operation: Callable[[UnitOfWork], ResultT]) -> ResultT:
        return self._execute(user_id, lambda unit: (operation(unit), self._write(unit)))

    def _execute(
        self, user_id: str, attempt: Callable[[UnitOfWork], tuple[ResultT, WeekChange | None]]
    ) -> ResultT:
        now = self.clock.now()

        def locked_attempt() -> tuple[ResultT, WeekChange | None]:
            with self._locked(user_id):
                unit = UnitOfWork(
                    user_id, now, self.users, self.lifetime_totals, self.daily_totals, self.credentials
                )
                return attempt(unit)

        result, changed = retry_on_conflict(locked_attempt)
        if changed is not None:
            # After the lock is released: other threads of the user need not wait for it.
            self.leaderboard.publish_week(*changed)
        return result

    def _write(self, unit: UnitOfWork) -> WeekChange | None:
        """Commit the writes of a unit; return how they change the user's week."""
        writes = unit.writes()
        if not writes:
            return None
        # Enqueue before committing: an unneeded reminder is dropped, a missing one would never be noticed.
        reminders = unit.scheduled_reminders()
        for reminder in reminders:
            self.reminders.enqueue(reminder)
        deliveries = [
            delivery
            for user, notification in unit.notifications()
            for delivery in self.deliveries.enqueue(user, notification)
        ]
        positions = [Upsert(to_stored(self.reminders.position_of(reminder))) for reminder in reminders]
        try:
            self.store.batch(unit.user_id, [*writes, *positions])
        except DocumentNotFoundError:
            enqueued = reminders or deliveries
            if enqueued and self.users.find_user(unit.user_id) is None:  # closed at the same time
                for reminder in reminders:
                    self.reminders.remove(reminder)
                self.deliveries.withdraw(deliveries)
            raise
        return unit.changed_week()

    @contextmanager
    def _locked(self, user_id: str) -> Iterator[None]:
        """Serialize the threads that change the same user's totals, which would otherwise lose races.

        Only performance depends on the lock, which users may share: a thread waits for it at most 5 seconds,
        and for at most half the time that its request has left.
        """
        lock = self._locks[hash(user_id) % _LOCKS]
        budget = RequestBudget.current()
        seconds = _MAX_LOCK_SECONDS if budget is None else min(_MAX_LOCK_SECONDS, budget.remaining / 2)
        acquired = lock.acquire(timeout=max(0.0, seconds))
        try:
            yield
        finally:
            if acquired:
                lock.release()
