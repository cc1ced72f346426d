"""The companion's name."""

from shared.entities.entity import Entity
from shared.views.companion import CompanionNameView


class CompanionName(Entity, frozen=True, kw_only=True):
    """The name of a user's companion; kept with the user, and stored only as an answer to be replayed."""

    user_id: str
    name: str

    def to_dict(self) -> CompanionNameView:
        """Return what the API shows."""
        return {"name": self.name}
