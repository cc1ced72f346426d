"""Runs of limited time on several threads, fair between groups."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import Generic, Self, TypeVar

ItemT = TypeVar("ItemT")


class FairRunner(Generic[ItemT]):
    """Handles items on several threads until the time of the run is used up; a context manager.

    Each item belongs to a group, such as its user. The groups take turns of one item each, so that a group
    with many items does not delay the others. The items of a group are handled in the order in which they
    were offered, never two at once. One thread offers the items and waits for them.

    An exception of `handle` ends the run; `drain` and the end of the block raise it. `monotonic` returns the
    time in seconds.
    """

    SECONDS = 45.0
    """After this time a run begins no item: those being handled have the rest of the minute to finish."""

    THREADS = 16
    """A quarter of the connections to Cosmos DB, so that requests on the same instance have the others."""

    MAX_WAITING = 10_000
    """How many items may wait in memory: some 6 MB of reminders."""

    def __init__(self, handle: Callable[[ItemT], None], monotonic: Callable[[], float]) -> None:
        self._handle = handle
        self._monotonic = monotonic
        self._deadline = monotonic() + self.SECONDS
        self._changed = Condition()
        self._queues: dict[str, deque[ItemT]] = {}  # the items of each group, with that being handled
        self._ready: deque[str] = deque()  # the groups with waiting items of which none is being handled
        self._waiting = 0  # in all queues
        self._workers = 0
        self._stopped = False
        self._failure: BaseException | None = None
        self._executor = ThreadPoolExecutor(self.THREADS, thread_name_prefix="fair_runner")
        self.left: list[ItemT] = []
        """The accepted items that were not handled, because the run was over."""

    @property
    def is_over(self) -> bool:
        """Whether the time is used up, or the run was stopped."""
        return self._stopped or self._monotonic() >= self._deadline

    def offer(self, group: str, item: ItemT) -> bool:
        """Add an item, and return whether it was accepted; wait while `MAX_WAITING` items wait.

        A group is refused if as many of its items wait as there are places left: so one group alone takes at
        most half of them. An item is also refused when the run is over.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting < self.MAX_WAITING or self.is_over)
            queue = self._queues.get(group)
            if self.is_over or (queue and len(queue) >= self.MAX_WAITING - self._waiting):
                return False
            if queue is None:
                if self._workers < self.THREADS:
                    self._executor.submit(self._work)  # first: it fails while the interpreter shuts down
                    self._workers += 1
                queue = self._queues[group] = deque()
                self._ready.append(group)
            queue.append(item)
            self._waiting += 1
            return True

    def drain(self) -> None:
        """Return when no item waits: each was handled, or the run is over."""
        self._wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """End the run: items being handled are finished, and no other is begun."""
        self._stopped = True

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the items, and end the threads; after an exception, only for those being handled."""
        if kind is not None:
            self.stop()
        self._wait()
        self._executor.shutdown()
        if kind is None:
            self.drain()

    def _wait(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting)

    def _work(self) -> None:
        while (turn := self._begin_turn()) is not None:
            group, item = turn
            failure = None
            try:
                self._handle(item)
            except BaseException as error:  # noqa: BLE001 - `drain` raises it
                failure = error
            self._end_turn(group, failure)

    def _begin_turn(self) -> tuple[str, ItemT] | None:
        """Return the next group and its first item; None if no group is ready."""
        with self._changed:
            if self.is_over:
                for group in self._ready:
                    queue = self._queues.pop(group)
                    self.left.extend(queue)
                    self._waiting -= len(queue)
                self._ready.clear()
                self._changed.notify_all()
            if not self._ready:
                self._workers -= 1
                return None
            group = self._ready.popleft()
            return group, self._queues[group][0]

    def _end_turn(self, group: str, failure: BaseException | None) -> None:
        with self._changed:
            if failure is not None:
                self._failure = self._failure or failure
                self.stop()
            queue = self._queues[group]
            queue.popleft()
            self._waiting -= 1
            if queue:
                self._ready.append(group)
            else:
                del self._queues[group]
            self._changed.notify_all()
