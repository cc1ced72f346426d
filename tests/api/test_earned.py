"""What an event earned, in its response: points, level, achievements and challenges."""

from typing import Any

import pytest

from shared.entities.entity import entity_tag, to_json
from tests.api.actions import (
    TASK_FINISHER,
    clock_in,
    complete,
    join,
    ok_event,
    ok_json,
    read,
    start_session,
    total_points,
)
from tests.api.conftest import Person
from tests.api.health import BODIES
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

FIRST_STEP = {"id": "first-step", "name": "First step"}
CLEAN_CLOSE = {"id": "clean-close", "name": "Clean close"}
REFLECTION = {"productivity_rating": "good"}


def earned(points: int, *achievements: dict[str, str]) -> dict[str, Any]:
    return {"points": points, "level": None, "achievements": [*achievements], "challenges": []}


@pytest.mark.parametrize(
    ("method", "route", "done", "reopened"),
    [
        ("PATCH", "tasks/{}", {}, {"action": "reopen"}),
        ("PUT", "tasks/{}", {"completed": True}, {"completed": False}),
        ("PATCH", "tasks?id={}", {"action": "complete"}, {"action": "reopen"}),
    ],
)
def test_task_earns_points_when_completed_and_loses_them_when_reopened(
    ada: Person, method: str, route: str, done: dict[str, Any], reopened: dict[str, Any]
) -> None:
    task = ada.create_task()["id"]
    path = f"tasks/{task}"
    for body, expected in (
        (done, earned(5, FIRST_STEP)),
        (done, None),
        (reopened, earned(-5)),
        (reopened, None),
        (done, earned(5, FIRST_STEP)),
    ):
        response = ada.call(method, route.format(task), json=body)
        assert response.json()["earned"] == expected
        shown = ada.get(path)
        assert shown.json() == ok_event(response)
        assert shown.headers["ETag"] == response.headers["ETag"] == entity_tag(to_json(shown.json()))
        assert total_points(ada) == (5 if shown.json()["completed"] else 0)
    assert not any("earned" in task for task in read(ada, "tasks"))


@pytest.mark.both_stores("the rewards are stored with the idempotency record")
@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        *((f"health/{kind}", body, None) for kind, body in BODIES.items()),
        ("dashboard/shutdown-reflection", REFLECTION, earned(12, CLEAN_CLOSE)),
        ("focus-sessions/{focus}/complete", {}, earned(15)),
        ("time-logs/end-work", {}, earned(0, {"id": "warming-up", "name": "Warming up"})),
        ("work_sessions/end", {}, earned(0, {"id": "warming-up", "name": "Warming up"})),
        ("work_sessions/{work}", {}, earned(0, {"id": "warming-up", "name": "Warming up"})),
        ("work_sessions/{work}/end", {}, earned(0, {"id": "warming-up", "name": "Warming up"})),
    ],
)
def test_each_event_shows_its_rewards_and_a_replay_shows_the_same(
    ada: Person, clock: MovableClock, path: str, body: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    ok_json(ada.put("users/profile", json={"preferences": {"focus_goal_minutes": 20}}))
    for _ in range(2):
        ended = clock_in(ada)["id"]
        ok_event(ada.post(f"work_sessions/{ended}/end"))
        clock.move(days=1)
    session, focus = clock_in(ada)["id"], start_session(ada)["session_id"]
    clock.move(minutes=25)
    points, headers = total_points(ada), {"Idempotency-Key": "key-1"}
    path = path.format(work=session, focus=focus)
    first = ada.post(path, json=body, headers=headers)
    assert first.json()["earned"] == expected
    assert notified_now(ada, clock) == {one["id"] for one in (expected or {}).get("achievements", ())}
    assert total_points(ada) == points + (expected["points"] if expected else 0)
    clock.move(minutes=5)
    complete(ada)  # rewards of another event are not part of the replay
    again = ada.post(path, json=body, headers=headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers.get("ETag") == first.headers.get("ETag")


def notified_now(person: Person, clock: MovableClock) -> set[str]:
    """Return the ids of the achievements of which notifications were just written."""
    now = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    shown = read(person, "notifications")
    return {one["data"]["achievement_id"] for one in shown if one["created_at"] == now}


def test_level_and_challenge_are_shown_only_by_the_event_that_reaches_them(ada: Person) -> None:
    join(ada, TASK_FINISHER)
    shown = []
    for _ in range(16):
        task = ada.create_task()
        shown.append(ada.patch(f"tasks/{task['id']}").json()["earned"])
    assert [each["level"] for each in shown] == [None] * 9 + [2] + [None] * 4 + [3, None]
    challenge = {"id": TASK_FINISHER, "name": "Task Finisher"}
    assert [each["challenges"] for each in shown] == [[]] * 14 + [[challenge], []]
    assert shown[14]["achievements"] == [{"id": "challenger", "name": "Challenger"}]
    assert [each["points"] for each in shown] == [5] * 14 + [80, 5]
    assert read(ada, "companion")["level"] == 3
    reopened = ada.patch(f"tasks/{task['id']}", json={"action": "reopen"}).json()["earned"]
    assert reopened == earned(-5)
