"""What the companion is like: how far it has come, how it feels, and what it needs."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from shared.views.companion import CompanionNameView


@dataclass(frozen=True, slots=True)
class CompanionName:
    """What a user calls their companion; it is kept with the user."""

    TYPE: ClassVar[str] = "companion_name"
    ID: ClassVar[str] = "companion_name"

    user_id: str
    name: str
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """One for each user."""
        return self.ID

    def to_dict(self) -> CompanionNameView:
        """Return what the API shows."""
        return {"name": self.name}

    def to_document(self) -> dict[str, Any]:
        """Return what is remembered of it."""
        return {"id": self.ID, "user_id": self.user_id, "name": self.name}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(document["user_id"], document["name"])
