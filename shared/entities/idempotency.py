"""What makes it safe to send a request again."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar, Self


@dataclass(slots=True)
class IdempotencyKey:
    """A request that its sender may repeat: the `Idempotency-Key`, and what was asked under it.

    `replayed` is set when the answer is an earlier one's.
    """

    key: str
    fingerprint: str
    replayed: bool = False

    @classmethod
    def of(cls, key: str, method: str, path: str, body: bytes) -> Self:
        """Return the retry for a request with this key."""
        return cls(key, sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest())


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """The answer that a key was given first: an entity, as it was then. Kept for a day."""

    TYPE: ClassVar[str] = "first_answer"
    LIFETIME: ClassVar[timedelta] = timedelta(hours=24)

    user_id: str
    key: str
    fingerprint: str
    answer: dict[str, Any]
    etag: str = field(default="", compare=False)

    @staticmethod
    def id_of(key: str) -> str:
        """Return the name of a key's document: hashed, since a key may hold what an id may not."""
        return f"first_answer:{sha256(key.encode()).hexdigest()}"

    @property
    def id(self) -> str:
        """One for each key."""
        return self.id_of(self.key)

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "key": self.key,
            "fingerprint": self.fingerprint,
            "answer": self.answer,
            "ttl": int(self.LIFETIME.total_seconds()),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            document["user_id"],
            document["key"],
            document["fingerprint"],
            document["answer"],
            document.get("_etag", ""),
        )
