"""Every moment belongs to exactly one day, in every zone and with every start of the day."""

import errno
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.entities.calendar import Calendar, find_zone, is_zone
from tests.selection import NumberOfCases
from tests.unit.strategies import ZONES, dates, moments, recent_dates, recent_moments, times_of_day, zones

few_examples = settings(max_examples=300)
A_SECOND = timedelta(seconds=1)
A_DAY = timedelta(days=1)

# In these zones midnight is skipped or repeated on some days.
DIFFICULT_ZONES = (
    *("America/Santiago", "Asia/Beirut", "Africa/Cairo", "America/Havana", "America/Asuncion"),
    *("Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tehran", "Asia/Gaza"),
)


def _calendar(zone: str, day_start: time = time(0)) -> Calendar:
    return Calendar(ZoneInfo(zone), day_start)


def _offset_changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Return the moments of a year, to the minute, at which the zone's UTC offset changes."""
    changes, moment = [], datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        later = moment + timedelta(hours=6)
        if moment.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            low, high = moment, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            changes.append(high.replace(second=0, microsecond=0))
        moment = later
    return changes


difficult_zones = st.sampled_from(DIFFICULT_ZONES).map(ZoneInfo)
offset_changes = st.builds(
    lambda zone, year: [(zone, change) for change in _offset_changes(zone, year)],
    difficult_zones,
    st.integers(2005, 2030),
).flatmap(lambda found: st.sampled_from(found) if found else st.nothing())


@few_examples
@given(zone=zones, day_start=times_of_day, moment=recent_moments)
def test_every_moment_is_between_the_start_of_its_day_and_of_the_next_day(
    zone: ZoneInfo, day_start: time, moment: datetime
) -> None:
    calendar = Calendar(zone, day_start)
    day = calendar.date_of(moment)
    assert calendar.start_of(day) <= moment < calendar.start_of(day + A_DAY)


@settings(few_examples, max_examples=200)
@given(
    change=offset_changes,
    day_start=times_of_day | st.sampled_from([time(0), time(0, 30), time(1), time(2), time(2, 30), time(3)]),
    shift=st.timedeltas(timedelta(hours=-26), timedelta(hours=26)),
)
@example(
    (ZoneInfo("Europe/Berlin"), datetime(2026, 3, 29, 1, tzinfo=UTC)), time(2, 30), timedelta(minutes=10)
)
@example(
    (ZoneInfo("Europe/Berlin"), datetime(2026, 10, 25, 1, tzinfo=UTC)), time(2, 30), timedelta(minutes=10)
)
@example(
    (ZoneInfo("America/St_Johns"), datetime(2010, 11, 7, 2, 31, tzinfo=UTC)), time(0), timedelta(minutes=5)
)
def test_every_moment_is_within_its_day_around_offset_changes(
    change: tuple[ZoneInfo, datetime], day_start: time, shift: timedelta
) -> None:
    calendar, moment = Calendar(change[0], day_start), change[1] + shift
    day = calendar.date_of(moment)
    assert calendar.start_of(day) <= moment < calendar.start_of(day + A_DAY)


@few_examples
@given(zone=zones, day_start=times_of_day, day=recent_dates)
def test_first_and_last_moment_of_a_day_belong_to_it(zone: ZoneInfo, day_start: time, day: date) -> None:
    calendar = Calendar(zone, day_start)
    start, end = calendar.start_of(day), calendar.end_of(day)
    assert end == calendar.start_of(day + A_DAY) - A_SECOND
    if start <= end:  # Samoa skipped the whole of 30 December 2011
        assert calendar.date_of(start) == calendar.date_of(end) == day
        assert calendar.date_of(start - A_SECOND) < day < calendar.date_of(end + A_SECOND)


@settings(few_examples, max_examples=100)
@given(change=offset_changes, day_start=times_of_day, days=st.integers(-2, 2))
def test_first_and_last_moment_of_a_day_belong_to_it_around_offset_changes(
    change: tuple[ZoneInfo, datetime], day_start: time, days: int
) -> None:
    zone, moment = change
    calendar = Calendar(zone, day_start)
    day = moment.astimezone(zone).date() + timedelta(days=days)
    assert calendar.date_of(calendar.start_of(day)) == calendar.date_of(calendar.end_of(day)) == day


def test_days_of_a_year_are_consecutive_in_every_zone(number_of_cases: NumberOfCases) -> None:
    names = ZONES[:: len(ZONES) // number_of_cases(len(ZONES), quick=30)]
    assert [name for name in names if not _has_consecutive_days(_calendar(name))] == []


def _has_consecutive_days(calendar: Calendar) -> bool:
    """Return whether the days of 2026 are of a usual length, and begin on their dates."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(367)]
    starts = list(map(calendar.start_of, days))
    lengths = {later - earlier for earlier, later in pairwise(starts)}
    usual = {timedelta(hours=hours) for hours in (22, 23, 23.5, 24, 24.5, 25, 26)}
    return lengths <= usual and list(map(calendar.date_of, starts)) == days


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Asia/Kathmandu", date(2026, 3, 18), 24),
    ],
)
def test_length_of_a_day_follows_the_zone(zone: str, day: date, hours: float) -> None:
    calendar = _calendar(zone)
    assert calendar.start_of(day + A_DAY) - calendar.start_of(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Santiago", date(2026, 9, 6)),
        ("Asia/Beirut", date(2026, 3, 29)),
        ("Africa/Cairo", date(2026, 4, 24)),
        ("America/Havana", date(2026, 3, 8)),
    ],
)
def test_day_without_midnight_begins_when_clocks_are_set_forward(zone: str, day: date) -> None:
    calendar = _calendar(zone)
    start = calendar.start_of(day)
    assert start.astimezone(ZoneInfo(zone)).time() == time(1)
    assert calendar.date_of(start) == day
    assert calendar.date_of(start - A_SECOND) == day - A_DAY


def test_moment_before_the_start_of_the_day_belongs_to_the_day_before() -> None:
    calendar = _calendar("Europe/Madrid", time(4))
    assert calendar.date_of(datetime(2026, 3, 18, 2, 59, 59, tzinfo=UTC)) == date(2026, 3, 17)
    assert calendar.date_of(datetime(2026, 3, 18, 3, 0, tzinfo=UTC)) == date(2026, 3, 18)
    assert calendar.start_of(date(2026, 3, 18)) == datetime(2026, 3, 18, 3, tzinfo=UTC)


@few_examples
@given(moment=moments.filter(lambda moment: date.min < moment.date() < date.max), day_start=times_of_day)
def test_day_in_utc_is_the_date(moment: datetime, day_start: time) -> None:
    assert _calendar("UTC").date_of(moment) == moment.date()
    shift = timedelta(hours=day_start.hour, minutes=day_start.minute)
    assert _calendar("UTC", day_start).date_of(moment) == (moment - shift).date()


@few_examples
@given(zone=zones, day_start=times_of_day, day=dates)
@example(ZoneInfo("Pacific/Kiritimati"), time(0), date.min)
@example(ZoneInfo("Pacific/Honolulu"), time(23, 59), date.max)
@example(ZoneInfo("Pacific/Honolulu"), time(0), date.max)
def test_days_at_the_ends_of_the_calendar_exist_or_raise_overflow_error(
    zone: ZoneInfo, day_start: time, day: date
) -> None:
    calendar = Calendar(zone, day_start)
    for find in (calendar.start_of, calendar.end_of):
        try:
            found = find(day)
        except OverflowError:
            assert day.year in {1, 9999}
            continue
        assert found.tzinfo is UTC
        assert abs(found.date() - day) <= 2 * A_DAY


@pytest.mark.parametrize(
    "name",
    ["", "utc", "localtime", "Factory", "UTC ", "../UTC", "/etc/passwd", "posixrules", "UTC\0", "GMT+25"],
)
def test_other_names_are_not_zones(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize("name", ["UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires", "Etc/GMT+12"])
def test_iana_names_are_zones(name: str) -> None:
    assert is_zone(name)


def test_zone_that_cannot_be_read_for_now_is_not_taken_for_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> ZoneInfo:
        raise OSError(errno.EMFILE, "Too many open files")

    find_zone.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr("shared.entities.calendar.ZoneInfo", fail)
        with pytest.raises(OSError, match="Too many open files"):
            find_zone("Europe/Madrid")
    assert find_zone("Europe/Madrid") == ZoneInfo("Europe/Madrid")
