"""Idempotency keys of focus, shutdown and challenge routes: a repeated POST is one event."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import TASK_FINISHER, join, leave, post_with_key, progress_in, read, start_session
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

# Every POST of these routes, with a valid body and the status of its success.
POSTS: list[tuple[str, dict[str, Any], int]] = [
    ("focus-sessions/start", {"duration_minutes": 25, "session_type": "break"}, 201),
    ("focus-sessions/{session}/complete", {}, 200),
    ("focus-sessions/{session}/stop", {}, 200),
    ("dashboard/shutdown-reflection", {"productivity_rating": "good", "reflection_note": "Once"}, 201),
    ("challenges/break-champion/join", {}, 201),
    ("challenges/task-finisher/progress?progress=15", {}, 200),
]
EACH_POST = pytest.mark.parametrize(("path", "body", "status"), POSTS, ids=[path for path, _, _ in POSTS])

SNAPSHOT_PATHS = (
    *("current-session", "daily-summary?date=2026-03-18", "points", "achievements", "stats"),
    *("challenges/week", "challenges/stats", "challenges/leaders", "dashboard/shutdown-history"),
)


def prepare(person: Person, clock: MovableClock, path: str) -> str:
    """Create what a request needs; return the request's path."""
    join(person, TASK_FINISHER)
    if "{session}" not in path:
        return path
    session = start_session(person)["session_id"]
    clock.move(minutes=25)
    return path.format(session=session)


def snapshot(person: Person) -> tuple[Any, ...]:
    """Return the responses of all routes that show the user's state."""
    return tuple(read(person, path) for path in SNAPSHOT_PATHS)


@EACH_POST
def test_repeated_post_with_the_same_key_replays_the_first_response(
    root: Person, clock: MovableClock, store: DocumentStore, path: str, body: dict[str, Any], status: int
) -> None:
    path = prepare(root, clock, path)
    before = snapshot(root)
    first = post_with_key(root, path, body)
    assert first.status_code == status
    assert "Idempotency-Replayed" not in first.headers
    after = snapshot(root)
    assert after != before
    for _ in range(2):
        clock.move(minutes=10)
        again = post_with_key(root, path, body)
        assert (again.status_code, again.content) == (status, first.content)
        assert again.headers.get("ETag") == first.headers.get("ETag")
        assert again.headers["Idempotency-Replayed"] == "true"
    assert snapshot(root) == after
    assert_totals_agree(store, root)


@EACH_POST
def test_same_key_with_another_body_returns_409_and_changes_nothing(
    root: Person, clock: MovableClock, path: str, body: dict[str, Any], status: int
) -> None:
    path = prepare(root, clock, path)
    first = post_with_key(root, path, body)
    assert first.status_code == status
    after = snapshot(root)
    response = post_with_key(root, path, {**body, "other": 1})
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_mismatch")
    assert snapshot(root) == after
    assert post_with_key(root, path, body).content == first.content


@pytest.mark.both_stores("answers to be replayed are stored and read back")
def test_same_key_with_another_progress_parameter_returns_409_and_changes_nothing(root: Person) -> None:
    join(root, TASK_FINISHER)
    path = f"challenges/{TASK_FINISHER}/progress?progress="
    first = post_with_key(root, f"{path}3", {})
    response = post_with_key(root, f"{path}7", {})
    assert (response.status_code, response.json().get("code")) == (409, "idempotency_mismatch")
    assert progress_in(root, TASK_FINISHER) == (3, "in_progress")
    assert post_with_key(root, f"{path}3", {}).content == first.content


@EACH_POST
def test_key_must_be_1_to_200_visible_ascii_characters(
    root: Person, clock: MovableClock, path: str, body: dict[str, Any], status: int
) -> None:
    path = prepare(root, clock, path)
    before = snapshot(root)
    for key in ("", "x" * 201, "two words"):
        assert post_with_key(root, path, body, key).status_code == 400, key
    assert snapshot(root) == before
    assert post_with_key(root, path, body, "x" * 200).status_code == status


def test_key_of_a_rejected_post_can_be_used_again(ada: Person, clock: MovableClock) -> None:
    running = start_session(ada)
    body = {"duration_minutes": 5}
    assert post_with_key(ada, "focus-sessions/start", body).status_code == 409
    ada.post(f"focus-sessions/{running['session_id']}/stop")
    clock.move(minutes=1)
    started = post_with_key(ada, "focus-sessions/start", body)
    assert started.status_code == 201
    assert "Idempotency-Replayed" not in started.headers
    path = f"challenges/{TASK_FINISHER}/join"
    join(ada, TASK_FINISHER)
    assert post_with_key(ada, path, {}, "key-2").status_code == 400
    leave(ada, TASK_FINISHER)
    assert post_with_key(ada, path, {}, "key-2").status_code == 201


@pytest.mark.both_stores("answers to be replayed are stored and read back")
def test_join_repeated_with_its_key_after_leaving_does_not_join_again(ada: Person) -> None:
    path = f"challenges/{TASK_FINISHER}/join"
    first = post_with_key(ada, path, {})
    leave(ada, TASK_FINISHER)
    again = post_with_key(ada, path, {})
    assert (again.status_code, again.content) == (201, first.content)
    assert progress_in(ada, TASK_FINISHER) == (None, None)


def test_complete_is_replayed_while_the_next_session_is_active(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    path = f"focus-sessions/{start_session(ada)['session_id']}/complete"
    clock.move(minutes=25)
    first = post_with_key(ada, path, {})
    following = start_session(ada)
    again = post_with_key(ada, path, {})
    assert (again.status_code, again.content) == (200, first.content)
    assert read(ada, "current-session") == following
    assert_totals_agree(store, ada)
