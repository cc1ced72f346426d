"""The summary of a week with activity is sent once, on Monday morning in the user's time zone."""

from datetime import UTC, datetime, time

import pytest

from tests.unit.reminders.app import DAY, HOUR, MINUTE, START, WEEKLY, App, work_briefly

NARRATIVE = {"method": "GET", "path": "assistant/narratives?period=week&date=2026-03-16"}


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Pacific/Kiritimati", "2026-03-22T18:00:00+00:00"),
        ("Europe/Madrid", "2026-03-23T07:00:00+00:00"),
        ("Pacific/Pago_Pago", "2026-03-23T19:00:00+00:00"),
    ],
)
def test_weekly_summary_is_sent_once_on_monday_at_eight_local_time(
    app: App, ada: str, zone: str, monday: str
) -> None:
    morning = datetime.fromisoformat(monday)
    app.set_zone(ada, zone)
    work_briefly(app, ada)
    app.run_at(morning - MINUTE)
    assert app.notifications_of(ada) == []
    app.run_until(morning)
    (sent,) = app.notifications_of(ada)
    assert (sent.id, sent.created_at) == ("weekly_summary:2026-W12", morning)
    assert sent.data == {
        "week": "2026-W12",
        "worked_minutes": 90,
        "focus_minutes": 25,
        "tasks_completed": 2,
        "narrative": NARRATIVE,
    }
    for part in ("1 h 30 min of work", "25 min of focus", "2 finished tasks", "a fresh streak"):
        assert part in sent.body
    app.run_until(morning + 2 * HOUR)
    app.run_at(morning + 7 * DAY)
    assert app.notifications_of(ada) == [sent]
    assert app.reminder_queue() == []


def test_each_week_with_activity_has_a_summary(app: App, ada: str) -> None:
    mondays = [datetime(2026, 3, 23, 8, tzinfo=UTC) + number * 7 * DAY for number in range(4)]
    for monday, does in zip(mondays, (True, True, False, True), strict=True):
        if does:
            work_briefly(app, ada)
        app.run_at(monday - HOUR)
        app.run_until(monday + MINUTE)
        app.clock.set(monday + DAY)
    assert [one.data["week"] for one in app.notifications_of(ada)] == ["2026-W12", "2026-W13", "2026-W15"]
    assert {one.data["tasks_completed"] for one in app.notifications_of(ada)} == {2}


def test_weekly_summary_covers_only_the_days_of_the_week(app: App, ada: str) -> None:
    for day in (15, 16, 22, 23):  # the Sunday before, the first and last day, the Monday after
        app.clock.set(datetime(2026, 3, day, 6, tzinfo=UTC))
        work_briefly(app, ada)
    app.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    (sent,) = (one for one in app.notifications_of(ada, WEEKLY) if one.data["week"] == "2026-W12")
    assert sent.data == {
        "week": "2026-W12",
        "worked_minutes": 180,
        "focus_minutes": 50,
        "tasks_completed": 4,
        "narrative": NARRATIVE,
    }
    assert "a streak of 2 days" in sent.body


def test_week_without_remaining_activity_has_no_summary(app: App, ada: str) -> None:
    task = app.tasks.create_task(ada, "Write").value
    app.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    app.tasks.complete_task(ada, task.id)
    app.tasks.reopen_task(ada, task.id)
    app.run_at(datetime(2026, 3, 30, 8, tzinfo=UTC))
    assert app.notifications_of(ada) == []
    assert app.reminder_queue() == []


@pytest.mark.parametrize(
    ("to", "morning"),
    [
        ("Pacific/Pago_Pago", "23 19:00"),
        ("America/Santiago", "23 11:00"),
        ("Atlantic/Canary", "23 08:00"),
        ("Pacific/Auckland", "22 19:00"),
        ("Pacific/Kiritimati", "22 18:00"),
    ],
)
def test_weekly_summary_is_sent_in_the_morning_of_a_new_time_zone(
    app: App, ada: str, to: str, morning: str
) -> None:
    app.set_zone(ada, "Europe/Madrid")
    work_briefly(app, ada)
    app.set_zone(ada, to)
    app.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    app.run_until(datetime(2026, 3, 23, 20, tzinfo=UTC), every=10 * MINUTE)
    assert app.times_of(ada) == [morning]
    assert app.reminder_queue() == []


@pytest.mark.parametrize("hour", [0, 4, 10, 23])
def test_weekly_summary_does_not_depend_on_the_start_of_the_day(app: App, hour: int) -> None:
    ada = app.register(day_start=time(hour))
    work_briefly(app, ada)
    app.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    app.run_until(datetime(2026, 3, 24, 9, tzinfo=UTC), every=20 * MINUTE)
    assert app.times_of(ada) == ["23 08:00"]
    assert app.reminder_queue() == []


def test_weekly_summary_after_a_move_from_far_west_to_far_east_is_sent_on_monday_morning(
    app: App, ada: str
) -> None:
    app.set_zone(ada, "America/Los_Angeles")
    work_briefly(app, ada)
    app.run_at(START + 2 * DAY)
    app.set_zone(ada, "Pacific/Auckland")
    app.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    app.run_until(datetime(2026, 3, 24, tzinfo=UTC), every=30 * MINUTE)
    assert app.times_of(ada) == ["22 19:00"]


@pytest.mark.parametrize("also_on_monday", [False, True])
def test_session_over_the_end_of_a_week_counts_for_both_weeks(
    app: App,
    ada: str,
    also_on_monday: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    sunday = datetime(2026, 3, 22, 22, tzinfo=UTC)
    app.run_at(sunday)
    app.sessions.start_session(ada)
    app.clock.set(sunday + 3 * HOUR)
    if also_on_monday:
        app.tasks.complete_task(ada, app.tasks.create_task(ada, "Write").value.id)
    app.clock.set(sunday + 4 * HOUR)
    app.sessions.end_active_session(ada)
    for week in range(2):
        monday = datetime(2026, 3, 23, 8, tzinfo=UTC) + week * 7 * DAY
        app.run_at(monday - MINUTE)
        app.run_until(monday + 2 * MINUTE)
    sent = [(one.data["week"], one.data["worked_minutes"]) for one in app.notifications_of(ada, WEEKLY)]
    assert sent == [("2026-W12", 120), ("2026-W13", 120)]
    assert app.reminder_queue() == []


def test_reopening_a_task_of_an_old_week_schedules_no_summary(app: App, ada: str) -> None:
    task = app.tasks.create_task(ada, "Write").value
    app.tasks.complete_task(ada, task.id)
    app.clock.set(START + 20 * DAY)
    app.tasks.reopen_task(ada, task.id)
    assert {one["subject_id"] for one in app.reminder_queue()} == {"2026-W12"}


@pytest.mark.parametrize("days", [1, 4, 5])
def test_account_deleted_before_monday_leaves_no_reminder(app: App, ada: str, days: int) -> None:
    app.set_zone(ada, "America/Los_Angeles")
    work_briefly(app, ada)
    app.run_at(datetime(2026, 3, 18, 11, tzinfo=UTC) + days * DAY)
    assert [one["subject"] for one in app.reminder_queue()] == ["week"]
    app.delete_account(ada)
    assert app.reminder_queue() == []


def test_weekly_summary_in_quiet_hours_is_sent_when_they_end(app: App, ada: str) -> None:
    work_briefly(app, ada)
    app.set_quiet_hours(ada, time(23), time(10, 30))
    app.run_at(datetime(2026, 3, 23, 7, 59, tzinfo=UTC))
    app.run_until(datetime(2026, 3, 23, 11, tzinfo=UTC))
    assert app.times_of(ada) == ["23 10:30"]


def test_disabled_weekly_summary_is_not_sent(app: App, ada: str) -> None:
    work_briefly(app, ada)
    app.disable(ada, WEEKLY)
    app.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    assert app.notifications_of(ada) == []
    assert app.reminder_queue() == []
