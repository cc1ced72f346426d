"""What people do in a day's work, one verb each."""

from datetime import UTC, datetime
from typing import Any

import httpx

from tests.api.conftest import Person
from tests.conftest import MovableClock

HEALTHY_BOUNDARIES = "healthy-boundaries"
FOCUS_SPRINT_MASTER = "focus-sprint-master"
BREAK_CHAMPION = "break-champion"
TASK_FINISHER = "task-finisher"
DEFAULT_CHALLENGES = (HEALTHY_BOUNDARIES, FOCUS_SPRINT_MASTER, BREAK_CHAMPION, TASK_FINISHER)

NOT_JOINED = (None, None)
"""The progress and the status in a challenge before one has joined it."""


def at(text: str) -> datetime:
    """Return the moment that is written so."""
    return datetime.fromisoformat(text).astimezone(UTC)


def read(person: Person, path: str) -> Any:
    answer = person.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ok_json(answer: Any, status: int = 200) -> dict[str, Any]:
    """Return what a successful answer shows."""
    assert answer.status_code == status, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def post_with_key(
    person: Person, path: str, body: dict[str, Any], key: str = "key-1", **request: Any
) -> httpx.Response:
    """Send a POST under a key, with which it can be sent again."""
    return person.post(path, json=body, headers={"Idempotency-Key": key}, **request)


def error_of(answer: Any) -> tuple[int, str]:
    """Return the status and the sentence of an answer that is an error."""
    return answer.status_code, answer.json()["error"]


def start_session(person: Person, minutes: int = 25, kind: str = "focus") -> dict[str, Any]:
    """Start a focus session or a break."""
    body = {"duration_minutes": minutes, "session_type": kind}
    return ok_json(person.post("focus-sessions/start", json=body), 201)


def end_session(person: Person, session: dict[str, Any], verb: str = "complete") -> dict[str, Any]:
    """Complete or stop a focus session or a break."""
    return ok_json(person.post(f"focus-sessions/{session['session_id']}/{verb}"))


def focus(person: Person, clock: MovableClock, minutes: float = 25) -> dict[str, Any]:
    """Focus from beginning to end."""
    session = start_session(person, 25)
    clock.move(minutes=minutes)
    return end_session(person, session)


def take_break(person: Person, clock: MovableClock, minutes: float = 5) -> dict[str, Any]:
    """Take a break from beginning to end."""
    session = start_session(person, 5, "break")
    clock.move(minutes=minutes)
    return end_session(person, session)


def clock_in(person: Person) -> dict[str, Any]:
    return ok_json(person.post("time-logs/start-work"), 201)


def clock_out(person: Person) -> dict[str, Any]:
    return ok_json(person.post("time-logs/end-work"))


def work(person: Person, clock: MovableClock, **length: float) -> dict[str, Any]:
    """Clock in, and out again after that time."""
    clock_in(person)
    clock.move(**length)
    return clock_out(person)


def complete(person: Person, title: str = "Write the report", **fields: Any) -> dict[str, Any]:
    """Plan a task and do it."""
    return complete_existing(person, person.create_task(title, **fields))


def complete_existing(person: Person, task: dict[str, Any]) -> dict[str, Any]:
    return ok_json(person.patch(f"tasks/{task['id']}"))


def reopen(person: Person, task: dict[str, Any]) -> dict[str, Any]:
    return ok_json(person.patch(f"tasks/{task['id']}", json={"action": "reopen"}))


def delete_task(person: Person, task: dict[str, Any]) -> None:
    assert person.delete(f"tasks/{task['id']}").status_code == 204


def shut_down(person: Person, rating: str = "good", **fields: Any) -> dict[str, Any]:
    body = {"productivity_rating": rating, **fields}
    return ok_json(person.post("dashboard/shutdown-reflection", json=body), 201)


def shutdown_summary(person: Person) -> dict[str, Any]:
    """Return what the day to be shut down has been so far."""
    shown: dict[str, Any] = read(person, "dashboard/shutdown-summary")
    return shown


def join(person: Person, challenge: str) -> dict[str, Any]:
    return ok_json(person.post(f"challenges/{challenge}/join"), 201)


def leave(person: Person, challenge: str) -> dict[str, Any]:
    return ok_json(person.delete(f"challenges/{challenge}/leave"))


def read_challenge(person: Person, challenge: str) -> dict[str, Any]:
    """Return a challenge of this week, as somebody sees it."""
    (found,) = (one for one in read(person, "challenges/week") if one["id"] == challenge)
    shown: dict[str, Any] = found
    return shown


def progress_in(person: Person, challenge: str) -> tuple[int | None, str | None]:
    shown = read_challenge(person, challenge)
    return shown["progress"], shown["status"]


def challenge_stats(person: Person) -> dict[str, Any]:
    shown: dict[str, Any] = read(person, "challenges/stats")
    return shown


def total_points(person: Person) -> int:
    total: int = challenge_stats(person)["total_points"]
    return total


def shutdown_streak(person: Person) -> int:
    streak: int = challenge_stats(person)["shutdown_streak"]
    return streak


def set_timezone(person: Person, zone: str) -> None:
    ok_json(person.put("users/profile", json={"timezone": zone}))


def set_preferences(person: Person, **preferences: Any) -> None:
    ok_json(person.put("users/profile", json={"preferences": preferences}))
