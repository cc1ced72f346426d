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
from time import sleep
from typing import Any
from urllib.parse import urlencode

TEAM = "T012AB3CD"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-17653672481-19874698323"

APP_USER = "U0LAN0Z89"
"""The app's own user."""

DIRECT = "D024BE91L"
"""The direct messages of a person with the app."""

CHANNEL = "C2147483705"
HOOK = f"https://hooks.slack.com/actions/{TEAM}/1/x"

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_HEADER = 150
MAX_LABEL = 75
MAX_BUTTONS = 25
MAX_VALUE = 2000

_REQUIRED = {
    "chat.postMessage": {"channel", "text", "blocks"},
    "chat.postEphemeral": {"channel", "user", "text", "blocks"},
    "views.publish": {"user_id", "view"},
}
"""The fields that the app sends to each method; an answer at a `response_url` has a type instead."""


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
        self._numbers = count(1)

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
        trigger = f"13345224609.738474920.{next(self._numbers)}"
        form = {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO",
            "team_id": TEAM,
            "team_domain": "example",
            "channel_id": CHANNEL,
            "user_id": user,
            "command": "/avanochi",
            "text": text,
            "response_url": f"https://hooks.slack.com/commands/{TEAM}/1",
            "trigger_id": trigger,
        }
        return urlencode(form | fields).encode()

    def event(self, kind: str, **fields: Any) -> bytes:
        """Return an event of the app that is installed in the team."""
        number = next(self._numbers)
        envelope = {
            "token": "ZZZZZZWSxiZZZ2yIvs3peJ",
            "team_id": TEAM,
            "api_app_id": "A123ABC456",
            "event": {"type": kind, "event_ts": f"1515449438.{number:06}", **fields},
            "type": "event_callback",
            "event_id": f"Ev123ABC{number:06}",
            "event_time": 1515449438,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": APP_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }
        return json.dumps(envelope).encode()

    def said(self, text: str, user: str, **fields: Any) -> bytes:
        """Return the event of a direct message."""
        message = {"user": user, "text": text, "channel": DIRECT, "channel_type": "im", "team": TEAM}
        return self.event("message", **message | {"ts": "1515449522.000016"} | fields)

    def press(self, button_id: str, user: str, **fields: Any) -> bytes:
        """Return the form of a button that was pressed in a message which one person sees."""
        trigger = f"13345224609.738474920.{next(self._numbers)}"
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": "ada", "team_id": fields.pop("team_of_user", TEAM)},
            "api_app_id": "A123ABC456",
            "team": {"id": TEAM, "domain": "example"},
            "enterprise": None,
            "is_enterprise_install": False,
            "container": {
                "type": "message",
                "message_ts": "1.1",
                "channel_id": CHANNEL,
                "is_ephemeral": True,
            },
            "channel": {"id": CHANNEL, "name": "general"},
            "trigger_id": trigger,
            "response_url": HOOK,
            "actions": [
                {
                    "type": "button",
                    "action_id": "button-0",
                    "block_id": "Kx1",
                    "value": button_id,
                    "action_ts": "1515449522.1",
                }
            ],
        }
        return form_of(payload | fields)

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
        if self.path.startswith("/api/"):
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                problems.append("token")
            if not self.fields.keys() >= _REQUIRED[self.method]:
                problems.append("fields")
        elif "Authorization" in self.headers or self.fields["response_type"] != "ephemeral":
            problems.append("answer")
        problems.extend(problems_of(self.fields))


def problems_of(message: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse, or show otherwise than it is meant, in a message or a view."""
    blocks = message.get("blocks") or message.get("view", {}).get("blocks") or []
    problems = [] if 0 < len(blocks) <= MAX_BLOCKS else ["number of blocks"]
    for block in blocks:
        text = block.get("text", {"type": "plain_text", "text": "-"})
        longest = MAX_HEADER if block["type"] == "header" else MAX_TEXT
        if not 0 < len(text["text"]) <= longest:
            problems.append("length of a text")
        if text["type"] == "mrkdwn" and set("<>") & set(text["text"]):
            problems.append("markup")
        if len(block.get("elements", ())) > MAX_BUTTONS:
            problems.append("buttons")
    buttons = buttons_of(message)
    if len({one["action_id"] for one in buttons}) < len(buttons):
        problems.append("action_id")
    if not all(0 < len(one["text"]["text"]) <= MAX_LABEL for one in buttons):
        problems.append("label of a button")
    if not all(0 < len(one["value"]) <= MAX_VALUE for one in buttons):
        problems.append("value of a button")
    return problems


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons in a message or a view."""
    blocks = message.get("blocks") or message.get("view", {}).get("blocks") or []
    elements = [one for block in blocks for one in block.get("elements", ())]
    return elements + [block["accessory"] for block in blocks if "accessory" in block]


def button_of(message: dict[str, Any], label: str) -> str:
    """Return the id of the first button with a label."""
    found: str = next(one["value"] for one in buttons_of(message) if one["text"]["text"] == label)
    return found


def words_of(message: dict[str, Any]) -> str:
    """Return all that is to be read in a message or a view, but for buttons."""
    blocks = message.get("blocks") or message["view"]["blocks"]
    return "\n".join(block["text"]["text"] for block in blocks if "text" in block)


def form_of(payload: object) -> bytes:
    """Return the form of an interaction."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def be_slow(seconds: float) -> Callable[[SlackCall], None]:
    """Return a reply that comes after some seconds."""

    def reply(handler: SlackCall) -> None:
        sleep(seconds)
        handler.accept()

    return reply


def refuse(status: int, body: object, **headers: str) -> Callable[[SlackCall], None]:
    """Return a reply with a status and a body."""
    return lambda handler: handler.send_json(status, body, **headers)


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
