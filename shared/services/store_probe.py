"""A probe of the store, shared by all requests."""

from datetime import datetime, timedelta
from threading import Lock
from typing import ClassVar

from shared.clock import Clock
from shared.errors import DatabaseError
from shared.store.contract import DocumentStore
from shared.views.status import PROBE_SECONDS


class StoreProbe:
    """Reads from and writes to the store at most once in an interval."""

    interval: ClassVar = timedelta(seconds=PROBE_SECONDS)

    def __init__(self, store: DocumentStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._probing = Lock()
        self._probed_at: datetime | None = None
        self._error: DatabaseError | None = None

    def check(self) -> None:
        """Raise `DatabaseError` if the last probe failed.

        While another thread probes, the result of the probe before is used, if there is one.
        """
        if self._probing.acquire(blocking=self._probed_at is None):
            try:
                if self._is_due():
                    self._probe()
            finally:
                self._probing.release()
        error = self._error
        if error is not None:
            raise DatabaseError(error.message)

    def _is_due(self) -> bool:
        if self._probed_at is None:
            return True
        age = self._clock.now() - self._probed_at
        return not timedelta(0) <= age < self.interval  # a clock may be set back

    def _probe(self) -> None:
        try:
            self._store.ping()
        except DatabaseError as error:
            self._error = error
        else:
            self._error = None
        finally:
            self._probed_at = self._clock.now()
