"""Tasks: completing, reopening and editing, and their search key."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from msgspec.structs import replace

from shared.entities.task import Task, TaskChanges, search_key
from tests.unit.entity_strategies import open_tasks, tasks
from tests.unit.strategies import dates, moments, small_steps, texts

steadily = settings(max_examples=60)


@steadily
@given(task=open_tasks, now=moments, today=dates)
def test_completing_changes_only_the_fields_of_the_completion(task: Task, now: datetime, today: date) -> None:
    done = task.complete(now, today, 57, "2026-W12")
    counts = task.completion_on(today) is None
    assert (done.completed, done.completed_at, done.completed_on, done.updated_at) == (True, now, today, now)
    assert (done.completed_hour, done.completed_week) == (57, "2026-W12")
    assert done.completions == task.completions + counts
    changed = ("completed_at", "completed_on", "completed_hour", "completed_week", "completions")
    assert replace(done, **{name: getattr(task, name) for name in (*changed, "updated_at")}) == task


@steadily
@given(task=tasks, now=moments, today=dates, step=small_steps)
def test_completing_or_reopening_again_changes_nothing(
    task: Task, now: datetime, today: date, step: timedelta
) -> None:
    later = now if now > datetime.max.replace(tzinfo=UTC) - step else now + step
    done = task.complete(now, today)
    assert done.complete(later, today) is done
    opened = task.reopen(now, today)
    assert opened.reopen(later, today) is opened
    assert not opened.completed
    assert opened.completed_on is None


@steadily
@given(task=tasks, now=moments, title=texts)
def test_edit_changes_the_given_fields_and_the_time_of_the_change(
    task: Task, now: datetime, title: str
) -> None:
    changes = TaskChanges(title=title)
    edited = task.edit(now, changes)
    assert edited.title == title
    assert replace(edited, title=task.title, updated_at=task.updated_at) == task
    assert edited.updated_at == (task.updated_at if title == task.title else now)
    assert edited.edit(now, changes) is edited


@steadily
@given(task=tasks, now=moments)
def test_edit_with_null_clears_a_field_and_without_changes_keeps_the_task(task: Task, now: datetime) -> None:
    assert task.edit(now, TaskChanges(due_date=None, description=None)).due_date is None
    assert task.edit(now, TaskChanges()) is task


@steadily
@given(task=tasks, now=moments, today=dates)
def test_reminder_is_pending_only_for_an_open_task_with_reminders_enabled(
    task: Task, now: datetime, today: date
) -> None:
    assert task.complete(now, today).pending_reminder is None
    assert replace(task, reminder_enabled=False).pending_reminder is None
    assert replace(task.reopen(now, today), reminder_enabled=True).pending_reminder == task.reminder_time


def test_view_of_a_task_has_the_documented_fields() -> None:
    now = datetime(2026, 3, 18, tzinfo=UTC)
    shown = Task(id="1", user_id="2", title="t", created_at=now, updated_at=now).to_dict()
    assert list(shown) == [
        *("id", "user_id", "title", "description", "completed", "completed_at", "priority", "tags"),
        *("start_date", "due_date", "reminder_enabled", "reminder_time", "subtasks", "estimate_minutes"),
        *("spent_minutes", "planned_date", "carried_over", "recurrence", "recurrence_start"),
        *("created_at", "updated_at"),
    ]


@steadily
@given(text=texts)
def test_search_key_of_a_search_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
