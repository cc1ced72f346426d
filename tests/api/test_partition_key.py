"""A Cosmos DB container with another partition key than the user id."""

import logging
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from azure.cosmos import CosmosClient, DatabaseProxy, PartitionKey

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.store.cosmos.documents import indexing_policy
from tests.api.conftest import PASSWORD, Api
from tests.cosmos.account import KEY, CosmosAccount

REASON = "The store's container has another partition key than /user_id"
KEYS = {"id": PartitionKey("/id"), "nested": PartitionKey("/user_id/id"), "upper": PartitionKey("/User_Id")}


@pytest.fixture
def database(cosmos_uri: str) -> DatabaseProxy:
    return CosmosClient(cosmos_uri, KEY).create_database_if_not_exists("partition-keys")


@pytest.fixture
def store(
    cosmos_uri: str, environment: dict[str, str], credentials: CredentialManager
) -> Iterator[CosmosDBService]:
    environment |= {
        "COSMOS_DB_URI": cosmos_uri,
        "COSMOS_DB_PRIMARY_KEY": KEY,
        "COSMOS_DB_DATABASE": "partition-keys",
        "COSMOS_DB_CONTAINER": f"container-{uuid4()}",
    }
    with closing(CosmosDBService(credentials)) as store:
        yield store


def call_everything(api: Api) -> Iterator[Any]:
    credentials = {"username": "Ada", "password": PASSWORD}
    for path in ("auth/register", "auth/login"):
        yield api.call("POST", path, json=credentials)
    yield api.call("GET", "status")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("deployed", [True, False])
def test_container_with_another_partition_key_is_refused_in_a_sentence(
    api: Api,
    database: DatabaseProxy,
    cosmos_account: CosmosAccount,
    environment: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    key: str,
    *,
    deployed: bool,
) -> None:
    if deployed:  # the container is then never created
        environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production"
    name = environment["COSMOS_DB_CONTAINER"]
    database.create_container(name, KEYS[key])
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            registered, signed_in, status = call_everything(api)
            for response in (registered, signed_in):
                assert response.status_code == 503
                assert (response.json()["code"], response.json()["error"]) == ("store_unavailable", REASON)
            assert (status.status_code, status.json()["reason"]) == (503, REASON)
    logged = [record.getMessage() for record in caplog.records if "partition key" in record.getMessage()]
    assert (
        f"container {name} of database partition-keys has the partition key {KEYS[key]['paths'][0]}"
        in (logged[0])
    )
    assert cosmos_account.read_everything("partition-keys", name) == [], "nothing was written"


@pytest.mark.usefixtures("store")
def test_container_with_the_right_partition_key_is_used_without_a_restart(
    api: Api, database: DatabaseProxy, environment: dict[str, str]
) -> None:
    name = environment["COSMOS_DB_CONTAINER"]
    database.create_container(name, PartitionKey("/id"))
    assert api.call("GET", "stats").status_code == 401
    assert api.login("Ada").status_code == 503
    database.delete_container(name)
    policy = indexing_policy(("ascending", "descending"))
    database.create_container(name, PartitionKey("/user_id"), indexing_policy=policy)
    assert api.sign_up("Ada").stats()["total_tasks"] == 0
