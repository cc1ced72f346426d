"""Partitions as a whole: everything in them, of whatever type."""

from collections.abc import Iterator

from shared.errors import DocumentNotFoundError
from shared.store.contract import BATCH_LIMIT, Delete, Document, DocumentStore
from shared.store.query import Position, Query


class PartitionRepository:
    """All documents of one owner at a time."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def documents(self, partition: str) -> Iterator[Document]:
        """Go through every document of a partition."""
        after: Position | None = None
        while True:
            page = self._store.query(Query(type=None, after=after), partition)
            yield from page.documents
            if not page.more:
                return
            last = page.documents[-1]["id"]
            after = Position(last, last)

    def sweep(self, partition: str, keep: str | None = None) -> None:
        """Remove every document of a partition, but the one with the id `keep`."""
        query = Query(type=None, limit=BATCH_LIMIT + 1)
        while True:
            documents = self._store.query(query, partition).documents
            doomed = [document["id"] for document in documents if document["id"] != keep][:BATCH_LIMIT]
            if not doomed:
                return
            try:
                self._store.batch(partition, [Delete(document_id) for document_id in doomed])
            except DocumentNotFoundError:
                continue  # one of them expired, or another sweep is at work
