"""Views of companions."""

from datetime import datetime
from enum import StrEnum

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


class ReminderView(TypedDict):
    """Something that is due right now, as the API shows it."""

    kind: NeedKind
    since: datetime
    message: str
