"""What both stores refuse before any I/O, so that a document that one of them takes, the other takes too."""

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any

import orjson

MAX_DOCUMENT_BYTES = 2 * 1024 * 1024
"""Source: Cosmos DB's limit for the JSON of one item."""

# An id is a step of its document's address in Cosmos DB. It has 1 to 255 characters there and none of / \ ?
# and #, nor white space that would be lost; as . or .. it would be the address of the container. A lone
# surrogate cannot be written as UTF-8.
_ID = re.compile(r"(?!\.{1,2}\Z)[^/\\?#\t\n\r\ud800-\udfff]{1,255}(?<! )\Z")

_HARMLESS = frozenset({str, int, bool, type(None)})  # what most values are


def check_id(document_id: object) -> str:
    """Return the id; ValueError when no document can have it."""
    if not isinstance(document_id, str) or not _ID.match(document_id):
        raise ValueError("a document's id is a text of 1 to 255 characters without / \\ ? # that is no path")
    return document_id


def check_user_id(user_id: object) -> str:
    """Return the user id; ValueError when it cannot name a partition."""
    if not isinstance(user_id, str) or not user_id:
        raise ValueError("a document's user_id is a text that is not empty")
    if not user_id.isascii():
        user_id.encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
    return user_id


def check_ttl(ttl: object) -> int | None:
    """Return after how many seconds a document expires, None for never (-1); ValueError otherwise."""
    if type(ttl) is not int or (ttl < 1 and ttl != -1):
        raise ValueError("a document's ttl is a whole number of seconds, at least 1, or -1")
    return None if ttl == -1 else ttl


def encode(document: dict[str, Any]) -> bytes:
    """Return a document's JSON without the store's own keys; ValueError for what JSON cannot say exactly.

    That is NaN, infinities, lone surrogates, integers beyond 2**53 and keys that are not texts.
    """
    _check_finite(document.values())
    try:
        own = {key: value for key, value in document.items() if key[:1] != "_"}
        text = orjson.dumps(own, option=orjson.OPT_STRICT_INTEGER)
    except TypeError as error:  # orjson's own error is one, too
        raise ValueError(f"not a document: {error}") from error
    if len(text) > MAX_DOCUMENT_BYTES:
        raise ValueError(f"a document has at most {MAX_DOCUMENT_BYTES} bytes")
    return text


def _check_finite(values: Iterable[object]) -> None:
    # orjson writes NaN and the infinities as null instead of refusing them.
    for value in values:
        if type(value) in _HARMLESS:
            continue
        if isinstance(value, float):
            if not isfinite(value):
                raise ValueError("a document's numbers are finite")
        elif isinstance(value, dict):
            _check_finite(value.values())
        elif isinstance(value, list | tuple):
            _check_finite(value)
