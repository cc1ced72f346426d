"""The week that was is told on Monday morning: once, where its owner is by then, if there is anything."""

from datetime import UTC, datetime, time

import pytest

from tests.unit.reminders.house import DAY, HOUR, MINUTE, START, WEEKLY, House, work_a_little


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Pacific/Kiritimati", "2026-03-22T18:00:00+00:00"),
        ("Europe/Madrid", "2026-03-23T07:00:00+00:00"),
        ("Pacific/Pago_Pago", "2026-03-23T19:00:00+00:00"),
    ],
)
def test_weekly_summary_is_sent_once_on_monday_at_eight_local_time(
    house: House, ada: str, zone: str, monday: str
) -> None:
    morning = datetime.fromisoformat(monday)
    house.move_to(ada, zone)
    work_a_little(house, ada)
    house.run_at(morning - MINUTE)
    assert house.told(ada) == []
    house.run_until(morning)
    (told,) = house.told(ada)
    assert (told.id, told.created_at) == ("weekly_summary:2026-W12", morning)
    assert told.data == {"week": "2026-W12", "worked_minutes": 90, "focus_minutes": 25, "tasks_completed": 2}
    for part in ("1 h 30 min of work", "25 min of focus", "2 finished tasks", "a fresh streak"):
        assert part in told.body
    house.run_until(morning + 2 * HOUR)
    house.run_at(morning + 7 * DAY)
    assert house.told(ada) == [told]
    assert house.reminder_queue() == []


def test_each_week_with_activity_has_a_summary(house: House, ada: str) -> None:
    mondays = [datetime(2026, 3, 23, 8, tzinfo=UTC) + number * 7 * DAY for number in range(4)]
    for monday, does in zip(mondays, (True, True, False, True), strict=True):
        if does:
            work_a_little(house, ada)
        house.run_at(monday - HOUR)
        house.run_until(monday + MINUTE)
        house.clock.set(monday + DAY)
    assert [one.data["week"] for one in house.told(ada)] == ["2026-W12", "2026-W13", "2026-W15"]
    assert {one.data["tasks_completed"] for one in house.told(ada)} == {2}


def test_weekly_summary_covers_only_the_days_of_the_week(house: House, ada: str) -> None:
    for day in (15, 16, 22, 23):  # the Sunday before, the first and the last day, the Monday after
        house.clock.set(datetime(2026, 3, day, 6, tzinfo=UTC))
        work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    (told,) = (one for one in house.told(ada, WEEKLY) if one.data["week"] == "2026-W12")
    assert told.data == {"week": "2026-W12", "worked_minutes": 180, "focus_minutes": 50, "tasks_completed": 4}
    assert "a streak of 2 days" in told.body


def test_week_without_remaining_activity_has_no_summary(house: House, ada: str) -> None:
    task = house.tasks.create_task(ada, "Write")
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    house.tasks.complete_task(ada, task.id)
    house.tasks.reopen_task(ada, task.id)
    house.run_at(datetime(2026, 3, 30, 8, tzinfo=UTC))
    assert house.told(ada) == []
    assert house.reminder_queue() == []


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
    house: House, ada: str, to: str, morning: str
) -> None:
    house.move_to(ada, "Europe/Madrid")
    work_a_little(house, ada)
    house.move_to(ada, to)
    house.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 23, 20, tzinfo=UTC), every=10 * MINUTE)
    assert house.moments(ada) == [morning]
    assert house.reminder_queue() == []


@pytest.mark.parametrize("hour", [0, 4, 10, 23])
def test_weekly_summary_does_not_depend_on_the_start_of_the_day(house: House, hour: int) -> None:
    ada = house.register(day_start=time(hour))
    work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 24, 9, tzinfo=UTC), every=20 * MINUTE)
    assert house.moments(ada) == ["23 08:00"]
    assert house.reminder_queue() == []


def test_weekly_summary_after_a_move_from_far_west_to_far_east_is_sent_on_monday_morning(
    house: House, ada: str
) -> None:
    house.move_to(ada, "America/Los_Angeles")
    work_a_little(house, ada)
    house.run_at(START + 2 * DAY)
    house.move_to(ada, "Pacific/Auckland")
    house.run_at(datetime(2026, 3, 22, 17, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 24, tzinfo=UTC), every=30 * MINUTE)
    assert house.moments(ada) == ["22 19:00"]


@pytest.mark.parametrize("also", [False, True])
def test_session_over_the_end_of_a_week_counts_for_both_weeks(
    house: House,
    ada: str,
    also: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    sunday = datetime(2026, 3, 22, 22, tzinfo=UTC)
    house.run_at(sunday)
    house.sessions.start_session(ada)
    house.clock.set(sunday + 3 * HOUR)
    if also:  # by then it is Monday's week
        house.tasks.complete_task(ada, house.tasks.create_task(ada, "Write").id)
    house.clock.set(sunday + 4 * HOUR)
    house.sessions.end_active_session(ada)
    for week in range(2):
        monday = datetime(2026, 3, 23, 8, tzinfo=UTC) + week * 7 * DAY
        house.run_at(monday - MINUTE)
        house.run_until(monday + 2 * MINUTE)
    told = [(one.data["week"], one.data["worked_minutes"]) for one in house.told(ada, WEEKLY)]
    assert told == [("2026-W12", 120), ("2026-W13", 120)]
    assert house.reminder_queue() == []


def test_undoing_an_event_of_an_old_week_does_not_schedule_its_summary(house: House, ada: str) -> None:
    task = house.tasks.create_task(ada, "Write")
    house.tasks.complete_task(ada, task.id)
    house.clock.set(START + 20 * DAY)
    house.tasks.reopen_task(ada, task.id)
    assert {one["subject_id"] for one in house.reminder_queue()} == {"2026-W12", "2026-W15"}


@pytest.mark.parametrize("days", [1, 4, 5])
def test_account_deleted_before_monday_leaves_no_reminder(house: House, ada: str, days: int) -> None:
    house.move_to(ada, "America/Los_Angeles")
    work_a_little(house, ada)
    house.run_at(datetime(2026, 3, 18, 11, tzinfo=UTC) + days * DAY)
    assert [one["subject"] for one in house.reminder_queue()] == ["week"]
    house.leave(ada)
    assert house.reminder_queue() == []


def test_weekly_summary_in_quiet_hours_is_sent_when_they_end(house: House, ada: str) -> None:
    work_a_little(house, ada)
    house.be_quiet(ada, time(23), time(10, 30))
    house.run_at(datetime(2026, 3, 23, 7, 59, tzinfo=UTC))
    house.run_until(datetime(2026, 3, 23, 11, tzinfo=UTC))
    assert house.moments(ada) == ["23 10:30"]


def test_disabled_weekly_summary_is_not_sent(house: House, ada: str) -> None:
    work_a_little(house, ada)
    house.switch_off(ada, WEEKLY)
    house.run_at(datetime(2026, 3, 23, 8, tzinfo=UTC))
    assert house.told(ada) == []
    assert house.reminder_queue() == []
