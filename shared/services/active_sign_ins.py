"""A cache of the sign-ins that are active, so that few requests read the store to authenticate."""

from datetime import timedelta
from threading import Lock

from shared.clock import Clock

MAX_AGE = timedelta(seconds=30)
"""How long a sign-in that has ended on another instance may still be used on this one."""

MAX_SIGN_INS = 10_000
"""How many sign-ins are cached; about 3 MB."""


class ActiveSignIns:
    """When this instance last found each sign-in active, for the most recent ones."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: dict[tuple[str, str], float] = {}
        self._lock = Lock()
        self._ended = 0

    def is_known(self, user_id: str, family: str) -> bool:
        """Return whether a sign-in was found active within the last `MAX_AGE`."""
        found = self._found.get((user_id, family))
        return found is not None and 0 <= self._clock.now().timestamp() - found < MAX_AGE.total_seconds()

    def begin_read(self) -> tuple[float, int]:
        """Return the moment and the number of endings for `remember`; call it before the sign-in is read."""
        return self._clock.now().timestamp(), self._ended

    def remember(self, user_id: str, family: str, begun: tuple[float, int]) -> None:
        """Remember that a sign-in is active, unless any sign-in has ended since the read began."""
        moment, ended = begun
        with self._lock:
            if ended != self._ended:
                return
            self._found.pop((user_id, family), None)
            self._found[user_id, family] = moment
            if len(self._found) > MAX_SIGN_INS:
                del self._found[next(iter(self._found))]

    def drop(self, user_id: str, family: str) -> None:
        """Drop a sign-in that was read and found to have ended."""
        with self._lock:
            self._found.pop((user_id, family), None)

    def forget(self, user_id: str, family: str | None = None) -> None:
        """Forget a sign-in that has ended, or all of a user; call it after the store says so."""
        with self._lock:
            self._ended += 1
            if family is not None:
                self._found.pop((user_id, family), None)
                return
            for key in [key for key in self._found if key[0] == user_id]:
                del self._found[key]
