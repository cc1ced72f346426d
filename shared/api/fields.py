"""What the API accepts: JSON bodies and query parameters, checked field by field.

An endpoint's models are made of the types here. All faults of a request are found at once, and each is
told in a sentence.
"""

import re
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, TypeVar, cast

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import ValidationError as PydanticValidationError
from pydantic.functional_validators import PlainValidator
from pydantic.json_schema import SkipJsonSchema, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from shared.entities.entity import to_json
from shared.entities.timestamps import parse_date, parse_moment
from shared.entities.user import MAX_PREFERENCES
from shared.errors import FieldError, ValidationError

MAX_BODY = 1024 * 1024
"""Bytes. More than 50 times the largest task that the length limits allow."""

_MAX_JSON_DEPTH = 20
_MAX_INTEGER = 2**53 - 1  # beyond, JSON readers that know only doubles lose digits (RFC 8259, 6)
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
_SENTENCE = "sentence"
_LACKING = "lacking"
# The Unicode categories Cc (controls) and Cs (surrogates).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_BUT_LINE_BREAKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Body(BaseModel):
    """The base of request bodies: unknown fields are ignored, types are not guessed at.

    Whose the request is may be said in any of them; the OpenAPI document tells where that means something.
    """

    model_config = ConfigDict(strict=True, extra="ignore", defer_build=True)

    user_id: SkipJsonSchema[str | None] = None

    def sent_fields(self, *leave_out: str) -> dict[str, Any]:
        """Return the fields that the request names, but these and the user id."""
        return {
            name: getattr(self, name)
            for name in self.model_fields_set
            if name != "user_id" and name not in leave_out
        }


class Parameters(BaseModel):
    """The base of query parameters, which come as text; unknown ones are ignored."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    user_id: SkipJsonSchema[str | None] = None


class ListParameters(Parameters):
    """The query parameters of every list."""

    limit: int = Field(100, ge=1, le=500, description="How many at most.")
    continuation: str | None = Field(
        None, description="The `x-continuation` of the page before, to go on behind it."
    )


ModelT = TypeVar("ModelT", bound=BaseModel)
ValueT = TypeVar("ValueT")


def parse_json(raw: bytes) -> dict[str, Any]:
    """Read a JSON object; `ValidationError` for anything else, too large ones included."""
    if len(raw) > MAX_BODY:
        raise ValidationError(f"The body is larger than {MAX_BODY} bytes")
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValidationError("Invalid JSON payload", code="invalid_json") from error
    if not isinstance(body, dict):
        raise ValidationError("The body must be a JSON object")
    return body


def validate(model: type[ModelT], values: dict[str, Any]) -> ModelT:
    """Return the values as the model has them; `ValidationError` with every fault."""
    # Most requests have no body, or no query: what says nothing is checked once.
    return _validate(model, values) if values else cast("ModelT", _say_nothing(model))


def _validate(model: type[ModelT], values: dict[str, Any]) -> ModelT:
    try:
        return model.model_validate(values)
    except PydanticValidationError as error:
        details = error.errors(include_url=False, include_context=True, include_input=False)
        details.sort(key=lambda detail: detail["type"] != _LACKING)
        faults = [FieldError(_field(detail), _message(detail)) for detail in details]
        raise ValidationError(_sentence(details[0], faults[0]), faults) from error


@cache
def _say_nothing(model: type[BaseModel]) -> BaseModel:
    return _validate(model, {})


def field_error(sentence: str) -> PydanticCustomError:
    """Return the error that refuses a field with a sentence of its own; raise it in a validator."""
    return PydanticCustomError(_SENTENCE, "{sentence}", {"sentence": sentence})


def missing_field(sentence: str) -> PydanticCustomError:
    """Return the error for a field that is needed; before all other faults, it refuses the whole request."""
    return PydanticCustomError(_LACKING, "is required", {"sentence": sentence})


def _no_controls(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_characters", "must not hold control characters")
    return text


def _one_line(text: ValueT) -> ValueT:
    if isinstance(text, str) and _CONTROL.search(text.strip(" \t\r\n")):
        raise PydanticCustomError("control_characters", "must not hold control characters")
    return text


def _many_lines(text: str) -> str:
    if _CONTROL_BUT_LINE_BREAKS.search(text):
        raise PydanticCustomError("control_characters", "must not hold control characters")
    return text


def _plain_json(value: dict[str, Any]) -> dict[str, Any]:
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
        raise PydanticCustomError(
            "too_precise", "holds a whole number beyond 2^53, which is not kept exactly"
        )


def _moment(value: object) -> datetime:
    moment = _moment_or_date(value)
    if not isinstance(moment, datetime):
        raise PydanticCustomError("moment", "must be a date and a time, as in 2025-09-26T14:30:00Z")
    return moment


def _moment_or_date(value: object) -> datetime | date:
    if isinstance(value, str):
        try:
            return parse_moment(value)
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
"""A text of one line, trimmed; say how long it may be."""

TitleText = Annotated[SingleLineText, StringConstraints(max_length=200)]
"""A text of one line, trimmed: a title."""

Name = Annotated[SingleLineText, StringConstraints(min_length=1, max_length=64)]
"""A name, trimmed, of 1 to 64 characters."""

VerbatimText = Annotated[str, StringConstraints(strict=True), AfterValidator(_no_controls)]
"""A text that is taken as it is, to the letter; say how long it may be."""

MultilineText = Annotated[str, StringConstraints(strict=True, max_length=5000), AfterValidator(_many_lines)]
"""A text that may have several lines."""

Preferences = Annotated[dict[str, Any], AfterValidator(_plain_json)]
"""A JSON object of at most 16 KB."""

Moment = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A moment: RFC 3339, UTC when it has no offset."""

MomentOrDate = Annotated[
    datetime | date,
    PlainValidator(_moment_or_date),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
]
"""A moment, or a bare date for the whole day in the user's zone."""

Date = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A date written `YYYY-MM-DD`."""

TimeOfDay = Annotated[
    time,
    PlainValidator(_time_of_day),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]
"""A local time of day written `HH:MM`."""

CommaList = BeforeValidator(_comma_list)
"""Makes a tuple of a query parameter that lists its values with commas."""


def _field(detail: ErrorDetails) -> str:
    return ".".join(str(part) for part in detail["loc"])


def _sentence(detail: ErrorDetails, fault: FieldError) -> str:
    if detail["type"] == _LACKING:
        return str(detail["ctx"]["sentence"])
    if detail["type"] == _SENTENCE or not fault.field:
        return fault.message
    return f"Field '{fault.field}' {fault.message}"


_MESSAGES = {
    "missing": "is required",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have a length of at most {max_length}",
    "string_too_short": "must have a length of at least {min_length}",
    "too_long": "must have a length of at most {max_length}",
    "too_short": "must have a length of at least {min_length}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
}


def _message(detail: ErrorDetails) -> str:
    template = _MESSAGES.get(detail["type"])
    return template.format(**detail.get("ctx", {})) if template else detail["msg"]
