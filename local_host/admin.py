"""The host's own paths under `/admin/` (rule 23).

Keys are not checked locally (rule 22). Instead, only programs on this machine can use the paths, and neither
other machines nor web pages.
"""

import json
import time
from collections.abc import Callable
from ipaddress import ip_address

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from local_host.bodies import Bodies, declared_length
from local_host.catalogue import Catalogue
from local_host.functions import Function, HttpFunction

_HTTP_PORT = 80  # clients leave it out of the Host header


class Admin:
    """Describes the host and its functions, and runs a function manually."""

    def __init__(self, catalogue: Catalogue, bodies: Bodies, run: Callable[[Function, str], None]) -> None:
        self._catalogue = catalogue
        self._bodies = bodies
        self._run = run
        self._started = time.monotonic()
        routes = [
            Route("/host/status", self._status),
            Route("/host/ping", self._ping, methods=["GET", "POST"]),
            Route("/functions", self._functions),
            Route("/functions/{name}", self._function),
            Route("/functions/{name}", self._invoke, methods=["POST"]),
        ]
        self._router = Router(routes, redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request below `/admin/`."""
        await (_refusal(Request(scope)) or self._router)(scope, receive, send)

    async def _status(self, _request: Request) -> Response:
        uptime = int((time.monotonic() - self._started) * 1000)
        return JSONResponse(
            {"id": "local", "state": "Running", "version": "4.0.0.0", "processUptime": uptime}
        )

    async def _ping(self, _request: Request) -> Response:
        return Response()

    async def _functions(self, request: Request) -> Response:
        return JSONResponse([self._described(function, request) for function in self._catalogue.functions])

    async def _function(self, request: Request) -> Response:
        return JSONResponse(self._described(self._named(request), request))

    async def _invoke(self, request: Request) -> Response:
        function = self._named(request)
        try:
            value = json.loads(await self._body(request)).get("input")
        except (ValueError, RecursionError, AttributeError) as error:  # not JSON, or not an object
            raise HTTPException(400) from error
        self._run(function, value if isinstance(value, str) else json.dumps(value))
        return Response(status_code=202)

    async def _body(self, request: Request) -> bytes:
        length = declared_length(request)
        with self._bodies.reserved(length) as reservation:
            return await self._bodies.receive(request, reservation)

    def _named(self, request: Request) -> Function:
        function = self._catalogue.named(request.path_params["name"])
        if function is None:
            raise HTTPException(404)
        return function

    def _described(self, function: Function, request: Request) -> dict[str, object]:
        url = None
        if isinstance(function, HttpFunction):
            url = f"{request.base_url}{self._catalogue.path(function)}"
        return {
            "name": function.name,
            "config": {"name": function.name, "bindings": list(function.bindings)},
            "invoke_url_template": url,
            "language": "python",
        }


def _refusal(request: Request) -> Response | None:
    """Return the response that refuses a request, or None for a program on this machine.

    A web page can send requests to this machine. Their Host is then a name that its site lets resolve to this
    machine (DNS rebinding), or their content type is not JSON, which would need a preflight (rule 21).
    """
    address, port = request.scope["server"]
    names = {"localhost", "127.0.0.1", "[::1]", f"[{address}]" if ":" in address else address}
    hosts = {f"{name}:{port}" for name in names} | (names if port == _HTTP_PORT else set())
    is_local = request.client is not None and ip_address(request.client.host).is_loopback
    if not is_local or request.headers.get("host", "").lower() not in hosts:
        return PlainTextResponse(
            f"Paths below /admin/ are only for programs on this machine that call localhost:{port}.", 403
        )
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and content_type != "application/json":
        return PlainTextResponse("A POST below /admin/ needs Content-Type: application/json.", 415)
    return None
