"""After random actions, undone and repeated ones included, all totals equal a recount of the documents."""

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
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock

pytestmark = [
    pytest.mark.slow("hundreds of random actions"),
    pytest.mark.usefixtures("tokens_never_expire"),
]


class RandomActivity:
    """Random actions of one user: some are repeated, some are undone."""

    ZONES = ("Europe/Madrid", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC")

    def __init__(self, person: Person, clock: MovableClock, seed: int, *, changes_zone: bool) -> None:
        self.person = person
        self.clock = clock
        self.generator = random.Random(seed)  # noqa: S311 - keeps no secret
        self.keys: Iterator[int] = count(1)
        self.tasks: list[dict[str, Any]] = []
        self.actions: list[Callable[[], object]] = [
            *[self.change_task] * 12,
            *[self.change_session] * 3,
            *[self.shut_down, self.clock_in_or_out, self.join_or_leave, self.join_or_leave, self.wait],
            *([self.change_zone] if changes_zone else []),
        ]

    def perform(self, number: int) -> None:
        """Perform that many random actions."""
        for _ in range(number):
            self.clock.move(minutes=self.generator.choice((1, 7, 25, 90)))
            self.generator.choice(self.actions)()

    def post(self, path: str, body: dict[str, Any] | None = None) -> None:
        """Send a POST, sometimes with an idempotency key and then repeat it up to twice."""
        headers = {"Idempotency-Key": f"key-{next(self.keys)}"}
        repeats = self.generator.choice((0, 0, 1, 2))
        first = self.person.post(path, json=body or {}, headers=headers if repeats else {})
        assert first.status_code < 500, first.text
        for _ in range(repeats if first.is_success else 0):
            repeated = self.person.post(path, json=body or {}, headers=headers)
            assert (repeated.status_code, repeated.content) == (first.status_code, first.content)
            assert repeated.headers["Idempotency-Replayed"] == "true"

    def change_task(self) -> None:
        change = self.generator.choice((None, *[complete_existing] * 3, reopen, delete_task))
        if change is None or not self.tasks:
            self.tasks.append(self.person.create_task(f"task {next(self.keys)}"))
            return
        task = self.generator.choice(self.tasks)
        change(self.person, task)
        if change is delete_task:
            self.tasks.remove(task)

    def change_session(self) -> None:
        session = read(self.person, "current-session")
        if session is None:
            kind = self.generator.choice(("focus", "break"))
            self.post("focus-sessions/start", {"duration_minutes": 25, "session_type": kind})
        else:
            verb = self.generator.choice(("complete", "complete", "stop"))
            self.post(f"focus-sessions/{session['session_id']}/{verb}")

    def shut_down(self) -> None:
        self.post("dashboard/shutdown-reflection", {"productivity_rating": "okay"})

    def clock_in_or_out(self) -> None:
        running = read(self.person, "work_sessions/active").get("id")
        self.post("time-logs/end-work" if running else "time-logs/start-work")

    def join_or_leave(self) -> None:
        challenge = self.generator.choice(DEFAULT_CHALLENGES)
        if self.generator.random() < 0.7:
            self.post(f"challenges/{challenge}/join")
        else:
            assert self.person.delete(f"challenges/{challenge}/leave").status_code in {200, 400}

    def wait(self) -> None:
        self.clock.move(hours=self.generator.choice((9, 14, 24, 50)))

    def change_zone(self) -> None:
        set_timezone(self.person, self.generator.choice(self.ZONES))


@pytest.mark.parametrize(
    ("seed", "start"),  # shortly before a Sunday of 23 or 25 hours
    [
        (1, "2026-03-26T08:00:00Z"),
        (2, "2026-03-27T17:00:00Z"),
        (3, "2026-10-23T06:00:00Z"),
        (4, "2026-10-22T12:00:00Z"),
    ],
)
@pytest.mark.parametrize("changes_zone", [False, True])
def test_totals_equal_a_recount_after_random_actions(
    api: Api, clock: MovableClock, store: DocumentStore, seed: int, start: str, *, changes_zone: bool
) -> None:
    clock.set(at(start))
    person = api.sign_up(timezone="Europe/Madrid")
    set_preferences(person, focus_goal_minutes=30)
    activity = RandomActivity(person, clock, seed, changes_zone=changes_zone)
    for _ in range(3):
        activity.perform(30)
        assert_totals_agree(store, person)
        if not changes_zone:
            assert_week_agrees(store, person, clock.now())
