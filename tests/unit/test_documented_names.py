"""The names that the technical documentation gives: each exists in its place and takes those arguments.

What deliberately differs is checked to differ, and to have a row in `docs/differences.md`.
"""

import ast
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from shared.auth_manager import AuthManager
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.services.service_factory import ServiceFactory
from tests.unit import code_facts

ROOT = Path(__file__).parents[2]

Calls = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Arguments of calls, by module and by name."""

DOCUMENTED: Calls = {
    "shared.credential_manager": {
        "CredentialManager": (),
        "CredentialManager.get": ("key",),
        "CredentialManager.get_cosmos_credentials": (),
    },
    "shared.database": {
        "CosmosDBService": ("credential_manager",),
        "CosmosDBService._ensure_connection": (),
        "CosmosDBService.create_item": ("item",),
        "CosmosDBService.read_item": ("item_id", "partition_key"),
        "CosmosDBService.upsert_item": ("item",),
        "CosmosDBService.delete_item": ("item_id", "partition_key"),
        "CosmosDBService.send_query": ("query",),
        "DatabaseError": ("message",),
    },
    "shared.auth_manager": {
        "AuthManager": (),
        "AuthManager.generate_token": ("user_id",),
        "AuthManager.verify_token": ("token",),
    },
    "shared.entities.task": {"Task.to_dict": ()},
    "shared.entities.work_session": {"WorkSession.to_dict": ()},
    "shared.entities.user": {"User.to_dict": ()},
    "shared.repos.base_repo": {
        "BaseRepository.entity_type": (),
        "BaseRepository.create": ("entity",),
        "BaseRepository.update": ("entity",),
        "BaseRepository.delete": ("entity",),
    },
    "shared.repos.auth_repo": {
        "AuthRepository": ("db_service", "user_repo", "auth_manager"),
        "AuthRepository.hash_password": ("password",),
        "AuthRepository.validate_user_credentials": ("username", "password"),
        "AuthRepository.generate_token": ("user_id",),
        "AuthRepository.check_cookie_token": ("cookies",),
        "AuthRepository.check_header_token": ("headers",),
    },
    "shared.repos.stats_repo": {
        "StatsRepository": ("db_service",),
        "StatsRepository.count_completed_tasks": ("user_id",),
    },
    "shared.repos.task_repo": {
        "TaskRepository": ("db_service",),
        "TaskRepository.create_task": ("task",),
        "TaskRepository.list_tasks": (),
        "TaskRepository.list_tasks_by_user": ("user_id",),
    },
    "shared.repos.work_session_repo": {
        "WorkSessionRepository": ("db_service",),
        "WorkSessionRepository.get_active_session": ("user_id",),
        "WorkSessionRepository.list_sessions": ("user_id",),
    },
    "shared.repos.user_repo": {
        "UserRepository": ("db_service",),
        "UserRepository.find_by_name": ("username",),
        "UserRepository.create_user": ("user",),
        "UserRepository.get_user": ("user_id",),
        "UserRepository.update_user": ("user",),
        "UserRepository.list_users": (),
    },
    "shared.services.base_service": {"BaseService.get_entity_type": ()},
    "shared.services.service_factory": {
        "ServiceFactory": (),
        "ServiceFactory.get_task_service": (),
        "ServiceFactory.get_stats_service": (),
        "ServiceFactory.get_work_session_service": (),
        "ServiceFactory.get_auth_service": (),
    },
    "shared.services.auth_service": {
        "AuthService.register": ("username", "password"),
        "AuthService.login": ("username", "password"),
        "AuthService.validate_token": ("token",),
        "AuthService.is_authenticated": ("req",),
    },
    "shared.services.stats_service": {"StatsService.get_user_stats": ("user_id",)},
    "shared.services.task_service": {
        "TaskService.create_task": ("user_id", "title"),
        "TaskService.list_tasks": ("user_id",),
    },
    "shared.services.work_session_service": {
        "WorkSessionService.start_session": ("user_id",),
        "WorkSessionService.get_active_session": ("user_id",),
        "WorkSessionService.list_sessions": ("user_id",),
    },
    "shared.services.user_service": {
        "UserService.create_user": ("name",),
        "UserService.get_user": ("user_id",),
        "UserService.delete_user": ("user_id",),
        "UserService.list_users": (),
    },
}
"""Classes and methods that can be called with the documented arguments alone."""

CALLED_DIFFERENTLY: Calls = {
    "shared.entities.task": {"Task": ("title",)},
    "shared.entities.work_session": {"WorkSession": ("user_id",), "WorkSession.end_session": ()},
    "shared.entities.user": {"User": ("name",)},
    "shared.repos.base_repo": {"BaseRepository.get": ("entity_id",), "BaseRepository.query": ("query",)},
    "shared.services.task_service": {
        "TaskService": ("task_repo",),
        "TaskService.list_tasks": (),
        "TaskService.complete_task": ("task_id",),
    },
    "shared.services.work_session_service": {"WorkSessionService.end_session": ("session_id",)},
    "shared.services.user_service": {"UserService.update_user": ("user",)},
}
"""Classes and methods that exist, but need more or other arguments than the documented ones."""

DIFFERENT_CALLS_ON_THE_PAGE = (
    "Task(title)",
    "WorkSession(user_id)",
    "WorkSession.end_session()",
    "User(name)",
    "get(entity_id)",
    "delete(entity_id)",
    "query(query: str, params: list)",
    "TaskService(task_repo)",
    "TaskService.list_tasks(user_id=None)",
    "TaskService.complete_task(task_id)",
    "WorkSessionService.end_session(session_id)",
    "UserService.update_user(user: User)",
)

NOT_PRESENT = {
    "shared.repos.task_repo": ("TaskRepository.complete_task",),
    "shared.repos.work_session_repo": (
        "WorkSessionRepository.start_session",
        "WorkSessionRepository.end_session",
    ),
    "shared.repos.user_repo": ("UserRepository.delete_user",),
    "shared.entities.user": ("User.id", "User.name"),
    "shared.entities.work_session": ("WorkSession.duration",),
    "shared.auth_manager": ("AuthManager.secret",),
}
"""Documented methods and fields that deliberately do not exist."""

MODULES_OF_ENDPOINTS = ("work.auth", "work.stats", "work.tasks", "work.work_sessions")

FRONTEND_NAMES = (
    *("TaskCreate", "TaskUpdate", "TaskResponse", "get_tasks", "schedule_reminder"),
    *("ShutdownReflection", "ShutdownReflectionCreate", "ShutdownReflectionResponse", "ShutdownSummary"),
    *("get_shutdown_summary", "create_shutdown_reflection", "get_shutdown_history"),
    *("calculate_shutdown_streak", "calculate_daily_points", "dashboard_service.get_current_session_data"),
    *("ChallengeParticipant", "UserChallengeStats", "ChallengeCreate", "ChallengeResponse"),
    *("ChallengeParticipantResponse", "ChallengeStatsResponse", "JoinChallengeRequest"),
    *("get_user_challenge_stats", "get_weekly_challenges", "get_weekly_leaderboard", "join_challenge"),
    *("leave_challenge", "update_progress", "create_default_challenges", "Timelog"),
    *("get_actual_duration_minutes", "get_actual_duration_seconds", "FocusSessionRequest"),
    *("FocusSessionResponse", "DailySummaryResponse", "WeeklySummaryResponse", "start_focus_session"),
    *("complete_focus_session", "stop_focus_session", "get_daily_summary", "get_current_focus_session"),
    *("UserCreate", "UserUpdate", "UserResponse", "update_user_avatar", "startup_event"),
    *("get_current_user", "get_db"),
)
"""Names of the frontend request, whose tree of modules the product does not have."""


@pytest.fixture(scope="module")
def code_on_the_page() -> list[str]:
    """Return the code spans of `docs/differences.md`."""
    return re.findall("`([^`]+)`", (ROOT / "docs" / "differences.md").read_text())


def calls_of(names: Calls) -> list[Any]:
    return [
        pytest.param(module, name, arguments, id=f"{name}({', '.join(arguments)})")
        for module, called in names.items()
        for name, arguments in called.items()
    ]


def find(module: str, name: str) -> Callable[..., object]:
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    assert callable(found)
    return found  # type: ignore[no-any-return]


def accepts(module: str, name: str, arguments: tuple[str, ...]) -> bool:
    """Return whether a class, or a method of an instance, can be called with these arguments."""
    receiver = ("self",) if "." in name else ()
    try:
        signature(find(module, name)).bind(*receiver, *arguments)
    except TypeError:
        return False
    return True


def is_named(name: str, spans: list[str]) -> bool:
    word = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
    return any(word.search(span) for span in spans)


@pytest.mark.parametrize(("module", "name", "arguments"), calls_of(DOCUMENTED))
def test_documented_name_accepts_the_documented_arguments(
    module: str, name: str, arguments: tuple[str, ...]
) -> None:
    assert accepts(module, name, arguments)


@pytest.mark.parametrize(("module", "name", "arguments"), calls_of(CALLED_DIFFERENTLY))
def test_name_with_other_arguments_refuses_the_documented_ones(
    module: str, name: str, arguments: tuple[str, ...]
) -> None:
    assert not accepts(module, name, arguments)


def test_documented_methods_are_used_by_the_product() -> None:
    read = {
        node.attr
        for tree in code_facts.modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    }
    methods = {name.partition(".")[2] for called in DOCUMENTED.values() for name in called if "." in name}
    assert not methods - read


@pytest.mark.parametrize("call", DIFFERENT_CALLS_ON_THE_PAGE)
def test_documented_call_that_differs_has_a_row(call: str, code_on_the_page: list[str]) -> None:
    assert is_named(call, code_on_the_page)


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in NOT_PRESENT.items() for name in names]
)
def test_documented_name_that_is_not_present_has_a_row(
    module: str, name: str, code_on_the_page: list[str]
) -> None:
    owner, _, member = name.partition(".")
    assert not hasattr(find(module, owner), member)
    assert is_named(name, code_on_the_page)


@pytest.mark.parametrize("module", MODULES_OF_ENDPOINTS)
def test_endpoint_module_exists_without_main(module: str, code_on_the_page: list[str]) -> None:
    endpoints = import_module(module)
    assert not hasattr(endpoints, "main")
    assert not hasattr(endpoints, "_json_response")
    assert {"main(req)", "_json_response(body, status)"} <= set(code_on_the_page)


def test_private_fields_that_are_not_present_have_a_row(
    factory: ServiceFactory, credentials: CredentialManager, code_on_the_page: list[str]
) -> None:
    missing = {
        factory: ("_task_repo", "_ws_repo", "_stats_repo"),
        CosmosDBService(credentials): ("_client", "_database", "_container"),
        AuthManager(credentials): ("secret",),
        factory.get_task_service(): ("repo",),
    }
    for owner, names in missing.items():
        for name in names:
            assert not hasattr(owner, name)
            assert name in {span.rpartition(".")[2] for span in code_on_the_page}


@pytest.mark.parametrize("name", FRONTEND_NAMES)
def test_name_of_the_frontend_request_has_a_row(name: str, code_on_the_page: list[str]) -> None:
    assert is_named(name, code_on_the_page)
