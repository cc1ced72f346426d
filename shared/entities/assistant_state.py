"""What the assistant remembers of a user's choices."""

from collections.abc import Mapping
from datetime import date
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.entity import Entity
from shared.entities.feedback import Feedback

MAX_SNOOZE_DAYS = 60
"""How long a rule can be silent."""


class Snooze(msgspec.Struct, frozen=True, kw_only=True):
    """A rule is silent before the date `until`; `planned` is whether the user said that it was intended."""

    until: date
    planned: bool = False


class AssistantState(Entity, frozen=True, kw_only=True):
    """A user's choices in the assistant; `snoozed` has the rules that are silent.

    `feedback` has the verdicts on recommendations; None before the first one.
    """

    user_id: str
    snoozed: Mapping[str, Snooze] = {}
    feedback: Feedback | None = None

    def snooze_of(self, rule: str, today: date) -> Snooze | None:
        """Return the snooze of a rule; None if it is not silent."""
        found = self.snoozed.get(rule)
        return found if found is not None and today < found.until else None

    def with_snooze(self, rule: str, snooze: Snooze, today: date) -> Self:
        """Return the choices with a rule silent, and without the snoozes that are over."""
        return replace(self, snoozed={**self._current(today), rule: snooze})

    def without_snooze(self, rule: str, today: date) -> Self:
        """Return the choices without the snooze of a rule; unchanged if it is not silent."""
        if self.snooze_of(rule, today) is None:
            return self
        return replace(
            self, snoozed={name: one for name, one in self._current(today).items() if name != rule}
        )

    def _current(self, today: date) -> dict[str, Snooze]:
        return {name: one for name, one in self.snoozed.items() if today < one.until}
