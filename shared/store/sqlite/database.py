"""The embedded document store: one SQLite file, safe for many threads and several processes."""

import atexit
import itertools
import os
import secrets
import sqlite3
import time
import weakref
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from types import GenericAlias
from typing import Any

import msgspec.json
import orjson

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.errors import DocumentNotFoundError
from shared.store.budget import RequestBudget
from shared.store.contract import (
    BATCH_LIMIT,
    PROBE,
    Create,
    Delete,
    Document,
    DocumentPage,
    Operation,
    Replace,
    Upsert,
    ValueT,
)
from shared.store.query import Query
from shared.store.sql import to_sqlite
from shared.store.sqlite.commit import CommitQueue, PendingWrite, Statement
from shared.store.sqlite.connection import ConnectionPool
from shared.store.validation import check_id, check_ttl, check_user_id, encode

_READ = "SELECT body, etag, expires_at FROM documents WHERE user_id = ? AND id = ?"
_UPSERT = (
    "INSERT INTO documents (user_id, id, type, etag, expires_at, body) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (user_id, id) DO UPDATE SET"
    " type = excluded.type, etag = excluded.etag, expires_at = excluded.expires_at, body = excluded.body"
)
_CREATE = _UPSERT + " WHERE documents.expires_at <= ?"
_REPLACE = (
    "UPDATE documents SET type = ?, etag = ?, expires_at = ?, body = ?"
    " WHERE user_id = ? AND id = ? AND etag = ? AND (expires_at <= ?) IS NOT TRUE"
)
_DELETE = "DELETE FROM documents WHERE user_id = ? AND id = ? AND (expires_at <= ?) IS NOT TRUE"
_DELETE_VERSION = _DELETE + " AND etag = ?"

_PING = "SELECT id FROM documents LIMIT 1"
_PING_SECONDS = 1.8


class EmbeddedDBService:
    """A `DocumentStore` in the file that the `CredentialManager` names; it opens the file on first use."""

    def __init__(self, credential_manager: CredentialManager, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._find_path = credential_manager.get_embedded_database_path
        self._reset()
        _stores.add(self)

    def create(self, document: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` if the id is taken."""
        return self._write_one(Create(document))

    def read(self, document_id: str, user_id: str) -> Document:
        """Return a document; `DocumentNotFoundError` if it does not exist."""
        row = self._fetch(_READ, (check_user_id(user_id), check_id(document_id)), sqlite3.Cursor.fetchone)
        if row is None or (row[2] is not None and row[2] <= self._now()):
            raise DocumentNotFoundError("There is no document with this id")
        return _decode(*row[:2])

    def replace(self, document: Document, etag: str) -> Document:
        """Overwrite the version `etag`; `DocumentChangedError` if it is not the current one.

        `DocumentNotFoundError` if the document does not exist.
        """
        return self._write_one(Replace(document, etag))

    def upsert(self, document: Document) -> Document:
        """Write a document whether or not it exists, and return it with its ETag."""
        return self._write_one(Upsert(document))

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Delete a document; `DocumentNotFoundError`, or `DocumentChangedError` for a stale `etag`."""
        self.batch(user_id, (Delete(document_id, etag),))

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Do at most `BATCH_LIMIT` operations in one partition, all or none.

        Raises the error of the first operation that fails.
        """
        check_user_id(user_id)
        if len(operations) > BATCH_LIMIT:
            raise ValueError(f"a batch has at most {BATCH_LIMIT} operations")
        now = self._now()
        statements = [self._prepare(operation, user_id, now)[0] for operation in operations]
        if statements:
            self._commits.write(PendingWrite(statements, now, urgent=_is_urgent()))

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Return one page of the partition's documents that match the query, in its order."""
        ((encoded, number),) = self._fetch(*to_sqlite(query, check_user_id(user_id), self._now()))
        return _EncodedPage(b"[%b]" % (encoded or b""), query.limit, more=number > query.limit)

    def count(self, query: Query, user_id: str) -> int:
        """Return the number of documents that match the query's conditions; its paging is ignored."""
        rows = self._fetch(*to_sqlite(query, check_user_id(user_id), self._now(), counting=True))
        return int(rows[0][0])

    def ping(self) -> None:
        """Write `PROBE` to the store and read from it; `DatabaseError` unless both work within 2 seconds."""
        started = time.monotonic()
        self._pool.discard_if_moved()
        self._pool.require_room()
        # A new connection, to check that the file can be opened and read now.
        connection = self._pool.open(_PING_SECONDS)
        try:
            connection.execute(_PING).fetchall()
            remaining = _PING_SECONDS - (time.monotonic() - started)
            connection.execute(f"PRAGMA busy_timeout = {max(0, int(remaining * 1000))}")
            probe, _, _ = self._prepare(Upsert(PROBE), PROBE["user_id"], self._now())
            connection.execute(probe.sql, probe.values)
        except sqlite3.Error as error:
            raise self._pool.discard(connection, error) from error
        connection.close()

    def close(self) -> None:
        """Close all connections; the next use opens the file again."""
        self._pool.close()

    def _reset(self) -> None:
        self._pool = ConnectionPool(self._find_path)
        self._commits = CommitQueue(self._pool)
        # A random prefix and a counter: unique among processes, and cheaper than randomness for each write.
        self._versions = itertools.count(1)
        self._version_prefix = secrets.token_hex(8)

    def _after_fork(self) -> None:
        self._pool.abandon()
        self._reset()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _fetch(
        self,
        sql: str,
        values: Sequence[str | float],
        fetch: Callable[[sqlite3.Cursor], Any] = sqlite3.Cursor.fetchall,
    ) -> Any:  # noqa: ANN401 - one row or all of them, depending on `fetch`
        connection = self._pool.acquire()
        try:
            rows = fetch(connection.execute(sql, values))
        except sqlite3.Error as error:
            raise self._pool.discard(connection, error) from error
        except BaseException:
            connection.close()
            raise
        self._pool.release(connection)
        return rows

    def _write_one(self, operation: Create | Replace | Upsert) -> Document:
        user_id = check_user_id(operation.document.get("user_id"))
        now = self._now()
        statement, body, etag = self._prepare(operation, user_id, now)
        self._commits.write(PendingWrite((statement,), now, urgent=_is_urgent()))
        return _decode(body, etag)

    def _prepare(self, operation: Operation, user_id: str, now: float) -> tuple[Statement, str, str]:
        """Return an operation's statement, and the JSON and the ETag of the document that it writes."""
        if isinstance(operation, Delete):
            document_id = check_id(operation.id)
            values = (user_id, document_id, now)
            if operation.etag is None:
                return Statement(_DELETE, values, user_id, document_id), "", ""
            return Statement(_DELETE_VERSION, (*values, operation.etag), user_id, document_id), "", ""
        document = operation.document
        document_id = check_id(document.get("id"))
        if document.get("user_id") != user_id:
            raise ValueError("a document must be written in the partition of its user_id")
        body = encode(document).decode()
        ttl = check_ttl(document["ttl"]) if "ttl" in document else None
        expires_at = None if ttl is None else now + ttl
        kind = document.get("type")
        document_type = kind if isinstance(kind, str) else None
        etag = f"{self._version_prefix}-{next(self._versions):x}"
        if isinstance(operation, Replace):
            row = (document_type, etag, expires_at, body, user_id, document_id, operation.etag, now)
            return Statement(_REPLACE, row, user_id, document_id), body, etag
        written = (user_id, document_id, document_type, etag, expires_at, body)
        if isinstance(operation, Create):
            return Statement(_CREATE, (*written, now), user_id, document_id, creates=True), body, etag
        return Statement(_UPSERT, written, user_id, document_id), body, etag


def _is_urgent() -> bool:
    budget = RequestBudget.current()
    return budget is not None and budget.urgent


def _decode(body: str, etag: str) -> Document:
    document: Document = orjson.loads(body)
    document["_etag"] = etag
    return document


class _EncodedPage(DocumentPage):
    """A page as JSON, which may have one document more than the limit; decoded as what is read of it."""

    def __init__(self, encoded: bytes, limit: int, *, more: bool) -> None:
        self.more = more
        self._encoded = encoded
        self._limit = limit

    @cached_property
    def documents(self) -> list[Document]:  # type: ignore[override]  # decoded when it is first read
        documents: list[Document] = orjson.loads(self._encoded)
        return documents[: self._limit]

    def read_as(self, kind: type[ValueT]) -> list[ValueT]:
        values: list[ValueT] = _decoder(kind).decode(self._encoded)
        return values[: self._limit]


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(GenericAlias(list, kind))


_stores: weakref.WeakSet[EmbeddedDBService] = weakref.WeakSet()


def _reset_all() -> None:
    for store in list(_stores):
        store._after_fork()  # noqa: SLF001 - a class of this module


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_reset_all)


@atexit.register
def _close_all() -> None:
    # Closing the last connection checkpoints the write-ahead log and deletes it.
    for store in list(_stores):
        store.close()
