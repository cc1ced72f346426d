"""What the host sends back, before it becomes bytes on a connection."""

import re
from functools import lru_cache
from typing import NamedTuple

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_HEADER_VALUE = re.compile(r"[^\t\x20-\x7e]")

BODILESS = frozenset({204, 304})

Header = tuple[bytes, bytes]


class Reply(NamedTuple):
    """Status, encoded headers without the framing ones, and body."""

    status: int
    headers: list[Header]
    body: bytes = b""


@lru_cache(maxsize=1024)
def encoded_header(name: str, value: str) -> Header:
    """Encode a header; `ValueError` unless it is an ASCII token with a printable ASCII value (rule 20)."""
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a header name")
    if _NOT_HEADER_VALUE.search(value):
        raise ValueError(f"the value of the header {name!r} is not printable ASCII")
    return name.lower().encode("ascii"), value.strip().encode("ascii")


JSON = encoded_header("content-type", "application/json; charset=utf-8")
HTML = encoded_header("content-type", "text/html")


def empty(status: int) -> Reply:
    """Make a reply of a status alone, to which others may add headers."""
    return Reply(status, [])
