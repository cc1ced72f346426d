"""Task filters: the tasks that their queries find, compared with a naive check of each task."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.clock import Clock
from shared.credential_manager import CredentialManager
from shared.entities.calendar import Calendar
from shared.entities.page import PageRequest
from shared.entities.task import Task, search_key
from shared.entities.task_filter import DueDateRange, TaskFilter
from shared.repos.stored_forms import to_stored
from shared.repos.task_query import conditions_of
from shared.repos.task_repo import TaskRepository
from shared.store.query import ContainsAny, Query
from shared.store.sqlite.database import EmbeddedDBService
from shared.views.task import Priority
from tests.unit.strategies import moments_between

steadily = settings(max_examples=60)
NOW = datetime(2026, 3, 29, 15, 30, tzinfo=UTC)  # the Sunday on which daylight saving begins in Berlin
TAGS = ("deep work", "home", "Ελλάδα", "%", "'; DROP TABLE documents; --", "")

due_dates = st.none() | moments_between(date(2026, 3, 20), date(2026, 4, 8))
tasks = st.lists(
    st.builds(
        Task,
        id=st.uuids().map(str),
        user_id=st.just("ada"),
        # Without control characters, as the API accepts them.
        title=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6),
        created_at=st.just(NOW),
        updated_at=st.just(NOW),
        description=st.none() | st.text(st.sampled_from("aÄßé%_\\'"), max_size=6),
        completed_at=st.none() | st.just(NOW),
        priority=st.sampled_from(Priority),
        tags=st.lists(st.sampled_from(TAGS), max_size=3, unique=True).map(tuple),
        due_date=due_dates,
    ),
    max_size=8,
    unique_by=lambda task: task.id,
)
calendars = st.builds(
    Calendar,
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Santiago"]).map(ZoneInfo),
    st.sampled_from([time(0), time(4)]),
)
filters = st.builds(
    TaskFilter,
    completed=st.none() | st.booleans(),
    priorities=st.none() | st.lists(st.sampled_from(Priority), min_size=1).map(tuple),
    tags=st.none() | st.lists(st.sampled_from(TAGS), min_size=1, max_size=3).map(tuple),
    match_all_tags=st.booleans(),
    due=st.none() | st.sampled_from(DueDateRange),
    search=st.none() | st.text(st.sampled_from("aÄäS\u017fß%_\\'"), min_size=1, max_size=2),
)


@contextmanager
def _stored(tasks: list[Task]) -> Iterator[TaskRepository]:
    with TemporaryDirectory() as folder:
        credentials = CredentialManager({}, root=Path(folder))
        with closing(EmbeddedDBService(credentials, Clock())) as store:
            repository = TaskRepository(store)
            for task in tasks:
                repository.create(task)
            yield repository


def _is_due(task: Task, due: DueDateRange, calendar: Calendar) -> bool:
    if task.due_date is None:
        return due is DueDateRange.NONE
    if due is DueDateRange.OVERDUE:
        return task.due_date < NOW and not task.completed
    on, today = calendar.date_of(task.due_date), calendar.date_of(NOW)
    return {
        DueDateRange.NONE: False,
        DueDateRange.TODAY: on == today,
        DueDateRange.UPCOMING: on > today,
        DueDateRange.WEEK: on.isocalendar()[:2] == today.isocalendar()[:2],
    }[due]


def _matches(task: Task, wanted: TaskFilter, calendar: Calendar) -> bool:
    texts = [task.title, task.description or "", *task.tags]
    tags = set(wanted.tags or ())
    return (
        (wanted.completed is None or task.completed is wanted.completed)
        and (wanted.priorities is None or task.priority in wanted.priorities)
        and (not tags or (tags <= set(task.tags) if wanted.match_all_tags else bool(tags & set(task.tags))))
        and (wanted.search is None or any(search_key(wanted.search) in search_key(text) for text in texts))
        and (wanted.due is None or _is_due(task, wanted.due, calendar))
    )


@settings(steadily, max_examples=25)
@given(tasks=tasks, wanted=st.lists(filters, min_size=8, max_size=8), calendar=calendars)
def test_filter_finds_exactly_the_tasks_that_match_all_of_it(
    tasks: list[Task], wanted: list[TaskFilter], calendar: Calendar
) -> None:
    with _stored(tasks) as repository:
        for one in wanted:
            conditions = conditions_of(one, NOW, calendar)
            found = repository.list_tasks_by_user("ada", PageRequest(order_by="created_at"), conditions)
            expected = {task.id for task in tasks if _matches(task, one, calendar)}
            assert {task.id for task in found.entities} == expected


@settings(steadily, max_examples=20)
@given(
    tasks=tasks,
    order_by=st.sampled_from(["created_at", "due_order", "priority_order"]),
    limit=st.integers(1, 3),
)
def test_pages_hold_every_task_once_in_order_in_both_directions(
    tasks: list[Task], order_by: str, limit: int
) -> None:
    with _stored(tasks) as repository:
        orders: list[list[str]] = []
        for descending in (False, True):
            token, found = None, list[Task]()
            while True:
                page = repository.list_tasks_by_user(
                    "ada",
                    PageRequest(order_by=order_by, descending=descending, limit=limit, continuation=token),
                )
                found += page.entities
                token = page.continuation
                if token is None:
                    break
            orders.append([task.id for task in found])
        naive = sorted(tasks, key=lambda task: (to_stored(task)[order_by], task.id))
        assert orders == [[task.id for task in naive], [task.id for task in reversed(naive)]]


@steadily
@given(
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Santiago"]).map(ZoneInfo),
    due=moments_between(date(2026, 3, 27), date(2026, 3, 31)),
)
@example(ZoneInfo("UTC"), datetime(2026, 3, 29, 23, 59, 59, 500_000, tzinfo=UTC))
@example(ZoneInfo("UTC"), datetime(2026, 3, 30, tzinfo=UTC))
def test_due_date_range_finds_a_task_by_the_local_date_of_its_due_date(zone: ZoneInfo, due: datetime) -> None:
    calendar = Calendar(zone, time(0))
    task = Task(id="1", user_id="ada", title="t", created_at=NOW, updated_at=NOW, due_date=due)
    with _stored([task]) as repository:
        found = {
            kind
            for kind in (DueDateRange.TODAY, DueDateRange.UPCOMING, DueDateRange.WEEK)
            if repository.list_tasks_by_user(
                "ada", PageRequest(order_by="created_at"), conditions_of(TaskFilter(due=kind), NOW, calendar)
            ).entities
        }
    on, today = calendar.date_of(due), calendar.date_of(NOW)
    assert (DueDateRange.TODAY in found) is (on == today)
    assert (DueDateRange.UPCOMING in found) is (on > today)
    assert (DueDateRange.WEEK in found) is (on.isocalendar()[:2] == today.isocalendar()[:2])


@pytest.mark.parametrize("due", DueDateRange)
def test_due_date_ranges_are_computed_near_both_ends_of_the_calendar(due: DueDateRange) -> None:
    calendar = Calendar(ZoneInfo("UTC"), time(0))
    for now in (datetime(1, 1, 8, tzinfo=UTC), datetime(9999, 12, 20, tzinfo=UTC)):
        conditions_of(TaskFilter(due=due), now, calendar)


def test_bare_due_date_ends_with_that_day_in_the_time_zone_of_the_user() -> None:
    calendar = Calendar(ZoneInfo("Pacific/Kiritimati"), time(0))
    end = calendar.end_of(date(2026, 3, 18))
    assert end == datetime(2026, 3, 18, 9, 59, 59, tzinfo=UTC)
    assert calendar.date_of(end) == date(2026, 3, 18)


@pytest.mark.parametrize("field", ["", "a b", "a'b", "A", "a.b", "a\n", "1a", 'a"', "a]"])
def test_query_with_an_invalid_field_name_is_rejected(field: str) -> None:
    with pytest.raises(ValueError, match="invalid field name"):
        Query(type="task", order_by=field)


def test_query_with_a_limit_below_one_is_rejected() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Query(type="task", limit=0)


def test_empty_filter_has_no_conditions() -> None:
    assert conditions_of(TaskFilter(), NOW, None) == ()
    assert conditions_of(TaskFilter(), NOW + timedelta(days=1), Calendar(ZoneInfo("UTC"), time(0))) == ()


def test_condition_of_texts_without_any_is_rejected() -> None:
    with pytest.raises(ValueError, match="at least one text"):
        ContainsAny("title", ())
