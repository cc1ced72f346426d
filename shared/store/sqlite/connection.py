"""Connections to the SQLite file: opening it, creating its schema, and pooling."""

import logging
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from shared.errors import DatabaseError
from shared.store.indexes import INDEXES
from shared.store.sql import index_name, sqlite_field, sqlite_type
from shared.store.sqlite.reserve import RESERVE_BYTES, Reserve

BUSY_SECONDS = 5.0
"""How long a connection waits for the transaction of another process."""

CHECKPOINT_PAGES = 8000
"""The size of the log at which it is copied, 32 MB: so that a frequently written page is copied once."""

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "The store is busy: please try again",
    sqlite3.SQLITE_LOCKED: "The store is busy: please try again",
    sqlite3.SQLITE_FULL: "The store's disk is full",
    sqlite3.SQLITE_READONLY: "The store cannot be written to",
    sqlite3.SQLITE_PERM: "The store cannot be written to",
    sqlite3.SQLITE_CANTOPEN: "The store's file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "The store's file is damaged",
    sqlite3.SQLITE_NOTADB: "The store's file is damaged",
    sqlite3.SQLITE_IOERR: "The store's disk failed",
}

_DISK_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""The errors of a full disk: an exceeded quota and the file of the shared memory have codes of their own."""

_TABLE = """
CREATE TABLE IF NOT EXISTS documents (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT,
    etag TEXT NOT NULL,
    expires_at REAL,
    body TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
)
"""

_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # an acknowledged write survives a power cut
    "PRAGMA cache_size = -8192",  # KiB; no mmap: a failing disk would kill the process (SIGBUS)
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
    "PRAGMA journal_size_limit = 67108864",  # bytes to which a log that has grown is truncated
)

_logger = logging.getLogger(__name__)


class Connection(sqlite3.Connection):
    """A connection with the generation of the pool that opened it; `writable` is the file's permission."""

    generation: int = 0
    writable: bool = True


class ConnectionPool:
    """Connections to one file, each used by one thread at a time; opens one when none is free.

    When a connection fails, all are closed, so that a file that was repaired, replaced or made writable works
    again without a restart.
    """

    def __init__(self, find_path: Callable[[], Path]) -> None:
        self._find_path = find_path
        self._reserve = Reserve(find_path)
        self._free: deque[Connection] = deque()
        self._closing = threading.Lock()
        self._generation = 0
        self._opened: tuple[str, tuple[int, int] | None] | None = None

    def acquire(self) -> Connection:
        """Return a connection for this thread; `DatabaseError` if the file cannot be opened."""
        while True:
            try:
                connection = self._free.pop()
            except IndexError:
                return self.open()
            if connection.generation == self._generation:
                return connection
            connection.close()

    def release(self, connection: Connection) -> None:
        """Return a connection to the pool, after its transaction has ended and its rows have been fetched."""
        # One that was opened while the file was read-only stays read-only.
        if connection.generation == self._generation and connection.writable:
            self._free.append(connection)
        else:
            connection.close()

    def discard(self, connection: Connection, error: sqlite3.Error) -> DatabaseError:
        """Close a failed connection, which rolls back its transaction, and return the error to raise."""
        connection.close()
        self.close()
        return _database_error(self._find_path(), error)

    def require_room(self) -> None:
        """Raise `DatabaseError` if the disk has room only for urgent writes."""
        if not self._reserve.is_kept():
            raise DatabaseError(_SENTENCES[sqlite3.SQLITE_FULL])

    def release_reserve(self, error: DatabaseError) -> bool:
        """Return whether an error is that of a full disk, and there was a reserve, which is now released."""
        return getattr(error.__cause__, "sqlite_errorcode", None) in _DISK_FULL and self._reserve.release()

    def checkpoint_in_reserve(self, connection: Connection) -> None:
        """Copy the log to the file if that needs at most half of the reserve; then the log does not grow."""
        with suppress(sqlite3.Error, OSError):  # what was committed stays in the log
            ((pages,),) = connection.execute("PRAGMA page_count")
            ((page_bytes,),) = connection.execute("PRAGMA page_size")
            if pages * page_bytes - self._find_path().stat().st_size <= RESERVE_BYTES // 2:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def discard_if_moved(self) -> None:
        """Close the connections if the path no longer names the file that they have open.

        On Linux a process can write to a deleted file, and the data is lost.
        """
        opened = self._opened
        if opened is not None and _identify(opened[0]) != opened[1]:
            _logger.error("embedded store %s: the file was removed or replaced", opened[0])
            self.close()

    def close(self) -> None:
        """Close all free connections now, and those in use when they are released."""
        with self._closing:
            self._generation += 1
            self._opened = None
            free, self._free = self._free, deque()
        while free:
            try:
                free.pop().close()
            except IndexError:  # a thread that still saw the old deque took it; `release` closes it
                break

    def abandon(self) -> None:
        """Keep the connections without using or closing them: after a fork they belong to the parent.

        SQLite allows a child process neither.
        """
        _abandoned.append(self._free)

    def open(self, busy_seconds: float | None = None) -> Connection:
        """Open a connection that waits `busy_seconds` for other processes, by default `BUSY_SECONDS`.

        SQLite needs space to open it, also to read; if the disk is full, the reserve is released.
        """
        try:
            return self._open(busy_seconds)
        except DatabaseError as error:
            if not self.release_reserve(error):
                raise
        return self._open(busy_seconds)

    def _open(self, busy_seconds: float | None) -> Connection:
        path, generation = self._find_path(), self._generation
        connection: Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)  # personal data; SQLite creates its side files with the same mode
            connection = sqlite3.connect(
                path,
                timeout=BUSY_SECONDS if busy_seconds is None else busy_seconds,
                isolation_level=None,  # this module begins transactions itself
                check_same_thread=False,  # used by one thread at a time, but by different ones
                cached_statements=256,
                factory=Connection,
            )
            connection.generation = generation
            connection.writable = os.access(path, os.W_OK)
            _prepare(connection)
        except (sqlite3.Error, OSError) as error:
            if connection is not None:
                connection.close()
            raise _database_error(path, error) from error
        self._opened = str(path), _identify(str(path))
        return connection


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _switch_to_wal(connection)
    if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA_VERSION:
        _create_schema(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite does not wait here if another process switches at the same time.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create_schema(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_TABLE)
    found = dict(
        connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    )
    for name, sql in found.items():
        if _INDEXES.get(name) != sql:
            connection.execute(f'DROP INDEX "{name}"')
    for name, sql in _INDEXES.items():
        if found.get(name) != sql:
            connection.execute(sql)
    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _index_statements() -> dict[str, str]:
    statements = {
        "documents_expires_at": (
            "CREATE INDEX documents_expires_at ON documents (expires_at) WHERE expires_at IS NOT NULL"
        ),
    }
    for index in INDEXES:
        columns = ["user_id"]
        for field in index.equals:
            columns += [sqlite_field(field), sqlite_type(field)]
        # The expiry is included so that the index alone answers a count.
        columns += [*dict.fromkeys((sqlite_field(index.order_by), "id")), "expires_at"]
        name = index_name(index)
        statements[name] = (
            f"CREATE INDEX {name} ON documents ({', '.join(columns)}) WHERE type = '{index.type}'"
        )
    return statements


def _identify(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - part of every write, and twice as fast as Path.stat
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _database_error(path: Path, error: sqlite3.Error | OSError) -> DatabaseError:
    # The path is for the log only.
    _logger.error("embedded store %s: %s", path, error)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if isinstance(error, OSError):
        code = sqlite3.SQLITE_CANTOPEN
    return DatabaseError(_SENTENCES.get(code, "The store failed"))


_INDEXES = _index_statements()
_SCHEMA_VERSION = crc32(repr((_TABLE, _INDEXES)).encode()) & 0x7FFFFFFF

_abandoned: list[deque[Connection]] = []
