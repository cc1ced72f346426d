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
        self.fails: Callable[[str, str], bool] = lambda _operation, _subject: False
        self.failures = 0

    def fail(self, *operations: str) -> None:
        """Let all operations of these names fail from now on; without names, none."""
        self.fails = lambda operation, _: operation in operations

    def read(self, document_id: str, user_id: str) -> Document:
        self._check("read", user_id)
        return super().read(document_id, user_id)

    def upsert(self, document: Document) -> Document:
        self._check("upsert", document["type"])
        return super().upsert(document)

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
