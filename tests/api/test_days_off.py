"""Days off."""

from typing import Any

import pytest

from tests.api.conftest import Api, Person
from tests.api.errors import assert_invalid
from tests.api.parallel import in_parallel
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

EASTER: dict[str, Any] = {"from": "2026-04-03", "to": "2026-04-06", "note": " Easter "}


@pytest.mark.both_stores("they are kept in the document of the user")
def test_days_off_are_listed_by_date_and_deleted(ada: Person, bob: Person) -> None:
    added = ada.post("users/days-off", json=EASTER)
    easter = {**EASTER, "note": "Easter", "id": added.json()["id"]}
    assert (added.status_code, added.json()) == (201, easter)
    yesterday = ada.post("users/days-off", json={"from": "2026-03-17", "to": "2026-03-17"}).json()
    assert yesterday["note"] is None
    assert ada.get("users/days-off").json() == [yesterday, easter]
    assert bob.get("users/days-off").json() == []
    assert bob.delete(f"users/days-off/{easter['id']}").status_code == 404
    assert [ada.delete(f"users/days-off/{easter['id']}").status_code for _ in range(2)] == [204, 404]
    assert ada.get("users/days-off").json() == [yesterday]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"from": "2026-03-16", "to": "2026-03-20"}, "from"),
        ({"from": "2026-04-03", "to": "2026-04-02"}, "to"),
        ({"from": "2026-04-03", "to": "2027-04-04"}, "to"),
        ({"from": "2026-04-03"}, "to"),
        ({"from": "Friday", "to": "2026-04-06"}, "from"),
        ({**EASTER, "note": "x" * 201}, "note"),
        ({**EASTER, "note": "a\nb"}, "note"),
    ],
)
def test_invalid_days_off_are_rejected(ada: Person, body: dict[str, Any], field: str) -> None:
    assert_invalid(ada.post("users/days-off", json=body), field, body)
    assert ada.get("users/days-off").json() == []


def test_a_year_off_is_the_longest(ada: Person) -> None:
    assert ada.post("users/days-off", json={"from": "2026-04-03", "to": "2027-04-03"}).status_code == 201


def test_at_most_a_hundred_are_planned_also_at_once(ada: Person) -> None:
    for _ in range(97):
        assert ada.post("users/days-off", json=EASTER).status_code == 201
    responses = in_parallel([lambda: ada.post("users/days-off", json=EASTER)] * 6)
    assert sorted(response.status_code for response in responses) == [201] * 3 + [400] * 3
    assert len(ada.get("users/days-off").json()) == 100


def test_repeated_request_with_a_key_adds_once(ada: Person) -> None:
    headers = {"Idempotency-Key": "easter"}
    first, second = (ada.post("users/days-off", json=EASTER, headers=headers) for _ in range(2))
    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(ada.get("users/days-off").json()) == 1


def test_days_off_are_closed_to_administrators(api: Api, ada: Person) -> None:
    root = api.sign_up_administrator()
    added = ada.post("users/days-off", json=EASTER).json()
    for method, path in (("GET", "users/days-off"), ("DELETE", f"users/days-off/{added['id']}")):
        assert root.call(method, path, params={"user_id": ada.id}).status_code == 403
    assert ada.get("users/days-off").json() == [added]


def test_task_planned_for_a_day_off_is_not_carried_over(ada: Person, clock: MovableClock) -> None:
    ada.post("users/days-off", json={"from": "2026-03-19", "to": "2026-03-19"})
    planned = [ada.create_task(planned_date=f"2026-03-{day}")["id"] for day in (18, 19, 20)]
    clock.move(days=2, hours=14)
    carried_over = {task["id"]: task["carried_over"] for task in ada.get("tasks").json()}
    assert [carried_over[task_id] for task_id in planned] == [1, 0, 0]
