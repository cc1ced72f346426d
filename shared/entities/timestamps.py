"""Moments as text: in documents, and as requests write them."""

from datetime import UTC, date, datetime


def to_stored(moment: datetime) -> str:
    """Write a UTC moment in a fixed width, so that texts sort as the moments do."""
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


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

    ValueError when it is neither, or so near the ends of the calendar that UTC cannot express it.
    """
    if len(text) == len("2025-09-26"):
        return parse_date(text)
    if len(text) < len("2025-09-26T09:00") or text[4] != "-" or text[10] not in "Tt ":
        raise ValueError(text)
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def parse_date(text: str) -> date:
    """Read a date written `YYYY-MM-DD`; ValueError for anything else."""
    if len(text) != len("2025-09-26") or text[4] != "-":
        raise ValueError(text)
    return date.fromisoformat(text)
