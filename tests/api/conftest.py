"""The API over real HTTP, on each of the stores, and the people who use it."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from typing import Any, cast

import httpx
import pytest

from function_app import routes
from local_host import serving
from shared.api.boundary import serve
from shared.api.routes import Timer
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.storage import CosmosStorage, EmbeddedStorage, Storage
from tests.conftest import MovableClock

PASSWORD = "correct horse battery"

TLS = ssl.create_default_context()
"""For clients of plain http as well: each of them would read all certificates anew."""

_stopping = ThreadPoolExecutor(thread_name_prefix="stopping")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test once on each store."""
    if "storage" in metafunc.fixturenames:
        cosmos = pytest.param("cosmos", marks=pytest.mark.cosmos)
        embedded_only = metafunc.definition.get_closest_marker("embedded_only")
        metafunc.parametrize(
            "storage", ["embedded"] if embedded_only else ["embedded", cosmos], indirect=True
        )


class Person:
    """Somebody who is signed in; `call` sends a request as theirs."""

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
        answer = self.post("tasks", json={"title": title, **fields})
        assert answer.status_code == 201, answer.text
        task: dict[str, Any] = answer.json()
        return task

    def stats(self) -> dict[str, Any]:
        answer = self.get("stats")
        assert answer.status_code == 200, answer.text
        stats: dict[str, Any] = answer.json()
        return stats


class Api:
    """The running API, as strangers see it."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.url = url
        self.client = client
        self._numbers = count(1)

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, **request)

    def login(self, username: str, password: str = PASSWORD) -> httpx.Response:
        return self.call("POST", "auth/login", json={"username": username, "password": password})

    def person(self, username: str | None = None, **profile: Any) -> Person:
        """Register somebody and sign them in."""
        name = username or f"person {next(self._numbers)}"
        answer = self.call("POST", "auth/register", json={"username": name, "password": PASSWORD, **profile})
        assert answer.status_code == 201, answer.text
        sign_in = self.login(name)
        assert sign_in.status_code == 200, sign_in.text
        self.client.cookies.clear()  # people here sign their requests by the header
        return Person(self.client, name, sign_in.json())


@contextmanager
def served(
    factory: ServiceFactory, settings: Mapping[str, str], timers: Sequence[Timer] = ()
) -> Iterator[str]:
    """Serve the API for as long as the block runs, and yield its base URL; no timers run unless told.

    It stops beside the next test: it takes a fifth of a second to notice that it shall.
    """
    with ExitStack() as stack:
        yield stack.enter_context(serving(serve(routes, factory, timers), settings=settings))
        _stopping.submit(stack.pop_all().close)


@pytest.fixture
def storage(
    request: pytest.FixtureRequest,
    credentials: CredentialManager,
    environment: dict[str, str],
    clock: MovableClock,
) -> Iterator[Storage]:
    """The documents of the test, which other instances of the API may share."""
    if request.param == "embedded":
        chosen: Storage = EmbeddedStorage(credentials, clock)
    else:
        account, connected = map(request.getfixturevalue, ("cosmos_account", "cosmos"))
        chosen = CosmosStorage(account, connected, credentials, environment, clock)
    with closing(chosen):
        yield chosen


@pytest.fixture
def store(storage: Storage) -> DocumentStore:
    return storage.open()


@pytest.fixture
def sign_ins_last(environment: dict[str, str]) -> None:
    """Let no token expire, however far the clock is moved; for tests about something else."""
    environment["JWT_EXP_MINUTES"] = "10000000"


class _Services:
    """Stands for the services of whichever test is running: one host serves them all, one after another."""

    def __init__(self) -> None:
        self.factory: ServiceFactory | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.factory, name)


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[str, _Services]]:
    services = _Services()
    with served(cast("ServiceFactory", services), {}) as url:
        yield url, services


@pytest.fixture
def api(running: tuple[str, _Services], factory: ServiceFactory) -> Iterator[Api]:
    url, services = running
    services.factory = factory
    with httpx.Client(base_url=f"{url}/api/", timeout=30, verify=TLS) as client:
        yield Api(url, client)


@pytest.fixture
def ada(api: Api) -> Person:
    return api.person("Ada")


@pytest.fixture
def bob(api: Api) -> Person:
    return api.person("Bob")


@pytest.fixture
def root(api: Api) -> Person:
    """An administrator."""
    return api.person("root")
