"""What all repositories have in common: one entity type, always within one partition."""

from abc import ABC
from collections.abc import Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from shared.entities.entity import Entity
from shared.entities.page import Page, PageRequest
from shared.errors import DocumentNotFoundError, NotFoundError
from shared.repos.continuation import decode_position, encode_position
from shared.store.contract import DocumentStore
from shared.store.query import Condition, Query

EntityT = TypeVar("EntityT", bound=Entity)

MAX_ID = 255
"""Characters. Source: Cosmos DB allows 255 bytes to 1,023, by the age of the account."""

_FORBIDDEN_IN_ID = frozenset("/\\?#")


class BaseRepository(ABC, Generic[EntityT]):
    """Entities of one type in a document store."""

    entity: type[EntityT]
    missing: str = "Not found"  # the sentence for one that is not there

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def entity_type(self) -> str:
        """Return the `type` of the documents."""
        return self.entity.TYPE

    def create(self, entity: EntityT) -> EntityT:
        """Store a new entity; `DocumentExistsError` when its id is taken."""
        return self.entity.from_document(self._store.create(entity.to_document()))

    def find(self, user_id: str, entity_id: str) -> EntityT | None:
        """Return an entity, or None when the user has no such one."""
        if not _can_be_id(entity_id):
            return None
        try:
            document = self._store.read(entity_id, user_id)
        except DocumentNotFoundError:
            return None
        return self.entity.from_document(document) if document.get("type") == self.entity_type() else None

    def get(self, user_id: str, entity_id: str) -> EntityT:
        """Return an entity; `NotFoundError` when the user has no such one."""
        found = self.find(user_id, entity_id)
        if found is None:
            raise NotFoundError(self.missing)
        return found

    def update(self, entity: EntityT) -> EntityT:
        """Overwrite the version that was read; `DocumentChangedError` when there is another by now."""
        return self.entity.from_document(self._store.replace(entity.to_document(), entity.etag))

    def delete(self, entity: EntityT) -> None:
        """Remove the version that was read; `DocumentChangedError` when there is another by now."""
        self._store.delete(entity.id, entity.user_id, entity.etag)

    def query(
        self,
        user_id: str,
        page_request: PageRequest,
        where: Sequence[Condition] = (),
        either: Sequence[Condition] = (),
    ) -> Page[EntityT]:
        """Return one page of the user's entities for which all conditions hold.

        With `either`, exactly one of those must hold as well: each is asked for along an index of its own,
        and the pages are merged.
        """
        after = decode_position(
            page_request.continuation, page_request.order_by, descending=page_request.descending
        )
        pages = [
            self._store.query(
                Query(
                    type=self.entity_type(),
                    where=conditions,
                    order_by=page_request.order_by,
                    descending=page_request.descending,
                    limit=page_request.limit,
                    after=after,
                ),
                user_id,
            )
            for conditions in ([(*where, one) for one in either] or [tuple(where)])
        ]
        found = [document for page in pages for document in page.documents]
        if len(pages) > 1:
            found.sort(key=itemgetter(page_request.order_by, "id"), reverse=page_request.descending)
        shown = found[: page_request.limit]
        more = len(found) > len(shown) or any(page.more for page in pages)
        continuation = (
            encode_position(shown[-1], page_request.order_by, descending=page_request.descending)
            if more
            else None
        )
        return Page([self.entity.from_document(document) for document in shown], continuation)

    def count(self, user_id: str, where: Sequence[Condition] = ()) -> int:
        """Return for how many of the user's entities all conditions hold."""
        return self._store.count(Query(type=self.entity_type(), where=tuple(where)), user_id)


def _can_be_id(text: str) -> bool:
    return (
        0 < len(text) <= MAX_ID
        and _FORBIDDEN_IN_ID.isdisjoint(text)
        and text.isprintable()
        and text not in {".", ".."}
        and text[-1] != " "
    )
