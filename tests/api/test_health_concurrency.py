"""Health entries repeated, sent concurrently or beyond the daily maximum: each accepted one counts once."""

from collections.abc import Iterator
from functools import partial

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from tests.api.actions import clock_in, ok_event
from tests.api.conftest import Person
from tests.api.health import BODIES, KINDS, NOW, delete_entry, drink, eat, empty_day, log, read_day, today
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import Request, in_parallel, statuses
from tests.api.several_instances import several_instances
from tests.conftest import MovableClock

pytestmark = [
    pytest.mark.slow("many requests in parallel"),
    pytest.mark.usefixtures("tokens_never_expire"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_entry_repeated_with_its_idempotency_key_is_logged_once(
    ada: Person, clock: MovableClock, kind: str
) -> None:
    key = {"Idempotency-Key": f"entry-{kind}"}
    first = ada.post(f"health/{kind}", json=BODIES[kind], headers=key)
    clock.move(hours=1)
    second = ada.post(f"health/{kind}", json=BODIES[kind], headers=key)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert read_day(ada, kind)["entries"] == [ok_event(first, 201)]
    other = ada.post(f"health/{kind}", json={**BODIES[kind], "at": NOW}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    delete_entry(ada, kind, first.json())
    assert read_day(ada, kind) == empty_day(kind)


@pytest.fixture
def distributed_ada(
    store: DocumentStore, credentials: CredentialManager, clock: MovableClock, environment: dict[str, str]
) -> Iterator[Person]:
    """A user whose requests are spread over several instances."""
    with several_instances(store, credentials, clock, environment) as api:
        yield api.sign_up("Ada")


def test_50_concurrent_drinks_are_each_counted_once(distributed_ada: Person, store: DocumentStore) -> None:
    drinks = [
        partial(distributed_ada.post, "health/hydration", json={"amount_ml": 2**n % 2999}) for n in range(50)
    ]
    responses = in_parallel(drinks)
    assert statuses(responses) == {201: 50}
    shown = read_day(distributed_ada, "hydration")
    assert shown["total_ml"] == sum(2**n % 2999 for n in range(50))
    assert {entry["id"] for entry in shown["entries"]} == {response.json()["id"] for response in responses}
    assert len(shown["entries"]) == 50
    assert_totals_agree(store, distributed_ada)


def test_50_concurrent_drinks_with_one_idempotency_key_are_one_entry(distributed_ada: Person) -> None:
    key = {"Idempotency-Key": "one-glass"}
    responses = in_parallel(
        [partial(distributed_ada.post, "health/hydration", json=BODIES["hydration"], headers=key)] * 50
    )
    assert statuses(responses) == {201: 50}
    assert len({response.content for response in responses}) == 1
    assert read_day(distributed_ada, "hydration")["total_ml"] == 250


@pytest.mark.parametrize("kind", KINDS)
def test_exactly_one_of_50_concurrent_deletions_succeeds(
    distributed_ada: Person, store: DocumentStore, kind: str
) -> None:
    entry = log(distributed_ada, kind)
    log(distributed_ada, kind)
    responses = in_parallel([partial(distributed_ada.delete, f"health/{kind}/{entry['id']}")] * 50)
    assert statuses(responses) == {204: 1, 404: 49}
    assert len(read_day(distributed_ada, kind)["entries"]) == 1
    assert_totals_agree(store, distributed_ada)


def test_concurrent_entries_deletions_and_clock_out_add_up(
    distributed_ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(distributed_ada)
    clock.move(hours=1)
    glasses = [drink(distributed_ada) for _ in range(10)]
    requests: list[Request] = [
        *(partial(distributed_ada.delete, f"health/hydration/{glass['id']}") for glass in glasses),
        *(partial(distributed_ada.post, f"health/{kind}", json=BODIES[kind]) for kind in KINDS * 5),
        partial(distributed_ada.post, "time-logs/end-work"),
        partial(distributed_ada.get, "health/today"),
        partial(distributed_ada.get, "companion"),
    ]
    assert set(statuses(in_parallel(requests))) <= {200, 201, 204}
    shown = today(distributed_ada)
    assert shown["hydration"]["total_ml"] == 1250
    assert (len(shown["meals"]["entries"]), len(shown["rests"]["entries"])) == (5, 5)
    assert (shown["rests"]["total_minutes"], shown["worked_minutes"]) == (10, 60)
    assert_totals_agree(store, distributed_ada)


def test_day_holds_at_most_100_entries_of_a_kind(ada: Person, bob: Person) -> None:
    requests: list[Request] = [partial(ada.post, "health/meals", json={"kind": "snack"}) for _ in range(99)]
    assert statuses(in_parallel(requests)) == {201: 99}
    eat(ada)
    response = ada.post("health/meals", json={"kind": "snack"})
    assert (response.status_code, response.json()["code"]) == (400, "validation")
    assert [detail["field"] for detail in response.json()["details"]] == ["at"]
    assert len(read_day(ada, "meals")["entries"]) == 100
    drink(ada)
    eat(ada, at="2026-03-17T12:00:00Z")
    eat(bob)
    delete_entry(ada, "meals", read_day(ada, "meals")["entries"][0])
    eat(ada)
    assert len(read_day(ada, "meals")["entries"]) == 100


def test_concurrent_entries_do_not_exceed_100_per_day(distributed_ada: Person) -> None:
    for _ in range(96):
        eat(distributed_ada)
    requests: list[Request] = [partial(distributed_ada.post, "health/meals", json={"kind": "snack"})] * 12
    assert statuses(in_parallel(requests)) == {201: 4, 400: 8}
    assert len(read_day(distributed_ada, "meals")["entries"]) == 100
