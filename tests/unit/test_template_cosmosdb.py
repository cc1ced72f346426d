"""The Cosmos DB account template fits the code that uses it."""

from pathlib import Path
from typing import Any

import pytest

from shared.credential_manager import CredentialManager
from shared.store.cosmos.documents import indexing_policy
from shared.store.indexes import INDEXES, Index
from shared.store.query import Equals, Query
from shared.store.sql import to_cosmos
from tests.unit import arm_template, code_facts
from tests.unit.arm_expression import TemplateError
from tests.unit.arm_template import Deployment

ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
CONTAINER = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers"


def deploy(**arguments: Any) -> Deployment:
    return Deployment(arm_template.read("cosmosdb.json"), **arguments)


def account(**arguments: Any) -> dict[str, Any]:
    properties: dict[str, Any] = deploy(**arguments).only(ACCOUNT)["properties"]
    return properties


@pytest.fixture
def container() -> dict[str, Any]:
    resource: dict[str, Any] = deploy().only(CONTAINER)["properties"]["resource"]
    return resource


class TestContainer:
    def test_partition_key_is_the_user_id(self, container: dict[str, Any]) -> None:
        assert container["partitionKey"] == {"paths": ["/user_id"], "kind": "Hash", "version": 2}
        text, parameters = to_cosmos(Query(type="task"), "ada")
        assert "(c.user_id = @user_id)" in text
        assert {"name": "@user_id", "value": "ada"} in parameters

    def test_documents_expire_only_with_a_ttl_of_their_own(self, container: dict[str, Any]) -> None:
        assert container["defaultTtl"] == -1

    def test_composite_indexes_are_those_of_the_code(self, container: dict[str, Any]) -> None:
        policy = container["indexingPolicy"]
        assert policy["compositeIndexes"] == indexing_policy()["compositeIndexes"]

    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("index", INDEXES, ids=str)
    def test_order_by_of_a_list_matches_a_composite_index_in_one_direction(
        self, container: dict[str, Any], index: Index, *, descending: bool
    ) -> None:
        where = tuple(Equals(field, value=True) for field in index.equals)
        query = Query(type=index.type, where=where, order_by=index.order_by, descending=descending)
        text, _ = to_cosmos(query, "ada")
        direction = "DESC" if descending else "ASC"
        sorted_by = text.partition(" ORDER BY ")[2]
        composite = container["indexingPolicy"]["compositeIndexes"]
        assert sorted_by in [
            ", ".join(f'c["{step["path"][1:]}"] {direction}' for step in steps) for steps in composite
        ]
        assert {step["order"] for steps in composite for step in steps} == {"ascending"}

    def test_sort_fields_of_the_code_are_those_of_the_indexes(self) -> None:
        assert code_facts.sort_fields() == {index.order_by for index in INDEXES}

    def test_exactly_the_filtered_and_sorted_fields_are_indexed(self, container: dict[str, Any]) -> None:
        policy = container["indexingPolicy"]
        fields = {field for index in INDEXES for field in (*index.equals, index.order_by)}
        wanted = {f"/{field}/?" for field in fields | code_facts.always_filtered_fields()}
        included = [path["path"] for path in policy["includedPaths"]]
        assert set(included) == wanted | code_facts.filtered_paths()
        assert len(set(included)) == len(included)
        assert policy["excludedPaths"] == [{"path": "/*"}]

    def test_indexing_is_consistent_and_automatic(self, container: dict[str, Any]) -> None:
        assert container["indexingPolicy"]["indexingMode"] == "consistent"
        assert container["indexingPolicy"]["automatic"] is True

    def test_default_database_and_container_names_are_those_of_the_app(self, tmp_path: Path) -> None:
        wanted = CredentialManager({}, root=tmp_path).get_cosmos_credentials()
        name = deploy(accountName="account").only(CONTAINER)["name"]
        assert name == f"account/{wanted['database_name']}/{wanted['container_name']}"


class TestAccount:
    def test_default_capacity_is_serverless_without_throughput(self) -> None:
        assert account()["capabilities"] == [{"name": "EnableServerless"}]
        assert account()["enableFreeTier"] is False
        assert deploy().only(CONTAINER)["properties"]["options"] == {}

    def test_autoscale_limit_is_the_requested_throughput(self) -> None:
        options = {"capacityMode": "autoscale", "maxThroughput": 4000}
        assert account(**options)["capabilities"] == []
        assert account(**options)["enableFreeTier"] is False
        throughput = deploy(**options).only(CONTAINER)["properties"]["options"]
        assert throughput == {"autoscaleSettings": {"maxThroughput": 4000}}

    def test_free_tier_limits_throughput_to_the_free_amount(self) -> None:
        options = {"capacityMode": "free", "maxThroughput": 4000}
        assert account(**options)["capabilities"] == []
        assert account(**options)["enableFreeTier"] is True
        throughput = deploy(**options).only(CONTAINER)["properties"]["options"]
        assert throughput == {"autoscaleSettings": {"maxThroughput": 1000}}

    def test_default_consistency_lets_instances_read_each_others_writes(self) -> None:
        assert account()["consistencyPolicy"] == {"defaultConsistencyLevel": "Strong"}

    def test_weaker_consistency_can_be_chosen(self) -> None:
        assert account(consistency="Session")["consistencyPolicy"] == {"defaultConsistencyLevel": "Session"}
        bounded = account(consistency="BoundedStaleness")["consistencyPolicy"]
        # The minimum that Azure accepts with several regions.
        assert bounded == {
            "defaultConsistencyLevel": "BoundedStaleness",
            "maxStalenessPrefix": 100_000,
            "maxIntervalInSeconds": 300,
        }

    def test_consistency_without_read_your_writes_is_refused(self) -> None:
        with pytest.raises(TemplateError):
            deploy(consistency="Eventual")

    def test_default_is_one_region_without_failover(self) -> None:
        assert account(location="westeurope")["locations"] == [
            {"locationName": "westeurope", "failoverPriority": 0}
        ]
        assert account()["enableAutomaticFailover"] is False

    def test_read_regions_take_over_in_the_given_order(self) -> None:
        regions = account(location="westeurope", readRegions=["northeurope", "uksouth"])
        assert [region["locationName"] for region in regions["locations"]] == [
            *("westeurope", "northeurope", "uksouth")
        ]
        assert [region["failoverPriority"] for region in regions["locations"]] == [0, 1, 2]
        assert regions["enableAutomaticFailover"] is True

    def test_only_one_region_accepts_writes(self) -> None:
        # With several write regions, an ETag would no longer decide which write was first.
        assert account(readRegions=["northeurope"])["enableMultipleWriteLocations"] is False

    def test_key_authentication_is_disabled_by_default(self) -> None:
        assert account()["disableLocalAuth"] is True
        assert account(disableLocalAuth=False)["disableLocalAuth"] is False

    def test_tls_below_1_2_is_refused(self) -> None:
        assert account()["minimalTlsVersion"] == "Tls12"

    def test_account_name_and_uri_are_outputs(self) -> None:
        outputs = deploy(accountName="account").outputs
        assert outputs["accountName"] == "account"
        assert str(outputs["uri"]).endswith("/databaseAccounts/account.documentEndpoint>")
