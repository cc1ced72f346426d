"""Lists of tasks by planned date and by the day of completion."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.conftest import Api, Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

TODAY = "2026-03-18"  # a Wednesday
PLANS = {"last week": "2026-03-15", "monday": "2026-03-16", "today": TODAY, "sunday": "2026-03-22"}
LATER = {"next week": "2026-03-23"}
EVERY_PLAN = [*PLANS, *LATER]


def titles(person: Person, **query: Any) -> list[str]:
    response = person.get("tasks", params=query)
    assert response.status_code == 200, response.text
    return [task["title"] for task in response.json()]


def pages(fetch: Callable[..., Any], **query: Any) -> list[str]:
    """Return the titles of all pages of two tasks."""
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        response = fetch("tasks", params={**query, "limit": 2, **token})
        found += [task["title"] for task in response.json()]
        if "x-continuation" not in response.headers:
            return found
        token = {"continuation": response.headers["x-continuation"]}


@pytest.fixture
def planner(ada: Person, store: DocumentStore, clock: MovableClock) -> Person:
    """A user with a task for each plan, one without a plan, one that an earlier version stored, one done."""
    for title, planned in {**LATER, **PLANS}.items():
        ada.create_task(title, planned_date=planned)
    ada.create_task("unplanned")
    clock.move(seconds=1)
    earlier = store.read(ada.create_task("earlier")["id"], ada.id)
    store.upsert({name: value for name, value in earlier.items() if name not in ("_etag", "planned_date")})
    done = ada.create_task("done", planned_date="2026-03-17")
    ada.patch(f"tasks/{done['id']}")
    return ada


@pytest.mark.both_stores("every plan is a shape of query", all_parameters=True)
@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ("today", ["today"]),
        ("overdue", ["last week", "monday"]),
        ("week", ["monday", "done", "today", "sunday"]),
        ("2026-03-23", ["next week"]),
        ("2026-03-23T00:00:00Z", ["next week"]),
        ("2026-03-24", []),
    ],
)
def test_filter_by_plan(planner: Person, planned: str, expected: list[str]) -> None:
    assert titles(planner, planned=planned, sort="planned_date") == expected
    assert sorted(titles(planner, planned=planned)) == sorted(expected)


@pytest.mark.both_stores("each store has its own form of an absent field")
def test_tasks_without_a_plan_are_found_also_those_of_earlier_versions(planner: Person) -> None:
    for sort in ("created_at", "planned_date"):
        assert titles(planner, planned="none", sort=sort) == ["unplanned", "earlier"]


@pytest.mark.parametrize("planned", ["tomorrow", "2026-02-30", "today,week", "TODAY"])
def test_unknown_plan_is_rejected(ada: Person, planned: str) -> None:
    response = ada.get("tasks", params={"planned": planned})
    assert response.status_code == 400
    assert [detail["field"] for detail in response.json()["details"]] == ["planned"]


@pytest.mark.both_stores("each range of days is a shape of query")
def test_plans_are_relative_to_the_day_of_the_user(api: Api, clock: MovableClock) -> None:
    kim = api.sign_up(timezone="Pacific/Kiritimati")
    for day in (18, 19):
        kim.create_task(f"{day}", planned_date=f"2026-03-{day}")
    clock.set(datetime(2026, 3, 18, 10, 30, tzinfo=UTC))
    assert (titles(kim, planned="today"), titles(kim, planned="overdue")) == (["19"], ["18"])


@pytest.mark.both_stores("lists of one user and of all are different queries", all_parameters=True)
@pytest.mark.parametrize("all_users", [False, True])
def test_tasks_without_a_plan_are_last_in_both_directions(
    api: Api, planner: Person, *, all_users: bool
) -> None:
    fetch = api.sign_up_administrator().get if all_users else planner.get
    planned = ["last week", "monday", "done", "today", "sunday", "next week"]
    assert pages(fetch, sort="planned_date") == [*planned, "unplanned", "earlier"]
    assert pages(fetch, sort="-planned_date") == [*reversed(planned), "earlier", "unplanned"]
    assert pages(fetch, sort="-planned_date", completed="true") == ["done"]


@pytest.mark.both_stores("a range of days is a shape of query")
def test_tasks_are_found_by_the_day_of_their_completion(ada: Person, clock: MovableClock) -> None:
    for day in (18, 19, 20):
        clock.set(datetime(2026, 3, day, 10, tzinfo=UTC))
        ada.patch(f"tasks/{ada.create_task(str(day))['id']}")
    ada.create_task("open")
    assert titles(ada, completed_from="2026-03-19", sort="created_at") == ["19", "20"]
    assert titles(ada, completed_to="2026-03-19", sort="created_at") == ["18", "19"]
    assert titles(ada, completed_from="2026-03-19", completed_to="2026-03-19") == ["19"]
    assert titles(ada, completed_from="2026-03-19") == ["20", "19"]
    assert titles(ada, completed_to="2026-03-19") == ["19", "18"]
