"""The types of the fields that the API accepts, from which the models of bodies and queries are made."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.functional_validators import PlainValidator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.entities.checks import (
    MAX_NAME_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
    check_line,
    check_lines,
    whole_number,
)
from shared.entities.names import check_username
from shared.entities.preferences import check_preferences
from shared.entities.timestamps import parse_date, parse_timestamp
from shared.views.user import PreferencesView

OWN_SENTENCE = "own_sentence"
"""The type of an error whose message is the sentence of the whole response."""

MISSING_FIELD = "missing_field"
"""The type of an error whose context has the sentence of the whole response."""

_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")

ValueT = TypeVar("ValueT")


def field_error(sentence: str) -> PydanticCustomError:
    """Return the error of an invalid field for a validator to raise; the response has the same sentence."""
    return PydanticCustomError(OWN_SENTENCE, "{sentence}", {"sentence": sentence})


def missing_field(sentence: str) -> PydanticCustomError:
    """Return the error of a missing field; the response has this sentence even if others are invalid, too."""
    return PydanticCustomError(MISSING_FIELD, "is required", {"sentence": sentence})


def not_blank(sentence: str) -> BeforeValidator:
    """Return a validator that refuses a blank text or null with this sentence as the response."""

    def check(text: object) -> object:
        if text is None or (isinstance(text, str) and not text.strip()):
            raise field_error(sentence)
        return text

    return BeforeValidator(check)


NOT_BLANK_USER_NAME = not_blank("User name cannot be empty")


def _one_line(text: ValueT) -> ValueT:
    if isinstance(text, str):
        check_line(text.strip(" \t\r\n"))
    return text


def _preferences(value: object, as_object: ValidatorFunctionWrapHandler) -> dict[str, Any]:
    return check_preferences(as_object(value))


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


def _month(value: object) -> date:
    if isinstance(value, str):
        try:
            return parse_date(f"{value}-01")
        except ValueError:
            pass
    raise PydanticCustomError("month", "must be a month written YYYY-MM")


def _time_of_day(value: object) -> time:
    if isinstance(value, str) and _TIME_OF_DAY.match(value):
        return time.fromisoformat(value)
    raise PydanticCustomError("time_of_day", "must be a time of day written HH:MM")


def _comma_list(value: object) -> object:
    if not isinstance(value, str):
        return value
    items = tuple(item for item in (piece.strip() for piece in value.split(",")) if item)
    if not items:
        raise PydanticCustomError("comma_list", "must have at least one item; commas separate items")
    return items


WholeNumber = Annotated[int, BeforeValidator(whole_number)]
"""A whole number, which JSON may write `25.0`; add a range."""

SingleLineText = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True), BeforeValidator(_one_line)
]
"""Trimmed text without line breaks; add a maximum length."""

TitleText = Annotated[SingleLineText, StringConstraints(max_length=MAX_TITLE_LENGTH)]
"""Trimmed text without line breaks, of at most 200 characters."""

Name = Annotated[SingleLineText, StringConstraints(min_length=1, max_length=MAX_NAME_LENGTH)]
"""Trimmed text without line breaks, of 1 to 64 characters."""

Username = Annotated[
    Name,
    AfterValidator(check_username),
    Field(
        description="Words of letters, digits and signs, separated by single spaces; without invisible "
        "characters, and in one script. Unique without letter case, also among names that look alike.",
        json_schema_extra={"pattern": r"^\S+( \S+)*$"},
    ),
]
"""A new username, as `check_username` returns it."""

VerbatimText = Annotated[str, StringConstraints(strict=True), AfterValidator(check_line)]
"""Text that is not trimmed; add a maximum length."""

MultilineText = Annotated[
    str, StringConstraints(strict=True, max_length=MAX_TEXT_LENGTH), AfterValidator(check_lines)
]
"""Text that may have line breaks, of at most 5,000 characters."""

Preferences = Annotated[dict[str, Any], WrapValidator(_preferences, json_schema_input_type=PreferencesView)]
"""A JSON object of at most 16 KB, described in the API document as `PreferencesView`."""

Moment = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A date and time as in RFC 3339; UTC if it has no offset."""

MomentOrDate = Annotated[
    datetime | date,
    PlainValidator(_moment_or_date),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
    ),
]
"""A moment, or a date that means the whole day in the user's time zone."""

RecentMoment = Annotated[
    Moment | None,
    Field(description="Defaults to now; at most 7 days ago. Up to 2 minutes ahead count as now."),
]
"""An optional moment of the last 7 days; the service checks the range."""

ActMoment = Annotated[
    Moment | None,
    Field(
        description="When it was done, if the client was offline then: at most 24 hours ago. Up to 2 minutes "
        "ahead count as now. Defaults to now."
    ),
]
"""The optional moment of an act of the last 24 hours; the service checks the range."""

Date = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A date written `YYYY-MM-DD`, or as responses write it: midnight in UTC."""

Month = Annotated[
    date,
    PlainValidator(_month),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}),
]
"""A month written `YYYY-MM`, as its first day."""

TimeOfDay = Annotated[
    time,
    PlainValidator(_time_of_day),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
"""A local time of day written `HH:MM`."""

CommaList = BeforeValidator(_comma_list)
"""Splits a query parameter at commas; one without items is invalid."""

ByValue = Field(strict=False)
"""Accepts the value of an enum, which is how JSON has it; bodies are strict and accept only members."""
