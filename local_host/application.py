"""The host as an ASGI application: what happens to a request, in order."""

import asyncio
import functools
import logging
import time
from collections.abc import Coroutine

import azure.functions as func
from starlette.types import Receive, Scope, Send

from local_host import admin, requests
from local_host.catalogue import Catalogue
from local_host.cors import Cors
from local_host.functions import Function, HttpFunction, TimerFunction, index
from local_host.invocation import Invoker
from local_host.reply import BODILESS, Reply, empty
from local_host.routing import decoded_path
from local_host.settings import HostOptions
from local_host.timers import Timer

logger = logging.getLogger("local_host")

GRACE = 10.0  # seconds that running requests and timers have to finish once the host is told to stop


class Host:
    """Serves one app; an ASGI application with a lifespan."""

    def __init__(self, app: func.FunctionApp, options: HostOptions) -> None:
        self.options = options
        self.catalogue = Catalogue(index(app), options)
        for problem in self.catalogue.problems:
            logger.error("%s", problem)
        self.ended_cleanly = False
        self._routes = self.catalogue.routes()
        self._invoker = Invoker(options.threads)
        self._timers = {
            function.name: Timer(function, options, self._invoker) for function in self.catalogue.timers
        }
        self._admin = admin.Admin(self.catalogue, self._run_by_hand)
        self._cors = (
            Cors(options.cors_origins, credentials=options.cors_credentials) if options.cors_origins else None
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._deadline: float | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    def stop_timers(self) -> None:
        """Let no timer fire any more, and start counting the grace of what still runs."""
        if self._deadline is None:
            self._deadline = time.monotonic() + GRACE
        self._stopping.set()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._respond(scope, receive)
        except asyncio.CancelledError:  # the grace is over
            reply = empty(503)
        if reply is None:
            return
        status, headers, body = reply
        if status not in BODILESS:
            headers = [*headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _respond(self, scope: Scope, receive: Receive) -> Reply | None:
        if self._cors is not None:
            headers = scope["headers"]
            preflight = self._cors.preflight(scope["method"], headers)
            if preflight is not None:
                return preflight
            reply = await self._past_cors(scope, receive)
            return reply and self._cors.applied(reply, headers)
        return await self._past_cors(scope, receive)

    async def _past_cors(self, scope: Scope, receive: Receive) -> Reply | None:
        reply = await self._route(scope, receive)
        if reply is not None and self.options.custom_headers:
            given = {name for name, _ in reply.headers}
            reply.headers.extend(header for header in self.options.custom_headers if header[0] not in given)
        return reply

    async def _route(self, scope: Scope, receive: Receive) -> Reply | None:
        path = decoded_path(scope["raw_path"])
        if path is None or scope["method"] == "CONNECT":  # no proxy: its success would make a tunnel
            return empty(400)
        is_admin = admin.is_admin_path(path)
        found = None if is_admin else self._routes.find(scope["method"], path)
        if found is None and not is_admin:
            return admin.home() if path == "/" else empty(404)
        try:
            headers = requests.header_values(scope["headers"])
        except UnicodeDecodeError:
            return empty(400)
        body = b""
        # Only a declared length brings a body along (rule 14).
        if (length := headers.get("content-length", "0")) != "0":
            received = await requests.body_of(length, receive)
            if not isinstance(received, bytes):
                return received
            body = received
        base_url = f"{scope['scheme']}://{headers.get('host') or _address(scope)}"
        if found is None:
            return await self._admin.answer(scope["method"], path, base_url, body)
        function, values = found
        query = scope["query_string"]
        url = (
            base_url + scope["raw_path"].decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
        )
        request = functools.partial(requests.http_request, scope["method"], url, headers, query, values, body)
        return await self._invoker.answer(function, request, headers)

    async def _run_by_hand(self, function: Function, given: str) -> None:
        if isinstance(function, TimerFunction):
            self._start(self._timers[function.name].fire())
        elif isinstance(function, HttpFunction):
            self._start(self._call_by_hand(function, given))

    async def _call_by_hand(self, function: HttpFunction, given: str) -> None:
        method = function.methods[0] if function.methods else "POST"
        url = f"http://{self.options.address}/{self.catalogue.path(function)}"
        request = functools.partial(requests.http_request, method, url, {}, b"", {}, given.encode())
        await self._invoker.answer(function, request, {})

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        for timer in self._timers.values():
            self._start(timer.keep_time(self._stopping))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _end(self) -> None:
        self.stop_timers()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._patience())
        self.ended_cleanly = await self._invoker.close(self._patience())

    def _patience(self) -> float:
        return max((self._deadline or 0.0) - time.monotonic(), 0.0)


def _address(scope: Scope) -> str:
    server = scope.get("server")
    return f"{server[0]}:{server[1]}" if server else "localhost"
