"""Estimates and planned dates of tasks, and how often a plan was carried over."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Api, Person
from tests.api.errors import assert_invalid
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def _carried_over(person: Person, task: dict[str, Any]) -> int:
    shown: dict[str, Any] = person.get(f"tasks/{task['id']}").json()
    (listed,) = [each for each in person.get("tasks").json() if each["id"] == task["id"]]
    assert listed == shown
    return int(shown["carried_over"])


def test_new_task_has_no_plan(ada: Person) -> None:
    task = ada.create_task()
    assert (task["estimate_minutes"], task["spent_minutes"], task["planned_date"]) == (None, 0, None)
    assert (task["carried_over"], task["recurrence"], task["recurrence_start"]) == (0, None, None)


def test_estimate_and_plan_are_kept_and_cleared(ada: Person) -> None:
    task = ada.create_task(estimate_minutes=90, planned_date="2026-03-20")
    assert (task["estimate_minutes"], task["planned_date"]) == (90, "2026-03-20")
    cleared = ada.put(f"tasks/{task['id']}", json={"estimate_minutes": None, "planned_date": None}).json()
    assert (cleared["estimate_minutes"], cleared["planned_date"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("estimate_minutes", value) for value in (0, -5, 2401, 1.5, "90", True)),
        *(("planned_date", value) for value in ("tomorrow", "2026-02-30", 20260320, "")),
        *(
            ("recurrence", value)
            for value in ("", "daily", "FREQ=HOURLY", 7, "FREQ=DAILY;COUNT=1;UNTIL=20270101")
        ),
    ],
)
def test_invalid_plan_is_rejected(ada: Person, field: str, value: object) -> None:
    assert_invalid(ada.post("tasks", json={"title": "Plan", field: value}), field, value)
    task = ada.create_task()
    assert_invalid(ada.put(f"tasks/{task['id']}", json={field: value}), field, value)
    assert ada.get(f"tasks/{task['id']}").json() == task


def test_plan_is_carried_over_once_for_each_planned_day(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(planned_date="2026-03-18")
    assert _carried_over(ada, task) == 0
    clock.set(datetime(2026, 3, 19, 0, 0, tzinfo=UTC))
    assert _carried_over(ada, task) == 1
    clock.set(datetime(2026, 3, 25, 9, tzinfo=UTC))
    assert _carried_over(ada, task) == 1, "however long the task then stays"
    ada.put(f"tasks/{task['id']}", json={"title": "Another title"})
    assert _carried_over(ada, task) == 1
    ada.put(f"tasks/{task['id']}", json={"planned_date": "2026-03-25"})
    assert _carried_over(ada, task) == 1
    clock.move(days=1)
    assert _carried_over(ada, task) == 2
    ada.patch(f"tasks/{task['id']}")
    clock.move(days=3)
    assert _carried_over(ada, task) == 2


def test_plan_that_moves_before_its_day_is_over_is_not_carried_over(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(planned_date="2026-03-18")
    ada.put(f"tasks/{task['id']}", json={"planned_date": "2026-03-19"})
    clock.set(datetime(2026, 3, 19, 12, tzinfo=UTC))
    assert _carried_over(ada, task) == 0
    ada.put(f"tasks/{task['id']}", json={"planned_date": None})
    clock.move(days=5)
    assert _carried_over(ada, task) == 0


def test_plan_for_a_day_that_is_over_is_not_carried_over(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(planned_date="2026-03-17")
    clock.move(days=2)
    assert _carried_over(ada, task) == 0


def test_next_task_of_a_series_with_a_planned_date_that_is_over_is_not_carried_over(ada: Person) -> None:
    task = ada.create_task(due_date="2026-03-25", planned_date="2026-03-11", recurrence="FREQ=DAILY")
    ada.patch(f"tasks/{task['id']}")
    (following,) = ada.get("tasks?completed=false").json()
    assert following["planned_date"] == "2026-03-12"
    assert _carried_over(ada, following) == 0
    ada.put(f"tasks/{following['id']}", json={"title": "Another title"})
    assert _carried_over(ada, following) == 0


def test_task_that_was_completed_on_its_planned_day_is_not_carried_over(
    ada: Person, clock: MovableClock
) -> None:
    task = ada.create_task(planned_date="2026-03-18")
    ada.patch(f"tasks/{task['id']}")
    clock.move(days=1)
    ada.patch(f"tasks/{task['id']}", json={"action": "reopen"})
    clock.move(days=1)
    assert _carried_over(ada, task) == 0


def test_planned_day_ends_with_the_day_of_the_user(api: Api, clock: MovableClock) -> None:
    kim = api.sign_up(timezone="Pacific/Kiritimati")  # 14 hours ahead of UTC
    kim.put("users/profile", json={"day_start": "04:00"})
    task = kim.create_task(planned_date="2026-03-18")
    clock.set(datetime(2026, 3, 18, 13, 59, tzinfo=UTC))
    assert _carried_over(kim, task) == 0
    clock.move(minutes=1)
    assert _carried_over(kim, task) == 1


def test_carrying_over_changes_the_version_of_the_task(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(planned_date="2026-03-18")
    before = ada.get(f"tasks/{task['id']}").headers["ETag"]
    clock.move(days=1)
    read = ada.get(f"tasks/{task['id']}")
    assert read.headers["ETag"] != before
    change = {"title": "Renamed"}
    assert ada.put(f"tasks/{task['id']}", json=change, headers={"If-Match": before}).status_code == 412
    response = ada.put(f"tasks/{task['id']}", json=change, headers={"If-Match": read.headers["ETag"]})
    assert (response.status_code, response.json()["carried_over"]) == (200, 1)
