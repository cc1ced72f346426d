"""The ledger of points: every entry has a name, a reason and a source."""

from datetime import datetime

from shared.entities.entity import Entity
from shared.views.points import LedgerEntryView, Rule


class LedgerEntry(Entity, frozen=True, kw_only=True):
    """Points that were given or taken back.

    `times` counts how often the rule has been applied to the source: done, undone and done again.
    """

    user_id: str
    at: datetime
    rule: Rule
    delta: int
    reason: str
    source_id: str
    times: int = 1

    @property
    def id(self) -> str:
        """The id, derived from the cause: a repeated reward has the same id and collides."""
        name = f"points:{self.rule}:{self.source_id}"
        return name if self.times == 1 else f"{name}:{self.times}"

    def to_dict(self) -> LedgerEntryView:
        """Return the view."""
        return {
            "id": self.id,
            "at": self.at,
            "rule": self.rule,
            "delta": self.delta,
            "reason": self.reason,
            "source_id": self.source_id,
        }
