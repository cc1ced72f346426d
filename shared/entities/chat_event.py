"""Events that chat platforms send, which they may send again."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from msgspec.structs import replace

from shared.entities.entity import Entity


class ChatEvent(Entity, frozen=True, kw_only=True):
    """An event that is being handled since `begun_at`, or was handled; `key` is a hash of its id."""

    LIFETIME: ClassVar[timedelta] = timedelta(days=1)
    MAX_HANDLING: ClassVar[timedelta] = timedelta(seconds=30)
    """After this time, an instance that has not finished it is taken to have stopped."""

    key: str
    begun_at: datetime
    is_handled: bool = False

    def is_taken(self, now: datetime) -> bool:
        """Return whether it was handled, or another request handles it."""
        return self.is_handled or now < self.begun_at + self.MAX_HANDLING

    def handled(self) -> Self:
        """Return the event after it was handled."""
        return replace(self, is_handled=True)
