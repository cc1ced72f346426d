"""Moments as text: in documents, and as requests write them."""

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MOMENT = re.compile(  # RFC 3339, 5.6, with the seconds and the offset left to choice
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?\Z", re.ASCII
)


def to_stored(moment: datetime) -> str:
    """Write a UTC moment in a fixed width, so that texts sort as the moments do."""
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def to_shown(moment: datetime) -> str:
    """Write a UTC moment as the API shows it, where it is a part of a text or of data."""
    return moment.isoformat()[:-6] + "Z"


def to_stored_or_null(moment: datetime | None) -> str | None:
    """Write a moment that may be absent, in a fixed width."""
    return None if moment is None else to_stored(moment)


def from_stored(text: str) -> datetime:
    """Read what `to_stored` wrote."""
    return datetime.fromisoformat(text)


def from_stored_or_null(text: str | None) -> datetime | None:
    """Read what `to_stored_or_null` wrote."""
    return None if text is None else datetime.fromisoformat(text)


def parse_moment(text: str) -> datetime | date:
    """Read an RFC 3339 moment or a bare `YYYY-MM-DD` date; without an offset it is UTC.

    ValueError when it is neither, or so near to the ends of the calendar that UTC cannot express it.
    """
    if _DATE.match(text):
        return date.fromisoformat(text)
    if not _MOMENT.match(text):
        raise ValueError(text)
    if text[17:19] == "60":  # a leap second, which RFC 3339 allows and datetime cannot hold
        text = f"{text[:17]}59{text[19:]}"
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def parse_date(text: str) -> date:
    """Read a date written `YYYY-MM-DD`; ValueError for anything else."""
    if not _DATE.match(text):
        raise ValueError(text)
    return date.fromisoformat(text)
