"""Small apps for the tests of the host, and ways to talk to it below an HTTP client's manners."""

import json
import socket
from collections.abc import Callable
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
    """Answer with the function's name and all that it saw."""

    def endpoint(req: func.HttpRequest) -> func.HttpResponse:
        seen = {
            "function": name,
            "method": req.method,
            "url": req.url,
            "headers": dict(req.headers),
            "params": dict(req.params),
            "route_params": dict(req.route_params),
            "body": req.get_body().decode("latin-1"),
        }
        return func.HttpResponse(json.dumps(seen), mimetype="application/json")

    return endpoint


def empty_app() -> func.FunctionApp:
    return func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def app_of(*specs: Spec) -> func.FunctionApp:
    app = empty_app()
    for spec in specs:
        builder = app.route(route=spec.route, methods=spec.methods)(spec.endpoint or echo(spec.name))
        app.function_name(spec.name)(builder)
    return app


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def seen(self) -> dict[str, object]:
        content = json.loads(self.body)
        assert isinstance(content, dict)
        return content


def exchange(base_url: str, request: bytes) -> bytes:
    """Send bytes as they are and return everything until the host closes the connection."""
    where = urlsplit(base_url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def ask(
    base_url: str, target: bytes, *, method: bytes = b"GET", lines: bytes = b"", body: bytes = b""
) -> Answer:
    """Make one request with an untouched target and untouched header lines."""
    head = method + b" " + target + b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + lines + b"\r\n"
    head, _, rest = exchange(base_url, head + body).partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in others)
    return Answer(int(first.split()[1]), headers, rest)
