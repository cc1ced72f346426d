"""The HTTP server: listening, starting and stopping."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from ipaddress import ip_address

import azure.functions as func
import uvicorn

from local_host.application import Host
from local_host.connections import Connections
from local_host.errors import StartError
from local_host.invocation import GRACE
from local_host.limits import Limits
from local_host.protocol import Connection
from local_host.settings import HostOptions, options_from


def listen(address: str, port: int) -> socket.socket:
    """Listen on a port (0 for a free one); `StartError` if that is not possible."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        # Listening before the app is loaded makes a second host fail now, and early clients wait.
        return socket.create_server((address, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"Port {port} is in use. Close the process that uses it, or choose another --port."
            ) from error
        raise StartError(f"Cannot listen on {address}:{port}: {error}") from error


def refuse_remote(listener: socket.socket) -> None:
    """Close a socket that other machines can reach, and raise `StartError`."""
    address = listener.getsockname()[0]
    if not ip_address(address).is_loopback:
        listener.close()
        raise StartError(
            f"Other machines can reach {address}, and in development an app checks less, for example who "
            "becomes an administrator. Listen on 127.0.0.1, set AZURE_FUNCTIONS_ENVIRONMENT=Production, or "
            "pass --allow-remote."
        )


def url_of(listener: socket.socket) -> str:
    """Return the base URL of a listening socket."""
    address, port = listener.getsockname()[:2]
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


class Server(uvicorn.Server):
    """uvicorn with limits, and a callback that is called when it is ready."""

    def __init__(self, host: Host, on_started: Callable[[], None]) -> None:
        # uvicorn's log lines add nothing to those of the host and the status of a response.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        super().__init__(
            uvicorn.Config(
                host,
                http=Connection,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,  # the middleware adds it
                timeout_keep_alive=host.limits.keep_alive,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._connections = Connections(host.limits)
        self.server_state = self._connections
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and call `on_started` when the server is ready."""
        await super().startup(sockets=sockets)
        self._deadlines = asyncio.create_task(self._connections.keep_deadlines())
        self._on_started()


def stay_on_one_core(number: int | None = None) -> None:
    """Pin this process to the core `number`, modulo the number of cores, by default the process id.

    The threads of an interpreter run one at a time; on several cores, each switch wakes another core. On one
    core, reads were 1.3 to 1.6 times as fast. Does nothing on systems other than Linux.
    """
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        with contextlib.suppress(OSError):  # a sandbox may forbid it
            os.sched_setaffinity(0, {cores[(os.getpid() if number is None else number) % len(cores)]})


def asgi_app(app: func.FunctionApp, options: HostOptions | None = None) -> Host:
    """Return the ASGI application that serves a `FunctionApp`; its server must run the lifespan."""
    return Host(app, options_from() if options is None else options)


@contextlib.contextmanager
def serving(
    app: func.FunctionApp,
    *,
    settings: Mapping[str, str] | None = None,
    host_json: Mapping[str, object] | None = None,
    host_section: Mapping[str, object] | None = None,
    address: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = None,
) -> Iterator[str]:
    """Serve an app from a thread of this process during the block; yield its base URL.

    `settings` replaces the environment (`os.environ`), `host_json` the content of host.json, `host_section`
    the section `Host` of local.settings.json. Port 0 means a free one.
    """
    options = options_from(host_json=host_json, settings=settings, host_section=host_section)
    host = asgi_app(app, replace(options, limits=limits or options.limits))
    started = threading.Event()
    with contextlib.closing(listen(address, port)) as listener:
        server = Server(host, started.set)
        thread = threading.Thread(target=server.run, args=([listener],), name="local_host", daemon=True)
        thread.start()
        try:
            while not started.wait(0.05):
                if not thread.is_alive():
                    raise StartError("The host ended during its start")
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join(2 * GRACE + 5)
