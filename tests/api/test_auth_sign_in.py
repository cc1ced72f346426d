"""Login: tokens, the cookie, throttling of guesses, and stored password hashes."""

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
    """Counts real verifications; one of the `held` password waits for `proceed`."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verifications = 0
        self.held: str | bytes | None = None
        self.waiting = Event()
        self.proceed = Event()
        self._lock = Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        with self._lock:
            self.verifications += 1
        if password == self.held:
            self.waiting.set()
            assert self.proceed.wait(20)
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> Iterator[ObservableHasher]:
    observable = ObservableHasher()
    yield observable
    observable.proceed.set()


@pytest.fixture
def hashes_at_once() -> int:
    """How many passwords may be hashed at once: here another one while one is held."""
    return 2


@pytest.fixture
def factory(
    credentials: CredentialManager,
    store: DocumentStore,
    clock: MovableClock,
    hasher: ObservableHasher,
    hashes_at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> ServiceFactory:
    monkeypatch.setattr("shared.services.hashing_queue.hashes_at_once", lambda: hashes_at_once)
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)


def fail_to_log_in(api: Api, username: str, times: int = 5) -> None:
    for _ in range(times):
        assert api.login(username, WRONG).status_code == 401


def claims_of(token: str) -> dict[str, object]:
    claims: dict[str, object] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_login_returns_access_and_refresh_tokens(ada: Person, api: Api) -> None:
    response = api.login("Ada")
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"token", "token_type", "expires_in", "refresh_token", "user_id"}
    assert (body["token_type"], body["expires_in"], body["user_id"]) == ("Bearer", 3600, ada.id)


def test_access_token_claims_the_user_and_its_lifetime(ada: Person, clock: MovableClock) -> None:
    header = jwt.get_unverified_header(ada.token)
    assert header["alg"] == "HS256"
    assert isinstance(header["kid"], str)
    claims = claims_of(ada.token)
    assert set(claims) == {"sub", "iat", "nbf", "exp", "iss", "aud", "jti"}
    now = int(clock.now().timestamp())
    assert (claims["sub"], claims["iat"], claims["exp"]) == (ada.id, now, now + 3600)
    assert (claims["nbf"], claims["iss"], claims["aud"]) == (now, "avanochi", "avanochi")


def test_each_login_issues_different_tokens(ada: Person, api: Api) -> None:
    again = api.login("Ada").json()
    assert claims_of(again["token"])["jti"] != claims_of(ada.token)["jti"]
    assert again["refresh_token"] != ada.refresh_token


def test_access_token_lifetime_is_configurable(
    api: Api, environment: dict[str, str], clock: MovableClock
) -> None:
    environment["JWT_EXP_MINUTES"] = "5"
    ada = api.sign_up("Ada")
    assert api.login("Ada").json()["expires_in"] == 300
    clock.move(minutes=5, seconds=-1)
    assert ada.get("users/profile").status_code == 200
    clock.move(seconds=1)
    assert ada.get("users/profile").status_code == 401


@pytest.mark.usefixtures("ada")
def test_login_with_unknown_name_returns_401_like_a_wrong_password(api: Api) -> None:
    wrong, unknown = api.login("Ada", WRONG), api.login("Unknown", WRONG)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"] == "Invalid username or password"
    ignored = {"date", "x-request-id"}
    assert {name: value for name, value in wrong.headers.items() if name not in ignored} == {
        name: value for name, value in unknown.headers.items() if name not in ignored
    }
    assert "Set-Cookie" not in wrong.headers


@pytest.mark.usefixtures("ada")
def test_login_verifies_one_hash_for_known_and_unknown_names(api: Api, hasher: ObservableHasher) -> None:
    spent = {}
    for name, password in (("Ada", WRONG), ("Unknown", WRONG), ("Ada", PASSWORD)):
        before = hasher.verifications
        api.login(name, password)
        spent[name, password] = hasher.verifications - before
    assert set(spent.values()) == {1}


def test_login_of_a_user_without_a_password_returns_401(
    root: Person, api: Api, hasher: ObservableHasher
) -> None:
    root.post("users", json={"name": "Grace"})
    before = hasher.verifications
    for guess in (WRONG, "None", "no password"):
        response = api.login("Grace", guess)
        assert response.status_code == 401
        assert response.json()["error"] == "Invalid username or password"
    assert hasher.verifications == before + 3


@pytest.mark.usefixtures("ada")
def test_login_compares_the_exact_password(api: Api) -> None:
    for guess in (PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD}\0", PASSWORD[:-1]):
        assert api.login("Ada", guess).status_code in {400, 401}


def test_oversized_password_is_rejected_without_hashing(api: Api, hasher: ObservableHasher) -> None:
    assert api.login("Ada", "a" * 1_000_000).status_code == 400
    assert hasher.verifications == 0


# The cookie


def cookie_of(response: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return the value of the cookie, and its attributes by lower-case name."""
    first, *rest = response.headers["Set-Cookie"].split("; ")
    name, _, value = first.partition("=")
    assert name == "auth_token"
    return value, {name.lower(): value for name, _, value in (part.partition("=") for part in rest)}


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("action", ["login", "refresh"])
def test_login_and_refresh_set_the_token_as_a_cookie(api: Api, action: str) -> None:
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
def test_cookie_is_secure_except_on_localhost(api: Api, host: str, *, secure: bool) -> None:
    body = {"username": "Ada", "password": PASSWORD}
    _, attributes = cookie_of(api.call("POST", "auth/login", json=body, headers={"Host": host}))
    assert ("secure" in attributes) is secure
    assert "httponly" in attributes
    assert attributes["samesite"] == "Lax"


@pytest.mark.usefixtures("ada")
def test_login_from_a_foreign_origin_sets_no_cookie(api: Api) -> None:
    body = {"username": "Ada", "password": PASSWORD}
    for origin in ("https://evil.example", "null", "http://app.example.com"):
        response = api.call("POST", "auth/login", json=body, headers={"Origin": origin})
        assert "Set-Cookie" not in response.headers
    for site in ("cross-site", "same-site"):
        response = api.call("POST", "auth/login", json=body, headers={"Sec-Fetch-Site": site})
        assert "Set-Cookie" not in response.headers
    for origin in (api.url, "https://app.example.com"):
        response = api.call("POST", "auth/login", json=body, headers={"Origin": origin})
        assert "Set-Cookie" in response.headers


# Throttling of guesses


def test_name_is_locked_after_five_failures_even_for_the_right_password(ada: Person, api: Api) -> None:
    fail_to_log_in(api, "Ada")
    for password in (WRONG, PASSWORD):
        response = api.login("Ada", password)
        assert response.status_code == 429
        assert response.json()["code"] == "too_many_requests"
        assert 890 <= int(response.headers["Retry-After"]) <= 901
    assert ada.get("users/profile").status_code == 200


def test_unknown_name_is_locked_after_five_failures(api: Api) -> None:
    fail_to_log_in(api, "Unknown")
    response = api.login("Unknown", WRONG)
    assert response.status_code == 429
    assert "Retry-After" in response.headers


@pytest.mark.usefixtures("ada")
def test_lock_applies_to_every_case_and_unicode_form_of_the_name(api: Api) -> None:
    for name in ("Ada", "ADA", " ada ", "\uff21da", "aDa"):
        fail_to_log_in(api, name, times=1)
    assert api.login("\uff41\uff44\uff41").status_code == 429


@pytest.mark.usefixtures("ada", "bob")
def test_lock_does_not_affect_other_names(api: Api) -> None:
    fail_to_log_in(api, "Ada")
    assert api.login("Bob").status_code == 200


@pytest.mark.usefixtures("ada")
def test_lock_ends_after_retry_after(api: Api, clock: MovableClock) -> None:
    fail_to_log_in(api, "Ada")
    clock.move(minutes=14, seconds=58)
    wait = int(api.login("Ada").headers["Retry-After"])
    assert 1 <= wait <= 3
    clock.move(seconds=wait)
    assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_failures_count_in_a_sliding_window_of_15_minutes(api: Api, clock: MovableClock) -> None:
    for _ in range(4):
        fail_to_log_in(api, "Ada", times=1)
        clock.move(minutes=4)
    # The first failure is 16 minutes old.
    fail_to_log_in(api, "Ada", times=2)
    assert api.login("Ada").status_code == 429
    clock.move(minutes=3)
    assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_attempts_on_a_locked_name_do_not_extend_the_lock(api: Api, clock: MovableClock) -> None:
    fail_to_log_in(api, "Ada")
    clock.move(minutes=14)
    assert api.login("Ada", WRONG).status_code == 429
    clock.move(minutes=1)
    assert api.login("Ada").status_code == 200


@pytest.mark.usefixtures("ada")
def test_successful_login_resets_the_failure_count(api: Api) -> None:
    fail_to_log_in(api, "Ada", times=4)
    assert api.login("Ada").status_code == 200
    fail_to_log_in(api, "Ada", times=4)
    assert api.login("Ada").status_code == 200


@pytest.mark.parametrize("name", ["Ada", "Unknown"])
@pytest.mark.usefixtures("ada")
def test_only_five_of_20_parallel_wrong_guesses_are_verified(api: Api, name: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(lambda number: api.login(name, f"{WRONG} {number}"), range(20)))
    assert sorted(response.status_code for response in responses) == [401] * 5 + [429] * 15
    assert api.login(name).status_code == 429


@pytest.mark.usefixtures("ada")
def test_right_password_is_rejected_if_the_name_is_locked_during_verification(
    api: Api, hasher: ObservableHasher
) -> None:
    hasher.held = PASSWORD
    with ThreadPoolExecutor(1) as pool:
        right = pool.submit(api.login, "Ada", PASSWORD)
        assert hasher.waiting.wait(20)
        fail_to_log_in(api, "Ada")
        hasher.proceed.set()
        assert right.result().status_code == 429


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [("POST", "auth/change-password", "current_password"), ("DELETE", "users/profile", "password")],
)
class TestPasswordConfirmation:
    def test_wrong_passwords_count_by_user_and_lock_no_sign_in(
        self, ada: Person, api: Api, clock: MovableClock, method: str, path: str, field: str
    ) -> None:
        fail_to_log_in(api, "Ada", times=4)
        for _ in range(5):
            body = {field: WRONG, "new_password": "another password"}
            assert ada.call(method, path, json=body).status_code == 401
        right = {field: PASSWORD, "new_password": "another password"}
        response = ada.call(method, path, json=right)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        assert api.login("Ada").status_code == 200
        clock.move(seconds=int(response.headers["Retry-After"]))
        assert ada.call(method, path, json=right).status_code == 204

    def test_right_password_is_rejected_if_the_user_is_locked_during_verification(
        self, ada: Person, hasher: ObservableHasher, method: str, path: str, field: str
    ) -> None:
        hasher.held = PASSWORD
        body = {field: PASSWORD, "new_password": "another password"}
        with ThreadPoolExecutor(1) as pool:
            right = pool.submit(ada.call, method, path, json=body)
            assert hasher.waiting.wait(20)
            for _ in range(5):
                assert ada.call(method, path, json={**body, field: WRONG}).status_code == 401
            hasher.proceed.set()
            assert right.result().status_code == 429
        assert ada.get("users/profile").status_code == 200


@pytest.mark.parametrize("meanwhile", ["another password", "deleted"])
def test_login_fails_if_the_password_changes_during_verification(
    ada: Person, root: Person, api: Api, hasher: ObservableHasher, meanwhile: str
) -> None:
    hasher.held = PASSWORD
    with ThreadPoolExecutor(1) as pool:
        signed_in = pool.submit(api.login, "Ada")
        assert hasher.waiting.wait(20)
        if meanwhile == "deleted":
            assert root.delete(f"users/{ada.id}").status_code == 204
        else:
            response = root.put(f"users/{ada.id}", json={"password": meanwhile})
            assert response.status_code == 200
        hasher.proceed.set()
        assert signed_in.result().status_code == 401


# Stored hashes


@pytest.fixture
def legacy_ada(ada: Person, store: DocumentStore) -> Person:
    """A user whose password is stored as a SHA-256 hex hash, as the documents describe it."""
    users = UserRepository(store)
    user = users.get_user(ada.id)
    users.update(user.with_password(sha256(PASSWORD.encode()).hexdigest()))
    return ada


def stored_hash(store: DocumentStore, person: Person) -> str:
    return str(UserRepository(store).get_user(person.id).password_hash)


def test_sha256_hash_is_accepted_and_replaced_at_login(
    legacy_ada: Person, api: Api, store: DocumentStore
) -> None:
    assert api.login("Ada").status_code == 200
    assert stored_hash(store, legacy_ada).startswith("$argon2id$")
    assert api.login("Ada").status_code == 200
    assert api.login("Ada", WRONG).status_code == 401


def test_sha256_hash_is_kept_after_a_wrong_password(
    legacy_ada: Person, api: Api, store: DocumentStore
) -> None:
    before = stored_hash(store, legacy_ada)
    for guess in (WRONG, before, before.upper()):
        assert api.login("Ada", guess).status_code == 401
    assert stored_hash(store, legacy_ada) == before


@pytest.mark.usefixtures("legacy_ada")
def test_login_with_a_sha256_hash_also_verifies_one_argon2_hash(api: Api, hasher: ObservableHasher) -> None:
    before = hasher.verifications
    api.login("Ada", WRONG)
    assert hasher.verifications == before + 1


def test_hash_with_outdated_parameters_is_replaced_at_login(
    ada: Person, api: Api, store: DocumentStore
) -> None:
    users = UserRepository(store)
    outdated = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16)
    users.update(users.get_user(ada.id).with_password(outdated.hash(PASSWORD)))
    before = stored_hash(store, ada)
    assert api.login("Ada").status_code == 200
    assert stored_hash(store, ada) != before
    assert api.login("Ada").status_code == 200


def test_replacing_a_hash_does_not_change_the_profile_or_its_etag(legacy_ada: Person, api: Api) -> None:
    before = legacy_ada.get("users/profile")
    api.login("Ada")
    after = legacy_ada.get("users/profile")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])


def test_password_is_stored_as_an_argon2id_hash(ada: Person, store: DocumentStore) -> None:
    stored = stored_hash(store, ada)
    assert stored.startswith("$argon2id$v=19$")
    assert PASSWORD not in stored


def test_equal_passwords_have_different_hashes(ada: Person, bob: Person, store: DocumentStore) -> None:
    assert stored_hash(store, ada) != stored_hash(store, bob)
