"""The indexes of both stores, which keep the cost of a list independent of the user's history.

The embedded store creates a SQLite index for each; the template of the Cosmos container has the same ones as
composite indexes, and a test compares the two.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Index:
    """Documents of `type`, grouped by the fields of `equals` and sorted by `order_by`, then by id."""

    type: str
    order_by: str
    equals: tuple[str, ...] = ()


NUMERIC_FIELDS = frozenset({"priority_order", "points"})
"""Sort fields that hold numbers; all others hold strings."""

INDEXES = (
    Index("task", "created_at"),
    Index("task", "created_at", equals=("completed",)),
    Index("task", "due_order", equals=("completed",)),
    Index("task", "planned_date", equals=("completed",)),
    Index("task", "priority_order", equals=("completed",)),
    Index("work_session", "start_time"),
    Index("focus_session", "started_order"),
    Index("day", "local_date"),
    Index("points_entry", "at"),
    Index("audit_entry", "at"),
    Index("shutdown_reflection", "created_at"),
    Index("standing", "points"),
    Index("participant", "joined_at", equals=("challenge_id", "has_avatar")),
    Index("notification", "created_at"),
    Index("notification", "created_at", equals=("read",)),
    Index("appointment", "due"),
    Index("delivery", "due"),
    Index("account", "created_at"),
    Index("refresh_family", "id"),
    Index("reminder_position", "id"),
)
