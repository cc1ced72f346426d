"""A shutdown: the reflection with which a user closes the working day."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from shared.entities.entity import Entity
from shared.views.shutdown import ProductivityRating, ReflectionView

MAX_DISCONNECT_STEPS = 20
"""Steps of a mindful disconnect."""

MAX_PLANNED_TASKS = 20
"""How many tasks a shutdown can plan for the next work day, beside those that it carries over."""


class LocalShutdown(msgspec.Struct, frozen=True, array_like=True):
    """A shutdown by the calendar of its user at that time: the begin of its day, and the minute of that day.

    It `counts` unless it followed another one of the day before within 8 hours.
    """

    at: datetime
    day_begin: datetime
    minute: int
    counts: bool


class PlanBefore(msgspec.Struct, frozen=True, array_like=True):
    """What a task had before a shutdown planned it for the next work day, and undoing that restores."""

    task_id: str
    planned_date: date | None
    updated_at: datetime
    carried_over: int
    settled_plan: date | None
    recurrence_start: date | None


class ShutdownBefore(msgspec.Struct, frozen=True, kw_only=True):
    """What there was before a shutdown, and undoing that restores.

    It has planned tasks for the date `planned_for`, and ended a work session. `replaced` is the shutdown time
    in whose place the day has that of this one, `minutes` has the minute of each date that it changed in the
    lifetime totals, None where there was none. `counted` and `repeated` are whether its date was counted
    because of it, or passed over; `bonus` are the points for the streak in that `week`, empty if it was over
    when the shutdown was sent, and `challenges` are those that counted it.
    """

    planned_for: date | None = None
    plans: tuple[PlanBefore, ...] = ()
    work_session_id: str | None = None
    rating: ProductivityRating | None = None
    replaced: datetime | None = None
    minutes: Mapping[str, int | None] = {}
    last_shutdown: datetime | None = None
    counted: bool = False
    repeated: bool = False
    bonus: int = 0
    week: str = ""
    challenges: tuple[str, ...] = ()


class Reflection(Entity, frozen=True, kw_only=True):
    """A reflection on a day; `shutdown_on` is the user's local date at that time.

    `before` is what undoing the shutdown restores, `recorded_at` is when it was recorded if that was later.
    """

    id: str
    user_id: str
    productivity_rating: ProductivityRating
    created_at: datetime
    shutdown_on: date
    reflection_note: str | None = None
    mindful_disconnect_completed: tuple[bool, ...] = ()
    session_id: str | None = None
    before: ShutdownBefore | None = None
    recorded_at: datetime | None = None

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
