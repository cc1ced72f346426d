"""Requests beyond a limit get 429 with headers that describe the limit."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import httpx
import pytest

from function_app import routes
from shared.api.endpoint import Limit
from shared.services.service_factory import ServiceFactory
from shared.services.stats_service import StatsService
from tests.api.conftest import PASSWORD, Api

ADDRESS = {"X-Forwarded-For": "127.0.0.1"}
"""The address of the tests' client; `local_host` appends the same."""


@pytest.fixture
def limited(environment: dict[str, str]) -> dict[str, str]:
    """The settings, with rates and known addresses; before the app reads them, a test may change them."""
    environment.update(
        RATE_LIMITS="on",
        RATE_LIMIT_USER="10/hour",
        RATE_LIMIT_ANONYMOUS="20/hour",
        RATE_LIMIT_REGISTER="3/hour",
        WEBSITE_INSTANCE_ID="1",
    )
    return environment


@pytest.fixture
def api(limited: dict[str, str], api: Api) -> Api:  # noqa: ARG001 - a fixture cannot use `usefixtures`
    api.client.headers.update(ADDRESS)
    return api


def assert_limited(response: httpx.Response, name: str, quota: int, window: int) -> None:
    assert response.status_code == 429, response.text
    assert response.json() == {"error": "Too many requests: try again later", "code": "rate_limited"}
    wait_seconds = int(response.headers["Retry-After"])
    assert 0 < wait_seconds <= window / quota
    assert response.headers["RateLimit"] == f'"{name}";r=0;t={wait_seconds}'
    assert response.headers["RateLimit-Policy"] == f'"{name}";q={quota};w={window}'
    assert response.headers["Cache-Control"] == "no-store"


def test_user_beyond_the_rate_is_refused_and_others_are_not(api: Api) -> None:
    ada, bob = api.sign_up("Ada"), api.sign_up("Bob")
    assert [ada.get("stats").status_code for _ in range(10)] == [200] * 10
    for method, path in (("GET", "stats"), ("POST", "tasks"), ("DELETE", "users/profile")):
        assert_limited(ada.call(method, path), "user", 10, 3600)
    assert bob.get("stats").status_code == 200
    assert "RateLimit" not in bob.get("stats").headers


def test_requests_without_a_sign_in_share_the_rate_of_their_address(api: Api) -> None:
    ada = api.sign_up("Ada")  # two requests
    forged = {"Authorization": f"Bearer {ada.token[:-3]}xyz"}
    kinds: list[tuple[str, str, dict[str, str], int]] = [
        ("GET", "status", {}, 200),
        ("GET", "nothing", {}, 404),
        ("GET", "stats", forged, 401),
    ]
    for method, path, headers, status in kinds * 6:
        assert api.call(method, path, headers=headers).status_code == status
    for method, path, headers, _ in kinds:
        assert_limited(api.call(method, path, headers=headers), "anonymous", 20, 3600)
    assert_limited(api.call("PUT", "stats"), "anonymous", 20, 3600)
    spoofed = {"X-Forwarded-For": "203.0.113.7, 127.0.0.1"}
    assert_limited(api.call("GET", "status", headers=spoofed), "anonymous", 20, 3600)
    assert ada.get("stats").status_code == 200
    for path in ("docs", "docs/start.js", "openapi.json"):
        assert api.call("GET", path).status_code == 200


def test_registrations_beyond_the_rate_of_their_address_are_refused(api: Api) -> None:
    for number in range(3):
        api.sign_up(f"person {number}")
    body = {"username": "one more", "password": PASSWORD}
    assert_limited(api.call("POST", "auth/register", json=body), "register", 3, 3600)
    assert api.login("person 0").status_code == 200


def test_refusal_is_readable_by_pages_of_other_origins(limited: dict[str, str], api: Api) -> None:
    limited["RATE_LIMIT_ANONYMOUS"] = "1/hour"
    responses = [api.call("GET", "status", headers={"Origin": "https://app.example.com"}) for _ in range(2)]
    exposed = responses[1].headers["Access-Control-Expose-Headers"].split(", ")
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= {*exposed}


class HeldStats:
    """Holds each request of statistics until `proceed`."""

    def __init__(self, service: StatsService) -> None:
        self._service = service
        self.proceed = Event()
        self.entered = Semaphore(0)

    def get_user_stats(self, user_id: str) -> object:
        self.entered.release()
        assert self.proceed.wait(20)
        return self._service.get_user_stats(user_id)


@pytest.fixture
def held(factory: ServiceFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldStats]:
    held = HeldStats(factory.get_stats_service())
    monkeypatch.setattr(factory, "get_stats_service", lambda: held)
    yield held
    held.proceed.set()


def test_user_with_too_many_requests_at_once_is_refused_until_one_ends(
    limited: dict[str, str], api: Api, held: HeldStats
) -> None:
    limited.update(RATE_LIMITS="off", CONCURRENCY_PER_USER="2")
    ada, bob = api.sign_up("Ada"), api.sign_up("Bob")
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(ada.get, "stats") for _ in range(2)]
        # Only then: a request before could take the place of one of them.
        assert all(held.entered.acquire(timeout=20) for _ in running)
        response = ada.get("users/profile")
        assert (response.status_code, response.json()["code"]) == (429, "rate_limited")
        assert response.headers["Retry-After"] == "1"
        assert response.headers["RateLimit"] == '"concurrency";r=0'
        assert response.headers["RateLimit-Policy"] == '"concurrency";q=2;qu="concurrent-requests"'
        assert bob.get("users/profile").status_code == 200
        held.proceed.set()
        assert [each.result().status_code for each in running] == [200, 200]
    assert ada.get("users/profile").status_code == 200


def test_limits_apply_by_default_and_these_endpoints_say_otherwise() -> None:
    other = {
        endpoint.name: endpoint.limit
        for route in routes
        for endpoint in route.endpoints.values()
        if endpoint.limit is not Limit.CALLER
    }
    assert other == {
        "page.show_page": Limit.NONE,
        "service.show_docs": Limit.NONE,
        "service.show_docs_asset": Limit.NONE,
        "service.show_openapi": Limit.NONE,  # a file of the page `docs`
        "auth.register": Limit.REGISTRATION,
    }
