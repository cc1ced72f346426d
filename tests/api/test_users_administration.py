"""User administration: only administrators may list, create, change and delete users."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api.actions import error_of
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import MovableClock

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "users", {}),
    ("POST", "users", {"name": "Grace"}),
    ("GET", "users/{id}", {}),
    ("PUT", "users/{id}", {"full_name": "Changed"}),
    ("DELETE", "users/{id}", {}),
]


def call(person: Person, method: str, path: str, body: dict[str, Any], **request: Any) -> httpx.Response:
    return person.call(method, path, json=body if method != "GET" else None, **request)


def create(root: Person, name: str = "Grace", **headers: str) -> httpx.Response:
    return root.post("users", json={"name": name}, headers=headers)


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_other_users_are_forbidden_even_for_their_own_id(
    ada: Person, bob: Person, method: str, path: str, body: dict[str, Any]
) -> None:
    for user_id in (ada.id, bob.id, UNKNOWN):
        response = call(ada, method, path.replace("{id}", user_id), body)
        assert response.status_code == 403
        assert response.json()["code"] == "forbidden"
    assert bob.get("users/profile").json()["full_name"] is None


# Listing


def test_users_are_listed_newest_first_without_secrets(root: Person, api: Api, clock: MovableClock) -> None:
    people = [root]
    for name in ("Ada", "Bob"):
        clock.move(seconds=1)
        people.append(api.sign_up(name))
    response = root.get("users")
    assert response.status_code == 200
    assert response.json() == [person.get("users/profile").json() for person in reversed(people)]
    assert "argon2" not in response.text
    assert "x-continuation" not in response.headers


def test_users_are_listed_in_pages(root: Person, api: Api, clock: MovableClock) -> None:
    for number in range(6):
        clock.move(seconds=number % 2)  # some at the same time
        api.sign_up(f"person {number}")
    whole = [user["id"] for user in root.get("users").json()]
    pages: list[list[str]] = []
    parameters: dict[str, Any] = {"limit": 3}
    while True:
        response = root.get("users", params=parameters)
        assert response.status_code == 200
        pages.append([user["id"] for user in response.json()])
        if "x-continuation" not in response.headers:
            break
        parameters["continuation"] = response.headers["x-continuation"]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [user_id for page in pages for user_id in page] == whole


def test_deleted_user_is_not_listed(root: Person, ada: Person) -> None:
    ada.delete("users/profile", json={"password": PASSWORD})
    assert [user["name"] for user in root.get("users").json()] == ["root"]


@pytest.mark.parametrize("limit", ["0", "-1", "501", "1.5", "ten", "1e2", "99999999999999999999"])
def test_invalid_limit_is_rejected(root: Person, limit: str) -> None:
    response = root.get("users", params={"limit": limit})
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["limit"]


def test_limits_at_the_bounds_are_accepted(root: Person) -> None:
    for limit in (1, 500):
        assert root.get("users", params={"limit": limit}).status_code == 200


BAD_TOKENS = [
    "nonsense",
    "=",
    "e30",  # {}
    "W10",  # []
    "bnVsbA",  # null
    "WyJjcmVhdGVkX2F0Iix0cnVlLDE4NDQ2NzQ0MDczNzA5NTUxNjE1LCJ4Il0",  # a number beyond 2**63 instead of a time
    "WyJjcmVhdGVkX2F0Iix0cnVlLDEsIngiXQ",  # a number instead of a time
    "WyJjcmVhdGVkX2F0Iix0cnVlLHRydWUsIngiXQ",  # true instead of a time
    "WyJjcmVhdGVkX2F0IixmYWxzZSwiYSIsIngiXQ",  # opposite order
    "WyJ1c2VyX2lkIix0cnVlLCJhIiwieCJd",  # another sort field
    "WyJjcmVhdGVkX2F0Iix0cnVlLCJhIl0",  # too short
    "a" * 5000,
    "' OR 1=1 --",
    "\u00e4",
]


def test_invalid_continuation_is_rejected(root: Person) -> None:
    for token in BAD_TOKENS:
        response = root.get("users", params={"continuation": token})
        assert response.status_code == 400, token
        assert set(response.json()) >= {"error", "code"}


# Creating users


def test_created_user_can_sign_in_once_a_password_is_set(root: Person, api: Api) -> None:
    response = create(root, "  Grace ")
    assert response.status_code == 201
    user = response.json()
    assert user["name"] == user["username"] == "Grace"
    assert user["updated_at"] is None
    assert "ETag" in response.headers
    assert api.login("Grace").status_code == 401
    assert root.put(f"users/{user['id']}", json={"password": PASSWORD}).status_code == 200
    assert api.login("Grace").json()["user_id"] == user["id"]


@pytest.mark.usefixtures("ada")
def test_taken_or_invalid_name_is_rejected(root: Person) -> None:
    response = create(root, "ADA")
    assert response.status_code == 400
    assert response.json()["error"] == "Username already exists"
    for body in ({}, {"name": ""}, {"name": None}, {"name": "a" * 65}, {"name": "a\0"}, {"name": 7}):
        rejected = root.post("users", json=body)
        assert rejected.status_code == 400
        assert [detail["field"] for detail in rejected.json()["details"]] == ["name"]


def test_blank_name_is_rejected_with_the_documented_sentence(root: Person, ada: Person) -> None:
    blank = ("", " ", "\t\n", "\u00a0", "\u3000", None)
    for response in (
        root.post("users"),
        root.post("users", json={"user_id": root.id}),
        *(root.post("users", json={"name": name}) for name in blank),
        *(
            root.put(f"users/{ada.id}", json={field: name})
            for field in ("name", "username")
            for name in blank
        ),
        *(ada.put("users/profile", json={field: name}) for field in ("name", "username") for name in blank),
    ):
        assert error_of(response) == (400, "User name cannot be empty")
        assert len(response.json()["details"]) == 1
    assert ada.get("users/profile").json()["name"] == "Ada"
    assert len(root.get("users").json()) == 2


def test_creation_repeated_with_its_idempotency_key_gets_the_first_response(root: Person) -> None:
    first = create(root, **{"Idempotency-Key": "one"})
    repeated = create(root, **{"Idempotency-Key": "one"})
    assert (repeated.status_code, repeated.json()) == (first.status_code, first.json())
    assert repeated.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len(root.get("users").json()) == 2
    other = create(root, "Hedy", **{"Idempotency-Key": "one"})
    assert other.status_code == 409
    assert other.json()["code"] == "idempotency_mismatch"


def test_concurrent_repeats_of_a_creation_create_one_user(root: Person, api: Api) -> None:
    for number in range(4):
        name = f"Grace {number}"
        headers = {"Idempotency-Key": f"key-{number}"}
        with ThreadPoolExecutor(8) as pool:
            responses = list(
                pool.map(lambda name, sent: create(root, name, **sent), [name] * 8, [headers] * 8)
            )
        assert [response.status_code for response in responses] == [201] * 8
        assert len({response.content for response in responses}) == 1
        user_id = responses[0].json()["id"]
        assert root.get(f"users/{user_id}").json() == responses[0].json()
        assert root.put(f"users/{user_id}", json={"password": PASSWORD}).status_code == 200
        assert api.login(name).json()["user_id"] == user_id


@pytest.mark.usefixtures("ada")
def test_concurrent_repeats_of_a_rejected_creation_are_all_rejected(root: Person) -> None:
    for number in range(4):
        headers = {"Idempotency-Key": f"key-{number}"}
        with ThreadPoolExecutor(8) as pool:
            responses = list(pool.map(lambda sent: create(root, "ADA", **sent), [headers] * 8))
        assert [response.status_code for response in responses] == [400] * 8
        assert {response.json()["error"] for response in responses} == {"Username already exists"}


def test_rejected_creation_can_be_repeated_with_its_key_once_the_name_is_free(
    root: Person, ada: Person
) -> None:
    assert create(root, "Ada", **{"Idempotency-Key": "one"}).status_code == 400
    ada.put("users/profile", json={"name": "Augusta", "current_password": PASSWORD})
    assert create(root, "Ada", **{"Idempotency-Key": "one"}).status_code == 201


def test_repeated_creation_does_not_restore_a_deleted_user(root: Person, api: Api) -> None:
    first = create(root, **{"Idempotency-Key": "one"})
    root.delete(f"users/{first.json()['id']}")
    repeated = create(root, **{"Idempotency-Key": "one"})
    assert (repeated.status_code, repeated.json()) == (201, first.json())
    assert root.get(f"users/{first.json()['id']}").status_code == 404
    assert [user["name"] for user in root.get("users").json()] == ["root"]
    assert api.sign_up("Grace").id != first.json()["id"]


def test_repeated_creation_after_a_rename_reserves_no_second_name(root: Person, api: Api) -> None:
    first = create(root, **{"Idempotency-Key": "one"})
    root.put(f"users/{first.json()['id']}", json={"name": "Hopper"})
    repeated = create(root, **{"Idempotency-Key": "one"})
    assert (repeated.status_code, repeated.json()) == (201, first.json())
    assert api.sign_up("Grace").id != first.json()["id"]
    after = create(root, **{"Idempotency-Key": "one"})
    assert (after.status_code, after.json()) == (201, first.json())


# One user


def test_administrator_reads_the_same_profile_and_etag_as_the_user(root: Person, ada: Person) -> None:
    response = root.get(f"users/{ada.id}")
    own = ada.get("users/profile")
    assert (response.status_code, response.json()) == (200, own.json())
    assert response.headers["ETag"] == own.headers["ETag"]


def test_administrator_can_change_a_user(root: Person, ada: Person, api: Api) -> None:
    fields = {"name": "Augusta", "email": "a@example.com", "timezone": "Asia/Tokyo", "preferences": {"a": 1}}
    response = root.put(f"users/{ada.id}", json=fields)
    assert response.status_code == 200
    assert response.json() == ada.get("users/profile").json()
    assert {field: response.json()[field] for field in fields} == fields
    assert api.login("Augusta").json()["user_id"] == ada.id
    assert root.get("users/profile").json()["email"] is None


def test_invalid_change_of_a_user_is_rejected_and_changes_nothing(
    root: Person, ada: Person, bob: Person
) -> None:
    before = ada.get("users/profile").json()
    for field, value in (
        ("name", "BOB"),
        ("name", ""),
        ("timezone", "Mars"),
        ("password", "short"),
        ("password", None),
        ("password", "a" * 129),
        ("preferences", []),
        ("avatar_url", "http://example.com/a.png"),
    ):
        response = root.put(f"users/{ada.id}", json={"full_name": "Changed", field: value})
        assert response.status_code == 400
        assert {detail["field"] for detail in response.json()["details"]} <= {field, "username"}
    assert ada.get("users/profile").json() == before
    assert bob.get("users/profile").json()["name"] == "Bob"


def test_password_set_by_an_administrator_revokes_every_sign_in(root: Person, ada: Person, api: Api) -> None:
    response = root.put(f"users/{ada.id}", json={"password": "set by an administrator"})
    assert response.status_code == 200
    assert "set by an administrator" not in response.text
    assert api.login("Ada").status_code == 401
    assert api.login("Ada", "set by an administrator").status_code == 200
    assert api.call("POST", "auth/refresh", json={"refresh_token": ada.refresh_token}).status_code == 401
    assert api.login("root").status_code == 200


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("PUT", {"full_name": "Later"}),
        ("PUT", {"password": "a later password"}),
        ("PUT", {"full_name": "Later", "password": "a later password"}),
        ("DELETE", {}),
    ],
)
def test_write_with_a_stale_etag_gets_412(
    root: Person, ada: Person, api: Api, method: str, body: dict[str, Any]
) -> None:
    stale = root.get(f"users/{ada.id}").headers["ETag"]
    ada.put("users/profile", json={"timezone": "Asia/Tokyo"})
    response = root.call(method, f"users/{ada.id}", json=body, headers={"If-Match": stale})
    assert response.status_code == 412
    assert api.login("Ada").status_code == 200
    assert ada.get("users/profile").json()["full_name"] is None
    current = root.get(f"users/{ada.id}").headers["ETag"]
    response = root.call(method, f"users/{ada.id}", json=body, headers={"If-Match": current})
    assert response.status_code in {200, 204}


def test_administrator_can_delete_a_user_with_all_documents(root: Person, ada: Person, api: Api) -> None:
    ada.create_task()
    response = root.delete(f"users/{ada.id}")
    assert (response.status_code, response.content) == (204, b"")
    assert root.get(f"users/{ada.id}").status_code == 404
    assert ada.get("tasks").status_code == 401
    assert api.login("Ada").status_code == 401
    assert api.sign_up("Ada").get("tasks").json() == []


UNKNOWN_IDS = [
    UNKNOWN,
    "user",
    "accounts",
    "username:root",
    "username%3Aroot",
    "'%20OR%201=1",
    "a%2Fb",
    "%E6%BC%A2",
    "a" * 5000,
    "__proto__",
    "..%2Froot",
    "%23",
    "%3F",
    "%20",
]


def test_unknown_user_is_404_on_every_method(root: Person) -> None:
    for method, path, body in ROUTES[2:]:
        for user_id in UNKNOWN_IDS:
            response = call(root, method, path.replace("{id}", user_id), body)
            assert response.status_code == 404, (method, user_id)
            assert response.json()["code"] == "not_found"
    assert len(root.get("users").json()) == 1


def test_deleted_user_is_404_on_every_method(root: Person, ada: Person) -> None:
    root.delete(f"users/{ada.id}")
    for method, path, body in ROUTES[2:]:
        assert call(root, method, path.replace("{id}", ada.id), body).status_code == 404
    assert root.get("users/profile", params={"user_id": ada.id}).status_code == 404


def test_unsupported_method_gets_405_with_the_allowed_methods(root: Person) -> None:
    assert root.patch(f"users/{root.id}").headers["Allow"].split(", ") == ["GET", "HEAD", "PUT", "DELETE"]
    assert root.delete("users").headers["Allow"].split(", ") == ["GET", "HEAD", "POST"]
