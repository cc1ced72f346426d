"""The client of the API tests sends what httpx would send."""

from typing import Any

import httpx
import pytest

from tests.api.transport import Client, Fields, PlainTransport, Response

Sent = tuple[str, bytes, Fields, bytes]


class RecordingTransport(PlainTransport):
    """Sends nothing, and keeps what it would have sent."""

    def __init__(self) -> None:
        super().__init__("example.com", 80, "127.0.0.1")
        self.sent: list[Sent] = []

    def exchange(self, method: str, path: bytes, headers: Fields, body: bytes) -> Response:
        self.sent.append((method, path, sorted(headers), body))
        return Response(200, stream=httpx.ByteStream(b""))


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "tasks", {}),
        ("GET", "/tasks?limit=2&from=2026-03-18T09:30", {"headers": {"Authorization": "Bearer a.b-c"}}),
        ("GET", "tasks?", {}),
        ("GET", "tasks?search=two words&more=%20é+", {}),
        ("GET", "tasks/../status", {}),
        ("GET", "tasks?search=two+words&more=%C3%A9%2F", {}),
        ("GET", "tasks?search=%c3%a9", {}),
        (
            "GET",
            "tasks",
            {"params": {"search": "two words", "tags": ["é/+", "~*'"], "done": True, "no": None}},
        ),
        ("GET", "tasks", {"params": {"search": ""}}),
        ("GET", "tasks", {"params": {}}),
        ("GET", "tasks", {"params": []}),
        ("GET", "tasks", {"params": [("a", "1"), ("a", "2")]}),
        ("GET", "tasks?a=1", {"params": {"b": "2"}}),
        ("GET", "tasks?a=1", {"params": {}}),
        ("GET", "tasks", {"content": b""}),
        ("POST", "tasks", {}),
        ("POST", "tasks", {"json": {"title": "Café", "minutes": 1.5, "tags": []}}),
        ("POST", "tasks", {"json": [], "headers": {"content-type": "text/plain", "user-agent": "me"}}),
        ("POST", "tasks", {"json": None, "headers": {b"Idempotency-Key": "schlüssel".encode()}}),
        ("PUT", "tasks", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        ("PUT", "tasks", {"content": "{"}),
        ("PATCH", "tasks", {"json": {}, "headers": [("Accept", "a"), ("Accept", "b")]}),
        ("PATCH", "tasks", {"content": [b"{", b"}"]}),
        ("POST", "tasks", {"content": b"{}", "headers": {"Content-Length": "1"}}),
        ("POST", "tasks", {"data": {"title": "x"}}),
        ("DELETE", "tasks", {}),
        ("DELETE", "tasks", {"json": {}}),
        ("OPTIONS", "tasks", {"headers": {"Origin": "https://app.example.com"}}),
    ],
    ids=repr,
)
@pytest.mark.parametrize("cookies", [{}, {"token": "x"}], ids=["no cookie", "cookie"])
def test_client_sends_the_same_as_httpx(
    cookies: dict[str, str], method: str, path: str, options: dict[str, Any]
) -> None:
    base, headers = "http://example.com:7071/api/", {"X-Forwarded-For": "1.2.3.4"}
    ours, theirs = RecordingTransport(), RecordingTransport()
    with (
        Client(base, ours, headers) as client,
        httpx.Client(base_url=base, headers=headers, transport=theirs) as model,
    ):
        for one in (client, model):
            one.cookies.update(cookies)
        response = client.request(method, path, **options)
        request = model.build_request(method, path, **options)
    theirs.handle_request(request)
    assert ours.sent == theirs.sent
    assert response.request.headers == request.headers
    assert response.url == request.url
