"""Pauses of work: they are rest, not work, and pause a running focus session."""

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    HEALTHY_BOUNDARIES,
    at,
    clock_in,
    clock_out,
    drop_copies,
    end_session,
    error_of,
    join,
    ok_event,
    pause_session,
    pause_work,
    post_with_key,
    progress_in,
    read,
    resume_session,
    resume_work,
    set_preferences,
    set_timezone,
    shut_down,
    start_session,
    take_break,
    with_pauses,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

METERS = ("energy", "fullness", "hydration")


@pytest.mark.both_stores("the pointer to the active session has a copy of it")
def test_pause_is_shown_and_does_not_count_as_work(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    started = clock_in(ada)
    clock.move(minutes=60)
    paused = pause_work(ada)
    first = {"from": "2026-03-18T10:30:00Z", "to": None}
    assert paused == {**started, "paused": True, "pauses": [first]}
    path = f"work_sessions/{started['id']}"
    assert read(ada, "work_sessions/active") == read(ada, path) == paused
    clock.move(minutes=15)
    resumed = resume_work(ada)
    first = {**first, "to": "2026-03-18T10:45:00Z"}
    assert resumed == read(ada, path) == {**started, "pauses": [first]}
    clock.move(minutes=45)
    pause_work(ada)
    clock.move(minutes=30)
    ended = clock_out(ada)
    last = {"from": "2026-03-18T11:30:00Z", "to": "2026-03-18T12:00:00Z"}
    assert ended == {
        **started,
        "end_time": "2026-03-18T12:00:00Z",
        "duration": 1.75,
        "pauses": [first, last],
    }
    assert read(ada, "work_sessions") == [ended]
    assert read(ada, "work_sessions/active") == {"active": False}
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_statistics_count_pauses_as_rest_and_overlapping_rest_once(ada: Person, clock: MovableClock) -> None:
    set_preferences(ada, workday_limit_minutes=60)
    clock_in(ada)
    clock.move(minutes=50)
    pause_work(ada)
    clock.move(minutes=10)
    ok_event(ada.post("health/rests", json={"minutes": 15}), 201)
    clock.move(minutes=10)
    today = read(ada, "health/today")
    assert (today["rests"]["total_minutes"], today["balance"]) == (25, 30.0)  # in 50 minutes of work, so far
    resume_work(ada)
    clock.move(minutes=40)
    clock_out(ada)
    (day,) = read(ada, "stats/days?from=2026-03-18")
    assert (day["worked_minutes"], day["overtime_minutes"]) == (90, 30)
    assert (day["rest_minutes"], day["break_minutes"]) == (25, 0)
    assert (day["first_start"], day["last_end"]) == ("2026-03-18T09:30:00Z", "2026-03-18T11:20:00Z")
    cells = {(one["weekday"], one["hour"]): one for one in read(ada, "stats/heatmap")["cells"]}
    assert [cells[2, hour]["minutes_worked"] for hour in (9, 10, 11, 12)] == [30, 40, 20, 0]
    today = read(ada, "health/today")
    assert (today["worked_minutes"], today["overtime"], today["balance"]) == (90, 30, round(25 * 60 / 90, 1))
    assert today["rests"]["total_minutes"] == 25
    assert read(ada, "health/rests")["total_minutes"] == 25
    assert ada.stats()["total_hours"] == 1.5


def test_pause_over_midnight_counts_for_both_days(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_timezone(ada, "Europe/Madrid")
    clock.set(at("2026-03-28T20:00Z"))  # 21:00; the next day has 23 hours
    clock_in(ada)
    clock.set(at("2026-03-28T22:30Z"))
    pause_work(ada)
    clock.set(at("2026-03-29T01:30Z"))  # 03:30, half an hour after clocks were set forward
    resume_work(ada)
    clock.set(at("2026-03-29T02:00Z"))
    assert clock_out(ada)["duration"] == 3.0
    saturday, sunday = read(ada, "stats/days?from=2026-03-28")
    assert (saturday["worked_minutes"], saturday["rest_minutes"]) == (150, 30)
    assert (sunday["worked_minutes"], sunday["rest_minutes"]) == (30, 150)
    assert sunday["first_start"] == "2026-03-28T23:00:00Z"
    assert_totals_agree(store, ada)


def test_session_paused_all_the_time_counts_as_a_session_without_hours(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    pause_work(ada)
    clock.move(hours=40)
    assert clock_out(ada)["duration"] == 0.0
    stats = ada.stats()
    assert (stats["total_sessions"], stats["total_hours"]) == (1, 0.0)
    days = read(ada, "stats/days?from=2026-03-18")
    assert [day["rest_minutes"] for day in days] == [14 * 60 + 30, 24 * 60, 90]
    assert [day["worked_minutes"] for day in days] == [0, 0, 0]
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_change_without_an_active_session_returns_404(ada: Person, clock: MovableClock, verb: str) -> None:
    for _ in range(2):
        response = ada.post(f"work_sessions/{verb}")
        assert error_of(response) == (404, "No active work session")
        work(ada, clock, minutes=30)


def test_pausing_twice_or_resuming_what_runs_returns_409_and_changes_nothing(
    ada: Person, clock: MovableClock
) -> None:
    started = clock_in(ada)
    clock.move(minutes=1)
    assert error_of(ada.post("work_sessions/resume")) == (409, "The work session is not paused")
    assert read(ada, "work_sessions/active") == started
    paused = pause_work(ada)
    clock.move(minutes=1)
    assert error_of(ada.post("work_sessions/pause")) == (409, "The work session is paused already")
    assert read(ada, "work_sessions/active") == paused


def test_101st_pause_is_refused_and_work_goes_on(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    for _ in range(100):
        clock.move(seconds=7, microseconds=1)
        pause_work(ada)
        clock.move(seconds=13)
        resume_work(ada)
    response = ada.post("work_sessions/pause")
    assert error_of(response) == (409, "A session can have at most 100 pauses")
    assert not read(ada, "work_sessions/active")["paused"]
    clock.move(seconds=20)
    ended = clock_out(ada)
    assert len(ended["pauses"]) == 100
    assert ended["duration"] == round(720 / 3600, 2)
    assert_totals_agree(store, ada)


def test_pause_counts_as_no_break_for_challenges(ada: Person, monday: MovableClock) -> None:
    join(ada, BREAK_CHAMPION)
    clock_in(ada)
    pause_work(ada)
    monday.move(minutes=10)
    resume_work(ada)
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    take_break(ada, monday)
    clock_out(ada)
    assert progress_in(ada, BREAK_CHAMPION) == (1, "in_progress")


def test_shutdown_during_a_pause_counts_work_without_it_and_can_end_the_session(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, HEALTHY_BOUNDARIES)  # an hour of work before the shutdown
    clock_in(ada)
    monday.move(minutes=59)
    pause_work(ada)
    monday.move(minutes=20)
    shut_down(ada)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
    resume_work(ada)
    monday.move(minutes=1)
    pause_work(ada)
    monday.move(minutes=20)
    shut_down(ada, clock_out=True)
    (session,) = read(ada, "work_sessions")
    assert (session["duration"], session["end_time"]) == (1.0, "2026-03-23T10:40:00Z")
    assert session["pauses"][1] == {"from": "2026-03-23T10:20:00Z", "to": "2026-03-23T10:40:00Z"}
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (1, "in_progress")
    assert_totals_agree(store, ada)


def test_repeated_pause_with_its_key_replays_the_first_response(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    first = post_with_key(ada, "work_sessions/pause", {})
    clock.move(minutes=5)
    resume_work(ada)
    repeated = post_with_key(ada, "work_sessions/pause", {})
    assert repeated.headers["Idempotency-Replayed"] == "true"
    assert repeated.json() == first.json()
    assert not read(ada, "work_sessions/active")["paused"]


def test_clock_set_back_gives_no_negative_pause(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=-2)
    resumed = resume_work(ada)
    assert resumed["pauses"] == [{"from": "2026-03-18T09:40:00Z", "to": "2026-03-18T09:40:00Z"}]
    clock.move(minutes=1)
    ended = clock_out(ada)
    assert (ended["end_time"], ended["duration"], ended["pauses"]) == ("2026-03-18T09:39:00Z", 0.15, [])
    assert_totals_agree(store, ada)


@pytest.mark.both_stores("pointers of earlier versions have no copy of their session")
def test_session_that_an_earlier_version_started_can_be_paused(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    focused = start_session(ada, 60)
    drop_copies(store, ada.id)
    clock.move(minutes=10)
    assert read(ada, "work_sessions/active")["paused"] is False
    assert pause_work(ada)["paused"]
    assert read(ada, "current-session")["status"] == "paused"
    clock.move(minutes=5)
    resume_work(ada)
    clock.move(minutes=5)
    assert end_session(ada, focused)["actual_duration"] == 15
    drop_copies(store, ada.id)
    assert clock_out(ada)["duration"] == 0.25
    assert_totals_agree(store, ada)


def test_administrator_pauses_the_work_of_another_user(root: Person, ada: Person) -> None:
    clock_in(ada)
    assert error_of(root.post("work_sessions/pause")) == (404, "No active work session")
    assert root.post("work_sessions/pause", json={"user_id": ada.id}).json()["paused"]
    assert error_of(ada.post("work_sessions/resume", json={"user_id": root.id}))[0] == 403
    assert ada.post(f"work_sessions/resume?user_id={ada.id}").json()["paused"] is False


# Focus during a pause of work


def test_pausing_work_pauses_the_focus_session_and_resuming_resumes_it(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    session = start_session(ada)
    clock.move(minutes=10)
    pause_work(ada)
    assert read(ada, "current-session") == with_pauses(session, "09:40-")
    clock.move(minutes=30)
    resume_work(ada)
    assert read(ada, "current-session") == with_pauses(session, "09:40-10:10")
    clock.move(minutes=15)
    assert end_session(ada, session)["actual_duration"] == 25
    assert read(ada, "daily-summary")["total_focus_time"] == 1500
    assert_totals_agree(store, ada)


def test_resuming_work_leaves_focus_paused_that_the_person_paused(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    session = start_session(ada)
    pause_session(ada, session)
    clock.move(minutes=1)
    pause_work(ada)
    resume_work(ada)
    assert read(ada, "current-session")["status"] == "paused"
    resume_session(ada, session)
    pause_work(ada)
    resume_session(ada, session)  # the person goes on with the focus while work is paused
    pause_session(ada, session)
    resume_work(ada)
    assert read(ada, "current-session")["status"] == "paused"


def test_clocking_out_during_a_pause_leaves_the_focus_paused(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    session = start_session(ada)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=10)
    clock_out(ada)
    paused = with_pauses(session, "09:40-")
    assert read(ada, "current-session") == paused
    clock_in(ada)
    pause_work(ada)
    resume_work(ada)
    assert read(ada, "current-session") == paused
    clock.move(minutes=10)
    ended = end_session(ada, session)
    assert ended["actual_duration"] == 10
    assert ended == with_pauses(ended, "09:40-10:00")


def test_break_after_clocking_out_during_a_pause_lets_the_focus_go_on_afterwards(
    ada: Person, clock: MovableClock
) -> None:
    clock_in(ada)
    session = start_session(ada)
    pause_work(ada)
    clock_out(ada)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=5)
    end_session(ada, rest)
    assert read(ada, "current-session") == with_pauses(session, "09:30-09:45")


def test_pausing_work_during_a_break_keeps_the_focus_paused_until_work_goes_on(
    ada: Person, clock: MovableClock
) -> None:
    clock_in(ada)
    session = start_session(ada)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=2)
    pause_work(ada)
    assert read(ada, "current-session") == rest
    clock.move(minutes=3)
    end_session(ada, rest)
    assert read(ada, "current-session") == with_pauses(session, "09:40-")
    clock.move(minutes=5)
    resume_work(ada)
    assert read(ada, "current-session") == with_pauses(session, "09:40-09:50")
    clock.move(minutes=15)
    assert end_session(ada, session)["actual_duration"] == 25


def test_resuming_work_during_a_break_lets_the_focus_go_on_after_the_break(
    ada: Person, clock: MovableClock
) -> None:
    clock_in(ada)
    session = start_session(ada)
    pause_work(ada)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=2)
    resume_work(ada)
    assert read(ada, "current-session") == rest
    clock.move(minutes=3)
    end_session(ada, rest)
    assert read(ada, "current-session") == with_pauses(session, "09:30-09:35")


# The companion


def test_paused_person_has_no_needs_and_rests(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(hours=3)
    tired = read(ada, "companion")
    assert {need["kind"] for need in read(ada, "health/reminders")} == {"water", "rest", "lunch"}
    pause_work(ada)
    assert read(ada, "health/reminders") == []
    assert read(ada, "companion")["next_need"] is None
    clock.move(minutes=30)
    assert read(ada, "companion")["energy"] > tired["energy"]
    today = read(ada, "health/today")
    assert (today["worked_minutes"], today["continuous_minutes"], today["balance"]) == (180, 0, 10.0)
    resume_work(ada)
    assert {need["kind"] for need in read(ada, "health/reminders")} == {"water", "lunch"}
    clock.move(minutes=20)
    today = read(ada, "health/today")
    assert (today["worked_minutes"], today["continuous_minutes"]) == (200, 20)
    now = read(ada, "companion")
    in_pause = read(ada, "companion?at=2026-03-18T12:40:00Z")
    assert in_pause["next_need"] is None
    clock_out(ada)
    for known, path in ((now, "companion"), (in_pause, "companion?at=2026-03-18T12:40:00Z")):
        shown = read(ada, path)
        assert [shown[meter] for meter in METERS] == [known[meter] for meter in METERS]
    assert shown["next_need"] is None
    clocked_out = read(ada, "health/today")
    assert (clocked_out["worked_minutes"], clocked_out["balance"]) == (200, today["balance"])
