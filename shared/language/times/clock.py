"""Times of day: "5pm", "half past three", "a las tres y media de la tarde", "in the morning"."""

import re
from datetime import datetime, time
from typing import NamedTuple

MINUTES_IN_HOUR = 60
MINUTES_IN_DAY = 24 * 60

_HUNDRED, _MIN_FOUR_DIGITS = 100, 1000
_NOON_HOUR = 12
_NOON = _NOON_HOUR * 60
_LAST_AFTERNOON_HOUR = 7
"""An hour from 1 to 7 alone is in the afternoon: few people mean five o'clock in the morning."""

_LAST_HOUR_AFTER_MIDNIGHT = 4
"""An hour up to 4 "at night" is after midnight."""


class Clock(NamedTuple):
    """A time of day in minutes after midnight, up to 1440; it may be in the afternoon if not certain."""

    minutes: int
    is_certain: bool


class Part(NamedTuple):
    """A part of the day: the time of day that it means alone, and the half of the day of an hour in it."""

    minutes: int
    half: str


def clock(_: datetime, *numbers: int) -> Clock | None:
    """Return the time of an hour and minutes that can be in the morning or in the afternoon."""
    hour, minute = (*numbers, 0)[:2]
    minutes = hour * MINUTES_IN_HOUR + minute
    if minute >= MINUTES_IN_HOUR or minutes > MINUTES_IN_DAY:
        return None
    return Clock(minutes, is_certain=not 1 <= hour <= _NOON_HOUR)


def one_o_clock(now: datetime, hour: int) -> Clock | None:
    """Return one o'clock, written as a digit."""
    return clock(now, hour) if hour == 1 else None


def clock_of(now: datetime, parts: tuple[int, ...]) -> Clock | None:
    """Return the time of an hour and minutes that are one token, such as 3:30; seconds are left out."""
    return clock(now, *parts[:2])


def clock_of_decimal(now: datetime, text: str) -> Clock | None:
    """Return the time of an hour and two digits after a point, such as 3.30."""
    match = re.fullmatch(r"(\d{1,2})[.,](\d\d)", text)
    return clock(now, int(match[1]), int(match[2])) if match else None


def clock_of_four_digits(now: datetime, digits: int) -> Clock | None:
    """Return the time of an hour of 24 and minutes without a mark between them, such as 1830."""
    hour, minute = divmod(digits, _HUNDRED)
    return clock_24(now, hour, minute) if digits >= _MIN_FOUR_DIGITS else None


def clock_of_digits(now: datetime, digits: int) -> Clock | None:
    """Return the time of an hour of 12 and minutes without a mark between them, such as 740."""
    hour, minute = divmod(digits, _HUNDRED)
    return clock(now, hour, minute) if 1 <= hour <= _NOON_HOUR else None


def clock_24(now: datetime, *numbers: int) -> Clock | None:
    """Return the time of an hour of 24 and minutes."""
    found = clock(now, *numbers)
    return found and found._replace(is_certain=True)


def late_clock(now: datetime, *numbers: int) -> Clock | None:
    """Return the time of an hour after noon of 24 and minutes: 17h, for 2h is a length."""
    return clock_24(now, *numbers) if numbers[0] > _NOON // MINUTES_IN_HOUR else None


def late_clock_of(now: datetime, parts: tuple[int, ...]) -> Clock | None:
    """Return the time of an hour after noon of 24 and minutes that are one token."""
    return late_clock(now, *parts[:2])


def clock_24_of(now: datetime, parts: tuple[int, ...]) -> Clock | None:
    """Return the time of an hour of 24 and minutes that are one token."""
    return clock_24(now, *parts[:2])


def as_24(_: datetime, found: Clock) -> Clock:
    """Return a time whose hour is one of 24."""
    return found._replace(is_certain=True)


def minutes_past(now: datetime, minutes: int, hour: int) -> Clock | None:
    """Return the time that is minutes after an hour."""
    return clock(now, hour, minutes)


def hour_and_minutes_to(now: datetime, hour: int, minutes: int) -> Clock | None:
    """Return the time that is minutes before an hour, which comes first."""
    return minutes_to(now, minutes, hour)


def minutes_to(now: datetime, minutes: int, hour: int) -> Clock | None:
    """Return the time that is minutes before an hour."""
    found = clock(now, hour)
    if found is None or not 1 <= minutes < MINUTES_IN_HOUR:
        return None
    before = (found.minutes - minutes) % MINUTES_IN_DAY
    if before < MINUTES_IN_HOUR and not found.is_certain:
        before += _NOON
    return found._replace(minutes=before)


def half_past(now: datetime, half: str, hour: int) -> Clock | None:
    """Return half past an hour, in a half of the day."""
    found = clock(now, hour, MINUTES_IN_HOUR // 2)
    return found and half_of_day(now, half, found)


def clock_from_to(_: datetime, first: Clock, last: Clock) -> Clock:
    """Return the first of two times; the last one says its half of the day, or comes after it."""
    if first.is_certain:
        return first
    if last.is_certain:
        later = first.minutes % _NOON + _NOON
        return Clock(later if later < last.minutes else first.minutes, is_certain=True)
    return first._replace(is_certain=first.minutes > last.minutes)


def half_of_day(_: datetime, half: str, found: Clock) -> Clock | None:
    """Return a time in a half of the day: `am` or `pm`."""
    if found.minutes >= _NOON + MINUTES_IN_HOUR:
        return found._replace(is_certain=True) if half == "pm" and found.minutes < MINUTES_IN_DAY else None
    return Clock(found.minutes % _NOON + (_NOON if half == "pm" else 0), is_certain=True)


def in_part(_: datetime, found: Clock, part: Part) -> Clock:
    """Return a time in a part of the day; one that says its half keeps it."""
    if found.is_certain:
        return found
    minutes, half = found.minutes, part.half
    if half == "morning":
        return Clock(minutes, is_certain=True)
    if half == "dawn":
        return Clock(minutes % _NOON, is_certain=True)
    if half == "night" and minutes // MINUTES_IN_HOUR in (12, *range(1, _LAST_HOUR_AFTER_MIDNIGHT + 1)):
        return Clock(minutes % _NOON + MINUTES_IN_DAY, is_certain=True)
    return Clock(minutes % _NOON + _NOON, is_certain=True)


def part(_: datetime, text: str, half: str) -> Part:
    """Return a part of the day with a time, such as 09:00, and a half: morning, dawn, afternoon or night."""
    at = time.fromisoformat(text)
    return Part(at.hour * MINUTES_IN_HOUR + at.minute, half)


def exactly(_: datetime, text: str) -> Clock:
    """Return a time such as 12:00."""
    at = time.fromisoformat(text)
    return Clock(at.hour * MINUTES_IN_HOUR + at.minute, is_certain=True)


def usual_minutes(found: Clock) -> int:
    """Return the minutes of a time on another day than today: from 1 to 7 in the afternoon."""
    if found.is_certain or not 1 <= found.minutes // MINUTES_IN_HOUR <= _LAST_AFTERNOON_HOUR:
        return found.minutes
    return found.minutes + _NOON


def next_minutes(found: Clock, passed: int) -> int:
    """Return the minutes after midnight of today, or of tomorrow, at which a time comes next.

    `passed` are the minutes since midnight. A time that has just come is not over.
    """
    choices = {found.minutes, usual_minutes(found)}
    if not found.is_certain and found.minutes // MINUTES_IN_HOUR > _LAST_AFTERNOON_HOUR:
        choices.add(found.minutes % _NOON + _NOON)
    if not found.is_certain and found.minutes // MINUTES_IN_HOUR < _LAST_AFTERNOON_HOUR:
        choices.discard(found.minutes)
    return min(minutes if minutes >= passed else minutes + MINUTES_IN_DAY for minutes in choices)
