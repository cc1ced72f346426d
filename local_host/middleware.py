"""Middleware: dates, targets, a line for each request, CORS (rule 21), and custom headers (rule 24)."""

import re
import sys
import time
from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ECHOED = {
    "access-control-request-method": "access-control-allow-methods",
    "access-control-request-headers": "access-control-allow-headers",
}


_ABSOLUTE = re.compile(
    rb"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    rb"(?P<host>(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::[0-9]*)?)(?P<path>/.*)?",
    re.IGNORECASE | re.DOTALL,
)


class Date:
    """Adds the date at which a response begins.

    That of uvicorn is of the request's arrival, and older on a busy machine: a client that dates what it does
    by the responses would date it before what they answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the date to the response."""

        async def send_with_date(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", formatdate(usegmt=True).encode())]
            await send(message)

        await self._app(scope, receive, send_with_date)


class OriginForm:
    """Replaces a target that is a URL by its path, and the Host header by the host of the URL.

    Clients send such targets to proxies, and servers must accept them (RFC 9112, section 3.2.2). Another
    scheme than that of the connection, or an invalid host, is 400.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the path as its target."""
        if scope["type"] != "http" or scope["raw_path"].startswith(b"/") or b"://" not in scope["raw_path"]:
            await self._app(scope, receive, send)
            return
        target = _ABSOLUTE.fullmatch(scope["raw_path"])
        if target is None or target["scheme"].decode().lower() != scope["scheme"]:
            await Response(status_code=400)(scope, receive, send)
            return
        path = target["path"] or b"/"
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        headers = [(b"host", target["host"]), *others]
        changed = {"path": unquote(path.decode()), "raw_path": path, "headers": headers}
        await self._app({**scope, **changed}, receive, send)


class RequestLog:
    """Writes a line about each request to the standard error: time, method, path, status, duration, id.

    The query is left out, because it may contain secrets. The line is written directly: with `logging` it
    would take ten times as long.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write the line after the response was sent."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500
        request_id = b""

        async def send_and_remember(message: Message) -> None:
            nonlocal status, request_id
            if message["type"] == "http.response.start":
                status = message["status"]
                request_id = next(
                    (value for name, value in message["headers"] if name == b"x-request-id"), b""
                )
            await send(message)

        try:
            await self._app(scope, receive, send_and_remember)
        finally:
            path = scope["raw_path"].decode("latin-1")
            duration = (time.perf_counter() - begun) * 1000
            line = f"{time.strftime('%H:%M:%S')} {scope['method']} {path} {status} {duration:.1f} ms"
            sys.stderr.write(f"{line} {request_id.decode('latin-1')}".rstrip() + "\n")


class Cors:
    """Cross-origin requests, as the local server of the real host handles them.

    Starlette's own middleware refuses preflights with 400, while that server returns 204 for each of them.
    """

    def __init__(self, app: ASGIApp, origins: tuple[str, ...], *, credentials: bool) -> None:
        self._app = app
        self._origins = origins
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a preflight; add the allowed origin to any other response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if scope["method"] == "OPTIONS" and origin is not None and "access-control-request-method" in headers:
            response = Response(status_code=204)
            if self._allow(origin, response.headers):
                response.headers.update(
                    {echo: headers[name] for name, echo in _ECHOED.items() if name in headers}
                )
            await response(scope, receive, send)
            return

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._allow(origin, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_origin)

    def _allow(self, origin: str | None, headers: MutableHeaders) -> bool:
        """Add the headers that let an allowed origin read the response; return whether it is allowed."""
        any_origin = "*" in self._origins
        if origin is None or not (any_origin or origin in self._origins):
            return False
        headers["access-control-allow-origin"] = "*" if any_origin else origin
        if self._credentials:
            headers["access-control-allow-credentials"] = "true"
        if len(self._origins) > 1:
            headers.append("vary", "Origin")
        return True


class CustomHeaders:
    """Adds headers to every response that lacks them."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
