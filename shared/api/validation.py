"""Validation of JSON bodies and query parameters: an error response lists every invalid field at once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic import ValidationError as PydanticValidationError
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import ErrorDetails

from shared.api.fields import MISSING_FIELD, OWN_SENTENCE, ActMoment, Date, RecentMoment
from shared.errors import (
    BodyTooLargeError,
    FieldError,
    LengthRequiredError,
    UnsupportedEncodingError,
    ValidationError,
)

MAX_BODY = 1024 * 1024
"""Bytes. More than 50 times the largest task that the length limits allow."""


class Body(BaseModel):
    """The base of request bodies: unknown fields are ignored, types are not coerced.

    Every body accepts the target user; the API document shows the field only where it may name another user.
    """

    model_config = ConfigDict(strict=True, extra="ignore", defer_build=True)

    user_id: SkipJsonSchema[str | None] = None

    def sent_fields(self, *leave_out: str) -> dict[str, Any]:
        """Return the fields that the request contains, without the user id and those to leave out."""
        return {
            name: getattr(self, name)
            for name in self.model_fields_set
            if name != "user_id" and name not in leave_out
        }


class EmptyBody(Body):
    """The body of an endpoint that reads no fields."""


class RawBody(Body):
    """The base of bodies whose bytes are read as they were sent, such as a signed one or a recording."""

    MEDIA_TYPES: ClassVar[tuple[str, ...]] = ()
    """Those that the API document names."""

    MAX_BYTES: ClassVar[int] = MAX_BODY

    JSON: ClassVar[type[Body] | None] = None
    """The object in JSON that the body may be instead."""

    content: SkipJsonSchema[Any] = b""  # bytes, which the boundary passes without a check


class ActBody(Body):
    """The moment of an act."""

    at: ActMoment = None


class Parameters(BaseModel):
    """The base of query parameters, which are coerced from text; unknown ones are ignored."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    user_id: SkipJsonSchema[str | None] = None


class ListParameters(Parameters):
    """The query parameters of every list."""

    limit: int = Field(100, ge=1, le=500, description="Maximum number of items.")
    continuation: str | None = Field(None, description="The `x-continuation` header of the previous page.")


class DayParameters(Parameters):
    """A day."""

    date: Date | None = Field(None, description="A day in the user's time zone; defaults to today.")


class MomentParameters(Parameters):
    """A moment."""

    at: RecentMoment = None


ModelT = TypeVar("ModelT", bound=BaseModel)


def check_body(body: bytes, headers: Mapping[str, str], *, required: bool, max_bytes: int = MAX_BODY) -> None:
    """Raise an error for a body that is too long or encoded, or that is required and was lost on the way.

    A host that knows the limit does not read a longer body, and delivers an empty one; the declared length
    shows it. The Functions host delivers no body of a chunked request.
    """
    declared = headers.get("content-length", "")
    require_size(max(len(body), int(declared) if declared.isdecimal() else 0), max_bytes)
    if headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
        raise UnsupportedEncodingError("A body must not have a Content-Encoding such as gzip")
    if required and not body and "transfer-encoding" in headers:
        raise LengthRequiredError("The chunked body did not arrive; send it with Content-Length")


def require_size(size: int, max_bytes: int) -> None:
    """Raise `BodyTooLargeError` for a body that is larger than it may be."""
    if size > max_bytes:
        raise BodyTooLargeError(f"The body is larger than {max_bytes} bytes")


def parse_json(raw: bytes) -> dict[str, Any]:
    """Return the JSON object; `ValidationError` for any other content."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValidationError("Invalid JSON payload", code="invalid_json") from error
    if not isinstance(body, dict):
        raise ValidationError("The body must be a JSON object")
    return body


def validate(model: type[ModelT], values: dict[str, Any]) -> ModelT:
    """Return the values as the model; `ValidationError` with all field errors if they do not fit."""
    # Most requests have no body or no query: the result for no values is computed once.
    return _validate(model, values) if values else cast("ModelT", _validate_nothing(model))


def _validate(model: type[ModelT], values: dict[str, Any]) -> ModelT:
    try:
        return model.model_validate(values)
    except PydanticValidationError as error:
        details = error.errors(include_url=False, include_context=True, include_input=False)
        details.sort(key=lambda detail: detail["type"] != MISSING_FIELD)
        field_errors = [found for detail in details for found in _field_errors(detail)]
        raise ValidationError(_sentence(details[0], field_errors[0]), field_errors) from error


@cache
def _validate_nothing(model: type[BaseModel]) -> BaseModel:
    return _validate(model, {})


def _field_errors(detail: ErrorDetails) -> Sequence[FieldError]:
    """Return the errors of a field, or of the fields within it."""
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, ValidationError) and error.field_errors:
        return error.field_errors
    return [FieldError(_field(detail), _message(detail))]


def _field(detail: ErrorDetails) -> str:
    return ".".join(str(part) for part in detail["loc"])


def _sentence(detail: ErrorDetails, first: FieldError) -> str:
    """Return the sentence of the response, which reports the first field error."""
    if detail["type"] == MISSING_FIELD:
        return str(detail["ctx"]["sentence"])
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, ValidationError):
        return error.message
    if detail["type"] == OWN_SENTENCE or not first.field:
        return first.message
    return f"Field '{first.field}' {first.message}"


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
    "value_error": "{error}",  # of `shared.entities.checks`
}
"""The messages for the types of pydantic's errors; other types are errors of `shared.api.fields`."""


def _message(detail: ErrorDetails) -> str:
    template = _MESSAGES.get(detail["type"])
    return template.format(**detail.get("ctx", {})) if template else detail["msg"]
