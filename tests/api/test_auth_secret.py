"""The signing secret: missing, short or generated; and secrets in logs and error responses."""

import logging
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from function_app import routes
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person, served
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

TOO_SHORT = "thirty-one bytes, one too few.."
LONG_ENOUGH = TOO_SHORT + "."
UNUSABLE_SECRETS = [
    ("Production", None, "JWT_SECRET is not set"),
    ("Production", "", "JWT_SECRET is not set"),
    ("", None, "JWT_SECRET is not set"),
    ("Production", TOO_SHORT, "JWT_SECRET is too short"),
    ("Production", "zq-7", "JWT_SECRET is too short"),
    ("Staging", TOO_SHORT, "JWT_SECRET is too short"),
    ("Development", TOO_SHORT, "JWT_SECRET is too short"),
    ("Developmental", None, "JWT_SECRET is not set"),
]


def configure(environment: dict[str, str], kind: str, secret: str | None) -> None:
    environment["AZURE_FUNCTIONS_ENVIRONMENT"] = kind
    if secret is None:
        del environment["JWT_SECRET"]
    else:
        environment["JWT_SECRET"] = secret


@pytest.mark.parametrize(("kind", "secret", "reason"), UNUSABLE_SECRETS)
def test_status_returns_503_with_the_reason_when_the_secret_is_unusable(
    api: Api, environment: dict[str, str], kind: str, secret: str | None, reason: str
) -> None:
    configure(environment, kind, secret)
    response = api.call("GET", "status")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    status = response.json()
    assert (status["auth_ok"], status["store_ok"]) == (False, True)
    assert status["status"] != "ok"
    assert reason in status["reason"]
    if secret:
        assert secret not in response.text.replace(reason, "")


@pytest.mark.parametrize("secret", [None, TOO_SHORT])
def test_authenticated_routes_return_503_when_the_secret_is_unusable(
    api: Api, environment: dict[str, str], credentials: CredentialManager, secret: str | None
) -> None:
    configure(environment, "Production", secret)
    bearer = {"Authorization": "Bearer some.access.token"}
    for route in routes:
        for method, endpoint in route.endpoints.items():
            path = route.template.replace("{id}", "any").replace("{user_id}", "any")
            if endpoint.needs_sign_in:
                response = api.call(method, path, headers=bearer)
                assert response.status_code == 503, (method, path, response.text)
                assert response.json()["code"] == "unavailable"
                assert int(response.headers["Retry-After"]) > 0
    assert not (credentials.get_embedded_database_path().parent / "jwt_secret").exists()


def test_login_and_refresh_return_503_when_the_secret_is_unusable(
    api: Api, environment: dict[str, str]
) -> None:
    configure(environment, "Production", None)
    body = {"username": "Ada", "password": PASSWORD}
    api.call("POST", "auth/register", json=body)
    assert api.call("POST", "auth/login", json=body).status_code == 503
    assert api.call("POST", "auth/refresh", json={"refresh_token": "a.b.c"}).status_code == 503
    assert api.call("GET", "openapi.json").status_code == 200
    assert api.call("GET", "docs").status_code == 200


def test_secret_of_32_bytes_is_accepted(api: Api, environment: dict[str, str]) -> None:
    configure(environment, "Production", LONG_ENOUGH)
    assert api.call("GET", "status").status_code == 200
    assert api.sign_up("Ada").get("users/profile").status_code == 200


def test_secret_length_is_counted_in_bytes_not_characters(api: Api, environment: dict[str, str]) -> None:
    configure(environment, "Production", "é" * 16)
    assert api.call("GET", "status").status_code == 200


# The generated secret of development


@pytest.fixture
def processes(
    environment: dict[str, str], storage: Storage, clock: MovableClock, tmp_path: Path
) -> Iterator[list[str]]:
    """The URLs of two APIs over one store, in development without a secret.

    They share no state in memory, like two processes.
    """
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


def is_accepted(url: str, token: str) -> bool:
    response = httpx.get(f"{url}users/profile", headers={"Authorization": f"Bearer {token}"})
    return response.status_code == 200


def test_generated_secret_is_stored_beside_the_database_readable_only_by_its_owner(
    processes: list[str], tmp_path: Path
) -> None:
    sign_in(processes[0])
    path = tmp_path / ".data" / "jwt_secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes().strip()) >= 32


def test_tokens_signed_with_the_generated_secret_survive_a_restart(processes: list[str]) -> None:
    first, second = processes
    assert is_accepted(second, sign_in(first))


def test_two_processes_starting_in_parallel_share_one_generated_secret(processes: list[str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(sign_in, processes, ("Ada", "Bob")))
    assert all(is_accepted(url, token) for url in processes for token in tokens)


# Secrets in logs and error responses


def test_unexpected_error_returns_an_opaque_500_whose_request_id_is_in_the_log(
    ada: Person, store: FailingStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.error = RuntimeError("internal detail")
    store.fail("read")
    response = ada.get("users/profile")
    assert response.status_code == 500
    request_id = response.headers["x-request-id"]
    assert response.json() == {
        "error": "Internal server error",
        "code": "internal",
        "request_id": request_id,
    }
    assert request_id in caplog.text
    assert "internal detail" in caplog.text


def test_unexpected_error_logs_no_secrets(
    ada: Person, api: Api, store: FailingStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.error = RuntimeError("internal detail")
    store.fail("read")
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


def test_error_responses_and_debug_logs_contain_no_secrets(
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
    output = caplog.text + "".join(error.text for error in errors)
    assert "avanochi" in caplog.text
    secrets = [*guesses, PASSWORD, "short-2", environment["JWT_SECRET"], ada.token, ada.refresh_token[:-1]]
    for secret in secrets:
        assert secret not in output
    assert "$argon2" not in output
