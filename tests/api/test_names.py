"""Names over HTTP: hostile ones are refused wherever a name is given, and look-alikes count as taken."""

import unicodedata
from collections.abc import Callable
from functools import partial

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.names import check_username, list_reserved_names, username_key
from shared.entities.user import User
from shared.repos.user_repo import UserRepository
from shared.services.account_service import AccountService
from shared.services.service_factory import ServiceFactory
from tests.api.actions import complete, read
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.api.storage import Storage
from tests.conftest import CHEAP_HASHER, MovableClock

HOSTILE = {
    "zero width": "a\u200bdmin",
    "right-to-left override": "\u202enimda",
    "soft hyphen": "ad\u00admin",
    "filler": "\u3164",
    "tag": "ada\U000e0041",
    "mixed scripts": "\u0430dmin",
    "marks": "a" + "\u0301" * 40,
    "leading mark": "\u0301a",
    "expansion": "\ufdfa",
    "symbol": "😀",
    "inner spaces": "a  b",
    "too long after composition": "\u0958" * 33,
}
CYRILLIC_COCO = "\u0441\u043e\u0441\u043e"

Road = Callable[[Api, Person, str], httpx.Response]


def _rename_to(person: Person, name: str, method: str = "PUT", field: str = "name") -> httpx.Response:
    return person.call(method, "users/profile", json={field: name, "current_password": PASSWORD})


def _rename(method: str, field: str) -> Road:
    return lambda api, _, name: _rename_to(api.sign_up(), name, method, field)


def _change(api: Api, root: Person, name: str) -> httpx.Response:
    return root.put(f"users/{api.sign_up().id}", json={"name": name})


def _register(api: Api, name: str, password: str = PASSWORD) -> httpx.Response:
    return api.call("POST", "auth/register", json={"username": name, "password": password})


ROADS: dict[str, Road] = {
    "registration": lambda api, _, name: _register(api, name),
    "PATCH users/profile": _rename("PATCH", "name"),
    "PUT users/profile": _rename("PUT", "name"),
    "POST users": lambda _, root, name: root.post("users", json={"name": name}),
    "PUT users/{id}": _change,
}

by_every_road = pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)


@by_every_road
def test_hostile_username_is_rejected_with_the_field_and_the_login_is_401(
    api: Api, root: Person, storage: Storage, road: Road
) -> None:
    for kind, name in HOSTILE.items():
        response = road(api, root, name)
        assert response.status_code == 400, kind
        assert response.json()["details"][0]["field"] in {"username", "name"}, kind
        assert api.login(name).status_code == 401, kind
    names = [doc["username"] for doc in storage.read_everything() if doc["type"] == "username"]
    assert all(name.isascii() for name in names)


@by_every_road
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("coco", CYRILLIC_COCO),
        (CYRILLIC_COCO, "COCO"),
        ("\u0441\u043e1", "\u0441\u043e\u04cf"),
        ("BOB", "\u0412\u041e\u0412"),
        ("admin", "\u0251drnin"),
        ("admin", "\uff41\uff44\uff4d\uff49\uff4e"),
        ("\u03bf\u03c1\u03bf", "\u043e\u0440\u043e"),
    ],
)
def test_look_alike_of_a_taken_username_is_taken_by_every_road(
    api: Api, root: Person, clock: MovableClock, road: Road, first: str, second: str
) -> None:
    assert _register(api, first).status_code == 201
    clock.move(minutes=2)  # a reservation without its owner would have expired
    response = road(api, root, second)
    assert (response.status_code, response.json()["code"]) == (400, "username_taken")
    assert api.login(second).status_code == (200 if username_key(first) == username_key(second) else 401)


def test_rejected_look_alike_stores_nothing(api: Api, storage: Storage) -> None:
    _register(api, "bob")
    before = storage.read_everything()
    assert _register(api, "\u0412\u041e\u0412").json()["code"] == "username_taken"
    assert storage.read_everything() == before


@pytest.mark.both_stores("reservations are deleted with the name")
def test_look_alikes_are_free_after_a_rename_and_after_closing_the_account(
    api: Api, storage: Storage
) -> None:
    person = api.sign_up(CYRILLIC_COCO)
    assert _rename_to(person, "\u0432\u043e\u0432").status_code == 200
    other = api.sign_up("coco")
    assert other.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert _rename_to(person, CYRILLIC_COCO).status_code == 200
    assert _register(api, "coco").json()["code"] == "username_taken"
    assert person.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert storage.read_everything() == []
    assert _register(api, "coco").status_code == 201


def test_change_of_letter_case_reserves_what_the_new_spelling_looks_like(api: Api) -> None:
    person = api.sign_up("\u0432\u043e\u0432")
    assert _register(api, "bob").status_code == 201
    taken = _rename_to(person, "\u0412\u041e\u0412")
    assert taken.json()["code"] == "username_taken"
    assert _rename_to(person, "\u0412\u043e\u0432").status_code == 200
    assert api.login("\u0432\u043e\u0432").status_code == 200


@pytest.mark.both_stores("reservations of names rest on the store")
def test_exactly_one_of_parallel_registrations_of_look_alikes_succeeds(api: Api, storage: Storage) -> None:
    names = ["coco", CYRILLIC_COCO, "\u0421\u043e\u0441\u043e", "\u1d04\u1d0f\u1d04\u1d0f"] * 4
    responses = in_parallel(partial(_register, api, name) for name in names)
    assert statuses(responses) == {201: 1, 400: 15}
    assert sum(doc["type"] == "user" for doc in storage.read_everything()) == 1


def test_export_has_every_reservation_of_the_username(api: Api) -> None:
    person = api.sign_up(CYRILLIC_COCO)
    documents = person.get("users/profile/export").json()["documents"]
    assert [doc["username"] for doc in documents["username"]] == [CYRILLIC_COCO, "coco"]


letters = st.sampled_from(
    "abcmrn10"
    "\u0430\u0435\u0456\u043e\u0440\u0441\u0443\u0445"  # Cyrillic
    "\u03b1\u03bf\u03bd\u03c1"  # Greek
    "\u00e9\u00df\u0131\u017f\u65e5\u672c\u30ab\u05d0\u05d1\u05d2"
) | st.characters(codec="utf-8")


@pytest.mark.embedded_only
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(name=st.text(letters, min_size=1, max_size=3))
def test_accepted_username_is_found_by_each_variant_and_taken_once(api: Api, name: str) -> None:
    response = _register(api, name)
    if response.status_code == 400:
        details = response.json()["details"]
        taken = response.json()["code"] == "username_taken"
        assert [detail["field"] for detail in details] == ["username"]
        assert taken == _is_valid(name)
        return
    stored = response.json()["user"]["username"]
    for variant in {stored, stored.upper(), unicodedata.normalize("NFD", stored)}:
        assert api.login(variant).json()["user_id"] == response.json()["user"]["id"]
        assert _register(api, variant).status_code == 400
    for reserved in list_reserved_names(stored):
        assert _register(api, reserved).status_code == 400


def _is_valid(name: str) -> bool:
    try:
        check_username(name.strip())
    except ValueError:
        return False
    return True


# Names from before these rules


@pytest.fixture
def old(api: Api, factory: ServiceFactory, clock: MovableClock) -> Person:
    """A user whose names are from before the rules."""
    user = User(
        user_id="old",
        username="a\u200bdmin",
        full_name="\u202eAda",
        companion_name="\u200b",
        password_hash=CHEAP_HASHER.hash(PASSWORD),
        created_at=clock.now(),
    )
    factory.get(AccountService).open_account(user)
    response = api.login(user.username)
    assert response.status_code == 200
    return Person(api.client, user.username, response.json())


def test_user_with_names_from_before_the_rules_can_edit_the_profile(old: Person) -> None:
    profile = old.get("users/profile").json()
    names = {"name": profile["name"], "full_name": profile["full_name"]}
    changed = old.put(
        "users/profile", json={**names, "email": "ada@example.com", "current_password": PASSWORD}
    )
    assert (changed.status_code, changed.json()["email"]) == (200, "ada@example.com")
    assert {key: changed.json()[key] for key in names} == names
    assert old.post("companion/name", json={"name": "\u200b"}).status_code == 200
    assert old.put("users/profile", json={"full_name": "\u202eEve"}).status_code == 400
    assert old.post("companion/name", json={"name": "\u200b\u200b"}).status_code == 400
    body = {"name": "ada", "full_name": "Ada", "current_password": PASSWORD}
    renamed = old.put("users/profile", json=body)
    assert (renamed.json()["name"], renamed.json()["full_name"]) == ("ada", "Ada")


# Full names and companions


@pytest.mark.parametrize("name", ["\u2800", "\u202eAda", "A\u200bda", "Z" + "\u0310" * 30, "\ufdfa" * 4])
def test_hostile_full_name_and_companion_name_are_rejected(api: Api, ada: Person, name: str) -> None:
    body = {"username": "grace", "password": PASSWORD, "full_name": name}
    for response, field in (
        (api.call("POST", "auth/register", json=body), "full_name"),
        (ada.put("users/profile", json={"full_name": name}), "full_name"),
        (ada.post("companion/name", json={"name": name}), "name"),
    ):
        assert response.status_code == 400
        assert [detail["field"] for detail in response.json()["details"]] == [field]


def test_full_name_and_companion_name_are_stored_as_rfc_8266_says(ada: Person) -> None:
    response = ada.put("users/profile", json={"full_name": " Jose\u0301 \u2003 \uff21 🎉"})
    assert response.json()["full_name"] == "José A 🎉"
    assert ada.post("companion/name", json={"name": "Avo\u00a0 é"}).json() == {"name": "Avo é"}
    assert ada.get("companion").json()["name"] == "Avo é"


# Passwords


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("password1", "This password is too common: many people use it, so it would be guessed"),
        ("AdaLovelace", "A password must not be the username"),
        ("zero\u200bwidth", "A password must not contain control or invisible characters"),
        ("e\u0301" * 7, "A password must have 8 to 128 characters"),
    ],
)
def test_refused_password_is_named_by_every_road(
    api: Api, root: Person, password: str, sentence: str
) -> None:
    person = api.sign_up("adalovelace")
    change = {"current_password": PASSWORD, "new_password": password}
    for response, field in (
        (_register(api, "ADALOVELACE", password), "password"),
        (person.post("auth/change-password", json=change), "new_password"),
        (root.put(f"users/{person.id}", json={"full_name": "Changed", "password": password}), "password"),
    ):
        assert response.status_code == 400
        assert response.json()["error"] == sentence
        assert [detail["field"] for detail in response.json()["details"]] == [field]
    assert api.login("adalovelace").status_code == 200
    assert person.get("users/profile").json()["full_name"] is None


def test_hash_of_a_password_as_typed_verifies_and_is_renewed_at_that_login(
    api: Api, factory: ServiceFactory
) -> None:
    typed, composed = "mot de passe\u0301e\u0301", "mot de pass\u00e9\u00e9"
    person, users = api.sign_up(), factory.get(UserRepository)
    user = users.get_user(person.id)
    users.update_user(replace(user, password_hash=CHEAP_HASHER.hash(typed)))
    assert api.login(person.username, composed).status_code == 401
    assert api.login(person.username, typed).status_code == 200
    renewed = users.get_user(person.id).password_hash
    assert renewed is not None
    assert PasswordHasher().verify(renewed, composed)
    for password in (composed, typed, composed.replace(" ", "\u00a0")):
        assert api.login(person.username, password).status_code == 200
    assert users.get_user(person.id).password_hash == renewed


# What others see


def leaders(person: Person) -> dict[str, str | None]:
    """Return the avatars on the leaderboard by name."""
    return {row["name"]: row["avatar"] for row in read(person, "challenges/leaders")}


def test_others_never_see_an_address(api: Api, bob: Person) -> None:
    complete(api.sign_up("ada@example.com"))
    assert set(leaders(bob)) == {"ada", "Bob"}


def test_user_who_does_not_want_to_be_on_the_leaderboard_is_seen_by_themselves_only(
    ada: Person, bob: Person
) -> None:
    def prefer(value: object) -> None:
        assert ada.put("users/profile", json={"preferences": {"leaderboard": value}}).status_code == 200

    complete(ada)
    assert set(leaders(bob)) == {"Ada", "Bob"}
    prefer(False)  # noqa: FBT003 - a JSON value
    assert set(leaders(bob)) == {"Bob"}
    complete(ada)
    assert set(leaders(ada)) == {"Ada"}
    assert read(ada, "challenges/leaders")[0]["points"] == 10
    assert set(leaders(bob)) == {"Bob"}
    prefer(True)  # noqa: FBT003 - a JSON value
    assert set(leaders(bob)) == {"Ada", "Bob"}


def test_others_see_avatars_of_the_app_and_of_allowed_hosts_only(
    api: Api, bob: Person, environment: dict[str, str]
) -> None:
    environment["AVATAR_HOSTS"] = "Images.example.com, cdn.example.com"
    urls = {
        "a": "/avatars/a.png",
        "b": "https://IMAGES.example.com/b.png",
        "c": "https://images.example.com.evil.example/c.png",
        "d": "https://evil.example/?https://images.example.com/d.png",
    }
    for name, url in urls.items():
        person = api.sign_up(name)
        assert person.put("users/profile/avatar", json={"avatar_url": url}).status_code == 200
        complete(person)
        assert person.post("challenges/task-finisher/join").status_code == 201
        assert leaders(person)[name] == url
    assert leaders(bob) == {"Bob": None, "a": urls["a"], "b": urls["b"], "c": None, "d": None}
    assert _joined_avatars(bob) == {urls["a"], urls["b"]}
    environment["AVATAR_HOSTS"] = ""
    assert leaders(bob) == {"Bob": None, "a": urls["a"], "b": None, "c": None, "d": None}
    assert _joined_avatars(bob) == {urls["a"]}


def _joined_avatars(person: Person) -> set[str]:
    challenges = read(person, "challenges/week")
    return {avatar for challenge in challenges for avatar in challenge["joined_avatars"]}
