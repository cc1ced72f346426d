"""Smoke test: create a task, complete it, read the stats."""

import pytest

from tests.api.conftest import Api, Person
from tests.api.errors import assert_unauthorized

pytestmark = pytest.mark.both_stores("one request of every kind")


def test_completed_task_is_counted_in_the_stats(ada: Person) -> None:
    task = ada.create_task("Water the plants")
    completed = ada.patch(f"tasks/{task['id']}").json()
    assert completed["completed"] is True
    stats = ada.stats()
    assert (stats["total_tasks"], stats["completed_tasks"], stats["active_streak"]) == (1, 1, 1)


def test_request_without_a_token_returns_401(api: Api) -> None:
    assert_unauthorized(api.call("GET", "tasks"))
