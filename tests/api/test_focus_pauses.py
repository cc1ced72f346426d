"""Pauses of focus sessions, breaks during focus, and focus on a task."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    FOCUS_SPRINT_MASTER,
    clock_in,
    delete_task,
    drop_copies,
    end_session,
    error_of,
    join,
    ok_json,
    pause_session,
    pause_work,
    post_with_key,
    progress_in,
    read,
    resume_session,
    resume_work,
    start_session,
    with_pauses,
)
from tests.api.conftest import Person
from tests.api.errors import assert_invalid
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of, of_type

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

EACH_KIND = pytest.mark.parametrize("kind", ["focus", "break"])
NOT_RUNNING = (404, "Active session not found")


def spent_on(person: Person, task: dict[str, Any]) -> int:
    minutes: int = read(person, f"tasks/{task['id']}")["spent_minutes"]
    return minutes


# Pauses


@EACH_KIND
def test_pause_is_shown_and_does_not_count(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str
) -> None:
    session = start_session(ada, 25, kind)
    clock.move(minutes=10)
    paused = pause_session(ada, session)
    assert paused == with_pauses(session, "09:40-")
    assert read(ada, "current-session") == paused
    assert read(ada, "daily-summary")["focus_sessions"] == [paused]
    clock.move(minutes=45)
    resumed = with_pauses(session, "09:40-10:25")
    assert resume_session(ada, session) == read(ada, "current-session") == resumed
    clock.move(minutes=8, seconds=30)
    ended = end_session(ada, session)
    end = {"status": "completed", "end_time": "2026-03-18T10:33:30Z", "actual_duration": 18}
    assert ended == {**resumed, **end}
    day = read(ada, "daily-summary")
    assert day["focus_sessions"] == [ended]
    seconds = (day["total_focus_time"], day["total_break_time"])
    assert seconds == ((1110, 0) if kind == "focus" else (0, 1110))
    (row,) = read(ada, "stats/days?from=2026-03-18")
    assert row["rest_minutes"] == (0 if kind == "focus" else 18)
    cells = {(one["weekday"], one["hour"]): one for one in read(ada, "stats/heatmap")["cells"]}
    minutes = [cells[2, hour]["focus_minutes"] for hour in (9, 10)]
    assert minutes == ([10, 8] if kind == "focus" else [0, 0])
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


@pytest.mark.parametrize("verb", ["complete", "stop"])
def test_ending_a_paused_session_ends_its_pause(
    ada: Person, clock: MovableClock, store: DocumentStore, verb: str
) -> None:
    session = start_session(ada)
    clock.move(minutes=10)
    pause_session(ada, session)
    clock.move(minutes=10)
    ended = end_session(ada, session, verb)
    assert (ended["end_time"], ended["actual_duration"]) == ("2026-03-18T09:50:00Z", 10)
    assert ended == with_pauses(ended, "09:40-09:50")
    assert read(ada, "current-session") is None
    assert_totals_agree(store, ada)


def test_pausing_twice_or_resuming_what_runs_returns_409_and_changes_nothing(
    ada: Person, clock: MovableClock
) -> None:
    session = start_session(ada)
    path = f"focus-sessions/{session['session_id']}"
    assert error_of(ada.post(f"{path}/resume")) == (409, "The session is not paused")
    paused = pause_session(ada, session)
    clock.move(minutes=1)
    assert error_of(ada.post(f"{path}/pause")) == (409, "The session is paused already")
    assert read(ada, "current-session") == paused


def test_changing_any_id_but_that_of_a_session_that_has_not_ended_returns_404(
    ada: Person, bob: Person
) -> None:
    ended = start_session(ada)
    end_session(ada, ended)
    others = start_session(bob)
    running = start_session(ada)
    ids = [ended["session_id"], others["session_id"], ada.create_task()["id"], clock_in(ada)["id"]]
    for identifier in (*ids, "unknown", "active:focus", "x" * 5000, "a%2Fb"):
        for verb in ("pause", "resume"):
            assert error_of(ada.post(f"focus-sessions/{identifier}/{verb}")) == NOT_RUNNING, identifier
    assert (read(ada, "current-session"), read(bob, "current-session")) == (running, others)


def test_focus_of_more_than_100_pauses_is_paused_by_its_user_work_and_breaks_and_counts_exactly(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    session = start_session(ada, 240)
    for number in range(110):
        clock.move(seconds=7 + number % 5)
        pause_session(ada, session)
        clock.move(seconds=3 + number % 7)
        resume_session(ada, session)
    focused = sum(7 + number % 5 for number in range(110))
    for _ in range(3):
        clock.move(seconds=11)
        pause_work(ada)
        assert read(ada, "current-session")["status"] == "paused"
        clock.move(seconds=20)
        resume_work(ada)
        taken = start_session(ada, 5, "break")
        clock.move(minutes=5)
        end_session(ada, taken)
    focused += 3 * 11
    stored = {one["id"]: one for one in of_type(documents_of(store, ada.id), "focus_session")}
    assert len(stored[session["session_id"]]["pauses"]) == 100
    clock.move(seconds=60 - focused % 60)
    assert end_session(ada, session)["actual_duration"] == focused // 60 + 1
    assert read(ada, "daily-summary")["total_focus_time"] == focused + 60 - focused % 60
    assert_totals_agree(store, ada)


def test_share_of_the_plan_counts_without_pauses(ada: Person, monday: MovableClock) -> None:
    join(ada, FOCUS_SPRINT_MASTER)
    for seconds, counted in ((20 * 60 - 1, 0), (20 * 60, 1)):
        session = start_session(ada, 25)
        monday.move(minutes=10)
        pause_session(ada, session)
        monday.move(hours=2)
        resume_session(ada, session)
        monday.move(seconds=seconds - 600)
        end_session(ada, session)
        assert progress_in(ada, FOCUS_SPRINT_MASTER) == (counted, "in_progress")


def test_repeated_pause_with_its_key_replays_the_first_response(ada: Person, clock: MovableClock) -> None:
    session = start_session(ada)
    path = f"focus-sessions/{session['session_id']}/pause"
    first = post_with_key(ada, path, {})
    clock.move(minutes=1)
    resume_session(ada, session)
    repeated = post_with_key(ada, path, {})
    assert (repeated.headers["Idempotency-Replayed"], repeated.json()) == ("true", first.json())
    assert first.json() == with_pauses(session, "09:30-")
    assert read(ada, "current-session") == with_pauses(session, "09:30-09:31")


# Sessions left running


def test_paused_session_left_alone_is_stopped_where_its_last_pause_began(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    session = start_session(ada, 25, task_id=task["id"])
    clock.move(minutes=10)
    paused = pause_session(ada, session)
    clock.move(hours=12, minutes=14, seconds=59)
    assert read(ada, "current-session") == paused
    clock.move(seconds=1)
    assert read(ada, "current-session") is None
    (stopped,) = read(ada, "daily-summary?date=2026-03-18")["focus_sessions"]
    assert stopped == {
        **session,
        "status": "stopped",
        "end_time": "2026-03-18T09:40:00Z",
        "actual_duration": 10,
    }
    assert spent_on(ada, task) == 10
    assert_totals_agree(store, ada)


def test_session_left_running_after_a_pause_is_stopped_after_its_planned_time_without_the_pause(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    session = start_session(ada, 25, task_id=task["id"])
    clock.move(minutes=10)
    pause_session(ada, session)
    clock.move(minutes=60)
    resume_session(ada, session)
    clock.move(hours=11, minutes=15)  # 12 h and the plan after the start, the pause included
    for verb in ("pause", "resume", "complete"):
        path = f"focus-sessions/{session['session_id']}/{verb}"
        assert error_of(ada.post(path)) == NOT_RUNNING
    (stopped,) = read(ada, "daily-summary?date=2026-03-18")["focus_sessions"]
    assert (stopped["status"], stopped["end_time"]) == ("stopped", "2026-03-18T10:55:00Z")
    assert (stopped["actual_duration"], spent_on(ada, task)) == (25, 25)
    assert stopped == with_pauses(stopped, "09:40-10:40")
    assert_totals_agree(store, ada)


def test_session_resumed_late_is_not_stopped_in_the_future(ada: Person, clock: MovableClock) -> None:
    session = start_session(ada, 60)
    clock.move(minutes=10)
    pause_session(ada, session)
    clock.move(hours=12, minutes=49)
    resume_session(ada, session)
    clock.move(minutes=1)
    assert read(ada, "current-session") is None
    (stopped,) = read(ada, "daily-summary?date=2026-03-18")["focus_sessions"]
    assert (stopped["end_time"], stopped["actual_duration"]) == ("2026-03-18T22:30:00Z", 11)
    assert stopped == with_pauses(stopped, "09:40-22:29")


# Breaks during focus


@pytest.mark.both_stores("the pointer to the break has a copy of the focus session")
@pytest.mark.parametrize("verb", ["complete", "stop"])
def test_break_during_focus_pauses_the_focus_which_goes_on_when_it_ends(
    ada: Person, clock: MovableClock, store: DocumentStore, verb: str
) -> None:
    clock_in(ada)
    session = start_session(ada)
    drop_copies(store, ada.id)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    assert rest["resumes"] == session["session_id"]
    assert read(ada, "current-session") == rest
    assert read(ada, "daily-summary")["focus_sessions"] == [rest, with_pauses(session, "09:40-")]
    clock.move(minutes=5)
    ended = end_session(ada, rest, verb)
    assert (ended["resumes"], ended["actual_duration"]) == (session["session_id"], 5)
    assert ended["pauses"] == []
    assert read(ada, "current-session") == with_pauses(session, "09:40-09:45")
    clock.move(minutes=15)
    ended = end_session(ada, session)
    assert ended["actual_duration"] == 25
    assert ended == with_pauses(ended, "09:40-09:45")
    day = read(ada, "daily-summary")
    assert (day["total_focus_sessions"], day["total_focus_time"]) == (1, 1500)
    assert day["total_break_time"] == (300 if verb == "complete" else 0)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(("first", "second"), [("focus", "focus"), ("break", "break"), ("break", "focus")])
def test_start_during_a_paused_session_returns_409(ada: Person, first: str, second: str) -> None:
    paused = pause_session(ada, start_session(ada, 25, first))
    body = {"duration_minutes": 25, "session_type": second}
    response = ada.post("focus-sessions/start", json=body)
    assert error_of(response) == (409, f"Active {first} session already exists")
    assert read(ada, "current-session") == paused


def test_focus_that_a_break_paused_cannot_be_paused_or_resumed_during_the_break(ada: Person) -> None:
    session = start_session(ada)
    rest = start_session(ada, 5, "break")
    path = f"focus-sessions/{session['session_id']}"
    assert error_of(ada.post(f"{path}/pause")) == (409, "The session is paused already")
    assert error_of(ada.post(f"{path}/resume")) == (409, "The session goes on when the break ends")
    body = {"duration_minutes": 5, "session_type": "break"}
    assert error_of(ada.post("focus-sessions/start", json=body)) == (
        409,
        "Active break session already exists",
    )
    assert read(ada, "current-session") == rest


@pytest.mark.parametrize("verb", ["complete", "stop"])
def test_focus_that_a_break_paused_can_be_ended_during_the_break(
    ada: Person, clock: MovableClock, store: DocumentStore, verb: str
) -> None:
    session = start_session(ada)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=2)
    ended = end_session(ada, session, verb)
    assert ended["actual_duration"] == 10
    assert ended == with_pauses(ended, "09:40-09:42")
    assert read(ada, "current-session") == rest
    assert ok_json(ada.post("focus-sessions/start", json={"duration_minutes": 1}), 409)
    end_session(ada, rest)
    assert read(ada, "current-session") is None
    assert_totals_agree(store, ada)


def test_break_during_a_paused_focus_session_lets_it_go_on_afterwards(
    ada: Person, clock: MovableClock
) -> None:
    session = start_session(ada)
    clock.move(minutes=10)
    pause_session(ada, session)
    clock.move(minutes=5)
    rest = start_session(ada, 5, "break")
    assert rest["resumes"] == session["session_id"]
    clock.move(minutes=5)
    end_session(ada, rest)
    assert read(ada, "current-session") == with_pauses(session, "09:40-09:50")
    clock.move(minutes=15)
    assert end_session(ada, session)["actual_duration"] == 25


def test_focus_goes_on_from_the_planned_end_of_a_break_left_running(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 240)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    clock.move(hours=12, minutes=5)
    resumed = with_pauses(session, "09:40-09:45")
    assert read(ada, "current-session") == resumed
    assert read(ada, "daily-summary?date=2026-03-18")["focus_sessions"] == [
        {**rest, "status": "stopped", "end_time": "2026-03-18T09:45:00Z", "actual_duration": 5},
        resumed,
    ]
    ended = end_session(ada, session)
    assert (ended["end_time"], ended["actual_duration"]) == ("2026-03-18T21:45:00Z", 12 * 60 + 10)
    assert ended["pauses"] == resumed["pauses"]
    assert_totals_agree(store, ada)


def test_focus_and_its_break_left_running_both_end_at_the_next_look(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    start_session(ada, 25, task_id=task["id"])
    clock.move(minutes=10)
    start_session(ada, 5, "break")
    clock.move(days=2)
    new = start_session(ada)
    assert read(ada, "current-session") == new
    sessions = read(ada, "daily-summary?date=2026-03-18")["focus_sessions"]
    assert [(one["status"], one["end_time"], one["actual_duration"]) for one in sessions] == [
        ("stopped", "2026-03-18T09:45:00Z", 5),
        ("stopped", "2026-03-18T10:00:00Z", 25),
    ]
    assert sessions == [with_pauses(sessions[0]), with_pauses(sessions[1], "09:40-09:45")]
    assert spent_on(ada, task) == 25
    assert_totals_agree(store, ada)


# Focus on a task


@pytest.mark.both_stores("the task is written in the commit that ends the session")
def test_completed_and_stopped_sessions_add_their_time_without_pauses_to_the_task(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task(estimate_minutes=60)
    for verb, minutes in (("complete", 10), ("stop", 20)):
        session = start_session(ada, 25, task_id=task["id"])
        assert session["task_id"] == task["id"]
        clock.move(minutes=6)
        pause_session(ada, session)
        clock.move(minutes=10)
        resume_session(ada, session)
        assert spent_on(ada, task) == minutes - 10
        clock.move(minutes=4, seconds=20)
        assert end_session(ada, session, verb)["task_id"] == task["id"]
        assert spent_on(ada, task) == minutes
    session = start_session(ada, 25, task_id=task["id"])
    clock.move(seconds=20)
    end_session(ada, session)
    assert spent_on(ada, task) == 21  # seconds add up
    shown = ada.get(f"tasks/{task['id']}")
    assert shown.json()["updated_at"] == "2026-03-18T10:11:00Z"
    stale = ada.put(f"tasks/{task['id']}", json={"title": "x"}, headers={"If-Match": '"old"'})
    assert stale.status_code == 412
    assert_totals_agree(store, ada)


def test_time_on_a_task_that_was_deleted_or_completed_meanwhile(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    deleted, completed = ada.create_task(), ada.create_task()
    session = start_session(ada, 25, task_id=deleted["id"])
    clock.move(minutes=10)
    delete_task(ada, deleted)
    assert end_session(ada, session)["task_id"] == deleted["id"]
    session = start_session(ada, 25, task_id=completed["id"])
    clock.move(minutes=10)
    ada.patch(f"tasks/{completed['id']}")
    end_session(ada, session)
    assert spent_on(ada, completed) == 10
    assert read(ada, f"tasks/{completed['id']}")["completed"]
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("task_id", ["", "x" * 65, "a\nb", "\0", 5, True, [], {}])
def test_invalid_task_id_is_rejected(ada: Person, task_id: object) -> None:
    assert_invalid(
        ada.post("focus-sessions/start", json={"duration_minutes": 25, "task_id": task_id}),
        "task_id",
        task_id,
    )
    assert read(ada, "current-session") is None


def test_id_of_anything_but_an_own_task_is_rejected(ada: Person, bob: Person) -> None:
    ids = [bob.create_task()["id"], clock_in(ada)["id"], "unknown", "user", "progress", "a/b"]
    deleted = ada.create_task()
    delete_task(ada, deleted)
    for task_id in (*ids, deleted["id"]):
        body = {"duration_minutes": 25, "task_id": task_id}
        assert_invalid(ada.post("focus-sessions/start", json=body), "task_id", task_id)
    body = {"duration_minutes": 5, "session_type": "break", "task_id": ada.create_task()["id"]}
    assert_invalid(ada.post("focus-sessions/start", json=body), "task_id", "of a break")
    assert read(ada, "current-session") is None
    assert start_session(ada, 25, task_id=None)["task_id"] is None


def test_task_of_the_largest_size_does_not_keep_a_session_from_ending(
    ada: Person, clock: MovableClock
) -> None:
    subtasks = [{"title": "é" * 200} for _ in range(100)]
    task = ada.create_task("x", subtasks=subtasks)
    low, high = 0, 5000
    while low < high:  # the longest description that fits
        middle = (low + high + 1) // 2
        response = ada.put(f"tasks/{task['id']}", json={"description": "€" * middle})
        low, high = (middle, high) if response.status_code == 200 else (low, middle - 1)
    assert 0 < low < 5000
    session = start_session(ada, 25, task_id=task["id"])
    clock.move(minutes=25)
    assert end_session(ada, session)["status"] == "completed"
    assert spent_on(ada, task) == 25
