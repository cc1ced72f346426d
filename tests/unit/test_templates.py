"""The templates of the Azure resources, against the code that will use the resources."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.cosmos_documents import indexing_policy
from shared.credential_manager import CredentialManager
from shared.indexes import INDEXES

_TEMPLATE = Path(__file__).parents[2] / "templates" / "cosmosdb.json"


@pytest.fixture
def template() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_TEMPLATE.read_text())
    return content


@pytest.fixture
def container(template: dict[str, Any]) -> dict[str, Any]:
    (found,) = (one for one in template["resources"] if one["type"].endswith("/containers"))
    resource: dict[str, Any] = found["properties"]["resource"]
    return resource


def test_a_user_is_a_partition(container: dict[str, Any]) -> None:
    assert container["partitionKey"]["paths"] == ["/user_id"]


def test_documents_expire_only_when_they_say_so(container: dict[str, Any]) -> None:
    assert container["defaultTtl"] == -1


def test_every_list_has_its_index(container: dict[str, Any]) -> None:
    assert container["indexingPolicy"]["compositeIndexes"] == indexing_policy()["compositeIndexes"]


def test_every_field_that_is_filtered_or_sorted_on_is_indexed(container: dict[str, Any]) -> None:
    indexed = {path["path"] for path in container["indexingPolicy"]["includedPaths"]}
    sorted_on = {f"/{field}/?" for index in INDEXES for field in (*index.equals, index.order_by)}
    filtered_on = {"/priority/?", "/tags/[]/?", "/search_text/?", "/due_date/?"}
    assert sorted_on | filtered_on <= indexed


def test_the_names_are_those_that_the_app_looks_for(template: dict[str, Any], tmp_path: Path) -> None:
    wanted = CredentialManager({}, root=tmp_path).get_cosmos_credentials()
    defaults = {name: one.get("defaultValue") for name, one in template["parameters"].items()}
    assert defaults["databaseName"] == wanted["database_name"]
    assert defaults["containerName"] == wanted["container_name"]
