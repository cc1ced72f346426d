"""The ledger of points: every one of them has a name, a reason and a cause."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from shared.entities.timestamps import from_stored, to_stored
from shared.views.points import LedgerEntryView, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Points that were given or taken back.

    The id is made of the rule and of what it was applied to, so that a repeat collides instead of counting
    twice; `times` tells apart what was done, undone and done again.
    """

    TYPE: ClassVar[str] = "points_entry"

    user_id: str
    at: datetime
    rule: Rule
    delta: int
    reason: str
    source_id: str
    times: int = 1
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """The name of the reward."""
        name = f"points:{self.rule}:{self.source_id}"
        return name if self.times == 1 else f"{name}:{self.times}"

    def to_dict(self) -> LedgerEntryView:
        """Return what the API shows."""
        return {
            "id": self.id,
            "at": self.at,
            "rule": self.rule,
            "delta": self.delta,
            "reason": self.reason,
            "source_id": self.source_id,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "at": to_stored(self.at),
            "rule": self.rule.value,
            "delta": self.delta,
            "reason": self.reason,
            "source_id": self.source_id,
            "times": self.times,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            user_id=document["user_id"],
            at=from_stored(document["at"]),
            rule=Rule(document["rule"]),
            delta=document["delta"],
            reason=document["reason"],
            source_id=document["source_id"],
            times=document["times"],
            etag=document.get("_etag", ""),
        )
