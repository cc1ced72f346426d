"""Oracle: a user's totals recomputed from the stored documents and compared with the API responses."""

from collections import Counter
from datetime import date
from typing import Any

from shared.store.contract import Document, DocumentStore
from tests.api.conftest import Person
from tests.oracle.recount import (
    completed_sessions,
    documents_of,
    naive_longest,
    naive_streak_bonuses,
    of_type,
    seconds_of,
)

DAY_TOTALS = (
    "completed_tasks",
    "finished_sessions",
    "worked_seconds",
    "focus_sessions",
    "focus_seconds",
    "breaks",
    "break_seconds",
    "shutdowns",
)


def assert_totals_agree(store: DocumentStore, person: Person) -> None:
    """Compare lifetime totals, daily totals, ledger, stats and achievements with the stored documents."""
    documents = documents_of(store, person.id)
    tasks = of_type(documents, "task")
    done = [task for task in tasks if task["completed"]]
    sessions = of_type(documents, "work_session")
    finished = [session for session in sessions if session["end_time"] is not None]
    assert all((task["completed_at"] is None) == (not task["completed"]) for task in tasks)
    _assert_at_most_one_active(documents, "work_session", "active_work_session")
    _assert_at_most_one_active(documents, "focus_session", "active_focus_session")
    _assert_days_agree(documents)

    hundredths = sum(round(seconds_of(session) / 36) for session in finished)
    (progress,) = of_type(documents, "progress")
    assert progress["total_tasks"] == len(tasks)
    assert progress["completed_tasks"] == len(done)
    assert progress["finished_sessions"] == len(finished)
    assert progress["worked_centihours"] == hundredths

    stats = person.stats()
    assert stats["total_tasks"] == len(tasks)
    assert stats["completed_tasks"] == stats["tasks_completed"] == len(done)
    assert stats["total_sessions"] == len(finished)
    assert stats["total_hours"] == stats["hours_worked"] == hundredths / 100
    active = {task["completed_on"] for task in done} | {session["ended_on"] for session in finished}
    longest_streak = naive_longest(set(map(date.fromisoformat, active)))
    assert stats["longest_streak"] == longest_streak
    assert 0 <= stats["active_streak"] <= stats["longest_streak"]

    shown = read_all_pages(person, "work_sessions")
    assert {session["id"] for session in shown} == {session["id"] for session in sessions}
    assert round(sum(session["duration"] or 0 for session in shown), 2) == stats["total_hours"]
    assert {
        task["id"]: task["completed"] for task in read_all_pages(person, f"tasks?user_id={person.id}")
    } == {task["id"]: task["completed"] for task in tasks}
    _assert_points_agree(documents, person)
    _assert_achievements_agree(documents, person, longest_streak)


def read_all_pages(person: Person, path: str, limit: int = 500) -> list[dict[str, Any]]:
    """Return the items of all pages of a list."""
    items: list[dict[str, Any]] = []
    separator = "&" if "?" in path else "?"
    page = f"{path}{separator}limit={limit}"
    continuation = ""
    while True:
        response = person.get(page + continuation)
        assert response.status_code == 200, response.text
        assert len(response.json()) <= limit
        items += response.json()
        assert len({item["id"] for item in items}) == len(items), "an item occurs on two pages"
        if "x-continuation" not in response.headers:
            return items
        continuation = f"&continuation={response.headers['x-continuation']}"


def _assert_at_most_one_active(documents: list[Document], kind: str, pointer: str) -> None:
    active = [session["id"] for session in of_type(documents, kind) if session["end_time"] is None]
    assert len(active) <= 1
    assert [document["session_id"] for document in of_type(documents, pointer)] == active


def _assert_days_agree(documents: list[Document]) -> None:
    expected = Counter(_expected_daily_totals(documents))
    days = of_type(documents, "day")
    recorded = {(day["local_date"], total): day[total] for day in days for total in DAY_TOTALS if day[total]}
    assert recorded == {key: amount for key, amount in expected.items() if amount}
    assert sum(sum(day["task_hours"].values()) for day in days) == sum(day["completed_tasks"] for day in days)
    assert sum(sum(day["focus_hours"].values()) for day in days) == sum(day["focus_seconds"] for day in days)
    hours = [amount for day in days for name in _HOURS for amount in day[name].values()]
    assert all(amount > 0 for amount in hours)
    done = {(task["completed_on"], task["id"]) for task in of_type(documents, "task") if task["completed"]}
    assert {(day["local_date"], task_id) for day in days for task_id in day["done"]} <= done


_HOURS = ("task_hours", "work_hours", "focus_hours")


def _expected_daily_totals(documents: list[Document]) -> dict[tuple[str, str], int]:
    """Return the expected daily totals by date and name of the total."""
    totals: Counter[tuple[str, str]] = Counter()
    for task in of_type(documents, "task"):
        if task["completed"]:
            totals[task["completed_on"], "completed_tasks"] += 1
    for session in of_type(documents, "work_session"):
        if session["end_time"] is not None:
            totals[session["ended_on"], "finished_sessions"] += 1
            totals[session["ended_on"], "worked_seconds"] += seconds_of(session)
    for session in completed_sessions(documents, "focus"):
        totals[session["started_on"], "focus_sessions"] += 1
        totals[session["started_on"], "focus_seconds"] += seconds_of(session)
    for session in completed_sessions(documents, "break"):
        totals[session["started_on"], "breaks"] += 1
        totals[session["started_on"], "break_seconds"] += seconds_of(session)
    for reflection in of_type(documents, "shutdown_reflection"):
        totals[reflection["shutdown_on"], "shutdowns"] += 1
    return totals


def _assert_points_agree(documents: list[Document], person: Person) -> None:
    """Compare the ledger with the events that earned points and were not undone, and totals with its sum."""
    ledger = read_all_pages(person, "points")
    total = sum(entry["delta"] for entry in ledger)
    (progress,) = of_type(documents, "progress")
    stats = person.get("challenges/stats").json()
    assert stats["total_points"] == progress.get("points", 0) == total >= 0
    stored = {entry["id"]: entry["delta"] for entry in of_type(documents, "points_entry")}
    assert {entry["id"]: entry["delta"] for entry in ledger} == stored

    earned: Counter[tuple[str, str]] = Counter()
    for entry in ledger:
        rule = "task" if entry["rule"] in {"task_completed", "task_reopened"} else entry["rule"]
        earned[rule, entry["source_id"]] += entry["delta"]
    done = [task["id"] for task in of_type(documents, "task") if task["completed"]]
    expected = {("task", task_id): 5 for task_id in done}
    for day, bonus in naive_streak_bonuses(documents).items():
        expected |= {("shutdown", day): 10, ("shutdown_streak", day): bonus}
    for totals in of_type(documents, "day"):
        if totals["focus_goal_reached"]:
            expected["focus_goal_reached", totals["local_date"]] = 15
    challenges = {key: points for key, points in earned.items() if key[0] == "challenge_completed" and points}
    assert set(challenges.values()) <= {75}
    assert len(challenges) == stats["challenges_done"] == progress.get("challenges_done", 0)
    assert {key: points for key, points in earned.items() if points} == expected | challenges

    week = progress.get("week") or {"name": "", "challenges": {}}
    for challenge, challenge_progress in week["challenges"].items():
        key = ("challenge_completed", f"{week['name']}:{challenge}")
        assert challenge_progress["completed"] == (key in challenges)


def _assert_achievements_agree(documents: list[Document], person: Person, longest_streak: int) -> None:
    reflections = of_type(documents, "shutdown_reflection")
    closed = {date.fromisoformat(reflection["shutdown_on"]) for reflection in reflections}
    tasks = sum(task["completed"] for task in of_type(documents, "task"))
    focus, breaks = completed_sessions(documents, "focus"), len(completed_sessions(documents, "break"))
    expected = {
        "first-step": tasks,
        "on-a-roll": tasks,
        "task-master": tasks,
        "in-the-zone": len(focus),
        "deep-diver": sum(map(seconds_of, focus)) // 3600,
        "warming-up": longest_streak,
        "unstoppable": longest_streak,
        "clean-close": len(closed),
        "evening-ritual": naive_longest(closed),
        "breather": breaks,
        "well-rested": breaks,
    }
    for shown in person.get("achievements").json():
        reached = shown["progress"] >= shown["target"]
        assert shown["unlocked"] == (shown["unlocked_at"] is not None) >= reached, shown
        if shown["id"] in expected:
            assert shown["progress"] == min(expected[shown["id"]], shown["target"]), shown
            assert shown["unlocked"] == reached, shown
