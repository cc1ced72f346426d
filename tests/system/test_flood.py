"""A flood by one client: it is refused beyond the limits, and other users are answered."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median
from threading import Event

import httpx
import pytest

from tests.system.servers import PASSWORD, Person, Server, register

THREADS = 24
SECONDS = 1.5
LIMITS = {
    "RATE_LIMITS": "on",
    "RATE_LIMIT_USER": "150/hour",
    "RATE_LIMIT_ANONYMOUS": "100/hour",
    "RATE_LIMIT_REGISTER": "5/hour",
    "CONCURRENCY_PER_USER": "8",
    "PYTHON_THREADPOOL_THREAD_COUNT": "32",
    "QUOTA_DOCUMENTS": "50",
    "QUOTA_EVENTS_PER_DAY": "5000",
}
ADDRESS = {"X-Forwarded-For": "127.0.0.1"}
"""The address of the tests' client; `local_host` appends the same."""

Send = Callable[[httpx.Client], httpx.Response]
_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("flood") / "avanochi.db"
    with Server(database, settings=LIMITS, module="local_host") as server:
        yield server


@pytest.fixture(scope="module")
def bob(server: Server) -> Iterator[Person]:
    with server.client(headers=ADDRESS) as client:
        yield register(client, "Bob")


@pytest.fixture(scope="module")
def mallory(server: Server) -> Iterator[Person]:
    with server.client(headers=ADDRESS) as client:
        yield register(client, "Mallory")


def flood(server: Server, send: Send, during: Callable[[], None]) -> Counter[tuple[int, str]]:
    """Send requests from many threads while `during` runs; return the number of each status and code."""
    ended = Event()

    def send_all(_: int) -> Counter[tuple[int, str]]:
        answers: Counter[tuple[int, str]] = Counter()
        with server.client(headers=ADDRESS) as client:
            while not ended.is_set():
                response = send(client)
                code = response.json().get("code", "") if response.is_error else ""
                answers[response.status_code, code] += 1
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(send_all, number) for number in range(THREADS)]
        try:
            during()
        finally:
            ended.set()
        return sum((each.result() for each in running), Counter())


def assert_answered(person: Person) -> None:
    """Assert that requests of a person are answered, soon as a rule, as long as the flood lasts."""
    latencies: list[float] = []
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline or len(latencies) < 5:
        begun = time.monotonic()
        person.stats()
        latencies.append(time.monotonic() - begun)
        time.sleep(0.05)  # within the person's own rate
    assert median(latencies) < 1


def log_in(client: httpx.Client) -> httpx.Response:
    body = {"username": f"person {next(_numbers)}", "password": PASSWORD}
    return client.post("auth/login", json=body)


def sign_up(client: httpx.Client) -> httpx.Response:
    body = {"username": f"flooder {next(_numbers)}", "password": PASSWORD}
    return client.post("auth/register", json=body)


def forge(client: httpx.Client) -> httpx.Response:
    return client.get("tasks", headers={"Authorization": "Bearer forged"})


def test_user_is_refused_beyond_rate_and_concurrency(server: Server, bob: Person, mallory: Person) -> None:
    answers = flood(
        server,
        lambda client: client.get("stats", headers=mallory.headers),
        lambda: assert_answered(bob),
    )
    assert {*answers} == {(200, ""), (429, "rate_limited")}
    assert 0 < answers[200, ""] <= 155
    assert answers[429, "rate_limited"] > 20


@pytest.mark.parametrize(
    ("send", "most"),
    [
        (sign_up, {(201, ""): 5}),
        (log_in, {(401, "unauthenticated"): 110}),
        (forge, {(401, "unauthenticated"): 110}),
    ],
)
def test_address_is_refused_beyond_its_rates(
    server: Server, bob: Person, send: Send, most: dict[tuple[int, str], int]
) -> None:
    answers = flood(server, send, lambda: assert_answered(bob))
    assert {*answers} <= {*most, (429, "rate_limited"), (503, "busy")}
    assert answers[429, "rate_limited"] > 20
    for answer, number in most.items():
        assert answers[answer] <= number


def test_documents_created_at_once_stop_at_the_quota(tmp_path: Path) -> None:
    settings = {**LIMITS, "RATE_LIMITS": "off", "CONCURRENCY_PER_USER": "0"}
    with Server(tmp_path / "avanochi.db", settings=settings) as server, server.client() as client:
        ada, bob = register(client, "Ada"), register(client, "Bob")
        answers = flood(
            server,
            lambda client: client.post("tasks", json={"title": "x" * 200}, headers=ada.headers),
            lambda: assert_answered(bob),
        )
        assert answers.pop((201, "")) == ada.stats()["total_tasks"] == 50
        assert {*answers} == {(429, "quota_exceeded")}
        for task in ada.call("GET", "tasks").json()[:2]:
            assert ada.call("DELETE", f"tasks/{task['id']}").status_code == 204
        assert ada.create_task()["title"] == "Write the report"
