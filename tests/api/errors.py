"""Invalid input and checks of error responses."""

from typing import Any

import httpx

from tests.api.conftest import Api, Person

INVALID_DATES = [
    *("2025-02-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-03-00", "0000-01-01", "10000-01-01"),
    *("20260318", "2026-3-18", "18-03-2026", "2026-03-18T00:00:01Z", "2026-W12-3", "-001-01-01"),
    *("today", "null", "2026-03-18 ", " 2026-03-18", "2026-03-18\n", "٢٠٢٦-٠٣-١٨", "x" * 5000),
    *("2026-03-18T00:00:00", "2026-03-18T00:00:00+00:00", "2026-03-18T00:00:00.000Z", "2026-03-18t00:00:00z"),
    *("2026-03-18,2026", "2026-02-30T00:00:00Z", "T00:00:00Z", "2026-03-18T00:00:00ZT00:00:00Z"),
]


def assert_invalid(response: httpx.Response, field: str, value: object) -> None:
    """Assert that a value was rejected with 400 and an error of this field alone."""
    assert response.status_code == 400, (value, response.text)
    body = response.json()
    assert body["code"] == "validation", value
    assert [detail["field"].partition(".")[0] for detail in body["details"]] == [field], (value, body)
    assert f"'{field}" in body["error"]


def assert_unauthorized(response: httpx.Response) -> None:
    """Assert that a request was rejected with 401 because it was not authenticated."""
    assert response.status_code == 401, response.text
    assert response.json() == {"error": "Unauthorized", "code": "unauthenticated"}
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "Set-Cookie" not in response.headers


def send(
    sender: Person | Api, method: str, path: str, body: dict[str, Any], **request: Any
) -> httpx.Response:
    """Send a request, with the body unless it is a GET."""
    return sender.call(method, path, **request, **({} if method == "GET" else {"json": body}))


def for_user(path: str, user_id: str) -> str:
    """Return the path with a `user_id` query parameter."""
    return f"{path}{'&' if '?' in path else '?'}user_id={user_id}"


def error_of(response: httpx.Response, status: int) -> str:
    """Return the code of an error response, which has a status."""
    assert response.status_code == status, response.text
    body = response.json()
    assert body["error"]
    code: str = body["code"]
    return code
