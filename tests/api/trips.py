"""Trips to the store: how many operations of a request follow one another."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from shared.services.side_by_side import PendingRead, SideBySide

_trips: ContextVar[tuple[object, int]] = ContextVar("trips", default=(None, 0))


class Trips:
    """Counts the trips since it was cleared: of reads side by side, those of the one with the most."""

    def __init__(self, store: CountingStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun = object()  # threads may keep what another test has counted
        self._store = store
        self.count = 0
        store.counted = lambda: self._reach(self._reached() + 1)
        start = SideBySide.start

        def start_measured(reads: SideBySide, read: Callable[[], Any]) -> PendingRead[Any]:
            pending = start(reads, lambda: (read(), self._reached()))
            result = pending.result

            def result_measured() -> Any:
                value, reached = result()
                self._reach(max(reached, self._reached()))
                return value

            monkeypatch.setattr(pending, "result", result_measured)
            return pending

        monkeypatch.setattr(SideBySide, "start", start_measured)

    def clear(self) -> None:
        """Count from zero, the operations of the store as well."""
        self._begun = object()
        self.count = 0
        self._store.counts.clear()

    def _reached(self) -> int:
        """Return the trips until now, in the thread of the request or of one of its reads."""
        begun, reached = _trips.get()
        return reached if begun is self._begun else 0

    def _reach(self, number: int) -> None:
        _trips.set((self._begun, number))
        self.count = max(self.count, number)
