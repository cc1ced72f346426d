"""A client and its transport, which take less processor time than those of httpx."""

from http.client import HTTPConnection
from typing import Any

import httpx


class Client(httpx.Client):
    """A client without the steps of httpx that do nothing here: authentication, redirects and hooks."""

    def __init__(self, base: str, transport: httpx.BaseTransport, headers: dict[str, str]) -> None:
        super().__init__(base_url=base, transport=transport, headers=headers)
        self._base = base

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Build a request; a path is joined to the base URL as text, so that only the whole is parsed."""
        if isinstance(url, str) and not url.startswith("http"):
            url = f"{self._base}{url.lstrip('/')}"
        return super().build_request(method, url, **options)

    def send(self, request: httpx.Request, *, stream: bool = False, **options: Any) -> httpx.Response:
        """Send a request to the server of this client."""
        if stream:
            return super().send(request, stream=True, **options)
        response = self._transport.handle_request(request)
        response.request = request
        response.read()
        if "set-cookie" in response.headers:
            self.cookies.extract_cookies(response)
        return response


class PlainTransport(httpx.BaseTransport):
    """Sends requests to one server from one address, with the HTTP client of the standard library.

    Threads may share it: each request has a connection to itself, which later ones use again.
    """

    def __init__(self, host: str, port: int | None, address: str) -> None:
        self._server = host, port
        self._address = address
        self._free: list[HTTPConnection] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            connection = self._free.pop()
        except IndexError:
            connection = HTTPConnection(*self._server, timeout=30, source_address=(self._address, 0))
        try:
            response = _send(connection, request)
        except BaseException:
            connection.close()
            raise
        self._free.append(connection)
        return response

    def close(self) -> None:
        for connection in self._free:
            connection.close()


def _send(connection: HTTPConnection, request: httpx.Request) -> httpx.Response:
    path = request.url.raw_path.decode()
    connection.putrequest(request.method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in request.headers.raw:
        connection.putheader(name, value)
    chunked = "Transfer-Encoding" in request.headers
    connection.endheaders(request.read(), encode_chunked=chunked)
    response = connection.getresponse()
    headers = [(name.encode(), value.encode("latin-1")) for name, value in response.getheaders()]
    return httpx.Response(response.status, headers=headers, stream=httpx.ByteStream(response.read()))
