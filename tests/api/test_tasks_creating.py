"""Creating a task: fields, defaults, limits and invalid input."""

# These tests need letters of many scripts.
# ruff: noqa: RUF001

import json
from typing import Any

import httpx
import pytest

from tests.api.conftest import Person


def invalid_fields(response: httpx.Response) -> set[str]:
    assert response.status_code == 400, response.text
    body = response.json()
    assert body["code"] == "validation"
    assert body["error"]
    assert all(detail["message"] for detail in body["details"])
    return {detail["field"] for detail in body["details"]}


def test_task_with_only_a_title_has_the_documented_defaults(ada: Person) -> None:
    task = ada.create_task("Write the report")
    assert task == {
        "id": task["id"],
        "user_id": ada.id,
        "title": "Write the report",
        "description": None,
        "completed": False,
        "completed_at": None,
        "priority": "medium",
        "tags": [],
        "start_date": None,
        "due_date": None,
        "reminder_enabled": False,
        "reminder_time": None,
        "subtasks": [],
        "estimate_minutes": None,
        "spent_minutes": 0,
        "planned_date": None,
        "carried_over": 0,
        "recurrence": None,
        "recurrence_start": None,
        "created_at": "2026-03-18T09:30:00Z",
        "updated_at": "2026-03-18T09:30:00Z",
    }


def test_task_keeps_every_sent_field(ada: Person) -> None:
    fields: dict[str, Any] = {
        "title": "Move house",
        "description": "First the books.\nThen the cat.",
        "priority": "high",
        "tags": ["home", "spring"],
        "start_date": "2026-04-01T08:00:00Z",
        "due_date": "2026-04-02T18:00:00Z",
        "reminder_enabled": True,
        "reminder_time": "2026-04-02T09:00:00Z",
        "subtasks": [
            {"id": "boxes", "title": "Buy boxes", "completed": True},
            {"id": "van", "title": "Rent a van", "completed": False},
        ],
    }
    task = ada.create_task(**fields)
    assert {name: task[name] for name in fields} == fields


def test_created_task_is_read_back_as_in_the_response(ada: Person) -> None:
    task = ada.create_task("Read me", tags=["a"], subtasks=[{"title": "one"}], due_date="2026-04-01")
    assert ada.get(f"tasks/{task['id']}").json() == task
    assert ada.get("tasks").json() == [task]


@pytest.mark.parametrize(
    ("field", "default"),
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
def test_null_in_an_optional_field_means_the_default(ada: Person, field: str, default: Any) -> None:
    fields: dict[str, Any] = {field: None}
    assert ada.create_task(**fields)[field] == default


@pytest.mark.parametrize(
    "body", [{}, {"title": None}, {"title": ""}, {"title": " \t\n "}, {"description": "x"}]
)
def test_task_without_a_title_is_rejected_with_the_documented_sentence(
    ada: Person, body: dict[str, Any]
) -> None:
    response = ada.post("tasks", json=body)
    assert invalid_fields(response) == {"title"}
    assert response.json()["error"] == "Task title cannot be empty"
    assert ada.get("tasks").json() == []


def test_subtask_without_a_title_is_rejected_with_its_own_sentence(ada: Person) -> None:
    response = ada.post("tasks", json={"title": "Bake", "subtasks": [{"title": " "}]})
    assert invalid_fields(response) == {"subtasks.0.title"}
    assert response.json()["error"] == "Subtask title cannot be empty"


def test_post_without_a_body_is_rejected_for_the_missing_title(ada: Person) -> None:
    response = ada.post("tasks")
    assert response.status_code == 400
    assert response.json()["error"] == "Task title cannot be empty"


def test_titles_and_tags_are_trimmed_and_descriptions_are_not(ada: Person) -> None:
    task = ada.create_task(
        "  Buy milk \n", description="  as it is \n", tags=[" shop ", "food"], subtasks=[{"title": "  oat  "}]
    )
    assert task["title"] == "Buy milk"
    assert task["tags"] == ["shop", "food"]
    assert task["subtasks"][0]["title"] == "oat"
    assert task["description"] == "  as it is \n"


@pytest.mark.parametrize("tag", [",", "a,b", " ,a", "a, ", "é,\U0001f989"])
def test_tag_with_a_comma_is_rejected_and_stores_nothing(ada: Person, tag: str) -> None:
    response = ada.post("tasks", json={"title": "Bake", "tags": ["home", tag]})
    assert invalid_fields(response) == {"tags.1"}
    assert response.json()["error"] == "Field 'tags.1' must not contain a comma"
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 200),
        ("title", "🦉" * 200),
        ("title", "   " + "x" * 200 + "   "),
        ("description", "x" * 5000),
        ("description", "é" * 5000),
        ("tags", ["x" * 50]),
        ("tags", [f"tag {number}" for number in range(20)]),
        ("subtasks", [{"title": "x" * 200}]),
    ],
    ids=lambda value: str(value)[:12],
)
def test_value_at_the_limit_is_accepted(ada: Person, field: str, value: Any) -> None:
    created = ada.post("tasks", json={"title": "x", field: value})
    assert created.status_code == 201, created.text


@pytest.mark.parametrize(
    ("field", "value", "invalid"),
    [
        ("title", "x" * 201, "title"),
        ("description", "x" * 5001, "description"),
        ("tags", ["ok", "x" * 51], "tags.1"),
        ("tags", ["   "], "tags.0"),
        ("tags", [f"tag {number}" for number in range(21)], "tags"),
        ("subtasks", [{"title": "x" * 201}], "subtasks.0.title"),
        ("subtasks", [{"title": " "}], "subtasks.0.title"),
        ("subtasks", [{"completed": True}], "subtasks.0.title"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_value_beyond_the_limit_or_empty_is_rejected(
    ada: Person, field: str, value: Any, invalid: str
) -> None:
    assert invalid_fields(ada.post("tasks", json={"title": "x", field: value})) == {invalid}


def test_title_of_2_megabytes_is_rejected(ada: Person) -> None:
    response = ada.post("tasks", json={"title": "x" * 2_000_000})
    assert response.status_code == 413
    assert response.json()["code"] == "body_too_large"


@pytest.mark.parametrize("priority", ["low", "medium", "high"])
def test_priority_is_low_medium_or_high(ada: Person, priority: str) -> None:
    assert ada.create_task(priority=priority)["priority"] == priority


@pytest.mark.parametrize("priority", ["urgent", "HIGH", "", " low", 1, True, ["low"]])
def test_unknown_priority_is_rejected(ada: Person, priority: Any) -> None:
    assert invalid_fields(ada.post("tasks", json={"title": "x", "priority": priority})) == {"priority"}


def test_subtask_without_an_id_gets_a_new_id(ada: Person) -> None:
    subtasks = ada.create_task(subtasks=[{"title": "a"}, {"title": "b"}, {"id": "mine", "title": "c"}])[
        "subtasks"
    ]
    first, second, third = subtasks
    assert (first["title"], first["completed"]) == ("a", False)
    assert first["id"]
    assert second["id"]
    assert first["id"] != second["id"]
    assert third == {"id": "mine", "title": "c", "completed": False}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 5),
        ("title", ["x"]),
        ("title", {"x": 1}),
        ("title", True),
        ("description", 5),
        ("tags", "home"),
        ("tags", {"a": 1}),
        ("tags", [1]),
        ("tags", [None]),
        ("reminder_enabled", "yes"),
        ("reminder_enabled", 1),
        ("subtasks", "one"),
        ("subtasks", ["one"]),
        ("subtasks", [{"title": 1}]),
        ("subtasks", [{"title": "a", "completed": "no"}]),
        ("user_id", 5),
    ],
)
def test_value_of_the_wrong_type_is_rejected_by_field(ada: Person, field: str, value: Any) -> None:
    (invalid,) = invalid_fields(ada.post("tasks", json={"title": "x", field: value}))
    assert invalid.split(".")[0] == field


def test_all_invalid_fields_are_reported_at_once(ada: Person) -> None:
    response = ada.post(
        "tasks",
        json={"title": "", "priority": "urgent", "tags": "x", "due_date": "soon", "reminder_enabled": 3},
    )
    assert invalid_fields(response) == {"title", "priority", "tags", "due_date", "reminder_enabled"}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"], ids=ascii)
def test_control_characters_are_rejected_in_every_text(ada: Person, character: str) -> None:
    text = f"a{character}b"
    subtask = {"id": text, "title": text}
    response = ada.post(
        "tasks", json={"title": text, "description": text, "tags": [text], "subtasks": [subtask]}
    )
    assert invalid_fields(response) == {"title", "description", "tags.0", "subtasks.0.id", "subtasks.0.title"}


@pytest.mark.parametrize(
    "body",
    [
        rb'{"title": "\ud800"}',
        rb'{"title": "x", "description": "a\udfffb"}',
        rb'{"title": "x", "tags": ["\ud83d"]}',
        b'{"title": "\xed\xa0\x80"}',
        b'{"title": "\xff\xfe"}',
        b'{"title": "a\x00b"}',
        b'{"title": "x", "size": NaN}',
        b'{"title": "x", "size": Infinity}',
        b'{"title": "x", "size": -Infinity}',
        b'{"title": "x", "size": 1e999}',
        b'{"title": "x"',
        b"{title: 'x'}",
        b'{"title": "x",}',
        b'\xef\xbb\xbf\xef\xbb\xbf{"title": "x"}',
        b"title=x",
        b" ",
    ],
)
def test_invalid_json_is_rejected(ada: Person, body: bytes) -> None:
    response = ada.post("tasks", content=body)
    assert response.status_code == 400
    assert response.json()["error"] == "Invalid JSON payload"
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize("body", ["[]", '[{"title": "x"}]', "null", '"x"', "5", "true"])
def test_json_that_is_not_an_object_is_rejected(ada: Person, body: str) -> None:
    assert ada.post("tasks", content=body).status_code == 400


def test_body_nested_too_deeply_is_rejected(ada: Person) -> None:
    assert ada.post("tasks", content='{"title":' + "[" * 100_000 + "]" * 100_000 + "}").status_code == 400


def test_unknown_fields_are_ignored(ada: Person) -> None:
    body = {
        "title": "x",
        "colour": "red",
        "__proto__": {"completed": True},
        "constructor": {"prototype": {"title": "y"}},
        "id": "mine",
        "created_at": "2001-01-01T00:00:00Z",
        "type": "user",
        "ttl": 1,
        "_etag": "x",
    }
    response = ada.post("tasks", json=body)
    assert response.status_code == 201
    task = response.json()
    assert task["title"] == "x"
    assert task["id"] != "mine"
    assert task["completed"] is False
    assert task["created_at"] == "2026-03-18T09:30:00Z"
    assert not {"colour", "__proto__", "constructor", "type", "ttl", "_etag"} & task.keys()


@pytest.mark.parametrize(
    "text",
    [
        "Buy 🥛 and 🍞",
        "👩‍👩‍👧‍👦 dinner",
        "🇪🇸 holiday",
        "اتصل بالطبيب",
        "להתקשר לרופא",
        "\u202bשלום\u202c and \u2067مرحبا\u2069",
        "買い物に行く",
        "e\u0301 is not \u00e9",
        "ﬁne — “quoted”",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "x'; DROP TABLE documents; --",
        '" OR 1=1 --',
        "SELECT * FROM c WHERE c.user_id != @user_id",
        "{{7*7}} ${jndi:ldap://x} <script>alert(1)</script>",
        "100 % _ \\ / ? #",
        "__proto__",
        "null",
    ],
)
def test_text_in_any_script_is_returned_unchanged(ada: Person, text: str) -> None:
    task = ada.create_task(text, description=text, tags=[text], subtasks=[{"title": text}])
    shown = ada.get(f"tasks/{task['id']}").json()
    assert shown["title"] == shown["description"] == shown["tags"][0] == shown["subtasks"][0]["title"] == text


def test_escaped_ascii_json_is_decoded(ada: Person) -> None:
    response = ada.post("tasks", content=json.dumps({"title": "Käse 🧀"}, ensure_ascii=True))
    assert response.json()["title"] == "Käse 🧀"


def test_naming_the_caller_as_user_is_allowed(ada: Person) -> None:
    assert ada.create_task(user_id=ada.id)["user_id"] == ada.id
    assert ada.post(f"tasks?user_id={ada.id}", json={"title": "x"}).status_code == 201


def test_creating_a_task_for_another_user_is_forbidden(ada: Person, bob: Person) -> None:
    for response in (
        ada.post("tasks", json={"title": "x", "user_id": bob.id}),
        ada.post(f"tasks?user_id={bob.id}", json={"title": "x"}),
        ada.post("tasks", json={"title": "x", "user_id": "no-such-user"}),
    ):
        assert response.status_code == 403
        assert response.json()["code"] == "forbidden"
    assert bob.get("tasks").json() == []


def test_administrator_can_create_a_task_for_another_user(root: Person, bob: Person) -> None:
    task = root.create_task("From the top", user_id=bob.id)
    assert task["user_id"] == bob.id
    assert bob.get("tasks").json() == [task]
    assert bob.stats()["total_tasks"] == 1
    assert root.stats()["total_tasks"] == 0


@pytest.mark.parametrize(
    "user_id", ["no-such-user", "accounts", "username:bob", "a/b", "x" * 5000, "\x00", "' OR 1=1"]
)
def test_administrator_naming_an_unknown_user_gets_an_error(root: Person, user_id: str) -> None:
    assert root.post("tasks", json={"title": "x", "user_id": user_id}).status_code in {400, 404}
    assert root.get("tasks", params={"user_id": user_id}).status_code in {400, 404}


def test_naming_two_users_in_one_request_is_rejected(root: Person, ada: Person, bob: Person) -> None:
    response = root.post(f"tasks?user_id={ada.id}", json={"title": "x", "user_id": bob.id})
    assert response.status_code == 400


def test_trailing_slash_changes_nothing(ada: Person) -> None:
    response = ada.post("tasks/", json={"title": "x"})
    assert response.status_code == 201
    task = response.json()
    assert ada.get("tasks/").json() == [task]
    assert ada.get(f"tasks/{task['id']}/").json() == task


def test_unsupported_method_gets_405_with_the_allowed_methods(ada: Person) -> None:
    for method in ("PUT", "DELETE"):
        response = ada.call(method, "tasks")
        assert response.status_code == 405
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "PATCH"}
    response = ada.call("POST", "tasks/some-id")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "PATCH", "DELETE"}
