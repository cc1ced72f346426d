"""Taking one's own things along, and leaving without a trace."""

from typing import Any

import httpx
import pytest

from benchmarks.counting_store import CountingStore
from shared.errors import DatabaseError
from tests.api.actions import TASK_FINISHER, begin, clock_in, clock_out, complete, end, join, keyed, shut_down
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.health import KINDS, log
from tests.api.storage import Storage

WRONG = "not the password"


def live(person: Person) -> None:
    """Leave documents of every kind behind that bears an owner's name, but for a notification."""
    join(person, TASK_FINISHER)
    complete(person, "Done")
    keyed(person, "tasks", {"title": "Once", "reminder_enabled": True, "reminder_time": "2026-03-19T12:00Z"})
    clock_in(person)
    clock_out(person)
    clock_in(person)
    end(person, begin(person))
    begin(person)
    for kind in KINDS:
        log(person, kind)
    shut_down(person)


EVERY_KIND = {
    *("user", "account", "username", "refresh_family", "first_answer", "progress", "day", "points_entry"),
    *("task", "work_session", "active_work_session", "focus_session", "active_focus_session"),
    *("shutdown_reflection", "standing", "participant", "appointment"),
}


def leave(person: Person, password: str = PASSWORD) -> httpx.Response:
    return person.delete("users/profile", json={"password": password})


# Leaving


def test_a_deleted_account_leaves_no_document_behind(
    ada: Person, bob: Person, api: Api, storage: Storage
) -> None:
    live(bob)
    before = storage.read_everything()
    eve = api.person("Eve")
    live(eve)
    assert {one["type"] for one in storage.traces_of(eve.id, "Eve", "eve")} == EVERY_KIND
    api.login("Eve")
    api.login("Eve", WRONG)
    eve.put("users/profile", json={"name": "Evelyn"})
    api.login("evelyn", WRONG)
    response = leave(eve)
    assert response.status_code == 204
    assert response.content == b""
    left = [document for document in storage.read_everything() if document["type"] != "failed_logins"]
    assert left == before
    assert not storage.traces_of(eve.id, "Evelyn", "evelyn")
    assert ada.get("users/profile").status_code == 200


def test_an_account_with_250_documents_leaves_none_behind(ada: Person, bob: Person, storage: Storage) -> None:
    before = bob.create_task()
    for number in range(250):
        ada.create_task(f"Task {number}")
    assert len(storage.traces_of(ada.id)) > 250
    assert leave(ada).status_code == 204
    assert not storage.traces_of(ada.id)
    assert bob.get("tasks").json() == [before]


def test_after_leaving_nothing_of_the_account_is_left_to_use(ada: Person, api: Api) -> None:
    leave(ada)
    assert ada.get("users/profile").status_code == 401
    assert api.login("Ada").status_code == 401
    assert api.call("POST", "auth/refresh", json={"refresh_token": ada.refresh_token}).status_code == 401
    assert leave(ada).status_code == 401


def test_after_leaving_the_name_is_free_at_once(ada: Person, api: Api) -> None:
    ada.create_task()
    leave(ada)
    namesake = api.person("ADA")
    assert namesake.id != ada.id
    assert namesake.get("tasks").json() == []
    assert namesake.stats()["total_tasks"] == 0


def test_leaving_needs_the_password(ada: Person, api: Api) -> None:
    response = leave(ada, WRONG)
    assert response.status_code == 401
    assert response.json()["code"] == "wrong_password"
    for body in (None, {}, {"password": None}, {"password": 7}):
        refused = ada.delete("users/profile", json=body)
        assert refused.status_code == 400
        assert [fault["field"] for fault in refused.json()["details"]] == ["password"]
    assert ada.get("users/profile").status_code == 200
    assert api.login("Ada").status_code == 200


def test_nobody_makes_somebody_else_leave(ada: Person, bob: Person) -> None:
    for request in ({"params": {"user_id": bob.id}}, {"json": {"password": PASSWORD, "user_id": bob.id}}):
        body = {"json": {"password": PASSWORD}, **request}
        assert ada.delete("users/profile", **body).status_code == 403
    assert ada.get("users/profile").status_code == 200
    assert bob.get("users/profile").status_code == 200


def test_an_administrator_who_names_somebody_does_not_leave_themselves(root: Person, bob: Person) -> None:
    root.delete("users/profile", params={"user_id": bob.id}, json={"password": PASSWORD})
    assert root.get("users/profile").status_code == 200


def test_leaving_by_cookie_needs_an_origin(ada: Person, api: Api) -> None:
    cookie = {"Cookie": f"auth_token={ada.token}"}
    body = {"password": PASSWORD}
    assert api.call("DELETE", "users/profile", json=body, headers=cookie).status_code == 403
    own = {**cookie, "Origin": api.url}
    assert api.call("DELETE", "users/profile", json=body, headers=own).status_code == 204


class UnreliableStore(CountingStore):
    """A store that goes away after so many more batches."""

    batches_left: int | None = None

    def batch(self, user_id: str, operations: Any) -> None:
        if self.batches_left is not None:
            if not self.batches_left:
                raise DatabaseError("The store is gone")
            self.batches_left -= 1
        super().batch(user_id, operations)


class TestWhenTheStoreGoesAwayInBetween:
    @pytest.fixture
    def store(self, storage: Storage) -> UnreliableStore:
        return UnreliableStore(storage.open())

    @pytest.fixture
    def torn(self, ada: Person, store: UnreliableStore) -> Person:
        """Somebody whose account is deleted in part."""
        for number in range(110):
            ada.create_task(f"Task {number}")
        store.batches_left = 2
        response = leave(ada)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        store.batches_left = None
        return ada

    def test_the_account_is_gone_for_everybody(self, torn: Person, api: Api, root: Person) -> None:
        assert torn.get("users/profile").status_code == 401
        assert torn.post("tasks", json={"title": "Late"}).status_code == 401
        assert api.call("POST", "auth/refresh", json={"refresh_token": torn.refresh_token}).status_code == 401
        assert root.get(f"users/{torn.id}").status_code == 404
        assert [user["name"] for user in root.get("users").json()] == ["root"]

    def test_asking_again_finishes_it(self, torn: Person, storage: Storage) -> None:
        leave(torn)
        assert not storage.traces_of(torn.id)

    def test_an_administrator_can_finish_it(self, torn: Person, root: Person, storage: Storage) -> None:
        root.delete(f"users/{torn.id}")
        assert not storage.traces_of(torn.id)

    def test_whoever_takes_the_name_finishes_it(self, torn: Person, api: Api, storage: Storage) -> None:
        namesake = api.person("Ada")
        assert not storage.traces_of(torn.id)
        assert namesake.get("tasks").json() == []


# Taking along


def export_of(person: Person, **request: Any) -> dict[str, Any]:
    response = person.get("users/profile/export", **request)
    assert response.status_code == 200
    export: dict[str, Any] = response.json()
    return export


def test_an_export_is_an_attachment(ada: Person) -> None:
    response = ada.get("users/profile/export")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.json()["user_id"] == ada.id
    assert response.json()["exported_at"] == "2026-03-18T09:30:00Z"


def test_an_export_holds_everything_that_is_stored_about_somebody(
    ada: Person, bob: Person, api: Api, storage: Storage
) -> None:
    live(bob)
    live(ada)
    ada.put("users/profile", json={"email": "ada@example.com", "preferences": {"theme": "dark"}})
    api.login("Ada", WRONG)
    documents = export_of(ada)["documents"]
    exported = {(kind, document["id"]) for kind, found in documents.items() for document in found}
    about_ada = {
        (document["type"], document["id"])
        for document in storage.read_everything()
        if ada.id in (document["id"], document["user_id"], document.get("owner_id"))
        or document.get("username") in {"Ada", "ada"}
    }
    assert about_ada <= exported
    assert {kind for kind, _ in about_ada} >= {"user", "task", "work_session", "progress", "username"}
    assert documents["user"][0]["email"] == "ada@example.com"
    assert {task["title"] for task in documents["task"]} == {"Done", "Once"}


def test_an_export_of_more_than_one_page_is_whole(ada: Person) -> None:
    for number in range(130):
        ada.create_task(f"Task {number}")
    titles = [task["title"] for task in export_of(ada)["documents"]["task"]]
    assert sorted(titles) == sorted(f"Task {number}" for number in range(130))


def test_an_export_holds_nothing_secret(ada: Person, environment: dict[str, str]) -> None:
    live(ada)
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


def test_an_export_holds_nothing_of_others(ada: Person, bob: Person) -> None:
    live(bob)
    text = ada.get("users/profile/export").text
    assert bob.id not in text
    assert "Bob" not in text


def test_only_administrators_export_somebody_else(ada: Person, bob: Person, root: Person) -> None:
    bob.create_task("Bob's own")
    about_bob = {"user_id": bob.id}
    assert ada.get("users/profile/export", params=about_bob).status_code == 403
    export = export_of(root, params=about_bob)
    assert export["user_id"] == bob.id
    assert [task["title"] for task in export["documents"]["task"]] == ["Bob's own"]
