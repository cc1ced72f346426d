"""The types of the fields that the API accepts, from which the models of bodies and queries are made."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic.functional_validators import PlainValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.entities.entity import to_json
from shared.entities.timestamps import parse_date, parse_timestamp

OWN_SENTENCE = "own_sentence"
"""The type of an error whose message is the sentence of the whole response."""

MISSING_FIELD = "missing_field"
"""The type of an error whose context has the sentence of the whole response."""

_MAX_JSON_DEPTH = 20
_MAX_INTEGER = 2**53 - 1  # JSON readers that use doubles lose digits beyond it (RFC 8259, section 6)
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
# The Unicode categories Cc (controls) and Cs (surrogates).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_BUT_LINE_BREAKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

ValueT = TypeVar("ValueT")


def field_error(sentence: str) -> PydanticCustomError:
    """Return the error of an invalid field for a validator to raise; the response has the same sentence."""
    return PydanticCustomError(OWN_SENTENCE, "{sentence}", {"sentence": sentence})


def missing_field(sentence: str) -> PydanticCustomError:
    """Return the error of a missing field; the response has this sentence even if others are invalid, too."""
    return PydanticCustomError(MISSING_FIELD, "is required", {"sentence": sentence})


def _no_controls(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_characters", "must not contain control characters")
    return text


def _one_line(text: ValueT) -> ValueT:
    if isinstance(text, str) and _CONTROL.search(text.strip(" \t\r\n")):
        raise PydanticCustomError("control_characters", "must not contain control characters")
    return text


def _many_lines(text: str) -> str:
    if _CONTROL_BUT_LINE_BREAKS.search(text):
        raise PydanticCustomError("control_characters", "must not contain control characters")
    return text


def _check_preferences(value: dict[str, Any]) -> dict[str, Any]:
    from shared.entities.user import MAX_PREFERENCES  # noqa: PLC0415 - slow to import, seldom used

    _check_json(value, depth=0)
    if len(to_json(value)) > MAX_PREFERENCES:
        raise PydanticCustomError("too_large", f"must not be larger than {MAX_PREFERENCES} bytes as JSON")
    return value


def _check_json(value: Any, depth: int) -> None:  # noqa: ANN401 - any JSON value
    if depth > _MAX_JSON_DEPTH:
        raise PydanticCustomError("too_deep", "is nested too deeply")
    if isinstance(value, str):
        _many_lines(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _one_line(key)
            _check_json(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_json(inner, depth + 1)
    elif isinstance(value, int) and abs(value) > _MAX_INTEGER:
        raise PydanticCustomError("too_precise", "must not contain whole numbers beyond 2^53")


def _moment(value: object) -> datetime:
    moment = _moment_or_date(value)
    if not isinstance(moment, datetime):
        raise PydanticCustomError("moment", "must be a date and a time, as in 2025-09-26T14:30:00Z")
    return moment


def _moment_or_date(value: object) -> datetime | date:
    if isinstance(value, str):
        try:
            return parse_timestamp(value)
        except ValueError:
            pass
    raise PydanticCustomError("moment", "must be a date and time (RFC 3339), as in 2025-09-26T14:30:00Z")


def _date(value: object) -> date:
    if isinstance(value, str):
        try:
            return parse_date(value)
        except ValueError:
            pass
    raise PydanticCustomError("date", "must be a date written YYYY-MM-DD")


def _time_of_day(value: object) -> time:
    if isinstance(value, str) and _TIME_OF_DAY.match(value):
        return time.fromisoformat(value)
    raise PydanticCustomError("time_of_day", "must be a time of day written HH:MM")


def _comma_list(value: object) -> object:
    if isinstance(value, str):
        return tuple(part for part in (piece.strip() for piece in value.split(",")) if part)
    return value


SingleLineText = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True), BeforeValidator(_one_line)
]
"""Trimmed text without line breaks; add a maximum length."""

TitleText = Annotated[SingleLineText, StringConstraints(max_length=200)]
"""Trimmed text without line breaks, of at most 200 characters."""

Name = Annotated[SingleLineText, StringConstraints(min_length=1, max_length=64)]
"""Trimmed text without line breaks, of 1 to 64 characters."""

VerbatimText = Annotated[str, StringConstraints(strict=True), AfterValidator(_no_controls)]
"""Text that is not trimmed; add a maximum length."""

MultilineText = Annotated[str, StringConstraints(strict=True, max_length=5000), AfterValidator(_many_lines)]
"""Text that may have line breaks, of at most 5,000 characters."""

Preferences = Annotated[dict[str, Any], AfterValidator(_check_preferences)]
"""A JSON object of at most 16 KB."""

Moment = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A date and time as in RFC 3339; UTC if it has no offset."""

MomentOrDate = Annotated[
    datetime | date,
    PlainValidator(_moment_or_date),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
]
"""A moment, or a date that means the whole day in the user's time zone."""

RecentMoment = Annotated[
    Moment | None, Field(description="Defaults to now; at most 7 days ago, never in the future.")
]
"""An optional moment of the last 7 days; the service checks the range."""

Date = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A date written `YYYY-MM-DD`."""

TimeOfDay = Annotated[
    time,
    PlainValidator(_time_of_day),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
"""A local time of day written `HH:MM`."""

CommaList = BeforeValidator(_comma_list)
"""Splits a query parameter at commas."""
