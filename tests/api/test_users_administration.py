"""What administrators may do with other users, and nobody else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

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
def test_others_are_refused_even_about_themselves(
    ada: Person, bob: Person, method: str, path: str, body: dict[str, Any]
) -> None:
    for whom in (ada.id, bob.id, UNKNOWN):
        response = call(ada, method, path.replace("{id}", whom), body)
        assert response.status_code == 403
        assert response.json()["code"] == "forbidden"
    assert bob.get("users/profile").json()["full_name"] is None


def test_an_administrator_is_known_by_any_form_of_the_name(api: Api) -> None:
    """The setting says `Root`."""
    assert api.person("\uff32OOT").get("users").status_code == 200


def test_an_administrator_is_so_by_name_alone_and_from_the_next_request_on(root: Person) -> None:
    assert root.get("users").status_code == 200
    root.put("users/profile", json={"name": "somebody else"})
    assert root.get("users").status_code == 403


def test_without_a_list_of_administrators_there_are_none(api: Api, environment: dict[str, str]) -> None:
    for names in ("", " , ,"):
        environment["ADMIN_USERNAMES"] = names
        assert api.person().get("users").status_code == 403


# Listing


def test_users_are_listed_newest_first_without_secrets(root: Person, api: Api, clock: MovableClock) -> None:
    people = [root]
    for name in ("Ada", "Bob"):
        clock.move(seconds=1)
        people.append(api.person(name))
    response = root.get("users")
    assert response.status_code == 200
    assert response.json() == [person.get("users/profile").json() for person in reversed(people)]
    assert "argon2" not in response.text
    assert "x-continuation" not in response.headers


def test_a_list_of_users_goes_on_in_pages(root: Person, api: Api, clock: MovableClock) -> None:
    for number in range(6):
        clock.move(seconds=number % 2)  # some at the same moment
        api.person(f"person {number}")
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


def test_a_deleted_user_is_not_listed(root: Person, ada: Person) -> None:
    ada.delete("users/profile", json={"password": PASSWORD})
    assert [user["name"] for user in root.get("users").json()] == ["root"]


@pytest.mark.parametrize("limit", ["0", "-1", "501", "1.5", "ten", "1e2", "99999999999999999999"])
def test_a_bad_limit_is_refused(root: Person, limit: str) -> None:
    response = root.get("users", params={"limit": limit})
    assert response.status_code == 400
    assert [fault["field"] for fault in response.json()["details"]] == ["limit"]


def test_limits_at_their_bounds_are_taken(root: Person) -> None:
    for limit in (1, 500):
        assert root.get("users", params={"limit": limit}).status_code == 200


BAD_TOKENS = [
    "nonsense",
    "=",
    "e30",  # {}
    "W10",  # []
    "bnVsbA",  # null
    "WyJjcmVhdGVkX2F0Iix0cnVlLDE4NDQ2NzQ0MDczNzA5NTUxNjE1LCJ4Il0",  # a number beyond 2**63 for a moment
    "WyJjcmVhdGVkX2F0Iix0cnVlLDEsIngiXQ",  # a number for a moment
    "WyJjcmVhdGVkX2F0Iix0cnVlLHRydWUsIngiXQ",  # true for a moment
    "WyJjcmVhdGVkX2F0IixmYWxzZSwiYSIsIngiXQ",  # of the opposite order
    "WyJ1c2VyX2lkIix0cnVlLCJhIiwieCJd",  # by another field
    "WyJjcmVhdGVkX2F0Iix0cnVlLCJhIl0",  # too short
    "a" * 5000,
    "' OR 1=1 --",
    "\u00e4",
]


def test_a_bad_continuation_is_refused(root: Person) -> None:
    for token in BAD_TOKENS:
        response = root.get("users", params={"continuation": token})
        assert response.status_code == 400, token
        assert set(response.json()) >= {"error", "code"}


# Signing up


def test_a_user_signed_up_by_an_administrator_waits_for_a_password(root: Person, api: Api) -> None:
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
def test_a_taken_or_bad_name_is_refused(root: Person) -> None:
    response = create(root, "ADA")
    assert response.status_code == 400
    assert response.json()["error"] == "Username already exists"
    for body in ({}, {"name": ""}, {"name": None}, {"name": "a" * 65}, {"name": "a\0"}, {"name": 7}):
        refused = root.post("users", json=body)
        assert refused.status_code == 400
        assert [fault["field"] for fault in refused.json()["details"]] == ["name"]


def test_a_signing_up_sent_again_answers_the_same(root: Person) -> None:
    first = create(root, **{"Idempotency-Key": "one"})
    again = create(root, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len(root.get("users").json()) == 2
    other = create(root, "Hedy", **{"Idempotency-Key": "one"})
    assert other.status_code == 409
    assert other.json()["code"] == "idempotency_mismatch"


def test_a_signing_up_sent_many_times_at_once_is_one_deed(root: Person, api: Api) -> None:
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
def test_a_refused_signing_up_sent_many_times_at_once_is_refused_alike(root: Person) -> None:
    for number in range(4):
        headers = {"Idempotency-Key": f"key-{number}"}
        with ThreadPoolExecutor(8) as pool:
            responses = list(pool.map(lambda sent: create(root, "ADA", **sent), [headers] * 8))
        assert [response.status_code for response in responses] == [400] * 8
        assert {response.json()["error"] for response in responses} == {"Username already exists"}


def test_a_refused_signing_up_may_be_tried_again_under_its_key(root: Person, ada: Person) -> None:
    assert create(root, "Ada", **{"Idempotency-Key": "one"}).status_code == 400
    ada.put("users/profile", json={"name": "Augusta"})
    assert create(root, "Ada", **{"Idempotency-Key": "one"}).status_code == 201


def test_a_signing_up_sent_again_does_not_bring_back_who_was_deleted(root: Person, api: Api) -> None:
    first = create(root, **{"Idempotency-Key": "one"})
    root.delete(f"users/{first.json()['id']}")
    again = create(root, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert root.get(f"users/{first.json()['id']}").status_code == 404
    assert [user["name"] for user in root.get("users").json()] == ["root"]
    assert api.person("Grace").id != first.json()["id"]


def test_a_signing_up_sent_again_after_a_rename_takes_no_second_name(root: Person, api: Api) -> None:
    first = create(root, **{"Idempotency-Key": "one"})
    root.put(f"users/{first.json()['id']}", json={"name": "Hopper"})
    again = create(root, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert api.person("Grace").id != first.json()["id"]
    after = create(root, **{"Idempotency-Key": "one"})
    assert (after.status_code, after.json()) == (201, first.json())


# One user


def test_an_administrator_sees_a_user_as_they_see_themselves(root: Person, ada: Person) -> None:
    response = root.get(f"users/{ada.id}")
    own = ada.get("users/profile")
    assert (response.status_code, response.json()) == (200, own.json())
    assert response.headers["ETag"] == own.headers["ETag"]


def test_an_administrator_changes_a_user(root: Person, ada: Person, api: Api) -> None:
    fields = {"name": "Augusta", "email": "a@example.com", "timezone": "Asia/Tokyo", "preferences": {"a": 1}}
    response = root.put(f"users/{ada.id}", json=fields)
    assert response.status_code == 200
    assert response.json() == ada.get("users/profile").json()
    assert {field: response.json()[field] for field in fields} == fields
    assert api.login("Augusta").json()["user_id"] == ada.id
    assert root.get("users/profile").json()["email"] is None


def test_a_user_is_changed_within_the_same_limits(root: Person, ada: Person, bob: Person) -> None:
    before = ada.get("users/profile").json()
    for field, value in (
        ("name", "BOB"),
        ("name", ""),
        ("timezone", "Mars"),
        ("password", "short"),
        ("password", None),
        ("password", "a" * 129),
        ("preferences", []),
    ):
        response = root.put(f"users/{ada.id}", json={"full_name": "Changed", field: value})
        assert response.status_code == 400
        assert {fault["field"] for fault in response.json()["details"]} <= {field, "username"}
    assert ada.get("users/profile").json() == before
    assert bob.get("users/profile").json()["name"] == "Bob"


def test_a_password_set_by_an_administrator_ends_every_sign_in(root: Person, ada: Person, api: Api) -> None:
    response = root.put(f"users/{ada.id}", json={"password": "set by somebody else"})
    assert response.status_code == 200
    assert "set by somebody else" not in response.text
    assert api.login("Ada").status_code == 401
    assert api.login("Ada", "set by somebody else").status_code == 200
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
def test_a_stale_write_is_refused(
    root: Person, ada: Person, api: Api, method: str, body: dict[str, Any]
) -> None:
    stale = root.get(f"users/{ada.id}").headers["ETag"]
    ada.put("users/profile", json={"email": "ada@example.com"})
    response = root.call(method, f"users/{ada.id}", json=body, headers={"If-Match": stale})
    assert response.status_code == 412
    assert api.login("Ada").status_code == 200
    assert ada.get("users/profile").json()["full_name"] is None
    present = root.get(f"users/{ada.id}").headers["ETag"]
    response = root.call(method, f"users/{ada.id}", json=body, headers={"If-Match": present})
    assert response.status_code in {200, 204}


def test_an_administrator_deletes_a_user_and_all_their_things(root: Person, ada: Person, api: Api) -> None:
    ada.create_task()
    response = root.delete(f"users/{ada.id}")
    assert (response.status_code, response.content) == (204, b"")
    assert root.get(f"users/{ada.id}").status_code == 404
    assert ada.get("tasks").status_code == 401
    assert api.login("Ada").status_code == 401
    assert api.person("Ada").get("tasks").json() == []


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


def test_an_unknown_user_is_404_on_every_verb(root: Person) -> None:
    for method, path, body in ROUTES[2:]:
        for whom in UNKNOWN_IDS:
            response = call(root, method, path.replace("{id}", whom), body)
            assert response.status_code == 404, (method, whom)
            assert response.json()["code"] == "not_found"
    assert len(root.get("users").json()) == 1


def test_a_user_who_was_deleted_is_404_on_every_verb(root: Person, ada: Person) -> None:
    root.delete(f"users/{ada.id}")
    for method, path, body in ROUTES[2:]:
        assert call(root, method, path.replace("{id}", ada.id), body).status_code == 404
    assert root.get("users/profile", params={"user_id": ada.id}).status_code == 404


def test_other_methods_are_405(root: Person) -> None:
    assert root.patch(f"users/{root.id}").headers["Allow"].split(", ") == ["GET", "PUT", "DELETE"]
    assert root.delete("users").headers["Allow"].split(", ") == ["GET", "POST"]
