"""Views of the companion."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict


class Stage(StrEnum):
    """The stages of growth, youngest first."""

    EGG = "egg"
    HATCHLING = "hatchling"
    SPROUT = "sprout"
    COMPANION = "companion"
    GUARDIAN = "guardian"
    SAGE = "sage"


class Mood(StrEnum):
    """The moods by precedence, highest first; at night and off work, `asleep` precedes all others."""

    EXHAUSTED = "exhausted"
    THIRSTY = "thirsty"
    HUNGRY = "hungry"
    TIRED = "tired"
    PROUD = "proud"  # shortly after something was completed
    ASLEEP = "asleep"
    RELAXED = "relaxed"  # off work, after the shutdown
    HAPPY = "happy"
    CONTENT = "content"


class NeedKind(StrEnum):
    """A need of the companion."""

    WATER = "water"
    LUNCH = "lunch"
    REST = "rest"
    WIND_DOWN = "wind_down"


class NeedView(TypedDict):
    """The next need of the companion."""

    kind: NeedKind
    at: datetime
    """When the need begins, or began."""


class CompanionView(TypedDict):
    """The companion; energy, fullness and hydration range from 0 to 100."""

    name: str
    stage: Stage
    level: int
    xp: int
    """The points that the user has earned."""
    xp_to_next: int
    """The points missing for the next level."""
    energy: int
    fullness: int
    hydration: int
    mood: Mood
    message: str
    reasons: list[str]
    """Sentences that explain the meters."""
    next_need: NeedView | None
    """The need that comes next if nothing happens; null if none is foreseen."""


class CompanionNameView(TypedDict):
    """The name of the companion."""

    name: str


class ReminderView(TypedDict):
    """A need that is due now."""

    kind: NeedKind
    since: datetime
    message: str
