"""The throttle of password guesses, by username, address and user, from several addresses."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.errors import TooManyRequestsError, UnauthenticatedError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person, client_from, served
from tests.api.several_instances import several_instances
from tests.api.storage import Storage
from tests.conftest import CHEAP_HASHER, MovableClock

WRONG = "not the password"
OTHER = "127.0.0.2"

ApiFrom = Callable[[str], Api]


def guess(api: Api, username: str, times: int = 5) -> list[int]:
    """Return the status of each of some wrong guesses."""
    return [api.login(username, f"{WRONG} {number}").status_code for number in range(times)]


def guess_from_many_addresses(api_from: ApiFrom, username: str, first: int = 10) -> None:
    """Send 50 wrong guesses from ten addresses: as many as an unknown address may send in all."""
    for number in range(first, first + 10):
        assert guess(api_from(f"127.0.0.{number}"), username) == [401] * 5


@pytest.mark.usefixtures("ada")
def test_wrong_passwords_from_one_address_do_not_lock_another_address(api: Api, api_from: ApiFrom) -> None:
    other = api_from(OTHER)
    for _ in range(3):
        guess(other, "Ada")
        assert other.login("Ada").status_code == 429
        assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_failures_of_an_instance_whose_clock_was_ahead_lock_nothing(api: Api, clock: MovableClock) -> None:
    right = clock.now()
    clock.move(days=2000)
    assert guess(api, "Ada", 6) == [401] * 5 + [429]
    clock.set(right)
    assert api.login("Ada").status_code == 200
    assert guess(api, "Ada", 6) == [401] * 5 + [429]
    clock.move(minutes=16)
    assert api.login("Ada").status_code == 200


def test_renaming_does_not_allow_further_guesses_of_the_own_password(ada: Person, api: Api) -> None:
    body = {"current_password": WRONG, "new_password": "another password"}
    statuses: list[int] = []
    for number in range(12):
        statuses += [ada.post("auth/change-password", json=body).status_code for _ in range(5)]
        ada.put("users/profile", json={"name": f"Ada {number}", "current_password": PASSWORD})
    assert statuses == [401] * 5 + [429] * 55
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 429
    assert api.login(ada.get("users/profile").json()["name"]).status_code == 200


def test_beyond_fifty_failures_only_addresses_of_earlier_sign_ins_may_try(
    ada: Person, api: Api, api_from: ApiFrom, clock: MovableClock
) -> None:
    guess_from_many_addresses(api_from, "Ada")
    stranger = api_from(OTHER)
    for password in (WRONG, PASSWORD):
        refused = stranger.login("Ada", password)
        assert refused.status_code == 429
        assert 890 <= int(refused.headers["Retry-After"]) <= 901
    assert guess(api, "Ada", times=4) == [401] * 4
    assert api.login("Ada").json()["user_id"] == ada.id
    assert guess(api, "Ada", times=6) == [401] * 5 + [429]
    clock.move(minutes=15, seconds=1)
    assert stranger.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_address_of_a_sign_in_is_known_for_90_days(api: Api, api_from: ApiFrom, clock: MovableClock) -> None:
    clock.move(days=89)
    guess_from_many_addresses(api_from, "Ada")
    assert guess(api, "Ada", times=1) == [401]
    clock.move(days=1)
    guess_from_many_addresses(api_from, "Ada")
    assert api.login("Ada").status_code == 429


def test_address_stays_known_after_a_rotation_of_the_secret(
    api: Api,
    environment: dict[str, str],
    storage: Storage,
    clock: MovableClock,
    tmp_path: Path,
) -> None:
    ada = api.sign_up("Ada")
    rotated = {**environment, "JWT_SECRET": "another secret, of 32 bytes or more"}
    rotated["JWT_SECRET_PREVIOUS"] = environment["JWT_SECRET"]
    credentials = CredentialManager(rotated, root=tmp_path)
    factory = ServiceFactory(credentials=credentials, store=storage.open(), clock=clock, hasher=CHEAP_HASHER)
    with served(factory, rotated) as url, client_from("127.0.0.1", url) as client:
        for number in range(10, 20):
            with client_from(f"127.0.0.{number}", url) as stranger:
                guess(Api(url, stranger), "Ada")
        assert Api(url, client).login("Ada").json()["user_id"] == ada.id


def test_hundred_failures_lock_an_address_for_every_name(ada: Person, api: Api, api_from: ApiFrom) -> None:
    assert ada.id
    for number in range(20):
        assert guess(api, f"name {number}") == [401] * 5
        assert api.login("Ada").status_code == (200 if number < 19 else 429)
    assert api.login("another name", WRONG).status_code == 429
    assert api_from(OTHER).login("Ada").status_code == 200


def test_stored_failures_are_bounded_and_reveal_neither_names_nor_addresses(
    api: Api, api_from: ApiFrom, storage: Storage
) -> None:
    api.sign_up("Ada")
    guess_from_many_addresses(api_from, "Ada")
    for number in range(100):
        api.login(f"a secret typed as a name {number}", WRONG)
    failures = [one for one in storage.read_everything() if one["type"] == "failed_logins"]
    # One document for each name and each address; the other attempts changed none.
    assert len(failures) == 1 + 100 + 1 + 10
    for number in range(100, 110):
        assert api.login(f"a secret typed as a name {number}", WRONG).status_code == 429
        assert api_from(OTHER).login("Ada", WRONG).status_code == 429
    assert [one for one in storage.read_everything() if one["type"] == "failed_logins"] == failures
    assert not storage.documents_containing("127.0.0", "a secret")
    assert {one["ttl"] for one in failures} == {900}


@pytest.mark.both_stores("it counts with versions of documents")
def test_parallel_guesses_on_several_instances_do_not_pass_the_limit(
    store: DocumentStore, credentials: CredentialManager, clock: MovableClock, environment: dict[str, str]
) -> None:
    with several_instances(store, credentials, clock, environment) as api, ThreadPoolExecutor(20) as pool:
        api.client.headers["X-Forwarded-For"] = "127.0.0.1"
        ada = api.sign_up("Ada")

        def confirm(number: int) -> int:
            body = {"current_password": f"{WRONG} {number}", "new_password": "another password"}
            return ada.post("auth/change-password", json=body).status_code

        signing_in = pool.map(lambda number: api.login("Ada", f"{WRONG} {number}").status_code, range(20))
        assert sorted(signing_in) == [401] * 5 + [429] * 15
        assert sorted(pool.map(confirm, range(20))) == [401] * 5 + [429] * 15


def test_nothing_is_locked_where_addresses_are_unknown(api: Api, environment: dict[str, str]) -> None:
    del environment["WEBSITE_INSTANCE_ID"]
    ada = api.sign_up("Ada")
    assert guess(api, "Ada", times=110) == [401] * 110
    assert api.login("Ada").json()["user_id"] == ada.id


def test_sign_in_and_a_failure_are_a_fixed_number_of_store_operations(
    storage: Storage, credentials: CredentialManager, clock: MovableClock
) -> None:
    store = CountingStore(storage.open())
    factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
    auth = factory.get_auth_service()
    auth.register("Ada", PASSWORD)

    def cost(password: str, error: type[Exception] | None = None, address: str = "192.0.2.1") -> Counter[str]:
        store.counts.clear()
        with factory.request_from(address, ""), pytest.raises(error) if error else nullcontext():
            auth.login("Ada", password)
        return Counter(store.counts)

    assert cost(PASSWORD) == {"read": 8, "query": 1, "create": 2}
    assert cost(PASSWORD) == {"read": 8, "query": 1, "create": 1}
    cost(WRONG, UnauthenticatedError)
    assert cost(PASSWORD) == {"read": 8, "query": 1, "create": 1, "delete": 1}
    assert cost(WRONG, UnauthenticatedError) == {"read": 8, "create": 1, "replace": 1}
    for number in range(2, 12):
        for _ in range(5):
            cost(WRONG, UnauthenticatedError if number < 11 else Exception, f"192.0.2.{number}")
    assert cost(WRONG, TooManyRequestsError, "192.0.2.2") == {"read": 2}
    assert cost(WRONG, TooManyRequestsError, "192.0.2.99") == {"read": 5}
    assert cost(WRONG, UnauthenticatedError) == {"read": 14, "replace": 2}


def test_sign_in_with_a_name_that_had_another_key_earlier_costs_at_most_five_reads_more(
    storage: Storage, credentials: CredentialManager, clock: MovableClock
) -> None:
    store = CountingStore(storage.open())
    factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
    auth = factory.get_auth_service()
    auth.register("İlker", PASSWORD)
    for spelling, reads in (("ilker", 9), ("İlker", 13), ("il\u00adker", 13)):
        store.counts.clear()
        with factory.request_from("192.0.2.1", ""):
            auth.login(spelling, PASSWORD)
        assert store.counts["read"] == reads, spelling
