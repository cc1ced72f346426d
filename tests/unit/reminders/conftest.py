"""The house as it is, another instance beside it, and one that is cut off from the store when told to."""

from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.unit.reminders.house import Fuse, House, Store


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[Store]:
    with closing(Store(credentials, clock)) as store:
        yield store


@pytest.fixture
def house(credentials: CredentialManager, store: Store, clock: MovableClock) -> House:
    return House(credentials, store, clock)


@pytest.fixture
def elsewhere(credentials: CredentialManager, clock: MovableClock) -> Iterator[House]:
    """Another instance over the same documents."""
    with closing(EmbeddedDBService(credentials, clock)) as store:
        yield House(credentials, store, clock)


@pytest.fixture
def fuse(store: Store) -> Fuse:
    return Fuse(store)


@pytest.fixture
def fragile(credentials: CredentialManager, fuse: Fuse, clock: MovableClock) -> House:
    """An instance whose way to the store breaks when it is told to."""
    return House(credentials, cast("DocumentStore", fuse), clock)


@pytest.fixture
def ada(house: House) -> str:
    return house.register()
