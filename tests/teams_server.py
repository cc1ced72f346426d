"""Teams on loopback, over real HTTP: it signs what it sends, and checks how it is called.

It is the Bot Framework's OpenID document with its keys, the sign-in of bots, and the connector in one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "00000000-1111-4222-8333-444444444444"
PASSWORD = "abc8Q~the-password-of-the-bot"
TENANT = "11111111-2222-4333-8444-555555555555"
BOT_TOKEN = "eyJ0eXAi.the-token-of-the.bot"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
KEY_ID = "the key of Teams"

MAX_BYTES = 28 * 1024


@cache
def new_key(_: str = "Teams") -> rsa.RSAPrivateKey:
    """Return the private key of a name, always the same in a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TeamsServer(ThreadingHTTPServer):
    """Takes messages as Teams does, with `reply` for each, and keeps what was said."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), TeamsCall)
        self.reply: Callable[[TeamsCall], None] = TeamsCall.accept
        self.sign_in: Callable[[TeamsCall], None] = TeamsCall.give_token
        self.show_keys: Callable[[TeamsCall], None] = TeamsCall.give_keys
        self.keys = [jwk(KEY_ID, new_key(), ["msteams", "webchat"])]
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.fetches: list[str] = []
        self.sign_ins = 0
        self.problems: list[str] = []
        self.stopping = Event()
        self._numbers = count(1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name this server."""
        return {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": f"{self.address}/v1/.well-known/openidconfiguration",
            "TEAMS_LOGIN_URL": self.address,
            "TEAMS_CONNECTOR_URL": self.address,
        }

    def next_id(self) -> str:
        """Return the id of a new activity."""
        return f"17000000{next(self._numbers):05}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that close the connection."""


class TeamsCall(BaseHTTPRequestHandler):
    """One call of the OpenID document, the keys, the sign-in or the connector."""

    server: TeamsServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.fetches.append(self.path)
        with suppress(OSError):
            self.server.show_keys(self)

    def do_POST(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/oauth2/v2.0/token"):
            self.server.sign_ins += 1
            self._check_sign_in(parse_qs(body.decode(), strict_parsing=True))
            answer = self.server.sign_in
        else:
            self.fields: dict[str, Any] = json.loads(body)
            self.server.calls.append((unquote(self.path), self.fields))
            self._check_message(body)
            answer = self.server.reply
        with suppress(OSError):
            answer(self)

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def give_keys(self) -> None:
        if self.path.endswith("/openidconfiguration"):
            self.send_json(200, {"issuer": ISSUER, "jwks_uri": f"{self.server.address}/v1/.well-known/keys"})
        else:
            self.send_json(200, {"keys": self.server.keys})

    def give_token(self) -> None:
        self.send_json(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": BOT_TOKEN})

    def accept(self) -> None:
        self.send_json(201, {"id": self.server.next_id()})

    def send_json(self, status: int, body: object, **headers: str) -> None:
        self.send(status, json.dumps(body).encode(), **headers)

    def send(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def be_slow(self) -> None:
        """Send a byte of the head every 50 ms, without end."""
        self.wfile.write(b"HTTP/1.1 201 Created\r\nX-Slow: ")
        while not self.server.stopping.wait(0.05):
            self.wfile.write(b"x")

    def send_garbage(self) -> None:
        self.wfile.write(b"\xff\x00 nonsense\r\n\r\n")

    def _check_sign_in(self, form: dict[str, list[str]]) -> None:
        expected = {
            "grant_type": ["client_credentials"],
            "client_id": [APP_ID],
            "client_secret": [PASSWORD],
            "scope": [SCOPE],
        }
        if form != expected or not self.path.startswith(f"/{TENANT}/"):
            self.server.problems.append("sign-in")

    def _check_message(self, body: bytes) -> None:
        """Note what Teams would refuse."""
        problems = self.server.problems
        if self.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            problems.append("token")
        if not self.headers["Content-Type"].startswith("application/json"):
            problems.append("content type")
        if not self.path.startswith("/emea/v3/conversations/"):
            problems.append("address")
        if len(body) > MAX_BYTES:
            problems.append("size")
        if self.fields["type"] != "message" or self.fields["from"]["id"] != f"28:{APP_ID}":
            problems.append("activity")
        (attachment,) = self.fields["attachments"]
        if attachment["contentType"] != "application/vnd.microsoft.card.adaptive":
            problems.append("attachment")
        problems.extend(problems_of(attachment["content"]))


def problems_of(card: dict[str, Any]) -> list[str]:
    """Return what Teams would refuse, or show otherwise than it is meant, in a card."""
    problems = [] if (card["type"], card["version"]) == ("AdaptiveCard", "1.5") else ["version"]
    for part in card["body"]:
        if part["type"] == "RichTextBlock":
            problems += ["text" for run in part["inlines"] if not run["text"] or "{{" in run["text"]]
        elif part["type"] == "ActionSet":
            problems += ["actions"] if not 0 < len(part["actions"]) <= 6 else []
            problems += [
                "action"
                for action in part["actions"]
                if action["type"] != "Action.Execute" or not action["title"] or not action["data"]["button"]
            ]
        else:
            problems.append(part["type"])
    return problems


def jwk(key_id: str, key: rsa.RSAPrivateKey, endorsements: Sequence[str]) -> dict[str, Any]:
    """Return a public key as the Bot Framework publishes it."""
    public: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {
        "kty": "RSA",
        "use": "sig",
        "kid": key_id,
        "x5t": key_id,
        "n": public["n"],
        "e": public["e"],
        "endorsements": list(endorsements),
    }


def token(
    at: datetime,
    *,
    key: Any = None,
    key_id: str | None = KEY_ID,
    algorithm: str = "RS256",
    leave_out: str = "",
    **claims: Any,
) -> str:
    """Return the token of a request at a moment."""
    moment = int(at.timestamp())
    found = {
        "serviceurl": SERVICE_URL,
        "nbf": moment - 300,
        "exp": moment + 3300,
        "iss": ISSUER,
        "aud": APP_ID,
    } | claims
    found.pop(leave_out, None)
    headers = {"x5t": key_id} | ({"kid": key_id} if key_id is not None else {})
    return jwt.encode(found, key or new_key(), algorithm=algorithm, headers=headers)


@contextmanager
def teams_server() -> Iterator[TeamsServer]:
    """Serve Teams while the block runs; what it would refuse fails the test."""
    with TeamsServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
        assert server.problems == []
