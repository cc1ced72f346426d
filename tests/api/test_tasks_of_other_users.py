"""Ids that are somebody else's, or nobody's, or no ids at all: there is nothing there, and all look alike."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.conftest import Api, Person
from tests.api.recount import assert_totals_agree

Sight = tuple[int, bytes, dict[str, str]]

TASK_VERBS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "tasks/{}", {}),
    ("PUT", "tasks/{}", {"json": {"title": "Taken"}}),
    ("PUT", "tasks/{}", {"json": {"completed": True}}),
    ("PUT", "tasks/{}", {"json": {}}),
    ("PATCH", "tasks/{}", {}),
    ("PATCH", "tasks/{}", {"json": {"action": "reopen"}}),
    ("DELETE", "tasks/{}", {}),
]
SESSION_VERBS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "work_sessions/{}", {}),
    ("POST", "work_sessions/{}", {}),
    ("POST", "work_sessions/{}/end", {}),
    ("POST", "work_sessions/{}", {"headers": {"Idempotency-Key": "again"}}),
]
VERBS = TASK_VERBS + SESSION_VERBS


def sight(response: httpx.Response) -> Sight:
    """Return all of an answer that could tell something."""
    headers = {name: value for name, value in response.headers.items() if name != "date"}
    return response.status_code, response.content, headers


def look(person: Person, verb: tuple[str, str, dict[str, Any]], identifier: str) -> Sight:
    method, path, request = verb
    headers = {"x-request-id": "the-same", **request.get("headers", {})}
    return sight(person.call(method, path.format(identifier), **{**request, "headers": headers}))


@pytest.mark.parametrize("verb", TASK_VERBS, ids=str)
def test_somebody_elses_task_is_404_byte_for_byte_like_a_missing_one(
    ada: Person, bob: Person, store: DocumentStore, verb: tuple[str, str, dict[str, Any]]
) -> None:
    theirs = bob.create_task("Bob's secret")
    done = bob.create_task("Bob's deed")
    bob.patch(f"tasks/{done['id']}")
    before = bob.get("tasks").json()
    missing = look(ada, verb, "3f0c8f7e-5f0b-4c9e-9d4e-2b7f4f6f0a11")
    assert missing[0] == 404
    for task in (theirs, done):
        assert look(ada, verb, task["id"]) == missing
    assert bob.get("tasks").json() == before
    assert_totals_agree(store, bob)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("verb", SESSION_VERBS, ids=str)
def test_somebody_elses_session_is_404_byte_for_byte_like_a_missing_one(
    ada: Person, bob: Person, store: DocumentStore, verb: tuple[str, str, dict[str, Any]]
) -> None:
    finished = bob.post("work_sessions/start").json()
    bob.post("time-logs/end-work")
    running = bob.post("work_sessions/start").json()
    before = bob.get("work_sessions").json()
    missing = look(ada, verb, "3f0c8f7e-5f0b-4c9e-9d4e-2b7f4f6f0a11")
    assert missing[0] == 404
    for session in (finished, running):
        assert look(ada, verb, session["id"]) == missing
    assert bob.get("work_sessions").json() == before
    assert_totals_agree(store, bob)
    assert_totals_agree(store, ada)


def test_even_an_administrator_finds_a_task_only_where_it_is(root: Person, ada: Person, bob: Person) -> None:
    task = ada.create_task()
    assert root.get(f"tasks/{task['id']}").status_code == 404
    assert root.get(f"tasks/{task['id']}?user_id={bob.id}").status_code == 404
    assert root.get(f"tasks/{task['id']}?user_id={ada.id}").json() == task


def test_a_task_is_no_session_and_a_session_no_task(ada: Person) -> None:
    task, session = ada.create_task(), ada.post("work_sessions/start").json()
    assert all(look(ada, verb, session["id"])[0] == 404 for verb in TASK_VERBS)
    assert all(look(ada, verb, task["id"])[0] == 404 for verb in SESSION_VERBS)
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


def test_an_id_of_any_form_that_is_none_is_404_on_every_verb(
    ada: Person, bob: Person, store: DocumentStore
) -> None:
    task = ada.create_task()
    ada.patch(f"tasks/{task['id']}")
    bob.create_task()
    ada.post("work_sessions/start", headers={"Idempotency-Key": "x"})
    before = ada.get("tasks").json(), ada.stats(), ada.get("users/profile").json()
    missing = {str(verb): look(ada, verb, "missing") for verb in VERBS}
    texts = [*IDS, bob.id, f"{ada.id}/{task['id']}", task["id"].upper(), f"{task['id']} "]
    for path in [*(quote(text, safe="") for text in texts), "%2E", "%2E%2E"]:
        for verb in VERBS:
            seen = look(ada, verb, path)
            assert seen == missing[str(verb)], (verb, path)
    assert (ada.get("tasks").json(), ada.stats(), ada.get("users/profile").json()) == before
    assert_totals_agree(store, ada)


def test_bytes_that_are_no_text_and_nul_are_no_id(ada: Person) -> None:
    for raw in ("%00", "a%00b", "%FF", "%ED%A0%80", "%C0%AF", "a%80"):
        for verb in VERBS:
            assert look(ada, verb, raw)[0] in {400, 404}, (verb, raw)


def test_the_own_documents_beside_tasks_cannot_be_reached_as_tasks(ada: Person, store: DocumentStore) -> None:
    ada.patch(f"tasks/{ada.create_task()['id']}")
    ada.post("work_sessions/start")
    for name in ("user", "progress", "day:2026-03-18", "active:work"):
        assert store.read(name, ada.id)
        assert ada.delete(f"tasks/{name}").status_code == 404
        assert store.read(name, ada.id)


@pytest.mark.parametrize(("method", "path", "request_body"), VERBS, ids=str)
def test_without_a_token_nothing_is_told_about_any_id(
    api: Api, bob: Person, method: str, path: str, request_body: dict[str, Any]
) -> None:
    task = bob.create_task()
    headers = {"x-request-id": "the-same", **request_body.get("headers", {})}
    request = {**request_body, "headers": headers}
    missing = api.call(method, path.format("missing"), **request)
    assert missing.status_code == 401
    assert sight(api.call(method, path.format(task["id"]), **request)) == sight(missing)
