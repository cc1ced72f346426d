"""Requests while the network to the store is faulty: each succeeds exactly once, totals included."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any
from uuid import uuid4

import httpx
import pytest

from function_app import routes
from local_host import serving
from shared.api.boundary import serve
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree, read_all_pages
from tests.conftest import CHEAP_HASHER, MovableClock
from tests.store.faulty_transport import Fault, FaultyTransport

REQUESTS = 200
SHARE_OF_FAULTS = 0.10
USERS = 2
MAX_ATTEMPTS = 20


@pytest.fixture
def transport() -> FaultyTransport:
    return FaultyTransport()


@pytest.fixture
def store(
    cosmos_uri: str, environment: dict[str, str], transport: FaultyTransport
) -> Iterator[CosmosDBService]:
    environment |= {
        "COSMOS_DB_URI": cosmos_uri,
        "COSMOS_DB_PRIMARY_KEY": "dGVzdA==",
        "COSMOS_DB_CONTAINER": f"faults-{uuid4()}",
    }
    with closing(CosmosDBService(CredentialManager(environment), transport)) as store:
        yield store


@pytest.fixture
def instances(
    store: CosmosDBService, environment: dict[str, str], clock: MovableClock
) -> Iterator[list[Api]]:
    """Serve the API twice over one store: the instances meet only in lost races."""
    with ExitStack() as stack:
        apis = []
        for _ in range(2):
            factory = ServiceFactory(
                credentials=CredentialManager(environment),
                store=store,
                clock=clock,
                hasher=CHEAP_HASHER,
            )
            url = stack.enter_context(serving(serve(routes, factory), settings=environment))
            client = stack.enter_context(httpx.Client(base_url=f"{url}/api/", timeout=30))
            apis.append(Api(url, client))
        yield apis


class Device:
    """Random requests of a user on one device, each retried until it succeeds; and their expected result."""

    def __init__(self, person: Person, seed: int, *, works: bool) -> None:
        self.person = person
        self.tasks: dict[str, bool] = {}
        self.finished: set[str] = set()
        self.running: str | None = None
        self.works = works
        self.sent = 0
        self.unavailable = 0
        self._dice = random.Random(seed)  # noqa: S311 - not used for secrets

    def send_requests(self, number: int) -> None:
        for _ in range(number):
            self._dice.choice(self._possible())()

    def _possible(self) -> list[Callable[[], None]]:
        requests: list[Callable[[], None]] = [self._create, self._create]
        if self.tasks:
            requests += [self._complete, self._complete, self._reopen, self._delete]
        if self.works:
            requests.append(self._start if self.running is None else self._end)
        return requests

    def _create(self) -> None:
        task = self._retry("POST", "tasks", json={"title": "Write the report"})
        assert task["id"] not in self.tasks
        self.tasks[task["id"]] = False

    def _complete(self) -> None:
        task_id = self._dice.choice(list(self.tasks))
        assert self._retry("PATCH", f"tasks/{task_id}")["completed"]
        self.tasks[task_id] = True

    def _reopen(self) -> None:
        task_id = self._dice.choice(list(self.tasks))
        assert not self._retry("PATCH", f"tasks/{task_id}", json={"action": "reopen"})["completed"]
        self.tasks[task_id] = False

    def _delete(self) -> None:
        task_id = self._dice.choice(list(self.tasks))
        self._retry("DELETE", f"tasks/{task_id}")
        del self.tasks[task_id]

    def _start(self) -> None:
        self.running = self._retry("POST", "work_sessions/start")["id"]

    def _end(self) -> None:
        assert self._retry("POST", f"work_sessions/{self.running}/end")["end_time"]
        assert self.running is not None
        self.finished.add(self.running)
        self.running = None

    def _retry(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        for _ in range(MAX_ATTEMPTS):
            response = self.person.call(method, path, headers=headers, **request)
            self.sent += 1
            if response.is_success:
                body: dict[str, Any] = response.json() if response.content else {}
                return body
            if method == "DELETE" and response.status_code == 404:
                return {}  # an earlier attempt, of this client or of the store, did it
            assert response.status_code == 503, response.text
            assert response.headers["Retry-After"]
            self.unavailable += 1
        raise AssertionError(f"{method} {path} did not succeed in {MAX_ATTEMPTS} attempts")


def assert_results_are_stored(devices: list[Device]) -> None:
    """Compare the results that a user's devices received with those that the API shows now."""
    person = devices[0].person
    tasks = read_all_pages(person, f"tasks?user_id={person.id}")
    expected = {task_id: done for device in devices for task_id, done in device.tasks.items()}
    assert {task["id"]: task["completed"] for task in tasks} == expected
    sessions = read_all_pages(person, "work_sessions")
    assert {session["id"] for session in sessions if session["end_time"]} == set().union(
        *(device.finished for device in devices)
    )
    assert {session["id"] for session in sessions if not session["end_time"]} == {
        device.running for device in devices
    } - {None}


def test_200_requests_over_a_faulty_network_succeed_once_each(
    instances: list[Api],
    store: CosmosDBService,
    transport: FaultyTransport,
    record_property: Callable[[str, object], None],
) -> None:
    users = []
    for number in range(USERS):
        first = instances[0].sign_up()
        second = Person(instances[1].client, first.username, instances[0].login(first.username).json())
        users.append([Device(first, 2 * number, works=True), Device(second, 2 * number + 1, works=False)])
    devices = [device for owned in users for device in owned]
    transport.sent = 0
    transport.fail_share(SHARE_OF_FAULTS, random.Random(20))  # noqa: S311 - not used for secrets
    with ThreadPoolExecutor(len(devices)) as pool:
        list(pool.map(lambda device: device.send_requests(REQUESTS // len(devices)), devices))
    transport.recover()
    for owned in users:
        assert_results_are_stored(owned)
        assert_totals_agree(store, owned[0].person)
    faults = sum(transport.injected.values())
    assert transport.injected.keys() == set(Fault), "every kind of fault occurred"
    assert faults > 0.7 * SHARE_OF_FAULTS * transport.sent
    record_property(
        "summary",
        f"fault run: {REQUESTS} requests of {USERS} users on {len(devices)} devices, "
        f"{sum(device.sent for device in devices)} attempts, "
        f"{sum(device.unavailable for device in devices)} of them returned 503; "
        f"{transport.sent} requests to the store, {faults} of them failed in {len(transport.injected)} ways; "
        "none lost, none counted twice",
    )
