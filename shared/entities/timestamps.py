"""Timestamps as text: in documents and views, and as requests write them."""

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MIDNIGHT = "T00:00:00Z"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_TIMESTAMP = re.compile(  # RFC 3339, 5.6, with seconds and offset optional
    rf"\d{{4}}-\d\d-\d\d[Tt ]{_TIME}(:[0-6]\d(\.\d+)?)?([Zz]|[+-]{_TIME})?\Z", re.ASCII
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
    is_leap_second = text[17:19] == "60"  # which RFC 3339 allows and datetime cannot hold
    if is_leap_second:
        text = f"{text[:17]}59{text[19:]}"
    timestamp = datetime.fromisoformat(text.upper())
    try:
        timestamp = timestamp.astimezone(UTC) if timestamp.tzinfo else timestamp.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    if is_leap_second and (timestamp.hour, timestamp.minute) != (23, 59):
        raise ValueError(text)  # RFC 3339, section 5.7: they are inserted at the end of a day in UTC
    return timestamp


def parse_date(text: str) -> date:
    """Read a date written `YYYY-MM-DD`, or as responses write it: midnight in UTC.

    ValueError for anything else.
    """
    text = text.removesuffix(_MIDNIGHT)
    if not _DATE.match(text):
        raise ValueError(text)
    return date.fromisoformat(text)
