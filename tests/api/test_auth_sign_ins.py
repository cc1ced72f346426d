"""Sign-ins: the list of them, how each ends, and that its access tokens end with it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.entities.sign_in import RefreshFamily
from shared.errors import DatabaseError
from shared.services.service_factory import ServiceFactory
from shared.services.sign_ins import MAX_SIGN_INS
from shared.store.contract import Document, DocumentStore
from tests.api.conftest import PASSWORD, TLS, Api, Person, served
from tests.api.errors import assert_unauthorized
from tests.api.storage import Storage
from tests.conftest import CHEAP_HASHER, MovableClock

NEW_PASSWORD = "another horse, another battery"


def sign_in(api: Api, user_agent: str | None = "Test/1.0", name: str = "Ada") -> Person:
    """Sign in once more."""
    headers = {} if user_agent is None else {"User-Agent": user_agent}
    response = api.call("POST", "auth/login", json={"username": name, "password": PASSWORD}, headers=headers)
    assert response.status_code == 200, response.text
    api.client.cookies.clear()
    return Person(api.client, name, response.json())


def refresh(api: Api, token: str) -> httpx.Response:
    response = api.call("POST", "auth/refresh", json={"refresh_token": token})
    api.client.cookies.clear()
    return response


def sessions(person: Person) -> list[dict[str, Any]]:
    response = person.get("auth/sessions")
    assert response.status_code == 200
    listed: list[dict[str, Any]] = response.json()
    return listed


def current_id(person: Person) -> str:
    (current,) = [session["id"] for session in sessions(person) if session["current"]]
    return str(current)


# The list


def test_sign_ins_are_listed_newest_first_with_the_own_one_marked(
    ada: Person, bob: Person, api: Api, clock: MovableClock
) -> None:
    clock.move(minutes=1)
    second = sign_in(api, "Browser/2.0 (Tests)")
    clock.move(minutes=1)
    refresh(api, ada.refresh_token)
    listed = sessions(second)
    assert [set(session) for session in listed] == [
        {"id", "created_at", "last_used_at", "user_agent", "current"}
    ] * 2
    assert [session["current"] for session in listed] == [True, False]
    assert [session["current"] for session in sessions(ada)] == [False, True]
    assert listed[0]["user_agent"] == "Browser/2.0 (Tests)"
    assert [(session["created_at"], session["last_used_at"]) for session in listed] == [
        ("2026-03-18T09:31:00Z", "2026-03-18T09:31:00Z"),
        ("2026-03-18T09:30:00Z", "2026-03-18T09:32:00Z"),
    ]
    assert len(sessions(bob)) == 1


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a" * 5000, "a" * RefreshFamily.MAX_USER_AGENT),
        ("Browser\t1", "Browser1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", None),
        ("\u202eevil\u200b", None),
    ],
)
def test_user_agent_is_bounded_and_has_no_control_characters(
    ada: Person, api: Api, sent: str, shown: str | None
) -> None:
    if sent.isascii():
        (own,) = [each for each in sessions(sign_in(api, sent)) if each["current"]]
        assert own["user_agent"] == shown
    else:
        body = {"username": "Ada", "password": PASSWORD}
        response = api.call("POST", "auth/login", json=body, headers={"User-Agent": sent.encode()})
        assert response.status_code in {200, 400}
        assert all((each["user_agent"] or "").isprintable() for each in sessions(ada))


def test_other_users_sign_ins_can_be_neither_listed_nor_ended(ada: Person, bob: Person, root: Person) -> None:
    bobs = current_id(bob)
    for person in (ada, root):
        assert person.get("auth/sessions", params={"user_id": bob.id}).status_code == 403
        assert person.delete(f"auth/sessions/{bobs}", params={"user_id": bob.id}).status_code == 403
        assert person.delete(f"auth/sessions/{bobs}").status_code == 404
    assert bob.get("users/profile").status_code == 200


@pytest.mark.parametrize("name", ["unknown", "user", "..%2Fuser", "%00", "a" * 5000, "%E6%BC%A2", "%20"])
def test_unknown_sign_in_is_404(ada: Person, name: str) -> None:
    assert ada.delete(f"auth/sessions/{name}").status_code == 404
    assert ada.get("users/profile").status_code == 200


# The end of a sign-in


def log_out(_: Api, ada: Person, other: Person) -> httpx.Response:
    del ada
    return other.post("auth/logout")


def log_out_by_refresh_token(_: Api, ada: Person, other: Person) -> httpx.Response:
    return ada.post("auth/logout", json={"refresh_token": other.refresh_token})


def end_one(_: Api, ada: Person, other: Person) -> httpx.Response:
    return ada.delete(f"auth/sessions/{current_id(other)}")


def change_password(_: Api, ada: Person, other: Person) -> httpx.Response:
    del other
    return ada.post("auth/change-password", json={"current_password": PASSWORD, "new_password": NEW_PASSWORD})


def close_account(_: Api, ada: Person, other: Person) -> httpx.Response:
    del other
    return ada.delete("users/profile", json={"password": PASSWORD})


ENDINGS: list[Callable[[Api, Person, Person], httpx.Response]] = [
    log_out,
    log_out_by_refresh_token,
    end_one,
    change_password,
    close_account,
]


@pytest.fixture
def other_instance(
    api: Api,
    credentials: CredentialManager,
    environment: dict[str, str],
    storage: Storage,
    clock: MovableClock,
) -> Iterator[httpx.Client]:
    """A client of another instance of the API over the same store, which shares no state in memory."""
    assert api.url
    factory = ServiceFactory(credentials=credentials, store=storage.open(), clock=clock, hasher=CHEAP_HASHER)
    with (
        served(factory, environment) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30, verify=TLS) as client,
    ):
        yield client


def status_there(client: httpx.Client, person: Person) -> int:
    return client.get("users/profile", headers={"Authorization": f"Bearer {person.token}"}).status_code


@pytest.mark.both_stores("an instance sees what another one has stored")
@pytest.mark.parametrize("end", ENDINGS)
def test_access_tokens_end_at_once_here_and_within_30_seconds_elsewhere(
    ada: Person,
    api: Api,
    other_instance: httpx.Client,
    clock: MovableClock,
    end: Callable[[Api, Person, Person], httpx.Response],
) -> None:
    other = sign_in(api)
    assert status_there(other_instance, other) == 200
    clock.move(seconds=1)
    assert end(api, ada, other).status_code == 204
    assert_unauthorized(other.get("users/profile"))
    assert_unauthorized(other.get("tasks"))
    session = api.call("GET", "auth/session", headers={"Authorization": f"Bearer {other.token}"})
    assert session.json() == {"signed_in": False}
    assert_unauthorized(refresh(api, other.refresh_token))
    clock.move(seconds=29)
    assert status_there(other_instance, other) == 401
    clock.move(seconds=-29)  # the other instance's clock may be behind
    assert status_there(other_instance, other) == 401


def test_reuse_of_a_spent_refresh_token_ends_the_access_tokens_here_and_elsewhere(
    ada: Person, api: Api, other_instance: httpx.Client, clock: MovableClock
) -> None:
    assert refresh(api, ada.refresh_token).status_code == 200
    clock.move(seconds=30)
    assert status_there(other_instance, ada) == 200
    assert_unauthorized(refresh(api, ada.refresh_token))
    assert_unauthorized(ada.get("users/profile"))
    clock.move(seconds=30)
    assert status_there(other_instance, ada) == 401


def test_ending_a_sign_in_ends_no_other_one(ada: Person, bob: Person, api: Api) -> None:
    first, second = sign_in(api), sign_in(api)
    assert ada.delete(f"auth/sessions/{current_id(first)}").status_code == 204
    assert_unauthorized(first.get("users/profile"))
    for person in (ada, second, bob):
        assert person.get("users/profile").status_code == 200
        assert refresh(api, person.refresh_token).status_code == 200
    assert ada.delete(f"auth/sessions/{current_id(ada)}").status_code == 204
    assert_unauthorized(ada.get("auth/sessions"))


def test_every_access_token_of_a_family_ends_with_it(ada: Person, api: Api) -> None:
    tokens = [ada.token]
    renewed = ada.refresh_token
    for _ in range(3):
        body = refresh(api, renewed).json()
        renewed = body["refresh_token"]
        tokens.append(body["token"])
    ada.post("auth/logout")
    for token in tokens:
        ada.token = token
        assert_unauthorized(ada.get("users/profile"))


@pytest.fixture
def long_access_tokens(environment: dict[str, str]) -> None:
    environment["JWT_EXP_MINUTES"] = "1000000"


@pytest.mark.usefixtures("long_access_tokens", "ada")
def test_sign_in_ends_after_30_idle_days_and_after_90_days_in_any_case(api: Api, clock: MovableClock) -> None:
    idle, used = sign_in(api), sign_in(api)
    began, token = clock.now(), used.refresh_token
    for days in (29, 58, 87):
        clock.set(began + timedelta(days=days))
        renewed = refresh(api, token).json()
        token, used.token = renewed["refresh_token"], renewed["token"]
        if days == 29:
            assert idle.get("users/profile").status_code == 200
            clock.set(began + timedelta(days=30))
            assert_unauthorized(idle.get("users/profile"))
            assert_unauthorized(refresh(api, idle.refresh_token))
            assert [each["current"] for each in sessions(used)] == [True]
    clock.set(began + timedelta(days=90, seconds=-1))
    assert used.get("users/profile").status_code == 200
    clock.set(began + timedelta(days=90))
    assert_unauthorized(refresh(api, token))
    clock.move(seconds=29)
    assert_unauthorized(used.get("users/profile"))


# At most 20


def test_oldest_sign_ins_end_beyond_20(ada: Person, api: Api, clock: MovableClock) -> None:
    people = [ada]
    for _ in range(MAX_SIGN_INS + 2):
        clock.move(seconds=1)
        people.append(sign_in(api))
    for ended in people[:3]:
        assert_unauthorized(ended.get("users/profile"))
        assert_unauthorized(refresh(api, ended.refresh_token))
    for kept in people[3:]:
        assert kept.get("users/profile").status_code == 200
    assert len(sessions(people[-1])) == MAX_SIGN_INS


@pytest.mark.both_stores("concurrent sign-ins end the same ones")
def test_concurrent_sign_ins_leave_20(ada: Person, bob: Person, api: Api, storage: Storage) -> None:
    with ThreadPoolExecutor(8) as pool:
        people = list(pool.map(lambda _: sign_in(api), range(MAX_SIGN_INS + 12)))
    stored = [one for one in storage.read_everything() if one["type"] == "refresh_family"]
    assert [one["user_id"] for one in stored].count(ada.id) == MAX_SIGN_INS
    alive = [person for person in people if person.get("users/profile").status_code == 200]
    assert len(alive) in {MAX_SIGN_INS - 1, MAX_SIGN_INS}  # the first may be among the newest: equal times
    assert bob.get("users/profile").status_code == 200


def test_sign_ins_of_earlier_versions_stay_good_and_end_first(
    ada: Person, api: Api, store: DocumentStore, clock: MovableClock
) -> None:
    family = current_id(ada)
    document = store.read(f"refresh:{family}", ada.id)
    names = ("id", "user_id", "type", "family", "token_hash", "ttl")
    store.upsert({name: document[name] for name in names})
    assert ada.get("users/profile").status_code == 200
    times = {"created_at": None, "last_used_at": None, "user_agent": None}
    assert sessions(ada) == [{"id": family, **times, "current": True}]
    clock.move(minutes=1)
    newer = [sign_in(api) for _ in range(MAX_SIGN_INS - 1)]
    renewed = refresh(api, ada.refresh_token)
    assert renewed.status_code == 200
    assert sessions(newer[0])[0]["created_at"] == "2026-03-18T09:31:00Z"
    store.upsert({name: document[name] for name in names})
    sign_in(api)
    clock.move(minutes=1)
    assert_unauthorized(ada.get("users/profile"))
    assert newer[0].get("users/profile").status_code == 200


# The cost


class WatchedStore(CountingStore):
    """A store that counts, and that can become unreachable for reads of sign-ins."""

    unreachable = False

    def read(self, document_id: str, user_id: str) -> Document:
        if document_id.startswith("refresh:"):
            self.counts["sign-in"] += 1
            if self.unreachable:
                raise DatabaseError("The store cannot be reached")
        return super().read(document_id, user_id)


class TestReads:
    @pytest.fixture
    def store(self, storage: Storage) -> WatchedStore:
        return WatchedStore(storage.open())

    def test_authentication_reads_a_sign_in_once_in_30_seconds(
        self, ada: Person, api: Api, store: WatchedStore, clock: MovableClock
    ) -> None:
        store.counts.clear()
        for _ in range(3):
            for path in ("stats", "tasks", "users/profile"):
                ada.get(path)
        assert store.counts["sign-in"] == 0  # this instance has begun it
        for reads in (1, 2):
            clock.move(seconds=30)
            with ThreadPoolExecutor(1) as pool:
                for _ in range(6):
                    pool.submit(ada.get, "stats").result()
            assert store.counts["sign-in"] == reads
        ada.token = refresh(api, ada.refresh_token).json()["token"]
        store.counts.clear()
        ada.get("stats")
        assert store.counts["sign-in"] == 0  # its other token is of the same sign-in

    def test_unreachable_store_is_503_once_the_cached_state_is_too_old(
        self, ada: Person, store: WatchedStore, clock: MovableClock
    ) -> None:
        store.unreachable = True
        clock.move(seconds=29)
        assert ada.get("stats").status_code == 200
        clock.move(seconds=1)
        response = ada.get("stats")
        assert (response.status_code, response.json()["code"]) == (503, "store_unavailable")
        store.unreachable = False
        assert ada.get("stats").status_code == 200


# Successors of refresh tokens after a rotation of the secret


def test_spent_token_has_the_same_successor_after_a_rotation_of_the_secret(
    ada: Person,
    api: Api,
    environment: dict[str, str],
    store: DocumentStore,
    clock: MovableClock,
    tmp_path: Any,
) -> None:
    successor = refresh(api, ada.refresh_token).json()["refresh_token"]
    secret = "another secret, of at least 32 bytes"
    for previous, status in ((environment["JWT_SECRET"], 200), ("", 401), (environment["JWT_SECRET"], 200)):
        settings = {**environment, "JWT_SECRET": secret, "JWT_SECRET_PREVIOUS": previous}
        rotated = ServiceFactory(
            credentials=CredentialManager(settings, tmp_path), store=store, clock=clock, hasher=CHEAP_HASHER
        )
        with served(rotated, settings) as url:
            body = {"refresh_token": ada.refresh_token}
            response = httpx.post(f"{url}/api/auth/refresh", json=body, verify=TLS)
        assert response.status_code == status
        assert response.json().get("refresh_token") == (successor if status == 200 else None)
