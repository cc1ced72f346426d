"""What a phrase means, and the moment that follows from it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.language.times.calendar_dates import iso_date
from shared.language.times.clock import (
    MINUTES_IN_DAY,
    MINUTES_IN_HOUR,
    Clock,
    Part,
    clock_24,
    in_part,
    next_minutes,
    part,
    usual_minutes,
)
from shared.language.times.recurrence import Series, every, on_weekdays

_MAX_DAYS_OF_SERIES = 3660


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The date, part of the day, time of day, moment and series of a phrase, as far as it says them."""

    day: date | None = None
    part: Part | None = None
    clock: Clock | None = None
    moment: datetime | None = None
    series: Series | None = None

    @property
    def is_clock(self) -> bool:
        """Whether it says only the time of day."""
        return self.day is None and self.moment is None and self.series is None


_FIELDS: dict[type, str] = {Part: "part", Clock: "clock", datetime: "moment", date: "day", Series: "series"}


def reading(_: datetime, *values: object) -> Reading | None:
    """Return the reading of the parts of a phrase, in any order; None if one of them is there twice."""
    fields: dict[str, Any] = {}
    for value in values:
        parts = _parts(value) if isinstance(value, Reading) else {_FIELDS[type(value)]: value}
        if fields.keys() & parts.keys():
            return None
        fields.update(parts)
    return Reading(**fields)


def impossible(_: datetime, *values: object) -> Reading:
    """Return an empty reading, of a phrase whose numbers are no date."""
    del values
    return Reading()


def merge(first: Reading, second: Reading) -> Reading | None:
    """Return the reading of two phrases, or None if they say the same field."""
    one, other = _parts(first), _parts(second)
    return None if one.keys() & other.keys() else Reading(**one, **other)


def _parts(value: Reading) -> dict[str, Any]:
    return {name: part for name in value.__struct_fields__ if (part := getattr(value, name)) is not None}


def iso_reading(now: datetime, parts: tuple[int, ...]) -> Reading | None:
    """Return the reading of a date and a time of day that are one token."""
    day, at = iso_date(now, parts), clock_24(now, *parts[3:5])
    return Reading(day=day, clock=at) if day and at else None


def part_today(now: datetime, text: str, half: str) -> Reading:
    """Return a part of today."""
    return Reading(day=now.date(), part=part(now, text, half))


def daily_part(now: datetime, found: Part) -> Reading:
    """Return a part of every day."""
    return Reading(series=every(now, "DAILY"), part=found)


def weekly_part(now: datetime, weekday: int, found: Part) -> Reading:
    """Return a part of every day with a weekday."""
    return Reading(series=on_weekdays(now, 1, weekday), part=found)


def until(now: datetime, found: Reading, last: date) -> Reading | None:
    """Return a series that ends with a date."""
    series = found.series
    if series is None or last < series.first(now.date()):
        return None
    return replace(found, series=Series(f"{series.rule};UNTIL={last:%Y%m%d}", series.matches))


def for_days(now: datetime, found: Reading, days: int) -> Reading | None:
    """Return a series that ends so many days after it begins."""
    if found.series is None or not 1 <= days <= _MAX_DAYS_OF_SERIES:
        return None
    return until(now, found, found.series.first(now.date()) + timedelta(days=days - 1))


def in_minutes(now: datetime, minutes: float) -> datetime | None:
    """Return the moment in so many minutes, across a change of the clocks, too."""
    if not 0 <= minutes <= 60 * MINUTES_IN_DAY:
        return None
    moment = now + timedelta(minutes=minutes)
    if now.tzinfo is not None:
        moment = (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)
    return moment.replace(second=0, microsecond=0)


def right_now(now: datetime) -> datetime:
    """Return the current minute."""
    return now.replace(second=0, microsecond=0)


def same_time_on(now: datetime, day: date) -> datetime:
    """Return the current time of day on a date."""
    return datetime.combine(day, now.time().replace(second=0, microsecond=0), now.tzinfo)


def resolve(found: Reading, now: datetime) -> tuple[date, time | None]:
    """Return the local date and time of day of a reading."""
    if found.moment is not None:
        return found.moment.date(), found.moment.time()
    passed = now.hour * MINUTES_IN_HOUR + now.minute
    minutes = _minutes(found, now, passed)
    if found.series is not None:
        start = found.day or now.date()
        is_over = minutes is not None and minutes < passed and start == now.date()
        return _at(found.series.first(start + timedelta(days=is_over)), minutes, now)
    if found.day is not None:
        if found.clock is not None and minutes is not None and found.day == now.date() and minutes < passed:
            minutes += MINUTES_IN_DAY if minutes == 0 else 0  # "tonight at midnight"
        if found.clock is None and minutes is not None and found.day == now.date() and minutes < passed:
            minutes = None  # "this morning", during it
        return _at(found.day, minutes, now)
    if minutes is not None and minutes < passed:
        minutes += MINUTES_IN_DAY
    return _at(now.date(), minutes, now)


def _minutes(found: Reading, now: datetime, passed: int) -> int | None:
    """Return the minutes after midnight of the date of a reading."""
    if found.clock is None:
        return found.part.minutes if found.part else None
    if found.part is not None:
        return in_part(now, found.clock, found.part).minutes
    if found.day is None and found.series is None:
        return next_minutes(found.clock, passed)
    if found.day == now.date():
        minutes = next_minutes(found.clock, passed)
        return minutes if minutes < MINUTES_IN_DAY else usual_minutes(found.clock)
    return usual_minutes(found.clock)


def _at(day: date, minutes: int | None, now: datetime) -> tuple[date, time | None]:
    if minutes is None:
        return day, None
    moment = datetime.combine(day, time()) + timedelta(minutes=minutes)
    if now.tzinfo is not None:  # moves a time that the clocks skip
        moment = moment.replace(tzinfo=now.tzinfo).astimezone(UTC).astimezone(now.tzinfo)
    return moment.date(), moment.time()
