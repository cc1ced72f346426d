"""Challenges of a week: joining, leaving, progress set by administrators, and statistics."""

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
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

DEFAULTS = [
    (HEALTHY_BOUNDARIES, "Healthy Boundaries", "shutdown", 5),
    (FOCUS_SPRINT_MASTER, "Focus Sprint Master", "focus", 10),
    (BREAK_CHAMPION, "Break Champion", "break", 5),
    (TASK_FINISHER, "Task Finisher", "task", 15),
]


# Joining and leaving


def test_new_user_sees_the_default_challenges_unjoined(ada: Person) -> None:
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
def test_joined_challenge_starts_with_zero_progress(
    ada: Person, store: DocumentStore, identifier: str, _name: str, _kind: str, target: int
) -> None:
    before = read_challenge(ada, identifier)
    joined = join(ada, identifier)
    expected = {**before, "joined_count": 1, "progress": 0, "total": target, "status": "in_progress"}
    assert joined == expected == read_challenge(ada, identifier)
    others = [challenge for challenge in read(ada, "challenges/week") if challenge["id"] != identifier]
    assert [challenge["status"] for challenge in others] == [None] * 3
    assert_totals_agree(store, ada)


def test_second_join_is_rejected(ada: Person) -> None:
    joined = join(ada, TASK_FINISHER)
    assert error_of(ada.post(f"challenges/{TASK_FINISHER}/join")) == (
        400,
        "Already participating in this challenge",
    )
    assert read_challenge(ada, TASK_FINISHER) == joined


@pytest.mark.parametrize("identifier", ["none-such", "task", "x" * 5000, "a%2Fb", "%F0%9F%A6%89", "TASK"])
def test_unknown_challenge_is_rejected_by_join_leave_and_progress(root: Person, identifier: str) -> None:
    path = f"challenges/{identifier}"
    for response in (
        root.post(f"{path}/join"),
        root.delete(f"{path}/leave"),
        root.post(f"{path}/progress?progress=1"),
    ):
        assert error_of(response) == (400, "Challenge not found")


def test_leaving_clears_progress_and_rejoining_starts_at_zero(
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
    reopen(ada, task)  # it was completed before rejoining
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, monday.now())


def test_leaving_a_challenge_not_joined_is_rejected(ada: Person, bob: Person) -> None:
    join(bob, TASK_FINISHER)
    responses = [ada.delete(f"challenges/{TASK_FINISHER}/leave")]
    join(ada, TASK_FINISHER)
    leave(ada, TASK_FINISHER)
    responses.append(ada.delete(f"challenges/{TASK_FINISHER}/leave"))
    for response in responses:
        assert error_of(response) == (400, "Not participating in this challenge")
    assert progress_in(bob, TASK_FINISHER) == (0, "in_progress")


def test_challenge_shows_the_number_of_members_and_at_most_three_avatars(api: Api, ada: Person) -> None:
    people = [api.sign_up() for _ in range(5)]
    avatars = []
    for number, person in enumerate(people):
        if number != 1:  # the second one has no avatar
            avatars.append(f"/avatars/{number}.png")
            ok_json(person.put("users/profile/avatar", json={"avatar_url": avatars[-1]}))
        joined = join(person, TASK_FINISHER)
        assert joined["joined_count"] == number + 1
        assert set(joined["joined_avatars"]) <= set(avatars)
        assert len(joined["joined_avatars"]) == min(len(avatars), 3)
    shown = read_challenge(ada, TASK_FINISHER)
    assert (shown["joined_count"], len(set(shown["joined_avatars"]))) == (5, 3)
    assert read_challenge(ada, HEALTHY_BOUNDARIES)["joined_count"] == 0
    for person in people[:3]:
        leave(person, TASK_FINISHER)
    shown = read_challenge(ada, TASK_FINISHER)
    assert (shown["joined_count"], sorted(shown["joined_avatars"])) == (2, avatars[-2:])


def test_challenge_shows_the_current_avatar_of_its_members(ada: Person, bob: Person) -> None:
    ok_json(ada.put("users/onboarding/complete", json={"avatar_url": "/avatars/first.png"}))
    assert join(ada, TASK_FINISHER)["joined_avatars"] == ["/avatars/first.png"]
    for avatar in ("/avatars/second.png", None):
        ok_json(ada.put("users/profile/avatar", json={"avatar_url": avatar}))
        assert read_challenge(bob, TASK_FINISHER)["joined_avatars"] == ([avatar] if avatar else [])
        assert read_challenge(ada, TASK_FINISHER)["joined_avatars"] == ([avatar] if avatar else [])


# Progress set by an administrator


@pytest.mark.parametrize("user_id_in", ["query", "body"])
def test_administrator_sets_the_progress_of_another_user(
    root: Person, ada: Person, store: DocumentStore, user_id_in: str
) -> None:
    join(ada, BREAK_CHAMPION)
    named: dict[str, Any] = (
        {"params": {"user_id": ada.id}} if user_id_in == "query" else {"json": {"user_id": ada.id}}
    )
    path = f"challenges/{BREAK_CHAMPION}/progress"
    for progress, shown in ((3, 3), (0, 0), (4, 4), (5, 5), (70, 5)):
        params = {**named.get("params", {}), "progress": str(progress)}
        response = root.post(path, params=params, **({"json": named["json"]} if user_id_in == "body" else {}))
        assert ok_json(response) == {"message": "Progress updated successfully"}
        status = "completed" if progress >= 5 else "in_progress"
        assert progress_in(ada, BREAK_CHAMPION) == (shown, status)
    assert (total_points(ada), total_points(root)) == (75, 0)
    assert progress_in(root, BREAK_CHAMPION) == NOT_JOINED
    assert_totals_agree(store, ada)


def test_points_reversed_by_a_lower_progress_can_be_earned_again(root: Person, store: DocumentStore) -> None:
    join(root, TASK_FINISHER)
    for progress, points in ((15, 75), (14, 0), (15, 75), (16, 75)):
        ok_json(root.post(f"challenges/{TASK_FINISHER}/progress?progress={progress}"))
        assert total_points(root) == points
    assert_totals_agree(store, root)


def test_setting_progress_of_a_user_who_has_not_joined_changes_nothing(
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


def test_setting_progress_without_the_administrator_role_returns_403(ada: Person, bob: Person) -> None:
    join(ada, TASK_FINISHER)
    path = f"challenges/{TASK_FINISHER}/progress?progress=15"
    for response in (ada.post(path), bob.post(f"{path}&user_id={ada.id}"), bob.post(path)):
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert progress_in(ada, TASK_FINISHER) == (0, "in_progress")


def test_administrator_joins_and_leaves_for_another_user(root: Person, ada: Person) -> None:
    for_ada = {"user_id": ada.id}
    joined = ok_json(root.post(f"challenges/{TASK_FINISHER}/join", json=for_ada), 201)
    assert joined == read_challenge(ada, TASK_FINISHER)
    assert read(root, f"challenges/week?user_id={ada.id}") == read(ada, "challenges/week")
    assert progress_in(root, TASK_FINISHER) == NOT_JOINED
    ok_json(root.delete(f"challenges/{TASK_FINISHER}/leave", params=for_ada))
    assert progress_in(ada, TASK_FINISHER) == NOT_JOINED


# Statistics


def test_challenge_stats_of_a_new_user_are_zeros(ada: Person) -> None:
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
def test_average_shutdown_time_is_the_circular_mean_of_local_times(
    api: Api, clock: MovableClock, times: list[str], mean: str
) -> None:
    person = api.sign_up(timezone="Asia/Tokyo")
    for day, time in enumerate(times, 19):
        clock.set(at(f"2026-03-{day}T{time}+09:00"))
        shut_down(person)
    assert challenge_stats(person)["avg_shutdown_time"] == mean


def test_average_shutdown_time_covers_the_last_30_shutdowns(ada: Person, clock: MovableClock) -> None:
    for day in range(33):
        clock.set(at("2026-03-19T06:00:00Z" if day < 3 else "2026-03-19T18:00:00Z") + timedelta(days=day))
        shut_down(ada)
    assert challenge_stats(ada)["avg_shutdown_time"] == "18:00"


def test_challenge_stats_cover_all_weeks(ada: Person, monday: MovableClock) -> None:
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


# Account deletion


def test_deleted_account_is_removed_from_challenges_and_leaderboards(
    ada: Person, bob: Person, monday: MovableClock, store: DocumentStore
) -> None:
    ok_json(ada.put("users/profile/avatar", json={"avatar_url": "/avatars/ada.png"}))
    for challenge in DEFAULT_CHALLENGES:
        join(ada, challenge)
    monday.set(at("2026-03-30T09:00:00Z"))  # a week later
    join(ada, TASK_FINISHER)
    complete(ada)
    join(bob, TASK_FINISHER)
    weeks = ("2026-W13", "2026-W14")
    shared = [f"{name}:{week}" for name in ("challenges", "leaderboard") for week in weeks]
    assert any(ada.id in str(document) for name in shared for document in documents_of(store, name))
    response = ada.delete("users/profile", json={"password": PASSWORD})
    assert response.status_code == 204
    assert documents_of(store, ada.id) == []
    assert not any(ada.id in str(document) for name in shared for document in documents_of(store, name))
    shown = read_challenge(bob, TASK_FINISHER)
    assert (shown["joined_count"], shown["joined_avatars"]) == (1, [])
