"""What an achievement looks like to the person who is after it."""

from datetime import datetime

from typing_extensions import TypedDict


class AchievementView(TypedDict):
    """An achievement, as the API shows it."""

    id: str
    name: str
    description: str
    icon: str
    unlocked: bool
    unlocked_at: datetime | None
    progress: int
    """At most `target`."""
    target: int
