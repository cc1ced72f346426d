"""Timestamps as text: in documents and views, and as requests write them."""

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_TIMESTAMP = re.compile(  # RFC 3339, 5.6, with seconds and offset optional
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?\Z", re.ASCII
)


def format_sortable(timestamp: datetime) -> str:
    """Write a timestamp at a fixed width, so that texts sort as timestamps do; ValueError if not in UTC."""
    if timestamp.tzinfo is not UTC:
        raise ValueError(f"not in UTC: {timestamp}")
    return timestamp.isoformat(timespec="microseconds")[:-6] + "Z"


def format_for_api(timestamp: datetime) -> str:
    """Write a UTC timestamp as in responses, to be part of a text or of data."""
    return timestamp.isoformat()[:-6] + "Z"


def parse_timestamp(text: str) -> datetime | date:
    """Read an RFC 3339 timestamp or a bare `YYYY-MM-DD` date; without an offset it is UTC.

    ValueError for anything else, and for a timestamp that UTC cannot express.
    """
    if _DATE.match(text):
        return date.fromisoformat(text)
    if not _TIMESTAMP.match(text):
        raise ValueError(text)
    if text[17:19] == "60":  # a leap second, which RFC 3339 allows and datetime cannot hold
        text = f"{text[:17]}59{text[19:]}"
    timestamp = datetime.fromisoformat(text.upper())
    if timestamp.tzinfo is None:
        return timestamp.replace(tzinfo=UTC)
    try:
        return timestamp.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def parse_date(text: str) -> date:
    """Read a date written `YYYY-MM-DD`; ValueError for anything else."""
    if not _DATE.match(text):
        raise ValueError(text)
    return date.fromisoformat(text)
