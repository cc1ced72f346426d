"""Progress in challenges by domain events, from joining to the end of the week."""

from datetime import timedelta

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    BREAK_CHAMPION,
    DEFAULT_CHALLENGES,
    FOCUS_SPRINT_MASTER,
    HEALTHY_BOUNDARIES,
    NOT_JOINED,
    TASK_FINISHER,
    at,
    challenge_stats,
    clock_in,
    clock_out,
    complete,
    complete_existing,
    delete_task,
    end_session,
    error_of,
    focus,
    join,
    leave,
    ok_json,
    progress_in,
    read,
    read_challenge,
    reopen,
    set_timezone,
    shut_down,
    start_session,
    take_break,
    total_points,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


# Domain events


def test_completed_tasks_advance_the_task_challenge_and_earn_its_points_once(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    complete(ada, "before joining")
    monday.move(minutes=1)
    join(ada, TASK_FINISHER)
    for number in range(1, 18):
        monday.move(minutes=1)
        complete(ada)
        status = "completed" if number >= 15 else "in_progress"
        assert progress_in(ada, TASK_FINISHER) == (min(number, 15), status)
        assert total_points(ada) == 5 * (number + 1) + (75 if number >= 15 else 0)
    (entry,) = (entry for entry in read(ada, "points") if entry["rule"] == "challenge_completed")
    assert entry == {
        "id": "points:challenge_completed:2026-W13:task-finisher",
        "at": "2026-03-23T09:16:00Z",
        "rule": "challenge_completed",
        "delta": 75,
        "reason": entry["reason"],
        "source_id": "2026-W13:task-finisher",
    }
    assert challenge_stats(ada)["challenges_done"] == 1
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_undone_task_reverses_its_challenge_progress(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    before = complete(ada, "before joining")
    monday.move(minutes=1)
    join(ada, TASK_FINISHER)
    tasks = []
    for _ in range(15):
        monday.move(minutes=1)
        tasks.append(complete(ada))
    monday.move(minutes=1)
    reopen(ada, before)  # completed before joining, so it did not count
    assert progress_in(ada, TASK_FINISHER) == (15, "completed")
    reopen(ada, tasks[0])
    delete_task(ada, tasks[1])
    assert progress_in(ada, TASK_FINISHER) == (13, "in_progress")
    assert (total_points(ada), challenge_stats(ada)["challenges_done"]) == (13 * 5, 0)
    monday.move(minutes=1)
    for task in (tasks[0], before):
        complete_existing(ada, task)
    assert progress_in(ada, TASK_FINISHER) == (15, "completed")
    assert (total_points(ada), challenge_stats(ada)["challenges_done"]) == (15 * 5 + 75, 1)
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_task_completed_repeatedly_counts_once(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    task = complete(ada)
    complete_existing(ada, task)
    for _ in range(3):
        reopen(ada, task)
        complete_existing(ada, task)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert_week_agrees(store, ada, monday.now())


def test_completed_focus_sessions_advance_the_focus_challenge(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    focus(ada, monday)
    running = start_session(ada)
    join(ada, FOCUS_SPRINT_MASTER)
    end_session(ada, running, "stop")
    take_break(ada, monday)
    for minutes in (0, 4, 19.99):  # of 25
        focus(ada, monday, minutes)
    assert progress_in(ada, FOCUS_SPRINT_MASTER) == (0, "in_progress")
    for number in range(1, 12):
        focus(ada, monday, 20)
        status = "completed" if number >= 10 else "in_progress"
        assert progress_in(ada, FOCUS_SPRINT_MASTER) == (min(number, 10), status)
    assert total_points(ada) == 75
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_five_minute_breaks_in_five_work_sessions_complete_the_break_challenge(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, BREAK_CHAMPION)
    take_break(ada, monday, 30)  # outside a work session
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    for number in range(1, 6):
        clock_in(ada)
        take_break(ada, monday, 4.99)
        stopped = start_session(ada, 5, "break")
        monday.move(minutes=10)
        end_session(ada, stopped, "stop")
        focus(ada, monday)
        assert progress_in(ada, BREAK_CHAMPION) == (number - 1, "in_progress")
        for _ in range(2):
            take_break(ada, monday, 5)
            status = "completed" if number == 5 else "in_progress"
            assert progress_in(ada, BREAK_CHAMPION) == (number, status)
        clock_out(ada)
    assert total_points(ada) == 75
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_shutdowns_before_17_00_local_time_complete_the_shutdown_challenge(
    api: Api, monday: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")  # summer time starts on that Sunday
    join(person, HEALTHY_BOUNDARIES)
    moments = [
        ("2026-03-23T17:00:00+01:00", 0),
        ("2026-03-24T16:59:59+01:00", 1),
        ("2026-03-24T16:59:59+01:00", 1),  # again on the same day
        ("2026-03-25T23:00:00+01:00", 1),
        ("2026-03-26T00:00:00+01:00", 1),  # the hour before it was Wednesday's
        ("2026-03-26T06:59:59+01:00", 1),  # less than 8 hours after the one that counts for Wednesday
        ("2026-03-26T08:00:00+01:00", 2),
        ("2026-03-27T12:00:00+01:00", 3),
        ("2026-03-28T09:00:00+01:00", 4),
        ("2026-03-29T16:59:00+02:00", 5),
    ]
    for moment, progress in moments:
        monday.set(at(moment) - timedelta(hours=1))
        work(person, monday, hours=1)
        shut_down(person)
        status = "completed" if progress == 5 else "in_progress"
        assert progress_in(person, HEALTHY_BOUNDARIES) == (progress, status)
    assert challenge_stats(person)["challenges_done"] == 1
    assert_totals_agree(store, person)


def test_shutdown_after_midnight_of_a_day_starting_at_04_00_does_not_count(
    ada: Person, monday: MovableClock
) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    join(ada, HEALTHY_BOUNDARIES)
    work(ada, monday, hours=1)
    monday.set(at("2026-03-24T01:30:00Z"))  # still Monday's day
    shut_down(ada)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
    monday.set(at("2026-03-24T08:30:00Z"))
    work(ada, monday, hours=1)
    shut_down(ada)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (1, "in_progress")


def test_shutdowns_at_night_without_work_do_not_count(ada: Person, monday: MovableClock) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    for day in range(24, 29):
        monday.set(at(f"2026-03-{day}T00:30:00Z"))
        shut_down(ada)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
    assert challenge_stats(ada) == {
        "total_points": 5 * 10 + 2 + 4 + 6 + 8 + 10,
        "challenges_done": 0,
        "shutdown_streak": 5,
        "avg_shutdown_time": "0:30",
    }


@pytest.mark.both_stores("the sessions of the day are a query")
def test_shutdown_closes_an_hour_of_work_or_focus_of_its_own_day(
    api: Api, monday: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Asia/Kathmandu")
    join(person, HEALTHY_BOUNDARIES)

    def progress_after_shutdown() -> int | None:
        shut_down(person)
        return progress_in(person, HEALTHY_BOUNDARIES)[0]

    monday.set(at("2026-03-24T23:00:00+05:45"))
    clock_in(person)
    monday.set(at("2026-03-25T00:59:59+05:45"))  # of two hours at work, one minus a second is of this day
    assert progress_after_shutdown() == 0
    monday.move(seconds=1)
    assert progress_after_shutdown() == 1  # the session runs
    clock_out(person)
    monday.set(at("2026-03-26T09:00:00+05:45"))
    work(person, monday, minutes=40)
    focus(person, monday, 19)
    take_break(person, monday, 60)
    assert progress_after_shutdown() == 1
    session = start_session(person)
    monday.move(minutes=1)
    assert progress_after_shutdown() == 2  # with the minute of the session that runs
    end_session(person, session, "stop")
    monday.set(at("2026-03-27T09:00:00+05:45"))
    clock_in(person)
    focus(person, monday, 59)  # at the same time
    clock_out(person)
    assert progress_after_shutdown() == 2
    stopped = start_session(person)
    monday.move(minutes=30)
    end_session(person, stopped, "stop")
    assert progress_after_shutdown() == 2
    session = start_session(person, 240)
    monday.move(hours=1)
    assert progress_after_shutdown() == 3
    end_session(person, session)
    assert_totals_agree(store, person)


def test_event_advances_only_joined_challenges(ada: Person, monday: MovableClock) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    complete(ada)
    focus(ada, monday)
    assert {challenge["id"]: challenge["progress"] for challenge in read(ada, "challenges/week")} == {
        HEALTHY_BOUNDARIES: 0,
        FOCUS_SPRINT_MASTER: None,
        BREAK_CHAMPION: None,
        TASK_FINISHER: None,
    }


def test_rejoining_a_completed_challenge_earns_no_points_again(
    root: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(root, TASK_FINISHER)
    ok_json(root.post(f"challenges/{TASK_FINISHER}/progress?progress=15"))
    for _ in range(2):
        leave(root, TASK_FINISHER)
        assert progress_in(root, TASK_FINISHER) == NOT_JOINED
        monday.move(minutes=1)
        join(root, TASK_FINISHER)
        ok_json(root.post(f"challenges/{TASK_FINISHER}/progress?progress=15"))
    assert progress_in(root, TASK_FINISHER) == (15, "completed")
    assert (total_points(root), challenge_stats(root)["challenges_done"]) == (75, 1)
    assert_totals_agree(store, root)


def test_points_of_a_left_challenge_are_reversed_when_its_tasks_are_undone(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    tasks = [complete(ada) for _ in range(15)]
    leave(ada, TASK_FINISHER)
    assert total_points(ada) == 15 * 5 + 75
    for task in tasks:
        reopen(ada, task)
    assert (total_points(ada), challenge_stats(ada)["challenges_done"]) == (0, 0)
    assert_totals_agree(store, ada)


# A new week


def test_new_week_starts_with_no_joined_challenges_without_a_timer_run(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    for challenge in DEFAULT_CHALLENGES:
        join(ada, challenge)
    monday.move(minutes=1)
    complete(ada)
    monday.set(at("2026-03-29T23:59:59.999999Z"))  # Sunday
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    monday.set(at("2026-03-30T00:00:00Z"))
    challenges = read(ada, "challenges/week")
    assert {challenge["created_at"] for challenge in challenges} == {"2026-03-30T00:00:00Z"}
    states = {(shown["joined_count"], shown["status"], shown["progress"]) for shown in challenges}
    assert states == {(0, None, None)}
    complete(ada)
    monday.move(minutes=1)
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED
    assert error_of(ada.delete(f"challenges/{TASK_FINISHER}/leave"))[0] == 400
    assert join(ada, TASK_FINISHER)["joined_count"] == 1
    monday.move(minutes=1)
    complete(ada)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert total_points(ada) == 15
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_challenge_can_be_completed_again_each_week(
    root: Person, monday: MovableClock, store: DocumentStore
) -> None:
    for weeks in range(1, 4):
        join(root, FOCUS_SPRINT_MASTER)
        ok_json(root.post(f"challenges/{FOCUS_SPRINT_MASTER}/progress?progress=10"))
        assert (total_points(root), challenge_stats(root)["challenges_done"]) == (75 * weeks, weeks)
        monday.move(days=7)
    assert_totals_agree(store, root)


def test_task_undone_in_a_later_week_changes_no_challenge(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    tasks = [complete(ada) for _ in range(15)]
    monday.move(days=7)
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    complete(ada)
    reopen(ada, tasks[0])
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert challenge_stats(ada)["challenges_done"] == 1  # of the previous week
    assert total_points(ada) == 15 * 5 + 75
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


@pytest.mark.parametrize(
    ("zone", "day_start", "first_moment"),
    [
        ("Pacific/Kiritimati", "00:00", "2026-03-29T10:00:00Z"),
        ("Europe/Madrid", "00:00", "2026-03-29T22:00:00Z"),  # after a Sunday of 23 hours
        ("Europe/Madrid", "00:00", "2026-10-25T23:00:00Z"),  # after a Sunday of 25 hours
        ("UTC", "04:00", "2026-03-30T04:00:00Z"),
        ("Pacific/Pago_Pago", "00:00", "2026-03-30T11:00:00Z"),
    ],
)
def test_week_starts_at_the_users_local_monday(
    api: Api, clock: MovableClock, store: DocumentStore, zone: str, day_start: str, first_moment: str
) -> None:
    person = api.sign_up(timezone=zone)
    person.put("users/profile", json={"day_start": day_start})
    clock.set(at(first_moment))
    clock.move(microseconds=-1)
    join(person, FOCUS_SPRINT_MASTER)
    session = start_session(person)
    assert progress_in(person, FOCUS_SPRINT_MASTER) == (0, "in_progress")
    old = read_challenge(person, FOCUS_SPRINT_MASTER)["created_at"]
    clock.move(microseconds=1)
    assert progress_in(person, FOCUS_SPRINT_MASTER) == NOT_JOINED
    new = read_challenge(person, FOCUS_SPRINT_MASTER)["created_at"]
    assert at(new) - at(old) == timedelta(days=7)
    end_session(person, session)
    assert progress_in(person, FOCUS_SPRINT_MASTER) == NOT_JOINED
    assert_totals_agree(store, person)


def test_moving_west_from_monday_into_sunday_stays_in_the_new_week(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Pacific/Kiritimati")
    clock.set(at("2026-03-29T11:00:00Z"))  # Monday there, Saturday in Pago Pago
    join(person, TASK_FINISHER)
    clock.move(minutes=1)
    complete(person)
    set_timezone(person, "Pacific/Pago_Pago")
    complete(person)
    assert progress_in(person, TASK_FINISHER) == (2, "in_progress")
    clock.move(days=3)
    assert progress_in(person, TASK_FINISHER) == (2, "in_progress")
    assert_totals_agree(store, person)
