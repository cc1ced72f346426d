"""Parallel retries with one idempotency key to several instances: one event, one response."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import post_with_key
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.api.several_instances import several_instances_api
from tests.api.test_idempotency import EACH_POST, make_ready

pytestmark = pytest.mark.slow("many requests in parallel")

api = several_instances_api


@pytest.mark.both_stores("what a repeated commit leaves rests on the store")
@EACH_POST
def test_20_parallel_posts_with_one_key_are_one_event_with_one_response(
    root: Person, store: DocumentStore, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(lambda _: post_with_key(root, path, body), range(20)))
    expected = 201 if path in {"tasks", "users"} or "start" in path else 200
    assert [response.status_code for response in responses] == [expected] * 20
    assert len({response.content for response in responses}) == 1
    assert len({response.headers["ETag"] for response in responses}) == 1
    assert sum("Idempotency-Replayed" not in response.headers for response in responses) == 1
    assert len(root.get("tasks").json()) == (1 if path == "tasks" else 0)
    assert len(root.get("work_sessions").json()) == (0 if path in {"tasks", "users"} else 1)
    assert len(root.get("users").json()) == (2 if path == "users" else 1)
    assert_totals_agree(store, root)


@pytest.mark.both_stores("one of racing creations wins")
def test_parallel_posts_with_one_key_and_different_bodies_succeed_once_and_conflict_otherwise(
    ada: Person, store: DocumentStore
) -> None:
    with ThreadPoolExecutor(20) as pool:
        responses = list(
            pool.map(lambda number: post_with_key(ada, "tasks", {"title": f"{number}"}), range(20))
        )
    assert sorted(response.status_code for response in responses) == [201] + [409] * 19
    assert len(ada.get("tasks").json()) == 1
    assert_totals_agree(store, ada)


def test_parallel_posts_with_12_keys_sent_three_times_are_12_events(
    ada: Person, store: DocumentStore
) -> None:
    keys = [f"key-{number % 12}" for number in range(36)]
    with ThreadPoolExecutor(18) as pool:
        responses = list(pool.map(lambda key: post_with_key(ada, "tasks", {"title": key}, key), keys))
    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["id"] for response in responses}) == 12
    assert len(ada.get("tasks").json()) == 12
    assert_totals_agree(store, ada)


def test_parallel_retries_of_start_and_end_never_conflict_with_their_own_event(
    ada: Person, store: DocumentStore
) -> None:
    for number in range(12):
        key = f"key-{number}"
        with ThreadPoolExecutor(6) as pool:
            starts = list(
                pool.map(lambda _, key=key: post_with_key(ada, "work_sessions/start", {}, key), range(6))
            )
            assert [response.status_code for response in starts] == [201] * 6
            ends = list(
                pool.map(lambda _, key=key: post_with_key(ada, "time-logs/end-work", {}, f"{key}e"), range(6))
            )
            assert [response.status_code for response in ends] == [200] * 6
    assert ada.stats()["total_sessions"] == 12
    assert_totals_agree(store, ada)
