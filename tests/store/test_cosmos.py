"""How the Cosmos DB store speaks to the service, over real HTTP to a server that answers as it is told."""

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
from shared.errors import DatabaseError, DocumentChangedError, DocumentExistsError, DocumentNotFoundError
from shared.store.contract import Create, Delete, Replace, Upsert
from shared.store.cosmos.documents import indexing_policy
from shared.store.indexes import INDEXES
from shared.store.query import Compare, Contains, Equals, HasAll, HasAny, OneOf, Position, Query
from shared.store.sql import composite_fields, to_cosmos

from .test_embedded import ROOT
from .told_service import KEY, NOTE, Request, Service, connect, running_service


@pytest.fixture
def service() -> Iterator[Service]:
    with running_service() as service:
        yield service


@pytest.fixture
def cosmos(service: Service) -> Iterator[CosmosDBService]:
    store = connect(service.uri)
    yield store
    store.close()


def test_the_sdk_is_imported_only_when_it_is_used() -> None:
    script = "import shared.database, sys; print([name for name in sys.modules if name.startswith('azure')])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_nothing_is_asked_before_the_first_use(service: Service, cosmos: CosmosDBService) -> None:
    assert service.requests == []
    cosmos.read("a", "u")
    assert service.requests != []


def test_every_operation_names_its_partition(service: Service, cosmos: CosmosDBService) -> None:
    cosmos.create(NOTE)
    cosmos.read("a", "u")
    cosmos.replace(NOTE, '"e"')
    cosmos.upsert(NOTE)
    cosmos.delete("a", "u")
    service.will_answer(200, [{"statusCode": 201}] * 2)
    cosmos.batch("u", [Create(NOTE), Delete("b")])
    cosmos.query(Query("note"), "u")
    cosmos.count(Query("note"), "u")
    keys = [request.headers.get("x-ms-documentdb-partitionkey") for request in service.about_documents]
    assert keys == ['["u"]'] * 6 + ['["u"]'] * 2
    for request in service.about_documents[-2:]:
        assert "c.user_id = @user_id" in request.body["query"]
        assert {"name": "@user_id", "value": "u"} in request.body["parameters"]


def test_a_query_without_a_partition_cannot_be_sent(cosmos: CosmosDBService, service: Service) -> None:
    with pytest.raises(TypeError):
        cosmos.send_query("SELECT * FROM c")  # type: ignore[call-arg]
    for nobody in (None, ""):
        with pytest.raises(ValueError, match="user_id"):
            cosmos.send_query("SELECT * FROM c", partition_key=nobody)  # type: ignore[arg-type]
    assert service.requests == []


def test_guarded_writes_carry_the_etag(service: Service, cosmos: CosmosDBService) -> None:
    cosmos.replace(NOTE, '"e"')
    cosmos.delete("a", "u", '"e"')
    assert [request.headers["If-Match"] for request in service.about_documents] == ['"e"', '"e"']
    service.will_answer(200, [{"statusCode": 200}] * 3)
    cosmos.batch("u", [Replace(NOTE, '"e"'), Delete("b", '"f"'), Delete("c")])
    assert [step.get("ifMatch") for step in service.about_documents[-1].body] == ['"e"', '"f"', None]


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
def test_each_status_is_the_error_that_it_means(
    service: Service,
    cosmos: CosmosDBService,
    status: int,
    headers: dict[str, str],
    error: type[DatabaseError],
    sentence: str,
) -> None:
    events: list[Callable[[], object]] = [lambda: cosmos.read("a", "u"), lambda: cosmos.upsert(NOTE)]
    for event in events:
        service.answers.clear()
        for _ in range(20):
            service.will_answer(status, **headers)
        with pytest.raises(error, match=sentence) as raised:
            event()
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
def test_a_batch_fails_as_its_first_failing_operation(
    service: Service, cosmos: CosmosDBService, status: int, error: type[DatabaseError]
) -> None:
    for _ in range(10):
        service.will_answer(207, [{"statusCode": 424}, {"statusCode": status}, {"statusCode": 424}])
    with pytest.raises(error) as raised:
        cosmos.batch("u", [Create(NOTE), Upsert(NOTE), Delete("b")])
    assert type(raised.value) is error


def test_a_busy_service_tells_when_to_come_back(service: Service, cosmos: CosmosDBService) -> None:
    for _ in range(20):
        service.will_answer(429, x_ms_retry_after_ms="1001")
    with pytest.raises(DatabaseError) as raised:
        cosmos.read("a", "u")
    assert raised.value.retry_after == 2


@pytest.mark.parametrize("status", [400, 404, 409, 412, 413])
def test_what_would_fail_again_is_asked_once(service: Service, cosmos: CosmosDBService, status: int) -> None:
    service.will_answer(status)
    with pytest.raises(DatabaseError):
        cosmos.create(NOTE)
    assert len(service.about_documents) == 1


def test_a_write_that_met_another_is_repeated(service: Service, cosmos: CosmosDBService) -> None:
    service.will_answer(449)
    service.will_answer(449)
    service.will_answer(201, NOTE | {"_etag": '"e"', "_ts": 1, "_rid": "r"})
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
def test_settings_that_lead_nowhere_are_told_at_each_use(
    service: Service, environment: dict[str, str]
) -> None:
    store = CosmosDBService(
        CredentialManager({"COSMOS_DB_URI": service.uri, "COSMOS_DB_PRIMARY_KEY": KEY} | environment)
    )
    for event in (store.ping, lambda: store.read("a", "u"), lambda: store.create(NOTE)):
        with pytest.raises(DatabaseError) as raised:
            event()
        assert type(raised.value) is DatabaseError
        assert KEY not in raised.value.message


def test_a_missing_container_is_not_mistaken_for_a_missing_document(
    service: Service, cosmos: CosmosDBService, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = service.answer

    def lack_container(request: Request) -> tuple[int, dict[str, str], Any]:
        return (404, {}, {}) if "/colls" in request.path else answer(request)

    monkeypatch.setattr(service, "answer", lack_container)
    with pytest.raises(DatabaseError) as raised:
        cosmos.read("a", "u")
    assert type(raised.value) is DatabaseError
    monkeypatch.undo()
    assert cosmos.read("a", "u") == NOTE


def test_threads_that_come_at_once_share_one_connection(service: Service, cosmos: CosmosDBService) -> None:
    threads = [threading.Thread(target=cosmos.read, args=("a", "u")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(service.about_documents) == 8
    assert (
        len([request for request in service.requests if "/colls" in request.path.removesuffix("/docs")]) < 12
    )


def test_only_in_development_are_the_database_and_the_container_made(service: Service) -> None:
    def made(**environment: str) -> list[Request]:
        store = connect(service.uri, **environment)
        service.requests.clear()
        store.read("a", "u")
        store.close()
        return [request for request in service.requests if request.method == "POST"]

    answer = service.answer

    def nothing_is_there(request: Request) -> tuple[int, dict[str, str], Any]:
        if request.path.rstrip("/").endswith(("avanochi-db", "avanochi-container")) and not made_already(
            request
        ):
            service.requests.append(request)
            return 404, {}, {}
        return answer(request)

    def made_already(request: Request) -> bool:
        kind = "/colls" if "/colls" in request.path else "/dbs"
        return any(one.method == "POST" and one.path.rstrip("/").endswith(kind) for one in service.requests)

    assert made() == []
    service.answer = nothing_is_there  # type: ignore[method-assign]
    database, container = made(AZURE_FUNCTIONS_ENVIRONMENT="Development")
    assert database.body == {"id": "avanochi-db"}
    assert container.body["partitionKey"]["paths"] == ["/user_id"]
    assert container.body["defaultTtl"] == -1
    orders = {composite_fields(index) for index in INDEXES}
    assert len(container.body["indexingPolicy"]["compositeIndexes"]) == 2 * len(orders)


def test_without_a_key_the_managed_identity_is_asked_for(service: Service) -> None:
    store = connect(service.uri, COSMOS_DB_PRIMARY_KEY="", AZURE_FUNCTIONS_ENVIRONMENT="Development")
    with pytest.raises(DatabaseError, match=r"azure-identity|reached"):
        store.read("a", "u")
    assert [request for request in service.requests if request.method == "POST"] == []


def test_an_item_without_an_id_gets_one(service: Service, cosmos: CosmosDBService) -> None:
    for write in (cosmos.create_item, cosmos.upsert_item):
        write({"user_id": "u"})
        assert len(service.about_documents[-1].body["id"]) == 36
        write({"user_id": "u", "id": "mine"})
        assert service.about_documents[-1].body["id"] == "mine"
    with pytest.raises(DatabaseError, match="user_id"):
        cosmos.upsert_item({"id": "a"})
    assert cosmos.read_item("a", "u") == NOTE
    cosmos.delete_item("a", "u")


def documents_query(*conditions: Any) -> Query:
    return Query("task", conditions, "created_at", descending=True, after=Position("SECRET", "SECRET"))


def test_no_value_stands_in_the_text_of_a_query() -> None:
    query = documents_query(
        Equals("title", "SECRET"),
        Compare("title", "<", "SECRET"),
        OneOf("title", ("SECRET", "SECRET")),
        HasAny("tags", ("SECRET",)),
        HasAll("tags", ("SECRET",)),
        Contains("title", "SECRET"),
    )
    text, parameters = to_cosmos(query, "SECRET")
    assert "SECRET" not in text
    names = [parameter["name"] for parameter in parameters]
    assert len(set(names)) == len(names)
    assert all(name in text for name in names)


def test_a_query_sorts_by_a_composite_index_of_the_container() -> None:
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


def test_a_ping_to_a_service_that_says_nothing_ends_within_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = connect(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        begun = time.monotonic()
        with pytest.raises(DatabaseError, match="cannot be reached"):
            store.ping()
        assert time.monotonic() - begun < 2
