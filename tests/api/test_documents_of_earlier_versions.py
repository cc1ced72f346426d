"""Documents that an earlier version stored are read, replayed, changed and stored as by that version.

The folder beside this module holds the documents that version 0.1.0 stored for a few users over six days,
some documents in older shapes that it could read, and its responses to each kind of request afterwards: as
it gave them, but with the role of users and some kinds of notifications, which are newer, without access to
the companions of others, and with completions that reopening on a later day keeps.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from shared.auth_manager import AuthManager
from shared.credential_manager import CredentialManager
from shared.entities.entity import entity_tag
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentStore
from tests.api.conftest import Api, Person
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.both_stores("both stores hold such documents")

FOLDER = Path(__file__).with_name("documents_of_earlier_versions")
STORED: dict[str, Any] = orjson.loads((FOLDER / "documents.json").read_bytes())
RECORDED: dict[str, Any] = orjson.loads((FOLDER / "responses.json").read_bytes())

SIGN_INS: list[dict[str, Any]] = [
    {
        "id": "refresh:sign-in",
        "user_id": user_id,
        "type": "refresh_family",
        "family": "sign-in",
        "token_hash": "unknown",
        "ttl": 30 * 24 * 3600,
    }
    for user_id in STORED["users"].values()
]
"""A sign-in of each user, as the earlier version stored it."""

ROLE = {"role": "administrator", "role_name": "root"}
"""The fields that the administrator's claim of the role stores."""


def _with_role(document: dict[str, Any]) -> dict[str, Any]:
    return (
        {**document, **ROLE} if document.get("username") == "root" and document["id"] == "user" else document
    )


LOADED = [_with_role(document) for document in STORED["documents"]] + SIGN_INS

COUNTED_LATER: dict[str, tuple[str, ...]] = {
    "progress": ("usage", "bridged_days"),
    "task": ("reopened_at", "before"),
    "user": ("utc_offset_minutes",),
    "shutdown_reflection": ("before",),
    "work_session": ("counted_by",),
    "focus_session": ("counted_by", "counted", "task_updated_at"),
    "day": (
        *("points", "shutdown_rating", "first_start", "last_end", "overtime_seconds"),
        *("local_shutdowns", "reminders"),
    ),
}
"""Fields by type that later versions write: counted from zero, by which settings they count, or for undo."""

ADDED_FIELDS = {
    *("estimate_minutes", "spent_minutes", "planned_date", "carried_over", "recurrence", "recurrence_start"),
    *("paused", "pauses", "earned", "tomorrow"),
    *("channels", "full_text", "link", "security"),
    *("deadline", "shutdown_reminder", "overload_ahead", "long_day_ahead", "recovery"),
}
"""Fields that later versions show: of tasks, sessions, events, the shutdown summary and preferences."""

NEXT_DEADLINE = (
    "reminders:2026-04-01T07",
    "task:7ae057c0-6a5c-4bbd-bbd5-3f2da572687c:10da803e-40e4-4b4d-b2ac-d5b153978528:2026-04-01T07:00:00.000000Z",
)
"""The scheduled reminder, of 09:00 in Madrid, that follows the reminder of a task with a due date."""

ADDED_TO_FOCUS_SESSIONS: dict[str, Any] = {"task_id": None, "resumes": None, "pauses": []}
"""The fields that later versions show, and their values in focus sessions of the earlier one."""

EARNED_BY_CHANGES = (
    ("0a0a0a0a-0000-4000-8000-000000000001", "achievement:first-step"),
    ("0a0a0a0a-0000-4000-8000-000000000001", "achievement:warming-up"),
    ("0b0b0b0b-0000-4000-8000-000000000002", "achievement:challenger"),
)
"""The users and ids of notifications of achievements, which the earlier version did not write."""

SECRETS = {"password_hash", "token_hash"}
COMPARED_HEADERS = {"etag": "ETag", "continuation": "x-continuation"}

Record = dict[str, Any]
People = dict[str, Person]
Key = tuple[str, str]


@pytest.fixture
def people(
    api: Api, store: DocumentStore, clock: MovableClock, credentials: CredentialManager
) -> dict[str, Person]:
    """The users whose documents are loaded, signed in at the time of the recorded responses."""
    clock.set(datetime.fromisoformat(STORED["now"]))  # expiry counts from when a document is loaded
    for document in LOADED:
        store.upsert(document)
    tokens = AuthManager(credentials, clock)
    return {
        name: Person(
            api.client,
            name,
            {"user_id": user_id, "token": tokens.generate_token(user_id, "sign-in"), "refresh_token": ""},
        )
        for name, user_id in STORED["users"].items()
    }


def key_of(document: Document) -> Key:
    return document["user_id"], document["id"]


def by_key(documents: Iterable[Document]) -> dict[Key, Document]:
    """Return documents by partition and id, without failed sign-ins, which expire, and types added later."""
    left_out = {
        "failed_logins",
        "revision",
        "audit_entry",
        "audited_administrator",
        "reminder_position",
        "deleted_task",
        "deleted_entry",
    }
    return {key_of(one): one for one in documents if one["type"] not in left_out}


def without_secrets(document: Document) -> Document:
    return {
        name: without_secrets(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if name not in SECRETS
    }


def complete(record: Record) -> Record:
    """Return a record with its complete body: parts of it are abbreviated in the file."""
    if "/export" in record["path"]:
        return {**record, "body": complete_export(record["body"])}
    if "/heatmap" in record["path"]:
        return {**record, "body": {**record["body"], "cells": all_cells(record["body"]["cells"])}}
    return record


def complete_export(body: dict[str, Any]) -> dict[str, Any]:
    """Return an export with the stored documents in key of their ids, or of their partitions and ids."""
    stored = {(one["type"], *key_of(one)): one for one in LOADED}

    def find(kind: str, name: str | list[str]) -> Document:
        key = (body["user_id"], name) if isinstance(name, str) else tuple(name)
        return without_secrets(stored[(kind, *key)])

    exported = {"refresh_family": [], **body["documents"]}
    exported["refresh_family"] = [*exported["refresh_family"], "refresh:sign-in"]
    documents = {kind: [find(kind, name) for name in names] for kind, names in exported.items()}
    return {**body, "documents": documents}


def all_cells(cells: list[dict[str, int]]) -> list[dict[str, int]]:
    """Return a heatmap with its empty cells."""
    known = {(cell["weekday"], cell["hour"]): cell for cell in cells}
    empty = {"minutes_worked": 0, "focus_minutes": 0, "tasks_completed": 0}
    return [
        known.get((weekday, hour), {"weekday": weekday, "hour": hour, **empty})
        for weekday in range(7)
        for hour in range(24)
    ]


def _without_added(body: Any) -> Any:
    """Return a response as the earlier version gave it, without the fields that later versions show."""
    if isinstance(body, dict):
        added = ADDED_FIELDS
        if "session_type" in body:
            added = added | ADDED_TO_FOCUS_SESSIONS.keys()
            assert {**body, **ADDED_TO_FOCUS_SESSIONS} == {**ADDED_TO_FOCUS_SESSIONS, **body}
        return {name: _without_added(value) for name, value in body.items() if name not in added}
    return [_without_added(item) for item in body] if isinstance(body, list) else body


def _without_earned(response: httpx.Response) -> bytes:
    """Return the content of a response as it is tagged: without the rewards of an event."""
    if not response.headers["Content-Type"].startswith("application/json"):
        return response.content
    body = response.json()
    if not isinstance(body, dict) or "earned" not in body:
        return response.content
    return orjson.dumps({name: value for name, value in body.items() if name != "earned"})


def assert_response_equals(response: httpx.Response, record: Record) -> None:
    """Compare status, version, continuation and body, the latter to the byte."""
    expected = complete(record)
    headers = {name: response.headers.get(header) for name, header in COMPARED_HEADERS.items()}
    named = f"{record['as']} {record['path']}"
    body = None if "text" in expected or not response.content else _without_added(response.json())
    content = orjson.dumps(body)
    if headers["etag"] is not None and headers["etag"] == entity_tag(_without_earned(response)):
        # Fewer responses of the earlier version had an ETag.
        headers["etag"] = entity_tag(content) if "etag" in expected else None
    assert response.status_code == expected["status"], f"{named}: {response.text}"
    assert headers == {name: expected.get(name) for name in COMPARED_HEADERS}, named
    if "text" in expected:
        assert response.text == expected["text"], named
    elif "body" in expected:
        is_export = body.pop("exported_at", None) is not None if isinstance(body, dict) else False
        assert body == expected["body"], named
        assert is_export or content == orjson.dumps(expected["body"]), named
        assert is_export or response.content == orjson.dumps(response.json()), named


def assert_store_equals(storage: Storage, record: Record, earned: Iterable[Key] = ()) -> None:
    """Compare everything stored with the loaded documents and the changes of the record.

    Notifications of what was `earned` are newer.
    """
    expected = by_key(LOADED) | by_key(record["stored"])
    for user_id, document_id in record["removed"]:
        del expected[user_id, document_id]
    found = by_key(storage.read_everything())
    assert found.keys() == expected.keys() | set(earned)
    for key, document in expected.items():
        for later in COUNTED_LATER.get(document.get("type", ""), ()):
            found[key].pop(later, None)
        assert found[key] == document, key
        assert sorted_json(found[key]) == sorted_json(document), key


def sorted_json(document: Document) -> bytes:
    """Return JSON, in which 1 and 1.0 differ, unlike in Python."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


@pytest.mark.both_stores("an administrator reads other lists", all_parameters=True)
@pytest.mark.parametrize("name", dict.fromkeys(record["as"] for record in RECORDED["reads"]))
def test_reads_of_earlier_documents_give_the_recorded_responses(
    people: People, storage: Storage, name: str
) -> None:
    for record in RECORDED["reads"]:
        if record["as"] == name:
            language = record.get("accept_language")
            headers = {"Accept-Language": language} if language else {}
            response = people[name].get(record["path"], headers=headers)
            assert_response_equals(response, record)
    assert_store_equals(storage, {"stored": [], "removed": []})


def test_repeated_posts_replay_the_first_response_of_the_earlier_version(people: People) -> None:
    for record in RECORDED["repeats"]:
        headers = {"Idempotency-Key": record["key"], "Content-Type": "application/json"}
        response = people[record["as"]].call(
            record["method"], record["path"], content=record["request"].encode(), headers=headers
        )
        assert_response_equals(response, record)
        replayed = response.headers.get("Idempotency-Replayed")
        assert replayed == ("true" if record["replayed"] else None), record["path"]


@pytest.mark.usefixtures("people")
def test_sign_ins_with_earlier_credentials_give_the_recorded_responses(api: Api) -> None:
    for record in RECORDED["sign_ins"]:
        response = api.call("POST", record["path"], json=record["body"])
        api.client.cookies.clear()
        generated = {"token", "refresh_token", "user"}
        shown = {name: value for name, value in response.json().items() if name not in generated}
        assert (response.status_code, shown) == (record["status"], record["shown"]), record["body"]
        assert response.headers.get("Retry-After") == record.get("retry_after")


@pytest.mark.usefixtures("people")
def test_earlier_scheduled_reminders_store_the_recorded_notifications(
    storage: Storage, factory: ServiceFactory, clock: MovableClock
) -> None:
    record = RECORDED["reminders"]
    clock.set(datetime.fromisoformat(record["at"]))
    factory.get_reminder_service().deliver_due()
    storage.open().delete(NEXT_DEADLINE[1], NEXT_DEADLINE[0])
    assert_store_equals(storage, record)


def test_changes_to_earlier_documents_are_stored_as_by_the_earlier_version(
    people: People, storage: Storage, clock: MovableClock
) -> None:
    changes = RECORDED["changes"]
    clock.set(datetime.fromisoformat(changes["at"]))
    for record in changes["requests"]:
        content = {} if record["request"] is None else {"json": record["request"]}
        headers = {"Idempotency-Key": record["key"]} if "key" in record else {}
        response = people[record["as"]].call(record["method"], record["path"], headers=headers, **content)
        assert_response_equals(response, record)
    assert_store_equals(storage, changes, EARNED_BY_CHANGES)
