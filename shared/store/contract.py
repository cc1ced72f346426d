"""The contract of a document store, in the few operations that the product needs.

A document is a JSON object with at least `id` and `user_id`. The user id is the partition: every
operation names one, so that reading across users cannot be expressed. Two stores keep this contract
and pass one suite of tests: Cosmos DB (`database.py`) and SQLite (`embedded_database.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.store.query import Query

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Create:
    """Write a document that must not exist yet."""

    document: Document


@dataclass(frozen=True, slots=True)
class Replace:
    """Overwrite a document that must exist and still carry this ETag."""

    document: Document
    etag: str


@dataclass(frozen=True, slots=True)
class Upsert:
    """Write a document whether it exists or not."""

    document: Document


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a document that must exist and, where one is given, still carry this ETag."""

    id: str
    etag: str | None = None


Operation = Create | Replace | Upsert | Delete

BATCH_LIMIT = 100
"""The most operations in one batch. Source: Cosmos DB's limit for a transactional batch."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a query's answer; `more` says whether documents lie beyond it."""

    documents: list[Document]
    more: bool


class DocumentStore(Protocol):
    """Documents by (user id, id), with ETags, expiry and atomic batches.

    A stored document comes back with `_etag`, which changes at every write; the keys that begin with
    an underscore belong to the store and are ignored when written. A document with `ttl` (seconds)
    vanishes that long after its last write. Every operation raises `DatabaseError` when the store cannot be
    reached. A batch is then written whole or not at all; where the answer was lost, nobody knows which.
    """

    def create(self, document: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` when there is one."""

    def read(self, document_id: str, user_id: str) -> Document:
        """Return a document; `DocumentNotFoundError` when there is none."""

    def replace(self, document: Document, etag: str) -> Document:
        """Overwrite the version `etag`; `DocumentChangedError` when it is not the present one.

        `DocumentNotFoundError` when there is no such document at all.
        """

    def upsert(self, document: Document) -> Document:
        """Write a document whether it exists or not and return it with its ETag."""

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Remove a document; `DocumentNotFoundError`, or `DocumentChangedError` with a stale `etag`."""

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Do at most `BATCH_LIMIT` operations in one partition, all or none.

        Raises what the first failing operation would raise by itself; nothing is written then.
        """

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Return one page of the partition's documents that the query asks for, in its order."""

    def count(self, query: Query, user_id: str) -> int:
        """Return how many documents the query's conditions hold for; its paging is ignored."""

    def ping(self) -> None:
        """Read from the store for real; `DatabaseError` when that is not possible within 2 seconds."""
