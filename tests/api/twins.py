"""Twins: one acts online, the other does the same offline and sends it later, in any order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from tests.api.actions import DEFAULT_CHALLENGES, ok_json, progress_in, read
from tests.api.conftest import Person
from tests.conftest import MovableClock

_ROUTES = {
    "start work": "work_sessions/start",
    "pause work": "work_sessions/pause",
    "resume work": "work_sessions/resume",
    "end work": "work_sessions/end",
    "shut down": "dashboard/shutdown-reflection",
    "start focus": "focus-sessions/start",
    "start break": "focus-sessions/start",
}
_BODIES: dict[str, dict[str, Any]] = {
    "shut down": {"productivity_rating": "good"},
    "start focus": {"duration_minutes": 25},
    "start break": {"duration_minutes": 5, "session_type": "break"},
}
_OF_FOCUS = {"pause focus": "pause", "resume focus": "resume", "complete": "complete", "stop": "stop"}


@dataclass(frozen=True)
class Act:
    """An act, when it was done, and when the twin that was offline sends it.

    `name` is a key of the tables above, or `complete <task>`.
    """

    name: str
    done: datetime
    sent: datetime


@dataclass
class Twin:
    """A person, with the ids of the tasks by title and of the sessions as they were started."""

    person: Person
    tasks: dict[str, str] = field(default_factory=dict)
    focus: list[str] = field(default_factory=list)

    def send(self, name: str, at: datetime | None = None, **headers: str) -> httpx.Response:
        """Send an act, which was done now or at an earlier moment."""
        moment = {} if at is None else {"at": at.isoformat()}
        verb, _, title = name.partition(" ")
        if verb == "complete" and title:
            body = {"action": "complete", **moment}
            return self.person.patch(f"tasks/{self.tasks[title]}", json=body, headers=headers)
        path = _ROUTES.get(name) or f"focus-sessions/{self.focus[-1]}/{_OF_FOCUS[name]}"
        response = self.person.post(path, json={**_BODIES.get(name, {}), **moment}, headers=headers)
        if name in {"start focus", "start break"} and response.status_code == 201:
            self.focus.append(response.json()["session_id"])
        return response

    def do(self, name: str, at: datetime | None = None) -> dict[str, Any]:
        """Send an act and assert that it is accepted."""
        response = self.send(name, at)
        return ok_json(response, response.status_code if response.is_success else 200)

    def add_tasks(self, *titles: str) -> None:
        for title in titles:
            self.tasks[title] = self.person.create_task(title)["id"]


def live(clock: MovableClock, online: Twin, offline: Twin, acts: Iterable[Act]) -> None:
    """Let both twins act, each act of the second one when it is sent."""
    events: list[tuple[datetime, Twin, str, datetime | None]]
    events = [(act.done, online, act.name, None) for act in acts]
    events += [(act.sent, offline, act.name, act.done) for act in acts]
    for moment, twin, name, done in sorted(events, key=lambda event: event[0]):
        clock.set(moment)
        twin.do(name, done)


def seen(twin: Twin, clock: MovableClock) -> dict[str, Any]:
    """Return everything that the API shows of what a twin did, without ids and the order of arrival."""
    person, now = twin.person, clock.now()
    names = {task_id: title for title, task_id in twin.tasks.items()}
    ledger, summary = read(person, "points"), read(person, "dashboard/shutdown-summary")
    today = summary["todayTasks"]
    unlocked = [(one["id"], one["progress"], one["unlocked"]) for one in read(person, "achievements")]
    week = read(person, f"weekly-summary?week_start={now:%Y-%m-%d}")
    return {
        "stats": _without(read(person, "stats"), "user_id", "username"),
        "days": read(person, "stats/days"),
        "heatmap": read(person, "stats/heatmap"),
        "ledger": sorted(
            (one["rule"], one["delta"], names.get(one["source_id"], one["source_id"])) for one in ledger
        ),
        "achievements": unlocked,
        "challenges": [progress_in(person, name) for name in DEFAULT_CHALLENGES],
        "challenge_stats": read(person, "challenges/stats"),
        "tasks": {
            one["title"]: (one["completed_at"], one["spent_minutes"], one["carried_over"])
            for one in read(person, "tasks")
        },
        "work": [_without(one, "id", "user_id") for one in read(person, "work_sessions")],
        "week": [week[name] for name in ("total_focus_sessions", "total_focus_time", "total_break_time")],
        "daily": [
            _without(one, "session_id", "user_id", "task_id", "resumes")
            for one in read(person, f"daily-summary?date={now:%Y-%m-%d}")["focus_sessions"]
        ],
        "summary": {**summary, "todayTasks": sorted(one["name"] for one in today if not one["completed"])},
        "done today": [one["name"] for one in today if one["completed"]],
        "history": [_without(one, "id") for one in read(person, "dashboard/shutdown-history")],
        "health": read(person, "health/today"),
        "companion": _without(read(person, "companion"), "message"),  # it is chosen by user
    }


def _without(shown: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name not in names}
