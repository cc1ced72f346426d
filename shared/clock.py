"""The only module that reads the system clock."""

import time
from datetime import UTC, datetime


class Clock:
    """The system clock. Tests use a clock that they can move instead."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since an arbitrary moment, never set back, for measuring time."""
        return time.monotonic()
