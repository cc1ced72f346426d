"""A document store that fails when a test lets it."""

from collections.abc import Callable, Sequence

from benchmarks.counting_store import CountingStore
from shared.errors import DatabaseError
from shared.store.contract import Document, DocumentPage, DocumentStore, Operation
from shared.store.query import Query


class FailingStore(CountingStore):
    """A store in which the operations for which `fails` is true raise `error`; `failures` counts them.

    `fails` gets the name of the operation, and the type of an upserted document or else the partition.
    """

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store)
        self.error: Exception = DatabaseError("The store is gone")
        self.fails: Callable[[str, str], bool]
        self.failures = 0
        self.recover()

    def fail(self, operation: str, subject: str = "") -> None:
        """Let operations of this name fail whose subject begins so."""
        self.fails = lambda name, about: name == operation and about.startswith(subject)

    def recover(self) -> None:
        """Let no operation fail."""
        self.fails = lambda _operation, _subject: False

    def read(self, document_id: str, user_id: str) -> Document:
        self._check("read", user_id)
        return super().read(document_id, user_id)

    def upsert(self, document: Document) -> Document:
        self._check("upsert", document["type"])
        return super().upsert(document)

    def delete(self, document_id: str, user_id: str, etag: str | None = None) -> None:
        self._check("delete", user_id)
        super().delete(document_id, user_id, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        self._check("batch", user_id)
        super().batch(user_id, operations)

    def query(self, query: Query, user_id: str) -> DocumentPage:
        self._check("query", user_id)
        return super().query(query, user_id)

    def ping(self) -> None:
        super().ping()
        self._check("ping", "")

    def _check(self, operation: str, subject: str) -> None:
        if self.fails(operation, subject):
            self.failures += 1
            raise self.error
