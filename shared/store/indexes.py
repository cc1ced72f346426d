"""What the stores keep sorted, so that a list costs the same at any history.

The embedded store makes a SQLite index of each row; the template of the Cosmos container holds the
same ones as composite indexes, and a test compares the two.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Index:
    """Documents of `type`, split by the fields of `equals` and sorted by `order_by`, then by id."""

    type: str
    order_by: str
    equals: tuple[str, ...] = ()


NUMERIC_FIELDS = frozenset({"priority_order", "points"})
"""Fields to sort by that hold numbers; all others hold texts."""

INDEXES = (
    Index("task", "created_at"),
    Index("task", "created_at", equals=("completed",)),
    Index("task", "due_order", equals=("completed",)),
    Index("task", "priority_order", equals=("completed",)),
    Index("work_session", "start_time"),
    Index("focus_session", "started_order"),
    Index("day", "local_date"),
    Index("points_entry", "at"),
    Index("shutdown_reflection", "created_at"),
    Index("standing", "points"),
    Index("participant", "joined_at", equals=("challenge_id", "has_avatar")),
    Index("notification", "created_at"),
    Index("notification", "created_at", equals=("read",)),
    Index("appointment", "due"),
    Index("account", "created_at"),
    Index("refresh_family", "id"),
)
