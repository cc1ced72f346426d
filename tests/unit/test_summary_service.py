"""Summaries of days and weeks, and the heatmap."""

from datetime import UTC, date, datetime, timedelta

import pytest

from benchmarks.counting_store import CountingStore
from shared.credential_manager import CredentialManager
from shared.entities.focus_session import FocusSession
from shared.repos.stored_forms import to_stored
from shared.services.service_factory import ServiceFactory
from shared.store.contract import BATCH_LIMIT, Create
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.focus_session import SessionStatus, SessionType
from tests.conftest import CHEAP_HASHER, MovableClock

MONDAY = date(2026, 3, 16)


def _session(user_id: str, day: int, number: int) -> FocusSession:
    start = datetime(2026, 3, 16 + day, tzinfo=UTC) + timedelta(minutes=number)
    return FocusSession(
        id=f"{day}-{number:04}",
        user_id=user_id,
        start_time=start,
        started_on=MONDAY + timedelta(days=day),
        planned_minutes=1,
        session_type=SessionType.FOCUS,
        status=SessionStatus.COMPLETED,
        end_time=start + timedelta(minutes=1),
    )


@pytest.mark.parametrize(
    ("numbers", "queries"),
    [
        ([70] * 7, 1),
        ([100, 100, 100, 50, 50, 50, 50], 1),
        ([100, 100, 100, 50, 50, 50, 51], 2),  # one session of Monday is not in the first query
        ([510, 0, 510, 0, 0, 0, 0], 3),  # the first query returns Wednesday in full
        ([501, 1, 0, 0, 0, 0, 300], 2),
        ([0, 0, 0, 0, 0, 0, 501], 7),
        ([3, 0, 0, 0, 0, 0, 500], 7),
        ([200] * 7, 6),
    ],
    ids=str,
)
def test_summary_of_a_week_lists_the_last_500_sessions_of_each_day(
    credentials: CredentialManager,
    store: EmbeddedDBService,
    clock: MovableClock,
    numbers: list[int],
    queries: int,
) -> None:
    counting = CountingStore(store)
    factory = ServiceFactory(credentials=credentials, store=counting, clock=clock, hasher=CHEAP_HASHER)
    ada = factory.get_auth_service().register("Ada", "correct horse").user_id
    sessions = [_session(ada, day, n) for day, number in enumerate(numbers) for n in range(number)]
    for begin in range(0, len(sessions), BATCH_LIMIT):
        batch = sessions[begin : begin + BATCH_LIMIT]
        store.batch(ada, [Create(to_stored(one)) for one in batch])
    summaries = factory.get_summary_service()
    counting.counts.clear()
    week = summaries.get_week(ada, MONDAY)["daily_summaries"]
    assert counting.counts["query"] == queries + 1  # and one for the daily totals
    for day, number in enumerate(numbers):
        listed = [one["session_id"] for one in week[day]["focus_sessions"]]
        assert listed == [f"{day}-{n:04}" for n in reversed(range(max(0, number - 500), number))]
        assert week[day] == summaries.get_day(ada, MONDAY + timedelta(days=day))


def test_task_stored_before_hours_were_counted_can_be_reopened(
    factory: ServiceFactory, store: EmbeddedDBService
) -> None:
    ada = factory.get_auth_service().register("Ada", "correct horse").user_id
    tasks = factory.get_task_service()
    task_id = tasks.create_task(ada, "Write").value.id
    tasks.complete_task(ada, task_id)
    task = store.read(task_id, ada)
    new = ("completed_hour", "completed_week", "completions", "_etag")
    store.upsert({key: value for key, value in task.items() if key not in new})
    day = store.read("day:2026-03-18", ada)
    store.upsert({key: value for key, value in day.items() if key not in {"done", "task_hours", "_etag"}})
    tasks.reopen_task(ada, task_id)
    cells = factory.get_summary_service().get_heatmap(ada, 1)["cells"]
    assert {cell["tasks_completed"] for cell in cells} == {0}
