"""Tools enforce the architecture: each forbidden import or call is refused."""

import ast
import json
import subprocess
import sys
import tomllib
from copy import deepcopy
from pathlib import Path

import grimp
import pytest
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shared", "work", "health", "assistant", "interaction")
TOOLS = Path(sys.executable).parent
CONTRACT_TYPES: dict[str, type[Contract]] = {"forbidden": ForbiddenContract, "layers": LayersContract}
TOOLS_FOR_PEOPLE = {"benchmarks", "demo", "local_host", "manifests", "open_page", "tests"}


def _run(*command: str, source: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=ROOT,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def contracts() -> list[Contract]:
    """The contracts of pyproject.toml."""
    configure()
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return [
        CONTRACT_TYPES[contract["type"]](
            name=contract["name"],
            session_options=options,
            contract_options={key: str(value) if value is True else value for key, value in contract.items()},
        )
        for contract in options["contracts"]
    ]


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def _broken(contracts: list[Contract], imports: grimp.ImportGraph, importer: str, imported: str) -> set[str]:
    """Return the names of the contracts that one more import breaks."""
    graph = deepcopy(imports)
    if imported.partition(".")[0] not in PACKAGES:
        imported = imported.partition(".")[0]
        graph.add_module(imported, is_squashed=True)
    graph.add_import(importer=importer, imported=imported)
    return _broken_in(contracts, graph)


def _broken_in(contracts: list[Contract], graph: grimp.ImportGraph) -> set[str]:
    return {one.name for one in contracts if not one.check(deepcopy(graph), verbose=False).kept}


def test_the_contracts_on_imports_are_kept() -> None:
    linted = _run("lint-imports", "--no-cache")
    assert linted.returncode == 0, linted.stdout


ENDPOINTS = "Endpoints stand above shared, and apart from each other"
LAYERS = "A room imports only from the floors below its own"
BOUNDARY = "Endpoints know the boundary, and the boundary the service factory"
STORE_CHOICE = "Only the factory chooses the store"
STORE = "The store knows nothing of the domain"
PURITY = "Entities, views, rules, language and pictures are pure"
CONNECTIONS = "Only the Cosmos DB store and the channels open connections"
IDS = "Only shared.ids generates ids"

FLOORS = (
    ("errors", "clock", "ids"),
    ("credentials",),
    ("views.task", "credential_manager"),
    ("entities.task",),
    ("store.contract",),
    ("database", "auth_manager"),
    ("rules.rewards.rewards", "repos.task_repo", "channels.language_model"),
    ("language.speech", "pictures.face.drawing"),
    ("services.task_service",),
    ("api.boundary",),
)
"""A module of each room of `shared`, from the lowest floor to the highest."""


@pytest.mark.parametrize("floor", range(len(FLOORS)))
def test_an_import_from_the_same_floor_or_above_breaks_the_contract(
    contracts: list[Contract], imports: grimp.ImportGraph, floor: int
) -> None:
    for room in FLOORS[floor]:
        for other in (one for above in FLOORS[floor:] for one in above if one != room):
            broken = _broken(contracts, imports, f"shared.{room}", f"shared.{other}")
            assert LAYERS in broken, (room, other)


def test_a_module_outside_the_floors_breaks_the_contract(
    contracts: list[Contract], imports: grimp.ImportGraph
) -> None:
    graph = deepcopy(imports)
    graph.add_module("shared.helpers")
    assert _broken_in(contracts, graph) == {LAYERS}


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("work.tasks", "health.companion", ENDPOINTS),
        ("shared.services.task_service", "work.tasks", ENDPOINTS),
        *(
            (importer, f"shared.{below}", BOUNDARY)
            for importer in ("work.tasks", "shared.api.endpoint")
            for below in (
                *("services.task_service", "repos.task_repo", "rules.rewards.rewards", "language.speech"),
                *("pictures.face.drawing", "store.contract", "store.sqlite.connection", "database"),
                *("credential_manager", "clock", "ids"),
            )
        ),
        ("interaction.notifications", "shared.services.service_factory", BOUNDARY),
        ("work.tasks", "shared.auth_manager", BOUNDARY),
        ("shared.api.routes", "shared.auth_manager", BOUNDARY),
        ("shared.api.boundary", "shared.services.task_service", BOUNDARY),
        ("shared.api.boundary", "shared.store.contract", BOUNDARY),
        ("shared.services.task_service", "shared.database", STORE_CHOICE),
        ("shared.repos.task_repo", "shared.store.sqlite.database", STORE_CHOICE),
        ("shared.services.task_service", "shared.store.query", "Only repositories write queries"),
        ("shared.store.sqlite.database", "shared.entities.task", STORE),
        ("shared.database", "shared.views.task", STORE),
        *(
            (f"shared.{pure}", f"shared.{impure}", PURITY)
            for pure in (
                *("entities.task", "views.task", "rules.rewards.rewards"),
                *("language.speech", "pictures.face.svg"),
            )
            for impure in (
                *("clock", "ids", "credential_manager", "store.contract", "database", "auth_manager"),
                "repos.task_repo",
            )
        ),
        *(
            (importer, outside, CONNECTIONS)
            for importer in ("work.tasks", "shared.api.boundary", "shared.services.task_service")
            for outside in ("requests", "httpx", "socket", "urllib3", "subprocess", "smtplib", "asyncio")
        ),
        ("shared.store.sqlite.database", "socket", CONNECTIONS),
        ("shared.store.cosmos.connection", "requests", CONNECTIONS),
        ("shared.store.cosmos.transport", "socket", CONNECTIONS),
        ("shared.channels.language_model", "urllib3", CONNECTIONS),
        ("shared.channels.https_client", "requests", CONNECTIONS),
        ("shared.entities.task", "uuid", IDS),
        ("shared.services.task_service", "secrets", IDS),
        ("shared.services.auth_service", "uuid", IDS),
    ],
    ids=lambda value: value.rpartition(".")[2] if isinstance(value, str) else None,
)
def test_a_forbidden_import_breaks_its_contract(
    contracts: list[Contract], imports: grimp.ImportGraph, importer: str, imported: str, contract: str
) -> None:
    assert contract in _broken(contracts, imports, importer, imported)


def test_every_package_of_the_app_is_under_the_contracts() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - TOOLS_FOR_PEOPLE
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert set(configured) == packages == set(PACKAGES)
    assert {path.name for path in ROOT.glob("*.py")} == {"dev.py", "function_app.py"}


def test_route_table_imports_only_endpoints_boundary_routes_and_report() -> None:
    tree = ast.parse((ROOT / "function_app.py").read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    shared = {f"shared.api.{name}" for name in ("boundary", "routes", "start_report")}
    assert imported == {"work", "health", "assistant", "interaction", *shared}


PURE_ROOMS = ("errors.py", "entities", "views", "rules", "language", "pictures")
PURE_MODULES = frozenset(
    {
        *(
            "bisect",
            "calendar",
            "collections",
            "collections.abc",
            "contextlib",
            "dataclasses",
            "datetime",
            "dateutil",
            "enum",
            "errno",
        ),
        *("functools", "hashlib", "html", "itertools", "math", "msgspec", "msgspec.structs", "operator"),
        *(
            "orjson",
            "precis_i18n",
            "pydantic",
            "re",
            "typing",
            "typing_extensions",
            "unicodedata",
            "urllib.parse",
        ),
        *("zlib", "zoneinfo"),
    }
)
LANGUAGE_MODULES = PURE_MODULES | {
    *("difflib", "fluent.runtime", "fluent.runtime.types", "werkzeug.datastructures", "werkzeug.http"),
    *("pathlib", "threading", "tomllib"),  # to read each of its text files once
}
IMPURE_BUILTINS = frozenset({"__import__", "breakpoint", "eval", "exec", "input", "open", "print"})


def _impurities(source: str, room: str) -> set[str]:
    """Return the modules outside `shared` and the builtins that a module of a pure room must not use."""
    nodes = [*ast.walk(ast.parse(source))]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {"." * node.level + (node.module or "") for node in nodes if isinstance(node, ast.ImportFrom)}
    allowed = LANGUAGE_MODULES if room == "language" else PURE_MODULES
    outside = {name for name in imported - allowed if not name.startswith("shared.")}
    return outside | (IMPURE_BUILTINS & {node.id for node in nodes if isinstance(node, ast.Name)})


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_pure_room_uses_only_pure_modules(room: str) -> None:
    path = ROOT / "shared" / room
    modules = [path] if path.is_file() else [*path.rglob("*.py")]
    assert modules
    assert {path.name: found for path in modules if (found := _impurities(path.read_text(), room))} == {}


@pytest.mark.parametrize("room", PURE_ROOMS)
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        *((f"import {name}", name) for name in ("random", "time", "os", "io", "logging", "sqlite3", "azure")),
        ("def f():\n    from secrets import token_hex", "secrets"),
        ("from importlib import import_module", "importlib"),
        ("from werkzeug import serving", "werkzeug"),
        ("from work import tasks", "work"),
        ("from . import other", "."),
        ("open('x')", "open"),
        ("read = open", "open"),
    ],
)
def test_impure_module_or_builtin_in_a_pure_room_is_found(room: str, statement: str, found: str) -> None:
    assert _impurities(statement, room) == {found}


def test_only_language_may_read_files() -> None:
    assert [room for room in PURE_ROOMS if not _impurities("import pathlib", room)] == ["language"]


EXCEPTIONS = {
    "azure.core": ("shared/database.py", "shared/store/cosmos/", "shared/channels/identity.py"),
    "azure.cosmos": ("shared/database.py", "shared/store/cosmos/"),
    "azure.functions": ("shared/api/",),
    "azure.identity": ("shared/store/cosmos/", "shared/channels/identity.py"),
    "datetime.datetime.now": ("shared/clock.py",),
    "http.client": ("shared/channels/https_client.py",),
    "os.environ": ("shared/credential_manager.py",),
}
"""Banned names with the paths that may use them; the app uses no other banned name."""


def _banned(*arguments: str, source: str = "") -> list[tuple[str, str]]:
    """Return the path and name of each banned use outside EXCEPTIONS, ignoring those of pyproject.toml."""
    linted = _run(
        *("ruff", "check", "--no-cache", "--select=TID251", "--output-format=json"),
        *("--ignore-noqa", "--config=lint.per-file-ignores={}", *arguments),
        source=source,
    )
    assert linted.returncode in {0, 1}, linted.stderr
    found = [
        (Path(one["filename"]).relative_to(ROOT).as_posix(), one["message"].split("`")[1])
        for one in json.loads(linted.stdout)
    ]
    return [(path, name) for path, name in found if not path.startswith(EXCEPTIONS.get(name, ()))]


def test_exceptions_to_banned_names_are_used_only_for_what_they_allow() -> None:
    assert _banned(*PACKAGES, "function_app.py") == []


@pytest.mark.parametrize(
    ("module", "statement", "name"),
    [
        ("shared/rules/rewards/rewards.py", "import os\nPATH = os.environ", "os.environ"),
        ("work/stats.py", "import os\nPATH = os.getenv('PATH')", "os.getenv"),
        ("shared/api/boundary.py", "import os\nPATH = os.environ", "os.environ"),
        ("shared/services/status_service.py", "import azure.cosmos", "azure.cosmos"),
        ("shared/api/boundary.py", "import azure.core.pipeline", "azure.core"),
        ("shared/services/status_service.py", "import azure.identity", "azure.identity"),
        ("work/tasks.py", "import azure.functions", "azure.functions"),
        ("shared/store/cosmos/access.py", "import azure.functions", "azure.functions"),
        ("work/tasks.py", "import http.client", "http.client"),
        ("shared/api/boundary.py", "from urllib.request import urlopen", "urllib.request"),
        ("shared/channels/slack/events.py", "MADE = msgspec.json.decode(b'')", "msgspec.json.decode"),
        *(
            (module, f"import datetime\nNOW = datetime.{call}()", f"datetime.{call}")
            for module in ("shared/store/sqlite/database.py", "shared/api/boundary.py", "shared/ids.py")
            for call in ("datetime.now", "datetime.today", "datetime.utcnow", "date.today")
        ),
        *(
            (module, f"from time import {call}", f"time.{call}")
            for module in ("shared/store/cosmos/errors.py", "shared/repos/conflicts.py")
            for call in ("time", "time_ns", "gmtime", "localtime")
        ),
    ],
)
def test_banned_name_is_found_by_the_linter(module: str, statement: str, name: str) -> None:
    source = f"{(ROOT / module).read_text()}\n\n{statement}\n"
    assert _banned(f"--stdin-filename={module}", "-", source=source) == [(module, name)]


def test_every_lint_rule_that_is_left_out_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert tomllib.loads(text)["tool"]["ruff"]["lint"]["select"] == ["ALL"]
    block = text[text.index("ignore = [") : text.index("]", text.index("ignore = ["))]
    rules = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert rules
    assert all("#" in line for line in rules)


@pytest.mark.parametrize("module", ["event", "event_log", "naive_calendar"])
def test_oracle_counts_events_without_the_product(module: str) -> None:
    tree = ast.parse((ROOT / "tests" / "oracle" / f"{module}.py").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported
    assert not {name for name in imported if name.partition(".")[0] in PACKAGES}
