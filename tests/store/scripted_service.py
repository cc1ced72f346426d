"""A server that stands in for Cosmos DB: it returns scripted responses over HTTP and records requests."""

import json
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService

KEY = "dGVzdA=="
NOTE = {"id": "a", "user_id": "u", "type": "note"}
CONTAINER = {"id": "c", "_rid": "c", "_self": "c", "partitionKey": {"paths": ["/user_id"], "kind": "Hash"}}


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class ScriptedService:
    """Records all requests, and answers requests for documents with the scripted responses first."""

    uri: str = ""
    requests: list[Request] = field(default_factory=list)
    responses: deque[tuple[int, dict[str, str], Any]] = field(default_factory=deque)

    def add_response(self, status: int, body: object = None, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.responses.append(
            (status, named, {"code": str(status), "message": "secret"} if body is None else body)
        )

    @property
    def document_requests(self) -> list[Request]:
        return [request for request in self.requests if "/docs" in request.path]

    def respond(self, request: Request) -> tuple[int, dict[str, str], Any]:
        self.requests.append(request)
        if "/docs" in request.path and self.responses:
            return self.responses.popleft()
        if request.path == "/":
            region = [{"name": "here", "databaseAccountEndpoint": self.uri}]
            policy = {"defaultConsistencyLevel": "Session"}
            account = {
                "writableLocations": region,
                "readableLocations": region,
                "userConsistencyPolicy": policy,
            }
            return 200, {}, account
        if "/docs" in request.path:
            return 200, {}, {"Documents": [], "_count": 0} if request.method == "POST" else NOTE
        return 200, {}, CONTAINER


@contextmanager
def running_service(
    scripted: ScriptedService | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[ScriptedService]:
    """Run a service on a free port, with TLS if a context is given."""
    service: ScriptedService = scripted or ScriptedService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # it would delay each body by 40 ms, until its head is acknowledged

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(
                self.command, self.path, dict(self.headers.items()), json.loads(body) if body else None
            )
            status, headers, content = service.respond(request)
            encoded = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        do_GET = do_POST = do_PUT = do_DELETE = respond  # noqa: N815 - named by the base class

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.uri = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def connect(uri: str, **environment: str) -> CosmosDBService:
    settings = {"COSMOS_DB_URI": uri, "COSMOS_DB_PRIMARY_KEY": KEY} | environment
    return CosmosDBService(CredentialManager(settings))
