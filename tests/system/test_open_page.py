"""`dev.py open` and `dev.py start --open`: links that open the page signed in, from another process."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from open_page.__main__ import main
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from tests.conftest import CHEAP_HASHER
from tests.local_host.test_host_start import started
from tests.system.servers import PASSWORD, ROOT, Server

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("COSMOS_DB_", "AZURE_"))}
LINK = re.compile(r"http://127\.0\.0\.1:(\d+)(/api/app/)#open=([\w-]{43})")


class Ended(NamedTuple):
    """The exit code of the command, and its output."""

    code: int
    output: str
    errors: str


Run = Callable[..., Ended]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one user, Sam Lee."""
    path = tmp_path / "team.db"
    settings = {"EMBEDDED_DB_PATH": str(path), "AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
    services = ServiceFactory(credentials=CredentialManager(settings), hasher=CHEAP_HASHER)
    services.get_auth_service().register("Sam Lee", PASSWORD)
    return path


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command in this process, on the store unless settings say otherwise."""

    def run(*arguments: str, **settings: str) -> Ended:
        monkeypatch.delenv("COSMOS_DB_URI", raising=False)
        monkeypatch.delenv("LOCAL_HOST", raising=False)
        values = {"EMBEDDED_DB_PATH": str(store), "AZURE_FUNCTIONS_ENVIRONMENT": "Development"} | settings
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["open", *arguments])
        monkeypatch.chdir(ROOT)
        return Ended(main(), *capsys.readouterr())

    return run


def open_page(url: str, code: str) -> httpx.Response:
    """Open the page as a browser does, which sends the code in the body alone."""
    with httpx.Client(base_url=url, headers={"Origin": url}) as browser:
        assert browser.post("/api/auth/open", json={"code": code}).status_code == 200
        return browser.get("/api/auth/session")


def test_printed_link_signs_in_at_a_server_that_runs(store: Path) -> None:
    with Server(store) as server:
        port = str(urlsplit(server.url).port)
        done = subprocess.run(
            [sys.executable, "-m", "open_page", "sam lee", "--store", str(store), "--port", port],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        found = LINK.fullmatch(done.stdout.removesuffix("\n"))
        assert found, done
        assert found[1] == port
        assert httpx.get(f"{server.url}{found[2]}").status_code == 200
        assert open_page(server.url, found[3]).json()["username"] == "Sam Lee"
        again = httpx.post(f"{server.url}/api/auth/open", json={"code": found[3]})
        assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")
        assert found[3] not in server.log


def test_start_prints_a_link_below_the_facts(store: Path) -> None:
    settings = {"EMBEDDED_DB_PATH": str(store), "OPEN_PAGE_AS": "Sam Lee", "COSMOS_DB_URI": ""}
    with started(ROOT, "--report", "open_page.start:report", **settings) as (_, url, printed):
        label, link = re.split(" {2,}", printed[-3].strip())
        assert label == "Signed in as Sam Lee"
        code = link.removeprefix(f"{url}/api/app/#open=")
        assert printed[-2:] == ["", f"Listening on {url}"]
        assert open_page(url, code).json()["username"] == "Sam Lee"


def test_start_for_an_unknown_user_is_refused_with_one_sentence(store: Path) -> None:
    settings = {"EMBEDDED_DB_PATH": str(store), "OPEN_PAGE_AS": "max", "COSMOS_DB_URI": ""}
    done = subprocess.run(
        [sys.executable, "-m", "local_host", "--port", "0", "--report", "open_page.start:report"],
        cwd=ROOT,
        env={**CLEAN, **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"--open: There is no user named 'max' in this store: embedded (SQLite), {store}." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        (("max",), {}, "There is no user named 'max' in this store: embedded (SQLite), {store}."),
        (("",), {}, "There is no user named '' in this store: embedded (SQLite), {store}."),
        (("max", "--store", "{store}.none"), {}, "There is no store at {store}.none: "),
        (("Sam Lee",), {"AZURE_FUNCTIONS_ENVIRONMENT": "Staging"}, "Links work in development only, and "),
        (("Sam Lee",), {"EMBEDDED_DB_PATH": "/dev/null"}, "There is no store at /dev/null: "),
    ],
    ids=["unknown user", "no name", "no file", "not development", "not a file"],
)
def test_error_is_one_sentence(
    run: Run, store: Path, arguments: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    files = {file.name for file in store.parent.iterdir()}
    done = run(*(argument.format(store=store) for argument in arguments), **settings)
    assert (done.code, done.output) == (1, "")
    assert done.errors.startswith(sentence.format(store=store))
    assert done.errors.count("\n") == 1
    assert {file.name for file in store.parent.iterdir()} == files


def test_cosmos_db_that_is_away_is_one_sentence() -> None:
    away = {"COSMOS_DB_URI": "http://127.0.0.1:1", "COSMOS_DB_PRIMARY_KEY": "YQ=="}
    done = subprocess.run(
        [sys.executable, "-m", "open_page", "Sam Lee"],
        cwd=ROOT,
        env={**CLEAN, **away},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"The store cannot be reached \(Cosmos DB, 127\.0\.0\.1:1, .+\)\.\n", done.stderr)


def test_link_has_the_usual_port_and_another_store_precedes_cosmos(run: Run, store: Path) -> None:
    away = {"EMBEDDED_DB_PATH": "/nowhere", "COSMOS_DB_URI": "http://127.0.0.1:1"}
    done = run("SAM LEE", "--store", str(store), **away)
    found = LINK.fullmatch(done.output.removesuffix("\n"))
    assert found, done
    assert found[1] == "7071"
    assert found[3] not in done.errors
