"""Undoing over HTTP, and all that a user sees."""

from datetime import datetime
from typing import Any

import httpx

from tests.api.actions import ok_json, read
from tests.api.conftest import Person
from tests.conftest import MovableClock

NOT_FOUND = (404, "There is no such act of the last 15 minutes")

_PATHS = (
    *("tasks", "tasks?planned=week", "stats", "stats/heatmap?weeks=1", "stats/days?from=2026-03-16"),
    *("work_sessions", "work_sessions/active", "current-session", "daily-summary"),
    *("dashboard/shutdown-summary", "dashboard/shutdown-history"),
    *("challenges/week", "challenges/stats", "challenges/leaders", "achievements"),
    *("health/hydration", "health/meals", "health/rests", "health/today", "health/reminders", "companion"),
    "assistant/insights?weeks=1",
)


def undo(person: Person, event: str, act_id: str, **fields: Any) -> httpx.Response:
    """Send a request to undo an act."""
    return person.post("undo", json={"event": event, "id": act_id, **fields})


def undone(person: Person, event: str, act_id: str, points: int = 0) -> None:
    """Undo an act, which changes the points by this many; a second undo finds no such act."""
    body = ok_json(undo(person, event, act_id))
    earned = body.pop("earned")
    assert body == {"event": event, "id": act_id}
    assert (earned["points"] if earned else 0) == points
    again = undo(person, event, act_id)
    assert (again.status_code, again.json()["error"]) == NOT_FOUND


def everything(person: Person, clock: MovableClock, at: datetime) -> dict[str, Any]:
    """Return all that a user sees at a moment."""
    now = clock.now()
    clock.set(at)
    shown = {path: read(person, path) for path in _PATHS}
    clock.set(now)
    return shown
