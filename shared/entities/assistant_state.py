"""What the assistant remembers of a user's choices."""

from collections.abc import Mapping
from datetime import date

import msgspec

from shared.entities.entity import Entity


class Snooze(msgspec.Struct, frozen=True, kw_only=True):
    """A rule is silent before the date `until`; `planned` is whether the user said that it was intended."""

    until: date
    planned: bool = False


class AssistantState(Entity, frozen=True, kw_only=True):
    """A user's choices in the assistant; `snoozed` has the rules that are silent."""

    user_id: str
    snoozed: Mapping[str, Snooze] = {}

    def snooze_of(self, rule: str, today: date) -> Snooze | None:
        """Return the snooze of a rule; None if it is not silent."""
        found = self.snoozed.get(rule)
        return found if found is not None and today < found.until else None
