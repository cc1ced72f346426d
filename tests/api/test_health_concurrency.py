"""Entries sent again, by many at once, or to a day that is full: each that is taken counts once."""

from collections.abc import Iterator
from functools import partial

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from tests.api.actions import clock_in
from tests.api.conftest import Person
from tests.api.health import BODIES, KINDS, NOW, delete_entry, drink, eat, empty_day, log, read_day, today
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import Request, in_parallel, statuses
from tests.api.several_instances import several_instances
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_sent_twice_with_one_key_is_noted_once(ada: Person, clock: MovableClock, kind: str) -> None:
    key = {"Idempotency-Key": f"entry-{kind}"}
    first = ada.post(f"health/{kind}", json=BODIES[kind], headers=key)
    clock.move(hours=1)
    second = ada.post(f"health/{kind}", json=BODIES[kind], headers=key)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert read_day(ada, kind)["entries"] == [first.json()]
    other = ada.post(f"health/{kind}", json={**BODIES[kind], "at": NOW}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    delete_entry(ada, kind, first.json())
    assert read_day(ada, kind) == empty_day(kind)


@pytest.fixture
def crowd(
    store: DocumentStore, credentials: CredentialManager, clock: MovableClock, environment: dict[str, str]
) -> Iterator[Person]:
    """Somebody whose requests come to several instances at once."""
    with several_instances(store, credentials, clock, environment) as api:
        yield api.sign_up("Ada")


def test_50_parallel_drinks_are_all_counted_once(crowd: Person, store: DocumentStore) -> None:
    drinks = [partial(crowd.post, "health/hydration", json={"amount_ml": 2**n % 2999}) for n in range(50)]
    answers = in_parallel(drinks)
    assert statuses(answers) == {201: 50}
    shown = read_day(crowd, "hydration")
    assert shown["total_ml"] == sum(2**n % 2999 for n in range(50))
    assert {one["id"] for one in shown["entries"]} == {answer.json()["id"] for answer in answers}
    assert len(shown["entries"]) == 50
    assert_totals_agree(store, crowd)


def test_50_parallel_drinks_with_one_key_are_one(crowd: Person) -> None:
    key = {"Idempotency-Key": "one-glass"}
    answers = in_parallel(
        [partial(crowd.post, "health/hydration", json=BODIES["hydration"], headers=key)] * 50
    )
    assert statuses(answers) == {201: 50}
    assert len({answer.content for answer in answers}) == 1
    assert read_day(crowd, "hydration")["total_ml"] == 250


@pytest.mark.parametrize("kind", KINDS)
def test_of_50_parallel_removals_exactly_one_succeeds(crowd: Person, store: DocumentStore, kind: str) -> None:
    entry = log(crowd, kind)
    log(crowd, kind)
    answers = in_parallel([partial(crowd.delete, f"health/{kind}/{entry['id']}")] * 50)
    assert statuses(answers) == {204: 1, 404: 49}
    assert len(read_day(crowd, kind)["entries"]) == 1
    assert_totals_agree(store, crowd)


def test_a_mix_of_entries_removals_and_work_adds_up(
    crowd: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(crowd)
    clock.move(hours=1)
    glasses = [drink(crowd) for _ in range(10)]
    requests: list[Request] = [
        *(partial(crowd.delete, f"health/hydration/{one['id']}") for one in glasses),
        *(partial(crowd.post, f"health/{kind}", json=BODIES[kind]) for kind in KINDS * 5),
        partial(crowd.post, "time-logs/end-work"),
        partial(crowd.get, "health/today"),
        partial(crowd.get, "companion"),
    ]
    assert set(statuses(in_parallel(requests))) <= {200, 201, 204}
    shown = today(crowd)
    assert shown["hydration"]["total_ml"] == 1250
    assert (len(shown["meals"]["entries"]), len(shown["rests"]["entries"])) == (5, 5)
    assert (shown["rests"]["total_minutes"], shown["worked_minutes"]) == (10, 60)
    assert_totals_agree(store, crowd)


def test_a_day_holds_100_entries_of_a_kind(ada: Person, bob: Person) -> None:
    requests: list[Request] = [partial(ada.post, "health/meals", json={"kind": "snack"}) for _ in range(99)]
    assert statuses(in_parallel(requests)) == {201: 99}
    eat(ada)
    answer = ada.post("health/meals", json={"kind": "snack"})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation")
    assert [fault["field"] for fault in answer.json()["details"]] == ["at"]
    assert len(read_day(ada, "meals")["entries"]) == 100
    drink(ada)
    eat(ada, at="2026-03-17T12:00:00Z")
    eat(bob)
    delete_entry(ada, "meals", read_day(ada, "meals")["entries"][0])
    eat(ada)
    assert len(read_day(ada, "meals")["entries"]) == 100


def test_a_day_is_not_filled_beyond_100_by_many_at_once(crowd: Person) -> None:
    for _ in range(96):
        eat(crowd)
    requests: list[Request] = [partial(crowd.post, "health/meals", json={"kind": "snack"})] * 12
    assert statuses(in_parallel(requests)) == {201: 4, 400: 8}
    assert len(read_day(crowd, "meals")["entries"]) == 100
