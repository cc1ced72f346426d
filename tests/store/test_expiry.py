"""Documents with a `ttl` expire."""

import sqlite3
from pathlib import Path

import pytest

from shared.errors import DocumentExistsError, DocumentNotFoundError
from shared.store.contract import Create, Delete, Document, DocumentStore, Replace, Upsert
from shared.store.query import Query
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock


def task(user: str, **fields: object) -> Document:
    return {"id": "a", "user_id": user, "type": "task", "created_at": "2026", **fields}


def test_document_is_gone_after_its_ttl(store: DocumentStore, user: str, clock: MovableClock) -> None:
    etag = store.create(task(user, ttl=60))["_etag"]
    clock.move(seconds=59.9)
    assert store.read("a", user)["ttl"] == 60
    clock.move(seconds=0.1)
    for operation in (
        lambda: store.read("a", user),
        lambda: store.replace(task(user), etag),
        lambda: store.delete("a", user),
        lambda: store.delete("a", user, etag),
        lambda: store.batch(user, [Replace(task(user), etag)]),
        lambda: store.batch(user, [Delete("a")]),
    ):
        with pytest.raises(DocumentNotFoundError):
            operation()
    for query in (Query(None), Query("task"), Query("task", (), "created_at")):
        assert store.query(query, user).documents == []
        assert store.count(query, user) == 0


def test_id_of_an_expired_document_can_be_created_again(
    store: DocumentStore, user: str, clock: MovableClock
) -> None:
    store.create(task(user, ttl=60))
    with pytest.raises(DocumentExistsError):
        store.create(task(user))
    clock.move(seconds=60)
    store.batch(user, [Create(task(user, n=2))])
    clock.move(seconds=10**8)
    assert store.read("a", user)["n"] == 2


def test_every_write_restarts_the_ttl(store: DocumentStore, user: str, clock: MovableClock) -> None:
    etag = store.create(task(user, ttl=60))["_etag"]
    clock.move(seconds=50)
    store.replace(task(user, ttl=60), etag)
    clock.move(seconds=50)
    store.batch(user, [Upsert(task(user, ttl=60))])
    clock.move(seconds=50)
    assert store.read("a", user)
    clock.move(seconds=10)
    with pytest.raises(DocumentNotFoundError):
        store.read("a", user)


@pytest.mark.parametrize("unlimited", [{}, {"ttl": -1}])
def test_document_rewritten_without_a_ttl_does_not_expire(
    store: DocumentStore, user: str, clock: MovableClock, unlimited: dict[str, int]
) -> None:
    store.create(task(user, ttl=1))
    store.upsert(task(user, **unlimited))
    clock.move(seconds=10**8)
    assert store.read("a", user)


def test_expired_documents_are_purged_in_small_steps(
    embedded: EmbeddedDBService, clock: MovableClock, database_path: Path
) -> None:
    for start in range(0, 500, 100):
        embedded.batch("u", [Create(task("u", id=f"n{start + number}", ttl=60)) for number in range(100)])
    embedded.create(task("u", id="permanent"))
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
