"""Focus sessions and breaks: one at a time, completed, stopped, or left running."""

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import clock_in, end_session, focus, ok_json, read, start_session, take_break
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

KINDS = pytest.mark.parametrize("kind", ["focus", "break"])
ENDS = pytest.mark.parametrize(("verb", "status"), [("complete", "completed"), ("stop", "stopped")])


def totals(person: Person) -> tuple[int, int, int]:
    day = read(person, "daily-summary")
    return day["total_focus_sessions"], day["total_focus_time"], day["total_break_time"]


@KINDS
def test_a_session_that_was_started_is_running(ada: Person, kind: str, store: DocumentStore) -> None:
    body = {"duration_minutes": 30, "session_type": kind}
    answer = ada.post("focus-sessions/start", json=body)
    session = ok_json(answer, 201)
    assert session == {
        "session_id": session["session_id"],
        "user_id": ada.id,
        "start_time": "2026-03-18T09:30:00Z",
        "end_time": None,
        "planned_duration": 30,
        "actual_duration": None,
        "session_type": kind,
        "status": "active",
    }
    assert session["session_id"]
    assert read(ada, "current-session") == session
    assert read(ada, "daily-summary")["focus_sessions"] == [session]
    assert_totals_agree(store, ada)


def test_a_session_is_for_focus_unless_told_otherwise(ada: Person) -> None:
    session = ok_json(ada.post("focus-sessions/start", json={"duration_minutes": 25}), 201)
    assert (session["session_type"], session["planned_duration"]) == ("focus", 25)


@pytest.mark.parametrize("minutes", [1, 240])
def test_a_plan_is_from_a_minute_to_four_hours(ada: Person, minutes: int) -> None:
    assert start_session(ada, minutes)["planned_duration"] == minutes


@pytest.mark.parametrize("first", ["focus", "break"])
@pytest.mark.parametrize("second", ["focus", "break"])
def test_while_one_runs_no_other_can_start(
    ada: Person, clock: MovableClock, store: DocumentStore, first: str, second: str
) -> None:
    running = start_session(ada, 25, first)
    clock.move(minutes=40)  # past its plan it still runs
    answer = ada.post("focus-sessions/start", json={"duration_minutes": 5, "session_type": second})
    assert answer.status_code == 409
    assert answer.json() == {"error": "Active focus session already exists", "code": "conflict"}
    assert read(ada, "current-session") == running
    assert read(ada, "daily-summary")["focus_sessions"] == [running]
    assert_totals_agree(store, ada)


def test_everybody_has_their_own_session(ada: Person, bob: Person) -> None:
    first, second = start_session(ada), start_session(bob, 5, "break")
    assert read(ada, "current-session") == first
    assert read(bob, "current-session") == second
    end_session(ada, first)
    assert read(ada, "current-session") is None
    assert read(bob, "current-session") == second


def test_a_work_session_and_a_focus_session_run_beside_each_other(ada: Person, store: DocumentStore) -> None:
    working = clock_in(ada)
    focusing = start_session(ada)
    assert read(ada, "work_sessions/active") == working
    assert read(ada, "current-session") == focusing
    assert_totals_agree(store, ada)


@KINDS
@ENDS
def test_a_session_ends_by_each_of_its_verbs(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str, verb: str, status: str
) -> None:
    session = start_session(ada, 25, kind)
    clock.move(minutes=20, seconds=30)
    ended = end_session(ada, session, verb)
    assert ended == {
        **session,
        "end_time": "2026-03-18T09:50:30Z",
        "actual_duration": 20,
        "status": status,
    }
    answer = ada.get("current-session")
    assert (answer.status_code, answer.content) == (200, b"null")
    assert read(ada, "daily-summary")["focus_sessions"] == [ended]
    assert_totals_agree(store, ada)


@KINDS
def test_only_what_was_completed_counts(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str
) -> None:
    stopped = start_session(ada, 25, kind)
    clock.move(minutes=20)
    end_session(ada, stopped, "stop")
    assert totals(ada) == (0, 0, 0)
    completed = start_session(ada, 25, kind)
    clock.move(minutes=20)
    assert totals(ada) == (0, 0, 0)
    end_session(ada, completed)
    assert totals(ada) == ((1, 1200, 0) if kind == "focus" else (0, 0, 1200))
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    ("step", "minutes", "seconds"),
    [
        ({}, 0, 0),
        ({"seconds": 59, "milliseconds": 999}, 0, 59),
        ({"seconds": 60}, 1, 60),
        ({"seconds": 119}, 1, 119),
        ({"minutes": 24, "seconds": 59}, 24, 1499),
        ({"minutes": 40}, 40, 2400),  # longer than its plan
        ({"hours": 12, "minutes": 24, "seconds": 59}, 744, 44699),  # nearly forgotten
    ],
    ids=str,
)
def test_a_duration_is_in_whole_minutes_rounded_down(
    ada: Person, clock: MovableClock, step: dict[str, float], minutes: int, seconds: int
) -> None:
    session = start_session(ada)
    clock.move(**step)
    assert end_session(ada, session)["actual_duration"] == minutes
    assert read(ada, "daily-summary?date=2026-03-18")["total_focus_time"] == seconds


def test_a_clock_that_was_set_back_makes_no_negative_duration(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada)
    clock.move(seconds=-3)
    ended = end_session(ada, session)
    assert ended["actual_duration"] == 0
    assert ended["end_time"] >= ended["start_time"]
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("first", ["complete", "stop"])
@pytest.mark.parametrize("second", ["complete", "stop"])
def test_a_session_ends_once(
    ada: Person, clock: MovableClock, store: DocumentStore, first: str, second: str
) -> None:
    session = start_session(ada)
    clock.move(minutes=25)
    ended = end_session(ada, session, first)
    clock.move(minutes=5)
    answer = ada.post(f"focus-sessions/{session['session_id']}/{second}")
    assert answer.status_code == 404
    assert answer.json() == {"error": "Active session not found", "code": "not_found"}
    assert read(ada, "daily-summary")["focus_sessions"] == [ended]
    assert_totals_agree(store, ada)


def test_ending_an_ended_session_leaves_the_running_one_alone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    first = focus(ada, clock)
    second = start_session(ada)
    for verb in ("complete", "stop"):
        assert ada.post(f"focus-sessions/{first['session_id']}/{verb}").status_code == 404
    assert read(ada, "current-session") == second
    assert_totals_agree(store, ada)


def test_what_is_no_running_session_of_the_caller_is_not_found(ada: Person, bob: Person) -> None:
    running = start_session(bob)
    others = [ada.create_task()["id"], clock_in(ada)["id"], "active:focus", "progress"]
    for identifier in (running["session_id"], *others, "nobody", "x" * 5000, "a%2Fb", "%F0%9F%A6%89"):
        for verb in ("complete", "stop"):
            answer = ada.post(f"focus-sessions/{identifier}/{verb}")
            assert answer.status_code == 404, identifier
            assert answer.json() == {"error": "Active session not found", "code": "not_found"}
    assert read(bob, "current-session") == running


# Left running


@KINDS
@pytest.mark.parametrize(
    "look",
    [
        "current-session",
        "daily-summary",
        "daily-summary?date=2026-03-18",
        "weekly-summary",
        "weekly-summary?week_start=2025-12-01",
    ],
)
def test_a_session_left_running_has_ended_by_itself_when_it_is_looked_at(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str, look: str
) -> None:
    session = start_session(ada, 50, kind)
    clock.move(hours=12, minutes=50)
    shown = read(ada, look)
    stopped = {
        **session,
        "end_time": "2026-03-18T10:20:00Z",
        "actual_duration": 50,
        "status": "stopped",
    }
    if look == "daily-summary?date=2026-03-18":
        assert shown["focus_sessions"] == [stopped]
    elif look == "current-session":
        assert shown is None
    assert_totals_agree(store, ada)
    day = read(ada, "daily-summary?date=2026-03-18")
    assert day["focus_sessions"] == [stopped]
    assert (day["total_focus_sessions"], day["total_focus_time"], day["total_break_time"]) == (0, 0, 0)
    assert start_session(ada)["status"] == "active"


def test_a_session_left_running_does_not_stand_in_the_way_of_the_next(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    forgotten = start_session(ada, 25)
    clock.move(hours=12, minutes=25)
    following = start_session(ada, 30)
    assert read(ada, "current-session") == following
    assert read(ada, "daily-summary?date=2026-03-18")["focus_sessions"] == [
        following,
        {**forgotten, "end_time": "2026-03-18T09:55:00Z", "actual_duration": 25, "status": "stopped"},
    ]
    assert_totals_agree(store, ada)


def test_a_session_left_running_cannot_be_completed_any_more(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 25)
    clock.move(days=3)
    path = f"focus-sessions/{session['session_id']}/complete"
    for headers in ({}, {"Idempotency-Key": "k"}, {"Idempotency-Key": "k"}):
        answer = ada.post(path, headers=headers)
        assert answer.status_code == 404
        assert answer.json()["error"] == "Active session not found"
    (shown,) = read(ada, "daily-summary?date=2026-03-18")["focus_sessions"]
    assert (shown["status"], shown["actual_duration"]) == ("stopped", 25)
    assert read(ada, "points") == []
    assert_totals_agree(store, ada)


def test_stopping_a_session_left_running_stops_it_when_it_was_planned_to_end(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 25)
    clock.move(days=3)
    ended = end_session(ada, session, "stop")
    assert (ended["end_time"], ended["actual_duration"]) == ("2026-03-18T09:55:00Z", 25)
    assert ada.post(f"focus-sessions/{session['session_id']}/stop").status_code == 404
    assert_totals_agree(store, ada)


def test_until_12_hours_after_its_plan_a_session_runs(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 25)
    clock.move(hours=12, minutes=25, microseconds=-1)
    assert read(ada, "current-session") == session
    refused = ada.post("focus-sessions/start", json={"duration_minutes": 25})
    assert refused.status_code == 409
    ended = end_session(ada, session)
    assert (ended["status"], ended["actual_duration"]) == ("completed", 744)
    assert_totals_agree(store, ada)


# Tags, methods, whose


def test_a_single_session_carries_the_same_etag_wherever_it_is_shown(
    ada: Person, clock: MovableClock
) -> None:
    started = ada.post("focus-sessions/start", json={"duration_minutes": 25})
    assert ada.get("current-session").headers["ETag"] == started.headers["ETag"]
    clock.move(minutes=25)
    for verb in ("complete", "stop"):
        session = ada.get("current-session").json() or start_session(ada)
        ended = ada.post(f"focus-sessions/{session['session_id']}/{verb}")
        assert ended.headers["ETag"] not in {"", started.headers["ETag"]}


def test_a_trailing_slash_changes_nothing(ada: Person) -> None:
    session = ok_json(ada.post("focus-sessions/start/", json={"duration_minutes": 25}), 201)
    assert read(ada, "current-session/") == session
    assert end_session(ada, session, "stop/")["status"] == "stopped"


def test_an_administrator_runs_somebodys_sessions(
    root: Person, ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    body = {"duration_minutes": 25, "user_id": ada.id}
    session = ok_json(root.post("focus-sessions/start", json=body), 201)
    assert session["user_id"] == ada.id
    assert read(ada, "current-session") == session == read(root, f"current-session?user_id={ada.id}")
    assert read(root, "current-session") is None
    clock.move(minutes=25)
    path = f"focus-sessions/{session['session_id']}/complete"
    assert root.post(path).status_code == 404  # without the name it is about the administrator
    ended = ok_json(root.post(path, json={"user_id": ada.id}))
    for view in ("daily-summary", "weekly-summary"):
        assert read(root, f"{view}?user_id={ada.id}") == read(ada, view)
    assert read(ada, "daily-summary")["focus_sessions"] == [ended]
    assert_totals_agree(store, ada)


def test_a_break_is_shown_beside_the_sessions_and_is_no_focus(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    focused, rested = focus(ada, clock), take_break(ada, clock)
    assert totals(ada) == (1, 1500, 300)
    assert read(ada, "daily-summary")["focus_sessions"] == [rested, focused]
    assert_totals_agree(store, ada)
