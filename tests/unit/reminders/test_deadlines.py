"""Deadlines are sent once, at their moments, and only while they apply."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.entities.task import Task, TaskChanges
from shared.views.notification import NotificationKind
from shared.views.task import Priority
from tests.oracle.due_moments import deadlines
from tests.oracle.recount import documents_of
from tests.unit.reminders.app import DAY, HOUR, MINUTE, START, TASK, App, Store

DEADLINE = NotificationKind.DEADLINE
HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
BERLIN = ZoneInfo("Europe/Berlin")
_names = count(1)

# Changes of a task, as its model and the service both apply them; hours count from the start of the example.
hours = st.integers(-30, 48)
changes = st.one_of(
    st.tuples(st.just("due_date"), st.none() | hours),
    st.tuples(st.just("due_day"), st.integers(-1, 2)),
    st.tuples(st.just("priority"), st.sampled_from(Priority)),
    st.tuples(st.just("reminder_time"), st.none() | hours),
    st.tuples(st.just("title"), st.sampled_from(["Read", "Draw"])),
    st.tuples(st.just("completed"), st.booleans()),
    st.tuples(st.just("outage"), st.integers(2, 30)),
)
REOPENED = (("completed", True), ("completed", False))


class Model:
    """The notifications of a task, if the timer runs every hour but in outages, in which nothing changes."""

    def __init__(self, begin: datetime) -> None:
        self.begin = begin
        self.now = begin
        self.due: datetime | None = None
        self.priority = "medium"
        self.reminder: datetime | None = None
        self.completed = False
        self.ahead: list[datetime] = []
        self.sent: set[tuple[str, datetime]] = set()

    def change(self, name: str, value: Any) -> None:
        match name:
            case "due_date" | "due_day":
                self.due = value
            case "reminder_time":
                self.reminder = value
            case "priority":
                self.priority = value
            case "completed":
                self.completed = value
        moments = deadlines(self.due, self.priority, BERLIN) if self.due and not self.completed else []
        self.ahead = [moment for moment in moments if moment > self.now]

    def run(self, now: datetime) -> None:
        self.now = now
        if not self.completed and self.reminder and self.reminder <= now <= self.reminder + DAY:
            self.sent.add(("task_reminder", self.reminder))
        over = [moment for moment in self.ahead if moment <= now]
        if over and self.due and now < self.due:
            self.sent.add(("deadline", max(over)))
        self.ahead = [moment for moment in self.ahead if moment > now]


def _apply(app: App, ada: str, task: Task, name: str, value: Any) -> None:
    if name == "completed":
        (app.tasks.complete_task if value else app.tasks.reopen_task)(ada, task.id)
        return
    fields = {"due_day": "due_date"}
    sent = {fields.get(name, name): value}
    if name == "reminder_time":
        sent["reminder_enabled"] = value is not None
    app.tasks.update_task(ada, task.id, TaskChanges(**sent))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(changes, min_size=1, max_size=8))
@example([("priority", HIGH), ("due_date", 40), ("reminder_time", 20)])
@example([("priority", HIGH), ("due_date", 40), ("outage", 39), ("due_day", 1)])  # the latest of two
@example([("priority", HIGH), ("due_date", 20), ("outage", 20)])  # none on the due date itself
@example([("due_day", 1), ("reminder_time", -3), *REOPENED])
@example([("priority", HIGH), ("due_date", 23), ("reminder_time", -2), *REOPENED])
def test_task_has_the_notifications_of_its_moments_however_it_changes(
    app: App, steps: Sequence[tuple[str, Any]]
) -> None:
    # The clocks are set forward on Sunday; due dates are at whole hours, and changes between them.
    ada = app.register(f"Ada {next(_names)}", timezone="Europe/Berlin")
    begin = datetime(2026, 3, 27, 12, tzinfo=UTC)
    model = Model(begin)
    app.clock.set(begin)
    task = app.tasks.create_task(ada, "Write").value

    def run_at(moment: datetime) -> None:
        model.run(moment)
        app.run_at(moment)

    for name, chosen in steps:
        hour = model.now
        if name == "outage":
            run_at(hour + chosen * HOUR)
            continue
        value, model.now = chosen, hour + 10 * MINUTE
        app.clock.set(model.now)
        if name == "due_day":
            value = date(2026, 3, 28) + chosen * DAY
        elif name in {"due_date", "reminder_time"} and chosen is not None:
            value = begin + chosen * HOUR
        _apply(app, ada, task, name, value)
        if name == "due_day":
            value = datetime.combine(value + DAY, time(), BERLIN).astimezone(UTC) - timedelta(seconds=1)
        model.change(name, value)
        run_at(hour + HOUR)
    while model.now < begin + 5 * DAY:
        run_at(model.now + 12 * HOUR)
    found = {
        (one.kind.value, datetime.fromisoformat(one.id.rpartition(f":{task.id}:")[2]))
        for one in app.notifications_of(ada, DEADLINE, TASK)
    }
    assert found == model.sent
    assert [one for one in app.reminder_queue() if one["subject_id"] == task.id] == []


def test_deadlines_are_sent_with_their_text_and_data(app: App, ada: str) -> None:
    app.set_zone(ada, "Europe/Madrid")
    due = datetime(2026, 3, 19, 16, tzinfo=UTC)
    task = app.tasks.create_task(ada, "Write", TaskChanges(due_date=due, priority=HIGH)).value
    app.run_until(due, every=10 * MINUTE)
    first, second = app.notifications_of(ada)
    assert (first.id, first.kind) == (f"deadline:{task.id}:2026-03-18T16:00:00.000000Z", DEADLINE)
    assert first.title == second.title == "A due date is near"
    assert first.body == "“Write” is due tomorrow at 17:00. There is still time."
    assert second.body == "“Write” is due today at 17:00. One small step is a good start."
    assert first.data == second.data == {"task_id": task.id, "due_date": "2026-03-19T16:00:00Z"}
    assert app.times_of(ada) == ["18 16:00", "19 14:00"]
    assert app.reminder_queue() == []


def test_deadline_of_the_day_after_a_day_of_23_hours_is_not_announced_for_tomorrow(
    app: App, ada: str
) -> None:
    app.set_zone(ada, "Europe/Madrid")
    due = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # 00:30 on 30 March
    app.tasks.create_task(ada, "Write", TaskChanges(due_date=due))
    app.run_until(due - DAY, every=HOUR)  # 23:30 on 28 March
    (deadline,) = app.notifications_of(ada)
    assert deadline.body == "“Write” is due in 24 hours, at 00:30. There is still time."


def test_whole_day_is_announced_at_nine_of_it_in_the_language_of_the_user(app: App, ada: str) -> None:
    app.set_zone(ada, "Pacific/Auckland")
    app.set_preferences(ada, language="es")
    for priority in Priority:
        app.tasks.create_task(ada, priority, TaskChanges(due_date=date(2026, 3, 20), priority=priority))
    app.run_until(START + 2 * DAY, every=30 * MINUTE)
    assert app.times_of(ada) == ["19 20:00"] * 2
    assert {one.body for one in app.notifications_of(ada)} == {
        "«high» es para hoy. Un pasito ya es un buen comienzo.",
        "«medium» es para hoy. Un pasito ya es un buen comienzo.",
    }


def test_reminder_and_deadlines_in_the_same_hour_follow_one_another(app: App, ada: str) -> None:
    due = START + DAY + 25 * MINUTE  # its deadline is at 09:55
    app.add_task(ada, START + 10 * MINUTE, due_date=due)
    app.run_until(START + 10 * MINUTE)
    assert [one["due"][11:16] for one in app.reminder_queue()] == ["09:55"]
    app.run_until(START + HOUR)
    assert [(one.kind, f"{one.created_at:%H:%M}") for one in app.notifications_of(ada)] == [
        (TASK, "09:40"),
        (DEADLINE, "09:55"),
    ]
    assert app.reminder_queue() == []


def test_deadline_follows_a_moment_that_the_task_no_longer_has(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(9), time(12))
    task = app.add_task(ada, START + 10 * MINUTE, due_date=START + DAY + HOUR)
    app.run_until(START + 20 * MINUTE)  # the reminder is postponed
    app.tasks.update_task(ada, task.id, TaskChanges(reminder_enabled=False))
    app.run_until(START + 3 * HOUR)
    assert [(one.kind, f"{one.created_at:%H:%M}") for one in app.notifications_of(ada)] == [
        (DEADLINE, "12:00")
    ]


def test_deadline_in_quiet_hours_is_sent_after_them_but_not_after_the_due_date(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(22), time(7))
    for hour, title in ((31, "At 07:00"), (32, "At 08:00")):
        due = datetime(2026, 3, 18, tzinfo=UTC) + hour * HOUR
        app.tasks.create_task(ada, title, TaskChanges(due_date=due, priority=HIGH))
    app.run_until(START + DAY, every=15 * MINUTE)
    assert [(one.created_at.hour, one.body[1:9]) for one in app.notifications_of(ada)] == [(7, "At 08:00")]


def test_disabled_deadline_is_not_sent_but_the_reminder_after_it_is(app: App, ada: str) -> None:
    app.add_task(ada, START + 2 * HOUR, due_date=START + DAY + HOUR)
    app.disable(ada, DEADLINE)
    app.run_until(START + 3 * HOUR, every=10 * MINUTE)
    assert [one.kind for one in app.notifications_of(ada)] == [TASK]


@pytest.mark.parametrize(
    ("first", "last", "due", "times"),
    [
        ("19", "19", "20 15:00", ["20 09:00", "20 13:00"]),  # put off to the next morning
        ("19", "20", "20 15:00", []),  # which is not before the due date
        ("19", "20", "21 08:00", ["21 06:00"]),
        ("20", "20", "20 15:00", ["19 15:00"]),
        ("19", "19", "20 10:30", ["20 08:30"]),  # the next one comes before that
        ("19", "19", "20", ["20 09:00"]),
        ("20", "20", "20", []),  # a whole day
        ("21", "22", "20 15:00", ["19 15:00", "20 13:00"]),
    ],
)
def test_deadline_on_a_day_off_is_put_off_to_the_next_morning_before_the_due_date(
    app: App, ada: str, first: str, last: str, due: str, times: list[str]
) -> None:
    begin, end = (date(2026, 3, int(day)) for day in (first, last))
    app.factory.get_days_off_service().add_days_off(ada, begin, end)
    day = date(2026, 3, int(due[:2]))
    moment = datetime.combine(day, time.fromisoformat(due[3:]), UTC) if due[3:] else day
    app.add_task(ada, datetime(2026, 3, 19, 18, tzinfo=UTC), due_date=moment, priority=HIGH)
    app.run_until(START + 4 * DAY, every=30 * MINUTE)
    assert app.times_of(ada, DEADLINE) == times
    assert app.times_of(ada, TASK) == ["19 18:00"], "the reminder that the user set also comes on days off"
    assert app.reminder_queue() == []


def test_deadline_on_a_public_holiday_is_put_off_over_days_off(app: App, ada: str) -> None:
    app.set_preferences(ada, country="DE")
    app.factory.get_days_off_service().add_days_off(ada, date(2026, 4, 7), date(2026, 4, 7))
    for due in (datetime(2026, 4, 7, 12, tzinfo=UTC), datetime(2026, 4, 4, 12, tzinfo=UTC)):
        app.tasks.create_task(ada, "Write", TaskChanges(due_date=due))  # Easter Monday is 6 April
    app.run_at(datetime(2026, 4, 2, 12, tzinfo=UTC))
    app.run_until(datetime(2026, 4, 8, 12, tzinfo=UTC), every=HOUR)
    assert app.times_of(ada) == ["04 09:00"], "Good Friday's is put off to Saturday"


def test_next_task_of_a_series_has_its_deadline(app: App, ada: str) -> None:
    fields = TaskChanges(due_date=date(2026, 3, 18), recurrence="FREQ=DAILY")
    task = app.tasks.create_task(ada, "Write", fields).value
    app.tasks.complete_task(ada, task.id)
    app.run_until(START + DAY, every=30 * MINUTE)
    assert app.times_of(ada, DEADLINE) == ["19 09:00"]


def test_change_with_the_same_next_moment_enqueues_nothing(app: App, store: Store, ada: str) -> None:
    fields = TaskChanges(due_date=START + 2 * DAY, priority=HIGH)
    task = app.tasks.create_task(ada, "Write", fields).value
    store.before_reminder_write = lambda: pytest.fail("a reminder was written")
    later = TaskChanges(reminder_enabled=True, reminder_time=START + 40 * HOUR)
    for changes in (TaskChanges(title="Read"), later, TaskChanges(priority=MEDIUM), TaskChanges(tags=("a",))):
        app.tasks.update_task(ada, task.id, changes)
    app.tasks.create_task(ada, "Low", TaskChanges(due_date=START + 3 * DAY, priority=LOW))
    assert store.before_reminder_write is not None


def test_account_closed_after_the_first_of_two_deadlines_leaves_no_reminder(app: App, ada: str) -> None:
    due = START + DAY + HOUR
    app.tasks.create_task(ada, "Write", TaskChanges(due_date=due, priority=HIGH))
    app.run_at(START + HOUR)
    (queued,) = app.reminder_queue()
    assert queued["due"] == "2026-03-19T08:30:00.000000Z"
    app.delete_account(ada)
    assert app.reminder_queue() == []


def test_account_closed_during_the_run_stays_without_documents(
    app: App, other_app: App, store: Store, ada: str
) -> None:
    app.tasks.create_task(ada, "Write", TaskChanges(due_date=START + DAY + HOUR, priority=HIGH))
    store.before_reminder_write = lambda: other_app.delete_account(ada)
    app.run_at(START + HOUR)
    assert documents_of(store, ada) == []
    app.run_until(START + DAY, every=HOUR)
    assert app.reminder_queue() == []


def test_two_runs_at_once_send_a_deadline_once(app: App, other_app: App, store: Store, ada: str) -> None:
    app.tasks.create_task(ada, "Write", TaskChanges(due_date=START + DAY + HOUR, priority=HIGH))
    store.rivals.append(lambda: other_app.run_at(START + HOUR))
    app.run_at(START + HOUR)
    assert store.rivals == []
    app.run_until(START + HOUR + 2 * MINUTE)
    assert app.times_of(ada) == ["18 10:30"]
    assert [one["due"][8:16] for one in app.reminder_queue()] == ["19T08:30"]
