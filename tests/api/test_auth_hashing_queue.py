"""Passwords are hashed in a queue of their own, beyond which sign-ins are refused and nothing else waits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event, Semaphore
from typing import Literal

import pytest
from argon2 import PasswordHasher

from shared.credential_manager import CredentialManager
from shared.services.hashing_queue import HashingQueue
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.conftest import PASSWORD, Api, Person
from tests.conftest import MovableClock

WRONG = "not the password"
WAITING = 3


class HeldHasher(PasswordHasher):
    """Holds each verification of a wrong password until `proceed`."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.begun = Semaphore(0)
        self.proceed = Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        if password == WRONG:
            self.begun.release()
            assert self.proceed.wait(20)
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> Iterator[HeldHasher]:
    held = HeldHasher()
    yield held
    held.proceed.set()


@pytest.fixture
def factory(
    environment: dict[str, str],
    credentials: CredentialManager,
    store: DocumentStore,
    clock: MovableClock,
    hasher: HeldHasher,
    monkeypatch: pytest.MonkeyPatch,
) -> ServiceFactory:
    environment["PYTHON_THREADPOOL_THREAD_COUNT"] = str(4 * WAITING)
    monkeypatch.setattr("shared.services.hashing_queue.hashes_at_once", lambda: 1)
    return ServiceFactory(credentials=credentials, store=store, clock=clock, hasher=hasher)


def test_full_queue_refuses_sign_ins_at_once_and_delays_no_other_request(
    ada: Person, api: Api, factory: ServiceFactory, hasher: HeldHasher
) -> None:
    queue = factory.get(HashingQueue)
    with ThreadPoolExecutor(WAITING + 1) as pool:
        held = [pool.submit(api.login, f"person {number}", WRONG) for number in range(WAITING + 1)]
        assert hasher.begun.acquire(timeout=10)
        while queue.free:
            wait(held, 0.01)
        refused = [
            api.login("Ada"),
            api.call("POST", "auth/register", json={"username": "Grace", "password": PASSWORD}),
            ada.post("auth/change-password", json={"current_password": PASSWORD, "new_password": WRONG}),
        ]
        assert ada.get("stats").status_code == 200
        assert not hasher.begun.acquire(blocking=False), "more than one password was hashed at once"
        hasher.proceed.set()
        assert [each.result().status_code for each in held] == [401] * len(held)
    for response in refused:
        assert (response.status_code, response.json()["code"]) == (503, "busy")
        assert int(response.headers["Retry-After"]) > 0
    assert api.login("Ada").status_code == 200
    assert queue.free == WAITING + 1
