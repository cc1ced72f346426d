"""A store in which somebody else gets in between reading and writing."""

from collections.abc import Callable, Sequence

from shared.store.contract import Operation
from shared.store.sqlite.database import EmbeddedDBService


class RacingStore(EmbeddedDBService):
    """The embedded store, which calls `rivals`, one before each batch, while there are any."""

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
