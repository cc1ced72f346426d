"""Retries that are sent at once and reach several instances: one deed, one answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from tests.api.actions import keyed
from tests.api.conftest import Api, Person
from tests.api.recount import assert_totals_agree
from tests.api.several_instances import several_instances
from tests.api.test_idempotency import EACH_POST, make_ready
from tests.conftest import MovableClock


@pytest.fixture
def api(
    store: DocumentStore,
    credentials: CredentialManager,
    clock: MovableClock,
    environment: dict[str, str],
) -> Iterator[Api]:
    with several_instances(store, credentials, clock, environment) as api:
        yield api


@EACH_POST
def test_20_parallel_sends_are_one_deed_with_one_answer(
    root: Person, store: DocumentStore, path: str, body: dict[str, Any]
) -> None:
    path = make_ready(root, path)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: keyed(root, path, body), range(20)))
    expected = 201 if path in {"tasks", "users"} or "start" in path else 200
    assert [answer.status_code for answer in answers] == [expected] * 20
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert len(root.get("tasks").json()) == (1 if path == "tasks" else 0)
    assert len(root.get("work_sessions").json()) == (0 if path in {"tasks", "users"} else 1)
    assert len(root.get("users").json()) == (2 if path == "users" else 1)
    assert_totals_agree(store, root)


def test_of_parallel_sends_with_different_bodies_one_is_done_and_the_others_are_conflicts(
    ada: Person, store: DocumentStore
) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: keyed(ada, "tasks", {"title": f"{number}"}), range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert len(ada.get("tasks").json()) == 1
    assert_totals_agree(store, ada)


def test_many_keys_in_parallel_each_sent_three_times_are_one_deed_each(
    ada: Person, store: DocumentStore
) -> None:
    keys = [f"key-{number % 12}" for number in range(36)]
    with ThreadPoolExecutor(18) as pool:
        answers = list(pool.map(lambda key: keyed(ada, "tasks", {"title": key}, key), keys))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 12
    assert len(ada.get("tasks").json()) == 12
    assert_totals_agree(store, ada)


def test_a_repeat_that_overtakes_never_hears_that_its_own_deed_stands_in_its_way(
    ada: Person, store: DocumentStore
) -> None:
    for number in range(12):
        key = f"key-{number}"
        with ThreadPoolExecutor(6) as pool:
            starts = list(pool.map(lambda _, key=key: keyed(ada, "work_sessions/start", {}, key), range(6)))
            assert [answer.status_code for answer in starts] == [201] * 6
            ends = list(
                pool.map(lambda _, key=key: keyed(ada, "time-logs/end-work", {}, f"{key}e"), range(6))
            )
            assert [answer.status_code for answer in ends] == [200] * 6
    assert ada.stats()["total_sessions"] == 12
    assert_totals_agree(store, ada)
