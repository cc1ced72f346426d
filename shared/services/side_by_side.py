"""Reads of the store that run at the same time, so that they take the time of the slowest one."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, TypeVar

from shared.store.budget import RequestBudget

T = TypeVar("T")

_THREADS = 32
"""Half of the connections to Cosmos DB, so that other requests on the same instance have the others."""


class PendingRead(Generic[T]):
    """A read that was started, and may not be over yet."""

    def __init__(self, future: Future[tuple[T, RequestBudget]]) -> None:
        self._future = future

    def result(self) -> T:
        """Wait for the read and return its result, or raise its error; call it once, where it was started."""
        value, spent = self._future.result()
        budget = RequestBudget.current()
        if budget is not None:
            budget.operations += spent.operations
            budget.request_units += spent.request_units
        return value


class SideBySide:
    """Starts reads on threads of its own, within the budget and the context of the request.

    A read must not start another one: all threads might wait for each other.
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="side_by_side")

    def start(self, read: Callable[[], T]) -> PendingRead[T]:
        """Start a read."""
        return PendingRead(self._executor.submit(copy_context().run, _counted, read))


def _counted(read: Callable[[], T]) -> tuple[T, RequestBudget]:
    # Counted apart: several threads would lose counts of one budget.
    with RequestBudget(counted=False) as budget:
        return read(), budget
