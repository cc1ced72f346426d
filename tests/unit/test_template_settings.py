"""Every setting that the code reads is where people look for it: on Azure, in the example, in the README."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from inspect import getmembers, isfunction, signature
from pathlib import Path
from typing import Any

import pytest

from shared.credential_manager import CredentialManager
from shared.errors import DependencyUnavailableError
from tests.unit import arm_template, code_facts
from tests.unit.arm_template import Deployment
from tests.unit.code_facts import UnreadableError

ROOT = Path(__file__).parents[2]

OPTIONAL_ON_AZURE = {
    "AZURE_FUNCTIONS_ENVIRONMENT": "Azure itself says that this is production",
    "EMBEDDED_DB_PATH": "the store is Cosmos DB",
    "COSMOS_DB_PRIMARY_KEY": "the app's identity opens the account",
    "COSMOS_DB_SECONDARY_KEY": "likewise",
}
OF_THE_HOST_ON_AZURE = {
    "AzureWebJobsStorage__accountName": "where the host keeps what it must remember",
    "AzureWebJobsStorage__credential": "as whom it goes there",
    "APPLICATIONINSIGHTS_CONNECTION_STRING": "where logs go",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "as whom they are sent",
    "PYTHON_THREADPOOL_THREAD_COUNT": "how many functions run at once",
}
OF_THE_HOST_HERE = {
    "FUNCTIONS_WORKER_RUNTIME": "what Core Tools start",
    "AzureWebJobsStorage": "nothing is kept",
}
OF_THE_HOST_IN_THE_README = {"PYTHON_THREADPOOL_THREAD_COUNT"}


class Recording(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **settings: str) -> None:
        self._settings = settings
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return self._settings[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)


@pytest.fixture
def example() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / "local.settings.json.example").read_text())
    return content


def test_every_setting_of_the_code_is_an_app_setting_or_optional_for_a_reason() -> None:
    deployment = Deployment(
        arm_template.read("functionapp.json"), cosmosAccountName="account", jwtSecret="s" * 32
    )
    given = deployment.only("Microsoft.Web/sites/config")["properties"].keys()
    read = code_facts.settings()
    assert read - given == OPTIONAL_ON_AZURE.keys()
    assert given - read == OF_THE_HOST_ON_AZURE.keys()


def test_every_setting_of_the_code_is_in_the_example(example: dict[str, Any]) -> None:
    assert example["Values"].keys() == code_facts.settings() | OF_THE_HOST_HERE.keys()


def test_the_example_serves_frontends_on_localhost(example: dict[str, Any]) -> None:
    assert example["IsEncrypted"] is False
    origins = example["Host"]["CORS"].split(",")
    assert origins
    assert all(re.fullmatch(r"http://localhost:\d+", origin) for origin in origins)
    assert example["Host"]["CORSCredentials"] is True
    assert example["Values"]["ALLOWED_ORIGINS"] == example["Host"]["CORS"]


def test_every_setting_of_the_code_is_in_the_readme() -> None:
    section = re.search(
        r"^## Configuration$(.*?)^## ", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert section is not None
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", section[1], re.MULTILINE))
    assert rows == code_facts.settings() | OF_THE_HOST_IN_THE_README


@pytest.mark.parametrize("kind", ["Development", "Production"])
def test_reading_the_code_finds_what_running_it_asks_for(tmp_path: Path, kind: str) -> None:
    environment = Recording(AZURE_FUNCTIONS_ENVIRONMENT=kind, JWT_SECRET="s" * 32)
    manager = CredentialManager(environment, root=tmp_path)
    for name, method in getmembers(CredentialManager, isfunction):
        if not name.startswith("_") and not signature(method).parameters.keys() - {"self"}:
            with suppress(DependencyUnavailableError):
                method(manager)
    assert environment.asked
    assert environment.asked <= code_facts.settings()


class TestReadingTheCode:
    """What the tests of the templates rest on: that nothing in the code is passed over in silence."""

    @pytest.mark.parametrize(
        "source",
        [
            "class A:\n def f(self): return self.get(PREFIX + 'B')",
            "class A:\n def f(self): return [self.get(name) for name in NAMES]",
            "def f(credentials): return credentials.get(f'A_{b}')",
            "def f(self): return self._credential_manager.get(*names)",
        ],
    )
    def test_a_setting_whose_name_is_put_together_is_an_error(self, source: str) -> None:
        with pytest.raises(UnreadableError):
            code_facts.settings(iter([ast.parse(source)]))

    def test_a_setting_that_is_handed_on_is_found_where_it_is_named(self) -> None:
        source = "class A:\n def g(self, key): return self.get(key)\n def f(self): return self.g('A_B')"
        assert code_facts.settings(iter([ast.parse(source)])) == {"A_B"}

    def test_a_setting_of_one_word_is_found_too(self) -> None:
        assert code_facts.settings(iter([ast.parse("def f(self): return self.get('PORT')")])) == {"PORT"}

    @pytest.mark.parametrize(
        ("source", "path"),
        [
            ("Equals('a', 1)", "/a/?"),
            ("Compare(field='a', operator='<', value=1)", "/a/?"),
            ("(HasAll if x else HasAny)('a', ())", "/a/[]/?"),
            ("query.OneOf('a', ())", "/a/?"),
            ("from shared.query import Contains as Has\nHas('a', 'b')", "/a/?"),
        ],
    )
    def test_a_condition_is_found_however_it_is_made(self, source: str, path: str) -> None:
        assert code_facts.filtered_paths(iter([ast.parse(source)])) == {path}

    @pytest.mark.parametrize("source", ["Equals(name, 1)", "Equals(*parts)", "Equals(**parts)"])
    def test_a_condition_on_a_computed_field_is_an_error(self, source: str) -> None:
        with pytest.raises(UnreadableError):
            code_facts.filtered_paths(iter([ast.parse(source)]))

    def test_what_a_list_is_sorted_by_is_found(self) -> None:
        source = "T = {'x': 'a', 'y': 'b'}\nPageRequest(order_by=T[x])\nQuery(order_by='c')"
        source += "\nPageRequest(order_by=p.order_by)"
        assert code_facts.sort_fields(iter([ast.parse(source)])) == {"a", "b", "c", "id"}

    @pytest.mark.parametrize(
        "source", ["PageRequest(order_by=name)", "PageRequest(order_by=T[x])", "PageRequest(**parts)"]
    )
    def test_a_list_sorted_by_a_computed_field_is_an_error(self, source: str) -> None:
        with pytest.raises(UnreadableError):
            code_facts.sort_fields(iter([ast.parse(source)]))
