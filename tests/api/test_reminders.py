"""Reminders end to end: user actions over HTTP, timer runs and the delivered notifications."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from function_app import timers
from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError
from shared.services.fair_runner import FairRunner
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document
from tests.api.actions import (
    clock_in,
    clock_out,
    complete,
    ok_event,
    ok_json,
    read,
    reopen,
    set_preferences,
    set_timezone,
    work,
)
from tests.api.conftest import PASSWORD, TLS, Api, Person, Run, served
from tests.api.parallel import in_parallel
from tests.api.several_instances import RemoteStore
from tests.api.storage import Storage
from tests.conftest import MovableClock
from tests.failing_store import FailingStore

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

HOUR = timedelta(hours=1)


def fail_batches(store: FailingStore) -> None:
    """Let all batches fail but those of the reminder queue."""
    store.fails = lambda operation, user_id: operation == "batch" and not user_id.startswith("reminders:")


def create_reminder(person: Person, moment: str, title: str = "Write the report") -> dict[str, Any]:
    return person.create_task(title, reminder_enabled=True, reminder_time=moment)


def delivered(person: Person) -> list[tuple[str, str]]:
    """Return kind, day and time of each notification that timers sent to the person, oldest first."""
    return [(one["kind"], one["created_at"][8:16]) for one in reversed(sent_by_timers(person))]


def sent_by_timers(person: Person) -> list[dict[str, Any]]:
    """Return the notifications of the person, newest first, without those of what events earned."""
    shown = read(person, "notifications?limit=500")
    return [one for one in shown if one["kind"] not in {"achievement", "level", "challenge"}]


def reminder_queue(storage: Storage) -> list[Document]:
    return [document for document in storage.read_everything() if document["type"] == "appointment"]


def test_timer_fired_over_http_delivers_due_reminders_after_a_failed_run(
    factory: ServiceFactory,
    environment: dict[str, str],
    store: FailingStore,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        served(factory, environment, timers) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30, verify=TLS) as client,
    ):
        ada = Api(url, client).sign_up("Ada")
        create_reminder(ada, "2026-03-18T09:30:00Z")

        def fire_until(condition: Callable[[], bool]) -> None:
            response = client.post(f"{url}/admin/functions/DeliverReminders", json={"input": ""})
            assert response.status_code == 202
            deadline = time.monotonic() + 10
            while not condition() and time.monotonic() < deadline:
                time.sleep(0.02)
            assert condition()

        store.fail("query", "reminders:")
        fire_until(lambda: "DeliverReminders: 503" in caplog.text)
        assert delivered(ada) == []
        store.recover()
        fire_until(lambda: bool(delivered(ada)))
        assert delivered(ada) == [("task_reminder", "18T09:30")]


def test_task_reminder_is_delivered_once_in_the_language_of_the_owner(
    ada: Person, storage: Storage, run: Run
) -> None:
    set_preferences(ada, language="es")
    task = create_reminder(ada, "2026-03-18T12:00:00+02:00", "Escribir")
    run("09:59")
    assert delivered(ada) == []
    for minute in ("10:00", "10:00", "10:01", "11:30"):
        run(minute)
    (shown,) = read(ada, "notifications")
    assert (shown["body"], shown["data"]["task_id"]) == (
        "Me pediste que te lo recordara: «Escribir».",
        task["id"],
    )
    assert delivered(ada) == [("task_reminder", "18T10:00")]
    assert reminder_queue(storage) == []


def test_reminders_are_delivered_after_a_run_with_a_clock_that_was_ahead(
    ada: Person, storage: Storage, clock: MovableClock, run: Run
) -> None:
    run("09:30")
    right = clock.now()
    clock.move(days=2000)
    clock_in(ada)
    run("11:00")
    clock_out(ada)
    clock.set(right)
    create_reminder(ada, "2026-03-18T10:00:00Z")
    clock_in(ada)
    for moment in ("09:31", "10:00", "10:25", "11:25", "11:35"):
        run(moment)
    assert sorted(delivered(ada)) == [
        ("rest", "08T11:00"),  # in 2031
        ("rest", "18T10:25"),
        ("rest", "18T11:25"),
        ("task_reminder", "18T10:00"),
        ("water", "18T11:35"),
    ]
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    assert reminder_queue(storage) == []


def test_reminders_of_completed_deleted_or_changed_tasks_are_not_delivered(
    ada: Person, bob: Person, run: Run
) -> None:
    tasks = [create_reminder(ada, "2026-03-18T10:00:00Z", f"{number}") for number in range(6)]
    paths = [f"tasks/{task['id']}" for task in tasks]
    ok_json(ada.patch(paths[0]))
    assert ada.delete(paths[1]).status_code == 204
    ok_json(ada.put(paths[2], json={"reminder_enabled": False}))
    ok_json(ada.put(paths[3], json={"reminder_time": None}))
    ok_json(ada.put(paths[4], json={"reminder_time": "2026-03-18T10:45:00Z"}))
    create_reminder(bob, "2026-03-18T10:00:00Z")
    ok_json(bob.put("notifications/preferences", json={"kinds": {"task_reminder": False}}))
    run("10:00")
    assert delivered(ada) == [("task_reminder", "18T10:00")]
    reopen(ada, ok_json(ada.patch(paths[0])))
    run("10:44")
    assert len(delivered(ada)) == 2
    run("10:45")
    assert [moment for _, moment in delivered(ada)] == ["18T10:00", "18T10:44", "18T10:45"]
    assert delivered(bob) == []


def test_reminders_of_a_closed_account_are_not_delivered(
    ada: Person, bob: Person, storage: Storage, run: Run
) -> None:
    for person in (ada, bob):
        create_reminder(person, "2026-03-18T10:00:00Z")
        clock_in(person)
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    run("10:30")
    assert sorted(kind for kind, _ in delivered(bob)) == ["rest", "task_reminder"]
    assert ada.id not in str(storage.read_everything())


def test_health_reminders_follow_a_work_day(
    ada: Person, storage: Storage, clock: MovableClock, run: Run
) -> None:
    clock_in(ada)
    while clock.now().hour < 13:
        clock.move(minutes=5)
        run(f"{clock.now():%H:%M}")
    assert delivered(ada) == [
        ("rest", "18T10:25"),
        ("rest", "18T11:25"),
        ("water", "18T11:35"),
        ("lunch", "18T12:00"),
        ("rest", "18T12:25"),
        ("water", "18T12:35"),
        ("lunch", "18T13:00"),
    ]
    ok_json(ada.post("health/hydration", json={"amount_ml": 1500}), 201)
    ok_json(ada.post("health/meals", json={"kind": "lunch"}), 201)
    ok_json(ada.post("health/rests", json={"minutes": 10}), 201)
    run("13:50")
    assert len(delivered(ada)) == 7
    run("13:55")
    assert delivered(ada)[7:] == [("rest", "18T13:55")]
    clock_out(ada)
    run("14:30")
    run("15:30")
    assert len(delivered(ada)) == 8
    assert [document["subject"] for document in reminder_queue(storage)] == ["week"]


@pytest.mark.both_stores("the queue has queries of its own")
def test_reminders_in_quiet_hours_are_delivered_when_they_end(ada: Person, run: Run) -> None:
    set_timezone(ada, "Europe/Madrid")
    quiet = {"quiet_hours": {"from": "11:00", "to": "12:45"}}  # 10:00 to 11:45 UTC
    ok_json(ada.put("notifications/preferences", json=quiet))
    clock_in(ada)
    create_reminder(ada, "2026-03-18T10:15:00Z")
    for moment in ("09:31", "10:01", "10:25", "10:45", "11:30", "11:44"):
        run(moment)
    assert delivered(ada) == []
    run("11:45")
    assert sorted(delivered(ada)) == [
        (kind, "18T11:45") for kind in ("lunch", "rest", "task_reminder", "water")
    ]


def test_forgotten_session_is_reported_once_after_a_host_outage(ada: Person, run: Run) -> None:
    session = clock_in(ada)
    run("09:31")
    run("2026-03-18T23:00")
    run("2026-03-18T23:30")
    run("2026-03-19T10:00")
    (shown,) = read(ada, "notifications")
    assert (shown["kind"], shown["data"]["session_id"]) == ("session_forgotten", session["id"])
    assert shown["created_at"] == "2026-03-18T23:00:00Z"
    clock_out(ada)
    correction = shown["data"]["correction"]
    body = dict.fromkeys(correction["fields"], "2026-03-18T17:30:00Z")
    ok_event(ada.call(correction["method"], correction["path"], json=body))
    assert ada.stats()["total_hours"] == 8


def test_weekly_summary_is_delivered_on_monday_morning_local_time(
    ada: Person, bob: Person, clock: MovableClock, run: Run
) -> None:
    set_timezone(ada, "Pacific/Kiritimati")
    work(ada, clock, minutes=150)
    complete(ada)
    bob.create_task()
    run("2026-03-22T17:59")
    assert delivered(ada) == []
    run("2026-03-22T18:00")
    run("2026-03-22T18:01")
    (shown,) = sent_by_timers(ada)
    assert shown["kind"] == "weekly_summary"
    assert shown["data"] == {
        "week": "2026-W12",
        "worked_minutes": 150,
        "focus_minutes": 0,
        "tasks_completed": 1,
        "narrative": {"method": "GET", "path": "assistant/narratives?period=week&date=2026-03-16"},
    }
    run("2026-03-23T08:00")
    assert delivered(bob) == []


@pytest.mark.both_stores("runs of several instances meet in the store")
def test_concurrent_timers_deliver_each_reminder_once(
    api: Api, store: FailingStore, storage: Storage, credentials: CredentialManager, clock: MovableClock
) -> None:
    people = [api.sign_up() for _ in range(3)]
    for person in people:
        clock_in(person)
        for number in range(5):
            create_reminder(person, "2026-03-18T10:20:00Z", f"{number}")
    clock.move(minutes=55)
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    instances = [
        ServiceFactory(credentials=credentials, store=RemoteStore(store), clock=clock, hasher=hasher)
        for _ in range(3)
    ]
    for _ in range(2):
        with ThreadPoolExecutor(len(instances)) as pool:
            runs = [pool.submit(instance.get_reminder_service().deliver_due) for instance in instances]
            assert all(run.result() >= 0 for run in runs)
        for person in people:
            assert Counter(kind for kind, _ in delivered(person)) == {"task_reminder": 5, "rest": 1}
    assert Counter(document["subject"] for document in reminder_queue(storage)) == {
        "work_session": len(people)
    }


def test_flood_of_one_user_delays_no_reminder_of_others(
    api: Api,
    store: FailingStore,
    storage: Storage,
    clock: MovableClock,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flooder, *others = [api.sign_up() for _ in range(9)]
    for number in range(60):
        create_reminder(flooder, "2026-03-18T10:00:00Z", f"{number}")
    for person in others:
        create_reminder(person, "2026-03-18T10:00:30Z")
    # Each batch takes a second, without sleeping; a user with half of the places waiting is refused more.
    monkeypatch.setattr(clock, "monotonic", lambda: float(store.counts["batch"]))
    monkeypatch.setattr(FairRunner, "MAX_WAITING", 20)
    run("10:01")
    assert [delivered(person) for person in others] == len(others) * [[("task_reminder", "18T10:01")]]
    assert 0 < len(delivered(flooder)) < 60
    run("10:02")
    run("10:03")
    bodies = [shown["body"] for shown in read(flooder, "notifications?limit=500")]
    assert len(bodies) == len({*bodies}) == 60
    assert reminder_queue(storage) == []


@pytest.mark.both_stores("the version of a reminder is compared")
def test_reminders_rescheduled_during_a_timer_run_are_delivered_at_the_new_time(
    api: Api, storage: Storage, run: Run
) -> None:
    people = [api.sign_up() for _ in range(3)]
    tasks = [(person, create_reminder(person, "2026-03-18T10:00:00Z")) for person in people for _ in range(4)]
    later = {"reminder_time": "2026-03-18T10:30:00Z"}
    requests = [partial(person.put, f"tasks/{task['id']}", json=later) for person, task in tasks]
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, "10:00")
        assert {response.status_code for response in in_parallel(requests)} == {200}
        running.result()
    run("10:30")
    for person in people:
        assert [moment for _, moment in delivered(person)].count("18T10:30") == 4
    run("10:31")
    assert reminder_queue(storage) == []


def test_reminders_missed_in_an_outage_are_delivered_once_up_to_a_day_old(ada: Person, run: Run) -> None:
    run("09:30")
    clock_in(ada)
    for moment in ("18T10:00", "18T15:00", "19T11:00", "19T20:00"):
        create_reminder(ada, f"2026-03-{moment}:00Z", moment)
    run("2026-03-20T10:30")
    run("2026-03-20T10:31")
    bodies = {shown["body"] for shown in read(ada, "notifications") if shown["kind"] == "task_reminder"}
    assert bodies == {f"You asked me to remind you: “{moment}”." for moment in ("19T11:00", "19T20:00")}
    assert Counter(kind for kind, _ in delivered(ada)) == {"task_reminder": 2, "session_forgotten": 1}


# Store failures


def test_task_whose_reminder_cannot_be_enqueued_gets_503_and_nothing_is_written(
    ada: Person, store: FailingStore, storage: Storage, run: Run
) -> None:
    before = storage.read_everything()
    store.fail("upsert", "appointment")
    body = {"title": "Write", "reminder_enabled": True, "reminder_time": "2026-03-18T10:00:00Z"}
    headers = {"Idempotency-Key": "once"}
    for _ in range(2):
        response = ada.post("tasks", json=body, headers=headers)
        assert (response.status_code, response.json()["code"]) == (503, "store_unavailable")
        assert response.headers["Retry-After"]
    assert storage.read_everything() == before
    assert ada.post("work_sessions/start").status_code == 503
    assert storage.read_everything() == before
    store.recover()
    ok_json(ada.post("tasks", json=body, headers=headers), 201)
    run("10:00")
    assert delivered(ada) == [("task_reminder", "18T10:00")]


def test_reminder_of_a_task_that_could_not_be_written_is_dropped(
    ada: Person, store: FailingStore, storage: Storage, run: Run
) -> None:
    fail_batches(store)
    body = {"title": "Write", "reminder_enabled": True, "reminder_time": "2026-03-18T10:00:00Z"}
    assert ada.post("tasks", json=body).status_code == 503
    store.recover()
    assert len(reminder_queue(storage)) == 1
    assert read(ada, "tasks") == []
    run("10:00")
    assert delivered(ada) == []
    assert reminder_queue(storage) == []


@pytest.mark.both_stores("a reminder is deleted after its notification is stored")
def test_reminders_of_a_failed_run_are_delivered_by_the_next_runs(
    api: Api, store: FailingStore, storage: Storage, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FairRunner, "THREADS", 1)  # so that three users in a row count as all
    people = [api.sign_up() for _ in range(3)]
    for person in people:
        create_reminder(person, "2026-03-18T10:00:00Z")
        clock_in(person)
    run("09:40")
    failures: list[Callable[[], None]] = [
        lambda: fail_batches(store),
        lambda: store.fail("upsert", "appointment"),
        lambda: store.fail("query", "reminders:"),
    ]
    for fail in failures:
        fail()
        with pytest.raises(DatabaseError):
            run("10:30")
    store.recover()
    run("10:31")
    run("10:32")
    for person in people:
        assert sorted(kind for kind, _ in delivered(person)) == ["rest", "task_reminder"]
    assert len(reminder_queue(storage)) == len(people)


def test_failed_delivery_to_one_user_does_not_delay_the_others(
    ada: Person, bob: Person, store: FailingStore, storage: Storage, run: Run
) -> None:
    for person, moment in ((ada, "10:00:00"), (bob, "10:00:01")):
        create_reminder(person, f"2026-03-18T{moment}Z")
    run("09:59")
    store.fail("batch", ada.id)
    run("10:01")
    assert (delivered(ada), delivered(bob)) == ([], [("task_reminder", "18T10:01")])
    store.recover()
    run("10:02")
    run("10:03")
    assert delivered(ada) == [("task_reminder", "18T10:02")]
    assert reminder_queue(storage) == []
