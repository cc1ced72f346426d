"""The challenges of a week: taking them up, giving them up, and what they have come to."""

from datetime import timedelta
from typing import Any

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
    complete,
    error_of,
    join,
    leave,
    ok_json,
    progress_in,
    read,
    read_challenge,
    reopen,
    shut_down,
    total_points,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree, documents_of
from tests.api.weekly_oracle import assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

MONDAY = "2026-03-23T09:00:00Z"
DEFAULTS = [
    (HEALTHY_BOUNDARIES, "Healthy Boundaries", "shutdown", 5),
    (FOCUS_SPRINT_MASTER, "Focus Sprint Master", "focus", 10),
    (BREAK_CHAMPION, "Break Champion", "break", 5),
    (TASK_FINISHER, "Task Finisher", "task", 15),
]


@pytest.fixture
def monday(clock: MovableClock) -> MovableClock:
    """A clock that stands at the beginning of a working week, with all of it ahead."""
    clock.set(at(MONDAY))
    return clock


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
    before = read_challenge(ada, identifier)
    joined = join(ada, identifier)
    expected = {**before, "joined_count": 1, "progress": 0, "total": target, "status": "in_progress"}
    assert joined == expected == read_challenge(ada, identifier)
    others = [one for one in read(ada, "challenges/week") if one["id"] != identifier]
    assert [one["status"] for one in others] == [None] * 3
    assert_totals_agree(store, ada)


def test_it_can_be_joined_once(ada: Person) -> None:
    joined = join(ada, TASK_FINISHER)
    assert error_of(ada.post(f"challenges/{TASK_FINISHER}/join")) == (
        400,
        "Already participating in this challenge",
    )
    assert read_challenge(ada, TASK_FINISHER) == joined


@pytest.mark.parametrize("identifier", ["none-such", "task", "x" * 5000, "a%2Fb", "%F0%9F%A6%89", "TASK"])
def test_what_is_no_challenge_can_be_neither_joined_nor_left_nor_set(root: Person, identifier: str) -> None:
    path = f"challenges/{identifier}"
    for answer in (
        root.post(f"{path}/join"),
        root.delete(f"{path}/leave"),
        root.post(f"{path}/progress?progress=1"),
    ):
        assert error_of(answer) == (400, "Challenge not found")


def test_who_leaves_is_out_and_who_comes_back_begins_anew(
    ada: Person, monday: MovableClock, store: DocumentStore
) -> None:
    before = read_challenge(ada, TASK_FINISHER)
    joined = join(ada, TASK_FINISHER)
    monday.move(minutes=1)
    task = complete(ada)
    assert progress_in(ada, TASK_FINISHER) == (1, "in_progress")
    assert leave(ada, TASK_FINISHER) == {"message": "Successfully left challenge"}
    assert read_challenge(ada, TASK_FINISHER) == before
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
        assert error_of(answer) == (400, "Not participating in this challenge")
    assert progress_in(bob, TASK_FINISHER) == (0, "in_progress")


def test_everybody_sees_how_many_take_part_and_at_most_three_of_their_faces(api: Api, ada: Person) -> None:
    people = [api.sign_up() for _ in range(5)]
    faces = []
    for number, person in enumerate(people):
        if number != 1:  # who has none
            faces.append(f"/avatars/{number}.png")
            ok_json(person.put("users/profile/avatar", json={"avatar_url": faces[-1]}))
        joined = join(person, TASK_FINISHER)
        assert joined["joined_count"] == number + 1
        assert set(joined["joined_avatars"]) <= set(faces)
        assert len(joined["joined_avatars"]) == min(len(faces), 3)
    seen = read_challenge(ada, TASK_FINISHER)
    assert (seen["joined_count"], len(set(seen["joined_avatars"]))) == (5, 3)
    assert read_challenge(ada, HEALTHY_BOUNDARIES)["joined_count"] == 0
    for person in people[:3]:
        leave(person, TASK_FINISHER)
    seen = read_challenge(ada, TASK_FINISHER)
    assert (seen["joined_count"], sorted(seen["joined_avatars"])) == (2, faces[-2:])


def test_a_face_that_was_chosen_on_boarding_or_later_is_the_one_that_is_shown(
    ada: Person, bob: Person
) -> None:
    ok_json(ada.put("users/onboarding/complete", json={"avatar_url": "/avatars/first.png"}))
    assert join(ada, TASK_FINISHER)["joined_avatars"] == ["/avatars/first.png"]
    for face in ("/avatars/second.png", None):
        ok_json(ada.put("users/profile/avatar", json={"avatar_url": face}))
        assert read_challenge(bob, TASK_FINISHER)["joined_avatars"] == ([face] if face else [])
        assert read_challenge(ada, TASK_FINISHER)["joined_avatars"] == ([face] if face else [])


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
        assert ok_json(answer) == {"message": "Progress updated successfully"}
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
        ok_json(root.post(f"challenges/{TASK_FINISHER}/progress?progress={progress}"))
        assert total_points(root) == points
    assert_totals_agree(store, root)


def test_the_progress_of_who_has_not_joined_stays_none(
    root: Person, ada: Person, store: DocumentStore
) -> None:
    path = f"challenges/{TASK_FINISHER}/progress?progress=15&user_id={ada.id}"
    assert ok_json(root.post(path)) == {"message": "Progress updated successfully"}
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED
    join(ada, TASK_FINISHER)
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")
    leave(ada, TASK_FINISHER)
    ok_json(root.post(path))
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
    joined = ok_json(root.post(f"challenges/{TASK_FINISHER}/join", json=about_ada), 201)
    assert joined == read_challenge(ada, TASK_FINISHER)
    assert read(root, f"challenges/week?user_id={ada.id}") == read(ada, "challenges/week")
    assert progress_in(root, TASK_FINISHER) == NOT_JOINED
    ok_json(root.delete(f"challenges/{TASK_FINISHER}/leave", params=about_ada))
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED


# Statistics


def test_at_first_the_statistics_are_zeros(ada: Person) -> None:
    assert challenge_stats(ada) == {
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
    person = api.sign_up(timezone="Asia/Tokyo")
    for day, time in enumerate(times, 19):
        clock.set(at(f"2026-03-{day}T{time}+09:00"))
        shut_down(person)
    assert challenge_stats(person)["avg_shutdown_time"] == mean


def test_the_mean_is_of_the_last_30_shutdowns(ada: Person, clock: MovableClock) -> None:
    for day in range(33):
        clock.set(at("2026-03-19T06:00:00Z" if day < 3 else "2026-03-19T18:00:00Z") + timedelta(days=day))
        shut_down(ada)
    assert challenge_stats(ada)["avg_shutdown_time"] == "18:00"


def test_statistics_are_of_all_weeks(ada: Person, monday: MovableClock) -> None:
    complete(ada)
    for _ in range(10):
        shut_down(ada)
        monday.move(days=1)
    shown = challenge_stats(ada)
    assert shown == {
        "total_points": 5 + 100 + sum(range(2, 22, 2)),
        "challenges_done": 0,
        "shutdown_streak": 10,
        "avg_shutdown_time": "9:00",
    }
    monday.move(days=60)
    assert challenge_stats(ada) == {**shown, "shutdown_streak": 0}


# Leaving the product


def test_a_deleted_account_takes_part_in_nothing_any_more(
    ada: Person, bob: Person, monday: MovableClock, store: DocumentStore
) -> None:
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": "/avatars/ada.png"}))
    for challenge in DEFAULT_CHALLENGES:
        join(ada, challenge)
    monday.set(at("2026-03-30T09:00:00Z"))  # the week after
    join(ada, TASK_FINISHER)
    complete(ada)
    join(bob, TASK_FINISHER)
    weeks = ("2026-W13", "2026-W14")
    shared = [f"{name}:{week}" for name in ("challenges", "leaderboard") for week in weeks]
    assert any(ada.id in str(document) for name in shared for document in documents_of(store, name))
    answer = ada.delete("users/profile", json={"password": PASSWORD})
    assert answer.status_code == 204
    assert documents_of(store, ada.id) == []
    assert not any(ada.id in str(document) for name in shared for document in documents_of(store, name))
    seen = read_challenge(bob, TASK_FINISHER)
    assert (seen["joined_count"], seen["joined_avatars"]) == (1, [])
