"""The contract of a document store: the few operations that the product needs.

A document is a JSON object with at least `id` and `user_id`. The user id is the partition key: every
operation names one, so that no operation can read across users. Two stores implement the contract and pass
one test suite: Cosmos DB (`shared/database.py`) and SQLite (`shared/store/sqlite/database.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import GenericAlias
from typing import Any, Final, Protocol, TypeVar

import msgspec

from shared.store.query import Query

Document = dict[str, Any]

ValueT = TypeVar("ValueT", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Create:
    """Write a document that must not exist yet."""

    document: Document


@dataclass(frozen=True, slots=True)
class Replace:
    """Overwrite a document that must exist and still have this ETag."""

    document: Document
    etag: str


@dataclass(frozen=True, slots=True)
class Upsert:
    """Write a document whether or not it exists."""

    document: Document


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a document that must exist and, if an ETag is given, still have it."""

    id: str
    etag: str | None = None


PROBE: Final[Document] = {"id": "probe", "user_id": "status", "type": "probe", "ttl": 60}
"""The document that `ping` writes."""

Operation = Create | Replace | Upsert | Delete

BATCH_LIMIT = 100
"""The maximum number of operations in a batch. Source: Cosmos DB's limit for a transactional batch."""


@dataclass
class DocumentPage:
    """One page of a query's results; `more` is true if further documents follow."""

    documents: list[Document]
    more: bool

    def read_as(self, kind: type[ValueT]) -> list[ValueT]:
        """Return the documents as values of a struct, without the fields that it does not have."""
        values: list[ValueT] = msgspec.convert(self.documents, GenericAlias(list, kind), str_keys=True)
        return values


class DocumentStore(Protocol):
    """Documents by (user id, id), with ETags, expiry and atomic batches.

    A stored document is returned with `_etag`, which changes with every write. Keys that begin with an
    underscore belong to the store and are ignored when written. A document with `ttl` (seconds) expires that
    long after its last write. Every operation raises `DatabaseError` if the store cannot be reached; if the
    response to a write was lost, it is unknown whether the write was done, but never done in part.
    """

    def create(self, document: Document) -> Document:
        """Write a new document and return it with its ETag; `DocumentExistsError` if the id is taken."""

    def read(self, document_id: str, user_id: str) -> Document:
        """Return a document; `DocumentNotFoundError` if it does not exist."""

    def replace(self, document: Document, etag: str) -> Document:
        """Overwrite the version `etag`; `DocumentChangedError` if it is not the current one.

        `DocumentNotFoundError` if the document does not exist.
        """

    def upsert(self, document: Document) -> Document:
        """Write a document whether or not it exists, and return it with its ETag."""

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Delete a document; `DocumentNotFoundError`, or `DocumentChangedError` for a stale `etag`."""

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Do at most `BATCH_LIMIT` operations in one partition, all or none.

        Raises the error of the first operation that fails.
        """

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Return one page of the partition's documents that match the query, in its order."""

    def count(self, query: Query, user_id: str) -> int:
        """Return the number of documents that match the query's conditions; its paging is ignored."""

    def ping(self) -> None:
        """Write `PROBE` to the store and read from it; `DatabaseError` unless both work within 2 seconds."""
