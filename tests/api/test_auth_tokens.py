"""Who a request is from: tokens, good and bad, and what becomes of those whose user is gone."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import orjson
import pytest

from function_app import routes
from shared.api.endpoint import Access
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person, served
from tests.api.storage import Storage
from tests.conftest import MovableClock

SECRET = "a secret that lives as long as a test does"
OTHER_SECRET = "another secret, as long as the first one was"
UNAUTHORIZED = {"error": "Unauthorized", "code": "unauthenticated"}


def assert_unauthorized(answer: httpx.Response) -> None:
    assert answer.status_code == 401, answer.text
    assert answer.json() == UNAUTHORIZED
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode()


class Forger:
    """Makes tokens that resemble somebody's."""

    def __init__(self, person: Person, clock: MovableClock) -> None:
        self._clock = clock
        self.header: dict[str, Any] = jwt.get_unverified_header(person.token)
        self.claims: dict[str, Any] = jwt.decode(person.token, options={"verify_signature": False})
        self.signature = person.token.rpartition(".")[2]

    def seconds(self, ahead: float) -> int:
        return int(self._clock.now().timestamp() + ahead)

    def sign(self, secret: str = SECRET, algorithm: str = "HS256", kid: object = "", **claims: Any) -> str:
        """Sign the claims with these changed; one that is `...` is left out."""
        changed = {name: value for name, value in {**self.claims, **claims}.items() if value is not ...}
        header = {**self.header, "alg": algorithm, "kid": self.header["kid"] if kid == "" else kid}
        message = f"{encoded(header)}.{encoded(changed)}"
        method = jwt.get_algorithm_by_name(algorithm)
        signature = method.sign(message.encode(), method.prepare_key(secret))
        return f"{message}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def unsigned(self, algorithm: str, signature: str = "") -> str:
        return f"{encoded({**self.header, 'alg': algorithm})}.{encoded(self.claims)}.{signature}"


@pytest.fixture
def forger(ada: Person, clock: MovableClock) -> Forger:
    return Forger(ada, clock)


def test_a_well_made_copy_is_as_good_as_the_original(ada: Person, forger: Forger) -> None:
    """Every forgery below is this one with a single thing wrong."""
    ada.token = forger.sign()
    assert ada.get("users/profile").status_code == 200


def test_a_token_ends_to_the_second(ada: Person, clock: MovableClock) -> None:
    clock.move(seconds=3599)
    assert ada.get("users/profile").status_code == 200
    clock.move(seconds=1)
    assert_unauthorized(ada.get("users/profile"))


def test_a_token_from_the_future_is_refused(ada: Person, forger: Forger) -> None:
    ada.token = forger.sign(iat=forger.seconds(60), exp=forger.seconds(3600))
    assert_unauthorized(ada.get("users/profile"))


def test_a_token_from_a_clock_that_is_a_little_ahead_is_good(ada: Person, forger: Forger) -> None:
    ada.token = forger.sign(iat=forger.seconds(3))
    assert ada.get("users/profile").status_code == 200


def test_a_token_that_was_refused_early_is_good_in_its_time(
    ada: Person, forger: Forger, clock: MovableClock
) -> None:
    ada.token = forger.sign(iat=forger.seconds(60), exp=forger.seconds(3600))
    assert_unauthorized(ada.get("users/profile"))
    clock.move(seconds=60)
    assert ada.get("users/profile").status_code == 200
    clock.move(hours=1)
    assert_unauthorized(ada.get("users/profile"))


BAD_CLAIMS: list[dict[str, Any]] = [
    {"sub": ...},
    {"iat": ...},
    {"exp": ...},
    {"iss": ...},
    {"jti": ...},
    {"sub": 7},
    {"sub": None},
    {"sub": ""},
    {"sub": ["a"]},
    {"sub": {"id": "a"}},
    {"sub": True},
    {"jti": 7},
    {"jti": None},
    {"iss": "somebody else"},
    {"iss": ["avanochi"]},
    {"iss": None},
    {"iat": "now"},
    {"iat": None},
    {"iat": 1e300},
    {"iat": [1]},
    {"exp": "never"},
    {"exp": None},
    {"exp": 1e300},
    {"exp": -1e300},
    {"exp": 0},
    {"exp": {"a": 1}},
    {"aud": "somewhere else"},
]


def test_claims_that_are_not_ours_are_refused(ada: Person, forger: Forger) -> None:
    for claims in BAD_CLAIMS:
        ada.token = forger.sign(**claims)
        assert_unauthorized(ada.get("users/profile"))


def test_a_token_of_another_key_is_refused(ada: Person, forger: Forger) -> None:
    ada.token = forger.sign(OTHER_SECRET)
    assert_unauthorized(ada.get("users/profile"))


def test_a_token_of_an_unknown_key_is_refused(ada: Person, forger: Forger) -> None:
    unknown: list[object] = ["00000000", forger.header["kid"] + "x", None, 7, ["a"], {}, "../../dev/null"]
    for kid in unknown:
        ada.token = forger.sign(kid=kid)
        assert_unauthorized(ada.get("users/profile"))


def test_a_token_of_another_algorithm_is_refused(ada: Person, forger: Forger) -> None:
    long_secret = SECRET * 2
    for algorithm in ("HS384", "HS512"):
        for secret in (SECRET, long_secret):
            if len(secret) * 8 >= int(algorithm[2:]):
                ada.token = forger.sign(secret, algorithm)
                assert_unauthorized(ada.get("users/profile"))


def test_a_token_without_a_signature_is_refused(ada: Person, forger: Forger) -> None:
    for algorithm in ("none", "None", "NONE", "nOnE", "", "HS256"):
        for signature in ("", "e30"):
            ada.token = forger.unsigned(algorithm, signature)
            assert_unauthorized(ada.get("users/profile"))
    ada.token = forger.unsigned("none", forger.signature)
    assert_unauthorized(ada.get("users/profile"))


def test_a_token_with_one_letter_changed_is_refused(ada: Person) -> None:
    genuine = ada.token
    for position in (0, 5, genuine.index(".") + 3, len(genuine) // 2, genuine.rindex(".") + 5):
        letter = "A" if genuine[position] != "A" else "B"
        ada.token = genuine[:position] + letter + genuine[position + 1 :]
        assert_unauthorized(ada.get("users/profile"))


def test_another_users_id_under_ones_own_signature_is_refused(
    ada: Person, bob: Person, forger: Forger
) -> None:
    header, _, signature = ada.token.split(".")
    ada.token = f"{header}.{encoded({**forger.claims, 'sub': bob.id})}.{signature}"
    assert_unauthorized(ada.get("users/profile"))


def test_a_header_that_is_no_bearer_token_is_refused(ada: Person, api: Api) -> None:
    for header in (
        "",
        "Bearer",
        ada.token,
        f"Basic {ada.token}",
        f"Token {ada.token}",
        "Basic YWRhOnBhc3N3b3Jk",
        f"Bearer {ada.token} {ada.token}",
        f"Bearer {ada.token},Bearer {ada.token}",
        f"Bearer Bearer {ada.token}",
        "Bearer .",
        "Bearer ..",
        "Bearer a.b.c",
        "Bearer " + "a" * 7000,
        f"Bearer {ada.token}.more",
        f"Bearer {encoded({})}.{encoded({})}.e30",
        "Bearer null",
        "Bearer \u00e4",
    ):
        answer = api.call("GET", "users/profile", headers={"Authorization": header.encode()})
        assert_unauthorized(answer)


def test_the_scheme_may_be_written_in_any_case(ada: Person, api: Api) -> None:
    for scheme in ("bearer", "BEARER", "Bearer "):
        headers = {"Authorization": f"{scheme} {ada.token}"}
        assert api.call("GET", "users/profile", headers=headers).status_code == 200


def test_a_token_in_the_query_or_in_the_body_counts_for_nothing(ada: Person, api: Api) -> None:
    parameters = {"token": ada.token, "auth_token": ada.token, "access_token": ada.token}
    assert_unauthorized(api.call("GET", "users/profile", params=parameters))
    assert_unauthorized(api.call("POST", "tasks", json={"title": "a", **parameters}))


# Rotating the secret


@pytest.fixture
def rotated(
    api: Api,
    environment: dict[str, str],
    store: DocumentStore,
    clock: MovableClock,
    tmp_path: Path,
) -> Iterator[str]:
    """The same API after its secret was changed, the one from before being named as the previous."""
    assert api.url
    settings = {**environment, "JWT_SECRET": OTHER_SECRET, "JWT_SECRET_PREVIOUS": SECRET}
    later = ServiceFactory(credentials=CredentialManager(settings, tmp_path), store=store, clock=clock)
    with served(later, settings) as url:
        yield f"{url}/api/"


def profile(url: str, token: str) -> int:
    return httpx.get(f"{url}users/profile", headers={"Authorization": f"Bearer {token}"}).status_code


def test_after_a_rotation_tokens_of_the_previous_secret_are_still_good(rotated: str, ada: Person) -> None:
    assert profile(rotated, ada.token) == 200


def test_after_a_rotation_tokens_are_signed_with_the_new_secret(
    rotated: str, ada: Person, forger: Forger
) -> None:
    body = {"refresh_token": ada.refresh_token}
    renewed = httpx.post(f"{rotated}auth/refresh", json=body).json()["token"]
    assert jwt.get_unverified_header(renewed)["kid"] != forger.header["kid"]
    assert profile(rotated, renewed) == 200
    ada.token = renewed
    assert_unauthorized(ada.get("users/profile"))


def test_each_key_verifies_only_what_bears_its_name(rotated: str, ada: Person, forger: Forger) -> None:
    assert profile(rotated, ada.token) == 200
    assert profile(rotated, forger.sign(OTHER_SECRET)) == 401
    assert profile(rotated, forger.sign(kid="00000000")) == 401


def test_without_a_previous_secret_a_rotation_ends_every_token(
    ada: Person, environment: dict[str, str], store: DocumentStore, clock: MovableClock, tmp_path: Path
) -> None:
    settings = {**environment, "JWT_SECRET": OTHER_SECRET}
    later = ServiceFactory(credentials=CredentialManager(settings, tmp_path), store=store, clock=clock)
    with served(later, settings) as url:
        assert profile(f"{url}/api/", ada.token) == 401


# Somebody who is gone

REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "auth/change-password", {"current_password": PASSWORD, "new_password": "a new password"}),
    ("POST", "auth/logout", {}),
    ("GET", "stats", {}),
    ("GET", "stats/heatmap", {}),
    ("GET", "stats/{user_id}", {}),
    ("GET", "tasks", {}),
    ("POST", "tasks", {"title": "Haunt the house"}),
    ("PATCH", "tasks/{id}", {"action": "complete"}),
    ("GET", "tasks/{id}", {}),
    ("PUT", "tasks/{id}", {"title": "Haunt the house"}),
    ("DELETE", "tasks/{id}", {}),
    ("POST", "time-logs/end-work", {}),
    ("POST", "time-logs/start-work", {}),
    ("PUT", "users/onboarding/complete", {"preferences": {"a": 1}}),
    ("GET", "users/profile", {}),
    ("PUT", "users/profile", {"full_name": "A ghost"}),
    ("PATCH", "users/profile", {"name": "ghost"}),
    ("DELETE", "users/profile", {"password": PASSWORD}),
    ("GET", "users/profile/avatar", {}),
    ("PUT", "users/profile/avatar", {"avatar_url": "/avatars/ghost.png"}),
    ("GET", "users/profile/export", {}),
    ("GET", "users", {}),
    ("POST", "users", {"name": "another ghost"}),
    ("GET", "users/{id}", {}),
    ("PUT", "users/{id}", {"full_name": "A ghost"}),
    ("DELETE", "users/{id}", {}),
    ("GET", "companion", {}),
    ("GET", "companion/face.svg", {}),
    ("POST", "companion/name", {"name": "Ghost"}),
    ("POST", "health/hydration", {"amount_ml": 250}),
    ("DELETE", "health/hydration/{id}", {}),
    ("GET", "health/today", {}),
    ("GET", "health/reminders", {}),
    ("GET", "notifications", {}),
    ("POST", "notifications/{id}/read", {}),
    ("POST", "notifications/read-all", {}),
    ("GET", "notifications/preferences", {}),
    ("PUT", "notifications/preferences", {"kinds": {"water": False}}),
    ("GET", "work_sessions/active", {}),
    ("POST", "work_sessions/start", {}),
    ("GET", "work_sessions", {}),
    ("GET", "work_sessions/{id}", {}),
    ("POST", "work_sessions/{id}", {}),
    ("POST", "work_sessions/{id}/end", {}),
]


def test_the_requests_of_those_who_are_gone_cover_every_route_that_knows_its_caller() -> None:
    ours = ("auth/", "stats", "tasks", "time-logs/", "users", "work_sessions")
    known = {
        (method, route.template)
        for route in routes
        for method, endpoint in route.endpoints.items()
        if endpoint.access is not Access.ANYONE and endpoint.documented and route.template.startswith(ours)
    }
    assert known <= {(method, path) for method, path, _ in REQUESTS}


@pytest.fixture
def ghost(api: Api) -> Person:
    """Somebody who was an administrator, had work on their hands, and deleted their account."""
    person = api.sign_up("root")
    person.create_task("Left behind")
    person.post("work_sessions/start")
    assert person.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    return person


def requests_of(person: Person, existing_id: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for method, path, body in REQUESTS:
        yield method, path.replace("{user_id}", person.id).replace("{id}", existing_id), body


def names_of_documents(storage: Storage) -> list[tuple[str, str]]:
    return [(document["user_id"], document["id"]) for document in storage.read_everything()]


def test_the_token_of_somebody_who_is_gone_opens_nothing(
    ghost: Person, bob: Person, storage: Storage
) -> None:
    task = bob.create_task()
    before = names_of_documents(storage)
    for method, path, body in requests_of(ghost, task["id"]):
        answer = ghost.call(method, path, json=body if method != "GET" else None)
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.json()["code"] == "unauthenticated"
    assert names_of_documents(storage) == before


def test_with_an_idempotency_key_it_opens_nothing_either(ghost: Person, storage: Storage) -> None:
    before = names_of_documents(storage)
    for method, path, body in requests_of(ghost, "any"):
        if method == "POST" and not path.startswith("auth/"):
            answer = ghost.post(
                path, json=body, headers={"Idempotency-Key": f"key of {path}".replace(" ", "_")}
            )
            assert answer.status_code == 401, (path, answer.text)
    assert names_of_documents(storage) == before


@pytest.fixture
def elsewhere(
    environment: dict[str, str], credentials: CredentialManager, storage: Storage, clock: MovableClock
) -> Iterator[str]:
    """Another process of the API on the same store, as far as one can be had inside a test."""
    other = ServiceFactory(credentials=credentials, store=storage.open(), clock=clock)
    with served(other, environment) as url:
        yield f"{url}/api/"


def test_it_opens_nothing_in_another_process_that_had_served_them(
    elsewhere: str, ada: Person, bob: Person
) -> None:
    bearer = {"Authorization": f"Bearer {ada.token}"}
    task = bob.create_task()
    with httpx.Client(base_url=elsewhere, headers=bearer) as client:
        assert client.get("users/profile").status_code == 200
        assert client.post("tasks", json={"title": "Served here, too"}).status_code == 201
        assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
        for method, path, body in requests_of(ada, task["id"]):
            answer = client.request(method, path, json=body if method != "GET" else None)
            assert answer.status_code == 401, (method, path, answer.text)


def test_a_refresh_token_of_somebody_who_is_gone_is_401(ghost: Person, api: Api) -> None:
    assert_unauthorized(api.call("POST", "auth/refresh", json={"refresh_token": ghost.refresh_token}))


def test_the_token_of_somebody_who_is_gone_is_not_that_of_their_namesake(ghost: Person, api: Api) -> None:
    namesake = api.sign_up("root")
    assert namesake.id != ghost.id
    assert_unauthorized(ghost.get("users/profile"))
    assert namesake.get("users").status_code == 200
    assert_unauthorized(ghost.get("users"))
