"""Domain events and their rewards are one commit: after any sequence of events the totals are right."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.page import PageRequest
from shared.entities.task import Task, TaskChanges, TaskFilter
from shared.entities.user import UserChanges
from shared.entities.work_session import WorkSession
from shared.errors import IdempotencyMismatchError, NotFoundError, ValidationError
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.oracle.recount import (
    check_totals,
    documents_of,
    naive_longest,
    naive_streak,
    naive_totals,
    of_type,
    seconds_by_day,
)
from tests.selection import NumberOfCases
from tests.unit.strategies import lines
from tests.unit.user_machine import RANDOM_ACTIONS, UserMachine, indexes

AnswerT = TypeVar("AnswerT", Task, WorkSession)

KEY_LIFETIME = timedelta(hours=24)


@dataclass
class SentRequest:
    """A request that carried an idempotency key: the operation, when it was executed, and the answer."""

    key: IdempotencyKey
    execute: Callable[[], Outcome[Task] | Outcome[WorkSession]]
    at: datetime
    answer: Task | WorkSession


class RandomEvents(UserMachine):
    """A user who creates, completes, reopens and deletes tasks, works, repeats requests, and travels.

    Beside the services, a model keeps the expected state.
    """

    def __init__(self) -> None:
        super().__init__()
        self.completed_on: dict[str, date | None] = {}
        self.running: tuple[str, datetime] | None = None
        self.seconds: dict[str, int] = {}
        self.sent: list[SentRequest] = []

    def choose_task(self, number: int, *, completed: bool | None = None) -> str | None:
        ids = [
            task_id
            for task_id, on in self.completed_on.items()
            if completed is None or (on is not None) is completed
        ]
        return ids[number % len(ids)] if ids else None

    def choose_sent(self, number: int) -> SentRequest | None:
        """Return a request whose key has not expired, None when there is none."""
        recent = [one for one in self.sent if self.clock.now() < one.at + KEY_LIFETIME]
        return recent[number % len(recent)] if recent else None

    def new_key(self) -> IdempotencyKey:
        return IdempotencyKey.of(f"{self.user_id}:{len(self.sent)}", "POST", "tasks", b"")

    def send(self, execute: Callable[[], Outcome[AnswerT]], *, with_key: bool) -> AnswerT:
        """Execute an operation for the first time, with a new idempotency key or without one."""
        key = self.new_key() if with_key else None
        with self.factory.idempotent(key):
            outcome = execute()
        assert not outcome.replayed
        if key is not None:
            self.sent.append(SentRequest(key, execute, self.clock.now(), outcome.value))
        return outcome.value

    @rule(title=lines, with_key=st.booleans())
    def create(self, title: str, with_key: bool) -> None:  # noqa: FBT001 - drawn, not passed
        if not title.strip():
            with pytest.raises(ValidationError, match="Task title cannot be empty"):
                self.tasks.create_task(self.user_id, title)
            return
        task = self.send(lambda: self.tasks.create_task(self.user_id, title), with_key=with_key)
        self.completed_on[task.id] = None

    @rule(number=indexes)
    def complete(self, number: int) -> None:
        task_id = self.choose_task(number)
        if task_id is not None:
            self.tasks.complete_task(self.user_id, task_id)
            self.completed_on[task_id] = self.completed_on[task_id] or self.today

    @rule(number=indexes)
    def reopen(self, number: int) -> None:
        task_id = self.choose_task(number)
        if task_id is not None:
            self.tasks.reopen_task(self.user_id, task_id)
            self.completed_on[task_id] = None

    @rule(number=indexes, completed=st.sampled_from((None, False, True)))
    def update(self, number: int, completed: bool | None) -> None:  # noqa: FBT001 - drawn, not passed
        task_id = self.choose_task(number)
        if task_id is not None:
            changes = TaskChanges(description=f"edition {number}", due_date=self.today)
            self.tasks.update_task(self.user_id, task_id, changes, completed=completed)
            if completed is not None:
                self.completed_on[task_id] = (self.completed_on[task_id] or self.today) if completed else None

    @rule(number=indexes)
    def delete(self, number: int) -> None:
        task_id = self.choose_task(number)
        if task_id is not None:
            self.tasks.delete_task(self.user_id, task_id)
            del self.completed_on[task_id]

    @rule(with_key=st.booleans())
    def clock_in(self, with_key: bool) -> None:  # noqa: FBT001 - drawn, not passed
        if self.running is not None:
            with (
                pytest.raises(ValidationError, match="Active session already exists"),
                self.factory.idempotent(self.new_key() if with_key else None),
            ):
                self.sessions.start_session(self.user_id)
            return
        session = self.send(lambda: self.sessions.start_session(self.user_id), with_key=with_key)
        self.running = (session.id, self.clock.now())

    @rule(with_key=st.booleans(), by_id=st.booleans())
    def clock_out(self, with_key: bool, by_id: bool) -> None:  # noqa: FBT001 - drawn, not passed
        if self.running is None:
            with (
                pytest.raises(NotFoundError),
                self.factory.idempotent(self.new_key() if with_key else None),
            ):
                self.sessions.end_active_session(self.user_id)
            return
        session_id, started = self.running

        def end() -> Outcome[WorkSession]:
            if by_id:
                return self.sessions.end_session(self.user_id, session_id)
            return self.sessions.end_active_session(self.user_id)

        self.send(end, with_key=with_key)
        self.running = None
        day = self.today.isoformat()
        worked = max(0, int((self.clock.now() - started).total_seconds()))
        self.seconds[day] = self.seconds.get(day, 0) + worked

    @rule(number=indexes)
    def repeat_request(self, number: int) -> None:
        sent = self.choose_sent(number)
        if sent is not None:
            before = self.documents()
            with self.factory.idempotent(sent.key):
                outcome = sent.execute()
            assert outcome.value == sent.answer
            assert outcome.replayed
            assert self.documents() == before

    @rule(number=indexes)
    def send_another_request_under_a_used_key(self, number: int) -> None:
        sent = self.choose_sent(number)
        if sent is not None:
            before = self.documents()
            other = IdempotencyKey.of(sent.key.key, "POST", "tasks", b"other")
            with pytest.raises(IdempotencyMismatchError), self.factory.idempotent(other):
                sent.execute()
            assert self.documents() == before

    @rule(number=indexes, rival=st.sampled_from(("complete", "reopen", "delete", "create", "clock_out")))
    def complete_during_another_operation(self, number: int, rival: str) -> None:
        task_id = self.choose_task(number, completed=False)
        if task_id is None:
            return
        rivals: dict[str, Callable[[], object]] = {
            "complete": lambda: self.complete(self._number_of(task_id)),
            "reopen": lambda: self.reopen(number // 7),
            "delete": lambda: self.delete(self._number_of(task_id)),
            "create": lambda: self.create("meanwhile", with_key=False),
            "clock_out": lambda: self.clock_out(with_key=False, by_id=True),
        }
        self.store.rivals = [lambda: self.in_another_process(rivals[rival])]
        with suppress(NotFoundError):  # the rival may have deleted the task
            self.tasks.complete_task(self.user_id, task_id)
            self.completed_on[task_id] = self.completed_on[task_id] or self.today
        assert (task_id not in self.completed_on) is (rival == "delete")

    def _number_of(self, task_id: str) -> int:
        return list(self.completed_on).index(task_id)

    @invariant()
    def totals_agree_with_the_documents(self) -> None:
        check_totals(self.documents())

    @invariant()
    def documents_agree_with_the_model(self) -> None:
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
    def statistics_agree_with_the_documents(self) -> None:
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


def test_totals_are_right_after_any_sequence_of_events(number_of_cases: NumberOfCases) -> None:
    max_examples = number_of_cases(40, quick=10)
    run_state_machine_as_test(RandomEvents, settings=settings(RANDOM_ACTIONS, max_examples=max_examples))


@pytest.fixture
def ada(factory: ServiceFactory) -> str:
    return factory.get_auth_service().register("Ada", "correct horse").user_id


def test_completing_a_completed_task_changes_nothing(
    factory: ServiceFactory, store: EmbeddedDBService, clock: MovableClock, ada: str
) -> None:
    tasks = factory.get_task_service()
    task = tasks.create_task(ada, "Write the report").value
    completed = tasks.complete_task(ada, task.id)
    before = documents_of(store, ada)
    clock.move(days=1)
    assert tasks.complete_task(ada, task.id) == completed
    assert documents_of(store, ada) == before


def test_change_of_time_zone_removes_no_active_day(
    factory: ServiceFactory, clock: MovableClock, ada: str
) -> None:
    tasks, users = factory.get_task_service(), factory.get_user_service()
    users.update_user(ada, UserChanges(timezone="Pacific/Kiritimati"))
    clock.set(datetime(2026, 3, 18, 11, 0, tzinfo=UTC))  # the 19th there, the 17th or 18th elsewhere
    task = tasks.complete_task(ada, tasks.create_task(ada, "Write the report").value.id)
    users.update_user(ada, UserChanges(timezone="Pacific/Honolulu"))
    assert tasks.get_task(ada, task.id).completed_on == date(2026, 3, 19)
    assert factory.get_stats_service().get_user_stats(ada)["longest_streak"] == 1


def test_work_session_over_midnight_counts_for_the_day_it_ends_on(
    factory: ServiceFactory, store: EmbeddedDBService, clock: MovableClock, ada: str
) -> None:
    sessions = factory.get_work_session_service()
    clock.set(datetime(2026, 3, 18, 23, 0, tzinfo=UTC))
    sessions.start_session(ada)
    clock.move(hours=2)
    assert sessions.end_active_session(ada).value.ended_on == date(2026, 3, 19)
    assert seconds_by_day(documents_of(store, ada)) == {"2026-03-19": 7200}


def test_work_session_ended_after_the_clock_was_set_back_has_no_length(
    factory: ServiceFactory, clock: MovableClock, ada: str
) -> None:
    sessions = factory.get_work_session_service()
    started = sessions.start_session(ada).value
    clock.move(minutes=-2)
    ended = sessions.end_active_session(ada).value
    assert (ended.seconds, ended.end_time) == (0, started.start_time)


def test_due_date_at_the_end_of_the_calendar_is_rejected(factory: ServiceFactory, ada: str) -> None:
    tasks = factory.get_task_service()
    factory.get_user_service().update_user(ada, UserChanges(timezone="Pacific/Honolulu"))
    with pytest.raises(ValidationError, match="end of the calendar"):
        tasks.create_task(ada, "Write the report", TaskChanges(due_date=date.max))
    assert tasks.list_tasks(ada, TaskFilter(), PageRequest(order_by="created_at")).entities == []
