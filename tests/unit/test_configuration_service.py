"""The check of the settings at the start, and the description of the configuration."""

import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from shared.credential_manager import CredentialManager
from shared.services.configuration_service import ConfigurationService

DEVELOPMENT = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
SECRET = "a secret that is long enough for a test"
BOT = {
    "TEAMS_APP_ID": "00000000-1111-4222-8333-444444444444",
    "TEAMS_TENANT_ID": "11111111-2222-4333-8444-555555555555",
}
RESOURCE = "/subscriptions/0/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/speech"
MODEL = {
    "AI_FOUNDRY_ENDPOINT": "https://my-resource.services.ai.azure.com/openai/v1/",
    "AI_FOUNDRY_DEPLOYMENT": "gpt-5-mini",
}


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[list[str], list[str]]]:
    """Return the problems and the warnings of settings."""

    def find(settings: dict[str, str], local_settings: Collection[str] = ()) -> tuple[list[str], list[str]]:
        credentials = CredentialManager({**DEVELOPMENT, **settings}, root=tmp_path)
        return ConfigurationService(credentials=credentials).find_problems(local_settings)

    return find


Check = Callable[..., tuple[list[str], list[str]]]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("JWT_EXP_MINUTES", "1h", "'1h' is not a whole number of minutes"),
        ("RATE_LIMITS", "no", "'no' is neither on nor off"),
        ("RATE_LIMIT_USER", "20", "'20' is not a number per second"),
        ("RATE_LIMIT_ANONYMOUS", "0/minute", "'0/minute' is not a number per second"),
        ("RATE_LIMIT_REGISTER", "9/week", "'9/week' is not a number per second"),
        ("CONCURRENCY_PER_USER", "-1", "'-1' is not a whole number"),
        ("QUOTA_EVENTS_PER_DAY", "1.5", "'1.5' is not a whole number"),
        ("QUOTA_DOCUMENTS", "many", "'many' is not a whole number"),
        ("QUOTA_MEGABYTES", "50 MB", "'50 MB' is not a whole number"),
        ("ADMIN_USERNAMES", "ada;grace", "'ada;grace' is not a username"),
        ("ADMIN_USERNAMES", f"ada,{'x' * 65}", f"'{'x' * 40}...' is not a username"),
        ("ALLOWED_ORIGINS", "localhost:3000", "'localhost:3000' is not an origin"),
        ("ALLOWED_ORIGINS", "https://a.example, https://b.example/", "'https://b.example/' is not an origin"),
        ("ALLOWED_ORIGINS", "https://A.example", "'https://A.example' is not an origin"),
        ("ALLOWED_ORIGINS", "*", "'*' is not an origin"),
        ("AVATAR_HOSTS", "images.example.com, https://b.example", "'https://b.example' is not a host name"),
        ("REGISTRATION", "Closed", "'Closed' is neither open nor closed"),
        ("REQUIRE_SECOND_FACTOR", "all", "'all' is not one of none, administrators, everyone"),
        ("AVATAR_HOSTS", "images.example.com:443", "'images.example.com:443' is not a host name"),
        *(
            ("AI_FOUNDRY_ENDPOINT", value, "this is not an address that begins with https://")
            for value in (
                *("model", "http://model.example.com/", "https://", "https://:443/", "https://a:port/"),
                *("https://key@model.example.com/", "https://model.example.com/?api-key=confidential"),
                *("https://model.example.com/#x", "https://model.example.com/a b", "ftp://localhost/"),
                "http://localhost.example.com/",
            )
        ),
        ("AI_FOUNDRY_DEPLOYMENT", "a model", "'a model' is not the name of a deployment"),
        ("AI_FOUNDRY_DEPLOYMENT", "x" * 65, f"'{'x' * 40}...' is not the name of a deployment"),
        ("AI_FOUNDRY_KEY", "two words", "this is not a key, which has no spaces"),
        ("AI_FOUNDRY_KEY", "caf\u00e9", "this is not a key, which has no spaces"),
        ("AI_FOUNDRY_SCOPE", "user.read", "'user.read' is not a scope, which ends with /.default"),
        ("TEAMS_APP_ID", "avanochi", "'avanochi' is not an id of Microsoft Entra"),
        ("TEAMS_APP_PASSWORD", "two words", "this is not a password of an app"),
        ("TEAMS_TENANT_ID", "example.com", "'example.com' is not the id of an organization"),
        ("TEAMS_TENANT_ID", f"{BOT['TEAMS_TENANT_ID']},x", "'x' is not the id of an organization"),
        ("TEAMS_TENANT_ID", ",", "',' is not the id of an organization"),
        ("SPEECH_REGION", "West Europe", "'West Europe' is not the name of a region"),
        ("SPEECH_ENDPOINT", "http://speech.example.com", "this is not an address that begins with https://"),
        ("SPEECH_KEY", "two words", "this is not a key, which has no spaces"),
        ("SPEECH_RESOURCE_ID", "my-resource", "'my-resource' is not the id of a resource"),
        ("SPEECH_VOICE_EN", "Jenny", "'Jenny' is not the name of a voice of the language"),
        ("SPEECH_VOICE_ES", "en-US-JennyNeural", "'en-US-JennyNeural' is not the name of a voice"),
        ("COSMOS_DB_URI", "htp:/x", "this is not the address of an account"),
        ("COSMOS_DB_URI", "https://", "this is not the address of an account"),
        ("COSMOS_DB_URI", "https://a:port/", "this is not the address of an account"),
        ("JWT_SECRET", "x" * 31, "the secret needs at least 32 bytes"),
        ("JWT_SECRET_PREVIOUS", "x" * 31, "the secret needs at least 32 bytes"),
        ("JWT_SECRET", "@Microsoft.KeyVault(SecretUri=https://v)", "a key vault reference is resolved only"),
        ("COSMOS_DB_DATABASE", "databases/a", "'databases/a' is not a name in Cosmos DB"),
        ("COSMOS_DB_ACCOUNT", "@Microsoft.KeyVault(VaultName=v)", "a key vault reference is resolved only"),
    ],
)
def test_invalid_value_is_a_problem_with_its_place_and_an_example(
    check: Check, name: str, value: str, problem: str
) -> None:
    others = MODEL if name.startswith("AI_FOUNDRY_") else BOT | {"SPEECH_REGION": "westeurope"}
    for local_settings, place in ((), "environment"), ((name,), "local.settings.json"):
        problems, warnings = check({**others, name: value}, local_settings)
        assert len(problems) == 1
        assert problems[0].startswith(f"{name} ({place}): {problem}")
        assert f". Example: {name}=" in problems[0]
        assert warnings == []


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"JWT_EXP_MINUTES": "1", "ADMIN_USERNAMES": "Ada Lovelace, Renée,", "JWT_SECRET": SECRET},
        {"AVATAR_HOSTS": "localhost, Images.example.com"},
        {
            "ALLOWED_ORIGINS": "http://localhost:3000,https://app.example.com,capacitor://localhost,http://[::1]:80"
        },
        {"COSMOS_DB_URI": "https://a.documents.azure.com:443/", "COSMOS_DB_PRIMARY_KEY": "YWJj"},
        BOT,
        {**BOT, "TEAMS_APP_PASSWORD": "a~Q8", "TEAMS_TENANT_ID": ", ".join(BOT.values()).upper()},
        MODEL,
        {**MODEL, "AI_FOUNDRY_ENDPOINT": "https://my-resource.openai.azure.com", "AI_FOUNDRY_KEY": "a1B2=="},
        {**MODEL, "AI_FOUNDRY_ENDPOINT": "http://127.0.0.1:8000/v1"},
        {**MODEL, "AI_FOUNDRY_SCOPE": "https://ai.azure.com/.default"},
        {"SPEECH_REGION": "westeurope", "SPEECH_KEY": "a1B2==", "SPEECH_VOICE_ES": "es-MX-DaliaNeural"},
        {
            "SPEECH_ENDPOINT": "https://my-resource.cognitiveservices.azure.com/",
            "SPEECH_RESOURCE_ID": RESOURCE,
        },
        {"COSMOS_DB_URI": "http://localhost:8081", "EMBEDDED_DB_PATH": "/dev/null/unused"},
        {"AZURE_FUNCTIONS_ENVIRONMENT": "Production", "JWT_SECRET": SECRET},
        {"JWT_EXP_MINUTES": "", "COSMOS_DB_URI": ""},
        {"JWT_SECRET_KEY": "of another program", "PATH": "/bin", "COSMOS_DB": "", "DATABASE_URI": "x"},
    ],
)
def test_usable_settings_have_no_problems(check: Check, settings: dict[str, str]) -> None:
    assert check(settings) == ([], [])


@pytest.mark.parametrize("name", ["COSMOS_DB_PRIMARY_KEY", "COSMOS_DB_SECONDARY_KEY"])
def test_invalid_key_is_a_problem_and_a_key_without_an_address_a_warning(check: Check, name: str) -> None:
    address = {"COSMOS_DB_URI": "https://a.documents.azure.com:443/"}
    problems, warnings = check({**address, name: "not Base64"})
    assert problems[0].startswith(f"{name} (environment): this is not a key of an account")
    assert (len(problems), warnings) == (1, [])
    assert check({name: "YWJj"}) == (
        [],
        [f"{name} (environment): without COSMOS_DB_URI the embedded store is used."],
    )


def test_language_model_needs_a_deployment_and_outside_development_https(check: Check) -> None:
    problems, warnings = check({"AI_FOUNDRY_ENDPOINT": MODEL["AI_FOUNDRY_ENDPOINT"]})
    assert problems[0].startswith(
        "AI_FOUNDRY_DEPLOYMENT (not set): AI_FOUNDRY_ENDPOINT needs the name of a deployment. Example: "
    )
    assert (len(problems), warnings) == (1, [])
    production = {"AZURE_FUNCTIONS_ENVIRONMENT": "Production", "JWT_SECRET": SECRET}
    problems, _ = check({**production, **MODEL, "AI_FOUNDRY_ENDPOINT": "http://127.0.0.1:8000/v1"})
    assert [problem.partition(" ")[0] for problem in problems] == ["AI_FOUNDRY_ENDPOINT"]
    assert check({**production, **MODEL}) == ([], [])


@pytest.mark.parametrize("name", ["AI_FOUNDRY_DEPLOYMENT", "AI_FOUNDRY_KEY"])
def test_setting_of_the_language_model_without_an_endpoint_is_a_warning(check: Check, name: str) -> None:
    assert check({name: "value"}) == (
        [],
        [f"{name} (environment): without AI_FOUNDRY_ENDPOINT no language model is used."],
    )


def test_bot_needs_its_organization_which_without_a_bot_is_a_warning(check: Check) -> None:
    problems, warnings = check({"TEAMS_APP_ID": BOT["TEAMS_APP_ID"]})
    assert problems[0].startswith(
        "TEAMS_TENANT_ID (not set): TEAMS_APP_ID needs the id of its organization. Example: "
    )
    assert (len(problems), warnings) == (1, [])
    for name, value in (("TEAMS_TENANT_ID", BOT["TEAMS_TENANT_ID"]), ("TEAMS_APP_PASSWORD", "a~Q8")):
        assert check({name: value}) == (
            [],
            [f"{name} (environment): without TEAMS_APP_ID Teams is not served."],
        )


def test_key_of_speech_without_a_region_is_a_warning(check: Check) -> None:
    warning = "SPEECH_KEY (environment): without SPEECH_REGION no speech is used."
    assert check({"SPEECH_KEY": "value"}) == ([], [warning])
    assert check({"SPEECH_KEY": "value", "SPEECH_ENDPOINT": "https://speech.example.com"}) == ([], [])


def test_environment_in_the_file_that_the_host_does_not_read_is_a_problem(
    check: Check, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("AZURE_FUNCTIONS_ENVIRONMENT=Production\n")
    problems, _ = check({})
    assert [problem.partition(",")[0] for problem in problems] == ["AZURE_FUNCTIONS_ENVIRONMENT (.env"]
    (tmp_path / ".env").write_text("AZURE_FUNCTIONS_ENVIRONMENT=Development\n")
    assert check({}) == ([], [])


def test_values_that_may_be_secrets_are_not_quoted(check: Check) -> None:
    settings = {
        "COSMOS_DB_URI": "AccountEndpoint=https://a;AccountKey=confidential;",
        "COSMOS_DB_PRIMARY_KEY": "confidential!",
        "JWT_SECRET": "@Microsoft.KeyVault(confidential)",
        "JWT_SECERT": "confidential",
        "AI_FOUNDRY_ENDPOINT": "https://confidential@model.example.com",
        "AI_FOUNDRY_DEPLOYMENT": "small",
        "AI_FOUNDRY_KEY": "confidential ",
    }
    problems, warnings = check(settings)
    assert (len(problems), len(warnings)) == (5, 1)
    assert "confidential" not in repr((problems, warnings))


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            {},
            (
                "JWT_SECRET (not set): a secret is required outside development "
                "(AZURE_FUNCTIONS_ENVIRONMENT is 'Develpment')"
            ),
        ),
        ({"JWT_SECRET": "x" * 31}, "JWT_SECRET (environment): the secret needs at least 32 bytes"),
        (
            {"JWT_SECRET": SECRET, "JWT_SECRET_PREVIOUS": "x"},
            "JWT_SECRET_PREVIOUS (environment): the secret needs at least 32 bytes",
        ),
    ],
)
def test_secret_is_required_outside_development(check: Check, settings: dict[str, str], problem: str) -> None:
    problems, _ = check({**settings, "AZURE_FUNCTIONS_ENVIRONMENT": "Develpment"})
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("JWT_SECERT", "JWT_SECRET"),
        ("JWT_SECRETS", "JWT_SECRET"),
        ("WT_SECRET", "JWT_SECRET"),
        ("jwt_secret", "JWT_SECRET"),
        ("COSMOS_DB_URL", "COSMOS_DB_URI"),
        ("COSMOSDB_URI", "COSMOS_DB_URI"),
        ("EMBEDED_DB_PATH", "EMBEDDED_DB_PATH"),
    ],
)
def test_misspelled_name_is_refused_in_the_files_of_the_app_and_a_warning_in_the_environment(
    check: Check, tmp_path: Path, name: str, meant: str
) -> None:
    def sentence(place: str) -> str:
        return f"{name} ({place}): there is no such setting; did you mean {meant}?"

    assert check({name: "x"}) == ([], [sentence("environment")])
    assert check({name: "x"}, [name]) == ([sentence("local.settings.json")], [])
    (tmp_path / ".env").write_text(f"\n{name}=x\n")
    assert check({}) == ([sentence(".env, line 2")], [])


def test_place_of_a_setting_is_the_one_whose_value_is_used(check: Check, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JWT_EXP_MINUTES=1h\n")
    assert check({"JWT_EXP_MINUTES": "5"}) == ([], [])
    for_empty_value, _ = check({"JWT_EXP_MINUTES": ""}, ["JWT_EXP_MINUTES"])
    assert for_empty_value[0].startswith("JWT_EXP_MINUTES (.env, line 1): ")


def test_unreadable_file_is_listed_with_the_problems_of_the_environment(check: Check, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xe9")
    problems, _ = check({"JWT_EXP_MINUTES": "1h"})
    assert problems[0] == "Line 1 of .env is not text in UTF-8 or UTF-16."
    assert problems[1].startswith("JWT_EXP_MINUTES (environment): ")
    assert len(problems) == 2


def test_unusable_path_of_the_embedded_store_is_a_problem(check: Check, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("a text, and not a database")
    cases = {
        "folder": f"{tmp_path}/folder is a folder, not a file",
        "file": f"{tmp_path}/file is not a file of SQLite",
        "~/store.db": "~ is not expanded",
        ":memory:": "':memory:' is not the path of a file",
        "file:store.db?mode=ro": "'file:store.db?mode=ro' is not the path of a file",
        "file/folder/store.db": f"{tmp_path}/file is a file, not a folder",
        "x" * 300: f"{tmp_path}/{'x' * 300} cannot be opened as a file (File name too long)",
    }
    if sys.platform == "linux":  # folders in which not even root can create a file
        cases["/proc/none/store.db"] = "/proc/none/store.db cannot be opened as a file (No such file or"
    for path, problem in cases.items():
        problems, _ = check({"EMBEDDED_DB_PATH": path})
        assert len(problems) == 1
        assert problems[0].startswith(f"EMBEDDED_DB_PATH (environment): {problem}")
    assert (tmp_path / "file").read_text() == "a text, and not a database"


def test_default_path_in_a_folder_that_cannot_be_written_to_is_a_problem(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: path != tmp_path / ".data")
    problems, _ = check({})
    assert problems[0].startswith(
        f"EMBEDDED_DB_PATH (not set): the folder {tmp_path}/.data cannot be written to. "
        "Example: EMBEDDED_DB_PATH=.data/avanochi.db"
    )


def test_store_and_environment_are_described_without_secrets(tmp_path: Path) -> None:
    def described(**settings: str) -> tuple[str, str, tuple[str, ...]]:
        service = ConfigurationService(credentials=CredentialManager(settings, root=tmp_path))
        return service.describe_store(), service.describe_environment(), service.get_development_origins()

    store, environment, origins = described(**DEVELOPMENT)
    assert store == f"embedded (SQLite), {tmp_path}/.data/avanochi.db"
    assert environment.endswith(f"a generated secret,\n{tmp_path}/.data/jwt_secret")
    assert "http://localhost:5173" in origins
    assert described(
        AZURE_FUNCTIONS_ENVIRONMENT="Production",
        JWT_SECRET=SECRET,
        ALLOWED_ORIGINS="https://a.example",
        COSMOS_DB_URI="https://user:confidential@account.documents.azure.com:443/",
        COSMOS_DB_PRIMARY_KEY="confidential",
    ) == (
        "Cosmos DB, account.documents.azure.com:443,\ncontainer avanochi-container of database avanochi-db",
        "Production: access tokens are signed with JWT_SECRET",
        (),
    )
