"""Document stores in which another process writes between the reading and the writing of an operation."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import Context

from shared.errors import DocumentExistsError
from shared.store.contract import Create, Delete, Document, Operation, Replace
from shared.store.sqlite.database import EmbeddedDBService


class RacingStore(EmbeddedDBService):
    """The embedded store, which calls the next of `rivals` before each batch, until there is none left.

    A rival runs in a context of its own: another process shares no idempotency key and no request budget.
    """

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.rivals: list[Callable[[], object]] = []
        self.batches = 0

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        rivals, self.rivals = self.rivals, []
        if rivals:
            Context().run(rivals[0])
            self.rivals = rivals[1:]
        self.batches += 1
        super().batch(user_id, operations)


class ContendedStore(EmbeddedDBService):
    """The embedded store, in which another process wins the race for every write while it is `contended`.

    The other process writes each document that exists once more, with the same content, and deletes again
    what it has created: only versions change. `lost` counts the writes that lost their race.
    """

    contended = False
    lost = 0

    def create(self, document: Document) -> Document:
        with self._race(document["user_id"], [Create(document)]):
            return super().create(document)

    def replace(self, document: Document, etag: str) -> Document:
        with self._race(document["user_id"], [Replace(document, etag)]):
            return super().replace(document, etag)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        with self._race(user_id, operations):
            super().batch(user_id, operations)

    @contextmanager
    def _race(self, user_id: str, operations: Sequence[Operation]) -> Iterator[None]:
        created: list[Operation] = []
        for operation in operations if self.contended else ():
            match operation:
                case Create(document):
                    with suppress(DocumentExistsError):
                        super().create(document)
                        created.append(Delete(document["id"]))
                case Replace(document):
                    self.upsert(self.read(document["id"], user_id))
                case Delete(document_id, etag) if etag is not None:
                    self.upsert(self.read(document_id, user_id))
        try:
            yield
        finally:
            self.lost += self.contended
            super().batch(user_id, created)
