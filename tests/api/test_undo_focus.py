"""Undoing the end of focus sessions and breaks."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    FOCUS_SPRINT_MASTER,
    at,
    clock_in,
    clock_out,
    delete_task,
    end_session,
    error_of,
    focus,
    join,
    leave,
    ok_json,
    pause_session,
    pause_work,
    progress_in,
    read,
    resume_session,
    resume_work,
    set_preferences,
    set_timezone,
    start_session,
    take_break,
    total_points,
    with_pauses,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.undo import NOT_FOUND, everything, undo, undone
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

ENDS = {
    "complete_focus": ("focus", "complete"),
    "complete_break": ("break", "complete"),
    "stop_focus": ("focus", "stop"),
}
EACH_END = pytest.mark.parametrize("event", ENDS)


@EACH_END
@pytest.mark.parametrize("paused", [False, True])
def test_ended_session_runs_on(
    ada: Person, monday: MovableClock, store: DocumentStore, event: str, *, paused: bool
) -> None:
    kind, verb = ENDS[event]
    set_preferences(ada, focus_goal_minutes=30)
    for challenge in (FOCUS_SPRINT_MASTER, BREAK_CHAMPION):
        join(ada, challenge)
    clock_in(ada)
    task = ada.create_task()
    monday.move(minutes=1)
    fields = {"task_id": task["id"]} if kind == "focus" else {}
    session = start_session(ada, 30, kind, **fields)
    monday.move(minutes=31)
    if paused:
        pause_session(ada, session)
        monday.move(minutes=2)
    before, now = everything(ada, monday, monday.now()), monday.now()
    earned = 15 if event == "complete_focus" else 0
    for _ in range(2):
        end_session(ada, session, verb)
        assert total_points(ada) == earned
        monday.move(minutes=14)
        undone(ada, event, session["session_id"], points=-earned)
        assert everything(ada, monday, now) == before
        assert_totals_agree(store, ada)
        monday.set(now)
    end_session(ada, session, verb)
    assert total_points(ada) == earned
    clock_out(ada)
    assert_week_agrees(store, ada, monday.now())


@pytest.mark.both_stores("a session that has ended and its pointer change together")
def test_focus_waits_again_for_a_break_that_runs_on(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada, 60)
    clock.move(minutes=10)
    taken = start_session(ada, 5, "break")
    clock.move(minutes=6)
    before, now = everything(ada, clock, clock.now()), clock.now()
    for verb, event in (("complete", "complete_break"), ("stop", "stop_focus")):
        pause = f"09:40-{clock.now():%H:%M}"
        end_session(ada, taken, verb)
        assert read(ada, "current-session") == with_pauses(session, pause)
        clock.move(minutes=3)
        undone(ada, event, taken["session_id"])
        assert everything(ada, clock, now) == before
    for verb, event in (("complete", "complete_focus"), ("stop", "stop_focus")):
        end_session(ada, session, verb)  # during its break
        clock.move(minutes=1)
        undone(ada, event, session["session_id"])
        assert everything(ada, clock, now) == before
    end_session(ada, taken)
    clock.move(minutes=1)
    ended = end_session(ada, session)
    assert ended["actual_duration"] == 11
    assert ended == with_pauses(ended, "09:40-09:54")
    assert_totals_agree(store, ada)


def test_focus_that_runs_on_has_paused_with_work_since(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    session = start_session(ada, 60)
    clock.move(minutes=10)
    end_session(ada, session, "stop")
    clock.move(minutes=1)
    pause_work(ada)
    clock.move(minutes=2)
    undone(ada, "stop_focus", session["session_id"])
    assert read(ada, "current-session") == with_pauses(session, "09:41-")
    end_session(ada, session, "stop")
    clock.move(minutes=1)
    resume_work(ada)
    clock.move(minutes=1)
    undone(ada, "stop_focus", session["session_id"])
    assert read(ada, "current-session") == with_pauses(session, "09:41-09:44")
    assert end_session(ada, session)["actual_duration"] == 12
    assert_totals_agree(store, ada)


def test_goal_of_the_day_stays_reached_without_a_later_session(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, focus_goal_minutes=25)
    first, second = focus(ada, clock), focus(ada, clock, 1)
    undone(ada, "complete_focus", second["session_id"])
    assert total_points(ada) == 15
    undone(ada, "start_focus", second["session_id"])
    undone(ada, "complete_focus", first["session_id"], points=-15)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("goal", [10, 50])
def test_completion_is_taken_back_by_the_goal_that_it_counted_by(
    ada: Person, clock: MovableClock, store: DocumentStore, goal: int
) -> None:
    set_preferences(ada, focus_goal_minutes=25)
    focus(ada, clock, 15)
    session = start_session(ada, 25)
    clock.move(minutes=12)
    before = everything(ada, clock, now := clock.now())
    end_session(ada, session)
    assert total_points(ada) == 15
    set_preferences(ada, focus_goal_minutes=goal)
    undone(ada, "complete_focus", session["session_id"], points=-15)
    set_preferences(ada, focus_goal_minutes=25)
    assert everything(ada, clock, now) == before
    end_session(ada, session)
    assert total_points(ada) == 15
    assert_totals_agree(store, ada)


def test_goal_reached_before_a_completion_that_is_undone_stays_reached_by_a_higher_goal(
    ada: Person, clock: MovableClock
) -> None:
    set_preferences(ada, focus_goal_minutes=25)
    focus(ada, clock)
    session = focus(ada, clock)["session_id"]
    set_preferences(ada, focus_goal_minutes=60)
    undone(ada, "complete_focus", session)
    assert total_points(ada) == 15


@pytest.mark.parametrize("joined_again", [False, True])
def test_challenge_that_was_left_counts_a_completion_no_longer_exactly_if_it_had_counted_it(
    ada: Person, clock: MovableClock, store: DocumentStore, *, joined_again: bool
) -> None:
    def progress() -> int:
        week: dict[str, Any] = store.read("progress", ada.id)["week"]
        found: int = week["challenges"][FOCUS_SPRINT_MASTER]["progress"]
        return found

    join(ada, FOCUS_SPRINT_MASTER)
    for _ in range(10):
        session = focus(ada, clock)["session_id"]
    assert (progress(), total_points(ada)) == (10, 75)
    leave(ada, FOCUS_SPRINT_MASTER)
    if joined_again:
        join(ada, FOCUS_SPRINT_MASTER)
    undone(ada, "complete_focus", session, points=-75)
    assert (progress(), total_points(ada)) == (9, 0)
    end_session(ada, {"session_id": session})
    assert (progress(), total_points(ada)) == ((10, 75) if joined_again else (9, 0))
    # Not counted after it was left: undoing that changes nothing, also once it is joined again.
    if not joined_again:
        session = focus(ada, clock)["session_id"]
        undone(ada, "complete_focus", session)
        assert progress() == 9
        return
    leave(ada, FOCUS_SPRINT_MASTER)
    session = focus(ada, clock)["session_id"]
    join(ada, FOCUS_SPRINT_MASTER)
    undone(ada, "complete_focus", session)
    assert (progress(), total_points(ada)) == (10, 75)


def test_completion_counts_no_longer_for_its_day_in_another_time_zone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    join(ada, FOCUS_SPRINT_MASTER)
    clock.set(at("2026-03-18T23:30Z"))
    before, now = everything(ada, clock, clock.now()), clock.now()
    session = start_session(ada, 40)
    clock.set(at("2026-03-19T00:10Z"))
    end_session(ada, session)
    assert progress_in(ada, FOCUS_SPRINT_MASTER) == (1, "in_progress")
    set_timezone(ada, "Asia/Tokyo")
    undone(ada, "complete_focus", session["session_id"])
    set_timezone(ada, "UTC")
    end_session(ada, session, "stop")
    assert progress_in(ada, FOCUS_SPRINT_MASTER) == (0, "in_progress")
    hours = read(ada, "stats/heatmap?weeks=1")["cells"]
    assert all(cell["focus_minutes"] == 0 for cell in hours)
    assert before["stats"] == everything(ada, clock, now)["stats"]
    assert_totals_agree(store, ada)


def test_break_counts_for_its_work_while_another_one_does(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, BREAK_CHAMPION)
    clock_in(ada)
    first, second = take_break(ada, monday), take_break(ada, monday)
    undone(ada, "complete_break", second["session_id"])
    assert progress_in(ada, BREAK_CHAMPION) == (1, "in_progress")
    undone(ada, "start_break", second["session_id"])
    undone(ada, "complete_break", first["session_id"])
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    assert_totals_agree(store, ada)


def test_time_is_taken_back_from_a_task_that_was_deleted_since(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    session = start_session(ada, 25, task_id=task["id"])
    clock.move(minutes=10)
    end_session(ada, session, "stop")
    clock.move(minutes=1)
    delete_task(ada, task)
    undone(ada, "stop_focus", session["session_id"])
    undone(ada, "delete_task", task["id"])
    assert read(ada, f"tasks/{task['id']}") == task
    assert_totals_agree(store, ada)


def test_end_stays_if_another_session_has_begun_or_focus_was_paused_since(
    ada: Person, clock: MovableClock
) -> None:
    first = focus(ada, clock)
    start_session(ada, 25)
    refused = undo(ada, "complete_focus", first["session_id"])
    assert error_of(refused) == (409, "Another session has begun since")
    clock.move(minutes=1)
    taken = start_session(ada, 5, "break")
    end_session(ada, taken)
    clock.move(minutes=1)
    pause_session(ada, read(ada, "current-session"))
    refused = undo(ada, "complete_break", taken["session_id"])
    assert error_of(refused) == (409, "The focus session was paused since")


@EACH_END
def test_end_is_undone_only_once_it_was_and_by_its_name(ada: Person, clock: MovableClock, event: str) -> None:
    kind, verb = ENDS[event]
    session = start_session(ada, 25, kind)
    assert error_of(undo(ada, event, session["session_id"])) == NOT_FOUND
    clock.move(minutes=5)
    name = end_session(ada, session, verb)["session_id"]
    for other in ENDS.keys() - {event}:
        assert error_of(undo(ada, other, name)) == NOT_FOUND
    ok_json(undo(ada, event, name))


@pytest.mark.parametrize("event", ["start_break", "complete_break", "resume_focus"])
def test_focus_stays_paused_with_work_that_was_paused_during_an_earlier_break(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    clock_in(ada)
    session = start_session(ada, 60)
    for step in ("start break", "pause work", "end break", event, "undo"):
        clock.move(minutes=2)
        if step in {"start break", "start_break", "complete_break"}:
            taken = start_session(ada, 5, "break")
        if step == "pause work":
            pause_work(ada)
        if step in {"end break", "complete_break"}:
            clock.move(minutes=2)
            end_session(ada, taken)
        if step == "resume_focus":
            resume_session(ada, session)
        if step == "undo":
            undone(ada, event, (session if event == "resume_focus" else taken)["session_id"])
    if event == "complete_break":
        end_session(ada, taken)
    assert read(ada, "current-session") == with_pauses(session, "09:32-")
    resume_work(ada)
    assert read(ada, "current-session") == with_pauses(session, f"09:32-{clock.now():%H:%M}")
    assert_totals_agree(store, ada)
