"""Fixtures shared by all tests: real services over a real store, with a movable clock."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
import pytest
from httpx._transports import default as httpx_transports
from hypothesis import HealthCheck, settings

from local_host.server import stay_on_one_core
from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from shared.store.query import Query
from shared.store.sqlite import connection, reserve
from shared.store.sqlite.database import EmbeddedDBService
from tests.hashing import cheap_hasher

pytest_plugins = ["tests.selection", "tests.cosmos.plugin", "tests.cosmos.exercised", "tests.web.plugin"]

# The same cases in every run, without deadlines that a slow machine would miss.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

UNLIMITED = {"RATE_LIMITS": "off", "CONCURRENCY_PER_USER": "0", "QUOTA_EVENTS_PER_DAY": "1000000"}
"""Settings with which no request is refused for being one of many, for tests of other things."""
CLAIM_SECRET = "the secret that claims the role of administrator"

_PRODUCT_PRAGMAS = connection._PRAGMAS  # noqa: SLF001 - see `pytest_configure`

_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder in it that only this user can open
_ENOUGH_MEMORY = 4 * 1024**3  # bytes; containers often have a thousandth of it

CHEAP_HASHER = cheap_hasher()


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment of servers that tests start, and pin one xdist worker to each core.

    Like the host, a worker serves the API on threads of its own process. Further workers use the cores whose
    worker waits. The stores of the tests keep no reserve: thousands of files of 8 MB would fill the disk.
    They do not sync their files, except with `synced_stores`: a sync takes milliseconds. Temporary folders
    are in memory if there is enough of it: on a disk, creating and deleting a store takes up to 30 ms.
    All clients of httpx share one TLS context: each new one loads every certificate, which takes 20 ms.
    """
    os.environ.update(UNLIMITED)
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH_MEMORY:
        tempfile.tempdir = str(_MEMORY)
    reserve.RESERVE_BYTES = 0
    never_synced = (*_PRODUCT_PRAGMAS, "PRAGMA synchronous = OFF")
    connection._PRAGMAS = never_synced  # type: ignore[assignment]  # noqa: SLF001 - no setting does this
    httpx_transports.create_ssl_context = cache(httpx.create_ssl_context)  # type: ignore[attr-defined]
    worker = getattr(config, "workerinput", None)
    if worker is not None and sys.platform == "linux":
        number = int(worker["workerid"].removeprefix("gw"))
        if number < len(os.sched_getaffinity(0)):
            stay_on_one_core(number)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage while the tests are collected: there is none, and it takes a third of the time.

    What they consist of is never garbage, so later collections skip it; they are also less frequent.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)  # objects, not 700
        gc.enable()


class MovableClock(Clock):
    """A clock that changes only when a test moves it."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)  # a Wednesday
        self._followers: list[Callable[[datetime], None]] = []

    def now(self) -> datetime:
        return self._now

    def move(self, **step: float) -> None:
        """Advance the clock; `step` holds the keyword arguments of a `timedelta`."""
        self.set(self._now + timedelta(**step))

    def set(self, moment: datetime) -> None:
        """Set the clock to a moment."""
        self._now = moment
        for follow in self._followers:
            follow(moment)

    def add_follower(self, follow: Callable[[datetime], None]) -> None:
        """Call `follow` with the time, now and after each change."""
        self._followers.append(follow)
        follow(self._now)


@pytest.fixture
def synced_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync the files of embedded stores, as the product does."""
    monkeypatch.setattr(connection, "_PRAGMAS", _PRODUCT_PRAGMAS)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def environment() -> dict[str, str]:
    """The app's settings; a test may change them before the app first reads them."""
    return {
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
        "JWT_SECRET": "a secret for the lifetime of one test",
        "ADMIN_USERNAMES": "Root, ",
        "ADMIN_CLAIM_SECRET": CLAIM_SECRET,
        "ALLOWED_ORIGINS": "https://app.example.com",
        "PYTHON_THREADPOOL_THREAD_COUNT": "128",  # a quarter of them may wait to hash a password
        **UNLIMITED,
        "WEBSITE_INSTANCE_ID": "test",  # so that `X-Forwarded-For` ends with the client's address
    }


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an embedded store without documents: copying it is faster than creating another one."""
    credentials = CredentialManager({}, root=tmp_path_factory.mktemp("empty"))
    with closing(EmbeddedDBService(credentials)) as store:
        store.count(Query(None), "open the file")
    return credentials.get_embedded_database_path()


@pytest.fixture
def credentials(environment: dict[str, str], tmp_path: Path, empty_database: Path) -> CredentialManager:
    """The settings of an app whose embedded store exists, and has no documents."""
    path = CredentialManager({}, root=tmp_path).get_embedded_database_path()
    path.parent.mkdir(exist_ok=True)
    shutil.copy(empty_database, path)
    return CredentialManager(environment, root=tmp_path)


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[EmbeddedDBService]:
    embedded = EmbeddedDBService(credentials, clock)
    yield embedded
    embedded.close()


@pytest.fixture
def factory(credentials: CredentialManager, store: DocumentStore, clock: MovableClock) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
