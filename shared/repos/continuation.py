"""Continuation tokens: where a page of a list ended, as text that a caller hands back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson

from shared.errors import ValidationError
from shared.store.contract import Document
from shared.store.indexes import NUMERIC_FIELDS
from shared.store.query import Position

_LONGEST = 1024
_MAX_NUMBER = 2**53  # larger ones are not kept exactly, and no list is sorted by such


def encode_position(last: Document, order_by: str, *, descending: bool) -> str:
    """Return the token for going on behind the last document of a page."""
    return encode_token([order_by, descending, last[order_by], last["id"]])


def decode_position(token: str | None, order_by: str, *, descending: bool) -> Position | None:
    """Read a token back; `ValidationError` when it is none of ours, or of a list in another order."""
    if token is None:
        return None
    match decode_token(token):
        case [str() as field, bool() as direction, (str() | int()) as value, str() as last_id] if (
            field == order_by and direction == descending and _is_of_kind(value, order_by)
        ):
            return Position(value, last_id)
    raise bad_token()


def _is_of_kind(value: object, order_by: str) -> bool:
    if order_by in NUMERIC_FIELDS:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MAX_NUMBER
    return isinstance(value, str)


def encode_token(content: list[object]) -> str:
    """Return some JSON as text that fits into a URL as it is."""
    return urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


def decode_token(token: str) -> object:
    """Read back what `encode_token` wrote; `ValidationError` when it cannot have written this."""
    if len(token) > _LONGEST:
        raise bad_token()
    try:
        return orjson.loads(urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4)))
    except ValueError as error:
        raise bad_token() from error


def bad_token() -> ValidationError:
    """Return the error for a token that is none of ours."""
    return ValidationError("The continuation token is not one of this list's")
