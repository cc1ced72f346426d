"""Registration, and uniqueness of usernames."""

from collections import Counter
from functools import partial
from typing import Any

import httpx
import pytest

from shared.entities.sign_in import UsernameReservation
from shared.repos.user_repo import UsernameRepository
from shared.store.contract import DocumentStore
from tests.api.actions import USER_FIELDS
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.parallel import in_parallel
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.failing_store import FailingStore


def register(api: Api, username: object, password: object = PASSWORD, **profile: Any) -> httpx.Response:
    body = {"username": username, "password": password, **profile}
    return api.call("POST", "auth/register", json=body)


def document_types(storage: Storage) -> Counter[str]:
    """Count the stored documents of all partitions by type."""
    return Counter(document["type"] for document in storage.read_everything())


ACCOUNT_DOCUMENTS = {"user": 1, "progress": 1, "username": 1, "account": 1}


def test_registration_returns_the_user_without_secrets(api: Api) -> None:
    response = register(api, "Ada")
    assert response.status_code == 201
    assert response.json()["message"] == "User registered successfully"
    user = response.json()["user"]
    assert set(user) == USER_FIELDS
    assert user["name"] == user["username"] == "Ada"
    assert user["created_at"] == "2026-03-18T09:30:00Z"
    assert (user["updated_at"], user["email"], user["full_name"], user["avatar_url"]) == (None,) * 4
    assert (user["timezone"], user["day_start"], user["preferences"]) == ("UTC", "00:00", {})
    assert user["onboarding_completed"] is False
    assert PASSWORD not in response.text
    assert "argon2" not in response.text


def test_registration_accepts_profile_fields(api: Api) -> None:
    sent = {"email": " ada@example.com ", "full_name": " Ada L. ", "timezone": "Europe/Madrid"}
    user = register(api, "Ada", **sent, avatar_url=" /avatars/7.png ").json()["user"]
    expected = {"email": "ada@example.com", "full_name": "Ada L.", "timezone": "Europe/Madrid"}
    assert {**user, **expected, "avatar_url": "/avatars/7.png"} == user
    bearer = {"Authorization": f"Bearer {api.login('Ada').json()['token']}"}
    assert api.call("GET", "users/profile", headers=bearer).json() == user


def test_registration_with_null_in_optional_fields_leaves_them_empty(api: Api) -> None:
    user = register(api, "Ada", email=None, full_name=None, avatar_url=None).json()["user"]
    assert (user["email"], user["full_name"], user["avatar_url"]) == (None, None, None)


def test_registration_does_not_set_a_cookie(api: Api) -> None:
    assert "Set-Cookie" not in register(api, "Ada").headers


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "Ada"},
        {"password": PASSWORD},
        {"username": "", "password": PASSWORD},
        {"username": " \t", "password": PASSWORD},
        {"username": "\u00a0", "password": PASSWORD},
        {"username": "Ada", "password": ""},
        {"username": None, "password": None},
    ],
)
@pytest.mark.parametrize("action", ["register", "login"])
def test_missing_username_or_password_is_rejected_with_each_missing_field(
    api: Api, action: str, body: dict[str, Any]
) -> None:
    response = api.call("POST", f"auth/{action}", json=body)
    assert response.status_code == 400
    assert response.json()["error"] == "Fields 'username' and 'password' are required"
    missing = [name for name in ("username", "password") if not (body.get(name) or "").strip()]
    assert response.json()["details"] == [{"field": name, "message": "is required"} for name in missing]


def test_missing_field_is_reported_together_with_all_invalid_fields(api: Api) -> None:
    body = {"user_id": 1, "username": "a" * 65, "timezone": "Mars/Olympus"}
    response = api.call("POST", "auth/register", json=body)
    assert response.json()["error"] == "Fields 'username' and 'password' are required"
    fields = [detail["field"] for detail in response.json()["details"]]
    assert fields == ["password", "user_id", "username", "timezone"]


def test_registration_without_a_body_is_rejected(api: Api) -> None:
    response = api.call("POST", "auth/register")
    assert response.status_code == 400
    assert response.json()["error"] == "Fields 'username' and 'password' are required"


@pytest.mark.parametrize(("length", "status"), [(7, 400), (8, 201), (128, 201), (129, 400)])
def test_password_must_have_8_to_128_characters(api: Api, length: int, status: int) -> None:
    password = "pä😀 " * 33
    response = register(api, "Ada", password[:length])
    assert response.status_code == status
    if status == 400:
        assert [detail["field"] for detail in response.json()["details"]] == ["password"]
    else:
        assert api.login("Ada", password[:length]).status_code == 200


def test_password_is_not_trimmed(api: Api) -> None:
    register(api, "Ada", "  two spaces at both ends  ")
    assert api.login("Ada", "two spaces at both ends").status_code == 401
    assert api.login("Ada", "  two spaces at both ends  ").status_code == 200


@pytest.mark.parametrize("letter", ["a", "漢", "я", "ß", "\u0915", "%"])
def test_username_of_64_characters_in_any_script_is_accepted(api: Api, letter: str) -> None:
    response = register(api, letter * 64)
    assert response.status_code == 201, response.text
    assert response.json()["user"]["username"] == letter * 64
    assert register(api, letter * 64).json()["error"] == "Username already exists"
    assert register(api, letter * 63).status_code == 201
    assert api.login(letter * 64).status_code == 200


@pytest.mark.parametrize("name", ["a" * 65, "漢" * 65, "   ", "\u3000"])
def test_blank_username_or_more_than_64_characters_is_rejected(api: Api, name: str) -> None:
    response = register(api, name)
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["username"]


def test_username_of_one_character_is_accepted(api: Api) -> None:
    assert register(api, "A").status_code == 201


def test_username_is_trimmed_at_registration_and_login(api: Api) -> None:
    assert register(api, "  Ada \u00a0").json()["user"]["username"] == "Ada"
    assert api.login(" Ada ").status_code == 200


@pytest.mark.parametrize("field", ["username", "password", "full_name", "email"])
def test_control_characters_are_rejected(api: Api, field: str) -> None:
    for bad in ("\0", "\x07", "\x1b", "\x7f", "\u0085", "\n", "\t"):
        values = {"username": "Ada", "password": PASSWORD, field: f"a{bad}a@example.com"}
        response = api.call("POST", "auth/register", json=values)
        assert response.status_code == 400, repr(bad)
        assert [detail["field"] for detail in response.json()["details"]] == [field]


@pytest.mark.parametrize("field", ["username", "password", "full_name", "email", "timezone"])
def test_lone_surrogate_is_rejected_as_invalid_json(api: Api, field: str) -> None:
    body = (
        b'{"username": "Ada", "password": "correct horse battery", "%s": "aaaaaaa\\ud800"}' % field.encode()
    )
    response = api.call("POST", "auth/register", content=body)
    assert response.status_code == 400
    assert response.json()["error"] == "Invalid JSON payload"


BAD_FIELDS: list[tuple[str, object]] = [
    ("username", 7),
    ("username", ["Ada"]),
    ("username", {"a": 1}),
    ("username", True),
    ("password", 123456789),
    ("password", ["correct horse battery"]),
    ("email", 7),
    ("email", ""),
    ("email", "ada"),
    ("email", "@example.com"),
    ("email", "ada@"),
    ("email", "a da@example.com"),
    ("email", "a" * 243 + "@example.com"),
    ("full_name", "a" * 65),
    ("full_name", 7),
    ("avatar_url", ""),
    ("avatar_url", "a.png"),
    ("avatar_url", "http://example.com/a.png"),
    ("avatar_url", "javascript:alert(1)"),
    ("avatar_url", 7),
    ("avatar_url", []),
    ("avatar_url", "https://example.com/" + "a" * 481),
    ("timezone", "Europe/Atlantis"),
    ("timezone", "europe/madrid"),
    ("timezone", "../../etc/passwd"),
    ("timezone", ""),
    ("timezone", None),
]


@pytest.mark.parametrize("field", ["username", "password", "email", "full_name", "avatar_url", "timezone"])
def test_invalid_field_is_rejected_with_its_name(api: Api, field: str) -> None:
    for value in (value for name, value in BAD_FIELDS if name == field):
        values = {"username": "Ada", "password": PASSWORD, field: value}
        response = api.call("POST", "auth/register", json=values)
        assert response.status_code == 400, value
        assert response.json()["code"] == "validation"
        assert [detail["field"] for detail in response.json()["details"]] == [field]


def test_email_and_full_name_of_maximum_length_are_accepted(api: Api) -> None:
    email = "a" * 242 + "@example.com"
    user = register(api, "Ada", email=email, full_name="a" * 64).json()["user"]
    assert (user["email"], user["full_name"]) == (email, "a" * 64)


def test_all_invalid_fields_are_reported_at_once(api: Api) -> None:
    response = register(api, "a" * 65, "short", email="nowhere", full_name="a" * 65, timezone="Mars/Olympus")
    assert response.status_code == 400
    details = response.json()["details"]
    assert {detail["field"] for detail in details} == {
        "username",
        "password",
        "email",
        "full_name",
        "timezone",
    }
    assert all(set(detail) == {"field", "message"} and detail["message"] for detail in details)


def test_unknown_fields_are_ignored(api: Api) -> None:
    unknown = {
        "id": "mine",
        "user_id": "mine",
        "password_hash": "x",
        "role": "administrator",
        "__proto__": {"a": 1},
        "onboarding_completed": True,
    }
    response = register(api, "Ada", **unknown)
    assert response.status_code == 201
    user = response.json()["user"]
    assert set(user) == USER_FIELDS
    assert user["id"] != "mine"
    assert (user["onboarding_completed"], user["role"]) == (False, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ada", "Ada"),
        ("Ada", "aDA"),
        ("Ada", "  Ada  "),
        ("Jos\u00e9", "Jose\u0301"),
        ("Jose\u0301", "JOS\u00c9"),
        ("Ada", "\uff21\uff44\uff41"),
        ("Straße", "STRASSE"),
        ("Straße", "STRA\u1e9eE"),
        ("ΣΙΣΥΦΟΣ", "σισυφος"),
        ("A\u030angstr\u00f6m", "\u212bngstro\u0308m"),
        ("a b", "\u00a0A b\u3000"),
    ],
)
def test_taken_username_is_rejected_in_any_case_and_unicode_form(api: Api, first: str, second: str) -> None:
    assert register(api, first).status_code == 201
    response = register(api, second, "another password")
    assert response.status_code == 400
    assert response.json()["error"] == "Username already exists"
    assert response.json()["details"] == [{"field": "username", "message": "Username already exists"}]
    assert api.login(second).status_code == 200
    assert api.login(second, "another password").status_code == 401


def test_similar_but_distinct_usernames_are_accepted(api: Api) -> None:
    register(api, "Ada")
    for other in ("Adam", "Ada ada", "A.da", "Adá", "Ad%61", "Adæ"):
        assert register(api, other).status_code == 201


def test_usernames_with_special_characters_work(api: Api) -> None:
    names = ("' OR 1=1 --", "a/b", "../users", "a?b#c", "a\\b", "username:ada", "%00", "=61", "*", "accounts")
    for name in names:
        person = api.sign_up(name)
        assert person.get("users/profile").json()["username"] == name
        assert register(api, name).json()["error"] == "Username already exists"


def test_exactly_one_of_20_parallel_registrations_of_a_username_succeeds(api: Api, storage: Storage) -> None:
    forms = ("Ada", "ADA", "ada", "\uff21da")
    responses = in_parallel(partial(register, api, forms[n % 4], f"password number {n}") for n in range(20))
    assert sorted(response.status_code for response in responses) == [201] + [400] * 19
    winner = next(n for n, response in enumerate(responses) if response.status_code == 201)
    assert document_types(storage) == ACCOUNT_DOCUMENTS
    signed_in = api.login("Ada", f"password number {winner}")
    assert signed_in.json()["user_id"] == responses[winner].json()["user"]["id"]


def test_rejected_registration_stores_no_documents(api: Api, storage: Storage) -> None:
    register(api, "Ada")
    register(api, "ADA")
    assert document_types(storage) == ACCOUNT_DOCUMENTS


def reserve(store: DocumentStore, clock: MovableClock) -> None:
    """Store the reservation of an interrupted registration."""
    UsernameRepository(store).create(
        UsernameReservation(username="Ada", owner_id="id-of-no-user", reserved_at=clock.now())
    )


def test_username_of_an_interrupted_registration_is_free_after_a_minute(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    reserve(store, clock)
    assert register(api, "ada").json()["error"] == "Username already exists"
    clock.move(seconds=59)
    assert register(api, "ada").json()["error"] == "Username already exists"
    clock.move(seconds=1)
    assert register(api, "ada").status_code == 201
    assert api.login("ada").status_code == 200


def test_rejected_attempts_do_not_extend_an_interrupted_reservation(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    reserve(store, clock)
    for _ in range(3):
        clock.move(seconds=20)
        last = register(api, "Ada")
    assert last.status_code == 201


def test_exactly_one_parallel_registration_takes_over_an_interrupted_reservation(
    api: Api, store: DocumentStore, clock: MovableClock, storage: Storage
) -> None:
    reserve(store, clock)
    clock.move(minutes=1)
    responses = in_parallel([lambda: register(api, "Ada")] * 12)
    assert sorted(response.status_code for response in responses) == [201] + [400] * 11
    assert document_types(storage) == ACCOUNT_DOCUMENTS


def test_login_with_a_reserved_but_unregistered_username_returns_401(
    api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    reserve(store, clock)
    assert api.login("Ada").status_code == 401


def test_registered_username_is_not_free_after_the_reservation_period(
    ada: Person, api: Api, clock: MovableClock
) -> None:
    clock.move(days=400)
    assert register(api, ada.username).json()["error"] == "Username already exists"


def test_registration_that_failed_before_storing_the_user_can_be_repeated(
    api: Api, store: FailingStore, clock: MovableClock
) -> None:
    store.error = OSError("the process ended")
    store.fail("batch")
    assert register(api, "Ada").status_code == 500
    store.recover()
    assert register(api, "Ada").json()["error"] == "Username already exists"
    clock.move(minutes=1)
    assert register(api, "Ada").status_code == 201
    root = api.sign_up_administrator()
    listed = root.get("users").json()
    assert sorted(user["username"] for user in listed) == ["Ada", "root"]


@pytest.mark.parametrize("action", ["register", "login", "refresh", "logout", "change-password"])
def test_unsupported_methods_of_auth_routes_return_405(api: Api, action: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        response = api.call(method, f"auth/{action}")
        assert response.status_code == 405
        assert response.headers["Allow"] == "POST"


def test_unknown_auth_routes_return_404(api: Api) -> None:
    for action in ("auth/signup", "auth", "auth/login/now"):
        response = api.call("POST", action, json={"username": "Ada", "password": PASSWORD})
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"
