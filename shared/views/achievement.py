"""Views of achievements."""

from datetime import datetime

from typing_extensions import TypedDict


class AchievementView(TypedDict):
    """An achievement and the user's progress towards it."""

    id: str
    name: str
    description: str
    icon: str
    unlocked: bool
    unlocked_at: datetime | None
    """Null until unlocked."""
    progress: int
    """At most `target`."""
    target: int
