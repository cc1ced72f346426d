"""Reminders of tasks: each is given at its time, once, and only while it is awaited."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from shared.entities.notification import Notification
from shared.entities.task import Task
from tests.unit.recount import documents_of, of_type
from tests.unit.reminders.house import DAY, HOUR, MINUTE, START, TASK, House, Store


def test_task_reminder_is_sent_once_and_not_before_its_time(house: House, ada: str) -> None:
    task = house.plan(ada, START + 30 * MINUTE, due_date=START + DAY)
    house.run_until(START + 29 * MINUTE)
    house.run_at(START + timedelta(minutes=29, seconds=59))
    assert house.told(ada) == []
    house.run_at(START + 30 * MINUTE)
    (told,) = house.told(ada)
    assert told == Notification(
        id=f"task_reminder:{task.id}:2026-03-18T10:00:00.000000Z",
        user_id=ada,
        kind=TASK,
        title="A task you wanted to remember",
        body="You asked me to remind you: “Write”.",
        created_at=START + 30 * MINUTE,
        data={"task_id": task.id, "due_date": "2026-03-19T09:30:00Z"},
    )
    house.run_until(START + 90 * MINUTE)
    assert house.told(ada) == [told]
    assert house.reminder_queue() == []


def test_task_reminder_has_the_current_title_in_the_language_of_the_user(house: House, ada: str) -> None:
    task = house.plan(ada, START + HOUR)
    house.prefer(ada, language="es")
    house.tasks.update_task(ada, task.id, {"title": "Escribir «el informe»"})
    house.run_at(START + HOUR)
    (told,) = house.told(ada)
    assert told.title == "Una tarea que querías recordar"
    assert told.body == "Me pediste que te lo recordara: «Escribir «el informe»»."


def _complete(house: House, user_id: str, task: Task) -> None:
    house.tasks.complete_task(user_id, task.id)


def _delete(house: House, user_id: str, task: Task) -> None:
    house.tasks.delete_task(user_id, task.id)


def _want_no_reminder(house: House, user_id: str, task: Task) -> None:
    house.tasks.update_task(user_id, task.id, {"reminder_enabled": False})


def _forget_the_time(house: House, user_id: str, task: Task) -> None:
    house.tasks.update_task(user_id, task.id, {"reminder_time": None})


def _switch_off(house: House, user_id: str, _: Task) -> None:
    house.switch_off(user_id, TASK)


def _leave(house: House, user_id: str, _: Task) -> None:
    house.leave(user_id)


@pytest.mark.parametrize(
    "change", [_complete, _delete, _want_no_reminder, _forget_the_time, _switch_off, _leave]
)
def test_task_reminder_that_no_longer_applies_is_not_sent(
    house: House, store: Store, ada: str, change: Callable[[House, str, Task], None]
) -> None:
    bob = house.register("Bob")
    task = house.plan(ada, START + HOUR)
    house.plan(bob, START + HOUR)
    change(house, ada, task)
    house.run_at(START + HOUR)
    assert of_type(documents_of(store, ada), "notification") == []
    assert len(house.told(bob)) == 1
    assert [one for one in house.reminder_queue() if one["subject"] == "task"] == []


@pytest.mark.parametrize("minutes", [5, 45, 70, -20])
def test_moved_task_reminder_is_sent_only_at_the_new_time(house: House, ada: str, minutes: int) -> None:
    first = START + 60 * MINUTE
    task = house.plan(ada, first)
    house.tasks.update_task(ada, task.id, {"reminder_time": first + minutes * MINUTE})
    house.run_until(first + 2 * HOUR)
    assert [one.created_at for one in house.told(ada)] == [first + minutes * MINUTE]
    assert house.reminder_queue() == []


def test_new_reminder_time_is_sent_again_and_a_repeated_one_is_not(house: House, ada: str) -> None:
    task = house.plan(ada, START + 10 * MINUTE)
    house.run_until(START + 15 * MINUTE)
    for times, expected in ((20, 2), (10, 2), (25, 3), (20, 3)):
        house.tasks.update_task(ada, task.id, {"reminder_time": START + times * MINUTE})
        house.run_until(house.clock.now() + 11 * MINUTE)
        assert len(house.told(ada)) == expected


def test_task_reopened_before_its_reminder_time_is_reminded_of(house: House, ada: str) -> None:
    task = house.plan(ada, START + HOUR)
    house.tasks.complete_task(ada, task.id)
    house.run_until(START + 10 * MINUTE)
    house.tasks.reopen_task(ada, task.id)
    house.run_until(START + 2 * HOUR)
    assert house.moments(ada) == ["18 10:30"]


def test_task_reopened_after_its_reminder_time_is_reminded_of_at_once_and_only_once(
    house: House, ada: str
) -> None:
    task = house.plan(ada, START + HOUR)
    house.tasks.complete_task(ada, task.id)
    house.run_until(START + 2 * HOUR)
    assert house.told(ada) == []
    house.tasks.reopen_task(ada, task.id)
    house.run_until(START + 2 * HOUR + MINUTE)
    assert house.moments(ada) == ["18 11:31"]
    for _ in range(2):
        house.tasks.complete_task(ada, task.id)
        house.tasks.reopen_task(ada, task.id)
        house.run_until(house.clock.now() + MINUTE)
    assert len(house.told(ada)) == 1


@pytest.mark.parametrize(
    ("ago", "told"),
    [(MINUTE, 1), (5 * HOUR, 1), (DAY - MINUTE, 1), (DAY + MINUTE, 0), (30 * DAY, 0), (700_000 * DAY, 0)],
)
def test_past_reminder_time_is_sent_at_once_unless_older_than_a_day(
    house: House, ada: str, ago: timedelta, told: int
) -> None:
    house.run_at(START)
    house.plan(ada, START - ago)
    house.run_at(START + timedelta(seconds=20))
    assert len(house.told(ada)) == told
    assert house.reminder_queue() == []


def test_reminder_at_the_end_of_the_calendar_is_enqueued(house: House, ada: str) -> None:
    house.plan(ada, datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    assert house.run_at(START + HOUR) == 0
    assert [one["user_id"] for one in house.reminder_queue()] == ["reminders:9999-12-31T23"]


def test_task_reminder_in_quiet_hours_is_sent_when_they_end(house: House, ada: str) -> None:
    house.move_to(ada, "Europe/Madrid")
    house.be_quiet(ada, time(22), time(7, 15))
    late = datetime(2026, 3, 18, 22, 30, tzinfo=UTC)  # 23:30 in Madrid
    house.plan(ada, late)
    house.plan(ada, late - 2 * HOUR, "Before they begin")
    house.run_until(late)
    assert house.run_at(late + MINUTE) == 0, "it is looked at once an hour"
    house.run_until(late + 8 * HOUR)
    assert house.moments(ada) == ["18 20:30", "19 06:15"]
    assert house.reminder_queue() == []


def test_removed_quiet_hours_delay_a_task_reminder_by_at_most_an_hour(house: House, ada: str) -> None:
    house.be_quiet(ada, time(9), time(20))
    house.plan(ada, START + 10 * MINUTE)
    house.run_until(START + 20 * MINUTE)
    house.notifications.change_preferences(ada, {}, {"quiet_hours": None})
    house.run_until(START + 100 * MINUTE)
    assert house.moments(ada, TASK) == ["18 10:40"]


def test_quiet_hours_repeated_by_an_offset_change_end_the_second_time(house: House, ada: str) -> None:
    house.move_to(ada, "Europe/Madrid")
    house.be_quiet(ada, time(22), time(2, 30))
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10, which was at 00:10 UTC as well
    house.clock.set(second - HOUR)
    house.plan(ada, second)
    house.run_until(second + HOUR)
    assert house.moments(ada) == ["25 01:30"]


def _told_after(house: House, zone: str, hours: tuple[time, time], due: datetime) -> str:
    """Return when somebody is told of a task that is due in these quiet hours."""
    ada = house.register(f"Ada of {due:%j %H:%M}")
    house.move_to(ada, zone)
    house.be_quiet(ada, *hours)
    house.clock.set(due - MINUTE)
    house.plan(ada, due)
    house.run_until(due)
    (note,) = house.reminder_queue()
    assert datetime.fromisoformat(note["due"]) > due
    while not house.told(ada):
        house.run_until(house.clock.now() + MINUTE)
        assert house.clock.now() < due + 5 * HOUR
    return house.moments(ada)[0]


def test_quiet_hours_that_end_during_an_offset_change_end_in_local_time(house: House) -> None:
    night, short = (time(22), time(2, 30)), (time(1), time(2, 30))
    # On March 29 it is three o'clock in Berlin at 01:00 UTC, after 01:59.
    gap, fold = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    assert _told_after(house, "Europe/Berlin", night, gap + 30 * MINUTE) == "29 01:00"
    assert _told_after(house, "Europe/Berlin", night, gap + DAY - 3 * HOUR) == "30 00:30"
    # On October 25 it is two o'clock twice, at 00:00 and at 01:00 UTC.
    assert _told_after(house, "Europe/Berlin", short, fold + 5 * MINUTE) == "25 00:30"
    assert _told_after(house, "Europe/Berlin", short, fold + 70 * MINUTE) == "25 01:30"
    # On November 1 it is one o'clock twice in Havana, at 04:00 and at 05:00 UTC: Sunday begins twice.
    fold = datetime(2026, 11, 1, tzinfo=UTC)
    assert _told_after(house, "America/Havana", (time(23), time(0, 30)), fold + 5 * HOUR) == "01 05:30"


def test_task_completed_in_quiet_hours_is_not_reminded_of(house: House, ada: str) -> None:
    house.be_quiet(ada, time(9), time(12))
    task = house.plan(ada, START + MINUTE)
    house.run_until(START + HOUR)
    house.tasks.complete_task(ada, task.id)
    house.run_until(START + 3 * HOUR)
    assert house.told(ada) == []
