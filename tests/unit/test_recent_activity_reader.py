"""What is read of a life holds together, whatever happens between one thing that is read and the next."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from shared.credential_manager import CredentialManager
from shared.entities.user import User
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.conftest import MovableClock
from tests.unit.household import CHEAP


class Interruption:
    """A way to a store on which, before operation `at`, something happens."""

    def __init__(self, store: DocumentStore, happen: Callable[[], object]) -> None:
        self._store = store
        self._happen = happen
        self.done = self.at = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def pass_on(*arguments: object) -> object:
            self.done += 1
            if self.done == self.at:
                self._happen()
            return getattr(self._store, name)(*arguments)

        return pass_on


@pytest.fixture
def ada(factory: ServiceFactory) -> User:
    return factory.get_auth_service().register("Ada", "correct horse", {})


def worked(services: ServiceFactory, user_id: str) -> object:
    return services.get_health_service().get_today(user_id)["worked_minutes"]


def meters(services: ServiceFactory, user_id: str) -> object:
    shown = services.get_companion_service().get_companion(user_id)
    return shown["energy"], shown["hydration"], shown["fullness"]


@pytest.mark.parametrize("before", range(1, 5))  # the user, the pointer, the session, the days
@pytest.mark.parametrize("look", [worked, meters])
def test_a_session_that_ends_while_a_life_is_read_counts_once(
    factory: ServiceFactory,
    credentials: CredentialManager,
    store: DocumentStore,
    clock: MovableClock,
    ada: User,
    look: Callable[[ServiceFactory, str], object],
    before: int,
) -> None:
    sessions = factory.get_work_session_service()
    session = sessions.start_session(ada.user_id)
    clock.move(hours=5)
    expected = look(factory, ada.user_id)
    interrupted = Interruption(store, lambda: sessions.end_session(ada.user_id, session.id))
    reader = ServiceFactory(
        credentials=credentials, store=cast("DocumentStore", interrupted), clock=clock, hasher=CHEAP
    )
    interrupted.at = before
    assert look(reader, ada.user_id) == expected
    assert sessions.get_active_session(ada.user_id) is None, "it has not happened"
