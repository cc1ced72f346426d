"""Signing in with a password: what it answers, what it stores, and what it gives away to guessers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event, Lock
from typing import Literal

import httpx
import jwt
import pytest
from argon2 import PasswordHasher

from shared.credential_manager import CredentialManager
from shared.repos.user_repo import UserRepository
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import MovableClock

WRONG = "not the password"


class ObservableHasher(PasswordHasher):
    """Real hashes, counted; what is `held` waits with its verification until it is let go."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verifications = 0
        self.held: str | bytes | None = None
        self.waiting = Event()
        self.let_go = Event()
        self._lock = Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        with self._lock:
            self.verifications += 1
        if password == self.held:
            self.waiting.set()
            assert self.let_go.wait(20)
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> Iterator[ObservableHasher]:
    observable = ObservableHasher()
    yield observable
    observable.let_go.set()


@pytest.fixture
def factory(
    credentials: CredentialManager, store: DocumentStore, clock: MovableClock, hasher: ObservableHasher
) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)


def fail(api: Api, username: str, times: int = 5) -> None:
    for _ in range(times):
        assert api.login(username, WRONG).status_code == 401


def claims_of(token: str) -> dict[str, object]:
    claims: dict[str, object] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_signing_in_answers_both_tokens(ada: Person, api: Api) -> None:
    answer = api.login("Ada")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"token", "token_type", "expires_in", "refresh_token", "user_id"}
    assert (body["token_type"], body["expires_in"], body["user_id"]) == ("Bearer", 3600, ada.id)


def test_a_token_says_whose_it_is_and_how_long_it_lasts(ada: Person, clock: MovableClock) -> None:
    header = jwt.get_unverified_header(ada.token)
    assert header["alg"] == "HS256"
    assert isinstance(header["kid"], str)
    claims = claims_of(ada.token)
    assert set(claims) == {"sub", "iat", "exp", "iss", "jti"}
    now = int(clock.now().timestamp())
    assert (claims["sub"], claims["iat"], claims["exp"]) == (ada.id, now, now + 3600)


def test_no_two_tokens_are_the_same(ada: Person, api: Api) -> None:
    again = api.login("Ada").json()
    assert claims_of(again["token"])["jti"] != claims_of(ada.token)["jti"]
    assert again["refresh_token"] != ada.refresh_token


def test_the_life_of_a_token_can_be_set(api: Api, environment: dict[str, str], clock: MovableClock) -> None:
    environment["JWT_EXP_MINUTES"] = "5"
    ada = api.sign_up("Ada")
    assert api.login("Ada").json()["expires_in"] == 300
    clock.move(minutes=5, seconds=-1)
    assert ada.get("users/profile").status_code == 200
    clock.move(seconds=1)
    assert ada.get("users/profile").status_code == 401


@pytest.mark.usefixtures("ada")
def test_unknown_names_and_wrong_passwords_are_answered_alike(api: Api) -> None:
    wrong, unknown = api.login("Ada", WRONG), api.login("Nobody", WRONG)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"] == "Invalid username or password"
    ignored = {"date", "x-request-id"}
    assert {name: value for name, value in wrong.headers.items() if name not in ignored} == {
        name: value for name, value in unknown.headers.items() if name not in ignored
    }
    assert "Set-Cookie" not in wrong.headers


@pytest.mark.usefixtures("ada")
def test_the_slow_hash_runs_for_unknown_names_as_often_as_for_known_ones(
    api: Api, hasher: ObservableHasher
) -> None:
    spent = {}
    for name, password in (("Ada", WRONG), ("Nobody", WRONG), ("Ada", PASSWORD)):
        before = hasher.verifications
        api.login(name, password)
        spent[name, password] = hasher.verifications - before
    assert set(spent.values()) == {1}


def test_a_user_without_a_password_cannot_sign_in(root: Person, api: Api, hasher: ObservableHasher) -> None:
    root.post("users", json={"name": "Grace"})
    before = hasher.verifications
    for guess in (WRONG, "None", "nobody's password"):
        answer = api.login("Grace", guess)
        assert answer.status_code == 401
        assert answer.json()["error"] == "Invalid username or password"
    assert hasher.verifications == before + 3


@pytest.mark.usefixtures("ada")
def test_the_password_is_compared_to_the_letter(api: Api) -> None:
    for guess in (PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD}\0", PASSWORD[:-1]):
        assert api.login("Ada", guess).status_code in {400, 401}


def test_an_endless_password_is_refused_before_it_is_hashed(api: Api, hasher: ObservableHasher) -> None:
    assert api.login("Ada", "a" * 1_000_000).status_code == 400
    assert hasher.verifications == 0


# The cookie


def cookie_of(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return the value of the cookie, and its attributes by lower-case name."""
    first, *rest = answer.headers["Set-Cookie"].split("; ")
    name, _, value = first.partition("=")
    assert name == "auth_token"
    return value, {name.lower(): value for name, _, value in (part.partition("=") for part in rest)}


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("action", ["login", "refresh"])
def test_the_token_comes_as_a_cookie_too(api: Api, action: str) -> None:
    signed_in = api.login("Ada")
    if action == "refresh":
        token = signed_in.json()["refresh_token"]
        signed_in = api.call("POST", "auth/refresh", json={"refresh_token": token})
    value, attributes = cookie_of(signed_in)
    assert value == signed_in.json()["token"]
    assert "httponly" in attributes
    assert (attributes["samesite"], attributes["path"], attributes["max-age"]) == ("Lax", "/", "3600")
    assert "domain" not in attributes


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("host", "secure"),
    [
        ("localhost", False),
        ("localhost:7071", False),
        ("127.0.0.1:7071", False),
        ("[::1]:7071", False),
        ("api.example.com", True),
        ("localhost.example.com", True),
        ("127.0.0.1.example.com:80", True),
        ("192.168.1.5:7071", True),
    ],
)
def test_the_cookie_is_secure_off_localhost(api: Api, host: str, *, secure: bool) -> None:
    body = {"username": "Ada", "password": PASSWORD}
    _, attributes = cookie_of(api.call("POST", "auth/login", json=body, headers={"Host": host}))
    assert ("secure" in attributes) is secure
    assert "httponly" in attributes
    assert attributes["samesite"] == "Lax"


@pytest.mark.usefixtures("ada")
def test_another_sites_page_cannot_sign_this_browser_in(api: Api) -> None:
    body = {"username": "Ada", "password": PASSWORD}
    for origin in ("https://evil.example", "null", "http://app.example.com"):
        answer = api.call("POST", "auth/login", json=body, headers={"Origin": origin})
        assert "Set-Cookie" not in answer.headers
    for origin in (api.url, "https://app.example.com"):
        answer = api.call("POST", "auth/login", json=body, headers={"Origin": origin})
        assert "Set-Cookie" in answer.headers


# Guessing


def test_after_five_failures_a_name_is_locked_even_for_the_right_password(ada: Person, api: Api) -> None:
    fail(api, "Ada")
    for password in (WRONG, PASSWORD):
        answer = api.login("Ada", password)
        assert answer.status_code == 429
        assert answer.json()["code"] == "too_many_requests"
        assert 890 <= int(answer.headers["Retry-After"]) <= 901
    assert ada.get("users/profile").status_code == 200


def test_unknown_names_are_locked_alike(api: Api) -> None:
    fail(api, "Nobody")
    answer = api.login("Nobody", WRONG)
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


@pytest.mark.usefixtures("ada")
def test_a_lock_holds_for_every_form_of_the_name(api: Api) -> None:
    for name in ("Ada", "ADA", " ada ", "\uff21da", "aDa"):
        fail(api, name, times=1)
    assert api.login("\uff41\uff44\uff41").status_code == 429


@pytest.mark.usefixtures("ada", "bob")
def test_a_lock_is_of_one_name_alone(api: Api) -> None:
    fail(api, "Ada")
    assert api.login("Bob").status_code == 200


@pytest.mark.usefixtures("ada")
def test_a_lock_ends_when_retry_after_says(api: Api, clock: MovableClock) -> None:
    fail(api, "Ada")
    clock.move(minutes=14, seconds=58)
    wait = int(api.login("Ada").headers["Retry-After"])
    assert 1 <= wait <= 3
    clock.move(seconds=wait)
    assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_the_window_slides(api: Api, clock: MovableClock) -> None:
    for _ in range(4):
        fail(api, "Ada", times=1)
        clock.move(minutes=4)
    # The first failure is 16 minutes old by now.
    fail(api, "Ada", times=2)
    assert api.login("Ada").status_code == 429
    clock.move(minutes=3)
    assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_attempts_against_a_locked_name_do_not_prolong_the_lock(api: Api, clock: MovableClock) -> None:
    fail(api, "Ada")
    clock.move(minutes=14)
    assert api.login("Ada", WRONG).status_code == 429
    clock.move(minutes=1)
    assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_success_makes_earlier_failures_forgotten(api: Api) -> None:
    fail(api, "Ada", times=4)
    assert api.login("Ada").status_code == 200
    fail(api, "Ada", times=4)
    assert api.login("Ada").status_code == 200


@pytest.mark.parametrize("name", ["Ada", "Nobody"])
@pytest.mark.usefixtures("ada")
def test_of_20_parallel_wrong_guesses_five_are_looked_at(api: Api, name: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: api.login(name, f"{WRONG} {number}"), range(20)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 15
    assert api.login(name).status_code == 429


@pytest.mark.usefixtures("ada")
def test_a_right_guess_among_too_many_parallel_ones_is_not_let_in(api: Api, hasher: ObservableHasher) -> None:
    hasher.held = PASSWORD
    with ThreadPoolExecutor(1) as pool:
        right = pool.submit(api.login, "Ada", PASSWORD)
        assert hasher.waiting.wait(20)
        fail(api, "Ada")
        hasher.let_go.set()
        assert right.result().status_code == 429


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [("POST", "auth/change-password", "current_password"), ("DELETE", "users/profile", "password")],
)
class TestWhereThePasswordIsAskedForAgain:
    def test_wrong_ones_count_as_failed_logins(
        self, ada: Person, api: Api, method: str, path: str, field: str
    ) -> None:
        for _ in range(5):
            body = {field: WRONG, "new_password": "another password"}
            assert ada.call(method, path, json=body).status_code == 401
        right = {field: PASSWORD, "new_password": "another password"}
        answer = ada.call(method, path, json=right)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert api.login("Ada").status_code == 429

    def test_a_right_one_among_too_many_parallel_ones_is_refused(
        self, ada: Person, api: Api, hasher: ObservableHasher, method: str, path: str, field: str
    ) -> None:
        hasher.held = PASSWORD
        body = {field: PASSWORD, "new_password": "another password"}
        with ThreadPoolExecutor(1) as pool:
            right = pool.submit(ada.call, method, path, json=body)
            assert hasher.waiting.wait(20)
            fail(api, "Ada")
            hasher.let_go.set()
            assert right.result().status_code == 429
        assert ada.get("users/profile").status_code == 200


@pytest.mark.parametrize("meanwhile", ["another password", "deleted"])
def test_who_signs_in_while_the_password_stops_being_right_is_not_let_in(
    ada: Person, root: Person, api: Api, hasher: ObservableHasher, meanwhile: str
) -> None:
    hasher.held = PASSWORD
    with ThreadPoolExecutor(1) as pool:
        signed_in = pool.submit(api.login, "Ada")
        assert hasher.waiting.wait(20)
        if meanwhile == "deleted":
            assert root.delete(f"users/{ada.id}").status_code == 204
        else:
            answer = root.put(f"users/{ada.id}", json={"password": meanwhile})
            assert answer.status_code == 200
        hasher.let_go.set()
        assert signed_in.result().status_code == 401


# Old hashes


@pytest.fixture
def old_ada(ada: Person, store: DocumentStore) -> Person:
    """Somebody whose password was stored as the documents describe it."""
    users = UserRepository(store)
    user = users.get_user(ada.id)
    users.update(user.with_password(sha256(PASSWORD.encode()).hexdigest()))
    return ada


def stored_hash(store: DocumentStore, person: Person) -> str:
    return str(UserRepository(store).get_user(person.id).password_hash)


def test_a_sha256_hash_still_verifies_and_is_replaced(
    old_ada: Person, api: Api, store: DocumentStore
) -> None:
    assert api.login("Ada").status_code == 200
    assert stored_hash(store, old_ada).startswith("$argon2id$")
    assert api.login("Ada").status_code == 200
    assert api.login("Ada", WRONG).status_code == 401


def test_a_sha256_hash_is_not_replaced_by_a_wrong_password(
    old_ada: Person, api: Api, store: DocumentStore
) -> None:
    before = stored_hash(store, old_ada)
    for guess in (WRONG, before, before.upper()):
        assert api.login("Ada", guess).status_code == 401
    assert stored_hash(store, old_ada) == before


@pytest.mark.usefixtures("old_ada")
def test_a_sha256_hash_is_not_told_by_the_time_that_it_takes(api: Api, hasher: ObservableHasher) -> None:
    before = hasher.verifications
    api.login("Ada", WRONG)
    assert hasher.verifications == before + 1


def test_a_hash_of_outgrown_costs_is_replaced(ada: Person, api: Api, store: DocumentStore) -> None:
    users = UserRepository(store)
    cheaper = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16)
    users.update(users.get_user(ada.id).with_password(cheaper.hash(PASSWORD)))
    before = stored_hash(store, ada)
    assert api.login("Ada").status_code == 200
    assert stored_hash(store, ada) != before
    assert api.login("Ada").status_code == 200


def test_replacing_a_hash_changes_nothing_that_is_shown(old_ada: Person, api: Api) -> None:
    before = old_ada.get("users/profile")
    api.login("Ada")
    after = old_ada.get("users/profile")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])


def test_a_password_is_stored_as_argon2id_with_its_costs(ada: Person, store: DocumentStore) -> None:
    stored = stored_hash(store, ada)
    assert stored.startswith("$argon2id$v=19$")
    assert PASSWORD not in stored


def test_equal_passwords_are_not_stored_alike(ada: Person, bob: Person, store: DocumentStore) -> None:
    assert stored_hash(store, ada) != stored_hash(store, bob)
