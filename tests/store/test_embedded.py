"""The embedded store beyond the contract: indexes, threads, processes and crashes."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.store.contract import Create
from shared.store.indexes import INDEXES, Index
from shared.store.query import Compare, Equals, HasAny, Position, Query
from shared.store.sql import index_name, to_sqlite
from shared.store.sqlite.connection import ConnectionPool
from shared.store.sqlite.database import EmbeddedDBService

pytestmark = pytest.mark.usefixtures("synced_stores")

ROOT = Path(__file__).resolve().parents[2]

OPEN = """
import sys
from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError, DocumentChangedError, DocumentExistsError
from shared.store.contract import Create, Upsert
from shared.store.query import Query
from shared.store.sqlite.database import EmbeddedDBService
store = EmbeddedDBService(CredentialManager({"EMBEDDED_DB_PATH": sys.argv[1]}))
"""


def start(script: str, database_path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "error", "-c", OPEN + script, str(database_path)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def run(script: str, database_path: Path) -> list[str]:
    with start(script, database_path) as process:
        output = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    return output.splitlines()


def open_files(path: Path) -> int:
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("this system does not list open files")
    links = [descriptor.readlink() for descriptor in descriptors.iterdir() if descriptor.is_symlink()]
    return sum(link == path for link in links)


def test_file_is_not_created_before_the_first_use(embedded: EmbeddedDBService, database_path: Path) -> None:
    assert not database_path.parent.exists()
    embedded.ping()
    assert database_path.exists()


def test_only_the_owner_may_read_the_file(embedded: EmbeddedDBService, database_path: Path) -> None:
    embedded.create({"id": "a", "user_id": "u"})
    assert {path.stat().st_mode & 0o077 for path in database_path.parent.iterdir()} == {0}


def test_written_document_is_read_by_another_store(open_embedded: Callable[[], EmbeddedDBService]) -> None:
    first, second = open_embedded(), open_embedded()
    created = first.create({"id": "a", "user_id": "u"})
    assert second.read("a", "u") == created
    first.close()
    assert second.read("a", "u") == created
    assert first.read("a", "u") == created


def test_commits_are_synced_to_the_disk(database_path: Path) -> None:
    connection = ConnectionPool(lambda: database_path).open()
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    connection.close()
    assert synchronous == 2, "not FULL: a power cut can lose an acknowledged write"


def explain(database_path: Path, query: Query) -> str:
    connection = sqlite3.connect(database_path)
    text, values = to_sqlite(query, "u", 0.0)
    plan = connection.execute("EXPLAIN QUERY PLAN " + text, values).fetchall()
    connection.close()
    return "\n".join(row[3] for row in plan)


@pytest.mark.parametrize("index", INDEXES, ids=index_name)
@pytest.mark.parametrize(
    "after", [None, Position("2026", "a"), Position(3, "a")], ids=["first", "text", "number"]
)
def test_every_index_serves_its_query_in_order(
    embedded: EmbeddedDBService, database_path: Path, index: Index, after: Position | None
) -> None:
    embedded.ping()
    where = tuple(Equals(field, value=True) for field in index.equals)
    for further in ((), (Compare("estimated_minutes", ">", 1), HasAny("tags", ("x",)))):
        query = Query(index.type, (*where, *further), index.order_by, descending=True, limit=50, after=after)
        plan = explain(database_path, query)
        assert f"USING INDEX {index_name(index)} (" in plan
        assert "TEMP B-TREE" not in plan
        assert plan.count("<expr>=?") == 2 * len(index.equals)
        assert ("<expr>" in plan.replace("<expr>=?", "")) is (after is not None and index.order_by != "id")


@pytest.mark.parametrize("document_type", ["achievement", None])
def test_list_by_id_needs_no_sorting(
    embedded: EmbeddedDBService, database_path: Path, document_type: str | None
) -> None:
    embedded.ping()
    plan = explain(database_path, Query(document_type, (), "id", after=Position("a", "a")))
    assert "SEARCH" in plan
    assert "id>?" in plan
    assert "TEMP B-TREE" not in plan


def test_file_with_an_earlier_schema_gets_the_current_indexes(
    open_embedded: Callable[[], EmbeddedDBService], database_path: Path
) -> None:
    first = open_embedded()
    first.create({"id": "a", "user_id": "u", "type": "task", "created_at": "2026"})
    first.close()
    connection = sqlite3.connect(database_path)
    connection.execute("DROP INDEX documents_task_created_at")
    connection.execute("CREATE INDEX documents_task_created_at ON documents (etag)")
    connection.execute("CREATE INDEX documents_obsolete ON documents (body)")
    connection.execute("PRAGMA user_version = 1")
    connection.close()

    query = Query("task", (), "created_at", descending=True)
    assert len(open_embedded().query(query, "u").documents) == 1
    assert "USING INDEX documents_task_created_at (user_id=?)" in explain(database_path, query)
    connection = sqlite3.connect(database_path)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    connection.close()
    assert "documents_obsolete" not in names


def test_ended_threads_leave_no_connections_open(embedded: EmbeddedDBService, database_path: Path) -> None:
    def use(number: int) -> None:
        embedded.upsert({"id": f"n{number}", "user_id": "u"})
        embedded.read(f"n{number}", "u")

    for number in range(20):
        thread = threading.Thread(target=use, args=(number,))
        thread.start()
        thread.join()
    assert open_files(database_path) == 1
    embedded.close()
    assert open_files(database_path) == 0


def test_store_can_be_closed_while_threads_use_it(embedded: EmbeddedDBService, database_path: Path) -> None:
    stop = threading.Event()
    errors: list[Exception] = []

    def use(number: int) -> None:
        while not stop.is_set():
            try:
                embedded.upsert({"id": f"n{number}", "user_id": "u"})
                embedded.read(f"n{number}", "u")
            except Exception as error:  # noqa: BLE001 - the test reports any error
                errors.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        embedded.close()
    stop.set()
    for thread in threads:
        thread.join()
    embedded.close()
    assert errors == []
    assert open_files(database_path) == 0


def test_connection_in_use_during_close_is_closed_on_release(
    database_path: Path,
) -> None:
    pool = ConnectionPool(lambda: database_path)
    acquired = pool.acquire()
    pool.close()
    acquired.execute("SELECT count(*) FROM documents").fetchall()
    pool.release(acquired)
    assert open_files(database_path) == 0


def test_concurrent_processes_lose_no_update(embedded: EmbeddedDBService, database_path: Path) -> None:
    script = """
for number in range(100):
    while True:
        try:
            try:
                store.create({"id": "count", "user_id": "u", "n": 1})
            except DocumentExistsError:
                document = store.read("count", "u")
                store.replace(document | {"n": document["n"] + 1}, document["_etag"])
        except DocumentChangedError:
            continue
        break
"""
    processes = [start(script, database_path) for _ in range(3)]
    for process in processes:
        with process:
            process.communicate(timeout=60)
        assert process.returncode == 0
    assert embedded.read("count", "u")["n"] == 300


def test_killed_process_leaves_every_acknowledged_batch_complete(
    open_embedded: Callable[[], EmbeddedDBService], database_path: Path
) -> None:
    script = """
import threading
def write(thread):
    for number in range(1_000_000):
        batch = [Upsert({"id": f"{thread}-{number}-{part}", "user_id": "u", "type": "task",
                         "created_at": "2026", "text": "x" * 3000}) for part in "abc"]
        store.batch("u", batch)
        print(f"{thread}-{number}\\n", end="", flush=True)
for thread in range(4):
    threading.Thread(target=write, args=(thread,)).start()
"""
    for _ in range(2):
        process = start(script, database_path)
        with process:
            assert process.stdout is not None
            acknowledged = [process.stdout.readline() for _ in range(80)]
            process.send_signal(signal.SIGKILL)
            acknowledged += process.stdout.readlines()
        store = open_embedded()
        parts: dict[str, int] = {}
        query = Query("task", limit=100_000)
        for document in store.query(query, "u").documents:
            batch = document["id"].rpartition("-")[0]
            parts[batch] = parts.get(batch, 0) + 1
        assert set(parts.values()) == {3}
        # A line that was cut off when the process was killed does not name its batch.
        assert {line.strip() for line in acknowledged if line.endswith("\n")} <= parts.keys()
        assert store.count(query, "u") == sum(parts.values())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_forked_child_and_parent_both_use_the_store(embedded: EmbeddedDBService, database_path: Path) -> None:
    script = """
import os
first = store.create({"id": "a", "user_id": "u"})
child = os.fork()
for number in range(50):
    store.upsert({"id": f"{'child' if child == 0 else 'parent'}-{number}", "user_id": "u"})
    assert store.read("a", "u") == first
if child == 0:
    print(store.upsert({"id": "b", "user_id": "u"})["_etag"], flush=True)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(store.upsert({"id": "c", "user_id": "u"})["_etag"])
"""
    etags = run(script, database_path)
    assert len(set(etags)) == 2
    assert embedded.count(Query(None), "u") == 103


def test_batch_becomes_visible_as_a_whole(
    embedded: EmbeddedDBService, open_embedded: Callable[[], EmbeddedDBService]
) -> None:
    reader = open_embedded()
    seen: set[int] = set()
    done = threading.Event()

    def count() -> None:
        while not done.is_set():
            seen.add(reader.count(Query(None), "u"))

    thread = threading.Thread(target=count)
    thread.start()
    for start_at in range(0, 1000, 100):
        embedded.batch(
            "u", [Create({"id": f"n{start_at + number}", "user_id": "u"}) for number in range(100)]
        )
    done.set()
    thread.join()
    assert {count % 100 for count in seen} == {0}
