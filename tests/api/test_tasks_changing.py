"""Updating a task with PUT: only the sent fields change."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import ok_event
from tests.api.conftest import Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

FULL: dict[str, Any] = {
    "title": "Move house",
    "description": "First the books",
    "priority": "high",
    "tags": ["home", "spring"],
    "start_date": "2026-04-01T08:00:00Z",
    "due_date": "2026-04-02T18:00:00Z",
    "reminder_enabled": True,
    "reminder_time": "2026-04-02T09:00:00Z",
    "subtasks": [{"id": "boxes", "title": "Buy boxes", "completed": True}],
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Stay"),
        ("description", "None of it"),
        ("priority", "low"),
        ("tags", ["other"]),
        ("tags", []),
        ("start_date", "2027-01-01T00:00:00Z"),
        ("due_date", "2027-01-01T00:00:00Z"),
        ("reminder_enabled", False),
        ("reminder_time", "2027-01-01T00:00:00Z"),
        ("subtasks", [{"id": "boxes", "title": "Sell boxes", "completed": False}]),
        ("subtasks", []),
    ],
)
def test_put_changes_only_the_sent_field(ada: Person, clock: MovableClock, field: str, value: Any) -> None:
    task = ada.create_task(**FULL)
    clock.move(minutes=5)
    response = ada.put(f"tasks/{task['id']}", json={field: value})
    assert response.status_code == 200
    changed = ok_event(response)
    assert changed == {**task, field: value, "updated_at": "2026-03-18T09:35:00Z"}
    assert ada.get(f"tasks/{task['id']}").json() == changed


@pytest.mark.parametrize(
    ("field", "cleared"),
    [
        ("description", None),
        ("priority", "medium"),
        ("tags", []),
        ("start_date", None),
        ("due_date", None),
        ("reminder_enabled", False),
        ("reminder_time", None),
        ("subtasks", []),
    ],
)
def test_null_clears_an_optional_field(ada: Person, field: str, cleared: Any) -> None:
    task = ada.create_task(**FULL)
    changed = ada.put(f"tasks/{task['id']}", json={field: None}).json()
    assert changed == {**task, field: cleared, "earned": None}


def test_cleared_due_date_matches_the_none_filter(ada: Person) -> None:
    task = ada.create_task(due_date="2026-03-18")
    ada.put(f"tasks/{task['id']}", json={"due_date": None})
    assert len(ada.get("tasks?due_date_range=none").json()) == 1
    assert ada.get("tasks?due_date_range=today").json() == []


@pytest.mark.parametrize("title", [None, "", "  \t "])
def test_title_cannot_be_cleared(ada: Person, title: str | None) -> None:
    task = ada.create_task()
    response = ada.put(f"tasks/{task['id']}", json={"title": title})
    assert response.status_code == 400
    assert response.json()["error"] == "Task title cannot be empty"
    assert ada.get(f"tasks/{task['id']}").json() == task


@pytest.mark.parametrize("body", [{}, {"title": "Move house"}, {"id": "other", "created_at": "x"}, FULL])
def test_put_without_a_change_keeps_updated_at(
    ada: Person, clock: MovableClock, body: dict[str, Any]
) -> None:
    task = ada.create_task(**FULL)
    clock.move(minutes=5)
    response = ada.put(f"tasks/{task['id']}", json=body)
    assert response.status_code == 200
    assert response.json() == {**task, "earned": None}


def test_put_without_a_body_changes_nothing(ada: Person) -> None:
    task = ada.create_task()
    response = ada.put(f"tasks/{task['id']}")
    assert (response.status_code, response.json()) == (200, {**task, "earned": None})


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x" * 201},
        {"description": "x" * 5001},
        {"tags": ["x" * 51]},
        {"tags": [str(number) for number in range(21)]},
        {"priority": "urgent"},
        {"due_date": "soon"},
        {"completed": "yes"},
        {"completed": 1},
        {"reminder_enabled": "on"},
        {"title": "a\x00b"},
        {"description": "a\x00b"},
        {"subtasks": [{"title": ""}]},
    ],
    ids=lambda body: str(body)[:30],
)
def test_rejected_put_changes_nothing(ada: Person, body: dict[str, Any]) -> None:
    task = ada.create_task(**FULL)
    response = ada.put(f"tasks/{task['id']}", json={"priority": "low", **body})
    assert response.status_code == 400
    assert response.json()["code"] == "validation"
    assert ada.get(f"tasks/{task['id']}").json() == task


def test_put_completed_true_completes_the_task(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task()
    clock.move(hours=1)
    completed = ada.put(f"tasks/{task['id']}", json={"completed": True, "title": "Done"}).json()
    assert (completed["completed"], completed["completed_at"]) == (True, "2026-03-18T10:30:00Z")
    assert completed["title"] == "Done"
    assert ada.stats()["completed_tasks"] == 1


def test_put_completed_true_twice_counts_once(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task()
    completed = ada.put(f"tasks/{task['id']}", json={"completed": True}).json()
    clock.move(hours=1)
    assert ada.put(f"tasks/{task['id']}", json={"completed": True}).json() == {**completed, "earned": None}
    assert ada.stats()["completed_tasks"] == 1


def test_put_completed_false_takes_back_the_completion(ada: Person) -> None:
    task = ada.create_task()
    ada.put(f"tasks/{task['id']}", json={"completed": True})
    reopened = ada.put(f"tasks/{task['id']}", json={"completed": False}).json()
    assert (reopened["completed"], reopened["completed_at"]) == (False, None)
    assert (ada.stats()["completed_tasks"], ada.stats()["active_streak"]) == (0, 0)


def test_changing_a_completed_task_keeps_it_completed(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task()
    completed = ada.patch(f"tasks/{task['id']}").json()
    clock.move(days=1)
    changed = ada.put(f"tasks/{task['id']}", json={"title": "Other"}).json()
    assert changed["completed_at"] == completed["completed_at"]
    assert ada.stats()["completed_tasks"] == 1


def test_subtasks_sent_with_ids_keep_them(ada: Person) -> None:
    task = ada.create_task(subtasks=[{"title": "a"}])
    (step,) = task["subtasks"]
    changed = ada.put(
        f"tasks/{task['id']}", json={"subtasks": [{**step, "completed": True}, {"title": "b"}]}
    ).json()
    assert changed["subtasks"][0] == {**step, "completed": True}
    assert changed["subtasks"][1]["id"] not in {"", step["id"]}
    assert changed["completed"] is False


def test_owner_cannot_be_changed(ada: Person, bob: Person) -> None:
    task = ada.create_task()
    assert ada.put(f"tasks/{task['id']}", json={"user_id": bob.id}).status_code == 403
    assert ada.put(f"tasks/{task['id']}", json={"user_id": ada.id, "title": "Mine"}).status_code == 200
    assert ada.get(f"tasks/{task['id']}").json()["user_id"] == ada.id


def test_administrator_can_change_a_task_by_naming_its_owner(root: Person, ada: Person) -> None:
    task = ada.create_task()
    assert root.put(f"tasks/{task['id']}", json={"title": "Other"}).status_code == 404
    response = root.put(f"tasks/{task['id']}?user_id={ada.id}", json={"title": "Other"})
    assert response.status_code == 200
    assert ada.get(f"tasks/{task['id']}").json()["title"] == "Other"


@pytest.mark.both_stores("it replaces documents")
def test_changed_task_is_found_only_by_its_new_values(ada: Person) -> None:
    task = ada.create_task("Old words", tags=["before"], priority="low")
    ada.put(f"tasks/{task['id']}", json={"title": "New words", "tags": ["after"], "priority": "high"})
    assert ada.get("tasks?search=old").json() == []
    assert len(ada.get("tasks?search=new").json()) == 1
    assert ada.get("tasks?tags=before").json() == []
    assert len(ada.get("tasks?tags=after&priority=high").json()) == 1


def test_tag_with_a_comma_cannot_be_added(ada: Person, root: Person) -> None:
    task = ada.create_task(tags=["home"])
    path = f"tasks/{task['id']}"
    for person, target in ((ada, path), (root, f"{path}?user_id={ada.id}")):
        response = person.put(target, json={"title": "Other", "tags": ["home", "a,b"]})
        assert response.status_code == 400
        assert response.json()["error"] == "Field 'tags' must not contain a comma"
    assert ada.get(path).json() == task


def test_tag_with_a_comma_of_an_earlier_version_is_read_and_kept_but_not_added_again(
    ada: Person, store: DocumentStore
) -> None:
    task = ada.create_task("Old", tags=["home"])
    path = f"tasks/{task['id']}"
    store.upsert({**store.read(task["id"], ada.id), "tags": ["home", "a,b"]})
    assert ada.get(path).json()["tags"] == ["home", "a,b"]
    assert [each["tags"] for each in ada.get("tasks").json()] == [["home", "a,b"]]
    changed = ada.put(path, json={"title": "New"}).json()
    assert (changed["title"], changed["tags"]) == ("New", ["home", "a,b"])
    assert ada.patch(path).json()["completed"] is True
    sent_back = ada.put(path, json={**ada.get(path).json(), "description": "all fields"})
    assert (sent_back.status_code, sent_back.json()["tags"]) == (200, ["home", "a,b"])
    assert ada.put(path, json={"tags": ["a,b", "c,d"]}).status_code == 400
    assert ada.put(path, json={"tags": ["home"]}).json()["tags"] == ["home"]
    assert ada.put(path, json={"tags": ["a,b"]}).status_code == 400
