"""Lists of tasks: their order, how many at once, and going on where a page ended."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from tests.api.conftest import Person
from tests.api.recount import everything
from tests.conftest import MovableClock

SORTS = ("created_at", "-created_at", "due_date", "-due_date", "priority", "-priority")
RANK = {"low": 1, "medium": 2, "high": 3}


def ids(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["id"] for task in tasks]


def titles(person: Person, **parameters: Any) -> list[str]:
    response = person.get("tasks", params=parameters)
    assert response.status_code == 200, response.text
    return [task["title"] for task in response.json()]


def token_of(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.fixture
def planner(ada: Person, clock: MovableClock) -> Person:
    """Somebody with four tasks, planned a minute after each other."""
    for title, priority, due in (
        ("first", "medium", "2026-05-02T00:00:00Z"),
        ("second", "high", None),
        ("third", "low", "2026-05-01T00:00:00Z"),
        ("fourth", "medium", "2026-05-03T00:00:00.5Z"),
    ):
        ada.create_task(title, priority=priority, due_date=due)
        clock.move(minutes=1)
    return ada


@pytest.mark.parametrize("sort", [None, "-created_at"])
def test_a_list_is_newest_first(planner: Person, sort: str | None) -> None:
    assert titles(planner, **({"sort": sort} if sort else {})) == ["fourth", "third", "second", "first"]


def test_a_list_can_be_oldest_first(planner: Person) -> None:
    assert titles(planner, sort="created_at") == ["first", "second", "third", "fourth"]


def test_a_list_can_be_sorted_by_due_date_with_the_undated_last(planner: Person) -> None:
    assert titles(planner, sort="due_date") == ["third", "first", "fourth", "second"]


def test_a_list_can_be_sorted_by_due_date_from_the_latest_on(planner: Person) -> None:
    dated = [title for title in titles(planner, sort="-due_date") if title != "second"]
    assert dated == ["fourth", "first", "third"]


def test_a_list_can_be_sorted_by_priority_in_both_directions(planner: Person) -> None:
    ascending, descending = titles(planner, sort="priority"), titles(planner, sort="-priority")
    assert (ascending[0], ascending[-1]) == ("third", "second")
    assert (descending[0], descending[-1]) == ("second", "third")
    assert set(ascending[1:3]) == set(descending[1:3]) == {"first", "fourth"}


def test_a_list_has_100_tasks_unless_it_is_told_otherwise(ada: Person) -> None:
    for number in range(102):
        ada.create_task(str(number))
    assert len(ada.get("tasks").json()) == 100
    for limit in (1, 2, 101):
        response = ada.get(f"tasks?limit={limit}")
        assert len(response.json()) == limit
        assert "x-continuation" in response.headers
    for limit in (102, 103, 500):
        response = ada.get(f"tasks?limit={limit}")
        assert len(response.json()) == 102
        assert "x-continuation" not in response.headers


def test_a_list_of_nothing_has_no_continuation(ada: Person) -> None:
    response = ada.get("tasks?limit=1")
    assert response.json() == []
    assert "x-continuation" not in response.headers


@pytest.mark.parametrize("sort", SORTS)
def test_the_pages_together_are_the_whole_list_in_its_order(
    ada: Person, clock: MovableClock, sort: str
) -> None:
    for number in range(23):  # groups of equal times, dates and priorities, longer than a page
        ada.create_task(
            str(number),
            priority=("low", "medium", "high")[number % 3],
            due_date=None if number % 4 == 0 else f"2026-05-0{1 + number % 2}T00:00:00Z",
        )
        if number % 6 == 5:
            clock.move(seconds=1)
    whole = ada.get(f"tasks?sort={sort}&limit=500").json()
    assert len(set(ids(whole))) == 23
    field, descending = sort.removeprefix("-"), sort.startswith("-")
    keys = [RANK[task[field]] if field == "priority" else task[field] or "9999" for task in whole]
    assert keys == sorted(keys, reverse=descending)
    for limit in (1, 4, 22, 23):
        assert everything(ada, f"tasks?sort={sort}", limit=limit) == whole


@pytest.mark.parametrize("sort", ["-created_at", "due_date", "-priority"])
def test_the_pages_of_a_filtered_list_together_are_the_whole_of_it(ada: Person, sort: str) -> None:
    for number in range(20):
        task = ada.create_task(f"task {number}", tags=["even"] if number % 2 == 0 else ["odd"])
        if number % 5 == 0:
            ada.patch(f"tasks/{task['id']}")
    path = f"tasks?tags=even&completed=false&search=task&due_date_range=none&sort={sort}"
    whole = ada.get(path).json()
    assert len(whole) == 8
    assert everything(ada, path, limit=3) == whole


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("time_goes_on", [True, False])
def test_nothing_is_lost_or_shown_twice_while_tasks_are_added(
    ada: Person, clock: MovableClock, sort: str, *, time_goes_on: bool
) -> None:
    present = {ada.create_task(str(number))["id"] for number in range(15)}
    shown: list[str] = []
    path = f"tasks?sort={sort}&limit=4"
    page = ada.get(path)
    while True:
        shown += ids(page.json())
        assert len(shown) == len(set(shown)), "shown twice"
        if "x-continuation" not in page.headers:
            break
        if len(shown) < 40:
            clock.move(seconds=1 if time_goes_on else 0)
            ada.create_task("new", priority="high", due_date="2026-05-01")
            ada.create_task("new", priority="low")
        page = ada.get(f"{path}&continuation={page.headers['x-continuation']}")
    assert present <= set(shown)


def test_nothing_is_lost_or_shown_twice_while_others_write_in_parallel(ada: Person) -> None:
    present = {ada.create_task(str(number))["id"] for number in range(30)}
    with ThreadPoolExecutor(5) as pool:
        adding = [pool.submit(ada.create_task, "new") for _ in range(30)]
        shown = ids(everything(ada, "tasks", limit=3))
        for future in adding:
            future.result()
    assert len(shown) == len(set(shown))
    assert present <= set(shown)


def test_a_task_deleted_meanwhile_does_not_lose_the_ones_behind_it(ada: Person) -> None:
    for number in range(6):
        ada.create_task(str(number))
    whole = ids(ada.get("tasks").json())
    page = ada.get("tasks?limit=3")
    ada.delete(f"tasks/{whole[2]}")  # the one that the token stands on
    ada.delete(f"tasks/{whole[3]}")  # the one behind it
    rest = ada.get(f"tasks?limit=3&continuation={page.headers['x-continuation']}")
    assert ids(rest.json()) == whole[4:]


def test_a_token_fits_into_a_url_as_it_is_and_may_be_used_again(planner: Person) -> None:
    token = planner.get("tasks?limit=2").headers["x-continuation"]
    assert token.replace("-", "").replace("_", "").isalnum()
    first = titles(planner, limit=2, continuation=token)
    assert first == titles(planner, limit=2, continuation=token) == ["second", "first"]


GARBAGE = [
    "x",
    "=",
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "garbage!",
    "....",
    "🦉",
    "' OR 1=1 --",
    "null",
    "x" * 1025,
    "x" * 5000,
    "eyJhbGciOiJub25lIn0",
    token_of(None),
    token_of([]),
    token_of({}),
    token_of("created_at"),
    token_of(["created_at", True]),
    token_of(["created_at", True, "2026-03-18T09:30:00.000000Z"]),
    token_of(["created_at", True, "2026-03-18T09:30:00.000000Z", "x", "more"]),
    token_of(["created_at", True, None, "x"]),
    token_of(["created_at", True, True, "x"]),
    token_of(["created_at", True, ["x"], "x"]),
    token_of(["created_at", True, {"$gt": ""}, "x"]),
    token_of(["created_at", True, 5, "x"]),
    token_of(["created_at", True, "x", 5]),
    token_of(["created_at", True, "x", None]),
    token_of(["created_at", 1, "x", "x"]),
    token_of(["created_at; DROP TABLE documents", True, "x", "x"]),
    token_of(["user_id", True, "x", "x"]),
    token_of([None, [None, None]]),
    "W" * 1000,
]


@pytest.mark.parametrize("token", GARBAGE, ids=range(len(GARBAGE)))
def test_a_bad_token_is_refused(planner: Person, token: str) -> None:
    response = planner.get(f"tasks?limit=1&continuation={token}")
    assert response.status_code == 400, response.text
    assert response.json()["code"] == "validation"


@pytest.mark.parametrize(
    "value", ["low", "1", "", None, True, [], {}, -(2**63), 2**63, 2**64 - 1, 2**70, 1e308, -1e308]
)
def test_a_forged_position_never_fails_and_never_shows_what_is_not_the_callers(
    planner: Person, bob: Person, value: Any
) -> None:
    bob.create_task("bob's", priority="low")
    token = token_of(["priority_order", False, value, ""])
    response = planner.get(f"tasks?sort=priority&continuation={token}")
    assert response.status_code in {200, 400}, response.text
    if response.status_code == 200:
        assert all(task["user_id"] == planner.id for task in response.json())


def test_a_token_of_another_order_is_refused(planner: Person) -> None:
    for sort, other in [*pairwise(SORTS), *pairwise(reversed(SORTS)), ("created_at", "-priority")]:
        token = planner.get(f"tasks?sort={sort}&limit=2").headers["x-continuation"]
        assert planner.get(f"tasks?sort={sort}&continuation={token}").status_code == 200
        assert planner.get(f"tasks?sort={other}&continuation={token}").status_code == 400


def test_a_token_of_another_list_is_refused(planner: Person) -> None:
    for _ in range(2):
        planner.post("work_sessions/start")
        planner.post("time-logs/end-work")
    token = planner.get("work_sessions?limit=1").headers["x-continuation"]
    assert planner.get(f"tasks?continuation={token}").status_code == 400
    token = planner.get("tasks?limit=1").headers["x-continuation"]
    assert planner.get(f"work_sessions?continuation={token}").status_code == 400


def test_somebody_elses_token_never_shows_their_tasks(planner: Person, bob: Person) -> None:
    bob.create_task("bob's own")
    for sort in SORTS:
        token = planner.get(f"tasks?sort={sort}&limit=1").headers["x-continuation"]
        response = bob.get(f"tasks?sort={sort}&continuation={token}")
        assert response.status_code in {200, 400}
        if response.status_code == 200:
            assert {task["title"] for task in response.json()} <= {"bob's own"}
