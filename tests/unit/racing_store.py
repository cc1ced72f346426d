"""A store that simulates concurrent writes between a read and the following write."""

from collections.abc import Callable, Sequence

from shared.store.contract import Operation
from shared.store.sqlite.database import EmbeddedDBService


class RacingStore(EmbeddedDBService):
    """The embedded store; calls the next of `rivals` before each batch."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.rivals: list[Callable[[], object]] = []
        self.batches = 0

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        rivals, self.rivals = self.rivals, []
        if rivals:
            rivals[0]()
            self.rivals = rivals[1:]
        self.batches += 1
        super().batch(user_id, operations)
