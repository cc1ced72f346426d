"""An instance of the app, another one on the same store, and one whose store can fail."""

from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.unit.reminders.app import App, Store, UnreliableStore


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[Store]:
    with closing(Store(credentials, clock)) as store:
        yield store


@pytest.fixture
def app(credentials: CredentialManager, store: Store, clock: MovableClock) -> App:
    return App(credentials, store, clock)


@pytest.fixture
def other_app(credentials: CredentialManager, clock: MovableClock) -> Iterator[App]:
    """Another instance on the same documents."""
    with closing(EmbeddedDBService(credentials, clock)) as store:
        yield App(credentials, store, clock)


@pytest.fixture
def unreliable_store(store: Store) -> UnreliableStore:
    return UnreliableStore(store)


@pytest.fixture
def unreliable_app(
    credentials: CredentialManager, unreliable_store: UnreliableStore, clock: MovableClock
) -> App:
    """An instance whose store can fail."""
    return App(credentials, cast("DocumentStore", unreliable_store), clock)


@pytest.fixture
def ada(app: App) -> str:
    return app.register()
