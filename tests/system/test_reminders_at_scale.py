"""One run of the timer among fifty thousand people: it looks at those who are due, and at nobody else."""

import gc
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.entities.entity import Entity
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import Task
from shared.entities.user import User
from shared.entities.work_session import ActiveWorkSession, WorkSession
from shared.services.service_factory import ServiceFactory
from shared.store.contract import BATCH_LIMIT, Upsert
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock

USERS, FEWER_USERS = 50_000, 5_000
WORKING = 2_000
REMINDERS = 500
SECONDS = 5.0
RUNS = 2  # one after the other: the shorter one counts, since the machine has other things to do as well
OPERATIONS_EACH = 7
OPERATIONS_ANYWAY = 40

_INSERT = "INSERT INTO documents (user_id, id, type, etag, expires_at, body) VALUES (?, ?, ?, ?, NULL, ?)"
_MINUTE = timedelta(minutes=1)


@dataclass
class Run:
    """One run of the timer: how many appointments were kept, and what that took."""

    kept: int
    operations: int
    seconds: float


@dataclass
class Outcome:
    """What the runs have come to: the names of all notifications."""

    runs: list[Run]
    told: list[str]

    @property
    def seconds(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def operations(self) -> list[int]:
        return [run.operations for run in self.runs]

    @property
    def kept(self) -> list[int]:
        return [run.kept for run in self.runs]


def _entities(users: int, now: datetime) -> Iterator[Entity]:
    """Return all that is stored of people: some work, and some are to be reminded of a task now."""
    registered = now - timedelta(days=30)
    for number in range(users):
        user_id = _name(number)
        yield User(user_id=user_id, username=user_id, created_at=registered)
        yield LifetimeTotals(user_id=user_id)
    for number, start in enumerate(_starts(now)):
        session = WorkSession(id=f"session-{number}", user_id=_name(number), start_time=start)
        yield session
        yield ActiveWorkSession(session.user_id, session.id)
    for number, reminder_time in enumerate(_reminder_times(now)):
        yield Task(
            id=f"task-{number}",
            user_id=_owner(number),
            title=f"Task {number}",
            created_at=registered,
            updated_at=registered,
            reminder_enabled=True,
            reminder_time=reminder_time,
        )


def _appointments(now: datetime) -> Iterator[ScheduledReminder]:
    """Return the agenda: who works is looked at within the next half hour, as they were half an hour ago."""
    dice = random.Random(7)  # noqa: S311 - keeps no secret
    for number, start in enumerate(_starts(now)):
        first = ScheduledReminder.with_session(_name(number), f"session-{number}", start)
        yield first.postponed(now + dice.randrange(30) * _MINUTE, now - _MINUTE)
    for number, reminder_time in enumerate(_reminder_times(now)):
        yield ScheduledReminder.with_task(
            _owner(number), f"task-{number}", reminder_time, now - timedelta(days=1)
        )


def _reminder_times(now: datetime) -> list[datetime]:
    return [now + number // REMINDERS * _MINUTE for number in range(RUNS * REMINDERS)]


def _owner(number: int) -> str:
    """Return whose task it is: some of the owners work, and some do not."""
    return _name(WORKING // 2 + 3 * number)


def _starts(now: datetime) -> list[datetime]:
    dice = random.Random(11)  # noqa: S311 - keeps no secret
    return [now - dice.randrange(31, 8 * 60) * _MINUTE for _ in range(WORKING)]


def _name(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def _fill(database: Path, entities: Iterable[Entity]) -> None:
    """Write documents as the store does, in one transaction."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            _INSERT,
            (
                (one.user_id, one.id, one.TYPE, f"filled-{number}", orjson.dumps(one.to_document()).decode())
                for number, one in enumerate(entities)
            ),
        )


def _measure(folder: Path, users: int) -> Outcome:
    """Fill a store with so many people, and let the timer run."""
    folder.mkdir()
    clock = MovableClock()
    now = datetime(2026, 3, 18, 15, 20, tzinfo=UTC)
    credentials = CredentialManager({"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}, root=folder)
    database = credentials.get_embedded_database_path()
    with closing(EmbeddedDBService(credentials, clock)) as store:
        store.ping()
        counting = CountingStore(store)
        reminders = ServiceFactory(
            credentials=credentials, store=counting, clock=clock
        ).get_reminder_service()
        clock.set(now - _MINUTE)
        reminders.deliver_due()  # the first run goes a day back
        _fill(database, _entities(users, now))
        notes: dict[str, list[Upsert]] = {}
        for one in _appointments(now):
            notes.setdefault(one.user_id, []).append(Upsert(one.to_document()))
        for partition, upserts in notes.items():
            for begin in range(0, len(upserts), BATCH_LIMIT):
                store.batch(partition, upserts[begin : begin + BATCH_LIMIT])
        runs = []
        for number in range(RUNS):
            clock.set(now + number * _MINUTE)
            gc.collect()
            counting.counts.clear()
            begun = time.perf_counter()
            kept = reminders.deliver_due()
            seconds = time.perf_counter() - begun
            runs.append(Run(kept, counting.counts.total(), seconds))
            assert reminders.deliver_due() == 0
    return Outcome(runs, _read_told(database))


def _read_told(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT id FROM documents WHERE type = 'notification'")
        return [name for (name,) in rows]


def test_a_run_takes_as_long_as_what_is_due_however_many_people_there_are(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    few = _measure(tmp_path / "few", FEWER_USERS)
    many = _measure(tmp_path / "many", USERS)
    for outcome in (few, many):
        tasks = sum(name.startswith("task_reminder:") for name in outcome.told)
        assert tasks == RUNS * REMINDERS
        assert len(outcome.told) > tasks, "and what people need at work"
    assert sorted(few.told) == sorted(many.told)
    assert few.kept == many.kept
    assert few.operations == many.operations
    for run in many.runs:
        assert REMINDERS < run.kept < REMINDERS + WORKING // 10
        assert run.operations <= OPERATIONS_EACH * run.kept + OPERATIONS_ANYWAY
    assert many.seconds < SECONDS
    record_property(
        "summary",
        f"reminders: {USERS:,} people, {WORKING:,} at work, {many.kept[0]} appointments due, "
        f"{REMINDERS} of them reminders of tasks: one run in {many.seconds:.2f} s "
        f"with {many.operations[0]} store operations; "
        f"among {FEWER_USERS:,} people {few.seconds:.2f} s with {few.operations[0]}",
    )
