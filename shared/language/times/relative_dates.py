"""Dates that are named by their distance from today: "tomorrow", "next friday", "fin de mes"."""

from calendar import monthrange
from datetime import date, datetime, timedelta

_MAX_DAYS = 36_600
_MAX_MONTHS = 1200
_MONTHS = 12
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_MIDDLE_OF_MONTH = 15


def in_days(now: datetime, *factors: int) -> date | None:
    """Return the date in so many days; the number of days is the product of the factors."""
    days = 1
    for factor in factors:
        days *= factor
    return now.date() + timedelta(days=days) if abs(days) <= _MAX_DAYS else None


def days_after(_: datetime, days: int, start: date) -> date | None:
    """Return the date so many days after another one."""
    return start + timedelta(days=days) if days <= _MAX_DAYS else None


def days_before(now: datetime, days: int, end: date) -> date | None:
    """Return the date so many days before another one, if it is not over."""
    day = end - timedelta(days=min(days, _MAX_DAYS))
    return day if day >= now.date() else None


def in_months(now: datetime, *factors: int) -> date | None:
    """Return the date in so many months; the last of a month that is too short."""
    months = 1
    for factor in factors:
        months *= factor
    if months > _MAX_MONTHS:
        return None
    years, month = divmod(now.month - 1 + months, _MONTHS)
    year, month = now.year + years, month + 1
    return date(year, month, min(now.day, monthrange(year, month)[1]))


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


def weekdays_from_now(now: datetime, count: int, number: int) -> date | None:
    """Return the date of the nth weekday after today."""
    return weekday(now, number) + timedelta(days=7 * (count - 1)) if 1 <= count <= _MAX_DAYS // 7 else None


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
    """Return Saturday of the week that is so many weeks after this one; today if that is over."""
    return max(now.date(), week(now, weeks) + timedelta(days=_SATURDAY))


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
    return date(now.year, _MONTHS, 31)


def second(_: datetime, first: date, last: date) -> date:
    """Return the second of two dates: something is moved from the first."""
    del first
    return last


def first_of_days(_: datetime, number: int, last: date) -> date | None:
    """Return the first of some days, which has a number in the month of the last one."""
    return last.replace(day=number) if 1 <= number < last.day else None


def weekday_and_date(_: datetime, number: int, day: date) -> date:
    """Return a date whose weekday is also named; if they contradict each other, the date."""
    del number
    return day


def day_and_weekday(_: datetime, day: date, number: int) -> date:
    """Return a date whose weekday is named after it."""
    del number
    return day
