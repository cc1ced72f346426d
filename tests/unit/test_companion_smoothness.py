"""The companion's meters are continuous: they stay within 0 and 100 and never jump without an event."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.rules.companion.meters import Meter
from shared.rules.companion.tuning import FULL
from tests.unit.activities import (
    DAY,
    HOUR,
    MINUTE,
    RandomDays,
    Timeline,
    offsets,
    on_wednesday,
    random_days,
    shutdown,
    timeline_of,
    user_of,
    work,
)
from tests.unit.companion_meters import METERS, meter_values

few_examples = settings(max_examples=20)

MAX_IN_A_MINUTE = 2


def assert_smooth(timeline: Timeline, moment: datetime) -> None:
    later = moment + MINUTE
    before, after = meter_values(timeline.activity(moment)), meter_values(timeline.activity(later))
    assert all(0 <= value <= FULL for value in before.values()), (moment, before)
    if not timeline.may_jump_between(moment, later):
        for name in METERS:
            assert abs(after[name] - before[name]) <= MAX_IN_A_MINUTE, (name, moment, before, after)


@few_examples
@given(days=random_days(), seconds=st.lists(offsets, min_size=8, max_size=8))
def test_meters_stay_within_0_and_100_and_move_by_at_most_two_points_a_minute(
    days: RandomDays, seconds: list[int]
) -> None:
    timeline = days.timeline
    turning = (
        [action.at for action in timeline.actions]
        + [action.begin for action in timeline.actions]
        + days.day_starts
    )
    for moment in {*map(days.moment, seconds), *turning}:
        assert_smooth(timeline, moment)
        assert_smooth(timeline, moment - MINUTE)
        assert_smooth(timeline, moment - MINUTE / 2)


@settings(few_examples, max_examples=4)
@given(days=random_days(), minute=st.integers(0, 48 * 60))
def test_meters_move_smoothly_in_every_minute_of_four_hours(days: RandomDays, minute: int) -> None:
    timeline, moment = days.timeline, days.moment(minute * 60)
    before = meter_values(timeline.activity(moment))
    for _ in range(4 * 60):
        after = meter_values(timeline.activity(moment + MINUTE))
        if not timeline.may_jump_between(moment, moment + MINUTE):
            assert all(abs(after[name] - before[name]) <= MAX_IN_A_MINUTE for name in METERS), moment
        moment, before = moment + MINUTE, after


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("limit", [60, 510, 1440])
def test_session_that_is_never_ended_causes_no_jump_at_midnight(zone: str, limit: int) -> None:
    user = user_of(zone, workday_limit_minutes=limit)
    timeline = timeline_of(user=user, running=on_wednesday("09:00") + 9 * DAY)  # to the day of 23 hours
    for day in range(1, 5):
        turn = user.calendar.start_of(user.calendar.date_of(on_wednesday("12:00") + (9 + day) * DAY))
        for minute in range(-3, 4):
            assert_smooth(timeline, turn + minute * MINUTE)


@settings(few_examples, max_examples=6)
@given(
    limit=st.integers(1, 24).map(lambda hours: hours * 60),
    after=st.sampled_from([10, 55, 720, 1440]),
    window=st.sampled_from(["12:00-12:01", "12:00-14:30", "00:00-23:59"]),
    hours=st.lists(st.integers(1, 12) | st.integers(13, 60), min_size=12, max_size=16),
    gap=st.sampled_from([0, 1, 5, 60]),
)
@pytest.mark.parametrize("zone", ["Europe/Madrid", "Australia/Lord_Howe"])
def test_long_sessions_cause_no_jump_at_midnight(
    zone: str, limit: int, after: int, window: str, hours: list[int], gap: int
) -> None:
    user = user_of(zone, workday_limit_minutes=limit, rest_after_minutes=after, lunch_window=window)
    begin = user.calendar.start_of(date(2026, 3, 26))  # to the day of 23 hours
    sessions = []
    for length in hours:
        sessions.append(work(begin, begin + length * HOUR))
        begin += length * HOUR + gap * MINUTE
    timeline = timeline_of(*sessions, user=user)
    for day in range(27, 32):
        turn = user.calendar.start_of(date(2026, 3, day))
        assert_smooth(timeline, turn - MINUTE / 2)


@pytest.mark.parametrize("forgotten_for", [13, 24, 30, 39, 47, 60, 90])
@pytest.mark.parametrize("begun", ["00:00", "09:00", "20:00"])
def test_forgotten_session_followed_by_work_causes_no_jump_at_later_midnights(
    begun: str, forgotten_for: int
) -> None:
    begin, end = on_wednesday(begun), on_wednesday(begun) + forgotten_for * HOUR
    timeline = timeline_of(work(begin, end), work(end + HOUR, end + 9 * HOUR))
    for day in range(1, 7):
        for minute in range(-3, 4):
            assert_smooth(timeline, on_wednesday("00:00") + day * DAY + minute * MINUTE)


@few_examples
@given(
    days=random_days(),
    second=offsets,
    zone=st.sampled_from(["Europe/Madrid", "America/New_York", "Asia/Tokyo"]),
    seconds=st.lists(offsets, max_size=6),
)
def test_change_of_time_zone_causes_no_jump(
    days: RandomDays, second: int, zone: str, seconds: list[int]
) -> None:
    """Nothing jumps at the midnights of the new zone either."""
    here, moved = days.timeline.user, days.moment(second)
    there = msgspec.structs.replace(here, timezone=zone)
    timeline = replace(days.timeline, user=there, moved=(moved, here.calendar), _snapshots=[])
    calendar = timeline.user.calendar
    turns = [calendar.start_of(calendar.date_of(moved) + number * DAY) for number in (1, 2, 3)]
    for moment in (*turns, *(max(moved, days.moment(one)) for one in seconds)):
        assert_smooth(timeline, moment)
        assert_smooth(timeline, max(moved, moment - MINUTE / 2))


@pytest.mark.parametrize("after", [720, 960, 1200, 1440])
def test_very_late_rest_reminders_cause_no_jump_at_midnight(after: int) -> None:
    timeline = timeline_of(
        user=user_of(rest_after_minutes=after, workday_limit_minutes=1440), running=on_wednesday("00:00")
    )
    for day in range(1, 5):
        for minute in range(-2, 3):
            assert_smooth(timeline, on_wednesday("00:00") + day * DAY + minute * MINUTE)


@pytest.mark.parametrize("minutes", [1, 3, 4.99])
def test_break_too_short_for_a_rest_causes_no_jump_when_work_resumes(minutes: float) -> None:
    resumed = on_wednesday("17:00") + minutes * MINUTE
    timeline = timeline_of(work(on_wednesday("09:00"), on_wednesday("17:00")), running=resumed)
    assert_smooth(timeline, resumed - MINUTE / 2)


def test_shutdown_during_work_over_midnight_causes_no_jump_at_the_next_midnight() -> None:
    timeline = timeline_of(
        work(on_wednesday("16:00"), on_wednesday("18:00") + DAY), shutdown(on_wednesday("23:30"))
    )
    for minute in range(-2, 3):
        assert_smooth(timeline, on_wednesday("00:00") + 2 * DAY + minute * MINUTE)


@few_examples
@given(days=random_days(), second=offsets, part=st.floats(0, 1))
def test_below_since_is_when_the_meter_fell_to_the_threshold(
    days: RandomDays, second: int, part: float
) -> None:
    moment = days.moment(second)
    activity = days.timeline.activity(moment)
    for name, find in METERS.items():
        meter, threshold = find(activity), part * FULL
        assume(abs(meter.value - threshold) > 1e-6)  # at the threshold, the result depends on rounding
        since = meter.below_since(threshold)
        assert (since is not None) == (meter.value <= threshold), name
        if since is None:
            continue
        assert activity.begin <= since <= moment
        for share in (0.001, 0.3, 0.6, 1.0):
            seen = since + share * (moment - since)
            assert _value_at(meter, seen) <= threshold + 1e-6, (name, seen)
        just_before = max(activity.begin, since - timedelta(milliseconds=1))
        assert just_before == since or _value_at(meter, just_before) >= threshold - 1e-4, name


def _value_at(meter: Meter, moment: datetime) -> float:
    """Return the value of a meter at an earlier moment of its two days."""
    return Meter([point for point in meter.points if point.at <= moment], moment).value
