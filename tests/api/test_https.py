"""Requests over https: the cookie with the prefix `__Host-`, the origin, and Strict-Transport-Security.

The server of the other tests has no certificate; here the host is called within the process.
"""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from function_app import routes
from local_host import asgi_app, options_from
from shared.api.boundary import serve
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import PASSWORD, Api, Person

ORIGIN = "https://api.example.com"
NAME = "__Host-auth_token"
REFRESH_NAME = "__Secure-refresh_token"


class _InProcess(httpx.BaseTransport):
    """Sends requests to the host, with an event loop for each."""

    def __init__(self, factory: ServiceFactory) -> None:
        host = asgi_app(serve(routes, factory), options_from(settings={}))
        self._transport = httpx.ASGITransport(host)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._respond(request))

    async def _respond(self, request: httpx.Request) -> httpx.Response:
        response = await self._transport.handle_async_request(request)
        return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())


@pytest.fixture
def client(factory: ServiceFactory) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{ORIGIN}/api/", transport=_InProcess(factory)) as client:
        yield client


def sign_in(client: httpx.Client, **headers: str) -> httpx.Response:
    body = {"username": "Ada", "password": PASSWORD}
    response = client.post("auth/login", json=body, headers=headers)
    client.cookies.clear()  # requests name their cookies
    return response


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("host", ["api.example.com", "localhost:7071"])
def test_sign_in_over_https_sets_the_cookie_with_the_host_prefix(client: httpx.Client, host: str) -> None:
    (cookie,) = sign_in(client, Host=host).headers.get_list("Set-Cookie")
    first, *attributes = cookie.split("; ")
    assert first.startswith(f"{NAME}=ey")
    # No Domain: with it, or without Secure or Path=/, browsers ignore a cookie with this prefix.
    assert set(attributes) == {"HttpOnly", "Max-Age=3600", "Path=/", "SameSite=Lax", "Secure"}


@pytest.mark.usefixtures("ada")
def test_sign_out_over_https_clears_every_cookie(client: httpx.Client) -> None:
    headers = {"Cookie": f"{NAME}={sign_in(client).json()['token']}", "Origin": ORIGIN}
    cookies = client.post("auth/logout", headers=headers).headers.get_list("Set-Cookie")
    paths = {NAME: "/", "auth_token": "/", REFRESH_NAME: "/api/auth", "refresh_token": "/api/auth"}
    assert {cookie.partition("=")[0] for cookie in cookies} == {*paths}
    for cookie in cookies:
        removed = {"Max-Age=0", f"Path={paths[cookie.partition('=')[0]]}", "Secure"}
        assert removed <= set(cookie.split("; "))


def test_remembered_sign_in_over_https_is_renewed_by_its_secure_cookie(
    client: httpx.Client, ada: Person, bob: Person
) -> None:
    own = {"Origin": ORIGIN}
    body = {"username": "Ada", "password": PASSWORD, "remember": True}
    signed_in = client.post("auth/login", json=body, headers=own)
    for response in (signed_in, client.post("auth/refresh", headers=own)):
        assert response.json() == {"user_id": ada.id, "expires_in": 3600}
        access, refresh = (cookie.split("; ") for cookie in response.headers.get_list("Set-Cookie"))
        assert access[0].startswith(f"{NAME}=ey")
        assert refresh[0].startswith(f"{REFRESH_NAME}={ada.id}.")
        assert {"Path=/api/auth", "HttpOnly", "SameSite=Strict", "Secure"} < set(refresh[1:])
    for origin in (ORIGIN.replace("https", "http"), "https://evil.example"):
        assert client.post("auth/refresh", headers={"Origin": origin}).status_code == 403
    client.cookies.clear()
    # A page without https on the same domain can set this cookie.
    planted = {"Cookie": f"refresh_token={bob.refresh_token}"}
    assert client.post("auth/refresh", headers={**own, **planted}).status_code == 401


def test_change_by_cookie_over_https_needs_an_https_origin(client: httpx.Client, ada: Person) -> None:
    for origin, status in ((ORIGIN, 201), (ORIGIN.replace("https", "http"), 403), ("null", 403)):
        for name in (NAME, "auth_token"):
            headers = {"Cookie": f"{name}={ada.token}", "Origin": origin}
            response = client.post("tasks", json={"title": "By cookie"}, headers=headers)
            assert response.status_code == status, (origin, name)


def test_every_response_over_https_has_strict_transport_security(client: httpx.Client, ada: Person) -> None:
    bearer = {"Authorization": f"Bearer {ada.token}"}
    for path, status in (("status", 200), ("docs", 200), ("tasks", 401), ("no/such/path", 404)):
        response = client.get(path)
        assert response.status_code == status
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" in client.get("companion/face.svg", headers=bearer).headers


def test_header_of_a_client_does_not_turn_http_into_https(api: Api, ada: Person) -> None:
    forged = {"X-Forwarded-Proto": "https", "Forwarded": "proto=https"}
    body = {"username": ada.username, "password": PASSWORD}
    response = api.call("POST", "auth/login", json=body, headers=forged)
    assert response.headers["Set-Cookie"].startswith("auth_token=")
    assert "Strict-Transport-Security" not in response.headers
