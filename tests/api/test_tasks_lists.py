"""Task lists: order, limits and continuation tokens."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from tests.api.conftest import Person
from tests.api.oracle import read_all_pages
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
def owner(ada: Person, clock: MovableClock) -> Person:
    """A user with four tasks, created a minute apart."""
    for title, priority, due in (
        ("first", "medium", "2026-05-02T00:00:00Z"),
        ("second", "high", None),
        ("third", "low", "2026-05-01T00:00:00Z"),
        ("fourth", "medium", "2026-05-03T00:00:00.5Z"),
    ):
        ada.create_task(title, priority=priority, due_date=due)
        clock.move(minutes=1)
    return ada


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["fourth", "third", "second", "first"]),
        ({"sort": "-created_at"}, ["fourth", "third", "second", "first"]),
        ({"sort": "created_at"}, ["first", "second", "third", "fourth"]),
        ({"sort": "due_date"}, ["third", "first", "fourth", "second"]),  # without a due date last
        ({"sort": "-due_date"}, ["fourth", "first", "third", "second"]),
    ],
)
def test_list_is_newest_first_or_in_the_requested_order(
    owner: Person, parameters: dict[str, str], expected: list[str]
) -> None:
    assert titles(owner, **parameters) == expected


def test_list_can_be_sorted_by_priority_in_both_directions(owner: Person) -> None:
    ascending, descending = titles(owner, sort="priority"), titles(owner, sort="-priority")
    assert (ascending[0], ascending[-1]) == ("third", "second")
    assert (descending[0], descending[-1]) == ("second", "third")
    assert set(ascending[1:3]) == set(descending[1:3]) == {"first", "fourth"}


def test_list_has_all_tasks_by_default_and_up_to_the_limit(ada: Person) -> None:
    for number in range(102):
        ada.create_task(str(number))
    for path in ("tasks", "tasks?completed=false&sort=-due_date", f"tasks?user_id={ada.id}&sort=priority"):
        response = ada.get(path)
        assert len(response.json()) == 102
        assert "x-continuation" not in response.headers
    for limit in (1, 2, 101):
        response = ada.get(f"tasks?limit={limit}")
        assert len(response.json()) == limit
        assert "x-continuation" in response.headers
    for limit in (102, 103, 500):
        response = ada.get(f"tasks?limit={limit}")
        assert len(response.json()) == 102
        assert "x-continuation" not in response.headers


def test_empty_list_has_no_continuation(ada: Person) -> None:
    response = ada.get("tasks?limit=1")
    assert response.json() == []
    assert "x-continuation" not in response.headers


@pytest.mark.parametrize("sort", SORTS)
def test_pages_together_are_the_whole_list_in_order(ada: Person, clock: MovableClock, sort: str) -> None:
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
    keys = [RANK[task[field]] if field == "priority" else task[field] for task in whole]
    present = [key for key in keys if key is not None]
    assert keys == sorted(present, reverse=descending) + [None] * (len(keys) - len(present))
    for equal in {str(key) for key in keys}:
        tied = [task["id"] for task, key in zip(whole, keys, strict=True) if str(key) == equal]
        assert tied == sorted(tied, reverse=descending)
    for limit in (1, 4, 22, 23):
        assert read_all_pages(ada, f"tasks?sort={sort}", limit=limit) == whole


@pytest.mark.both_stores("every order is a shape of query", all_parameters=True)
@pytest.mark.parametrize("sort", ["-created_at", "due_date", "-due_date", "-priority"])
def test_pages_of_a_filtered_list_together_are_the_whole_list(ada: Person, sort: str) -> None:
    for number in range(20):
        task = ada.create_task(f"task {number}", tags=["even"] if number % 2 == 0 else ["odd"])
        if number % 5 == 0:
            ada.patch(f"tasks/{task['id']}")
    path = f"tasks?tags=even&completed=false&search=task&due_date_range=none&sort={sort}"
    whole = ada.get(path).json()
    assert len(whole) == 8
    assert read_all_pages(ada, path, limit=3) == whole


@pytest.mark.both_stores("each store has its own form of an absent field")
@pytest.mark.parametrize(("dated", "undated"), [(0, 3), (3, 0), (2, 2), (1, 4)])
def test_pages_end_at_any_place_among_tasks_with_and_without_a_due_date(
    ada: Person, dated: int, undated: int
) -> None:
    for number in range(dated):
        task = ada.create_task("dated", due_date=f"2026-05-0{1 + number // 2}")
        if number % 2:
            ada.patch(f"tasks/{task['id']}")
    for number in range(undated):
        task = ada.create_task("undated")
        if number % 2:
            ada.patch(f"tasks/{task['id']}")
    for sort, filters in (("-due_date", ""), ("due_date", ""), ("-due_date", "&due_date_range=none")):
        path = f"tasks?sort={sort}{filters}"
        whole = ada.get(path).json()
        shown = ["undated"] * undated if filters else ["dated"] * dated + ["undated"] * undated
        assert [task["title"] for task in whole] == shown
        for limit in range(1, len(shown) + 2):
            assert read_all_pages(ada, path, limit=limit) == whole
            first = ada.get(f"{path}&limit={limit}")
            assert ("x-continuation" in first.headers) is (limit < len(shown)), (limit, shown)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("clock_moves", [True, False])
def test_pages_miss_and_repeat_nothing_while_tasks_are_added(
    ada: Person, clock: MovableClock, sort: str, *, clock_moves: bool
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
            clock.move(seconds=1 if clock_moves else 0)
            ada.create_task("new", priority="high", due_date="2026-05-01")
            ada.create_task("new", priority="low")
        page = ada.get(f"{path}&continuation={page.headers['x-continuation']}")
    assert present <= set(shown)


@pytest.mark.both_stores("every order has an index of its own")
def test_pages_miss_and_repeat_nothing_during_concurrent_writes(ada: Person) -> None:
    present = {ada.create_task(str(number))["id"] for number in range(30)}
    with ThreadPoolExecutor(5) as pool:
        adding = [pool.submit(ada.create_task, "new") for _ in range(30)]
        shown = ids(read_all_pages(ada, "tasks", limit=3))
        for future in adding:
            future.result()
    assert len(shown) == len(set(shown))
    assert present <= set(shown)


def test_pages_continue_after_the_task_at_the_token_was_deleted(ada: Person) -> None:
    for number in range(6):
        ada.create_task(str(number))
    whole = ids(ada.get("tasks").json())
    page = ada.get("tasks?limit=3")
    ada.delete(f"tasks/{whole[2]}")  # the task at which the token points
    ada.delete(f"tasks/{whole[3]}")  # the next task
    next_page = ada.get(f"tasks?limit=3&continuation={page.headers['x-continuation']}")
    assert ids(next_page.json()) == whole[4:]


def test_token_is_url_safe_and_reusable(owner: Person) -> None:
    token = owner.get("tasks?limit=2").headers["x-continuation"]
    assert token.replace("-", "").replace("_", "").isalnum()
    first = titles(owner, limit=2, continuation=token)
    assert first == titles(owner, limit=2, continuation=token) == ["second", "first"]


INVALID_TOKENS = [
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


@pytest.mark.parametrize("token", INVALID_TOKENS, ids=range(len(INVALID_TOKENS)))
def test_invalid_token_is_rejected(owner: Person, token: str) -> None:
    response = owner.get(f"tasks?limit=1&continuation={token}")
    assert response.status_code == 400, response.text
    assert response.json()["code"] == "validation"


@pytest.mark.parametrize(
    "value", ["low", "1", "", None, True, [], {}, -(2**63), 2**63, 2**64 - 1, 2**70, 1e308, -1e308]
)
def test_forged_position_never_fails_and_shows_only_own_tasks(owner: Person, bob: Person, value: Any) -> None:
    bob.create_task("bob's", priority="low")
    token = token_of(["priority_order", False, value, ""])
    response = owner.get(f"tasks?sort=priority&continuation={token}")
    assert response.status_code in {200, 400}, response.text
    if response.status_code == 200:
        assert all(task["user_id"] == owner.id for task in response.json())


def test_token_of_another_order_is_rejected(owner: Person) -> None:
    for sort, other in [*pairwise(SORTS), *pairwise(reversed(SORTS)), ("created_at", "-priority")]:
        token = owner.get(f"tasks?sort={sort}&limit=2").headers["x-continuation"]
        assert owner.get(f"tasks?sort={sort}&continuation={token}").status_code == 200
        assert owner.get(f"tasks?sort={other}&continuation={token}").status_code == 400


def test_token_of_another_list_is_rejected(owner: Person) -> None:
    for _ in range(2):
        owner.post("work_sessions/start")
        owner.post("time-logs/end-work")
    token = owner.get("work_sessions?limit=1").headers["x-continuation"]
    assert owner.get(f"tasks?continuation={token}").status_code == 400
    token = owner.get("tasks?limit=1").headers["x-continuation"]
    assert owner.get(f"work_sessions?continuation={token}").status_code == 400


@pytest.mark.both_stores("a page continues in its own partition only")
def test_token_of_another_user_never_shows_their_tasks(owner: Person, bob: Person) -> None:
    bob.create_task("bob's own")
    for sort in SORTS:
        token = owner.get(f"tasks?sort={sort}&limit=1").headers["x-continuation"]
        response = bob.get(f"tasks?sort={sort}&continuation={token}")
        assert response.status_code in {200, 400}
        if response.status_code == 200:
            assert {task["title"] for task in response.json()} <= {"bob's own"}
