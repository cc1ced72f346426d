"""How a stretch of time falls into the hours of the week: as a wall clock, looked at every second, tells."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.entities.calendar import HOURS_IN_WEEK, Calendar
from tests.unit.strategies import recent_moments, times_of_day, zones

steadily = settings(max_examples=80)
MONDAY = date(2026, 3, 16)

Spans = dict[date, dict[int, int]]

# Moments at which the clock is turned there: forward, and back.
TURNS = {
    "Europe/Madrid": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/Santiago": (datetime(2026, 9, 6, 4, tzinfo=UTC), datetime(2026, 4, 5, 3, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 10, 3, 15, 30, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC)),
    "Pacific/Chatham": (datetime(2026, 9, 26, 14, tzinfo=UTC), datetime(2026, 4, 4, 14, tzinfo=UTC)),
    "America/Havana": (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC)),
}
turns = st.sampled_from([(zone, turn) for zone, both in TURNS.items() for turn in both])
day_starts = st.sampled_from([time(0), time(0, 30), time(2, 45), time(4), time(4, 30)])


def _calendar(zone: str, day_start: time = time(0)) -> Calendar:
    return Calendar(ZoneInfo(zone), day_start)


def _naive(calendar: Calendar, start: datetime, end: datetime, step: int = 1) -> Spans:
    """Look at the wall clock every few seconds."""
    spans: Spans = defaultdict(lambda: defaultdict(int))
    moment = start
    while moment < end:
        wall = moment.astimezone(calendar.zone)
        spans[calendar.date_of(moment)][wall.weekday() * 24 + wall.hour] += step
        moment += timedelta(seconds=step)
    return {day: dict(hours) for day, hours in spans.items()}


def _total(spans: Spans) -> int:
    return sum(sum(hours.values()) for hours in spans.values())


def _hours(day: date, *hours: int) -> list[int]:
    return [day.weekday() * 24 + hour for hour in hours]


@steadily
@given(
    turn=turns,
    day_start=day_starts,
    before=st.integers(0, 9 * 60),
    minutes=st.integers(0, 18 * 60),
)
@example(("Pacific/Chatham", TURNS["Pacific/Chatham"][0]), time(0), 60, 120)
@example(("Pacific/Chatham", TURNS["Pacific/Chatham"][1]), time(2, 45), 60, 120)
@example(("Europe/Madrid", TURNS["Europe/Madrid"][1]), time(2), 120, 240)
def test_around_a_turn_of_the_clock_every_minute_falls_where_the_wall_clock_has_it(
    turn: tuple[str, datetime], day_start: time, before: int, minutes: int
) -> None:
    calendar = _calendar(turn[0], day_start)
    start = turn[1] - timedelta(minutes=before)
    end = start + timedelta(minutes=minutes)
    assert calendar.split(start, end) == _naive(calendar, start, end, step=60)


@settings(steadily, max_examples=30)
@given(zone=zones, day_start=times_of_day, start=recent_moments, seconds=st.integers(0, 3 * 3600))
def test_every_second_falls_where_the_wall_clock_has_it(
    zone: ZoneInfo, day_start: time, start: datetime, seconds: int
) -> None:
    calendar = Calendar(zone, day_start)
    start = start.replace(microsecond=0)
    end = start + timedelta(seconds=seconds)
    assert calendar.split(start, end) == _naive(calendar, start, end)


@settings(steadily, max_examples=150)
@given(
    zone=zones,
    day_start=times_of_day,
    start=recent_moments,
    length=st.timedeltas(timedelta(0), timedelta(hours=40)) | st.timedeltas(timedelta(0), timedelta(days=31)),
)
def test_all_whole_seconds_of_a_stretch_are_there_and_no_more(
    zone: ZoneInfo, day_start: time, start: datetime, length: timedelta
) -> None:
    calendar, end = Calendar(zone, day_start), start + length
    spans = calendar.split(start, end)
    assert _total(spans) == int(length.total_seconds())
    if length:
        assert min(spans) == calendar.date_of(start)
        assert max(spans) == calendar.date_of(end - timedelta(microseconds=1))
    for hours in spans.values():
        assert all(0 <= hour < HOURS_IN_WEEK and seconds >= 0 for hour, seconds in hours.items())


@steadily
@given(
    zone=zones,
    start=recent_moments,
    length=st.timedeltas(timedelta(days=31), timedelta(days=60)),
)
def test_of_a_stretch_beyond_31_days_the_last_31_are_told(
    zone: ZoneInfo, start: datetime, length: timedelta
) -> None:
    calendar, end = Calendar(zone, time(0)), start + length
    spans = calendar.split(start, end)
    assert spans == calendar.split(end - timedelta(days=31), end)
    assert _total(spans) == 31 * 24 * 3600
    assert len(spans) <= 34


@pytest.mark.parametrize("back", [timedelta(0), timedelta(microseconds=1), timedelta(hours=3)])
def test_a_stretch_that_does_not_go_forward_is_empty(back: timedelta) -> None:
    now = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
    assert _calendar("Europe/Madrid").split(now, now - back) == {}


def test_a_stretch_within_an_hour_lies_in_it() -> None:
    calendar, now = _calendar("Europe/Madrid"), datetime(2026, 3, 18, 9, 10, tzinfo=UTC)
    assert calendar.split(now, now + timedelta(minutes=25)) == {date(2026, 3, 18): {2 * 24 + 10: 1500}}


def test_a_stretch_across_midnight_is_split_between_the_days() -> None:
    start = datetime(2026, 3, 16, 22, 50, tzinfo=UTC)
    tuesday = MONDAY + timedelta(days=1)
    assert _calendar("Europe/Madrid").split(start, start + timedelta(minutes=25)) == {
        MONDAY: {23: 600},
        tuesday: {24: 900},
    }


def test_before_the_day_begins_it_is_the_day_before_by_the_hours_of_the_wall_clock() -> None:
    calendar = _calendar("Europe/Madrid", time(4))
    start = datetime(2026, 3, 17, 2, 30, tzinfo=UTC)  # Tuesday, 03:30
    assert calendar.split(start, start + timedelta(hours=1)) == {
        MONDAY: {24 + 3: 1800},
        MONDAY + timedelta(days=1): {24 + 4: 1800},
    }


def test_a_day_that_begins_within_an_hour_cuts_it_in_two() -> None:
    calendar = _calendar("Europe/Madrid", time(4, 30))
    start = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)  # Tuesday, 04:00
    assert calendar.split(start, start + timedelta(hours=1)) == {
        MONDAY: {24 + 4: 1800},
        MONDAY + timedelta(days=1): {24 + 4: 1800},
    }


def test_in_a_zone_of_half_hours_the_hours_are_those_of_its_wall_clock() -> None:
    start = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)  # 09:30
    assert _calendar("Asia/Kolkata").split(start, start + timedelta(hours=1)) == {MONDAY: {9: 1800, 10: 1800}}


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Madrid", date(2026, 3, 29), 23),
        ("Europe/Madrid", date(2026, 10, 25), 25),
        ("Europe/Madrid", date(2026, 3, 18), 24),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Santiago", date(2026, 9, 6), 23),
    ],
)
@pytest.mark.parametrize("day_start", [time(0), time(4), time(4, 30)])
def test_a_whole_day_has_as_many_hours_as_the_zone_gives_it(
    zone: str, day: date, hours: float, day_start: time
) -> None:
    calendar = _calendar(zone, day_start)
    day -= timedelta(days=1 if day_start > time(0) else 0)  # the night belongs to the day before
    spans = calendar.split(calendar.start_of(day), calendar.start_after(day))
    assert spans.keys() == {day}
    assert _total(spans) == hours * 3600


def test_a_day_of_23_hours_has_none_that_the_clock_leaves_out() -> None:
    calendar, sunday = _calendar("Europe/Madrid"), date(2026, 3, 29)
    (hours,) = calendar.split(calendar.start_of(sunday), calendar.start_after(sunday)).values()
    assert hours == dict.fromkeys(_hours(sunday, 0, 1, *range(3, 24)), 3600)


def test_a_day_of_25_hours_has_two_in_one() -> None:
    calendar, sunday = _calendar("Europe/Madrid"), date(2026, 10, 25)
    (hours,) = calendar.split(calendar.start_of(sunday), calendar.start_after(sunday)).values()
    expected = dict.fromkeys(_hours(sunday, *range(24)), 3600)
    expected[6 * 24 + 2] = 7200
    assert hours == expected


def test_where_the_clock_is_turned_by_half_an_hour_half_an_hour_is_missing() -> None:
    calendar, sunday = _calendar("Australia/Lord_Howe"), date(2026, 10, 4)
    (hours,) = calendar.split(calendar.start_of(sunday), calendar.start_after(sunday)).values()
    expected = dict.fromkeys(_hours(sunday, *range(24)), 3600)
    expected[6 * 24 + 2] = 1800
    assert hours == expected


def test_where_the_clock_jumps_within_an_hour_each_part_lies_in_its_own() -> None:
    start = TURNS["Pacific/Chatham"][0] - timedelta(minutes=45)  # 02:00; at 02:45 it is 03:45
    assert _calendar("Pacific/Chatham").split(start, start + timedelta(hours=1)) == {
        date(2026, 9, 27): {6 * 24 + 2: 2700, 6 * 24 + 3: 900}
    }


@pytest.mark.parametrize(
    ("zone", "moment", "hour"),
    [
        ("UTC", datetime(2026, 3, 16, 0, 0, tzinfo=UTC), 0),
        ("UTC", datetime(2026, 3, 15, 23, 59, 59, tzinfo=UTC), 167),
        ("Europe/Madrid", datetime(2026, 3, 15, 23, 0, tzinfo=UTC), 0),
        ("Pacific/Kiritimati", datetime(2026, 3, 16, 9, 59, tzinfo=UTC), 23),
        ("Pacific/Kiritimati", datetime(2026, 3, 16, 10, 0, tzinfo=UTC), 24),
        ("Pacific/Pago_Pago", datetime(2026, 3, 16, 10, 59, tzinfo=UTC), 6 * 24 + 23),
        ("Asia/Kolkata", datetime(2026, 3, 16, 18, 29, tzinfo=UTC), 23),
        ("Asia/Kolkata", datetime(2026, 3, 16, 18, 30, tzinfo=UTC), 24),
    ],
)
def test_the_hour_of_the_week_is_that_of_the_wall_clock(zone: str, moment: datetime, hour: int) -> None:
    assert _calendar(zone).hour_of(moment) == hour
    assert _calendar(zone, time(4)).hour_of(moment) == hour


@pytest.mark.parametrize(
    ("day_start", "moment", "clock", "minute"),
    [
        (time(0), datetime(2026, 3, 18, 15, 59, tzinfo=UTC), "16:59", 1019),
        (time(0), datetime(2026, 3, 17, 23, 0, tzinfo=UTC), "00:00", 0),
        (time(4), datetime(2026, 3, 18, 15, 59, tzinfo=UTC), "16:59", 1019),
        (time(4), datetime(2026, 3, 18, 0, 0, tzinfo=UTC), "01:00", 1500),
        (time(4), datetime(2026, 3, 18, 2, 59, 59, tzinfo=UTC), "03:59", 1679),
        (time(4), datetime(2026, 3, 18, 3, 0, tzinfo=UTC), "04:00", 240),
    ],
)
def test_the_minute_counts_from_the_midnight_of_the_day(
    day_start: time, moment: datetime, clock: str, minute: int
) -> None:
    calendar = _calendar("Europe/Madrid", day_start)
    assert (calendar.clock_of(moment), calendar.minute_of(moment)) == (clock, minute)
