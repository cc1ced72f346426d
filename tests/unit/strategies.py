"""Strategies for the values of which entities consist."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import is_zone, week_of

ZONES = tuple(sorted(name for name in available_timezones() if is_zone(name)))


def moments_between(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Generate UTC timestamps from the start of one date to the start of another."""
    low, high = (datetime.combine(day, time(0)) for day in (first, last))
    return st.datetimes(low, high, timezones=st.just(UTC))


texts = st.text(st.characters(codec="utf-8"), max_size=20)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
ids = st.uuids().map(str)
usernames = st.text(st.characters(codec="utf-8"), min_size=1, max_size=64)


def _json_with(strings: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | strings,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
        max_leaves=6,
    )


json_values = _json_with(texts)
preferences = st.dictionaries(lines, _json_with(lines), max_size=3)
moments = st.datetimes(timezones=st.just(UTC))
recent_moments = moments_between(date(1975, 1, 1), date(2060, 1, 1))
dates = st.dates()
recent_dates = st.dates(date(1975, 1, 1), date(2060, 1, 1))
zones = st.sampled_from(ZONES).map(ZoneInfo)
times_of_day = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
small_steps = st.timedeltas(timedelta(0), timedelta(days=40))


def _set_of(days: list[date]) -> ActiveDays:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    return found


active_days = st.lists(st.dates(date(1900, 1, 1), date(2200, 1, 1)), max_size=8).map(_set_of)

counts = st.integers(0, 10**9)
week_names = recent_dates.map(week_of)
