"""Closing an account removes all its documents; an export contains them all."""

from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from shared.services.service_factory import ServiceFactory
from tests.api.actions import (
    TASK_FINISHER,
    clock_in,
    clock_out,
    complete,
    end_session,
    join,
    post_with_key,
    shut_down,
    start_session,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.health import KINDS, log
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

WRONG = "not the password"


def create_documents(person: Person) -> None:
    """Create documents of every type with an owner."""
    join(person, TASK_FINISHER)
    complete(person, "Done")
    post_with_key(
        person, "tasks", {"title": "Once", "reminder_enabled": True, "reminder_time": "2026-03-19T12:00Z"}
    )
    clock_in(person)
    clock_out(person)
    clock_in(person)
    end_session(person, start_session(person))
    start_session(person)
    for kind in KINDS:
        log(person, kind)
    shut_down(person)
    asked = person.post("interaction/messages", json={"text": "Once", "intent": "delete_task"})
    assert asked.json()["question"] is not None


OWNED_TYPES = {
    *("user", "account", "username", "refresh_family", "first_answer", "progress", "day", "points_entry"),
    *("task", "work_session", "active_work_session", "focus_session", "active_focus_session"),
    *("shutdown_reflection", "standing", "participant", "appointment", "sign_in_addresses"),
    *("reminder_position", "notification", "conversation"),
}


def close_account(person: Person, password: str = PASSWORD) -> httpx.Response:
    return person.delete("users/profile", json={"password": password})


# Closing an account


@pytest.mark.both_stores("it deletes whole partitions")
def test_closed_account_leaves_no_document(ada: Person, bob: Person, api: Api, storage: Storage) -> None:
    create_documents(bob)
    before = storage.read_everything()
    eve = api.sign_up("Eve")
    create_documents(eve)
    assert {
        document["type"] for document in storage.documents_containing(eve.id, "Eve", "eve")
    } == OWNED_TYPES
    api.login("Eve")
    api.login("Eve", WRONG)
    eve.put("users/profile", json={"name": "Evelyn", "current_password": PASSWORD})
    api.login("evelyn", WRONG)
    response = close_account(eve)
    assert response.status_code == 204
    assert response.content == b""
    remaining = [document for document in storage.read_everything() if document["type"] != "failed_logins"]
    assert remaining == before
    assert not storage.documents_containing(eve.id, "Evelyn", "evelyn")
    assert ada.get("users/profile").status_code == 200


@pytest.mark.both_stores("a batch has at most 100 documents")
def test_closed_account_with_250_documents_leaves_none(ada: Person, bob: Person, storage: Storage) -> None:
    before = bob.create_task()
    for number in range(250):
        ada.create_task(f"Task {number}")
    assert len(storage.documents_containing(ada.id)) > 250
    assert close_account(ada).status_code == 204
    assert not storage.documents_containing(ada.id)
    assert bob.get("tasks").json() == [before]


@pytest.mark.usefixtures("tokens_never_expire")
@pytest.mark.parametrize("with_timer", [0, 0.5, 1])
@pytest.mark.slow("hundreds of requests")
def test_closed_account_leaves_no_reminder_after_days_of_work(
    ada: Person, storage: Storage, factory: ServiceFactory, clock: MovableClock, with_timer: float
) -> None:
    ada.put("notifications/preferences", json={"quiet_hours": {"from": "09:00", "to": "10:15"}})
    days = 40 if storage.name == "embedded" else 12
    for day in range(days):
        reminded, later = (
            {"reminder_enabled": True, "reminder_time": f"{clock.now() + wait:%Y-%m-%dT%H:%M:%SZ}"}
            for wait in (timedelta(minutes=20), timedelta(days=300))
        )
        changed = ada.create_task(f"Changed {day}", **reminded)
        ada.put(f"tasks/{changed['id']}", json=later)
        deleted = ada.create_task(f"Deleted {day}", **later)
        ada.delete(f"tasks/{deleted['id']}")
        ada.create_task(f"Postponed {day}", **reminded)
        clock_in(ada)
        for minutes in (25, 25, 60):
            clock.move(minutes=minutes)
            if day < days * with_timer:
                factory.get_reminder_service().deliver_due()
        if day < days - 1:
            clock_out(ada)
            clock.move(hours=22, minutes=10)
    assert close_account(ada).status_code == 204
    assert not storage.documents_containing(ada.id)


def test_tokens_and_password_of_a_closed_account_are_rejected(ada: Person, api: Api) -> None:
    close_account(ada)
    assert ada.get("users/profile").status_code == 401
    assert api.login("Ada").status_code == 401
    assert api.call("POST", "auth/refresh", json={"refresh_token": ada.refresh_token}).status_code == 401
    assert close_account(ada).status_code == 401


def test_name_of_a_closed_account_is_free_immediately(ada: Person, api: Api) -> None:
    ada.create_task()
    close_account(ada)
    namesake = api.sign_up("ADA")
    assert namesake.id != ada.id
    assert namesake.get("tasks").json() == []
    assert namesake.stats()["total_tasks"] == 0


def test_closing_an_account_requires_the_password(ada: Person, api: Api) -> None:
    response = close_account(ada, WRONG)
    assert response.status_code == 401
    assert response.json()["code"] == "wrong_password"
    for body in (None, {}, {"password": None}, {"password": 7}):
        rejected = ada.delete("users/profile", json=body)
        assert rejected.status_code == 400
        assert [detail["field"] for detail in rejected.json()["details"]] == ["password"]
    assert ada.get("users/profile").status_code == 200
    assert api.login("Ada").status_code == 200


def test_closing_the_account_of_another_user_is_forbidden(ada: Person, bob: Person) -> None:
    for request in ({"params": {"user_id": bob.id}}, {"json": {"password": PASSWORD, "user_id": bob.id}}):
        body = {"json": {"password": PASSWORD}, **request}
        assert ada.delete("users/profile", **body).status_code == 403
    assert ada.get("users/profile").status_code == 200
    assert bob.get("users/profile").status_code == 200


def test_administrator_naming_another_user_does_not_close_their_own_account(
    root: Person, bob: Person
) -> None:
    root.delete("users/profile", params={"user_id": bob.id}, json={"password": PASSWORD})
    assert root.get("users/profile").status_code == 200


def test_closing_an_account_by_cookie_needs_an_origin(ada: Person, api: Api) -> None:
    cookie = {"Cookie": f"auth_token={ada.token}"}
    body = {"password": PASSWORD}
    assert api.call("DELETE", "users/profile", json=body, headers=cookie).status_code == 403
    same_origin = {**cookie, "Origin": api.url}
    assert api.call("DELETE", "users/profile", json=body, headers=same_origin).status_code == 204


class TestInterruptedClosing:
    @pytest.fixture
    def half_deleted(self, ada: Person, store: FailingStore) -> Person:
        """A user whose account is partly deleted."""
        for number in range(110):
            ada.create_task(f"Task {number}")
        batches = count(1)
        store.fails = lambda operation, _: operation == "batch" and next(batches) > 2
        response = close_account(ada)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        store.recover()
        return ada

    def test_account_is_closed_for_user_and_administrator(
        self, half_deleted: Person, api: Api, root: Person
    ) -> None:
        assert half_deleted.get("users/profile").status_code == 401
        assert half_deleted.post("tasks", json={"title": "Late"}).status_code == 401
        assert (
            api.call("POST", "auth/refresh", json={"refresh_token": half_deleted.refresh_token}).status_code
            == 401
        )
        assert root.get(f"users/{half_deleted.id}").status_code == 404
        assert [user["name"] for user in root.get("users").json()] == ["root"]

    def test_repeated_closing_completes_the_deletion(self, half_deleted: Person, storage: Storage) -> None:
        close_account(half_deleted)
        assert not storage.documents_containing(half_deleted.id)

    def test_administrator_can_complete_the_deletion(
        self, half_deleted: Person, root: Person, storage: Storage
    ) -> None:
        root.delete(f"users/{half_deleted.id}")
        assert not storage.documents_containing(half_deleted.id)

    @pytest.mark.both_stores("a deletion that was interrupted goes on")
    def test_registering_the_name_completes_the_deletion(
        self, half_deleted: Person, api: Api, storage: Storage
    ) -> None:
        namesake = api.sign_up("Ada")
        assert not storage.documents_containing(half_deleted.id)
        assert namesake.get("tasks").json() == []


# Export


def export_of(person: Person, **request: Any) -> dict[str, Any]:
    response = person.get("users/profile/export", **request)
    assert response.status_code == 200
    export: dict[str, Any] = response.json()
    return export


def test_export_is_a_json_attachment(ada: Person) -> None:
    response = ada.get("users/profile/export")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.json()["user_id"] == ada.id
    assert response.json()["exported_at"] == "2026-03-18T09:30:00Z"


def test_export_contains_every_document_about_the_user_but_conversation_and_revision(
    ada: Person, bob: Person, api: Api, storage: Storage
) -> None:
    create_documents(bob)
    create_documents(ada)
    fields = {"email": "ada@example.com", "preferences": {"theme": "dark"}, "current_password": PASSWORD}
    ada.put("users/profile", json=fields)
    api.login("Ada", WRONG)
    documents = export_of(ada)["documents"]
    exported = {(kind, document["id"]) for kind, of_kind in documents.items() for document in of_kind}
    about_ada = {
        (document["type"], document["id"])
        for document in storage.read_everything()
        if ada.id in (document["id"], document["user_id"], document.get("owner_id"))
        or document.get("username") in {"Ada", "ada"}
    }
    assert about_ada - exported == {("conversation", "conversation:web"), ("revision", "revision")}
    assert {kind for kind, _ in about_ada} >= {"user", "task", "work_session", "progress", "username"}
    assert documents["user"][0]["email"] == "ada@example.com"
    assert {task["title"] for task in documents["task"]} == {"Done", "Once"}


def test_export_of_more_than_one_page_is_complete(ada: Person) -> None:
    for number in range(130):
        ada.create_task(f"Task {number}")
    titles = [task["title"] for task in export_of(ada)["documents"]["task"]]
    assert sorted(titles) == sorted(f"Task {number}" for number in range(130))


def test_export_contains_no_secrets(ada: Person, environment: dict[str, str]) -> None:
    create_documents(ada)
    text = ada.get("users/profile/export").text
    refresh_secret = ada.refresh_token.rpartition(".")[2]
    for secret in (
        "argon2",
        "password_hash",
        "token_hash",
        PASSWORD,
        refresh_secret,
        environment["JWT_SECRET"],
    ):
        assert secret not in text
    assert '"_etag"' not in text


def test_export_contains_nothing_about_others(ada: Person, bob: Person) -> None:
    create_documents(bob)
    text = ada.get("users/profile/export").text
    assert bob.id not in text
    assert "Bob" not in text


def test_export_of_another_user_is_closed_to_administrators_too(
    ada: Person, bob: Person, root: Person
) -> None:
    for person in (ada, root):
        assert person.get("users/profile/export", params={"user_id": bob.id}).status_code == 403
