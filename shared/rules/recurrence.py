"""The dates of a recurrence rule, by `python-dateutil`."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from shared.entities.recurrence import MAX_ORDINALS, Frequency, Recurrence, WeekdayRule

_MAX_YEARS = 100
"""A series ends so many years after its start, so that each search ends."""


def next_date(recurrence: Recurrence, start: date, after: date) -> date | None:
    """Return the first date of a series after another date; None if the series has ended.

    The start is the first date of the series, even if it does not match the rule (RFC 5545, section 3.8.5.3).
    An `until` with a time of day may be passed by less than two days: the caller compares the moments.
    """
    return next((day for day in _dates(recurrence, start, after) if day > after), None)


def _dates(recurrence: Recurrence, start: date, after: date) -> Iterator[date]:
    """Yield the dates of a series in order; without a count, some before `after` may be left out."""
    yield start
    first = start if recurrence.count else _skip_ahead(recurrence, start, after)
    later = (day for day in _matching_dates(recurrence, first, _last_date(recurrence, start)) if day > start)
    yield from islice(later, recurrence.count - 1 if recurrence.count else None)


def _last_date(recurrence: Recurrence, start: date) -> date:
    """Return a date after which a series has no more dates."""
    last, until = date(min(start.year + _MAX_YEARS, date.max.year), 12, 31), recurrence.until
    if isinstance(until, datetime):
        # The local date of a moment is at most one day after its date in UTC.
        return min(last, until.date() + timedelta(days=1)) if until.date() < last else last
    return last if until is None else min(last, until)


def _matching_dates(recurrence: Recurrence, first: date, last: date) -> Iterator[date]:
    """Yield the dates that match a rule, from the first date to the last."""
    from dateutil import rrule  # noqa: PLC0415 - imported when first used

    # A daily rule may match no date, such as every seventh day if it is a Monday, and the search of dateutil
    # would go on until the year 9999. So its dates are filtered here.
    is_daily = recurrence.frequency is Frequency.DAILY
    weekdays = [rrule.weekday(one.weekday, one.ordinal) for one in _number_all(recurrence)]
    moments = rrule.rrule(
        getattr(rrule, recurrence.frequency),
        datetime.combine(first, time()),
        recurrence.interval,
        byweekday=None if is_daily else weekdays or None,
        bymonthday=None if is_daily else recurrence.month_days or None,
    )
    for moment in moments:
        day = moment.date()
        if day > last:
            return
        if not is_daily or _matches(recurrence, day):
            yield day


def _matches(recurrence: Recurrence, day: date) -> bool:
    """Return whether a date has one of the weekdays and one of the days of the month, if there are any."""
    weekdays, month_days = {one.weekday for one in recurrence.weekdays}, recurrence.month_days
    if weekdays and day.weekday() not in weekdays:
        return False
    from_end = day.day - monthrange(day.year, day.month)[1] - 1
    return not month_days or day.day in month_days or from_end in month_days


def _number_all(recurrence: Recurrence) -> list[WeekdayRule]:
    """Return the weekdays, all of them numbered if one is, for dateutil cannot mix both."""
    highest = MAX_ORDINALS.get(recurrence.frequency, 0)
    if all(one.ordinal is None for one in recurrence.weekdays):
        return list(recurrence.weekdays)
    return [
        WeekdayRule(one.weekday, ordinal)
        for one in recurrence.weekdays
        for ordinal in ([one.ordinal] if one.ordinal else range(1, highest + 1))
    ]


def _skip_ahead(recurrence: Recurrence, start: date, after: date) -> date:
    """Return a date shortly before `after` from which a daily or weekly rule has the same later dates."""
    days = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}.get(recurrence.frequency)
    if days is None or after <= start:
        return start
    period = days * recurrence.interval
    return start + timedelta(days=(after - start).days // period * period)
