"""Recent activity is consistent even if a session ends between two of its reads."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.actions import drop_copies
from tests.conftest import CHEAP_HASHER, MovableClock


class InterruptedStore:
    """A store that calls `interrupt` before operation number `interrupt_at`."""

    def __init__(self, store: DocumentStore, interrupt: Callable[[], object]) -> None:
        self._store = store
        self._interrupt = interrupt
        self.operations = self.interrupt_at = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def forward(*arguments: object) -> object:
            self.operations += 1
            if self.operations == self.interrupt_at:
                self._interrupt()
            return getattr(self._store, name)(*arguments)

        return forward


def worked(services: ServiceFactory, user_id: str) -> object:
    return services.get_health_service().get_today(user_id)["worked_minutes"]


def meters(services: ServiceFactory, user_id: str) -> object:
    shown = services.get_companion_service().get_companion(user_id)
    return shown["energy"], shown["hydration"], shown["fullness"]


# Reads of the user, the pointer, the days; and of the session, of which earlier pointers have no copy.
@pytest.mark.parametrize(
    ("has_copy", "before"), [(True, 1), (True, 2), (True, 3), *((False, n) for n in range(1, 5))]
)
@pytest.mark.parametrize("read_view", [worked, meters])
def test_session_that_ends_during_the_reads_counts_once(
    factory: ServiceFactory,
    credentials: CredentialManager,
    store: DocumentStore,
    clock: MovableClock,
    ada: str,
    read_view: Callable[[ServiceFactory, str], object],
    before: int,
    *,
    has_copy: bool,
) -> None:
    sessions = factory.get_work_session_service()
    session = sessions.start_session(ada).value
    if not has_copy:
        drop_copies(store, ada)
    clock.move(hours=5)
    expected = read_view(factory, ada)
    interrupted = InterruptedStore(store, lambda: sessions.end_session(ada, session.id))
    reader = ServiceFactory(
        credentials=credentials, store=cast("DocumentStore", interrupted), clock=clock, hasher=CHEAP_HASHER
    )
    interrupted.interrupt_at = before
    assert read_view(reader, ada) == expected
    assert sessions.get_active_session(ada) is None, "the session was not ended"
