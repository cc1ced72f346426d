"""A document store that counts what it is asked for."""

from collections import Counter
from collections.abc import Sequence

from shared.document_store import Document, DocumentStore, Operation, Page
from shared.query import Query


class CountingStore:
    """A real store behind a counter of its operations; `counted` is emptied by whoever begins to count."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self.counted: Counter[str] = Counter()

    def create(self, document: Document) -> Document:
        self.counted["create"] += 1
        return self._store.create(document)

    def read(self, document_id: str, user_id: str) -> Document:
        self.counted["read"] += 1
        return self._store.read(document_id, user_id)

    def replace(self, document: Document, etag: str) -> Document:
        self.counted["replace"] += 1
        return self._store.replace(document, etag)

    def upsert(self, document: Document) -> Document:
        self.counted["upsert"] += 1
        return self._store.upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        self.counted["delete"] += 1
        self._store.delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        self.counted["batch"] += 1
        self._store.batch(user_id, operations)

    def query(self, query: Query, user_id: str) -> Page:
        self.counted["query"] += 1
        return self._store.query(query, user_id)

    def count(self, query: Query, user_id: str) -> int:
        self.counted["count"] += 1
        return self._store.count(query, user_id)

    def ping(self) -> None:
        self.counted["ping"] += 1
        self._store.ping()
