"""Focus sessions and breaks: start, complete, stop, and sessions left running."""

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import clock_in, end_session, focus, ok_event, ok_json, read, start_session, take_break
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

EACH_KIND = pytest.mark.parametrize("kind", ["focus", "break"])
EACH_END = pytest.mark.parametrize(("verb", "status"), [("complete", "completed"), ("stop", "stopped")])


def totals(person: Person) -> tuple[int, int, int]:
    day = read(person, "daily-summary")
    return day["total_focus_sessions"], day["total_focus_time"], day["total_break_time"]


@EACH_KIND
def test_started_session_is_active(ada: Person, kind: str, store: DocumentStore) -> None:
    body = {"duration_minutes": 30, "session_type": kind}
    response = ada.post("focus-sessions/start", json=body)
    session = ok_json(response, 201)
    assert session == {
        "session_id": session["session_id"],
        "user_id": ada.id,
        "task_id": None,
        "start_time": "2026-03-18T09:30:00Z",
        "end_time": None,
        "planned_duration": 30,
        "actual_duration": None,
        "session_type": kind,
        "status": "active",
        "resumes": None,
        "pauses": [],
    }
    assert session["session_id"]
    assert read(ada, "current-session") == session
    assert read(ada, "daily-summary")["focus_sessions"] == [session]
    assert_totals_agree(store, ada)


def test_session_type_defaults_to_focus(ada: Person) -> None:
    session = ok_json(ada.post("focus-sessions/start", json={"duration_minutes": 25}), 201)
    assert (session["session_type"], session["planned_duration"]) == ("focus", 25)


@pytest.mark.parametrize("minutes", [1, 240])
def test_planned_duration_of_1_and_of_240_minutes_is_accepted(ada: Person, minutes: int) -> None:
    assert start_session(ada, minutes)["planned_duration"] == minutes


@pytest.mark.parametrize(("first", "second"), [("focus", "focus"), ("break", "break"), ("break", "focus")])
def test_start_during_an_active_session_returns_409(
    ada: Person, clock: MovableClock, store: DocumentStore, first: str, second: str
) -> None:
    running = start_session(ada, 25, first)
    clock.move(minutes=40)  # still active after its planned end
    response = ada.post("focus-sessions/start", json={"duration_minutes": 5, "session_type": second})
    assert response.status_code == 409
    assert response.json() == {"error": f"Active {first} session already exists", "code": "conflict"}
    assert read(ada, "current-session") == running
    assert read(ada, "daily-summary")["focus_sessions"] == [running]
    assert_totals_agree(store, ada)


def test_active_sessions_are_per_user(ada: Person, bob: Person) -> None:
    first, second = start_session(ada), start_session(bob, 5, "break")
    assert read(ada, "current-session") == first
    assert read(bob, "current-session") == second
    end_session(ada, first)
    assert read(ada, "current-session") is None
    assert read(bob, "current-session") == second


def test_focus_session_runs_during_a_work_session(ada: Person, store: DocumentStore) -> None:
    working = clock_in(ada)
    focusing = start_session(ada)
    assert read(ada, "work_sessions/active") == working
    assert read(ada, "current-session") == focusing
    assert_totals_agree(store, ada)


@EACH_KIND
@EACH_END
def test_session_ends_by_complete_and_by_stop(
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
    response = ada.get("current-session")
    assert (response.status_code, response.content) == (200, b"null")
    assert read(ada, "daily-summary")["focus_sessions"] == [ended]
    assert_totals_agree(store, ada)


@EACH_KIND
def test_only_completed_sessions_count_in_the_totals(
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
        ({"minutes": 40}, 40, 2400),  # longer than planned
        ({"hours": 12, "minutes": 24, "seconds": 59}, 744, 44699),  # just before it counts as abandoned
    ],
    ids=str,
)
def test_actual_duration_is_rounded_down_to_whole_minutes(
    ada: Person, clock: MovableClock, step: dict[str, float], minutes: int, seconds: int
) -> None:
    session = start_session(ada)
    clock.move(**step)
    assert end_session(ada, session)["actual_duration"] == minutes
    assert read(ada, "daily-summary?date=2026-03-18")["total_focus_time"] == seconds


def test_clock_set_back_gives_no_negative_duration(
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
def test_ending_an_ended_session_returns_404(
    ada: Person, clock: MovableClock, store: DocumentStore, first: str, second: str
) -> None:
    session = start_session(ada)
    clock.move(minutes=25)
    ended = end_session(ada, session, first)
    clock.move(minutes=5)
    response = ada.post(f"focus-sessions/{session['session_id']}/{second}")
    assert response.status_code == 404
    assert response.json() == {"error": "Active session not found", "code": "not_found"}
    assert read(ada, "daily-summary")["focus_sessions"] == [ended]
    assert_totals_agree(store, ada)


def test_ending_an_ended_session_does_not_end_the_active_one(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    first = focus(ada, clock)
    second = start_session(ada)
    for verb in ("complete", "stop"):
        assert ada.post(f"focus-sessions/{first['session_id']}/{verb}").status_code == 404
    assert read(ada, "current-session") == second
    assert_totals_agree(store, ada)


def test_ending_any_id_but_the_callers_active_session_returns_404(ada: Person, bob: Person) -> None:
    running = start_session(bob)
    others = [ada.create_task()["id"], clock_in(ada)["id"], "active:focus", "progress"]
    for identifier in (running["session_id"], *others, "unknown", "x" * 5000, "a%2Fb", "%F0%9F%A6%89"):
        for verb in ("complete", "stop"):
            response = ada.post(f"focus-sessions/{identifier}/{verb}")
            assert response.status_code == 404, identifier
            assert response.json() == {"error": "Active session not found", "code": "not_found"}
    assert read(bob, "current-session") == running


# Abandoned sessions: read 12 hours or more after the planned end


@EACH_KIND
@pytest.mark.parametrize(
    "path",
    [
        "current-session",
        "daily-summary",
        "daily-summary?date=2026-03-18",
        "weekly-summary",
        "weekly-summary?week_start=2025-12-01",
    ],
)
def test_abandoned_session_is_stopped_by_the_next_read(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str, path: str
) -> None:
    session = start_session(ada, 50, kind)
    clock.move(hours=12, minutes=50)
    shown = read(ada, path)
    stopped = {
        **session,
        "end_time": "2026-03-18T10:20:00Z",
        "actual_duration": 50,
        "status": "stopped",
    }
    if path == "daily-summary?date=2026-03-18":
        assert shown["focus_sessions"] == [stopped]
    elif path == "current-session":
        assert shown is None
    assert_totals_agree(store, ada)
    day = read(ada, "daily-summary?date=2026-03-18")
    assert day["focus_sessions"] == [stopped]
    assert (day["total_focus_sessions"], day["total_focus_time"], day["total_break_time"]) == (0, 0, 0)
    assert start_session(ada)["status"] == "active"


def test_abandoned_session_does_not_block_the_next_start(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    abandoned = start_session(ada, 25)
    clock.move(hours=12, minutes=25)
    following = start_session(ada, 30)
    assert read(ada, "current-session") == following
    assert read(ada, "daily-summary?date=2026-03-18")["focus_sessions"] == [
        following,
        {**abandoned, "end_time": "2026-03-18T09:55:00Z", "actual_duration": 25, "status": "stopped"},
    ]
    assert_totals_agree(store, ada)


def test_completing_an_abandoned_session_returns_404(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 25)
    clock.move(days=3)
    path = f"focus-sessions/{session['session_id']}/complete"
    for headers in ({}, {"Idempotency-Key": "k"}, {"Idempotency-Key": "k"}):
        response = ada.post(path, headers=headers)
        assert response.status_code == 404
        assert response.json()["error"] == "Active session not found"
    (shown,) = read(ada, "daily-summary?date=2026-03-18")["focus_sessions"]
    assert (shown["status"], shown["actual_duration"]) == ("stopped", 25)
    assert read(ada, "points") == []
    assert_totals_agree(store, ada)


def test_stopping_an_abandoned_session_ends_it_at_its_planned_end(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 25)
    clock.move(days=3)
    ended = end_session(ada, session, "stop")
    assert (ended["end_time"], ended["actual_duration"]) == ("2026-03-18T09:55:00Z", 25)
    assert ada.post(f"focus-sessions/{session['session_id']}/stop").status_code == 404
    assert_totals_agree(store, ada)


def test_session_is_active_until_12_hours_after_its_planned_end(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 25)
    clock.move(hours=12, minutes=25, microseconds=-1)
    assert read(ada, "current-session") == session
    response = ada.post("focus-sessions/start", json={"duration_minutes": 25})
    assert response.status_code == 409
    ended = end_session(ada, session)
    assert (ended["status"], ended["actual_duration"]) == ("completed", 744)
    assert_totals_agree(store, ada)


# ETags, paths, administrators


def test_session_has_the_same_etag_from_start_and_from_current_session(
    ada: Person, clock: MovableClock
) -> None:
    started = ada.post("focus-sessions/start", json={"duration_minutes": 25})
    assert ada.get("current-session").headers["ETag"] == started.headers["ETag"]
    clock.move(minutes=25)
    for verb in ("complete", "stop"):
        session = ada.get("current-session").json() or start_session(ada)
        ended = ada.post(f"focus-sessions/{session['session_id']}/{verb}")
        assert ended.headers["ETag"] not in {"", started.headers["ETag"]}


def test_trailing_slash_is_ignored(ada: Person) -> None:
    session = ok_json(ada.post("focus-sessions/start/", json={"duration_minutes": 25}), 201)
    assert read(ada, "current-session/") == session
    assert end_session(ada, session, "stop/")["status"] == "stopped"


def test_administrator_runs_sessions_for_another_user(
    root: Person, ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    body = {"duration_minutes": 25, "user_id": ada.id}
    session = ok_json(root.post("focus-sessions/start", json=body), 201)
    assert session["user_id"] == ada.id
    assert read(ada, "current-session") == session == read(root, f"current-session?user_id={ada.id}")
    assert read(root, "current-session") is None
    clock.move(minutes=25)
    path = f"focus-sessions/{session['session_id']}/complete"
    assert root.post(path).status_code == 404  # without user_id it means the administrator's session
    ended = ok_event(root.post(path, json={"user_id": ada.id}))
    for view in ("daily-summary", "weekly-summary"):
        assert read(root, f"{view}?user_id={ada.id}") == read(ada, view)
    assert read(ada, "daily-summary")["focus_sessions"] == [ended]
    assert_totals_agree(store, ada)


def test_break_is_listed_with_the_sessions_and_not_counted_as_focus(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    focused, rested = focus(ada, clock), take_break(ada, clock)
    assert totals(ada) == (1, 1500, 300)
    assert read(ada, "daily-summary")["focus_sessions"] == [rested, focused]
    assert_totals_agree(store, ada)
