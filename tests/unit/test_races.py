"""Two processes that change the data of one user at the same time: everything is counted once."""

from collections.abc import Callable, Iterator

import pytest

from shared.credential_manager import CredentialManager
from shared.entities.entity import IfMatch, entity_tag, to_json
from shared.entities.focus_session import FocusSession
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.shutdown import Reflection
from shared.entities.task import Task, TaskChanges
from shared.entities.work_session import WorkSession
from shared.errors import ConflictError, NotFoundError, PreconditionFailedError, ValidationError
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.oracle.recount import check_totals, documents_of, of_type
from tests.unit.racing_store import RacingStore

KEY = IdempotencyKey(key="key", fingerprint="fingerprint")


@pytest.fixture
def store(credentials: CredentialManager, clock: MovableClock) -> Iterator[RacingStore]:
    store = RacingStore(credentials, clock)
    yield store
    store.close()


@pytest.fixture
def other_process(credentials: CredentialManager, clock: MovableClock) -> Iterator[ServiceFactory]:
    """Return the services of another process: they share only the store's file with `factory`."""
    store = EmbeddedDBService(credentials, clock)
    yield ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP_HASHER)
    store.close()


def _create_task(
    factory: ServiceFactory, user_id: str, key: IdempotencyKey | None = None, title: str = "Write the report"
) -> Outcome[Task]:
    with factory.idempotent(key):
        return factory.get_task_service().create_task(user_id, title)


def _clock_in(
    factory: ServiceFactory, user_id: str, key: IdempotencyKey | None = None
) -> Outcome[WorkSession]:
    with factory.idempotent(key):
        return factory.get_work_session_service().start_session(user_id)


def _focus(factory: ServiceFactory, user_id: str, key: IdempotencyKey | None = None) -> Outcome[FocusSession]:
    with factory.idempotent(key):
        return factory.get_focus_session_service().start_session(user_id, 25, SessionType.FOCUS)


def _reflect(factory: ServiceFactory, user_id: str, key: IdempotencyKey | None = None) -> Outcome[Reflection]:
    with factory.idempotent(key):
        return factory.get_shutdown_service().reflect(user_id, ProductivityRating.GOOD)


def _points(store: RacingStore, user_id: str) -> dict[str, int]:
    return {one["id"]: one["delta"] for one in of_type(documents_of(store, user_id), "points_entry")}


def test_event_that_loses_its_race_several_times_is_counted_once(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    task = _create_task(factory, ada).value
    store.rivals = [lambda: _create_task(other_process, ada, title="Something else")] * 4
    store.batches = 0
    assert factory.get_task_service().complete_task(ada, task.id).value.completed
    assert not store.rivals
    assert store.batches == 5
    check_totals(documents_of(store, ada))
    assert factory.get_stats_service().get_user_stats(ada)["completed_tasks"] == 1


def test_work_session_started_twice_at_once_exists_once(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    store.rivals = [lambda: _clock_in(other_process, ada)]
    with pytest.raises(ValidationError, match="Active session already exists"):
        _clock_in(factory, ada)
    assert len(of_type(documents_of(store, ada), "work_session")) == 1


def test_focus_session_started_twice_at_once_exists_once(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    store.rivals = [lambda: _focus(other_process, ada)]
    with pytest.raises(ConflictError, match="Active focus session already exists"):
        _focus(factory, ada)
    assert len(of_type(documents_of(store, ada), "focus_session")) == 1


@pytest.mark.parametrize(
    ("send", "kind"),
    [
        (_create_task, "task"),
        (_clock_in, "work_session"),
        (_focus, "focus_session"),
        (_reflect, "shutdown_reflection"),
    ],
)
def test_same_request_sent_twice_at_once_is_executed_once_and_answered_alike(
    factory: ServiceFactory,
    other_process: ServiceFactory,
    store: RacingStore,
    ada: str,
    send: Callable[[ServiceFactory, str, IdempotencyKey], Outcome[Task]],
    kind: str,
) -> None:
    outcomes: list[Outcome[Task]] = []
    store.rivals = [lambda: outcomes.append(send(other_process, ada, KEY))]
    outcomes.append(send(factory, ada, KEY))
    first, second = outcomes
    assert first.value == second.value
    assert (first.replayed, second.replayed) == (False, True)
    assert len(of_type(documents_of(store, ada), kind)) == 1
    check_totals(documents_of(store, ada))


def test_version_that_becomes_stale_during_the_operation_is_rejected(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    tasks = factory.get_task_service()
    task = _create_task(factory, ada).value
    seen = IfMatch(entity_tag(to_json(task.to_dict())))
    changes = TaskChanges(description="by another process")
    store.rivals = [lambda: other_process.get_task_service().update_task(ada, task.id, changes)]
    with pytest.raises(PreconditionFailedError):
        tasks.complete_task(ada, task.id, if_match=seen)
    assert not tasks.get_task(ada, task.id).completed


def test_task_of_an_account_that_is_deleted_meanwhile_is_not_created(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    store.rivals = [lambda: other_process.get_user_service().delete_user(ada)]
    with pytest.raises(NotFoundError, match="User not found"):
        _create_task(factory, ada)
    assert documents_of(store, ada) == []


@pytest.mark.parametrize("operation", ["start", "start another", "stop", "complete"])
def test_focus_session_of_an_account_that_is_deleted_meanwhile_leaves_no_document(
    factory: ServiceFactory,
    other_process: ServiceFactory,
    store: RacingStore,
    clock: MovableClock,
    ada: str,
    operation: str,
) -> None:
    sessions = factory.get_focus_session_service()
    operations: dict[str, Callable[[str], object]] = {
        "stop": lambda session_id: sessions.stop_session(ada, session_id),
        "complete": lambda session_id: sessions.complete_session(ada, session_id),
    }
    running = None if operation == "start" else _focus(factory, ada).value
    if operation == "start another":
        clock.move(hours=13)  # the running one is forgotten
    store.rivals = [lambda: other_process.get_user_service().delete_user(ada)]
    with pytest.raises(NotFoundError):
        operations[operation](running.id) if operation in operations and running else _focus(factory, ada)
    assert not store.rivals
    assert documents_of(store, ada) == []


def test_forgotten_focus_session_is_replaced_by_one_of_two_new_ones(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, clock: MovableClock, ada: str
) -> None:
    forgotten = _focus(factory, ada).value
    clock.move(hours=13)
    store.rivals = [lambda: _focus(other_process, ada)]
    with pytest.raises(ConflictError):
        _focus(factory, ada)
    found = {one["id"]: one["status"] for one in of_type(documents_of(store, ada), "focus_session")}
    assert found.pop(forgotten.id) == "stopped"
    assert list(found.values()) == ["active"]


@pytest.mark.parametrize("rival", ["complete", "stop", "read after it was forgotten"])
def test_focus_session_that_ends_meanwhile_is_not_completed_again(
    factory: ServiceFactory,
    other_process: ServiceFactory,
    store: RacingStore,
    clock: MovableClock,
    ada: str,
    rival: str,
) -> None:
    session, others = _focus(factory, ada).value, other_process.get_focus_session_service()
    clock.move(minutes=25)

    def read_tomorrow() -> None:
        clock.move(days=1)
        others.get_current_session(ada)

    rivals: dict[str, Callable[[], object]] = {
        "complete": lambda: others.complete_session(ada, session.id),
        "stop": lambda: others.stop_session(ada, session.id),
        "read after it was forgotten": read_tomorrow,
    }
    store.rivals = [rivals[rival]]
    with pytest.raises(NotFoundError, match="Active session not found"):
        factory.get_focus_session_service().complete_session(ada, session.id)
    (stored,) = of_type(documents_of(store, ada), "focus_session")
    assert stored["status"] == (SessionStatus.COMPLETED if rival == "complete" else SessionStatus.STOPPED)
    assert of_type(documents_of(store, ada), "active_focus_session") == []


def test_repeated_completion_of_a_forgotten_focus_session_is_rejected_alike(
    factory: ServiceFactory, store: RacingStore, clock: MovableClock, ada: str
) -> None:
    session, sessions = _focus(factory, ada).value, factory.get_focus_session_service()
    clock.move(hours=13)
    for _ in range(2):
        with pytest.raises(NotFoundError, match="Active session not found"), factory.idempotent(KEY):
            sessions.complete_session(ada, session.id)
    (stored,) = of_type(documents_of(store, ada), "focus_session")
    assert stored["status"] == "stopped"
    assert sessions.get_current_session(ada) is None


def test_two_reflections_at_once_give_the_points_of_one(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    store.rivals = [lambda: _reflect(other_process, ada)]
    _reflect(factory, ada)
    assert _points(store, ada) == {"points:shutdown:2026-03-18": 10, "points:shutdown_streak:2026-03-18": 2}
    assert len(of_type(documents_of(store, ada), "shutdown_reflection")) == 2
    check_totals(documents_of(store, ada))


def test_joining_a_challenge_twice_at_once_joins_once(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    store.rivals = [lambda: other_process.get_challenge_service().join(ada, "task-finisher")]
    with pytest.raises(ValidationError, match="Already participating in this challenge"):
        factory.get_challenge_service().join(ada, "task-finisher")
    shown = {one.id: one for one in factory.get_challenge_service().list_week(ada)}
    assert (shown["task-finisher"].joined_count, shown["task-finisher"].progress) == (1, 0)


def test_leaving_a_challenge_twice_at_once_leaves_once(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    factory.get_challenge_service().join(ada, "task-finisher")
    store.rivals = [lambda: other_process.get_challenge_service().leave(ada, "task-finisher")]
    with pytest.raises(ValidationError, match="Not participating in this challenge"):
        factory.get_challenge_service().leave(ada, "task-finisher")
    assert {one.joined_count for one in factory.get_challenge_service().list_week(ada)} == {0}


def test_two_tasks_completed_at_once_complete_a_challenge_once(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    tasks, others = factory.get_task_service(), other_process.get_task_service()
    factory.get_challenge_service().join(ada, "task-finisher")
    ids = [_create_task(factory, ada).value.id for _ in range(16)]
    for task_id in ids[:14]:
        tasks.complete_task(ada, task_id)
    store.rivals = [lambda: others.complete_task(ada, ids[14])]
    tasks.complete_task(ada, ids[15])
    points = [delta for name, delta in _points(store, ada).items() if "challenge_completed" in name]
    assert points == [75]
    check_totals(documents_of(store, ada))


@pytest.mark.parametrize("earlier", [[], ["no_break"]], ids=["first", "later"])
def test_two_rules_snoozed_at_once_are_both_silent(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str, earlier: list[str]
) -> None:
    signals, others = factory.get_signal_service(), other_process.get_signal_service()
    for rule in earlier:
        signals.snooze(ada, rule, 7)
    store.rivals = [
        lambda: others.snooze(ada, "evenings", 7),
        lambda: others.end_snooze(ada, "no_break"),
    ]
    signals.snooze(ada, "weekends", 7)
    (state,) = of_type(documents_of(store, ada), "assistant")
    assert state["snoozed"].keys() == {"evenings", "weekends"}


def test_rule_of_an_account_that_is_deleted_meanwhile_is_not_snoozed(
    factory: ServiceFactory, other_process: ServiceFactory, store: RacingStore, ada: str
) -> None:
    store.rivals = [lambda: other_process.get_user_service().delete_user(ada)]
    with pytest.raises(NotFoundError, match="User not found"):
        factory.get_signal_service().snooze(ada, "weekends", 7)
    assert documents_of(store, ada) == []
