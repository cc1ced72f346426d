"""Safe retries of a day's work: a POST sent again with the same Idempotency-Key is one deed."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import TASK_FINISHER, join, leave, post_with_key, progress_in, read, start_session
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

# Every POST of a day's work, with a body that it takes, and the status of its success.
POSTS: list[tuple[str, dict[str, Any], int]] = [
    ("focus-sessions/start", {"duration_minutes": 25, "session_type": "break"}, 201),
    ("focus-sessions/{session}/complete", {}, 200),
    ("focus-sessions/{session}/stop", {}, 200),
    ("dashboard/shutdown-reflection", {"productivity_rating": "good", "reflection_note": "Once"}, 201),
    ("challenges/break-champion/join", {}, 201),
    ("challenges/task-finisher/progress?progress=15", {}, 200),
]
EACH_POST = pytest.mark.parametrize(("path", "body", "status"), POSTS, ids=[path for path, _, _ in POSTS])

VIEWS = (
    *("current-session", "daily-summary?date=2026-03-18", "points", "achievements", "stats"),
    *("challenges/week", "challenges/stats", "challenges/leaders", "dashboard/shutdown-history"),
)


def make_ready(person: Person, clock: MovableClock, path: str) -> str:
    """Do what comes before a request; return its path."""
    join(person, TASK_FINISHER)
    if "{session}" not in path:
        return path
    session = start_session(person)["session_id"]
    clock.move(minutes=25)
    return path.format(session=session)


def everything_seen(person: Person) -> tuple[Any, ...]:
    return tuple(read(person, view) for view in VIEWS)


@EACH_POST
def test_a_repeat_is_answered_like_the_first_and_does_nothing(
    root: Person, clock: MovableClock, store: DocumentStore, path: str, body: dict[str, Any], status: int
) -> None:
    path = make_ready(root, clock, path)
    before = everything_seen(root)
    first = post_with_key(root, path, body)
    assert first.status_code == status
    assert "Idempotency-Replayed" not in first.headers
    after = everything_seen(root)
    assert after != before
    for _ in range(2):
        clock.move(minutes=10)
        again = post_with_key(root, path, body)
        assert (again.status_code, again.content) == (status, first.content)
        assert again.headers.get("ETag") == first.headers.get("ETag")
        assert again.headers["Idempotency-Replayed"] == "true"
    assert everything_seen(root) == after
    assert_totals_agree(store, root)


@EACH_POST
def test_the_same_key_with_another_body_is_a_conflict_and_does_nothing(
    root: Person, clock: MovableClock, path: str, body: dict[str, Any], status: int
) -> None:
    path = make_ready(root, clock, path)
    first = post_with_key(root, path, body)
    assert first.status_code == status
    after = everything_seen(root)
    answer = post_with_key(root, path, {**body, "other": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_mismatch")
    assert everything_seen(root) == after
    assert post_with_key(root, path, body).content == first.content


def test_the_same_key_with_another_progress_is_a_conflict_and_does_nothing(root: Person) -> None:
    join(root, TASK_FINISHER)
    path = f"challenges/{TASK_FINISHER}/progress?progress="
    first = post_with_key(root, f"{path}3", {})
    answer = post_with_key(root, f"{path}7", {})
    assert (answer.status_code, answer.json().get("code")) == (409, "idempotency_mismatch")
    assert progress_in(root, TASK_FINISHER) == (3, "in_progress")
    assert post_with_key(root, f"{path}3", {}).content == first.content


@EACH_POST
def test_a_key_is_1_to_200_visible_ascii_characters(
    root: Person, clock: MovableClock, path: str, body: dict[str, Any], status: int
) -> None:
    path = make_ready(root, clock, path)
    before = everything_seen(root)
    for key in ("", "x" * 201, "two words"):
        assert post_with_key(root, path, body, key).status_code == 400, key
    assert everything_seen(root) == before
    assert post_with_key(root, path, body, "x" * 200).status_code == status


def test_a_deed_that_was_refused_does_not_use_up_its_key(ada: Person, clock: MovableClock) -> None:
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


def test_a_join_that_is_repeated_after_leaving_joins_nothing(ada: Person) -> None:
    path = f"challenges/{TASK_FINISHER}/join"
    first = post_with_key(ada, path, {})
    leave(ada, TASK_FINISHER)
    again = post_with_key(ada, path, {})
    assert (again.status_code, again.content) == (201, first.content)
    assert progress_in(ada, TASK_FINISHER) == (None, None)


def test_an_end_is_replayed_even_while_the_next_session_runs(
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
