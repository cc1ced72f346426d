"""What is done to every answer: cross-origin headers (rule 21) and those of host.json (rule 24)."""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ECHOED = {
    "access-control-request-method": "access-control-allow-methods",
    "access-control-request-headers": "access-control-allow-headers",
}


class Cors:
    """Cross-origin requests as the real host's local server treats them.

    Starlette's own middleware refuses preflights by 400, where that server answers every one of them by 204.
    """

    def __init__(self, app: ASGIApp, origins: tuple[str, ...], *, credentials: bool) -> None:
        self._app = app
        self._origins = origins
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; to any other answer add what its origin is allowed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origin = asked.get("origin")
        if scope["method"] == "OPTIONS" and origin is not None and "access-control-request-method" in asked:
            response = Response(status_code=204)
            if self._allow(origin, response.headers):
                response.headers.update(
                    {echo: asked[name] for name, echo in _ECHOED.items() if name in asked}
                )
            await response(scope, receive, send)
            return

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._allow(origin, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_allowed)

    def _allow(self, origin: str | None, headers: MutableHeaders) -> bool:
        """Tell an origin that it may read the answer; return whether it may."""
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
    """Adds headers to every answer that does not have them."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_more)
