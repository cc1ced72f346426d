"""The contract of a document store, tested with both stores."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import msgspec
import pytest

from shared.errors import DocumentChangedError, DocumentExistsError, DocumentNotFoundError, LostRaceError
from shared.store.contract import (
    BATCH_LIMIT,
    Create,
    Delete,
    Document,
    DocumentStore,
    Operation,
    Replace,
    Upsert,
)
from shared.store.query import Query
from tests.conftest import MovableClock


def note(user: str, document_id: str = "a", **fields: object) -> Document:
    return {"id": document_id, "user_id": user, "type": "note", **fields}


def without_etag(document: Document) -> Document:
    return {key: value for key, value in document.items() if not key.startswith("_")}


def all_documents(store: DocumentStore, user: str) -> list[Document]:
    return [without_etag(document) for document in store.query(Query(type=None), user).documents]


def outcome(operation: Callable[[], object]) -> str:
    try:
        operation()
    except LostRaceError as error:
        return type(error).__name__
    return "done"


def test_created_document_is_read_back_with_all_its_values(store: DocumentStore, user: str) -> None:
    document = note(
        user, text='"quotes" \\ \n é 猫 🐈', none=None, yes=True, number=0.1, nested={"list": [1, {"x": []}]}
    )
    created = store.create(document)
    assert without_etag(created) == document
    assert store.read("a", user) == created
    assert created["_etag"]


class Note(msgspec.Struct):
    id: str
    text: str
    at: datetime
    etag: str = msgspec.field(name="_etag")


def test_page_is_read_as_values_of_a_struct(store: DocumentStore, user: str) -> None:
    for name in "abc":
        text = f'"{name}", [{{'
        store.create(note(user, name, text=text, at="2026-03-18T09:30:00.000001Z", ignored=1))
    page = store.query(Query("note", limit=2), user)
    assert page.more
    expected = [
        Note(document["id"], document["text"], datetime.fromisoformat(document["at"]), document["_etag"])
        for document in page.documents
    ]
    assert [one.id for one in expected] == ["a", "b"]
    assert store.query(Query("note", limit=2), user).read_as(Note) == expected


def test_creating_an_existing_document_is_refused(store: DocumentStore, user: str) -> None:
    store.create(note(user, n=1))
    with pytest.raises(DocumentExistsError):
        store.create(note(user, n=2))
    assert store.read("a", user)["n"] == 1


def test_missing_document_is_not_found_by_any_operation(store: DocumentStore, user: str) -> None:
    for operation in (
        lambda: store.read("a", user),
        lambda: store.replace(note(user), '"etag"'),
        lambda: store.delete("a", user),
        lambda: store.delete("a", user, '"etag"'),
    ):
        with pytest.raises(DocumentNotFoundError):
            operation()
    assert all_documents(store, user) == []


def test_replace_requires_the_current_etag(store: DocumentStore, user: str) -> None:
    first = store.create(note(user, n=1))
    second = store.replace(note(user, n=2), first["_etag"])
    with pytest.raises(DocumentChangedError):
        store.replace(note(user, n=3), first["_etag"])
    assert second["n"] == 2
    assert store.read("a", user) == second


def test_replace_removes_the_fields_of_the_earlier_version(store: DocumentStore, user: str) -> None:
    first = store.create(note(user, old=1))
    store.replace(note(user, new=2), first["_etag"])
    assert all_documents(store, user) == [note(user, new=2)]


def test_upsert_writes_new_and_existing_documents(store: DocumentStore, user: str) -> None:
    assert store.upsert(note(user, n=1))["n"] == 1
    assert store.upsert(note(user, n=2))["n"] == 2
    assert all_documents(store, user) == [note(user, n=2)]


def test_delete_with_a_stale_etag_is_refused(store: DocumentStore, user: str) -> None:
    first = store.create(note(user))
    second = store.upsert(note(user))
    with pytest.raises(DocumentChangedError):
        store.delete("a", user, first["_etag"])
    store.delete("a", user, second["_etag"])
    with pytest.raises(DocumentNotFoundError):
        store.read("a", user)


def test_delete_without_an_etag_deletes_any_version(store: DocumentStore, user: str) -> None:
    store.create(note(user))
    store.delete("a", user)
    assert all_documents(store, user) == []


def test_every_write_has_its_own_etag(store: DocumentStore, user: str) -> None:
    etags = [store.create(note(user))["_etag"], store.upsert(note(user))["_etag"]]
    etags.append(store.replace(note(user), etags[-1])["_etag"])
    store.delete("a", user)
    etags.append(store.create(note(user))["_etag"])
    assert len(set(etags)) == 4
    with pytest.raises(DocumentChangedError):
        store.replace(note(user), etags[0])


def test_keys_with_an_underscore_are_not_written(store: DocumentStore, user: str) -> None:
    created = store.create(note(user, _etag="mine", _secret=1, kept_=1))
    assert created["_etag"] != "mine"
    assert "_secret" not in store.read("a", user)
    assert store.read("a", user)["kept_"] == 1


def test_changing_a_document_object_does_not_change_the_store(store: DocumentStore, user: str) -> None:
    document = note(user, tags=["x"])
    created = store.create(document)
    document["tags"].append("y")
    created["tags"].append("z")
    store.read("a", user)["tags"].append("w")
    assert all_documents(store, user) == [note(user, tags=["x"])]


def test_writing_does_not_change_the_document_object(store: DocumentStore, user: str) -> None:
    document = note(user, _etag="x")
    store.create(document)
    store.upsert(document)
    store.batch(user, [Upsert(document)])
    assert document == note(user, _etag="x")


def test_users_see_only_their_own_documents(store: DocumentStore, user: str) -> None:
    other_user = user + "-other"
    own = store.create(note(user, n=1))
    theirs = store.create(note(other_user, n=2))
    assert store.read("a", user)["n"] == 1
    assert store.read("a", other_user)["n"] == 2
    assert all_documents(store, user) == [without_etag(own)]
    assert store.count(Query(type="note"), other_user) == 1
    store.delete("a", user)
    assert store.read("a", other_user) == theirs


def test_similar_user_ids_are_different_users(store: DocumentStore, user: str) -> None:
    similar = [user, user.upper(), user + " ", user + "%", user + "é", user + "e\u0301", user + "/"]
    for number, user_id in enumerate(similar):
        store.create(note(user_id, n=number))
    assert [store.read("a", user_id)["n"] for user_id in similar] == list(range(len(similar)))
    assert [all_documents(store, user_id)[0]["n"] for user_id in similar] == list(range(len(similar)))


@pytest.mark.parametrize(
    "document_id",
    [None, "", 7, "a/b", "a\\b", "a?b", "a#b", "x" * 256, "\ud800", ".", "..", "a ", "a\n", "a\tb"],
)
def test_invalid_id_is_refused_without_writing(
    store: DocumentStore,
    user: str,
    document_id: Any,
) -> None:
    document = note(user) | {"id": document_id}
    for operation in (
        lambda: store.create(document),
        lambda: store.upsert(document),
        lambda: store.replace(document, "etag"),
        lambda: store.read(document_id, user),
        lambda: store.delete(document_id, user),
        lambda: store.batch(user, [Create(note(user, "b")), Create(document)]),
        lambda: store.batch(user, [Create(note(user, "b")), Delete(document_id)]),
    ):
        with pytest.raises(ValueError, match="id"):
            operation()
    assert all_documents(store, user) == []


@pytest.mark.parametrize("user_id", [None, "", 7, "\ud800"])
def test_invalid_user_id_is_refused_by_every_operation(
    store: DocumentStore,
    user_id: Any,
) -> None:
    for operation in (
        lambda: store.create(note(user_id)),
        lambda: store.upsert(note(user_id)),
        lambda: store.replace(note(user_id), "etag"),
        lambda: store.read("a", user_id),
        lambda: store.delete("a", user_id),
        lambda: store.batch(user_id, [Create(note(user_id))]),
        lambda: store.query(Query(type=None), user_id),
        lambda: store.count(Query(type=None), user_id),
    ):
        with pytest.raises(ValueError, match=r"user_id|surrogates"):
            operation()


def test_document_without_a_user_id_or_an_id_is_refused(store: DocumentStore, user: str) -> None:
    for incomplete in ({"id": "a"}, {"user_id": user}, {}):
        with pytest.raises(ValueError, match="id"):
            store.create(incomplete)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        [float("-inf")],
        {"x": float("nan")},
        "\ud800",
        2**53,
        {1: 2},
        {"a"},
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_value_that_json_cannot_represent_is_refused(store: DocumentStore, user: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"document|finite"):
        store.create(note(user, value=value))
    assert all_documents(store, user) == []


def test_document_of_more_than_two_megabytes_is_refused(store: DocumentStore, user: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        store.create(note(user, text="x" * 2 * 1024 * 1024))


@pytest.mark.parametrize("ttl", [0, -2, 1.5, "1", True, None])
def test_invalid_ttl_is_refused(store: DocumentStore, user: str, ttl: object) -> None:
    with pytest.raises(ValueError, match="ttl"):
        store.create(note(user, ttl=ttl))


def test_batch_does_all_its_operations(store: DocumentStore, user: str) -> None:
    old = store.create(note(user, "old"))
    changed = store.create(note(user, "changed", n=1))
    store.create(note(user, "unguarded"))
    store.batch(
        user,
        [
            Create(note(user, "new")),
            Replace(note(user, "changed", n=2), changed["_etag"]),
            Upsert(note(user, "upserted")),
            Delete("old", old["_etag"]),
            Delete("unguarded"),
        ],
    )
    assert all_documents(store, user) == [
        note(user, "changed", n=2),
        note(user, "new"),
        note(user, "upserted"),
    ]
    assert store.read("changed", user)["_etag"] != changed["_etag"]


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize(
    ("failing", "error"),
    [
        (lambda user: Create(note(user, "kept")), DocumentExistsError),
        (lambda user: Replace(note(user, "kept", n=2), '"stale"'), DocumentChangedError),
        (lambda user: Replace(note(user, "missing"), '"stale"'), DocumentNotFoundError),
        (lambda _: Delete("kept", '"stale"'), DocumentChangedError),
        (lambda _: Delete("missing"), DocumentNotFoundError),
    ],
    ids=["create", "replace stale", "replace missing", "delete stale", "delete missing"],
)
def test_batch_with_a_failing_operation_writes_nothing(
    store: DocumentStore,
    user: str,
    position: int,
    failing: Callable[[str], Operation],
    error: type[LostRaceError],
) -> None:
    kept = store.create(note(user, "kept", n=1))
    gone = store.create(note(user, "gone"))
    operations: list[Operation] = [
        Create(note(user, "x")),
        Upsert(note(user, "y")),
        Delete("gone", gone["_etag"]),
        Upsert(note(user, "kept", n=1)),
    ]
    operations.insert(position, failing(user))
    with pytest.raises(error) as raised:
        store.batch(user, operations)
    assert type(raised.value) is error
    assert all_documents(store, user) == [note(user, "gone"), note(user, "kept", n=1)]
    assert store.read("kept", user) == kept


def test_batch_raises_the_error_of_the_first_failing_operation(store: DocumentStore, user: str) -> None:
    store.create(note(user))
    with pytest.raises(DocumentNotFoundError):
        store.batch(user, [Delete("missing"), Create(note(user))])
    with pytest.raises(DocumentExistsError):
        store.batch(user, [Create(note(user)), Delete("missing")])


def test_operation_in_a_batch_sees_the_earlier_ones(store: DocumentStore, user: str) -> None:
    store.batch(
        user, [Create(note(user, n=1)), Upsert(note(user, n=2)), Delete("a"), Create(note(user, n=3))]
    )
    assert all_documents(store, user) == [note(user, n=3)]
    with pytest.raises(DocumentExistsError):
        store.batch(user, [Create(note(user, "b")), Create(note(user, "b"))])


def test_batch_of_more_than_a_hundred_operations_is_refused(store: DocumentStore, user: str) -> None:
    store.batch(user, [Create(note(user, f"n{number:03}")) for number in range(BATCH_LIMIT)])
    assert store.count(Query(type="note"), user) == BATCH_LIMIT
    with pytest.raises(ValueError, match="100"):
        store.batch(user, [Upsert(note(user, f"m{number}")) for number in range(BATCH_LIMIT + 1)])
    assert store.count(Query(type="note"), user) == BATCH_LIMIT


def test_empty_batch_does_nothing(store: DocumentStore, user: str) -> None:
    store.batch(user, [])
    assert all_documents(store, user) == []


def test_batch_that_names_another_partition_is_refused(store: DocumentStore, user: str) -> None:
    for operation in (Create, Upsert):
        with pytest.raises(ValueError, match="partition"):
            store.batch(user, [operation(note(user + "-other"))])
    assert all_documents(store, user + "-other") == []


def test_ping_writes_a_document_that_expires(store: DocumentStore, clock: MovableClock) -> None:
    clock.move(hours=1)
    store.ping()
    first = store.read("probe", "status")
    store.ping()
    assert store.read("probe", "status")["_etag"] != first["_etag"]
    assert store.count(Query(None), "status") == 1
    clock.move(seconds=61)
    with pytest.raises(DocumentNotFoundError):
        store.read("probe", "status")


def test_one_of_fifty_parallel_creates_of_an_id_succeeds(store: DocumentStore, user: str) -> None:
    start = threading.Barrier(10)

    def create(number: int) -> list[str]:
        start.wait()
        return [outcome(lambda: store.create(note(user, n=number))) for _ in range(5)]

    with ThreadPoolExecutor(10) as threads:
        outcomes = [outcome for group in threads.map(create, range(10)) for outcome in group]
    assert sorted(outcomes) == ["DocumentExistsError"] * 49 + ["done"]


def test_guarded_increments_of_parallel_threads_are_all_counted(store: DocumentStore, user: str) -> None:
    store.create(note(user, n=0))

    def increment(_: int) -> None:
        while True:
            document = store.read("a", user)
            document["n"] += 1
            try:
                store.replace(document, document["_etag"])
            except DocumentChangedError:
                continue
            return

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(50)))
    assert store.read("a", user)["n"] == 50


def test_failing_batches_do_not_affect_parallel_ones(store: DocumentStore, user: str) -> None:
    store.create(note(user, "taken"))

    def write(number: int) -> str:
        last = note(user, "taken") if number % 3 == 0 else note(user, f"{number}-b")
        return outcome(lambda: store.batch(user, [Create(note(user, f"{number}-a")), Create(last)]))

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(write, range(60)))
    assert outcomes == ["DocumentExistsError" if number % 3 == 0 else "done" for number in range(60)]
    expected = {f"{number}-{part}" for number in range(60) if number % 3 for part in "ab"} | {"taken"}
    assert {document["id"] for document in all_documents(store, user)} == expected
