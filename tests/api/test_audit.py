"""The audit of administrators' acts on other users."""

from typing import Any

import pytest

from tests.api.actions import read
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import read_all_pages
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def acts_on(person: Person) -> list[str]:
    """Return the acts that a user sees in their own audit, newest first."""
    return [entry["act"] for entry in read(person, "users/profile/audit")]


def test_successful_acts_on_another_user_are_kept_for_a_year(
    ada: Person, bob: Person, root: Person, clock: MovableClock
) -> None:
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"stats/{ada.id}", {}),
        ("GET", f"users/{ada.id}", {}),
        ("POST", "tasks", {"json": {"title": "For Ada", "user_id": ada.id}}),
        ("PUT", f"users/{ada.id}", {"json": {"full_name": "Ada King"}}),
    ]
    for method, path, request in acts:
        clock.move(minutes=1)
        assert root.call(method, path, **request).is_success
    root.get(f"users/{bob.id}", headers={"x-user": "no act on Ada"})
    root.put(f"users/{ada.id}", json={"email": "not an address"})
    root.put(f"users/{ada.id}", json={"full_name": "No"}, headers={"If-Match": '"another"'})
    ada.get("stats")
    kept = ["PUT users/{id}", "POST tasks", "GET users/{id}", "GET stats/{user_id}"]
    assert acts_on(ada) == kept
    assert acts_on(bob) == ["GET users/{id}"]
    assert acts_on(root) == []
    clock.move(minutes=1)
    entries = read(root, f"users/{ada.id}/audit")
    assert entries == read(ada, "users/profile/audit")[1:]  # reading it is an act, too
    assert entries[0] == {
        "id": entries[0]["id"],
        "at": "2026-03-18T09:34:00Z",
        "act": "PUT users/{id}",
        "administrator_id": root.id,
    }
    clock.move(days=364)
    assert len(acts_on(ada)) == 5
    clock.move(days=1, minutes=1)
    assert acts_on(ada) == []


def test_equal_reads_within_an_hour_are_one_entry_and_changes_are_one_each(
    ada: Person, root: Person, clock: MovableClock
) -> None:
    for minute in range(3):
        root.get(f"stats/{ada.id}")
        root.put(f"users/{ada.id}", json={"full_name": f"Ada {minute}"})
        clock.move(minutes=1)
    assert sorted(acts_on(ada)) == ["GET stats/{user_id}", *["PUT users/{id}"] * 3]
    clock.move(hours=1)
    root.get(f"stats/{ada.id}")
    assert acts_on(ada).count("GET stats/{user_id}") == 2


def test_lists_of_all_users_are_in_the_audit_of_each_user_who_existed_then(
    api: Api, ada: Person, root: Person, clock: MovableClock
) -> None:
    bob = api.sign_up("Bob")
    ada.get("tasks")
    root.get(f"tasks?user_id={bob.id}")
    assert acts_on(ada) == []
    for path in (f"users?user_id={bob.id}", "tasks"):  # the first names a user, and lists all the same
        clock.move(minutes=1)
        assert root.get(path).is_success
    clock.move(minutes=1)
    grace = api.sign_up("Grace")
    root.put(f"users/{ada.id}", json={"full_name": "Ada King"})
    assert acts_on(ada) == ["PUT users/{id}", "GET tasks", "GET users"]
    assert acts_on(grace) == []
    (_, tasks, users) = read(ada, "users/profile/audit")
    assert (tasks["at"], users["at"]) == ("2026-03-18T09:32:00Z", "2026-03-18T09:31:00Z")
    assert {tasks["administrator_id"], users["administrator_id"]} == {root.id}
    assert read(root, f"users/{ada.id}/audit")[-2:] == [tasks, users]
    clock.move(minutes=1)
    root.get("users")
    assert acts_on(grace) == ["GET users"]
    assert acts_on(ada).count("GET users") == 1, "lists within an hour are one entry"
    clock.move(hours=1)
    root.get("users")
    assert acts_on(ada).count("GET users") == 2
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert "GET users" not in [entry["act"] for entry in read(root, f"users/{ada.id}/audit")]
    clock.move(days=365, minutes=1)
    assert acts_on(grace) == []


@pytest.mark.both_stores("it has partitions and an order of its own")
def test_audit_of_acts_on_one_and_on_all_users_is_paged_newest_first(
    ada: Person, root: Person, clock: MovableClock
) -> None:
    for number in range(4):
        root.put(f"users/{ada.id}", json={"full_name": f"Ada {number}"})
        clock.move(minutes=59)
        root.get(("users", "tasks")[number % 2])
        clock.move(minutes=2)
    whole = read(ada, "users/profile/audit")
    kinds = ["GET tasks", "PUT users/{id}", "GET users", "PUT users/{id}"]
    assert [entry["act"] for entry in whole] == kinds * 2
    for limit in (1, 2, 3, 7):
        assert read_all_pages(ada, "users/profile/audit", limit=limit) == whole


def test_audit_is_paged_newest_first(ada: Person, root: Person, clock: MovableClock) -> None:
    for number in range(5):
        root.put(f"users/{ada.id}", json={"full_name": f"Ada {number}"})
        clock.move(minutes=1)
    found, params = [], {"limit": "2"}
    for _ in range(3):
        page = ada.get("users/profile/audit", params=params)
        found += page.json()
        params["continuation"] = page.headers.get("x-continuation", "")
    assert [entry["at"][14:16] for entry in found] == ["34", "33", "32", "31", "30"]
    assert not params["continuation"]


def test_only_administrators_may_read_the_audit_of_others(ada: Person, bob: Person, root: Person) -> None:
    root.get(f"stats/{bob.id}")
    assert ada.get(f"users/{bob.id}/audit").status_code == 403
    assert ada.get("users/profile/audit").json() == []
    unknown = "00000000-0000-4000-8000-000000000000"
    assert root.get(f"users/{unknown}/audit").status_code == 404


def test_audit_of_a_closed_account_keeps_its_id_as_a_hash_only(
    ada: Person, bob: Person, root: Person, storage: Storage
) -> None:
    root.put(f"users/{ada.id}", json={"full_name": "Ada King"})
    assert "audit_entry" in read(ada, "users/profile/export")["documents"]
    ada.delete("users/profile", json={"password": PASSWORD})
    assert not storage.documents_containing(ada.id)
    assert [entry["act"] for entry in read(root, f"users/{ada.id}/audit")] == ["PUT users/{id}"]
    root.delete(f"users/{bob.id}")
    assert not storage.documents_containing(bob.id)
    assert {entry["administrator_id"] for entry in read(root, f"users/{bob.id}/audit")} == {root.id}


@pytest.mark.both_stores("entries in partitions of others are changed")
def test_closed_account_of_an_administrator_is_not_named_in_the_audit_of_others(
    ada: Person, root: Person, storage: Storage
) -> None:
    root.put(f"users/{ada.id}", json={"full_name": "Ada King"})
    assert [entry["administrator_id"] for entry in read(ada, "users/profile/audit")] == [root.id]
    root.delete("users/profile", json={"password": PASSWORD})
    assert not storage.documents_containing(root.id)
    assert [entry["administrator_id"] for entry in read(ada, "users/profile/audit")] == [None]
