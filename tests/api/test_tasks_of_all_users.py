"""The list of all users' tasks, for administrators."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.repos.user_repo import UserRepository
from shared.store.contract import DocumentStore
from shared.views.user import Role
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import read_all_pages
from tests.conftest import CLAIM_SECRET, MovableClock

GROUP = 50  # users that the product queries together


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


def create_user(root: Person, clock: MovableClock, number: int) -> str:
    """Create a user as administrator, without hashing a password, and return the id."""
    clock.move(milliseconds=1)
    response = root.post("users", json={"name": f"user {number}"})
    assert response.status_code == 201, response.text
    user_id: str = response.json()["id"]
    return user_id


@pytest.fixture
def user_ids(root: Person, clock: MovableClock) -> list[str]:
    """The ids of one group of users and three more, without the administrator."""
    return [create_user(root, clock, number) for number in range(GROUP + 3)]


def test_administrator_lists_tasks_of_all_users_by_default(
    root: Person, ada: Person, bob: Person, clock: MovableClock
) -> None:
    expected: list[dict[str, Any]] = []
    for person in (ada, root, bob, ada):
        expected.insert(0, person.create_task(f"by {person.username}"))
        clock.move(seconds=1)
    assert root.get("tasks").json() == expected


def test_administrator_naming_a_user_lists_only_their_tasks(root: Person, ada: Person) -> None:
    foreign, own = ada.create_task("a"), root.create_task("b")
    assert root.get(f"tasks?user_id={ada.id}").json() == [foreign]
    assert root.get(f"tasks?user_id={root.id}").json() == [own]


def test_other_users_list_only_their_own_tasks(ada: Person, bob: Person) -> None:
    bob.create_task()
    own = ada.create_task()
    assert ada.get("tasks").json() == [own]
    assert ada.get(f"tasks?user_id={bob.id}").status_code == 403


def test_role_that_an_administrator_gives_and_ends_counts_at_once(
    root: Person, ada: Person, bob: Person
) -> None:
    foreign = bob.create_task()
    for role, expected in ((None, []), ("administrator", [foreign]), (None, [])):
        assert root.put(f"users/{ada.id}", json={"role": role}).status_code == 200
        assert ada.get("tasks").json() == expected


def test_role_that_is_claimed_counts_at_once(
    api: Api, ada: Person, bob: Person, environment: dict[str, str]
) -> None:
    foreign = bob.create_task()
    assert ada.get("tasks").json() == []
    environment["ADMIN_USERNAMES"] = "ada"
    body = {"username": "Ada", "password": PASSWORD, "claim_secret": CLAIM_SECRET}
    assert api.call("POST", "auth/login", json=body).status_code == 200
    assert ada.get("tasks").json() == [foreign]


def test_role_that_another_instance_gives_and_ends_counts_within_30_seconds_and_at_once(
    ada: Person, bob: Person, store: DocumentStore, clock: MovableClock
) -> None:
    foreign = bob.create_task()
    assert ada.get("tasks").json() == []
    users = UserRepository(store)
    users.update_user(users.get_user(ada.id).change_role(Role.ADMINISTRATOR))
    clock.move(seconds=30)
    assert ada.get("tasks").json() == [foreign]
    users.update_user(users.get_user(ada.id).change_role(None))
    assert ada.get("tasks").json() == []


@pytest.mark.parametrize(
    "sort", ["created_at", "-created_at", "due_date", "-due_date", "priority", "-priority"]
)
def test_pages_over_several_users_together_are_the_whole_list_in_order(
    root: Person, ada: Person, bob: Person, clock: MovableClock, sort: str
) -> None:
    for number in range(6):
        for person in (root, ada, bob):
            person.create_task(
                str(number),
                priority=("low", "medium", "high")[number % 3],
                due_date=None if number < 2 else f"2026-05-0{number // 2}",
            )
        clock.move(seconds=number % 2)
    whole = root.get(f"tasks?sort={sort}&limit=500").json()
    assert len(set(ids(whole))) == 18
    if "due_date" in sort:
        assert [task["due_date"] is None for task in whole] == [False] * 12 + [True] * 6
    for limit in (1, 4, 11, 12, 13, 17, 18):
        assert read_all_pages(root, f"tasks?sort={sort}", limit=limit) == whole


@pytest.mark.both_stores("it queries the tasks of several partitions")
def test_filters_apply_to_tasks_of_all_users(root: Person, ada: Person, bob: Person) -> None:
    wanted = {ada.create_task("red car", tags=["red"])["id"], bob.create_task("red bus", tags=["red"])["id"]}
    done = ada.create_task("red done", tags=["red"])
    ada.patch(f"tasks/{done['id']}")
    bob.create_task("blue", tags=["blue"])
    assert set(ids(root.get("tasks?tags=red&search=RED&completed=false").json())) == wanted


def test_today_is_the_local_day_of_each_owner(api: Api, root: Person) -> None:
    # At 09:30 in UTC it is the 17th, 22:30, in Pago Pago, and the 18th, 23:30, on Kiritimati.
    west, east = api.sign_up(timezone="Pacific/Pago_Pago"), api.sign_up(timezone="Pacific/Kiritimati")
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


def test_tasks_of_more_users_than_one_group_are_each_listed_once(root: Person, user_ids: list[str]) -> None:
    expected = {
        root.create_task(f"{number}", user_id=user_id)["id"]
        for user_id in user_ids
        for number in range(2 if user_id in user_ids[::10] else 1)
    }
    for limit in (7, 100, 500):
        shown = [task_id for page in pages(root, f"tasks?limit={limit}") for task_id in ids(page)]
        assert len(shown) == len(set(shown))
        assert set(shown) == expected


@pytest.mark.both_stores("it reads the index of accounts in pages")
def test_users_without_tasks_do_not_hide_tasks_of_others(root: Person, user_ids: list[str]) -> None:
    oldest, newest = user_ids[0], user_ids[-1]
    expected = {root.create_task(user_id=user_id)["id"] for user_id in (oldest, newest)}
    shown = [task_id for page in pages(root, "tasks?limit=1") for task_id in ids(page)]
    assert len(shown) == 2
    assert set(shown) == expected


def test_pages_miss_and_repeat_nothing_while_tasks_are_added(root: Person, user_ids: list[str]) -> None:
    present = {root.create_task(user_id=user_id)["id"] for user_id in user_ids[::4]}
    shown: list[str] = []
    for page in pages(root, "tasks?limit=5"):
        shown += ids(page)
        root.create_task("new", user_id=user_ids[len(shown) % len(user_ids)])
    assert len(shown) == len(set(shown))
    assert present <= set(shown)


def test_pages_miss_and_repeat_nothing_while_users_are_created(
    root: Person, user_ids: list[str], clock: MovableClock
) -> None:
    present = [root.create_task(user_id=user_id)["id"] for user_id in user_ids]
    shown: list[str] = []
    for number, page in enumerate(pages(root, "tasks?limit=9"), start=1000):
        shown += ids(page)
        create_user(root, clock, number)
    assert len(shown) == len(set(shown)), "shown twice"
    assert set(present) <= set(shown), "lost"


def test_pages_miss_and_repeat_no_other_tasks_while_users_are_deleted(
    root: Person, user_ids: list[str]
) -> None:
    owner = {root.create_task(user_id=user_id)["id"]: user_id for user_id in user_ids}
    shown: list[str] = []
    deleted: set[str] = set()
    for page in pages(root, "tasks?limit=9"):
        shown += ids(page)
        user_id = owner[shown[-1]]
        if user_id not in deleted and len(deleted) < 10:
            assert root.delete(f"users/{user_id}").status_code == 204
            deleted.add(user_id)
    assert len(shown) == len(set(shown)), "shown twice"
    assert {task for task, user_id in owner.items() if user_id not in deleted} <= set(shown), "lost"


def test_token_of_the_list_of_all_users_is_rejected_for_single_users_and_vice_versa(
    root: Person, ada: Person, bob: Person
) -> None:
    for person in (ada, bob, bob):
        person.create_task()
    token = root.get("tasks?limit=1").headers["x-continuation"]
    assert ada.get(f"tasks?continuation={token}").status_code == 400
    assert root.get(f"tasks?user_id={bob.id}&continuation={token}").status_code == 400
    token = bob.get("tasks?limit=1").headers["x-continuation"]
    assert root.get(f"tasks?continuation={token}").status_code == 400


def test_token_of_another_order_is_rejected(root: Person, ada: Person) -> None:
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
def test_forged_token_is_rejected(root: Person, ada: Person, content: Any) -> None:
    ada.create_task()
    token = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    assert root.get(f"tasks?continuation={token}").status_code == 400
