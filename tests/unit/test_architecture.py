"""Tools enforce the architecture: each forbidden import is refused, and importing has no side effects."""

import ast
import inspect
import json
import shutil
import subprocess
import sys
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any, get_type_hints

import azure.functions as func
import grimp
import pytest
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

import function_app
from shared.api.boundary import serve
from shared.services.service_factory import ServiceFactory

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shared", "work", "health", "assistant", "interaction")
TOOLS = Path(sys.executable).parent
CONTRACT_TYPES: dict[str, type[Contract]] = {
    "forbidden": ForbiddenContract,
    "layers": LayersContract,
    "protected": ProtectedContract,
}
TOOLS_FOR_PEOPLE = {"benchmarks", "demo", "local_host", "tests"}

_IMPORT = """
import json, sqlite3, sys
opened = []
sys.addaudithook(
    lambda event, arguments: opened.append([event, repr(arguments)])
    if event == "sqlite3.connect"
    or event in {"os.mkdir", "socket.connect", "os.rename"}
    or (event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"))
    else None
)
sys.dont_write_bytecode = True
import function_app
print(json.dumps({"opened": opened, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a fresh interpreter has done after it imported the app from a copy of it."""
    folder = _copy_app(tmp_path_factory.mktemp("app"))
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT], cwd=folder, capture_output=True, text=True, check=True, env={}
    )
    assert not list(folder.rglob("*.db*"))
    assert not (folder / ".data").exists()
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.fixture(scope="module")
def triggers() -> list[Any]:
    app: func.FunctionApp = serve(function_app.routes, ServiceFactory())
    return app.get_functions()


def _copy_app(folder: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("function_app.py", "pyproject.toml", "host.json"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOLS / command[0]), *command[1:]], cwd=folder, capture_output=True, text=True, check=False
    )


def test_importing_the_app_imports_no_cosmos(imported: dict[str, Any]) -> None:
    assert [name for name in imported["modules"] if name.startswith(("azure.cosmos", "azure.core"))] == []


@pytest.mark.parametrize("slow", ["azure_functions_openapi", "swagger_ui", "requests", "local_host"])
def test_importing_the_app_imports_nothing_that_is_needed_later(imported: dict[str, Any], slow: str) -> None:
    assert slow not in imported["modules"]


@pytest.mark.parametrize(
    "room",
    [
        *("services", "repos", "rules", "language", "pictures", "channels", "database", "auth_manager"),
        *("store.cosmos", "store.sqlite", "store.sql", "store.contract", "credential_manager"),
    ],
)
def test_importing_the_app_imports_only_endpoints_boundary_and_views(
    imported: dict[str, Any], room: str
) -> None:
    assert not [name for name in imported["modules"] if f"{name}.".startswith(f"shared.{room}.")]


def test_importing_the_app_opens_no_database_and_writes_no_file(imported: dict[str, Any]) -> None:
    assert imported["opened"] == []


def test_every_route_is_indexed_under_its_name(triggers: list[Any]) -> None:
    assert [trigger.get_function_name() for trigger in triggers] == [
        route.name for route in function_app.routes
    ]


def test_module_defines_the_function_app() -> None:
    assert isinstance(function_app.app, func.FunctionApp)


def test_every_trigger_has_one_parameter_req_and_returns_a_response(triggers: list[Any]) -> None:
    for trigger in triggers:
        function = trigger.get_user_function()
        assert list(inspect.signature(function).parameters) == ["req"]
        assert get_type_hints(function) == {"req": func.HttpRequest, "return": func.HttpResponse}


def test_every_trigger_is_registered_for_every_method_without_authentication(triggers: list[Any]) -> None:
    for trigger, route in zip(triggers, function_app.routes, strict=True):
        (binding,) = [one for one in trigger.get_bindings() if one.type == "httpTrigger"]
        assert binding.route == route.template
        assert not getattr(binding, "methods", None)
        assert binding.auth_level is func.AuthLevel.ANONYMOUS


def test_route_names_are_unique_ignoring_case() -> None:
    names = [route.name.upper() for route in function_app.routes]
    assert len(set(names)) == len(names)


def test_literal_path_is_tried_before_a_path_with_a_parameter_that_matches_it() -> None:
    def covers(general: list[str], special: list[str]) -> bool:
        if general and general[0].startswith("{*"):
            return True
        if not general or not special or special[0].startswith("{*"):
            return not general and not special
        fits = general[0].startswith("{") or general[0] == special[0]
        return fits and covers(general[1:], special[1:])

    for route in function_app.routes:
        for other in function_app.routes:
            parts, others = route.template.split("/"), other.template.split("/")
            if route is not other and covers(parts, others):
                assert other.name.upper() < route.name.upper(), (other.name, route.name)


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
    return {one.name for one in contracts if not one.check(deepcopy(graph), verbose=False).kept}


def test_the_contracts_on_imports_are_kept() -> None:
    linted = _run(ROOT, "lint-imports", "--no-cache")
    assert linted.returncode == 0, linted.stdout


ENDPOINTS_STAND_ABOVE = "Endpoints stand above shared, and apart from each other"

FLOORS = (
    ("errors", "clock", "ids"),
    ("views.task", "credential_manager"),
    ("entities.task",),
    ("store.contract",),
    ("database", "auth_manager"),
    ("rules.rewards.rewards", "repos.task_repo"),
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
            assert "A room imports only from the floors below its own" in broken, (room, other)


def test_a_module_outside_the_floors_breaks_the_contract(tmp_path: Path) -> None:
    folder = _copy_app(tmp_path)
    (folder / "shared" / "helpers.py").write_text('"""A module of no room."""\n')
    linted = _run(folder, "lint-imports", "--no-cache")
    assert linted.returncode == 1
    assert "shared.helpers" in linted.stdout


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("work.tasks", "health.companion", "Endpoints stand above shared, and apart from each other"),
        (
            "shared.services.task_service",
            "work.tasks",
            "Endpoints stand above shared, and apart from each other",
        ),
        *(
            ("work.tasks", f"shared.{below}", "Endpoints know the boundary, views and entities")
            for below in (
                *("services.task_service", "repos.task_repo", "rules.rewards.rewards", "language.speech"),
                *("pictures.face.drawing", "store.contract", "store.sqlite.connection", "database"),
                *("auth_manager", "credential_manager", "clock", "ids"),
            )
        ),
        (
            "shared.api.boundary",
            "shared.services.task_service",
            "Only the boundary knows the service factory, and it knows no service",
        ),
        (
            "interaction.notifications",
            "shared.services.service_factory",
            "Only the boundary knows the service factory, and it knows no service",
        ),
        ("shared.services.task_service", "shared.database", "Only the factory chooses the store"),
        ("shared.repos.task_repo", "shared.store.sqlite.database", "Only the factory chooses the store"),
        ("shared.services.task_service", "shared.store.query", "Only repositories write queries"),
        ("shared.store.sqlite.database", "shared.entities.task", "The store knows nothing of the domain"),
        ("shared.database", "shared.views.task", "The store knows nothing of the domain"),
        *(
            (pure, impure, "Rules, pictures and views are pure")
            for pure in ("shared.rules.rewards.rewards", "shared.pictures.face.svg", "shared.views.task")
            for impure in ("shared.clock", "shared.ids", "shared.store.contract", "os", "time", "pathlib")
        ),
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


def test_route_table_imports_only_endpoints_boundary_and_routes() -> None:
    tree = ast.parse((ROOT / "function_app.py").read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    assert imported == {"work", "health", "interaction", "shared.api.boundary", "shared.api.routes"}


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("shared/rules/rewards/rewards.py", "import os\n\nPATH = os.environ\n"),
        ("work/stats.py", "import os\n\nPATH = os.getenv('PATH')\n"),
        ("shared/store/sqlite/database.py", "from datetime import datetime\n\nNOW = datetime.now()\n"),
        ("shared/entities/task.py", "import uuid\n\nID = uuid.uuid4()\n"),
        ("shared/services/status_service.py", "import azure.cosmos\n"),
        ("work/tasks.py", "import azure.functions\n"),
    ],
)
def test_a_banned_call_is_found_by_the_linter(tmp_path: Path, module: str, forbidden: str) -> None:
    folder = _copy_app(tmp_path)
    path = folder / module
    assert _run(folder, "ruff", "check", "--no-cache", "--select", "TID251", ".").returncode == 0
    path.write_text(f"{path.read_text()}\n\n{forbidden}")
    linted = _run(folder, "ruff", "check", "--no-cache", "--select", "TID251", ".")
    assert linted.returncode == 1
    assert "TID251" in linted.stdout
    assert Path(module).name in linted.stdout


def test_every_lint_rule_that_is_left_out_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert tomllib.loads(text)["tool"]["ruff"]["lint"]["select"] == ["ALL"]
    block = text[text.index("ignore = [") : text.index("]", text.index("ignore = ["))]
    rules = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert rules
    assert all("#" in line for line in rules)
