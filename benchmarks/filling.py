"""Fills a store with years of a user's history and thousands of other users."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity
from shared.entities.sign_in import UsernameReservation
from shared.entities.task import Task
from shared.entities.totals import LifetimeTotals
from shared.entities.user import AccountIndexEntry, User
from shared.entities.work_session import WorkSession
from shared.ids import new_id
from shared.repos.keys import ACCOUNT_INDEX, LIFETIME_TOTALS_ID
from shared.repos.stored_forms import from_stored, to_stored
from shared.store.contract import BATCH_LIMIT, Create, Document, DocumentStore
from shared.views.task import Priority

_DOCUMENTS_A_DAY = 70
_SESSIONS_A_DAY = 6
_SESSION = timedelta(minutes=70)
_COMPLETED_OF_TEN = 8
_PRIORITIES = tuple(Priority)
_PRINT_EVERY_SECONDS = 5.0


def fill_history(store: DocumentStore, user_id: str, documents: int) -> list[str]:
    """Add at least this number of tasks, work sessions and daily totals to a user's history, up to yesterday.

    Returns the ids of a few hundred of the tasks, evenly distributed over the history.
    """
    days = documents // _DOCUMENTS_A_DAY + 1
    today = Clock().now().replace(hour=8, minute=0, second=0, microsecond=0)
    tasks_a_day = _DOCUMENTS_A_DAY - _SESSIONS_A_DAY - 1
    lifetime = from_stored(LifetimeTotals, store.read(LIFETIME_TOTALS_ID, user_id))
    task_ids: list[str] = []

    def history() -> Iterator[Document]:
        nonlocal lifetime
        for age in range(days, 0, -1):
            morning = today - timedelta(days=age)
            tasks = [_task(user_id, morning, number) for number in range(tasks_a_day)]
            sessions = [_session(user_id, morning + number * _SESSION) for number in range(_SESSIONS_A_DAY)]
            day = DailyTotals(
                user_id=user_id,
                local_date=morning.date(),
                completed_tasks=sum(task.completed for task in tasks),
                finished_sessions=len(sessions),
                worked_seconds=sum(session.seconds for session in sessions),
            )
            lifetime = replace(
                lifetime,
                total_tasks=lifetime.total_tasks + len(tasks),
                completed_tasks=lifetime.completed_tasks + day.completed_tasks,
                finished_sessions=lifetime.finished_sessions + len(sessions),
                worked_centihours=lifetime.worked_centihours + sum(s.centihours for s in sessions),
                active_days=lifetime.active_days.with_day(day.local_date),
            )
            task_ids.extend(task.id for task in tasks)
            entities: tuple[Entity, ...] = (*tasks, *sessions, day)
            yield from (to_stored(entity) for entity in entities)

    _write(store, user_id, history(), days * _DOCUMENTS_A_DAY, "documents of the user")
    store.replace(to_stored(lifetime), lifetime.etag)
    return task_ids[:: max(1, len(task_ids) // 300)]


def fill_others(store: DocumentStore, users: int) -> None:
    """Add registered users, each with a username, an account, totals and a task."""
    progress = _Progress(users, "other users")
    now = Clock().now()
    accounts: list[Document] = []
    for number in range(users):
        user = User(user_id=new_id(), username=f"other-{number}", created_at=now, password_hash="none")  # noqa: S106
        reservation = UsernameReservation(username=user.username, owner_id=user.user_id, reserved_at=now)
        store.create(to_stored(reservation))
        entities: tuple[Entity, ...] = (
            user,
            LifetimeTotals(user_id=user.user_id, total_tasks=1),
            _task(user.user_id, now, number),
        )
        store.batch(user.user_id, [Create(to_stored(entity)) for entity in entities])
        accounts.append(to_stored(AccountIndexEntry(id=user.user_id, created_at=now)))
        progress.add(1)
    _write(store, ACCOUNT_INDEX, accounts, users, "account index entries")


def _task(user_id: str, morning: datetime, number: int) -> Task:
    moment = morning + timedelta(minutes=7 * number, microseconds=number)
    task = Task(
        id=new_id(),
        user_id=user_id,
        title=f"Write chapter {number} of the report",
        description="Describe the measurements and their meaning for the next quarter.",
        priority=_PRIORITIES[number % 3],
        tags=("report", f"chapter-{number % 10}"),
        due_date=moment + timedelta(days=7),
        created_at=moment,
        updated_at=moment,
    )
    return task.complete(moment, morning.date()) if number % 10 < _COMPLETED_OF_TEN else task


def _session(user_id: str, start: datetime) -> WorkSession:
    session = WorkSession(id=new_id(), user_id=user_id, start_time=start)
    return session.end_session(start + _SESSION, start.date())


def _write(store: DocumentStore, user_id: str, documents: Iterable[Document], total: int, what: str) -> None:
    progress = _Progress(total, what)
    operations: list[Create] = []
    for document in documents:
        operations.append(Create(document))
        if len(operations) == BATCH_LIMIT:
            store.batch(user_id, operations)
            progress.add(len(operations))
            operations = []
    if operations:
        store.batch(user_id, operations)
        progress.add(len(operations))


class _Progress:
    """Prints the progress every few seconds, and the duration at the end."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._done = total, what, 0
        self._started = self._printed = time.monotonic()

    def add(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if self._done == self._total or now - self._printed > _PRINT_EVERY_SECONDS:
            self._printed = now
            seconds = now - self._started
            print(f"  filling: {self._done:,} of {self._total:,} {self._what}, {seconds:.0f} s", flush=True)
