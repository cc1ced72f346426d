"""One batch per operation: all of it is committed or nothing, and at most once per idempotency key."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from shared.credential_manager import CredentialManager
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.task import Task, TaskChanges
from shared.entities.work_session import WorkSession
from shared.errors import (
    DatabaseError,
    DocumentChangedError,
    IdempotencyMismatchError,
    NotFoundError,
    ValidationError,
)
from shared.repos.delivery_repo import DeliveryCheckpointRepository, DeliveryQueue
from shared.repos.idempotency_repo import IdempotencyRepository
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.link_repo import LinkRepository
from shared.repos.reminder_queue import ReminderQueue
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.services.deliveries.deliveries import Deliveries
from shared.services.leaderboard import Leaderboard
from shared.services.service_factory import ServiceFactory
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.store.budget import RequestBudget
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import check_totals, documents_of, of_type
from tests.unit.conftest import failing_store

KEY = IdempotencyKey(key="key", fingerprint="fingerprint")


store = failing_store


def _create_task(factory: ServiceFactory, user_id: str, key: IdempotencyKey | None = None) -> Outcome[Task]:
    with factory.idempotent(key):
        return factory.get_task_service().create_task(user_id, "Write the report")


_OPERATIONS: dict[str, Callable[[ServiceFactory, str], object]] = {
    "create a task": _create_task,
    "create a task with a key": lambda app, ada: _create_task(app, ada, KEY),
    "start a work session": lambda app, ada: app.get_work_session_service().start_session(ada),
    "start a focus session": lambda app, ada: app.get_focus_session_service().start_session(ada, 25),
    "shut the day down": lambda app, ada: app.get_shutdown_service().reflect(ada, ProductivityRating.GOOD),
    "join a challenge": lambda app, ada: app.get_challenge_service().join(ada, "task-finisher"),
    "get the statistics": lambda app, ada: app.get_stats_service().get_user_stats(ada),
    "get the work session": lambda app, ada: app.get_work_session_service().get_active_session(ada),
    "get the focus session": lambda app, ada: app.get_focus_session_service().get_current_session(ada),
    "get the day": lambda app, ada: app.get_summary_service().get_day(ada),
    "get the heatmap": lambda app, ada: app.get_summary_service().get_heatmap(ada, 12),
    "get the shutdown summary": lambda app, ada: app.get_shutdown_service().get_summary(ada),
    "list the achievements": lambda app, ada: app.get_reward_service().list_achievements(ada),
    "list the challenges": lambda app, ada: app.get_challenge_service().list_week(ada),
    "list the leaders": lambda app, ada: app.get_challenge_service().list_leaders(ada),
}


@pytest.mark.parametrize("operation", _OPERATIONS.values(), ids=_OPERATIONS)
def test_operation_on_a_deleted_account_is_rejected_and_writes_nothing(
    factory: ServiceFactory,
    store: FailingStore,
    ada: str,
    operation: Callable[[ServiceFactory, str], object],
) -> None:
    factory.get_user_service().delete_user(ada)
    with pytest.raises(NotFoundError, match="User not found"):
        operation(factory, ada)
    assert documents_of(store, ada) == []


def test_batch_that_fails_is_reported_and_writes_nothing(
    factory: ServiceFactory, store: FailingStore, ada: str
) -> None:
    task = _create_task(factory, ada).value
    session = factory.get_work_session_service().start_session(ada).value
    before = documents_of(store, ada)
    operations = _operations(factory, ada, task, session)
    store.error = DatabaseError("The store's disk is full")
    store.fail("batch")
    for operation in operations:
        with pytest.raises(DatabaseError, match="disk is full") as raised:
            operation()
        assert (raised.value.status, raised.value.retry_after) == (503, 5)
    assert documents_of(store, ada) == before
    store.recover()
    for operation in operations:
        operation()
    check_totals(documents_of(store, ada))


def _operations(
    factory: ServiceFactory, user_id: str, task: Task, session: WorkSession
) -> list[Callable[[], object]]:
    """Return one operation of each kind that commits a batch."""
    tasks, sessions = factory.get_task_service(), factory.get_work_session_service()
    focus, shutdowns = factory.get_focus_session_service(), factory.get_shutdown_service()
    challenges = factory.get_challenge_service()
    return [
        lambda: _create_task(factory, user_id),
        lambda: _create_task(factory, user_id, KEY),
        lambda: tasks.complete_task(user_id, task.id),
        lambda: tasks.update_task(user_id, task.id, TaskChanges(title="Rewrite the report")),
        lambda: tasks.delete_task(user_id, task.id),
        lambda: sessions.end_session(user_id, session.id),
        lambda: focus.start_session(user_id, 25, SessionType.FOCUS),
        lambda: shutdowns.reflect(user_id, ProductivityRating.GREAT),
        lambda: challenges.join(user_id, "task-finisher"),
    ]


def test_idempotency_key_is_forgotten_after_a_day(
    factory: ServiceFactory, clock: MovableClock, ada: str
) -> None:
    first = _create_task(factory, ada, KEY)
    assert not first.replayed
    clock.move(hours=23, minutes=59)
    assert _create_task(factory, ada, KEY) == Outcome(first.value, replayed=True)
    clock.move(minutes=2)
    later = _create_task(factory, ada, KEY)
    assert later.value != first.value
    assert not later.replayed


def test_replayed_answer_is_the_first_one_although_its_entity_has_changed(
    factory: ServiceFactory, store: FailingStore, ada: str
) -> None:
    first = _create_task(factory, ada, KEY).value
    factory.get_task_service().delete_task(ada, first.id)
    assert _create_task(factory, ada, KEY) == Outcome(first, replayed=True)
    assert of_type(documents_of(store, ada), "task") == []


def test_failed_operation_is_not_remembered_under_its_key(factory: ServiceFactory, ada: str) -> None:
    sessions = factory.get_work_session_service()
    with pytest.raises(NotFoundError), factory.idempotent(KEY):
        sessions.end_active_session(ada)
    started = sessions.start_session(ada).value
    with factory.idempotent(KEY):
        outcome = sessions.end_active_session(ada)
    assert (outcome.value.id, outcome.replayed) == (started.id, False)


def test_idempotency_key_is_scoped_to_its_context_and_its_user(
    factory: ServiceFactory, store: FailingStore, ada: str
) -> None:
    bob = factory.get_auth_service().register("Bob", "correct horse").user_id
    with factory.idempotent(KEY):
        without = _create_task(factory, ada, None)
        first = factory.get_task_service().create_task(ada, "Write the report")
    again = _create_task(factory, ada, KEY)
    others = _create_task(factory, bob, KEY)
    after = factory.get_task_service().create_task(ada, "Write the report")
    assert (first.replayed, again.replayed) == (False, True)
    assert not any(one.replayed for one in (without, others, after))
    assert len(of_type(documents_of(store, ada), "task")) == 3


def test_second_operation_of_a_request_with_a_key_fails_instead_of_getting_the_first_answer(
    factory: ServiceFactory, store: FailingStore, ada: str
) -> None:
    tasks, health = factory.get_task_service(), factory.get_health_service()
    with factory.idempotent(KEY):
        tasks.create_task(ada, "Write the report")
        before = documents_of(store, ada)
        with pytest.raises(RuntimeError, match="taken by another operation"):
            tasks.create_task(ada, "Read the report")
        with pytest.raises(RuntimeError, match="taken by another operation"):
            health.drink(ada, 250)
    assert documents_of(store, ada) == before


def test_operation_that_is_no_post_leaves_no_record_of_the_key(
    factory: ServiceFactory, store: FailingStore, ada: str
) -> None:
    task, tasks = _create_task(factory, ada).value, factory.get_task_service()
    with factory.idempotent(KEY):
        tasks.complete_task(ada, task.id)
        tasks.reopen_task(ada, task.id)
        tasks.delete_task(ada, task.id)
    assert of_type(documents_of(store, ada), "first_answer") == []


@pytest.fixture
def transactions(store: FailingStore, clock: MovableClock, credentials: CredentialManager) -> Transactions:
    users, lifetime_totals = UserRepository(store), LifetimeTotalsRepository(store)
    return Transactions(
        store=store,
        clock=clock,
        users=users,
        lifetime_totals=lifetime_totals,
        daily_totals=DailyTotalsRepository(store),
        records=IdempotencyRepository(store),
        leaderboard=Leaderboard(
            credentials=credentials,
            users=users,
            lifetime_totals=lifetime_totals,
            entries=LeaderboardRepository(store),
            members=ChallengeMemberRepository(store),
        ),
        reminders=ReminderQueue(store),
        deliveries=Deliveries(
            queue=DeliveryQueue(store),
            checkpoints=DeliveryCheckpointRepository(store),
            links=LinkRepository(store),
            clock=clock,
        ),
        credentials=credentials,
    )


def _task(user_id: str, unit: UnitOfWork) -> Task:
    return Task(
        id="unfinished", user_id=user_id, title="Unfinished", created_at=unit.now, updated_at=unit.now
    )


def test_raising_operation_whose_key_was_answered_meanwhile_replays_and_commits_nothing(
    factory: ServiceFactory, store: FailingStore, transactions: Transactions, ada: str
) -> None:
    answered: list[Task] = []

    def work(unit: UnitOfWork) -> Task:
        unit.create(_task(ada, unit))
        answered.append(_create_task(factory, ada, KEY).value)  # as another process would
        before.extend(documents_of(store, ada))
        raise ValidationError("The task exists")

    before: list[dict[str, object]] = []
    with factory.idempotent(KEY):
        outcome = transactions.run(ada, work, entity=Task)
    assert outcome == Outcome(answered[0], replayed=True)
    assert len(answered) == 1
    assert documents_of(store, ada) == before


@pytest.mark.parametrize("key", [None, KEY], ids=["without a key", "with a key"])
def test_raising_operation_commits_nothing_of_what_it_has_written(
    factory: ServiceFactory,
    store: FailingStore,
    transactions: Transactions,
    ada: str,
    key: IdempotencyKey | None,
) -> None:
    def work(unit: UnitOfWork) -> Task:
        unit.create(_task(ada, unit))
        raise ValidationError("The task is not wanted")

    before = documents_of(store, ada)
    with pytest.raises(ValidationError, match="not wanted"), factory.idempotent(key):
        transactions.run(ada, work, entity=Task)
    assert documents_of(store, ada) == before


def test_raising_operation_whose_key_was_used_meanwhile_for_another_request_is_rejected(
    factory: ServiceFactory, store: FailingStore, transactions: Transactions, ada: str
) -> None:
    def work(unit: UnitOfWork) -> Task:
        unit.create(_task(ada, unit))
        _create_task(factory, ada, IdempotencyKey(key=KEY.key, fingerprint="other"))
        raise ValidationError("The task exists")

    with pytest.raises(IdempotencyMismatchError), factory.idempotent(KEY):
        transactions.run(ada, work, entity=Task)
    assert [task["title"] for task in of_type(documents_of(store, ada), "task")] == ["Write the report"]


def test_attempt_after_a_lost_race_starts_without_the_writes_of_the_one_before(
    store: FailingStore, transactions: Transactions, ada: str
) -> None:
    attempts: list[UnitOfWork] = []

    def work(unit: UnitOfWork) -> None:
        attempts.append(unit)
        if len(attempts) == 1:
            unit.create(_task(ada, unit))
            raise DocumentChangedError("lost")

    transactions.commit(ada, work)
    assert len(attempts) == 2
    assert attempts[0].now == attempts[1].now
    assert of_type(documents_of(store, ada), "task") == []


def test_commit_waits_only_so_long_for_another_one_of_its_user_that_does_not_end(
    store: FailingStore, transactions: Transactions, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.services.transactions._MAX_LOCK_SECONDS", 0.1)

    def create_other(unit: UnitOfWork) -> None:
        unit.create(replace(_task(ada, unit), id="other"))

    def create_beside(unit: UnitOfWork) -> None:
        begun = time.perf_counter()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(transactions.commit, ada, create_other).result()
        assert 0.09 < time.perf_counter() - begun < 2
        unit.create(_task(ada, unit))

    transactions.commit(ada, create_beside)
    assert len(of_type(documents_of(store, ada), "task")) == 2


def test_commit_that_waits_for_another_one_of_its_user_leaves_half_of_its_time_for_the_store(
    transactions: Transactions, ada: str
) -> None:
    def remaining(_: UnitOfWork) -> float:
        budget = RequestBudget.current()
        assert budget is not None
        return budget.remaining

    def commit_in_time() -> float:
        with RequestBudget(0.2):
            return transactions.commit(ada, remaining)

    def commit_beside(_: UnitOfWork) -> None:
        with ThreadPoolExecutor(1) as pool:
            assert 0.05 < pool.submit(commit_in_time).result() <= 0.1

    transactions.commit(ada, commit_beside)


def test_concurrent_commits_of_a_user_lose_no_races_on_a_slow_store(
    store: FailingStore, transactions: Transactions, ada: str
) -> None:
    def create(number: int) -> None:
        transactions.commit(ada, lambda unit: unit.create(replace(_task(ada, unit), id=f"task-{number}")))

    store.counts.clear()
    store.counted = lambda: time.sleep(0.005)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(create, range(20)))
    store.counted = lambda: None
    assert store.counts["batch"] == 20
    assert len(of_type(documents_of(store, ada), "task")) == 20
