"""Every setting that the code reads is in the Azure template, examples, check and documentation."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from inspect import getmembers, isfunction, signature
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from shared.credential_manager import CredentialManager
from shared.errors import DependencyUnavailableError
from shared.services.configuration_service import RULES
from tests.unit import arm_template, code_facts
from tests.unit.arm_template import Deployment
from tests.unit.code_facts import UnreadableError

ROOT = Path(__file__).parents[2]

OPTIONAL_ON_AZURE = {
    "AZURE_FUNCTIONS_ENVIRONMENT": "Azure sets it to Production",
    "EMBEDDED_DB_PATH": "the store is Cosmos DB",
    "COSMOS_DB_PRIMARY_KEY": "the app authenticates with its managed identity",
    "COSMOS_DB_SECONDARY_KEY": "same as the primary key",
    "RATE_LIMITS": "the rates are on",
    "AI_FOUNDRY_SCOPE": "the default suits public Azure",
    "SPEECH_VOICE_EN": "the default is a voice of every region",
    "SPEECH_VOICE_ES": "same as for English",
    **dict.fromkeys(
        ("RATE_LIMIT_USER", "RATE_LIMIT_ANONYMOUS", "RATE_LIMIT_REGISTER", "CONCURRENCY_PER_USER"),
        "the default suits most deployments",
    ),
    **dict.fromkeys(
        ("QUOTA_EVENTS_PER_DAY", "QUOTA_DOCUMENTS", "QUOTA_MEGABYTES"),
        "the default suits most deployments",
    ),
}
HOST_SETTINGS_ON_AZURE = {
    "AzureWebJobsStorage__accountName": "storage account of the host",
    "AzureWebJobsStorage__credential": "how the host authenticates to it",
    "APPLICATIONINSIGHTS_CONNECTION_STRING": "destination of the logs",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "how the host authenticates to it",
    "AzureWebJobsDisableHomepage": "the host has no page of its own at the root",
    "PYTHON_THREADPOOL_THREAD_COUNT": "number of functions that run concurrently",
}
HOST_SETTINGS_IN_THE_EXAMPLE = {
    "FUNCTIONS_WORKER_RUNTIME": "the worker that Core Tools start",
    "AzureWebJobsStorage": "no storage",
    "PYTHON_THREADPOOL_THREAD_COUNT": "number of functions that run concurrently, as on Azure",
}
HOST_SETTINGS_IN_THE_DOCUMENTATION = {"PYTHON_THREADPOOL_THREAD_COUNT"}
SET_BY_HOSTS = {"PYTHON_THREADPOOL_THREAD_COUNT", "WEBSITE_INSTANCE_ID", "LOCAL_HOST"}
"""Environment variables by which the app knows its host; none is a setting of the app."""

FOR_TESTS = {
    *("SLACK_API_URL", "SLACK_HOOKS_URL", "SPEECH_TTS_URL"),
    *("TEAMS_CONNECTOR_URL", "TEAMS_LOGIN_URL", "TEAMS_OPENID_URL"),
}
"""Addresses that replace those of outside services, in development alone."""


def settings_of_the_app() -> frozenset[str]:
    return code_facts.settings() - SET_BY_HOSTS - FOR_TESTS


class RecordingEnvironment(Mapping[str, str]):
    """Environment variables that record which names were read."""

    def __init__(self, **settings: str) -> None:
        self._settings = settings
        self.requested: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.requested.add(key)
        return self._settings[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)


@pytest.fixture
def example() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / "local.settings.json.example").read_text())
    return content


def test_every_setting_of_the_code_is_an_app_setting_or_optional() -> None:
    deployment = Deployment(
        arm_template.read("functionapp.json"), cosmosAccountName="account", jwtSecret="s" * 32
    )
    deployed = deployment.only("Microsoft.Web/sites/config")["properties"].keys()
    read = settings_of_the_app()
    assert read - deployed == OPTIONAL_ON_AZURE.keys()
    assert deployed - read == HOST_SETTINGS_ON_AZURE.keys()


def test_every_setting_of_the_code_is_in_the_example(example: dict[str, Any]) -> None:
    assert example["Values"].keys() == settings_of_the_app() | HOST_SETTINGS_IN_THE_EXAMPLE.keys()


def test_example_file_names_exactly_the_settings_of_the_code_and_changes_nothing(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) == settings_of_the_app() - {
        "AZURE_FUNCTIONS_ENVIRONMENT"  # the host sets it, and does not read this file
    }
    (tmp_path / ".env").write_text(text)
    assert not [name for name, value in dotenv_values(tmp_path / ".env").items() if "KEY" in name and value]
    environment = {"AZURE_FUNCTIONS_ENVIRONMENT": "Development"}
    copied, absent = (CredentialManager(environment, root) for root in (tmp_path, tmp_path / "absent"))
    assert copied.list_settings()[1] == []
    for get in (
        *("get_cosmos_credentials", "get_allowed_origins", "get_admin_usernames", "get_admin_claim_secret"),
        *("is_development", "get_limits", "get_quotas", "get_speech_credentials", "get_speech_voices"),
    ):
        assert getattr(copied, get)() == getattr(absent, get)()
    assert copied.get_embedded_database_path() == tmp_path / ".data/avanochi.db"
    tokens = copied.get_jwt_credentials()
    assert (tokens.previous, tokens.exp_minutes) == (None, 60)
    assert tokens.secret == (tmp_path / ".data/jwt_secret").read_text()


def test_every_setting_of_the_code_has_a_rule_that_checks_it() -> None:
    reader = ast.parse((ROOT / "shared" / "credential_manager.py").read_text())
    assert RULES.keys() == code_facts.settings(reader) - SET_BY_HOSTS - FOR_TESTS


def test_example_allows_frontends_on_localhost(example: dict[str, Any]) -> None:
    assert example["IsEncrypted"] is False
    origins = example["Host"]["CORS"].split(",")
    assert origins
    assert all(re.fullmatch(r"http://localhost:\d+", origin) for origin in origins)
    assert example["Host"]["CORSCredentials"] is True
    assert example["Values"]["ALLOWED_ORIGINS"] == example["Host"]["CORS"]


def test_every_setting_of_the_code_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert rows == settings_of_the_app() | HOST_SETTINGS_IN_THE_DOCUMENTATION


@pytest.mark.parametrize("kind", ["Development", "Production"])
def test_settings_read_at_run_time_are_found_in_the_source(tmp_path: Path, kind: str) -> None:
    environment = RecordingEnvironment(AZURE_FUNCTIONS_ENVIRONMENT=kind, JWT_SECRET="s" * 32)
    manager = CredentialManager(environment, root=tmp_path)
    for name, method in getmembers(CredentialManager, isfunction):
        if not name.startswith("_") and not signature(method).parameters.keys() - {"self"}:
            with suppress(DependencyUnavailableError):
                method(manager)
    assert environment.requested
    assert environment.requested <= code_facts.settings()


class TestCodeFacts:
    """The template tests depend on `code_facts` not missing any use."""

    @pytest.mark.parametrize(
        "source",
        [
            "class A:\n def f(self): return self.get(PREFIX + 'B')",
            "class A:\n def f(self): return [self.get(name) for name in NAMES]",
            "def f(credentials): return credentials.get(f'A_{b}')",
            "def f(self): return self._credential_manager.get(*names)",
        ],
    )
    def test_setting_with_a_computed_name_raises(self, source: str) -> None:
        with pytest.raises(UnreadableError):
            code_facts.settings(ast.parse(source))

    def test_forwarded_setting_name_is_found_at_the_caller(self) -> None:
        source = "class A:\n def g(self, key): return self.get(key)\n def f(self): return self.g('A_B')"
        assert code_facts.settings(ast.parse(source)) == {"A_B"}

    def test_setting_of_one_word_is_found(self) -> None:
        assert code_facts.settings(ast.parse("def f(self): return self.get('PORT')")) == {"PORT"}

    @pytest.mark.parametrize(
        ("source", "path"),
        [
            ("Equals('a', 1)", "/a/?"),
            ("Compare(field='a', operator='<', value=1)", "/a/?"),
            ("(HasAll if x else HasAny)('a', ())", "/a/[]/?"),
            ("query.OneOf('a', ())", "/a/?"),
            ("from shared.query import ContainsAny as Has\nHas('a', 'b')", "/a/?"),
        ],
    )
    def test_condition_is_found_in_every_form_of_call(self, source: str, path: str) -> None:
        assert code_facts.filtered_paths(ast.parse(source)) == {path}

    @pytest.mark.parametrize("source", ["Equals(name, 1)", "Equals(*parts)", "Equals(**parts)"])
    def test_condition_on_a_computed_field_raises(self, source: str) -> None:
        with pytest.raises(UnreadableError):
            code_facts.filtered_paths(ast.parse(source))

    def test_sort_fields_of_lists_are_found(self) -> None:
        source = "T = {'x': 'a', 'y': 'b'}\nPageRequest(order_by=T[x])\nQuery(order_by='c')"
        source += "\nPageRequest(order_by=p.order_by)"
        assert code_facts.sort_fields(ast.parse(source)) == {"a", "b", "c", "id"}

    @pytest.mark.parametrize(
        "source", ["PageRequest(order_by=name)", "PageRequest(order_by=T[x])", "PageRequest(**parts)"]
    )
    def test_computed_sort_field_raises(self, source: str) -> None:
        with pytest.raises(UnreadableError):
            code_facts.sort_fields(ast.parse(source))
