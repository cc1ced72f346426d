"""People who use the page in a test: signed up over the API, and signed in by cookie."""

from itertools import count
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, BrowserContext

from tests.system.servers import PASSWORD

_numbers = count(1)


def new_username() -> str:
    """Return a username that no other test of this process uses."""
    return f"person {next(_numbers)}"


def register(context: BrowserContext, username: str | None = None) -> str:
    """Create an account and return its username; the context is signed in by cookie."""
    name = username or new_username()
    _succeeded(context.request.post("/api/auth/register", data={"username": name, "password": PASSWORD}))
    sign_in_by_cookie(context, name)
    return name


def sign_up(context: BrowserContext, username: str | None = None) -> str:
    """Create an account that has its first steps behind it, and return its username; it is signed in."""
    name = register(context, username)
    complete_onboarding(context)
    return name


def sign_in_by_cookie(context: BrowserContext, username: str, password: str = PASSWORD) -> None:
    """Sign in over the API, which sets the cookies of the context."""
    _succeeded(context.request.post("/api/auth/login", data={"username": username, "password": password}))


def set_language(context: BrowserContext, language: str) -> None:
    """Change the language of the person who is signed in."""
    call(context, "PATCH", "users/profile", {"preferences": {"language": language}})


def complete_onboarding(context: BrowserContext) -> None:
    """Leave the first steps behind, so that the page opens at Home."""
    call(context, "PUT", "users/onboarding/complete")


def complete_a_task(context: BrowserContext) -> None:
    """Add a task and complete it."""
    task = call(context, "POST", "tasks", {"title": "Water the plants"}).json()
    call(context, "PATCH", f"tasks/{task['id']}", {"action": "complete"})


def get(context: BrowserContext, path: str) -> Any:
    """Return an answer of the API to the person who is signed in."""
    return call(context, "GET", path).json()


def call(context: BrowserContext, method: str, path: str, body: object = None) -> APIResponse:
    """Send a request with the cookies of the context, as the page would; it must succeed."""
    address = urlsplit(context.request.get("/api/auth/session").url)
    response = context.request.fetch(
        f"/api/{path}",
        method=method,
        data=body,
        headers={"Origin": f"{address.scheme}://{address.netloc}"},
    )
    return _succeeded(response)


def _succeeded(response: APIResponse) -> APIResponse:
    assert response.ok, f"{response.url}: {response.status} {response.text()}"
    return response
