"""The host's own paths under `/admin/` (rule 23); keys are not checked locally (rule 22)."""

import json
import time
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local_host.catalogue import Catalogue
from local_host.functions import Function, HttpFunction


class Admin:
    """Describes the host and its functions, and runs a function manually."""

    def __init__(self, catalogue: Catalogue, run: Callable[[Function, str], None]) -> None:
        self._catalogue = catalogue
        self._run = run
        self._started = time.monotonic()
        self.routes = [
            Route("/host/status", self._status),
            Route("/host/ping", self._ping, methods=["GET", "POST"]),
            Route("/functions", self._functions),
            Route("/functions/{name}", self._function),
            Route("/functions/{name}", self._invoke, methods=["POST"]),
        ]

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
            value = (await request.json()).get("input")
        except (ValueError, RecursionError, AttributeError) as error:  # not JSON, or not an object
            raise HTTPException(400) from error
        self._run(function, value if isinstance(value, str) else json.dumps(value))
        return Response(status_code=202)

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
