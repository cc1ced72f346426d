"""The preferences that the product knows: their checks, and the forms of their values.

Preferences are a JSON object. A known preference has a value of its kind, or null, which means its default;
any other one is stored as it was sent.
"""

import re
from collections.abc import Callable, Mapping
from datetime import time
from functools import partial
from typing import Any, NamedTuple

from shared.entities.checks import MAX_PREFERENCES, check_json, whole_number
from shared.entities.entity import to_json
from shared.errors import FieldError, ValidationError

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]\Z"
_LANGUAGE_TAG = r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*\Z"
_COUNTRY_CODE = r"[A-Z]{2}\Z"
_DEFAULT_WORK_DAYS = (1, 2, 3, 4, 5)

LunchWindow = tuple[time, time]
"""The local times at which lunch begins and ends; the end may be on the next date."""


def check_preferences(preferences: dict[str, Any]) -> dict[str, Any]:
    """Return preferences with whole numbers as integers.

    `ValueError` unless they are a JSON object that can be stored, `ValidationError` with every known
    preference that has an invalid value.
    """
    if not isinstance(preferences, dict):
        raise ValueError("must be an object")  # noqa: TRY004 - a check raises ValueError
    check_size(check_json(preferences))
    sent = {name: preferences[name] for name in _KNOWN if preferences.get(name) is not None}
    parsed = {name: _KNOWN[name].parse(value) for name, value in sent.items()}
    errors = [
        FieldError(f"preferences.{name}", _KNOWN[name].message)
        for name, value in parsed.items()
        if value is None
    ]
    if errors:
        raise ValidationError(f"Field '{errors[0].field}' {errors[0].message}", errors)
    return {**preferences, **parsed}


def check_size(preferences: dict[str, Any]) -> dict[str, Any]:
    """Check that preferences are not larger than `MAX_PREFERENCES`."""
    if len(to_json(preferences)) > MAX_PREFERENCES:
        raise ValueError(f"must not be larger than {MAX_PREFERENCES} bytes as JSON")
    return preferences


def read_whole_number(preferences: Mapping[str, Any], name: str, default: int) -> int:
    """Return a known preference; the default without a valid value: it may predate the checks."""
    number = _KNOWN[name].parse(preferences.get(name))
    return number if isinstance(number, int) else default


def read_work_days(preferences: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the ISO weekdays on which the user works; Monday to Friday without a valid value."""
    return tuple(_work_days(preferences.get("work_days")) or _DEFAULT_WORK_DAYS)


def read_country(preferences: Mapping[str, Any]) -> str | None:
    """Return the country of the user's public holidays (ISO 3166); None without a valid value."""
    return _text_like(_COUNTRY_CODE, preferences.get("country"))


def read_clock_out_time(preferences: Mapping[str, Any]) -> time | None:
    """Return the local time at which the user wants to stop working; None without a valid value."""
    clock = _text_like(_CLOCK, preferences.get("clock_out_time"))
    return None if clock is None else time.fromisoformat(clock)


def parse_lunch_window(value: object) -> LunchWindow | None:
    """Return the window of `"HH:MM-HH:MM"` or `{"from": "HH:MM", "to": "HH:MM"}`; None for anything else."""
    match value:
        case {"from": str(begin), "to": str(end)}:
            pass
        case str(text):
            begin, _, end = text.partition("-")
        case _:
            return None
    begin, end = begin.strip(), end.strip()
    if not (re.match(_CLOCK, begin) and re.match(_CLOCK, end)) or begin == end:
        return None
    return time.fromisoformat(begin), time.fromisoformat(end)


def _whole_number_between(low: int, high: int, value: object) -> int | None:
    number = whole_number(value)
    return number if type(number) is int and low <= number <= high else None  # true is no number


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _text_like(pattern: str, value: object) -> str | None:
    return value if isinstance(value, str) and re.match(pattern, value) else None


def _lunch_window(value: object) -> object | None:
    return value if parse_lunch_window(value) else None


def _work_days(value: object) -> list[int] | None:
    days = [_weekday(day) for day in value] if isinstance(value, list) else []
    known = [day for day in days if day is not None]
    return known if known and len(set(known)) == len(days) else None


class _Preference(NamedTuple):
    parse: Callable[[object], object | None]  # None for an invalid value
    message: str


def _number(low: int, high: int) -> _Preference:
    parse = partial(_whole_number_between, low, high)
    return _Preference(parse, f"must be a whole number from {low} to {high}")


_weekday = partial(_whole_number_between, 1, 7)
_MINUTES_OF_DAY = _number(1, 24 * 60)
_MINUTES_OF_SESSION = _number(1, 240)
_FLAG = _Preference(_flag, "must be true or false")
_KNOWN = {
    "language": _Preference(
        partial(_text_like, _LANGUAGE_TAG), "must be a language tag, such as es or es-MX"
    ),
    "hydration_goal_ml": _number(1, 20_000),
    "lunch_window": _Preference(_lunch_window, "must be two different times, such as 12:00-14:30"),
    "rest_after_minutes": _MINUTES_OF_DAY,
    "workday_limit_minutes": _MINUTES_OF_DAY,
    "focus_goal_minutes": _MINUTES_OF_DAY,
    "focus_minutes": _MINUTES_OF_SESSION,
    "break_minutes": _MINUTES_OF_SESSION,
    "work_days": _Preference(
        _work_days, "must be a list of different weekdays, from 1 (Monday) to 7 (Sunday)"
    ),
    "clock_out_time": _Preference(partial(_text_like, _CLOCK), "must be a time of day written HH:MM"),
    "country": _Preference(
        partial(_text_like, _COUNTRY_CODE), "must be an ISO 3166 country code, such as ES"
    ),
    "leaderboard": _FLAG,
    "assistant": _FLAG,
    "ai_phrasing": _FLAG,
}
