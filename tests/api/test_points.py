"""The points ledger: every entry has an id and a cause, and the total is the sum of the entries."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    complete,
    complete_existing,
    delete_task,
    end_session,
    focus,
    read,
    reopen,
    set_preferences,
    shut_down,
    start_session,
    take_break,
    total_points,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, read_all_pages
from tests.conftest import MovableClock
from tests.failing_store import FailingStore
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def entries(person: Person) -> list[tuple[str, int]]:
    """Return the ids and points of the ledger, oldest first."""
    return [(entry["id"], entry["delta"]) for entry in reversed(read_all_pages(person, "points"))]


def forget_rewards(store: DocumentStore, person: Person) -> None:
    """Reduce the person's documents to the stored form from before points, focus and challenges existed."""
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
            added = {"completions", "completed_hour", "completed_week"}
            store.upsert({name: value for name, value in document.items() if name not in added})
        elif kind in kept:
            store.upsert({name: document[name] for name in {"id", "user_id", "type"} | kept[kind]})


def test_ledger_of_a_new_user_is_empty(ada: Person) -> None:
    assert read(ada, "points") == []
    assert total_points(ada) == 0


def test_completed_task_writes_an_entry_with_time_rule_and_source(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    assert read(ada, "points") == []
    clock.move(minutes=5)
    complete_existing(ada, task)
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


def test_each_completion_and_reopening_writes_an_entry(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = complete(ada)
    for undo_or_redo in (reopen, complete_existing, reopen, complete_existing):
        clock.move(minutes=1)
        undo_or_redo(ada, task)
    assert [delta for _, delta in entries(ada)] == [5, -5, 5, -5, 5]
    rules = [entry["rule"] for entry in read(ada, "points")]
    assert rules == ["task_completed", "task_reopened"] * 2 + ["task_completed"]
    assert total_points(ada) == 5
    assert_totals_agree(store, ada)


def test_repeated_completion_or_reopening_writes_no_entry(ada: Person) -> None:
    task = complete(ada)
    complete_existing(ada, task)
    ada.put(f"tasks/{task['id']}", json={"completed": True, "title": "renamed"})
    assert [delta for _, delta in entries(ada)] == [5]
    for _ in range(2):
        reopen(ada, task)
    ada.put(f"tasks/{task['id']}", json={"completed": False})
    assert [delta for _, delta in entries(ada)] == [5, -5]


@pytest.mark.parametrize("reopened", [False, True])
def test_deleting_a_completed_task_the_same_day_takes_back_its_points(
    ada: Person, store: DocumentStore, *, reopened: bool
) -> None:
    task = complete(ada)
    if reopened:
        reopen(ada, task)
    delete_task(ada, task)
    assert sorted(delta for _, delta in entries(ada)) == [-5, 5]
    assert total_points(ada) == 0
    assert_totals_agree(store, ada)


def test_focus_goal_is_rewarded_once_a_day(ada: Person, clock: MovableClock, store: DocumentStore) -> None:
    set_preferences(ada, focus_goal_minutes=50)
    focus(ada, clock, 25)
    assert entries(ada) == []
    for _ in range(3):
        focus(ada, clock, 25)
        assert entries(ada) == [("points:focus_goal_reached:2026-03-18", 15)]
    clock.move(days=1)
    focus(ada, clock, 24)
    take_break(ada, clock, 60)
    assert total_points(ada) == 15
    focus(ada, clock, 26)
    assert entries(ada)[1:] == [("points:focus_goal_reached:2026-03-19", 15)]
    assert_totals_agree(store, ada)


def test_focus_session_over_midnight_counts_for_the_goal_of_its_first_day(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, focus_goal_minutes=50)
    clock.set(at("2026-03-18T23:40:00Z"))
    focus(ada, clock, 50)
    assert entries(ada) == [("points:focus_goal_reached:2026-03-18", 15)]
    focus(ada, clock, 49)
    assert total_points(ada) == 15
    assert_totals_agree(store, ada)


def test_stopped_focus_breaks_and_work_sessions_earn_no_points(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, focus_goal_minutes=10)
    session = start_session(ada)
    clock.move(minutes=25)
    end_session(ada, session, "stop")
    take_break(ada, clock, 25)
    ada.post("work_sessions/start")
    clock.move(hours=8)
    ada.post("time-logs/end-work")
    assert read(ada, "points") == []
    assert_totals_agree(store, ada)


def test_ledger_is_listed_newest_first_in_pages(ada: Person, clock: MovableClock) -> None:
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


def test_entries_of_the_same_time_are_each_listed_once_across_pages(
    ada: Person, store: DocumentStore
) -> None:
    for _ in range(5):
        complete(ada)
    shut_down(ada)
    assert len(read_all_pages(ada, "points", limit=2)) == 7
    assert_totals_agree(store, ada)


def test_points_do_not_expire(ada: Person, clock: MovableClock) -> None:
    complete(ada)
    shut_down(ada)
    before = read(ada, "points")
    clock.move(days=1000)
    assert read(ada, "points") == before
    assert total_points(ada) == 17


def test_undoing_tasks_completed_before_points_existed_takes_no_points(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    old = [complete(ada, name) for name in ("reopened", "deleted", "kept")]
    work(ada, clock, hours=1)
    forget_rewards(store, ada)
    views = ("points", "achievements", "challenges/week", "challenges/stats", "challenges/leaders")
    for view in (*views, "daily-summary", "weekly-summary", "stats/heatmap", "dashboard/shutdown-summary"):
        assert ada.get(view).status_code == 200, view
    reopen(ada, old[0])
    delete_task(ada, old[1])
    assert read(ada, "points") == []
    complete_existing(ada, old[0])
    complete(ada, "new")
    assert [delta for _, delta in entries(ada)] == [5, 5]
    reopen(ada, old[0])
    assert total_points(ada) == 5
    assert ada.stats()["completed_tasks"] == 2


def test_failed_commit_stores_neither_the_event_nor_its_rewards_are_stored(
    ada: Person, clock: MovableClock, store: FailingStore
) -> None:
    task = ada.create_task()
    session = start_session(ada, 25, "break")
    clock.move(minutes=5)
    events: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", f"tasks/{task['id']}", {}),
        ("POST", f"focus-sessions/{session['session_id']}/complete", {}),
        ("POST", "dashboard/shutdown-reflection", {"productivity_rating": "good"}),
        ("POST", "challenges/task-finisher/join", {}),
    ]
    store.fail("batch")
    for method, path, body in events:
        response = ada.call(method, path, json=body)
        assert (response.status_code, response.json()["code"]) == (503, "store_unavailable")
        assert "Retry-After" in response.headers
    store.recover()
    assert read(ada, f"tasks/{task['id']}") == task
    assert read(ada, "current-session") == session
    assert read(ada, "dashboard/shutdown-history") == read(ada, "points") == []
    assert not any(achievement["unlocked"] for achievement in read(ada, "achievements"))
    assert {challenge["status"] for challenge in read(ada, "challenges/week")} == {None}
    assert_totals_agree(store, ada)
    for method, path, body in events:
        assert ada.call(method, path, json=body).is_success
    assert total_points(ada) == 17
    assert_totals_agree(store, ada)
