"""What entities are made of, generated."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import is_zone

ZONES = tuple(sorted(name for name in available_timezones() if is_zone(name)))


def moments_between(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Generate UTC moments from the beginning of one date to that of another."""
    low, high = (datetime.combine(day, time(0)) for day in (first, last))
    return st.datetimes(low, high, timezones=st.just(UTC))


texts = st.text(st.characters(codec="utf-8"), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
recent_moments = moments_between(date(1975, 1, 1), date(2060, 1, 1))
dates = st.dates()
recent_dates = st.dates(date(1975, 1, 1), date(2060, 1, 1))
zones = st.sampled_from(ZONES).map(ZoneInfo)
times_of_day = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
small_steps = st.timedeltas(timedelta(0), timedelta(days=40))


def _all(days: list[date]) -> ActiveDays:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    return found


active_days = st.lists(st.dates(date(1900, 1, 1), date(2200, 1, 1)), max_size=8).map(_all)
