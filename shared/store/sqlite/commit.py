"""Writes to the SQLite file: what waits while one transaction is synced goes into the next one together.

A commit costs one sync of the disk, whatever is in it. Threads that write at once therefore share it:
one of them leads, writes everybody's work into one transaction, each in a savepoint of its own, and
nobody is answered before the commit. A thread that writes alone pays for nothing of this.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.errors import DatabaseError, DocumentChangedError, DocumentExistsError, DocumentNotFoundError
from shared.store.sqlite.connection import Connection, ConnectionPool

_PURGE_EVERY_SECONDS = 60.0
_PURGE_AT_MOST = 200  # documents in one transaction, so that nobody waits long for it
_PURGE = (
    "DELETE FROM documents WHERE rowid IN"
    " (SELECT rowid FROM documents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)"
)
_EXISTS = "SELECT 1 FROM documents WHERE user_id = ? AND id = ? AND (expires_at <= ?) IS NOT TRUE"


@dataclass(slots=True)
class Statement:
    """One document's change: it touches exactly one row, or it has failed."""

    sql: str
    values: tuple[str | float | None, ...]
    user_id: str
    document_id: str
    creates: bool = False


@dataclass(slots=True)
class Work:
    """Statements that are written all or none, at one moment; `error` is their outcome."""

    statements: Sequence[Statement]
    now: float
    error: BaseException | None = None
    done: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)


class CommitQueue:
    """Writes works in the order in which they come, as many as wait in one transaction."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._mutex = threading.Lock()
        self._led = False
        self._waiting: deque[Work] = deque()
        self._next_purge = 0.0

    def write(self, work: Work) -> None:
        """Return when the work is on the disk; raise what kept it from being written, all of it."""
        with self._mutex:
            follows, self._led = self._led, True
            if follows:
                work.turn.acquire()
                self._waiting.append(work)
        if follows:
            work.turn.acquire()  # until the leader has written this work or hands the lead over
        if not work.done:
            self._lead(work)
        if work.error is not None:
            raise work.error

    def _lead(self, work: Work) -> None:
        with self._mutex:
            group = [work, *self._waiting]
            self._waiting.clear()
        try:
            self._commit(group)
        except BaseException:
            for one in group:
                one.error = DatabaseError("The store failed")
            raise
        finally:
            with self._mutex:
                successor = self._waiting.popleft() if self._waiting else None
                self._led = successor is not None
            if successor is not None:
                successor.turn.release()
            for follower in group[1:]:
                follower.done = True
                follower.turn.release()

    def _commit(self, group: list[Work]) -> None:
        self._pool.discard_if_moved()
        try:
            connection = self._pool.take()
        except DatabaseError as error:
            _fail_all(group, error)
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
            for work in group:
                _write(connection, work, shared=len(group) > 1)
            if connection.in_transaction:
                self._purge(connection, group[0].now)
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            _fail_all(group, self._pool.fail(connection, error))
        except BaseException:
            connection.close()
            raise
        else:
            self._pool.give(connection)

    def _purge(self, connection: Connection, now: float) -> None:
        if now >= self._next_purge:
            purged = connection.execute(_PURGE, (now, _PURGE_AT_MOST)).rowcount
            if purged < _PURGE_AT_MOST:
                self._next_purge = now + _PURGE_EVERY_SECONDS


def _write(connection: Connection, work: Work, *, shared: bool) -> None:
    # A single statement is atomic by itself, and a transaction that nobody shares needs no savepoint.
    guarded = shared and len(work.statements) > 1
    if guarded:
        connection.execute("SAVEPOINT work")
    for statement in work.statements:
        if connection.execute(statement.sql, statement.values).rowcount != 1:
            work.error = _find_fault(connection, statement, work.now)
            if guarded:
                connection.execute("ROLLBACK TO work")
            elif not shared:
                connection.execute("ROLLBACK")
                return
            break
    if guarded:
        connection.execute("RELEASE work")


def _find_fault(connection: Connection, statement: Statement, now: float) -> DatabaseError:
    if statement.creates:
        return DocumentExistsError("A document of this id exists already")
    where = (statement.user_id, statement.document_id, now)
    if connection.execute(_EXISTS, where).fetchone() is None:
        return DocumentNotFoundError("There is no document of this id")
    return DocumentChangedError("The document was changed in the meantime")


def _fail_all(group: list[Work], error: DatabaseError) -> None:
    for work in group:
        # One error object each: several threads would write their traces into a shared one.
        work.error = DatabaseError(error.message)
        work.error.__cause__ = error
