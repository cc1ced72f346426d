"""Views of the rewards of an event."""

from typing_extensions import TypedDict


class RewardView(TypedDict):
    """An achievement or a challenge."""

    id: str
    name: str


class EarnedView(TypedDict):
    """The rewards of an event."""

    points: int
    """Negative if the event takes points back."""
    level: int | None
    """The level of the companion if the event reached it, else null."""
    achievements: list[RewardView]
    """The achievements that the event unlocked."""
    challenges: list[RewardView]
    """The challenges that the event completed."""


class EventView(TypedDict):
    """The field of every response to an event that counts."""

    earned: EarnedView | None
    """The rewards of the event; null if it changed none."""
