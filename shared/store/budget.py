"""What a request uses of the document store: how many operations, how many request units, how long.

Whoever opens a usage limits the time; whatever the store does meanwhile in this thread is counted into it.
Usages nest: an inner one ends no later than the outer, and adds to it what it counted.
"""

import time
from collections import deque
from contextvars import ContextVar, Token
from typing import Self

MAX_REQUEST_SECONDS = 8.5
"""How long a request may wait for the store, so that it is answered within 10 seconds whatever happens."""

_REMEMBERED = 100


class RequestBudget:
    """A stretch of work that may wait for the store at most some seconds; use it with `with`.

    `uncertain` says that the store may have done something of which nobody was told. With `counted` false an
    outer usage does not hear of this one.
    """

    __slots__ = (
        *("_counted", "_outer", "_seconds", "_token"),
        *("deadline", "operations", "request_units", "uncertain"),
    )

    def __init__(self, seconds: float = MAX_REQUEST_SECONDS, *, counted: bool = True) -> None:
        self._seconds = seconds
        self._counted = counted
        self.operations = 0
        self.request_units = 0.0
        self.uncertain = False

    def __enter__(self) -> Self:
        self._outer = _current.get()
        self.deadline = time.monotonic() + self._seconds
        if self._outer is not None:
            self.deadline = min(self.deadline, self._outer.deadline)
        self._token: Token[RequestBudget | None] = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)
        if self._outer is not None and self._counted:
            self._outer.operations += self.operations
            self._outer.request_units += self.request_units
            self._outer.uncertain |= self.uncertain

    @property
    def remaining(self) -> float:
        """Seconds that are left; below zero when there are none."""
        return self.deadline - time.monotonic()

    @staticmethod
    def current() -> "RequestBudget | None":
        """Return the innermost usage that is open in this thread."""
        return _current.get()


class RecentCharges:
    """The request units of the last hundred requests that the store charged for."""

    def __init__(self) -> None:
        self._charges: deque[float] = deque(maxlen=_REMEMBERED)

    def add(self, request_units: float) -> None:
        """Note what a request was charged."""
        self._charges.append(request_units)

    def average(self) -> float | None:
        """Return the mean, in request units to two decimals; None before the first charge."""
        charges = tuple(self._charges)
        return round(sum(charges) / len(charges), 2) if charges else None


_current: ContextVar[RequestBudget | None] = ContextVar("store_usage", default=None)
