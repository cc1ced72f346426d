"""Views of the plan of a day."""

from datetime import date, datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.view import Id


class BlockKind(StrEnum):
    """What a block of a plan is for."""

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
    """Changes when other tasks are planned, and not as time passes; applying the plan needs it."""
    capacity_minutes: int
    """The limit of the day without what is worked, and without a reserve."""
    because: list[str]
    """What the plan is made from, in sentences."""
    blocks: list[BlockView]
    """In order, without overlaps; between them is free time."""
    left_out: list[LeftOutView]
    text: str
