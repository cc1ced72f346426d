"""Lost races are retried, with pauses and for a limited time."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from shared.credential_manager import CredentialManager
from shared.entities.idempotency import IdempotencyKey
from shared.entities.sign_in import UsernameReservation
from shared.entities.user import UserChanges
from shared.errors import (
    DatabaseError,
    DocumentChangedError,
    LostRaceError,
    NotFoundError,
    UnauthenticatedError,
    ValidationError,
)
from shared.repos.conflicts import retry_on_conflict
from shared.repos.keys import ACCOUNT_INDEX, failed_logins_partition, username_partition
from shared.repos.stored_forms import to_stored
from shared.services.pseudonyms import Pseudonyms
from shared.services.service_factory import ServiceFactory
from shared.store.budget import RequestBudget
from shared.store.contract import Document
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of
from tests.unit.racing_store import ContendedStore

PASSWORD = "correct horse"
KEY = IdempotencyKey(key="key", fingerprint="fingerprint")


class FakeTime:
    """The monotonic time, which passes only by sleeping."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.passed += seconds


@pytest.fixture
def fake_time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr("shared.repos.conflicts.time", fake)
    monkeypatch.setattr("shared.store.budget.time", fake)
    return fake


class Attempts:
    """An operation that raises an error in its first `failures` attempts, and returns 42 in the next."""

    def __init__(self, error: Exception, failures: float = float("inf")) -> None:
        self._error = error
        self._failures = failures
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        if self.count <= self._failures:
            raise self._error
        return 42


@pytest.mark.parametrize("error", [LostRaceError, *LostRaceError.__subclasses__()])
def test_lost_race_is_retried_after_growing_pauses_until_an_attempt_succeeds(
    fake_time: FakeTime, error: type[DatabaseError]
) -> None:
    attempt = Attempts(error("lost"), failures=10)
    assert retry_on_conflict(attempt) == 42
    assert attempt.count == 11
    assert len(fake_time.pauses) == 10
    longest = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.05, 0.05, 0.05, 0.05)
    assert all(0 <= pause <= limit for pause, limit in zip(fake_time.pauses, longest, strict=True))
    assert len(set(fake_time.pauses)) > 1


def test_successful_attempt_is_made_once_without_a_pause(fake_time: FakeTime) -> None:
    attempt = Attempts(DocumentChangedError("lost"), failures=0)
    assert retry_on_conflict(attempt) == 42
    assert (attempt.count, fake_time.pauses) == (1, [])


@pytest.mark.parametrize(
    "error", [DatabaseError("unreachable"), NotFoundError("none"), ValidationError("wrong"), OSError("other")]
)
def test_other_error_is_raised_at_once(fake_time: FakeTime, error: Exception) -> None:
    attempt = Attempts(error)
    with pytest.raises(type(error)) as raised:
        retry_on_conflict(attempt)
    assert raised.value is error
    assert (attempt.count, fake_time.pauses) == (1, [])


@pytest.mark.parametrize("error", [LostRaceError, *LostRaceError.__subclasses__()])
def test_retrying_ends_after_eight_seconds_with_a_database_error(
    fake_time: FakeTime, error: type[DatabaseError]
) -> None:
    lost = error("lost")
    _assert_too_many_changes(lambda: retry_on_conflict(Attempts(lost)))
    assert 8 <= fake_time.passed <= 8.05


@pytest.mark.parametrize(("seconds", "passed"), [(2.0, 2.0), (20.0, 8.0)])
def test_retrying_ends_with_the_request_budget_if_that_ends_earlier(
    fake_time: FakeTime, seconds: float, passed: float
) -> None:
    with RequestBudget(seconds):
        _assert_too_many_changes(lambda: retry_on_conflict(Attempts(DocumentChangedError("lost"))))
    assert passed <= fake_time.passed <= passed + 0.05


def test_exhausted_budget_still_allows_one_attempt(fake_time: FakeTime) -> None:
    with RequestBudget(1.0):
        fake_time.sleep(1.5)
        assert retry_on_conflict(Attempts(DocumentChangedError("lost"), failures=0)) == 42
        attempt = Attempts(DocumentChangedError("lost"))
        _assert_too_many_changes(lambda: retry_on_conflict(attempt))
    assert attempt.count == 1


def _assert_too_many_changes(operation: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=r"^Too many changes at once: nothing was written$") as raised:
        operation()
    assert not isinstance(raised.value, LostRaceError)  # an outer retry does not begin again
    assert isinstance(raised.value.__cause__, LostRaceError)
    assert (raised.value.status, raised.value.code, raised.value.retry_after) == (503, "store_unavailable", 5)


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[ContendedStore]:
    store = ContendedStore(credentials, clock)
    yield store
    store.contended = False
    store.close()


@dataclass(frozen=True)
class Account:
    """A registered user, who has signed in, has one failed sign-in, and has a task."""

    factory: ServiceFactory
    user_id: str
    token: str
    task_id: str

    def set_password(self) -> None:
        self.factory.get_auth_service().set_password(self.user_id, "battery staple")

    def fail_to_sign_in(self, username: str = "Ada") -> None:
        with self.factory.request_from("192.0.2.1", ""), suppress(UnauthenticatedError):
            self.factory.get_auth_service().login(username, "wrong password")

    def sign_out(self) -> None:
        auth = self.factory.get_auth_service()
        auth.logout(auth.authenticate({"authorization": f"Bearer {self.token}"}))

    def register(self, username: str) -> None:
        self.factory.get_auth_service().register(username, PASSWORD)

    def update(self, changes: UserChanges) -> None:
        self.factory.get_user_service().update_user(self.user_id, changes)

    def complete_onboarding(self) -> None:
        changes = UserChanges(preferences={"focus_goal_minutes": 60})
        self.factory.get_user_service().complete_onboarding(self.user_id, changes)

    def create_user(self) -> None:
        with self.factory.idempotent(KEY):
            self.factory.get_user_service().create_user("Bob", administrator_id=self.user_id)

    def close(self) -> None:
        self.factory.get_user_service().delete_user(self.user_id)

    def create_task(self, key: IdempotencyKey | None = None) -> None:
        with self.factory.idempotent(key):
            self.factory.get_task_service().create_task(self.user_id, "Write the report")

    def complete_task(self) -> None:
        self.factory.get_task_service().complete_task(self.user_id, self.task_id)


@pytest.fixture
def ada(factory: ServiceFactory) -> Account:
    auth = factory.get_auth_service()
    user_id = auth.register("Ada", PASSWORD).user_id
    token = auth.login("Ada", PASSWORD).token
    task = factory.get_task_service().create_task(user_id, "Write the letter").value
    account = Account(factory, user_id, token, task.id)
    account.fail_to_sign_in()
    return account


@pytest.mark.usefixtures("fake_time")
@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(Account.set_password, id="set a password"),
        pytest.param(lambda ada: ada.fail_to_sign_in("Eve"), id="record a first failed sign-in"),
        pytest.param(Account.fail_to_sign_in, id="record another failed sign-in"),
        pytest.param(Account.sign_out, id="sign out"),
        pytest.param(lambda ada: ada.register("Bob"), id="reserve a free username"),
        pytest.param(lambda ada: ada.register("Zoe"), id="reserve an expired username"),
        pytest.param(lambda ada: ada.update(UserChanges(username="Countess")), id="rename a user"),
        pytest.param(lambda ada: ada.update(UserChanges(full_name="Ada Lovelace")), id="update a user"),
        pytest.param(Account.complete_onboarding, id="complete onboarding"),
        pytest.param(Account.create_user, id="create a user with a key"),
        pytest.param(Account.close, id="close an account"),
        pytest.param(Account.create_task, id="create a task"),
        pytest.param(lambda ada: ada.create_task(KEY), id="create a task with a key"),
        pytest.param(Account.complete_task, id="complete a task"),
    ],
)
def test_operation_that_loses_every_race_ends_with_a_database_error_and_writes_nothing(
    store: ContendedStore,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    ada: Account,
    operation: Callable[[Account], object],
) -> None:
    monkeypatch.setattr("shared.repos.conflicts._MAX_SECONDS", 0.1)
    expired = clock.now() - 2 * UsernameReservation.GRACE
    store.create(to_stored(UsernameReservation(username="Zoe", owner_id="zoe", reserved_at=expired)))
    before = _stored(store, ada)
    store.contended = True
    _assert_too_many_changes(lambda: operation(ada))
    assert store.lost > 1
    assert _stored(store, ada) == before
    store.contended = False
    operation(ada)
    assert _stored(store, ada) != before


def _stored(store: ContendedStore, account: Account) -> list[Document]:
    """Return the documents of all partitions that these operations write to, without their versions."""
    usernames = map(username_partition, ("Ada", "Bob", "Countess", "Eve", "Zoe"))
    subjects = (("address", "192.0.2.1"), ("name", "ada"), ("name", "eve"))
    pseudonyms = account.factory.get(Pseudonyms)
    failures = [failed_logins_partition(pseudonyms.hash(*subject)) for subject in subjects]
    return [
        {name: value for name, value in document.items() if name != "_etag"}
        for partition in (account.user_id, ACCOUNT_INDEX, *usernames, *failures)
        for document in documents_of(store, partition)
    ]
