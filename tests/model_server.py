"""A language model on loopback, over real HTTP, that is good or hostile as a test says."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Reply = Callable[["ModelHandler"], None]

DEPLOYMENT = "a-small-model"
KEY = "the-key-of-the-model"


class ModelServer(ThreadingHTTPServer):
    """Answers each chat completion with `reply`, and keeps the requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ModelHandler)
        self.reply: Reply = rephrase
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.stopping = Event()

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name this server."""
        return {
            "AI_FOUNDRY_ENDPOINT": f"http://127.0.0.1:{self.server_port}/openai/v1/",
            "AI_FOUNDRY_DEPLOYMENT": DEPLOYMENT,
            "AI_FOUNDRY_KEY": KEY,
        }

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection."""


class ModelHandler(BaseHTTPRequestHandler):
    """One request of a chat completion."""

    server: ModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(self.content)
        self.server.paths.append(self.path)
        self.server.headers.append(dict(self.headers))
        self.close_connection = True
        with suppress(OSError):
            self.server.reply(self)

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    @property
    def message(self) -> dict[str, str]:
        """The message of the user."""
        found: dict[str, str] = json.loads(self.content["messages"][-1]["content"])
        return found

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_json(self, status: int, body: object, **headers: str) -> None:
        self.send(status, json.dumps(body).encode(), **headers)

    def complete(self, content: str | None, reason: str = "stop", **message: object) -> None:
        """Send a chat completion."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": content, **message},
            "finish_reason": reason,
        }
        self.send_json(200, {"object": "chat.completion", "model": DEPLOYMENT, "choices": [choice]})

    def say(self, text: str) -> None:
        """Send a chat completion with a text of the right form."""
        self.complete(json.dumps({"text": text}))


def rephrase(handler: ModelHandler) -> None:
    """Change the text in a way that is true: "Overall" in front of it, in its language."""
    text = handler.message["text"]
    start = {"en": "Overall, ", "es": "En resumen, "}[handler.message["language"]]
    handler.say(start + (text if text.startswith("{") else text[0].lower() + text[1:]))


def complete_in_spite_of(reason: str, handler: ModelHandler, **message: object) -> None:
    """Send a text of the right form with a reason, or a refusal, for which it must not be used."""
    handler.complete(json.dumps({"text": handler.message["text"]}), reason, **message)


def change(change_text: Callable[[str], str]) -> Reply:
    """Return a reply with a changed text."""
    return lambda handler: handler.say(change_text(handler.message["text"]))


def status(code: int, **headers: str) -> Reply:
    return lambda handler: handler.send_json(code, {"error": {"code": str(code), "message": "No"}}, **headers)


def be_slow(handler: ModelHandler) -> None:
    handler.server.stopping.wait(60)


def drip(handler: ModelHandler) -> None:
    """Send a byte of the body every 50 ms, without end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.server.stopping.wait(0.05):
        handler.wfile.write(b" ")


def drip_headers(handler: ModelHandler) -> None:
    """Send a byte of the head every 50 ms, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.stopping.wait(0.05):
        handler.wfile.write(b"x")


def send_much(handler: ModelHandler) -> None:
    """Send a completion of 50 MB."""
    handler.complete(json.dumps({"text": handler.message["text"]}), padding="x" * 50_000_000)


def send_without_end(handler: ModelHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.stopping.is_set():
        handler.wfile.write(b"x" * 65536)


def send_in_chunks(*chunks: bytes) -> Reply:
    """Return a reply with `Transfer-Encoding: chunked`."""

    def send(handler: ModelHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for chunk in (*chunks, b""):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))

    return send


def hang_up(handler: ModelHandler) -> None:
    """Close the connection in the middle of the body."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def hang_up_at_once(handler: ModelHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Serve the model while the block runs."""
    server = ModelServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
