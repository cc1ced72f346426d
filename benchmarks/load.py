"""An HTTP/1.1 load generator, which needs much less processor time per request than a server.

Runs as its own process (`python -m benchmarks.load`): it reads a `LoadOrder` as JSON from each line of
standard input, and writes a `LoadResult` as JSON to standard output.
"""

import asyncio
import contextlib
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import cast

try:
    import uvloop
except ImportError:  # Windows
    _LOOP_FACTORY: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
else:
    _LOOP_FACTORY = uvloop.new_event_loop

CONNECTIONS = 16

_WITHOUT_BODY = frozenset({204, 304})
_DRAIN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """The requests to send, for how many seconds, and with how many keep-alive connections.

    The requests are complete HTTP/1.1 messages. They are distributed among the connections, each of which
    sends its own in turn and waits for every response. If there are fewer requests than connections, each
    connection sends all of them.
    """

    port: int
    requests: list[str]
    seconds: float
    warm_up: float = 0.2
    connections: int = CONNECTIONS


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The responses during the measurement; a response other than 2xx is in `errors` and invalidates it."""

    responses: int
    per_second: float
    p50_ms: float
    p99_ms: float
    errors: dict[str, int] = field(default_factory=dict)
    error_sample: str = ""
    cpu_us_per_request: float = 0.0


def percentile(ordered: list[float], share: float) -> float:
    """Return the value below which a share (0..1) of an ascending list is; 0 for an empty list."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class _Measurements:
    """The measurements of all connections of an order."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()
        self.error_sample = ""
        self.sending = True

    def error(self, kind: str, sample: str) -> None:
        self.errors[kind] += 1
        self.error_sample = self.error_sample or sample[:300]


class _Connection(asyncio.Protocol):
    """A keep-alive connection that sends the next request as soon as a response is complete."""

    def __init__(self, totals: _Measurements, messages: Iterator[bytes]) -> None:
        self._totals = totals
        self._messages = messages
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._expected = 0
        self._sent_at = 0.0
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's class is compatible, but not a subclass.
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        if len(received) < self._expected:
            self._received = received
            return
        end = received.find(b"\r\n\r\n")
        if end < 0:
            self._received = received
            return
        status = int(received[9:12])
        expected = end + 4 + _content_length(received[:end], status)
        if len(received) < expected:
            self._received, self._expected = received, expected
            return
        self._received, self._expected = b"", 0
        self._totals.latencies.append(time.perf_counter() - self._sent_at)
        if not 200 <= status < 300:  # noqa: PLR2004 - successful statuses
            self._totals.error(f"status {status}", received.decode("utf-8", "replace"))
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self._totals.error("connection lost", str(exc or "closed by the server"))
            self.finished.set_result(None)

    def _send(self) -> None:
        assert self._transport is not None  # noqa: S101 - set before the first request
        if not self._totals.sending:
            if not self.finished.done():
                self.finished.set_result(None)
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._messages))


def _content_length(head: bytes, status: int) -> int:
    """Return the length of the body; `ValueError` if the head does not contain it."""
    lowered = head.lower()
    at = lowered.find(b"\r\ncontent-length:")
    if at < 0:
        if status in _WITHOUT_BODY:
            return 0
        raise ValueError("a response without Content-Length cannot be measured")
    stop = lowered.find(b"\r\n", at + 17)
    return int(lowered[at + 17 : stop if stop > 0 else None])


async def measure(order: LoadOrder) -> LoadResult:
    """Run an order; responses during the warm-up are counted only if they are errors."""
    loop = asyncio.get_running_loop()
    totals = _Measurements()
    connections = []
    for number in range(order.connections):
        requests = order.requests[number :: order.connections]
        if len(order.requests) < order.connections:
            requests = order.requests
        messages = itertools.cycle([request.encode() for request in requests])
        _, connection = await loop.create_connection(
            partial(_Connection, totals, messages), "127.0.0.1", order.port
        )
        connections.append(connection)
    await asyncio.sleep(order.warm_up)
    totals.latencies = []
    started, cpu_started = time.perf_counter(), time.process_time()
    await asyncio.sleep(order.seconds)
    elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu_started
    latencies = totals.latencies
    totals.latencies = []
    totals.sending = False
    drained = asyncio.gather(*(connection.finished for connection in connections))
    try:
        await asyncio.wait_for(drained, _DRAIN_SECONDS)
    except TimeoutError:
        totals.error("no response", f"within {_DRAIN_SECONDS:.0f} s after the measurement")
    ordered = sorted(latencies)
    return LoadResult(
        responses=len(ordered),
        per_second=len(ordered) / elapsed,
        p50_ms=percentile(ordered, 0.50) * 1000,
        p99_ms=percentile(ordered, 0.99) * 1000,
        errors=dict(totals.errors),
        error_sample=totals.error_sample,
        cpu_us_per_request=cpu / max(1, len(ordered)) * 1e6,
    )


def main() -> None:
    """Run orders until standard input ends."""
    with asyncio.Runner(loop_factory=_LOOP_FACTORY) as runner:
        for line in sys.stdin:
            result = runner.run(measure(LoadOrder(**json.loads(line))))
            print(json.dumps(asdict(result)), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C in the terminal reaches this process as well
        main()
