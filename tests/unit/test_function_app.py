"""Importing the app has no side effects, and the Functions host gets every route of its table."""

import ast
import inspect
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import azure.functions as func
import pytest

import function_app
from shared.api.boundary import serve
from shared.services.service_factory import ServiceFactory

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shared", "work", "health", "assistant", "interaction")

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
    """The state of a fresh interpreter after it has imported the app from a copy."""
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


def test_services_import_nothing_of_the_assistant_voice_and_chats_until_it_is_asked_for() -> None:
    script = "import shared.services.service_factory, sys; print([*sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env={}
    )
    modules = ast.literal_eval(done.stdout)
    assert "shared.services.task_service" in modules
    parts = (
        *(
            "rules.assistant",
            "services.prediction_service",
            "services.insight_service",
            "services.narrative_service",
        ),
        *("services.rhythm_reader", "language.outlook", "language.insights", "language.narratives"),
        *("services.chats", "services.deliveries.service", "channels.slack", "channels.teams"),
        *("services.conversation", "services.voice", "services.briefing", "services.speaker"),
        *("channels.espeak", "language.ssml", "language.briefing", "language.understanding"),
    )
    assert [name for name in modules if name.startswith(tuple(f"shared.{part}" for part in parts))] == []
    assert not {"jwt", "cryptography", "urllib3"} & set(modules)


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
