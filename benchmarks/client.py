"""A small JSON client for preparing what is then measured."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

_TIMEOUT = 30.0
_PASSWORD = "correct horse battery staple"  # noqa: S105 - of users that live for one run


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks JSON to one server on this machine, as one user once `sign_up` has answered."""

    port: int
    token: str = ""
    user_id: str = ""

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Return the decoded answer; `RuntimeError` when it is not a 2xx."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        payload = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request(method, path, payload, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if not 200 <= response.status < 300:  # noqa: PLR2004 - the range of success in HTTP
            raise RuntimeError(f"{method} {path} answered {response.status}: {text[:500]}")
        return json.loads(text) if text else None

    def message(self, method: str, path: str, body: object = None) -> str:
        """Return the complete HTTP/1.1 message of a call, to be sent by the load generator."""
        payload = "" if body is None else json.dumps(body)
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: */*"]
        if self.token:
            head.append(f"Authorization: Bearer {self.token}")
        if payload:
            head += ["Content-Type: application/json", f"Content-Length: {len(payload.encode())}"]
        return "\r\n".join(head) + "\r\n\r\n" + payload


def sign_up(port: int, username: str) -> Client:
    """Register a user, log in, and return a client that speaks for it."""
    visitor = Client(port)
    credentials = {"username": username, "password": _PASSWORD}
    visitor.call("POST", "/api/auth/register", credentials)
    return sign_in(port, username)


def sign_in(port: int, username: str, password: str = _PASSWORD) -> Client:
    """Log in and return a client that speaks for the user."""
    answer = Client(port).call("POST", "/api/auth/login", {"username": username, "password": password})
    return Client(port, answer["token"], answer["user_id"])
