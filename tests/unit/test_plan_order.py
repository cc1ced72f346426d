"""The order in which tasks are planned for a day, and what must be done on it."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.entities.calendar import Calendar
from shared.entities.task import Task
from shared.rules.assistant.plan.order import Obstacle, PlannedDay, Reason, order_tasks
from shared.views.task import Priority
from tests.unit.plan_scenes import ESTIMATES, open_task

ON = date(2026, 3, 18)
BEGIN = datetime(2026, 3, 18, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_DAY = 120


def _day(on: date = ON) -> PlannedDay:
    def minutes_before(moment: datetime) -> float:
        return PER_DAY * max(0, (moment.date() - on).days - 1)

    return PlannedDay(
        calendar=Calendar(UTC, time(0)),
        on=on,
        today=ON,
        now=BEGIN - HOUR,
        begin=BEGIN + (on - ON),
        minutes_before=minutes_before,
    )


def _reasons(*tasks: Task, on: date = ON) -> list[tuple[str, Reason]]:
    found, _ = order_tasks(tasks, ESTIMATES, _day(on))
    return [(one.task.id, one.reason) for one in found]


def test_due_tasks_are_first_then_planned_ones_then_by_priority_and_age() -> None:
    tasks = [
        open_task(0),
        open_task(1, priority=Priority.HIGH),
        open_task(2, priority=Priority.LOW, planned_date=ON - 3 * DAY),
        open_task(3, planned_date=ON),
        open_task(4, due_date=BEGIN + 5 * HOUR),
        open_task(5, due_date=BEGIN - 50 * HOUR, priority=Priority.LOW),
        open_task(6),
        open_task(7, due_date=BEGIN + 9 * DAY, priority=Priority.LOW),
    ]
    assert _reasons(*tasks) == [
        ("t5", Reason.OVERDUE),
        ("t4", Reason.DUE),
        ("t3", Reason.PLANNED),
        ("t2", Reason.CARRIED_OVER),
        ("t1", Reason.HIGH_PRIORITY),
        ("t0", Reason.NEXT),
        ("t6", Reason.NEXT),
        ("t7", Reason.NEXT),
    ]


def test_due_date_has_passed_only_if_it_is_before_now() -> None:
    dates = {-2: Reason.OVERDUE, -0.5: Reason.DUE, 14: Reason.DUE, 20: Reason.DUE_EARLIER}
    for hours, reason in dates.items():
        on = ON + 2 * DAY if reason is Reason.DUE_EARLIER else ON
        assert _reasons(open_task(0, due_date=BEGIN + hours * HOUR), on=on) == [("t0", reason)], hours


def test_tasks_that_start_later_or_are_planned_for_another_day_are_left_out_unless_they_are_due() -> None:
    tasks = [
        open_task(0, start_date=BEGIN + HOUR),
        open_task(1, start_date=BEGIN),
        open_task(2, planned_date=ON + DAY),
        open_task(3, planned_date=ON + DAY, due_date=BEGIN + 14 * HOUR),
        open_task(4, planned_date=ON + DAY, due_date=BEGIN + 15 * HOUR),  # at the end of the day
    ]
    found, others = order_tasks(tasks, ESTIMATES, _day())
    assert [one.task.id for one in found] == ["t3", "t1"]
    assert [(one.id, why) for one, why in others] == [
        ("t0", Obstacle.STARTS_LATER),
        ("t2", Obstacle.PLANNED_ELSEWHERE),
        ("t4", Obstacle.PLANNED_ELSEWHERE),
    ]
    tomorrow = ON + DAY
    today = open_task(5, planned_date=ON, due_date=BEGIN)  # is done before tomorrow comes
    assert [one for one, _ in _reasons(today, *tasks, on=tomorrow)] == ["t3", "t4", "t2", "t0", "t1"]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(15, 400), st.integers(-1, 9)), max_size=7))
def test_as_many_minutes_must_be_done_as_the_coming_days_have_no_room_for(
    due: list[tuple[int, int]],
) -> None:
    tasks = [
        open_task(number, estimate_minutes=minutes, due_date=BEGIN + days * DAY)
        for number, (minutes, days) in enumerate(due)
    ]
    found, _ = order_tasks(tasks, ESTIMATES, _day())
    needed = [one.needed for one in found if one.needed]
    today = 0
    while not _keeps_all(due, today):
        today += 1
    assert sum(needed) == today
    by_date = sorted(found, key=lambda one: (one.task.due_date or BEGIN, one.task.created_at))
    assert found[: len(needed)] == by_date[: len(needed)]
    assert all(one.needed == one.minutes for one in found[: max(0, len(needed) - 1)])


def _keeps_all(due: list[tuple[int, int]], today: int) -> bool:
    """Return whether the first due first, some minutes today and 120 on each day after, keeps each date."""
    # Each task can be done on the days before the one on which it is due, and on this one.
    left = sorted((max(0, days), minutes) for minutes, days in due)
    for day in range(10):
        time_left = PER_DAY if day else today
        for number, (days, minutes) in enumerate(left):
            done = min(minutes, time_left)
            time_left -= done
            left[number] = days, minutes - done
        if any(minutes for days, minutes in left if max(0, days - 1) == day):
            return False
    return True


def test_due_dates_beyond_two_weeks_require_nothing_yet() -> None:
    for days, reason in ((16, Reason.NEXT), (13, Reason.DUE_SOON)):
        book = open_task(0, estimate_minutes=2400, due_date=BEGIN + days * DAY)
        assert _reasons(book) == [("t0", reason)]
