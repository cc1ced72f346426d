"""Domain events and their rewards are one commit."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.idempotency import IdempotencyKey, Outcome
from shared.entities.page import PageRequest
from shared.entities.task import TaskChanges
from shared.entities.task_filter import TaskFilter
from shared.entities.totals import LifetimeTotals
from shared.entities.user import UserChanges
from shared.errors import ValidationError
from shared.repos.stored_forms import from_stored, to_stored
from shared.rules.rewards.achievements import ACHIEVEMENTS
from shared.services.service_factory import ServiceFactory
from shared.store.sqlite.database import EmbeddedDBService
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of, of_type


def test_completing_a_completed_task_changes_nothing(
    factory: ServiceFactory, store: EmbeddedDBService, clock: MovableClock, ada: str
) -> None:
    tasks = factory.get_task_service()
    task = tasks.create_task(ada, "Write the report").value
    completed = tasks.complete_task(ada, task.id).value
    before = documents_of(store, ada)
    clock.move(days=1)
    assert tasks.complete_task(ada, task.id) == Outcome(completed)
    assert documents_of(store, ada) == before


def test_change_of_time_zone_removes_no_active_day(
    factory: ServiceFactory, clock: MovableClock, ada: str
) -> None:
    tasks, users = factory.get_task_service(), factory.get_user_service()
    users.update_user(ada, UserChanges(timezone="Pacific/Kiritimati"))
    clock.set(datetime(2026, 3, 18, 11, 0, tzinfo=UTC))  # the 19th there, the 17th or 18th elsewhere
    task = tasks.complete_task(ada, tasks.create_task(ada, "Write the report").value.id).value
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
    seconds = {day["local_date"]: day["worked_seconds"] for day in of_type(documents_of(store, ada), "day")}
    assert {day: worked for day, worked in seconds.items() if worked} == {"2026-03-19": 7200}


def test_work_session_ended_after_the_clock_was_set_back_has_no_length(
    factory: ServiceFactory, clock: MovableClock, ada: str
) -> None:
    sessions = factory.get_work_session_service()
    started = sessions.start_session(ada).value
    clock.move(minutes=-2)
    ended = sessions.end_active_session(ada).value
    assert (ended.seconds, ended.end_time) == (0, started.start_time)


def test_event_that_unlocks_every_achievement_is_one_batch(
    factory: ServiceFactory, store: EmbeddedDBService, clock: MovableClock, ada: str
) -> None:
    sessions = factory.get_work_session_service()
    session = sessions.start_session(ada).value
    (progress,) = of_type(documents_of(store, ada), "progress")
    days = ActiveDays(date(2026, 3, 2), 2**40 - 1)
    reached: dict[str, Any] = {
        **dict.fromkeys(("completed_tasks", "focus_sessions", "breaks", "challenges_done", "points"), 1000),
        **dict.fromkeys(("active_days", "shutdown_days", "hydrated_days", "worked_days"), days),
        "focus_seconds": 100 * 3600,
    }
    store.upsert(to_stored(replace(from_stored(LifetimeTotals, progress), **reached)))
    clock.move(days=60)  # the last 31 days of the session count
    with factory.idempotent(IdempotencyKey(key="key", fingerprint="fingerprint")):
        earned = sessions.end_session(ada, session.id).earned
    assert earned is not None
    assert [one.id for one in earned.achievements] == [one.id for one in ACHIEVEMENTS]
    documents = documents_of(store, ada)
    assert len(of_type(documents, "day")) >= 31
    assert {one["id"] for one in of_type(documents, "notification")} == {
        f"achievement:{one.id}" for one in ACHIEVEMENTS
    }


def test_due_date_at_the_end_of_the_calendar_is_rejected(factory: ServiceFactory, ada: str) -> None:
    tasks = factory.get_task_service()
    factory.get_user_service().update_user(ada, UserChanges(timezone="Pacific/Honolulu"))
    with pytest.raises(ValidationError, match="end of the calendar"):
        tasks.create_task(ada, "Write the report", TaskChanges(due_date=date.max))
    assert tasks.list_tasks(ada, TaskFilter(), PageRequest(order_by="created_at")).entities == []
