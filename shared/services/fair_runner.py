"""Runs of limited time on several threads, fair between groups."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import Generic, Self, TypeVar

ItemT = TypeVar("ItemT")


class FairRunner(Generic[ItemT]):
    """Handles items on several threads until the time of the run is used; a context manager.

    Each item belongs to a group, such as its user. The groups take turns of one item each, so that a group
    with many items does not delay the others. The items of a group are handled in the order in which they
    were offered, never two at once. One thread offers the items and waits for them.

    An exception of `handle` ends the run; `drain` and the end of the block raise it. `monotonic` returns the
    time in seconds.
    """

    SECONDS = 45.0
    """After this time a run begins nothing new: the items in work have the rest of the minute to finish."""

    THREADS = 16
    """A quarter of the connections to Cosmos DB, so that requests on the same instance have the others."""

    MAX_WAITING = 10_000
    """How many items may wait in memory: some 6 MB of reminders."""

    def __init__(self, handle: Callable[[ItemT], None], monotonic: Callable[[], float]) -> None:
        self._handle = handle
        self._monotonic = monotonic
        self._deadline = monotonic() + self.SECONDS
        self._changed = Condition()
        self._lines: dict[str, deque[ItemT]] = {}  # the waiting items of each group, with the one in work
        self._ready: deque[str] = deque()  # the groups with waiting items and none in work
        self._waiting = 0  # in all lines
        self._workers = 0
        self._stopped = False
        self._failure: BaseException | None = None
        self._executor = ThreadPoolExecutor(self.THREADS, thread_name_prefix="fair_runner")
        self.left: list[ItemT] = []
        """The accepted items that were not handled, because the run was over."""

    @property
    def is_over(self) -> bool:
        """Whether the time is used, or the run was stopped."""
        return self._stopped or self._monotonic() >= self._deadline

    def offer(self, group: str, item: ItemT) -> bool:
        """Add an item, and return whether it was accepted; wait while there is no place for any item.

        A group is refused if as many of its items wait as there are free places: it can take half of an
        empty memory, and leaves places for the others. An item is also refused when the run is over.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting < self.MAX_WAITING or self.is_over)
            line = self._lines.get(group)
            if self.is_over or (line and len(line) >= self.MAX_WAITING - self._waiting):
                return False
            if line is None:
                if self._workers < self.THREADS:
                    self._executor.submit(self._work)  # first: it fails while the interpreter shuts down
                    self._workers += 1
                line = self._lines[group] = deque()
                self._ready.append(group)
            line.append(item)
            self._waiting += 1
            return True

    def drain(self) -> None:
        """Return when no item waits: each was handled, or the run is over."""
        self._wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """End the run: items in work are finished, and nothing new is begun."""
        self._stopped = True

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the items, and end the threads; after an exception, only for the items in work."""
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
                    line = self._lines.pop(group)
                    self.left.extend(line)
                    self._waiting -= len(line)
                self._ready.clear()
                self._changed.notify_all()
            if not self._ready:
                self._workers -= 1
                return None
            group = self._ready.popleft()
            return group, self._lines[group][0]

    def _end_turn(self, group: str, failure: BaseException | None) -> None:
        with self._changed:
            if failure is not None:
                self._failure = self._failure or failure
                self.stop()
            line = self._lines[group]
            line.popleft()
            self._waiting -= 1
            if line:
                self._ready.append(group)
            else:
                del self._lines[group]
            self._changed.notify_all()
