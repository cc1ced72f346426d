"""The embedded store when its file fails: a clear error, no partial write, and recovery without a restart."""

import logging
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from shared.errors import DatabaseError
from shared.store.contract import Create, Document
from shared.store.query import Query
from shared.store.sqlite import connection, database
from shared.store.sqlite.database import EmbeddedDBService

from .test_embedded import run

pytestmark = pytest.mark.usefixtures("synced_stores")


def task(number: int, size: int = 10) -> Document:
    return {"id": f"n{number:04}", "user_id": "u", "type": "task", "created_at": "2026", "text": "x" * size}


def batch(store: EmbeddedDBService, start: int, size: int = 10) -> None:
    store.batch("u", [Create(task(start + number, size)) for number in range(3)])


def all_uses(store: EmbeddedDBService) -> tuple[Callable[[], object], ...]:
    return (
        store.ping,
        lambda: store.create(task(900)),
        lambda: store.read("n0000", "u"),
        lambda: store.batch("u", [Create(task(901)), Create(task(902))]),
        lambda: store.query(Query("task", (), "created_at"), "u"),
        lambda: store.count(Query(None), "u"),
    )


@contextmanager
def expected_error(caplog: pytest.LogCaptureFixture, path: Path, sentence: str) -> Iterator[None]:
    """Expect an error with a sentence that reveals nothing, and a log line that names the file."""
    caplog.clear()
    with pytest.raises(DatabaseError, match=sentence) as raised:
        yield
    assert type(raised.value) is DatabaseError
    assert raised.value.status == 503
    assert str(path.parent) not in raised.value.message
    assert "SELECT" not in raised.value.message
    assert any(
        record.levelno == logging.ERROR and str(path) in record.getMessage() for record in caplog.records
    )


def test_file_that_is_no_database_raises_an_error_and_is_not_changed(
    embedded: EmbeddedDBService, database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database_path.parent.mkdir()
    database_path.write_bytes(b"these are private notes\n" * 1000)
    for use in all_uses(embedded):
        with expected_error(caplog, database_path, "damaged"):
            use()
    assert database_path.read_bytes() == b"these are private notes\n" * 1000
    database_path.unlink()
    embedded.create(task(1))
    assert embedded.read("n0001", "u")


def test_damaged_file_raises_an_error_until_it_is_repaired(
    embedded: EmbeddedDBService, database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for start in range(0, 300, 3):
        batch(embedded, start, size=1000)
    embedded.close()
    whole = database_path.read_bytes()
    database_path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for use in all_uses(embedded)[1:]:
        with expected_error(caplog, database_path, "damaged"):
            use()
    database_path.write_bytes(whole)
    assert embedded.count(Query(None), "u") == 300
    batch(embedded, 600)


def test_truncated_file_raises_an_error_without_ending_the_process(
    embedded: EmbeddedDBService, database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for start in range(0, 300, 3):
        batch(embedded, start, size=1000)
    embedded.close()
    with database_path.open("r+b") as file:
        file.truncate(8192)
    with expected_error(caplog, database_path, "damaged"):
        embedded.query(Query("task", (), "created_at"), "u")


def test_folder_that_cannot_be_created_raises_an_error(
    embedded: EmbeddedDBService, database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database_path.parent.write_text("a file where the folder should be")
    for use in all_uses(embedded):
        with expected_error(caplog, database_path, "cannot be opened"):
            use()
    database_path.parent.unlink()
    batch(embedded, 0)


def test_folder_in_place_of_the_file_raises_an_error(
    embedded: EmbeddedDBService, database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database_path.mkdir(parents=True)
    for use in all_uses(embedded):
        with expected_error(caplog, database_path, "cannot be opened"):
            use()
    database_path.rmdir()
    batch(embedded, 0)


def test_file_removed_under_a_running_store_is_created_again(
    embedded: EmbeddedDBService, database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    batch(embedded, 0)
    database_path.unlink()
    batch(embedded, 0)
    assert "removed or replaced" in caplog.text
    with closing(sqlite3.connect(database_path)) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)
    assert embedded.count(Query(None), "u") == 3


@pytest.mark.slow("waits for a lock")
def test_file_locked_by_another_process_fails_writes_and_serves_reads(
    embedded: EmbeddedDBService,
    database_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert database._PING_SECONDS < 2  # noqa: SLF001 - it is shortened, as is the time of other operations
    monkeypatch.setattr(database, "_PING_SECONDS", 0.5)
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    batch(embedded, 0)
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with expected_error(caplog, database_path, "busy"):
            batch(embedded, 3)
        with expected_error(caplog, database_path, "busy"):
            embedded.create(task(3))
        started = time.monotonic()
        with expected_error(caplog, database_path, "busy"):
            embedded.ping()
        assert 0.4 < time.monotonic() - started < 2
        assert embedded.count(Query(None), "u") == 3
        other.execute("ROLLBACK")
    batch(embedded, 3)
    assert embedded.count(Query(None), "u") == 6


def test_full_disk_raises_an_error_and_leaves_no_partial_write(
    embedded: EmbeddedDBService,
    database_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pragmas = (*connection._PRAGMAS, "PRAGMA max_page_count = 100")  # noqa: SLF001 - simulates a small disk
    monkeypatch.setattr(connection, "_PRAGMAS", pragmas)
    written = 0
    with expected_error(caplog, database_path, "full"):
        for start in range(0, 3000, 3):
            batch(embedded, start, size=3000)
            written += 3
    assert 0 < written < 300
    assert embedded.count(Query(None), "u") == written
    with expected_error(caplog, database_path, "full"):
        batch(embedded, 3000, size=200_000)
    monkeypatch.undo()
    embedded.close()
    batch(embedded, 3000, size=200_000)
    assert embedded.count(Query(None), "u") == written + 3


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit for a process's files")
def test_write_refused_by_the_system_raises_an_error_and_leaves_no_partial_write(database_path: Path) -> None:
    script = """
import resource
store.ping()
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
written = 0
try:
    for start in range(0, 3000, 3):
        batch = [Create({"id": f"n{start + part}", "user_id": "u", "text": "x" * 3000}) for part in range(3)]
        store.batch("u", batch)
        written += 3
except DatabaseError as error:
    print(error.message)
print(written > 0, store.count(Query(None, limit=1), "u") == written)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.batch("u", batch)
print(store.count(Query(None), "u") == written + 3)
"""
    assert run(script, database_path) == ["The store's disk failed", "True True", "True"]


@pytest.mark.skipif(sys.platform == "win32", reason="read-only has another meaning on this system")
def test_read_only_file_serves_reads_and_refuses_writes() -> None:
    # Not in tmp_path: the unprivileged user below has no access to its folders.
    script = """
import os
from pathlib import Path
path = Path(sys.argv[1])
os.chmod(path.parent, 0o777)
store.create({"id": "a", "user_id": "u"})
store.close()
if os.geteuid() == 0:  # nothing is read-only for the superuser
    for file in path.parent.iterdir():
        os.chown(file, 65534, 65534)
    os.setuid(65534)
os.chmod(path, 0o400)
print(store.read("a", "u")["id"], store.count(Query(None), "u"))
document = {"id": "b", "user_id": "u"}
for use in (store.ping, lambda: store.create(document), lambda: store.upsert(document)):
    try:
        use()
    except DatabaseError as error:
        print(error.message)
print(store.count(Query(None), "u"))
for file in path.parent.iterdir():  # SQLite gives the files beside it the same mode
    os.chmod(file, 0o600)
store.create({"id": "b", "user_id": "u"})
print(store.count(Query(None), "u"))
"""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "avanochi.db"
        cannot = "The store cannot be written to"
        assert run(script, path) == ["a 1", cannot, cannot, cannot, "1", "2"]
