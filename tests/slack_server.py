"""Slack on loopback, over real HTTP: it signs what it sends, and checks how it is called."""

import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any
from urllib.parse import urlencode

TEAM = "T012AB3CD"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-17653672481-19874698323"

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_LABEL = 75
MAX_BUTTONS = 25


class SlackServer(ThreadingHTTPServer):
    """Takes messages as Slack does, with `reply` for each, and keeps what was said.

    `calls` has all calls, `taken` those that were answered with success.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SlackCall)
        self.reply: Callable[[SlackCall], None] = SlackCall.accept
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.problems: list[str] = []
        self._triggers = count(1)

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name this server."""
        return self.settings_at(f"http://127.0.0.1:{self.server_port}")

    @staticmethod
    def settings_at(address: str) -> dict[str, str]:
        """Return the settings that name a server at an address."""
        return {
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": f"{address}/api",
            "SLACK_HOOKS_URL": address,
        }

    def command(self, text: str, user: str = "U061F7AUR", **fields: str) -> bytes:
        """Return the form of a slash command."""
        trigger = f"13345224609.738474920.{next(self._triggers)}"
        form = {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO",
            "team_id": TEAM,
            "team_domain": "example",
            "channel_id": "C2147483705",
            "user_id": user,
            "command": "/avanochi",
            "text": text,
            "response_url": f"https://hooks.slack.com/commands/{TEAM}/1",
            "trigger_id": trigger,
        }
        return urlencode(form | fields).encode()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection."""


class SlackCall(BaseHTTPRequestHandler):
    """One call of the Web API, or one answer at a `response_url`."""

    server: SlackServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.close_connection = True
        self.fields: dict[str, Any] = json.loads(body)
        self.method = self.path.removeprefix("/api/")
        self.server.calls.append((self.method, self.fields))
        self._check()
        with suppress(OSError):
            self.server.reply(self)

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def accept(self) -> None:
        self.server.taken.append((self.method, self.fields))
        self.send_json(200, {"ok": True})

    def refuse(self, error: str) -> None:
        self.send_json(200, {"ok": False, "error": error})

    def send_json(self, status: int, body: object, **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def _check(self) -> None:
        """Note what Slack would refuse."""
        problems = self.server.problems
        if not self.headers["Content-Type"].startswith("application/json; charset=utf-8"):
            problems.append("content type")
        if self.path.startswith("/api/") and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            problems.append("token")
        problems.extend(problems_of(self.fields))


def problems_of(message: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse, or show otherwise than it is meant, in a message or a view."""
    blocks = message.get("blocks") or message.get("view", {}).get("blocks") or []
    problems = [] if len(blocks) <= MAX_BLOCKS else ["too many blocks"]
    for block in blocks:
        text = block.get("text", {}).get("text", "")
        if block["type"] in {"section", "header"} and not 0 < len(text) <= MAX_TEXT:
            problems.append("length of a text")
        ids = [element["action_id"] for element in block.get("elements", ()) if "action_id" in element]
        if len(ids) != len(set(ids)) or len(ids) > MAX_BUTTONS:
            problems.append("buttons")
        problems.extend(
            "label of a button"
            for element in block.get("elements", ())
            if element["type"] == "button" and not 0 < len(element["text"]["text"]) <= MAX_LABEL
        )
    return problems


def signed(body: bytes, at: datetime, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """Return the headers of a request that Slack sends at a moment."""
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


@contextmanager
def slack_server() -> Iterator[SlackServer]:
    """Serve Slack while the block runs; what it would refuse fails the test."""
    with SlackServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
        assert server.problems == []
