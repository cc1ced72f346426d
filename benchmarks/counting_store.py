"""A document store that counts its operations."""

from collections import Counter
from collections.abc import Sequence

from shared.store.contract import Document, DocumentPage, DocumentStore, Operation
from shared.store.query import Query


class CountingStore:
    """Delegates to another store; `counts` has the number of calls of each operation, by name."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self.counts: Counter[str] = Counter()

    def create(self, document: Document) -> Document:
        """Count and delegate."""
        self.counts["create"] += 1
        return self._store.create(document)

    def read(self, document_id: str, user_id: str) -> Document:
        """Count and delegate."""
        self.counts["read"] += 1
        return self._store.read(document_id, user_id)

    def replace(self, document: Document, etag: str) -> Document:
        """Count and delegate."""
        self.counts["replace"] += 1
        return self._store.replace(document, etag)

    def upsert(self, document: Document) -> Document:
        """Count and delegate."""
        self.counts["upsert"] += 1
        return self._store.upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Count and delegate."""
        self.counts["delete"] += 1
        self._store.delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Count as one operation and delegate."""
        self.counts["batch"] += 1
        self._store.batch(user_id, operations)

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Count and delegate."""
        self.counts["query"] += 1
        return self._store.query(query, user_id)

    def count(self, query: Query, user_id: str) -> int:
        """Count and delegate."""
        self.counts["count"] += 1
        return self._store.count(query, user_id)

    def ping(self) -> None:
        """Count and delegate."""
        self.counts["ping"] += 1
        self._store.ping()
