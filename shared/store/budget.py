"""Budgets of document store use: a deadline, and counts of operations and request units.

A budget limits the time that the store may take in this thread, and counts the operations in that time.
Budgets nest: an inner budget ends no later than the outer one, and adds its counts to it.
"""

import time
from collections import deque
from contextvars import ContextVar, Token
from typing import Self

MAX_REQUEST_SECONDS = 8.5
"""How long a request may wait for the store, so that it always gets its response within 10 seconds."""

_MAX_CHARGES = 100


class RequestBudget:
    """The deadline and the charge of a request; a context manager.

    `urgent` writes may use the space that the embedded store keeps for a full disk.
    `uncertain` is set when a write may have been done although its response was lost. With `counted` false,
    the counts are not added to the outer budget.
    """

    def __init__(
        self, seconds: float = MAX_REQUEST_SECONDS, *, counted: bool = True, urgent: bool = False
    ) -> None:
        self._seconds = seconds
        self.urgent = urgent
        self._counted = counted
        self.operations = 0
        self.request_units = 0.0
        self.uncertain = False

    def __enter__(self) -> Self:
        self._outer = _current.get()
        self.deadline = time.monotonic() + self._seconds
        if self._outer is not None:
            self.deadline = min(self.deadline, self._outer.deadline)
            self.urgent |= self._outer.urgent
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
        """Seconds until the deadline; negative after it."""
        return self.deadline - time.monotonic()

    @staticmethod
    def current() -> "RequestBudget | None":
        """Return the innermost open budget of this thread."""
        return _current.get()


class RecentCharges:
    """The request units of the last hundred requests for which the store charged."""

    def __init__(self) -> None:
        self._charges: deque[float] = deque(maxlen=_MAX_CHARGES)

    def add(self, request_units: float) -> None:
        """Record the charge of a request."""
        self._charges.append(request_units)

    def average(self) -> float | None:
        """Return the mean, in request units to two decimals; None before the first charge."""
        charges = tuple(self._charges)
        return round(sum(charges) / len(charges), 2) if charges else None


_current: ContextVar[RequestBudget | None] = ContextVar("request_budget", default=None)
