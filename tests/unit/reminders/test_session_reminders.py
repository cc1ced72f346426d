"""Somebody at work is told what they need when they need it, and that they forgot to clock out."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from shared.views.health import MealKind
from shared.views.notification import NotificationKind
from tests.unit.reminders.house import (
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
    Fuse,
    House,
)

# What somebody at work needs


def test_each_need_at_work_is_notified_when_due_and_then_hourly(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    companion, known = house.factory.get_companion_service(), 0
    while house.clock.now() < START + timedelta(hours=9, minutes=50):
        house.run_at(house.clock.now() + MINUTE)
        told = house.told(ada)
        if told[known:]:
            due = {str(one["kind"]): one for one in companion.list_reminders(ada)}
            for one in told[known:]:
                assert one.body == due[one.kind]["message"]
                assert one.title
            known = len(told)
    moments = {kind: house.moments(ada, kind) for kind in HEALTH}
    assert {kind: found[0] for kind, found in moments.items()} == {
        REST: "18 10:25",
        WATER: "18 11:35",
        LUNCH: "18 12:00",
        WIND_DOWN: "18 18:00",
    }
    for kind in HEALTH:
        for one, following in pairwise(house.told(ada, kind)):
            assert following.created_at - one.created_at == HOUR
    assert moments[LUNCH] == ["18 12:00", "18 13:00", "18 14:00"]
    assert len(moments[REST]) == 9
    assert house.told(ada, TASK, FORGOTTEN, WEEKLY) == []


def test_no_reminders_after_the_end_of_the_session(house: House, ada: str) -> None:
    session = house.sessions.start_session(ada)
    house.run_until(START + 50 * MINUTE)
    house.sessions.end_session(ada, session.id)
    house.run_until(START + 3 * HOUR)
    assert house.told(ada) == []
    assert [one["subject"] for one in house.reminder_queue()] == ["week"]


def test_running_session_always_has_exactly_one_queued_reminder(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    for _ in range(300):
        house.run_at(house.clock.now() + MINUTE)
        assert len(house.reminder_queue()) == 1


def test_timely_drinks_and_rests_prevent_reminders(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.health.eat(ada, MealKind.LUNCH)
    for _ in range(9):
        house.run_until(house.clock.now() + 50 * MINUTE)
        house.health.drink(ada, 300)
        house.health.rest(ada, 5)
    assert house.told(ada) == []


@pytest.mark.parametrize("kind", HEALTH)
def test_disabled_kind_is_not_sent_until_it_is_enabled(
    house: House, ada: str, kind: NotificationKind
) -> None:
    house.prefer(ada, workday_limit_minutes=180)
    house.switch_off(ada, kind)
    house.sessions.start_session(ada)
    house.run_until(START + 200 * MINUTE)
    assert {one.kind for one in house.told(ada)} == {*HEALTH} - {kind}
    house.switch_off(ada, kind, on=True)
    house.run_until(START + 260 * MINUTE)  # it is looked at once an hour at least
    assert len(house.told(ada, kind)) == 1


def test_due_needs_are_sent_at_the_end_of_quiet_hours(house: House, ada: str) -> None:
    house.be_quiet(ada, time(10), time(12, 40))
    house.sessions.start_session(ada)
    house.run_until(datetime(2026, 3, 18, 12, 39, tzinfo=UTC))
    assert house.told(ada) == []
    house.run_until(datetime(2026, 3, 18, 12, 40, tzinfo=UTC))
    assert sorted(one.kind for one in house.told(ada)) == [LUNCH, REST, WATER]


def test_new_session_does_not_repeat_a_reminder_within_the_hour(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.run_until(START + 130 * MINUTE)
    assert house.moments(ada, WATER) == ["18 11:35"]
    for _ in range(4):
        house.sessions.end_active_session(ada)
        house.run_until(house.clock.now() + 2 * MINUTE)
        house.sessions.start_session(ada)
        house.run_until(house.clock.now() + 8 * MINUTE)
    assert house.moments(ada, WATER) == ["18 11:35"]
    house.run_until(START + 190 * MINUTE)
    assert house.moments(ada, WATER) == ["18 11:35", "18 12:35"]


def test_restarted_sessions_leave_only_one_queued_reminder(house: House, ada: str) -> None:
    for _ in range(5):
        house.sessions.start_session(ada)
        house.run_until(house.clock.now() + 3 * MINUTE)
        house.sessions.end_active_session(ada)
    house.sessions.start_session(ada)
    house.run_until(house.clock.now() + 62 * MINUTE)
    assert [one["subject"] for one in house.reminder_queue()].count("work_session") == 1


def test_cost_of_a_run_does_not_grow_with_users_without_due_reminders(fragile: House, fuse: Fuse) -> None:
    working = fragile.register("Ada")
    fragile.sessions.start_session(working)
    needed = {}
    for hours, others in ((1, 1), (2, 20)):
        for number in range(others):
            fragile.plan(fragile.register(f"Bob {others} {number}"), START + 300 * DAY)
        fragile.run_until(START + (hours * 60 - 10) * MINUTE)
        fuse.blow_at(0)
        looked = 0
        for _ in range(10):
            looked += fragile.run_at(fragile.clock.now() + timedelta(seconds=1))
        assert looked == 0
        needed[others] = fuse.done
    assert needed == {1: 20, 20: 20}  # the bookmark and the agenda of the hour


# A session that was forgotten


def test_forgotten_session_is_notified_once_after_ten_hours_and_reminders_end_after_twelve(
    house: House, ada: str
) -> None:
    session = house.sessions.start_session(ada)
    house.run_until(START + 10 * HOUR - MINUTE, every=3 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []
    house.run_until(START + 10 * HOUR)
    (told,) = house.told(ada, FORGOTTEN)
    assert told.id == f"session_forgotten:{session.id}"
    assert told.data == {"session_id": session.id, "start_time": "2026-03-18T09:30:00Z"}
    assert "10 h" in told.body
    house.run_until(START + 12 * HOUR, every=5 * MINUTE)
    everything = house.told(ada)
    for kind in (WATER, REST, WIND_DOWN):  # it may be that they really work
        assert START + 11 * HOUR <= everything[-1].created_at < START + 12 * HOUR
        assert house.told(ada, kind)[-1].created_at >= START + 10.5 * HOUR
    house.run_until(START + 16 * HOUR, every=5 * MINUTE)
    house.run_at(START + 30 * HOUR)
    assert house.told(ada) == everything
    assert len(house.told(ada, FORGOTTEN)) == 1
    assert house.reminder_queue() == []


def test_winding_down_is_sent_after_the_notification_of_a_forgotten_session(house: House, ada: str) -> None:
    house.prefer(ada, workday_limit_minutes=630)
    house.sessions.start_session(ada)
    house.run_until(START + 11 * HOUR, every=5 * MINUTE)
    assert house.moments(ada, WIND_DOWN) == ["18 20:00"]


def test_session_forgotten_while_the_host_was_down_is_notified_once(house: House, ada: str) -> None:
    house.sessions.start_session(ada)
    house.run_until(START + 2 * MINUTE)
    house.run_at(START + 15 * HOUR)
    assert [one.kind for one in house.told(ada)] == [FORGOTTEN]
    house.run_until(START + 16 * HOUR)
    assert [one.kind for one in house.told(ada)] == [FORGOTTEN]
    assert house.reminder_queue() == []


@pytest.mark.parametrize("days", [3, 59])
def test_session_still_running_after_days_without_a_run_is_notified_once(
    house: House, ada: str, days: int
) -> None:
    house.run_at(START)
    house.sessions.start_session(ada)
    house.run_until(START + 2 * MINUTE)
    back = START + days * DAY
    house.run_at(back)
    (told,) = house.told(ada)
    assert (told.kind, told.created_at) == (FORGOTTEN, back)
    house.run_until(back + HOUR)
    assert house.told(ada) == [told]
    assert house.reminder_queue() == []


def test_forgotten_session_is_notified_at_the_end_of_quiet_hours(house: House, ada: str) -> None:
    house.be_quiet(ada, time(19), time(7))
    house.sessions.start_session(ada)
    house.run_until(START + 12 * HOUR, every=5 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []
    house.run_until(START + 22 * HOUR, every=5 * MINUTE)
    assert house.moments(ada, FORGOTTEN) == ["19 07:00"]
    assert house.reminder_queue() == []


def test_session_ended_in_quiet_hours_is_not_notified_as_forgotten(house: House, ada: str) -> None:
    house.be_quiet(ada, time(19), time(7))
    house.sessions.start_session(ada)
    house.run_until(START + 12 * HOUR, every=5 * MINUTE)
    house.sessions.end_active_session(ada)
    house.run_until(START + 22 * HOUR, every=5 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []


def test_disabled_notification_of_forgotten_sessions_is_not_sent(house: House, ada: str) -> None:
    house.switch_off(ada, FORGOTTEN)
    house.sessions.start_session(ada)
    house.run_until(START + 13 * HOUR, every=5 * MINUTE)
    assert house.told(ada, FORGOTTEN) == []
    assert house.reminder_queue() == []
