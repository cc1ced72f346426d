"""Dates that are named by their day or month: "5 de mayo", "the 30th", "03/12", "first friday of july"."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime

from shared.language.times.relative_dates import month_start

_MONTHS = 12
_MAX_DAYS_IN_MONTH = 31
_MIDDLE_OF_MONTH = 15
_CENTURY = 100
_MIN_YEAR, _MAX_YEAR = 1900, 2200
_MAX_YEARS_BETWEEN_LEAP_DAYS = 8
_NO_DATES = {(24, 7), (7, 24)}
"""The numbers of "24/7"."""


def month_day(now: datetime, month: int, number: int, year: int | None = None) -> date | None:
    """Return the date of a day of a month, without a year the next one."""
    if year is not None:
        return _date(year, month, number)
    return _next(now, lambda year: _date(year, month, number))


def day_month(now: datetime, number: int, month: int, year: int | None = None) -> date | None:
    """Return the date of a day of a month, whose number comes first."""
    return month_day(now, month, number, year)


def numeric_day_month(now: datetime, parts: tuple[int, ...]) -> date | None:
    """Return the date of numbers such as 25/03 or 25/03/2026, the day first unless it must be the month."""
    return _numeric(now, parts[0], parts[1], *parts[2:])


def numeric_month_day(now: datetime, parts: tuple[int, ...]) -> date | None:
    """Return the date of numbers such as 03/25 or 03/25/2026, the month first unless it must be the day."""
    return _numeric(now, parts[1], parts[0], *parts[2:])


def iso_date(_: datetime, parts: tuple[int, ...]) -> date | None:
    """Return the date of a year, a month and a day."""
    return _date(*parts[:3])


def month_days(now: datetime, month: int, first: int, last: int) -> date | None:
    """Return the first of some days of a month."""
    return month_day(now, month, first) if first < last <= _MAX_DAYS_IN_MONTH else None


def start_of(now: datetime, month: int) -> date | None:
    """Return the next first date of a named month."""
    return month_day(now, month, 1)


def middle_of(now: datetime, month: int) -> date | None:
    """Return the next 15th of a named month."""
    return month_day(now, month, _MIDDLE_OF_MONTH)


def end_of(now: datetime, month: int) -> date | None:
    """Return the next last date of a named month."""
    return _next(now, lambda year: date(year, month, monthrange(year, month)[1]))


def month_of_year(_: datetime, month: int, year: int) -> date | None:
    """Return the first date of a month of a year."""
    return _date(year, month, 1)


def day_of_month(now: datetime, number: int) -> date | None:
    """Return the next date whose day of the month has a number."""
    return next(_dates_of(now, number), None)


def day_of_later_month(now: datetime, months: int, number: int) -> date | None:
    """Return the date of a day in the month that is so many months after this one."""
    month = month_start(now, months)
    return _date(month.year, month.month, number)


def weekday_and_day(now: datetime, number: int, day: int) -> date | None:
    """Return the next date of a weekday and a day of the month; of the day, if that is wrong for a year."""
    if not 1 <= day <= _MAX_DAYS_IN_MONTH:
        return None
    dates = [*_dates_of(now, day)]
    return next((found for found in dates if found.weekday() == number), dates[0])


def weekday_on_day(now: datetime, number: int, day: int) -> date | None:
    """Return the next date of a day of the month if it has a weekday."""
    found = day_of_month(now, day)
    return found if found is not None and found.weekday() == number else None


def nth_weekday_of_month(now: datetime, nth: int, number: int, month: int) -> date | None:
    """Return the next date that is the nth of a weekday in a named month; -1 is the last one."""
    return _next(now, lambda year: _nth_weekday(date(year, month, 1), nth, number))


def nth_weekday_of_months(now: datetime, months: int, nth: int, number: int) -> date | None:
    """Return the nth of a weekday in the month that is so many months after this one, or in the next one."""
    dates = (_nth_weekday(month_start(now, later), nth, number) for later in range(months, months + _MONTHS))
    return next((day for day in dates if day is not None and day >= now.date()), None)


def _numeric(now: datetime, day: int, month: int, year: int | None = None) -> date | None:
    if year is None and (day, month) in _NO_DATES:
        return None
    if month > _MONTHS:
        day, month = month, day
    if year is not None and year < _CENTURY:
        year += 2000
    return month_day(now, month, day, year)


def _nth_weekday(first: date, nth: int, number: int) -> date | None:
    """Return the nth of a weekday in the month of a first date; -1 is the last one."""
    length = monthrange(first.year, first.month)[1]
    days = [first.replace(day=day) for day in range(1, length + 1)]
    found = [day for day in days if day.weekday() == number]
    return found[nth - 1 if nth > 0 else nth] if abs(nth) <= len(found) else None


def _date(year: int, month: int, day: int) -> date | None:
    if not (_MIN_YEAR <= year <= _MAX_YEAR and 1 <= month <= _MONTHS):
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _next(now: datetime, find: Callable[[int], date | None]) -> date | None:
    """Return the first of the dates of this and the next years that is not over."""
    dates = (find(year) for year in range(now.year, now.year + _MAX_YEARS_BETWEEN_LEAP_DAYS + 1))
    return next((day for day in dates if day is not None and day >= now.date()), None)


def _dates_of(now: datetime, number: int) -> Iterator[date]:
    months = (month_start(now, months) for months in range(_MONTHS + 2))
    dates = (_date(month.year, month.month, number) for month in months)
    return filter(lambda day: day >= now.date(), filter(None, dates))
