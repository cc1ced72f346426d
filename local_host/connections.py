"""The open connections: how many there may be, and which are closed because their client is slow."""

import asyncio
import logging
import time
from typing import TypeAlias, cast

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from local_host.limits import Limits

logger = logging.getLogger("local_host")

HttpProtocol: TypeAlias = H11Protocol | HttpToolsProtocol


class Connections(ServerState):
    """uvicorn's state of a server, with limits."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self._open = cast("set[HttpProtocol]", self.connections)  # there are no others
        # What each connection waits for, since when, and until when it may.
        self._waits: dict[HttpProtocol, tuple[object, float, float]] = {}

    def admit(self, connection: HttpProtocol) -> bool:
        """Return whether a new connection may be used; closes one that is not in use if necessary.

        Clients that send nothing, or half a request, therefore never exclude others.
        """
        if len(self._open) >= self._limits.connections:
            unused = [(order, each) for each in self._open if (order := self._order_of_closing(each))]
            if not unused:
                return False
            self._abort(min(unused, key=lambda pair: pair[0])[1])
        now = time.monotonic()
        self._waits[connection] = (("head", None), now, now + self._limits.head)
        return True

    def _order_of_closing(self, connection: HttpProtocol) -> tuple[int, float] | None:
        """Return a value by which the connection to close first is the lowest; None for one in use."""
        if connection.cycle is not None and not connection.cycle.response_complete:
            return (2, 0) if connection.cycle.more_body else None
        timer = connection.timeout_keep_alive_task
        if timer is not None:
            return 1, timer.when()
        return 0, self._waits[connection][1] if connection in self._waits else float("inf")

    async def keep_deadlines(self) -> None:
        """Close the connections of slow clients until cancelled."""
        interval = min(1.0, self._limits.head / 4, self._limits.write / 4)
        while True:
            await asyncio.sleep(interval)
            try:
                self.close_overdue(time.monotonic())
            except Exception:
                logger.exception("The deadlines of connections could not be checked")

    def close_overdue(self, now: float) -> None:
        """Close each connection that has waited too long for a head, or to send a response."""
        waits = {}
        for connection in list(self._open):
            reason, allowed = self._wait_of(connection)
            if reason is None:
                continue
            earlier = self._waits.get(connection)
            wait = earlier if earlier and earlier[0] == reason else (reason, now, now + allowed)
            if now > wait[2]:
                self._abort(connection)
            else:
                waits[connection] = wait
        self._waits = waits
        self._limit_responses()

    def _limit_responses(self) -> None:
        """Close the connections that have been receiving for longest while too much waits to be received."""
        unsent = {each: each.transport.get_write_buffer_size() for each in self._waits}
        excess = sum(unsent.values()) - self._limits.responses
        for connection in sorted(unsent, key=lambda each: self._waits[each][1]):
            if excess <= 0:
                break
            if not unsent[connection]:
                continue
            excess -= unsent[connection]
            self._abort(connection)
            del self._waits[connection]

    def _wait_of(self, connection: HttpProtocol) -> tuple[object, float]:
        """Return what a connection waits for, as a value to compare, and for how many seconds it may.

        None while it waits for the app or the next request. `Bodies` limits the time of a body.
        """
        cycle = connection.cycle
        unsent = connection.transport.get_write_buffer_size()
        if unsent:
            return ("write", cycle), self._limits.write + unsent / self._limits.rate
        is_responding = cycle is not None and not cycle.response_complete
        if is_responding or connection.timeout_keep_alive_task is not None:
            return None, 0
        return ("head", cycle), self._limits.head

    def _abort(self, connection: HttpProtocol) -> None:
        self._open.discard(connection)
        connection.transport.abort()
