"""What the companion is like: how far it has come, how it feels, and what it needs."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from typing_extensions import TypedDict


class Stage(StrEnum):
    """How grown up it is, the youngest first."""

    EGG = "egg"
    HATCHLING = "hatchling"
    SPROUT = "sprout"
    COMPANION = "companion"
    GUARDIAN = "guardian"
    SAGE = "sage"


class Mood(StrEnum):
    """How it feels, the most pressing first; only sleep goes before all else, at night and off work."""

    EXHAUSTED = "exhausted"
    THIRSTY = "thirsty"
    HUNGRY = "hungry"
    TIRED = "tired"
    PROUD = "proud"  # something has just been done
    ASLEEP = "asleep"
    RELAXED = "relaxed"  # off work, with the day closed
    HAPPY = "happy"
    CONTENT = "content"


class NeedKind(StrEnum):
    """What it can need."""

    WATER = "water"
    LUNCH = "lunch"
    REST = "rest"
    WIND_DOWN = "wind_down"


class NeedView(TypedDict):
    """What it needs first, and since or from when, as the API shows it."""

    kind: NeedKind
    at: datetime


class CompanionView(TypedDict):
    """The companion, as the API shows it; meters go from 0 to 100."""

    name: str
    stage: Stage
    level: int
    xp: int
    """The points that its person has earned."""
    xp_to_next: int
    """What is missing for the next level."""
    energy: int
    fullness: int
    hydration: int
    mood: Mood
    message: str
    reasons: list[str]
    """What moved each meter, in words."""
    next_need: NeedView | None
    """What it needs if nothing happens; null where nothing is in sight."""


class CompanionNameView(TypedDict):
    """What the companion is called, as the API shows it."""

    name: str


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


class ReminderView(TypedDict):
    """Something that is due right now, as the API shows it."""

    kind: NeedKind
    since: datetime
    message: str
