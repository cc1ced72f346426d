"""Recurrence rules: which are accepted, which dates they have, and the tasks of a series."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.recurrence import Frequency, WeekdayRule, check_recurrence, parse_recurrence
from shared.entities.task import Task
from shared.rules.recurrence import next_date, next_task

A_DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SEARCHED = 4 * 366

starts = st.dates(date(2019, 1, 1), date(2033, 12, 31))
intervals = st.integers(1, 14)
plain_weekdays = st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True)
month_days = st.lists(st.integers(-31, 31).filter(bool), max_size=3, unique=True)


def _numbered(highest: int) -> st.SearchStrategy[list[str]]:
    ordinals = st.integers(-highest, highest).map(lambda number: str(number) if number else "")
    return st.lists(
        st.tuples(ordinals, st.sampled_from(["MO", "TU", "SU"])).map("".join), min_size=1, max_size=3
    )


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule without an end."""
    frequency = draw(st.sampled_from(Frequency))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(intervals)}"]
    numbered = {Frequency.MONTHLY: _numbered(5), Frequency.YEARLY: _numbered(53)}.get(frequency)
    if numbered is not None and draw(st.booleans()):
        return ";".join([*parts, f"BYDAY={','.join(draw(numbered))}"])
    weekdays, days = draw(plain_weekdays), [] if frequency is Frequency.WEEKLY else draw(month_days)
    parts += [f"BYDAY={','.join(weekdays)}"] if weekdays else []
    parts += [f"BYMONTHDAY={','.join(map(str, days))}"] if days else []
    return ";".join(draw(st.permutations(parts)))


def _matches(rule: str, start: date, day: date) -> bool:
    """Return whether a date belongs to a series, by the definitions of RFC 5545."""
    parts = dict(part.split("=") for part in rule.split(";"))
    frequency, interval = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    weekdays = [item for item in parts.get("BYDAY", "").split(",") if item]
    days = [int(item) for item in parts.get("BYMONTHDAY", "").split(",") if item]
    length = monthrange(day.year, day.month)[1]
    year_day = (day - day.replace(month=1, day=1)).days
    from_year_end = (day.replace(month=12, day=31) - day).days
    ordinals = (
        {(day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
        if frequency == "MONTHLY"
        else {year_day // 7 + 1, -(from_year_end // 7 + 1)}
    )
    name = WEEKDAYS[day.weekday()]
    periods = {
        "DAILY": (day - start).days,
        "WEEKLY": ((day - timedelta(day.weekday())) - (start - timedelta(start.weekday()))).days // 7,
        "MONTHLY": (day.year - start.year) * 12 + day.month - start.month,
        "YEARLY": day.year - start.year,
    }
    if periods[frequency] % interval:
        return False
    if weekdays and not any(
        item[-2:] == name and (len(item) == 2 or int(item[:-2]) in ordinals) for item in weekdays
    ):
        return False
    if days and not {day.day, day.day - length - 1} & set(days):
        return False
    if weekdays or days:
        return True
    return {
        "DAILY": True,
        "WEEKLY": day.weekday() == start.weekday(),
        "MONTHLY": day.day == start.day,
        "YEARLY": (day.month, day.day) == (start.month, start.day),
    }[frequency]


def _series(rule: str, start: date) -> Iterator[date]:
    recurrence = parse_recurrence(check_recurrence(rule))
    day: date | None = start
    while day is not None:
        yield day
        day = next_date(recurrence, start, day)


@given(rule=rules(), start=starts)
def test_series_has_its_start_and_each_later_date_that_matches(rule: str, start: date) -> None:
    searched = (start + timedelta(days=number) for number in range(1, SEARCHED))
    expected = [start, *(day for day in searched if _matches(rule, start, day))][:12]
    assert list(islice(_series(rule, start), len(expected))) == expected


@given(rule=rules(), start=starts, count=st.integers(1, 6), skipped=st.integers(0, 400))
def test_count_includes_the_start_and_dates_that_were_skipped(
    rule: str, start: date, count: int, skipped: int
) -> None:
    dates = list(islice(_series(rule, start), count))
    counted = parse_recurrence(f"{rule};COUNT={count}")
    assert list(_series(f"{rule};COUNT={count}", start)) == dates
    after = start + timedelta(days=skipped)
    assert next_date(counted, start, after) == next((day for day in dates if day > after), None)


@given(rule=rules(), start=starts, number=st.integers(0, 5))
def test_until_includes_its_day(rule: str, start: date, number: int) -> None:
    dates = list(islice(_series(rule, start), number + 1))
    assert list(_series(f"{rule};UNTIL={dates[-1]:%Y%m%d}", start)) == dates
    assert list(_series(f"{rule};UNTIL={dates[-1] - A_DAY:%Y%m%d}", start))[1:] == dates[1:-1]


@given(rule=rules(), start=starts, years=st.integers(0, 90))
def test_next_date_after_a_long_pause_is_the_first_that_matches(rule: str, start: date, years: int) -> None:
    after = start + timedelta(days=365 * years)
    found = next_date(parse_recurrence(rule), start, after)
    assert found is None or (found > after and _matches(rule, start, found))
    days = 400 if found is None else min((found - after).days, 400)
    between = (after + timedelta(days=number) for number in range(1, days))
    assert not any(_matches(rule, start, day) for day in between)


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=MONTHLY", "2026-01-31", ["2026-03-31", "2026-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", ["2026-02-28", "2026-03-31"]),
        ("FREQ=YEARLY", "2028-02-29", ["2032-02-29", "2036-02-29"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "2026-11-26", ["2026-11-30", "2026-12-02"]),
        ("freq=monthly;byday=-1fr", "2026-11-27", ["2026-12-25", "2027-01-29"]),
        ("FREQ=MONTHLY;BYDAY=2TU,SU", "2026-11-26", ["2026-11-29", "2026-12-06", "2026-12-08"]),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "2026-11-26", []),  # every seventh day is a Thursday
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "2026-02-01", []),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29", "2026-02-01", ["2028-02-29", "2032-02-29"]),
        ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=31", "2026-04-01", ["2026-10-31", "2027-10-31"]),
        ("FREQ=DAILY", "9999-12-30", ["9999-12-31"]),
    ],
)
def test_dates_of_a_rule(rule: str, start: str, expected: list[str]) -> None:
    series = islice(_series(rule, date.fromisoformat(start)), 1, 4)
    assert [day.isoformat() for day in series][: len(expected) or None] == expected


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-11-26"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31,-31", "2026-04-01"),
        ("FREQ=MONTHLY;INTERVAL=24;BYMONTHDAY=30", "2028-02-29"),
    ],
)
def test_rule_that_matches_no_date_is_not_searched_until_the_year_9999(
    monkeypatch: pytest.MonkeyPatch, rule: str, start: str
) -> None:
    monkeypatch.delattr(rrule, "rrule")
    day = date.fromisoformat(start)
    assert next_date(parse_recurrence(rule), day, day) is None


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("", "must be a recurrence rule"),
        ("every day", "must be a recurrence rule"),
        ("FREQ=DAILY;", "must be a recurrence rule"),
        ("FREQ=HOURLY", "must contain FREQ"),
        ("INTERVAL=2", "must contain FREQ"),
        ("FREQ=DAILY;FREQ=DAILY", "only once"),
        ("FREQ=DAILY;BYHOUR=9", "not BYHOUR"),
        ("FREQ=YEARLY;BYMONTH=2", "not BYMONTH"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "either COUNT or UNTIL"),
        ("FREQ=DAILY;INTERVAL=0", "from 1 to 1000 as INTERVAL"),
        ("FREQ=DAILY;INTERVAL=-1", "from 1 to 1000 as INTERVAL"),
        ("FREQ=DAILY;INTERVAL=1001", "from 1 to 1000 as INTERVAL"),
        ("FREQ=DAILY;INTERVAL=٣", "from 1 to 1000 as INTERVAL"),
        ("FREQ=DAILY;COUNT=0", "from 1 to 1000 as COUNT"),
        ("FREQ=WEEKLY;BYDAY=XX", "as BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "as BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "must not number"),
        ("FREQ=MONTHLY;BYDAY=6MO", "from 1 to 5"),
        ("FREQ=YEARLY;BYDAY=-54MO", "from 1 to 53"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1", "must not combine"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "must not contain BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "as BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "as BYMONTHDAY"),
        ("FREQ=DAILY;UNTIL=20260230", "as UNTIL"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "as UNTIL"),
        ("FREQ=DAILY;UNTIL=20261231T25", "as UNTIL"),
        ("FREQ=DAILY;BYDAY=" + "MO," * 200 + "MO", "at most 500"),
    ],
)
def test_unsupported_rule_is_refused_with_the_reason(rule: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_recurrence(rule)


def test_rule_is_kept_in_capitals_and_without_its_prefix() -> None:
    assert (
        check_recurrence(" rrule:freq=Daily;until=20261231t235959z ") == "FREQ=DAILY;UNTIL=20261231T235959Z"
    )
    assert parse_recurrence("FREQ=DAILY;UNTIL=20261231T235959Z").until == datetime(
        2026, 12, 31, 23, 59, 59, tzinfo=UTC
    )
    assert parse_recurrence("FREQ=MONTHLY;BYDAY=-1FR").weekdays == (WeekdayRule(4, -1),)


@given(
    zone=st.sampled_from(["America/Santiago", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo"]),
    start=starts,
    clock=st.sampled_from([time(0), time(0, 15), time(1, 59, 59), time(2, 30), time(23, 59, 59)]),
    days_before=st.integers(0, 3),
    rule=st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU,SA", "FREQ=MONTHLY;BYDAY=-1SU"]),
)
def test_tasks_of_a_series_keep_their_local_time_and_their_distance(
    zone: str, start: date, clock: time, days_before: int, rule: str
) -> None:
    calendar = Calendar(ZoneInfo(zone), time(0))
    due = datetime.combine(start, clock, calendar.zone).astimezone(UTC)
    assume(due.astimezone(calendar.zone).time() == clock)  # else it is skipped on the first date
    planned = start - days_before * A_DAY
    task = replace(
        Task(id="1", user_id="u", title="t", created_at=due, updated_at=due),
        due_date=due,
        planned_date=planned,
        recurrence=rule,
    )
    for day in islice(_series(rule, start), 1, 80):
        following = next_task(task, due, calendar, "2")
        assert following is not None
        task = following
        local = datetime.combine(day, clock, calendar.zone)
        assert task.due_date == local.astimezone(UTC)
        assert task.planned_date == day - days_before * A_DAY
