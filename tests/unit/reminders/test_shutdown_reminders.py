"""The shutdown reminder is sent once on each work day, at the user's clock-out time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from shared.entities.user import UserChanges
from shared.views.notification import NotificationKind
from shared.views.shutdown import ProductivityRating
from tests.unit.reminders.app import DAY, HOUR, MINUTE, START, WEEKLY, App, work_briefly

SHUTDOWN = NotificationKind.SHUTDOWN_REMINDER
WEEK = datetime(2026, 3, 16, tzinfo=UTC)  # a Monday; START is Wednesday 09:30
AT_SIX = {"clock_out_time": "18:00"}


def drink(app: App, user_id: str) -> None:
    """Add an event that counts: the first of a week schedules the reminder of the week."""
    app.health.drink(user_id, 250)


def times_at(clock: str, days: list[str]) -> list[str]:
    return [f"{day} {clock}" for day in days]


@pytest.mark.parametrize(
    ("preferences", "days"),
    [
        ({}, ["18", "19", "20"]),
        ({"work_days": [3, 7]}, ["18", "22"]),
        ({"work_days": [1, 2]}, []),
        ({"clock_out_time": None}, []),
    ],
)
def test_shutdown_reminder_is_sent_once_on_each_work_day_until_the_summary(
    app: App, ada: str, preferences: dict[str, Any], days: list[str]
) -> None:
    app.set_preferences(ada, **{"clock_out_time": "18:00", **preferences})
    work_briefly(app, ada)
    app.run_until(WEEK + 7 * DAY + 9 * HOUR, every=30 * MINUTE)
    assert app.times_of(ada, SHUTDOWN) == times_at("18:00", days)
    assert app.times_of(ada, WEEKLY) == ["23 08:00"]
    assert app.reminder_queue() == []


def test_shutdown_reminder_has_its_text_and_data(app: App, ada: str) -> None:
    app.set_preferences(ada, clock_out_time="18:00", language="es")
    drink(app, ada)
    app.run_at(START + 9 * HOUR)
    (sent,) = app.notifications_of(ada, SHUTDOWN)
    assert (sent.id, sent.data) == ("shutdown_reminder:2026-03-18", {"date": "2026-03-18"})
    assert sent.title == "Tu jornada puede acabar aquí"
    assert sent.body == "A esta hora querías parar. Lo que quede puede esperar; ¿cerramos el día?"


@pytest.mark.parametrize(
    ("zone", "clock_out", "day_start", "times"),
    [
        ("Pacific/Kiritimati", "18:00", 0, ["19 04:00", "20 04:00"]),  # Thursday and Friday there
        ("Pacific/Pago_Pago", "18:00", 0, ["19 05:00", "20 05:00", "21 05:00"]),
        ("Europe/Madrid", "01:30", 4, ["19 00:30", "20 00:30", "21 00:30"]),
        ("Europe/Madrid", "18:00", 23, ["18 17:00", "19 17:00", "20 17:00", "21 17:00"]),
    ],
)
def test_shutdown_reminder_is_sent_by_the_local_clock(
    app: App, zone: str, clock_out: str, day_start: int, times: list[str]
) -> None:
    ada = app.register(timezone=zone, day_start=time(day_start))
    app.set_preferences(ada, clock_out_time=clock_out)
    drink(app, ada)
    app.run_until(WEEK + 6 * DAY, every=30 * MINUTE)
    assert app.times_of(ada, SHUTDOWN) == times


@pytest.mark.parametrize(
    ("clock_out", "times"),
    [
        ("02:30", ["28 01:30", "29 01:00", "30 00:30"]),  # skipped on the 29th
        ("03:00", ["28 02:00", "29 01:00", "30 01:00"]),
    ],
)
def test_shutdown_reminder_at_a_skipped_time_is_sent_when_the_clocks_change(
    app: App, ada: str, clock_out: str, times: list[str]
) -> None:
    app.set_zone(ada, "Europe/Berlin")
    app.clock.set(datetime(2026, 3, 27, 12, tzinfo=UTC))
    app.set_preferences(ada, clock_out_time=clock_out, work_days=[1, 2, 3, 4, 5, 6, 7])
    drink(app, ada)
    app.run_until(datetime(2026, 3, 30, 5, tzinfo=UTC), every=30 * MINUTE)
    assert app.times_of(ada, SHUTDOWN) == times


def test_shutdown_reminder_is_not_sent_on_days_off_holidays_or_after_a_shutdown(app: App, ada: str) -> None:
    app.set_preferences(ada, clock_out_time="18:00", country="DE")
    app.factory.get_days_off_service().add_days_off(ada, date(2026, 4, 1), date(2026, 4, 1))
    app.run_at(datetime(2026, 3, 30, 12, tzinfo=UTC))  # Good Friday is 3 April
    drink(app, ada)
    app.run_until(datetime(2026, 3, 31, 12, tzinfo=UTC), every=HOUR)
    app.factory.get_shutdown_service().reflect(ada, ProductivityRating.GOOD)
    app.run_until(datetime(2026, 4, 6, 12, tzinfo=UTC), every=HOUR)
    assert app.times_of(ada, SHUTDOWN) == ["30 18:00", "02 18:00"]


def test_disabled_shutdown_reminder_is_not_sent_until_it_is_enabled(app: App, ada: str) -> None:
    app.set_preferences(ada, clock_out_time="18:00")
    app.disable(ada, SHUTDOWN)
    drink(app, ada)
    app.run_until(START + 12 * HOUR, every=HOUR)
    app.enable(ada, SHUTDOWN)
    app.run_until(START + 36 * HOUR, every=HOUR / 2)
    assert app.times_of(ada, SHUTDOWN) == ["19 18:00"]


@pytest.mark.parametrize(("end", "times"), [("19:30", ["18 19:30"]), ("20:00", ["18 20:00"]), ("20:30", [])])
def test_shutdown_reminder_is_sent_after_quiet_hours_but_not_two_hours_late(
    app: App, ada: str, end: str, times: list[str]
) -> None:
    app.set_preferences(ada, clock_out_time="18:00")
    app.set_quiet_hours(ada, time(17), time.fromisoformat(end))
    drink(app, ada)
    app.run_until(START + 14 * HOUR, every=10 * MINUTE)
    assert app.times_of(ada, SHUTDOWN) == times


@pytest.mark.parametrize(("minutes", "sent"), [(0, 1), (120, 1), (121, 0)])
def test_shutdown_reminder_after_an_outage_is_sent_for_two_hours(
    app: App, ada: str, minutes: int, sent: int
) -> None:
    app.set_preferences(ada, clock_out_time="18:00")
    drink(app, ada)
    app.run_at(datetime(2026, 3, 18, 18, tzinfo=UTC) + minutes * MINUTE)
    assert len(app.notifications_of(ada, SHUTDOWN)) == sent
    app.run_until(datetime(2026, 3, 19, 18, tzinfo=UTC), every=HOUR / 2)
    assert app.times_of(ada, SHUTDOWN)[sent:] == ["19 18:00"]


@pytest.mark.parametrize(("clock_out", "times"), [("17:10", ["18 17:10"]), ("09:20", [])])
def test_session_begun_before_clock_out_has_a_shutdown_reminder_before_anything_counts(
    app: App, ada: str, clock_out: str, times: list[str]
) -> None:
    app.set_preferences(ada, clock_out_time=clock_out)
    for reminder in app.reminder_queue():  # as if the time had been set in an earlier week
        app.factory.get_reminder_service().queue.discard(reminder["user_id"], reminder["id"])
    app.sessions.start_session(ada)
    app.run_until(START + 10 * HOUR)
    assert app.times_of(ada, SHUTDOWN) == times


@pytest.mark.parametrize(
    ("before", "after", "at", "times"),
    [
        ({}, AT_SIX, 12, ["18 18:00", "19 18:00"]),
        (AT_SIX, {"clock_out_time": "16:00"}, 12, ["18 16:00", "19 16:00"]),
        ({"clock_out_time": "16:00"}, AT_SIX, 12, ["18 18:00", "19 18:00"]),
        ({"clock_out_time": "16:00"}, AT_SIX, 17, ["18 16:00", "19 18:00"]),
        (AT_SIX, {}, 12, []),
        (
            {"clock_out_time": "18:00", "work_days": [4]},
            {"clock_out_time": "18:00"},
            12,
            ["18 18:00", "19 18:00"],
        ),
        (AT_SIX, {"clock_out_time": "18:00", "work_days": [4]}, 12, ["19 18:00"]),
    ],
)
@pytest.mark.parametrize("has_event", [True, False])
def test_change_of_preferences_takes_effect_at_the_next_clock_out(
    app: App,
    ada: str,
    before: dict[str, Any],
    after: dict[str, Any],
    at: int,
    times: list[str],
    has_event: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    app.set_preferences(ada, **before)
    if has_event:
        drink(app, ada)
    app.run_until(WEEK + 2 * DAY + at * HOUR, every=30 * MINUTE)
    app.set_preferences(ada, **after)
    assert len(app.reminder_queue()) <= 1
    app.run_until(WEEK + 4 * DAY, every=30 * MINUTE)
    assert app.times_of(ada, SHUTDOWN) == times


def test_shutdown_reminder_follows_the_user_to_another_zone(app: App, ada: str) -> None:
    app.set_zone(ada, "Europe/Madrid")
    app.set_preferences(ada, clock_out_time="18:00")
    drink(app, ada)
    app.run_until(START + 2 * HOUR, every=HOUR / 2)
    app.set_zone(ada, "America/New_York")
    app.run_until(START + DAY, every=HOUR / 2)
    app.set_zone(ada, "Asia/Tokyo")  # it is 18:30 there
    app.run_until(START + 3 * DAY, every=HOUR / 2)
    assert app.times_of(ada, SHUTDOWN) == ["18 22:00", "20 09:00"]


def test_other_changes_of_the_profile_schedule_nothing(app: App, ada: str) -> None:
    app.set_preferences(ada, clock_out_time="18:00")
    (queued,) = app.reminder_queue()
    app.factory.get_user_service().update_user(ada, UserChanges(full_name="Ada Lovelace"))
    app.set_preferences(ada, clock_out_time="19:00")
    assert app.reminder_queue() == [queued], "an earlier reminder finds the later time"


@pytest.mark.parametrize("days", [0, 1, 4])
def test_account_closed_after_changes_of_the_clock_out_time_leaves_no_reminder(
    app: App, ada: str, days: int
) -> None:
    drink(app, ada)
    for hour in (18, 15, 13):
        app.set_preferences(ada, clock_out_time=f"{hour}:00")
        assert len(app.reminder_queue()) == 1
    app.run_until(START + timedelta(days=days, hours=6), every=HOUR / 2)
    app.delete_account(ada)
    assert app.reminder_queue() == []
