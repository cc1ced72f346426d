"""Views of the plan of a day."""

from datetime import date, datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.view import Id


class BlockKind(StrEnum):
    """The use of a block of a plan."""

    TASK = "task"
    BREAK = "break"
    LUNCH = "lunch"


BlockView = TypedDict(
    "BlockView",
    {
        "from": datetime,
        "to": datetime,
        "kind": BlockKind,
        "task_id": Id | None,  # null for a rest
        "title": str | None,
        "why": str,
    },
)


class LeftOutView(TypedDict):
    """An open task that is not planned, or not all of it, and why."""

    task_id: Id
    title: str
    why: str


class DayPlanView(TypedDict):
    """The plan of a day."""

    date: date
    version: str
    """Identifies the planned tasks, and is needed to apply the plan; it does not change as time passes."""
    capacity_minutes: int
    """The limit of the day minus the work so far, minus a reserve."""
    because: list[str]
    """The assumptions of the plan, in sentences."""
    blocks: list[BlockView]
    """In order, without overlaps; between them is free time."""
    left_out: list[LeftOutView]
    text: str
