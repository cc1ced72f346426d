"""Correcting and removing finished work sessions: everything that they counted for is counted anew."""

from typing import Any

import httpx
import pytest

from shared.services import work_recount
from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    EVERY_DAY,
    HEALTHY_BOUNDARIES,
    at,
    clock_in,
    clock_out,
    end_session,
    error_of,
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
from tests.api.errors import assert_invalid
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock
from tests.oracle.recount import blocks_of, documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

NOW = "2026-03-18T10:00:00Z"


def put(person: Person, session: dict[str, Any], **times: Any) -> httpx.Response:
    headers = {"If-Match": times.pop("if_match")} if "if_match" in times else {}
    return person.put(f"work_sessions/{session['id']}", json=times, headers=headers)


def correct(person: Person, session: dict[str, Any], **times: str) -> dict[str, Any]:
    return ok_event(put(person, session, **times))


def delete(person: Person, session: dict[str, Any], **request: Any) -> httpx.Response:
    return person.delete(f"work_sessions/{session['id']}", **request)


def remove(person: Person, session: dict[str, Any]) -> None:
    assert delete(person, session).status_code == 204


def work_from(person: Person, clock: MovableClock, start: str, **length: float) -> dict[str, Any]:
    """Clock in at a time, and clock out after this time."""
    clock.set(at(start))
    return work(person, clock, **length)


def unlocked(person: Person) -> set[str]:
    """Return the ids of the achievements that are unlocked."""
    return {one["id"] for one in read(person, "achievements") if one["unlocked"]}


@pytest.mark.both_stores("corrections query sessions and days that each store returns with their versions")
def test_forgotten_clock_out_is_corrected_to_another_day(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    clock.set(at("2026-03-18T10:00:00Z"))
    session = work(ada, clock, hours=40)
    assert ada.stats()["total_hours"] == 40
    corrected = correct(ada, session, end_time="2026-03-18T18:30:00Z")
    assert corrected == {**session, "end_time": "2026-03-18T18:30:00Z", "duration": 8.5}
    assert read(ada, f"work_sessions/{session['id']}") == corrected
    assert_week_agrees(store, ada, clock.now())
    assert ada.stats()["total_hours"] == 8.5
    rows = {row["date"]: row for row in read(ada, "stats/days?from=2026-03-17&to=2026-03-20")}
    worked = {on[:10]: (row["worked_minutes"], row["last_end"]) for on, row in rows.items()}
    assert worked == {
        "2026-03-17": (0, None),
        "2026-03-18": (510, "2026-03-18T18:30:00Z"),
        "2026-03-19": (0, None),
        "2026-03-20": (0, None),
    }


@pytest.mark.both_stores("removals delete a version that a query does not return")
def test_removed_session_counts_for_nothing(ada: Person, store: DocumentStore, clock: MovableClock) -> None:
    kept = work(ada, clock, hours=2)
    before = ada.stats(), read(ada, "stats/days?from=2026-03-18&to=2026-03-18"), read(ada, "achievements")
    session = work(ada, clock, hours=3)
    remove(ada, session)
    assert (
        ada.stats(),
        read(ada, "stats/days?from=2026-03-18&to=2026-03-18"),
        read(ada, "achievements"),
    ) == before
    assert read(ada, "work_sessions") == [kept]
    assert ada.get(f"work_sessions/{session['id']}").status_code == 404
    assert ada.delete(f"work_sessions/{session['id']}").status_code == 404
    assert_week_agrees(store, ada, clock.now())


def test_correction_counts_by_the_zone_in_which_the_session_was_counted(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    ok_json(ada.put("users/profile", json={"timezone": "Asia/Tokyo"}))
    session = work_from(ada, clock, "2026-03-18T12:00:00Z", hours=4)  # until 01:00 of the 19th in Tokyo
    set_preferences(ada, workday_limit_minutes=60)
    ok_json(ada.put("users/profile", json={"timezone": "Europe/Madrid"}))
    clock.move(hours=20)
    correct(ada, session, start_time="2026-03-18T13:00:00Z", end_time="2026-03-18T15:30:00Z")
    rows = read(ada, "stats/days?from=2026-03-18&to=2026-03-19")
    assert [(row["worked_minutes"], row["overtime_minutes"]) for row in rows] == [(120, 0), (30, 0)]
    cells = read(ada, "stats/heatmap")["cells"]
    worked = {(cell["weekday"], cell["hour"]) for cell in cells if cell["minutes_worked"]}
    assert worked == {(2, 22), (2, 23), (3, 0)}
    assert read(ada, "stats")["active_streak"] == 1
    remove(ada, session)
    assert_totals_agree(store, ada)
    assert ada.stats()["total_sessions"] == 0


def test_pauses_are_cut_with_the_session(ada: Person, store: DocumentStore, clock: MovableClock) -> None:
    clock.set(at(NOW))
    clock_in(ada)
    for _ in range(2):
        clock.move(hours=1)
        pause_work(ada)
        clock.move(hours=1)
        resume_work(ada)
    clock.move(hours=1)
    session = clock_out(ada)
    assert session["duration"] == 3
    corrected = correct(ada, session, start_time="2026-03-18T11:30:00Z", end_time="2026-03-18T13:30:00Z")
    assert corrected["pauses"] == [
        {"from": "2026-03-18T11:30:00Z", "to": "2026-03-18T12:00:00Z"},
        {"from": "2026-03-18T13:00:00Z", "to": "2026-03-18T13:30:00Z"},
    ]
    assert corrected["duration"] == 1
    (row,) = read(ada, "stats/days?from=2026-03-18&to=2026-03-18")
    assert (row["worked_minutes"], row["rest_minutes"]) == (60, 60)
    assert_week_agrees(store, ada, clock.now())


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"start_time": "2026-03-18T14:00:00Z"}, "start_time"),
        ({"start_time": "2026-03-18T15:00:00Z"}, "start_time"),
        ({"end_time": "2026-03-18T10:00:00Z"}, "end_time"),
        ({"end_time": "2026-03-18T09:00:00+00:00"}, "end_time"),
        ({"end_time": "2026-03-18T16:02:00.000001Z"}, "end_time"),
        ({"start_time": "2026-02-15T15:59:59Z"}, "start_time"),
        ({"start_time": "0001-01-01T00:00:00Z"}, "start_time"),
        ({"end_time": "9999-12-31T23:59:59Z"}, "end_time"),
        ({"start_time": "2026-03-18T12:00:00Z", "end_time": "2026-03-18T12:00:00Z"}, "start_time"),
        ({"start_time": "2026-03-18"}, "start_time"),
        ({"end_time": 1773835200}, "end_time"),
        ({"end_time": ""}, "end_time"),
        ({"end_time": ["2026-03-18T12:00:00Z"]}, "end_time"),
    ],
)
def test_invalid_correction_is_refused_and_changes_nothing(
    ada: Person, store: DocumentStore, clock: MovableClock, times: dict[str, Any], field: str
) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    clock.move(hours=2)
    before = documents_of(store, ada.id)
    assert_invalid(put(ada, session, **times), field, times)
    assert documents_of(store, ada.id) == before


def test_error_names_the_bound_that_a_new_time_crosses(ada: Person, clock: MovableClock) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    refused = put(ada, session, start_time="2026-03-18T14:00:00Z")
    assert error_of(refused) == (400, "Field 'start_time' must be before the end")
    refused = put(ada, session, end_time="2026-03-18T10:00:00Z")
    assert error_of(refused) == (400, "Field 'end_time' must be after the start")


def test_all_invalid_times_are_reported(ada: Person, clock: MovableClock) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    response = put(ada, session, start_time="2026-01-01T00:00:00Z", end_time="2026-03-19T00:00:00Z")
    assert error_of(response) == (400, "Field 'start_time' must lie within the last 31 days")
    assert response.json()["details"] == [
        {"field": "start_time", "message": "must lie within the last 31 days"},
        {"field": "end_time", "message": "must not lie ahead"},
    ]


def test_end_up_to_two_minutes_ahead_counts_as_now(ada: Person, clock: MovableClock) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    clock.move(hours=1)
    assert correct(ada, session, end_time="2026-03-18T15:02:00Z")["end_time"] == "2026-03-18T15:00:00Z"


def test_correction_to_the_same_times_or_to_none_changes_nothing(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    times = {"start_time": "2026-03-18T10:30:00Z", "end_time": "2026-03-18T12:00:00+00:00"}
    first = put(ada, session, **times)
    before = documents_of(store, ada.id)
    clock.move(minutes=1)
    for body in (times, {}, {"start_time": None, "end_time": None}, {"duration": 1}):
        response = put(ada, session, **body)
        assert (response.json(), response.headers["ETag"]) == (first.json(), first.headers["ETag"])
        assert documents_of(store, ada.id) == before


def test_running_session_is_neither_corrected_nor_removed(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    clock.set(at(NOW))
    session = clock_in(ada)
    clock.move(hours=1)
    before = documents_of(store, ada.id)
    running = (409, "The work session is still running: end it first")
    assert error_of(put(ada, session, start_time="2026-03-18T09:40:00Z")) == running
    assert error_of(put(ada, session)) == error_of(delete(ada, session)) == running
    assert documents_of(store, ada.id) == before


def test_session_of_over_31_days_ago_is_neither_corrected_nor_removed(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    clock.move(days=31)
    correct(ada, session, end_time="2026-03-18T14:00:00Z", start_time="2026-03-18T10:00:00Z")
    clock.move(seconds=1)
    before = documents_of(store, ada.id)
    refused = (400, "Only work sessions of the last 31 days can be corrected or removed")
    assert error_of(put(ada, session, end_time="2026-04-01T12:00:00Z")) == refused
    assert error_of(delete(ada, session)) == refused
    assert documents_of(store, ada.id) == before


def test_sessions_of_others_and_unknown_ones_are_404(ada: Person, bob: Person, clock: MovableClock) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    for other in (session, {"id": "unknown"}, {"id": "day:2026-03-18"}, {"id": "progress"}):
        assert error_of(put(bob, other, end_time=NOW)) == (404, "Work session not found")
        assert error_of(delete(bob, other)) == (404, "Work session not found")
    assert read(ada, f"work_sessions/{session['id']}") == session


def test_overlap_with_another_session_is_refused_and_touching_is_not(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    first = work_from(ada, clock, "2026-03-18T10:00:00Z", hours=1)
    second = work_from(ada, clock, "2026-03-18T12:00:00Z", hours=1)
    clock.set(at("2026-03-18T14:00:00Z"))
    clock_in(ada)
    clock.move(hours=1)
    before = documents_of(store, ada.id)
    overlaps = (409, "The work session would overlap with another one")
    for session, times in (
        (first, {"end_time": "2026-03-18T12:00:00.000001Z"}),
        (first, {"start_time": "2026-03-18T12:30:00Z", "end_time": "2026-03-18T12:40:00Z"}),
        (first, {"end_time": "2026-03-18T13:30:00Z"}),
        (second, {"start_time": "2026-03-18T10:59:59Z"}),
        (second, {"start_time": "2026-03-18T09:00:00Z"}),
        (second, {"end_time": "2026-03-18T14:00:01Z"}),
        (second, {"start_time": "2026-03-18T14:30:00Z", "end_time": "2026-03-18T14:40:00Z"}),
    ):
        assert error_of(put(ada, session, **times)) == overlaps
    assert documents_of(store, ada.id) == before
    correct(ada, first, end_time="2026-03-18T12:00:00Z")
    correct(ada, second, end_time="2026-03-18T14:00:00Z")
    assert_week_agrees(store, ada, clock.now())


def test_running_session_that_was_sent_later_ends_before_the_sessions_that_now_follow_it(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    first, second, third = (
        work_from(ada, clock, f"2026-03-18T{hour}:00:00Z", hours=1) for hour in (10, 12, 14)
    )
    clock.set(at("2026-03-18T16:00:00Z"))
    ok_json(ada.post("work_sessions/start", json={"at": "2026-03-18T09:00:00Z"}), 201)
    remove(ada, first)
    late = ada.post("work_sessions/end", json={"at": "2026-03-18T12:00:01Z"})
    assert error_of(late)[1].startswith("The work session must have ended by 2026-03-18T12:00:00Z")
    correct(ada, second, start_time="2026-03-18T08:00:00Z", end_time="2026-03-18T09:00:00Z")
    remove(ada, third)
    assert clock_out(ada)["end_time"] == "2026-03-18T16:00:00Z"
    assert_week_agrees(store, ada, clock.now())


def test_correction_or_removal_with_a_stale_etag_gets_412(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    session = work_from(ada, clock, NOW, hours=4)
    path = f"work_sessions/{session['id']}"
    stale = ada.get(path).headers["ETag"]
    current = put(ada, session, if_match=stale, end_time="2026-03-18T13:00:00Z").headers["ETag"]
    assert current != stale
    before = documents_of(store, ada.id)
    assert put(ada, session, if_match=stale, end_time="2026-03-18T12:00:00Z").status_code == 412
    assert delete(ada, session, headers={"If-Match": stale}).status_code == 412
    assert documents_of(store, ada.id) == before
    assert delete(ada, session, headers={"If-Match": current}).status_code == 204


def test_streak_and_week_in_balance_are_lost_and_gained_with_a_session(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    set_preferences(ada, work_days=EVERY_DAY, workday_limit_minutes=480)
    days = ("2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27")
    sessions = [work_from(ada, clock, f"{day}T09:00:00Z", hours=8) for day in days]
    assert unlocked(ada) == {"warming-up", "in-balance"}
    too_long = put(ada, sessions[2], end_time="2026-03-25T17:00:01Z").json()
    assert too_long["earned"] is None
    assert unlocked(ada) == {"warming-up"}
    again = put(ada, sessions[2], end_time="2026-03-25T17:00:00Z").json()["earned"]
    assert [one["id"] for one in again["achievements"]] == ["in-balance"]
    remove(ada, sessions[2])
    assert unlocked(ada) == set()
    moved = put(ada, sessions[0], start_time="2026-03-25T09:00:00Z", end_time="2026-03-25T10:00:00Z").json()
    assert [one["id"] for one in moved["earned"]["achievements"]] == ["warming-up"]
    assert_week_agrees(store, ada, clock.now())


def test_overtime_after_a_week_in_balance_keeps_its_achievement(ada: Person, clock: MovableClock) -> None:
    set_preferences(ada, workday_limit_minutes=480)
    days = ("2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27", "2026-03-28")
    sessions = [work_from(ada, clock, f"{day}T09:00:00Z", hours=7) for day in days]
    clock.move(hours=4)
    correct(ada, sessions[5], end_time="2026-03-28T19:00:00Z")  # the five days before were in balance
    assert "in-balance" in unlocked(ada)
    remove(ada, sessions[0])  # four days were, before the overtime
    assert "in-balance" not in unlocked(ada)
    remove(ada, sessions[5])
    correct(ada, sessions[1], start_time="2026-03-24T08:00:00Z", end_time="2026-03-24T09:30:00Z")
    assert "in-balance" not in unlocked(ada)


def test_challenges_of_this_week_count_by_the_corrected_session(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    for challenge in (HEALTHY_BOUNDARIES, BREAK_CHAMPION):
        join(ada, challenge)
    sessions = []
    for _ in range(5):
        clock_in(ada)
        monday.move(minutes=50)
        take_break(ada, monday, 10)
        sessions.append(clock_out(ada))
        shut_down(ada)
        monday.move(hours=23)
    points = total_points(ada)
    completed = (5, "completed")
    assert progress_in(ada, HEALTHY_BOUNDARIES) == progress_in(ada, BREAK_CHAMPION) == completed
    late_start = sessions[0]["start_time"].replace("09:00:00", "09:00:01")
    earned = put(ada, sessions[0], start_time=late_start).json()["earned"]
    assert earned == {"points": -75, "level": None, "achievements": [], "challenges": []}
    assert (progress_in(ada, HEALTHY_BOUNDARIES), progress_in(ada, BREAK_CHAMPION)) == (
        (4, "in_progress"),
        completed,
    )
    assert_totals_agree(store, ada)
    earned = put(ada, sessions[0], start_time=sessions[0]["start_time"]).json()["earned"]
    assert (earned["points"], [one["id"] for one in earned["challenges"]]) == (75, [HEALTHY_BOUNDARIES])
    remove(ada, sessions[0])
    assert progress_in(ada, HEALTHY_BOUNDARIES) == progress_in(ada, BREAK_CHAMPION) == (4, "in_progress")
    assert total_points(ada) == points - 150
    assert_week_agrees(store, ada, monday.now())
    monday.move(days=5)
    remove(ada, sessions[1])  # of a week that is over
    assert total_points(ada) == points - 150
    assert_totals_agree(store, ada)


def test_break_that_is_running_counts_by_the_corrected_session(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    join(ada, BREAK_CHAMPION)

    def start_break() -> dict[str, Any]:
        started = ada.post("focus-sessions/start", json={"duration_minutes": 5, "session_type": "break"})
        monday.move(minutes=6)
        return ok_json(started, 201)

    def complete_break(session: dict[str, Any]) -> None:
        ok_event(ada.post(f"focus-sessions/{session['session_id']}/complete"))

    clock_in(ada)
    monday.move(minutes=50)
    running = start_break()
    session = clock_out(ada)
    correct(ada, session, end_time="2026-03-23T09:50:00Z")
    complete_break(running)
    assert progress_in(ada, BREAK_CHAMPION)[0] == 0  # it began when the session was over
    correct(ada, session, end_time="2026-03-23T09:50:01Z")
    assert progress_in(ada, BREAK_CHAMPION)[0] == 1
    session = work(ada, monday, minutes=10)
    running = start_break()
    assert progress_in(ada, BREAK_CHAMPION)[0] == 1
    correct(ada, session, end_time=monday.now().isoformat())
    complete_break(running)
    assert progress_in(ada, BREAK_CHAMPION)[0] == 2
    assert_week_agrees(store, ada, monday.now())


def test_break_that_outlasted_its_session_counts_by_the_corrected_session(
    ada: Person, store: DocumentStore, monday: MovableClock
) -> None:
    clock_in(ada)
    monday.move(minutes=50)
    running = start_session(ada, 30, "break")
    monday.move(minutes=10)
    session = clock_out(ada)
    join(ada, BREAK_CHAMPION)  # when the session was over, and the break was not
    monday.move(minutes=10)
    end_session(ada, running)
    assert progress_in(ada, BREAK_CHAMPION)[0] == 1
    correct(ada, session, end_time="2026-03-23T09:50:00Z")
    assert progress_in(ada, BREAK_CHAMPION)[0] == 0
    correct(ada, session, end_time="2026-03-23T09:50:01Z")
    assert progress_in(ada, BREAK_CHAMPION)[0] == 1
    assert_week_agrees(store, ada, monday.now())


@pytest.mark.parametrize("around", ["running work", "focus that is stopped later", "another time zone later"])
def test_shutdown_counts_by_the_corrected_session_and_what_ran_at_it(
    ada: Person, monday: MovableClock, around: str
) -> None:
    monday.set(at("2026-03-24T02:00:00Z"))
    ok_json(ada.put("users/profile", json={"timezone": "Asia/Tokyo"}))
    join(ada, HEALTHY_BOUNDARIES)
    session = work(ada, monday, minutes=30 if around != "another time zone later" else 60)
    focus = {"session_id": ""}
    if around == "running work":
        clock_in(ada)
        monday.move(minutes=30)
    elif around == "focus that is stopped later":
        focus = start_session(ada, 60)
        monday.move(minutes=30)
    shut_down(ada)
    monday.move(minutes=1)
    if focus["session_id"]:
        end_session(ada, focus, "stop")
    if around == "another time zone later":
        ok_json(ada.put("users/profile", json={"timezone": "America/New_York"}))
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1
    correct(ada, session, start_time="2026-03-24T02:00:01Z")
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0
    correct(ada, session, start_time="2026-03-24T02:00:00Z")
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1


def test_shutdown_that_followed_another_one_counts_for_no_challenge_after_a_correction(
    ada: Person, monday: MovableClock
) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    monday.set(at("2026-03-23T22:00:00Z"))
    shut_down(ada)
    session = work_from(ada, monday, "2026-03-24T03:00:00Z", minutes=59)
    monday.set(at("2026-03-24T05:00:00Z"))
    shut_down(ada)  # early, but within 8 hours
    monday.set(at("2026-03-24T18:00:00Z"))
    shut_down(ada)
    correct(ada, session, end_time="2026-03-24T04:00:00Z")
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 0


@pytest.mark.parametrize(
    "change",
    [{"timezone": "Asia/Tokyo"}, {"day_start": "09:30"}, {"timezone": "Pacific/Kiritimati"}],
    ids=["a zone where it was late", "a start of the day during work", "a zone with another date"],
)
@pytest.mark.parametrize("shuts_down_again", [True, False])
@pytest.mark.parametrize("ends_later", [True, False])
def test_shutdown_counts_by_the_zone_and_day_start_of_its_time(
    ada: Person,
    bob: Person,
    monday: MovableClock,
    change: dict[str, str],
    *,
    shuts_down_again: bool,
    ends_later: bool,
) -> None:
    starts = {ada: "2026-03-24T10:00:00Z", bob: "2026-03-24T10:00:01Z"}  # he closes a second less
    for person, start in starts.items():
        monday.set(at(start))
        join(person, HEALTHY_BOUNDARIES)
        clock_in(person)
    monday.set(at("2026-03-24T11:00:00Z"))
    for person in starts:
        if not ends_later:
            clock_out(person)
        shut_down(person)
        ok_json(person.put("users/profile", json=change))
    monday.move(minutes=30)
    for person in starts:
        if ends_later:
            clock_out(person)
        if shuts_down_again:
            shut_down(person)
    progress = {person: progress_in(person, HEALTHY_BOUNDARIES)[0] for person in starts}
    assert progress[ada] == 1
    for person, other in ((ada, bob), (bob, ada)):
        correct(person, read(person, "work_sessions")[0], start_time=starts[other])
        assert progress_in(person, HEALTHY_BOUNDARIES)[0] == progress[other]
    assert shuts_down_again or progress[bob] == 0


def _forget_settings(store: DocumentStore, person: Person, session: dict[str, Any]) -> None:
    """Store a session as an earlier version did."""
    document = store.read(session["id"], person.id)
    assert document["counted_by"]
    earlier = {name: value for name, value in document.items() if name != "counted_by"}
    progress = store.read("progress", person.id)
    blocks = progress["usage"]["blocks"] + blocks_of(earlier) - blocks_of(document)
    store.upsert(earlier)
    store.upsert({**progress, "usage": {**progress["usage"], "blocks": blocks}})


def test_session_that_an_earlier_version_ended_is_counted_by_the_present_settings(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    ok_json(ada.put("users/profile", json={"timezone": "Europe/Madrid"}))
    session = work_from(ada, clock, NOW, hours=9)
    _forget_settings(store, ada, session)
    correct(ada, session, end_time="2026-03-18T18:00:00Z")
    assert store.read(session["id"], ada.id)["counted_by"] == ["Europe/Madrid", 0, 510]
    assert_week_agrees(store, ada, clock.now())
    _forget_settings(store, ada, session)
    remove(ada, session)
    (row,) = read(ada, "stats/days?from=2026-03-18&to=2026-03-18")
    assert (row["worked_minutes"], row["first_start"], ada.stats()["total_sessions"]) == (0, None, 0)


def test_session_is_removed_but_not_corrected_beyond_the_events_of_a_day(
    environment: dict[str, str], ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "3"
    session = work_from(ada, clock, NOW, hours=1)
    ada.create_task()
    response = put(ada, session, end_time="2026-03-18T10:30:00Z")
    assert (response.status_code, response.json()["code"]) == (429, "quota_exceeded")
    remove(ada, session)
    assert_week_agrees(store, ada, clock.now())


def test_correction_among_too_many_sessions_is_refused_and_changes_nothing(
    ada: Person, store: DocumentStore, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_recount, "MAX_WORK_SESSIONS", 3)
    early = work_from(ada, clock, "2026-03-18T10:00:00Z", hours=1)
    sessions = [work_from(ada, clock, f"2026-04-03T{hour}:00:00Z", minutes=30) for hour in (10, 11, 12)]
    correct(ada, sessions[0], start_time="2026-04-03T09:00:00Z")
    refused = (409, "There are more than 3 work sessions around these days")
    far = {"start_time": "2026-03-18T12:00:00Z", "end_time": "2026-03-18T13:00:00Z"}
    before = documents_of(store, ada.id)
    assert error_of(put(ada, sessions[0], **far)) == refused
    assert documents_of(store, ada.id) == before
    work_from(ada, clock, "2026-04-03T14:00:00Z", hours=1)
    remove(ada, early)
    assert_week_agrees(store, ada, clock.now())


def test_session_among_too_many_is_removed_and_only_first_and_last_times_stay(
    ada: Person, store: DocumentStore, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_recount, "MAX_WORK_SESSIONS", 3)
    set_preferences(ada, workday_limit_minutes=100)
    clock.set(at("2026-04-03T10:00:00Z"))
    sessions = [work(ada, clock, minutes=30)]
    clock_in(ada)
    clock.move(minutes=10)
    pause_work(ada)
    clock.move(minutes=10)
    resume_work(ada)
    clock.move(minutes=10)
    sessions += [clock_out(ada), *(work(ada, clock, minutes=30) for _ in range(3))]
    remove(ada, sessions[1])
    assert_week_agrees(store, ada, clock.now())
    remove(ada, sessions[0])
    day = read(ada, "stats/days?from=2026-04-03&to=2026-04-03")[0]
    assert day["first_start"] == "2026-04-03T10:00:00Z"
    assert (day["worked_minutes"], day["overtime_minutes"], day["rest_minutes"]) == (90, 0, 0)
    correct(ada, sessions[2], start_time="2026-04-03T10:59:59Z")
    assert_week_agrees(store, ada, clock.now())
