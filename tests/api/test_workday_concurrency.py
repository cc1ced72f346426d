"""Parallel focus, challenge and shutdown requests to several instances: each event is rewarded once."""

from functools import partial

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    DEFAULT_CHALLENGES,
    FOCUS_SPRINT_MASTER,
    TASK_FINISHER,
    challenge_stats,
    clock_in,
    clock_out,
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
    with_pauses,
)
from tests.api.conftest import PASSWORD, Api, Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.parallel import Request, in_parallel, statuses
from tests.api.several_instances import several_instances_api
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

pytestmark = [
    pytest.mark.slow("many requests in parallel"),
    pytest.mark.usefixtures("tokens_never_expire"),
]

api = several_instances_api


def start(person: Person, kind: str = "focus") -> Request:
    body = {"duration_minutes": 25, "session_type": kind}
    return partial(person.post, "focus-sessions/start", json=body)


def test_exactly_one_of_50_parallel_starts_succeeds(ada: Person, store: DocumentStore) -> None:
    responses = in_parallel([start(ada)] * 50)
    assert statuses(responses) == {201: 1, 409: 49}
    errors = {response.json()["error"] for response in responses if response.status_code == 409}
    (started,) = (response.json() for response in responses if response.status_code == 201)
    assert errors == {"Active focus session already exists"}
    assert read(ada, "current-session") == started
    assert read(ada, "daily-summary")["focus_sessions"] == [started]
    assert_totals_agree(store, ada)


def test_exactly_one_of_50_parallel_breaks_interrupts_a_focus_session(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = start_session(ada)
    clock.move(minutes=10)
    responses = in_parallel([start(ada, "break"), start(ada)] * 25)
    assert statuses(responses) == {201: 1, 409: 49}
    (rest,) = (response.json() for response in responses if response.status_code == 201)
    assert rest["resumes"] == session["session_id"]
    assert read(ada, "current-session") == rest
    clock.move(minutes=5)
    ends = in_parallel([partial(ada.post, f"focus-sessions/{rest['session_id']}/complete")] * 50)
    assert statuses(ends) == {200: 1, 404: 49}
    assert read(ada, "current-session") == with_pauses(session, "09:40-09:45")
    assert_totals_agree(store, ada)


def test_50_parallel_pauses_and_50_parallel_resumes_of_work_and_focus_count_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock_in(ada)
    session = start_session(ada)
    for number in range(2):
        for verb in ("pause", "resume"):
            clock.move(minutes=10)
            responses = in_parallel([partial(ada.post, f"work_sessions/{verb}")] * 50)
            assert statuses(responses) == {200: 1, 409: 49}
            assert len(read(ada, "work_sessions/active")["pauses"]) == number + 1
            shown = read(ada, "current-session")
            assert shown["status"] == ("paused" if verb == "pause" else "active")
            assert shown["pauses"] == read(ada, "work_sessions/active")["pauses"]
    for verb in ("pause", "resume"):
        clock.move(minutes=10)
        path = f"focus-sessions/{session['session_id']}/{verb}"
        assert statuses(in_parallel([partial(ada.post, path)] * 50)) == {200: 1, 409: 49}
    clock.move(minutes=10)
    ended = end_session(ada, session)
    assert ended["actual_duration"] == 40
    assert ended == with_pauses(ended, "09:40-09:50", "10:00-10:10", "10:20-10:30")
    assert clock_out(ada)["duration"] == round(50 / 60, 2)
    assert_totals_agree(store, ada)


def test_parallel_pauses_resumes_and_ends_leave_one_right_state(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = ada.create_task()
    for _ in range(3):
        clock_in(ada)
        session = start_session(ada, 25, task_id=task["id"])
        clock.move(minutes=10)
        path = f"focus-sessions/{session['session_id']}"
        acts = ["work_sessions/pause", "work_sessions/resume", f"{path}/pause", f"{path}/resume"]
        acts += ["time-logs/end-work", f"{path}/stop", f"{path}/complete"]
        requests = [partial(ada.post, act) for act in acts] + [start(ada, "break")]
        in_parallel(requests * 6)
        while current := read(ada, "current-session"):
            end_session(ada, current, "stop")
        ada.post("time-logs/end-work")
        assert_totals_agree(store, ada)
    assert read(ada, f"tasks/{task['id']}")["spent_minutes"] == 30
    assert ada.stats()["total_hours"] == 0.51


def test_exactly_one_of_25_parallel_starts_succeeds_after_an_abandoned_session(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    start_session(ada)
    clock.move(hours=13)
    requests: list[Request] = [start(ada), partial(ada.get, "current-session")]
    responses = in_parallel(requests * 25)
    starts = [response for response in responses if response.request.method == "POST"]
    assert statuses(starts) == {201: 1, 409: 24}
    sessions = read(ada, "daily-summary")["focus_sessions"]
    assert [(session["status"], session["actual_duration"]) for session in sessions] == [
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
    responses = in_parallel([lambda: ada.post(path)] * 50)
    assert statuses(responses) == {200: 1, 404: 49}
    assert {response.json()["error"] for response in responses if response.status_code == 404} == {
        "Active session not found"
    }
    completed = 1 if verb == "complete" else 0
    day = read(ada, "daily-summary")
    assert (day["total_focus_sessions"], day["total_focus_time"]) == (completed, 1500 * completed)
    assert total_points(ada) == 15 * completed
    assert_totals_agree(store, ada)


def test_exactly_one_of_parallel_complete_and_stop_requests_succeeds(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for _ in range(4):
        path = f"focus-sessions/{start_session(ada)['session_id']}"
        clock.move(minutes=25)
        requests: list[Request] = [partial(ada.post, f"{path}/{verb}") for verb in ("complete", "stop")]
        responses = in_parallel(requests * 5)
        assert statuses(responses) == {200: 1, 404: 9}
        (ended,) = (response.json() for response in responses if response.status_code == 200)
        assert {"earned": None, **read(ada, "daily-summary")["focus_sessions"][0]} == {
            **ended,
            "earned": None,
        }
    assert_totals_agree(store, ada)


def test_exactly_one_of_50_parallel_joins_succeeds(ada: Person, store: DocumentStore) -> None:
    responses = in_parallel([lambda: ada.post(f"challenges/{TASK_FINISHER}/join")] * 50)
    assert statuses(responses) == {201: 1, 400: 49}
    errors = {response.json()["error"] for response in responses if response.status_code == 400}
    assert errors == {"Already participating in this challenge"}
    assert read_challenge(ada, TASK_FINISHER)["joined_count"] == 1
    assert_totals_agree(store, ada)


def test_20_users_joining_in_parallel_are_all_counted(api: Api, store: DocumentStore) -> None:
    people = [api.sign_up() for _ in range(20)]
    joins = [partial(person.post, f"challenges/{TASK_FINISHER}/join") for person in people]
    assert statuses(in_parallel(joins)) == {201: 20}
    assert read_challenge(people[0], TASK_FINISHER)["joined_count"] == 20
    leaves = [partial(person.delete, f"challenges/{TASK_FINISHER}/leave") for person in people[5:]]
    assert statuses(in_parallel(leaves)) == {200: 15}
    assert read_challenge(people[0], TASK_FINISHER)["joined_count"] == 5
    assert_totals_agree(store, people[0])


def test_parallel_joins_and_leaves_keep_the_member_count_consistent(
    ada: Person, store: DocumentStore
) -> None:
    path = f"challenges/{TASK_FINISHER}"
    requests: list[Request] = [partial(ada.post, f"{path}/join"), partial(ada.delete, f"{path}/leave")]
    responses = in_parallel(requests * 25)
    assert set(statuses(responses)) <= {200, 201, 400}
    succeeded = statuses(responses)
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
    responses = in_parallel([lambda: ada.post("dashboard/shutdown-reflection", json=body)] * 50)
    assert statuses(responses) == {201: 50}
    assert len({response.json()["id"] for response in responses}) == 50
    assert len(read(ada, "dashboard/shutdown-history?limit=500")) == 51
    assert (total_points(ada), shutdown_streak(ada)) == (12 + 14, 2)
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_50_tasks_completed_in_parallel_are_rewarded_and_complete_the_challenge_once(
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
    assert (
        read(bob, "challenges/leaders")[0]["points"] == 325
    )  # assert_week_agrees read the leaderboard as Ada, which repairs her entry


def test_parallel_completions_and_reopenings_leave_points_of_completed_tasks_only(
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


def test_tasks_completed_during_a_join_leave_no_progress_when_reopened(
    ada: Person, store: DocumentStore
) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(20)]
    requests: list[Request] = [partial(ada.patch, path) for path in paths]
    requests.insert(10, partial(ada.post, f"challenges/{TASK_FINISHER}/join"))
    assert statuses(in_parallel(requests)) == {200: 20, 201: 1}
    reopened = in_parallel(partial(ada.patch, path, json={"action": "reopen"}) for path in paths)
    assert statuses(reopened) == {200: 20}
    assert (total_points(ada), progress_in(ada, TASK_FINISHER)) == (0, (0, "in_progress"))
    assert_totals_agree(store, ada)


def test_parallel_requests_of_two_devices_count_once(
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
        responses = in_parallel(device * 2)
        assert set(statuses(responses)) == {200, 201}
        assert sum("Idempotency-Replayed" in response.headers for response in responses) == 1
        completions = [response for response in responses if response.request.url.path.endswith("/complete")]
        assert len({response.content for response in completions}) == 1
    day = read(ada, "daily-summary")
    assert (day["total_focus_sessions"], day["total_focus_time"]) == (4, 4 * 1500)
    assert total_points(ada) == 15 + 12
    assert progress_in(ada, FOCUS_SPRINT_MASTER) == (4, "in_progress")
    assert read(bob, "challenges/leaders")[0]["points"] == 27
    assert_totals_agree(store, ada)
    assert_week_agrees(store, ada, clock.now())


def test_parallel_mix_of_requests_by_two_users_keeps_the_totals_consistent(
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
    responses = in_parallel(requests)
    assert set(statuses(responses)) <= {200, 201, 400, 404, 409}
    for person in (ada, bob):
        end_session(person, ok_json(person.get("current-session")))
        assert total_points(person) == 8 * 5 + 12
        assert_totals_agree(store, person)


def test_events_during_account_deletion_leave_no_documents(
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
        responses = in_parallel(requests)
        assert responses[5].status_code == 204
        assert set(statuses(responses)) <= {200, 201, 204, 401, 404}
        assert documents_of(store, person.id) == []
        for shared in ("challenges:2026-W12", "leaderboard:2026-W12"):
            assert person.id not in str(documents_of(store, shared)), shared
    assert {challenge["joined_count"] for challenge in read(ada, "challenges/week")} == {0}
