"""The template of the Cosmos DB account, against the code that will use it."""

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


def deploy(**given: Any) -> Deployment:
    return Deployment(arm_template.read("cosmosdb.json"), **given)


def account(**given: Any) -> dict[str, Any]:
    properties: dict[str, Any] = deploy(**given).only(ACCOUNT)["properties"]
    return properties


@pytest.fixture
def container() -> dict[str, Any]:
    resource: dict[str, Any] = deploy().only(CONTAINER)["properties"]["resource"]
    return resource


class TestContainer:
    def test_a_user_is_a_partition(self, container: dict[str, Any]) -> None:
        assert container["partitionKey"] == {"paths": ["/user_id"], "kind": "Hash", "version": 2}
        text, parameters = to_cosmos(Query(type="task"), "ada")
        assert "(c.user_id = @user_id)" in text
        assert {"name": "@user_id", "value": "ada"} in parameters

    def test_documents_expire_only_when_they_say_so(self, container: dict[str, Any]) -> None:
        assert container["defaultTtl"] == -1

    def test_every_list_has_its_index_and_every_index_its_list(self, container: dict[str, Any]) -> None:
        policy = container["indexingPolicy"]
        assert policy["compositeIndexes"] == indexing_policy()["compositeIndexes"]

    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("index", INDEXES, ids=str)
    def test_the_sql_of_a_list_names_the_fields_of_one_index_in_one_direction(
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

    def test_the_lists_of_the_code_are_those_that_have_indexes(self) -> None:
        assert code_facts.sort_fields() == {index.order_by for index in INDEXES}

    def test_what_is_filtered_or_sorted_on_is_indexed_and_nothing_else(
        self, container: dict[str, Any]
    ) -> None:
        policy = container["indexingPolicy"]
        fields = {field for index in INDEXES for field in (*index.equals, index.order_by)}
        wanted = {f"/{field}/?" for field in fields | code_facts.always_filtered_fields()}
        included = [path["path"] for path in policy["includedPaths"]]
        assert set(included) == wanted | code_facts.filtered_paths()
        assert len(set(included)) == len(included)
        assert policy["excludedPaths"] == [{"path": "/*"}]

    def test_the_index_is_never_behind_the_documents(self, container: dict[str, Any]) -> None:
        assert container["indexingPolicy"]["indexingMode"] == "consistent"
        assert container["indexingPolicy"]["automatic"] is True

    def test_the_names_are_those_that_the_app_looks_for(self, tmp_path: Path) -> None:
        wanted = CredentialManager({}, root=tmp_path).get_cosmos_credentials()
        names = deploy(accountName="account").only(CONTAINER)["name"]
        assert names == f"account/{wanted['database_name']}/{wanted['container_name']}"


class TestAccount:
    def test_serverless_is_the_default_and_takes_no_throughput(self) -> None:
        assert account()["capabilities"] == [{"name": "EnableServerless"}]
        assert account()["enableFreeTier"] is False
        assert deploy().only(CONTAINER)["properties"]["options"] == {}

    def test_autoscale_goes_up_to_what_is_asked_for(self) -> None:
        asked = {"capacityMode": "autoscale", "maxThroughput": 4000}
        assert account(**asked)["capabilities"] == []
        assert account(**asked)["enableFreeTier"] is False
        options = deploy(**asked).only(CONTAINER)["properties"]["options"]
        assert options == {"autoscaleSettings": {"maxThroughput": 4000}}

    def test_the_free_tier_never_asks_for_more_than_is_free(self) -> None:
        asked = {"capacityMode": "free", "maxThroughput": 4000}
        assert account(**asked)["capabilities"] == []
        assert account(**asked)["enableFreeTier"] is True
        options = deploy(**asked).only(CONTAINER)["properties"]["options"]
        assert options == {"autoscaleSettings": {"maxThroughput": 1000}}

    def test_instances_of_the_app_read_what_others_have_written(self) -> None:
        assert account()["consistencyPolicy"] == {"defaultConsistencyLevel": "Strong"}

    def test_less_consistency_can_be_chosen(self) -> None:
        assert account(consistency="Session")["consistencyPolicy"] == {"defaultConsistencyLevel": "Session"}
        bounded = account(consistency="BoundedStaleness")["consistencyPolicy"]
        # The least that Azure takes with several regions.
        assert bounded == {
            "defaultConsistencyLevel": "BoundedStaleness",
            "maxStalenessPrefix": 100_000,
            "maxIntervalInSeconds": 300,
        }

    def test_consistency_under_which_a_user_may_miss_their_own_writes_cannot_be_chosen(self) -> None:
        with pytest.raises(TemplateError):
            deploy(consistency="Eventual")

    def test_one_region_is_the_default(self) -> None:
        assert account(location="westeurope")["locations"] == [
            {"locationName": "westeurope", "failoverPriority": 0}
        ]
        assert account()["enableAutomaticFailover"] is False

    def test_further_regions_take_over_in_their_order(self) -> None:
        regions = account(location="westeurope", readRegions=["northeurope", "uksouth"])
        assert [region["locationName"] for region in regions["locations"]] == [
            *("westeurope", "northeurope", "uksouth")
        ]
        assert [region["failoverPriority"] for region in regions["locations"]] == [0, 1, 2]
        assert regions["enableAutomaticFailover"] is True

    def test_one_region_takes_all_writes(self) -> None:
        # With several, an ETag would no longer settle who was first.
        assert account(readRegions=["northeurope"])["enableMultipleWriteLocations"] is False

    def test_keys_open_the_account_only_on_request(self) -> None:
        assert account()["disableLocalAuth"] is True
        assert account(disableLocalAuth=False)["disableLocalAuth"] is False

    def test_old_tls_is_refused(self) -> None:
        assert account()["minimalTlsVersion"] == "Tls12"

    def test_the_address_is_an_output(self) -> None:
        outputs = deploy(accountName="account").outputs
        assert outputs["accountName"] == "account"
        assert str(outputs["uri"]).endswith("/databaseAccounts/account.documentEndpoint>")
