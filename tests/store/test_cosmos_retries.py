"""The Cosmos DB store's retries after network faults, tested with a real server."""

import time
from collections.abc import Callable, Iterator

import pytest
from azure.core.exceptions import ServiceResponseTimeoutError

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.errors import (
    AvanochiError,
    DatabaseError,
    DocumentChangedError,
    DocumentExistsError,
    DocumentNotFoundError,
    LostRaceError,
)
from shared.store.budget import MAX_REQUEST_SECONDS, RequestBudget
from shared.store.contract import Create, Delete, Document, Operation, Replace
from shared.store.query import Query

from .conftest import SkippedTime
from .faulty_transport import LOSES_THE_RESPONSE, Fault, FaultyTransport
from .scripted_service import KEY, NOTE, ScriptedService, connect, running_service

pytestmark = pytest.mark.cosmos


@pytest.fixture
def transport() -> FaultyTransport:
    return FaultyTransport()


@pytest.fixture
def store(
    cosmos_uri: str,
    transport: FaultyTransport,
    skipped_delays: SkippedTime,  # noqa: ARG001 - between the attempts
) -> Iterator[CosmosDBService]:
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


@pytest.mark.parametrize("fault", Fault)
def test_read_is_retried_after_a_fault(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
) -> None:
    store.create(note)
    reads: list[Callable[[], Document]] = [
        lambda: store.read("a", note["user_id"]),
        lambda: store.query(Query("note"), note["user_id"]).documents[0],
    ]
    for read in reads:
        transport.next_faults.extend([fault, fault])
        assert read()["text"] == "first"
    assert transport.injected[fault] == 4


@pytest.mark.parametrize("fault", Fault)
def test_create_succeeds_once_despite_faults(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
) -> None:
    transport.next_faults.extend([fault, fault])
    created = store.create(note)
    assert store.read("a", note["user_id"]) == created
    with pytest.raises(DocumentExistsError):
        store.create(note)


@pytest.mark.parametrize("fault", Fault)
def test_replace_succeeds_once_despite_faults(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
) -> None:
    first = store.create(note)
    transport.next_faults.extend([fault, fault])
    second = store.replace(note | {"text": "second"}, first["_etag"])
    assert store.read("a", note["user_id"]) == second
    with pytest.raises(DocumentChangedError):
        store.replace(note | {"text": "third"}, first["_etag"])


@pytest.mark.parametrize("fault", Fault)
def test_upsert_and_delete_succeed_despite_faults(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
) -> None:
    transport.next_faults.extend([fault, fault])
    assert store.upsert(note)["text"] == "first"
    transport.next_faults.extend([fault, fault])
    store.delete("a", note["user_id"])
    with pytest.raises(DocumentNotFoundError):
        store.read("a", note["user_id"])


@pytest.mark.parametrize("fault", Fault)
def test_batch_succeeds_once_despite_faults(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
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


@pytest.mark.parametrize("fault", LOSES_THE_RESPONSE)
def test_retry_does_not_take_equal_content_of_another_writer_for_its_own(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
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
        with pytest.raises((DatabaseError, LostRaceError)):
            write()
    with pytest.raises(DocumentNotFoundError):
        store.read("b", note["user_id"])


@pytest.mark.parametrize("fault", LOSES_THE_RESPONSE)
def test_overwritten_result_of_a_lost_response_is_no_lost_race(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
) -> None:
    """The caller would repeat a lost race, and so do its write twice."""
    total = store.create(note | {"id": "total", "count": 1})

    def count_elsewhere() -> None:
        current = store.read("total", note["user_id"])
        store.replace(current | {"count": current["count"] + 1}, current["_etag"])

    transport.next_faults.append(fault)
    transport.before_loss = count_elsewhere
    with pytest.raises(AvanochiError) as raised:
        store.batch(note["user_id"], [Replace(total | {"count": 2}, total["_etag"])])
    assert type(raised.value) is DatabaseError
    assert store.read("total", note["user_id"])["count"] == 3


def test_deleting_a_missing_document_fails_after_a_fault(
    store: CosmosDBService, transport: FaultyTransport, note: Document
) -> None:
    store.create(note)
    transport.next_faults.append(Fault.TOO_MANY_REQUESTS)
    with pytest.raises(DocumentNotFoundError):
        store.batch(note["user_id"], [Delete("missing"), Delete("a")])
    transport.next_faults.append(Fault.RESET_AFTER)
    with pytest.raises((DatabaseError, LostRaceError)):
        store.batch(note["user_id"], [Delete("missing"), Delete("a")])
    assert store.read("a", note["user_id"])["text"] == "first"


def test_stored_document_hides_the_write_mark(store: CosmosDBService, note: Document) -> None:
    assert store.create(note).keys() == note.keys() | {"_etag"}
    assert store.read("a", note["user_id"]).keys() == note.keys() | {"_etag"}


@pytest.mark.parametrize("fault", [Fault.SERVICE_UNAVAILABLE, Fault.RETRY_WITH, Fault.RESET_BEFORE])
def test_persistent_fault_raises_an_error_after_a_few_attempts(
    store: CosmosDBService, transport: FaultyTransport, note: Document, fault: Fault
) -> None:
    transport.next_faults.extend([fault] * 50)
    with pytest.raises(DatabaseError) as raised:
        store.create(note)
    assert type(raised.value) is DatabaseError
    assert 3 <= transport.sent <= 8


@pytest.mark.usefixtures("skipped_delays")
def test_throttled_request_waits_for_retry_after_within_its_budget() -> None:
    with running_service() as service:
        store = connect(service.uri)
        service.add_response(429, x_ms_retry_after_ms="1200")
        service.add_response(429, x_ms_retry_after_ms="1200")
        started = time.monotonic()
        assert store.read("a", "u") == NOTE
        assert 1.1 < time.monotonic() - started < 3
        for _ in range(40):
            service.add_response(429, x_ms_retry_after_ms="60000")
        started = time.monotonic()
        with pytest.raises(DatabaseError) as raised:
            store.create(NOTE)
        assert raised.value.retry_after == 60
        assert time.monotonic() - started < 1  # it does not wait beyond its budget
        store.close()


# Time limits


def wait_for_a_silent_service(operation: Callable[[CosmosDBService], object], *, connected: bool) -> float:
    """Return the seconds until an operation fails with a service that never responds."""

    class SilentService(ScriptedService):
        silent = not connected

        def respond(self, request: object) -> tuple[int, dict[str, str], object]:
            if self.silent:
                time.sleep(11)
            return super().respond(request)  # type: ignore[arg-type]

    with running_service(service := SilentService()):
        store = connect(service.uri)
        if connected:
            store.read("a", "u")
            service.silent = True
        started = time.monotonic()
        with pytest.raises(DatabaseError) as raised:
            operation(store)
        waited = time.monotonic() - started
        assert type(raised.value) is DatabaseError
        store.close()
    return waited


def test_every_operation_fails_within_ten_seconds_if_all_attempts_time_out(
    store: CosmosDBService,
    transport: FaultyTransport,
    note: Document,
    skipped_delays: SkippedTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, etag = note["user_id"], store.create(note)["_etag"]
    operations: list[Callable[[], object]] = [
        lambda: store.create(note | {"id": "b"}),
        lambda: store.read("a", user),
        lambda: store.replace(note, etag),
        lambda: store.upsert(note),
        lambda: store.delete("a", user),
        lambda: store.batch(user, [Delete("a"), Create(note | {"id": "b"})]),
        lambda: store.query(Query("note"), user),
        lambda: store.count(Query("note"), user),
    ]

    def time_out(_: object, *, read_timeout: float, **__: object) -> None:
        skipped_delays.sleep(read_timeout)
        raise ServiceResponseTimeoutError("read timed out")

    with monkeypatch.context() as silent:
        silent.setattr(transport, "send", time_out)
        for operation in operations:
            started = time.monotonic()
            with pytest.raises(DatabaseError) as raised:
                operation()
            assert type(raised.value) is DatabaseError
            assert 8 < time.monotonic() - started < 10
            skipped_delays.sleep(1)  # until then, requests fail at once
    assert store.read("a", user)["_etag"] == etag


@pytest.mark.thorough(
    "waits for 8 s", smaller="test_every_operation_fails_within_ten_seconds_if_all_attempts_time_out"
)
@pytest.mark.parametrize("connected", [False, True])
def test_silent_service_fails_within_ten_seconds(*, connected: bool) -> None:
    assert wait_for_a_silent_service(lambda store: store.create(NOTE), connected=connected) < 10


def test_operations_of_a_request_share_its_budget() -> None:
    def read_repeatedly(store: CosmosDBService) -> None:
        with RequestBudget(3):
            for _ in range(3):
                with pytest.raises(DatabaseError):
                    store.read("a", "u")
            store.read("a", "u")

    assert wait_for_a_silent_service(read_repeatedly, connected=True) < 4
    assert MAX_REQUEST_SECONDS < 10


def test_request_that_had_no_time_left_for_the_store_does_not_stop_others(
    store: CosmosDBService, note: Document
) -> None:
    store.create(note)
    with RequestBudget(0), pytest.raises(DatabaseError):
        store.read("a", note["user_id"])
    assert store.read("a", note["user_id"])["id"] == "a"


def test_retries_are_counted_in_the_budget(
    store: CosmosDBService, transport: FaultyTransport, note: Document
) -> None:
    with RequestBudget() as budget:
        store.create(note)
        transport.next_faults.append(Fault.SERVICE_UNAVAILABLE)
        store.read("a", note["user_id"])
    assert budget.operations == 3
    assert budget.request_units > 0
