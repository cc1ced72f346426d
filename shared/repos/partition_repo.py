"""Partitions as a whole: all their documents, of every type."""

from collections.abc import Iterator

from shared.entities.entity import Entity
from shared.repos.conflicts import retry_on_conflict
from shared.repos.keys import (
    USER_ID,
    audit_partition,
    earlier_username_partition,
    hash_user_id,
    username_partition,
)
from shared.repos.stored_forms import form_of
from shared.store.contract import BATCH_LIMIT, Delete, Document, DocumentStore
from shared.store.query import Position, Query


def delete_matching(store: DocumentStore, partition: str, kind: str | None, keep: str | None = None) -> None:
    """Delete the documents of a type, or of every type, but the one with the id `keep`."""
    query = Query(type=kind, limit=BATCH_LIMIT + 1)

    def delete_some() -> bool:
        documents = store.query(query, partition).documents
        ids = [document["id"] for document in documents if document["id"] != keep][:BATCH_LIMIT]
        if ids:
            store.batch(partition, [Delete(document_id) for document_id in ids])
        return bool(ids)

    while retry_on_conflict(delete_some):  # a document may expire in the meantime
        pass


class PartitionRepository:
    """All documents of one partition at a time."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def list_documents(self, partition: str) -> Iterator[Document]:
        """Yield every document of a partition, page by page."""
        after: Position | None = None
        while True:
            page = self._store.query(Query(type=None, after=after), partition)
            yield from page.documents
            if not page.more:
                return
            last = page.documents[-1]["id"]
            after = Position(last, last)

    def list_username_documents(self, username: str, owner_id: str) -> Iterator[Document]:
        """Yield every document in the partitions of a username, but reservations of other users."""
        for partition in (username_partition(username), earlier_username_partition(username)):
            for document in self.list_documents(partition) if partition else ():
                if document.get("owner_id", owner_id) == owner_id:
                    yield document

    def list_audit_documents(self, user_id: str) -> Iterator[Document]:
        """Yield every document about administrators' acts on a user."""
        return self.list_documents(audit_partition(hash_user_id(user_id)))

    def list_entities(self, user_id: str, *kinds: type[Entity]) -> Iterator[Entity]:
        """Yield every entity of some classes in a partition, page by page."""
        forms = {form.kind: form for form in map(form_of, kinds)}
        for document in self.list_documents(user_id):
            form = forms.get(document.get("type"))
            if form is not None:
                yield form.from_document(document)

    def delete_all(self, user_id: str) -> None:
        """Delete every document of a user."""
        delete_matching(self._store, user_id, None)

    def delete_all_but_user(self, user_id: str) -> None:
        """Delete every document of a user except the one that stores the user."""
        delete_matching(self._store, user_id, None, keep=USER_ID)
