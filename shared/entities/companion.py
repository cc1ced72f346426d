"""The companion's name."""

from shared.entities.entity import Entity
from shared.views.companion import CompanionNameView


class CompanionName(Entity, frozen=True, kw_only=True):
    """The name of a user's companion; a field of the user, stored by itself only in idempotency records."""

    user_id: str
    name: str

    def to_dict(self) -> CompanionNameView:
        """Return the view."""
        return {"name": self.name}
