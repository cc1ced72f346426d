"""Sign-ins that lose a race against another process: they succeed, and keep what the other has written."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from argon2 import PasswordHasher

from shared.credential_manager import CredentialManager
from shared.entities.user import UserChanges
from shared.errors import UnauthenticatedError
from shared.repos.auth_repo import AuthRepository
from shared.repos.partition_repo import PartitionRepository
from shared.services.pseudonyms import Pseudonyms
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


class VerifyingHasher(RivalledHasher):
    """Calls `rival` once after it has verified a password."""

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        verified = super().verify(hash, password)
        self.rivals.pop()()
        return verified


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


def test_two_sign_ins_that_renew_the_hash_at_the_same_time_both_succeed(
    credentials: CredentialManager, store: DocumentStore, clock: MovableClock, ada: str
) -> None:
    def login(hasher: RivalledHasher) -> None:
        renewing = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)
        assert renewing.get_auth_service().login("Ada", PASSWORD).user_id == ada

    other = RivalledHasher(lambda: None)
    hasher = RivalledHasher(lambda: login(other))
    login(hasher)
    assert (hasher.rivals, other.rivals) == ([], [])


def test_password_changed_while_a_sign_in_renews_the_hash_refuses_the_sign_in(
    factory: ServiceFactory,
    credentials: CredentialManager,
    store: DocumentStore,
    clock: MovableClock,
    ada: str,
) -> None:
    hasher = RivalledHasher(lambda: factory.get_auth_service().set_password(ada, "another horse"))
    renewing = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)
    with pytest.raises(UnauthenticatedError):
        renewing.get_auth_service().login("Ada", PASSWORD)
    assert not hasher.rivals


def test_failure_recorded_while_a_login_forgets_earlier_ones_is_kept(
    factory: ServiceFactory, store: RacingStore, ada: str
) -> None:
    sign_ins = factory.get_auth_service()

    def fail() -> None:
        with factory.request_from("192.0.2.1", ""), pytest.raises(UnauthenticatedError):
            sign_ins.login("Ada", "wrong horse")

    def succeed() -> None:
        with factory.request_from("192.0.2.1", ""):
            assert sign_ins.login("Ada", PASSWORD).user_id == ada

    subject = factory.get(Pseudonyms).hash("name", "ada")
    fail()
    store.rivals = [fail]
    succeed()
    assert not store.rivals
    assert len(factory.get(AuthRepository).get_failures(subject).failures) == 2
    succeed()
    assert factory.get(AuthRepository).get_failures(subject).failures == ()


def test_sign_in_to_an_account_that_is_closed_at_the_same_time_stores_nothing(
    factory: ServiceFactory,
    credentials: CredentialManager,
    store: RacingStore,
    clock: MovableClock,
    ada: str,
) -> None:
    hasher = VerifyingHasher(lambda: factory.get_user_service().delete_user(ada))
    verifying = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)
    with factory.request_from("192.0.2.1", ""), pytest.raises(UnauthenticatedError):
        verifying.get_auth_service().login("Ada", PASSWORD)
    assert not hasher.rivals
    assert list(factory.get(PartitionRepository).list_documents(ada)) == []
