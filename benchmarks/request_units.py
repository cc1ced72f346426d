"""Estimates of the request units that Cosmos DB charges for store operations.

Source: learn.microsoft.com/azure/cosmos-db/request-units and measurements in the issues of its SDKs: reading
1 KB by id costs 1, creating it about 5 and 0.2 for each indexed term, replacing it about 10.8, a query at
least 2.3. With strong consistency, reads and queries cost twice as much.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.counting_store import CountingStore
from shared.store.contract import Create, Delete, Document, DocumentPage, Operation
from shared.store.indexes import INDEXES
from shared.store.query import Query

_READ, _CREATE, _TERM, _REPLACE, _DELETE, _QUERY, _RESULT = 1.0, 5.0, 0.2, 10.8, 5.0, 2.3, 0.05
_INDEXED = frozenset(
    {"user_id", "type", "id", "priority", "tags", "search_text", "due_date"}
    | {field for index in INDEXES for field in (*index.equals, index.order_by)}
)


class PricedStore(CountingStore):
    """A counting store that sums the estimated charges in `request_units`."""

    request_units = 0.0

    def create(self, document: Document) -> Document:
        """Count and delegate."""
        self.request_units += _creation(document)
        return super().create(document)

    def read(self, document_id: str, user_id: str) -> Document:
        """Count and delegate."""
        self.request_units += _READ
        return super().read(document_id, user_id)

    def replace(self, document: Document, etag: str) -> Document:
        """Count and delegate."""
        self.request_units += _REPLACE
        return super().replace(document, etag)

    def upsert(self, document: Document) -> Document:
        """Count and delegate."""
        self.request_units += _REPLACE
        return super().upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Count and delegate."""
        self.request_units += _DELETE
        super().delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Count as one operation, with the estimate of each operation in it, and delegate."""
        self.counts.update(f"{type(operation).__name__.lower()} in a batch" for operation in operations)
        self.request_units += sum(_price(operation) for operation in operations)
        super().batch(user_id, operations)

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Count and delegate."""
        page = super().query(query, user_id)
        self.request_units += _QUERY + _RESULT * len(page.documents)
        return page

    def count(self, query: Query, user_id: str) -> int:
        """Count and delegate."""
        self.request_units += _QUERY
        return super().count(query, user_id)


def _price(operation: Operation) -> float:
    if isinstance(operation, Delete):
        return _DELETE
    return _creation(operation.document) if isinstance(operation, Create) else _REPLACE


def _creation(document: Document) -> float:
    return _CREATE + _TERM * sum(1 for _ in _terms(document))


def _terms(document: Document) -> Iterator[Any]:
    for field in _INDEXED & document.keys():
        value = document[field]
        yield from value if isinstance(value, list) else (value,)
