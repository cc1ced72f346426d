"""The API over real HTTP, and the people who use it."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from function_app import routes
from local_host import serving
from shared.http import serve
from shared.services.service_factory import ServiceFactory

PASSWORD = "correct horse battery"


class Person:
    """Somebody who is signed in; `call` sends a request as theirs."""

    def __init__(self, client: httpx.Client, username: str, sign_in: dict[str, Any]) -> None:
        self._client = client
        self.username = username
        self.id: str = sign_in["user_id"]
        self.token: str = sign_in["token"]
        self.refresh_token: str = sign_in["refresh_token"]

    def call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **request: Any
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.token}"}
        return self._client.request(method, path, headers={**bearer, **(headers or {})}, **request)

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.call("GET", path, **request)

    def post(self, path: str, **request: Any) -> httpx.Response:
        return self.call("POST", path, **request)

    def put(self, path: str, **request: Any) -> httpx.Response:
        return self.call("PUT", path, **request)

    def patch(self, path: str, **request: Any) -> httpx.Response:
        return self.call("PATCH", path, **request)

    def delete(self, path: str, **request: Any) -> httpx.Response:
        return self.call("DELETE", path, **request)

    def create_task(self, title: str = "Write the report", **fields: Any) -> dict[str, Any]:
        answer = self.post("tasks", json={"title": title, **fields})
        assert answer.status_code == 201, answer.text
        task: dict[str, Any] = answer.json()
        return task

    def stats(self) -> dict[str, Any]:
        answer = self.get("stats")
        assert answer.status_code == 200, answer.text
        stats: dict[str, Any] = answer.json()
        return stats


class Api:
    """The running API, as strangers see it."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.url = url
        self.client = client
        self._numbers = count(1)

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.client.request(method, path, **request)

    def login(self, username: str, password: str = PASSWORD) -> httpx.Response:
        return self.call("POST", "auth/login", json={"username": username, "password": password})

    def person(self, username: str | None = None, **profile: Any) -> Person:
        """Register somebody and sign them in."""
        name = username or f"person {next(self._numbers)}"
        answer = self.call("POST", "auth/register", json={"username": name, "password": PASSWORD, **profile})
        assert answer.status_code == 201, answer.text
        sign_in = self.login(name)
        assert sign_in.status_code == 200, sign_in.text
        self.client.cookies.clear()  # people here sign their requests by the header
        return Person(self.client, name, sign_in.json())


@pytest.fixture
def api(factory: ServiceFactory, environment: dict[str, str]) -> Iterator[Api]:
    with (
        serving(serve(routes, factory), settings=environment) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30) as client,
    ):
        yield Api(url, client)


@pytest.fixture
def ada(api: Api) -> Person:
    return api.person("Ada")


@pytest.fixture
def bob(api: Api) -> Person:
    return api.person("Bob")


@pytest.fixture
def root(api: Api) -> Person:
    """An administrator."""
    return api.person("root")
