"""Notifications, notification preferences and scheduled reminders as values."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.calendar import first_day_of, monday_after, week_of
from shared.entities.notification import (
    SENT_TO_NEW_CHATS,
    Notification,
    NotificationChanges,
    NotificationPreferences,
    QuietHours,
)
from shared.entities.scheduled_reminder import Checkpoint, ReminderSubject, ScheduledReminder, morning_after
from shared.entities.user import User
from shared.ids import new_id
from shared.repos.keys import reminder_partition
from shared.repos.stored_forms import from_stored, stored_id, to_stored
from shared.store.validation import check_id, check_ttl
from shared.views.link import ChatChannel
from shared.views.notification import NotificationKind

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS_30 = 30 * 24 * 3600
DAYS_60 = 60 * 24 * 3600

moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - the zone is drawn apart
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
times = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def notification(read_at: datetime | None = None) -> Notification:
    return Notification(
        id="task_reminder:1",
        user_id="ada",
        kind=NotificationKind.TASK_REMINDER,
        title="A task",
        body="Write",
        created_at=NOW,
        read_at=read_at,
        data={"task_id": "1", "due_date": None},
    )


def task_reminder(reminder_time: datetime, now: datetime = NOW) -> ScheduledReminder:
    return ScheduledReminder.for_task("ada", "1", reminder_time, now)


# Notifications


def test_reading_a_notification_again_keeps_the_first_time() -> None:
    new = notification()
    read = new.read(NOW + DAY)
    assert (new.read_at, read.read_at) == (None, NOW + DAY)
    assert read.read(NOW + 2 * DAY) is read


def test_view_of_a_notification_has_no_user_id() -> None:
    assert notification().to_dict() == {
        "id": "task_reminder:1",
        "kind": "task_reminder",
        "title": "A task",
        "body": "Write",
        "created_at": NOW,
        "read_at": None,
        "data": {"task_id": "1", "due_date": None},
    }


def test_notification_survives_a_round_trip_through_the_stored_form() -> None:
    for one in (notification(), notification(read_at=NOW + DAY)):
        assert from_stored(Notification, to_stored(one)) == one
        assert to_stored(one)["read"] is (one.read_at is not None)


@pytest.mark.parametrize(
    ("read_after", "kept"),
    [
        (None, DAYS_30),
        (timedelta(0), DAYS_30),
        (10 * DAY, DAYS_30 - 10 * 24 * 3600),
        (30 * DAY - timedelta(seconds=1), 1),
        (31 * DAY, 1),
    ],
)
def test_reading_a_notification_does_not_extend_its_ttl(read_after: timedelta | None, kept: int) -> None:
    read_at = None if read_after is None else NOW + read_after
    assert to_stored(notification(read_at=read_at))["ttl"] == kept


# Quiet hours


@pytest.mark.parametrize(
    ("begin", "end", "quiet", "loud"),
    [
        ("22:00", "07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "21:59"]),
        ("12:00", "14:00", ["12:00", "13:59"], ["11:59", "14:00", "00:00"]),
        ("00:00", "06:00", ["00:00", "05:59"], ["06:00", "23:59"]),
        ("22:00", "00:00", ["22:00", "23:59"], ["00:00", "21:59"]),
        ("08:00", "08:00", [], ["08:00", "07:59", "20:00"]),
    ],
)
def test_quiet_hours_that_end_before_they_begin_span_midnight(
    begin: str, end: str, quiet: list[str], loud: list[str]
) -> None:
    hours = QuietHours(time.fromisoformat(begin), time.fromisoformat(end))
    assert [clock for clock in quiet + loud if hours.include(time.fromisoformat(clock))] == quiet
    assert hours.to_dict() == {"from": begin, "to": end}


@given(begin=times, end=times, clock=times)
def test_quiet_hours_and_their_complement_cover_the_day(begin: time, end: time, clock: time) -> None:
    inside, outside = QuietHours(begin, end).include(clock), QuietHours(end, begin).include(clock)
    assert (inside != outside) == (begin != end)


# Preferences


def test_default_preferences_allow_all_kinds_at_any_time() -> None:
    preferences = NotificationPreferences()
    assert all(preferences.wants(kind) for kind in NotificationKind)
    assert preferences.to_dict() == {
        "quiet_hours": None,
        "kinds": dict.fromkeys(NotificationKind, True),
        "channels": {kind: ["app"] for kind in NotificationKind},
        "full_text": False,
    }


def test_omitted_kinds_are_unchanged() -> None:
    off = NotificationChanges(kinds={NotificationKind.WATER: False, NotificationKind.REST: False})
    without = NotificationPreferences().change(off)
    on = NotificationChanges(kinds={NotificationKind.WATER: True, NotificationKind.LUNCH: True})
    again = without.change(on)
    assert without.unwanted == {NotificationKind.WATER, NotificationKind.REST}
    assert again.unwanted == {NotificationKind.REST}
    assert again.change(NotificationChanges()) == again


def test_new_chat_gets_some_kinds_until_the_user_chooses_others() -> None:
    slack, teams = ChatChannel
    linked = NotificationPreferences().linked(slack)
    assert linked.kinds_in(slack) == set(SENT_TO_NEW_CHATS)
    assert linked.kinds_in(teams) == set()
    chosen = linked.change(NotificationChanges(chats={NotificationKind.DEADLINE: frozenset({teams})}))
    assert chosen.linked(slack) == chosen.linked(teams) == chosen
    assert chosen.chats_of(NotificationKind.DEADLINE) == {teams}
    assert chosen.unlinked(slack).chats == {NotificationKind.DEADLINE: {teams}}


@given(
    quiet=st.none() | st.builds(QuietHours, times, times),
    unwanted=st.frozensets(st.sampled_from(NotificationKind)),
)
def test_preferences_survive_a_round_trip_through_the_stored_form(
    quiet: QuietHours | None, unwanted: frozenset[NotificationKind]
) -> None:
    preferences = NotificationPreferences(quiet_hours=quiet, unwanted=unwanted)
    user = User(user_id="ada", username="Ada", created_at=NOW, notifications=preferences)
    assert from_stored(User, to_stored(user)).notifications == preferences


# Scheduled reminders


def test_reminder_is_in_the_partition_of_its_hour() -> None:
    assert (
        to_stored(task_reminder(NOW + timedelta(minutes=29, seconds=59)))["user_id"]
        == "reminders:2026-03-18T09"
    )
    assert to_stored(task_reminder(NOW + timedelta(minutes=30)))["user_id"] == "reminders:2026-03-18T10"
    assert to_stored(task_reminder(NOW + 300 * DAY))["user_id"] == "reminders:2027-01-12T09"


def test_overdue_reminder_is_in_the_partition_of_the_current_hour() -> None:
    assert to_stored(task_reminder(NOW - 3 * DAY))["user_id"] == "reminders:2026-03-18T09"


def test_each_reminder_time_of_a_task_is_a_separate_reminder() -> None:
    one, other = task_reminder(NOW), task_reminder(NOW + timedelta(minutes=5))
    assert to_stored(one)["user_id"] == to_stored(other)["user_id"]
    assert stored_id(one) != stored_id(other)
    assert stored_id(one) == stored_id(task_reminder(NOW, NOW + timedelta(minutes=1)))


def test_session_has_one_reminder_per_hour_however_often_it_is_postponed() -> None:
    first = ScheduledReminder.for_session("ada", "1", NOW)
    then = first.postponed(NOW + timedelta(minutes=20), NOW)
    assert (first.due, then.due) == (NOW + timedelta(minutes=1), NOW + timedelta(minutes=20))
    assert stored_id(then) == stored_id(first)
    assert to_stored(then)["user_id"] == to_stored(first)["user_id"]


def test_reminders_of_other_users_or_subjects_have_other_ids() -> None:
    reminder_ids = {
        stored_id(task_reminder(NOW)),
        stored_id(ScheduledReminder.for_task("bob", "1", NOW, NOW)),
        stored_id(ScheduledReminder.for_session("ada", "1", NOW)),
        stored_id(ScheduledReminder.for_session("bob", "1", NOW)),
    }
    assert len(reminder_ids) == 4


@given(due=moments, now=moments, attempts=st.integers(0, 30))
def test_reminder_at_any_moment_survives_a_round_trip_through_the_stored_form(
    due: datetime, now: datetime, attempts: int
) -> None:
    reminder = replace(ScheduledReminder.for_task(new_id(), new_id(), due, now), attempts=attempts)
    document = to_stored(reminder)
    check_id(document["id"])
    check_ttl(document["ttl"])
    assert document["ttl"] == min(int(max(due - now, timedelta(0)).total_seconds()) + DAYS_60, 2**31 - 1)
    assert from_stored(ScheduledReminder, document) == reminder


def test_reminder_is_stored_until_60_days_after_its_time() -> None:
    assert to_stored(task_reminder(NOW + DAY))["ttl"] == 24 * 3600 + DAYS_60
    assert to_stored(task_reminder(NOW - DAY))["ttl"] == DAYS_60


def test_failed_reminder_is_retried_with_backoff_for_a_day() -> None:
    reminder, now, delays = task_reminder(NOW), NOW, []
    while retry := reminder.failed(now):
        assert retry.attempts == reminder.attempts + 1
        assert (
            replace(retry, due=reminder.due, noted_at=reminder.noted_at, attempts=reminder.attempts)
            == reminder
        )
        assert from_stored(ScheduledReminder, to_stored(retry)) == retry
        delays.append(int((retry.due - now).total_seconds()) // 60)
        reminder, now = retry, retry.due
    assert delays == [1, 2, 4, 8, 16, 32] + 23 * [60]
    assert timedelta(hours=24) <= now - NOW < timedelta(hours=25)


def test_success_resets_the_number_of_attempts() -> None:
    failed = task_reminder(NOW).failed(NOW)
    assert failed is not None
    assert failed.postponed(NOW + DAY, NOW).attempts == 0


@pytest.mark.parametrize(
    ("week", "monday"),
    [
        ("2026-W12", date(2026, 3, 23)),
        ("2026-W53", date(2027, 1, 4)),
        ("2025-W01", date(2025, 1, 6)),
        ("2024-W52", date(2024, 12, 30)),
    ],
)
def test_week_is_followed_by_a_monday_across_years(week: str, monday: date) -> None:
    assert monday_after(week) == monday
    assert week_of(monday - DAY) == week
    assert first_day_of(week) == monday - 7 * DAY
    assert first_day_of(week_of(monday)) == monday
    assert monday.weekday() == 0


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("UTC", "2026-03-23T08:00:00+00:00"),
        ("Europe/Madrid", "2026-03-23T07:00:00+00:00"),
        ("Pacific/Kiritimati", "2026-03-22T18:00:00+00:00"),
        ("Pacific/Pago_Pago", "2026-03-23T19:00:00+00:00"),
        ("Asia/Kathmandu", "2026-03-23T02:15:00+00:00"),
    ],
)
def test_weekly_summary_is_due_on_monday_at_eight_local_time(zone: str, due: str) -> None:
    assert morning_after("2026-W12", ZoneInfo(zone)) == datetime.fromisoformat(due)


def test_weekly_summary_is_due_at_eight_after_an_offset_change_at_night() -> None:
    assert morning_after("2026-W13", ZoneInfo("Europe/Madrid")) == datetime(2026, 3, 30, 6, tzinfo=UTC)


def test_weekly_reminder_is_due_before_monday_morning_in_every_zone() -> None:
    one, later = (ScheduledReminder.for_week("ada", "2026-W12", now) for now in (NOW, NOW + DAY))
    assert (one.subject, one.subject_id) == (ReminderSubject.WEEK, "2026-W12")
    assert one.since == datetime(2026, 3, 22, 18, tzinfo=UTC)
    assert one.since - timedelta(hours=6) < one.due <= one.since
    assert one == replace(later, noted_at=NOW)
    zones = (ZoneInfo(name) for name in available_timezones())
    assert one.since == min(morning_after("2026-W12", zone) for zone in zones)


def test_weekly_reminders_of_many_users_are_spread_over_minutes() -> None:
    minutes = Counter(ScheduledReminder.for_week(f"user {n}", "2026-W12", NOW).due for n in range(3600))
    assert len(minutes) == 360
    assert max(minutes.values()) < 30


def test_checkpoint_survives_a_round_trip_through_the_stored_form() -> None:
    checkpoint = Checkpoint(hour=NOW.replace(minute=0))
    document = to_stored(checkpoint)
    assert from_stored(Checkpoint, document) == checkpoint
    assert (document["id"], document["user_id"]) == ("bookmark", "reminders")
    assert document["user_id"] != reminder_partition(NOW)
