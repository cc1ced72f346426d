"""The local days and hours of a user, computed in the most obvious way."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

_LONGEST = timedelta(days=31)
_QUARTER_HOUR = timedelta(minutes=15)


@dataclass(frozen=True)
class NaiveCalendar:
    """A time zone, and the local time at which days start."""

    zone: tzinfo = UTC
    day_start: time = time(0)

    def date_of(self, moment: datetime) -> date:
        """Return the day of a moment."""
        late = timedelta(hours=self.day_start.hour, minutes=self.day_start.minute)
        return (self.local(moment) - late).date()

    def hour_of(self, moment: datetime) -> int:
        """Return the hour of the week, from 0 to 167."""
        local = self.local(moment)
        return local.weekday() * 24 + local.hour

    def minute_of(self, moment: datetime) -> int:
        """Return the minutes of local time after the midnight of the day of a moment."""
        local = self.local(moment)
        return (local.date() - self.date_of(moment)).days * 24 * 60 + local.hour * 60 + local.minute

    def local(self, moment: datetime) -> datetime:
        """Return the local time of a moment, without its zone."""
        return moment.astimezone(self.zone).replace(tzinfo=None)


def quarter_hours(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Split an interval at each quarter of an hour; of more than 31 days, only the last 31 count.

    The UTC offset of every zone is a multiple of a quarter of an hour.
    """
    begin, end = max(start, end - _LONGEST).astimezone(UTC), end.astimezone(UTC)
    while begin < end:
        past = timedelta(minutes=begin.minute % 15, seconds=begin.second, microseconds=begin.microsecond)
        cut = min(end, begin - past + _QUARTER_HOUR)
        yield begin, cut
        begin = cut


def union_of(parts: list[tuple[datetime, datetime]]) -> timedelta:
    """Return the time that intervals take; time that is in several counts once."""
    cuts: list[datetime] = sorted({moment for part in parts for moment in part})
    return sum(
        (
            end - begin
            for begin, end in pairwise(cuts)
            if any(part[0] <= begin and end <= part[1] for part in parts)
        ),
        timedelta(0),
    )


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def is_weekend(day: date) -> bool:
    """Return whether a day is a Saturday or a Sunday."""
    return day.isoweekday() > 5


def is_free_by(work_days: Collection[int], off: Collection[tuple[date, date]]) -> Callable[[date], bool]:
    """Return whether a day is none of the ISO weekdays, or within days off."""

    def is_free(day: date) -> bool:
        return day.isoweekday() not in work_days or any(begin <= day <= end for begin, end in off)

    return is_free


@lru_cache(maxsize=1000)
def free_days(is_free: Callable[[date], bool], first: date, last: date) -> frozenset[date]:
    """Return the free days from the first day to the last one; remembered, as streaks ask for each event."""
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return frozenset(day for day in days if is_free(day))


def naive_streak(days: set[date], today: date, bridged: Collection[date] = ()) -> int:
    """Count the consecutive days up to the last one, if that is not before yesterday.

    The last one may be up to two days ahead, from a time zone with a later date. Bridged days do not count.
    """
    last = max((day for day in days if day.toordinal() <= today.toordinal() + 2), default=date.min)
    numbers, passed = _numbers_of(days), _numbers_of(bridged)
    missed = any(number not in passed for number in range(last.toordinal() + 1, today.toordinal()))
    return 0 if missed else _streak_up_to(numbers, last.toordinal(), passed)


def naive_longest(days: set[date], bridged: Collection[date] = ()) -> int:
    """Count the days of the longest streak."""
    numbers, passed = _numbers_of(days), _numbers_of(bridged)
    return max((_streak_up_to(numbers, number, passed) for number in numbers), default=0)


def _numbers_of(days: Collection[date]) -> set[int]:
    return {day.toordinal() for day in days}


def _streak_up_to(numbers: set[int], number: int, passed: set[int]) -> int:
    """Count the consecutive days up to a day, with it; bridged days are passed over."""
    found = 0
    while number in numbers or number in passed:
        found += number in numbers
        number -= 1
    return found
