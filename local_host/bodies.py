"""Receiving the bodies of requests: how large they may be, how long they may take, and how many there are."""

import asyncio
import contextlib
from collections.abc import Iterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from local_host.limits import MAX_BODY_BYTES, Limits

_SMALL_BYTES = 65_536  # a body that counts for no limit of memory: the connection buffers as much
_DISCARD_SECONDS = 2.0


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


class Bodies:
    """The bodies in memory: those that are being received, and those of running functions."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = 0
        self.max_bytes = limits.body_bytes

    @contextlib.contextmanager
    def reserved(self, length: int) -> Iterator[None]:
        """Count a body as in memory during the block; `RefusedBodyError` if there is no room for it."""
        if length > MAX_BODY_BYTES:
            raise RefusedBodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        counted = length if _SMALL_BYTES < length <= self.max_bytes else 0
        if counted and self._bytes + counted > self._limits.bodies:
            raise RefusedBodyError(HTTPStatus.SERVICE_UNAVAILABLE)
        self._bytes += counted
        try:
            yield
        finally:
            self._bytes -= counted

    async def receive(self, request: Request, length: int) -> bytes:
        """Return the body; an empty one if it is too long for the app.

        `RefusedBodyError` if it takes too long to arrive.
        """
        if not 0 < length <= self.max_bytes:
            return b""
        try:
            async with asyncio.timeout(self._limits.body + length / self._limits.rate):
                return await request.body()
        except TimeoutError:
            raise RefusedBodyError(HTTPStatus.REQUEST_TIMEOUT) from None


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
