"""Undoing starts, pauses and resumptions of work, focus and breaks."""

from functools import partial
from typing import Any

import pytest

from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    at,
    clock_in,
    clock_out,
    drop_copies,
    end_session,
    error_of,
    join,
    ok_json,
    pause_session,
    pause_work,
    progress_in,
    read,
    resume_session,
    resume_work,
    set_preferences,
    start_session,
    take_break,
    with_pauses,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.parallel import in_parallel, statuses
from tests.api.undo import EACH_EVENT, EVENTS, NOT_FOUND, act, everything, undo, undone
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


@EACH_EVENT
def test_act_can_be_undone_for_15_minutes(ada: Person, clock: MovableClock, event: str) -> None:
    session = act(ada, clock, event)
    clock.move(minutes=15, microseconds=1)
    assert error_of(undo(ada, event, session)) == NOT_FOUND
    clock.move(microseconds=-1)
    ok_json(undo(ada, event, session))


def test_undone_start_of_work_leaves_everything_as_before(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, BREAK_CHAMPION)
    before, now = everything(ada, monday, monday.now()), monday.now()
    session = clock_in(ada)["id"]
    monday.move(minutes=14)
    undone(ada, "clock_in", session)
    assert everything(ada, monday, now) == before
    assert error_of(ada.get(f"work_sessions/{session}"))[0] == 404
    session = clock_in(ada)["id"]
    take_break(ada, monday, 6)
    running = start_session(ada, 5, "break")
    assert progress_in(ada, BREAK_CHAMPION) == (1, "in_progress")
    undone(ada, "clock_in", session)
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    monday.move(minutes=5)
    end_session(ada, running)
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    clock_in(ada)
    monday.move(minutes=10)
    clock_out(ada)
    assert_week_agrees(store, ada, monday.now())


def test_undone_pause_leaves_work_and_focus_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = clock_in(ada)["id"]
    focus = start_session(ada, 60)
    clock.move(minutes=5)
    for _ in range(2):
        before, now = everything(ada, clock, clock.now()), clock.now()
        pause_work(ada)
        assert read(ada, "current-session")["status"] == "paused"
        clock.move(minutes=10)
        ok_json(undo(ada, "pause_work", session))
        assert everything(ada, clock, now) == before
        pause_work(ada)
        clock.move(minutes=1)
        before, now = everything(ada, clock, clock.now()), clock.now()
        resume_work(ada)
        assert read(ada, "current-session")["status"] == "active"
        clock.move(minutes=10)
        ok_json(undo(ada, "resume_work", session))
        assert everything(ada, clock, now) == before
        resume_work(ada)
    clock.move(minutes=1)
    # Of 10 minutes each, work and focus went on; 11 minutes each were a pause.
    ended = end_session(ada, focus)
    assert ended["actual_duration"] == 5 + 2 * 10 + 1
    assert ended == with_pauses(ended, "09:45-09:56", "10:06-10:17")
    assert clock_out(ada)["duration"] == round(26 / 60, 2)
    assert_totals_agree(store, ada)


def test_undone_pause_of_focus_leaves_it_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    focus = start_session(ada, 60)
    clock.move(minutes=5)
    before, now = everything(ada, clock, clock.now()), clock.now()
    pause_session(ada, focus)
    clock.move(minutes=14)
    undone(ada, "pause_focus", focus["session_id"])
    assert everything(ada, clock, now) == before
    pause_work(ada)  # with the focus
    assert read(ada, "current-session") == with_pauses(focus, "09:49-")
    clock.move(minutes=1)
    assert error_of(undo(ada, "pause_focus", focus["session_id"])) == NOT_FOUND
    before, now = everything(ada, clock, clock.now()), clock.now()
    resume_session(ada, focus)
    clock.move(minutes=5)
    undone(ada, "resume_focus", focus["session_id"])
    assert everything(ada, clock, now) == before
    resume_work(ada)  # the focus goes on with it, as if it had not been resumed alone
    assert read(ada, "current-session") == with_pauses(focus, "09:49-09:55")
    assert error_of(undo(ada, "resume_focus", focus["session_id"])) == NOT_FOUND
    clock.move(minutes=1)
    assert end_session(ada, focus)["actual_duration"] == 20
    assert_totals_agree(store, ada)


def test_focus_goes_on_as_if_an_undone_break_had_never_been(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    focus = start_session(ada, 60)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=10)
    undone(ada, "start_break", rest["session_id"])
    assert read(ada, "current-session") == focus
    clock.move(minutes=10)
    assert end_session(ada, focus)["actual_duration"] == 30
    (shown,) = read(ada, "daily-summary")["focus_sessions"]
    assert shown["session_id"] == focus["session_id"]
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("resumed", [False, True])
def test_focus_has_paused_with_work_during_an_undone_break(
    ada: Person, clock: MovableClock, store: DocumentStore, *, resumed: bool
) -> None:
    clock_in(ada)
    focus = start_session(ada, 60)
    clock.move(minutes=10)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=2)
    pause_work(ada)
    clock.move(minutes=3)
    if resumed:
        resume_work(ada)
        clock.move(minutes=4)
    undone(ada, "start_break", rest["session_id"])
    pause = "09:42-09:45" if resumed else "09:42-"
    assert read(ada, "current-session") == with_pauses(focus, pause)
    clock.move(minutes=1)
    if not resumed:
        resume_work(ada)
    assert end_session(ada, focus)["actual_duration"] == (17 if resumed else 12)
    assert_totals_agree(store, ada)


def test_break_pauses_the_focus_if_an_earlier_pause_of_work_is_undone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = clock_in(ada)["id"]
    focus = start_session(ada, 60)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=2)
    rest = start_session(ada, 5, "break")
    clock.move(minutes=3)
    undone(ada, "pause_work", session)
    end_session(ada, rest)
    assert read(ada, "current-session") == with_pauses(focus, "09:42-09:45")
    clock.move(minutes=1)
    assert end_session(ada, focus)["actual_duration"] == 13
    assert clock_out(ada)["duration"] == round(16 / 60, 2)
    assert_totals_agree(store, ada)


@pytest.mark.both_stores("the session and the pointer to it return together")
@pytest.mark.parametrize("paused", [False, True])
def test_ended_work_runs_on(ada: Person, monday: MovableClock, store: DocumentStore, *, paused: bool) -> None:
    join(ada, BREAK_CHAMPION)
    work(ada, monday, minutes=30)
    session = clock_in(ada)["id"]
    focus = start_session(ada, 60)
    monday.move(hours=3)
    take_break(ada, monday, 6)
    if paused:
        pause_work(ada)
        monday.move(minutes=10)
    before, now = everything(ada, monday, monday.now()), monday.now()
    for _ in range(2):
        clock_out(ada)
        monday.move(minutes=7)
        ok_json(undo(ada, "clock_out", session))
        assert everything(ada, monday, now) == before
    assert error_of(undo(ada, "clock_out", session)) == NOT_FOUND
    assert progress_in(ada, BREAK_CHAMPION) == (1, "in_progress")
    if paused:
        resume_work(ada)
    assert read(ada, "current-session")["session_id"] == focus["session_id"]
    assert_week_agrees(store, ada, monday.now())
    clock_out(ada)
    assert_week_agrees(store, ada, monday.now())


def test_ended_work_runs_on_past_midnight_with_overtime_and_a_break_since(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, workday_limit_minutes=60)
    join(ada, BREAK_CHAMPION)
    clock.set(at("2026-03-18T21:30Z"))
    session = clock_in(ada)["id"]
    clock.set(at("2026-03-18T23:55Z"))
    clock_out(ada)
    taken = start_session(ada, 5, "break")
    clock.move(minutes=6)
    end_session(ada, taken)
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    running = start_session(ada, 5, "break")
    undone(ada, "clock_out", session)
    assert progress_in(ada, BREAK_CHAMPION) == (1, "in_progress")
    assert ada.stats()["total_sessions"] == 0
    (day,) = read(ada, "stats/days?from=2026-03-18&to=2026-03-18")
    assert (day["worked_minutes"], day["overtime_minutes"], day["first_start"]) == (0, 0, None)
    end_session(ada, running, "stop")
    clock_out(ada)
    (day,) = read(ada, "stats/days?from=2026-03-18&to=2026-03-18")
    assert (day["worked_minutes"], day["overtime_minutes"]) == (150, 90)
    assert_totals_agree(store, ada)


def test_end_of_work_stays_if_work_has_begun_since(ada: Person, clock: MovableClock) -> None:
    first = work(ada, clock, hours=1)["id"]
    second = clock_in(ada)["id"]
    for _ in range(2):
        refused = undo(ada, "clock_out", first)
        assert error_of(refused) == (409, "Another work session has begun since")
        clock.move(minutes=1)
        if read(ada, "work_sessions/active").get("id") == second:
            clock_out(ada)
    ok_json(undo(ada, "clock_out", second))


def test_reminders_go_on_with_work_that_runs_on(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    session = work(ada, clock, hours=1)["id"]
    clock.move(minutes=12)
    factory.get_reminder_service().deliver_due()
    ok_json(undo(ada, "clock_out", session))
    for _ in range(6):
        clock.move(minutes=10)
        factory.get_reminder_service().deliver_due()
    assert {one["kind"] for one in read(ada, "notifications")} & {"water", "rest"}


def test_changes_since_refuse_the_undo(ada: Person, clock: MovableClock) -> None:
    session = clock_in(ada)["id"]
    focus = start_session(ada, 60)
    clock.move(minutes=1)
    pause_session(ada, focus)
    refused = undo(ada, "start_focus", focus["session_id"])
    assert error_of(refused) == (409, "The session was paused since")
    clock.move(minutes=1)
    resume_session(ada, focus)
    refused = undo(ada, "pause_focus", focus["session_id"])
    assert error_of(refused) == (409, "The session was resumed since")
    clock.move(minutes=1)
    rest = start_session(ada, 5, "break")
    for event in ("start_focus", "pause_focus"):
        refused = undo(ada, event, focus["session_id"])
        assert error_of(refused) == (409, "A break has begun since")
    refused = undo(ada, "resume_focus", focus["session_id"])
    assert error_of(refused) == (409, "The session was paused since")
    assert error_of(undo(ada, "start_focus", rest["session_id"])) == NOT_FOUND
    end_session(ada, rest, "stop")
    refused = undo(ada, "start_break", rest["session_id"])
    assert error_of(refused) == (409, "The session has ended since")
    pause_work(ada)
    assert error_of(undo(ada, "clock_in", session)) == (409, "The work session was paused since")
    clock.move(minutes=1)
    resume_work(ada)
    assert error_of(undo(ada, "pause_work", session)) == (409, "The work session was resumed since")
    clock.move(minutes=1)
    pause_work(ada)
    assert error_of(undo(ada, "resume_work", session)) == (409, "The work session was paused since")
    clock_out(ada)
    for event in ("clock_in", "pause_work", "resume_work"):
        assert error_of(undo(ada, event, session)) == (409, "The work session has ended since")
    clock.move(minutes=16)
    for event in EVENTS:
        assert error_of(undo(ada, event, session)) == NOT_FOUND
        assert error_of(undo(ada, event, rest["session_id"])) == NOT_FOUND


@EACH_EVENT
def test_act_on_a_session_of_an_earlier_version_is_undone(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    session = act(ada, clock, event)
    if event != "start_break":  # earlier versions had no breaks during focus
        drop_copies(store, ada.id)
    ok_json(undo(ada, event, session))
    assert_totals_agree(store, ada)


@EACH_EVENT
def test_users_undo_only_their_own_acts(
    root: Person, ada: Person, bob: Person, clock: MovableClock, event: str
) -> None:
    session = act(ada, clock, event)
    for person, fields in ((bob, {}), (root, {}), (root, {"user_id": ada.id})):
        assert error_of(undo(person, event, session, **fields)) == NOT_FOUND
    assert error_of(undo(bob, event, session, user_id=ada.id))[0] == 403
    ok_json(undo(ada, event, session))


def test_acts_of_an_administrator_are_undone_by_that_one(
    root: Person, ada: Person, clock: MovableClock
) -> None:
    def of_ada(path: str, status: int = 200, **body: Any) -> dict[str, Any]:
        return ok_json(root.post(path, json={"user_id": ada.id, **body}), status)

    session = of_ada("work_sessions/start", 201)["id"]
    focus = of_ada("focus-sessions/start", 201, duration_minutes=25)["session_id"]
    acts = [("start_focus", focus), ("clock_in", session)]
    for event, name in acts:
        assert error_of(undo(ada, event, name)) == NOT_FOUND
    for path, event in (("work_sessions/pause", "pause_work"), ("work_sessions/resume", "resume_work")):
        clock.move(minutes=1)
        of_ada(path)
        assert error_of(undo(ada, event, session)) == NOT_FOUND
        ok_json(undo(root, event, session, user_id=ada.id))
        of_ada(path)
    clock.move(minutes=1)
    pause_work(ada)
    clock.move(minutes=1)
    of_ada("work_sessions/resume")
    refused = undo(ada, "clock_in", session)
    assert error_of(refused) == (409, "An administrator has changed it since")


@EACH_EVENT
@pytest.mark.slow("many requests in parallel")
def test_50_parallel_undos_end_in_one_state(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    session = act(ada, clock, event)
    responses = in_parallel([partial(undo, ada, event, session)] * 50)
    counts = statuses(responses)
    assert (counts[200], counts[404]) == (1, 49)
    assert_totals_agree(store, ada)
