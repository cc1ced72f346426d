"""A completion belongs to its day: undone there, it is taken back; later, the day keeps what it earned."""

import random
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    TASK_FINISHER,
    complete,
    complete_existing,
    delete_task,
    join,
    ok_json,
    progress_in,
    read,
    reopen,
    set_timezone,
    shutdown_summary,
    total_points,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

Task = dict[str, Any]


@pytest.mark.both_stores("the days of a completion are stored with its task")
@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_task_reopened_every_morning_counts_on_each_day(
    ada: Person, clock: MovableClock, store: DocumentStore, undo: Callable[[Person, Task], object]
) -> None:
    clock.move(days=5)  # to Monday
    join(ada, TASK_FINISHER)
    task = ada.create_task()
    for days in range(1, 6):
        complete_existing(ada, task)
        stats = ada.stats()
        assert (stats["completed_tasks"], stats["tasks_completed"], stats["total_tasks"]) == (days, days, 1)
        assert (stats["active_streak"], stats["longest_streak"]) == (days, days)
        assert progress_in(ada, TASK_FINISHER) == (days, "in_progress")
        assert total_points(ada) == 5 * days
        clock.move(days=1)
        if days < 5:
            reopen(ada, task)
    undo(ada, task)
    stats = ada.stats()
    assert (stats["completed_tasks"], stats["total_tasks"]) == (5, 1 if undo is reopen else 0)
    assert (stats["active_streak"], progress_in(ada, TASK_FINISHER)) == (5, (5, "in_progress"))
    assert [entry["delta"] for entry in read(ada, "points")] == [5] * 5
    (row,) = read(ada, "challenges/leaders")
    assert row["points"] == 25
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_yesterdays_completion_counts_neither_for_nor_against_todays_shutdown(
    ada: Person, clock: MovableClock
) -> None:
    task, kept = complete(ada, "again"), complete(ada, "kept")
    clock.move(days=1)
    before = shutdown_summary(ada)
    reopen(ada, task)
    delete_task(ada, kept)
    opened = shutdown_summary(ada)
    assert opened["todayTasks"] == [{"name": "again", "completed": False}]
    assert (opened["tasksCompleted"], opened["pointsEarned"]) == (0, before["pointsEarned"])
    complete_existing(ada, task)
    done = shutdown_summary(ada)
    assert done["todayTasks"] == [{"name": "again", "completed": True}]
    assert (done["tasksCompleted"], done["pointsEarned"]) == (1, before["pointsEarned"] + 5)


def test_task_reopened_on_another_date_is_listed_once_on_the_date_of_its_completion(
    api: Api, clock: MovableClock
) -> None:
    clock.move(hours=2)
    person = api.sign_up(timezone="Pacific/Kiritimati")
    task, _ = complete(person, "opened"), complete(person, "kept")
    set_timezone(person, "UTC")  # the day before
    reopen(person, task)
    set_timezone(person, "Pacific/Kiritimati")
    summary = shutdown_summary(person)
    assert summary["todayTasks"] == [
        {"name": "kept", "completed": True},
        {"name": "opened", "completed": False},
    ]
    assert (summary["tasksCompleted"], summary["pendingTasks"]) == (2, 1)


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_day_of_a_completion_ends_at_the_start_of_the_users_next_day(
    api: Api, clock: MovableClock, undo: Callable[[Person, Task], object]
) -> None:
    person = api.sign_up(timezone="Asia/Tokyo")
    ok_json(person.put("users/profile", json={"day_start": "04:00"}))
    clock.move(hours=9, minutes=29)  # 03:59 in Tokyo
    tasks = [complete(person, f"{number}") for number in range(2)]
    undo(person, tasks[0])
    assert (person.stats()["completed_tasks"], total_points(person)) == (1, 5)
    clock.move(minutes=1)
    undo(person, tasks[1])
    assert (person.stats()["completed_tasks"], total_points(person)) == (1, 5)


def test_administrator_undoes_a_completion_on_the_day_of_its_user(
    api: Api, root: Person, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    clock.set(clock.now().replace(hour=9, minute=50))  # 23:50 there
    tasks = [complete(person, f"{number}") for number in range(4)]

    def undo_first_two() -> None:
        reopened, deleted = (f"tasks/{tasks.pop()['id']}?user_id={person.id}" for _ in range(2))
        ok_json(root.put(reopened, json={"completed": False}))
        assert root.delete(deleted).status_code == 204

    undo_first_two()
    assert (person.stats()["completed_tasks"], total_points(person)) == (2, 10)
    clock.move(minutes=10)
    undo_first_two()
    assert (person.stats()["completed_tasks"], total_points(person)) == (2, 10)
    assert person.stats()["total_tasks"] == 2
    assert_totals_agree(store, person)


class RepeatedTasks:
    """A few tasks that are completed, reopened and deleted at random, and the days for which they count."""

    ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo")

    def __init__(self, person: Person, seed: int) -> None:
        self.person = person
        self.random = random.Random(seed)  # noqa: S311 - keeps no secret
        self.numbers = count(1)
        self.open: dict[str, bool] = {}
        self.counted: set[tuple[str, date]] = set()

    def act(self, today: date) -> None:
        """Create a task, or do something with one; only what it counts for today changes."""
        if len(self.open) < 2:
            self.open[self.person.create_task(f"task {next(self.numbers)}")["id"]] = True
        task_id = self.random.choice([*self.open])
        path = f"tasks/{task_id}"
        action = self.random.choice(("complete", "reopen"))
        if self.random.random() < 1 / 15:
            assert self.person.delete(path).status_code == 204
            del self.open[task_id]
            self.counted.discard((task_id, today))
            return
        if self.random.random() < 1 / 2:
            ok_json(self.person.patch(path, json={"action": action}))
        else:
            ok_json(self.person.put(path, json={"completed": action == "complete", "priority": "low"}))
        if action == "complete" and self.open[task_id]:
            self.counted.add((task_id, today))
        elif action == "reopen" and not self.open[task_id]:
            self.counted.discard((task_id, today))
        self.open[task_id] = action == "reopen"


@pytest.mark.slow("hundreds of requests")
@pytest.mark.parametrize("travels", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_task_counts_at_most_once_for_each_day(
    api: Api, clock: MovableClock, store: DocumentStore, seed: int, *, travels: bool
) -> None:
    person = api.sign_up()
    tasks, today = RepeatedTasks(person, seed), clock.now().date()
    for step in range(120):
        if step % 4 == 0:
            clock.move(hours=tasks.random.choice((1, 5, 15)))
        if travels:
            set_timezone(person, tasks.random.choice(RepeatedTasks.ZONES))
        today = date.fromisoformat(read(person, "health/today")["date"][:10])
        tasks.act(today)
        stats = person.stats()
        assert stats["completed_tasks"] == len(tasks.counted)
        assert stats["total_tasks"] == len(tasks.open)
        assert total_points(person) == 5 * len(tasks.counted)
    cells = read(person, "stats/heatmap?weeks=26")["cells"]
    assert sum(cell["tasks_completed"] for cell in cells) == len(tasks.counted)
    shown = {task["id"]: not task["completed"] for task in read(person, "tasks")}
    assert shown == tasks.open
    days = {on for _, on in tasks.counted}
    assert len(days) >= 4
    assert (today in days) == (shutdown_summary(person)["tasksCompleted"] > 0)
    assert_totals_agree(store, person)
