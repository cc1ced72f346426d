"""Foreign, unknown and malformed ids of tasks and sessions all get the same 404."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree

Visible = tuple[int, bytes, dict[str, str]]

TASK_REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "tasks/{}", {}),
    ("PUT", "tasks/{}", {"json": {"title": "Taken"}}),
    ("PUT", "tasks/{}", {"json": {"completed": True}}),
    ("PUT", "tasks/{}", {"json": {}}),
    ("PATCH", "tasks/{}", {}),
    ("PATCH", "tasks/{}", {"json": {"action": "reopen"}}),
    ("DELETE", "tasks/{}", {}),
]
SESSION_REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "work_sessions/{}", {}),
    ("POST", "work_sessions/{}", {}),
    ("POST", "work_sessions/{}/end", {}),
    ("POST", "work_sessions/{}", {"headers": {"Idempotency-Key": "again"}}),
]
REQUESTS = TASK_REQUESTS + SESSION_REQUESTS


def visible_parts(response: httpx.Response) -> Visible:
    """Return everything in a response that could reveal whether the id exists."""
    headers = {name: value for name, value in response.headers.items() if name != "date"}
    return response.status_code, response.content, headers


def send(person: Person, request_spec: tuple[str, str, dict[str, Any]], identifier: str) -> Visible:
    method, path, request = request_spec
    headers = {"x-request-id": "the-same", **request.get("headers", {})}
    return visible_parts(person.call(method, path.format(identifier), **{**request, "headers": headers}))


@pytest.mark.parametrize("request_spec", TASK_REQUESTS, ids=str)
def test_task_of_another_user_gets_the_same_404_as_a_missing_one(
    ada: Person, bob: Person, store: DocumentStore, request_spec: tuple[str, str, dict[str, Any]]
) -> None:
    foreign = bob.create_task("Bob's secret")
    completed = bob.create_task("Bob's completed task")
    bob.patch(f"tasks/{completed['id']}")
    before = bob.get("tasks").json()
    missing = send(ada, request_spec, "3f0c8f7e-5f0b-4c9e-9d4e-2b7f4f6f0a11")
    assert missing[0] == 404
    for task in (foreign, completed):
        assert send(ada, request_spec, task["id"]) == missing
    assert bob.get("tasks").json() == before
    assert_totals_agree(store, bob)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("request_spec", SESSION_REQUESTS, ids=str)
def test_session_of_another_user_gets_the_same_404_as_a_missing_one(
    ada: Person, bob: Person, store: DocumentStore, request_spec: tuple[str, str, dict[str, Any]]
) -> None:
    finished = bob.post("work_sessions/start").json()
    bob.post("time-logs/end-work")
    running = bob.post("work_sessions/start").json()
    before = bob.get("work_sessions").json()
    missing = send(ada, request_spec, "3f0c8f7e-5f0b-4c9e-9d4e-2b7f4f6f0a11")
    assert missing[0] == 404
    for session in (finished, running):
        assert send(ada, request_spec, session["id"]) == missing
    assert bob.get("work_sessions").json() == before
    assert_totals_agree(store, bob)
    assert_totals_agree(store, ada)


def test_administrator_finds_a_task_only_under_its_owner(root: Person, ada: Person, bob: Person) -> None:
    task = ada.create_task()
    assert root.get(f"tasks/{task['id']}").status_code == 404
    assert root.get(f"tasks/{task['id']}?user_id={bob.id}").status_code == 404
    assert root.get(f"tasks/{task['id']}?user_id={ada.id}").json() == task


def test_session_id_is_no_task_id_and_vice_versa(ada: Person) -> None:
    task, session = ada.create_task(), ada.post("work_sessions/start").json()
    assert all(send(ada, request_spec, session["id"])[0] == 404 for request_spec in TASK_REQUESTS)
    assert all(send(ada, request_spec, task["id"])[0] == 404 for request_spec in SESSION_REQUESTS)
    assert ada.get("tasks").json() == [task]
    assert ada.get("work_sessions").json() == [session]


IDS = [
    "a/b",
    "a/b/c",
    "/",
    "../users/profile",
    "a\\b",
    "a?b",
    "a#b",
    "x" * 255,
    "x" * 256,
    "x" * 5000,
    "🦉" * 200,
    "progress",
    "user",
    "day:2026-03-18",
    "active:work",
    "first_answer:x",
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "*",
    "%",
    "_",
    "%%%",
    "%2F",
    " ",
    " x ",
    "\n",
    "\x7f",
    "\u202e",
    "' OR '1'='1",
    "x'; DROP TABLE documents; --",
    '" OR ""="',
    "c.id",
    "@user_id",
    "${jndi:ldap://x}",
    "1;SELECT 1",
    "-1",
    "0",
    "NaN",
]


def test_malformed_or_unknown_id_gets_the_same_404_on_every_method(
    ada: Person, bob: Person, store: DocumentStore
) -> None:
    task = ada.create_task()
    ada.patch(f"tasks/{task['id']}")
    bob.create_task()
    ada.post("work_sessions/start", headers={"Idempotency-Key": "x"})
    before = ada.get("tasks").json(), ada.stats(), ada.get("users/profile").json()
    missing = {str(request_spec): send(ada, request_spec, "missing") for request_spec in REQUESTS}
    texts = [*IDS, bob.id, f"{ada.id}/{task['id']}", task["id"].upper(), f"{task['id']} "]
    for path in [*(quote(text, safe="") for text in texts), "%2E", "%2E%2E"]:
        for request_spec in REQUESTS:
            seen = send(ada, request_spec, path)
            assert seen == missing[str(request_spec)], (request_spec, path)
    assert (ada.get("tasks").json(), ada.stats(), ada.get("users/profile").json()) == before
    assert_totals_agree(store, ada)


def test_invalid_utf8_or_nul_in_an_id_gets_400_or_404(ada: Person) -> None:
    for raw in ("%00", "a%00b", "%FF", "%ED%A0%80", "%C0%AF", "a%80"):
        for request_spec in REQUESTS:
            assert send(ada, request_spec, raw)[0] in {400, 404}, (request_spec, raw)


def test_other_documents_of_the_user_cannot_be_deleted_as_tasks(ada: Person, store: DocumentStore) -> None:
    ada.patch(f"tasks/{ada.create_task()['id']}")
    ada.post("work_sessions/start")
    for name in ("user", "progress", "day:2026-03-18", "active:work"):
        assert store.read(name, ada.id)
        assert ada.delete(f"tasks/{name}").status_code == 404
        assert store.read(name, ada.id)


@pytest.mark.parametrize(("method", "path", "request_body"), REQUESTS, ids=str)
def test_without_a_token_existing_and_missing_ids_get_the_same_401(
    api: Api, bob: Person, method: str, path: str, request_body: dict[str, Any]
) -> None:
    task = bob.create_task()
    headers = {"x-request-id": "the-same", **request_body.get("headers", {})}
    request = {**request_body, "headers": headers}
    missing = api.call(method, path.format("missing"), **request)
    assert missing.status_code == 401
    assert visible_parts(api.call(method, path.format(task["id"]), **request)) == visible_parts(missing)
