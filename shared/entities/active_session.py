"""The pointer to the one session of a kind that somebody has running."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """Says which session runs: while it exists, no other of its kind can start."""

    TYPE: ClassVar[str]
    ID: ClassVar[str]

    user_id: str
    session_id: str
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """One name for all of a user's pointers of a kind: that is what makes the second one collide."""
        return self.ID

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"id": self.ID, "user_id": self.user_id, "type": self.TYPE, "session_id": self.session_id}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(document["user_id"], document["session_id"], document.get("_etag", ""))
