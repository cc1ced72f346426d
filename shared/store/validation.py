"""Checks that both stores make before any I/O, so that they accept the same documents."""

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any

import orjson

MAX_DOCUMENT_BYTES = 2 * 1024 * 1024
"""The maximum size of a document's JSON. Source: Cosmos DB's limit for an item."""

# An id is part of the document's URL in Cosmos DB, which allows 1 to 255 characters without / \ ? and #.
# White space at the end would be lost, and . or .. would name the container. UTF-8 cannot encode a lone
# surrogate.
_ID = re.compile(r"(?!\.{1,2}\Z)[^/\\?#\t\n\r\ud800-\udfff]{1,255}(?<! )\Z")

_ALWAYS_FINITE = frozenset({str, int, bool, type(None)})  # most values


def check_id(document_id: object) -> str:
    """Return the id; ValueError if it is invalid."""
    if not isinstance(document_id, str) or not _ID.match(document_id):
        raise ValueError(
            "a document's id must be a string of 1 to 255 characters without / \\ ? # and no relative path"
        )
    return document_id


def check_user_id(user_id: object) -> str:
    """Return the user id; ValueError if it is invalid."""
    if not isinstance(user_id, str) or not user_id:
        raise ValueError("a document's user_id must be a string that is not empty")
    if not user_id.isascii():
        user_id.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    return user_id


def check_ttl(ttl: object) -> int | None:
    """Return the seconds after which a document expires, None for never (-1); ValueError if invalid."""
    if type(ttl) is not int or (ttl < 1 and ttl != -1):
        raise ValueError("a document's ttl must be a whole number of seconds, at least 1, or -1")
    return None if ttl == -1 else ttl


def encode(document: dict[str, Any]) -> bytes:
    """Return a document's JSON without the store's own keys; ValueError if JSON cannot represent it exactly.

    JSON cannot represent NaN, infinities, lone surrogates, integers beyond 2**53 and keys other than strings.
    """
    _check_finite(document.values())
    try:
        own = {key: value for key, value in document.items() if key[:1] != "_"}
        text = orjson.dumps(own, option=orjson.OPT_STRICT_INTEGER)
    except TypeError as error:  # includes orjson.JSONEncodeError
        raise ValueError(f"not a document: {error}") from error
    if len(text) > MAX_DOCUMENT_BYTES:
        raise ValueError(f"a document must have at most {MAX_DOCUMENT_BYTES} bytes")
    return text


def _check_finite(values: Iterable[object]) -> None:
    # orjson writes NaN and infinities as null instead of refusing them.
    for value in values:
        if type(value) in _ALWAYS_FINITE:
            continue
        if isinstance(value, float):
            if not isfinite(value):
                raise ValueError("a document's numbers must be finite")
        elif isinstance(value, dict):
            _check_finite(value.values())
        elif isinstance(value, list | tuple):
            _check_finite(value)
