"""Fixtures shared by the unit tests."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.failing_store import FailingStore


@pytest.fixture
def failing_store(credentials: CredentialManager, clock: MovableClock) -> Iterator[FailingStore]:
    """The embedded store, which can fail; a test module uses it by `store = failing_store`."""
    with closing(EmbeddedDBService(credentials, clock)) as embedded:
        yield FailingStore(embedded)


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    """The id of a registered user."""
    return factory.get_auth_service().register("Ada", "correct horse").user_id
