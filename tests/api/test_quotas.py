"""Quotas of a user: stored documents, their size and events a day; deleting always works."""

from itertools import count
from typing import Any

import httpx
import orjson
import pytest

from tests.api.conftest import Api, Person
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.oracle.recount import check_usage

DESCRIPTION = "lorem ipsum dolor sit amet " * 180
"""Almost 5 KB, stored twice: once to be searched."""


def assert_refused(response: httpx.Response, retry_after: int | None = None) -> None:
    assert (response.status_code, response.json()["code"]) == (429, "quota_exceeded"), response.text
    assert response.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))


def usage_of(storage: Storage, person: Person) -> dict[str, Any]:
    """Return the stored usage of a user, which agrees with the stored documents."""
    documents = [one for one in storage.read_everything() if one["user_id"] == person.id]
    check_usage(documents)
    (progress,) = (one for one in documents if one["type"] == "progress")
    usage: dict[str, Any] = progress["usage"]
    return usage


def test_events_beyond_those_of_a_day_are_refused_until_midnight_but_deletions_are_not(
    environment: dict[str, str], api: Api, clock: MovableClock, storage: Storage
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "5"
    ada, bob = api.sign_up("Ada"), api.sign_up("Bob")
    tasks = [ada.create_task(f"task {number}") for number in range(3)]
    drink = ada.post("health/hydration", json={"amount_ml": 200}).json()
    assert ada.patch(f"tasks/{tasks[0]['id']}").status_code == 200
    until_midnight = 14 * 3600 + 30 * 60  # from 09:30 UTC
    assert_refused(ada.post("tasks", json={"title": "one more"}), until_midnight)
    assert_refused(ada.patch(f"tasks/{tasks[1]['id']}"), until_midnight)
    assert_refused(ada.post("health/meals", json={"kind": "lunch"}), until_midnight)
    assert ada.stats()["total_tasks"] == 3
    assert bob.create_task()["title"] == "Write the report"
    assert ada.put(f"tasks/{tasks[2]['id']}", json={"title": "another title"}).status_code == 200
    for path in (*(f"tasks/{task['id']}" for task in tasks), f"health/hydration/{drink['id']}"):
        assert ada.delete(path).status_code == 204, path
    assert usage_of(storage, ada)["events"] > 5
    clock.move(seconds=until_midnight)
    ada = Person(api.client, "Ada", api.login("Ada").json())
    ada.create_task("of the next day")
    assert usage_of(storage, ada)["events"] == 1


def test_task_with_a_reminder_can_be_reopened_on_a_later_day_beyond_the_events_of_a_day(
    environment: dict[str, str], api: Api, clock: MovableClock
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "4"
    ada = api.sign_up("Ada")
    task = ada.create_task(reminder_enabled=True, reminder_time="2030-01-01T09:00:00Z")
    assert ada.patch(f"tasks/{task['id']}").status_code == 200
    clock.move(days=1)
    ada = Person(api.client, "Ada", api.login("Ada").json())
    while ada.post("tasks", json={"title": "another"}).is_success:
        pass
    assert ada.patch(f"tasks/{task['id']}", json={"action": "reopen"}).status_code == 200
    assert_refused(ada.patch(f"tasks/{task['id']}"), 14 * 3600 + 30 * 60)


@pytest.mark.parametrize("kind", ["work_sessions", "focus-sessions"])
def test_starting_sessions_beyond_the_events_of_a_day_is_refused_and_ending_one_is_not(
    environment: dict[str, str], api: Api, storage: Storage, kind: str
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "7"
    ada = api.sign_up("Ada")

    def start() -> httpx.Response:
        return ada.post(f"{kind}/start", json={"duration_minutes": 25})

    def end(session: dict[str, Any]) -> int:
        ending = "end" if kind == "work_sessions" else "complete"
        identifier = session.get("id") or session["session_id"]
        return ada.post(f"{kind}/{identifier}/{ending}", headers={"Idempotency-Key": identifier}).status_code

    for _ in range(2):
        assert end(start().json()) == 200
    running = start().json()
    for _ in range(2):
        ada.create_task()
    until_midnight = 14 * 3600 + 30 * 60  # from 09:30 UTC
    assert_refused(ada.post("tasks", json={"title": "one more"}), until_midnight)
    assert end(running) == 200
    assert_refused(start(), until_midnight)
    assert usage_of(storage, ada)["events"] == 8


def test_breaks_during_focus_beyond_the_events_of_a_day_are_refused_and_resuming_and_ending_is_not(
    environment: dict[str, str], api: Api, storage: Storage, clock: MovableClock
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "7"
    ada = api.sign_up("Ada")
    task = ada.create_task()
    ada.post("work_sessions/start")
    session = ada.post("focus-sessions/start", json={"duration_minutes": 25, "task_id": task["id"]}).json()

    def start_break() -> httpx.Response:
        return ada.post("focus-sessions/start", json={"duration_minutes": 5, "session_type": "break"})

    first = start_break().json()
    assert ada.post(f"focus-sessions/{first['session_id']}/stop").status_code == 200
    last = start_break().json()
    assert ada.post("work_sessions/pause").json()["paused"]
    ada.create_task()
    assert_refused(start_break_after(ada, last), 14 * 3600 + 30 * 60)
    clock.move(minutes=10)
    assert ada.post("work_sessions/resume").status_code == 200
    for path in (f"focus-sessions/{session['session_id']}/complete", "time-logs/end-work"):
        assert ada.post(path).status_code == 200
    assert usage_of(storage, ada)["events"] > 7


@pytest.mark.parametrize("kind", ["work", "focus"])
def test_pauses_beyond_the_events_of_a_day_are_refused_and_going_on_is_not(
    environment: dict[str, str], api: Api, storage: Storage, clock: MovableClock, kind: str
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "5"
    ada = api.sign_up("Ada")
    path = "work_sessions"
    if kind == "work":
        ada.post("work_sessions/start")
    else:
        session = ada.post("focus-sessions/start", json={"duration_minutes": 25}).json()
        path = f"focus-sessions/{session['session_id']}"
    for number in range(4):
        assert ada.post(f"{path}/pause").status_code == 200
        clock.move(seconds=1)
        key = {"Idempotency-Key": f"key-{number}"}
        assert ada.post(f"{path}/resume", headers=key).status_code == 200
    assert_refused(ada.post(f"{path}/pause"), 14 * 3600 + 30 * 60 - 4)
    assert usage_of(storage, ada)["events"] == 5


def start_break_after(person: Person, running: dict[str, Any]) -> httpx.Response:
    """End a break and start another one."""
    assert person.post(f"focus-sessions/{running['session_id']}/stop").status_code == 200
    return person.post("focus-sessions/start", json={"duration_minutes": 5, "session_type": "break"})


@pytest.mark.both_stores("quotas are checked in the commit")
def test_documents_beyond_the_quota_are_refused_until_some_are_deleted(
    environment: dict[str, str], api: Api, storage: Storage
) -> None:
    environment["QUOTA_DOCUMENTS"] = "7"
    ada = api.sign_up("Ada")
    session = ada.post("work_sessions/start").json()
    tasks = [ada.create_task(f"task {number}") for number in range(3)]
    assert ada.patch(f"tasks/{tasks[0]['id']}").status_code == 200  # the day and its points, two
    ada.create_task("the last one")
    assert usage_of(storage, ada)["documents"] == 7
    assert_refused(ada.post("tasks", json={"title": "one more"}))
    assert_refused(ada.patch(f"tasks/{tasks[1]['id']}"))
    assert_refused(ada.post("focus-sessions/start", json={"duration_minutes": 25}))
    assert ada.put(f"tasks/{tasks[2]['id']}", json={"title": "another title"}).status_code == 200
    assert ada.post(f"work_sessions/{session['id']}/end").status_code == 200
    assert ada.patch(f"tasks/{tasks[0]['id']}", json={"action": "reopen"}).status_code == 200
    for task in tasks:
        assert ada.delete(f"tasks/{task['id']}").status_code == 204
    ada.create_task("one more")
    assert usage_of(storage, ada)["documents"] <= 7


def test_size_beyond_the_quota_is_refused_also_when_a_task_grows(
    environment: dict[str, str], api: Api, storage: Storage
) -> None:
    environment["QUOTA_MEGABYTES"] = "1"
    ada = api.sign_up("Ada")
    small = ada.create_task("small")
    large = []
    while (response := ada.post("tasks", json={"title": "large", "description": DESCRIPTION})).is_success:
        large.append(response.json()["id"])
    assert_refused(response)
    assert 90 < len(large) < 105
    while (response := ada.post("tasks", json={"title": "filling"})).is_success:
        pass
    assert_refused(response)
    path = f"tasks/{small['id']}"
    assert_refused(ada.put(path, json={"description": DESCRIPTION}))
    assert ada.put(path, json={"title": "other"}).status_code == 200
    assert ada.put(f"tasks/{large[0]}", json={"description": None}).status_code == 200
    assert ada.put(path, json={"description": DESCRIPTION[:2000]}).status_code == 200
    assert ada.delete(f"tasks/{large[1]}").status_code == 204
    ada.create_task("after deleting", description=DESCRIPTION)
    assert usage_of(storage, ada)["blocks"] <= 4096


def test_task_that_is_reopened_and_grows_in_one_request_counts_with_its_size(
    environment: dict[str, str], api: Api, storage: Storage
) -> None:
    environment["QUOTA_MEGABYTES"] = "1"
    ada = api.sign_up("Ada")
    path = f"tasks/{ada.create_task('small')['id']}"
    assert ada.put(path, json={"completed": True}).status_code == 200
    for fields in ({"description": DESCRIPTION}, {}):
        while (response := ada.post("tasks", json={"title": "filling", **fields})).is_success:
            pass
        assert_refused(response)
    assert_refused(ada.put(path, json={"completed": False, "description": DESCRIPTION}))
    assert ada.get(path).json()["completed"] is True
    assert ada.put(path, json={"completed": False, "title": "other"}).status_code == 200
    usage_of(storage, ada)


def test_refused_request_can_be_sent_again_with_its_key(
    environment: dict[str, str], api: Api, storage: Storage
) -> None:
    environment["QUOTA_DOCUMENTS"] = "1"
    ada = api.sign_up("Ada")
    task, key = ada.create_task(), {"Idempotency-Key": "k"}
    assert_refused(ada.post("tasks", json={"title": "again"}, headers=key))
    assert ada.delete(f"tasks/{task['id']}").status_code == 204
    assert ada.post("tasks", json={"title": "again"}, headers=key).status_code == 201
    replayed = ada.post("tasks", json={"title": "again"}, headers=key)
    assert (replayed.status_code, replayed.headers["Idempotency-Replayed"]) == (201, "true")
    assert usage_of(storage, ada)["documents"] == 1


@pytest.mark.usefixtures("tokens_never_expire")
def test_answers_kept_for_a_day_beyond_the_size_quota_are_refused_until_midnight(
    environment: dict[str, str], api: Api, clock: MovableClock, storage: Storage
) -> None:
    environment["QUOTA_MEGABYTES"] = "1"
    ada = api.sign_up("Ada")
    numbers = count(1)

    def create(key: int) -> httpx.Response:
        body = {"title": "large", "description": DESCRIPTION, "subtasks": [{"title": "s" * 200}] * 100}
        return ada.post("tasks", json=body, headers={"Idempotency-Key": str(key)})

    first = response = create(0)
    while response.is_success:
        assert ada.delete(f"tasks/{response.json()['id']}").status_code == 204
        response = create(next(numbers))
    while response.is_success or response.request.url.path.endswith("tasks"):
        key = {"Idempotency-Key": str(next(numbers))}
        response = ada.post("notifications/read-all", headers=key)
    until_midnight = 14 * 3600 + 30 * 60  # from 09:30 UTC
    assert_refused(response, until_midnight)
    kept = [one for one in storage.read_everything() if one["type"] == "first_answer"]
    size = sum(len(orjson.dumps(one)) for one in kept)
    assert 0.75 * 2**20 < size <= 2**20
    usage = usage_of(storage, ada)
    assert usage["documents"] == 0
    assert usage["answer_blocks"] in {4095, 4096}, "the last answer of two blocks does not fit"
    again = create(0)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert usage_of(storage, ada) == usage
    assert ada.delete(f"tasks/{ada.create_task('without a key')['id']}").status_code == 204
    clock.move(seconds=until_midnight)
    assert create(next(numbers)).status_code == 201


def test_task_of_more_than_64_kilobytes_is_refused_unless_it_was_stored_before(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    subtasks = [{"title": "\U0001f600" * 200} for _ in range(60)]
    task = ada.create_task(subtasks=subtasks)
    for response in (
        ada.post("tasks", json={"title": "large", "subtasks": [*subtasks, *subtasks[:20]]}),
        ada.put(f"tasks/{task['id']}", json={"subtasks": [*subtasks, *subtasks[:20]]}),
    ):
        assert response.status_code == 400
        assert response.json() == {"error": "A task may have at most 64 KB", "code": "validation"}
    assert ada.get("tasks").json() == [task]
    monkeypatch.setattr("shared.services.usage.MAX_DOCUMENT_BYTES", 32 * 1024)
    assert ada.put(f"tasks/{task['id']}", json={"description": DESCRIPTION}).status_code == 400
    assert ada.put(f"tasks/{task['id']}", json={"subtasks": subtasks[:50]}).status_code == 200


def test_new_reminder_times_beyond_the_events_of_a_day_are_refused(
    environment: dict[str, str], api: Api, storage: Storage
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "4"
    ada = api.sign_up("Ada")
    path = f"tasks/{ada.create_task(reminder_enabled=True, reminder_time='2030-01-01T09:00:00Z')['id']}"
    for year in (2031, 2032, 2033):
        assert ada.put(path, json={"reminder_time": f"{year}-01-01T09:00:00Z"}).status_code == 200
    stored = len(storage.read_everything())
    response = ada.put(path, json={"reminder_time": "2034-01-01T09:00:00Z"})
    assert (response.status_code, response.json()["code"]) == (429, "quota_exceeded")
    assert len(storage.read_everything()) == stored
    assert ada.put(path, json={"title": "another title"}).status_code == 200
    assert ada.put(path, json={"reminder_enabled": False}).status_code == 200
    assert ada.delete(path).status_code == 204
