"""A client and its transport, which take a fraction of the processor time of those of httpx."""

import re
import socket
from collections.abc import Callable
from functools import partial
from json import JSONEncoder
from typing import Any

import httpx

Fields = list[tuple[bytes, bytes]]
"""The names and values of headers."""

_PLAIN_TARGET = re.compile(r"[\w/~-]*(\?([\w./~=&:+*-]|%[0-9A-F]{2})+)?", re.ASCII)
"""Paths and queries in which httpx escapes nothing and resolves no dots."""

_FRAMING = frozenset((b"content-length", b"transfer-encoding"))
_WITHOUT_BODY = (204, 304)
_TIMEOUT = 30  # seconds

_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class Client(httpx.Client):
    """A client without the steps of httpx that do nothing here: authentication, redirects and hooks.

    It sends the same bytes as httpx. It encodes most requests itself, and leaves others to httpx: those with
    cookies, streams, or a path in which characters are escaped.
    """

    def __init__(self, base: str, transport: "PlainTransport", headers: dict[str, str]) -> None:
        super().__init__(base_url=base, transport=transport, headers=headers, trust_env=False)
        self._base = base
        self._sender = transport
        self._base_path = self.base_url.raw_path
        self._host = (b"Host", self.base_url.netloc)

    def request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        headers: Any = None,
        json: Any = None,
        content: Any = None,
        params: Any = None,
        **others: Any,
    ) -> httpx.Response:
        """Send a request; the options are those of httpx."""
        options = {"headers": headers, "json": json, "content": content, "params": params, **others}
        target = url if params is None else f"{url}?{httpx.QueryParams(params)}"
        own = httpx.Headers(headers).raw
        if (
            others
            or self.cookies
            or not (isinstance(target, str) and _PLAIN_TARGET.fullmatch(target))
            or not (content is None or (isinstance(content, bytes) and json is None))
            or not (headers is None or isinstance(headers, dict))
            or any(name.lower() in _FRAMING for name, _ in own)
        ):
            return super().request(method, url, **options)
        fields = {name.lower(): (name, value) for name, value in (self._host, *self.headers.raw, *own)}
        body: bytes = content or b""
        if json is not None:
            body = _encode(json).encode()
            fields.setdefault(b"content-type", (b"Content-Type", b"application/json"))
        if body or method in {"POST", "PUT", "PATCH"}:
            fields[b"content-length"] = b"Content-Length", b"%d" % len(body)
        path = self._base_path + target.lstrip("/").encode()
        response = self._sender.exchange(method, path, [*fields.values()], body)
        response.build_request = partial(self.build_request, method, url, **options)
        return self._keep_cookies(response)

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Build a request; a path is joined to the base URL as text, so that only the whole is parsed."""
        if isinstance(url, str) and not url.startswith("http"):
            url = f"{self._base}{url.lstrip('/')}"
        return super().build_request(method, url, **options)

    def send(self, request: httpx.Request, *, stream: bool = False, **options: Any) -> httpx.Response:
        """Send a request to the server of this client."""
        if stream:
            return super().send(request, stream=True, **options)
        response = self._sender.handle_request(request)
        response.request = request
        return self._keep_cookies(response)

    def _keep_cookies(self, response: httpx.Response) -> httpx.Response:
        if "set-cookie" in response.headers:
            self.cookies.extract_cookies(response)
        return response


class Response(httpx.Response):
    """A response whose request is built when it is first needed."""

    build_request: Callable[[], httpx.Request]

    @property
    def request(self) -> httpx.Request:
        if self._request is None:
            self._request = self.build_request()
        return self._request

    @request.setter
    def request(self, request: httpx.Request) -> None:
        self._request = request


class PlainTransport(httpx.BaseTransport):
    """Sends requests to one server from one address.

    Threads may share it: each request has a connection to itself, which later ones use again.
    """

    def __init__(self, host: str, port: int | None, address: str) -> None:
        self._server = host, port
        self._address = address
        self._free: list[socket.socket] = []

    def handle_request(self, request: httpx.Request) -> Response:
        body = request.read()
        if "Transfer-Encoding" in request.headers:
            body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
        return self.exchange(request.method, request.url.raw_path, request.headers.raw, body)

    def exchange(self, method: str, path: bytes, headers: Fields, body: bytes) -> Response:
        """Send a request whose headers describe its body, and return the response."""
        lines = b"".join([b"%b: %b\r\n" % header for header in headers])
        sent = b"%b %b HTTP/1.1\r\n%b\r\n%b" % (method.encode(), path, lines, body)
        try:
            connection = self._free.pop()
        except IndexError:
            connection = socket.create_connection(self._server, _TIMEOUT, (self._address, 0))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        is_kept = False
        try:
            connection.sendall(sent)
            response = _read(connection, method)
            is_kept = response.headers.get("connection") != "close"
        finally:
            if not is_kept:
                connection.close()
        if is_kept:
            self._free.append(connection)
        return response

    def close(self) -> None:
        for connection in self._free:
            connection.close()


def _read(connection: socket.socket, method: str) -> Response:
    """Read a response whose headers say how long its body is, as all of the local host do."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _receive(connection)
    status_line, *lines = received[:end].split(b"\r\n")
    fields = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    status = int(status_line.split(b" ", 2)[1])
    length = 0
    if method != "HEAD" and status not in _WITHOUT_BODY:
        length = int(next(value for name, value in fields if name.lower() == b"content-length"))
    body = received[end + 4 :]
    while len(body) < length:
        body += _receive(connection)
    assert len(body) == length, "the server sent more than the response"
    response = Response(status, headers=fields, stream=httpx.ByteStream(body))
    response.read()
    return response


def _receive(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    assert received, "the server closed the connection before the end of the response"
    return received
