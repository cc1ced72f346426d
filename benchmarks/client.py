"""A small JSON client that prepares the data for measurements."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TIMEOUT = 30.0
_PASSWORD = "correct horse battery staple"  # noqa: S105 - of temporary users


@dataclass(frozen=True, slots=True)
class Client:
    """A client of a local server, signed in as a user if it has a token."""

    port: int
    token: str = ""
    user_id: str = ""

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Return the decoded response; `RuntimeError` if its status is not 2xx."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.send(method, path, None if body is None else json.dumps(body).encode(), headers)

    def send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Return the decoded response to a body; `RuntimeError` if its status is not 2xx."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        try:
            connection.request(method, path, content, dict(headers))
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if not 200 <= response.status < 300:  # noqa: PLR2004 - successful statuses
            raise RuntimeError(f"{method} {path} returned {response.status}: {text[:500]}")
        return json.loads(text) if text else None

    def message(self, method: str, path: str, body: object = None) -> str:
        """Return the complete HTTP/1.1 message of a request, for the load generator."""
        payload = "" if body is None else json.dumps(body)
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: */*"]
        if self.token:
            head.append(f"Authorization: Bearer {self.token}")
        if payload:
            head += ["Content-Type: application/json", f"Content-Length: {len(payload.encode())}"]
        return "\r\n".join(head) + "\r\n\r\n" + payload


def credentials_of(username: str) -> dict[str, str]:
    """Return the body that registers or signs in a user."""
    return {"username": username, "password": _PASSWORD}


def sign_up(port: int, username: str) -> Client:
    """Register a user and return a signed-in client."""
    Client(port).call("POST", "/api/auth/register", credentials_of(username))
    return sign_in(port, username)


def sign_in(port: int, username: str, password: str = _PASSWORD) -> Client:
    """Return a client that is signed in as the user."""
    signed_in = Client(port).call("POST", "/api/auth/login", {"username": username, "password": password})
    return Client(port, signed_in["token"], signed_in["user_id"])
