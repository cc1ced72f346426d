"""Documents with a `ttl` vanish; the embedded store's clock is moved, Cosmos DB's cannot be."""

import sqlite3
from pathlib import Path

import pytest

from shared.document_store import Create, Delete, Replace, Upsert
from shared.embedded_database import EmbeddedDBService
from shared.errors import DocumentExistsError, DocumentNotFoundError
from shared.query import Query
from tests.conftest import MovableClock

TASK = {"id": "a", "user_id": "u", "type": "task", "created_at": "2026"}


def test_a_document_lives_for_its_ttl_and_then_is_nowhere(
    embedded: EmbeddedDBService, clock: MovableClock
) -> None:
    etag = embedded.create(TASK | {"ttl": 60})["_etag"]
    clock.move(seconds=59.9)
    assert embedded.read("a", "u")["ttl"] == 60
    clock.move(seconds=0.1)
    for deed in (
        lambda: embedded.read("a", "u"),
        lambda: embedded.replace(TASK, etag),
        lambda: embedded.delete("a", "u"),
        lambda: embedded.delete("a", "u", etag),
        lambda: embedded.batch("u", [Replace(TASK, etag)]),
        lambda: embedded.batch("u", [Delete("a")]),
    ):
        with pytest.raises(DocumentNotFoundError):
            deed()
    for query in (Query(None), Query("task"), Query("task", (), "created_at")):
        assert embedded.query(query, "u").documents == []
        assert embedded.count(query, "u") == 0


def test_the_place_of_an_expired_document_is_free(embedded: EmbeddedDBService, clock: MovableClock) -> None:
    embedded.create(TASK | {"ttl": 60})
    with pytest.raises(DocumentExistsError):
        embedded.create(TASK)
    clock.move(seconds=60)
    embedded.batch("u", [Create(TASK | {"n": 2})])
    clock.move(seconds=10**8)
    assert embedded.read("a", "u")["n"] == 2


def test_every_write_lets_the_ttl_begin_again(embedded: EmbeddedDBService, clock: MovableClock) -> None:
    etag = embedded.create(TASK | {"ttl": 60})["_etag"]
    clock.move(seconds=50)
    embedded.replace(TASK | {"ttl": 60}, etag)
    clock.move(seconds=50)
    embedded.batch("u", [Upsert(TASK | {"ttl": 60})])
    clock.move(seconds=50)
    assert embedded.read("a", "u")
    clock.move(seconds=10)
    with pytest.raises(DocumentNotFoundError):
        embedded.read("a", "u")


@pytest.mark.parametrize("lasting", [{}, {"ttl": -1}])
def test_a_document_written_without_a_ttl_no_longer_expires(
    embedded: EmbeddedDBService, clock: MovableClock, lasting: dict[str, int]
) -> None:
    embedded.create(TASK | {"ttl": 1})
    embedded.upsert(TASK | lasting)
    clock.move(seconds=10**8)
    assert embedded.read("a", "u")


def test_expired_documents_leave_the_file_by_and_by(
    embedded: EmbeddedDBService, clock: MovableClock, database_path: Path
) -> None:
    for start in range(0, 500, 100):
        embedded.batch("u", [Create(TASK | {"id": f"n{start + number}", "ttl": 60}) for number in range(100)])
    embedded.create(TASK | {"id": "lasting"})
    clock.move(seconds=3600)

    def rows() -> int:
        with sqlite3.connect(database_path) as connection:
            count = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        connection.close()
        return int(count)

    for _ in range(4):
        before = rows()
        embedded.upsert({"id": "day", "user_id": "u"})
        assert before - rows() <= 201
    assert rows() == 2
