"""Undoing acts that were sent later than they were done."""

from datetime import timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    FOCUS_SPRINT_MASTER,
    HEALTHY_BOUNDARIES,
    at,
    challenge_stats,
    clock_in,
    clock_out,
    end_session,
    error_of,
    focus,
    join,
    ok_event,
    ok_json,
    pause_work,
    progress_in,
    read,
    resume_work,
    set_preferences,
    shut_down,
    start_session,
    take_break,
    total_points,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.api.undo import EACH_EVENT, NOT_FOUND, act, everything, session_of, undo, undone
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

LATE = timedelta(hours=3)


def sent_late(person: Person, path: str, done: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """Send an act of this Wednesday at a local time."""
    moment = at(f"2026-03-18T{done}Z").isoformat()
    return ok_json(person.post(path, json={"at": moment, **body}), status)


@pytest.mark.both_stores("the time of recording is stored with the session and its copy")
@EACH_EVENT
def test_late_act_can_be_undone_for_15_minutes_after_it_was_sent(
    root: Person, ada: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    session = act(ada, clock, event, late=LATE)
    clock.move(minutes=15, microseconds=1)
    assert error_of(undo(ada, event, session)) == NOT_FOUND
    clock.move(microseconds=-1)
    assert error_of(undo(root, event, session, user_id=ada.id)) == NOT_FOUND
    ok_json(undo(ada, event, session))
    assert_totals_agree(store, ada)


@EACH_EVENT
def test_late_act_of_an_administrator_is_undone_by_that_one(
    root: Person, ada: Person, clock: MovableClock, event: str
) -> None:
    session = act(root, clock, event, late=LATE, user_id=ada.id)
    assert error_of(undo(ada, event, session)) == NOT_FOUND
    ok_json(undo(root, event, session, user_id=ada.id))


def test_late_shutdown_can_be_undone_for_15_minutes_after_it_was_sent(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T20:00Z"))
    before, now = everything(ada, clock, clock.now()), clock.now()
    moment = (clock.now() - LATE).isoformat()
    reflection = shut_down(ada, at=moment)["id"]
    clock.move(minutes=15, microseconds=1)
    assert error_of(undo(ada, "shutdown", reflection)) == NOT_FOUND
    clock.move(microseconds=-1)
    undone(ada, "shutdown", reflection, points=-12)
    assert everything(ada, clock, now) == before
    assert_totals_agree(store, ada)


def test_earlier_acts_of_a_session_can_be_undone_once_later_ones_were(
    ada: Person, clock: MovableClock
) -> None:
    session = act(ada, clock, "resume_work", late=LATE)
    clock.move(minutes=10)
    ok_event(ada.post("work_sessions/end", json={"at": (clock.now() - LATE).isoformat()}))
    assert error_of(undo(ada, "resume_work", session)) == (409, "The work session has ended since")
    undone(ada, "clock_out", session)
    assert error_of(undo(ada, "pause_work", session)) == (409, "The work session was resumed since")
    for event in ("resume_work", "pause_work"):
        undone(ada, event, session)
    assert error_of(undo(ada, "clock_in", session)) == NOT_FOUND  # sent more than 15 minutes ago


@pytest.mark.parametrize("kind", ["work", "focus"])
def test_session_that_runs_on_must_still_end_before_one_that_is_known(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str
) -> None:
    clock.set(at("2026-03-18T14:00Z"))
    if kind == "work":
        start, end, event = "work_sessions/start", "work_sessions/end", "clock_out"
        work(ada, clock, hours=1)
    else:
        start, event = "focus-sessions/start", "stop_focus"
        later = start_session(ada, 25)
        clock.move(hours=1)
        ok_json(ada.post(f"focus-sessions/{later['session_id']}/stop"))
    fields = {} if kind == "work" else {"duration_minutes": 25}
    found = sent_late(ada, start, "10:00", 201, **fields)
    session = found["id"] if kind == "work" else found["session_id"]
    if kind == "focus":
        end = f"focus-sessions/{session}/stop"
    sent_late(ada, end, "10:20")
    undone(ada, event, session)
    refused = ada.post(end, json={"at": at("2026-03-18T14:01Z").isoformat()})
    assert (refused.status_code, refused.json()["code"]) == (409, "out_of_order")
    ended = ok_json(ada.post(end))
    assert at(ended["end_time"]) == at("2026-03-18T14:00Z")
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("event", ["complete_focus", "stop_focus", "complete_task", "shutdown"])
def test_undone_late_act_leaves_its_task_as_it_was(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    task = ada.create_task(recurrence="FREQ=DAILY", estimate_minutes=5)
    before = ada.get(f"tasks/{task['id']}").content
    clock.set(at("2026-03-18T20:00Z"))
    moment = (clock.now() - LATE).isoformat()
    if event == "shutdown":
        act_id = shut_down(ada, at=moment, plan_tomorrow=[task["id"]])["id"]
    elif event == "complete_task":
        act_id = task["id"]
        ok_event(ada.patch(f"tasks/{act_id}", json={"action": "complete", "at": moment}))
    else:
        act_id = act(ada, clock, event, late=LATE, task_id=task["id"])
    assert ada.get(f"tasks/{task['id']}").content != before
    clock.move(minutes=1)
    ok_json(undo(ada, event, act_id))
    assert ada.get(f"tasks/{task['id']}").content == before
    assert_totals_agree(store, ada)
    undone(ada, "add_task", ada.create_task()["id"])


@pytest.mark.parametrize("late", [{}, {"at": "2026-03-18T13:30:00Z"}], ids=["now", "late"])
def test_shutdown_is_undone_that_ended_a_session_before_one_that_is_known(
    ada: Person, clock: MovableClock, store: DocumentStore, late: dict[str, str]
) -> None:
    clock.set(at("2026-03-18T14:00Z"))
    work(ada, clock, hours=1)
    clock.set(at("2026-03-18T17:00Z"))
    session = sent_late(ada, "work_sessions/start", "10:00", 201)["id"]
    before, now = everything(ada, clock, clock.now()), clock.now()
    for _ in range(2):
        body = {"productivity_rating": "good", "clock_out": True, **late}
        reflection = ada.post("dashboard/shutdown-reflection", json=body).json()["id"]
        ended_at = read(ada, f"work_sessions/{session}")["end_time"]
        clock.move(minutes=1)
        undone(ada, "shutdown", reflection, points=-12)
        assert everything(ada, clock, now) == before
        assert_totals_agree(store, ada)
    assert late or at(ended_at) == at("2026-03-18T14:00Z")
    reflection = shut_down(ada, clock_out=True)["id"]
    undone(ada, "clock_out", session)
    clock.move(minutes=1)
    clock_out(ada)
    assert error_of(undo(ada, "shutdown", reflection)) == (409, "The work session has changed since")


def test_late_session_that_has_ended_stays_if_another_one_was_sent_since(
    ada: Person, clock: MovableClock
) -> None:
    clock.set(at("2026-03-18T14:00Z"))
    first = sent_late(ada, "work_sessions/start", "09:00", 201)["id"]
    sent_late(ada, "work_sessions/end", "10:00")
    clock.move(minutes=1)
    sent_late(ada, "work_sessions/start", "11:00", 201)
    sent_late(ada, "work_sessions/end", "12:00")
    refused = undo(ada, "clock_out", first)
    assert error_of(refused) == (409, "Another work session has begun since")


def test_completion_of_a_past_week_that_was_sent_late_takes_nothing_back_from_that_week(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-22T08:00Z"))  # a Sunday
    set_preferences(ada, focus_goal_minutes=20)
    join(ada, FOCUS_SPRINT_MASTER)
    clock.set(at("2026-03-22T20:00Z"))
    first = focus(ada, clock)["session_id"]
    assert (total_points(ada), progress_in(ada, FOCUS_SPRINT_MASTER)) == (15, (1, "in_progress"))
    undone(ada, "complete_focus", first, points=-15)
    end_session(ada, {"session_id": first}, "stop")
    session = start_session(ada, 25)
    before = stored_week(store, ada)
    clock.set(at("2026-03-23T08:00Z"))
    earned = ok_json(
        ada.post(
            f"focus-sessions/{session['session_id']}/complete",
            json={"at": at("2026-03-22T21:00Z").isoformat()},
        )
    )["earned"]
    assert earned["points"] == 15
    assert stored_week(store, ada) == before
    undone(ada, "complete_focus", session["session_id"], points=-15)
    assert stored_week(store, ada) == before
    assert challenge_stats(ada)["total_points"] == 0
    assert_totals_agree(store, ada)


def stored_week(store: DocumentStore, person: Person) -> dict[str, Any]:
    """Return the stored week of the totals, without how often points of challenges were given."""
    week: dict[str, Any] = store.read("progress", person.id)["week"]
    return week


@pytest.mark.parametrize("kind", ["work", "focus"])
def test_late_acts_that_are_undone_count_no_longer_for_a_known_shutdown(
    ada: Person, monday: MovableClock, store: DocumentStore, kind: str
) -> None:
    def send(path: str, hours: float, status: int = 200, **body: Any) -> str:
        moment = (monday.now() - timedelta(hours=hours)).isoformat()
        response = ada.post(path, json={"at": moment, **body})
        assert response.status_code == status, response.text
        return session_of(response)

    def start() -> str:
        if kind == "work":
            return send("work_sessions/start", 3, 201)
        return send("focus-sessions/start", 3, 201, duration_minutes=240)

    join(ada, HEALTHY_BOUNDARIES)
    monday.move(hours=5)
    shut_down(ada)
    monday.move(minutes=30)
    session = start()
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1
    undone(ada, "clock_in" if kind == "work" else "start_focus", session)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0
    assert_totals_agree(store, ada)
    # And the other way round.
    session = start()
    changes = {
        "work": [("work_sessions/pause", "pause_work"), ("work_sessions/end", "clock_out")],
        "focus": [
            (f"focus-sessions/{session}/pause", "pause_focus"),
            (f"focus-sessions/{session}/complete", "complete_focus"),
        ],
    }
    for path, event in changes[kind]:
        send(path, 2.8)
        assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0
        undone(ada, event, session)
        assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1


def test_second_shutdown_of_a_day_that_is_undone_leaves_what_the_first_one_counts_for(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    monday.move(hours=2)
    shut_down(ada)
    monday.move(hours=4)
    reflection = shut_down(ada)["id"]
    done = (monday.now() - timedelta(hours=3)).isoformat()
    ok_json(ada.post("work_sessions/start", json={"at": done}), 201)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1
    undone(ada, "shutdown", reflection)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0
    clock_out(ada)
    assert_totals_agree(store, ada)


def test_breaks_are_counted_anew_when_work_that_was_started_late_ends_again(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, BREAK_CHAMPION)
    monday.move(hours=2)
    taken = take_break(ada, monday, 6)["session_id"]
    done = (monday.now() - timedelta(hours=1)).isoformat()
    session = ok_json(ada.post("work_sessions/start", json={"at": done}), 201)["id"]
    monday.move(minutes=1)
    clock_out(ada)
    assert progress_in(ada, BREAK_CHAMPION)[0] == 1
    undone(ada, "clock_out", session)
    undone(ada, "complete_break", taken)
    end_session(ada, {"session_id": taken}, "stop")
    clock_out(ada)
    assert progress_in(ada, BREAK_CHAMPION)[0] == 0
    assert_totals_agree(store, ada)


def test_work_sent_after_a_shutdown_that_is_undone_does_not_make_its_day_an_early_one(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    monday.move(hours=5)
    reflection = shut_down(ada)["id"]
    done = (monday.now() - timedelta(hours=3)).isoformat()
    ok_json(ada.post("work_sessions/start", json={"at": done}), 201)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1
    undone(ada, "shutdown", reflection, points=-12)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0
    clock_out(ada)
    assert_totals_agree(store, ada)


def test_work_of_the_evening_before_counts_for_the_shutdown_of_the_morning_also_if_it_is_sent_later(
    ada: Person, monday: MovableClock
) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    monday.move(days=1)
    shut_down(ada)
    monday.move(hours=1)
    done = (monday.now() - timedelta(hours=20)).isoformat()
    session = ok_json(ada.post("work_sessions/start", json={"at": done}), 201)["id"]
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1
    undone(ada, "clock_in", session)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0


def test_pause_stays_while_focus_that_was_sent_later_must_end_before_it(
    ada: Person, clock: MovableClock
) -> None:
    clock.set(at("2026-03-18T14:00Z"))
    session = clock_in(ada)["id"]
    for change, event in ((pause_work, "pause_work"), (resume_work, "resume_work")):
        clock.move(minutes=5)
        change(ada)
        now = clock.now()
        clock.move(minutes=1)
        late = sent_late(ada, "focus-sessions/start", "13:00", 201, duration_minutes=25)["session_id"]
        refused = undo(ada, "pause_work", session)
        expected = "A focus session before it was sent since"
        if event == "pause_work":
            assert error_of(refused) == (409, expected)
            ended = ok_json(ada.post(f"focus-sessions/{late}/stop"))
            assert at(ended["end_time"]) == now
            assert error_of(undo(ada, "pause_work", session)) == (409, expected)
            undone(ada, "stop_focus", late)
        undone(ada, "start_focus", late)
    undone(ada, "resume_work", session)
    undone(ada, "pause_work", session)


@pytest.mark.parametrize("late", [False, True])
def test_focus_that_must_end_before_something_known_is_not_paused_with_work_after_that(
    ada: Person, clock: MovableClock, store: DocumentStore, *, late: bool
) -> None:
    clock.set(at("2026-03-18T10:00Z"))
    end_session(ada, start_session(ada, 25), "stop")
    clock_in(ada)
    clock.move(hours=2)
    session = sent_late(ada, "focus-sessions/start", "09:00", 201, duration_minutes=25)
    moment = {"at": (clock.now() - timedelta(hours=1)).isoformat()} if late else {}
    ok_json(ada.post("work_sessions/pause", json=moment))
    assert read(ada, "current-session") == session
    ended = end_session(ada, session)
    assert at(ended["end_time"]) == at("2026-03-18T10:00Z")
    undone(ada, "complete_focus", session["session_id"])
    assert read(ada, "current-session") == session
    resume_work(ada)
    assert end_session(ada, session) == ended
    assert_totals_agree(store, ada)
