"""If-Match prevents lost updates among parallel requests to several instances."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import ok_event
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.api.several_instances import several_instances_api

api = several_instances_api


@pytest.mark.slow("many requests in parallel")
def test_parallel_puts_with_if_match_lose_no_update(ada: Person, store: DocumentStore) -> None:
    path = f"tasks/{ada.create_task(description='')['id']}"

    def append(word: int) -> None:
        while True:
            read = ada.get(path)
            longer = f"{read.json()['description']} {word}"
            response = ada.put(path, json={"description": longer}, headers={"If-Match": read.headers["ETag"]})
            if response.status_code == 200:
                return
            assert response.status_code == 412

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(append, range(24)))
    words = ada.get(path).json()["description"].split()
    assert sorted(words, key=int) == [str(word) for word in range(24)]
    assert_totals_agree(store, ada)


@pytest.mark.both_stores("what ETags promise rests on the store")
def test_exactly_one_of_20_parallel_writes_on_one_etag_succeeds(ada: Person) -> None:
    created = ada.post("tasks", json={"title": "x"})
    path, etag = f"tasks/{created.json()['id']}", created.headers["ETag"]

    def rename(number: int) -> httpx.Response:
        return ada.put(path, json={"title": f"name {number}"}, headers={"If-Match": etag})

    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(rename, range(20)))
    assert sorted(response.status_code for response in responses) == [200] + [412] * 19
    (winner,) = (response for response in responses if response.status_code == 200)
    assert ada.get(path).json() == ok_event(winner)


@pytest.mark.both_stores("the store refuses the write of a stale version")
def test_parallel_puts_of_different_fields_are_all_kept(ada: Person) -> None:
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
        responses = list(pool.map(lambda change: ada.put(path, json=change), changes))
    assert [response.status_code for response in responses] == [200] * len(changes)
    task = ada.get(path).json()
    assert all(task[field] == value for change in changes for field, value in change.items())
