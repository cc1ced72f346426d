"""Parallel requests to several instances: each event counts once, and totals agree with the documents."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import ok_event
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import Request, in_parallel, statuses
from tests.api.several_instances import several_instances_api
from tests.conftest import MovableClock

pytestmark = pytest.mark.slow("many requests in parallel")

api = several_instances_api


def test_50_parallel_completions_of_one_task_count_once(ada: Person, store: DocumentStore) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    responses = in_parallel([lambda: ada.patch(path)] * 50)
    assert statuses(responses) == {200: 50}
    earned = [response.json()["earned"] for response in responses]
    assert [each["points"] for each in earned if each] == [5]  # the others changed nothing
    tasks = [ok_event(response) for response in responses]
    assert tasks == [tasks[0]] * 50
    assert ada.stats()["completed_tasks"] == 1
    assert_totals_agree(store, ada)


def test_50_parallel_completions_by_patch_and_put_count_once(ada: Person, store: DocumentStore) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    responses = in_parallel([lambda: ada.patch(path), lambda: ada.put(path, json={"completed": True})] * 25)
    assert statuses(responses) == {200: 50}
    assert ada.stats()["completed_tasks"] == 1
    assert_totals_agree(store, ada)


def test_50_parallel_reopenings_of_one_task_reverse_it_once(ada: Person, store: DocumentStore) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    ada.patch(path)
    responses = in_parallel([lambda: ada.patch(path, json={"action": "reopen"})] * 50)
    assert statuses(responses) == {200: 50}
    assert (ada.stats()["completed_tasks"], ada.stats()["active_streak"]) == (0, 0)
    assert_totals_agree(store, ada)


@pytest.mark.usefixtures("tokens_never_expire")
def test_parallel_reopenings_and_completions_on_a_later_day_count_once_for_it(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    ada.patch(path)
    clock.move(days=1)
    requests = [partial(ada.patch, path, json={"action": "reopen"}), partial(ada.patch, path)] * 25
    assert statuses(in_parallel(requests)) == {200: 50}
    assert ada.stats()["completed_tasks"] == 1 + ada.get(path).json()["completed"]
    assert_totals_agree(store, ada)
    assert ada.patch(path).status_code == 200
    assert (ada.stats()["completed_tasks"], ada.stats()["active_streak"]) == (2, 2)
    assert_totals_agree(store, ada)


def test_one_of_50_parallel_deletions_succeeds_and_reverses_the_task_once(
    ada: Person, store: DocumentStore
) -> None:
    path = f"tasks/{ada.create_task()['id']}"
    ada.patch(path)
    responses = in_parallel([lambda: ada.delete(path)] * 50)
    assert statuses(responses) == {204: 1, 404: 49}
    assert (ada.stats()["total_tasks"], ada.stats()["completed_tasks"]) == (0, 0)
    assert_totals_agree(store, ada)


def test_exactly_one_of_50_parallel_session_starts_succeeds(ada: Person, store: DocumentStore) -> None:
    responses = in_parallel(
        [lambda: ada.post("work_sessions/start"), lambda: ada.post("time-logs/start-work")] * 25
    )
    assert statuses(responses) == {201: 1, 400: 49}
    errors = {response.json()["error"] for response in responses if response.status_code == 400}
    assert errors == {"Active session already exists"}
    (started,) = (response.json() for response in responses if response.status_code == 201)
    assert ada.get("work_sessions").json() == [started]
    assert_totals_agree(store, ada)


def test_50_parallel_ends_of_one_session_count_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    session = ada.post("work_sessions/start").json()
    clock.move(minutes=30)
    path = f"work_sessions/{session['id']}"
    responses = in_parallel([lambda: ada.post(path), lambda: ada.post(f"{path}/end")] * 25)
    assert statuses(responses) == {200: 50}
    assert len({response.content for response in responses}) == 1
    stats = ada.stats()
    assert (stats["total_sessions"], stats["total_hours"]) == (1, 0.5)
    assert_totals_agree(store, ada)


def test_50_parallel_ends_of_the_active_session_end_it_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    ada.post("work_sessions/start")
    clock.move(minutes=30)
    responses = in_parallel([lambda: ada.post("time-logs/end-work")] * 50)
    assert statuses(responses).keys() == {200, 404}
    # A request that lost the race ends an ended session, which returns it unchanged.
    assert len({response.content for response in responses if response.status_code == 200}) == 1
    stats = ada.stats()
    assert (stats["total_sessions"], stats["total_hours"]) == (1, 0.5)
    assert_totals_agree(store, ada)


def test_50_parallel_task_creations_are_all_counted(ada: Person, store: DocumentStore) -> None:
    responses = in_parallel([lambda: ada.post("tasks", json={"title": "x", "due_date": "2026-04-01"})] * 50)
    assert statuses(responses) == {201: 50}
    assert len({response.json()["id"] for response in responses}) == 50
    assert ada.stats()["total_tasks"] == 50
    assert_totals_agree(store, ada)


def test_50_tasks_completed_in_parallel_are_all_counted_on_one_day(ada: Person, store: DocumentStore) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(50)]
    responses = in_parallel([partial(ada.patch, path) for path in paths])
    assert statuses(responses) == {200: 50}
    stats = ada.stats()
    assert (stats["completed_tasks"], stats["active_streak"]) == (50, 1)
    assert_totals_agree(store, ada)


def test_parallel_mix_of_all_events_keeps_the_totals_consistent(
    ada: Person, bob: Person, store: DocumentStore
) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(4)]
    requests: list[Request] = []
    for number in range(30):
        path = paths[number % len(paths)]
        requests += [
            partial(ada.patch, path),
            partial(ada.patch, path, json={"action": "reopen"}),
            partial(ada.put, path, json={"completed": number % 2 == 0}),
            lambda: ada.post("tasks", json={"title": "new"}),
            lambda: ada.post("work_sessions/start"),
            lambda: ada.post("time-logs/end-work"),
            lambda: bob.post("tasks", json={"title": "Bob's"}),
        ]
    requests.insert(150, lambda: ada.delete(paths[0]))
    responses = in_parallel(requests)
    assert set(statuses(responses)) <= {200, 201, 204, 400, 404}
    assert ada.get(paths[0]).status_code == 404
    assert ada.stats()["total_tasks"] == 33
    assert bob.stats()["total_tasks"] == 30
    assert_totals_agree(store, ada)
    assert_totals_agree(store, bob)


@pytest.mark.parametrize("undo", ["reopen", "delete"])
def test_completing_and_undoing_in_parallel_keeps_the_totals_consistent(
    ada: Person, store: DocumentStore, undo: str
) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(20)]
    requests: list[Request] = []
    for path in paths:
        requests.append(partial(ada.patch, path))
        if undo == "delete":
            requests.append(partial(ada.delete, path))
        else:
            requests.append(partial(ada.patch, path, json={"action": "reopen"}))
    assert set(statuses(in_parallel(requests))) <= {200, 204, 404}
    tasks = ada.get("tasks").json()
    assert len(tasks) == (0 if undo == "delete" else 20)
    assert ada.stats()["completed_tasks"] == sum(task["completed"] for task in tasks)
    assert_totals_agree(store, ada)


def test_stats_read_during_parallel_completions_never_exceed_the_task_list(ada: Person) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(30)]
    with ThreadPoolExecutor(10) as pool:
        completing = [pool.submit(ada.patch, path) for path in paths]
        while not all(future.done() for future in completing):
            counted = ada.stats()["completed_tasks"]
            shown = sum(task["completed"] for task in ada.get("tasks").json())
            assert counted <= shown <= ada.stats()["completed_tasks"]
    assert ada.stats()["completed_tasks"] == 30


def test_time_zone_changes_during_parallel_completions_lose_no_task(
    ada: Person, store: DocumentStore
) -> None:
    paths = [f"tasks/{ada.create_task(str(number))['id']}" for number in range(20)]
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    requests: list[Request] = []
    for number, path in enumerate(paths):
        zone = zones[number % 2]
        requests.append(partial(ada.patch, path))
        requests.append(partial(ada.put, "users/profile", json={"timezone": zone}))
    assert statuses(in_parallel(requests)) == {200: 40}
    assert ada.stats()["completed_tasks"] == 20
    assert_totals_agree(store, ada)
