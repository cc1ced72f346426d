"""The plans in the series of days: tasks that were planned for a day, and those that were carried over."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from shared.store.contract import DocumentStore
from tests.api.actions import at, complete_existing, ok_json, read, reopen, set_timezone, work
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.parallel import in_parallel, statuses
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

YESTERDAY, TODAY, THURSDAY, FRIDAY, SATURDAY = (f"2026-03-{number}" for number in range(17, 22))

Task = dict[str, Any]


def plan(person: Person, on: str | None, **fields: Any) -> Task:
    return person.create_task(planned_date=on, **fields)


def move(person: Person, task: Task, on: str | None, **fields: Any) -> None:
    ok_json(person.put(f"tasks/{task['id']}", json={"planned_date": on, **fields}))


def delete(person: Person, task: Task) -> None:
    assert person.delete(f"tasks/{task['id']}").status_code == 204


def plans(person: Person, first: str = YESTERDAY, last: str = SATURDAY) -> dict[str, tuple[int, int]]:
    """Return the tasks planned and carried over of each day that has any."""
    rows = read(person, f"stats/days?from={first}&to={last}")
    found = {row["date"]: (row["tasks_planned"], row["tasks_carried_over"]) for row in rows}
    return {on: counts for on, counts in found.items() if counts != (0, 0)}


@pytest.mark.both_stores("totals of several days are read by their ids, and days without totals deleted")
def test_plans_count_on_their_days_and_open_ones_are_carried_over_when_the_day_ends(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    done, left, moved, early, gone = (plan(ada, TODAY) for _ in range(5))
    plan(ada, THURSDAY)
    plan(ada, YESTERDAY)
    move(ada, early, FRIDAY)
    complete_existing(ada, done)
    complete_existing(ada, early)
    delete(ada, gone)
    assert plans(ada) == {TODAY: (3, 0), THURSDAY: (1, 0), FRIDAY: (1, 0)}
    assert_totals_agree(store, ada)
    clock.move(days=1)
    ended = {TODAY: (3, 2), THURSDAY: (1, 0), FRIDAY: (1, 0)}
    assert plans(ada) == ended
    for change in (reopen, delete):
        change(ada, done)
        complete_existing(ada, left) if change is reopen else delete(ada, left)
    assert plans(ada) == ended, "a day that is over keeps its counts"
    move(ada, moved, THURSDAY)
    move(ada, early, SATURDAY)
    assert plans(ada) == {TODAY: (3, 2), THURSDAY: (2, 0), SATURDAY: (1, 0)}
    assert_totals_agree(store, ada)
    move(ada, moved, None)
    move(ada, early, None)
    clock.move(days=2)
    assert plans(ada) == {TODAY: (3, 2), THURSDAY: (1, 1)}
    assert_totals_agree(store, ada)


def test_day_without_a_plan_any_more_leaves_no_document(
    ada: Person, store: DocumentStore, storage: Storage
) -> None:
    task = plan(ada, TODAY)
    for offset in range(1, 20):
        move(ada, task, (date.fromisoformat(TODAY) + timedelta(days=offset)).isoformat())
        assert_totals_agree(store, ada)
    move(ada, task, "9999-12-31")
    days = [one["id"] for one in storage.read_everything() if one["type"] == "day"]
    assert days == ["day:9999-12-31"]
    delete(ada, task)
    assert [one for one in storage.read_everything() if one["type"] == "day"] == []
    assert_totals_agree(store, ada)


def test_plan_changes_nothing_else_of_its_day(ada: Person, clock: MovableClock) -> None:
    views = (
        *("stats", "stats/heatmap", "weekly-summary", "monthly-summary", "daily-summary?date=2026-03-19"),
        *("challenges/leaders", "points", "notifications", "health/today", "companion", "stats/days.svg"),
    )
    before = {path: ada.get(path).text for path in views}
    task = plan(ada, TODAY)
    plan(ada, THURSDAY)
    move(ada, task, THURSDAY)
    delete(ada, task)
    after = {path: ada.get(path).text for path in views}
    total = '"total_tasks":0', '"total_tasks":1'
    assert after == {**before, "stats": before["stats"].replace(*total)}
    clock.move(days=8)
    assert read(ada, "notifications") == []
    assert ada.stats()["active_streak"] == 0


def test_recurring_task_is_planned_for_the_day_of_its_next_one(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    task = plan(ada, TODAY, recurrence="FREQ=DAILY;INTERVAL=2")
    unplanned = plan(ada, None, recurrence="FREQ=DAILY")
    for each in (task, unplanned):
        complete_existing(ada, each)
    assert plans(ada) == {TODAY: (1, 0), THURSDAY: (1, 0), FRIDAY: (1, 0)}
    assert_totals_agree(store, ada)
    for each in (task, unplanned):
        reopen(ada, each)
    assert plans(ada) == {TODAY: (1, 0)}
    complete_existing(ada, task)
    clock.set(at("2026-03-21T09:30:00Z"))
    assert plans(ada) == {TODAY: (1, 0), FRIDAY: (1, 1)}
    reopen(ada, task)
    assert plans(ada) == {TODAY: (1, 0), FRIDAY: (1, 1)}
    assert_totals_agree(store, ada)


def test_task_that_leaves_the_day_of_its_next_one_when_it_is_completed_counts_for_both(
    ada: Person, store: DocumentStore
) -> None:
    task = plan(ada, THURSDAY, recurrence="FREQ=DAILY")
    move(ada, task, TODAY, completed=True)
    assert plans(ada) == {TODAY: (1, 0), THURSDAY: (1, 0)}
    assert_totals_agree(store, ada)


def test_nothing_is_carried_over_from_a_day_off(ada: Person, clock: MovableClock) -> None:
    plan(ada, THURSDAY)
    off = ok_json(ada.post("users/days-off", json={"from": THURSDAY, "to": THURSDAY}), 201)
    clock.set(at("2026-03-20T09:30:00Z"))
    assert plans(ada) == {THURSDAY: (1, 0)}
    assert ada.delete(f"users/days-off/{off['id']}").status_code == 204
    assert plans(ada) == {THURSDAY: (1, 1)}, "by the days off that are planned now"


def test_day_ends_with_the_day_of_the_user(api: Api, clock: MovableClock) -> None:
    kim = api.sign_up(timezone="Pacific/Kiritimati")  # 14 hours ahead of UTC
    ok_json(kim.put("users/profile", json={"day_start": "04:00"}))
    task = plan(kim, TODAY)
    clock.set(at("2026-03-18T13:59:59Z"))
    assert plans(kim) == {TODAY: (1, 0)}
    clock.move(seconds=1)
    assert plans(kim) == {TODAY: (1, 1)}
    move(kim, task, None)
    assert plans(kim) == {TODAY: (1, 1)}


def test_zone_that_leads_back_to_a_day_counts_no_plan_twice(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T11:00:00Z"))
    written, untouched = plan(ada, TODAY), plan(ada, TODAY)
    set_timezone(ada, "Pacific/Kiritimati")
    assert plans(ada) == {TODAY: (2, 2)}
    move(ada, written, THURSDAY)
    late = plan(ada, TODAY)
    set_timezone(ada, "UTC")
    assert plans(ada) == {TODAY: (2, 0), THURSDAY: (1, 0)}
    for task in (written, late):
        move(ada, task, TODAY, title="Back")
        complete_existing(ada, task)
    move(ada, untouched, FRIDAY)
    assert plans(ada) == {TODAY: (1, 0), FRIDAY: (1, 0)}
    clock.move(days=1)
    assert plans(ada) == {TODAY: (1, 1), FRIDAY: (1, 0)}
    assert_totals_agree(store, ada)


def test_replayed_and_refused_changes_count_nothing(
    environment: dict[str, str], ada: Person, storage: Storage
) -> None:
    request = {"json": {"title": "x", "planned_date": TODAY}, "headers": {"Idempotency-Key": "k"}}
    task, again = (ok_json(ada.post("tasks", **request), 201) for _ in range(2))
    assert task == again
    same = {"json": {"planned_date": TODAY}}
    ok_json(ada.put(f"tasks/{task['id']}", **same))
    stale = {"json": {"planned_date": FRIDAY}, "headers": {"If-Match": '"stale"'}}
    assert ada.put(f"tasks/{task['id']}", **stale).status_code == 412
    assert ada.post("tasks", json={"title": "", "planned_date": FRIDAY}).status_code == 400
    assert plans(ada) == {TODAY: (1, 0)}
    documents = [one for one in storage.read_everything() if one["user_id"] == ada.id]
    used = next(one["usage"]["documents"] for one in documents if one["type"] == "progress")
    environment["QUOTA_DOCUMENTS"] = str(used)
    assert ada.put(f"tasks/{task['id']}", json={"planned_date": FRIDAY}).status_code == 200
    environment["QUOTA_DOCUMENTS"] = str(used - 1)
    assert ada.delete(f"tasks/{task['id']}").status_code == 204
    assert plans(ada) == {}


@pytest.mark.slow("many requests in parallel")
def test_fifty_parallel_changes_of_plans_of_one_day_all_count(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    tasks = [plan(ada, TODAY if number % 3 else None) for number in range(50)]

    def change(number: int) -> Any:
        path = f"tasks/{tasks[number]['id']}"
        if number % 3 == 0:
            return ada.put(path, json={"planned_date": TODAY})
        return ada.patch(path) if number % 3 == 1 else ada.put(path, json={"planned_date": THURSDAY})

    responses = in_parallel([partial(change, number) for number in range(50)])
    assert statuses(responses) == {200: 50}
    assert plans(ada) == {TODAY: (34, 0), THURSDAY: (16, 0)}
    assert_totals_agree(store, ada)
    clock.move(days=1)
    assert plans(ada) == {TODAY: (34, 17), THURSDAY: (16, 0)}


# Store operations


def trips(store: CountingStore, response: Any) -> dict[str, int]:
    assert response.is_success, response.text
    counted = dict(store.counts)
    store.counts.clear()
    return counted


def test_change_of_a_plan_takes_no_more_trips_than_a_change_of_a_task(
    ada: Person, store: CountingStore
) -> None:
    ada.create_task()
    assert ada.get("auth/session").is_success
    store.counts.clear()
    one = ada.post("tasks", json={"title": "x", "planned_date": TODAY})
    assert trips(store, one) == {"query": 1, "batch": 1}
    path = f"tasks/{one.json()['id']}"
    for on in (THURSDAY, None, FRIDAY):
        assert trips(store, ada.put(path, json={"planned_date": on})) == {"read": 1, "query": 1, "batch": 1}
    assert trips(store, ada.put(path, json={"title": "y"})) == {"read": 2, "batch": 1}
    # The task, today, and the user again when the leaderboard entry is published.
    first = trips(store, ada.patch(path))
    assert first.pop("upsert") >= 1
    assert first == {"read": 3, "query": 1, "batch": 1}
    assert trips(store, ada.delete(path)) == {"read": 3, "query": 1, "batch": 1, "upsert": 1}


def test_change_of_a_plan_writes_the_lifetime_totals_only_for_a_new_document(
    ada: Person, store: CountingStore
) -> None:
    task, *_ = (plan(ada, on) for on in (TODAY, TODAY, FRIDAY))
    before = store.read("progress", ada.id)["_etag"]
    for on in (FRIDAY, None, TODAY):
        move(ada, task, on)
    assert store.read("progress", ada.id)["_etag"] == before
    move(ada, task, THURSDAY)
    assert store.read("progress", ada.id)["_etag"] != before


def test_recurring_task_with_a_plan_is_completed_in_no_more_trips_than_one_without(
    ada: Person, store: CountingStore
) -> None:
    complete_existing(ada, ada.create_task())
    for on in (TODAY, FRIDAY, None):
        task = plan(ada, on, recurrence="FREQ=DAILY")
        assert ada.get("auth/session").is_success
        store.counts.clear()
        for action in ("complete", "reopen"):
            counted = trips(store, ada.patch(f"tasks/{task['id']}", json={"action": action}))
            assert counted.pop("read") <= 5
            assert counted.pop("query") <= 1
            assert counted == {"batch": 1, "upsert": 1}


@pytest.mark.both_stores("totals of several days are read by their ids")
def test_days_of_a_long_session_are_read_in_one_query(
    ada: Person, clock: MovableClock, store: CountingStore
) -> None:
    clock.set(at("2026-03-18T20:00:00Z"))
    complete_existing(ada, ada.create_task())  # the first event of the week schedules its summary
    ok_json(ada.post("work_sessions/start"), 201)
    clock.set(at("2026-03-20T08:00:00Z"))
    assert ada.get("auth/session").is_success
    store.counts.clear()
    assert trips(store, ada.post("time-logs/end-work")) == {"read": 3, "query": 1, "batch": 1}
    rows = read(ada, f"stats/days?from={TODAY}&to={FRIDAY}")
    assert [row["worked_minutes"] for row in rows] == [240, 1440, 480]
    work(ada, clock, hours=20)
    assert_totals_agree(store, ada)
