"""What entities are made of, generated."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import is_zone

ZONES = tuple(sorted(name for name in available_timezones() if is_zone(name)))

texts = st.text(st.characters(codec="utf-8"), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
recent_moments = st.datetimes(datetime(1975, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
dates = st.dates()
recent_dates = st.dates(date(1975, 1, 1), date(2060, 1, 1))
zones = st.sampled_from(ZONES).map(ZoneInfo)
times_of_day = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
small_steps = st.timedeltas(timedelta(0), timedelta(days=40))
near_dates = st.dates(date(2025, 1, 1), date(2026, 12, 31))
active_days = st.builds(
    lambda days: _all(days), st.lists(st.dates(date(1900, 1, 1), date(2200, 1, 1)), max_size=8)
)


def _all(days: list[date]) -> ActiveDays:
    found = ActiveDays()
    for day in days:
        found = found.with_day(day)
    return found
