"""The tasks of everybody, as administrators list them."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import Api, Person
from tests.api.recount import everything
from tests.conftest import MovableClock

GROUP = 50  # users that are looked at together


def ids(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["id"] for task in tasks]


def pages(person: Person, path: str) -> Iterator[list[dict[str, Any]]]:
    response = person.get(path)
    for _ in range(1000):
        assert response.status_code == 200, response.text
        yield response.json()
        if "x-continuation" not in response.headers:
            return
        response = person.get(f"{path}&continuation={response.headers['x-continuation']}")
    pytest.fail("the list has no end")


def sign_up(root: Person, clock: MovableClock, number: int) -> str:
    """Open an account as an administrator does, which is fast, and return its id."""
    clock.move(milliseconds=1)
    response = root.post("users", json={"name": f"user {number}"})
    assert response.status_code == 201, response.text
    user_id: str = response.json()["id"]
    return user_id


@pytest.fixture
def company(root: Person, clock: MovableClock) -> list[str]:
    """The ids of a group of users and three more, beside the administrator."""
    return [sign_up(root, clock, number) for number in range(GROUP + 3)]


def test_an_administrator_who_names_nobody_sees_everybodys_tasks(
    root: Person, ada: Person, bob: Person, clock: MovableClock
) -> None:
    expected: list[dict[str, Any]] = []
    for person in (ada, root, bob, ada):
        expected.insert(0, person.create_task(f"by {person.username}"))
        clock.move(seconds=1)
    assert root.get("tasks").json() == expected


def test_an_administrator_who_names_somebody_sees_only_theirs(root: Person, ada: Person) -> None:
    theirs, own = ada.create_task("a"), root.create_task("b")
    assert root.get(f"tasks?user_id={ada.id}").json() == [theirs]
    assert root.get(f"tasks?user_id={root.id}").json() == [own]


def test_who_is_no_administrator_sees_only_their_own(ada: Person, bob: Person) -> None:
    bob.create_task()
    own = ada.create_task()
    assert ada.get("tasks").json() == [own]
    assert ada.get(f"tasks?user_id={bob.id}").status_code == 403


@pytest.mark.parametrize(
    "sort", ["created_at", "-created_at", "due_date", "-due_date", "priority", "-priority"]
)
def test_the_pages_over_several_users_together_are_the_whole_list_in_its_order(
    root: Person, ada: Person, bob: Person, clock: MovableClock, sort: str
) -> None:
    for number in range(6):
        for person in (root, ada, bob):
            person.create_task(
                str(number),
                priority=("low", "medium", "high")[number % 3],
                due_date=None if number == 0 else f"2026-05-0{number}",
            )
        clock.move(seconds=number % 2)
    whole = root.get(f"tasks?sort={sort}&limit=500").json()
    assert len(set(ids(whole))) == 18
    for limit in (1, 4, 17, 18):
        assert everything(root, f"tasks?sort={sort}", limit=limit) == whole


def test_filters_hold_for_everybodys_tasks(root: Person, ada: Person, bob: Person) -> None:
    wanted = {ada.create_task("red car", tags=["red"])["id"], bob.create_task("red bus", tags=["red"])["id"]}
    done = ada.create_task("red done", tags=["red"])
    ada.patch(f"tasks/{done['id']}")
    bob.create_task("blue", tags=["blue"])
    assert set(ids(root.get("tasks?tags=red&search=RED&completed=false").json())) == wanted


def test_today_is_each_owners_own_day(api: Api, root: Person) -> None:
    # At 09:30 in UTC it is the 17th, 22:30, in Pago Pago, and the 18th, 23:30, on Kiritimati.
    west, east = api.person(timezone="Pacific/Pago_Pago"), api.person(timezone="Pacific/Kiritimati")
    moments = [f"2026-03-{day}T{hour}:00:00Z" for day in (17, 18, 19) for hour in ("09", "11")]
    for person in (west, east):
        for moment in moments:
            person.create_task(moment, due_date=moment)
    shown = {(task["user_id"], task["title"]) for task in root.get("tasks?due_date_range=today").json()}
    assert shown == {
        (west.id, "2026-03-17T11:00:00Z"),
        (west.id, "2026-03-18T09:00:00Z"),
        (east.id, "2026-03-17T11:00:00Z"),
        (east.id, "2026-03-18T09:00:00Z"),
    }


def test_every_task_of_more_users_than_are_looked_at_together_is_shown_once(
    root: Person, company: list[str]
) -> None:
    expected = {
        root.create_task(f"{number}", user_id=user_id)["id"]
        for user_id in company
        for number in range(2 if user_id in company[::10] else 1)
    }
    for limit in (7, 100, 500):
        shown = [task_id for page in pages(root, f"tasks?limit={limit}") for task_id in ids(page)]
        assert len(shown) == len(set(shown))
        assert set(shown) == expected


def test_users_without_tasks_do_not_hide_the_ones_behind_them(root: Person, company: list[str]) -> None:
    oldest, newest = company[0], company[-1]
    expected = {root.create_task(user_id=user_id)["id"] for user_id in (oldest, newest)}
    shown = [task_id for page in pages(root, "tasks?limit=1") for task_id in ids(page)]
    assert len(shown) == 2
    assert set(shown) == expected


def test_tasks_that_are_added_meanwhile_cost_nothing_of_the_list(root: Person, company: list[str]) -> None:
    present = {root.create_task(user_id=user_id)["id"] for user_id in company[::4]}
    shown: list[str] = []
    for page in pages(root, "tasks?limit=5"):
        shown += ids(page)
        root.create_task("new", user_id=company[len(shown) % len(company)])
    assert len(shown) == len(set(shown))
    assert present <= set(shown)


def test_users_who_join_meanwhile_cost_nothing_of_the_list(
    root: Person, company: list[str], clock: MovableClock
) -> None:
    present = [root.create_task(user_id=user_id)["id"] for user_id in company]
    shown: list[str] = []
    for number, page in enumerate(pages(root, "tasks?limit=9"), start=1000):
        shown += ids(page)
        sign_up(root, clock, number)
    assert len(shown) == len(set(shown)), "shown twice"
    assert set(present) <= set(shown), "lost"


def test_users_who_leave_meanwhile_cost_nothing_of_the_others_list(root: Person, company: list[str]) -> None:
    owner = {root.create_task(user_id=user_id)["id"]: user_id for user_id in company}
    shown: list[str] = []
    gone: set[str] = set()
    for page in pages(root, "tasks?limit=9"):
        shown += ids(page)
        leaver = owner[shown[-1]]
        if leaver not in gone and len(gone) < 10:
            assert root.delete(f"users/{leaver}").status_code == 204
            gone.add(leaver)
    assert len(shown) == len(set(shown)), "shown twice"
    assert {task for task, user_id in owner.items() if user_id not in gone} <= set(shown), "lost"


def test_an_administrators_token_is_none_for_anybody_else(root: Person, ada: Person, bob: Person) -> None:
    for person in (ada, bob, bob):
        person.create_task()
    token = root.get("tasks?limit=1").headers["x-continuation"]
    assert ada.get(f"tasks?continuation={token}").status_code == 400
    assert root.get(f"tasks?user_id={bob.id}&continuation={token}").status_code == 400
    token = bob.get("tasks?limit=1").headers["x-continuation"]
    assert root.get(f"tasks?continuation={token}").status_code == 400


def test_a_token_of_another_order_is_refused(root: Person, ada: Person) -> None:
    ada.create_task()
    root.create_task()
    token = root.get("tasks?limit=1&sort=priority").headers["x-continuation"]
    for sort in ("-priority", "created_at", "due_date"):
        assert root.get(f"tasks?sort={sort}&continuation={token}").status_code == 400


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        [None],
        [None, None, None],
        ["x", None],
        [None, "x"],
        [5, None],
        [None, 5],
        [[], []],
        {"0": None},
        "x",
    ],
    ids=str,
)
def test_a_forged_token_is_refused(root: Person, ada: Person, content: Any) -> None:
    ada.create_task()
    token = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    assert root.get(f"tasks?continuation={token}").status_code == 400
