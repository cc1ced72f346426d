"""People who use the page in a test: signed up over the API, and signed in by cookie."""

from itertools import count

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


def sign_in_by_cookie(context: BrowserContext, username: str, password: str = PASSWORD) -> None:
    """Sign in over the API, which sets the cookies of the context."""
    _succeeded(context.request.post("/api/auth/login", data={"username": username, "password": password}))


def _succeeded(response: APIResponse) -> None:
    assert response.ok, f"{response.url}: {response.status} {response.text()}"
