"""Whatever somebody does, undoes and repeats: all totals are what a recount of the documents gives."""

import random
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    DEFAULT_CHALLENGES,
    at,
    complete_existing,
    delete_task,
    read,
    reopen,
    set_preferences,
    set_timezone,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.weekly_oracle import assert_heatmap_agrees, assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


class RecentActivity:
    """Somebody who does this and that, by dice: some of it twice, some of it undone."""

    ZONES = ("Europe/Madrid", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC")

    def __init__(self, person: Person, clock: MovableClock, seed: int, *, moves: bool) -> None:
        self.person = person
        self.clock = clock
        self.dice = random.Random(seed)  # noqa: S311 - keeps no secret
        self.keys: Iterator[int] = count(1)
        self.tasks: list[dict[str, Any]] = []
        self.events: list[Callable[[], object]] = [
            *[self.plan, self.do, self.do, self.do, self.undo, self.drop] * 2,
            *[self.begin, self.end, self.end, self.shut_down, self.clock_in_or_out],
            *[self.join_or_leave, self.join_or_leave, self.sleep],
            *([self.move_house] if moves else []),
        ]

    def live(self, events: int) -> None:
        for _ in range(events):
            self.clock.move(minutes=self.dice.choice((1, 7, 25, 90)))
            self.dice.choice(self.events)()

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
            complete_existing(self.person, self.dice.choice(self.tasks))
        else:
            self.plan()

    def undo(self) -> None:
        if self.tasks:
            reopen(self.person, self.dice.choice(self.tasks))

    def drop(self) -> None:
        if len(self.tasks) > 3:
            delete_task(self.person, self.tasks.pop(self.dice.randrange(len(self.tasks))))

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
        set_timezone(self.person, self.dice.choice(self.ZONES))


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
    person = api.sign_up(timezone="Europe/Madrid")
    set_preferences(person, focus_goal_minutes=30)
    activity = RecentActivity(person, clock, seed, moves=False)
    for _ in range(3):
        activity.live(30)
        assert_totals_agree(store, person)
        assert_week_agrees(store, person, clock.now())
        assert_heatmap_agrees(store, person)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_somebody_does_anywhere_on_earth_the_totals_are_what_a_recount_gives(
    api: Api, clock: MovableClock, store: DocumentStore, seed: int
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    set_preferences(person, focus_goal_minutes=30)
    activity = RecentActivity(person, clock, seed, moves=True)
    for _ in range(2):
        activity.live(40)
        assert_totals_agree(store, person)
