"""A day's work done by many hands at once: every deed counts once, and everything is rewarded once."""

from collections.abc import Iterator
from functools import partial

import pytest

from shared.credential_manager import CredentialManager
from shared.store.contract import DocumentStore
from tests.api.actions import (
    DEFAULT_CHALLENGES,
    FOCUS_SPRINT_MASTER,
    TASK_FINISHER,
    challenge_stats,
    complete,
    end_session,
    focus,
    join,
    ok_json,
    progress_in,
    read,
    read_challenge,
    reopen,
    set_preferences,
    shut_down,
    shutdown_streak,
    start_session,
    total_points,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree, documents_of
from tests.api.parallel import Request, in_parallel, statuses
from tests.api.several_instances import several_instances
from tests.api.weekly_oracle import assert_week_agrees
from tests.conftest import MovableClock


@pytest.fixture
def api(
    store: DocumentStore,
    credentials: CredentialManager,
    clock: MovableClock,
    environment: dict[str, str],
) -> Iterator[Api]:
    environment["JWT_EXP_MINUTES"] = "10000000"
    with several_instances(store, credentials, clock, environment) as api:
        yield api


def start(person: Person, kind: str = "focus") -> Request:
    body = {"duration_minutes": 25, "session_type": kind}
    return partial(person.post, "focus-sessions/start", json=body)


def test_of_50_parallel_starts_exactly_one_wins(ada: Person, store: DocumentStore) -> None:
    answers = in_parallel([start(ada), start(ada, "break")] * 25)
    assert statuses(answers) == {201: 1, 409: 49}
    errors = {answer.json()["error"] for answer in answers if answer.status_code == 409}
    assert errors == {"Active focus session already exists"}
    (started,) = (answer.json() for answer in answers if answer.status_code == 201)
    assert read(ada, "current-session") == started
    assert read(ada, "daily-summary")["focus_sessions"] == [started]
    assert_totals_agree(store, ada)


def test_of_50_parallel_starts_after_a_forgotten_one_exactly_one_wins(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    start_session(ada)
    clock.move(hours=13)
    requests: list[Request] = [start(ada), partial(ada.get, "current-session")]
    answers = in_parallel(requests * 25)
    starts = [answer for answer in answers if answer.request.method == "POST"]
    assert statuses(starts) == {201: 1, 409: 24}
    sessions = read(ada, "daily-summary")["focus_sessions"]
    assert [(one["status"], one["actual_duration"]) for one in sessions] == [
        ("active", None),
        ("stopped", 25),
    ]
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("verb", ["complete", "stop"])
def test_50_parallel_ends_of_one_session_end_it_once(
    ada: Person, clock: MovableClock, store: DocumentStore, verb: str
) -> None:
    set_preferences(ada, focus_goal_minutes=25)
    path = f"focus-sessions/{start_session(ada)['session_id']}/{verb}"
    clock.move(minutes=25)
    answers = in_parallel([lambda: ada.post(path)] * 50)
    assert statuses(answers) == {200: 1, 404: 49}
    assert {answer.json()["error"] for answer in answers if answer.status_code == 404} == {
        "Active session not found"
    }
    completed = 1 if verb == "complete" else 0
    day = read(ada, "daily-summary")
    assert (day["total_focus_sessions"], day["total_focus_time"]) == (completed, 1500 * completed)
    assert total_points(ada) == 15 * completed
    assert_totals_agree(store, ada)


def test_completing_and_stopping_at_once_end_in_one_of_the_two(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for _ in range(4):
        path = f"focus-sessions/{start_session(ada)['session_id']}"
        clock.move(minutes=25)
        requests: list[Request] = [partial(ada.post, f"{path}/{verb}") for verb in ("complete", "stop")]
        answers = in_parallel(requests * 5)
        assert statuses(answers) == {200: 1, 404: 9}
        (ended,) = (answer.json() for answer in answers if answer.status_code == 200)
        assert read(ada, "daily-summary")["focus_sessions"][0] == ended
    assert_totals_agree(store, ada)


def test_of_50_parallel_joins_exactly_one_wins(ada: Person, store: DocumentStore) -> None:
    answers = in_parallel([lambda: ada.post(f"challenges/{TASK_FINISHER}/join")] * 50)
    assert statuses(answers) == {201: 1, 400: 49}
    errors = {answer.json()["error"] for answer in answers if answer.status_code == 400}
    assert errors == {"Already participating in this challenge"}
    assert read_challenge(ada, TASK_FINISHER)["joined_count"] == 1
    assert_totals_agree(store, ada)


def test_20_people_who_join_at_once_are_all_counted(api: Api, store: DocumentStore) -> None:
    people = [api.sign_up() for _ in range(20)]
    joins = [partial(person.post, f"challenges/{TASK_FINISHER}/join") for person in people]
    assert statuses(in_parallel(joins)) == {201: 20}
    assert read_challenge(people[0], TASK_FINISHER)["joined_count"] == 20
    leaves = [partial(person.delete, f"challenges/{TASK_FINISHER}/leave") for person in people[5:]]
    assert statuses(in_parallel(leaves)) == {200: 15}
    assert read_challenge(people[0], TASK_FINISHER)["joined_count"] == 5
    assert_totals_agree(store, people[0])


def test_joining_and_leaving_at_once_end_in_one_of_the_two(ada: Person, store: DocumentStore) -> None:
    path = f"challenges/{TASK_FINISHER}"
    requests: list[Request] = [partial(ada.post, f"{path}/join"), partial(ada.delete, f"{path}/leave")]
    answers = in_parallel(requests * 25)
    assert set(statuses(answers)) <= {200, 201, 400}
    succeeded = statuses(answers)
    shown = read_challenge(ada, TASK_FINISHER)
    joined = succeeded[201] - succeeded[200]
    assert joined in {0, 1}
    assert (shown["status"] == "in_progress") == (joined == 1)
    assert read_challenge(ada, TASK_FINISHER)["joined_count"] == joined
    assert_totals_agree(store, ada)


def test_50_parallel_shutdowns_are_all_kept_and_rewarded_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    shut_down(ada)
    clock.move(days=1)
    body = {"productivity_rating": "good"}
    answers = in_parallel([lambda: ada.post("dashboard/shutdown-reflection", json=body)] * 50)
    assert statuses(answers) == {201: 50}
    assert len({answer.json()["id"] for answer in answers}) == 50
    assert len(read(ada, "dashboard/shutdown-history?limit=500")) == 51
    assert (total_points(ada), shutdown_streak(ada)) == (12 + 14, 2)
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_50_tasks_completed_at_once_are_all_rewarded_and_complete_the_challenge_once(
    ada: Person, bob: Person, clock: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    clock.move(minutes=1)
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(50)]
    assert statuses(in_parallel(partial(ada.patch, path) for path in paths)) == {200: 50}
    assert (total_points(ada), challenge_stats(ada)["challenges_done"]) == (50 * 5 + 75, 1)
    assert progress_in(ada, TASK_FINISHER) == (15, "completed")
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())
    assert read(bob, "challenges/leaders")[0]["points"] == 325  # since Ada has looked


def test_doing_and_undoing_at_once_leave_points_for_what_is_done(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    join(ada, TASK_FINISHER)
    clock.move(minutes=1)
    tasks = [complete(ada, str(number)) for number in range(14)] + [ada.create_task("open") for _ in range(6)]
    requests: list[Request] = []
    for task in tasks:
        path = f"tasks/{task['id']}"
        requests += [partial(ada.patch, path), partial(ada.patch, path, json={"action": "reopen"})]
    assert statuses(in_parallel(requests)) == {200: 40}
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())
    for task in read(ada, "tasks?completed=true"):
        reopen(ada, task)
    assert (total_points(ada), progress_in(ada, TASK_FINISHER)) == (0, (0, "in_progress"))


def test_tasks_that_are_done_while_a_challenge_is_joined_leave_nothing_when_they_are_undone(
    ada: Person, store: DocumentStore
) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(20)]
    requests: list[Request] = [partial(ada.patch, path) for path in paths]
    requests.insert(10, partial(ada.post, f"challenges/{TASK_FINISHER}/join"))
    assert statuses(in_parallel(requests)) == {200: 20, 201: 1}
    undone = in_parallel(partial(ada.patch, path, json={"action": "reopen"}) for path in paths)
    assert statuses(undone) == {200: 20}
    assert (total_points(ada), progress_in(ada, TASK_FINISHER)) == (0, (0, "in_progress"))
    assert_totals_agree(store, ada)


def test_two_devices_at_once_make_one_day(
    ada: Person, bob: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, focus_goal_minutes=50)
    join(ada, FOCUS_SPRINT_MASTER)
    for _ in range(4):
        starts = in_parallel([start(ada), start(ada)])
        assert statuses(starts) == {201: 1, 409: 1}
        running = read(ada, "current-session")
        clock.move(minutes=25)
        path = f"focus-sessions/{running['session_id']}/complete"
        device: list[Request] = [
            partial(ada.post, path, headers={"Idempotency-Key": path[-40:]}),
            partial(ada.post, "tasks", json={"title": "x"}),
            partial(ada.post, "dashboard/shutdown-reflection", json={"productivity_rating": "okay"}),
            partial(ada.get, "current-session"),
            partial(ada.get, "challenges/leaders"),
        ]
        answers = in_parallel(device * 2)
        assert set(statuses(answers)) == {200, 201}
        assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 1
        replays = {one.content for one in answers if one.request.url.path.endswith("/complete")}
        assert len(replays) == 1
    day = read(ada, "daily-summary")
    assert (day["total_focus_sessions"], day["total_focus_time"]) == (4, 4 * 1500)
    assert total_points(ada) == 15 + 12
    assert progress_in(ada, FOCUS_SPRINT_MASTER) == (4, "in_progress")
    assert read(bob, "challenges/leaders")[0]["points"] == 27
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_a_mix_of_everything_by_two_people_adds_up(
    ada: Person, bob: Person, clock: MovableClock, store: DocumentStore
) -> None:
    sessions = {person: focus(person, clock)["session_id"] for person in (ada, bob)}
    requests: list[Request] = []
    for number in range(8):
        for person in (ada, bob):
            path = f"challenges/{DEFAULT_CHALLENGES[number % 4]}"
            task = person.create_task(str(number))
            requests += [
                start(person, "break" if number % 2 else "focus"),
                partial(person.post, f"focus-sessions/{sessions[person]}/stop"),
                partial(person.patch, f"tasks/{task['id']}"),
                partial(person.post, f"{path}/join"),
                partial(person.delete, f"{path}/leave"),
                partial(person.post, "dashboard/shutdown-reflection", json={"productivity_rating": "great"}),
                partial(person.get, "challenges/leaders"),
            ]
    answers = in_parallel(requests)
    assert set(statuses(answers)) <= {200, 201, 400, 404, 409}
    for person in (ada, bob):
        end_session(person, ok_json(person.get("current-session")))
        assert total_points(person) == 8 * 5 + 12
        assert_totals_agree(store, person)


def test_deeds_that_meet_the_deletion_of_their_account_leave_nothing_behind(
    api: Api, ada: Person, store: DocumentStore
) -> None:
    for _ in range(4):
        person = api.sign_up()
        paths = [f"tasks/{person.create_task()['id']}" for _ in range(4)]
        requests: list[Request] = [
            *(partial(person.patch, path) for path in paths),
            *(partial(person.post, f"challenges/{challenge}/join") for challenge in DEFAULT_CHALLENGES),
            start(person),
        ]
        requests.insert(5, partial(person.delete, "users/profile", json={"password": PASSWORD}))
        answers = in_parallel(requests)
        assert answers[5].status_code == 204
        assert set(statuses(answers)) <= {200, 201, 204, 401, 404}
        assert documents_of(store, person.id) == []
        for shared in ("challenges:2026-W12", "leaderboard:2026-W12"):
            assert person.id not in str(documents_of(store, shared)), shared
    assert {one["joined_count"] for one in read(ada, "challenges/week")} == {0}
