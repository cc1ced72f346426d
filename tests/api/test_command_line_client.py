"""The command-line client of the original project: each of its commands, with the ids in the bodies."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import error_of, ok_event, ok_json
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_every_command_of_the_original_client_works(api: Api, clock: MovableClock) -> None:
    account = {"username": "prueba", "password": PASSWORD}
    headers: dict[str, str] = {}

    def send(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        response = api.call(method, path, headers=headers, **({} if body is None else {"json": body}))
        assert response.status_code in {200, 201}, response.text
        return response.json()

    send("POST", "auth/register", account)
    headers["Authorization"] = f"Bearer {send('POST', 'auth/login', account)['token']}"
    api.client.cookies.clear()
    who = send("GET", "auth/user_info")
    assert who["username"] == "prueba"

    task = send("POST", "tasks", {"title": "Write the report", "duration": "25"})
    assert send("GET", "tasks") == [task]
    assert send("PATCH", "tasks", {"task_id": task["id"]})["completed"] is True
    assert send("PATCH", "tasks/", {"task_id": task["id"]})["completed"] is True

    session = send("POST", "work_sessions/start", {})
    assert send("GET", "work_sessions/active") == session
    clock.move(minutes=90)
    assert send("POST", "work_sessions/end", {"session_id": session["id"]})["duration"] == 1.5
    assert send("GET", "work_sessions/active") == {"active": False}

    for path in ("stats/", f"stats/{who['user_id']}"):
        stats = send("GET", path)
        assert (stats["user_id"], stats["username"]) == (who["user_id"], "prueba")
        assert (stats["hours_worked"], stats["tasks_completed"]) == (1.5, 1)


def test_patch_takes_the_id_of_a_task_from_the_body_or_the_query(ada: Person, store: DocumentStore) -> None:
    for parameters, body in (
        ({}, {"task_id": "{}"}),
        ({}, {"task_id": "{}", "action": "complete", "user_id": ada.id}),
        ({"id": "{}"}, {}),
        ({"id": "{}"}, {"task_id": "{}"}),
        ({"id": "{}", "user_id": ada.id}, {"task_id": None, "user_id": None}),
    ):
        task, other = ada.create_task(), ada.create_task()

        def named(values: dict[str, Any], task_id: str = task["id"]) -> dict[str, Any]:
            return {name: value.format(task_id) if value == "{}" else value for name, value in values.items()}

        done = ada.patch("tasks", params=named(parameters), json=named(body))
        assert ok_event(done) == ok_json(ada.get(f"tasks/{task['id']}"))
        assert done.json()["completed"] is True
        assert done.headers["ETag"] == ada.get(f"tasks/{task['id']}").headers["ETag"]
        reopened = ada.patch("tasks", params=named(parameters), json={**named(body), "action": "reopen"})
        assert ok_json(reopened)["completed"] is False
        assert ok_json(ada.get(f"tasks/{other['id']}")) == other
    assert_totals_agree(store, ada)


def test_patch_without_a_usable_id_or_action_changes_nothing(ada: Person, bob: Person) -> None:
    task, other = ada.create_task(), ada.create_task()
    foreign = bob.create_task()
    required = (400, "Task id is required in route (tasks/{id})")
    assert error_of(ada.patch("tasks")) == required
    assert error_of(ada.patch("tasks", json={"user_id": ada.id})) == required
    assert error_of(ada.patch("tasks?id=", json={"action": "reopen"})) == required
    for body in (
        {"task_id": ""},
        {"task_id": 7},
        {"task_id": [task["id"]]},
        {"task_id": task["id"], "completed": False},
        {"task_id": task["id"], "Action": "reopen"},
        {"task_id": task["id"], "action": "delete"},
        {"id": task["id"]},
    ):
        assert ada.patch("tasks", json=body).status_code == 400, body
    assert ada.patch("tasks", params={"id": other["id"]}, json={"task_id": task["id"]}).status_code == 400
    for task_id in (UNKNOWN, foreign["id"], "../users", "x" * 200):
        assert ada.patch("tasks", json={"task_id": task_id}).status_code == 404
        assert ada.patch("tasks", params={"id": task_id}).status_code == 404
    etag = {"If-Match": '"another"'}
    assert ada.patch("tasks", json={"task_id": task["id"]}, headers=etag).status_code == 412
    assert ada.get("tasks?sort=created_at").json() == sorted([task, other], key=lambda each: each["id"])
    assert bob.get("tasks").json() == [foreign]


def test_end_takes_the_id_of_a_session_from_the_body(ada: Person, clock: MovableClock) -> None:
    first = ok_json(ada.post("work_sessions/start"), 201)
    clock.move(minutes=30)
    ended = ok_json(ada.post("work_sessions/end", json={"session_id": first["id"]}))
    second = ok_json(ada.post("work_sessions/start"), 201)
    clock.move(minutes=30)
    assert ok_json(ada.post("work_sessions/end", json={"session_id": first["id"]})) == ended
    assert ok_json(ada.get("work_sessions/active")) == second
    empty: list[dict[str, Any]] = [
        {},
        {"json": {}},
        {"json": {"session_id": None}},
        {"json": {"user_id": ada.id}},
    ]
    for nothing in empty:
        ada.post("work_sessions/start")
        assert ok_json(ada.post("work_sessions/end", **nothing))["end_time"] is not None
        assert ada.post("work_sessions/end", **nothing).status_code == 404


@pytest.mark.parametrize("session_id", ["", 7, True, [], {}, "x" * 65, "a\nb"])
def test_end_of_an_invalid_session_id_ends_nothing(ada: Person, session_id: object) -> None:
    active = ok_json(ada.post("work_sessions/start"), 201)
    assert ada.post("work_sessions/end", json={"session_id": session_id}).status_code == 400
    assert ok_json(ada.get("work_sessions/active")) == active


def test_end_of_an_unknown_or_foreign_session_is_404_and_ends_nothing(ada: Person, bob: Person) -> None:
    active, foreign = (ok_json(person.post("work_sessions/start"), 201) for person in (ada, bob))
    for session_id in (UNKNOWN, foreign["id"], "end", "active", "../x"):
        assert ada.post("work_sessions/end", json={"session_id": session_id}).status_code == 404
    assert ada.get("work_sessions/active").json() == active
    assert bob.get("work_sessions/active").json() == foreign


def test_end_with_a_key_is_replayed(ada: Person) -> None:
    active = ok_json(ada.post("work_sessions/start"), 201)
    request: dict[str, Any] = {"json": {"session_id": active["id"]}, "headers": {"Idempotency-Key": "one"}}
    first = ok_json(ada.post("work_sessions/end", **request))
    again = ada.post("work_sessions/end", **request)
    assert (ok_json(again), again.headers["Idempotency-Replayed"]) == (first, "true")
