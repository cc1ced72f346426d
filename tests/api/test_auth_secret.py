"""What the API does without a usable signing secret, and what it never lets out."""

import logging
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.counting_store import CountingStore
from function_app import routes
from shared.api.endpoint import Access
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person, served
from tests.api.storage import Storage
from tests.conftest import MovableClock

SHORT = "thirty-one bytes, one too few.."
LONG_ENOUGH = SHORT + "."
UNUSABLE = [
    ("Production", None, "JWT_SECRET is not set"),
    ("Production", "", "JWT_SECRET is not set"),
    ("", None, "JWT_SECRET is not set"),
    ("Production", SHORT, "JWT_SECRET is too short"),
    ("Production", "zq-7", "JWT_SECRET is too short"),
    ("Staging", SHORT, "JWT_SECRET is too short"),
    ("Developmental", None, "JWT_SECRET is not set"),
]


def configure(environment: dict[str, str], kind: str, secret: str | None) -> None:
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = kind
    if secret is None:
        del environment["JWT_SECRET"]
    else:
        environment["JWT_SECRET"] = secret


@pytest.mark.parametrize(("kind", "secret", "reason"), UNUSABLE)
def test_without_a_usable_secret_the_status_says_why(
    api: Api, environment: dict[str, str], kind: str, secret: str | None, reason: str
) -> None:
    configure(environment, kind, secret)
    answer = api.call("GET", "status")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    status = answer.json()
    assert (status["auth_ok"], status["store_ok"]) == (False, True)
    assert status["status"] != "ok"
    assert reason in status["reason"]
    if secret:
        assert secret not in answer.text.replace(reason, "")


@pytest.mark.parametrize("secret", [None, SHORT])
def test_without_a_usable_secret_every_authenticated_route_is_503(
    api: Api, environment: dict[str, str], credentials: CredentialManager, secret: str | None
) -> None:
    configure(environment, "Production", secret)
    bearer = {"Authorization": "Bearer whatever.it.says"}
    for route in routes:
        for method, endpoint in route.endpoints.items():
            path = route.template.replace("{id}", "any").replace("{user_id}", "any")
            if endpoint.access is not Access.ANYONE:
                answer = api.call(method, path, headers=bearer)
                assert answer.status_code == 503, (method, path, answer.text)
                assert answer.json()["code"] == "unavailable"
                assert int(answer.headers["Retry-After"]) > 0
    assert not (credentials.get_embedded_database_path().parent / "jwt_secret").exists()


def test_without_a_usable_secret_nobody_signs_in(api: Api, environment: dict[str, str]) -> None:
    configure(environment, "Production", None)
    body = {"username": "Ada", "password": PASSWORD}
    api.call("POST", "auth/register", json=body)
    assert api.call("POST", "auth/login", json=body).status_code == 503
    assert api.call("POST", "auth/refresh", json={"refresh_token": "a.b.c"}).status_code == 503
    assert api.call("GET", "openapi.json").status_code == 200
    assert api.call("GET", "docs").status_code == 200


def test_32_bytes_are_enough(api: Api, environment: dict[str, str]) -> None:
    configure(environment, "Production", LONG_ENOUGH)
    assert api.call("GET", "status").status_code == 200
    assert api.sign_up("Ada").get("users/profile").status_code == 200


def test_bytes_are_counted_not_letters(api: Api, environment: dict[str, str]) -> None:
    configure(environment, "Production", "é" * 16)
    assert api.call("GET", "status").status_code == 200


# The secret of development


@pytest.fixture
def processes(
    environment: dict[str, str], storage: Storage, clock: MovableClock, tmp_path: Path
) -> Iterator[list[str]]:
    """Two processes of the API in development without a secret, on one store, as far as a test can."""
    del environment["JWT_SECRET"]
    with ExitStack() as stack:
        urls = []
        for _ in range(2):
            credentials = CredentialManager(environment, root=tmp_path)
            factory = ServiceFactory(credentials=credentials, store=storage.open(), clock=clock)
            urls.append(stack.enter_context(served(factory, environment)) + "/api/")
        yield urls


def sign_in(url: str, username: str = "Ada") -> str:
    body = {"username": username, "password": PASSWORD}
    httpx.post(f"{url}auth/register", json=body)
    token: str = httpx.post(f"{url}auth/login", json=body).json()["token"]
    return token


def is_good(url: str, token: str) -> bool:
    answer = httpx.get(f"{url}users/profile", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


def test_in_development_a_secret_is_kept_beside_the_store_for_its_owner_alone(
    processes: list[str], tmp_path: Path
) -> None:
    sign_in(processes[0])
    path = tmp_path / ".data" / "jwt_secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes().strip()) >= 32


def test_in_development_tokens_survive_a_restart(processes: list[str]) -> None:
    first, second = processes
    assert is_good(second, sign_in(first))


def test_two_processes_that_start_at_once_share_one_secret(processes: list[str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(sign_in, processes, ("Ada", "Bob")))
    assert all(is_good(url, token) for url in processes for token in tokens)


# What never leaves


class LeakingStore(CountingStore):
    """A store with a fault of ours in it: it says more than it should when it breaks."""

    broken = False

    def read(self, document_id: str, user_id: str) -> dict[str, Any]:
        if self.broken:
            raise RuntimeError("inside of the system")
        return super().read(document_id, user_id)


class TestWithAStoreThatBreaks:
    @pytest.fixture
    def store(self, storage: Storage) -> LeakingStore:
        return LeakingStore(storage.open())

    def test_an_unforeseen_error_is_opaque_and_can_be_found_in_the_log(
        self, ada: Person, store: LeakingStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        store.broken = True
        answer = ada.get("users/profile")
        assert answer.status_code == 500
        request_id = answer.headers["x-request-id"]
        assert answer.json() == {
            "error": "Internal server error",
            "code": "internal",
            "request_id": request_id,
        }
        assert request_id in caplog.text
        assert "inside of the system" in caplog.text

    def test_nothing_secret_is_logged_when_it_happens(
        self, ada: Person, api: Api, store: LeakingStore, caplog: pytest.LogCaptureFixture
    ) -> None:
        store.broken = True
        assert api.login("Ada", "a wrong secret password").status_code == 500
        body = {"current_password": PASSWORD, "new_password": "a brand new password"}
        assert ada.post("auth/change-password", json=body).status_code == 500
        refresh = {"refresh_token": ada.refresh_token}
        assert api.call("POST", "auth/refresh", json=refresh).status_code == 500
        for secret in (
            PASSWORD,
            "a wrong secret password",
            "a brand new password",
            ada.refresh_token,
            ada.token,
        ):
            assert secret not in caplog.text


def test_no_secret_stands_in_a_log_line_or_in_an_error(
    api: Api, environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("avanochi", "local_host", "shared", "work"):
        caplog.set_level(logging.DEBUG, logger=name)
    ada = api.sign_up("Ada")
    guesses = ["a wrong secret guess", "short-1", "x" * 130, "nul \0 guess", "y" * 2000]
    errors = []
    for guess in guesses:
        body = {"username": "Ada", "password": guess}
        errors += [
            api.call("POST", "auth/register", json={**body, "username": "Eve", "email": "nowhere"}),
            api.call("POST", "auth/login", json=body),
            ada.post("auth/change-password", json={"current_password": guess, "new_password": "short-2"}),
            ada.delete("users/profile", json={"password": guess}),
            api.call("POST", "auth/login", content=f'{{"username": "Ada", "password": "{guess}"'),
            api.call("POST", "auth/refresh", json={"refresh_token": f"{ada.id}.a.{guess}"}),
        ]
    errors.append(api.call("POST", "auth/refresh", json={"refresh_token": ada.refresh_token[:-1]}))
    errors.append(api.call("GET", "users/profile", headers={"Authorization": f"Bearer {ada.token}x"}))
    errors.append(api.call("GET", "users/profile", headers={"Cookie": f"auth_token={ada.token}x"}))
    assert all(error.status_code >= 400 for error in errors)
    said = caplog.text + "".join(error.text for error in errors)
    assert "avanochi" in caplog.text
    secrets = [*guesses, PASSWORD, "short-2", environment["JWT_SECRET"], ada.token, ada.refresh_token[:-1]]
    for secret in secrets:
        assert secret not in said
    assert "$argon2" not in said
