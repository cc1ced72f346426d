"""Who has most points this week: the first ten, and oneself behind them."""

from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from shared.errors import DatabaseError
from shared.store.contract import Document, DocumentStore
from tests.api.actions import (
    TASK_FINISHER,
    at,
    complete,
    delete_task,
    join,
    ok_json,
    read,
    reopen,
    set_timezone,
    shut_down,
    total_points,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.storage import Storage
from tests.api.weekly_oracle import assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

Place = tuple[int, str, int]


def places(person: Person) -> list[Place]:
    """Return rank, name and points of each place, as somebody sees them."""
    return [(one["rank"], one["name"], one["points"]) for one in read(person, "challenges/leaders")]


def own_place(person: Person) -> Place:
    (own,) = (one for one in read(person, "challenges/leaders") if one["is_current_user"])
    return own["rank"], own["name"], own["points"]


def earn(person: Person, tasks: int) -> None:
    for _ in range(tasks):
        complete(person)


def test_before_anybody_has_points_one_stands_there_alone(ada: Person, bob: Person) -> None:
    for person, name in ((ada, "Ada"), (bob, "Bob")):
        assert read(person, "challenges/leaders") == [
            {"rank": 1, "name": name, "avatar": None, "points": 0, "is_current_user": True}
        ]


def test_points_of_all_kinds_make_the_order(
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
    assert places(root) == places(ada) == places(bob)
    for person in (root, ada, bob):
        assert_totals_agree(store, person)
        assert own_place(person)[2] == total_points(person)
    assert_week_agrees(store, ada, clock.now())


def test_equal_points_share_a_rank_and_the_next_one_is_skipped(api: Api) -> None:
    people = {name: api.sign_up(name) for name in ("a", "b", "c", "d")}
    for name, tasks in (("a", 1), ("b", 2), ("c", 2), ("d", 3)):
        earn(people[name], tasks)
    seen = places(people["a"])
    assert sorted(seen[1:3]) == [(2, "b", 10), (2, "c", 10)]
    assert [seen[0], seen[3]] == [(1, "d", 15), (4, "a", 5)]


def test_ten_are_shown_and_oneself_with_the_true_rank_behind_them(api: Api) -> None:
    people = [api.sign_up(f"{number}") for number in range(13)]
    for number, person in enumerate(people[:12]):
        earn(person, 1 if number >= 10 else 2)
    first = places(people[0])
    assert (len(first), {rank for rank, _, _ in first}) == (10, {1})
    for person in people[10:12]:  # two with 5 points, behind ten with 10
        seen = read(person, "challenges/leaders")
        assert [(one["rank"], one["points"]) for one in seen] == [(1, 10)] * 10 + [(11, 5)]
        assert [one["is_current_user"] for one in seen] == [False] * 10 + [True]
        assert seen[10]["name"] == person.username
    assert own_place(people[12]) == (13, "12", 0)
    earn(people[12], 3)
    seen = read(people[12], "challenges/leaders")
    assert (len(seen), seen[0]["is_current_user"], seen[0]["points"]) == (10, True, 15)
    assert {one["rank"] for one in seen[1:]} == {2}
    last = [own_place(person) for person in people[:10]]
    assert {rank for rank, _, _ in last} == {2}  # also of the one who had to be appended


def test_a_full_name_goes_before_the_username_and_a_face_beside_it(ada: Person, bob: Person) -> None:
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


def test_the_others_see_at_once_how_somebody_is_called_and_looks_by_now(ada: Person, bob: Person) -> None:
    earn(ada, 1)
    ok_json(ada.put("users/profile", json={"name": "Countess"}))
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": "/avatars/new.png"}))
    (first, _) = read(bob, "challenges/leaders")
    assert (first["name"], first["avatar"], first["points"]) == ("Countess", "/avatars/new.png", 5)
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": None}))
    assert read(bob, "challenges/leaders")[0]["avatar"] is None
    assert read(ada, "challenges/leaders")[0]["name"] == "Countess"


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_what_is_undone_counts_no_more(ada: Person, bob: Person, store: DocumentStore, undo: Any) -> None:
    tasks = [complete(ada) for _ in range(2)]
    undo(ada, tasks[0])
    assert places(bob) == [(1, "Ada", 5), (2, "Bob", 0)]
    undo(ada, tasks[1])
    assert places(bob) == [(1, "Bob", 0)]
    assert own_place(ada) == (1, "Ada", 0)
    assert_totals_agree(store, ada)


def test_what_was_answered_is_seen_by_the_others_at_once(ada: Person, bob: Person) -> None:
    for tasks in range(1, 4):
        complete(ada)
        assert places(bob) == [(1, "Ada", 5 * tasks), (2, "Bob", 0)]


def test_an_administrator_sees_it_with_somebodys_eyes(root: Person, ada: Person) -> None:
    earn(ada, 1)
    assert read(root, f"challenges/leaders?user_id={ada.id}") == read(ada, "challenges/leaders")
    assert places(root) == [(1, "Ada", 5), (2, "root", 0)]


# Weeks


def test_each_week_begins_with_an_empty_board(
    ada: Person, bob: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = complete(ada)
    clock.set(at("2026-03-22T23:59:59.999999Z"))  # Sunday
    assert places(bob) == [(1, "Ada", 5), (2, "Bob", 0)]
    clock.move(microseconds=1)
    assert places(bob) == [(1, "Bob", 0)]
    assert places(ada) == [(1, "Ada", 0)]
    shut_down(bob)
    assert places(ada) == [(1, "Bob", 12), (2, "Ada", 0)]
    reopen(ada, task)  # of last week: nobody owes points to this one
    assert places(ada) == [(1, "Bob", 12), (2, "Ada", 0)]
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_at_one_moment_everybody_is_in_the_week_of_their_own_zone(api: Api, clock: MovableClock) -> None:
    clock.set(at("2026-03-22T10:30:00Z"))  # on Kiritimati it is Monday
    ahead, behind = api.sign_up("ahead", timezone="Pacific/Kiritimati"), api.sign_up("behind")
    earn(ahead, 2)
    earn(behind, 1)
    assert places(ahead) == [(1, "ahead", 10)]
    assert places(behind) == [(1, "behind", 5)]
    clock.set(at("2026-03-23T00:30:00Z"))
    assert places(behind) == [(1, "ahead", 10), (2, "behind", 0)]


def test_who_travels_back_into_the_old_week_still_adds_to_the_new_one(api: Api, clock: MovableClock) -> None:
    clock.set(at("2026-03-22T10:30:00Z"))
    person = api.sign_up("traveller", timezone="Pacific/Kiritimati")
    earn(person, 1)
    set_timezone(person, "Pacific/Pago_Pago")
    earn(person, 1)
    assert places(person) == [(1, "traveller", 10)]


# Copies that were not made


class RefusingStore(CountingStore):
    """A store that refuses what is told to the leaderboard, for a while."""

    refusing = False
    refused = 0

    def upsert(self, document: Document) -> Document:
        if self.refusing and document["type"] == "standing":
            self.refused += 1
            raise DatabaseError("The store is gone")
        return super().upsert(document)


class TestWhenTheBoardCannotBeTold:
    @pytest.fixture
    def store(self, storage: Storage) -> RefusingStore:
        return RefusingStore(storage.open())

    def test_the_deed_is_done_and_the_board_put_right_when_its_doer_looks(
        self, ada: Person, bob: Person, store: RefusingStore
    ) -> None:
        complete(ada)
        store.refusing = True
        complete(ada)
        shut_down(ada)
        assert store.refused == 2
        store.refusing = False
        assert total_points(ada) == 22
        assert places(bob) == [(1, "Ada", 5), (2, "Bob", 0)]
        assert places(ada) == [(1, "Ada", 22)]
        assert places(bob) == [(1, "Ada", 22), (2, "Bob", 0)]
        assert_totals_agree(store, ada)

    def test_the_next_deed_puts_it_right_as_well(
        self, ada: Person, bob: Person, store: RefusingStore
    ) -> None:
        store.refusing = True
        complete(ada)
        store.refusing = False
        complete(ada)
        assert places(bob) == [(1, "Ada", 10), (2, "Bob", 0)]

    def test_points_that_were_all_undone_do_not_stay_on_it(
        self, ada: Person, bob: Person, store: RefusingStore
    ) -> None:
        task = complete(ada)
        store.refusing = True
        reopen(ada, task)
        store.refusing = False
        assert own_place(ada) == (1, "Ada", 0)
        assert places(bob) == [(1, "Bob", 0)]


def test_a_deleted_account_leaves_the_board(ada: Person, bob: Person, clock: MovableClock) -> None:
    earn(ada, 2)
    clock.move(days=7)
    earn(ada, 2)
    earn(bob, 1)
    assert places(bob) == [(1, "Ada", 10), (2, "Bob", 5)]
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert places(bob) == [(1, "Bob", 5)]
