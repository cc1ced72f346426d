"""The client of every outside service: HTTPS without proxies of the environment, redirects or retries."""

import socket
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from shared.channels.deadline import ChannelError, Deadline
from shared.credentials import LOOPBACK_HOSTS

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request, by default a POST; `max_bytes` is the largest body of a response that is read.

    Its representation has no headers, which may have a secret, and no body.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    max_bytes: int
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """The status and the whole body of a response; a redirect is a response like any other.

    `headers` can be looked up in any letter case. Its representation has the status alone: a body may be a
    token.
    """

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class HttpsClient:
    """Sends each request on a connection of its own, after the certificate is verified.

    With `allows_loopback`, which is for development, this machine may be called without TLS.
    """

    def __init__(self, *, allows_loopback: bool = False) -> None:
        self._allows_loopback = allows_loopback

    def send(self, request: HttpRequest, deadline: Deadline) -> HttpResponse:
        """Return the response to a request; `ChannelError` if there is none in time, or a larger one."""
        import urllib3  # noqa: PLC0415 - slow to import; as a whole, so that a second thread waits for it

        address = urlsplit(request.url)
        try:
            with closing(self._connection(address, deadline.remaining)) as connection:
                connection.connect()
                with deadline.closing(_shutting_down(connection)):
                    return _exchange(connection, request, deadline)
        except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
            deadline.check()  # the connection may have been closed because of it
            raise ChannelError(f"the connection failed ({type(error).__name__})") from error

    def _connection(self, address: SplitResult, seconds: float) -> "HTTPConnection":
        from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415 - slow to import

        host = address.hostname or ""
        if address.scheme == "https":
            return HTTPSConnection(host, address.port, timeout=seconds, cert_reqs="REQUIRED")
        if address.scheme == "http" and self._allows_loopback and host in LOOPBACK_HOSTS:
            return HTTPConnection(host, address.port, timeout=seconds)
        raise ChannelError("the address does not begin with https://")


def _exchange(connection: "HTTPConnection", request: HttpRequest, deadline: Deadline) -> HttpResponse:
    _, _, path, query, _ = urlsplit(request.url)
    connection.timeout = deadline.remaining
    body = None if request.method == "GET" else request.body
    target = f"{path}?{query}" if query else path
    connection.request(
        request.method, target, body, request.headers, preload_content=False, decode_content=False
    )
    with closing(connection.getresponse()) as response:
        body = response.read(request.max_bytes + 1)
    if len(body) > request.max_bytes:
        raise ChannelError("the response is too large")
    return HttpResponse(response.status, body, response.headers)


def _shutting_down(connection: "HTTPConnection") -> Callable[[], None]:
    """Return a function that ends each read and write of a connection, also those in another thread."""
    connected = connection.sock

    def shut_down() -> None:
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    return shut_down
