"""Safe retries: a POST sent again with the same Idempotency-Key is one deed with one answer."""

from typing import Any

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import post_with_key
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


# Every POST outside `auth`, with a body that it takes.
POSTS: list[tuple[str, dict[str, Any]]] = [
    ("tasks", {"title": "Once", "tags": ["a"], "subtasks": [{"title": "step"}], "due_date": "2026-04-01"}),
    ("work_sessions/start", {}),
    ("time-logs/start-work", {}),
    ("work_sessions/{session}/end", {}),
    ("work_sessions/{session}", {}),
    ("time-logs/end-work", {}),
    ("users", {"name": "Newcomer"}),
]
EACH_POST = pytest.mark.parametrize(("path", "body"), POSTS, ids=[path for path, _ in POSTS])


def make_ready(person: Person, path: str) -> str:
    """Start a session where the path ends one; return the path with its id."""
    if "end" in path or "{session}" in path:
        return path.format(session=person.post("work_sessions/start").json()["id"])
    return path


def everything_of(person: Person) -> tuple[Any, ...]:
    paths = ("tasks", "work_sessions", "stats", "users")
    return tuple(person.get(path).json() for path in paths)


@EACH_POST
def test_a_repeat_is_answered_like_the_first_and_does_nothing(
    root: Person, clock: MovableClock, store: DocumentStore, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body)
    assert first.is_success, first.text
    assert "Idempotency-Replayed" not in first.headers
    after = everything_of(root)
    for _ in range(2):
        clock.move(minutes=10)
        again = post_with_key(root, path, body)
        assert again.status_code == first.status_code
        assert again.content == first.content
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Idempotency-Replayed"] == "true"
    assert everything_of(root) == after
    assert_totals_agree(store, root)


@EACH_POST
def test_without_the_key_nothing_is_said_to_be_replayed(
    root: Person, path: str, body: dict[str, Any]
) -> None:
    answer = root.post(make_ready(root, path), json=body)
    assert answer.is_success
    assert "Idempotency-Replayed" not in answer.headers


@EACH_POST
def test_the_same_key_with_another_body_is_a_conflict_and_does_nothing(
    root: Person, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body)
    after = everything_of(root)
    other = {**body, "title": "Other", "name": "Other"}
    answer = post_with_key(root, path, other)
    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency_mismatch"
    assert everything_of(root) == after
    assert post_with_key(root, path, body).content == first.content


def test_the_same_key_on_another_path_is_a_conflict(ada: Person) -> None:
    post_with_key(ada, "work_sessions/start", {})
    for path in ("tasks", "time-logs/start-work", "time-logs/end-work"):
        answer = post_with_key(ada, path, {})
        assert answer.status_code in {400, 409}, path
        assert answer.status_code == 409 or path == "tasks"  # without a title it is refused before
    assert post_with_key(ada, "tasks", {"title": "x"}).status_code == 409
    assert ada.get("tasks").json() == []


@EACH_POST
def test_another_key_is_another_deed(root: Person, path: str, body: dict[str, Any]) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body, "key-1")
    second = post_with_key(root, path, body, "key-2")
    assert "Idempotency-Replayed" not in second.headers
    if path == "tasks":
        assert second.status_code == 201
        assert second.json()["id"] != first.json()["id"]
    elif path.startswith("work_sessions/") and path != "work_sessions/start":
        assert second.json() == first.json()  # it had ended
    else:
        assert second.status_code in {400, 404}


def test_the_same_key_of_another_user_is_independent(ada: Person, bob: Person, store: DocumentStore) -> None:
    first = post_with_key(ada, "tasks", {"title": "Ada's"})
    second = post_with_key(bob, "tasks", {"title": "Bob's"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotency-Replayed" not in second.headers
    assert second.json()["user_id"] == bob.id
    assert post_with_key(ada, "tasks", {"title": "Ada's"}).content == first.content
    assert post_with_key(bob, "tasks", {"title": "Bob's"}).content == second.content
    assert_totals_agree(store, ada)
    assert_totals_agree(store, bob)


def test_the_same_key_and_body_of_another_user_is_independent(ada: Person, bob: Person) -> None:
    first, second = post_with_key(ada, "tasks", {"title": "x"}), post_with_key(bob, "tasks", {"title": "x"})
    assert first.json()["id"] != second.json()["id"]
    assert len(bob.get("tasks").json()) == 1


def test_an_administrators_key_is_none_of_the_users_for_whom_it_was_used(root: Person, ada: Person) -> None:
    by_root = post_with_key(root, "tasks", {"title": "x", "user_id": ada.id})
    by_ada = post_with_key(ada, "tasks", {"title": "y"})
    assert (by_root.status_code, by_ada.status_code) == (201, 201)
    assert post_with_key(root, "tasks", {"title": "x", "user_id": ada.id}).content == by_root.content
    assert post_with_key(ada, "tasks", {"title": "y"}).content == by_ada.content
    assert len(ada.get("tasks").json()) == 2


def test_the_first_answer_stays_the_answer_whatever_became_of_the_deed(
    ada: Person, clock: MovableClock
) -> None:
    first = post_with_key(ada, "tasks", {"title": "First"})
    path = f"tasks/{first.json()['id']}"
    clock.move(minutes=1)
    ada.put(path, json={"title": "Second", "completed": True})
    again = post_with_key(ada, "tasks", {"title": "First"})
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    ada.delete(path)
    assert post_with_key(ada, "tasks", {"title": "First"}).content == first.content
    assert ada.get("tasks").json() == []


def test_a_start_is_replayed_even_after_the_session_has_ended(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    first = post_with_key(ada, "work_sessions/start", {})
    clock.move(hours=1)
    ada.post("time-logs/end-work")
    again = post_with_key(ada, "work_sessions/start", {})
    assert (again.status_code, again.content) == (201, first.content)
    assert ada.get("work_sessions/active").json() == {"active": False}
    assert_totals_agree(store, ada)


def test_an_end_is_replayed_even_while_the_next_session_runs(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    ada.post("work_sessions/start")
    clock.move(hours=1)
    first = post_with_key(ada, "time-logs/end-work", {})
    running = ada.post("work_sessions/start").json()
    again = post_with_key(ada, "time-logs/end-work", {})
    assert (again.status_code, again.content) == (200, first.content)
    assert ada.get("work_sessions/active").json() == running
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    "key", ["k", "x" * 200, "!~", "a/b\\c?d#e", "' OR 1=1--".replace(" ", ""), "8e03978e-40d5"]
)
def test_a_key_is_1_to_200_visible_ascii_characters(ada: Person, key: str) -> None:
    first = post_with_key(ada, "tasks", {"title": "x"}, key)
    assert first.status_code == 201
    assert post_with_key(ada, "tasks", {"title": "x"}, key).content == first.content
    assert len(ada.get("tasks").json()) == 1


@pytest.mark.parametrize(
    "key", [b"", b"x" * 201, b"two words", b"tab\tkey", "schlüssel".encode(), "🦉".encode()]
)
@pytest.mark.parametrize("path", ["tasks", "work_sessions/start", "time-logs/start-work"])
def test_any_other_key_is_refused_and_nothing_is_done(ada: Person, path: str, key: bytes) -> None:
    headers: Any = {b"Idempotency-Key": key, b"Authorization": f"Bearer {ada.token}".encode()}
    answer = httpx.post(f"{ada.get('stats').url.join(path)}", json={"title": "x"}, headers=headers)
    assert answer.status_code == 400, answer.text
    assert ada.get("tasks").json() == []
    assert ada.get("work_sessions").json() == []


def test_keys_that_differ_in_letter_case_are_two_keys(ada: Person) -> None:
    post_with_key(ada, "tasks", {"title": "x"}, "Key")
    assert "Idempotency-Replayed" not in post_with_key(ada, "tasks", {"title": "x"}, "key").headers
    assert len(ada.get("tasks").json()) == 2


@EACH_POST
def test_a_first_answer_is_kept_for_24_hours_and_no_longer(
    root: Person, clock: MovableClock, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    first = post_with_key(root, path, body)
    clock.move(hours=24, seconds=-1)
    again = post_with_key(root, path, body)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    clock.move(seconds=1)
    assert "Idempotency-Replayed" not in post_with_key(root, path, body).headers


def test_after_24_hours_a_key_may_come_with_another_body(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    post_with_key(ada, "tasks", {"title": "yesterday"})
    clock.move(hours=24)
    second = post_with_key(ada, "tasks", {"title": "today"})
    assert second.status_code == 201
    assert post_with_key(ada, "tasks", {"title": "today"}).content == second.content
    assert len(ada.get("tasks").json()) == 2
    assert_totals_agree(store, ada)


def test_a_replay_does_not_make_the_key_last_longer(ada: Person, clock: MovableClock) -> None:
    post_with_key(ada, "tasks", {"title": "x"})
    clock.move(hours=23)
    post_with_key(ada, "tasks", {"title": "x"})
    clock.move(hours=1)
    assert "Idempotency-Replayed" not in post_with_key(ada, "tasks", {"title": "x"}).headers


@pytest.mark.parametrize(
    "body", [{}, {"title": ""}, {"title": "x", "priority": "urgent"}, {"title": "x" * 201}]
)
def test_a_request_that_was_refused_does_not_use_up_its_key(ada: Person, body: dict[str, Any]) -> None:
    for _ in range(2):
        refused = post_with_key(ada, "tasks", body)
        assert refused.status_code == 400
        assert "Idempotency-Replayed" not in refused.headers
    created = post_with_key(ada, "tasks", {"title": "Right"})
    assert created.status_code == 201
    assert "Idempotency-Replayed" not in created.headers


def test_a_start_that_was_refused_can_be_sent_again_when_it_may_succeed(ada: Person) -> None:
    ada.post("work_sessions/start")
    assert post_with_key(ada, "work_sessions/start", {}).status_code == 400
    ada.post("time-logs/end-work")
    started = post_with_key(ada, "work_sessions/start", {})
    assert started.status_code == 201
    assert "Idempotency-Replayed" not in started.headers


def test_an_end_that_found_nothing_can_be_sent_again_when_there_is_something(ada: Person) -> None:
    assert post_with_key(ada, "time-logs/end-work", {}).status_code == 404
    ada.post("work_sessions/start")
    assert post_with_key(ada, "time-logs/end-work", {}).status_code == 200


def test_a_name_that_was_taken_does_not_use_up_the_key(root: Person, ada: Person) -> None:
    assert post_with_key(root, "users", {"name": ada.username}).status_code == 400
    assert post_with_key(root, "users", {"name": "Free"}).status_code == 201


def test_a_forbidden_request_does_not_use_up_its_key(ada: Person, bob: Person) -> None:
    assert post_with_key(ada, "tasks", {"title": "x", "user_id": bob.id}).status_code == 403
    assert post_with_key(ada, "tasks", {"title": "x"}).status_code == 201


def test_a_key_means_nothing_to_the_other_verbs(ada: Person) -> None:
    headers = {"Idempotency-Key": "k"}
    path = f"tasks/{ada.create_task()['id']}"
    assert ada.put(path, json={"title": "a"}, headers=headers).json()["title"] == "a"
    assert ada.put(path, json={"title": "b"}, headers=headers).json()["title"] == "b"
    assert ada.patch(path, headers=headers).json()["completed"] is True
    assert ada.patch(path, json={"action": "reopen"}, headers=headers).json()["completed"] is False
    assert ada.delete(path, headers=headers).status_code == 204
    assert ada.delete(path, headers=headers).status_code == 404


def test_a_trailing_slash_is_the_same_request(ada: Person) -> None:
    first = post_with_key(ada, "tasks", {"title": "x"})
    again = post_with_key(ada, "tasks/", {"title": "x"})
    assert (again.status_code, again.content) == (201, first.content)
