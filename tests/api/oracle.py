"""Comparison of the responses of the API with the event log of the stored documents."""

from datetime import date, datetime, timedelta
from typing import Any

from shared.store.contract import Document, DocumentStore
from tests.api.conftest import Person
from tests.oracle.event_log import EventLog
from tests.oracle.naive_calendar import monday_of
from tests.oracle.recount import calendar_of, check_totals, documents_of, log_of, of_type

_OF_EXACT_LOGS = {"well-watered", "in-balance"}
"""The achievements that depend on the preferences at the time of the events."""


def assert_totals_agree(store: DocumentStore, person: Person) -> None:
    """Compare totals, ledger, stats, lists and achievements with the events of the stored documents."""
    documents = documents_of(store, person.id)
    log = check_totals(documents)
    tasks, sessions = of_type(documents, "task"), of_type(documents, "work_session")
    assert all((task["completed_at"] is None) == (not task["completed"]) for task in tasks)
    _assert_pointer_names_what_runs(documents, "work_session", "active_work_session")
    _assert_pointer_names_what_runs(documents, "focus_session", "active_focus_session")

    stats = person.stats()
    hours = log.worked_centihours() / 100
    assert stats["total_tasks"] == len(tasks)
    assert stats["completed_tasks"] == stats["tasks_completed"] == len(log.of("task"))
    assert stats["total_sessions"] == len(log.of("work"))
    assert stats["total_hours"] == stats["hours_worked"] == hours
    assert stats["longest_streak"] == log.longest_streak()
    assert 0 <= stats["active_streak"] <= stats["longest_streak"]

    shown = read_all_pages(person, "work_sessions")
    assert {session["id"] for session in shown} == {session["id"] for session in sessions}
    assert round(sum(session["duration"] or 0 for session in shown), 2) == hours
    shown = read_all_pages(person, f"tasks?user_id={person.id}")
    assert {task["id"]: task["completed"] for task in shown} == {
        task["id"]: task["completed"] for task in tasks
    }
    stored = {entry["id"]: entry["delta"] for entry in of_type(documents, "points_entry")}
    assert {entry["id"]: entry["delta"] for entry in read_all_pages(person, "points")} == stored
    challenges = person.get("challenges/stats").json()
    assert challenges["total_points"] == log.points() >= 0
    assert challenges["challenges_done"] == len(log.completed_challenges())
    _assert_completed_challenges_agree(documents, log)
    _assert_achievements_agree(log, person)


def assert_week_agrees(store: DocumentStore, person: Person, now: datetime) -> None:
    """Compare this week, the streaks and the heatmap with an exact recount.

    The user must not have changed the time zone, the start of the day or a goal after the first event.
    """
    documents = documents_of(store, person.id)
    log = check_totals(documents, log_of(documents, is_exact=True))
    (user,) = of_type(documents, "user")
    today = calendar_of(user).date_of(now)
    leaders = person.get("challenges/leaders").json()
    points = log.points(monday_of(today))
    assert [entry["points"] for entry in leaders if entry["is_current_user"]] == [points]
    stats = person.get("challenges/stats").json()
    assert person.stats()["active_streak"] == log.active_streak(today)
    assert stats["shutdown_streak"] == log.shutdown_streak(today)
    for challenge in person.get("challenges/week").json():
        found = log.challenge_progress(challenge["id"], monday_of(today))
        if challenge["status"] != "completed":
            assert challenge["progress"] == (None if found is None else found[0]), challenge
    _assert_heatmap_agrees(log, person, today)


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


def _assert_pointer_names_what_runs(documents: list[Document], kind: str, pointer: str) -> None:
    """At most one session runs, and if it is a break, the focus session that it interrupts."""
    active = {session["id"] for session in of_type(documents, kind) if session["end_time"] is None}
    pointers = of_type(documents, pointer)
    assert len(pointers) == bool(active)
    interrupted = [one["interrupted"]["id"] for one in pointers if one.get("interrupted")]
    assert active == {*(one["session_id"] for one in pointers), *interrupted}


def _assert_completed_challenges_agree(documents: list[Document], log: EventLog) -> None:
    """Assert that the challenges of the stored week are completed exactly if their points were given."""
    (progress,) = of_type(documents, "progress")
    week = progress.get("week") or {"name": "", "challenges": {}}
    completed = {(challenge, f"{monday:%G-W%V}") for challenge, monday in log.completed_challenges()}
    for challenge, stored in week["challenges"].items():
        assert stored["completed"] == ((challenge, week["name"]) in completed)


def _assert_achievements_agree(log: EventLog, person: Person) -> None:
    expected = log.achievements()
    shown = person.get("achievements").json()
    assert {achievement["id"] for achievement in shown} == expected.keys()
    for achievement in shown:
        progress, unlocked = achievement["progress"], achievement["unlocked"]
        reached = progress >= achievement["target"]
        assert unlocked == (achievement["unlocked_at"] is not None) >= reached, achievement
        if achievement["id"] not in _OF_EXACT_LOGS:
            assert (progress, unlocked) == expected[achievement["id"]], achievement


def _assert_heatmap_agrees(log: EventLog, person: Person, today: date) -> None:
    cells = person.get("stats/heatmap?weeks=26").json()["cells"]
    fields = ("minutes_worked", "focus_minutes", "tasks_completed")
    shown = {cell["weekday"] * 24 + cell["hour"]: tuple(cell[field] for field in fields) for cell in cells}
    expected = log.heatmap(monday_of(today) - timedelta(weeks=25))
    assert {hour: amounts for hour, amounts in shown.items() if any(amounts)} == expected
