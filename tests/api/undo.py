"""Undoing over HTTP, the acts with sessions that can be undone, and all that a user sees."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

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
    *("assistant/insights?weeks=1", "assistant/narratives?period=day"),
)

_STEPS: dict[str, tuple[str | int, ...]] = {
    "clock_in": ("start work",),
    "clock_out": ("start work", 20, "end work"),
    "pause_work": ("start work", 20, "pause work"),
    "resume_work": ("start work", 20, "pause work", 3, "resume work"),
    "start_focus": ("start focus",),
    "start_break": ("start focus", 5, "start break"),
    "pause_focus": ("start focus", 20, "pause"),
    "resume_focus": ("start focus", 20, "pause", 3, "resume"),
    "complete_focus": ("start focus", 20, "complete"),
    "complete_break": ("start break", 20, "complete"),
    "stop_focus": ("start focus", 20, "stop"),
}
"""What leads to each act, and the act at the end; numbers are minutes that pass."""

_WORK = {
    "start work": "time-logs/start-work",
    "end work": "time-logs/end-work",
    "pause work": "work_sessions/pause",
    "resume work": "work_sessions/resume",
}
EVENTS = tuple(_STEPS)
EACH_EVENT = pytest.mark.parametrize("event", EVENTS)


def act(
    person: Person, clock: MovableClock, event: str, *, late: timedelta = timedelta(0), **fields: Any
) -> str:
    """Do an act and what leads to it, all sent that much later than done; return the id of its session."""
    return _take_steps(person, clock, _STEPS[event], late, **fields)


def lead_to(person: Person, clock: MovableClock, event: str) -> str:
    """Do what leads to an act, but not the act; return the id of its session, "" if it begins one."""
    return _take_steps(person, clock, _STEPS[event][:-1], timedelta(0))


def _take_steps(
    person: Person, clock: MovableClock, steps: tuple[str | int, ...], late: timedelta, **fields: Any
) -> str:
    session = ""
    for step in steps:
        if isinstance(step, int):
            clock.move(minutes=step)
            continue
        sent = {"at": (clock.now() - late).isoformat()} if late else {}
        response = _send(person, step, session, **fields, **sent)
        assert response.is_success, response.text
        session = session_of(response)
    return session


def send_act(person: Person, event: str, session: str) -> httpx.Response:
    """Send the request of an act, for the first time or again, on the same session or another one."""
    return _send(person, str(_STEPS[event][-1]), session)


def session_of(response: httpx.Response) -> str:
    """Return the id of the session in a response."""
    found = response.json()
    return str(found.get("session_id") or found["id"])


def _send(person: Person, step: str, session: str, **body: Any) -> httpx.Response:
    if step in _WORK:
        return person.post(_WORK[step], json=body)
    verb, _, kind = step.partition(" ")
    if verb == "start":
        body |= {"duration_minutes": 60, "session_type": kind}
        return person.post("focus-sessions/start", json=body)
    return person.post(f"focus-sessions/{session}/{step}", json=body)


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
