"""The base class of repositories: one entity class each, and one partition per operation."""

import re
from abc import ABC
from collections.abc import Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Generic, TypeVar

from shared.entities.entity import Entity
from shared.entities.page import Page, PageRequest
from shared.errors import DocumentNotFoundError, NotFoundError
from shared.repos.conflicts import retry_on_conflict
from shared.repos.continuation import decode_position, encode_position
from shared.repos.stored_forms import form_of, from_any_stored, to_stored
from shared.store.contract import DocumentPage, DocumentStore
from shared.store.query import Condition, OneOf, Query

EntityT = TypeVar("EntityT", bound=Entity)

# Source of the length: Cosmos DB allows 255 bytes to 1,023, by the age of the account.
_ID = re.compile(r"(?!\.\.?\Z)[^/\\?#]{1,255}(?<! )")


class BaseRepository(ABC, Generic[EntityT]):
    """Entities of one class in a document store."""

    entity: type[EntityT]
    not_found: str = "Not found"  # the error sentence for an entity that does not exist
    sort_fields: Mapping[str, str] = {}  # the stored field to sort by, where it has another name

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._form = form_of(self.entity)

    def entity_type(self) -> str:
        """Return the `type` of the documents."""
        return str(self._form.kind)

    def create(self, entity: EntityT) -> EntityT:
        """Store a new entity; `DocumentExistsError` when its id is taken."""
        return self._form.from_document(self._store.create(to_stored(entity)))

    def put(self, entity: EntityT) -> None:
        """Store an entity, whether or not its document exists."""
        # Two upserts of a new document at once can collide.
        retry_on_conflict(lambda: self._store.upsert(to_stored(entity)))

    def find(self, user_id: str, entity_id: str) -> EntityT | None:
        """Return an entity, None when the partition does not have it."""
        if not _is_valid_id(entity_id):
            return None
        try:
            document = self._store.read(entity_id, user_id)
        except DocumentNotFoundError:
            return None
        return self._form.from_document(document) if document.get("type") == self._form.kind else None

    def get(self, user_id: str, entity_id: str) -> EntityT:
        """Return an entity; `NotFoundError` when the partition does not have it."""
        found = self.find(user_id, entity_id)
        if found is None:
            raise NotFoundError(self.not_found)
        return found

    def update(self, entity: EntityT) -> EntityT:
        """Replace the version that was read; `DocumentChangedError` when there is a newer version."""
        return self._form.from_document(self._store.replace(to_stored(entity), entity.etag))

    def delete(self, entity: EntityT) -> None:
        """Delete the version that was read; `DocumentChangedError` when there is a newer version."""
        self._store.delete(self._form.id_of(entity), self._form.partition_of(entity), entity.etag)

    def discard(self, partition: str, entity_id: str) -> None:
        """Delete any version of an entity, if it exists."""
        with suppress(DocumentNotFoundError):
            self._store.delete(entity_id, partition)

    def query(
        self,
        user_id: str,
        page_request: PageRequest,
        where: Sequence[Condition] = (),
        either: Sequence[Condition] = (),
    ) -> Page[EntityT]:
        """Return one page of the partition's entities for which all conditions hold.

        With `either`, exactly one of those must hold as well: each is queried with its own index, and the
        pages are merged.
        """
        parts = [(user_id, (*where, condition)) for condition in either] or [(user_id, tuple(where))]
        return self.query_merged(parts, page_request)

    def query_merged(
        self, parts: Sequence[tuple[str, Sequence[Condition]]], page_request: PageRequest
    ) -> Page[EntityT]:
        """Return one page of the entities of several parts: each has a partition, and conditions.

        Each part is queried with its own index, and the pages are merged.
        """
        order_by, descending = self._stored_order(page_request), page_request.descending
        after = decode_position(page_request.continuation, order_by, descending=descending)
        pages = [
            self._store.query(
                Query(
                    type=self._form.kind,
                    where=tuple(conditions),
                    order_by=order_by,
                    descending=descending,
                    limit=page_request.limit,
                    after=after,
                ),
                partition,
            )
            for partition, conditions in parts
        ]
        page, *others = pages
        if others:
            page = _merge(pages, page_request.limit, order_by, descending=descending)
        entities = self._form.from_page(page)
        if not page.more:
            return Page(entities, None)
        last = self._form.position_of(entities[-1], order_by)
        return Page(entities, encode_position(last, order_by, descending=descending))

    def _read_any(self, user_id: str, ids: Sequence[str]) -> list[Entity]:
        """Return entities of any class in one query; documents that do not exist are left out."""
        page = self._store.query(Query(None, (OneOf("id", tuple(ids)),), limit=max(1, len(ids))), user_id)
        return [from_any_stored(document) for document in page.documents]

    def _stored_order(self, page_request: PageRequest) -> str:
        return self.sort_fields.get(page_request.order_by, page_request.order_by)

    def count(self, user_id: str, where: Sequence[Condition] = ()) -> int:
        """Return for how many of the partition's entities all conditions hold."""
        return self._store.count(Query(type=self._form.kind, where=tuple(where)), user_id)


def _merge(pages: Sequence[DocumentPage], limit: int, order_by: str, *, descending: bool) -> DocumentPage:
    documents = [document for page in pages for document in page.documents]
    documents.sort(key=itemgetter(order_by, "id"), reverse=descending)
    more = len(documents) > limit or any(page.more for page in pages)
    return DocumentPage(documents[:limit], more)


def _is_valid_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None and text.isprintable()
