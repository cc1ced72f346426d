"""An unusable store: 503, a log line with the cause, no partial write, and recovery without a restart."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import copy
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from shared.credential_manager import CredentialManager
from shared.store.sqlite.database import EmbeddedDBService
from tests.oracle.recount import check_totals, documents_of
from tests.selection import first_usually
from tests.system.servers import PASSWORD, Person, register
from tests.system.servers import Server as AnyServer

Damage = Callable[[Path], None]

# Root may write to read-only files, unless it is started without that capability.
_BOUND_BY_MODES: tuple[str, ...] = ("env",)
if os.geteuid() == 0:
    _BOUND_BY_MODES = (
        ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if shutil.which("setpriv") else ()
    )

_LIKE_THE_FIRST = "the store raises one error for all of them: tests/store/test_embedded_failures.py"
_SETTINGS = {"JWT_SECRET": "a secret that is valid during the tests"}


Server = partial(AnyServer, module="tests.system.always_probing")


class Backup(NamedTuple):
    """A database file, and the user whose 20 tasks it contains."""

    path: Path
    ada: Person

    def restore(self, database: Path) -> None:
        """Replace a database with a copy of this one."""
        if database.is_dir():
            database.rmdir()
        _remove(database)
        database.parent.mkdir(exist_ok=True)
        shutil.copy(self.path, database)

    def user(self, client: httpx.Client) -> Person:
        """Return the user as signed in with this client."""
        user = copy(self.ada)
        user.client = client
        return user


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Backup:
    path = tmp_path_factory.mktemp("backup") / "avanochi.db"
    with Server(path, settings=_SETTINGS) as server, server.client() as client:
        ada = register(client, "Ada")
        for _ in range(20):
            ada.create_task()
        assert server.stop() == 0
    return Backup(path, ada)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "store" / "avanochi.db"


@pytest.fixture
def server(database: Path) -> Iterator[AnyServer]:
    with Server(database) as running:
        yield running


@pytest.fixture
def client(server: AnyServer) -> Iterator[httpx.Client]:
    with server.client() as open_client:
        yield open_client


def _assert_unavailable(response: httpx.Response) -> None:
    assert response.status_code == 503, response.text
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["content-type"].startswith("application/json")
    body = response.json()
    assert body["code"] == "store_unavailable"
    assert body["error"].startswith("The store")
    assert "/" not in body["error"], "the error reveals no path"


def _status(client: httpx.Client) -> httpx.Response:
    started = time.monotonic()
    response = client.get("status")
    assert time.monotonic() - started < 3
    return response


def _assert_status_is_unavailable(client: httpx.Client) -> None:
    response = _status(client)
    assert response.status_code == 503
    body = response.json()
    assert (body["status"], body["store_ok"], body["auth_ok"]) == ("unavailable", False, True)
    assert body["reason"].startswith("The store")
    assert int(response.headers["Retry-After"]) > 0


def _assert_works(person: Person, tasks: int) -> None:
    assert _status(person.client).json()["status"] == "ok"
    assert person.stats()["total_tasks"] == tasks
    task = person.create_task("Once more")
    assert person.call("PATCH", f"tasks/{task['id']}").status_code == 200
    assert person.call("GET", f"tasks/{task['id']}").json()["completed"] is True
    assert person.stats()["total_tasks"] == tasks + 1


def _set_modes(database: Path, folder: int, file: int) -> None:
    for path in database.parent.glob(f"{database.name}*"):
        path.chmod(file)
    database.parent.chmod(folder)


def _remove(database: Path) -> None:
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


def _replace_with_a_folder(database: Path) -> None:
    _remove(database)
    database.mkdir()


def _overwrite_the_header(database: Path) -> None:
    with database.open("r+b") as file:
        file.write(b"This is a text, and no database at all. " * 10)


def _overwrite_the_pages(database: Path) -> None:
    """Overwrite every page after the first, as a failing disk does."""
    with database.open("r+b") as file:
        for start in range(4096, database.stat().st_size, 4096):
            file.seek(start)
            file.write(b"\xa5" * 4096)


def _truncate(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(6000)


def _replace_with_a_text_file(database: Path) -> None:
    _remove(database)
    database.write_bytes(b"This is a text, and no database at all. " * 100)


def _assert_nothing_works(person: Person) -> None:
    """Send a write first, because writes detect a replaced file."""
    _assert_unavailable(person.call("POST", "tasks", json={"title": "Lost"}))
    for method, path in (("GET", "stats"), ("GET", "tasks"), ("POST", "work_sessions/start")):
        _assert_unavailable(person.call(method, path))
    _assert_unavailable(person.client.post("auth/register", json={"username": "Bob", "password": PASSWORD}))
    _assert_unavailable(person.client.post("auth/login", json={"username": "Ada", "password": PASSWORD}))
    _assert_status_is_unavailable(person.client)
    for path in ("openapi.json", "docs"):
        assert person.client.get(path).status_code == 200


def _assert_cause_is_logged(server: AnyServer, database: Path) -> None:
    assert f"embedded store {database}" in server.log
    assert ": 503 The store" in server.log
    assert "Traceback" not in server.log


@pytest.mark.parametrize(
    "damage",
    first_usually([_replace_with_a_text_file, _replace_with_a_folder], _LIKE_THE_FIRST),
    ids=lambda damage: damage.__name__.strip("_"),
)
def test_store_damaged_while_running_is_unavailable_until_repaired(
    database: Path, backup: Backup, damage: Damage
) -> None:
    backup.restore(database)
    with Server(database, settings=_SETTINGS) as server, server.client() as client:
        ada = backup.user(client)
        assert ada.stats()["total_tasks"] == 20
        damage(database)
        _assert_nothing_works(ada)
        _assert_cause_is_logged(server, database)
        backup.restore(database)
        _assert_works(ada, 20)


@pytest.mark.parametrize(
    "damage",
    first_usually(
        [_overwrite_the_pages, _overwrite_the_header, _truncate, _replace_with_a_folder], _LIKE_THE_FIRST
    ),
    ids=lambda damage: damage.__name__.strip("_"),
)
def test_store_damaged_before_the_start_is_unavailable_until_repaired(
    database: Path, backup: Backup, damage: Damage
) -> None:
    backup.restore(database)
    damage(database)
    with Server(database, settings=_SETTINGS) as server, server.client() as client:
        ada = backup.user(client)
        _assert_nothing_works(ada)
        _assert_cause_is_logged(server, database)
        backup.restore(database)
        _assert_works(ada, 20)
        assert server.stop() == 0


def test_store_that_cannot_be_created_is_unavailable_until_it_can(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file where a folder should be")
    database = tmp_path / "folder" / "avanochi.db"
    log_at = tmp_path / "logs" / "avanochi.db"
    with Server(database, settings=_SETTINGS, log_beside=log_at) as server, server.client() as client:
        _assert_status_is_unavailable(client)
        _assert_unavailable(client.post("auth/login", json={"username": "Ada", "password": PASSWORD}))
        assert str(database) in server.log
        (tmp_path / "folder").unlink()
        _assert_works(register(client, "Ada"), 0)


def test_full_disk_leaves_no_partial_write_and_writes_work_with_space_again(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database) as server, server.client() as client:
        ada = register(client, "Ada")
        ada.create_task("Before")
        assert server.stop() == 0

    # To SQLite, a limit for the size of files looks like a full disk. After its log is full, writes may
    # succeed again until the database, to which the log is copied, reaches the limit, too.
    limit = database.stat().st_size + 100 * 1024
    created, refused = 1, 0
    with Server(database, within=("prlimit", f"--fsize={limit}")) as server, server.client() as client:
        ada = Person(client, "Ada")
        while refused < 5:
            response = ada.call("POST", "tasks", json={"title": "Next", "description": "x" * 4000})
            if response.status_code == 201:
                created, refused = created + 1, 0
            else:
                _assert_unavailable(response)
                refused += 1
            assert created < 1000, "the disk is never full"
        _assert_cause_is_logged(server, database)
        assert ada.stats()["total_tasks"] == created, "reads still work"
        assert _status(client).status_code in {200, 503}, "its write is smaller: there may be space for it"
        server.kill()

    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))) as store:
        check_totals(documents_of(store, ada.id))
    with Server(database) as server, server.client() as client:
        _assert_works(Person(client, "Ada"), created)


@pytest.mark.skipif(not _BOUND_BY_MODES, reason="root cannot be started without its capability here")
@pytest.mark.parametrize("before_the_start", [True, False], ids=["before the start", "while it runs"])
def test_read_only_store_is_unavailable_for_writes_until_it_is_writable(
    database: Path, tmp_path: Path, backup: Backup, *, before_the_start: bool
) -> None:
    backup.restore(database)
    if before_the_start:
        _set_modes(database, 0o555, 0o444)
    with (
        Server(database, settings=_SETTINGS, log_beside=tmp_path / "log", within=_BOUND_BY_MODES) as server,
        server.client() as client,
    ):
        ada = backup.user(client)
        if not before_the_start:
            assert ada.stats()["total_tasks"] == 20
            _set_modes(database, 0o555, 0o444)
        for _ in range(3):
            response = ada.call("POST", "tasks", json={"title": "Lost"})
            if response.status_code == 201:
                assert not before_the_start, "a process that has the file open may still write to it"
                break
            _assert_unavailable(response)
        else:
            _assert_cause_is_logged(server, database)
        _status(client)
        _set_modes(database, 0o755, 0o644)
        _assert_works(ada, ada.stats()["total_tasks"])
        assert server.stop() == 0


def test_store_locked_by_another_process_is_busy_for_writes(
    server: AnyServer, client: httpx.Client, database: Path
) -> None:
    ada = register(client, "Ada")
    with closing(sqlite3.connect(database, isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        response = ada.call("POST", "tasks", json={"title": "Waiting"})
        _assert_unavailable(response)
        assert response.json()["error"] == "The store is busy: please try again"
        _assert_status_is_unavailable(client)
        assert ada.stats()["total_tasks"] == 0, "reads still work"
        rival.execute("ROLLBACK")
    _assert_works(ada, 0)
    assert "embedded store" in server.log


@pytest.mark.thorough("waits for 10 s", smaller="test_store_locked_by_another_process_is_busy_for_writes")
def test_all_requests_that_wait_for_a_busy_store_fail_in_time(
    server: AnyServer, client: httpx.Client, database: Path
) -> None:
    ada, started = register(client, "Ada"), time.monotonic()

    def wait(number: int) -> float:
        with server.client(headers=ada.headers) as own:
            _assert_unavailable(own.post("tasks", json={"title": f"Waiting {number}"}))
        return time.monotonic() - started

    with closing(sqlite3.connect(database, isolation_level=None)) as rival, ThreadPoolExecutor(4) as pool:
        rival.execute("BEGIN IMMEDIATE")
        # Each waits for 5 seconds, after at most one group of others that share a commit.
        assert max(pool.map(wait, range(4))) < 15
        rival.execute("ROLLBACK")
    assert ada.stats()["total_tasks"] == 0


def test_removed_store_is_created_again_and_the_deleted_file_not_written(
    server: AnyServer, client: httpx.Client, database: Path
) -> None:
    ada = register(client, "Ada")
    ada.create_task()
    _remove(database)
    assert ada.call("POST", "tasks", json={"title": "Lost"}).status_code == 401
    assert database.exists()
    assert "the file was removed or replaced" in server.log
    _assert_works(register(client, "Ada"), 0)
