"""The Cosmos DB store's requests and error handling, tested over HTTP with a scripted server."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

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
from shared.store.contract import Create, Delete, Replace, Upsert
from shared.store.cosmos.documents import indexing_policy
from shared.store.indexes import INDEXES
from shared.store.query import Compare, ContainsAny, Equals, HasAll, HasAny, OneOf, Position, Query
from shared.store.sql import composite_fields, to_cosmos

from .scripted_service import KEY, NOTE, Request, ScriptedService, connect, running_service
from .test_embedded import ROOT

pytestmark = [
    pytest.mark.slow("starts servers that stand in for Cosmos DB"),
    pytest.mark.usefixtures("skipped_delays"),
]


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with running_service() as service:
        yield service


@pytest.fixture
def cosmos(service: ScriptedService) -> Iterator[CosmosDBService]:
    store = connect(service.uri)
    yield store
    store.close()


def test_sdk_is_imported_on_first_use_only() -> None:
    script = "import shared.database, sys; print([name for name in sys.modules if name.startswith('azure')])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_no_request_is_sent_before_the_first_use(service: ScriptedService, cosmos: CosmosDBService) -> None:
    assert service.requests == []
    cosmos.read("a", "u")
    assert service.requests != []


def test_every_operation_names_its_partition(service: ScriptedService, cosmos: CosmosDBService) -> None:
    cosmos.create(NOTE)
    cosmos.read("a", "u")
    cosmos.replace(NOTE, '"e"')
    cosmos.upsert(NOTE)
    cosmos.delete("a", "u")
    service.add_response(200, [{"statusCode": 201}] * 2)
    cosmos.batch("u", [Create(NOTE), Delete("b")])
    cosmos.query(Query("note"), "u")
    cosmos.count(Query("note"), "u")
    keys = [request.headers.get("x-ms-documentdb-partitionkey") for request in service.document_requests]
    assert keys == ['["u"]'] * 6 + ['["u"]'] * 2
    for request in service.document_requests[-2:]:
        assert "c.user_id = @user_id" in request.body["query"]
        assert {"name": "@user_id", "value": "u"} in request.body["parameters"]


def test_query_without_a_user_id_is_refused(cosmos: CosmosDBService, service: ScriptedService) -> None:
    with pytest.raises(ValueError, match="user_id"):
        cosmos.send_query("SELECT * FROM c")
    for user_id in (None, ""):
        with pytest.raises(ValueError, match="user_id"):
            cosmos.send_query("SELECT * FROM c", [{"name": "@user_id", "value": user_id}])
    with pytest.raises(ValueError, match="user_id"):
        cosmos.send_query("SELECT * FROM c WHERE c.id = @id", [{"name": "@id", "value": "u"}])
    assert service.requests == []


def test_documented_query_reads_the_partition_of_its_user_id(
    cosmos: CosmosDBService, service: ScriptedService
) -> None:
    service.add_response(200, {"Documents": [2], "_count": 1})
    query = "SELECT VALUE COUNT(1) FROM c WHERE c.user_id = @user_id AND c.type = @type"
    parameters = [{"name": "@user_id", "value": "u"}, {"name": "@type", "value": "note"}]
    assert cosmos.send_query(query, parameters) == [2]
    (request,) = service.document_requests
    assert request.headers["x-ms-documentdb-partitionkey"] == '["u"]'
    assert request.body == {"query": query, "parameters": parameters}


def test_guarded_writes_send_the_etag(service: ScriptedService, cosmos: CosmosDBService) -> None:
    cosmos.replace(NOTE, '"e"')
    cosmos.delete("a", "u", '"e"')
    assert [request.headers["If-Match"] for request in service.document_requests] == ['"e"', '"e"']
    service.add_response(200, [{"statusCode": 200}] * 3)
    cosmos.batch("u", [Replace(NOTE, '"e"'), Delete("b", '"f"'), Delete("c")])
    assert [step.get("ifMatch") for step in service.document_requests[-1].body] == ['"e"', '"f"', None]


@pytest.mark.parametrize(
    ("status", "headers", "error", "sentence"),
    [
        (400, {}, DatabaseError, "refused the request"),
        (401, {}, DatabaseError, "credentials"),
        (403, {}, DatabaseError, "credentials"),
        (404, {}, DocumentNotFoundError, "no document"),
        (404, {"x_ms_substatus": "1003"}, DatabaseError, "container"),
        (409, {}, DocumentExistsError, "exists"),
        (412, {}, DocumentChangedError, "changed"),
        (413, {}, DatabaseError, "too large"),
        (429, {"x_ms_retry_after_ms": "1"}, DatabaseError, "busy"),
        (449, {}, DatabaseError, "busy"),
        (500, {}, DatabaseError, "does not answer"),
        (503, {}, DatabaseError, "does not answer"),
    ],
)
def test_each_status_raises_its_error(
    service: ScriptedService,
    cosmos: CosmosDBService,
    status: int,
    headers: dict[str, str],
    error: type[AvanochiError],
    sentence: str,
) -> None:
    operations: list[Callable[[], object]] = [lambda: cosmos.read("a", "u"), lambda: cosmos.upsert(NOTE)]
    for operation in operations:
        service.responses.clear()
        for _ in range(20):
            service.add_response(status, **headers)
        with pytest.raises(error, match=sentence) as raised:
            operation()
        assert type(raised.value) is error
        assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, DocumentNotFoundError),
        (409, DocumentExistsError),
        (412, DocumentChangedError),
        (413, DatabaseError),
        (449, DatabaseError),
    ],
)
def test_batch_raises_the_error_of_its_first_failing_operation(
    service: ScriptedService, cosmos: CosmosDBService, status: int, error: type[AvanochiError]
) -> None:
    for _ in range(10):
        service.add_response(207, [{"statusCode": 424}, {"statusCode": status}, {"statusCode": 424}])
    with pytest.raises(error) as raised:
        cosmos.batch("u", [Create(NOTE), Upsert(NOTE), Delete("b")])
    assert type(raised.value) is error


def test_throttled_request_raises_an_error_with_retry_after(
    service: ScriptedService, cosmos: CosmosDBService
) -> None:
    for _ in range(20):
        service.add_response(429, x_ms_retry_after_ms="1001")
    with pytest.raises(DatabaseError) as raised:
        cosmos.read("a", "u")
    assert raised.value.retry_after == 2


@pytest.mark.parametrize("status", [400, 404, 409, 412, 413])
def test_permanent_error_is_not_retried(
    service: ScriptedService, cosmos: CosmosDBService, status: int
) -> None:
    service.add_response(status)
    with pytest.raises((DatabaseError, LostRaceError)):
        cosmos.create(NOTE)
    assert len(service.document_requests) == 1


def test_write_that_conflicts_with_another_is_retried(
    service: ScriptedService, cosmos: CosmosDBService
) -> None:
    service.add_response(449)
    service.add_response(449)
    service.add_response(201, NOTE | {"_etag": '"e"', "_ts": 1, "_rid": "r"})
    assert cosmos.create(NOTE) == NOTE | {"_etag": '"e"'}


@pytest.mark.parametrize(
    "environment",
    [
        {"COSMOS_DB_URI": "http://127.0.0.1:1/"},
        {"COSMOS_DB_URI": "nonsense"},
        {"COSMOS_DB_URI": ""},
        {"COSMOS_DB_PRIMARY_KEY": "not base64"},
    ],
)
def test_invalid_settings_raise_an_error_at_each_use(
    service: ScriptedService, environment: dict[str, str]
) -> None:
    store = CosmosDBService(
        CredentialManager({"COSMOS_DB_URI": service.uri, "COSMOS_DB_PRIMARY_KEY": KEY} | environment)
    )
    for operation in (store.ping, lambda: store.read("a", "u"), lambda: store.create(NOTE)):
        with pytest.raises(DatabaseError) as raised:
            operation()
        assert type(raised.value) is DatabaseError
        assert KEY not in raised.value.message


def test_ping_fails_when_only_reads_are_permitted(
    service: ScriptedService, cosmos: CosmosDBService, monkeypatch: pytest.MonkeyPatch
) -> None:
    respond = service.respond

    def without_writes(request: Request) -> tuple[int, dict[str, str], Any]:
        return (403, {}, {}) if "/docs" in request.path and request.method == "POST" else respond(request)

    monkeypatch.setattr(service, "respond", without_writes)
    assert cosmos.read("a", "u")["id"] == "a"
    with pytest.raises(DatabaseError, match="refuses our credentials"):
        cosmos.ping()


def test_missing_container_is_no_missing_document(
    service: ScriptedService, cosmos: CosmosDBService, monkeypatch: pytest.MonkeyPatch
) -> None:
    respond = service.respond

    def without_container(request: Request) -> tuple[int, dict[str, str], Any]:
        return (404, {}, {}) if "/colls" in request.path else respond(request)

    monkeypatch.setattr(service, "respond", without_container)
    with pytest.raises(DatabaseError) as raised:
        cosmos.read("a", "u")
    assert type(raised.value) is DatabaseError
    monkeypatch.undo()
    assert cosmos.read("a", "u") == NOTE


def test_concurrent_threads_share_one_connection(service: ScriptedService, cosmos: CosmosDBService) -> None:
    threads = [threading.Thread(target=cosmos.read, args=("a", "u")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(service.document_requests) == 8
    assert (
        len([request for request in service.requests if "/colls" in request.path.removesuffix("/docs")]) < 12
    )


def test_database_and_container_are_created_in_development_only(service: ScriptedService) -> None:
    def creating_requests(**environment: str) -> list[Request]:
        store = connect(service.uri, **environment)
        service.requests.clear()
        store.read("a", "u")
        store.close()
        return [request for request in service.requests if request.method == "POST"]

    respond = service.respond

    def respond_missing_until_created(request: Request) -> tuple[int, dict[str, str], Any]:
        if request.path.rstrip("/").endswith(("avanochi-db", "avanochi-container")) and not is_created(
            request
        ):
            service.requests.append(request)
            return 404, {}, {}
        return respond(request)

    def is_created(request: Request) -> bool:
        kind = "/colls" if "/colls" in request.path else "/dbs"
        return any(
            earlier.method == "POST" and earlier.path.rstrip("/").endswith(kind)
            for earlier in service.requests
        )

    assert creating_requests() == []
    service.respond = respond_missing_until_created  # type: ignore[method-assign]
    database, container = creating_requests(AZURE_FUNCTIONS_ENVIRONMENT="Development")
    assert database.body == {"id": "avanochi-db"}
    assert container.body["partitionKey"]["paths"] == ["/user_id"]
    assert container.body["defaultTtl"] == -1
    orders = {composite_fields(index) for index in INDEXES}
    assert len(container.body["indexingPolicy"]["compositeIndexes"]) == 2 * len(orders)


def test_managed_identity_is_used_without_a_key(service: ScriptedService) -> None:
    store = connect(service.uri, COSMOS_DB_PRIMARY_KEY="", AZURE_FUNCTIONS_ENVIRONMENT="Development")
    with pytest.raises(DatabaseError, match=r"azure-identity|reached"):
        store.read("a", "u")
    assert [request for request in service.requests if request.method == "POST"] == []


def test_documented_item_methods_generate_a_missing_id(
    service: ScriptedService, cosmos: CosmosDBService
) -> None:
    for write in (cosmos.create_item, cosmos.upsert_item):
        write({"user_id": "u"})
        assert len(service.document_requests[-1].body["id"]) == 36
        write({"user_id": "u", "id": "given"})
        assert service.document_requests[-1].body["id"] == "given"
        with pytest.raises(DatabaseError, match="user_id"):
            write({"id": "a"})
    assert cosmos.read_item("a", "u") == NOTE
    cosmos.delete_item("a", "u")


def newest_tasks(*conditions: Any) -> Query:
    return Query("task", conditions, "created_at", descending=True, after=Position("SECRET", "SECRET"))


def test_query_text_contains_no_value() -> None:
    query = newest_tasks(
        Equals("title", "SECRET"),
        Compare("title", "<", "SECRET"),
        OneOf("title", ("SECRET", "SECRET")),
        HasAny("tags", ("SECRET",)),
        HasAll("tags", ("SECRET",)),
        ContainsAny("title", ("SECRET", "SECRET")),
    )
    text, parameters = to_cosmos(query, "SECRET")
    assert "SECRET" not in text
    names = [parameter["name"] for parameter in parameters]
    assert len(set(names)) == len(names)
    assert all(name in text for name in names)


def test_query_sorts_by_a_composite_index_of_the_container() -> None:
    paths = [
        [part["path"].removeprefix("/") for part in composite]
        for composite in indexing_policy()["compositeIndexes"]
    ]
    for index in INDEXES:
        where = tuple(Equals(name, value=True) for name in index.equals)
        text, _ = to_cosmos(Query(index.type, where, index.order_by, descending=True), "u")
        order = [term.split('"')[1] for term in text.split(" ORDER BY ")[1].split(", ")]
        assert order in paths
        assert text.count(" DESC") == len(order)


def test_ping_of_a_silent_service_fails_within_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = connect(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        started = time.monotonic()
        with pytest.raises(DatabaseError, match="cannot be reached"):
            store.ping()
        assert time.monotonic() - started < 2
