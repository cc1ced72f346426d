"""Sign-ins that lose a race against another process: they succeed, and keep what the other has written."""

from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher

from shared.credential_manager import CredentialManager
from shared.entities.user import UserChanges
from shared.errors import UnauthenticatedError
from shared.repos.auth_repo import AuthRepository
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.conftest import MovableClock
from tests.unit.racing_store import RacingStore

PASSWORD = "correct horse"


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[RacingStore]:
    store = RacingStore(credentials, clock)
    yield store
    store.close()


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    return factory.get_auth_service().register("Ada", PASSWORD).user_id


class RivalledHasher(PasswordHasher):
    """Hashes with other parameters than the usual ones, and calls `rival` once while it does."""

    def __init__(self, rival: Callable[[], object]) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1, hash_len=24)
        self.rivals = [rival]

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        if self.rivals:
            self.rivals.pop()()
        return super().hash(password, salt=salt)


def test_profile_changed_while_a_hash_is_renewed_is_kept_and_the_next_login_renews_the_hash(
    factory: ServiceFactory,
    credentials: CredentialManager,
    store: DocumentStore,
    clock: MovableClock,
    ada: str,
) -> None:
    users = factory.get_user_service()
    hasher = RivalledHasher(lambda: users.update_user(ada, UserChanges(full_name="Ada King")))
    renewing = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)
    before = users.get_user(ada).password_hash
    assert renewing.get_auth_service().login("Ada", PASSWORD).user_id == ada
    assert not hasher.rivals
    assert users.get_user(ada).password_hash == before
    assert renewing.get_auth_service().login("Ada", PASSWORD).user_id == ada
    assert users.get_user(ada).password_hash != before
    assert users.get_user(ada).full_name == "Ada King"


def test_failure_recorded_while_a_login_forgets_earlier_ones_is_kept(
    factory: ServiceFactory, store: RacingStore, ada: str
) -> None:
    sign_ins = factory.get_auth_service()

    def fail() -> None:
        with pytest.raises(UnauthenticatedError):
            sign_ins.login("Ada", "wrong horse")

    fail()
    store.rivals = [fail]
    assert sign_ins.login("Ada", PASSWORD).user_id == ada
    assert not store.rivals
    assert len(factory.get(AuthRepository).get_failures("Ada").at) == 2
    assert sign_ins.login("Ada", PASSWORD).user_id == ada
    assert factory.get(AuthRepository).get_failures("Ada").at == ()
