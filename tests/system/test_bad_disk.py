"""A store that cannot be used: 503 and a clear log line, nothing half-written, and well again afterwards."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from shared.credential_manager import CredentialManager
from shared.store.sqlite.database import EmbeddedDBService
from tests.system.servers import PASSWORD, Person, Server, register
from tests.unit.recount import check_totals, documents_of

Damage = Callable[[Path], None]

# Root may write into whatever is read-only, unless that right is taken away from it.
_BOUND_BY_MODES: tuple[str, ...] = ("env",)
if os.geteuid() == 0:
    _BOUND_BY_MODES = (
        ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if shutil.which("setpriv") else ()
    )

_SETTINGS = {"JWT_SECRET": "a secret that lives as long as a test does"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "store" / "avanochi.db"


@pytest.fixture
def server(database: Path) -> Iterator[Server]:
    with Server(database) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as open_client:
        yield open_client


def _is_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["content-type"].startswith("application/json")
    body = answer.json()
    assert body["code"] == "store_unavailable"
    assert body["error"].startswith("The store")
    assert "/" not in body["error"], "paths are nobody else's business"


def _status(client: httpx.Client) -> httpx.Response:
    started = time.monotonic()
    answer = client.get("status")
    assert time.monotonic() - started < 3
    return answer


def _says_so(client: httpx.Client) -> None:
    answer = _status(client)
    assert answer.status_code == 503
    body = answer.json()
    assert (body["status"], body["store_ok"], body["auth_ok"]) == ("unavailable", False, True)
    assert body["reason"].startswith("The store")
    assert int(answer.headers["Retry-After"]) > 0


def _is_well(person: Person, tasks: int) -> None:
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


def _put_a_folder_in_its_place(database: Path) -> None:
    _remove(database)
    database.mkdir()


def _overwrite_the_header(database: Path) -> None:
    with database.open("r+b") as file:
        file.write(b"This is a letter, and no database at all. " * 10)


def _scramble_the_pages(database: Path) -> None:
    """Damage every page behind the header's, as a failing disk does."""
    with database.open("r+b") as file:
        for start in range(4096, database.stat().st_size, 4096):
            file.seek(start)
            file.write(b"\xa5" * 4096)


def _cut_it_off(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(6000)


def _put_a_letter_in_its_place(database: Path) -> None:
    _remove(database)
    database.write_bytes(b"This is a letter, and no database at all. " * 100)


def _nothing_can_be_done(person: Person) -> None:
    """Check that all is refused: writes first, since they are what notices that a file was replaced."""
    _is_unavailable(person.call("POST", "tasks", json={"title": "Lost"}))
    for method, path in (("GET", "stats"), ("GET", "tasks"), ("POST", "work_sessions/start")):
        _is_unavailable(person.call(method, path))
    _is_unavailable(person.client.post("auth/register", json={"username": "Bob", "password": PASSWORD}))
    _is_unavailable(person.client.post("auth/login", json={"username": "Ada", "password": PASSWORD}))
    _says_so(person.client)
    for path in ("openapi.json", "docs"):
        assert person.client.get(path).status_code == 200


def _repair(database: Path, backup: Path) -> None:
    if database.is_dir():
        database.rmdir()
    _remove(database)
    shutil.copy(backup, database)


def _tells_why(server: Server, database: Path) -> None:
    assert f"embedded store {database}" in server.log
    assert ": 503 The store" in server.log
    assert "Traceback" not in server.log


@pytest.mark.parametrize(
    "damage",
    [_put_a_folder_in_its_place, _put_a_letter_in_its_place],
    ids=lambda one: one.__name__.strip("_"),
)
def test_a_store_that_is_damaged_is_unavailable_until_it_is_repaired(
    server: Server, client: httpx.Client, database: Path, tmp_path: Path, damage: Damage
) -> None:
    ada = register(client, "Ada")
    for _ in range(20):
        ada.create_task()
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    damage(database)
    _nothing_can_be_done(ada)
    _tells_why(server, database)
    _repair(database, backup)
    _is_well(ada, 20)


@pytest.mark.parametrize(
    "damage",
    [_overwrite_the_header, _scramble_the_pages, _cut_it_off, _put_a_folder_in_its_place],
    ids=lambda one: one.__name__.strip("_"),
)
def test_a_store_found_damaged_is_unavailable_until_it_is_repaired(
    database: Path, tmp_path: Path, damage: Damage
) -> None:
    with Server(database, settings=_SETTINGS) as server, server.client() as client:
        ada = register(client, "Ada")
        for _ in range(20):
            ada.create_task()
        assert server.stop() == 0
    backup = tmp_path / "backup.db"
    shutil.copy(database, backup)
    damage(database)
    with Server(database, settings=_SETTINGS) as server, server.client() as client:
        ada.client = client
        _nothing_can_be_done(ada)
        _tells_why(server, database)
        _repair(database, backup)
        _is_well(ada, 20)
        assert server.stop() == 0


def test_a_store_that_cannot_be_made_is_unavailable_until_it_can(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file where a folder should be")
    database = tmp_path / "folder" / "avanochi.db"
    log_at = tmp_path / "logs" / "avanochi.db"
    with Server(database, settings=_SETTINGS, log_beside=log_at) as server, server.client() as client:
        _says_so(client)
        _is_unavailable(client.post("auth/login", json={"username": "Ada", "password": PASSWORD}))
        assert str(database) in server.log
        (tmp_path / "folder").unlink()
        _is_well(register(client, "Ada"), 0)


def test_on_a_full_disk_nothing_is_half_written_and_all_is_well_with_room_again(tmp_path: Path) -> None:
    database = tmp_path / "avanochi.db"
    with Server(database) as server, server.client() as client:
        ada = register(client, "Ada")
        ada.create_task("Before")
        assert server.stop() == 0

    # No file may grow beyond this: SQLite sees a disk that takes no more. When its log is full, there may
    # be room again for as long as the database itself can take what the log holds.
    room = database.stat().st_size + 100 * 1024
    answered, refused = 1, 0
    with Server(database, within=("prlimit", f"--fsize={room}")) as server, server.client() as client:
        ada = Person(client, "Ada")
        while refused < 5:
            answer = ada.call("POST", "tasks", json={"title": "Next", "description": "x" * 4000})
            if answer.status_code == 201:
                answered, refused = answered + 1, 0
            else:
                _is_unavailable(answer)
                refused += 1
            assert answered < 1000, "the disk is never full"
        _tells_why(server, database)
        assert ada.stats()["total_tasks"] == answered, "what is there can still be read"
        assert _status(client).json()["store_ok"] is True
        server.kill()

    with closing(EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": str(database)}))) as store:
        check_totals(documents_of(store, ada.id))
    with Server(database) as server, server.client() as client:
        _is_well(Person(client, "Ada"), answered)


@pytest.mark.skipif(not _BOUND_BY_MODES, reason="nothing here takes the right to write anywhere from root")
@pytest.mark.parametrize("before_the_start", [True, False], ids=["before the start", "while it runs"])
def test_a_store_that_is_read_only_is_unavailable_for_writes_until_it_is_not(
    tmp_path: Path, *, before_the_start: bool
) -> None:
    database = tmp_path / "store" / "avanochi.db"
    with (
        Server(database, settings=_SETTINGS, log_beside=tmp_path / "log") as server,
        server.client() as client,
    ):
        ada = register(client, "Ada")
        ada.create_task()
        assert server.stop() == 0
    if before_the_start:
        _set_modes(database, 0o555, 0o444)
    with (
        Server(database, settings=_SETTINGS, log_beside=tmp_path / "log", within=_BOUND_BY_MODES) as server,
        server.client() as client,
    ):
        ada.client = client
        if not before_the_start:
            assert ada.stats()["total_tasks"] == 1
            _set_modes(database, 0o555, 0o444)
        for _ in range(3):
            answer = ada.call("POST", "tasks", json={"title": "Lost"})
            if answer.status_code == 201:
                assert not before_the_start, "what has the file open may go on writing into it"
                break
            _is_unavailable(answer)
        else:
            _tells_why(server, database)
        _status(client)
        _set_modes(database, 0o755, 0o644)
        _is_well(ada, ada.stats()["total_tasks"])
        assert server.stop() == 0


def test_a_store_that_another_process_holds_is_busy_and_says_so_in_time(
    server: Server, client: httpx.Client, database: Path
) -> None:
    ada = register(client, "Ada")
    with closing(sqlite3.connect(database, isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        answer = ada.call("POST", "tasks", json={"title": "Held up"})
        _is_unavailable(answer)
        assert answer.json()["error"] == "The store is busy: please try again"
        assert _status(client).json()["status"] == "ok", "it can still be read"
        rival.execute("ROLLBACK")
    _is_well(ada, 0)
    assert "embedded store" in server.log


def test_all_who_wait_for_a_busy_store_are_told_in_time(
    server: Server, client: httpx.Client, database: Path
) -> None:
    ada, started = register(client, "Ada"), time.monotonic()

    def wait(number: int) -> float:
        with server.client(headers=ada.headers) as own:
            _is_unavailable(own.post("tasks", json={"title": f"Held up {number}"}))
        return time.monotonic() - started

    with closing(sqlite3.connect(database, isolation_level=None)) as rival, ThreadPoolExecutor(4) as pool:
        rival.execute("BEGIN IMMEDIATE")
        # Each waits its 5 seconds, behind at most one group of others that share a commit.
        assert max(pool.map(wait, range(4))) < 15
        rival.execute("ROLLBACK")
    assert ada.stats()["total_tasks"] == 0


def test_a_store_that_was_removed_is_begun_anew_and_not_written_to_unseen(
    server: Server, client: httpx.Client, database: Path
) -> None:
    ada = register(client, "Ada")
    ada.create_task()
    _remove(database)
    assert ada.call("POST", "tasks", json={"title": "Whose?"}).status_code == 401
    assert database.exists()
    assert "the file was removed or replaced" in server.log
    _is_well(register(client, "Ada"), 0)
