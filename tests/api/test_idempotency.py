"""Idempotency keys: a POST repeated with the same key is performed once and gets the first response."""

from typing import Any

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import post_with_key
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


# POST routes outside `auth`, each with a valid body.
POSTS: list[tuple[str, dict[str, Any]]] = [
    ("tasks", {"title": "Once", "tags": ["a"], "subtasks": [{"title": "step"}], "due_date": "2026-04-01"}),
    ("work_sessions/start", {}),
    ("time-logs/start-work", {}),
    ("work_sessions/{session}/end", {}),
    ("work_sessions/{session}", {}),
    ("work_sessions/pause", {}),
    ("work_sessions/resume", {}),
    ("time-logs/end-work", {}),
    ("users", {"name": "Newcomer"}),
]
EACH_POST = pytest.mark.parametrize(("path", "body"), POSTS, ids=[path for path, _ in POSTS])


def make_ready(person: Person, path: str) -> str:
    """Start a session where the path changes one; return the path with its id."""
    if any(name in path for name in ("end", "{session}", "pause", "resume")):
        path = path.format(session=person.post("work_sessions/start").json()["id"])
    if "resume" in path:
        person.post("work_sessions/pause")
    return path


def everything_of(person: Person) -> tuple[Any, ...]:
    paths = ("tasks", "work_sessions", "stats", "users")
    return tuple(person.get(path).json() for path in paths)


@EACH_POST
def test_repeated_request_gets_the_first_response_and_changes_nothing(
    root: Person, clock: MovableClock, store: DocumentStore, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body)
    assert first.is_success, first.text
    assert "Idempotency-Replayed" not in first.headers
    after = everything_of(root)
    for _ in range(2):
        clock.move(minutes=10)
        repeated = post_with_key(root, path, body)
        assert repeated.status_code == first.status_code
        assert repeated.content == first.content
        assert repeated.headers["ETag"] == first.headers["ETag"]
        assert repeated.headers["Idempotency-Replayed"] == "true"
    assert everything_of(root) == after
    assert_totals_agree(store, root)


@EACH_POST
def test_request_without_a_key_has_no_replayed_header(root: Person, path: str, body: dict[str, Any]) -> None:
    response = root.post(make_ready(root, path), json=body)
    assert response.is_success
    assert "Idempotency-Replayed" not in response.headers


@EACH_POST
def test_same_key_with_another_body_gets_409_and_changes_nothing(
    root: Person, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body)
    after = everything_of(root)
    other = {**body, "title": "Other", "name": "Other"}
    response = post_with_key(root, path, other)
    assert response.status_code == 409
    assert response.json()["code"] == "idempotency_mismatch"
    assert everything_of(root) == after
    assert post_with_key(root, path, body).content == first.content


def test_same_key_on_another_path_gets_409(ada: Person) -> None:
    post_with_key(ada, "work_sessions/start", {})
    for path in ("tasks", "time-logs/start-work", "time-logs/end-work"):
        response = post_with_key(ada, path, {})
        assert response.status_code in {400, 409}, path
        assert response.status_code == 409 or path == "tasks"  # a missing title is rejected first
    assert post_with_key(ada, "tasks", {"title": "x"}).status_code == 409
    assert ada.get("tasks").json() == []


@EACH_POST
def test_same_request_with_another_key_is_performed_again(
    root: Person, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body, "key-1")
    second = post_with_key(root, path, body, "key-2")
    assert "Idempotency-Replayed" not in second.headers
    if path == "tasks":
        assert second.status_code == 201
        assert second.json()["id"] != first.json()["id"]
    elif path in {"work_sessions/pause", "work_sessions/resume"}:
        assert second.status_code == 409
    elif path.startswith("work_sessions/") and path != "work_sessions/start":
        assert second.json() == first.json()  # ending an ended session returns it unchanged
    else:
        assert second.status_code in {400, 404}


def test_same_key_of_another_user_is_independent(ada: Person, bob: Person, store: DocumentStore) -> None:
    first = post_with_key(ada, "tasks", {"title": "Ada's"})
    second = post_with_key(bob, "tasks", {"title": "Bob's"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotency-Replayed" not in second.headers
    assert second.json()["user_id"] == bob.id
    assert post_with_key(ada, "tasks", {"title": "Ada's"}).content == first.content
    assert post_with_key(bob, "tasks", {"title": "Bob's"}).content == second.content
    assert_totals_agree(store, ada)
    assert_totals_agree(store, bob)


def test_same_key_and_body_of_another_user_is_independent(ada: Person, bob: Person) -> None:
    first, second = post_with_key(ada, "tasks", {"title": "x"}), post_with_key(bob, "tasks", {"title": "x"})
    assert first.json()["id"] != second.json()["id"]
    assert len(bob.get("tasks").json()) == 1


def test_key_used_by_an_administrator_for_a_user_is_independent_of_the_users_keys(
    root: Person, ada: Person
) -> None:
    by_root = post_with_key(root, "tasks", {"title": "x", "user_id": ada.id})
    by_ada = post_with_key(ada, "tasks", {"title": "y"})
    assert (by_root.status_code, by_ada.status_code) == (201, 201)
    assert post_with_key(root, "tasks", {"title": "x", "user_id": ada.id}).content == by_root.content
    assert post_with_key(ada, "tasks", {"title": "y"}).content == by_ada.content
    assert len(ada.get("tasks").json()) == 2


def test_first_response_is_replayed_after_the_task_was_changed_or_deleted(
    ada: Person, clock: MovableClock
) -> None:
    first = post_with_key(ada, "tasks", {"title": "First"})
    path = f"tasks/{first.json()['id']}"
    clock.move(minutes=1)
    ada.put(path, json={"title": "Second", "completed": True})
    repeated = post_with_key(ada, "tasks", {"title": "First"})
    assert (repeated.content, repeated.headers["ETag"]) == (first.content, first.headers["ETag"])
    ada.delete(path)
    assert post_with_key(ada, "tasks", {"title": "First"}).content == first.content
    assert ada.get("tasks").json() == []


def test_start_is_replayed_after_the_session_has_ended(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    first = post_with_key(ada, "work_sessions/start", {})
    clock.move(hours=1)
    ada.post("time-logs/end-work")
    repeated = post_with_key(ada, "work_sessions/start", {})
    assert (repeated.status_code, repeated.content) == (201, first.content)
    assert ada.get("work_sessions/active").json() == {"active": False}
    assert_totals_agree(store, ada)


def test_end_is_replayed_while_the_next_session_runs(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    ada.post("work_sessions/start")
    clock.move(hours=1)
    first = post_with_key(ada, "time-logs/end-work", {})
    running = ada.post("work_sessions/start").json()
    repeated = post_with_key(ada, "time-logs/end-work", {})
    assert (repeated.status_code, repeated.content) == (200, first.content)
    assert ada.get("work_sessions/active").json() == running
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    "key", ["k", "x" * 200, "!~", "a/b\\c?d#e", "' OR 1=1--".replace(" ", ""), "8e03978e-40d5"]
)
def test_key_of_1_to_200_visible_ascii_characters_is_accepted(ada: Person, key: str) -> None:
    first = post_with_key(ada, "tasks", {"title": "x"}, key)
    assert first.status_code == 201
    assert post_with_key(ada, "tasks", {"title": "x"}, key).content == first.content
    assert len(ada.get("tasks").json()) == 1


@pytest.mark.parametrize(
    "key", [b"", b"x" * 201, b"two words", b"tab\tkey", "schlüssel".encode(), "🦉".encode()]
)
@pytest.mark.parametrize("path", ["tasks", "work_sessions/start", "time-logs/start-work"])
def test_invalid_key_is_rejected_and_nothing_is_changed(ada: Person, path: str, key: bytes) -> None:
    headers: Any = {b"Idempotency-Key": key, b"Authorization": f"Bearer {ada.token}".encode()}
    response = httpx.post(f"{ada.get('stats').url.join(path)}", json={"title": "x"}, headers=headers)
    assert response.status_code == 400, response.text
    assert ada.get("tasks").json() == []
    assert ada.get("work_sessions").json() == []


def test_keys_are_case_sensitive(ada: Person) -> None:
    post_with_key(ada, "tasks", {"title": "x"}, "Key")
    assert "Idempotency-Replayed" not in post_with_key(ada, "tasks", {"title": "x"}, "key").headers
    assert len(ada.get("tasks").json()) == 2


@EACH_POST
def test_first_response_is_replayed_for_exactly_24_hours(
    root: Person, clock: MovableClock, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body)
    clock.move(hours=24, seconds=-1)
    repeated = post_with_key(root, path, body)
    assert (repeated.content, repeated.headers["Idempotency-Replayed"]) == (first.content, "true")
    clock.move(seconds=1)
    assert "Idempotency-Replayed" not in post_with_key(root, path, body).headers


def test_key_may_be_used_with_another_body_after_24_hours(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    post_with_key(ada, "tasks", {"title": "yesterday"})
    clock.move(hours=24)
    second = post_with_key(ada, "tasks", {"title": "today"})
    assert second.status_code == 201
    assert post_with_key(ada, "tasks", {"title": "today"}).content == second.content
    assert len(ada.get("tasks").json()) == 2
    assert_totals_agree(store, ada)


def test_replay_does_not_extend_the_24_hours(ada: Person, clock: MovableClock) -> None:
    post_with_key(ada, "tasks", {"title": "x"})
    clock.move(hours=23)
    post_with_key(ada, "tasks", {"title": "x"})
    clock.move(hours=1)
    assert "Idempotency-Replayed" not in post_with_key(ada, "tasks", {"title": "x"}).headers


@pytest.mark.parametrize(
    "body", [{}, {"title": ""}, {"title": "x", "priority": "urgent"}, {"title": "x" * 201}]
)
def test_rejected_request_does_not_use_up_its_key(ada: Person, body: dict[str, Any]) -> None:
    for _ in range(2):
        rejected = post_with_key(ada, "tasks", body)
        assert rejected.status_code == 400
        assert "Idempotency-Replayed" not in rejected.headers
    created = post_with_key(ada, "tasks", {"title": "Right"})
    assert created.status_code == 201
    assert "Idempotency-Replayed" not in created.headers


def test_rejected_start_can_be_repeated_with_its_key_once_it_is_possible(ada: Person) -> None:
    ada.post("work_sessions/start")
    assert post_with_key(ada, "work_sessions/start", {}).status_code == 400
    ada.post("time-logs/end-work")
    started = post_with_key(ada, "work_sessions/start", {})
    assert started.status_code == 201
    assert "Idempotency-Replayed" not in started.headers


def test_end_without_a_session_can_be_repeated_with_its_key_once_one_runs(ada: Person) -> None:
    assert post_with_key(ada, "time-logs/end-work", {}).status_code == 404
    ada.post("work_sessions/start")
    assert post_with_key(ada, "time-logs/end-work", {}).status_code == 200


def test_taken_user_name_does_not_use_up_the_key(root: Person, ada: Person) -> None:
    assert post_with_key(root, "users", {"name": ada.username}).status_code == 400
    assert post_with_key(root, "users", {"name": "Free"}).status_code == 201


def test_forbidden_request_does_not_use_up_its_key(ada: Person, bob: Person) -> None:
    assert post_with_key(ada, "tasks", {"title": "x", "user_id": bob.id}).status_code == 403
    assert post_with_key(ada, "tasks", {"title": "x"}).status_code == 201


def test_key_is_ignored_on_other_methods(ada: Person) -> None:
    headers = {"Idempotency-Key": "k"}
    path = f"tasks/{ada.create_task()['id']}"
    assert ada.put(path, json={"title": "a"}, headers=headers).json()["title"] == "a"
    assert ada.put(path, json={"title": "b"}, headers=headers).json()["title"] == "b"
    assert ada.patch(path, headers=headers).json()["completed"] is True
    assert ada.patch(path, json={"action": "reopen"}, headers=headers).json()["completed"] is False
    assert ada.delete(path, headers=headers).status_code == 204
    assert ada.delete(path, headers=headers).status_code == 404


def test_trailing_slash_does_not_change_the_request(ada: Person) -> None:
    first = post_with_key(ada, "tasks", {"title": "x"})
    repeated = post_with_key(ada, "tasks/", {"title": "x"})
    assert (repeated.status_code, repeated.content) == (201, first.content)
