"""A document store that counts its operations."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Lock

from shared.store.contract import Document, DocumentPage, DocumentStore, Operation
from shared.store.query import Query


class CountingStore:
    """Delegates to another store; `counts` has the number of calls of each operation, by name.

    `counted` is called after each is counted.
    """

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._lock = Lock()  # reads side by side are on several threads
        self.counts: Counter[str] = Counter()
        self.counted: Callable[[], None] = lambda: None

    def _count(self, name: str) -> None:
        with self._lock:
            self.counts[name] += 1
        self.counted()

    def create(self, document: Document) -> Document:
        """Count and delegate."""
        self._count("create")
        return self._store.create(document)

    def read(self, document_id: str, user_id: str) -> Document:
        """Count and delegate."""
        self._count("read")
        return self._store.read(document_id, user_id)

    def replace(self, document: Document, etag: str) -> Document:
        """Count and delegate."""
        self._count("replace")
        return self._store.replace(document, etag)

    def upsert(self, document: Document) -> Document:
        """Count and delegate."""
        self._count("upsert")
        return self._store.upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        """Count and delegate."""
        self._count("delete")
        self._store.delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        """Count as one operation and delegate."""
        self._count("batch")
        self._store.batch(user_id, operations)

    def query(self, query: Query, user_id: str) -> DocumentPage:
        """Count and delegate."""
        self._count("query")
        return self._store.query(query, user_id)

    def count(self, query: Query, user_id: str) -> int:
        """Count and delegate."""
        self._count("count")
        return self._store.count(query, user_id)

    def ping(self) -> None:
        """Count and delegate."""
        self._count("ping")
        self._store.ping()
