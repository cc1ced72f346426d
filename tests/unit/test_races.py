"""Two requests of one person at once, in two processes: what counts once is counted once."""

from collections.abc import Callable, Iterator

import pytest

from shared.credential_manager import CredentialManager
from shared.entities.focus_session import FocusSession
from shared.entities.idempotency import IdempotencyKey
from shared.entities.shutdown import Reflection
from shared.errors import ConflictError, NotFoundError, ValidationError
from shared.services.service_factory import ServiceFactory
from shared.views.focus_session import SessionStatus, SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import MovableClock
from tests.unit.household import CHEAP
from tests.unit.racing_store import RacingStore
from tests.unit.recount import check_totals, documents_of, of_type


@pytest.fixture
def racing(credentials: CredentialManager, clock: MovableClock) -> Iterator[RacingStore]:
    store = RacingStore(credentials, clock)
    yield store
    store.close()


@pytest.fixture
def here(credentials: CredentialManager, racing: RacingStore, clock: MovableClock) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=racing, clock=clock, hasher=CHEAP)


@pytest.fixture
def elsewhere(factory: ServiceFactory) -> ServiceFactory:
    """Return the same house in another process: nothing is shared but the store's file."""
    return factory


@pytest.fixture
def ada(here: ServiceFactory) -> str:
    return here.get_auth_service().register("Ada", "correct horse", {}).user_id


def _start(factory: ServiceFactory, user_id: str, retry: IdempotencyKey | None = None) -> FocusSession:
    return factory.get_focus_session_service().start_session(user_id, 25, SessionType.FOCUS, retry=retry)


def _reflect(factory: ServiceFactory, user_id: str, retry: IdempotencyKey | None = None) -> Reflection:
    return factory.get_shutdown_service().reflect(user_id, ProductivityRating.GOOD, {}, retry=retry)


def _points(store: RacingStore, user_id: str) -> dict[str, int]:
    return {one["id"]: one["delta"] for one in of_type(documents_of(store, user_id), "points_entry")}


def test_a_race_for_the_only_focus_session_has_one_winner(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    racing.rivals = [lambda: _start(elsewhere, ada)]
    with pytest.raises(ConflictError, match="Active focus session already exists"):
        _start(here, ada)
    assert len(of_type(documents_of(racing, ada), "focus_session")) == 1


@pytest.mark.parametrize("verb", ["start", "start anew", "stop", "complete"])
def test_a_focus_session_of_an_account_that_is_closed_in_between_leaves_nothing(
    here: ServiceFactory,
    elsewhere: ServiceFactory,
    racing: RacingStore,
    clock: MovableClock,
    ada: str,
    verb: str,
) -> None:
    focus = here.get_focus_session_service()
    events: dict[str, Callable[[str], object]] = {
        "stop": lambda session_id: focus.stop_session(ada, session_id),
        "complete": lambda session_id: focus.complete_session(ada, session_id),
    }
    running = None if verb == "start" else _start(here, ada)
    if verb == "start anew":
        clock.move(hours=13)  # the one before is forgotten
    racing.rivals = [lambda: elsewhere.get_user_service().delete_user(ada)]
    with pytest.raises(NotFoundError):
        events[verb](running.id) if verb in events and running else _start(here, ada)
    assert not racing.rivals
    assert documents_of(racing, ada) == []


def test_a_forgotten_session_is_replaced_by_one_of_two_new_ones(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, clock: MovableClock, ada: str
) -> None:
    forgotten = _start(here, ada)
    clock.move(hours=13)
    racing.rivals = [lambda: _start(elsewhere, ada)]
    with pytest.raises(ConflictError):
        _start(here, ada)
    found = {one["id"]: one["status"] for one in of_type(documents_of(racing, ada), "focus_session")}
    assert found.pop(forgotten.id) == "stopped"
    assert list(found.values()) == ["active"]


@pytest.mark.parametrize("how", ["complete", "stop", "look after it was forgotten"])
def test_a_session_that_was_ended_in_between_is_not_ended_again(
    here: ServiceFactory,
    elsewhere: ServiceFactory,
    racing: RacingStore,
    clock: MovableClock,
    ada: str,
    how: str,
) -> None:
    session, focus = _start(here, ada), elsewhere.get_focus_session_service()
    clock.move(minutes=25)

    def look_tomorrow() -> None:
        clock.move(days=1)
        focus.get_current_session(ada)

    rivals: dict[str, Callable[[], object]] = {
        "complete": lambda: focus.complete_session(ada, session.id),
        "stop": lambda: focus.stop_session(ada, session.id),
        "look after it was forgotten": look_tomorrow,
    }
    racing.rivals = [rivals[how]]
    with pytest.raises(NotFoundError, match="Active session not found"):
        here.get_focus_session_service().complete_session(ada, session.id)
    (stored,) = of_type(documents_of(racing, ada), "focus_session")
    assert stored["status"] == (SessionStatus.COMPLETED if how == "complete" else SessionStatus.STOPPED)
    assert of_type(documents_of(racing, ada), "active_focus_session") == []


def test_two_reflections_at_once_bring_the_points_of_one(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    racing.rivals = [lambda: _reflect(elsewhere, ada)]
    _reflect(here, ada)
    assert _points(racing, ada) == {"points:shutdown:2026-03-18": 10, "points:shutdown_streak:2026-03-18": 2}
    assert len(of_type(documents_of(racing, ada), "shutdown_reflection")) == 2
    check_totals(documents_of(racing, ada))


def test_the_same_reflection_sent_twice_at_once_is_one_with_one_answer(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    answers = []
    racing.rivals = [lambda: answers.append(_reflect(elsewhere, ada, IdempotencyKey("key", "fingerprint")))]
    answers.append(_reflect(here, ada, IdempotencyKey("key", "fingerprint")))
    assert answers[0] == answers[1]
    assert len(of_type(documents_of(racing, ada), "shutdown_reflection")) == 1


def test_the_same_start_sent_twice_at_once_is_one_with_one_answer(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    answers = []
    racing.rivals = [lambda: answers.append(_start(elsewhere, ada, IdempotencyKey("key", "fingerprint")))]
    answers.append(_start(here, ada, IdempotencyKey("key", "fingerprint")))
    assert answers[0] == answers[1]


def test_joining_twice_at_once_is_joining_once(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    racing.rivals = [lambda: elsewhere.get_challenge_service().join(ada, "task-finisher")]
    with pytest.raises(ValidationError, match="Already participating in this challenge"):
        here.get_challenge_service().join(ada, "task-finisher")
    shown = {one.id: one for one in here.get_challenge_service().list_week(ada)}
    assert (shown["task-finisher"].joined_count, shown["task-finisher"].progress) == (1, 0)


def test_leaving_twice_at_once_is_leaving_once(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    here.get_challenge_service().join(ada, "task-finisher")
    racing.rivals = [lambda: elsewhere.get_challenge_service().leave(ada, "task-finisher")]
    with pytest.raises(ValidationError, match="Not participating in this challenge"):
        here.get_challenge_service().leave(ada, "task-finisher")
    assert {one.joined_count for one in here.get_challenge_service().list_week(ada)} == {0}


def test_two_tasks_completed_at_once_complete_a_challenge_once(
    here: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore, ada: str
) -> None:
    tasks, others = here.get_task_service(), elsewhere.get_task_service()
    here.get_challenge_service().join(ada, "task-finisher")
    ids = [tasks.create_task(ada, "Write").id for _ in range(16)]
    for task_id in ids[:14]:
        tasks.complete_task(ada, task_id)
    racing.rivals = [lambda: others.complete_task(ada, ids[14])]
    tasks.complete_task(ada, ids[15])
    given = [points for name, points in _points(racing, ada).items() if "challenge_completed" in name]
    assert given == [75]
    check_totals(documents_of(racing, ada))


def test_a_retry_of_a_completion_that_found_the_session_forgotten_is_answered_alike(
    here: ServiceFactory, racing: RacingStore, clock: MovableClock, ada: str
) -> None:
    session, focus = _start(here, ada), here.get_focus_session_service()
    clock.move(hours=13)
    for _ in range(2):
        with pytest.raises(NotFoundError, match="Active session not found"):
            focus.complete_session(ada, session.id, retry=IdempotencyKey("key", "fingerprint"))
    (stored,) = of_type(documents_of(racing, ada), "focus_session")
    assert stored["status"] == "stopped"
    assert focus.get_current_session(ada) is None
