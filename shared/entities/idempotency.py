"""Idempotency keys: they make it safe to send a request again."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Generic, Self, TypeVar

import msgspec

from shared.entities.earned import Earned
from shared.entities.entity import Entity
from shared.views.view import HasView

ValueT_co = TypeVar("ValueT_co", covariant=True)
ViewT = TypeVar("ViewT")


class IdempotencyKey(msgspec.Struct, frozen=True, kw_only=True):
    """The `Idempotency-Key` of a request, and the fingerprint of the request itself."""

    key: str
    fingerprint: str

    @classmethod
    def of(cls, key: str, method: str, path: str, body: bytes) -> Self:
        """Return the key of a request."""
        content = b"\n".join((method.encode(), path.encode(), body))
        return cls(key=key, fingerprint=sha256(content).hexdigest())


class IdempotencyRecord(Entity, frozen=True, kw_only=True):
    """The result of the first request with a key, in the stored form of its entity, and its rewards.

    Kept for 24 hours.
    """

    user_id: str
    key: str
    fingerprint: str
    answer: dict[str, Any]
    earned: Earned | None = None


class Outcome(msgspec.Struct, Generic[ValueT_co], frozen=True):
    """The result of an operation and its rewards.

    `replayed` if they are those of an earlier request with the same key.
    """

    value: ValueT_co
    replayed: bool = False
    earned: Earned | None = None

    def to_dict(self: "Outcome[HasView[ViewT]]") -> ViewT:
        """Return the view of the value."""
        return self.value.to_dict()

    def view(self: "Outcome[HasView[ViewT]]") -> "Outcome[ViewT]":
        """Return the outcome with the view of the value."""
        return Outcome(self.value.to_dict(), self.replayed)

    def event_view(
        self: "Outcome[HasView[Mapping[str, object]]]", kind: Callable[..., ViewT]
    ) -> "Outcome[ViewT]":
        """Return the outcome with the view of the value and, as `earned`, of the rewards."""
        earned = self.earned.to_dict() if self.earned else None
        return Outcome(kind(**self.value.to_dict(), earned=earned), self.replayed)
