"""Lost updates among several instances: If-Match holds where requests meet."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.several_instances import several_instances
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


def test_no_update_is_lost_among_parallel_puts_with_if_match(ada: Person, store: DocumentStore) -> None:
    path = f"tasks/{ada.create_task(description='')['id']}"

    def append(word: int) -> None:
        while True:
            read = ada.get(path)
            longer = f"{read.json()['description']} {word}"
            answer = ada.put(path, json={"description": longer}, headers={"If-Match": read.headers["ETag"]})
            if answer.status_code == 200:
                return
            assert answer.status_code == 412

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(append, range(24)))
    words = ada.get(path).json()["description"].split()
    assert sorted(words, key=int) == [str(word) for word in range(24)]
    assert_totals_agree(store, ada)


def test_of_parallel_writes_on_one_version_exactly_one_is_done(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path, tag = f"tasks/{created.json()['id']}", created.headers["ETag"]

    def rename(number: int) -> httpx.Response:
        return ada.put(path, json={"title": f"name {number}"}, headers={"If-Match": tag})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(rename, range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19
    (winner,) = (answer for answer in answers if answer.status_code == 200)
    assert ada.get(path).json() == winner.json()


def test_parallel_puts_on_different_fields_are_all_kept(ada: Person) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    changes: list[dict[str, Any]] = [
        {"title": "t"},
        {"description": "d"},
        {"priority": "high"},
        {"tags": ["a"]},
        {"due_date": "2026-04-01T00:00:00Z"},
        {"reminder_enabled": True},
        {"completed": True},
    ]
    with ThreadPoolExecutor(len(changes)) as pool:
        answers = list(pool.map(lambda change: ada.put(path, json=change), changes))
    assert [answer.status_code for answer in answers] == [200] * len(changes)
    task = ada.get(path).json()
    assert all(task[field] == value for change in changes for field, value in change.items())
