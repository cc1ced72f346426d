"""The weekly leaderboard: the top ten users by points, plus the caller if not among them."""

from datetime import timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    TASK_FINISHER,
    at,
    complete,
    delete_task,
    join,
    ok_json,
    progress_in,
    read,
    reopen,
    set_timezone,
    shut_down,
    shutdown_streak,
    total_points,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

Row = tuple[int, str, int]  # rank, name, points


def rows(person: Person) -> list[Row]:
    """Return rank, name and points of each row of the leaderboard that the person sees."""
    return [(row["rank"], row["name"], row["points"]) for row in read(person, "challenges/leaders")]


def own_row(person: Person) -> Row:
    (own,) = (row for row in read(person, "challenges/leaders") if row["is_current_user"])
    return own["rank"], own["name"], own["points"]


def earn(person: Person, tasks: int) -> None:
    for _ in range(tasks):
        complete(person)


def test_without_points_only_the_caller_is_listed(ada: Person, bob: Person) -> None:
    for person, name in ((ada, "Ada"), (bob, "Bob")):
        assert read(person, "challenges/leaders") == [
            {"rank": 1, "name": name, "avatar": None, "points": 0, "is_current_user": True}
        ]


def test_rank_follows_points_of_all_kinds(
    root: Person, ada: Person, bob: Person, clock: MovableClock, store: DocumentStore
) -> None:
    earn(ada, 2)
    shut_down(bob)
    join(root, TASK_FINISHER)
    ok_json(root.post(f"challenges/{TASK_FINISHER}/progress?progress=15"))
    assert read(ada, "challenges/leaders") == [
        {"rank": 1, "name": "root", "avatar": None, "points": 75, "is_current_user": False},
        {"rank": 2, "name": "Bob", "avatar": None, "points": 12, "is_current_user": False},
        {"rank": 3, "name": "Ada", "avatar": None, "points": 10, "is_current_user": True},
    ]
    assert rows(root) == rows(ada) == rows(bob)
    for person in (root, ada, bob):
        assert_totals_agree(store, person)
        assert own_row(person)[2] == total_points(person)
    assert_week_agrees(store, ada, clock.now())


@pytest.mark.both_stores("entries of other weeks are deleted")
def test_week_goes_on_after_events_in_two_weeks_with_a_clock_that_was_ahead(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    earn(ada, 3)
    right = monday.now()
    for weeks in (260, 261):
        monday.set(right + timedelta(weeks=weeks))
        earn(ada, 1)
    monday.set(right + timedelta(days=1))
    earn(ada, 1)
    assert own_row(ada)[2] == 4 * 5
    assert progress_in(ada, TASK_FINISHER) == (4, "in_progress")
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("weeks", [2, 260])
def test_week_goes_on_after_events_with_a_clock_that_was_ahead(
    ada: Person, bob: Person, monday: MovableClock, store: DocumentStore, weeks: int
) -> None:
    earn(bob, 1)
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    earn(ada, 14)
    right = monday.now()
    monday.move(weeks=weeks)
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    earn(ada, 15)
    shut_down(ada)
    earn(bob, 2)
    ahead = f"{monday.now():%G-W%V}"
    assert rows(bob) == [(1, "Ada", 15 * 5 + 75 + 12), (2, "Bob", 10)]
    monday.set(right)
    assert own_row(ada)[2] == 14 * 5
    monday.move(minutes=1)
    shut_down(ada)
    earn(ada, 1)  # completes the challenge of this week, too
    assert rows(bob) == rows(ada) == [(1, "Ada", 15 * 5 + 75 + 12), (2, "Bob", 5)]
    assert progress_in(ada, TASK_FINISHER) == (15, "completed")
    assert ada.stats()["active_streak"] == shutdown_streak(ada) == 1
    assert total_points(ada) == 2 * (15 * 5 + 75 + 12)
    assert [one["id"] for one in documents_of(store, f"leaderboard:{ahead}")] == [bob.id]
    assert_totals_agree(store, ada)
    assert bob.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    for partition in (f"leaderboard:{ahead}", f"challenges:{ahead}"):
        assert documents_of(store, partition) == []
    monday.move(weeks=1)
    complete(ada)
    assert own_row(ada)[2] == 5


@pytest.mark.both_stores("those with more points are counted by a query")
def test_equal_points_share_a_rank_and_the_next_rank_is_skipped(api: Api) -> None:
    people = {name: api.sign_up(name) for name in ("a", "b", "c", "d")}
    for name, tasks in (("a", 1), ("b", 2), ("c", 2), ("d", 3)):
        earn(people[name], tasks)
    seen = rows(people["a"])
    assert sorted(seen[1:3]) == [(2, "b", 10), (2, "c", 10)]
    assert [seen[0], seen[3]] == [(1, "d", 15), (4, "a", 5)]


def test_top_ten_are_listed_and_the_caller_is_appended_with_the_true_rank(api: Api) -> None:
    people = [api.sign_up(f"{number}") for number in range(13)]
    for number, person in enumerate(people[:12]):
        earn(person, 1 if number >= 10 else 2)
    first = rows(people[0])
    assert (len(first), {rank for rank, _, _ in first}) == (10, {1})
    for person in people[10:12]:  # two with 5 points, behind ten with 10
        seen = read(person, "challenges/leaders")
        assert [(row["rank"], row["points"]) for row in seen] == [(1, 10)] * 10 + [(11, 5)]
        assert [row["is_current_user"] for row in seen] == [False] * 10 + [True]
        assert seen[10]["name"] == person.username
    assert own_row(people[12]) == (13, "12", 0)
    earn(people[12], 3)
    seen = read(people[12], "challenges/leaders")
    assert (len(seen), seen[0]["is_current_user"], seen[0]["points"]) == (10, True, 15)
    assert {row["rank"] for row in seen[1:]} == {2}
    last = [own_row(person) for person in people[:10]]
    assert {rank for rank, _, _ in last} == {2}  # including the appended caller


def test_row_shows_the_full_name_or_else_the_username_and_the_avatar(ada: Person, bob: Person) -> None:
    ok_json(ada.put("users/profile", json={"full_name": "Ada Lovelace"}))
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": "/avatars/ada.png"}))
    ok_json(bob.put("users/onboarding/complete", json={"avatar_url": "https://example.com/bob.png"}))
    earn(ada, 2)
    earn(bob, 1)
    assert read(bob, "challenges/leaders") == [
        {
            "rank": 1,
            "name": "Ada Lovelace",
            "avatar": "/avatars/ada.png",
            "points": 10,
            "is_current_user": False,
        },
        {
            "rank": 2,
            "name": "Bob",
            "avatar": "https://example.com/bob.png",
            "points": 5,
            "is_current_user": True,
        },
    ]


def test_changed_name_and_avatar_are_shown_to_others_immediately(ada: Person, bob: Person) -> None:
    earn(ada, 1)
    ok_json(ada.put("users/profile", json={"name": "Countess", "current_password": PASSWORD}))
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": "/avatars/new.png"}))
    (first, _) = read(bob, "challenges/leaders")
    assert (first["name"], first["avatar"], first["points"]) == ("Countess", "/avatars/new.png", 5)
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": None}))
    assert read(bob, "challenges/leaders")[0]["avatar"] is None
    assert read(ada, "challenges/leaders")[0]["name"] == "Countess"


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_points_of_undone_tasks_are_removed(
    ada: Person, bob: Person, store: DocumentStore, undo: Any
) -> None:
    tasks = [complete(ada) for _ in range(2)]
    undo(ada, tasks[0])
    assert rows(bob) == [(1, "Ada", 5), (2, "Bob", 0)]
    undo(ada, tasks[1])
    assert rows(bob) == [(1, "Bob", 0)]
    assert own_row(ada) == (1, "Ada", 0)
    assert_totals_agree(store, ada)


def test_earned_points_are_shown_to_others_immediately(ada: Person, bob: Person) -> None:
    for tasks in range(1, 4):
        complete(ada)
        assert rows(bob) == [(1, "Ada", 5 * tasks), (2, "Bob", 0)]


def test_administrator_can_read_the_leaderboard_as_another_user(root: Person, ada: Person) -> None:
    earn(ada, 1)
    assert read(root, f"challenges/leaders?user_id={ada.id}") == read(ada, "challenges/leaders")
    assert rows(root) == [(1, "Ada", 5), (2, "root", 0)]


# Weeks


def test_each_week_starts_with_an_empty_leaderboard(
    ada: Person, bob: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = complete(ada)
    clock.set(at("2026-03-22T23:59:59.999999Z"))  # Sunday
    assert rows(bob) == [(1, "Ada", 5), (2, "Bob", 0)]
    clock.move(microseconds=1)
    assert rows(bob) == [(1, "Bob", 0)]
    assert rows(ada) == [(1, "Ada", 0)]
    shut_down(bob)
    assert rows(ada) == [(1, "Bob", 12), (2, "Ada", 0)]
    reopen(ada, task)  # of last week: this week's points do not change
    assert rows(ada) == [(1, "Bob", 12), (2, "Ada", 0)]
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_users_are_listed_in_the_week_of_their_own_zone(api: Api, clock: MovableClock) -> None:
    clock.set(at("2026-03-22T10:30:00Z"))  # on Kiritimati it is Monday
    ahead, behind = api.sign_up("ahead", timezone="Pacific/Kiritimati"), api.sign_up("behind")
    earn(ahead, 2)
    earn(behind, 1)
    assert rows(ahead) == [(1, "ahead", 10)]
    assert rows(behind) == [(1, "behind", 5)]
    clock.set(at("2026-03-23T00:30:00Z"))
    assert rows(behind) == [(1, "ahead", 10), (2, "behind", 0)]


def test_points_earned_after_moving_back_a_week_count_for_the_new_week(api: Api, clock: MovableClock) -> None:
    clock.set(at("2026-03-22T10:30:00Z"))
    person = api.sign_up("traveller", timezone="Pacific/Kiritimati")
    earn(person, 1)
    set_timezone(person, "Pacific/Pago_Pago")
    earn(person, 1)
    assert rows(person) == [(1, "traveller", 10)]


# Failed publication


def test_event_succeeds_and_the_entry_is_repaired_when_its_user_reads_the_leaderboard(
    ada: Person, bob: Person, store: FailingStore
) -> None:
    complete(ada)
    store.fail("upsert", "standing")
    complete(ada)
    shut_down(ada)
    assert store.failures == 2
    store.recover()
    assert total_points(ada) == 22
    assert rows(bob) == [(1, "Ada", 5), (2, "Bob", 0)]
    assert rows(ada) == [(1, "Ada", 22)]
    assert rows(bob) == [(1, "Ada", 22), (2, "Bob", 0)]
    assert_totals_agree(store, ada)


def test_entry_is_repaired_by_the_next_event(ada: Person, bob: Person, store: FailingStore) -> None:
    store.fail("upsert", "standing")
    complete(ada)
    store.recover()
    complete(ada)
    assert rows(bob) == [(1, "Ada", 10), (2, "Bob", 0)]


def test_entry_without_points_is_removed_when_its_user_reads_the_leaderboard(
    ada: Person, bob: Person, store: FailingStore
) -> None:
    task = complete(ada)
    store.fail("upsert", "standing")
    reopen(ada, task)
    store.recover()
    assert own_row(ada) == (1, "Ada", 0)
    assert rows(bob) == [(1, "Bob", 0)]


def test_closed_account_is_removed_from_the_leaderboard(
    ada: Person, bob: Person, clock: MovableClock
) -> None:
    earn(ada, 2)
    clock.move(days=7)
    earn(ada, 2)
    earn(bob, 1)
    assert rows(bob) == [(1, "Ada", 10), (2, "Bob", 5)]
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert rows(bob) == [(1, "Bob", 5)]
