"""Which day it is for somebody."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    # What the machine adds to the IANA names means another zone on every machine.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def is_zone(name: str) -> bool:
    """Tell whether this is the name of an IANA time zone."""
    return name in _zone_names()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a person: a time zone, and the hour of the wall clock at which their day starts.

    Somebody who works past midnight lets the day start at 04:00; what they do at 01:00 then counts for
    the day before. Days have 23, 24 or 25 hours, as the zone's rules have it.
    """

    zone: ZoneInfo
    day_start: time

    def date_of(self, moment: datetime) -> date:
        """Return the day that a moment belongs to."""
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        return (wall - timedelta(hours=self.day_start.hour, minutes=self.day_start.minute)).date()

    def start_of(self, day: date) -> datetime:
        """Return the first moment of a day, in UTC; ValueError at the ends of the calendar."""
        try:
            return datetime.combine(day, self.day_start, self.zone).astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"no such day: {day}") from error

    def end_of(self, day: date) -> datetime:
        """Return the last whole second of a day, in UTC; ValueError at the ends of the calendar."""
        try:
            if day == date.max:
                return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)
            return self.start_of(day + timedelta(days=1)) - timedelta(seconds=1)
        except OverflowError as error:
            raise ValueError(f"no such day: {day}") from error
