"""Access tokens: valid, forged, signed with a rotated secret, and of deleted users."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import orjson
import pytest

from function_app import routes
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person, served
from tests.api.errors import assert_unauthorized
from tests.api.storage import Storage
from tests.conftest import MovableClock

OTHER_SECRET = "another secret, of at least 32 bytes"


def encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode()


class Forger:
    """Forges variants of a user's access token."""

    def __init__(self, person: Person, secret: str, clock: MovableClock) -> None:
        self.secret = secret
        self._clock = clock
        self.header: dict[str, Any] = jwt.get_unverified_header(person.token)
        self.claims: dict[str, Any] = jwt.decode(person.token, options={"verify_signature": False})
        self.signature = person.token.rpartition(".")[2]

    def seconds(self, ahead: float) -> int:
        """Return the Unix time this many seconds from now."""
        return int(self._clock.now().timestamp() + ahead)

    def sign(
        self, secret: str | None = None, algorithm: str = "HS256", kid: object = "", **claims: Any
    ) -> str:
        """Sign the user's claims, changed by `claims`; a value of `...` removes the claim."""
        changed = {name: value for name, value in {**self.claims, **claims}.items() if value is not ...}
        header = {**self.header, "alg": algorithm, "kid": self.header["kid"] if kid == "" else kid}
        message = f"{encoded(header)}.{encoded(changed)}"
        method = jwt.get_algorithm_by_name(algorithm)
        signature = method.sign(message.encode(), method.prepare_key(secret or self.secret))
        return f"{message}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def unsigned(self, algorithm: str, signature: str = "") -> str:
        return f"{encoded({**self.header, 'alg': algorithm})}.{encoded(self.claims)}.{signature}"


@pytest.fixture
def forger(ada: Person, environment: dict[str, str], clock: MovableClock) -> Forger:
    return Forger(ada, environment["JWT_SECRET"], clock)


def test_token_signed_with_the_same_secret_and_claims_is_accepted(ada: Person, forger: Forger) -> None:
    """The forged tokens below differ from this one in a single property."""
    ada.token = forger.sign()
    assert ada.get("users/profile").status_code == 200


def test_token_expires_at_its_exp_second(ada: Person, clock: MovableClock) -> None:
    clock.move(seconds=3599)
    assert ada.get("users/profile").status_code == 200
    clock.move(seconds=1)
    assert_unauthorized(ada.get("users/profile"))


def test_token_issued_in_the_future_is_rejected(ada: Person, forger: Forger) -> None:
    ada.token = forger.sign(iat=forger.seconds(60), exp=forger.seconds(3600))
    assert_unauthorized(ada.get("users/profile"))


def test_token_issued_3_seconds_in_the_future_is_accepted(ada: Person, forger: Forger) -> None:
    ada.token = forger.sign(iat=forger.seconds(3))
    assert ada.get("users/profile").status_code == 200


def test_token_rejected_before_its_iat_is_accepted_from_then_on(
    ada: Person, forger: Forger, clock: MovableClock
) -> None:
    ada.token = forger.sign(iat=forger.seconds(60), exp=forger.seconds(3600))
    assert_unauthorized(ada.get("users/profile"))
    clock.move(seconds=60)
    assert ada.get("users/profile").status_code == 200
    clock.move(hours=1)
    assert_unauthorized(ada.get("users/profile"))


def test_token_is_accepted_from_its_nbf_on(ada: Person, forger: Forger, clock: MovableClock) -> None:
    ada.token = forger.sign(nbf=forger.seconds(60))
    assert_unauthorized(ada.get("users/profile"))
    clock.move(seconds=60)
    assert ada.get("users/profile").status_code == 200


BAD_CLAIMS: list[dict[str, Any]] = [
    {"sub": ...},
    {"iat": ...},
    {"exp": ...},
    {"iss": ...},
    {"nbf": ...},
    {"aud": ...},
    {"jti": ...},
    {"sub": 7},
    {"sub": None},
    {"sub": ""},
    {"sub": ["a"]},
    {"sub": {"id": "a"}},
    {"sub": True},
    {"jti": 7},
    {"jti": None},
    {"iss": "another issuer"},
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
    {"aud": "another audience"},
    {"aud": []},
    {"aud": None},
    {"aud": 7},
    {"nbf": None},
    {"nbf": "now"},
    {"nbf": 1e300},
    {"jti": "another sign-in.id"},
    {"jti": ""},
    {"jti": "../user.id"},
]


def test_missing_or_invalid_claims_are_rejected(ada: Person, forger: Forger) -> None:
    for claims in BAD_CLAIMS:
        ada.token = forger.sign(**claims)
        assert_unauthorized(ada.get("users/profile"))


def test_token_signed_with_another_secret_is_rejected(ada: Person, forger: Forger) -> None:
    ada.token = forger.sign(OTHER_SECRET)
    assert_unauthorized(ada.get("users/profile"))


def test_token_with_an_unknown_kid_is_rejected(ada: Person, forger: Forger) -> None:
    unknown: list[object] = ["00000000", forger.header["kid"] + "x", None, 7, ["a"], {}, "../../dev/null"]
    for kid in unknown:
        ada.token = forger.sign(kid=kid)
        assert_unauthorized(ada.get("users/profile"))


def test_token_signed_with_another_algorithm_is_rejected(ada: Person, forger: Forger) -> None:
    for algorithm in ("HS384", "HS512"):
        for secret in (forger.secret, forger.secret * 2):
            if len(secret) * 8 >= int(algorithm[2:]):
                ada.token = forger.sign(secret, algorithm)
                assert_unauthorized(ada.get("users/profile"))


def test_token_without_a_signature_is_rejected(ada: Person, forger: Forger) -> None:
    for algorithm in ("none", "None", "NONE", "nOnE", "", "HS256"):
        for signature in ("", "e30"):
            ada.token = forger.unsigned(algorithm, signature)
            assert_unauthorized(ada.get("users/profile"))
    ada.token = forger.unsigned("none", forger.signature)
    assert_unauthorized(ada.get("users/profile"))


def test_token_with_one_changed_character_is_rejected(ada: Person) -> None:
    genuine = ada.token
    for position in (0, 5, genuine.index(".") + 3, len(genuine) // 2, genuine.rindex(".") + 5):
        character = "A" if genuine[position] != "A" else "B"
        ada.token = genuine[:position] + character + genuine[position + 1 :]
        assert_unauthorized(ada.get("users/profile"))


def test_token_with_a_replaced_sub_claim_is_rejected(ada: Person, bob: Person, forger: Forger) -> None:
    header, _, signature = ada.token.split(".")
    ada.token = f"{header}.{encoded({**forger.claims, 'sub': bob.id})}.{signature}"
    assert_unauthorized(ada.get("users/profile"))


def test_malformed_authorization_header_is_rejected(ada: Person, api: Api) -> None:
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
        response = api.call("GET", "users/profile", headers={"Authorization": header.encode()})
        assert_unauthorized(response)


def test_bearer_scheme_is_case_insensitive(ada: Person, api: Api) -> None:
    for scheme in ("bearer", "BEARER", "Bearer "):
        headers = {"Authorization": f"{scheme} {ada.token}"}
        assert api.call("GET", "users/profile", headers=headers).status_code == 200


def test_token_in_the_query_or_body_is_ignored(ada: Person, api: Api) -> None:
    parameters = {"token": ada.token, "auth_token": ada.token, "access_token": ada.token}
    assert_unauthorized(api.call("GET", "users/profile", params=parameters))
    assert_unauthorized(api.call("POST", "tasks", json={"title": "a", **parameters}))


# Rotation of the secret


@pytest.fixture
def rotated_url(
    api: Api,
    environment: dict[str, str],
    store: DocumentStore,
    clock: MovableClock,
    tmp_path: Path,
) -> Iterator[str]:
    """The URL of the same API after a rotation, with the old secret as JWT_SECRET_PREVIOUS."""
    assert api.url
    settings = {**environment, "JWT_SECRET": OTHER_SECRET, "JWT_SECRET_PREVIOUS": environment["JWT_SECRET"]}
    rotated = ServiceFactory(credentials=CredentialManager(settings, tmp_path), store=store, clock=clock)
    with served(rotated, settings) as url:
        yield f"{url}/api/"


def profile_status(url: str, token: str) -> int:
    return httpx.get(f"{url}users/profile", headers={"Authorization": f"Bearer {token}"}).status_code


def test_token_of_the_previous_secret_is_accepted_after_a_rotation(rotated_url: str, ada: Person) -> None:
    assert profile_status(rotated_url, ada.token) == 200


def test_tokens_are_signed_with_the_new_secret_after_a_rotation(
    rotated_url: str, ada: Person, forger: Forger
) -> None:
    body = {"refresh_token": ada.refresh_token}
    renewed = httpx.post(f"{rotated_url}auth/refresh", json=body).json()["token"]
    assert jwt.get_unverified_header(renewed)["kid"] != forger.header["kid"]
    assert profile_status(rotated_url, renewed) == 200
    ada.token = renewed
    assert_unauthorized(ada.get("users/profile"))


def test_secret_verifies_only_tokens_with_its_kid(rotated_url: str, ada: Person, forger: Forger) -> None:
    assert profile_status(rotated_url, ada.token) == 200
    assert profile_status(rotated_url, forger.sign(OTHER_SECRET)) == 401
    assert profile_status(rotated_url, forger.sign(kid="00000000")) == 401


def test_rotation_without_a_previous_secret_rejects_every_old_token(
    ada: Person, environment: dict[str, str], store: DocumentStore, clock: MovableClock, tmp_path: Path
) -> None:
    settings = {**environment, "JWT_SECRET": OTHER_SECRET}
    rotated = ServiceFactory(credentials=CredentialManager(settings, tmp_path), store=store, clock=clock)
    with served(rotated, settings) as url:
        assert profile_status(f"{url}/api/", ada.token) == 401


# Deleted users

REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "auth/change-password", {"current_password": PASSWORD, "new_password": "a new password"}),
    ("POST", "auth/logout", {}),
    ("GET", "auth/user_info", {}),
    ("GET", "auth/second-factor", {}),
    ("POST", "auth/second-factor", {"password": PASSWORD}),
    ("DELETE", "auth/second-factor", {"password": PASSWORD, "code": "123456"}),
    ("POST", "auth/second-factor/enable", {"code": "123456"}),
    ("POST", "auth/second-factor/recovery-codes", {"password": PASSWORD, "code": "123456"}),
    ("GET", "auth/sessions", {}),
    ("DELETE", "auth/sessions/{id}", {}),
    ("GET", "assistant/insights", {}),
    ("GET", "assistant/narratives", {}),
    ("GET", "assistant/plan", {}),
    ("POST", "assistant/plan/apply", {"date": "2026-03-18", "version": "0-0"}),
    ("GET", "assistant/predictions", {}),
    ("GET", "assistant/outlook.svg", {}),
    ("GET", "assistant/recommendations", {}),
    ("POST", "assistant/recommendations/{id}/feedback", {"verdict": "done"}),
    ("GET", "assistant/recommendations/muted", {}),
    ("DELETE", "assistant/recommendations/muted/{kind}", {}),
    ("POST", "assistant/signals/{rule}/snooze", {"days": 7}),
    ("DELETE", "assistant/signals/{rule}/snooze", {}),
    ("POST", "interaction/messages", {"text": "hello"}),
    ("POST", "interaction/voice", {"text": "hello"}),
    ("GET", "interaction/voice/briefing", {}),
    ("GET", "stats", {}),
    ("GET", "stats/days", {}),
    ("GET", "stats/days.svg", {}),
    ("GET", "stats/heatmap", {}),
    ("GET", "stats/heatmap.svg", {}),
    ("GET", "stats/{user_id}", {}),
    ("GET", "tasks", {}),
    ("POST", "tasks", {"title": "Clean the house"}),
    ("PATCH", "tasks", {"task_id": "{id}"}),
    ("PATCH", "tasks/{id}", {"action": "complete"}),
    ("GET", "tasks/{id}", {}),
    ("PUT", "tasks/{id}", {"title": "Clean the house"}),
    ("DELETE", "tasks/{id}", {}),
    ("POST", "time-logs/end-work", {}),
    ("POST", "time-logs/start-work", {}),
    ("GET", "users/days-off", {}),
    ("POST", "users/days-off", {"from": "2026-04-03", "to": "2026-04-06"}),
    ("DELETE", "users/days-off/{id}", {}),
    ("PUT", "users/onboarding/complete", {"preferences": {"a": 1}}),
    ("GET", "users/profile", {}),
    ("PUT", "users/profile", {"full_name": "A deleted user"}),
    ("PATCH", "users/profile", {"name": "deleted"}),
    ("DELETE", "users/profile", {"password": PASSWORD}),
    ("GET", "users/profile/avatar", {}),
    ("PUT", "users/profile/avatar", {"avatar_url": "/avatars/deleted.png"}),
    ("GET", "users/profile/export", {}),
    ("GET", "users/profile/audit", {}),
    ("GET", "users", {}),
    ("POST", "users", {"name": "another user"}),
    ("GET", "users/{id}", {}),
    ("PUT", "users/{id}", {"full_name": "A deleted user"}),
    ("DELETE", "users/{id}", {}),
    ("GET", "users/{id}/audit", {}),
    ("DELETE", "users/{id}/second-factor", {}),
    ("GET", "companion", {}),
    ("GET", "companion/face.svg", {}),
    ("POST", "companion/name", {"name": "Avanochi"}),
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
    ("POST", "work_sessions/end", {"session_id": "{id}"}),
    ("POST", "work_sessions/pause", {}),
    ("POST", "work_sessions/resume", {}),
    ("POST", "work_sessions/{id}", {}),
    ("PUT", "work_sessions/{id}", {}),
    ("DELETE", "work_sessions/{id}", {}),
    ("POST", "work_sessions/{id}/end", {}),
]


def test_deleted_user_requests_cover_every_authenticated_route() -> None:
    templates = ("auth/", "stats", "tasks", "time-logs/", "users", "work_sessions")
    known = {
        (method, route.template)
        for route in routes
        for method, endpoint in route.endpoints.items()
        if endpoint.needs_sign_in and endpoint.documented and route.template.startswith(templates)
    }
    assert known <= {(method, path) for method, path, _ in REQUESTS}


@pytest.fixture
def deleted_user(api: Api) -> Person:
    """A deleted administrator, who left a task and an active work session."""
    person = api.sign_up_administrator()
    person.create_task("Left behind")
    person.post("work_sessions/start")
    assert person.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    return person


def requests_of(person: Person, existing_id: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for method, path, body in REQUESTS:
        known = path.replace("{user_id}", person.id).replace("{rule}", "long_week")
        yield method, known.replace("{id}", existing_id), body


def document_keys(storage: Storage) -> list[tuple[str, str]]:
    return [(document["user_id"], document["id"]) for document in storage.read_everything()]


def test_token_of_a_deleted_user_returns_401_on_every_route(
    deleted_user: Person, bob: Person, storage: Storage
) -> None:
    task = bob.create_task()
    before = document_keys(storage)
    for method, path, body in requests_of(deleted_user, task["id"]):
        response = deleted_user.call(method, path, json=body if method != "GET" else None)
        assert response.status_code == 401, (method, path, response.text)
        assert response.json()["code"] == "unauthenticated"
    assert document_keys(storage) == before


def test_token_of_a_deleted_user_with_an_idempotency_key_returns_401(
    deleted_user: Person, storage: Storage
) -> None:
    before = document_keys(storage)
    for method, path, body in requests_of(deleted_user, "any"):
        if method == "POST" and not path.startswith("auth/"):
            response = deleted_user.post(
                path, json=body, headers={"Idempotency-Key": f"key of {path}".replace(" ", "_")}
            )
            assert response.status_code == 401, (path, response.text)
    assert document_keys(storage) == before


@pytest.fixture
def other_process(
    environment: dict[str, str], credentials: CredentialManager, storage: Storage, clock: MovableClock
) -> Iterator[str]:
    """The URL of another API over the same store, which shares no state in memory, like another process."""
    other = ServiceFactory(credentials=credentials, store=storage.open(), clock=clock)
    with served(other, environment) as url:
        yield f"{url}/api/"


def test_token_of_a_deleted_user_returns_401_in_another_process_that_served_it(
    other_process: str, ada: Person, bob: Person
) -> None:
    bearer = {"Authorization": f"Bearer {ada.token}"}
    task = bob.create_task()
    with httpx.Client(base_url=other_process, headers=bearer) as client:
        assert client.get("users/profile").status_code == 200
        assert client.post("tasks", json={"title": "Served here, too"}).status_code == 201
        assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
        for method, path, body in requests_of(ada, task["id"]):
            response = client.request(method, path, json=body if method != "GET" else None)
            assert response.status_code == 401, (method, path, response.text)


def test_refresh_token_of_a_deleted_user_returns_401(deleted_user: Person, api: Api) -> None:
    assert_unauthorized(api.call("POST", "auth/refresh", json={"refresh_token": deleted_user.refresh_token}))


def test_token_of_a_deleted_user_returns_401_after_the_username_is_registered_again(
    deleted_user: Person, api: Api
) -> None:
    new_user = api.sign_up_administrator()
    assert new_user.id != deleted_user.id
    assert_unauthorized(deleted_user.get("users/profile"))
    assert new_user.get("users").status_code == 200
    assert_unauthorized(deleted_user.get("users"))
