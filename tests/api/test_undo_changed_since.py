"""Acts on sessions that are not undone because they were corrected, or because of what followed them."""

from datetime import timedelta

import pytest

from shared.services import work_recount
from shared.store.contract import DocumentStore
from tests.api.actions import (
    clock_in,
    clock_out,
    end_session,
    error_of,
    focus,
    ok_event,
    pause_session,
    pause_work,
    read,
    resume_session,
    resume_work,
    shut_down,
    start_session,
    take_break,
    work,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.api.undo import NOT_FOUND, everything, undo, undone
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

CORRECTED = (409, "The work session was corrected since")
ENDED = (409, "The focus session that the break has paused has ended since")
ENDED_WITH_WORK = (409, "The focus session that was paused or resumed with it has ended since")
BREAK_ENDED = (409, "A break in the focus session has ended since")


def correct(person: Person, session: str, **moments: str) -> None:
    ok_event(person.put(f"work_sessions/{session}", json=moments))


@pytest.mark.parametrize(
    ("field", "minutes"), [("end_time", -30), ("end_time", -14), ("end_time", 3), ("start_time", 30)]
)
def test_end_of_a_corrected_session_is_not_undone_and_its_15_minutes_stay(
    ada: Person, clock: MovableClock, store: DocumentStore, field: str, minutes: int
) -> None:
    session = work(ada, clock, hours=2)
    clock.move(minutes=5)
    moment = clock.now() + timedelta(minutes=minutes - 5) if field == "end_time" else None
    moment = moment or clock.now() - timedelta(minutes=90)
    correct(ada, session["id"], **{field: moment.isoformat()})
    before, now = everything(ada, clock, clock.now()), clock.now()
    assert error_of(undo(ada, "clock_out", session["id"])) == CORRECTED
    assert everything(ada, clock, now) == before
    clock.move(minutes=10)
    assert error_of(undo(ada, "clock_out", session["id"])) == CORRECTED
    for event in ("clock_in", "pause_work"):
        refused = undo(ada, event, session["id"])
        assert refused.status_code in {404, 409}
    clock.move(microseconds=1)
    assert error_of(undo(ada, "clock_out", session["id"])) == NOT_FOUND
    # Corrected back, it still is another session than the one that ended.
    correct(ada, session["id"], **{field: str(session[field])})
    assert error_of(undo(ada, "clock_out", session["id"])) == NOT_FOUND
    assert_totals_agree(store, ada)


def test_correction_that_changes_nothing_leaves_the_end_to_be_undone(
    ada: Person, clock: MovableClock
) -> None:
    session = work(ada, clock, hours=2)
    correct(ada, session["id"], end_time=session["end_time"])
    undone(ada, "clock_out", session["id"])


def test_session_corrected_while_a_pause_lasted_shows_no_pause_before_its_start(
    ada: Person, clock: MovableClock
) -> None:
    clock_in(ada)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=20)
    session = clock_out(ada)["id"]
    start = clock.now() - timedelta(minutes=5)
    correct(ada, session, start_time=start.isoformat())
    assert error_of(undo(ada, "clock_out", session)) == CORRECTED
    shown = read(ada, f"work_sessions/{session}")
    assert shown["pauses"] == [{"from": shown["start_time"], "to": shown["end_time"]}]


def test_end_among_too_many_sessions_to_be_counted_anew_is_not_undone_once_work_has_begun(
    ada: Person, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_recount, "MAX_WORK_SESSIONS", 1)
    work(ada, clock, hours=1)
    first = work(ada, clock, hours=1)["id"]
    second = work(ada, clock, minutes=1)["id"]
    assert error_of(undo(ada, "clock_out", first)) == (409, "Another work session has begun since")
    undone(ada, "clock_out", second)
    undone(ada, "clock_in", second)
    undone(ada, "clock_out", first)


@pytest.mark.parametrize("field", ["start_time", "end_time"])
def test_shutdown_is_not_undone_once_the_session_that_it_ended_was_corrected(
    ada: Person, clock: MovableClock, field: str
) -> None:
    session = clock_in(ada)["id"]
    clock.move(hours=2)
    reflection = shut_down(ada, clock_out=True)["id"]
    clock.move(minutes=1)
    correct(ada, session, **{field: (clock.now() - timedelta(minutes=30)).isoformat()})
    before, now = everything(ada, clock, clock.now()), clock.now()
    assert error_of(undo(ada, "shutdown", reflection)) == CORRECTED
    assert everything(ada, clock, now) == before


def test_break_is_not_undone_once_the_focus_that_it_paused_has_ended(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for verb, event in (("complete", "complete_focus"), ("stop", "stop_focus")):
        session = start_session(ada, 60)
        clock.move(minutes=10)
        taken = start_session(ada, 5, "break")["session_id"]
        clock.move(minutes=4)
        assert end_session(ada, session, verb)["actual_duration"] == 10
        before, now = everything(ada, clock, clock.now()), clock.now()
        assert error_of(undo(ada, "start_break", taken)) == ENDED
        assert everything(ada, clock, now) == before
        undone(ada, event, session["session_id"])
        undone(ada, "start_break", taken)
        assert end_session(ada, session, verb)["actual_duration"] == 14
    assert_totals_agree(store, ada)


def test_end_of_a_break_is_not_undone_once_the_focus_after_it_has_ended(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 60)
    clock.move(minutes=10)
    taken = take_break(ada, clock)["session_id"]
    clock.move(minutes=3)
    assert end_session(ada, session)["actual_duration"] == 13
    assert error_of(undo(ada, "complete_break", taken)) == ENDED
    undone(ada, "complete_focus", session["session_id"])
    undone(ada, "complete_break", taken)
    clock.move(minutes=1)
    end_session(ada, {"session_id": taken}, "stop")
    assert end_session(ada, session)["actual_duration"] == 10
    assert_totals_agree(store, ada)


def test_focus_that_is_completed_in_a_break_goes_on_after_it_with_work_when_that_is_undone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    session = start_session(ada, 60)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=1)
    taken = start_session(ada, 5, "break")
    clock.move(minutes=1)
    resume_work(ada)
    clock.move(minutes=1)
    end_session(ada, session)
    clock.move(minutes=1)
    end_session(ada, taken)
    clock.move(minutes=2)
    undone(ada, "complete_focus", session["session_id"])
    assert read(ada, "current-session")["status"] == "active"
    pause_work(ada)
    assert read(ada, "current-session")["status"] == "paused"
    clock.move(minutes=3)
    resume_work(ada)
    assert read(ada, "current-session")["status"] == "active"
    clock.move(minutes=4)
    assert end_session(ada, session)["actual_duration"] == 10 + 2 + 4
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("kind", ["focus", "break"])
def test_end_is_not_undone_once_another_session_has_begun_and_ended(
    ada: Person, clock: MovableClock, store: DocumentStore, kind: str
) -> None:
    first = focus(ada, clock)["session_id"]
    clock.move(minutes=1)
    other = start_session(ada, 25, kind)
    clock.move(minutes=5)
    end_session(ada, other, "stop")
    refused = undo(ada, "complete_focus", first)
    assert error_of(refused) == (409, "Another session has begun since")
    undone(ada, "stop_focus", other["session_id"])
    undone(ada, f"start_{kind}", other["session_id"])
    undone(ada, "complete_focus", first)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("event", ["pause_work", "resume_work"])
def test_pause_of_work_is_not_undone_once_its_focus_or_a_break_in_that_has_ended(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    work_session = clock_in(ada)["id"]
    session = start_session(ada, 60)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=2)
    if event == "resume_work":
        resume_work(ada)
        clock.move(minutes=2)
    end_session(ada, session)
    assert error_of(undo(ada, event, work_session)) == ENDED_WITH_WORK
    undone(ada, "complete_focus", session["session_id"])
    taken = take_break(ada, clock)["session_id"]
    if event == "pause_work":
        assert error_of(undo(ada, event, work_session)) == BREAK_ENDED
    else:
        assert error_of(undo(ada, event, work_session)) == (409, "The focus session was paused since")
    undone(ada, "complete_break", taken)
    if event == "resume_work":
        assert error_of(undo(ada, event, work_session)) == (409, "A break has begun since")
    undone(ada, "start_break", taken)
    undone(ada, event, work_session)
    assert read(ada, "current-session")["status"] == ("active" if event == "pause_work" else "paused")
    assert_totals_agree(store, ada)


def test_break_in_which_work_went_on_is_not_forgotten_when_that_is_undone(
    ada: Person, clock: MovableClock
) -> None:
    work_session = clock_in(ada)["id"]
    session = start_session(ada, 60)
    clock.move(minutes=10)
    pause_work(ada)
    taken = start_session(ada, 5, "break")
    clock.move(minutes=2)
    resume_work(ada)
    clock.move(minutes=2)
    end_session(ada, taken)
    assert error_of(undo(ada, "resume_work", work_session)) == BREAK_ENDED
    undone(ada, "complete_break", taken["session_id"])
    undone(ada, "resume_work", work_session)
    end_session(ada, taken)
    assert read(ada, "current-session")["status"] == "paused"
    resume_work(ada)
    clock.move(minutes=1)
    assert end_session(ada, session)["actual_duration"] == 11


def test_focus_follows_work_that_was_paused_and_resumed_since_an_act_that_is_undone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    session = start_session(ada, 60)
    clock.move(minutes=10)
    pause_session(ada, session)
    clock.move(minutes=2)
    pause_work(ada)
    undone(ada, "pause_focus", session["session_id"])
    assert read(ada, "current-session")["status"] == "paused"  # with work
    clock.move(minutes=3)
    resume_session(ada, session)
    clock.move(minutes=1)
    resume_work(ada)
    clock.move(minutes=1)
    undone(ada, "resume_focus", session["session_id"])
    assert read(ada, "current-session")["status"] == "active"  # since work was resumed
    assert end_session(ada, session)["actual_duration"] == 10 + 2 + 1
    assert_totals_agree(store, ada)


def test_end_of_a_break_is_not_undone_as_if_the_focus_had_been_resumed(
    ada: Person, clock: MovableClock
) -> None:
    session = start_session(ada, 60)["session_id"]
    clock.move(minutes=10)
    take_break(ada, clock)
    running = read(ada, "current-session")
    assert error_of(undo(ada, "resume_focus", session)) == NOT_FOUND
    assert read(ada, "current-session") == running
