"""What the Cosmos DB store repeats and what not, when things go wrong between it and a real server."""

import time
from collections.abc import Callable, Iterator

import pytest

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.errors import (
    LOST_RACE,
    DatabaseError,
    DocumentChangedError,
    DocumentExistsError,
    DocumentNotFoundError,
)
from shared.store.budget import MAX_REQUEST_SECONDS, RequestBudget
from shared.store.contract import Create, Delete, Document, Operation, Replace
from shared.store.query import Query

from .faulty_transport import LOSES_THE_ANSWER, FaultyTransport, FieldError
from .told_service import KEY, NOTE, Service, connect, running_service

pytestmark = pytest.mark.cosmos


@pytest.fixture
def transport() -> FaultyTransport:
    return FaultyTransport()


@pytest.fixture
def store(cosmos_uri: str, transport: FaultyTransport) -> Iterator[CosmosDBService]:
    settings = {
        "COSMOS_DB_URI": cosmos_uri,
        "COSMOS_DB_PRIMARY_KEY": KEY,
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    store = CosmosDBService(CredentialManager(settings), transport)
    store.ping()
    transport.sent = 0
    yield store
    store.close()


@pytest.fixture
def note(user: str) -> Document:
    return {"id": "a", "user_id": user, "type": "note", "text": "first"}


@pytest.mark.parametrize("fault", FieldError)
def test_a_read_is_repeated_after_what_passes(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    store.create(note)
    reads: list[Callable[[], Document]] = [
        lambda: store.read("a", note["user_id"]),
        lambda: store.query(Query("note"), note["user_id"]).documents[0],
    ]
    for read in reads:
        transport.next_faults.extend([fault, fault])
        assert read()["text"] == "first"
    assert transport.happened[fault] == 4


@pytest.mark.parametrize("fault", FieldError)
def test_a_create_is_done_once_and_known_to_be_done(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    transport.next_faults.extend([fault, fault])
    created = store.create(note)
    assert store.read("a", note["user_id"]) == created
    with pytest.raises(DocumentExistsError):
        store.create(note)


@pytest.mark.parametrize("fault", FieldError)
def test_a_replace_is_done_once_and_known_to_be_done(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    first = store.create(note)
    transport.next_faults.extend([fault, fault])
    second = store.replace(note | {"text": "second"}, first["_etag"])
    assert store.read("a", note["user_id"]) == second
    with pytest.raises(DocumentChangedError):
        store.replace(note | {"text": "third"}, first["_etag"])


@pytest.mark.parametrize("fault", FieldError)
def test_an_upsert_and_a_delete_are_done(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    transport.next_faults.extend([fault, fault])
    assert store.upsert(note)["text"] == "first"
    transport.next_faults.extend([fault, fault])
    store.delete("a", note["user_id"])
    with pytest.raises(DocumentNotFoundError):
        store.read("a", note["user_id"])


@pytest.mark.parametrize("fault", FieldError)
def test_a_batch_is_done_once_and_known_to_be_done(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    user, total = note["user_id"], note | {"id": "total", "count": 1}
    store.create(note | {"id": "pointer"})
    etag = store.create(total)["_etag"]
    transport.next_faults.extend([fault, fault])
    store.batch(user, [Create(note), Delete("pointer"), Replace(total | {"count": 2}, etag)])
    assert store.read("total", user)["count"] == 2
    assert store.read("a", user)["text"] == "first"
    transport.next_faults.append(fault)
    store.batch(user, [Delete("a"), Delete("total")])
    assert store.query(Query("note"), user).documents == []


def is_lost_race(error: DatabaseError) -> bool:
    return isinstance(error, LOST_RACE)


@pytest.mark.parametrize("fault", LOSES_THE_ANSWER)
def test_a_repeat_does_not_take_the_same_content_of_somebody_else_for_its_own(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    first = store.create(note)
    second = note | {"text": "second"}
    store.replace(second, first["_etag"])
    total = store.create(note | {"id": "total"})
    store.replace(total, total["_etag"])
    steps: list[Operation] = [Replace(total, total["_etag"]), Create(note | {"id": "b"})]
    for write in (
        lambda: store.replace(second, first["_etag"]),
        lambda: store.create(second),
        lambda: store.batch(note["user_id"], steps),
    ):
        transport.next_faults.append(fault)
        with pytest.raises(DatabaseError):
            write()
    with pytest.raises(DocumentNotFoundError):
        store.read("b", note["user_id"])


@pytest.mark.parametrize("fault", LOSES_THE_ANSWER)
def test_what_was_done_and_overwritten_is_not_taken_for_a_lost_race(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    """Who loses a race does the deed again: after an answer that was lost, it would be done twice."""
    total = store.create(note | {"id": "total", "count": 1})

    def count_elsewhere() -> None:
        present = store.read("total", note["user_id"])
        store.replace(present | {"count": present["count"] + 1}, present["_etag"])

    transport.next_faults.append(fault)
    transport.meanwhile = count_elsewhere
    with pytest.raises(DatabaseError) as raised:
        store.batch(note["user_id"], [Replace(total | {"count": 2}, total["_etag"])])
    assert not is_lost_race(raised.value)
    assert store.read("total", note["user_id"])["count"] == 3


def test_removing_what_is_not_there_is_no_success_after_a_refusal(
    store: CosmosDBService, transport: FaultyTransport, note: Document
) -> None:
    store.create(note)
    transport.next_faults.append(FieldError.TOO_MANY_REQUESTS)
    with pytest.raises(DocumentNotFoundError):
        store.batch(note["user_id"], [Delete("missing"), Delete("a")])
    transport.next_faults.append(FieldError.RESET_AFTER)
    with pytest.raises(DatabaseError):
        store.batch(note["user_id"], [Delete("missing"), Delete("a")])
    assert store.read("a", note["user_id"])["text"] == "first"


def test_a_write_does_not_show_by_which_request_it_came(store: CosmosDBService, note: Document) -> None:
    assert store.create(note).keys() == note.keys() | {"_etag"}
    assert store.read("a", note["user_id"]).keys() == note.keys() | {"_etag"}


@pytest.mark.parametrize(
    "fault", [FieldError.SERVICE_UNAVAILABLE, FieldError.RETRY_WITH, FieldError.RESET_BEFORE]
)
def test_what_does_not_pass_is_told_after_a_handful_of_attempts(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: FieldError
) -> None:
    transport.next_faults.extend([fault] * 50)
    with pytest.raises(DatabaseError) as raised:
        store.create(note)
    assert type(raised.value) is DatabaseError
    assert 3 <= transport.sent <= 8


def test_a_throttled_request_waits_as_it_is_told_and_then_says_when_to_come_back() -> None:
    with running_service() as service:
        store = connect(service.uri)
        service.will_answer(429, x_ms_retry_after_ms="1200")
        service.will_answer(429, x_ms_retry_after_ms="1200")
        begun = time.monotonic()
        assert store.read("a", "u") == NOTE
        assert 1.1 < time.monotonic() - begun < 3
        for _ in range(40):
            service.will_answer(429, x_ms_retry_after_ms="60000")
        begun = time.monotonic()
        with pytest.raises(DatabaseError) as raised:
            store.create(NOTE)
        assert raised.value.retry_after == 60
        assert time.monotonic() - begun < 1  # nobody waits for what will come too late
        store.close()


# Time


def wait_for_a_silent_service(event: Callable[[CosmosDBService], object], *, connected: bool) -> float:
    """Return for how many seconds a deed waits for a service that takes requests and says nothing."""

    class Silent(Service):
        silent = not connected

        def answer(self, request: object) -> tuple[int, dict[str, str], object]:
            if self.silent:
                time.sleep(11)
            return super().answer(request)  # type: ignore[arg-type]

    with running_service(service := Silent()):
        store = connect(service.uri)
        if connected:
            store.read("a", "u")
            service.silent = True
        begun = time.monotonic()
        with pytest.raises(DatabaseError) as raised:
            event(store)
        waited = time.monotonic() - begun
        assert type(raised.value) is DatabaseError
        store.close()
    return waited


@pytest.mark.parametrize("connected", [True, False])
def test_nobody_waits_longer_than_ten_seconds(*, connected: bool) -> None:
    assert wait_for_a_silent_service(lambda store: store.create(NOTE), connected=connected) < 10


def test_several_operations_of_one_request_share_its_time() -> None:
    def read_on_and_on(store: CosmosDBService) -> None:
        with RequestBudget(3):
            for _ in range(3):
                with pytest.raises(DatabaseError):
                    store.read("a", "u")
            store.read("a", "u")

    assert wait_for_a_silent_service(read_on_and_on, connected=True) < 4
    assert MAX_REQUEST_SECONDS < 10


def test_what_a_request_used_is_counted_with_its_repeats(
    store: CosmosDBService, transport: FaultyTransport, note: Document
) -> None:
    with RequestBudget() as usage:
        store.create(note)
        transport.next_faults.append(FieldError.SERVICE_UNAVAILABLE)
        store.read("a", note["user_id"])
    assert usage.operations == 3
    assert usage.request_units > 0
