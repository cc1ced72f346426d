"""Splitting an interval into hours of the week matches the local time at every second."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.entities.calendar import HOURS_IN_WEEK, Calendar
from shared.entities.interval import Interval
from tests.unit.strategies import recent_moments, times_of_day, zones

few_examples = settings(max_examples=80)
MONDAY = date(2026, 3, 16)

Spans = dict[date, dict[int, int]]

# Moments at which clocks are set forward and back.
OFFSET_CHANGES = {
    "Europe/Madrid": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/Santiago": (datetime(2026, 9, 6, 4, tzinfo=UTC), datetime(2026, 4, 5, 3, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 10, 3, 15, 30, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC)),
    "Pacific/Chatham": (datetime(2026, 9, 26, 14, tzinfo=UTC), datetime(2026, 4, 4, 14, tzinfo=UTC)),
    "America/Havana": (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC)),
}
changes = st.sampled_from([(zone, change) for zone, both in OFFSET_CHANGES.items() for change in both])
day_starts = st.sampled_from([time(0), time(0, 30), time(2, 45), time(4), time(4, 30)])


def _calendar(zone: str, day_start: time = time(0)) -> Calendar:
    return Calendar(ZoneInfo(zone), day_start)


def _naive(calendar: Calendar, start: datetime, end: datetime, step: int = 1) -> Spans:
    """Return the expected split from the local time every few seconds."""
    spans: Spans = defaultdict(lambda: defaultdict(int))
    moment = start
    while moment < end:
        wall = moment.astimezone(calendar.zone)
        spans[calendar.date_of(moment)][wall.weekday() * 24 + wall.hour] += step
        moment += timedelta(seconds=step)
    return {day: dict(hours) for day, hours in spans.items()}


def _total_seconds(spans: Spans) -> int:
    return sum(sum(hours.values()) for hours in spans.values())


def _split(calendar: Calendar, start: datetime, end: datetime) -> dict[date, dict[int, int]]:
    return calendar.split([Interval(start, end)])


def _hours(day: date, *hours: int) -> list[int]:
    return [day.weekday() * 24 + hour for hour in hours]


@few_examples
@given(
    change=changes,
    day_start=day_starts,
    before=st.integers(0, 9 * 60),
    minutes=st.integers(0, 18 * 60),
)
@example(("Pacific/Chatham", OFFSET_CHANGES["Pacific/Chatham"][0]), time(0), 60, 120)
@example(("Pacific/Chatham", OFFSET_CHANGES["Pacific/Chatham"][1]), time(2, 45), 60, 120)
@example(("Europe/Madrid", OFFSET_CHANGES["Europe/Madrid"][1]), time(2), 120, 240)
def test_split_matches_the_local_time_of_every_minute_around_offset_changes(
    change: tuple[str, datetime], day_start: time, before: int, minutes: int
) -> None:
    calendar = _calendar(change[0], day_start)
    start = change[1] - timedelta(minutes=before)
    end = start + timedelta(minutes=minutes)
    assert _split(calendar, start, end) == _naive(calendar, start, end, step=60)


@settings(few_examples, max_examples=30)
@given(zone=zones, day_start=times_of_day, start=recent_moments, seconds=st.integers(0, 3 * 3600))
def test_split_matches_the_local_time_of_every_second(
    zone: ZoneInfo, day_start: time, start: datetime, seconds: int
) -> None:
    calendar = Calendar(zone, day_start)
    start = start.replace(microsecond=0)
    end = start + timedelta(seconds=seconds)
    assert _split(calendar, start, end) == _naive(calendar, start, end)


@settings(few_examples, max_examples=150)
@given(
    zone=zones,
    day_start=times_of_day,
    start=recent_moments,
    length=st.timedeltas(timedelta(0), timedelta(hours=40)) | st.timedeltas(timedelta(0), timedelta(days=31)),
)
def test_split_counts_every_whole_second_once(
    zone: ZoneInfo, day_start: time, start: datetime, length: timedelta
) -> None:
    calendar, end = Calendar(zone, day_start), start + length
    spans = _split(calendar, start, end)
    assert _total_seconds(spans) == int(length.total_seconds())
    if length:
        assert min(spans) == calendar.date_of(start)
        assert max(spans) == calendar.date_of(end - timedelta(microseconds=1))
    for hours in spans.values():
        assert all(0 <= hour < HOURS_IN_WEEK and seconds >= 0 for hour, seconds in hours.items())


@few_examples
@given(
    zone=zones,
    start=recent_moments,
    length=st.timedeltas(timedelta(days=31), timedelta(days=60)),
)
def test_split_of_more_than_31_days_counts_the_last_31(
    zone: ZoneInfo, start: datetime, length: timedelta
) -> None:
    calendar, end = Calendar(zone, time(0)), start + length
    spans = _split(calendar, start, end)
    assert spans == _split(calendar, end - timedelta(days=31), end)
    assert _total_seconds(spans) == 31 * 24 * 3600
    assert len(spans) <= 34


@few_examples
@given(change=changes, lengths=st.lists(st.integers(0, 300), min_size=1, max_size=6))
def test_split_of_several_intervals_is_the_sum_of_their_splits(
    change: tuple[str, datetime], lengths: list[int]
) -> None:
    calendar, moments = _calendar(change[0]), [change[1] - timedelta(hours=5)]
    moments += [moments[0] + timedelta(minutes=minutes) for minutes in accumulate(lengths)]
    intervals = [Interval(*pair) for pair in [*pairwise(moments)][::2]]
    expected: Spans = defaultdict(lambda: defaultdict(int))
    for interval in intervals:
        for day, hours in _naive(calendar, interval.begin, interval.end, step=60).items():
            for hour, seconds in hours.items():
                expected[day][hour] += seconds
    assert calendar.split(intervals) == expected


@few_examples
@given(zone=zones, start=recent_moments, lengths=st.lists(st.floats(0, 9000), min_size=1, max_size=9))
def test_split_of_several_intervals_rounds_their_sum_down(
    zone: ZoneInfo, start: datetime, lengths: list[float]
) -> None:
    moments = [start + timedelta(seconds=seconds) for seconds in accumulate([0, *lengths])]
    intervals = [Interval(*pair) for pair in [*pairwise(moments)][::2]]
    total = sum((interval.end - interval.begin for interval in intervals), timedelta(0))
    spans = Calendar(zone, time(0)).split(intervals)
    assert _total_seconds(spans) == int(total.total_seconds())


@pytest.mark.parametrize("back", [timedelta(0), timedelta(microseconds=1), timedelta(hours=3)])
def test_split_of_an_empty_or_reversed_interval_is_empty(back: timedelta) -> None:
    now = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
    assert _split(_calendar("Europe/Madrid"), now, now - back) == {}


def test_split_within_an_hour_has_one_hour() -> None:
    calendar, now = _calendar("Europe/Madrid"), datetime(2026, 3, 18, 9, 10, tzinfo=UTC)
    assert _split(calendar, now, now + timedelta(minutes=25)) == {date(2026, 3, 18): {2 * 24 + 10: 1500}}


def test_split_across_midnight_has_both_days() -> None:
    start = datetime(2026, 3, 16, 22, 50, tzinfo=UTC)
    tuesday = MONDAY + timedelta(days=1)
    assert _split(_calendar("Europe/Madrid"), start, start + timedelta(minutes=25)) == {
        MONDAY: {23: 600},
        tuesday: {24: 900},
    }


def test_split_before_the_start_of_the_day_counts_for_the_day_before_in_local_hours() -> None:
    calendar = _calendar("Europe/Madrid", time(4))
    start = datetime(2026, 3, 17, 2, 30, tzinfo=UTC)  # Tuesday, 03:30
    assert _split(calendar, start, start + timedelta(hours=1)) == {
        MONDAY: {24 + 3: 1800},
        MONDAY + timedelta(days=1): {24 + 4: 1800},
    }


def test_start_of_the_day_within_an_hour_splits_that_hour() -> None:
    calendar = _calendar("Europe/Madrid", time(4, 30))
    start = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)  # Tuesday, 04:00
    assert _split(calendar, start, start + timedelta(hours=1)) == {
        MONDAY: {24 + 4: 1800},
        MONDAY + timedelta(days=1): {24 + 4: 1800},
    }


def test_split_uses_local_hours_in_a_zone_with_a_half_hour_offset() -> None:
    start = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)  # 09:30
    assert _split(_calendar("Asia/Kolkata"), start, start + timedelta(hours=1)) == {
        MONDAY: {9: 1800, 10: 1800}
    }


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
def test_split_of_a_whole_day_has_the_length_of_the_day(
    zone: str, day: date, hours: float, day_start: time
) -> None:
    calendar = _calendar(zone, day_start)
    day -= timedelta(
        days=1 if day_start > time(0) else 0
    )  # the hours before the start of the day belong to the day before
    spans = _split(calendar, calendar.start_of(day), calendar.start_after(day))
    assert spans.keys() == {day}
    assert _total_seconds(spans) == hours * 3600


def test_day_of_23_hours_lacks_the_skipped_hour() -> None:
    calendar, sunday = _calendar("Europe/Madrid"), date(2026, 3, 29)
    (hours,) = _split(calendar, calendar.start_of(sunday), calendar.start_after(sunday)).values()
    assert hours == dict.fromkeys(_hours(sunday, 0, 1, *range(3, 24)), 3600)


def test_day_of_25_hours_counts_the_repeated_hour_twice() -> None:
    calendar, sunday = _calendar("Europe/Madrid"), date(2026, 10, 25)
    (hours,) = _split(calendar, calendar.start_of(sunday), calendar.start_after(sunday)).values()
    expected = dict.fromkeys(_hours(sunday, *range(24)), 3600)
    expected[6 * 24 + 2] = 7200
    assert hours == expected


def test_offset_change_of_half_an_hour_skips_half_an_hour() -> None:
    calendar, sunday = _calendar("Australia/Lord_Howe"), date(2026, 10, 4)
    (hours,) = _split(calendar, calendar.start_of(sunday), calendar.start_after(sunday)).values()
    expected = dict.fromkeys(_hours(sunday, *range(24)), 3600)
    expected[6 * 24 + 2] = 1800
    assert hours == expected


def test_offset_change_within_an_hour_splits_it_at_that_moment() -> None:
    start = OFFSET_CHANGES["Pacific/Chatham"][0] - timedelta(minutes=45)  # 02:00; at 02:45 it is 03:45
    assert _split(_calendar("Pacific/Chatham"), start, start + timedelta(hours=1)) == {
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
def test_hour_of_the_week_is_in_local_time(zone: str, moment: datetime, hour: int) -> None:
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
def test_minute_is_counted_from_the_midnight_of_the_day(
    day_start: time, moment: datetime, clock: str, minute: int
) -> None:
    calendar = _calendar("Europe/Madrid", day_start)
    assert (calendar.clock_of(moment), calendar.minute_of(moment)) == (clock, minute)
