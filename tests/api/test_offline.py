"""Acts of clients that were offline, sent later with the moment at which they were done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    DEFAULT_CHALLENGES,
    HEALTHY_BOUNDARIES,
    TASK_FINISHER,
    clock_in,
    error_of,
    join,
    ok_event,
    ok_json,
    progress_in,
    read,
    set_preferences,
    set_timezone,
    total_points,
)
from tests.api.conftest import Person
from tests.api.errors import assert_invalid
from tests.api.parallel import in_parallel, statuses
from tests.api.twins import Act, Twin, live, seen
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def on_wednesday(clock: str) -> datetime:
    """Return a local time of the Wednesday on which the tests begin, or of a day around it: `+1 09:00`."""
    days, _, time_of_day = clock.rpartition(" ")
    hour, minute = map(int, time_of_day.split(":"))
    return datetime(2026, 3, 18, hour, minute, tzinfo=UTC) + timedelta(days=int(days or 0))


def acts(*lines: str) -> list[Act]:
    """Parse acts, each written `<done> <sent> <name>`; times may have a day before them: `+1/09:00`."""
    found = []
    for line in lines:
        done, sent, name = line.split(maxsplit=2)
        moments = (on_wednesday(moment.replace("/", " ")) for moment in (done, sent))
        found.append(Act(name, *moments))
    return found


DAYS = {
    "tasks in another order": acts(
        "11:00 11:00 complete A", "10:00 12:00 complete B", "11:30 12:01 complete C", "10:30 12:02 complete D"
    ),
    "a session before a known one": acts(
        "14:00 14:00 start work",
        "15:00 15:00 end work",
        "10:00 16:00 start work",
        "12:00 16:01 end work",
    ),
    "a day with pauses and focus, sent in the evening": acts(
        "10:00 19:00 start work",
        "10:10 19:01 start focus",
        "10:40 19:02 pause work",
        "10:50 19:03 resume work",
        "11:10 19:04 complete",
        "11:15 19:05 start break",
        "11:25 19:06 complete",
        "12:00 19:07 complete A",
        "16:30 19:08 end work",
        "16:40 19:09 shut down",
    ),
    "a break in focus": acts(
        "10:00 12:00 start work",
        "10:10 12:01 start focus",
        "10:20 12:02 start break",
        "10:28 12:03 complete",
        "11:00 12:04 end work",
    ),
    "work that ended before a known break": acts(
        "10:00 10:00 start work",
        "11:00 11:00 start break",
        "11:06 11:06 complete",
        "10:30 12:00 end work",
    ),
    "work with a known break": acts(
        "11:00 11:00 start break",
        "11:06 11:06 complete",
        "10:00 12:00 start work",
        "12:30 12:30 end work",
    ),
    "a session before one with a break that is running": acts(
        "11:00 11:00 start work",
        "11:30 11:30 start break",
        "11:50 11:50 end work",
        "10:00 12:00 start work",
        "10:30 12:01 end work",
        "12:02 12:02 complete",
    ),
    "a session that began late before one with a break that is running": acts(
        "11:00 11:00 start work",
        "11:30 11:30 start break",
        "11:50 11:50 end work",
        "10:00 12:00 start work",
        "12:02 12:02 complete",
        "10:30 12:03 end work",
    ),
    "focus between known sessions": acts(
        "13:00 13:00 start focus",
        "13:25 13:25 complete",
        "10:00 14:00 start focus",
        "10:20 14:01 pause focus",
        "10:30 14:02 resume focus",
        "11:00 14:03 complete",
    ),
    "yesterday, sent this morning": acts(
        "16:00 16:00 complete A",
        "10:00 +1/08:00 start work",
        "18:40 +1/08:01 end work",
        "19:00 +1/08:02 shut down",
        "11:00 +1/08:03 complete B",
        "+1/09:00 +1/09:00 complete C",
        "+1/18:00 +1/18:00 shut down",
    ),
    "yesterday, sent after this morning's work": acts(
        "+1/08:00 +1/08:00 start work",
        "+1/09:00 +1/09:00 end work",
        "12:00 +1/10:00 start work",
        "14:00 +1/10:01 end work",
        "12:30 +1/10:02 complete A",
    ),
}


@pytest.mark.parametrize("name", DAYS)
def test_acts_that_are_sent_later_count_as_if_they_had_been_sent_in_time(
    ada: Person, bob: Person, clock: MovableClock, name: str
) -> None:
    check_twins(ada, bob, clock, DAYS[name])


@pytest.mark.both_stores("a known shutdown is counted again with work that is sent after it")
def test_work_sent_after_a_known_shutdown_makes_that_an_early_one(
    ada: Person, bob: Person, clock: MovableClock
) -> None:
    day = acts("14:00 14:00 shut down", "10:00 15:00 start work", "12:30 15:01 end work")
    check_twins(ada, bob, clock, day)
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1


def test_known_shutdown_is_counted_again_by_the_zone_of_its_time(ada: Person, clock: MovableClock) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    clock.set(on_wednesday("14:00"))
    ok_event(ada.post("dashboard/shutdown-reflection", json={"productivity_rating": "good"}), 201)
    set_timezone(ada, "Asia/Tokyo")  # where it was 23:00
    clock.set(on_wednesday("14:30"))
    for act, moment in (("start", "12:00"), ("end", "13:00")):
        body = {"at": on_wednesday(moment).isoformat()}
        assert ada.post(f"work_sessions/{act}", json=body).is_success
    assert progress_in(ada, HEALTHY_BOUNDARIES)[0] == 1


def check_twins(ada: Person, bob: Person, clock: MovableClock, day: list[Act]) -> None:
    """Assert that acts that Ada sends later count as if she had sent them in time, as Bob does."""
    online, offline = Twin(bob), Twin(ada)
    for twin in (online, offline):
        twin.add_tasks("A", "B", "C", "D")
        for challenge in DEFAULT_CHALLENGES:
            join(twin.person, challenge)
    live(clock, online, offline, day)
    clock.move(minutes=5)
    assert seen(offline, clock) == seen(online, clock)
    leaders = {one["points"] for one in read(ada, "challenges/leaders")}
    assert leaders == {total_points(ada)}


MONDAY = datetime(2026, 3, 23, 8, tzinfo=UTC)


def test_acts_of_a_week_that_is_over_count_for_their_day_and_move_no_week(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(MONDAY - timedelta(days=2))
    twin = Twin(ada)
    twin.add_tasks("A", "B", "C")
    for challenge in DEFAULT_CHALLENGES:
        join(ada, challenge)
    twin.do("complete A")
    clock.set(MONDAY)
    before = [one for one in documents(store, "leaderboard") if one["points"]]
    sunday = MONDAY - timedelta(hours=10)
    twin.do("complete B", sunday)  # before and after the first event of the new week
    assert [one["points"] for one in read(ada, "challenges/leaders")] in ([], [0])
    twin.do("complete C")
    twin.add_tasks("D")
    twin.do("complete D", sunday + timedelta(minutes=1))
    twin.do("start work", sunday + timedelta(minutes=2))
    twin.do("end work", sunday + timedelta(minutes=62))
    assert total_points(ada) == 20
    assert [one["points"] for one in read(ada, "challenges/leaders")] == [5]
    assert [one for one in documents(store, "leaderboard") if one["week"] == "2026-W12"] == before
    rows = {one["date"][:10]: one for one in read(ada, "stats/days")}
    assert [rows[day]["points"] for day in ("2026-03-21", "2026-03-22", "2026-03-23")] == [5, 10, 5]
    assert rows["2026-03-22"]["worked_minutes"] == 60
    assert read(ada, "stats")["active_streak"] == 3
    # Reopening takes back a completion of today alone.
    ok_event(ada.patch(f"tasks/{twin.tasks['D']}", json={"action": "reopen"}))
    assert [one["points"] for one in read(ada, "challenges/leaders")] == [5]
    assert total_points(ada) == 20


@pytest.mark.parametrize(
    ("friday", "late", "since"),
    [
        ("09:00 17:00", "+8/20:30 +8/22:00", None),  # overtime before there was a fifth day
        ("09:00 17:00", "+8/20:30 +8/21:30", "17:00"),  # no overtime
        ("09:00 17:00", "+9/18:00 +9/18:30", "17:00"),  # overtime after there was a fifth day
        ("10:00 19:00", "+9/08:30 +9/09:00", "09:00"),  # a fifth day before its overtime
        ("10:00 19:00", "+9/19:00 +9/19:30", None),
    ],
)
@pytest.mark.both_stores("the work of the week is read by a query")
def test_week_is_in_balance_as_if_late_work_had_been_sent_in_time(
    ada: Person, clock: MovableClock, friday: str, late: str, since: str | None
) -> None:
    def send(act: str, **body: str) -> None:
        ok_json(ada.post(f"work_sessions/{act}", json=body), 201 if act == "start" else 200)

    set_preferences(ada, workday_limit_minutes=480)
    for day in ("+5", "+6", "+7", "+8"):
        for moment, act in (("09:00", "start"), ("16:00", "end")):
            clock.set(on_wednesday(f"{day} {moment}"))
            send(act)
    for moment, act in zip(friday.split(), ("start", "end"), strict=True):
        clock.set(on_wednesday(f"+9 {moment}"))
        send(act)
    clock.set(on_wednesday("+9 20:00"))
    for moment, act in zip(late.split(), ("start", "end"), strict=True):
        send(act, at=on_wednesday(moment.replace("/", " ")).isoformat())
    (found,) = (one for one in read(ada, "achievements") if one["id"] == "in-balance")
    assert found["unlocked_at"] == (since and f"2026-03-27T{since}:00Z")


def documents(store: DocumentStore, kind: str) -> list[dict[str, Any]]:
    """Return the entries of the leaderboards of two weeks."""
    found = [one for week in ("2026-W12", "2026-W13") for one in documents_of(store, f"{kind}:{week}")]
    return [{name: value for name, value in one.items() if name[0] != "_"} for one in found]


def test_completion_of_a_week_that_is_over_takes_nothing_from_a_leaderboard_when_it_is_undone(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(MONDAY - timedelta(days=2))
    twin = Twin(ada)
    twin.add_tasks("A", "B")
    twin.do("complete A")
    clock.set(MONDAY)
    twin.do("complete B", MONDAY - timedelta(hours=10))
    set_timezone(ada, "Pacific/Pago_Pago")  # where it is Sunday
    ok_event(ada.patch(f"tasks/{twin.tasks['B']}", json={"action": "reopen"}))
    assert total_points(ada) == 5
    assert [one["points"] for one in documents(store, "leaderboard")] == [5]


def test_challenge_counts_nothing_that_was_done_before_it_was_joined(
    ada: Person, clock: MovableClock
) -> None:
    twin = Twin(ada)
    twin.add_tasks("A", "B")
    clock.move(hours=1)
    join(ada, TASK_FINISHER)
    clock.move(hours=1)
    twin.do("complete A", on_wednesday("10:29"))
    twin.do("complete B", on_wednesday("10:30"))
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")


def test_planned_task_that_was_done_in_time_is_not_carried_over(ada: Person, clock: MovableClock) -> None:
    task = ada.create_task(planned_date="2026-03-18")
    clock.set(on_wednesday("+1 08:00"))
    path = f"tasks/{task['id']}"
    changed = ok_event(ada.put(path, json={"title": "Write the report again"}))
    assert changed["carried_over"] == 1
    body = {"action": "complete", "at": "2026-03-18T17:00:00Z"}
    assert ok_event(ada.patch(path, json=body))["carried_over"] == 0
    (row,) = read(ada, "stats/days?from=2026-03-18&to=2026-03-18")
    assert (row["tasks_planned"], row["tasks_carried_over"], row["tasks_completed"]) == (1, 0, 1)


def test_late_shutdown_plans_the_day_after_it_and_ends_work_then(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    task = ada.create_task(planned_date="2026-03-18")
    clock.set(on_wednesday("+1 08:00"))
    body = {"productivity_rating": "good", "carry_over": True, "clock_out": True}
    path = "dashboard/shutdown-reflection"
    shown = ok_event(ada.post(path, json={**body, "at": "2026-03-18T17:00:00Z"}), 201)
    assert shown["created_at"] == "2026-03-18T17:00:00Z"
    (session,) = read(ada, "work_sessions")
    assert session["end_time"] == "2026-03-18T17:00:00Z"
    planned = read(ada, f"tasks/{task['id']}")
    assert (planned["planned_date"], planned["carried_over"]) == ("2026-03-19", 0)
    (row,) = read(ada, "stats/days?from=2026-03-18&to=2026-03-18")
    assert (row["last_end"], row["shutdown_rating"]) == ("2026-03-18T17:00:00Z", "good")


ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    ("PATCH", "tasks/{task}", {"action": "complete"}),
    ("PATCH", "tasks", {"task_id": "{task}", "action": "complete"}),
    ("PUT", "tasks/{task}", {"completed": True}),
    *(("POST", f"work_sessions/{verb}", {}) for verb in ("start", "end", "pause", "resume")),
    *(("POST", path, {}) for path in ("work_sessions/{work}", "work_sessions/{work}/end")),
    *(("POST", f"time-logs/{verb}-work", {}) for verb in ("start", "end")),
    ("POST", "focus-sessions/start", {"duration_minutes": 25}),
    *(("POST", f"focus-sessions/{{focus}}/{verb}", {}) for verb in ("pause", "resume", "complete", "stop")),
    ("POST", "dashboard/shutdown-reflection", {"productivity_rating": "good"}),
]
"""Every route of an act that may be sent later, with a body."""

BAD_MOMENTS = [
    *("", "now", "2026-03-18", "09:30", "2026-02-30T09:00:00Z", "2026-03-18T09:30:00+25:00", "x" * 5000),
    *(0, 1773826200, True, [], {}, ["2026-03-18T09:00:00Z"]),
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"),
    *("2026-03-17T09:29:59.999999Z", "2026-03-17T09:29:00+00:00", "2026-03-18T09:32:00.000001Z"),
    *("2026-03-18T10:30:00Z", "2026-03-18T09:32:01+00:00", "2026-03-11T09:30:00Z"),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_bad_moments_are_rejected_and_change_nothing(
    ada: Person, store: DocumentStore, method: str, path: str, body: dict[str, Any]
) -> None:
    ids = {
        "task": ada.create_task()["id"],
        "work": ok_json(ada.post("work_sessions/start"), 201)["id"],
        "focus": ok_json(ada.post("focus-sessions/start", json={"duration_minutes": 5}), 201)["session_id"],
    }
    before = documents_of(store, ada.id)
    body = {name: value.format(**ids) if name == "task_id" else value for name, value in body.items()}
    for moment in BAD_MOMENTS:
        response = ada.call(method, path.format(**ids), json={**body, "at": moment})
        assert_invalid(response, "at", moment)
    assert documents_of(store, ada.id) == before


@pytest.mark.parametrize("moment", [None, "2026-03-18T09:30:00Z", "2026-03-18T09:32:00Z"])
def test_null_and_moments_up_to_two_minutes_ahead_mean_now(ada: Person, moment: str | None) -> None:
    task = ada.create_task()
    body = {"action": "complete", "at": moment}
    completed = ok_event(ada.patch(f"tasks/{task['id']}", json=body))
    started = ok_json(ada.post("time-logs/start-work", json={"at": moment}), 201)
    assert completed["completed_at"] == started["start_time"] == "2026-03-18T09:30:00Z"
    assert ok_event(ada.patch(f"tasks/{task['id']}", json=body)) == completed


def test_exactly_24_hours_back_is_accepted_also_before_the_task_was_created(
    ada: Person,
) -> None:
    task = ada.create_task()
    body = {"action": "complete", "at": "2026-03-17T11:30:00+02:00"}
    completed = ok_event(ada.patch(f"tasks/{task['id']}", json=body))
    assert completed["completed_at"] == "2026-03-17T09:30:00Z" < completed["created_at"]
    assert completed["updated_at"] == "2026-03-18T09:30:00Z"
    assert [entry["at"] for entry in read(ada, "points")] == ["2026-03-17T09:30:00Z"]
    assert read(ada, "dashboard/shutdown-summary")["tasksCompleted"] == 0


def test_a_moment_is_for_completing_only(ada: Person) -> None:
    task = ok_event(ada.patch(f"tasks/{ada.create_task()['id']}"))
    moment = "2026-03-18T09:00:00Z"
    path = f"tasks/{task['id']}"
    for method, body in (("PATCH", {"action": "reopen"}), ("PUT", {"completed": False}), ("PUT", {})):
        assert_invalid(ada.call(method, path, json={**body, "at": moment}), "at", body)
    assert read(ada, path) == task


REFUSED = {
    "starting before a running session": (["10:00 start work"], "09:00 start work"),
    "starting in a known session": (["10:00 start work", "12:00 end work"], "11:00 start work"),
    "starting when a known session starts": (["10:00 start work", "12:00 end work"], "10:00 start work"),
    "ending before the start": (["10:00 start work"], "09:59 end work"),
    "ending in a pause that is over": (
        ["10:00 start work", "11:00 pause work", "11:30 resume work"],
        "11:10 end work",
    ),
    "ending before a pause": (["10:00 start work", "11:00 pause work"], "10:50 end work"),
    "pausing before the start": (["10:00 start work"], "09:00 pause work"),
    "pausing before a pause": (
        ["10:00 start work", "11:00 pause work", "11:30 resume work"],
        "10:30 pause work",
    ),
    "resuming before the pause": (["10:00 start work", "11:00 pause work"], "10:59 resume work"),
    "pausing work in focus that has ended": (
        ["10:00 start work", "10:10 start focus", "10:35 complete"],
        "10:20 pause work",
    ),
    "starting focus before running focus": (["10:00 start focus"], "09:50 start focus"),
    "starting focus in known focus": (["10:00 start focus", "10:25 complete"], "10:10 start focus"),
    "starting a break in a known break": (
        ["10:00 start focus", "10:10 start break", "10:15 complete"],
        "10:12 start break",
    ),
    "completing focus before its start": (["10:00 start focus"], "09:59 complete"),
    "stopping focus before its pause": (["10:00 start focus", "10:10 pause focus"], "10:05 stop"),
    "pausing focus before its pause": (
        ["10:00 start focus", "10:10 pause focus", "10:12 resume focus"],
        "10:05 pause focus",
    ),
    "resuming focus before its pause": (["10:00 start focus", "10:10 pause focus"], "10:05 resume focus"),
    "completing a break before a pause of work": (
        ["10:00 start work", "10:10 start focus", "10:20 start break", "10:24 pause work"],
        "10:22 complete",
    ),
    "a shutdown before a known one": (["12:00 shut down"], "11:00 shut down"),
    "a shutdown that is sent again": (["11:00@12:00 shut down"], "11:00 shut down"),
    "completing a task before its completion": (["12:00 complete A"], "11:00 complete A"),
    "ending past the next session": (
        ["10:00 start work", "12:00 end work", "09:00@12:30 start work"],
        "10:01 end work",
    ),
    "pausing past the next session": (
        ["10:00 start work", "12:00 end work", "09:00@12:30 start work"],
        "10:01 pause work",
    ),
    "completing focus past a pause of work": (
        ["09:40 start work", "10:00 pause work", "09:50@10:30 start focus"],
        "10:10 complete",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_acts_out_of_order_with_known_ones_are_refused_and_change_nothing(
    ada: Person, clock: MovableClock, store: DocumentStore, name: str
) -> None:
    twin = Twin(ada)
    twin.add_tasks("A")
    known, refused = REFUSED[name]
    for line in known:
        moments, act = line.split(maxsplit=1)
        done, _, sent = moments.partition("@")
        clock.set(on_wednesday(sent or done))
        twin.do(act, on_wednesday(done) if sent else None)
    clock.set(on_wednesday("13:00"))
    before = documents_of(store, ada.id)
    done, act = refused.split(maxsplit=1)
    response = twin.send(act, on_wednesday(done))
    assert (response.status_code, response.json()["code"]) == (409, "out_of_order"), response.text
    assert documents_of(store, ada.id) == before


def test_task_cannot_be_completed_before_it_was_reopened(ada: Person, clock: MovableClock) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    ok_event(ada.patch(path))
    clock.move(minutes=10)
    reopened = ok_event(ada.patch(path, json={"action": "reopen"}))
    clock.move(minutes=10)
    for body in ({"action": "complete"}, {"completed": True, "title": "Other"}):
        call = ada.patch if "action" in body else ada.put
        early = call(path, json={**body, "at": "2026-03-18T09:35:00Z"})
        assert error_of(early) == (409, "The task was reopened after that time")
    assert read(ada, path) == reopened
    again = ok_event(ada.put(path, json={"completed": True, "at": "2026-03-18T09:45:00Z"}))
    assert again["completed_at"] == "2026-03-18T09:45:00Z"


def test_session_that_is_sent_late_ends_before_the_next_one_when_no_moment_is_sent(
    ada: Person, clock: MovableClock
) -> None:
    twin = Twin(ada)
    for moment, act in (("10:00", "start work"), ("11:00", "end work")):
        clock.set(on_wednesday(moment))
        twin.do(act)
    clock.set(on_wednesday("12:00"))
    twin.do("start work", on_wednesday("09:30"))
    ended = twin.do("end work")
    assert (ended["end_time"], ended["duration"]) == ("2026-03-18T10:00:00Z", 0.5)
    assert read(ada, "dashboard/shutdown-summary")["clockedOutTime"] == "11:00"


@pytest.mark.both_stores("the sessions around a moment are a query of their own, and the pointer has a bound")
def test_sessions_sent_in_reverse_order_count_as_if_they_had_been_sent_in_time(
    ada: Person, bob: Person, clock: MovableClock
) -> None:
    online, offline = Twin(bob), Twin(ada)
    reversed_acts = acts(
        *(
            "10:00 19:05 start work",
            "11:00 19:06 end work",
            "10:10 19:13 start focus",
            "10:35 19:14 complete",
        ),
        *(
            "12:00 19:03 start work",
            "13:00 19:04 end work",
            "12:10 19:11 start focus",
            "12:35 19:12 complete",
        ),
        *(
            "14:00 19:01 start work",
            "15:00 19:02 end work",
            "14:10 19:07 start break",
            "14:20 19:08 complete",
        ),
    )
    live(clock, online, offline, reversed_acts)
    assert seen(offline, clock) == seen(online, clock)


def test_replay_with_a_moment_repeats_the_response_also_when_the_moment_has_become_too_old(
    ada: Person, clock: MovableClock
) -> None:
    moment = {"at": "2026-03-17T09:31:00Z"}
    key = {"Idempotency-Key": "shutdown-1"}
    body = {"productivity_rating": "good", **moment}
    first = ada.post("dashboard/shutdown-reflection", json=body, headers=key)
    assert first.status_code == 201
    clock.move(minutes=30)
    again = ada.post("dashboard/shutdown-reflection", json=body, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert total_points(ada) == first.json()["earned"]["points"] == 12
    other = ada.post("dashboard/shutdown-reflection", json={**body, "at": None}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_parallel_late_completions_count_once_each(ada: Person, clock: MovableClock) -> None:
    twin = Twin(ada)
    titles = [f"task {number}" for number in range(15)]
    twin.add_tasks(*titles)
    clock.move(hours=3)
    moments = [on_wednesday("10:00") + timedelta(minutes=number) for number in range(15)]
    late = [
        lambda title=title, moment=moment: twin.send(f"complete {title}", moment)
        for title, moment in zip(titles, moments, strict=True)
    ]
    assert statuses(in_parallel([*late, *late])) == {200: 30}
    assert total_points(ada) == 75
    assert read(ada, "stats")["completed_tasks"] == 15
    assert {entry["at"] for entry in read(ada, "points")} == {f"{one:%Y-%m-%dT%H:%M:%SZ}" for one in moments}


def test_parallel_late_starts_and_ends_give_one_session(ada: Person, clock: MovableClock) -> None:
    twin = Twin(ada)
    clock.move(hours=3)
    starts = in_parallel([lambda: twin.send("start work", on_wednesday("10:00"))] * 15)
    assert statuses(starts) == {201: 1, 400: 14}
    ends = in_parallel([lambda: twin.send("end work", on_wednesday("11:00"))] * 15)
    assert statuses(ends) == {200: 1, 404: 14}
    assert read(ada, "stats")["total_hours"] == 1.0
