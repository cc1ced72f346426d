"""The challenges of a week: taking them up, coming on in them by what one does, and giving them up."""

from datetime import timedelta
from typing import Any

import pytest

from shared.document_store import DocumentStore
from tests.api.conftest import Api, Person
from tests.api.deeds import (
    DEFAULT_CHALLENGES,
    at,
    begin,
    challenge_of,
    clock_in,
    clock_out,
    complete,
    done,
    end,
    focus,
    join,
    leave,
    move_to,
    progress_in,
    read,
    redo,
    remove,
    reopen,
    rest,
    shut_down,
    total_points,
)
from tests.api.recount import assert_totals_agree, documents_of
from tests.api.recount_weeks import assert_week_agrees
from tests.conftest import MovableClock

MONDAY = "2026-03-23T09:00:00Z"
NOT_JOINED = (None, None)

HEALTHY_BOUNDARIES, FOCUS_SPRINT_MASTER, BREAK_CHAMPION, TASK_FINISHER = DEFAULT_CHALLENGES
DEFAULTS = [
    (HEALTHY_BOUNDARIES, "Healthy Boundaries", "shutdown", 5),
    (FOCUS_SPRINT_MASTER, "Focus Sprint Master", "focus", 10),
    (BREAK_CHAMPION, "Break Champion", "break", 5),
    (TASK_FINISHER, "Task Finisher", "task", 15),
]


@pytest.fixture(autouse=True)
def _sign_ins_last(environment: dict[str, str]) -> None:
    environment["JWT_EXP_MINUTES"] = "10000000"


@pytest.fixture
def monday(clock: MovableClock) -> MovableClock:
    """A clock that stands at the beginning of a working week, with all of it ahead."""
    clock.set(at(MONDAY))
    return clock


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def statistics(person: Person) -> dict[str, Any]:
    shown: dict[str, Any] = read(person, "challenges/stats")
    return shown


# This week's


def test_from_the_first_request_on_there_are_the_default_challenges(ada: Person) -> None:
    challenges = read(ada, "challenges/week")
    assert challenges == [
        {
            "id": identifier,
            "name": name,
            "description": challenge["description"],
            "points": 75,
            "challenge_type": kind,
            "target_value": target,
            "duration_days": 7,
            "is_active": True,
            "created_at": "2026-03-16T00:00:00Z",
            "joined_count": 0,
            "joined_avatars": [],
            "progress": None,
            "total": None,
            "status": None,
        }
        for challenge, (identifier, name, kind, target) in zip(challenges, DEFAULTS, strict=True)
    ]
    assert all(challenge["description"] for challenge in challenges)


@pytest.mark.parametrize(("identifier", "_name", "_kind", "target"), DEFAULTS)
def test_a_challenge_that_is_joined_begins_at_zero(
    ada: Person, store: DocumentStore, identifier: str, _name: str, _kind: str, target: int
) -> None:
    before = challenge_of(ada, identifier)
    joined = join(ada, identifier)
    expected = {**before, "joined_count": 1, "progress": 0, "total": target, "status": "in_progress"}
    assert joined == expected == challenge_of(ada, identifier)
    others = [one for one in read(ada, "challenges/week") if one["id"] != identifier]
    assert [one["status"] for one in others] == [None] * 3
    assert_totals_agree(store, ada)


def test_it_can_be_joined_once(ada: Person) -> None:
    joined = join(ada, TASK_FINISHER)
    assert refusal(ada.post(f"challenges/{TASK_FINISHER}/join")) == (
        400,
        "Already participating in this challenge",
    )
    assert challenge_of(ada, TASK_FINISHER) == joined


@pytest.mark.parametrize("identifier", ["none-such", "task", "x" * 5000, "a%2Fb", "%F0%9F%A6%89", "TASK"])
def test_what_is_no_challenge_can_be_neither_joined_nor_left_nor_set(root: Person, identifier: str) -> None:
    path = f"challenges/{identifier}"
    for answer in (
        root.post(f"{path}/join"),
        root.delete(f"{path}/leave"),
        root.post(f"{path}/progress?progress=1"),
    ):
        assert refusal(answer) == (400, "Challenge not found")


def test_who_leaves_is_out_and_who_comes_back_begins_anew(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    before = challenge_of(ada, TASK_FINISHER)
    joined = join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    task = complete(ada)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert leave(ada, TASK_FINISHER) == {"message": "Successfully left challenge"}
    assert challenge_of(ada, TASK_FINISHER) == before
    complete(ada)
    monday.move(minutes=1)
    assert join(ada, TASK_FINISHER) == joined
    reopen(ada, task)  # which had not counted since
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_only_who_takes_part_can_leave(ada: Person, bob: Person) -> None:
    join(bob, TASK_FINISHER)
    answers = [ada.delete(f"challenges/{TASK_FINISHER}/leave")]
    join(ada, TASK_FINISHER)
    leave(ada, TASK_FINISHER)
    answers.append(ada.delete(f"challenges/{TASK_FINISHER}/leave"))
    for answer in answers:
        assert refusal(answer) == (400, "Not participating in this challenge")
    assert progress_in(bob, TASK_FINISHER) == (0, "in_progress")


def test_everybody_sees_how_many_take_part_and_at_most_three_of_their_faces(api: Api, ada: Person) -> None:
    people = [api.person() for _ in range(5)]
    faces = []
    for number, person in enumerate(people):
        if number != 1:  # who has none
            faces.append(f"/avatars/{number}.png")
            done(person.put("users/profile/avatar", json={"avatar_url": faces[-1]}))
        joined = join(person, TASK_FINISHER)
        assert joined["joined_count"] == number + 1
        assert set(joined["joined_avatars"]) <= set(faces)
        assert len(joined["joined_avatars"]) == min(len(faces), 3)
    seen = challenge_of(ada, TASK_FINISHER)
    assert (seen["joined_count"], len(set(seen["joined_avatars"]))) == (5, 3)
    assert challenge_of(ada, HEALTHY_BOUNDARIES)["joined_count"] == 0
    for person in people[:3]:
        leave(person, TASK_FINISHER)
    seen = challenge_of(ada, TASK_FINISHER)
    assert (seen["joined_count"], sorted(seen["joined_avatars"])) == (2, faces[-2:])


def test_a_face_that_was_chosen_on_boarding_or_later_is_the_one_that_is_shown(
    ada: Person, bob: Person
) -> None:
    done(ada.put("users/onboarding/complete", json={"avatar_url": "/avatars/first.png"}))
    assert join(ada, TASK_FINISHER)["joined_avatars"] == ["/avatars/first.png"]
    for face in ("/avatars/second.png", None):
        done(ada.put("users/profile/avatar", json={"avatar_url": face}))
        assert challenge_of(ada, TASK_FINISHER)["joined_avatars"] == ([face] if face else [])
        assert challenge_of(bob, TASK_FINISHER)["joined_avatars"] == ([face] if face else [])


# What moves them


def test_tasks_move_the_task_challenge_to_its_end_and_earn_its_points_once(
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
    (entry,) = (one for one in read(ada, "points") if one["rule"] == "challenge_completed")
    assert entry == {
        "id": "points:challenge_completed:2026-W13:task-finisher",
        "at": "2026-03-23T09:16:00Z",
        "rule": "challenge_completed",
        "delta": 75,
        "reason": entry["reason"],
        "source_id": "2026-W13:task-finisher",
    }
    assert statistics(ada)["challenges_done"] == 1
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_a_task_that_is_undone_takes_back_what_it_had_moved(
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
    reopen(ada, before)  # it had not counted
    assert progress_in(ada, TASK_FINISHER) == (15, "completed")
    reopen(ada, tasks[0])
    remove(ada, tasks[1])
    assert progress_in(ada, TASK_FINISHER) == (13, "in_progress")
    assert (total_points(ada), statistics(ada)["challenges_done"]) == (13 * 5, 0)
    monday.move(minutes=1)
    for task in (tasks[0], before):
        redo(ada, task)
    assert progress_in(ada, TASK_FINISHER) == (15, "completed")
    assert (total_points(ada), statistics(ada)["challenges_done"]) == (15 * 5 + 75, 1)
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_a_task_done_twice_counts_once(ada: Person, monday: MovableClock, store: DocumentStore) -> None:
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    task = complete(ada)
    redo(ada, task)
    for _ in range(3):
        reopen(ada, task)
        redo(ada, task)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert_week_agrees(store, ada, monday.now())


def test_completed_focus_sessions_move_the_focus_challenge(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    focus(ada, monday)
    running = begin(ada)
    join(ada, FOCUS_SPRINT_MASTER)
    end(ada, running, "stop")
    rest(ada, monday)
    assert progress_in(ada, FOCUS_SPRINT_MASTER) == (0, "in_progress")
    for number in range(1, 12):
        focus(ada, monday, 1)
        status = "completed" if number >= 10 else "in_progress"
        assert progress_in(ada, FOCUS_SPRINT_MASTER) == (min(number, 10), status)
    assert total_points(ada) == 75
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_real_breaks_in_five_work_sessions_are_the_break_challenge(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, BREAK_CHAMPION)
    rest(ada, monday, 30)  # outside a work session
    assert progress_in(ada, BREAK_CHAMPION) == (0, "in_progress")
    for number in range(1, 6):
        clock_in(ada)
        rest(ada, monday, 4.99)
        stopped = begin(ada, 5, "break")
        monday.move(minutes=10)
        end(ada, stopped, "stop")
        focus(ada, monday)
        assert progress_in(ada, BREAK_CHAMPION) == (number - 1, "in_progress")
        for _ in range(2):
            rest(ada, monday, 5)
            status = "completed" if number == 5 else "in_progress"
            assert progress_in(ada, BREAK_CHAMPION) == (number, status)
        clock_out(ada)
    assert total_points(ada) == 75
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_shutting_down_before_five_in_the_afternoon_is_the_shutdown_challenge(
    api: Api, monday: MovableClock, store: DocumentStore
) -> None:
    person = api.person(timezone="Europe/Madrid")  # where the clock changes on that Sunday
    join(person, HEALTHY_BOUNDARIES)
    moments = [
        ("2026-03-23T17:00:00+01:00", 0),
        ("2026-03-24T16:59:59+01:00", 1),
        ("2026-03-24T16:59:59+01:00", 1),  # the same day again
        ("2026-03-25T23:00:00+01:00", 1),
        ("2026-03-26T00:00:00+01:00", 2),
        ("2026-03-27T12:00:00+01:00", 3),
        ("2026-03-28T09:00:00+01:00", 4),
        ("2026-03-29T16:59:00+02:00", 5),
    ]
    for moment, progress in moments:
        monday.set(at(moment))
        shut_down(person)
        status = "completed" if progress == 5 else "in_progress"
        assert progress_in(person, HEALTHY_BOUNDARIES) == (progress, status)
    assert statistics(person)["challenges_done"] == 1
    assert_totals_agree(store, person)


def test_for_who_starts_the_day_at_four_half_past_one_is_late(ada: Person, monday: MovableClock) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    join(ada, HEALTHY_BOUNDARIES)
    monday.set(at("2026-03-24T01:30:00Z"))  # the end of Monday
    shut_down(ada)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")
    monday.set(at("2026-03-24T04:00:00Z"))
    shut_down(ada)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (1, "in_progress")


def test_a_deed_moves_only_what_was_joined(ada: Person, monday: MovableClock) -> None:
    join(ada, HEALTHY_BOUNDARIES)
    complete(ada)
    focus(ada, monday)
    assert {one["id"]: one["progress"] for one in read(ada, "challenges/week")} == {
        HEALTHY_BOUNDARIES: 0,
        FOCUS_SPRINT_MASTER: None,
        BREAK_CHAMPION: None,
        TASK_FINISHER: None,
    }


def test_who_leaves_a_completed_challenge_and_comes_back_gets_nothing_twice(
    root: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(root, TASK_FINISHER)
    done(root.post(f"challenges/{TASK_FINISHER}/progress?progress=15"))
    for _ in range(2):
        leave(root, TASK_FINISHER)
        assert progress_in(root, TASK_FINISHER) == NOT_JOINED
        monday.move(minutes=1)
        join(root, TASK_FINISHER)
        done(root.post(f"challenges/{TASK_FINISHER}/progress?progress=15"))
    assert progress_in(root, TASK_FINISHER) == (15, "completed")
    assert (total_points(root), statistics(root)["challenges_done"]) == (75, 1)
    assert_totals_agree(store, root)


def test_leaving_does_not_keep_points_for_what_is_undone_afterwards(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    tasks = [complete(ada) for _ in range(15)]
    leave(ada, TASK_FINISHER)
    assert total_points(ada) == 15 * 5 + 75
    for task in tasks:
        reopen(ada, task)
    assert (total_points(ada), statistics(ada)["challenges_done"]) == (0, 0)
    assert_totals_agree(store, ada)


# A new week


def test_a_new_week_begins_at_zero_without_anything_having_run(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    for challenge in DEFAULT_CHALLENGES:
        join(ada, challenge)
    monday.move(minutes=1)
    complete(ada)
    monday.set(at("2026-03-29T23:59:59.999999Z"))  # Sunday
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    monday.set(at("2026-03-30T00:00:00Z"))
    fresh = read(ada, "challenges/week")
    assert {one["created_at"] for one in fresh} == {"2026-03-30T00:00:00Z"}
    assert {(one["joined_count"], one["status"], one["progress"]) for one in fresh} == {(0, None, None)}
    complete(ada)
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED
    assert refusal(ada.delete(f"challenges/{TASK_FINISHER}/leave"))[0] == 400
    assert join(ada, TASK_FINISHER)["joined_count"] == 1
    monday.move(minutes=1)
    complete(ada)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert total_points(ada) == 15
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_the_same_challenge_can_be_completed_in_every_week(
    root: Person, monday: MovableClock, store: DocumentStore
) -> None:
    for weeks in range(1, 4):
        join(root, FOCUS_SPRINT_MASTER)
        done(root.post(f"challenges/{FOCUS_SPRINT_MASTER}/progress?progress=10"))
        assert (total_points(root), statistics(root)["challenges_done"]) == (75 * weeks, weeks)
        monday.move(days=7)
    assert_totals_agree(store, root)


def test_undoing_in_a_new_week_what_was_done_in_the_old_one_leaves_the_new_one_alone(
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
    assert statistics(ada)["challenges_done"] == 1  # of a week that is over
    assert total_points(ada) == 15 * 5 + 75
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


@pytest.mark.parametrize(
    ("zone", "day_start", "first_moment"),
    [
        ("Pacific/Kiritimati", "00:00", "2026-03-29T10:00:00Z"),
        ("Europe/Madrid", "00:00", "2026-03-29T22:00:00Z"),  # after the Sunday of 23 hours
        ("Europe/Madrid", "00:00", "2026-10-25T23:00:00Z"),  # after the Sunday of 25 hours
        ("UTC", "04:00", "2026-03-30T04:00:00Z"),
        ("Pacific/Pago_Pago", "00:00", "2026-03-30T11:00:00Z"),
    ],
)
def test_a_week_begins_when_monday_begins_for_the_user(
    api: Api, clock: MovableClock, store: DocumentStore, zone: str, day_start: str, first_moment: str
) -> None:
    person = api.person(timezone=zone)
    person.put("users/profile", json={"day_start": day_start})
    clock.set(at(first_moment))
    clock.move(microseconds=-1)
    join(person, FOCUS_SPRINT_MASTER)
    session = begin(person)
    assert progress_in(person, FOCUS_SPRINT_MASTER) == (0, "in_progress")
    old = challenge_of(person, FOCUS_SPRINT_MASTER)["created_at"]
    clock.move(microseconds=1)
    assert progress_in(person, FOCUS_SPRINT_MASTER) == NOT_JOINED
    new = challenge_of(person, FOCUS_SPRINT_MASTER)["created_at"]
    assert at(new) - at(old) == timedelta(days=7)
    end(person, session)
    assert progress_in(person, FOCUS_SPRINT_MASTER) == NOT_JOINED
    assert_totals_agree(store, person)


def test_who_travels_from_monday_back_into_sunday_stays_in_the_week_that_has_begun(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.person(timezone="Pacific/Kiritimati")
    clock.set(at("2026-03-29T11:00:00Z"))  # Monday there, Saturday in Pago Pago
    join(person, TASK_FINISHER)
    clock.move(minutes=1)
    complete(person)
    move_to(person, "Pacific/Pago_Pago")
    complete(person)
    assert progress_in(person, TASK_FINISHER) == (2, "in_progress")
    clock.move(days=3)
    assert progress_in(person, TASK_FINISHER) == (2, "in_progress")
    assert_totals_agree(store, person)


# Progress by another service


@pytest.mark.parametrize("by", ["query", "body"])
def test_an_administrator_says_how_far_somebody_has_come(
    root: Person, ada: Person, store: DocumentStore, by: str
) -> None:
    join(ada, BREAK_CHAMPION)
    named: dict[str, Any] = (
        {"params": {"user_id": ada.id}} if by == "query" else {"json": {"user_id": ada.id}}
    )
    path = f"challenges/{BREAK_CHAMPION}/progress"
    for progress, shown in ((3, 3), (0, 0), (4, 4), (5, 5), (70, 5)):
        params = {**named.get("params", {}), "progress": str(progress)}
        answer = root.post(path, params=params, **({"json": named["json"]} if by == "body" else {}))
        assert done(answer) == {"message": "Progress updated successfully"}
        status = "completed" if progress >= 5 else "in_progress"
        assert progress_in(ada, BREAK_CHAMPION) == (shown, status)
    assert (total_points(ada), total_points(root)) == (75, 0)
    assert progress_in(root, BREAK_CHAMPION) == NOT_JOINED
    assert_totals_agree(store, ada)


def test_what_is_taken_back_by_a_lower_progress_can_be_earned_again(
    root: Person, store: DocumentStore
) -> None:
    join(root, TASK_FINISHER)
    for progress, points in ((15, 75), (14, 0), (15, 75), (16, 75)):
        done(root.post(f"challenges/{TASK_FINISHER}/progress?progress={progress}"))
        assert total_points(root) == points
    assert_totals_agree(store, root)


def test_the_progress_of_who_has_not_joined_stays_none(
    root: Person, ada: Person, store: DocumentStore
) -> None:
    path = f"challenges/{TASK_FINISHER}/progress?progress=15&user_id={ada.id}"
    assert done(root.post(path)) == {"message": "Progress updated successfully"}
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED
    join(ada, TASK_FINISHER)
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")
    leave(ada, TASK_FINISHER)
    done(root.post(path))
    assert total_points(ada) == 0
    assert_totals_agree(store, ada)


def test_nobody_else_says_how_far_anybody_has_come(ada: Person, bob: Person) -> None:
    join(ada, TASK_FINISHER)
    path = f"challenges/{TASK_FINISHER}/progress?progress=15"
    for answer in (ada.post(path), bob.post(f"{path}&user_id={ada.id}"), bob.post(path)):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")


def test_an_administrator_joins_and_leaves_for_somebody(root: Person, ada: Person) -> None:
    about_ada = {"user_id": ada.id}
    joined = done(root.post(f"challenges/{TASK_FINISHER}/join", json=about_ada), 201)
    assert joined == challenge_of(ada, TASK_FINISHER)
    assert read(root, f"challenges/week?user_id={ada.id}") == read(ada, "challenges/week")
    assert progress_in(root, TASK_FINISHER) == NOT_JOINED
    done(root.delete(f"challenges/{TASK_FINISHER}/leave", params=about_ada))
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED


# Statistics


def test_at_first_the_statistics_are_zeros(ada: Person) -> None:
    assert statistics(ada) == {
        "total_points": 0,
        "challenges_done": 0,
        "shutdown_streak": 0,
        "avg_shutdown_time": "0:00",
    }


@pytest.mark.parametrize(
    ("times", "mean"),
    [
        (["18:30"], "18:30"),
        (["09:05"], "9:05"),
        (["00:00"], "0:00"),
        (["17:00", "19:00"], "18:00"),
        (["17:59:59"], "17:59"),
        (["23:00", "01:00"], "0:00"),  # around midnight
        (["22:00", "23:30", "01:00"], "23:30"),
        (["16:00", "17:00", "18:30"], "17:10"),
    ],
    ids=str,
)
def test_the_mean_time_of_shutting_down_is_that_of_the_wall_clock(
    api: Api, clock: MovableClock, times: list[str], mean: str
) -> None:
    person = api.person(timezone="Asia/Tokyo")
    for day, time in enumerate(times, 19):
        clock.set(at(f"2026-03-{day}T{time}+09:00"))
        shut_down(person)
    assert statistics(person)["avg_shutdown_time"] == mean


def test_the_mean_is_of_the_last_30_shutdowns(ada: Person, clock: MovableClock) -> None:
    for day in range(33):
        clock.set(at("2026-03-19T06:00:00Z" if day < 3 else "2026-03-19T18:00:00Z") + timedelta(days=day))
        shut_down(ada)
    assert statistics(ada)["avg_shutdown_time"] == "18:00"


def test_statistics_are_of_all_weeks(ada: Person, monday: MovableClock) -> None:
    complete(ada)
    for _ in range(10):
        shut_down(ada)
        monday.move(days=1)
    shown = statistics(ada)
    assert shown == {
        "total_points": 5 + 100 + sum(range(2, 22, 2)),
        "challenges_done": 0,
        "shutdown_streak": 10,
        "avg_shutdown_time": "9:00",
    }
    monday.move(days=60)
    assert statistics(ada) == {**shown, "shutdown_streak": 0}


# Leaving the product


def test_a_deleted_account_takes_part_in_nothing_any_more(
    ada: Person, bob: Person, monday: MovableClock, store: DocumentStore
) -> None:
    done(ada.put("users/profile/avatar", json={"avatar_url": "/avatars/ada.png"}))
    for challenge in DEFAULT_CHALLENGES:
        join(ada, challenge)
    monday.set(at("2026-03-30T09:00:00Z"))  # the week after
    join(ada, TASK_FINISHER)
    complete(ada)
    join(bob, TASK_FINISHER)
    weeks = ("2026-W13", "2026-W14")
    shared = [f"{name}:{week}" for name in ("challenges", "leaderboard") for week in weeks]
    assert any(ada.id in str(document) for name in shared for document in documents_of(store, name))
    answer = ada.delete("users/profile", json={"password": "correct horse battery"})
    assert answer.status_code == 204
    assert documents_of(store, ada.id) == []
    assert not any(ada.id in str(document) for name in shared for document in documents_of(store, name))
    seen = challenge_of(bob, TASK_FINISHER)
    assert (seen["joined_count"], seen["joined_avatars"]) == (1, [])
