"""The moments at which a user wants to stop working: at `clock_out_time` on work days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.entities.user import User

_DAY = timedelta(days=1)
_DAYS_AROUND = 9  # a week, and a day on each side: a time before the start of the day is on the next date


class ClockOut(NamedTuple):
    """The moment at which a day's work is meant to end."""

    at: datetime
    day: date


def next_clock_out(user: User, now: datetime) -> datetime | None:
    """Return the first moment after now at which the user wants to stop working; None without any.

    Days off and public holidays are not left out: they may change until then.
    """
    today = user.calendar.date_of(now)
    return next((one.at for one in _clock_outs(user, today - _DAY, _DAY) if one.at > now), None)


def last_clock_out(user: User, now: datetime) -> ClockOut | None:
    """Return the last moment up to now at which the user wanted to stop working; None without any."""
    today = user.calendar.date_of(now)
    return next((one for one in _clock_outs(user, today + _DAY, -_DAY) if one.at <= now), None)


def _clock_outs(user: User, first: date, step: timedelta) -> Iterator[ClockOut]:
    clock = user.clock_out_time
    if clock is None:
        return
    calendar = user.work_calendar
    for number in range(_DAYS_AROUND):
        day = first + number * step
        if calendar.is_work_weekday(day):
            yield ClockOut(calendar.calendar.first_instant_of(day, clock), day)
