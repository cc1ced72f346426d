"""The Cosmos server's behaviour beyond the contract of the document stores."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cosmos.server import FOLDER

ROOT = FOLDER.parents[1]
QUERY = {"x-ms-documentdb-isquery": "true"}
UPSERT = {"x-ms-documentdb-is-upsert": "true"}
BATCH = {"x-ms-cosmos-is-batch-request": "true"}
ALL_DOCUMENTS = {"query": "SELECT * FROM c", "parameters": []}

Documents = httpx.Client


@pytest.fixture
def documents(cosmos_uri: str) -> Iterator[Documents]:
    """Return a client for the documents of an empty container, with the partition key `u`."""
    name = f"test-{uuid4()}"
    with httpx.Client(base_url=f"{cosmos_uri}dbs/{name}/colls/{name}/docs") as client:
        database = client.post(f"{cosmos_uri}dbs", json={"id": name})
        key = {"paths": ["/user_id"], "kind": "Hash"}
        container = {"id": name, "partitionKey": key, "defaultTtl": -1, "indexingPolicy": {}}
        created = client.post(f"{cosmos_uri}dbs/{name}/colls", json=container)
        assert (database.status_code, created.status_code) == (201, 201)
        client.headers["x-ms-documentdb-partitionkey"] = '["u"]'
        yield client


def note(document_id: str = "a", user_id: str = "u", **fields: Any) -> dict[str, Any]:
    return {"id": document_id, "user_id": user_id, **fields}


def create(document_id: str, **fields: Any) -> dict[str, Any]:
    return {"operationType": "Create", "resourceBody": note(document_id, **fields)}


def charge_of(response: httpx.Response) -> float:
    return float(response.headers["x-ms-request-charge"])


@pytest.mark.parametrize("key", [None, "[]", "[{}]"])
def test_request_without_a_partition_key_is_refused(documents: Documents, key: str | None) -> None:
    documents.post("", json=note())
    del documents.headers["x-ms-documentdb-partitionkey"]
    partition = {} if key is None else {"x-ms-documentdb-partitionkey": key}
    everywhere = {"x-ms-documentdb-query-enablecrosspartition": "true"}
    for response in (
        documents.post("", json=ALL_DOCUMENTS, headers=QUERY | everywhere | partition),
        documents.post("", json=note("b"), headers=partition),
        documents.post("", json=[create("b")], headers=BATCH | partition),
        documents.get("/a", headers=partition),
        documents.get("", headers=partition),
    ):
        assert response.status_code == 400
        assert response.json()["code"] == "BadRequest"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_request_without_a_document_id_is_refused(documents: Documents, method: str) -> None:
    documents.post("", json=note())
    assert documents.request(method, "", json=note()).status_code == 400
    assert documents.request(method, "/", json=note()).status_code == 400


def test_query_sees_one_partition_only(documents: Documents) -> None:
    other_partition = {"x-ms-documentdb-partitionkey": '["other"]'}
    documents.post("", json=note())
    documents.post("", json=note(user_id="other", n=1), headers=other_partition)
    found = documents.post("", json=ALL_DOCUMENTS, headers=QUERY | other_partition).json()["Documents"]
    assert [document["n"] for document in found] == [1]


def test_document_of_another_partition_is_refused(documents: Documents) -> None:
    foreign = note(user_id="other")
    batch = [create("b"), {"operationType": "Upsert", "resourceBody": foreign}]
    assert documents.post("", json=foreign).status_code == 400
    assert documents.post("", json=foreign, headers=UPSERT).status_code == 400
    refused = documents.post("", json=batch, headers=BATCH)
    assert [result["statusCode"] for result in refused.json()] == [424, 400]
    assert documents.get("/b").status_code == 404


def test_missing_container_has_a_sub_status(documents: Documents, cosmos_uri: str) -> None:
    missing = documents.get(f"{cosmos_uri}dbs/none/colls/none/docs/a")
    assert (missing.status_code, missing.headers["x-ms-substatus"]) == (404, "1003")
    assert "x-ms-substatus" not in documents.get("/a").headers


def test_every_response_has_its_charge(documents: Documents, cosmos_uri: str) -> None:
    created = documents.post("", json=note())
    assert charge_of(created) == 5
    assert charge_of(documents.post("", json=note())) == 1  # refused
    assert charge_of(documents.get("/a")) == 1
    assert charge_of(documents.get("/b")) == 1
    assert charge_of(documents.put("/a", json=note())) == 10
    assert charge_of(documents.post("", json=note("b"), headers=UPSERT)) == 10
    assert charge_of(documents.post("", json=ALL_DOCUMENTS, headers=QUERY)) == 3.2
    assert charge_of(documents.delete("/a")) == 5
    assert charge_of(documents.get(cosmos_uri)) == 1


def test_charge_of_a_batch_is_the_sum_of_its_operations(documents: Documents) -> None:
    batch = documents.post("", json=[create("a"), create("b")], headers=BATCH)
    assert [result["requestCharge"] for result in batch.json()] == [5, 5]
    assert charge_of(batch) == 10
    refused = documents.post("", json=[create("c"), create("a")], headers=BATCH)
    assert refused.status_code == 207
    assert [result["requestCharge"] for result in refused.json()] == [0, 1]
    assert charge_of(refused) == 1


def test_batch_beyond_a_hundred_operations_or_two_megabytes_is_refused(documents: Documents) -> None:
    many = [create(f"n{number}") for number in range(101)]
    assert documents.post("", json=many, headers=BATCH).status_code == 400
    large = [create(f"n{number}", text="x" * 700_000) for number in range(3)]
    assert documents.post("", json=large, headers=BATCH).status_code == 413
    assert documents.post("", json=large[:2], headers=BATCH).status_code == 200
    assert documents.post("", json=note(text="x" * 2 * 1024 * 1024)).status_code == 413


def test_page_ends_at_a_hundred_results_or_four_megabytes(documents: Documents) -> None:
    documents.post("", json=[create(f"n{number:03}") for number in range(100)], headers=BATCH)
    documents.post("", json=note("n100"))
    assert [len(page) for page in pages(documents)] == [100, 1]
    assert [len(page) for page in pages(documents, page_size=60)] == [60, 41]
    ids = [document["id"] for page in pages(documents, page_size=7) for document in page]
    assert ids == [f"n{number:03}" for number in range(101)]
    for number in range(3):
        documents.post("", json=note(f"n{number:03}", text="x" * 1_500_000), headers=UPSERT)
    assert [len(page) for page in pages(documents)] == [2, 99]


def pages(documents: Documents, page_size: int | None = None) -> Iterator[list[dict[str, Any]]]:
    headers = QUERY if page_size is None else QUERY | {"x-ms-max-item-count": str(page_size)}
    while True:
        response = documents.post("", json=ALL_DOCUMENTS, headers=headers)
        assert response.json()["_count"] == int(response.headers["x-ms-item-count"])
        yield response.json()["Documents"]
        if "x-ms-continuation" not in response.headers:
            return
        headers = headers | {"x-ms-continuation": response.headers["x-ms-continuation"]}


def test_order_without_a_composite_index_is_refused(documents: Documents) -> None:
    query = {"query": "SELECT * FROM c ORDER BY c.type ASC, c.id ASC", "parameters": []}
    refused = documents.post("", json=query, headers=QUERY)
    assert refused.status_code == 400
    assert "composite index" in refused.json()["message"]


def test_invalid_sql_is_refused(documents: Documents) -> None:
    assert documents.post("", json={"query": "SELECT FROM WHERE"}, headers=QUERY).status_code == 400


def test_account_names_its_own_address(cosmos_uri: str) -> None:
    locations = httpx.get(cosmos_uri).json()["writableLocations"]
    assert [location["databaseAccountEndpoint"] for location in locations] == [cosmos_uri]


def test_reads_and_writes_return_a_session_token(documents: Documents) -> None:
    first = documents.post("", json=note()).headers["x-ms-session-token"]
    second = documents.get("/a").headers["x-ms-session-token"]
    assert int(first.split("#")[1]) < int(second.split("#")[1])


RUN_FOREVER = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell disables it in background processes
from tests.cosmos.server import running_server
with running_server() as uri:
    print(uri, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("kill_signal", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_server_ends_with_the_process_that_started_it(cosmos_uri: str, kill_signal: signal.Signals) -> None:
    assert cosmos_uri, "installed"
    process = subprocess.Popen(
        [sys.executable, "-c", RUN_FOREVER],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert process.stderr
        uri = process.stdout.readline().strip()
        assert httpx.get(uri).status_code == 200
        process.send_signal(kill_signal)
        process.stderr.read()  # ends when the server, which shares it, has exited
    with pytest.raises(httpx.ConnectError):
        httpx.get(uri)


def test_packages_are_pinned_to_exact_versions() -> None:
    package = json.loads((FOLDER / "package.json").read_bytes())
    assert package["private"] is True
    assert all(version[0].isdecimal() for version in package["dependencies"].values())
