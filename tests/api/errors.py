"""What is refused, how it is sent, and what is said of it."""

from typing import Any

import httpx

from tests.api.conftest import Api, Person

INVALID_DATES = [
    *("2025-02-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-03-00", "0000-01-01", "10000-01-01"),
    *("20260318", "2026-3-18", "18-03-2026", "2026-03-18T00:00:00Z", "2026-W12-3", "-001-01-01"),
    *(
        "today",
        "null",
        "2026-03-18 ",
        " 2026-03-18",
        "2026-03-18\n",
        "٢٠٢٦-٠٣-١٨",
        "x" * 5000,
        "2026-03-18,2026",
    ),
]


def assert_invalid(answer: httpx.Response, field: str, value: object) -> None:
    assert answer.status_code == 400, (value, answer.text)
    shown = answer.json()
    assert shown["code"] == "validation", value
    assert [detail["field"].partition(".")[0] for detail in shown["details"]] == [field], (value, shown)
    assert f"'{field}" in shown["error"]


def send(
    sender: Person | Api, method: str, path: str, body: dict[str, Any], **request: Any
) -> httpx.Response:
    return sender.call(method, path, **request, **({} if method == "GET" else {"json": body}))


def for_user(path: str, user_id: str) -> str:
    """Return the path with somebody named in its query."""
    return f"{path}{'&' if '?' in path else '?'}user_id={user_id}"
