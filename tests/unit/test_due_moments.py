"""The moments of a task's reminders, and the clock-outs of a user, agree with a search minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.entities.calendar import Calendar
from shared.entities.task import Task
from shared.entities.user import User
from shared.rules.clock_out import last_clock_out, next_clock_out
from shared.rules.task_moments import moments_of, next_moment
from shared.views.notification import NotificationKind
from shared.views.task import Priority
from tests.oracle.due_moments import clock_outs, deadlines

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MIDNIGHT = time(0)
ZONES = (
    *(
        "UTC",
        "Europe/Berlin",
        "America/Havana",
        "America/New_York",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ),
    *("Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut", "America/Sao_Paulo"),
)
ENDS_OF_CALENDAR = (
    datetime.min.replace(tzinfo=UTC),
    datetime(1, 1, 1, 23, 59, 59, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
)

zones = st.sampled_from(ZONES)
days = st.one_of(
    st.dates(date(2017, 1, 1), date(2030, 12, 31)),
    st.sampled_from([date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)]),
    st.sampled_from([date(2018, 2, 17), date(2018, 11, 3), date(2026, 4, 23), date(2026, 10, 29)]),
)
shifts = st.one_of(st.just(-SECOND), st.timedeltas(-2 * SECOND, DAY), st.sampled_from([-2 * SECOND, 0 * DAY]))


def task(due_date: datetime | None, priority: Priority = Priority.MEDIUM, **fields: object) -> Task:
    return Task(
        id="1",
        user_id="ada",
        title="Write",
        created_at=NOW,
        updated_at=NOW,
        due_date=due_date,
        priority=priority,
        **fields,  # type: ignore[arg-type]
    )


@given(day=days, zone=zones, shift=shifts, priority=st.sampled_from(Priority))
@example(date(2026, 3, 29), "Europe/Berlin", -SECOND, Priority.HIGH)
@example(date(2018, 11, 3), "America/Sao_Paulo", -SECOND, Priority.MEDIUM)  # midnight is skipped after it
def test_deadlines_agree_with_a_search_minute_by_minute(
    day: date, zone: str, shift: timedelta, priority: Priority
) -> None:
    due = datetime.combine(day + DAY, MIDNIGHT, ZoneInfo(zone)).astimezone(UTC) + shift
    found = moments_of(task(due, priority), Calendar(ZoneInfo(zone), MIDNIGHT))
    assert [moment.at for moment in found] == deadlines(due, priority, ZoneInfo(zone))
    assert {moment.kind for moment in found} <= {NotificationKind.DEADLINE}


@given(zone=zones, priority=st.sampled_from(Priority), due=st.sampled_from(ENDS_OF_CALENDAR))
def test_deadlines_at_the_ends_of_the_calendar_are_in_order_and_not_after_the_due_date(
    zone: str, priority: Priority, due: datetime
) -> None:
    found = [moment.at for moment in moments_of(task(due, priority), Calendar(ZoneInfo(zone), MIDNIGHT))]
    assert found == sorted(found)
    assert all(moment <= due for moment in found)
    assert due.year < 9999 or bool(found) is (priority is not Priority.LOW)


@pytest.mark.parametrize("hour", [0, 4])
def test_bare_date_of_an_earlier_version_is_a_whole_day_although_it_ends_with_the_day_of_the_user(
    hour: int,
) -> None:
    calendar = Calendar(ZoneInfo("Europe/Madrid"), time(hour))
    (moment,) = moments_of(task(calendar.end_of(date(2026, 4, 1)), Priority.HIGH), calendar)
    assert moment.at == datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_moments_of_a_task_are_in_order_and_a_completed_task_has_none() -> None:
    reminder = NOW + 20 * SECOND
    calendar = Calendar(UTC, MIDNIGHT)
    one = task(NOW + DAY, Priority.HIGH, reminder_enabled=True, reminder_time=reminder)
    moments = moments_of(one, calendar)
    assert [moment.kind for moment in moments] == ["deadline", "task_reminder", "deadline"]
    expected = [NOW, reminder, NOW + DAY - timedelta(hours=2)]
    assert [moment.at for moment in moments] == expected
    asked = (NOW - SECOND, NOW, reminder, NOW + DAY)
    assert [next_moment(moments, each) for each in asked] == [*expected, None]
    assert moments_of(one.complete(NOW, NOW.date()), calendar) == []
    assert moments_of(task(None, Priority.HIGH), None) == []


def user(zone: str, clock: object, work_days: list[int], day_start: time = MIDNIGHT) -> User:
    preferences = {"clock_out_time": clock, "work_days": work_days}
    return User(
        user_id="ada",
        username="Ada",
        created_at=NOW,
        timezone=zone,
        day_start=day_start,
        preferences=preferences,
    )


@given(
    day=days,
    zone=zones,
    clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    work_days=st.lists(st.integers(1, 7), min_size=1, unique=True),
    shift=st.timedeltas(timedelta(0), DAY),
)
@example(date(2026, 3, 29), "Europe/Berlin", time(2, 30), [7], timedelta(hours=3))
@example(date(2026, 10, 25), "Europe/Berlin", time(2, 30), [7], timedelta(0))
def test_clock_outs_agree_with_a_search_minute_by_minute(
    day: date, zone: str, clock: time, work_days: list[int], shift: timedelta
) -> None:
    now = datetime.combine(day, MIDNIGHT, UTC) + shift
    around = clock_outs(now - 8 * DAY, now + 8 * DAY, clock, work_days, ZoneInfo(zone))
    ada = user(zone, f"{clock:%H:%M}", work_days)
    last = last_clock_out(ada, now)
    assert last is not None
    assert (last.at, last.day) == max((at, day) for day, at in around.items() if at <= now)
    assert next_clock_out(ada, now) == min(at for at in around.values() if at > now)


def test_clock_out_before_the_start_of_the_day_is_on_the_next_date() -> None:
    ada = user("Europe/Madrid", "01:30", [3], time(4))
    wednesday, after_midnight = date(2026, 3, 18), datetime(2026, 3, 19, 0, 30, tzinfo=UTC)
    assert next_clock_out(ada, after_midnight - SECOND) == after_midnight
    assert last_clock_out(ada, after_midnight) == (after_midnight, wednesday)
    assert next_clock_out(ada, after_midnight) == after_midnight + 7 * DAY


@pytest.mark.parametrize("clock", [None, "", "25:00", 18, ["18:00"]])
def test_without_a_valid_clock_out_time_there_is_no_clock_out(clock: object) -> None:
    ada = user("UTC", clock, [1, 2, 3])
    assert (next_clock_out(ada, NOW), last_clock_out(ada, NOW)) == (None, None)
