"""The stores under test: most tests run with both."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.cosmos.account import CosmosAccount


class SkippedTime:
    """The time of this process without its delays: a delay ends at once, and the clocks include it."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._monotonic, self._time = time.monotonic, time.time

    def sleep(self, seconds: float) -> None:
        self._skipped += seconds

    def monotonic(self) -> float:
        return self._monotonic() + self._skipped

    def time(self) -> float:
        return self._time() + self._skipped


@pytest.fixture
def skipped_delays(monkeypatch: pytest.MonkeyPatch) -> SkippedTime:
    """Skip the delays of the test, such as those between the attempts of a request."""
    skipped = SkippedTime()
    for name in ("sleep", "monotonic", "time"):
        monkeypatch.setattr(time, name, getattr(skipped, name))
    return skipped


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "avanochi.db"


@pytest.fixture
def open_embedded(database_path: Path, clock: MovableClock) -> Iterator[Callable[[], EmbeddedDBService]]:
    """Return a function that opens another store over the same file."""
    opened: list[EmbeddedDBService] = []

    def open_store() -> EmbeddedDBService:
        environment = {"EMBEDDED_DB_PATH": str(database_path)}
        opened.append(EmbeddedDBService(CredentialManager(environment), clock))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def embedded(open_embedded: Callable[[], EmbeddedDBService]) -> EmbeddedDBService:
    return open_embedded()


@pytest.fixture(params=["embedded", pytest.param("cosmos", marks=pytest.mark.cosmos)])
def store(request: pytest.FixtureRequest, clock: MovableClock) -> Iterator[DocumentStore]:
    """Return each of the stores; documents expire by the clock of the test."""
    if request.param == "embedded":
        yield request.getfixturevalue("embedded")
        return
    account: CosmosAccount = request.getfixturevalue("cosmos_account")
    clock.add_follower(account.stop_clock)
    yield request.getfixturevalue("cosmos")
    account.stop_clock(None)


@pytest.fixture
def user() -> str:
    """Return a user id that no other test uses."""
    return f"user-{uuid4()}"
