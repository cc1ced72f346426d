"""Continuation tokens: where a page ended, as text that a client sends back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson

from shared.errors import ValidationError
from shared.store.contract import Document
from shared.store.indexes import NUMERIC_FIELDS
from shared.store.query import Position

_MAX_TOKEN_LENGTH = 1024
_MAX_NUMBER = 2**53  # larger numbers are not exact in Cosmos DB, and no list is sorted by them


def encode_position(last: Document, order_by: str, *, descending: bool) -> str:
    """Return the token for the page after this document."""
    return encode_token([order_by, descending, last[order_by], last["id"]])


def decode_position(token: str | None, order_by: str, *, descending: bool) -> Position | None:
    """Read a token; `ValidationError` when it is malformed, or of a list in another order."""
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
    """Return JSON as text that needs no escaping in a URL."""
    return urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


def decode_token(token: str) -> object:
    """Read what `encode_token` wrote; `ValidationError` for any other text."""
    if len(token) > _MAX_TOKEN_LENGTH:
        raise bad_token()
    try:
        return orjson.loads(urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4)))
    except ValueError as error:
        raise bad_token() from error


def bad_token() -> ValidationError:
    """Return the error for a malformed token."""
    return ValidationError("The continuation token is not one of this list's")
