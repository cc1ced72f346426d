"""Checks of values from callers, which request bodies and services share.

A check of one value returns the value. For an invalid one it raises `ValueError` with a message that
completes "Field '<name>' ...", or `ValidationError` with a whole sentence. `check_field` adds the name of the
field.
"""

import math
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from msgspec import UnsetType

from shared.entities.calendar import is_zone
from shared.errors import ValidationError

MAX_NAME_LENGTH = 64
"""Characters."""

MAX_TITLE_LENGTH = 200
"""Characters."""

MAX_TEXT_LENGTH = 5000
"""Characters of a text of many lines."""

MAX_PREFERENCES = 16 * 1024
"""Bytes, as JSON."""

MAX_OFFLINE = timedelta(hours=24)
"""How long after an act a client that was offline may send it."""

_MAX_CLOCK_DIFFERENCE = timedelta(minutes=2)
_MAX_JSON_DEPTH = 20
_MAX_INTEGER = 2**53 - 1  # JSON readers that use doubles lose digits beyond it (RFC 8259, section 6)
# Patterns, which are compiled when they are first used, so that the app starts faster.
_AVATAR_PATH = r"/avatars/(?!\.+\Z)[A-Za-z0-9._-]+\Z"
# An https URL (RFC 3986) without user, port, quotes or brackets.
_AVATAR_URL = r"https://([a-z0-9.-]+)(?:[/?#][!#-&*-;=?-Z_a-z~]*)?\Z"
# The Unicode categories Cc (controls) and Cs (surrogates).
_CONTROL = "[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_CONTROL_BUT_LINE_BREAKS = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"

ValueT = TypeVar("ValueT")
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def check_field(field: str, check: Callable[[ValueT], ValueT], value: ValueT) -> ValueT:
    """Return the result of the check of a field's value; `ValidationError` names the field."""
    try:
        return check(value)
    except ValidationError as error:
        if error.field_errors:  # it names the fields within this one
            raise
        raise ValidationError.for_field(field, sentence=error.message) from error
    except ValueError as error:
        raise ValidationError.for_field(field, str(error)) from error


def check_line(text: str) -> str:
    """Check that a text has no control characters, line breaks included."""
    if re.search(_CONTROL, text):
        raise ValueError("must not contain control characters")
    return text


def check_lines(text: str) -> str:
    """Check that a text has no control characters but tabs and line breaks."""
    if re.search(_CONTROL_BUT_LINE_BREAKS, text):
        raise ValueError("must not contain control characters")
    return text


def check_tag(tag: str) -> str:
    """Check that a tag has no comma, which separates tags in a query."""
    if "," in tag:
        raise ValueError("must not contain a comma")
    return tag


def check_text(
    field: str, text: str | UnsetType | None, max_length: int, check: Callable[[str], str] = check_line
) -> None:
    """Raise `ValidationError` for a text that is too long or that the check refuses; no text is valid."""
    if text and len(text) > max_length:
        raise ValidationError.for_field(field, f"must have a length of at most {max_length}")
    if text:
        check_field(field, check, text)


def whole_number(value: ValueT) -> ValueT | int:
    """Return a whole number that is written with a fraction or an exponent, such as `25.0`, as an integer.

    Any other value is returned unchanged, 25.5 included.
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def check_choice(field: str, kind: type[ChoiceT], value: ChoiceT) -> ChoiceT:
    """Return the member of an enumeration; `ValidationError` lists the members."""
    for member in kind:
        if member == value:
            return member
    *names, last = (f"'{member}'" for member in kind)
    raise ValidationError.for_field(field, f"must be one of {', '.join(names)} or {last}")


def check_moment(moment: datetime) -> datetime:
    """Return a time in UTC; it must have a time zone."""
    if moment.tzinfo is None:
        raise ValueError("must have a time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is too near to the end of the calendar") from error


def past_moment(moment: datetime | None, now: datetime, max_age: timedelta, *, field: str = "at") -> datetime:
    """Return when something was done, by default now; `ValidationError` if it is ahead or too long ago.

    Clocks differ: up to 2 minutes ahead count as now, so that nothing is stored ahead.
    """
    if moment is None:
        return now
    moment = check_field(field, check_moment, moment)
    if (message := past_moment_error(moment, now, max_age)) is not None:
        raise ValidationError.for_field(field, message)
    return min(moment, now)


def past_moment_error(moment: datetime, now: datetime, max_age: timedelta) -> str | None:
    """Return the message for a moment that is ahead or too long ago, None for any other."""
    if moment > now + _MAX_CLOCK_DIFFERENCE:
        return "must not lie ahead"
    if moment >= now - max_age:
        return None
    age = f"{max_age.days} days" if max_age.days > 1 else f"{max_age // timedelta(hours=1)} hours"
    return f"must lie within the last {age}"


def check_time_zone(name: str) -> str:
    """Check that this is the name of an IANA time zone."""
    if not is_zone(name):
        raise ValidationError("The time zone must be the name of an IANA time zone, such as Europe/Madrid")
    return name


def check_email(address: str) -> str:
    """Check that an email address has a name and a host."""
    name, at, host = address.rpartition("@")
    if not (name and at and host) or any(character.isspace() for character in address):
        raise ValidationError("An email address must look like name@example.com")
    return address


def check_avatar(url: str) -> str:
    """Check that an avatar is one of the app's own or a plain https URL."""
    if not (re.match(_AVATAR_PATH, url) or re.match(_AVATAR_URL, url, re.IGNORECASE | re.ASCII)):
        raise ValidationError(
            "An avatar must be /avatars/<file name>, or an https URL without user, port, quotes and brackets"
        )
    return url


def is_public_avatar(url: str, hosts: Collection[str]) -> bool:
    """Return whether other users see an avatar: one of the app's own, or one from one of these hosts."""
    match = re.match(_AVATAR_URL, url, re.IGNORECASE | re.ASCII)
    return bool(match and match[1].lower() in hosts) or bool(re.match(_AVATAR_PATH, url))


def check_json(content: dict[str, Any]) -> dict[str, Any]:
    """Check that a JSON object can be stored and read by every client."""
    _check_json(content, depth=0)
    return content


def _check_json(value: Any, depth: int) -> None:  # noqa: ANN401 - any JSON value
    if depth > _MAX_JSON_DEPTH:
        raise ValueError("is nested too deeply")
    if isinstance(value, str):
        check_lines(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_line(key.strip(" \t\r\n"))
            _check_json(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_json(inner, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("must not contain NaN or infinity")
    elif isinstance(value, int) and abs(value) > _MAX_INTEGER:
        raise ValueError("must not contain whole numbers beyond 2^53")
