"""A shutdown: the reflection with which a user closes the working day."""

from datetime import date, datetime

from shared.entities.entity import Entity
from shared.views.shutdown import ProductivityRating, ReflectionView

MAX_DISCONNECT_STEPS = 20
"""Steps of a mindful disconnect."""

MAX_PLANNED_TASKS = 20
"""How many tasks a shutdown can plan for the next work day, beside those that it carries over."""


class Reflection(Entity, frozen=True, kw_only=True):
    """A reflection on a day; `shutdown_on` is the user's local date at that time."""

    id: str
    user_id: str
    productivity_rating: ProductivityRating
    created_at: datetime
    shutdown_on: date
    reflection_note: str | None = None
    mindful_disconnect_completed: tuple[bool, ...] = ()
    session_id: str | None = None

    def to_dict(self) -> ReflectionView:
        """Return the view."""
        return {
            "id": self.id,
            "productivity_rating": self.productivity_rating,
            "reflection_note": self.reflection_note,
            "mindful_disconnect_completed": self.mindful_disconnect_completed,
            "session_id": self.session_id,
            "created_at": self.created_at,
            "shutdown_date": self.created_at,
        }
