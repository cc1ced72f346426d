"""Fixtures of the API tests: the API over real HTTP on each store, and signed-in users."""

import logging
import re
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from typing import Any, cast

import httpx
import pytest
from msgspec import to_builtins

from function_app import routes
from local_host import serving
from shared.api.boundary import serve
from shared.api.routes import Timer
from shared.channels.language_model import LanguageModel
from shared.channels.speech import AzureSpeech
from shared.credential_manager import CredentialManager
from shared.entities.sign_in import RefreshFamily
from shared.entities.user import UserChanges
from shared.services.service_factory import ServiceFactory
from tests.api.storage import CosmosStorage, EmbeddedStorage, Storage
from tests.api.transport import Client, PlainTransport
from tests.conftest import CLAIM_SECRET, MovableClock
from tests.failing_store import FailingStore
from tests.model_server import ModelServer, model_server
from tests.slack_server import SlackServer, slack_server
from tests.speech_server import SpeechServer, speech_server
from tests.teams_server import TeamsServer, teams_server

PASSWORD = "correct horse battery"

TLS = ssl.create_default_context()
"""Shared by all clients, also for plain http: each new context would load every certificate again."""

_stopping = ThreadPoolExecutor(thread_name_prefix="stopping")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests that use `storage` on the embedded store, and those for both on Cosmos DB as well."""
    if "storage" in metafunc.fixturenames:
        find_marker = metafunc.definition.get_closest_marker
        both = find_marker("both_stores") or metafunc.config.getoption("thorough")
        cosmos = pytest.param("cosmos", marks=pytest.mark.cosmos)
        stores = ["embedded", cosmos] if both and not find_marker("embedded_only") else ["embedded"]
        metafunc.parametrize("storage", stores, indirect=True)


_on_cosmos: set[tuple[object, str]] = set()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Run a test with other parameters than its first ones on Cosmos DB only with `--thorough`."""
    if not isinstance(item, pytest.Function) or "[cosmos" not in item.name or "thorough" in item.keywords:
        return
    marker = item.get_closest_marker("both_stores")
    if marker and marker.kwargs.get("all_parameters"):
        return
    function = item.parent, item.originalname
    if function in _on_cosmos:
        item.add_marker(pytest.mark.thorough("other parameters use the store in the same way"))
    _on_cosmos.add(function)


class Person:
    """A signed-in user; the methods send requests with the user's access token."""

    def __init__(self, client: httpx.Client, username: str, sign_in: dict[str, Any]) -> None:
        self._client = client
        self.username = username
        self.id: str = sign_in["user_id"]
        self.token: str = sign_in["token"]
        self.refresh_token: str = sign_in["refresh_token"]

    def call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **request: Any
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.token}"}
        return self._client.request(method, path, headers={**bearer, **(headers or {})}, **request)

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.call("GET", path, **request)

    def post(self, path: str, **request: Any) -> httpx.Response:
        return self.call("POST", path, **request)

    def put(self, path: str, **request: Any) -> httpx.Response:
        return self.call("PUT", path, **request)

    def patch(self, path: str, **request: Any) -> httpx.Response:
        return self.call("PATCH", path, **request)

    def delete(self, path: str, **request: Any) -> httpx.Response:
        return self.call("DELETE", path, **request)

    def create_task(self, title: str = "Write the report", **fields: Any) -> dict[str, Any]:
        response = self.post("tasks", json={"title": title, **fields})
        assert response.status_code == 201, response.text
        task: dict[str, Any] = response.json()
        return task

    def stats(self) -> dict[str, Any]:
        response = self.get("stats")
        assert response.status_code == 200, response.text
        stats: dict[str, Any] = response.json()
        return stats


class Api:
    """The running API; the methods send requests without authentication.

    If it has `services`, users sign up with them, which takes a third of the time of two requests.
    """

    def __init__(self, url: str, client: httpx.Client, services: ServiceFactory | None = None) -> None:
        self.url = url
        self.client = client
        self._services = services
        self._numbers = count(1)

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, **request)

    def login(self, username: str, password: str = PASSWORD) -> httpx.Response:
        return self.call("POST", "auth/login", json={"username": username, "password": password})

    def sign_up(self, username: str | None = None, **profile: Any) -> Person:
        """Register a user and sign in: with the services if there are any, else with two requests."""
        name = username or f"person {next(self._numbers)}"
        if self._services is None:
            return self._sign_up_with_requests(name, profile)
        auth = self._services.get_auth_service()
        claim_secret = profile.pop("claim_secret", None)
        auth.register(name, PASSWORD, UserChanges(**profile), claim_secret=claim_secret)
        return Person(self.client, name, to_builtins(auth.login(name, PASSWORD)))

    def _sign_up_with_requests(self, name: str, profile: dict[str, Any]) -> Person:
        body = {"username": name, "password": PASSWORD, **profile}
        response = self.call("POST", "auth/register", json=body)
        assert response.status_code == 201, response.text
        sign_in = self.login(name)
        assert sign_in.status_code == 200, sign_in.text
        self.client.cookies.clear()  # `Person` authenticates with the Authorization header
        return Person(self.client, name, sign_in.json())

    def sign_up_administrator(self) -> Person:
        """Register an administrator, who claims the name that the settings list, and sign in."""
        return self.sign_up("root", claim_secret=CLAIM_SECRET)


@contextmanager
def served(
    factory: ServiceFactory, settings: Mapping[str, str], timers: Sequence[Timer] = ()
) -> Iterator[str]:
    """Serve the API while the block runs and yield its base URL; only the given timers run.

    The server stops on another thread, during the next test, because stopping takes about 0.2 s.
    """
    with ExitStack() as stack:
        yield stack.enter_context(serving(serve(routes, factory, timers), settings=settings))
        _stopping.submit(stack.pop_all().close)


_SIGN_IN_TESTS = (
    *("test_auth", "test_audit", "test_limits", "test_login", "test_second_factor", "test_security"),
    "test_users",
)
_LOGGERS = ("avanochi", "local_host", "shared", "work")
_SECRETS = re.compile(
    rf"{PASSWORD}|another password"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]+"  # an access token
    r"|[0-9a-f-]{36}\.[0-9a-f-]{36}\.[\w-]{43}"  # a refresh token
    r"|\$argon2"
    r"|\b[A-Z2-7]{32}\b"  # the secret of a second factor
    r"|\b[A-Z2-7]{4}(-[A-Z2-7]{4}){5}\b"  # a recovery code
)


def _is_about_sign_ins(request: pytest.FixtureRequest) -> bool:
    """Return whether a test is about sign-ins or users: their addresses, their log lines, their documents."""
    module: str = request.module.__name__
    return module.rpartition(".")[2].startswith(_SIGN_IN_TESTS)


@pytest.fixture(autouse=True)
def check_that_logs_contain_no_secret(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test about sign-ins or users if a password, a token or a hash is logged, at any level."""
    if not _is_about_sign_ins(request):
        yield
        return
    text = StringIO()
    handler = logging.StreamHandler(text)
    with ExitStack() as stack:
        for logger in map(logging.getLogger, _LOGGERS):
            stack.callback(logger.setLevel, logger.level)
            stack.callback(logger.removeHandler, handler)
            logger.setLevel(logging.DEBUG)
            logger.addHandler(handler)
        yield
    assert not _SECRETS.search(text.getvalue()), text.getvalue()


@pytest.fixture
def storage(
    request: pytest.FixtureRequest,
    credentials: CredentialManager,
    environment: dict[str, str],
    clock: MovableClock,
) -> Iterator[Storage]:
    """The documents of the test; several instances of the API can open them."""
    if request.param == "embedded":
        storage: Storage = EmbeddedStorage(credentials, clock)
    else:
        account, connected = map(request.getfixturevalue, ("cosmos_account", "cosmos"))
        storage = CosmosStorage(account, connected, credentials, environment, clock)
    with closing(storage):
        yield storage


@pytest.fixture
def store(storage: Storage) -> FailingStore:
    return FailingStore(storage.open())


@pytest.fixture(
    params=[
        ("UTC", "00:00", "2026-03-20T00:00:00Z"),
        ("Europe/Madrid", "00:00", "2026-03-28T23:00:00Z"),  # before the day of 23 hours
        ("Europe/Madrid", "00:00", "2026-03-29T22:00:00Z"),  # after it
        ("Europe/Madrid", "00:00", "2026-10-24T22:00:00Z"),  # before the day of 25 hours
        ("Europe/Madrid", "00:00", "2026-10-25T23:00:00Z"),  # after it
        ("Europe/Madrid", "04:00", "2026-03-29T02:00:00Z"),
        ("Europe/Madrid", "04:00", "2026-10-25T03:00:00Z"),
        ("Pacific/Kiritimati", "00:00", "2026-03-31T10:00:00Z"),
        ("Pacific/Pago_Pago", "00:00", "2026-04-01T11:00:00Z"),
        ("Pacific/Pago_Pago", "04:00", "2026-04-01T15:00:00Z"),
        ("America/Havana", "00:00", "2027-03-14T05:00:00Z"),
    ],
    ids="-".join,
)
def late_person(request: pytest.FixtureRequest, api: Api, clock: MovableClock) -> Person:
    """A user, a microsecond before the user's next day begins."""
    zone, day_start, midnight = request.param
    person = api.sign_up(timezone=zone)
    assert person.put("users/profile", json={"day_start": day_start}).status_code == 200
    clock.set(datetime.fromisoformat(midnight) - timedelta(microseconds=1))
    return person


@pytest.fixture
def monday(clock: MovableClock) -> MovableClock:
    """The clock at 09:00 on a Monday, so that the whole ISO week is ahead."""
    clock.set(datetime(2026, 3, 23, 9, tzinfo=UTC))
    return clock


@pytest.fixture
def tokens_never_expire(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue tokens and begin sign-ins that outlast every move of the clock, for tests about other things."""
    environment["JWT_EXP_MINUTES"] = "10000000"
    for limit in ("MAX_IDLE", "MAX_AGE"):
        monkeypatch.setattr(RefreshFamily, limit, timedelta(days=7000))


Run = Callable[[str], None]


@pytest.fixture
def run(factory: ServiceFactory, clock: MovableClock) -> Run:
    """Set the clock and run the reminder timer; the time is of the current day if it has no date."""

    def run(text: str) -> None:
        moment = text if "-" in text else f"{clock.now():%Y-%m-%d}T{text}"
        clock.set(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        factory.get_reminder_service().deliver_due()

    return run


class _CurrentServices:
    """Forwards to the service factory of the current test, so that all tests share one server."""

    def __init__(self) -> None:
        self.factory: ServiceFactory | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.factory, name)


@pytest.fixture(scope="session")
def shared_server() -> Iterator[tuple[str, _CurrentServices]]:
    services = _CurrentServices()
    with served(cast("ServiceFactory", services), {}) as url:
        yield url, services


@pytest.fixture
def api(
    request: pytest.FixtureRequest, shared_server: tuple[str, _CurrentServices], factory: ServiceFactory
) -> Iterator[Api]:
    url, services = shared_server
    services.factory = factory
    with client_from("127.0.0.1", url) as client:
        yield Api(url, client, None if _is_about_sign_ins(request) else factory)


def client_from(address: str, url: str) -> httpx.Client:
    """Return a client with an address of its own, one of 127.0.0.0/8."""
    base = httpx.URL(f"{url}/api/")
    transport = PlainTransport(base.host, base.port, address)
    return Client(str(base), transport, {"X-Forwarded-For": address})


@pytest.fixture
def api_from(api: Api) -> Iterator[Callable[[str], Api]]:
    """Return a function that returns the API as called from another address."""
    with ExitStack() as stack:

        def call_from(address: str) -> Api:
            if sys.platform == "darwin" and address != "127.0.0.1":
                pytest.skip("macOS has no other loopback addresses")
            return Api(api.url, stack.enter_context(client_from(address, api.url)))

        yield call_from


@pytest.fixture
def ada(api: Api) -> Person:
    return api.sign_up("Ada")


@pytest.fixture
def bob(api: Api) -> Person:
    return api.sign_up("Bob")


@pytest.fixture
def root(api: Api) -> Person:
    """An administrator."""
    return api.sign_up_administrator()


@pytest.fixture
def language_model(environment: dict[str, str], factory: ServiceFactory) -> Iterator[ModelServer]:
    """The language model of the settings, which rephrases; the app waits half a second for it at most."""
    with model_server() as server:
        environment |= server.settings
        factory.get(LanguageModel).seconds = 0.5
        yield server


@pytest.fixture
def speech(environment: dict[str, str], factory: ServiceFactory) -> Iterator[SpeechServer]:
    """Azure Speech of the settings; the app waits a second for it at most. It has refused no request."""
    with speech_server() as server:
        environment |= server.settings
        azure = factory.get(AzureSpeech)
        azure.recognition_seconds = azure.synthesis_seconds = 1
        yield server
        assert server.problems == []


@pytest.fixture
def asker(language_model: ModelServer, ada: Person, clock: MovableClock, factory: ServiceFactory) -> Person:
    """A user who has opted in to the language model, in the evening of a busy day."""
    from tests.api.busy_days import busy_day  # noqa: PLC0415 - it imports this module

    busy_day(ada, clock, factory)
    ok = ada.put("users/profile", json={"preferences": {"ai_phrasing": True}}).status_code
    assert ok == 200
    assert language_model.requests == []
    return ada


@pytest.fixture
def slack(environment: dict[str, str]) -> Iterator[SlackServer]:
    """Slack, for which the app is set up."""
    with slack_server() as server:
        environment.update(server.settings)
        yield server


@pytest.fixture
def teams(environment: dict[str, str]) -> Iterator[TeamsServer]:
    """Teams, for which the app is set up."""
    with teams_server() as server:
        environment.update(server.settings)
        yield server
