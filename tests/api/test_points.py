"""The ledger: every point has a name and a cause, and the total is their sum."""

import random
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from shared.document_store import DocumentStore
from shared.errors import DatabaseError
from tests.api.conftest import Api, Person
from tests.api.deeds import (
    DEFAULT_CHALLENGES,
    at,
    begin,
    complete,
    end,
    focus,
    move_to,
    prefer,
    read,
    redo,
    remove,
    reopen,
    rest,
    shut_down,
    total_points,
    work,
)
from tests.api.recount import assert_totals_agree, documents_of, everything
from tests.api.recount_weeks import assert_heatmap_agrees, assert_week_agrees
from tests.api.storage import Storage
from tests.conftest import MovableClock


@pytest.fixture(autouse=True)
def _sign_ins_last(environment: dict[str, str]) -> None:
    environment["JWT_EXP_MINUTES"] = "10000000"


def entries(person: Person) -> list[tuple[str, int]]:
    """Return the ids and points of the ledger, oldest first."""
    return [(entry["id"], entry["delta"]) for entry in reversed(everything(person, "points"))]


def forget_rewards(store: DocumentStore, person: Person) -> None:
    """Make somebody's documents what they were when tasks, sessions and streaks were all there was."""
    kept = {
        "progress": {
            "total_tasks",
            "completed_tasks",
            "finished_sessions",
            "worked_centihours",
            "active_days",
        },
        "day": {"local_date", "completed_tasks", "finished_sessions", "worked_seconds"},
    }
    for document in documents_of(store, person.id):
        kind = document["type"]
        if kind == "points_entry":
            store.delete(document["id"], person.id)
        elif kind == "task":
            new = {"completions", "completed_hour", "completed_week"}
            store.upsert({name: value for name, value in document.items() if name not in new})
        elif kind in kept:
            store.upsert({name: document[name] for name in {"id", "user_id", "type"} | kept[kind]})


def test_before_the_first_deed_the_ledger_is_empty(ada: Person) -> None:
    assert read(ada, "points") == []
    assert total_points(ada) == 0


def test_an_entry_says_when_for_what_and_why(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    task = ada.create_task()
    assert read(ada, "points") == []
    clock.move(minutes=5)
    redo(ada, task)
    (entry,) = read(ada, "points")
    assert entry == {
        "id": f"points:task_completed:{task['id']}",
        "at": "2026-03-18T09:35:00Z",
        "rule": "task_completed",
        "delta": 5,
        "reason": entry["reason"],
        "source_id": task["id"],
    }
    assert entry["reason"]
    assert_totals_agree(store, ada)


def test_doing_undoing_and_doing_again_are_three_entries(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = complete(ada)
    for undo_or_redo in (reopen, redo, reopen, redo):
        clock.move(minutes=1)
        undo_or_redo(ada, task)
    assert [delta for _, delta in entries(ada)] == [5, -5, 5, -5, 5]
    rules = [entry["rule"] for entry in read(ada, "points")]
    assert rules == ["task_completed", "task_reopened"] * 2 + ["task_completed"]
    assert total_points(ada) == 5
    assert_totals_agree(store, ada)


def test_doing_what_is_done_and_undoing_what_is_open_are_no_entries(ada: Person) -> None:
    task = complete(ada)
    redo(ada, task)
    ada.put(f"tasks/{task['id']}", json={"completed": True, "title": "renamed"})
    assert [delta for _, delta in entries(ada)] == [5]
    for _ in range(2):
        reopen(ada, task)
    ada.put(f"tasks/{task['id']}", json={"completed": False})
    assert [delta for _, delta in entries(ada)] == [5, -5]


@pytest.mark.parametrize("reopened", [False, True])
def test_a_task_that_is_deleted_leaves_no_points(
    ada: Person, store: DocumentStore, *, reopened: bool
) -> None:
    task = complete(ada)
    if reopened:
        reopen(ada, task)
    remove(ada, task)
    assert sorted(delta for _, delta in entries(ada)) == [-5, 5]
    assert total_points(ada) == 0
    assert_totals_agree(store, ada)


def test_the_focus_goal_is_rewarded_once_a_day(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    prefer(ada, focus_goal_minutes=50)
    focus(ada, clock, 25)
    assert entries(ada) == []
    for _ in range(3):
        focus(ada, clock, 25)
        assert entries(ada) == [("points:focus_goal_reached:2026-03-18", 15)]
    clock.move(days=1)
    focus(ada, clock, 24)
    rest(ada, clock, 60)
    assert total_points(ada) == 15
    focus(ada, clock, 26)
    assert entries(ada)[1:] == [("points:focus_goal_reached:2026-03-19", 15)]
    assert_totals_agree(store, ada)


def test_a_session_over_midnight_helps_the_goal_of_the_day_on_which_it_started(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    prefer(ada, focus_goal_minutes=50)
    clock.set(at("2026-03-18T23:40:00Z"))
    focus(ada, clock, 50)
    assert entries(ada) == [("points:focus_goal_reached:2026-03-18", 15)]
    focus(ada, clock, 49)
    assert total_points(ada) == 15
    assert_totals_agree(store, ada)


def test_starting_stopping_resting_and_working_earn_nothing_by_themselves(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    prefer(ada, focus_goal_minutes=10)
    session = begin(ada)
    clock.move(minutes=25)
    end(ada, session, "stop")
    rest(ada, clock, 25)
    ada.post("work_sessions/start")
    clock.move(hours=8)
    ada.post("time-logs/end-work")
    assert read(ada, "points") == []
    assert_totals_agree(store, ada)


def test_the_ledger_is_newest_first_and_comes_in_pages(ada: Person, clock: MovableClock) -> None:
    tasks: list[str] = []
    for _ in range(7):
        tasks.insert(0, complete(ada)["id"])
        clock.move(seconds=1)
    assert [entry["source_id"] for entry in read(ada, "points")] == tasks
    first = ada.get("points?limit=3")
    assert [entry["source_id"] for entry in first.json()] == tasks[:3]
    token = first.headers["x-continuation"]
    second = ada.get(f"points?limit=4&continuation={token}")
    assert [entry["source_id"] for entry in second.json()] == tasks[3:]
    assert "x-continuation" not in second.headers


def test_entries_of_one_moment_are_all_shown_once_over_pages(ada: Person, store: DocumentStore) -> None:
    for _ in range(5):
        complete(ada)
    shut_down(ada)
    assert len(everything(ada, "points", limit=2)) == 7
    assert_totals_agree(store, ada)


def test_points_do_not_fade(ada: Person, clock: MovableClock) -> None:
    complete(ada)
    shut_down(ada)
    before = read(ada, "points")
    clock.move(days=1000)
    assert read(ada, "points") == before
    assert total_points(ada) == 17


def test_what_was_done_before_there_were_points_got_none_and_owes_none(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    old = [complete(ada, name) for name in ("reopened", "deleted", "kept")]
    work(ada, clock, hours=1)
    forget_rewards(store, ada)
    views = ("points", "achievements", "challenges/week", "challenges/stats", "challenges/leaders")
    for view in (*views, "daily-summary", "weekly-summary", "stats/heatmap", "dashboard/shutdown-summary"):
        assert ada.get(view).status_code == 200, view
    reopen(ada, old[0])
    remove(ada, old[1])
    assert read(ada, "points") == []
    redo(ada, old[0])
    complete(ada, "new")
    assert [delta for _, delta in entries(ada)] == [5, 5]
    reopen(ada, old[0])
    assert total_points(ada) == 5
    assert ada.stats()["completed_tasks"] == 2


class TornStore(CountingStore):
    """A store that cannot be written to while `torn`."""

    torn = False

    def batch(self, user_id: str, operations: Any) -> None:
        if self.torn:
            raise DatabaseError("The store is gone")
        super().batch(user_id, operations)


class TestWhenTheStoreRefuses:
    @pytest.fixture
    def store(self, storage: Storage) -> TornStore:
        return TornStore(storage.open())

    def test_there_is_neither_the_deed_nor_its_reward(
        self, ada: Person, clock: MovableClock, store: TornStore
    ) -> None:
        task = ada.create_task()
        session = begin(ada, 25, "break")
        clock.move(minutes=5)
        deeds: list[tuple[str, str, dict[str, Any]]] = [
            ("PATCH", f"tasks/{task['id']}", {}),
            ("POST", f"focus-sessions/{session['session_id']}/complete", {}),
            ("POST", "dashboard/shutdown-reflection", {"productivity_rating": "good"}),
            ("POST", "challenges/task-finisher/join", {}),
        ]
        store.torn = True
        for method, path, body in deeds:
            answer = ada.call(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
            assert "Retry-After" in answer.headers
        store.torn = False
        assert read(ada, f"tasks/{task['id']}") == task
        assert read(ada, "current-session") == session
        assert read(ada, "dashboard/shutdown-history") == read(ada, "points") == []
        assert not any(one["unlocked"] for one in read(ada, "achievements"))
        assert {one["status"] for one in read(ada, "challenges/week")} == {None}
        assert_totals_agree(store, ada)
        for method, path, body in deeds:
            assert ada.call(method, path, json=body).is_success
        assert total_points(ada) == 17
        assert_totals_agree(store, ada)


# Random lives


class Life:
    """Somebody who does this and that, by dice: some of it twice, some of it undone."""

    ZONES = ("Europe/Madrid", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC")

    def __init__(self, person: Person, clock: MovableClock, seed: int, *, moves: bool) -> None:
        self.person = person
        self.clock = clock
        self.dice = random.Random(seed)  # noqa: S311 - keeps no secret
        self.keys: Iterator[int] = count(1)
        self.tasks: list[dict[str, Any]] = []
        self.deeds: list[Callable[[], object]] = [
            *[self.plan, self.do, self.do, self.do, self.undo, self.drop] * 2,
            *[self.begin, self.end, self.end, self.shut_down, self.clock_in_or_out],
            *[self.join_or_leave, self.join_or_leave, self.sleep],
            *([self.move_house] if moves else []),
        ]

    def live(self, deeds: int) -> None:
        for _ in range(deeds):
            self.clock.move(minutes=self.dice.choice((1, 7, 25, 90)))
            self.dice.choice(self.deeds)()

    def post(self, path: str, body: dict[str, Any] | None = None) -> None:
        """Send a request, sometimes with a key and then again, as a nervous client does."""
        headers = {"Idempotency-Key": f"key-{next(self.keys)}"}
        repeats = self.dice.choice((0, 0, 1, 2))
        first = self.person.post(path, json=body or {}, headers=headers if repeats else {})
        assert first.status_code < 500, first.text
        for _ in range(repeats if first.is_success else 0):
            again = self.person.post(path, json=body or {}, headers=headers)
            assert (again.status_code, again.content) == (first.status_code, first.content)
            assert again.headers["Idempotency-Replayed"] == "true"

    def plan(self) -> None:
        self.tasks.append(self.person.create_task(f"task {next(self.keys)}"))

    def do(self) -> None:
        if self.tasks:
            redo(self.person, self.dice.choice(self.tasks))
        else:
            self.plan()

    def undo(self) -> None:
        if self.tasks:
            reopen(self.person, self.dice.choice(self.tasks))

    def drop(self) -> None:
        if len(self.tasks) > 3:
            remove(self.person, self.tasks.pop(self.dice.randrange(len(self.tasks))))

    def begin(self) -> None:
        kind = self.dice.choice(("focus", "break"))
        self.post("focus-sessions/start", {"duration_minutes": 25, "session_type": kind})

    def end(self) -> None:
        session = read(self.person, "current-session")
        if session is None:
            self.begin()
        else:
            verb = self.dice.choice(("complete", "complete", "stop"))
            self.post(f"focus-sessions/{session['session_id']}/{verb}")

    def shut_down(self) -> None:
        rating = self.dice.choice(("great", "good", "okay", "tough"))
        self.post("dashboard/shutdown-reflection", {"productivity_rating": rating})

    def clock_in_or_out(self) -> None:
        running = read(self.person, "work_sessions/active").get("id")
        self.post("time-logs/end-work" if running else "time-logs/start-work")

    def join_or_leave(self) -> None:
        challenge = self.dice.choice(DEFAULT_CHALLENGES)
        if self.dice.random() < 0.7:
            self.post(f"challenges/{challenge}/join")
        else:
            assert self.person.delete(f"challenges/{challenge}/leave").status_code in {200, 400}

    def sleep(self) -> None:
        self.clock.move(hours=self.dice.choice((9, 14, 24, 50)))

    def move_house(self) -> None:
        move_to(self.person, self.dice.choice(self.ZONES))


@pytest.mark.parametrize(
    ("seed", "begin_of_life"),  # with a Sunday of 23 or of 25 hours before it
    [
        (1, "2026-03-26T08:00:00Z"),
        (2, "2026-03-27T17:00:00Z"),
        (3, "2026-10-23T06:00:00Z"),
        (4, "2026-10-22T12:00:00Z"),
    ],
)
def test_whatever_somebody_does_the_totals_are_what_a_recount_gives(
    api: Api, clock: MovableClock, store: DocumentStore, seed: int, begin_of_life: str
) -> None:
    clock.set(at(begin_of_life))
    person = api.person(timezone="Europe/Madrid")
    prefer(person, focus_goal_minutes=30)
    life = Life(person, clock, seed, moves=False)
    for _ in range(3):
        life.live(30)
        assert_totals_agree(store, person)
        assert_week_agrees(store, person, clock.now())
        assert_heatmap_agrees(store, person)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_somebody_does_anywhere_on_earth_the_totals_are_what_a_recount_gives(
    api: Api, clock: MovableClock, store: DocumentStore, seed: int
) -> None:
    person = api.person(timezone="Europe/Madrid")
    prefer(person, focus_goal_minutes=30)
    life = Life(person, clock, seed, moves=True)
    for _ in range(2):
        life.live(40)
        assert_totals_agree(store, person)
