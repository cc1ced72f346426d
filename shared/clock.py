"""The only module that reads the system clock."""

from datetime import UTC, datetime


class Clock:
    """The system clock. Tests use a clock that they can move instead."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""
        return datetime.now(UTC)
