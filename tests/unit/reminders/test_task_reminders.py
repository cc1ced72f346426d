"""Task reminders are sent once, at their time, and only while they apply."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from shared.entities.notification import Notification, NotificationChanges
from shared.entities.task import Task, TaskChanges
from shared.errors import NotFoundError
from tests.oracle.recount import documents_of, of_type
from tests.unit.reminders.app import DAY, EARNED, HOUR, MINUTE, START, TASK, App, Store


def test_task_reminder_is_sent_once_and_not_before_its_time(app: App, ada: str) -> None:
    task = app.add_task(ada, START + 30 * MINUTE, due_date=START + DAY)
    app.run_until(START + 29 * MINUTE)
    app.run_at(START + timedelta(minutes=29, seconds=59))
    assert app.notifications_of(ada) == []
    app.run_at(START + 30 * MINUTE)
    (sent,) = app.notifications_of(ada)
    assert sent == Notification(
        id=f"task_reminder:{task.id}:2026-03-18T10:00:00.000000Z",
        user_id=ada,
        kind=TASK,
        title="A task you wanted to remember",
        body="You asked me to remind you: “Write”.",
        created_at=START + 30 * MINUTE,
        data={"task_id": task.id, "due_date": "2026-03-19T09:30:00Z"},
    )
    app.run_until(START + 90 * MINUTE)
    assert app.notifications_of(ada) == [sent]
    assert app.reminder_queue() == []


def test_task_reminder_has_the_current_title_in_the_language_of_the_user(app: App, ada: str) -> None:
    task = app.add_task(ada, START + HOUR)
    app.set_preferences(ada, language="es")
    app.tasks.update_task(ada, task.id, TaskChanges(title="Escribir «el informe»"))
    app.run_at(START + HOUR)
    (sent,) = app.notifications_of(ada)
    assert sent.title == "Una tarea que querías recordar"
    assert sent.body == "Me pediste que te lo recordara: «Escribir «el informe»»."


def _complete(app: App, user_id: str, task: Task) -> None:
    app.tasks.complete_task(user_id, task.id)


def _delete(app: App, user_id: str, task: Task) -> None:
    app.tasks.delete_task(user_id, task.id)


def _want_no_reminder(app: App, user_id: str, task: Task) -> None:
    app.tasks.update_task(user_id, task.id, TaskChanges(reminder_enabled=False))


def _forget_the_time(app: App, user_id: str, task: Task) -> None:
    app.tasks.update_task(user_id, task.id, TaskChanges(reminder_time=None))


def _disable(app: App, user_id: str, _: Task) -> None:
    app.disable(user_id, TASK)


def _delete_account(app: App, user_id: str, _: Task) -> None:
    app.delete_account(user_id)


@pytest.mark.parametrize(
    "change", [_complete, _delete, _want_no_reminder, _forget_the_time, _disable, _delete_account]
)
def test_task_reminder_that_no_longer_applies_is_not_sent(
    app: App, store: Store, ada: str, change: Callable[[App, str, Task], None]
) -> None:
    bob = app.register("Bob")
    task = app.add_task(ada, START + HOUR)
    app.add_task(bob, START + HOUR)
    change(app, ada, task)
    app.run_at(START + HOUR)
    notifications = of_type(documents_of(store, ada), "notification")
    assert [one for one in notifications if one["kind"] not in EARNED] == []
    assert len(app.notifications_of(bob)) == 1
    assert [one for one in app.reminder_queue() if one["subject"] == "task"] == []


@pytest.mark.parametrize("minutes", [5, 45, 70, -20])
def test_moved_task_reminder_is_sent_only_at_the_new_time(app: App, ada: str, minutes: int) -> None:
    first = START + 60 * MINUTE
    task = app.add_task(ada, first)
    app.tasks.update_task(ada, task.id, TaskChanges(reminder_time=first + minutes * MINUTE))
    app.run_until(first + 2 * HOUR)
    assert [one.created_at for one in app.notifications_of(ada)] == [first + minutes * MINUTE]
    assert app.reminder_queue() == []


def test_new_reminder_time_is_sent_again_and_a_repeated_one_is_not(app: App, ada: str) -> None:
    task = app.add_task(ada, START + 10 * MINUTE)
    app.run_until(START + 15 * MINUTE)
    for times, expected in ((20, 2), (10, 2), (25, 3), (20, 3)):
        app.tasks.update_task(ada, task.id, TaskChanges(reminder_time=START + times * MINUTE))
        app.run_until(app.clock.now() + 11 * MINUTE)
        assert len(app.notifications_of(ada)) == expected


def test_task_reopened_before_its_reminder_time_is_reminded_of(app: App, ada: str) -> None:
    task = app.add_task(ada, START + HOUR)
    app.tasks.complete_task(ada, task.id)
    app.run_until(START + 10 * MINUTE)
    app.tasks.reopen_task(ada, task.id)
    app.run_until(START + 2 * HOUR)
    assert app.times_of(ada) == ["18 10:30"]


def test_task_reopened_after_its_reminder_time_is_reminded_of_at_once_and_only_once(
    app: App, ada: str
) -> None:
    task = app.add_task(ada, START + HOUR)
    app.tasks.complete_task(ada, task.id)
    app.run_until(START + 2 * HOUR)
    assert app.notifications_of(ada) == []
    app.tasks.reopen_task(ada, task.id)
    app.run_until(START + 2 * HOUR + MINUTE)
    assert app.times_of(ada) == ["18 11:31"]
    for _ in range(2):
        app.tasks.complete_task(ada, task.id)
        app.tasks.reopen_task(ada, task.id)
        app.run_until(app.clock.now() + MINUTE)
    assert len(app.notifications_of(ada)) == 1


@pytest.mark.parametrize(
    ("ago", "sent"),
    [(MINUTE, 1), (5 * HOUR, 1), (DAY - MINUTE, 1), (DAY + MINUTE, 0), (30 * DAY, 0), (700_000 * DAY, 0)],
)
def test_past_reminder_time_is_sent_at_once_unless_older_than_a_day(
    app: App, ada: str, ago: timedelta, sent: int
) -> None:
    app.run_at(START)
    app.add_task(ada, START - ago)
    app.run_at(START + timedelta(seconds=20))
    assert len(app.notifications_of(ada)) == sent
    assert app.reminder_queue() == []


def test_reminder_at_the_end_of_the_calendar_is_enqueued(app: App, ada: str) -> None:
    app.add_task(ada, datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    assert app.run_at(START + HOUR) == 0
    assert [one["user_id"] for one in app.reminder_queue()] == ["reminders:9999-12-31T23"]


def test_task_reminder_in_quiet_hours_is_sent_when_they_end(app: App, ada: str) -> None:
    app.set_zone(ada, "Europe/Madrid")
    app.set_quiet_hours(ada, time(22), time(7, 15))
    late = datetime(2026, 3, 18, 22, 30, tzinfo=UTC)  # 23:30 in Madrid
    app.add_task(ada, late)
    app.add_task(ada, late - 2 * HOUR, "Before they begin")
    app.run_until(late)
    assert app.run_at(late + MINUTE) == 0, "quiet hours are checked once an hour"
    app.run_until(late + 8 * HOUR)
    assert app.times_of(ada) == ["18 20:30", "19 06:15"]
    assert app.reminder_queue() == []


def test_removed_quiet_hours_delay_a_task_reminder_by_at_most_an_hour(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(9), time(20))
    app.add_task(ada, START + 10 * MINUTE)
    app.run_until(START + 20 * MINUTE)
    app.notifications.change_preferences(ada, NotificationChanges(quiet_hours=None))
    app.run_until(START + 100 * MINUTE)
    assert app.times_of(ada, TASK) == ["18 10:40"]


def test_quiet_hours_repeated_by_an_offset_change_end_the_second_time(app: App, ada: str) -> None:
    app.set_zone(ada, "Europe/Madrid")
    app.set_quiet_hours(ada, time(22), time(2, 30))
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 in Madrid for the second time, after 00:10 UTC
    app.clock.set(second - HOUR)
    app.add_task(ada, second)
    app.run_until(second + HOUR)
    assert app.times_of(ada) == ["25 01:30"]


def _reminded_at(app: App, zone: str, hours: tuple[time, time], due: datetime) -> str:
    """Return the time of the notification of a task that is due in these quiet hours."""
    ada = app.register(f"Ada of {due:%j %H:%M}")
    app.set_zone(ada, zone)
    app.set_quiet_hours(ada, *hours)
    app.clock.set(due - MINUTE)
    app.add_task(ada, due)
    app.run_until(due)
    (note,) = app.reminder_queue()
    assert datetime.fromisoformat(note["due"]) > due
    while not app.notifications_of(ada):
        app.run_until(app.clock.now() + MINUTE)
        assert app.clock.now() < due + 5 * HOUR
    return app.times_of(ada)[0]


def test_quiet_hours_that_end_during_an_offset_change_end_in_local_time(app: App) -> None:
    night, short = (time(22), time(2, 30)), (time(1), time(2, 30))
    # On 29 March, at 01:00 UTC, clocks in Berlin are set forward from 02:00 to 03:00.
    gap, fold = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    assert _reminded_at(app, "Europe/Berlin", night, gap + 30 * MINUTE) == "29 01:00"
    assert _reminded_at(app, "Europe/Berlin", night, gap + DAY - 3 * HOUR) == "30 00:30"
    # On 25 October, it is 02:00 in Berlin twice, at 00:00 and 01:00 UTC.
    assert _reminded_at(app, "Europe/Berlin", short, fold + 5 * MINUTE) == "25 00:30"
    assert _reminded_at(app, "Europe/Berlin", short, fold + 70 * MINUTE) == "25 01:30"
    # On 1 November, it is 00:00 in Havana twice, at 04:00 and 05:00 UTC: Sunday begins twice.
    fold = datetime(2026, 11, 1, tzinfo=UTC)
    assert _reminded_at(app, "America/Havana", (time(23), time(0, 30)), fold + 5 * HOUR) == "01 05:30"


def test_task_completed_in_quiet_hours_is_not_reminded_of(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(9), time(12))
    task = app.add_task(ada, START + MINUTE)
    app.run_until(START + HOUR)
    app.tasks.complete_task(ada, task.id)
    app.run_until(START + 3 * HOUR)
    assert app.notifications_of(ada) == []


def test_reminder_of_a_task_that_loses_its_race_against_closing_the_account_is_removed(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    store.rivals.append(lambda: other_app.delete_account(ada))
    with pytest.raises(NotFoundError):
        app.add_task(ada, START + 1000 * DAY)
    assert store.rivals == []
    assert app.reminder_queue() == []
