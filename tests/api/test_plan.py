"""The plan of a day over HTTP; `tests/unit/test_plan.py` has its rules."""

from typing import Any

import pytest

from shared.views.plan import BlockView, DayPlanView
from tests.api.actions import (
    at,
    clock_in,
    complete_existing,
    delete_task,
    error_of,
    ok_json,
    read,
    set_preferences,
    set_timezone,
    shut_down,
)
from tests.api.conftest import Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

TODAY = "2026-03-18"  # a Wednesday
CHANGED = (409, "The plan has changed since: get it again")


def plan_of(person: Person, day: str | None = None, language: str = "en") -> dict[str, Any]:
    query = f"?date={day}" if day else ""
    return ok_json(person.get(f"assistant/plan{query}", headers={"Accept-Language": language}))


def apply(person: Person, plan: dict[str, Any]) -> Any:
    return person.post("assistant/plan/apply", json={"date": plan["date"], "version": plan["version"]})


def titles(plan: dict[str, Any]) -> list[str]:
    """Return the titles of the tasks of a plan, each once, in order."""
    return [*dict.fromkeys(block["title"] for block in plan["blocks"] if block["kind"] == "task")]


def clocks(plan: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["from"][11:16], one["to"][11:16], one["title"] or one["kind"]) for one in plan["blocks"]]


def test_plan_has_tasks_in_blocks_with_breaks_and_lunch_and_says_why(
    ada: Person, clock: MovableClock
) -> None:
    clock.set(at("2026-03-18T10:02Z"))
    report = ada.create_task("Report", due_date=TODAY, estimate_minutes=100)
    ada.create_task("Letter", priority="low", estimate_minutes=20)
    ada.create_task("Slides", priority="high", estimate_minutes=45)
    ada.create_task("Later", start_date="2026-03-19")
    plan = plan_of(ada)
    assert plan.keys() == DayPlanView.__annotations__.keys()
    assert all(block.keys() == BlockView.__annotations__.keys() for block in plan["blocks"])
    assert plan["date"] == TODAY
    assert plan["capacity_minutes"] == 355  # 70 % of 8.5 hours, in steps of 5 minutes
    assert plan["because"] == [
        "Your limit is 8 h 30 min of work a day.",
        "30 % of what is left stays free for what comes up.",
        "It goes from 09:00 to 17:00 until your usual hours are known.",
    ]
    assert clocks(plan) == [
        ("10:05", "11:00", "Report"),
        ("11:00", "11:05", "break"),
        ("11:05", "11:50", "Report"),
        ("11:50", "11:55", "break"),
        ("11:55", "12:40", "Slides"),
        ("12:40", "13:10", "lunch"),
        ("13:10", "13:30", "Letter"),
    ]
    assert plan["blocks"][0] == {
        "from": "2026-03-18T10:05:00Z",
        "to": "2026-03-18T11:00:00Z",
        "kind": "task",
        "task_id": report["id"],
        "title": "Report",
        "why": "It is due on this day. By your estimate, 1 h 40 min to go.",
    }
    assert [(one["title"], one["why"]) for one in plan["left_out"]] == [("Later", "It starts later.")]
    assert plan["text"] == "3 tasks: 2 h 45 min of work from 10:05 to 13:30."
    assert plan_of(ada, language="es")["text"] == "3 tareas: 2 h 45 min de trabajo, de 10:05 a 13:30."


def test_applying_a_plan_plans_its_tasks_for_the_day_once(ada: Person, clock: MovableClock) -> None:
    ada.create_task("Report", due_date=TODAY)
    ada.create_task("Letter", planned_date=TODAY)
    left_out = ada.create_task("Thesis", planned_date="2026-03-20")
    plan = plan_of(ada)
    clock.move(minutes=20)  # is no change of the plan
    applied = apply(ada, plan)
    assert applied.status_code == 200, applied.text
    assert [(task["title"], task["planned_date"]) for task in applied.json()] == [
        ("Report", TODAY),
        ("Letter", TODAY),
    ]
    assert read(ada, f"tasks/{left_out['id']}") == left_out
    assert read(ada, f"stats/days?from={TODAY}")[0]["tasks_planned"] == 2
    assert titles(plan_of(ada)) == ["Report", "Letter"]
    clock.move(minutes=1)
    again = apply(ada, plan)
    assert (again.status_code, again.json()) == (200, applied.json())
    key = {"Idempotency-Key": "plan-1"}
    body = {"date": plan["date"], "version": plan["version"]}
    first = ada.post("assistant/plan/apply", json=body, headers=key)
    ada.create_task("Urgent", due_date=TODAY)
    replayed = ada.post("assistant/plan/apply", json=body, headers=key)
    assert (replayed.status_code, replayed.headers["Idempotency-Replayed"]) == (200, "true")
    assert replayed.json() == first.json()


@pytest.mark.parametrize("change", ["title", "estimate", "complete", "delete", "create", "shut down", "off"])
def test_plan_that_has_changed_since_is_not_applied(ada: Person, change: str) -> None:
    task = ada.create_task("Report", estimate_minutes=30)
    ada.create_task("Letter")
    plan = plan_of(ada)
    match change:
        case "title":
            ok_json(ada.put(f"tasks/{task['id']}", json={"title": "Long report"}))
        case "estimate":
            ok_json(ada.put(f"tasks/{task['id']}", json={"estimate_minutes": 60}))
        case "complete":
            complete_existing(ada, task)
        case "delete":
            delete_task(ada, task)
        case "create":
            ada.create_task("Urgent", due_date=TODAY)
        case "shut down":
            shut_down(ada)
        case _:
            set_preferences(ada, assistant=False)
    refused = apply(ada, plan)
    assert error_of(refused) == CHANGED
    assert all(one["planned_date"] is None for one in read(ada, "tasks"))


@pytest.mark.parametrize("version", ["", "-", "x", "355", "355-", "-1-ab", "99999-ab", "355-é", "٣-ab"])
def test_unknown_version_is_a_conflict(ada: Person, version: str) -> None:
    ada.create_task()
    refused = ada.post("assistant/plan/apply", json={"date": TODAY, "version": version})
    assert error_of(refused) == CHANGED


def test_plans_are_of_today_and_the_next_seven_days_in_the_users_zone(
    ada: Person, clock: MovableClock
) -> None:
    set_timezone(ada, "Pacific/Kiritimati")
    clock.set(at("2026-03-18T12:00Z"))
    assert plan_of(ada)["date"] == "2026-03-19"
    plan = plan_of(ada, "2026-03-26")
    for day in ("2026-03-18", "2026-03-27", "1999-12-31", "9999-12-31", "0001-01-01"):
        for refused in (
            ada.get(f"assistant/plan?date={day}"),
            ada.post("assistant/plan/apply", json={"date": day, "version": plan["version"]}),
        ):
            assert error_of(refused) == (400, "Field 'date' must be today or at most 7 days ahead")


def test_day_without_work_is_empty_unless_a_session_runs(ada: Person, clock: MovableClock) -> None:
    ada.create_task("Report")
    saturday = plan_of(ada, "2026-03-21")
    assert (saturday["blocks"], saturday["left_out"], saturday["because"]) == ([], [], [])
    assert saturday["text"] == "A day without work: nothing is planned."
    clock.set(at("2026-03-21T10:00Z"))
    clock_in(ada)
    assert titles(plan_of(ada)) == ["Report"]


def test_user_without_tasks_gets_a_friendly_sentence(ada: Person) -> None:
    plan = plan_of(ada)
    assert (plan["blocks"], plan["left_out"]) == ([], [])
    assert plan["text"] == "No open tasks: the day is yours."
    assert (apply(ada, plan).status_code, apply(ada, plan).json()) == (200, [])


def test_other_users_plans_and_tasks_are_out_of_reach(ada: Person, bob: Person) -> None:
    ada.create_task()
    plan = plan_of(ada)
    assert plan_of(bob)["blocks"] == []
    assert error_of(apply(bob, plan)) == CHANGED
    assert bob.get("assistant/plan", params={"user_id": ada.id}).status_code == 403
    body = {"date": plan["date"], "version": plan["version"], "user_id": ada.id}
    assert bob.post("assistant/plan/apply", json=body).status_code == 403
