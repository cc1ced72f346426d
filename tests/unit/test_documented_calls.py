"""The calls that the technical documentation shows, made on real services over a store."""

from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from shared.auth_manager import AuthManager
from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError, UnauthenticatedError, ValidationError
from shared.repos.auth_repo import AuthRepository
from shared.repos.stats_repo import StatsRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.services.base_service import BaseService
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore

PASSWORD = "a brass engine"


def test_unknown_setting_is_none() -> None:
    assert CredentialManager().get("NO_SUCH_KEY") is None
    assert CredentialManager().get("NO_SUCH_KEY", "default") == "default"


def test_cosmos_credentials_have_the_documented_keys(credentials: CredentialManager) -> None:
    documented = {"account_name", "database_name", "container_name", "uri", "primary_key"}
    assert documented <= credentials.get_cosmos_credentials().keys()


def test_auth_manager_is_configured_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "a secret that is long enough for a test")
    monkeypatch.setenv("JWT_EXP_MINUTES", "7")
    manager = AuthManager()
    assert (manager.algorithm, manager.exp_minutes) == ("HS256", 7)
    assert manager.verify_token(manager.generate_token("ada")).user_id == "ada"


def test_users_can_be_managed_as_documented(factory: ServiceFactory, store: DocumentStore) -> None:
    users, repo = factory.get_user_service(), UserRepository(store)
    bob = users.create_user("bob").value
    assert users.get_user(bob.user_id) == repo.get_user(bob.user_id) == repo.find_by_name("bob") == bob
    assert [user["name"] for user in map(type(bob).to_dict, users.list_users())] == ["bob"]
    assert list(repo.list_users()) == [bob]
    assert repo.update_user(repo.get_user(bob.user_id)) == bob
    users.delete_user(bob.user_id)
    assert repo.find_by_name("bob") is None


def test_accounts_can_be_used_as_documented(factory: ServiceFactory, store: DocumentStore) -> None:
    auth = factory.get_auth_service()
    ada = auth.register("ada", PASSWORD)
    token = auth.login("ada", PASSWORD).token
    assert auth.validate_token(token)
    assert not auth.validate_token("no token")

    class Req:
        def __init__(self, name: str) -> None:
            self.headers: Mapping[str, str] = {name: f"Bearer {token}"}

    assert auth.is_authenticated(Req("authorization"))
    assert auth.is_authenticated(Req("Authorization"))
    assert not auth.is_authenticated(Req("Cookie"))
    manager = AuthManager(factory.credentials)
    repo = AuthRepository(store, UserRepository(store), manager)
    assert repo.user_repo.get_user(ada.user_id) == ada
    assert repo.auth_manager is manager
    assert repo.validate_user_credentials("ada", PASSWORD) == ada
    assert repo.validate_user_credentials("ada", "another password") is None
    assert repo.validate_user_credentials("bob", PASSWORD) is None
    assert repo.hash_password(PASSWORD) != PASSWORD


def test_tokens_can_be_checked_as_documented(factory: ServiceFactory, store: DocumentStore) -> None:
    manager = AuthManager(factory.credentials)
    repo = AuthRepository(store, UserRepository(store), manager)
    token = repo.generate_token("ada")
    assert repo.check_cookie_token({"auth_token": token}) == manager.verify_token(token)
    assert repo.check_header_token({"Authorization": f"Bearer {token}"}).user_id == "ada"
    for refused in ({}, {"Authorization": token}, {"Authorization": "Bearer no token"}):
        with pytest.raises(UnauthenticatedError):
            repo.check_header_token(refused)
    with pytest.raises(UnauthenticatedError):
        repo.check_cookie_token({})


def test_tasks_can_be_used_as_documented(factory: ServiceFactory, store: DocumentStore) -> None:
    tasks, repo = factory.get_task_service(), TaskRepository(store)
    user_id = factory.get_auth_service().register("ada", PASSWORD).user_id
    task = tasks.create_task(user_id, "Finish project report").value
    assert task.to_dict()["title"] == "Finish project report"
    assert list(tasks.list_tasks(user_id)) == [task]
    assert list(repo.list_tasks_by_user(user_id)) == [task]
    assert list(repo.list_tasks()) == [task]
    assert repo.entity_type() == "task"
    stored = repo.create_task(replace(task, id="another"))
    assert repo.get(user_id, "another") == stored == replace(task, id="another")
    assert StatsRepository(store).count_completed_tasks(user_id) == 0
    tasks.complete_task(user_id, task.id)
    assert StatsRepository(store).count_completed_tasks(user_id) == 1
    stats = factory.get_stats_service().get_user_stats(user_id)
    assert (stats["user_id"], stats["hours_worked"], stats["tasks_completed"]) == (user_id, 0.0, 1)


def test_work_sessions_can_be_used_as_documented(factory: ServiceFactory, store: DocumentStore) -> None:
    sessions, repo = factory.get_work_session_service(), WorkSessionRepository(store)
    user_id = factory.get_auth_service().register("ada", PASSWORD).user_id
    session = sessions.start_session(user_id).value
    assert sessions.get_active_session(user_id) == repo.get_active_session(user_id) == session
    assert list(sessions.list_sessions(user_id)) == list(repo.list_sessions(user_id)) == [session]
    assert sessions.end_session(user_id, session.id).to_dict()["duration"] == 0.0
    assert repo.get_active_session(user_id) is None


@pytest.mark.parametrize(
    ("sentence", "call"),
    [
        ("Username already exists", lambda f: f.get_auth_service().register("ada", PASSWORD)),
        ("Task title cannot be empty", lambda f: f.get_task_service().create_task("ada", " ")),
        ("Task must be associated to a user_id", lambda f: f.get_task_service().create_task("", "title")),
        ("User name cannot be empty", lambda f: f.get_user_service().create_user(" ")),
        ("user_id is required", lambda f: f.get_stats_service().get_user_stats("")),
        (
            "User ID is required to start a session",
            lambda f: f.get_work_session_service().start_session(""),
        ),
    ],
)
def test_invalid_argument_raises_value_error_with_the_documented_sentence(
    factory: ServiceFactory, sentence: str, call: Callable[[ServiceFactory], object]
) -> None:
    factory.get_auth_service().register("ada", PASSWORD)
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        call(factory)


def test_wrong_credentials_raise_the_documented_sentence(factory: ServiceFactory) -> None:
    with pytest.raises(UnauthenticatedError, match=r"^Invalid username or password$"):
        factory.get_auth_service().login("ada", PASSWORD)


def test_validation_error_is_a_value_error() -> None:
    assert issubclass(ValidationError, ValueError)
    assert not issubclass(DatabaseError, ValueError)


@pytest.mark.parametrize(
    ("get_service", "name"),
    [
        (ServiceFactory.get_task_service, "Task"),
        (ServiceFactory.get_work_session_service, "WorkSession"),
        (ServiceFactory.get_user_service, "User"),
    ],
)
def test_service_returns_the_documented_entity_type(
    factory: ServiceFactory, get_service: Callable[[ServiceFactory], BaseService], name: str
) -> None:
    assert get_service(factory).get_entity_type() == name


def test_every_service_inherits_from_base_service_and_is_built_once(factory: ServiceFactory) -> None:
    getters = [getter for name, getter in vars(ServiceFactory).items() if name.endswith("_service")]
    assert len(getters) > 10
    for getter in getters:
        assert isinstance(getter(factory), BaseService)
        assert getter(factory) is getter(factory)
