"""What every document store promises."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.errors import DatabaseError, DocumentChangedError, DocumentExistsError, DocumentNotFoundError
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


def note(user: str, document_id: str = "a", **fields: object) -> Document:
    return {"id": document_id, "user_id": user, "type": "note", **fields}


def own(document: Document) -> Document:
    return {key: value for key, value in document.items() if not key.startswith("_")}


def everything(store: DocumentStore, user: str) -> list[Document]:
    return [own(document) for document in store.query(Query(type=None), user).documents]


def outcome(event: Callable[[], object]) -> str:
    try:
        event()
    except DatabaseError as error:
        return type(error).__name__
    return "done"


def test_a_created_document_is_read_back_with_all_its_values(store: DocumentStore, user: str) -> None:
    document = note(
        user, text='"quotes" \\ \n é 猫 🐈', none=None, yes=True, number=0.1, nested={"list": [1, {"x": []}]}
    )
    created = store.create(document)
    assert own(created) == document
    assert store.read("a", user) == created
    assert created["_etag"]


def test_a_document_cannot_be_created_twice(store: DocumentStore, user: str) -> None:
    store.create(note(user, n=1))
    with pytest.raises(DocumentExistsError):
        store.create(note(user, n=2))
    assert store.read("a", user)["n"] == 1


def test_a_missing_document_is_not_found_by_any_operation(store: DocumentStore, user: str) -> None:
    for event in (
        lambda: store.read("a", user),
        lambda: store.replace(note(user), '"etag"'),
        lambda: store.delete("a", user),
        lambda: store.delete("a", user, '"etag"'),
    ):
        with pytest.raises(DocumentNotFoundError):
            event()
    assert everything(store, user) == []


def test_a_document_is_replaced_only_by_who_holds_its_present_etag(store: DocumentStore, user: str) -> None:
    first = store.create(note(user, n=1))
    second = store.replace(note(user, n=2), first["_etag"])
    with pytest.raises(DocumentChangedError):
        store.replace(note(user, n=3), first["_etag"])
    assert second["n"] == 2
    assert store.read("a", user) == second


def test_replacing_leaves_nothing_of_the_version_before(store: DocumentStore, user: str) -> None:
    first = store.create(note(user, old=1))
    store.replace(note(user, new=2), first["_etag"])
    assert everything(store, user) == [note(user, new=2)]


def test_an_upsert_writes_whether_the_document_exists_or_not(store: DocumentStore, user: str) -> None:
    assert store.upsert(note(user, n=1))["n"] == 1
    assert store.upsert(note(user, n=2))["n"] == 2
    assert everything(store, user) == [note(user, n=2)]


def test_a_deletion_guarded_by_a_stale_etag_deletes_nothing(store: DocumentStore, user: str) -> None:
    first = store.create(note(user))
    second = store.upsert(note(user))
    with pytest.raises(DocumentChangedError):
        store.delete("a", user, first["_etag"])
    store.delete("a", user, second["_etag"])
    with pytest.raises(DocumentNotFoundError):
        store.read("a", user)


def test_an_unguarded_deletion_needs_no_etag(store: DocumentStore, user: str) -> None:
    store.create(note(user))
    store.delete("a", user)
    assert everything(store, user) == []


def test_every_write_has_an_etag_of_its_own(store: DocumentStore, user: str) -> None:
    etags = [store.create(note(user))["_etag"], store.upsert(note(user))["_etag"]]
    etags.append(store.replace(note(user), etags[-1])["_etag"])
    store.delete("a", user)
    etags.append(store.create(note(user))["_etag"])
    assert len(set(etags)) == 4
    with pytest.raises(DocumentChangedError):
        store.replace(note(user), etags[0])


def test_the_stores_own_keys_are_ignored_when_written(store: DocumentStore, user: str) -> None:
    created = store.create(note(user, _etag="mine", _secret=1, kept_=1))
    assert created["_etag"] != "mine"
    assert "_secret" not in store.read("a", user)
    assert store.read("a", user)["kept_"] == 1


def test_what_a_caller_does_to_a_document_does_not_reach_the_store(store: DocumentStore, user: str) -> None:
    document = note(user, tags=["x"])
    created = store.create(document)
    document["tags"].append("y")
    created["tags"].append("z")
    store.read("a", user)["tags"].append("w")
    assert everything(store, user) == [note(user, tags=["x"])]


def test_writing_changes_nothing_in_the_callers_document(store: DocumentStore, user: str) -> None:
    document = note(user, _etag="x")
    store.create(document)
    store.upsert(document)
    store.batch(user, [Upsert(document)])
    assert document == note(user, _etag="x")


def test_users_see_only_their_own_documents(store: DocumentStore, user: str) -> None:
    stranger = user + "-stranger"
    mine = store.create(note(user, n=1))
    theirs = store.create(note(stranger, n=2))
    assert store.read("a", user)["n"] == 1
    assert store.read("a", stranger)["n"] == 2
    assert everything(store, user) == [own(mine)]
    assert store.count(Query(type="note"), stranger) == 1
    store.delete("a", user)
    assert store.read("a", stranger) == theirs


def test_user_ids_that_only_look_alike_are_different_users(store: DocumentStore, user: str) -> None:
    alike = [user, user.upper(), user + " ", user + "%", user + "é", user + "e\u0301", user + "/"]
    for number, one in enumerate(alike):
        store.create(note(one, n=number))
    assert [store.read("a", one)["n"] for one in alike] == list(range(len(alike)))
    assert [everything(store, one)[0]["n"] for one in alike] == list(range(len(alike)))


@pytest.mark.parametrize(
    "document_id",
    [None, "", 7, "a/b", "a\\b", "a?b", "a#b", "x" * 256, "\ud800", ".", "..", "a ", "a\n", "a\tb"],
)
def test_an_impossible_id_is_refused_before_anything_happens(
    store: DocumentStore,
    user: str,
    document_id: Any,
) -> None:
    document = note(user) | {"id": document_id}
    for event in (
        lambda: store.create(document),
        lambda: store.upsert(document),
        lambda: store.replace(document, "etag"),
        lambda: store.read(document_id, user),
        lambda: store.delete(document_id, user),
        lambda: store.batch(user, [Create(note(user, "b")), Create(document)]),
        lambda: store.batch(user, [Create(note(user, "b")), Delete(document_id)]),
    ):
        with pytest.raises(ValueError, match="id"):
            event()
    assert everything(store, user) == []


@pytest.mark.parametrize("user_id", [None, "", 7, "\ud800"])
def test_an_impossible_user_is_refused_before_anything_happens(
    store: DocumentStore,
    user_id: Any,
) -> None:
    for event in (
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
            event()


def test_a_document_without_an_owner_or_an_id_is_refused(store: DocumentStore, user: str) -> None:
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
def test_what_json_cannot_say_exactly_is_refused(store: DocumentStore, user: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"document|finite"):
        store.create(note(user, value=value))
    assert everything(store, user) == []


def test_a_document_of_more_than_two_megabytes_is_refused(store: DocumentStore, user: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        store.create(note(user, text="x" * 2 * 1024 * 1024))


@pytest.mark.parametrize("ttl", [0, -2, 1.5, "1", True, None])
def test_an_impossible_ttl_is_refused(store: DocumentStore, user: str, ttl: object) -> None:
    with pytest.raises(ValueError, match="ttl"):
        store.create(note(user, ttl=ttl))


def test_a_batch_does_all_its_operations(store: DocumentStore, user: str) -> None:
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
    assert everything(store, user) == [
        note(user, "changed", n=2),
        note(user, "new"),
        note(user, "upserted"),
    ]
    assert store.read("changed", user)["_etag"] != changed["_etag"]


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda user: Create(note(user, "kept")), DocumentExistsError),
        (lambda user: Replace(note(user, "kept", n=2), '"stale"'), DocumentChangedError),
        (lambda user: Replace(note(user, "missing"), '"stale"'), DocumentNotFoundError),
        (lambda _: Delete("kept", '"stale"'), DocumentChangedError),
        (lambda _: Delete("missing"), DocumentNotFoundError),
    ],
    ids=["create", "replace stale", "replace missing", "delete stale", "delete missing"],
)
def test_a_batch_that_fails_anywhere_does_nothing(
    store: DocumentStore,
    user: str,
    position: int,
    fault: Callable[[str], Operation],
    error: type[DatabaseError],
) -> None:
    kept = store.create(note(user, "kept", n=1))
    gone = store.create(note(user, "gone"))
    operations: list[Operation] = [
        Create(note(user, "x")),
        Upsert(note(user, "y")),
        Delete("gone", gone["_etag"]),
        Upsert(note(user, "kept", n=1)),
    ]
    operations.insert(position, fault(user))
    with pytest.raises(error) as raised:
        store.batch(user, operations)
    assert type(raised.value) is error
    assert everything(store, user) == [note(user, "gone"), note(user, "kept", n=1)]
    assert store.read("kept", user) == kept


def test_the_first_fault_of_a_batch_is_the_one_that_is_told(store: DocumentStore, user: str) -> None:
    store.create(note(user))
    with pytest.raises(DocumentNotFoundError):
        store.batch(user, [Delete("missing"), Create(note(user))])
    with pytest.raises(DocumentExistsError):
        store.batch(user, [Create(note(user)), Delete("missing")])


def test_a_later_operation_of_a_batch_sees_the_earlier_ones(store: DocumentStore, user: str) -> None:
    store.batch(
        user, [Create(note(user, n=1)), Upsert(note(user, n=2)), Delete("a"), Create(note(user, n=3))]
    )
    assert everything(store, user) == [note(user, n=3)]
    with pytest.raises(DocumentExistsError):
        store.batch(user, [Create(note(user, "b")), Create(note(user, "b"))])


def test_a_batch_has_at_most_a_hundred_operations(store: DocumentStore, user: str) -> None:
    store.batch(user, [Create(note(user, f"n{number:03}")) for number in range(BATCH_LIMIT)])
    assert store.count(Query(type="note"), user) == BATCH_LIMIT
    with pytest.raises(ValueError, match="100"):
        store.batch(user, [Upsert(note(user, f"m{number}")) for number in range(BATCH_LIMIT + 1)])
    assert store.count(Query(type="note"), user) == BATCH_LIMIT


def test_an_empty_batch_does_nothing(store: DocumentStore, user: str) -> None:
    store.batch(user, [])
    assert everything(store, user) == []


def test_a_batch_never_writes_into_another_partition(store: DocumentStore, user: str) -> None:
    for operation in (Create, Upsert):
        with pytest.raises(ValueError, match="partition"):
            store.batch(user, [operation(note(user + "-stranger"))])
    assert everything(store, user + "-stranger") == []


def test_a_ping_succeeds_while_the_store_answers(store: DocumentStore) -> None:
    store.ping()


def test_of_fifty_parallel_creations_of_one_id_one_succeeds(store: DocumentStore, user: str) -> None:
    start = threading.Barrier(10)

    def create(number: int) -> list[str]:
        start.wait()
        return [outcome(lambda: store.create(note(user, n=number))) for _ in range(5)]

    with ThreadPoolExecutor(10) as threads:
        outcomes = [one for some in threads.map(create, range(10)) for one in some]
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


def test_parallel_batches_that_fail_do_not_disturb_those_that_succeed(
    store: DocumentStore, user: str
) -> None:
    store.create(note(user, "taken"))

    def write(number: int) -> str:
        last = note(user, "taken") if number % 3 == 0 else note(user, f"{number}-b")
        return outcome(lambda: store.batch(user, [Create(note(user, f"{number}-a")), Create(last)]))

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(write, range(60)))
    assert outcomes == ["DocumentExistsError" if number % 3 == 0 else "done" for number in range(60)]
    expected = {f"{number}-{part}" for number in range(60) if number % 3 for part in "ab"} | {"taken"}
    assert {document["id"] for document in everything(store, user)} == expected
