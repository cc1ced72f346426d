"""The plan of a day over HTTP; `tests/unit/test_plan.py` has its rules."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from shared.views.plan import BlockView, DayPlanView
from tests.api.actions import (
    at,
    clock_in,
    clock_out,
    complete_existing,
    delete_task,
    end_session,
    error_of,
    ok_json,
    read,
    set_preferences,
    set_timezone,
    shut_down,
    start_session,
)
from tests.api.conftest import Person
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

TODAY = "2026-03-18"  # a Wednesday
PAGE = Path(__file__).parents[2] / "docs" / "assistant.md"
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
        "30% of the remaining time stays free for what comes up.",
        "The plan goes from 09:00 to 17:00 until your usual hours are known.",
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
    rows = [f"| {begin} | {end} | {what} | " for begin, end, what in clocks(plan)]
    whys = [block["why"] for block in plan["blocks"]]
    table = "\n".join(f"{row}{why} |" for row, why in zip(rows, whys, strict=True))
    assert f"\n{table}\n" in PAGE.read_text("utf-8")


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


@pytest.mark.parametrize(
    "change", ["title", "estimate", "complete", "delete", "create", "start", "shut down", "off"]
)
def test_plan_that_has_changed_since_is_not_applied(ada: Person, clock: MovableClock, change: str) -> None:
    task = ada.create_task("Report", estimate_minutes=30)
    ada.create_task("Call", start_date="2026-03-18T09:45:00Z")
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
        case "start":
            clock.move(minutes=20)  # until the call can be made
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


def test_estimates_are_by_what_tasks_with_a_tag_have_taken(ada: Person, clock: MovableClock) -> None:
    for minutes in (20, 40, 25):
        done = ada.create_task("Call", tags=["calls"])
        session = start_session(ada, minutes, task_id=done["id"])
        clock.move(minutes=minutes)
        end_session(ada, session)
        complete_existing(ada, done)
    ada.create_task("Call Bob", tags=["calls"])
    (block,) = [one for one in plan_of(ada)["blocks"] if one["kind"] == "task"]
    assert (block["from"], block["to"]) == ("2026-03-18T10:55:00Z", "2026-03-18T11:20:00Z")
    assert block["why"] == "It is next by priority and age. About 25 min to go, by your tasks with “calls”."


def test_running_session_counts_and_its_work_leads_to_a_break(ada: Person, clock: MovableClock) -> None:
    ada.create_task("Report", estimate_minutes=60)
    clock.set(at("2026-03-18T10:10Z"))
    clock_in(ada)
    clock.move(minutes=50)  # five minutes before a break is due
    plan = plan_of(ada)
    assert plan["because"][0] == "Your limit is 8 h 30 min of work a day; worked so far: 50 min."
    assert plan["capacity_minutes"] == 320  # 70 % of 7 hours and 40 minutes
    assert clocks(plan) == [
        ("11:00", "11:05", "break"),
        ("11:05", "11:55", "Report"),
        ("11:55", "12:00", "break"),
        ("12:00", "12:10", "Report"),
    ]
    clock.set(at("2026-03-18T18:45Z"))
    assert plan_of(ada)["blocks"] == []  # more than the limit is worked
    clock_out(ada)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("Europe/Madrid", "2026-03-29", "07:00", "15:00"),  # UTC+1 until the night before
        ("America/New_York", "2026-11-01", "14:00", "22:00"),  # UTC-4 until the night before
        ("Australia/Lord_Howe", "2026-10-04", "22:00", "06:00"),  # UTC+10:30 until the night before
        ("Asia/Kathmandu", "2026-03-22", "03:15", "11:15"),
    ],
)
def test_hours_of_a_plan_are_by_the_clock_of_the_day(
    ada: Person, clock: MovableClock, zone: str, day: str, begins: str, ends: str
) -> None:
    set_timezone(ada, zone)
    set_preferences(ada, work_days=[1, 2, 3, 4, 5, 6, 7], workday_limit_minutes=900)
    ada.create_task("Book", estimate_minutes=2400)
    clock.set(at(f"{day}T12:00Z") - timedelta(days=2))
    plan = plan_of(ada, day)
    assert plan["blocks"][0]["from"][11:16] == begins
    assert plan["blocks"][-1]["to"][11:16] == ends


@pytest.mark.both_stores("the commit of an applied plan")
def test_plan_of_many_tasks_is_applied_as_a_whole(ada: Person) -> None:
    set_preferences(ada, workday_limit_minutes=1440, rest_after_minutes=1440, lunch_window="01:00-02:00")
    days = [date(2026, 3, 18) + timedelta(days=number % 30) for number in range(45)]
    for number, day in enumerate(days):
        # Each is planned for another day, whose totals change, too.
        ada.create_task(f"Task {number}", estimate_minutes=10, due_date=TODAY, planned_date=str(day))
    plan = plan_of(ada)
    planned = titles(plan)
    assert len(planned) == 30
    assert {one["title"] for one in plan["left_out"]} == {f"Task {n}" for n in range(45)} - {*planned}
    tasks = ok_json(apply(ada, plan))
    assert [task["title"] for task in cast("list[dict[str, Any]]", tasks)] == planned
    days_after = {row["date"]: row["tasks_planned"] for row in read(ada, f"stats/days?from={TODAY}")}
    left_for_today = {"Task 0", "Task 30"} - {*planned}  # planned for it before
    assert days_after[TODAY] == 30 + len(left_for_today)


@pytest.mark.both_stores("concurrent commits")
def test_concurrent_applications_of_a_plan_change_its_tasks_once(ada: Person) -> None:
    for number in range(5):
        ada.create_task(f"Task {number}")
    plan = plan_of(ada)
    with ThreadPoolExecutor(4) as threads:
        answers = [*threads.map(lambda _: apply(ada, plan), range(4))]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert read(ada, f"stats/days?from={TODAY}")[0]["tasks_planned"] == 5
