"""Caches of what this instance has read a moment ago, so that few requests read the store twice."""

from datetime import timedelta
from threading import Lock
from typing import Generic, TypeVar

from shared.clock import Clock

MAX_AGE = timedelta(seconds=30)
"""How long a change on another instance may stay unnoticed on this one."""

MAX_VALUES = 10_000
"""How many values are cached; about 3 MB."""

ValueT = TypeVar("ValueT")


class RecentReads(Generic[ValueT]):
    """The values that were read most recently, each of a user and a name, and when each read began."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: dict[tuple[str, str], tuple[float, ValueT]] = {}
        self._lock = Lock()
        self._changes = 0

    def find(self, user_id: str, name: str) -> ValueT | None:
        """Return a value that was read within the last `MAX_AGE`, else None."""
        found = self._found.get((user_id, name))
        if found is None:
            return None
        moment, value = found
        return value if 0 <= self._clock.now().timestamp() - moment < MAX_AGE.total_seconds() else None

    def begin_read(self) -> tuple[float, int]:
        """Return the moment and the number of changes for `remember`; call it before the value is read."""
        return self._clock.now().timestamp(), self._changes

    def remember(self, user_id: str, name: str, begun: tuple[float, int], *, value: ValueT) -> None:
        """Remember a value, unless any has changed since the read began."""
        moment, changes = begun
        with self._lock:
            if changes != self._changes:
                return
            self._found.pop((user_id, name), None)
            self._found[user_id, name] = moment, value
            if len(self._found) > MAX_VALUES:
                del self._found[next(iter(self._found))]

    def drop(self, user_id: str, name: str) -> None:
        """Drop a value that was read and is not there any more."""
        with self._lock:
            self._found.pop((user_id, name), None)

    def forget(self, user_id: str, name: str | None = None) -> None:
        """Forget a value that has changed, or all of a user; call it after the store says so."""
        with self._lock:
            self._changes += 1
            if name is not None:
                self._found.pop((user_id, name), None)
                return
            for key in [key for key in self._found if key[0] == user_id]:
                del self._found[key]
