"""Group commit: writes that wait while one transaction is synced share the next one.

A commit costs one sync of the disk, independent of its size. Of the threads that write at once, one leads: it
writes everything into one transaction, each thread's statements in a savepoint of their own, and no thread
continues before the commit. For a thread that writes alone this costs nothing.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.errors import (
    DatabaseError,
    DocumentChangedError,
    DocumentExistsError,
    DocumentNotFoundError,
    LostRaceError,
)
from shared.store.sqlite.connection import CHECKPOINT_PAGES, Connection, ConnectionPool

_PURGE_EVERY_SECONDS = 60.0
_MAX_PURGED = 200  # documents in one transaction, so that it does not delay the writes in it
_PURGE = (
    "DELETE FROM documents WHERE rowid IN"
    " (SELECT rowid FROM documents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)"
)
_EXISTS = "SELECT 1 FROM documents WHERE user_id = ? AND id = ? AND (expires_at <= ?) IS NOT TRUE"


@dataclass(slots=True)
class Statement:
    """The write of one document; it fails unless it changes exactly one row."""

    sql: str
    values: tuple[str | float | None, ...]
    user_id: str
    document_id: str
    creates: bool = False


@dataclass(slots=True)
class PendingWrite:
    """Statements that are written all or none, with one current time; `error` is why they were not.

    An urgent write may use the reserved space when the disk is full.
    """

    statements: Sequence[Statement]
    now: float
    urgent: bool = False
    error: BaseException | None = None
    done: bool = False
    ready: threading.Lock = field(default_factory=threading.Lock)


class CommitQueue:
    """Commits writes in the order of their arrival, all that are waiting in one transaction."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._mutex = threading.Lock()
        self._has_leader = False
        self._waiting: deque[PendingWrite] = deque()
        self._next_purge = 0.0

    def write(self, pending: PendingWrite) -> None:
        """Return when the write is on the disk; raise its error if nothing of it was written."""
        with self._mutex:
            follows, self._has_leader = self._has_leader, True
            if follows:
                pending.ready.acquire()
                self._waiting.append(pending)
        if follows:
            pending.ready.acquire()  # until the leader has written it or makes this thread the leader
        if not pending.done:
            self._lead(pending)
        if pending.error is not None:
            raise pending.error

    def _lead(self, pending: PendingWrite) -> None:
        with self._mutex:
            group = [pending, *self._waiting]
            self._waiting.clear()
        try:
            self._commit(group)
        except BaseException:
            for member in group:
                member.error = DatabaseError("The store failed")
            raise
        finally:
            with self._mutex:
                successor = self._waiting.popleft() if self._waiting else None
                self._has_leader = successor is not None
            if successor is not None:
                successor.ready.release()
            for follower in group[1:]:
                follower.done = True
                follower.ready.release()

    def _commit(self, group: list[PendingWrite]) -> None:
        self._pool.discard_if_moved()
        try:
            self._pool.require_room()
        except DatabaseError as error:
            _fail_all(group, error)
        else:
            failure = self._try_commit(group)
            if failure is None or not self._pool.release_reserve(failure):
                return
        urgent = [pending for pending in group if pending.urgent]
        for pending in urgent:
            pending.error = None
        if urgent:
            self._try_commit(urgent, saves_space=True)

    def _try_commit(self, group: list[PendingWrite], *, saves_space: bool = False) -> DatabaseError | None:
        """Write a group in one transaction; return the error that failed all of them, if any."""
        try:
            connection = self._pool.acquire()
        except DatabaseError as error:
            _fail_all(group, error)
            return error
        try:
            if saves_space:
                # A checkpoint could take all of the space for the file, and still not finish.
                connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("BEGIN IMMEDIATE")
            for pending in group:
                _write(connection, pending, shared=len(group) > 1)
            if connection.in_transaction:
                self._purge(connection, group[0].now)
                connection.execute("COMMIT")
            if saves_space:
                self._pool.checkpoint_in_reserve(connection)
                connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        except sqlite3.Error as error:
            failure = self._pool.discard(connection, error)
            failure.__cause__ = error
            _fail_all(group, failure)
            return failure
        except BaseException:
            connection.close()
            raise
        else:
            self._pool.release(connection)
        return None

    def _purge(self, connection: Connection, now: float) -> None:
        if now >= self._next_purge:
            purged = connection.execute(_PURGE, (now, _MAX_PURGED)).rowcount
            if purged < _MAX_PURGED:
                self._next_purge = now + _PURGE_EVERY_SECONDS


def _write(connection: Connection, pending: PendingWrite, *, shared: bool) -> None:
    # A single statement is atomic by itself, and a transaction with one write needs no savepoint.
    needs_savepoint = shared and len(pending.statements) > 1
    if needs_savepoint:
        connection.execute("SAVEPOINT pending")
    for statement in pending.statements:
        if connection.execute(statement.sql, statement.values).rowcount != 1:
            pending.error = _lost_race(connection, statement, pending.now)
            if needs_savepoint:
                connection.execute("ROLLBACK TO pending")
            elif not shared:
                connection.execute("ROLLBACK")
                return
            break
    if needs_savepoint:
        connection.execute("RELEASE pending")


def _lost_race(connection: Connection, statement: Statement, now: float) -> LostRaceError:
    if statement.creates:
        return DocumentExistsError("A document with this id already exists")
    where = (statement.user_id, statement.document_id, now)
    if connection.execute(_EXISTS, where).fetchone() is None:
        return DocumentNotFoundError("There is no document with this id")
    return DocumentChangedError("The document was changed in the meantime")


def _fail_all(group: list[PendingWrite], error: DatabaseError) -> None:
    for pending in group:
        # One error object each: threads would write their tracebacks into a shared one.
        pending.error = DatabaseError(error.message)
        pending.error.__cause__ = error
