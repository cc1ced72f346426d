"""Acts that can be undone, and what documents keep for it."""

from datetime import datetime

import msgspec

from shared.entities.entity import Entity
from shared.views.undo import UndoneView


class ForeignChange(msgspec.Struct, frozen=True, kw_only=True):
    """The last change of a document by another user than its owner: an administrator, `by` as a hash."""

    at: datetime
    by: str


class Undone(Entity, frozen=True, kw_only=True):
    """An act that was undone; stored only in idempotency records."""

    user_id: str
    event: str
    id: str

    def to_dict(self) -> UndoneView:
        """Return the view."""
        return {"event": self.event, "id": self.id}
