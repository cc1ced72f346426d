"""Days led over a bad line: what was answered happened, once, and the totals know it."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any
from uuid import uuid4

import httpx
import pytest
from argon2 import PasswordHasher

from function_app import routes
from local_host import serving
from shared.api.boundary import serve
from shared.credential_manager import CredentialManager
from shared.database import CosmosDBService
from shared.services.service_factory import ServiceFactory
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree, read_all_pages
from tests.conftest import MovableClock
from tests.store.faulty_transport import FaultyTransport, FieldError

DEEDS = 200
SHARE = 0.10
PEOPLE = 2
TRIES = 20


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
    """Serve the API twice over one store: the two know of each other's deeds only by losing races."""
    with ExitStack() as stack:
        apis = []
        for _ in range(2):
            factory = ServiceFactory(
                credentials=CredentialManager(environment),
                store=store,
                clock=clock,
                hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
            )
            url = stack.enter_context(serving(serve(routes, factory), settings=environment))
            client = stack.enter_context(httpx.Client(base_url=f"{url}/api/", timeout=30))
            apis.append(Api(url, client))
        yield apis


class Device:
    """Deeds of one person on one device, each sent again until it is answered; and what they came to."""

    def __init__(self, person: Person, seed: int, *, works: bool) -> None:
        self.person = person
        self.tasks: dict[str, bool] = {}
        self.finished: set[str] = set()
        self.running: str | None = None
        self.works = works
        self.sent = 0
        self.refused = 0
        self._dice = random.Random(seed)  # noqa: S311 - keeps no secret

    def lead(self, events: int) -> None:
        for _ in range(events):
            self._dice.choice(self._possible())()

    def _possible(self) -> list[Callable[[], None]]:
        events: list[Callable[[], None]] = [self._create, self._create]
        if self.tasks:
            events += [self._complete, self._complete, self._reopen, self._delete]
        if self.works:
            events.append(self._start if self.running is None else self._end)
        return events

    def _create(self) -> None:
        task = self._until_answered("POST", "tasks", json={"title": "Write the report"})
        assert task["id"] not in self.tasks
        self.tasks[task["id"]] = False

    def _complete(self) -> None:
        task_id = self._dice.choice(list(self.tasks))
        assert self._until_answered("PATCH", f"tasks/{task_id}")["completed"]
        self.tasks[task_id] = True

    def _reopen(self) -> None:
        task_id = self._dice.choice(list(self.tasks))
        assert not self._until_answered("PATCH", f"tasks/{task_id}", json={"action": "reopen"})["completed"]
        self.tasks[task_id] = False

    def _delete(self) -> None:
        task_id = self._dice.choice(list(self.tasks))
        self._until_answered("DELETE", f"tasks/{task_id}")
        del self.tasks[task_id]

    def _start(self) -> None:
        self.running = self._until_answered("POST", "work_sessions/start")["id"]

    def _end(self) -> None:
        assert self._until_answered("POST", f"work_sessions/{self.running}/end")["end_time"]
        assert self.running is not None
        self.finished.add(self.running)
        self.running = None

    def _until_answered(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        for _ in range(TRIES):
            answer = self.person.call(method, path, headers=headers, **request)
            self.sent += 1
            if answer.is_success:
                body: dict[str, Any] = answer.json() if answer.content else {}
                return body
            if method == "DELETE" and answer.status_code == 404:
                return {}  # an earlier sending, of this client's or of the store's, did it
            assert answer.status_code == 503, answer.text
            assert answer.headers["Retry-After"]
            self.refused += 1
        raise AssertionError(f"{method} {path} was not answered in {TRIES} attempts")


def assert_it_happened(devices: list[Device]) -> None:
    """Compare what a person's devices were answered with what the API shows now."""
    person = devices[0].person
    tasks = read_all_pages(person, f"tasks?user_id={person.id}")
    expected = {task_id: done for device in devices for task_id, done in device.tasks.items()}
    assert {task["id"]: task["completed"] for task in tasks} == expected
    sessions = read_all_pages(person, "work_sessions")
    assert {one["id"] for one in sessions if one["end_time"]} == set().union(*(d.finished for d in devices))
    assert {one["id"] for one in sessions if not one["end_time"]} == {d.running for d in devices} - {None}


def test_200_deeds_over_a_bad_line_happen_once_each(
    instances: list[Api],
    store: CosmosDBService,
    transport: FaultyTransport,
    record_property: Callable[[str, object], None],
) -> None:
    people = []
    for number in range(PEOPLE):
        first = instances[0].sign_up()
        second = Person(instances[1].client, first.username, instances[0].login(first.username).json())
        people.append([Device(first, 2 * number, works=True), Device(second, 2 * number + 1, works=False)])
    devices = [device for owned in people for device in owned]
    transport.sent = 0
    transport.go_wrong(SHARE, random.Random(20))  # noqa: S311 - keeps no secret
    with ThreadPoolExecutor(len(devices)) as pool:
        list(pool.map(lambda device: device.lead(DEEDS // len(devices)), devices))
    transport.recover()
    for owned in people:
        assert_it_happened(owned)
        assert_totals_agree(store, owned[0].person)
    faults = sum(transport.happened.values())
    assert transport.happened.keys() == set(FieldError), "every kind of fault happened"
    assert faults > 0.7 * SHARE * transport.sent
    record_property(
        "summary",
        f"fault run: {DEEDS} deeds of {PEOPLE} people on {len(devices)} devices, "
        f"{sum(device.sent for device in devices)} requests, "
        f"{sum(device.refused for device in devices)} of them answered 503; "
        f"{transport.sent} requests to the store, {faults} of them failed in {len(transport.happened)} ways; "
        "no deed lost, none counted twice",
    )
