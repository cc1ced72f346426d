"""Dates: "tomorrow", "next friday", "el 30", "in two weeks", "5 de mayo"."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

_MAX_DAYS = 36_600
_MAX_DAYS_IN_MONTH = 31
_MONTHS = 12
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_CENTURY = 100
_NO_DATES = {(24, 7), (7, 24)}
"""The numbers of "24/7"."""

_MIDDLE_OF_MONTH = 15
_MIN_YEAR, _MAX_YEAR = 1900, 2200
_MAX_YEARS_BETWEEN_LEAP_DAYS = 8


def in_days(now: datetime, *factors: int) -> date | None:
    """Return the date in so many days; the number of days is the product of the factors."""
    days = 1
    for factor in factors:
        days *= factor
    return now.date() + timedelta(days=days) if abs(days) <= _MAX_DAYS else None


def days_after(_: datetime, days: int, start: date) -> date | None:
    """Return the date so many days after another one."""
    return start + timedelta(days=days) if days <= _MAX_DAYS else None


def in_months(now: datetime, *factors: int) -> date | None:
    """Return the date in so many months; the last of a month that is too short."""
    months = 1
    for factor in factors:
        months *= factor
    if months > _MAX_DAYS // _MAX_DAYS_IN_MONTH:
        return None
    years, month = divmod(now.month - 1 + months, _MONTHS)
    year, month = now.year + years, month + 1
    return date(year, month, min(now.day, monthrange(year, month)[1]))


def days_before(now: datetime, days: int, end: date) -> date | None:
    """Return the date so many days before another one, if it is not over."""
    day = end - timedelta(days=min(days, _MAX_DAYS))
    return day if day >= now.date() else None


def month_days(now: datetime, month: int, first: int, last: int) -> date | None:
    """Return the first of some days of a month."""
    return month_day(now, month, first) if first < last <= _MAX_DAYS_IN_MONTH else None


def weekday(now: datetime, number: int) -> date:
    """Return the next date with a weekday after today."""
    return now.date() + timedelta(days=(number - now.weekday() - 1) % 7 + 1)


def this_weekday(now: datetime, number: int) -> date:
    """Return the next date with a weekday, which can be today."""
    return now.date() + timedelta(days=(number - now.weekday()) % 7)


def weekday_of_week(now: datetime, weeks: int, number: int) -> date | None:
    """Return the date with a weekday in the week that is so many weeks after this one."""
    day = now.date() + timedelta(days=number - now.weekday() + 7 * weeks)
    return day if day >= now.date() else None


def weekday_after(now: datetime, days: int, number: int) -> date:
    """Return the date so many days after the next date with a weekday."""
    return weekday(now, number) + timedelta(days=days)


def this_week(now: datetime) -> date:
    """Return Friday of this week; Sunday after that."""
    return now.date() + timedelta(days=(_FRIDAY if now.weekday() <= _FRIDAY else _SUNDAY) - now.weekday())


def end_of_week(now: datetime, weeks: int) -> date:
    """Return the last working day of the week that is so many weeks after this one."""
    return this_week(now) if weeks == 0 else week(now, weeks) + timedelta(days=_FRIDAY)


def week(now: datetime, weeks: int) -> date:
    """Return Monday of the week that is so many weeks after this one."""
    return now.date() + timedelta(days=7 * weeks - now.weekday())


def weekend(now: datetime, weeks: int) -> date:
    """Return Saturday of the week that is so many weeks after this one; today on a Sunday of this week."""
    return (
        max(now.date(), week(now, weeks) + timedelta(days=_SATURDAY))
        if weeks == 0
        else week(now, weeks) + timedelta(days=_SATURDAY)
    )


def month_start(now: datetime, months: int) -> date:
    """Return the first date of the month that is so many months after this one."""
    years, month = divmod(now.month - 1 + months, _MONTHS)
    return date(now.year + years, month + 1, 1)


def month_middle(now: datetime, months: int) -> date:
    """Return the 15th of this month, or of the next one if it is over; or of a later month."""
    middle = month_start(now, months).replace(day=_MIDDLE_OF_MONTH)
    return middle if middle >= now.date() else month_start(now, months + 1).replace(day=_MIDDLE_OF_MONTH)


def month_end(now: datetime, months: int) -> date:
    """Return the last date of the month that is so many months after this one."""
    return month_start(now, months + 1) - timedelta(days=1)


def year_start(now: datetime, years: int) -> date:
    """Return the first of January of the year that is so many years after this one."""
    return date(now.year + years, 1, 1)


def year_end(now: datetime) -> date:
    """Return the last date of this year."""
    return date(now.year, _MONTHS, _MAX_DAYS_IN_MONTH)


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


def month_day(now: datetime, month: int, number: int, year: int | None = None) -> date | None:
    """Return the date of a day of a month, without a year the next one."""
    if year is not None:
        return _date(year, month, number)
    return _next(now, lambda year: _date(year, month, number))


def day_month(now: datetime, number: int, month: int, year: int | None = None) -> date | None:
    """Return the date of a day of a month, whose number comes first."""
    return month_day(now, month, number, year)


def day_of_month(now: datetime, number: int) -> date | None:
    """Return the next date whose day of the month has a number."""
    return next(_dates_of(now, number), None)


def weekdays_from_now(now: datetime, count: int, number: int) -> date | None:
    """Return the date of the nth weekday after today."""
    return weekday(now, number) + timedelta(days=7 * (count - 1)) if 1 <= count <= _MAX_DAYS // 7 else None


def nth_weekday_of_month(now: datetime, nth: int, number: int, month: int) -> date | None:
    """Return the next date that is the nth of a weekday in a named month; -1 is the last one."""
    return _next(now, lambda year: _nth_weekday(date(year, month, 1), nth, number))


def nth_weekday_of_months(now: datetime, months: int, nth: int, number: int) -> date | None:
    """Return the nth of a weekday in the month that is so many months after this one, or in the next one."""
    dates = (_nth_weekday(month_start(now, later), nth, number) for later in range(months, months + _MONTHS))
    return next((day for day in dates if day is not None and day >= now.date()), None)


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


def second(_: datetime, first: date, last: date) -> date:
    """Return the second of two dates: something is moved from the first."""
    del first
    return last


def weekday_and_date(_: datetime, number: int, day: date) -> date:
    """Return a date whose weekday is also named; if they contradict each other, the date."""
    del number
    return day


def day_and_weekday(_: datetime, day: date, number: int) -> date:
    """Return a date whose weekday is named after it."""
    del number
    return day


def first_of_days(_: datetime, number: int, last: date) -> date | None:
    """Return the first of some days, which has a number in the month of the last one."""
    return last.replace(day=number) if 1 <= number < last.day else None


def numeric_day_month(now: datetime, parts: tuple[int, ...]) -> date | None:
    """Return the date of numbers such as 25/03 or 25/03/2026, the day first unless it must be the month."""
    return _numeric(now, parts[0], parts[1], *parts[2:])


def numeric_month_day(now: datetime, parts: tuple[int, ...]) -> date | None:
    """Return the date of numbers such as 03/25 or 03/25/2026, the month first unless it must be the day."""
    return _numeric(now, parts[1], parts[0], *parts[2:])


def iso_date(_: datetime, parts: tuple[int, ...]) -> date | None:
    """Return the date of a year, a month and a day."""
    return _date(*parts[:3])


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


def _dates_of(now: datetime, number: int) -> "filter[date]":
    months = (month_start(now, months) for months in range(_MONTHS + 2))
    dates = (_date(month.year, month.month, number) for month in months)
    return filter(lambda day: day >= now.date(), filter(None, dates))
