"""Receiving the bodies of requests: how large they may be, how long they may take, and how many there are."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from local_host.limits import MAX_BODY_BYTES, Limits

_SMALL_BYTES = 65_536  # a body that counts for no limit of memory: the connection buffers as much
_DISCARD_SECONDS = 2.0
_FAST_SECONDS = 1.0  # a body that has arrived for longer makes room for others


class RefusedBodyError(Exception):
    """The body is not read; the response has this status and ends the connection."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.response = Response(status_code=status, headers={"connection": "close"})
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            self.response.headers["retry-after"] = "1"


def declared_length(request: Request) -> int:
    """Return the length of the body, 0 for a chunked one (rule 14).

    `RefusedBodyError` for a request with two lengths, which h11 lets pass: a proxy in front may believe the
    other one (RFC 9112, section 11.2).
    """
    length = request.headers.get("content-length")
    if length is None:
        return 0
    if "transfer-encoding" in request.headers:
        raise RefusedBodyError(HTTPStatus.BAD_REQUEST)
    return int(length)


@dataclass(slots=True, eq=False)
class Reservation:
    """The room for a body, by its declared length; `arrival` is None unless the body is being received."""

    length: int
    begun: float
    arrival: asyncio.Timeout | None = None

    def end_arrival(self) -> None:
        """Stop receiving the body."""
        if self.arrival is not None and not self.arrival.expired():
            self.arrival.reschedule(0)


class Bodies:
    """The bodies in memory: those that are being received, and those of running functions.

    If there is no room for another one, those that arrive slowly are given up, oldest first: clients that
    announce long bodies and do not send them never exclude others.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._large: dict[Reservation, None] = {}  # in the order in which they began
        self.max_bytes = limits.body_bytes

    @contextlib.contextmanager
    def reserved(self, length: int) -> Iterator[Reservation]:
        """Count a body as in memory during the block; `RefusedBodyError` if there is no room for it."""
        if length > MAX_BODY_BYTES:
            raise RefusedBodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        reservation = Reservation(length, time.monotonic())
        if _SMALL_BYTES < length <= self.max_bytes:
            self._make_room(length)
            self._large[reservation] = None
        try:
            yield reservation
        finally:
            self._large.pop(reservation, None)

    async def receive(self, request: Request, reservation: Reservation) -> bytes:
        """Return the body; an empty one if it is too long for the app.

        `RefusedBodyError` if it takes too long to arrive, or must make room for another one.
        """
        length = reservation.length
        if not 0 < length <= self.max_bytes:
            return b""
        try:
            async with asyncio.timeout(self._limits.body + length / self._limits.rate) as reservation.arrival:
                return await request.body()
        except TimeoutError:
            given_up = length > _SMALL_BYTES and reservation not in self._large
            status = HTTPStatus.SERVICE_UNAVAILABLE if given_up else HTTPStatus.REQUEST_TIMEOUT
            raise RefusedBodyError(status) from None
        finally:
            reservation.arrival = None

    def _make_room(self, length: int) -> None:
        """Give up slow bodies until there is room; `RefusedBodyError` if that does not suffice."""
        excess = sum(each.length for each in self._large) + length - self._limits.bodies
        slow = time.monotonic() - _FAST_SECONDS
        given_up = []
        for each in self._large:
            if excess <= 0:
                break
            if each.arrival is not None and each.begun < slow:
                given_up.append(each)
                excess -= each.length
        if excess > 0:
            raise RefusedBodyError(HTTPStatus.SERVICE_UNAVAILABLE)
        for each in given_up:
            del self._large[each]
            each.end_arrival()


async def send_before_body(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response to a request whose body was not read, discard the body for a short time, and close.

    Closing the connection at once would reset it, and the client might lose the response.
    """

    async def send_without_end(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    response.headers["connection"] = "close"
    await response(scope, receive, send_without_end)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DISCARD_SECONDS):
            while (await receive()).get("more_body"):
                pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})
