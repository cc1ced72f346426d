"""The function app template fits the code that runs in the app."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.credential_manager import MIN_SECRET_BYTES, CredentialManager
from tests.unit import arm_template
from tests.unit.arm_expression import TemplateError
from tests.unit.arm_template import Deployment, RuntimeReference

ROOT = Path(__file__).parents[2]
SECRET = "a secret that is long enough for a test"
ORIGINS = ["https://app.example.com", "https://www.example.com"]
ROLES = "Microsoft.Authorization/roleAssignments"

# Source: "App settings reference for Azure Functions", "Flex Consumption plan deprecations".
REFUSED_BY_FLEX_CONSUMPTION = {
    *("ENABLE_ORYX_BUILD", "SCM_DO_BUILD_DURING_DEPLOYMENT", "FUNCTIONS_EXTENSION_VERSION"),
    *("FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY"),
    *("FUNCTIONS_WORKER_PROCESS_COUNT", "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED"),
    *("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTOVERVNET", "WEBSITE_CONTENTSHARE"),
    *("WEBSITE_DNS_SERVER", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_NODE_DEFAULT_VERSION"),
    *("WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_SKIP_CONTENTSHARE_VALIDATION", "WEBSITE_VNET_ROUTE_ALL"),
    *("WEBSITE_TIME_ZONE", "TZ"),
}
REFUSED_SITE_PROPERTIES = {"alwaysOn", "linuxFxVersion", "functionAppScaleLimit", "ftpsState", "appSettings"}


def deploy(**arguments: Any) -> Deployment:
    required = {"appName": "app", "cosmosAccountName": "account", "jwtSecret": SECRET}
    return Deployment(arm_template.read("functionapp.json"), **required | arguments)


def site(**arguments: Any) -> dict[str, Any]:
    properties: dict[str, Any] = deploy(**arguments).only("Microsoft.Web/sites")["properties"]
    return properties


def app_settings(**arguments: Any) -> dict[str, Any]:
    properties: dict[str, Any] = deploy(**arguments).only("Microsoft.Web/sites/config")["properties"]
    return properties


def role_assignments(**arguments: Any) -> set[tuple[str, str, str]]:
    """Return description, role id and scope type of each role assignment."""
    return {
        (
            resource.body["properties"]["description"],
            resource.body["properties"]["roleDefinitionId"].rpartition("/")[2],
            resource.body["scope"].rpartition("/")[0],
        )
        for resource in deploy(**arguments).resources
        if resource.type == ROLES and resource.condition
    }


class TestSettings:
    def test_app_reads_the_settings_of_the_template(self, tmp_path: Path) -> None:
        settings = {
            name: str(value) for name, value in app_settings(allowedOrigins=ORIGINS, jwtExpMinutes=15).items()
        }
        app = CredentialManager(settings, root=tmp_path)
        assert app.get_jwt_credentials().secret == SECRET
        assert app.get_jwt_credentials().previous is None
        assert app.get_jwt_credentials().exp_minutes == 15
        assert app.get_allowed_origins() == tuple(ORIGINS)
        assert (app.get_admin_usernames(), app.get_admin_claim_secret()) == ((), None)
        assert not app.is_development()
        cosmos = app.get_cosmos_credentials()
        assert cosmos["account_name"] == "account"
        assert cosmos["uri"].endswith("/databaseAccounts/account.documentEndpoint>")
        assert (cosmos["primary_key"], cosmos["secondary_key"]) == ("", "")

    def test_app_uses_the_database_and_container_of_the_cosmosdb_template(self) -> None:
        cosmos, app = arm_template.read("cosmosdb.json"), arm_template.read("functionapp.json")
        for name in ("databaseName", "containerName"):
            assert app["parameters"][name]["defaultValue"] == cosmos["parameters"][name]["defaultValue"]
        settings = app_settings(databaseName="a", containerName="b")
        assert (settings["COSMOS_DB_DATABASE"], settings["COSMOS_DB_CONTAINER"]) == ("a", "b")

    def test_every_app_setting_is_a_string(self) -> None:
        wrong = [
            name for name, value in app_settings().items() if not isinstance(value, str | RuntimeReference)
        ]
        assert wrong == []

    def test_no_setting_is_refused_by_flex_consumption(self) -> None:
        assert not app_settings().keys() & REFUSED_BY_FLEX_CONSUMPTION
        assert not site()["siteConfig"].keys() & REFUSED_SITE_PROPERTIES
        assert not site().keys() & REFUSED_SITE_PROPERTIES

    def test_secret_too_short_for_the_app_is_refused_by_the_template(self) -> None:
        declared = arm_template.read("functionapp.json")["parameters"]["jwtSecret"]
        assert declared["minLength"] == MIN_SECRET_BYTES
        with pytest.raises(TemplateError):
            deploy(jwtSecret="s" * (MIN_SECRET_BYTES - 1))

    def test_secret_may_be_a_key_vault_reference(self) -> None:
        reference = "@Microsoft.KeyVault(VaultName=vault;SecretName=jwt-secret)"
        settings = app_settings(
            jwtSecret=reference, jwtSecretPrevious=reference, adminClaimSecret=reference, keyVaultName="vault"
        )
        assert settings["JWT_SECRET"] == reference
        assert settings["JWT_SECRET_PREVIOUS"] == reference
        assert settings["ADMIN_CLAIM_SECRET"] == reference
        assert ("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6") in {
            (role, role_id) for role, role_id, _ in role_assignments(keyVaultName="vault")
        }

    def test_settings_are_deployed_after_the_role_to_read_the_key_vault(self) -> None:
        # The app receives an unresolved reference as literal text, and keeps it for a day.
        deployment = deploy(keyVaultName="vault")
        (role,) = (
            resource for resource in deployment.resources if resource.body.get("scope", "").endswith("/vault")
        )
        assert role.id in deployment.only("Microsoft.Web/sites/config")["dependsOn"]

    def test_language_model_is_used_only_with_its_parameters(self, tmp_path: Path) -> None:
        app = CredentialManager({name: str(value) for name, value in app_settings().items()}, root=tmp_path)
        assert app.get_ai_foundry_credentials() is None
        role = (
            "Cognitive Services OpenAI User",
            "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
            "Microsoft.CognitiveServices/accounts",
        )
        assert role not in role_assignments()
        assert role in role_assignments(aiFoundryAccountName="model")
        endpoint = "https://model.services.ai.azure.com/openai/v1/"
        settings = app_settings(aiFoundryEndpoint=endpoint, aiFoundryDeployment="small")
        app = CredentialManager({name: str(value) for name, value in settings.items()}, root=tmp_path)
        found = app.get_ai_foundry_credentials()
        assert found is not None
        assert (found.endpoint, found.deployment, found.key) == (endpoint[:-1], "small", None)

    def test_speech_is_used_only_with_its_parameters(self, tmp_path: Path) -> None:
        app = CredentialManager({name: str(value) for name, value in app_settings().items()}, root=tmp_path)
        assert app.get_speech_credentials() is None
        role = (
            "Cognitive Services Speech User",
            "f2dc8367-1007-4938-bd23-fe263f013447",
            "Microsoft.CognitiveServices/accounts",
        )
        assert role not in role_assignments()
        assert role in role_assignments(speechAccountName="speech")
        endpoint = "https://speech.cognitiveservices.azure.com/"
        settings = app_settings(
            speechRegion="westeurope", speechEndpoint=endpoint, speechAccountName="speech"
        )
        app = CredentialManager({name: str(value) for name, value in settings.items()}, root=tmp_path)
        found = app.get_speech_credentials()
        assert found is not None
        assert (found.endpoint, found.region, found.key) == (endpoint[:-1], "westeurope", None)
        assert str(found.resource_id).endswith("/Microsoft.CognitiveServices/accounts/speech")

    def test_teams_is_served_only_with_its_parameters(self, tmp_path: Path) -> None:
        app = CredentialManager({name: str(value) for name, value in app_settings().items()}, root=tmp_path)
        assert app.get_teams_credentials() is None
        bot, tenant = "00000000-1111-4222-8333-444444444444", "11111111-2222-4333-8444-555555555555"
        settings = app_settings(teamsAppId=bot, teamsAppPassword="a~Q8", teamsTenantId=tenant)
        app = CredentialManager({name: str(value) for name, value in settings.items()}, root=tmp_path)
        found = app.get_teams_credentials()
        assert found is not None
        assert (found.app_id, found.password, found.tenants) == (bot, "a~Q8", (tenant,))

    def test_without_a_key_vault_no_key_vault_role_is_assigned(self) -> None:
        assert not any("Key Vault" in role for role, _, _ in role_assignments())


class TestIdentity:
    def test_app_has_a_system_assigned_identity(self) -> None:
        assert deploy().only("Microsoft.Web/sites")["identity"] == {"type": "SystemAssigned"}

    def test_identity_has_exactly_the_roles_that_the_host_needs(self) -> None:
        storage = "Microsoft.Storage/storageAccounts"
        assert role_assignments() == {
            ("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", storage),
            ("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", storage),
            ("Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", storage),
            (
                "Monitoring Metrics Publisher",
                "3913510d-42f4-4e42-8a64-420c390055eb",
                "Microsoft.Insights/components",
            ),
        }

    def test_identity_may_read_and_write_documents(self) -> None:
        role = deploy().only("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments")
        account = "/databaseAccounts/account"
        assert role["properties"]["scope"].endswith(account)
        assert role["properties"]["roleDefinitionId"].endswith(
            f"{account}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002"
        )

    def test_every_role_is_assigned_to_the_identity_of_the_app(self) -> None:
        principals = {
            str(resource.body["properties"]["principalId"])
            for resource in deploy().resources
            if resource.type == ROLES or resource.type.endswith("/sqlRoleAssignments")
        }
        assert len(principals) == 1
        assert principals.pop().endswith("/Microsoft.Web/sites/app.identity.principalId>")

    def test_package_for_managed_identities_is_required(self) -> None:
        names = {line.partition(">")[0] for line in (ROOT / "requirements.txt").read_text().splitlines()}
        assert "azure-identity" in names

    def test_storage_account_keys_are_disabled(self) -> None:
        storage = deploy().only("Microsoft.Storage/storageAccounts")["properties"]
        assert storage["allowSharedKeyAccess"] is False
        assert storage["allowBlobPublicAccess"] is False
        settings = app_settings()
        assert "AzureWebJobsStorage" not in settings
        assert settings["AzureWebJobsStorage__credential"] == "managedidentity"
        assert (
            settings["AzureWebJobsStorage__accountName"]
            == deploy().only("Microsoft.Storage/storageAccounts")["name"]
        )

    def test_log_ingestion_keys_are_disabled(self) -> None:
        insights = deploy().only("Microsoft.Insights/components")["properties"]
        assert insights["DisableLocalAuth"] is True
        assert app_settings()["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] == "Authorization=AAD"

    def test_storage_account_name_is_valid_for_a_long_app_name(self) -> None:
        name = deploy(appName="An-App-With-A-Long-Name-" * 2).only("Microsoft.Storage/storageAccounts")[
            "name"
        ]
        assert name.isalnum()
        assert name == name.lower()
        assert 3 <= len(name) <= 24


class TestSite:
    def test_plan_is_flex_consumption_on_linux(self) -> None:
        plan = deploy().only("Microsoft.Web/serverfarms")
        assert plan["sku"] == {"name": "FC1", "tier": "FlexConsumption"}
        assert plan["properties"] == {"reserved": True}
        assert deploy().only("Microsoft.Web/sites")["kind"] == "functionapp,linux"

    def test_python_versions_are_supported_by_the_code(self) -> None:
        target = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["python_version"]
        oldest = tuple(map(int, target.split(".")))
        allowed = arm_template.read("functionapp.json")["parameters"]["pythonVersion"]["allowedValues"]
        assert all(tuple(map(int, version.split("."))) >= oldest for version in allowed)
        assert site()["functionAppConfig"]["runtime"] == {"name": "python", "version": target}

    def test_request_concurrency_of_an_instance_is_its_thread_count(self) -> None:
        # A function blocks its thread while it waits for the store; other instances take further requests.
        concurrency = site()["functionAppConfig"]["scaleAndConcurrency"]["triggers"]["http"]
        assert concurrency == {"perInstanceConcurrency": 32}
        assert app_settings()["PYTHON_THREADPOOL_THREAD_COUNT"] == "32"

    def test_instance_size_and_count_are_configurable(self) -> None:
        scale = site()["functionAppConfig"]["scaleAndConcurrency"]
        assert (scale["instanceMemoryMB"], scale["maximumInstanceCount"]) == (2048, 40)
        scale = site(instanceMemoryMB=4096, maximumInstanceCount=100)["functionAppConfig"]
        assert scale["scaleAndConcurrency"]["instanceMemoryMB"] == 4096
        assert scale["scaleAndConcurrency"]["maximumInstanceCount"] == 100

    def test_package_is_read_from_a_private_container_with_the_app_identity(self) -> None:
        storage = site()["functionAppConfig"]["deployment"]["storage"]
        container = deploy().only("Microsoft.Storage/storageAccounts/blobServices/containers")
        assert storage["type"] == "blobContainer"
        assert storage["authentication"] == {"type": "SystemAssignedIdentity"}
        assert storage["value"].endswith(f".primaryEndpoints.blob>{container['name'].rpartition('/')[2]}")
        assert container["properties"] == {"publicAccess": "None"}

    def test_only_https_with_tls_1_2_is_accepted(self) -> None:
        assert site()["httpsOnly"] is True
        assert site()["siteConfig"]["minTlsVersion"] == "1.2"

    def test_cors_origins_of_the_host_are_those_of_the_app(self) -> None:
        assert site(allowedOrigins=ORIGINS)["siteConfig"]["cors"] == {
            "allowedOrigins": ORIGINS,
            "supportCredentials": True,
        }
        assert app_settings(allowedOrigins=ORIGINS)["ALLOWED_ORIGINS"] == ",".join(ORIGINS)

    def test_without_origins_cors_is_disabled(self) -> None:
        assert site()["siteConfig"]["cors"] == {"allowedOrigins": [], "supportCredentials": False}
        assert app_settings()["ALLOWED_ORIGINS"] == ""

    def test_log_volume_has_a_daily_limit(self) -> None:
        workspace = deploy(logsDailyGigabytes=2).only("Microsoft.OperationalInsights/workspaces")
        assert workspace["properties"]["workspaceCapping"] == {"dailyQuotaGb": 2}

    def test_app_name_and_url_are_outputs(self) -> None:
        outputs = deploy().outputs
        assert outputs["appName"] == "app"
        assert outputs["url"].startswith("https://")
        assert outputs["url"].endswith("/Microsoft.Web/sites/app.defaultHostName>")
        assert json.loads((ROOT / "host.json").read_text())["extensions"]["http"]["routePrefix"] == "api"
