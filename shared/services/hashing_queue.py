"""The queue of password hashing, which takes longer than any other work of a request."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from shared.credential_manager import CredentialManager
from shared.errors import BusyError

_MIN_WAITING = 2
_RETRY_SECONDS = 2


def hashes_at_once() -> int:
    """Return how many passwords may be hashed at once: one core is left for other work, if there are more."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, cores - 1)


class HashingQueue:
    """Admits a few threads at once to hash a password; others wait until the queue is full.

    A thread that waits serves no other request, so at most a quarter of the worker's threads may wait.
    """

    def __init__(self, credentials: CredentialManager | None = None) -> None:
        threads = (credentials or CredentialManager()).get_thread_count()
        at_once = hashes_at_once()
        self._running = BoundedSemaphore(at_once)
        self._lock = Lock()
        self.free = at_once + max(_MIN_WAITING, threads // 4)
        """How many more threads may enter."""

    def check(self) -> None:
        """Raise `BusyError` if the queue is full, before other work is done for nothing."""
        if not self.free:
            raise BusyError("Too many sign-ins at once: try again later", _RETRY_SECONDS)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until this thread may hash a password; `BusyError` if the queue is full."""
        with self._lock:
            self.check()
            self.free -= 1
        try:
            with self._running:
                yield
        finally:
            with self._lock:
                self.free += 1
