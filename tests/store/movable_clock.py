"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

from shared.clock import Clock


class MovableClock(Clock):
    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
