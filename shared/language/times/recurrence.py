"""Series: "every monday", "cada dos semanas", "the last friday of the month"."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec

from shared.entities.recurrence import MAX_INTERVAL, WEEKDAYS
from shared.language.times.calendar_dates import month_day

_MAX_DAYS = 800
"""Each date of a series that can be said is found within so many days."""

_MAX_DAYS_IN_MONTH = 31
_DAYS_SAID_FOR_TWO_WEEKS = 15


class Series(msgspec.Struct, frozen=True):
    """A recurrence rule, and whether a date matches it."""

    rule: str
    matches: Callable[[date], bool] = lambda _: True

    def first(self, start: date) -> date:
        """Return the first date of the series, not before a date."""
        days = (start + timedelta(days=number) for number in range(_MAX_DAYS))
        return next((day for day in days if self.matches(day)), start)


def every(_: datetime, frequency: str, *intervals: int) -> Series | None:
    """Return the series of every so many days, weeks, months or years."""
    interval = 1
    for factor in intervals:
        interval *= factor
    return Series(f"FREQ={frequency}{_interval(interval)}") if 1 <= interval <= MAX_INTERVAL else None


def every_days(now: datetime, interval: int) -> Series | None:
    """Return the series of every so many days; 15 days are said for two weeks."""
    return every(now, "WEEKLY", 2) if interval == _DAYS_SAID_FOR_TWO_WEEKS else every(now, "DAILY", interval)


def on_weekdays(now: datetime, interval: int, *weekdays: int | tuple[int, ...]) -> Series | None:
    """Return the series of weekdays in every so many weeks."""
    numbers = {*several(now, *weekdays)}
    if not numbers or not 1 <= interval <= MAX_INTERVAL:
        return None
    names = ",".join(WEEKDAYS[number] for number in sorted(numbers))
    return Series(f"FREQ=WEEKLY{_interval(interval)};BYDAY={names}", lambda day: day.weekday() in numbers)


def several(_: datetime, *numbers: int | tuple[int, ...]) -> tuple[int, ...]:
    """Return several weekdays, or several days of the month."""
    return tuple(one for number in numbers for one in (number if isinstance(number, tuple) else (number,)))


def on_other_weekdays(now: datetime, excluded: tuple[int, ...]) -> Series | None:
    """Return the series of every weekday but some."""
    return on_weekdays(now, 1, tuple({*range(7)} - {*excluded}))


def on_range(now: datetime, first: int, last: int) -> Series | None:
    """Return the series of every weekday from one to another."""
    return on_weekdays(now, 1, weekday_range(now, first, last))


def weekday_range(_: datetime, first: int, last: int) -> tuple[int, ...]:
    """Return the weekdays from one to another."""
    return tuple((first + number) % 7 for number in range((last - first) % 7 + 1))


def monthly(now: datetime, interval: int, *days: int | tuple[int, ...]) -> Series | None:
    """Return the series of days in every so many months; -1 is the last one."""
    numbers = {*several(now, *days)}
    if not all(number == -1 or 1 <= number <= _MAX_DAYS_IN_MONTH for number in numbers):
        return None

    def matches(day: date) -> bool:
        return day.day in numbers or (-1 in numbers and day.day == monthrange(day.year, day.month)[1])

    names = ",".join(map(str, sorted(numbers)))
    return Series(f"FREQ=MONTHLY{_interval(interval)};BYMONTHDAY={names}", matches)


def nth_weekday(_: datetime, nth: int, number: int) -> Series:
    """Return the series of the nth of a weekday in every month; -1 is the last one."""

    def matches(day: date) -> bool:
        left = monthrange(day.year, day.month)[1] - day.day
        place = -(left // 7) - 1 if nth < 0 else (day.day - 1) // 7 + 1
        return day.weekday() == number and place == nth

    return Series(f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[number]}", matches)


def yearly(now: datetime, month: int, number: int) -> Series | None:
    """Return the series of a day of a month in every year."""
    if month_day(now, month, number) is None:
        return None
    return Series("FREQ=YEARLY", lambda day: (day.month, day.day) == (month, number))


def yearly_day_first(now: datetime, number: int, month: int) -> Series | None:
    """Return the series of a day of a month in every year, the number of the day first."""
    return yearly(now, month, number)


def _interval(interval: int) -> str:
    return f";INTERVAL={interval}" if interval > 1 else ""
