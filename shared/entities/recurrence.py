"""Recurrence rules of tasks: the part of RFC 5545, section 3.3.10, that tasks support."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

import msgspec

MAX_RECURRENCE_LENGTH = 500
"""Characters."""

MAX_INTERVAL = 1000
MAX_COUNT = 1000

_MAX_DAYS = 31  # of a month

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(StrEnum):
    """The unit of a rule's interval."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


MAX_ORDINALS = {Frequency.MONTHLY: 5, Frequency.YEARLY: 53}
"""How often a weekday occurs in the period at most."""


class WeekdayRule(msgspec.Struct, frozen=True, order=True):
    """A weekday (Monday is 0), or only its nth in each month or year; negative counts from the end."""

    weekday: int
    ordinal: int | None = None


class Recurrence(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed rule. `until` is a date, a local time, or a moment; all of them are inclusive."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[WeekdayRule, ...] = ()
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None


def check_recurrence(text: str) -> str:
    """Return a rule without a leading `RRULE:`, in capitals; `ValueError` if it is not supported."""
    rule = text.strip().upper().removeprefix("RRULE:")
    if len(rule) > MAX_RECURRENCE_LENGTH:
        raise ValueError(f"must have a length of at most {MAX_RECURRENCE_LENGTH}")
    parse_recurrence(rule)
    return rule


@lru_cache(maxsize=256)
def parse_recurrence(rule: str) -> Recurrence:
    """Return the parsed rule; the message of a `ValueError` completes "Field 'recurrence' ..."."""
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        name, equals, value = part.partition("=")
        if not (name and equals and value):
            raise ValueError("must be a recurrence rule (RFC 5545), such as FREQ=WEEKLY;BYDAY=MO")
        if name in parts:
            raise ValueError(f"must contain {name} only once")
        if name not in _PARTS:
            raise ValueError(f"supports only {', '.join(_PARTS[:-1])} and {_PARTS[-1]}, not {name}")
        parts[name] = value
    if parts.get("FREQ") not in Frequency.__members__:
        raise ValueError(f"must contain FREQ, which is {', '.join(Frequency)}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("must contain either COUNT or UNTIL")
    recurrence = Recurrence(
        frequency=Frequency(parts["FREQ"]),
        interval=_number("INTERVAL", parts.get("INTERVAL", "1"), MAX_INTERVAL),
        weekdays=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        month_days=_month_days(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else (),
        count=_number("COUNT", parts["COUNT"], MAX_COUNT) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
    )
    _check_combination(recurrence)
    return recurrence


_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL")


def _check_combination(recurrence: Recurrence) -> None:
    frequency = recurrence.frequency
    ordinals = [rule.ordinal for rule in recurrence.weekdays if rule.ordinal is not None]
    highest = MAX_ORDINALS.get(frequency, 0)
    if ordinals and not highest:
        raise ValueError(f"must not number the weekdays of BYDAY when FREQ is {frequency}")
    if any(abs(ordinal) > highest for ordinal in ordinals):
        raise ValueError(f"must number the weekdays of BYDAY from 1 to {highest} when FREQ is {frequency}")
    if ordinals and recurrence.month_days:
        raise ValueError("must not combine BYMONTHDAY with numbered weekdays")
    if recurrence.month_days and frequency is Frequency.WEEKLY:
        raise ValueError("must not contain BYMONTHDAY when FREQ is WEEKLY")


def _number(name: str, text: str, highest: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= highest:
        raise ValueError(f"must contain a whole number from 1 to {highest} as {name}")
    return int(text)


def _weekdays(text: str) -> tuple[WeekdayRule, ...]:
    weekdays = []
    for item in text.split(","):
        match = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", item)
        if match is None or (match[1] and int(match[1]) == 0):
            raise ValueError("must contain weekdays such as MO, 1MO or -1FR as BYDAY")
        weekdays.append(WeekdayRule(WEEKDAYS.index(match[2]), int(match[1]) if match[1] else None))
    return tuple(weekdays)


def _month_days(text: str) -> tuple[int, ...]:
    days = []
    for item in text.split(","):
        if not re.fullmatch("[+-]?[0-9]{1,2}", item) or not 1 <= abs(int(item)) <= _MAX_DAYS:
            raise ValueError("must contain days from 1 to 31, or from -31 to -1, as BYMONTHDAY")
        days.append(int(item))
    return tuple(days)


def _until(text: str) -> date:
    match = re.fullmatch("([0-9]{8})(?:T([0-9]{6})(Z)?)?", text)
    day, clock, utc = match.groups() if match else ("", None, None)
    try:
        moment = datetime.strptime(day + (clock or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - a local time
    except ValueError as error:
        raise ValueError("must contain a date as UNTIL, such as 20261231 or 20261231T225959Z") from error
    if clock is None:
        return moment.date()
    return moment.replace(tzinfo=UTC) if utc else moment
