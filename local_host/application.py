"""The host as a Starlette application: its routes, middleware and lifespan."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import azure.functions as func
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Receive, Scope, Send

from local_host.admin import Admin
from local_host.bodies import Bodies, RefusedBodyError, declared_length, send_before_body
from local_host.catalogue import Catalogue
from local_host.functions import Function, HttpFunction, TimerFunction, index
from local_host.invocation import Invoker
from local_host.messages import http_request
from local_host.middleware import Cors, CustomHeaders, Date, OriginForm, RequestLog
from local_host.routing import RouteTable, decoded_path
from local_host.settings import HostOptions
from local_host.timers import Timer

logger = logging.getLogger("local_host")

_HOME = (
    "<!DOCTYPE html><html><head><title>Functions host</title></head>"
    "<body><h1>Your Functions app is up and running</h1></body></html>"
)


class FunctionRoute(BaseRoute):
    """All functions as one Starlette route, because only the table decides which of them matches."""

    def __init__(self, table: RouteTable[HttpFunction], invoker: Invoker, bodies: Bodies) -> None:
        self._table = table
        self._invoker = invoker
        self._bodies = bodies

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Find the matching function. CONNECT matches none: a success would open a tunnel."""
        found = self._table.find(scope["method"], decoded_path(scope["raw_path"]))
        if found is None or scope["method"] == "CONNECT":
            return Match.NONE, {}
        function, values = found
        return Match.FULL, {"endpoint": function, "path_params": values}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the matching function."""
        request = Request(scope, receive)
        try:
            length = declared_length(request)
            with self._bodies.reserved(length) as reservation:
                body = await self._bodies.receive(request, reservation)
                response = await self._invoker.respond(scope["endpoint"], http_request(request, body))
            is_body_read = length <= self._bodies.max_bytes
        except RefusedBodyError as refused:
            response, is_body_read = refused.response, False
        except asyncio.CancelledError:  # the host stops, and the grace period is over
            response, is_body_read = Response(status_code=503), True
        if is_body_read:
            await response(scope, receive, send)
        else:
            await send_before_body(response, scope, receive, send)


class Host(Starlette):
    """Serves the functions of an app, its timers, and the host's own paths."""

    def __init__(self, app: func.FunctionApp, options: HostOptions) -> None:
        self.limits = options.limits
        self._page = options.page
        self.catalogue = Catalogue(index(app), options)
        for problem in self.catalogue.problems:
            logger.error("%s", problem)
        self._invoker = Invoker(options.threads)
        self._timers = {
            function.name: Timer(function, options, self._invoker) for function in self.catalogue.timers
        }
        middleware = [Middleware(Date), Middleware(OriginForm)]
        if options.logs_requests:
            middleware.append(Middleware(RequestLog))
        if options.cors_origins:
            middleware.append(
                Middleware(Cors, origins=options.cors_origins, credentials=options.cors_credentials)
            )
        if options.custom_headers:
            middleware.append(Middleware(CustomHeaders, headers=options.custom_headers))
        bodies = Bodies(options.limits)
        super().__init__(
            routes=[
                Mount("/admin", Admin(self.catalogue, bodies, self._run_manually)),
                FunctionRoute(self.catalogue.routes(), self._invoker, bodies),
                Route("/", self._home),
            ],
            middleware=middleware,
            exception_handlers=dict.fromkeys(
                (HTTPException, ClientDisconnect, UnicodeDecodeError, RefusedBodyError), _error_response
            ),
            lifespan=Host._lifespan,
        )
        self.router.redirect_slashes = False

    async def _home(self, _request: Request) -> Response:
        page = self.catalogue.page_path(self._page)
        return RedirectResponse(f"/{page}", HTTPStatus.FOUND) if page else HTMLResponse(_HOME)

    @asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        schedules = [asyncio.create_task(timer.run_schedule()) for timer in self._timers.values()]
        yield
        for each in schedules:
            each.cancel()
        await self._invoker.close()

    def _run_manually(self, function: Function, body: str) -> None:
        if isinstance(function, TimerFunction):
            self._timers[function.name].fire()
        elif isinstance(function, HttpFunction):
            request = func.HttpRequest(
                method=function.methods[0] if function.methods else "POST",
                url=f"http://localhost/{self.catalogue.path(function)}",
                body=body.encode(errors="replace"),
            )
            self._invoker.start(self._invoker.respond(function, request))


async def _error_response(_request: Request, error: Exception) -> Response:
    """Return no body (rule 10), never 405 (rule 9); 400 for a disconnect or invalid UTF-8."""
    if isinstance(error, RefusedBodyError):
        return error.response
    status = getattr(error, "status_code", 400)
    return Response(status_code=404 if status == 405 else status)  # noqa: PLR2004 - rule 9
