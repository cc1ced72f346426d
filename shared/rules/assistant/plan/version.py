"""The version of a plan: a text that changes when other tasks are planned, and not as time passes.

It has the minutes of room that the plan was made with, and a hash of the tasks that are selected for them, of
all that decides about them but the dates for which they are planned: applying the plan keeps its version.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from shared.rules.assistant.plan.order import TaskCandidate

MAX_ROOM = 24 * 60


def version_of(day: date, room: int, selected: Iterable[TaskCandidate]) -> str:
    """Return the version of a plan with these tasks, in any order, and with some minutes of room."""
    rows = sorted(_row(one) for one in selected)
    digest = blake2b("\n".join([day.isoformat(), *rows]).encode(), digest_size=12)
    return f"{room}-{digest.hexdigest()}"


def room_of(version: str) -> int | None:
    """Return the room of a version; None for any other text."""
    room, separator, _ = version.partition("-")
    is_number = room.isascii() and room.isdigit() and len(room) <= len(str(MAX_ROOM))
    return int(room) if separator and is_number and int(room) <= MAX_ROOM else None


def _row(candidate: TaskCandidate) -> str:
    task = candidate.task
    dates = [moment.isoformat() if moment else "" for moment in (task.start_date, task.due_date)]
    return repr((task.id, task.title, task.priority.value, candidate.minutes, *dates))
