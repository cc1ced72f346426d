"""Two requests that meet on two instances answer as if one had come after the other.

The second is sent before each operation of the first on the store in turn, so that the first decides from
documents of which some are from before the change, and some from after it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import httpx
import pytest

from shared.credential_manager import CredentialManager
from shared.services.service_factory import ServiceFactory
from tests.api.actions import TASK_FINISHER, clock_in, complete, delete_task, join, reopen, shut_down
from tests.api.conftest import Api, Person, client_from, served
from tests.api.health import delete_entry, drink
from tests.api.oracle import assert_totals_agree
from tests.api.storage import Storage
from tests.api.undo import EVENTS, act, lead_to, send_act, undo
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

Send = Callable[[Person], httpx.Response]
"""Sends the request with a user's token."""


def _undo_of_shutdown(person: Person, clock: MovableClock) -> Send:
    clock_in(person)
    clock.move(hours=1)
    person.create_task(planned_date=f"{clock.now():%Y-%m-%d}")
    return _undo("shutdown", shut_down(person, carry_over=True, clock_out=True)["id"])


def _undo_of_deletion(person: Person, _: MovableClock) -> Send:
    task = complete(person)
    delete_task(person, task)
    return _undo("delete_task", task["id"])


def _undo_of_deleted_drink(person: Person, _: MovableClock) -> Send:
    entry = drink(person)
    delete_entry(person, "hydration", entry)
    return _undo("delete_drink", entry["id"])


def _leave_challenge(person: Person, _: MovableClock) -> Send:
    join(person, TASK_FINISHER)
    return _request("DELETE", f"challenges/{TASK_FINISHER}/leave")


def _act(event: str, person: Person, clock: MovableClock) -> Send:
    session = lead_to(person, clock, event)
    return lambda sender: send_act(sender, event, session)


def _undo_of_act(event: str, person: Person, clock: MovableClock) -> Send:
    return _undo(event, act(person, clock, event))


def _undo_with_key(person: Person, clock: MovableClock) -> Send:
    body = {"event": "clock_out", "id": act(person, clock, "clock_out")}
    return _request("POST", "undo", json=body, headers={"Idempotency-Key": "undo"})


def _undo(event: str, act_id: str) -> Send:
    return lambda sender: undo(sender, event, act_id)


def _request(method: str, path: str, **request: Any) -> Send:
    return lambda sender: sender.call(method, path, **request)


_REQUESTS: dict[str, Callable[[Person, MovableClock], Send]] = {
    "undo shutdown": _undo_of_shutdown,
    "complete_task": lambda person, _: _request("PATCH", f"tasks/{person.create_task()['id']}"),
    "reopen_task": lambda person, _: _request(
        "PATCH", f"tasks/{complete(person)['id']}", json={"action": "reopen"}
    ),
    "delete_task": lambda person, _: _request("DELETE", f"tasks/{complete(person)['id']}"),
    "delete_drink": lambda person, _: _request("DELETE", f"health/hydration/{drink(person)['id']}"),
    "join challenge": lambda *_: _request("POST", f"challenges/{TASK_FINISHER}/join"),
    "leave challenge": _leave_challenge,
    "shutdown": lambda *_: _request(
        "POST", "dashboard/shutdown-reflection", json={"productivity_rating": "good"}
    ),
    **{event: partial(_act, event) for event in EVENTS},
    "undo add_task": lambda person, _: _undo("add_task", person.create_task()["id"]),
    "undo complete_task": lambda person, _: _undo("complete_task", complete(person)["id"]),
    "undo reopen_task": lambda person, _: _undo("reopen_task", reopen(person, complete(person))["id"]),
    "undo delete_task": _undo_of_deletion,
    "undo drink": lambda person, _: _undo("drink", drink(person)["id"]),
    "undo delete_drink": _undo_of_deleted_drink,
    **{f"undo {event}": partial(_undo_of_act, event) for event in EVENTS},
    "undo clock_out with a key": _undo_with_key,
}
"""For each request, a function that leads to it and returns its sender."""


@pytest.fixture
def other_instance(
    storage: Storage, credentials: CredentialManager, clock: MovableClock, environment: dict[str, str]
) -> Iterator[httpx.Client]:
    """Another instance of the API, on the same documents."""
    factory = ServiceFactory(credentials=credentials, store=storage.open(), clock=clock)
    with served(factory, environment) as url, client_from("127.0.0.1", url) as client:
        yield client


@pytest.mark.parametrize("name", list(_REQUESTS))
def test_two_requests_answer_as_if_one_had_come_after_the_other(
    api: Api, clock: MovableClock, store: FailingStore, other_instance: httpx.Client, name: str
) -> None:
    def sign_up() -> tuple[Person, Person, Send]:
        person = api.sign_up()
        signed_in = {"user_id": person.id, "token": person.token, "refresh_token": person.refresh_token}
        elsewhere = Person(other_instance, person.username, signed_in)
        return person, elsewhere, _REQUESTS[name](person, clock)

    person, elsewhere, send = sign_up()
    first, second = _answer(send(person)), _answer(send(elsewhere))
    assert first[0] < 300
    assert second[0] < 500

    def send_second_before(operation: int) -> bool:
        """Send the second request before this operation of the first; return whether there was one."""
        person, elsewhere, send = sign_up()
        operations, others = count(), list[httpx.Response]()

        def overtake() -> None:
            if next(operations) == operation:
                others.append(send(elsewhere))

        store.counted = overtake
        response = send(person)
        store.counted = lambda: None
        if not others:
            assert _answer(response) == first
            return False
        assert [_answer(others[0]), _answer(response)] in ([first, second], [second, first]), operation
        assert_totals_agree(store, person)
        return True

    operations = 0
    while send_second_before(operations):
        operations += 1
    assert operations > 1  # it reads and writes


def _answer(response: httpx.Response) -> tuple[int, str | None]:
    return response.status_code, response.json().get("error") if response.content else None
