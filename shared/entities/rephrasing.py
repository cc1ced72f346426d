"""Texts of a language model for a user, and how often it was asked."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from msgspec.structs import replace

from shared.entities.entity import Entity
from shared.entities.rhythm import MAX_HISTORY_DAYS

MAX_CALLS_A_DAY = 20
"""How often a language model is asked for one user, in a day of UTC."""

_MIN_PAUSE = timedelta(hours=4)


class Rephrasing(Entity, frozen=True, kw_only=True):
    """The model's text with placeholders for a text of the rules; empty without a usable one.

    `facts` is the fingerprint of the values and the text for which the model was asked, and `wording` that of
    the text alone. `answered` is whether it answered, and so is not asked for the same facts again.
    """

    LIFETIME: ClassVar = timedelta(days=MAX_HISTORY_DAYS)  # what is older has no text

    user_id: str
    subject: str
    first: date
    language: str
    facts: str
    wording: str
    asked_at: datetime
    text: str = ""
    answered: bool = False

    def is_due(self, facts: str, now: datetime, *, is_complete: bool) -> bool:
        """Return whether the model may be asked again: for other facts of a complete period, or after hours.

        Without an answer it is asked again for the same facts, too.
        """
        has_answer = self.answered and self.facts == facts
        has_other_facts = is_complete and self.facts != facts
        return not has_answer and (has_other_facts or now - self.asked_at >= _MIN_PAUSE)


class ModelCalls(Entity, frozen=True, kw_only=True):
    """How often the language model was asked for a user on a day of UTC."""

    LIFETIME: ClassVar = timedelta(days=1)  # after the last call, so beyond its day

    user_id: str
    day: date
    calls: int = 0

    def add(self, today: date) -> Self | None:
        """Return the calls with one more, None beyond `MAX_CALLS_A_DAY`."""
        calls = self.calls + 1 if self.day == today else 1
        return replace(self, day=today, calls=calls) if calls <= MAX_CALLS_A_DAY else None
