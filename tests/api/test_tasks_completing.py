"""Completing, reopening and deleting tasks."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import ok_event
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock


@pytest.mark.parametrize("request_body", [{}, {"json": {}}, {"json": {"action": "complete"}}])
def test_patch_completes_a_task(ada: Person, clock: MovableClock, request_body: dict[str, Any]) -> None:
    task = ada.create_task()
    clock.move(minutes=5)
    response = ada.patch(f"tasks/{task['id']}", **request_body)
    completed = ok_event(response)
    now = "2026-03-18T09:35:00Z"
    assert completed == {**task, "completed": True, "completed_at": now, "updated_at": now}
    assert ada.get(f"tasks/{task['id']}").json() == completed


def test_completing_twice_changes_nothing_and_counts_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    first = ada.patch(f"tasks/{task['id']}")
    clock.move(minutes=5)
    second = ada.patch(f"tasks/{task['id']}")
    assert (second.status_code, second.json()) == (200, {**first.json(), "earned": None})
    assert second.headers["ETag"] == first.headers["ETag"]
    assert ada.stats()["completed_tasks"] == 1
    assert_totals_agree(store, ada)


def test_reopening_restores_the_open_task(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    task = ada.create_task()
    ada.patch(f"tasks/{task['id']}")
    clock.move(minutes=5)
    response = ada.patch(f"tasks/{task['id']}", json={"action": "reopen"})
    assert ok_event(response) == {**task, "updated_at": "2026-03-18T09:35:00Z"}
    assert ada.stats()["completed_tasks"] == 0
    assert_totals_agree(store, ada)


def test_reopening_an_open_task_changes_nothing(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task()
    clock.move(minutes=5)
    response = ada.patch(f"tasks/{task['id']}", json={"action": "reopen"})
    assert (response.status_code, response.json()) == (200, {**task, "earned": None})
    assert ada.stats()["completed_tasks"] == 0


def test_task_completed_again_after_reopening_counts_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    for _ in range(3):
        ada.patch(f"tasks/{task['id']}")
        clock.move(minutes=5)
        ada.patch(f"tasks/{task['id']}", json={"action": "reopen"})
    completed = ada.patch(f"tasks/{task['id']}").json()
    assert completed["completed_at"] == "2026-03-18T09:45:00Z"
    assert ada.stats()["completed_tasks"] == 1
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("action", ["delete", "", "Complete", " complete", "complete;", "🎉", "__proto__"])
def test_unknown_action_is_rejected_by_name(ada: Person, action: str) -> None:
    task = ada.create_task()
    response = ada.patch(f"tasks/{task['id']}", json={"action": action})
    assert response.status_code == 400
    assert response.json()["error"] == f"Unsupported action '{action}'"
    assert ada.get(f"tasks/{task['id']}").json() == task


@pytest.mark.parametrize(
    ("action", "isolated"),
    [
        ("\u202eetelpmoc", "\u2068\u202eetelpmoc\u202c\u2069"),
        ("\u05d4\u05e9\u05dc\u05dd", "\u2068\u05d4\u05e9\u05dc\u05dd\u2069"),
        ("\u2069complete", "\u2068complete\u2069"),
    ],
)
def test_unknown_action_in_the_other_direction_is_isolated_in_the_sentence(
    ada: Person, action: str, isolated: str
) -> None:
    response = ada.patch(f"tasks/{ada.create_task()['id']}", json={"action": action})
    assert response.status_code == 400
    assert response.json()["error"] == f"Unsupported action '{isolated}'"
    assert response.json()["details"][0]["message"] == f"Unsupported action '{isolated}'"


@pytest.mark.parametrize("action", [None, 1, True, ["complete"], {}])
def test_action_that_is_not_a_string_is_rejected(ada: Person, action: Any) -> None:
    task = ada.create_task()
    response = ada.patch(f"tasks/{task['id']}", json={"action": action})
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["action"]
    assert ada.get(f"tasks/{task['id']}").json() == task


@pytest.mark.parametrize(
    "fields",
    [
        *(
            {"completed": False},
            {"completed": True},
            {"title": "x"},
            {"Action": "reopen"},
            {"ACTION": "reopen"},
        ),
        *({"action ": "reopen"}, {"": "reopen"}, {"id": "x"}, {"priority": None}, {"task_id": "x"}),
        *({"actions": ["reopen"]}, {"operation": "reopen"}, {"tags": []}, {"at": "2026-03-18T09:00:00Z"}),
    ],
)
def test_patch_with_fields_but_no_action_is_rejected(
    ada: Person, store: DocumentStore, fields: dict[str, Any]
) -> None:
    for task in (ada.create_task(), ok_event(ada.patch(f"tasks/{ada.create_task()['id']}"))):
        for body in (fields, {**fields, "user_id": ada.id}):
            response = ada.patch(f"tasks/{task['id']}", json=body)
            assert response.status_code == 400
            assert [detail["field"] for detail in response.json()["details"]] == ["action"]
            assert ada.get(f"tasks/{task['id']}").json() == task
    assert_totals_agree(store, ada)


def test_patch_with_the_own_user_id_alone_is_an_empty_body(ada: Person) -> None:
    for action, completed in (({}, True), ({"action": "reopen", "completed": True}, False)):
        for user_id in (ada.id, None):
            path = f"tasks/{ada.create_task()['id']}"
            assert ada.patch(path, json={"user_id": user_id, **action}).json()["completed"] is completed


@pytest.mark.parametrize("path", ["tasks", "tasks/"])
@pytest.mark.parametrize("action", ["complete", "reopen", "other"])
def test_patch_without_an_id_is_rejected(ada: Person, path: str, action: str) -> None:
    response = ada.patch(path, json={"action": action})
    assert response.status_code == 400
    assert "id" in response.json()["error"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"complete"', b"null"])
def test_patch_with_a_body_that_is_not_an_object_is_rejected(ada: Person, body: bytes) -> None:
    task = ada.create_task()
    assert ada.patch(f"tasks/{task['id']}", content=body).status_code == 400
    assert ada.get(f"tasks/{task['id']}").json() == task


def test_deleted_task_is_removed_from_lists_and_stats(ada: Person, store: DocumentStore) -> None:
    task, other = ada.create_task("a"), ada.create_task("b")
    response = ada.delete(f"tasks/{task['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert ada.get(f"tasks/{task['id']}").status_code == 404
    assert ada.get("tasks").json() == [other]
    assert ada.stats()["total_tasks"] == 1
    assert_totals_agree(store, ada)


def test_every_method_on_a_deleted_task_is_404(ada: Person, store: DocumentStore) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    ada.delete(path)
    for response in (
        ada.get(path),
        ada.put(path, json={"title": "x"}),
        ada.patch(path),
        ada.patch(path, json={"action": "reopen"}),
        ada.delete(path),
    ):
        assert response.status_code == 404
        assert response.json() == {"error": "Task not found", "code": "not_found"}
    assert ada.stats()["total_tasks"] == 0
    assert_totals_agree(store, ada)


@pytest.mark.both_stores("it writes tasks, days and totals in one commit")
def test_deleting_a_completed_task_the_same_day_takes_back_its_completion(
    ada: Person, store: DocumentStore
) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    ada.patch(path)
    ada.delete(path)
    stats = ada.stats()
    assert (stats["total_tasks"], stats["completed_tasks"], stats["active_streak"]) == (0, 0, 0)
    assert_totals_agree(store, ada)


def test_administrator_can_complete_and_delete_a_task_of_another_user(
    root: Person, ada: Person, store: DocumentStore
) -> None:
    path = f"tasks/{ada.create_task()['id']}?user_id={ada.id}"
    assert root.patch(path).json()["completed"] is True
    assert ada.stats()["completed_tasks"] == 1
    assert root.stats()["completed_tasks"] == 0
    assert root.delete(path).status_code == 204
    assert ada.get("tasks").json() == []
    assert_totals_agree(store, ada)
    assert_totals_agree(store, root)


def test_naming_another_user_is_forbidden_on_every_method(ada: Person, bob: Person) -> None:
    task = bob.create_task()
    path = f"tasks/{task['id']}?user_id={bob.id}"
    for response in (
        ada.get(f"tasks?user_id={bob.id}"),
        ada.get(path),
        ada.put(path, json={"title": "x"}),
        ada.put(f"tasks/{task['id']}", json={"title": "x", "user_id": bob.id}),
        ada.patch(path),
        ada.patch(f"tasks/{task['id']}", json={"user_id": bob.id}),
        ada.delete(path),
    ):
        assert response.status_code == 403
        assert response.json()["code"] == "forbidden"
    assert bob.get(f"tasks/{task['id']}").json() == task
