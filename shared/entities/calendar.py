"""Which day it is for somebody."""

from contextlib import suppress
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
        """Return the day that a moment belongs to: the one that has begun last."""
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        day = (wall - timedelta(hours=self.day_start.hour, minutes=self.day_start.minute)).date()
        # Where the clock is turned just then, the wall shows the day's beginning twice, or never.
        with suppress(ValueError):
            if moment < self.start_of(day):
                return day - timedelta(days=1)
        with suppress(ValueError):
            if moment >= self.start_after(day):
                return day + timedelta(days=1)
        return day

    def start_of(self, day: date) -> datetime:
        """Return the first moment of a day, in UTC; ValueError at the ends of the calendar."""
        try:
            return datetime.combine(day, self.day_start, self.zone).astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"no such day: {day}") from error

    def start_after(self, day: date) -> datetime:
        """Return the first moment that is past a day, in UTC; ValueError at the ends of the calendar."""
        try:
            return self.start_of(day + timedelta(days=1))
        except OverflowError as error:
            raise ValueError(f"no day after {day}") from error

    def end_of(self, day: date) -> datetime:
        """Return the last whole second of a day, in UTC; ValueError at the ends of the calendar."""
        if day < date.max:
            return self.start_after(day) - timedelta(seconds=1)
        try:
            return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"no such day: {day}") from error
