"""A running session is notified of needs when they are due, and of being forgotten."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from shared.views.focus_session import SessionType
from shared.views.health import MealKind
from shared.views.notification import NotificationKind
from shared.views.shutdown import ProductivityRating
from tests.unit.reminders.app import (
    DAY,
    FORGOTTEN,
    HEALTH,
    HOUR,
    LUNCH,
    MINUTE,
    REST,
    START,
    TASK,
    WATER,
    WEEKLY,
    WIND_DOWN,
    App,
    UnreliableStore,
)

# Needs at work


def test_each_need_at_work_is_notified_when_due_and_then_hourly(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    companion, known = app.factory.get_companion_service(), 0
    while app.clock.now() < START + timedelta(hours=9, minutes=50):
        app.run_at(app.clock.now() + MINUTE)
        sent = app.notifications_of(ada)
        if sent[known:]:
            due = {str(one["kind"]): one for one in companion.list_reminders(ada)}
            for one in sent[known:]:
                assert one.body == due[one.kind]["message"]
                assert one.title
            known = len(sent)
    times = {kind: app.times_of(ada, kind) for kind in HEALTH}
    assert {kind: found[0] for kind, found in times.items()} == {
        REST: "18 10:25",
        WATER: "18 11:35",
        LUNCH: "18 12:00",
        WIND_DOWN: "18 18:00",
    }
    for kind in HEALTH:
        for one, later in pairwise(app.notifications_of(ada, kind)):
            assert later.created_at - one.created_at == HOUR
    assert times[LUNCH] == ["18 12:00", "18 13:00", "18 14:00"]
    assert len(times[REST]) == 9
    assert app.notifications_of(ada, TASK, FORGOTTEN, WEEKLY) == []


def test_paused_session_has_no_reminders_until_it_goes_on(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    app.run_until(START + 50 * MINUTE)
    app.sessions.pause_session(ada)
    app.run_until(START + 4 * HOUR)  # 13:30: rest, water and lunch would have been due
    assert app.notifications_of(ada) == []
    app.sessions.resume_session(ada)
    app.run_until(START + 4 * HOUR + 11 * MINUTE)
    assert [one.kind for one in app.notifications_of(ada)] == [LUNCH]
    app.run_until(START + 5 * HOUR)
    assert app.times_of(ada, REST) == ["18 14:25"]


def test_session_paused_when_it_has_run_for_ten_hours_has_reminders_afterwards(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    app.clock.set(START + 9 * HOUR + 50 * MINUTE)
    app.sessions.pause_session(ada)
    app.run_until(START + 10 * HOUR + 20 * MINUTE)
    assert {one.kind for one in app.notifications_of(ada)} == {FORGOTTEN}
    app.sessions.resume_session(ada)
    app.run_until(START + 12 * HOUR)
    assert {one.kind for one in app.notifications_of(ada)} == {FORGOTTEN, WATER, REST, WIND_DOWN}


def test_no_reminders_after_the_end_of_the_session(app: App, ada: str) -> None:
    session = app.sessions.start_session(ada).value
    app.run_until(START + 50 * MINUTE)
    app.sessions.end_session(ada, session.id)
    app.run_until(START + 3 * HOUR)
    assert app.notifications_of(ada) == []
    assert [one["subject"] for one in app.reminder_queue()] == ["week"]


def test_needs_are_not_notified_from_a_shutdown_until_work_begins_again(app: App, ada: str) -> None:
    focus = app.factory.get_focus_session_service()
    app.sessions.start_session(ada)
    app.run_until(START + 50 * MINUTE)
    for _ in range(12):  # more than a day records
        app.clock.move(seconds=1)
        app.factory.get_shutdown_service().reflect(ada, ProductivityRating.GOOD)
    focus.start_session(ada, 5, SessionType.BREAK)
    app.run_until(START + 9 * HOUR, every=10 * MINUTE)
    assert app.notifications_of(ada) == []
    app.run_until(START + 10 * HOUR + 20 * MINUTE, every=10 * MINUTE)
    assert [one.kind for one in app.notifications_of(ada)] == [FORGOTTEN]
    focus.stop_session(ada, focus.get_current_session(ada).id)  # type: ignore[union-attr]
    session = focus.start_session(ada, 5).value
    focus.complete_session(ada, session.id)
    app.run_until(START + 12 * HOUR - MINUTE, every=10 * MINUTE)
    assert {WATER, REST, WIND_DOWN} <= {one.kind for one in app.notifications_of(ada)}
    app.factory.get_shutdown_service().reflect(ada, ProductivityRating.GOOD)
    app.sessions.end_active_session(ada)
    app.clock.move(minutes=1)
    sent = len(app.notifications_of(ada))
    app.sessions.start_session(ada)
    app.run_until(START + 14 * HOUR, every=10 * MINUTE)
    assert len(app.notifications_of(ada)) > sent


def test_running_session_always_has_exactly_one_queued_reminder(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    for _ in range(300):
        app.run_at(app.clock.now() + MINUTE)
        assert len(app.reminder_queue()) == 1


def test_timely_drinks_and_rests_prevent_reminders(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    app.health.eat(ada, MealKind.LUNCH)
    for _ in range(9):
        app.run_until(app.clock.now() + 50 * MINUTE)
        app.health.drink(ada, 300)
        app.health.rest(ada, 5)
    assert app.notifications_of(ada) == []


@pytest.mark.parametrize("kind", HEALTH)
def test_disabled_kind_is_not_sent_until_it_is_enabled(app: App, ada: str, kind: NotificationKind) -> None:
    app.set_preferences(ada, workday_limit_minutes=180)
    app.disable(ada, kind)
    app.sessions.start_session(ada)
    app.run_until(START + 200 * MINUTE)
    assert {one.kind for one in app.notifications_of(ada)} == {*HEALTH} - {kind}
    app.enable(ada, kind)
    app.run_until(START + 260 * MINUTE)  # preferences are read at least once an hour
    assert len(app.notifications_of(ada, kind)) == 1


def test_lunch_over_midnight_is_reminded_of_until_it_is_eaten(app: App, ada: str) -> None:
    app.set_preferences(ada, lunch_window="22:30-02:00")
    app.run_until(datetime(2026, 3, 18, 21, tzinfo=UTC), every=HOUR)
    app.sessions.start_session(ada)
    app.run_until(datetime(2026, 3, 19, 0, 40, tzinfo=UTC))
    assert app.times_of(ada, LUNCH) == ["18 22:30", "18 23:30", "19 00:30"]
    app.health.eat(ada, MealKind.LUNCH)
    app.run_until(datetime(2026, 3, 19, 4, tzinfo=UTC))
    assert len(app.times_of(ada, LUNCH)) == 3


def test_due_needs_are_sent_at_the_end_of_quiet_hours(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(10), time(12, 40))
    app.sessions.start_session(ada)
    app.run_until(datetime(2026, 3, 18, 12, 39, tzinfo=UTC))
    assert app.notifications_of(ada) == []
    app.run_until(datetime(2026, 3, 18, 12, 40, tzinfo=UTC))
    assert sorted(one.kind for one in app.notifications_of(ada)) == [LUNCH, REST, WATER]


def test_new_session_does_not_repeat_a_reminder_within_the_hour(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    app.run_until(START + 130 * MINUTE)
    assert app.times_of(ada, WATER) == ["18 11:35"]
    for _ in range(4):
        app.sessions.end_active_session(ada)
        app.run_until(app.clock.now() + 2 * MINUTE)
        app.sessions.start_session(ada)
        app.run_until(app.clock.now() + 8 * MINUTE)
    assert app.times_of(ada, WATER) == ["18 11:35"]
    app.run_until(START + 190 * MINUTE)
    assert app.times_of(ada, WATER) == ["18 11:35", "18 12:35"]


def test_restarted_sessions_leave_only_one_queued_reminder(app: App, ada: str) -> None:
    for _ in range(5):
        app.sessions.start_session(ada)
        app.run_until(app.clock.now() + 3 * MINUTE)
        app.sessions.end_active_session(ada)
    app.sessions.start_session(ada)
    app.run_until(app.clock.now() + 62 * MINUTE)
    assert [one["subject"] for one in app.reminder_queue()].count("work_session") == 1


def test_cost_of_a_run_does_not_grow_with_users_without_due_reminders(
    unreliable_app: App, unreliable_store: UnreliableStore
) -> None:
    working = unreliable_app.register("Ada")
    unreliable_app.sessions.start_session(working)
    operations = {}
    for hours, others in ((1, 1), (2, 20)):
        for number in range(others):
            unreliable_app.add_task(unreliable_app.register(f"Bob {others} {number}"), START + 300 * DAY)
        unreliable_app.run_until(START + (hours * 60 - 10) * MINUTE)
        unreliable_store.reset()
        delivered = 0
        for _ in range(10):
            delivered += unreliable_app.run_at(unreliable_app.clock.now() + timedelta(seconds=1))
        assert delivered == 0
        operations[others] = unreliable_store.operations
    assert operations == {1: 20, 20: 20}  # the checkpoint and the reminders of the hour


# Forgotten sessions


def test_forgotten_session_is_notified_once_after_ten_hours_and_reminders_end_after_twelve(
    app: App, ada: str
) -> None:
    session = app.sessions.start_session(ada).value
    app.run_until(START + 10 * HOUR - MINUTE, every=3 * MINUTE)
    assert app.notifications_of(ada, FORGOTTEN) == []
    app.run_until(START + 10 * HOUR)
    (sent,) = app.notifications_of(ada, FORGOTTEN)
    assert sent.id == f"session_forgotten:{session.id}"
    assert sent.data == {
        "session_id": session.id,
        "start_time": "2026-03-18T09:30:00Z",
        "correction": {"method": "PUT", "path": f"work_sessions/{session.id}", "fields": ["end_time"]},
    }
    assert "10 h" in sent.body
    app.run_until(START + 12 * HOUR, every=5 * MINUTE)
    all_sent = app.notifications_of(ada)
    for kind in (WATER, REST, WIND_DOWN):  # the user may really be working
        assert START + 11 * HOUR <= all_sent[-1].created_at < START + 12 * HOUR
        assert app.notifications_of(ada, kind)[-1].created_at >= START + 10.5 * HOUR
    app.run_until(START + 16 * HOUR, every=5 * MINUTE)
    app.run_at(START + 30 * HOUR)
    assert app.notifications_of(ada) == all_sent
    assert len(app.notifications_of(ada, FORGOTTEN)) == 1
    assert app.reminder_queue() == []


def test_winding_down_is_sent_after_the_notification_of_a_forgotten_session(app: App, ada: str) -> None:
    app.set_preferences(ada, workday_limit_minutes=630)
    app.sessions.start_session(ada)
    app.run_until(START + 11 * HOUR, every=5 * MINUTE)
    assert app.times_of(ada, WIND_DOWN) == ["18 20:00"]


def test_session_forgotten_while_the_host_was_down_is_notified_once(app: App, ada: str) -> None:
    app.sessions.start_session(ada)
    app.run_until(START + 2 * MINUTE)
    app.run_at(START + 15 * HOUR)
    assert [one.kind for one in app.notifications_of(ada)] == [FORGOTTEN]
    app.run_until(START + 16 * HOUR)
    assert [one.kind for one in app.notifications_of(ada)] == [FORGOTTEN]
    assert app.reminder_queue() == []


@pytest.mark.parametrize("days", [3, 59])
def test_session_still_running_after_days_without_a_run_is_notified_once(
    app: App, ada: str, days: int
) -> None:
    app.run_at(START)
    app.sessions.start_session(ada)
    app.run_until(START + 2 * MINUTE)
    restart = START + days * DAY
    app.run_at(restart)
    (sent,) = app.notifications_of(ada)
    assert (sent.kind, sent.created_at) == (FORGOTTEN, restart)
    app.run_until(restart + HOUR)
    assert app.notifications_of(ada) == [sent]
    assert app.reminder_queue() == []


def test_forgotten_session_is_notified_at_the_end_of_quiet_hours(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(19), time(7))
    app.sessions.start_session(ada)
    app.run_until(START + 12 * HOUR, every=5 * MINUTE)
    assert app.notifications_of(ada, FORGOTTEN) == []
    app.run_until(START + 22 * HOUR, every=5 * MINUTE)
    assert app.times_of(ada, FORGOTTEN) == ["19 07:00"]
    assert app.reminder_queue() == []


def test_session_ended_in_quiet_hours_is_not_notified_as_forgotten(app: App, ada: str) -> None:
    app.set_quiet_hours(ada, time(19), time(7))
    app.sessions.start_session(ada)
    app.run_until(START + 12 * HOUR, every=5 * MINUTE)
    app.sessions.end_active_session(ada)
    app.run_until(START + 22 * HOUR, every=5 * MINUTE)
    assert app.notifications_of(ada, FORGOTTEN) == []


def test_disabled_notification_of_forgotten_sessions_is_not_sent(app: App, ada: str) -> None:
    app.disable(ada, FORGOTTEN)
    app.sessions.start_session(ada)
    app.run_until(START + 13 * HOUR, every=5 * MINUTE)
    assert app.notifications_of(ada, FORGOTTEN) == []
    assert app.reminder_queue() == []
