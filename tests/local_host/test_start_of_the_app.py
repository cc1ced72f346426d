"""The start of the app by the command of `dev.py start`, from a folder with settings files."""

import json
import re
import shutil
import signal
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

import function_app
from local_host.report import Report
from tests.local_host.small_apps import send
from tests.local_host.test_host_start import PRODUCT, output, run, started

COPIED = ("shared", "work", "health", "assistant", "interaction", "function_app.py", "host.json")
report: Callable[[Collection[str]], Report] = function_app.report  # mypy checks that it is one
REPORT = ("--report", "function_app:report")
LOCAL_PAGE = "http://localhost:5173"
CREDENTIALS = {"username": "ada", "password": "analytical engine"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start") / "a folder"
    for name in COPIED:
        source, copy = PRODUCT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy)  # with the bytecode: otherwise each start would compile the app
        else:
            shutil.copy(source, copy)
    return folder


@contextmanager
def local_page(url: str) -> Iterator[httpx.Client]:
    """Yield a client that keeps cookies and sends the origin of a page on this machine."""
    with httpx.Client(base_url=f"{url}/api/", headers={"Origin": LOCAL_PAGE}) as client:
        yield client


@pytest.fixture
def root(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the app without settings, which the environment does not contain either."""
    for name in ("AZURE_FUNCTIONS_ENVIRONMENT", "JWT_SECRET", "EMBEDDED_DB_PATH", "COSMOS_DB_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(PRODUCT))
    yield folder
    for name in (".env", "local.settings.json"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / ".data", ignore_errors=True)


def test_start_prints_the_routes_the_store_and_the_documentation_and_a_local_page_may_call(
    root: Path,
) -> None:
    # A file as PowerShell writes it.
    (root / ".env").write_bytes("JWT_EXP_MINUTES=7\r\n".encode("utf-16"))
    with (
        started(root, *REPORT, ALOWED_ORIGINS="https://a.example") as (process, url, printed),
        local_page(url) as page,
    ):
        words = [" ".join(line.split()) for line in printed]
        assert "Tasks [GET,POST,PATCH] /api/tasks" in words
        assert "TasksWithId [GET,PATCH,PUT,DELETE] /api/tasks/{id}" in words
        assert "DeliverReminders timerTrigger 0 * * * * *" in words
        assert not any("Unknown" in line for line in words)
        assert f"Store embedded (SQLite), {root}/.data/avanochi.db" in words
        last = (f"Documentation {url}/api/docs", f"Page {url}/api/app/", "", f"Listening on {url}")
        assert tuple(words[-4:]) == last, "a developer sees them below the long list of routes"
        home = httpx.get(url)
        assert (home.status_code, home.headers["location"]) == (302, "/api/app/")
        assert any(line.startswith("Environment development: ") for line in words)
        assert any(line.startswith("Warning: ALOWED_ORIGINS (environment): ") for line in words)
        assert "Pages that may call http://localhost:3000, http://127.0.0.1:3000" in words
        assert "\x1b" not in "".join(printed)
        assert httpx.get(f"{url}/api/docs").status_code == 200

        preflight = page.options(
            "tasks",
            headers={
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type,idempotency-key",
            },
        )
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-headers"] == "content-type,idempotency-key"
        assert preflight.headers["access-control-allow-methods"] == "POST"
        page.post("auth/register", json=CREDENTIALS)
        sign_in = page.post("auth/login", json=CREDENTIALS)
        assert sign_in.json()["expires_in"] == 7 * 60
        created = page.post("tasks", json={"title": "Sent by the cookie alone"})
        for response in (preflight, sign_in, created):
            assert response.headers["access-control-allow-origin"] == LOCAL_PAGE
            assert response.headers["access-control-allow-credentials"] == "true"
        assert created.status_code == 201
        other = page.post("tasks", json={"title": "x"}, headers={"Origin": "http://localhost:9999"})
        assert other.status_code == 403
        assert "access-control-allow-origin" not in other.headers

        process.send_signal(signal.SIGTERM)
        log = output(process).read()
    request_id = re.escape(created.headers["x-request-id"])
    assert re.search(rf"^\d\d:\d\d:\d\d POST /api/tasks 201 \d+\.\d ms {request_id}$", log, re.MULTILINE)


@pytest.mark.parametrize(
    ("settings", "local"),
    [
        ({}, '{"IsEncrypted": false, "Values": {"AzureWebJobsStorage": ""}}'),
        ({"AZURE_FUNCTIONS_ENVIRONMENT": "Production", "JWT_SECRET": "s" * 32}, None),
    ],
    ids=["local.settings.json", "production"],
)
def test_local_pages_may_not_call_with_local_settings_or_in_production(
    root: Path, settings: dict[str, str], local: str | None
) -> None:
    if local is not None:
        (root / "local.settings.json").write_text(local)
    with started(root, *REPORT, **settings) as (_, url, printed), local_page(url) as page:
        preflight = page.options("tasks", headers={"Access-Control-Request-Method": "POST"})
        assert preflight.status_code == 405
        httpx.post(f"{url}/api/auth/register", json=CREDENTIALS)
        token = httpx.post(f"{url}/api/auth/login", json=CREDENTIALS).json()["token"]
        created = page.post("tasks", json={"title": "x"}, headers={"Cookie": f"auth_token={token}"})
        assert created.status_code == 403
        assert created.json()["error"] == "A change that is authenticated by cookie needs a trusted Origin"
        assert not any(name.startswith("access-control-allow") for name in created.headers)
    assert not any("Pages that may call" in line for line in printed)


def test_every_mistake_in_the_settings_is_printed_at_once_and_nothing_is_served(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / ".env").write_text(
        "\n# settings\nJWT_EXP_MINUTES=1h\nthis is wrong\nJWT_SECERT=secret\nEMBEDDED_DB_PATH=shared\n"
    )
    values = {
        "ALLOWED_ORIGINS": "localhost:3000",
        "COSMOS_DB_URL": "https://a",
        "ADMIN_USERNAMES": "ada",
        "JWT_SECRET": "short",
    }
    (root / "local.settings.json").write_text(json.dumps({"IsEncrypted": False, "Values": values}))
    monkeypatch.setenv("ADMIN_USERNAMES", "ada;grace")
    monkeypatch.setenv("ADMIN_USERNAME", "ada")
    ended = run(root, *REPORT)
    assert (ended.returncode, ended.stdout) == (1, "")
    title, _, *problems = ended.stderr.splitlines()
    assert title == "The app cannot start with these settings:"
    assert [problem.strip().partition(". Example: ")[::2] for problem in problems if problem] == [
        (".env, line 4: this does not have the form NAME=value.", ""),
        (
            "JWT_SECRET (local.settings.json): the secret needs at least 32 bytes",
            "JWT_SECRET=<the output of python3 -c 'import secrets; print(secrets.token_urlsafe(48))'>",
        ),
        (
            "JWT_EXP_MINUTES (.env, line 3): '1h' is not a whole number of minutes",
            "JWT_EXP_MINUTES=60",
        ),
        (
            "ADMIN_USERNAMES (environment): 'ada;grace' is not a username; commas separate usernames",
            "ADMIN_USERNAMES=ada,grace",
        ),
        (
            "ALLOWED_ORIGINS (local.settings.json): 'localhost:3000' is not an origin (scheme://host:port)",
            "ALLOWED_ORIGINS=http://localhost:3000,https://app.example.com",
        ),
        (
            f"EMBEDDED_DB_PATH (.env, line 6): {root}/shared is a folder, not a file",
            "EMBEDDED_DB_PATH=.data/avanochi.db",
        ),
        ("JWT_SECERT (.env, line 5): there is no such setting; did you mean JWT_SECRET?", ""),
        ("COSMOS_DB_URL (local.settings.json): there is no such setting; did you mean COSMOS_DB_URI?", ""),
        ("ADMIN_USERNAME (environment): there is no such setting; did you mean ADMIN_USERNAMES?", ""),
    ]


def test_long_body_is_refused_by_its_length_with_the_error_of_the_app(root: Path) -> None:
    with started(root, *REPORT) as (_, url, _):
        httpx.post(f"{url}/api/auth/register", json=CREDENTIALS)
        token = httpx.post(f"{url}/api/auth/login", json=CREDENTIALS).json()["token"]
        lines = f"Authorization: Bearer {token}\r\nContent-Length: 10485761\r\n".encode()
        response = send(url, b"/api/tasks", method=b"POST", lines=lines)
        assert response.status == 413
        assert json.loads(response.body) == {
            "error": "The body is larger than 1048576 bytes", "code": "body_too_large",
        }  # fmt: skip


def test_store_that_the_check_has_created_is_used(root: Path) -> None:
    (root / ".env").write_text("EMBEDDED_DB_PATH=new/folder/store.db\n")
    with started(root, *REPORT) as (_, url, _):
        assert (root / "new/folder/store.db").stat().st_mode & 0o077 == 0
        assert httpx.post(f"{url}/api/auth/register", json=CREDENTIALS).status_code == 201
    with closing(sqlite3.connect(root / "new/folder/store.db")) as store:
        assert store.execute("SELECT count(*) > 0 FROM documents").fetchone() == (1,)
