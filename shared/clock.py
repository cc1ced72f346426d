"""The one place that asks what time it is."""

from datetime import UTC, datetime


class Clock:
    """The present. Tests put a clock of their own in its place and move it."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        return datetime.now(UTC)
