"""The moment at which a call of an outside service ends, finished or not."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class ChannelError(Exception):
    """An outside service gave no usable answer; the message says why, without data of users or secrets."""


class Deadline:
    """A moment of the monotonic clock, and the connection to close when it has come.

    A timeout of a socket applies to each read: a server that sends a byte a second would never exceed it.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._lock = Lock()
        self._close: Callable[[], None] | None = None
        self._is_over = False

    @property
    def remaining(self) -> float:
        """Seconds until the deadline; `ChannelError` after it."""
        self.check()
        return max(0.001, self._end - time.monotonic())

    def check(self) -> None:
        """Raise `ChannelError` after the deadline."""
        if self._is_over or time.monotonic() >= self._end:
            raise ChannelError("no answer in time")

    @contextmanager
    def closing(self, close: Callable[[], None]) -> Iterator[None]:
        """Call `close` at the deadline if the block has not ended by then."""
        with self._lock:
            self._close = close
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._close = None

    def expire(self) -> None:
        """Close the connection; later steps of the call raise `ChannelError`."""
        with self._lock:
            self._is_over = True
            if self._close is not None:
                self._close()
