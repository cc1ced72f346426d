"""Usernames with I, its Turkish forms or invisible code points, and accounts that had other keys earlier."""

# These tests need letters of other scripts.
# ruff: noqa: RUF001

import unicodedata
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from shared.entities.names import username_key
from shared.entities.sign_in import UsernameReservation
from shared.entities.user import AccountIndexEntry, User
from shared.repos.keys import username_partition
from shared.repos.stored_forms import to_stored
from shared.repos.user_repo import AccountIndexRepository, UserRepository
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.parallel import in_parallel, statuses
from tests.api.storage import Storage
from tests.conftest import CHEAP_HASHER, CLAIM_SECRET, MovableClock
from tests.failing_store import FailingStore

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180b\u200b\u200c\u200d\u200e\u202e\u2060\u2069\u3164\ufe0e\ufe0f\ufeff"
    "\U000e0061\U000e0100"
)
SPELLINGS = ["ilker", "İlker", "ılker", "ILKER", "İLKER", "i\u0307lker", "Ilker", "ｉlker"]


def earlier_key(username: str) -> str:
    """Return the key of a username in version 0.2 and before."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


@pytest.fixture
def sign_up_earlier(factory: ServiceFactory, store: FailingStore, clock: MovableClock) -> Callable[..., str]:
    """Return a function that stores an account as version 0.2 did and returns the user id."""

    def sign_up(username: str, password: str = PASSWORD, role_name: str | None = None) -> str:
        user_id = f"id of {username}"
        partition = "username:" + "".join(
            each if each.isascii() else "".join(f"={byte:02X}" for byte in each.encode())
            for each in earlier_key(username)
        )
        reservation = UsernameReservation(username=username, owner_id=user_id, reserved_at=clock.now())
        store.create({**to_stored(reservation), "id": partition, "user_id": partition})
        factory.get(AccountIndexRepository).ensure(AccountIndexEntry(id=user_id, created_at=clock.now()))
        user = User(
            user_id=user_id,
            username=username,
            password_hash=CHEAP_HASHER.hash(password),
            created_at=clock.now(),
            role="administrator" if role_name else None,  # type: ignore[arg-type]
            role_name=role_name,
        )
        factory.get(UserRepository).create_user(user)
        return user_id

    return sign_up


def register(api: Api, name: str) -> httpx.Response:
    return api.call("POST", "auth/register", json={"username": name, "password": PASSWORD})


def user_of(api: Api, name: str, password: str = PASSWORD) -> str | None:
    """Return the id of the user that a sign-in reaches, None for 401."""
    response = api.login(name, password)
    assert response.status_code in {200, 401}, response.text
    user_id: str | None = response.json().get("user_id")
    return user_id


def sign_in(api: Api, name: str, password: str = PASSWORD) -> Person:
    return Person(api.client, name, api.login(name, password).json())


def rename(person: Person, name: str, password: str = PASSWORD) -> httpx.Response:
    return person.put("users/profile", json={"name": name, "current_password": password})


@pytest.mark.parametrize("name", SPELLINGS)
def test_user_is_found_by_each_spelling_and_the_name_is_taken_in_each(api: Api, name: str) -> None:
    person = api.sign_up(name)
    for spelling in SPELLINGS:
        assert user_of(api, spelling) == person.id
        assert register(api, spelling).json()["code"] == "username_taken"
    for invisible in (INVISIBLE[:9], INVISIBLE[9:]):
        assert user_of(api, f"{invisible}il{invisible}ker{invisible}") == person.id
        assert register(api, f"il{invisible}ker").status_code == 400
    assert rename(api.sign_up("bob"), "İLKER").json()["code"] == "username_taken"
    assert [rename(person, spelling).status_code for spelling in SPELLINGS] == [200] * len(SPELLINGS)
    assert user_of(api, "ilker") == person.id


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("ılgaz", "ILGAZ"),
        ("DİYARBAKIR", "diyarbakır"),
        ("Iğdır", "ığdır"),
        ("wiki", "wıkı"),
        ("Мария", "МА\u00adРИЯ"),
        ("नमस्ते", "नमस्\u200dते"),
        ("می خواهم", "می\u200c خواهم"),
        ("日本", "日\U000e0100本"),
    ],
)
def test_spelling_in_other_case_or_with_invisible_code_points_finds_the_user(
    api: Api, name: str, spelling: str
) -> None:
    person = api.sign_up(name)
    assert user_of(api, spelling) == person.id


def test_exactly_one_of_parallel_registrations_of_spellings_succeeds(api: Api, storage: Storage) -> None:
    responses = in_parallel(partial(register, api, name) for name in SPELLINGS * 2)
    assert statuses(responses) == {201: 1, 400: 15}
    documents = storage.read_everything()
    assert sum(document["type"] == "user" for document in documents) == 1
    assert {document["owner_id"] for document in documents if document["type"] == "username"} == {
        document["user_id"] for document in documents if document["type"] == "user"
    }


def test_guesses_count_for_all_spellings_together(api: Api) -> None:
    person = api.sign_up("ilker")
    spellings = ["ilker", "İlker", "ıl\u200bker", "il\u00adker", "ILKER"]
    assert [api.login(spelling, "wrong").status_code for spelling in spellings] == [401] * 5
    assert [api.login(spelling).status_code for spelling in (*spellings, "ilke\ufe0fr")] == [429] * 6
    assert person.get("users/profile").status_code == 200


# Accounts of earlier versions


@pytest.mark.both_stores("earlier reservations have other ids")
@pytest.mark.parametrize("name", ["İlker", "ılker", "a\u200bdmin", "ada\ufe0f", "\u200b", "x" * 60 + "ı"])
def test_earlier_account_is_found_and_its_name_is_taken_at_once(
    api: Api, storage: Storage, sign_up_earlier: Callable[..., str], name: str
) -> None:
    user_id = sign_up_earlier(name)
    assert register(api, name).status_code == 400
    assert rename(api.sign_up("bob"), name).status_code == 400
    assert user_of(api, name, "wrong password") is None
    assert user_of(api, name) == user_id
    for spelling in {name.upper(), username_key(name), f"{name}\u00ad"} - {"", "\u200b"}:
        assert user_of(api, spelling) == (user_id if username_key(name) else None)
        assert register(api, spelling).status_code == 400
    person = sign_in(api, name)
    exported = person.get("users/profile/export").json()["documents"]["username"]
    assert [document["owner_id"] for document in exported] == [user_id]
    assert person.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert not storage.documents_containing(user_id)
    assert user_of(api, name) is None


@pytest.mark.parametrize(
    ("first", "second"), [("ilker", "İlker"), ("admin", "a\u200bdmin"), ("İnci", "ınci")]
)
def test_two_earlier_accounts_that_share_a_key_both_keep_their_names(
    api: Api, storage: Storage, sign_up_earlier: Callable[..., str], first: str, second: str
) -> None:
    ids = {name: sign_up_earlier(name, f"password of {name}") for name in (first, second)}
    assert len({earlier_key(first), earlier_key(second)}) == 2
    assert username_key(first) == username_key(second)

    def assert_unchanged() -> None:
        for name, other in ((first, second), (second, first)):
            assert user_of(api, name, f"password of {name}") == ids[name]
            assert user_of(api, name, f"password of {other}") is None

    for _ in range(2):
        assert_unchanged()
        for spelling in (first, second, first.upper(), second.upper(), username_key(first)):
            assert register(api, spelling).status_code == 400
    persons = {name: sign_in(api, name, f"password of {name}") for name in (first, second)}
    assert rename(persons[first], second, f"password of {first}").status_code == 400
    assert rename(persons[second], first, f"password of {second}").status_code == 400
    assert rename(api.sign_up("bob"), second).status_code == 400
    assert_unchanged()
    for name, other in ((first, second), (second, first)):
        exported = persons[name].get("users/profile/export").json()["documents"]["username"]
        assert {document["owner_id"] for document in exported} == {ids[name]}
        assert ids[other] not in persons[name].get("users/profile/export").text
    password = {"password": f"password of {first}"}
    assert persons[first].delete("users/profile", json=password).status_code == 204
    assert not storage.documents_containing(ids[first])
    for _ in range(2):
        assert user_of(api, second, f"password of {second}") == ids[second]
    assert user_of(api, first, f"password of {second}") == ids[second]  # the name is free for its key


def test_guesses_at_one_of_two_accounts_are_not_forgotten_by_a_sign_in_to_the_other(
    api: Api, sign_up_earlier: Callable[..., str]
) -> None:
    mine, other = sign_up_earlier("ilker"), sign_up_earlier("İlker", "password of the other")
    for _ in range(5):
        assert user_of(api, "İlker", "guess") is None
        assert user_of(api, "ilker") == mine
    assert api.login("İlker", "password of the other").status_code == 429
    assert user_of(api, "ilker") == mine
    assert other != mine


def test_account_of_a_new_name_cannot_be_reached_by_an_earlier_one_and_vice_versa(
    api: Api, sign_up_earlier: Callable[..., str]
) -> None:
    earlier = sign_up_earlier("İlker", "password of the first")
    later = api.sign_up("ilker")  # the earlier account has not signed in, so its new key is free
    for _ in range(2):
        assert user_of(api, "İlker", "password of the first") == earlier
        assert user_of(api, "ilker") == later.id
        assert user_of(api, "İlker") is None
        assert user_of(api, "ilker", "password of the first") is None
    person = sign_in(api, "İlker", "password of the first")
    assert rename(person, "ilker", "password of the first").json()["code"] == "username_taken"
    assert rename(person, "İLKER", "password of the first").status_code == 200
    assert user_of(api, "İlker", "password of the first") == earlier


@pytest.mark.both_stores("reservations of names rest on the store")
def test_parallel_sign_ins_of_an_earlier_account_and_registrations_leave_one_holder_of_the_key(
    api: Api, storage: Storage, sign_up_earlier: Callable[..., str]
) -> None:
    earlier = sign_up_earlier("İlker", "password of the first")
    sign_ins = [partial(api.login, "İlker", "password of the first")] * 3
    responses = in_parallel([partial(register, api, name) for name in ("ilker", "ILKER", "ılker")] + sign_ins)
    registered = [response for response in responses if response.status_code == 201]
    assert statuses(responses[3:]) == {200: 3}
    assert len(registered) <= 1
    owners = {
        each["id"]: each["owner_id"] for each in storage.read_everything() if each["type"] == "username"
    }
    if registered:
        assert owners.pop("username:ilker") == registered[0].json()["user"]["id"]
    assert set(owners.values()) == {earlier}
    assert user_of(api, "İlker", "password of the first") == earlier


def test_interrupted_renewal_of_a_reservation_is_completed_by_the_next_sign_in(
    api: Api, storage: Storage, store: FailingStore, sign_up_earlier: Callable[..., str]
) -> None:
    user_id = sign_up_earlier("İlker")
    store.fail("delete", "username:")
    assert api.login("İlker").status_code == 503
    for spelling in ("ilker", "İlker"):
        assert register(api, spelling).status_code == 400
    store.recover()
    assert user_of(api, "İlker") == user_id
    reservations = [each for each in storage.read_everything() if each["type"] == "username"]
    assert [each["id"] for each in reservations] == ["username:ilker"]


def test_earlier_name_is_free_after_a_rename(
    api: Api, storage: Storage, sign_up_earlier: Callable[..., str]
) -> None:
    user_id = sign_up_earlier("İlker")
    assert register(api, "İlker").json()["code"] == "username_taken"
    person = sign_in(api, "İlker")
    assert rename(person, "ilker").status_code == 200
    assert user_of(api, "İlker") == user_id
    assert rename(person, "ada").status_code == 200
    reservations = [each for each in storage.read_everything() if each["type"] == "username"]
    assert [each["id"] for each in reservations] == [username_partition("ada")]
    assert register(api, "İlker").status_code == 201


def test_role_that_was_claimed_by_an_earlier_key_stays_and_its_spellings_are_listed(
    api: Api, environment: dict[str, str], sign_up_earlier: Callable[..., str]
) -> None:
    environment["ADMIN_USERNAMES"] = "İnci"
    sign_up_earlier("İnci", role_name=earlier_key("İnci"))
    assert sign_in(api, "İnci").get("users").status_code == 200
    assert sign_in(api, "inci").get("users").status_code == 200
    for spelling in ("inci", "ınci", "INCI", "İNCİ"):
        response = register(api, spelling)
        assert (response.status_code, response.json()["code"]) == (403, "claim_refused")
    body = {"username": "ınci", "password": PASSWORD, "claim_secret": CLAIM_SECRET}
    assert api.call("POST", "auth/register", json=body).json()["code"] == "username_taken"
    environment["ADMIN_USERNAMES"] = "root"
    assert sign_in(api, "İnci").get("users").status_code == 403
