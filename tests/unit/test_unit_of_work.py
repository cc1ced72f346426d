"""Deeds and their rewards are one commit: whatever happens in whatever order, the totals are true."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from shared.credential_manager import CredentialManager
from shared.entities.entity import IfMatch, entity_tag, to_json
from shared.entities.idempotency import IdempotencyKey, IdempotencyRecord
from shared.entities.page import PageRequest
from shared.entities.task import Task
from shared.entities.task_filter import TaskFilter
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.errors import (
    AvanochiError,
    DatabaseError,
    IdempotencyMismatchError,
    NotFoundError,
    PreconditionFailedError,
    ValidationError,
)
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Operation
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.focus_session import SessionType
from shared.views.shutdown import ProductivityRating
from tests.conftest import MovableClock
from tests.unit.household import CHEAP, Household, pick, thoroughly
from tests.unit.racing_store import RacingStore
from tests.unit.recount import (
    check_totals,
    documents_of,
    naive_longest,
    naive_streak,
    naive_totals,
    of_type,
    seconds_by_day,
)


@dataclass
class Sent:
    """A request that carried a key: what was asked, when, and what was answered."""

    retry: IdempotencyKey
    repeat: Callable[[IdempotencyKey], Task | WorkSession]
    at: datetime
    answer: Task | WorkSession


class RecentActivity(Household):
    """A person plans, does, undoes, repeats, travels and lives on; the model knows what must come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.completed_on: dict[str, date | None] = {}
        self.running: tuple[str, datetime] | None = None
        self.seconds: dict[str, int] = {}
        self.sent: list[Sent] = []

    def choose(self, number: int, *, completed: bool | None = None) -> str | None:
        ids = [
            task_id
            for task_id, on in self.completed_on.items()
            if completed is None or (on is not None) is completed
        ]
        return ids[number % len(ids)] if ids else None

    def retry(self) -> IdempotencyKey:
        return IdempotencyKey.of(f"{self.user_id}:{len(self.sent)}", "POST", "tasks", b"")

    def note(
        self,
        retry: IdempotencyKey,
        repeat: Callable[[IdempotencyKey], Task | WorkSession],
        answer: Task | WorkSession,
    ) -> None:
        assert not retry.replayed
        self.sent.append(Sent(retry, repeat, self.clock.now(), answer))

    @rule(title=st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), repeatable=st.booleans())
    def plan(self, title: str, repeatable: bool) -> None:  # noqa: FBT001 - drawn, not passed
        retry = self.retry() if repeatable else None
        task = self.tasks.create_task(self.user_id, title, retry=retry)
        self.completed_on[task.id] = None
        if retry is not None:
            self.note(retry, lambda again: self.tasks.create_task(self.user_id, title, retry=again), task)

    @rule(number=pick)
    def complete(self, number: int) -> None:
        task_id = self.choose(number)
        if task_id is not None:
            self.tasks.complete_task(self.user_id, task_id)
            self.completed_on[task_id] = self.completed_on[task_id] or self.today

    @rule(number=pick)
    def reopen(self, number: int) -> None:
        task_id = self.choose(number)
        if task_id is not None:
            self.tasks.reopen_task(self.user_id, task_id)
            self.completed_on[task_id] = None

    @rule(number=pick, completed=st.sampled_from((None, False, True)))
    def edit(self, number: int, completed: bool | None) -> None:  # noqa: FBT001 - drawn, not passed
        task_id = self.choose(number)
        if task_id is not None:
            changes = {"description": f"edition {number}", "due_date": self.today}
            self.tasks.update_task(self.user_id, task_id, changes, completed=completed)
            if completed is not None:
                self.completed_on[task_id] = (self.completed_on[task_id] or self.today) if completed else None

    @rule(number=pick)
    def delete(self, number: int) -> None:
        task_id = self.choose(number)
        if task_id is not None:
            self.tasks.delete_task(self.user_id, task_id)
            del self.completed_on[task_id]

    @rule(repeatable=st.booleans())
    def clock_in(self, repeatable: bool) -> None:  # noqa: FBT001 - drawn, not passed
        retry = self.retry() if repeatable else None
        if self.running is not None:
            with pytest.raises(ValidationError, match="Active session already exists"):
                self.sessions.start_session(self.user_id, retry=retry)
            return
        session = self.sessions.start_session(self.user_id, retry=retry)
        self.running = (session.id, self.clock.now())
        if retry is not None:
            self.note(retry, lambda again: self.sessions.start_session(self.user_id, retry=again), session)

    @rule(repeatable=st.booleans(), by_id=st.booleans())
    def clock_out(self, repeatable: bool, by_id: bool) -> None:  # noqa: FBT001 - drawn, not passed
        retry = self.retry() if repeatable else None
        if self.running is None:
            with pytest.raises(NotFoundError):
                self.sessions.end_active_session(self.user_id, retry=retry)
            return
        session_id, started = self.running

        def end(again: IdempotencyKey | None) -> WorkSession:
            if by_id:
                return self.sessions.end_session(self.user_id, session_id, retry=again)
            return self.sessions.end_active_session(self.user_id, retry=again)

        session = end(retry)
        self.running = None
        day = self.today.isoformat()
        worked = max(0, int((self.clock.now() - started).total_seconds()))
        self.seconds[day] = self.seconds.get(day, 0) + worked
        if retry is not None:
            self.note(retry, end, session)

    @rule(number=pick)
    def repeat(self, number: int) -> None:
        lately = [one for one in self.sent if self.clock.now() < one.at + IdempotencyRecord.LIFETIME]
        if lately:
            sent = lately[number % len(lately)]
            again = IdempotencyKey(sent.retry.key, sent.retry.fingerprint)
            before = self.documents()
            assert sent.repeat(again) == sent.answer
            assert again.replayed
            assert self.documents() == before

    @rule(number=pick)
    def ask_something_else_under_an_old_key(self, number: int) -> None:
        lately = [one for one in self.sent if self.clock.now() < one.at + IdempotencyRecord.LIFETIME]
        if lately:
            sent = lately[number % len(lately)]
            before = self.documents()
            with pytest.raises(IdempotencyMismatchError):
                sent.repeat(IdempotencyKey.of(sent.retry.key, "POST", "tasks", b"other"))
            assert self.documents() == before

    @rule(number=pick, rival=st.sampled_from(("complete", "reopen", "delete", "plan", "clock_out")))
    def complete_while_something_happens(self, number: int, rival: str) -> None:
        task_id = self.choose(number, completed=False)
        if task_id is None:
            return
        rivals: dict[str, Callable[[], object]] = {
            "complete": lambda: self.complete(self._number_of(task_id)),
            "reopen": lambda: self.reopen(number // 7),
            "delete": lambda: self.delete(self._number_of(task_id)),
            "plan": lambda: self.plan("meanwhile", repeatable=False),
            "clock_out": lambda: self.clock_out(repeatable=False, by_id=True),
        }
        self.store.rivals = [lambda: self.in_another_process(rivals[rival])]
        with suppress(NotFoundError):  # of a task that the rival deleted
            self.tasks.complete_task(self.user_id, task_id)
            self.completed_on[task_id] = self.completed_on[task_id] or self.today
        assert (task_id not in self.completed_on) is (rival == "delete")

    def _number_of(self, task_id: str) -> int:
        return list(self.completed_on).index(task_id)

    @invariant()
    def the_records_say_what_the_documents_say(self) -> None:
        check_totals(self.documents())

    @invariant()
    def the_documents_say_what_happened(self) -> None:
        documents = self.documents()
        assert {
            task["id"]: date.fromisoformat(task["completed_on"]) if task["completed_on"] else None
            for task in of_type(documents, "task")
        } == self.completed_on
        assert seconds_by_day(documents) == {day: worked for day, worked in self.seconds.items() if worked}
        running = [one["id"] for one in of_type(documents, "work_session") if one["end_time"] is None]
        assert running == ([self.running[0]] if self.running else [])
        pointers = of_type(documents, "active_work_session")
        assert [pointer["session_id"] for pointer in pointers] == running

    @invariant()
    def the_stats_say_what_the_day_records_say(self) -> None:
        documents = self.documents()
        days = {
            date.fromisoformat(day["local_date"])
            for day in of_type(documents, "day")
            if day["completed_tasks"] or day["finished_sessions"]
        }
        stats = self.factory.get_stats_service().get_user_stats(self.user_id)
        assert stats["active_streak"] == naive_streak(days, self.today)
        assert stats["longest_streak"] == naive_longest(days)
        totals = naive_totals(documents)
        assert stats["hours_worked"] == stats["total_hours"] == totals["worked_centihours"] / 100
        assert stats["tasks_completed"] == stats["completed_tasks"] == totals["completed_tasks"]
        assert (stats["total_tasks"], stats["total_sessions"]) == (
            totals["total_tasks"],
            totals["finished_sessions"],
        )


def test_the_totals_are_true_after_any_sequence_of_deeds() -> None:
    run_state_machine_as_test(RecentActivity, settings=settings(thoroughly, max_examples=40))


class BrokenStore(EmbeddedDBService):
    """The embedded store on a disk that takes no batch any more once it is `broken`."""

    broken = False

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        if self.broken:
            raise DatabaseError("The store's disk is full")
        super().batch(user_id, operations)


@pytest.fixture
def racing(credentials: CredentialManager, clock: MovableClock) -> Iterator[RacingStore]:
    store = RacingStore(credentials, clock)
    yield store
    store.close()


@pytest.fixture
def busy(credentials: CredentialManager, racing: RacingStore, clock: MovableClock) -> ServiceFactory:
    return ServiceFactory(credentials=credentials, store=racing, clock=clock, hasher=CHEAP)


@pytest.fixture
def elsewhere(factory: ServiceFactory) -> ServiceFactory:
    """Return the same house in another process: nothing is shared but the store's file."""
    return factory


def _register(factory: ServiceFactory) -> User:
    return factory.get_auth_service().register("Ada", "correct horse", {})


def test_a_deed_that_loses_its_race_many_times_is_done_once(
    busy: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore
) -> None:
    ada, tasks = _register(busy).user_id, busy.get_task_service()
    task = tasks.create_task(ada, "Write the report")
    racing.rivals = [lambda: elsewhere.get_task_service().create_task(ada, "Something else")] * 4
    racing.batches = 0
    assert tasks.complete_task(ada, task.id).completed
    assert not racing.rivals
    assert racing.batches == 5
    check_totals(documents_of(racing, ada))
    assert busy.get_stats_service().get_user_stats(ada)["completed_tasks"] == 1


def test_a_race_for_the_only_session_has_one_winner(
    busy: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore
) -> None:
    ada, sessions = _register(busy).user_id, busy.get_work_session_service()
    racing.rivals = [lambda: elsewhere.get_work_session_service().start_session(ada)]
    with pytest.raises(ValidationError, match="Active session already exists"):
        sessions.start_session(ada)
    assert len(of_type(documents_of(racing, ada), "work_session")) == 1


def test_the_same_request_sent_twice_at_once_is_one_deed_with_one_answer(
    busy: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore
) -> None:
    ada, tasks = _register(busy).user_id, busy.get_task_service()
    answers: list[Task] = []
    first, second = IdempotencyKey("key", "fingerprint"), IdempotencyKey("key", "fingerprint")
    racing.rivals = [
        lambda: answers.append(
            elsewhere.get_task_service().create_task(ada, "Write the report", retry=second)
        )
    ]
    answers.append(tasks.create_task(ada, "Write the report", retry=first))
    assert answers[0] == answers[1]
    assert (first.replayed, second.replayed) == (True, False)
    assert naive_totals(documents_of(racing, ada))["total_tasks"] == 1


def test_the_same_start_sent_twice_at_once_is_answered_alike(
    busy: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore
) -> None:
    ada, sessions = _register(busy).user_id, busy.get_work_session_service()
    answers: list[WorkSession] = []
    racing.rivals = [
        lambda: answers.append(
            elsewhere.get_work_session_service().start_session(
                ada, retry=IdempotencyKey("key", "fingerprint")
            )
        )
    ]
    answers.append(sessions.start_session(ada, retry=IdempotencyKey("key", "fingerprint")))
    assert answers[0] == answers[1]


def test_a_stale_version_is_refused_also_when_it_went_stale_in_between(
    busy: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore
) -> None:
    ada, tasks = _register(busy).user_id, busy.get_task_service()
    task = tasks.create_task(ada, "Write the report")
    seen = IfMatch(entity_tag(to_json(task.to_dict())))
    racing.rivals = [
        lambda: elsewhere.get_task_service().update_task(ada, task.id, {"description": "by somebody else"})
    ]
    with pytest.raises(PreconditionFailedError):
        tasks.complete_task(ada, task.id, if_match=seen)
    assert not tasks.get_task(ada, task.id).completed


def test_a_deed_of_an_account_that_is_deleted_in_between_is_refused(
    busy: ServiceFactory, elsewhere: ServiceFactory, racing: RacingStore
) -> None:
    ada, tasks = _register(busy).user_id, busy.get_task_service()
    racing.rivals = [lambda: elsewhere.get_user_service().delete_user(ada)]
    with pytest.raises(NotFoundError, match="User not found"):
        tasks.create_task(ada, "Write the report")
    assert documents_of(racing, ada) == []


@pytest.mark.parametrize(
    "event",
    [
        lambda factory, user_id: factory.get_task_service().create_task(user_id, "Write the report"),
        lambda factory, user_id: factory.get_task_service().create_task(
            user_id, "Write the report", retry=IdempotencyKey("key", "fingerprint")
        ),
        lambda factory, user_id: factory.get_work_session_service().start_session(user_id),
        lambda factory, user_id: factory.get_focus_session_service().start_session(
            user_id, 25, SessionType.FOCUS
        ),
        lambda factory, user_id: factory.get_shutdown_service().reflect(user_id, ProductivityRating.GOOD, {}),
        lambda factory, user_id: factory.get_challenge_service().join(user_id, "task-finisher"),
        lambda factory, user_id: factory.get_stats_service().get_user_stats(user_id),
        lambda factory, user_id: factory.get_work_session_service().get_active_session(user_id),
        lambda factory, user_id: factory.get_focus_session_service().get_current_session(user_id),
        lambda factory, user_id: factory.get_summary_service().get_day(user_id),
        lambda factory, user_id: factory.get_summary_service().get_heatmap(user_id, 12),
        lambda factory, user_id: factory.get_shutdown_service().get_summary(user_id),
        lambda factory, user_id: factory.get_reward_service().list_achievements(user_id),
        lambda factory, user_id: factory.get_challenge_service().list_week(user_id),
        lambda factory, user_id: factory.get_challenge_service().list_leaders(user_id),
    ],
    ids=[
        "create a task",
        "create a task with a key",
        "start a session",
        "start a focus session",
        "look back on the day",
        "join a challenge",
        "ask for stats",
        "ask for a session",
        "ask for a focus session",
        "ask for the day",
        "ask for the heatmap",
        "ask for the shutdown summary",
        "ask for achievements",
        "ask for challenges",
        "ask for the leaderboard",
    ],
)
def test_nothing_is_committed_or_shown_for_a_deleted_account(
    factory: ServiceFactory, store: EmbeddedDBService, event: Callable[[ServiceFactory, str], object]
) -> None:
    ada = _register(factory).user_id
    factory.get_user_service().delete_user(ada)
    with pytest.raises(NotFoundError, match="User not found"):
        event(factory, ada)
    assert documents_of(store, ada) == []


def _every_deed(
    factory: ServiceFactory, user_id: str, task: Task, session: WorkSession
) -> list[Callable[[], object]]:
    tasks, sessions = factory.get_task_service(), factory.get_work_session_service()
    focus, shutdowns = factory.get_focus_session_service(), factory.get_shutdown_service()
    challenges = factory.get_challenge_service()
    return [
        lambda: tasks.create_task(user_id, "Another one"),
        lambda: tasks.create_task(user_id, "One more", retry=IdempotencyKey("key", "print")),
        lambda: tasks.complete_task(user_id, task.id),
        lambda: tasks.update_task(user_id, task.id, {"title": "Rewrite the report"}),
        lambda: tasks.delete_task(user_id, task.id),
        lambda: sessions.end_session(user_id, session.id),
        lambda: focus.start_session(user_id, 25, SessionType.FOCUS),
        lambda: shutdowns.reflect(user_id, ProductivityRating.GREAT, {}),
        lambda: challenges.join(user_id, "task-finisher"),
    ]


def test_a_batch_that_fails_is_reported_and_nothing_of_it_is_written(
    credentials: CredentialManager, clock: MovableClock
) -> None:
    store = BrokenStore(credentials, clock)
    factory = ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=CHEAP)
    ada = _register(factory).user_id
    task = factory.get_task_service().create_task(ada, "Write the report")
    session = factory.get_work_session_service().start_session(ada)
    before = documents_of(store, ada)
    store.broken = True
    events = _every_deed(factory, ada, task, session)
    for event in events:
        with pytest.raises(DatabaseError, match="disk is full") as refused:
            event()
        assert (refused.value.status, refused.value.retry_after) == (503, 5)
    assert documents_of(store, ada) == before
    store.broken = False
    for event in events:
        event()
    check_totals(documents_of(store, ada))
    store.close()


def test_completing_twice_counts_once_and_changes_nothing_more(
    factory: ServiceFactory, store: EmbeddedDBService, clock: MovableClock
) -> None:
    ada, tasks = _register(factory).user_id, factory.get_task_service()
    task = tasks.create_task(ada, "Write the report")
    done = tasks.complete_task(ada, task.id)
    before = documents_of(store, ada)
    clock.move(days=1)
    assert tasks.complete_task(ada, task.id) == done
    assert documents_of(store, ada) == before


def test_changing_the_zone_takes_no_day_away(factory: ServiceFactory, clock: MovableClock) -> None:
    ada, tasks = _register(factory).user_id, factory.get_task_service()
    users = factory.get_user_service()
    users.update_user(ada, {"timezone": "Pacific/Kiritimati"})
    clock.set(datetime(2026, 3, 18, 11, 0, tzinfo=UTC))  # the 19th there, the 17th or 18th elsewhere
    task = tasks.complete_task(ada, tasks.create_task(ada, "Write the report").id)
    users.update_user(ada, {"timezone": "Pacific/Honolulu"})
    assert tasks.get_task(ada, task.id).completed_on == date(2026, 3, 19)
    assert factory.get_stats_service().get_user_stats(ada)["longest_streak"] == 1


def test_a_session_over_midnight_counts_for_the_day_it_ends_on(
    factory: ServiceFactory, store: EmbeddedDBService, clock: MovableClock
) -> None:
    ada, sessions = _register(factory).user_id, factory.get_work_session_service()
    clock.set(datetime(2026, 3, 18, 23, 0, tzinfo=UTC))
    sessions.start_session(ada)
    clock.move(hours=2)
    assert sessions.end_active_session(ada).ended_on == date(2026, 3, 19)
    assert seconds_by_day(documents_of(store, ada)) == {"2026-03-19": 7200}


def test_a_session_ended_while_the_clock_was_set_back_has_no_length(
    factory: ServiceFactory, clock: MovableClock
) -> None:
    ada, sessions = _register(factory).user_id, factory.get_work_session_service()
    started = sessions.start_session(ada)
    clock.move(minutes=-2)
    ended = sessions.end_active_session(ada)
    assert (ended.seconds, ended.end_time) == (0, started.start_time)


def test_a_key_is_forgotten_after_a_day(factory: ServiceFactory, clock: MovableClock) -> None:
    ada, tasks = _register(factory).user_id, factory.get_task_service()
    first = tasks.create_task(ada, "Write the report", retry=IdempotencyKey("key", "fingerprint"))
    clock.move(hours=23, minutes=59)
    again = IdempotencyKey("key", "fingerprint")
    assert (tasks.create_task(ada, "Write the report", retry=again), again.replayed) == (first, True)
    clock.move(minutes=2)
    later = IdempotencyKey("key", "fingerprint")
    assert tasks.create_task(ada, "Write the report", retry=later) != first
    assert not later.replayed


def test_a_failed_deed_is_not_remembered_under_its_key(factory: ServiceFactory) -> None:
    ada, sessions = _register(factory).user_id, factory.get_work_session_service()
    with pytest.raises(NotFoundError):
        sessions.end_active_session(ada, retry=IdempotencyKey("key", "fingerprint"))
    started = sessions.start_session(ada)
    retry = IdempotencyKey("key", "fingerprint")
    assert sessions.end_active_session(ada, retry=retry).id == started.id
    assert not retry.replayed


def test_a_due_date_at_the_end_of_the_calendar_is_refused(factory: ServiceFactory) -> None:
    ada, tasks = _register(factory).user_id, factory.get_task_service()
    factory.get_user_service().update_user(ada, {"timezone": "Pacific/Honolulu"})
    with pytest.raises(AvanochiError, match="end of the calendar"):
        tasks.create_task(ada, "Write the report", {"due_date": date.max})
    assert tasks.list_tasks(ada, TaskFilter(), PageRequest(order_by="created_at")).entities == []
