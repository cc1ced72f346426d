"""Requests that users make during a working day, one function each."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx

from shared.errors import DocumentNotFoundError
from shared.store.contract import DocumentStore
from tests.api.conftest import Person
from tests.conftest import MovableClock

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
HEALTHY_BOUNDARIES = "healthy-boundaries"
FOCUS_SPRINT_MASTER = "focus-sprint-master"
BREAK_CHAMPION = "break-champion"
TASK_FINISHER = "task-finisher"
DEFAULT_CHALLENGES = (HEALTHY_BOUNDARIES, FOCUS_SPRINT_MASTER, BREAK_CHAMPION, TASK_FINISHER)

USER_FIELDS = {
    "id",
    "name",
    "username",
    "email",
    "full_name",
    "avatar_url",
    "timezone",
    "day_start",
    "preferences",
    "onboarding_completed",
    "role",
    "created_at",
    "updated_at",
}

NOT_JOINED = (None, None)
"""Progress and status of a challenge that the user has not joined."""


def at(text: str) -> datetime:
    """Parse an RFC 3339 date and time; return it in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def read(person: Person, path: str) -> Any:
    """Return the body of a successful GET."""
    response = person.get(path)
    assert response.status_code == 200, response.text
    return response.json()


def ok_json(response: Any, status: int = 200) -> dict[str, Any]:
    """Assert the status of a response and return its body."""
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


def ok_event(response: Any, status: int = 200) -> dict[str, Any]:
    """Assert the status of the response to an event that counts; return its body without the rewards."""
    body = ok_json(response, status)
    del body["earned"]
    return body


def post_with_key(
    person: Person, path: str, body: dict[str, Any], key: str = "key-1", **request: Any
) -> httpx.Response:
    """Send a POST with an idempotency key."""
    return person.post(path, json=body, headers={"Idempotency-Key": key}, **request)


def error_of(response: Any) -> tuple[int, str]:
    """Return the status and the `error` sentence of an error response."""
    return response.status_code, response.json()["error"]


def start_session(person: Person, minutes: int = 25, kind: str = "focus", **fields: Any) -> dict[str, Any]:
    """Start a focus session or a break."""
    body = {"duration_minutes": minutes, "session_type": kind, **fields}
    return ok_json(person.post("focus-sessions/start", json=body), 201)


def end_session(person: Person, session: dict[str, Any], verb: str = "complete") -> dict[str, Any]:
    """Complete or stop a focus session or a break."""
    read_body = ok_event if verb == "complete" else ok_json
    return read_body(person.post(f"focus-sessions/{session['session_id']}/{verb}"))


def pause_session(person: Person, session: dict[str, Any]) -> dict[str, Any]:
    return ok_json(person.post(f"focus-sessions/{session['session_id']}/pause"))


def resume_session(person: Person, session: dict[str, Any]) -> dict[str, Any]:
    return ok_json(person.post(f"focus-sessions/{session['session_id']}/resume"))


def with_pauses(session: dict[str, Any], *pauses: str) -> dict[str, Any]:
    """Return a focus session or a break as it is shown with exactly these pauses of the day of its start.

    Each is written `09:40-09:45`, or `09:40-` while it lasts; a session that has not ended is paused then.
    """
    day = session["start_time"].partition("T")[0]
    spans = [[f"{day}T{moment}:00Z" if moment else None for moment in one.split("-")] for one in pauses]
    shown = [{"from": begin, "to": end} for begin, end in spans]
    status = session["status"]
    if status in {"active", "paused"}:
        status = "paused" if shown and shown[-1]["to"] is None else "active"
    return {**session, "status": status, "pauses": shown}


def focus(person: Person, clock: MovableClock, minutes: float = 25) -> dict[str, Any]:
    """Start and complete a focus session."""
    session = start_session(person, 25)
    clock.move(minutes=minutes)
    return end_session(person, session)


def take_break(person: Person, clock: MovableClock, minutes: float = 5) -> dict[str, Any]:
    """Start and complete a break."""
    session = start_session(person, 5, "break")
    clock.move(minutes=minutes)
    return end_session(person, session)


def clock_in(person: Person) -> dict[str, Any]:
    return ok_json(person.post("time-logs/start-work"), 201)


def clock_out(person: Person) -> dict[str, Any]:
    return ok_event(person.post("time-logs/end-work"))


def pause_work(person: Person) -> dict[str, Any]:
    return ok_json(person.post("work_sessions/pause"))


def resume_work(person: Person) -> dict[str, Any]:
    return ok_json(person.post("work_sessions/resume"))


def work(person: Person, clock: MovableClock, **length: float) -> dict[str, Any]:
    """Clock in, and clock out after the given time."""
    clock_in(person)
    clock.move(**length)
    return clock_out(person)


def complete(person: Person, title: str = "Write the report", **fields: Any) -> dict[str, Any]:
    """Create a task and complete it."""
    return complete_existing(person, person.create_task(title, **fields))


def complete_existing(person: Person, task: dict[str, Any]) -> dict[str, Any]:
    """Complete a task that exists, for the first time or again."""
    return ok_event(person.patch(f"tasks/{task['id']}"))


def reopen(person: Person, task: dict[str, Any]) -> dict[str, Any]:
    return ok_event(person.patch(f"tasks/{task['id']}", json={"action": "reopen"}))


def delete_task(person: Person, task: dict[str, Any]) -> None:
    assert person.delete(f"tasks/{task['id']}").status_code == 204


def shut_down(person: Person, rating: str = "good", **fields: Any) -> dict[str, Any]:
    body = {"productivity_rating": rating, **fields}
    return ok_event(person.post("dashboard/shutdown-reflection", json=body), 201)


def shutdown_summary(person: Person) -> dict[str, Any]:
    """Return the shutdown summary of the current day."""
    shutdown_summary: dict[str, Any] = read(person, "dashboard/shutdown-summary")
    return shutdown_summary


def join(person: Person, challenge: str) -> dict[str, Any]:
    return ok_json(person.post(f"challenges/{challenge}/join"), 201)


def leave(person: Person, challenge: str) -> dict[str, Any]:
    return ok_json(person.delete(f"challenges/{challenge}/leave"))


def read_challenge(person: Person, challenge: str) -> dict[str, Any]:
    """Return a challenge of this week as the user sees it."""
    found: dict[str, Any]
    (found,) = (shown for shown in read(person, "challenges/week") if shown["id"] == challenge)
    return found


def progress_in(person: Person, challenge: str) -> tuple[int | None, str | None]:
    shown = read_challenge(person, challenge)
    return shown["progress"], shown["status"]


def challenge_stats(person: Person) -> dict[str, Any]:
    stats: dict[str, Any] = read(person, "challenges/stats")
    return stats


def total_points(person: Person) -> int:
    total: int = challenge_stats(person)["total_points"]
    return total


def shutdown_streak(person: Person) -> int:
    streak: int = challenge_stats(person)["shutdown_streak"]
    return streak


def set_timezone(person: Person, zone: str) -> None:
    ok_json(person.put("users/profile", json={"timezone": zone}))


def progress_in_achievement(person: Person, name: str) -> tuple[int, bool]:
    """Return the progress in an achievement, and whether it is unlocked."""
    (found,) = [one for one in read(person, "achievements") if one["id"] == name]
    return found["progress"], found["unlocked"]


def set_preferences(person: Person, **preferences: Any) -> None:
    ok_json(person.put("users/profile", json={"preferences": preferences}))


def store_preferences(store: DocumentStore, person: Person, **preferences: Any) -> None:
    """Store preferences without checks, as earlier versions did."""
    store.upsert({**store.read("user", person.id), "preferences": preferences})


def drop_copies(store: DocumentStore, user_id: str) -> None:
    """Remove the copies of sessions from their pointers, which earlier versions stored without them."""
    for pointer in ("active:work", "active:focus"):
        with suppress(DocumentNotFoundError):
            document = store.read(pointer, user_id)
            copies = {"session", "interrupted"}
            store.upsert({name: value for name, value in document.items() if name not in copies})
