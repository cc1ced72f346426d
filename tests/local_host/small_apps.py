"""Small apps for the tests of the host, and raw HTTP requests."""

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import azure.functions as func

Endpoint = Callable[[func.HttpRequest], func.HttpResponse]


class Spec(NamedTuple):
    name: str
    route: str | None = None
    methods: list[str] | None = None
    endpoint: Endpoint | None = None


def echo(name: str) -> Endpoint:
    """Return an endpoint that responds with its name and the request that it received."""

    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        received = {
            "function": name,
            "method": req.method,
            "url": req.url,
            "headers": dict(req.headers),
            "params": dict(req.params),
            "route_params": dict(req.route_params),
            "body": req.get_body().decode("latin-1"),
        }
        return func.HttpResponse(json.dumps(received), mimetype="application/json")

    return endpoint


def empty_app() -> func.FunctionApp:
    return func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def app_of(*specs: Spec) -> func.FunctionApp:
    app = empty_app()
    for spec in specs:
        builder = app.route(route=spec.route, methods=spec.methods)(spec.endpoint or echo(spec.name))
        app.function_name(spec.name)(builder)
    return app


class RawResponse(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def echoed(self) -> dict[str, object]:
        content = json.loads(self.body)
        assert isinstance(content, dict)
        return content


def exchange(base_url: str, request: bytes) -> bytes:
    """Send bytes unchanged, and return all bytes until the host closes the connection."""
    address = urlsplit(base_url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def send(
    base_url: str, target: bytes, *, method: bytes = b"GET", lines: bytes = b"", body: bytes = b""
) -> RawResponse:
    """Send a request with exactly this target and these header lines."""
    head = method + b" " + target + b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + lines + b"\r\n"
    head, _, rest = exchange(base_url, head + body).partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in others)
    return RawResponse(int(first.split()[1]), headers, rest)


class Client:
    """A connection whose bytes a test sends and receives itself."""

    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        self.socket = socket.create_connection((address.hostname or "", address.port or 0), timeout=10)
        self._received = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self) -> tuple[int, bytes]:
        """Return the status and the body of the next response."""
        while b"\r\n\r\n" not in self._received:
            self._receive_more()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(headers.get(b"content-length", 0))
        while len(self._received) < length:
            self._receive_more()
        body, self._received = self._received[:length], self._received[length:]
        return int(head.split()[1]), body

    def _receive_more(self) -> None:
        received = self.socket.recv(65536)
        assert received, "the host has closed the connection"
        self._received += received

    def is_closed(self, within: float = 10.0) -> bool:
        """Wait until the host closes the connection; return whether it does."""
        self.socket.settimeout(within)
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        return True


@contextlib.contextmanager
def clients(base_url: str, number: int, beginning: bytes = b"") -> Iterator[list[Client]]:
    """Yield connections that have sent the beginning of a request."""
    opened = [Client(base_url) for _ in range(number)]
    try:
        for each in opened:
            each.send(beginning)
        yield opened
    finally:
        for each in opened:
            each.socket.close()
