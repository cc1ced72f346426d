"""Reminders from end to end: what people do over HTTP, the timer, and what they are told of it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from benchmarks.counting_store import CountingStore
from function_app import timers
from shared.credential_manager import CredentialManager
from shared.errors import DatabaseError
from shared.services.service_factory import ServiceFactory
from shared.store.contract import Document, DocumentPage, Operation
from shared.store.query import Query
from tests.api.actions import (
    clock_in,
    clock_out,
    complete,
    ok_json,
    read,
    reopen,
    set_preferences,
    set_timezone,
    work,
)
from tests.api.conftest import PASSWORD, TLS, Api, Person, served
from tests.api.parallel import in_parallel
from tests.api.several_instances import RemoteStore
from tests.api.storage import Storage
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

HOUR = timedelta(hours=1)


class DeafStore(CountingStore):
    """Takes no notes or no batches, or shows no agenda, while it is `deaf` to them."""

    deaf = ""
    unwilling = ""  # whose partition takes no batches

    def upsert(self, document: Document) -> Document:
        if document["type"] == self.deaf:
            raise DatabaseError("The store does not answer")
        return super().upsert(document)

    def batch(self, user_id: str, operations: Sequence[Operation]) -> None:
        if user_id == self.unwilling or (self.deaf == "batch" and not user_id.startswith("reminders:")):
            raise DatabaseError("The store does not answer")
        super().batch(user_id, operations)

    def query(self, query: Query, user_id: str) -> DocumentPage:
        if self.deaf == "agenda" and user_id.startswith("reminders:"):
            raise DatabaseError("The store does not answer")
        return super().query(query, user_id)


@pytest.fixture
def store(storage: Storage) -> DeafStore:
    return DeafStore(storage.open())


@pytest.fixture
def run(factory: ServiceFactory, clock: MovableClock) -> Callable[[str], None]:
    """Let the timer fire at a moment: a time of the present day, or any."""

    def run(text: str) -> None:
        moment = text if "-" in text else f"{clock.now():%Y-%m-%d}T{text}"
        clock.set(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        factory.get_reminder_service().deliver_due()

    return run


Run = Callable[[str], None]


def remember(person: Person, moment: str, title: str = "Write the report") -> dict[str, Any]:
    return person.create_task(title, reminder_enabled=True, reminder_time=moment)


def told(person: Person) -> list[tuple[str, str]]:
    """Return what somebody was told and when, the first thing first."""
    shown = read(person, "notifications?limit=500")
    return [(one["kind"], one["created_at"][8:16]) for one in reversed(shown)]


def reminder_queue(storage: Storage) -> list[Document]:
    return [one for one in storage.read_everything() if one["type"] == "appointment"]


def test_the_timer_that_is_fired_by_hand_tells_what_is_due_also_after_a_run_that_failed(
    factory: ServiceFactory, environment: dict[str, str], store: DeafStore, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        served(factory, environment, timers) as url,
        httpx.Client(base_url=f"{url}/api/", timeout=30, verify=TLS) as client,
    ):
        ada = Api(url, client).sign_up("Ada")
        remember(ada, "2026-03-18T09:30:00Z")

        def fire(done: Callable[[], bool]) -> None:
            answer = client.post(f"{url}/admin/functions/DeliverReminders", json={"input": ""})
            assert answer.status_code == 202
            until = time.monotonic() + 10
            while not done() and time.monotonic() < until:
                time.sleep(0.02)
            assert done()

        store.deaf = "agenda"
        fire(lambda: "DeliverReminders: 503" in caplog.text)
        assert told(ada) == []
        store.deaf = ""
        fire(lambda: bool(told(ada)))
        assert told(ada) == [("task_reminder", "18T09:30")]


def test_a_task_is_recalled_once_in_its_owners_language(ada: Person, storage: Storage, run: Run) -> None:
    set_preferences(ada, language="es")
    task = remember(ada, "2026-03-18T12:00:00+02:00", "Escribir")
    run("09:59")
    assert told(ada) == []
    for minute in ("10:00", "10:00", "10:01", "11:30"):
        run(minute)
    (shown,) = read(ada, "notifications")
    assert (shown["body"], shown["data"]["task_id"]) == (
        "Me pediste que te lo recordara: «Escribir».",
        task["id"],
    )
    assert told(ada) == [("task_reminder", "18T10:00")]
    assert reminder_queue(storage) == []


def test_what_is_not_awaited_any_more_is_not_recalled(ada: Person, bob: Person, run: Run) -> None:
    tasks = [remember(ada, "2026-03-18T10:00:00Z", f"{number}") for number in range(6)]
    paths = [f"tasks/{task['id']}" for task in tasks]
    ok_json(ada.patch(paths[0]))
    assert ada.delete(paths[1]).status_code == 204
    ok_json(ada.put(paths[2], json={"reminder_enabled": False}))
    ok_json(ada.put(paths[3], json={"reminder_time": None}))
    ok_json(ada.put(paths[4], json={"reminder_time": "2026-03-18T10:45:00Z"}))
    remember(bob, "2026-03-18T10:00:00Z")
    ok_json(bob.put("notifications/preferences", json={"kinds": {"task_reminder": False}}))
    run("10:00")
    assert told(ada) == [("task_reminder", "18T10:00")]
    reopen(ada, ok_json(ada.patch(paths[0])))
    run("10:44")
    assert len(told(ada)) == 2
    run("10:45")
    assert [moment for _, moment in told(ada)] == ["18T10:00", "18T10:44", "18T10:45"]
    assert told(bob) == []


def test_a_closed_account_is_passed_over(ada: Person, bob: Person, storage: Storage, run: Run) -> None:
    for person in (ada, bob):
        remember(person, "2026-03-18T10:00:00Z")
        clock_in(person)
    assert ada.delete("users/profile", json={"password": PASSWORD}).status_code == 204
    run("10:30")
    assert sorted(kind for kind, _ in told(bob)) == ["rest", "task_reminder"]
    assert ada.id not in str(storage.read_everything())


def test_a_day_at_work_and_its_reminders(
    ada: Person, storage: Storage, clock: MovableClock, run: Run
) -> None:
    clock_in(ada)
    while clock.now().hour < 13:
        clock.move(minutes=5)
        run(f"{clock.now():%H:%M}")
    assert told(ada) == [
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
    assert len(told(ada)) == 7
    run("13:55")
    assert told(ada)[7:] == [("rest", "18T13:55")]
    clock_out(ada)
    run("14:30")
    run("15:30")
    assert len(told(ada)) == 8
    assert [one["subject"] for one in reminder_queue(storage)] == ["week"]


def test_nobody_is_reminded_of_anything_in_quiet_hours(ada: Person, run: Run) -> None:
    set_timezone(ada, "Europe/Madrid")
    quiet = {"quiet_hours": {"from": "11:00", "to": "12:45"}}  # 10:00 to 11:45 UTC
    ok_json(ada.put("notifications/preferences", json=quiet))
    clock_in(ada)
    remember(ada, "2026-03-18T10:15:00Z")
    for moment in ("09:31", "10:01", "10:25", "10:45", "11:30", "11:44"):
        run(moment)
    assert told(ada) == []
    run("11:45")
    assert sorted(told(ada)) == [(kind, "18T11:45") for kind in ("lunch", "rest", "task_reminder", "water")]


def test_a_forgotten_session_is_told_once_also_after_the_host_was_down(ada: Person, run: Run) -> None:
    session = clock_in(ada)
    run("09:31")
    run("2026-03-18T23:00")
    run("2026-03-18T23:30")
    run("2026-03-19T10:00")
    (shown,) = read(ada, "notifications")
    assert (shown["kind"], shown["data"]["session_id"]) == ("session_forgotten", session["id"])
    assert shown["created_at"] == "2026-03-18T23:00:00Z"


def test_the_week_is_told_on_monday_morning(ada: Person, bob: Person, clock: MovableClock, run: Run) -> None:
    set_timezone(ada, "Pacific/Kiritimati")
    work(ada, clock, minutes=150)
    complete(ada)
    bob.create_task()
    run("2026-03-22T17:59")
    assert told(ada) == []
    run("2026-03-22T18:00")
    run("2026-03-22T18:01")
    (shown,) = read(ada, "notifications")
    assert shown["kind"] == "weekly_summary"
    assert shown["data"] == {
        "week": "2026-W12",
        "worked_minutes": 150,
        "focus_minutes": 0,
        "tasks_completed": 1,
    }
    run("2026-03-23T08:00")
    assert told(bob) == []


def test_two_timers_at_once_tell_each_thing_once(
    api: Api, store: DeafStore, storage: Storage, credentials: CredentialManager, clock: MovableClock
) -> None:
    people = [api.sign_up() for _ in range(3)]
    for person in people:
        clock_in(person)
        for number in range(5):
            remember(person, "2026-03-18T10:20:00Z", f"{number}")
    clock.move(minutes=55)
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    instances = [
        ServiceFactory(credentials=credentials, store=RemoteStore(store), clock=clock, hasher=hasher)
        for _ in range(3)
    ]
    for _ in range(2):
        with ThreadPoolExecutor(len(instances)) as pool:
            runs = [pool.submit(one.get_reminder_service().deliver_due) for one in instances]
            assert all(run.result() >= 0 for run in runs)
        for person in people:
            assert Counter(kind for kind, _ in told(person)) == {"task_reminder": 5, "rest": 1}
    assert Counter(one["subject"] for one in reminder_queue(storage)) == {"work_session": len(people)}


def test_people_who_change_their_tasks_while_the_timer_runs_are_told_right(
    api: Api, storage: Storage, run: Run
) -> None:
    people = [api.sign_up() for _ in range(3)]
    tasks = [(person, remember(person, "2026-03-18T10:00:00Z")) for person in people for _ in range(4)]
    later = {"reminder_time": "2026-03-18T10:30:00Z"}
    requests = [partial(person.put, f"tasks/{task['id']}", json=later) for person, task in tasks]
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, "10:00")
        assert {answer.status_code for answer in in_parallel(requests)} == {200}
        running.result()
    run("10:30")
    for person in people:
        assert [moment for _, moment in told(person)].count("18T10:30") == 4
    run("10:31")
    assert reminder_queue(storage) == []


def test_after_an_outage_what_was_missed_is_told_once_and_nothing_older_than_a_day(
    ada: Person, run: Run
) -> None:
    run("09:30")
    clock_in(ada)
    for moment in ("18T10:00", "18T15:00", "19T11:00", "19T20:00"):
        remember(ada, f"2026-03-{moment}:00Z", moment)
    run("2026-03-20T10:30")
    run("2026-03-20T10:31")
    bodies = {one["body"] for one in read(ada, "notifications") if one["kind"] == "task_reminder"}
    assert bodies == {f"You asked me to remind you: “{moment}”." for moment in ("19T11:00", "19T20:00")}
    assert Counter(kind for kind, _ in told(ada)) == {"task_reminder": 2, "session_forgotten": 1}


# When something fails


def test_a_task_whose_reminder_cannot_be_noted_is_503_and_nothing_is_written(
    ada: Person, store: DeafStore, storage: Storage, run: Run
) -> None:
    before = storage.read_everything()
    store.deaf = "appointment"
    body = {"title": "Write", "reminder_enabled": True, "reminder_time": "2026-03-18T10:00:00Z"}
    headers = {"Idempotency-Key": "once"}
    for _ in range(2):
        answer = ada.post("tasks", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
        assert answer.headers["Retry-After"]
    assert storage.read_everything() == before
    assert ada.post("work_sessions/start").status_code == 503
    assert storage.read_everything() == before
    store.deaf = ""
    ok_json(ada.post("tasks", json=body, headers=headers), 201)
    run("10:00")
    assert told(ada) == [("task_reminder", "18T10:00")]


def test_a_task_that_cannot_be_written_leaves_a_note_which_tells_nobody(
    ada: Person, store: DeafStore, storage: Storage, run: Run
) -> None:
    store.deaf = "batch"
    body = {"title": "Write", "reminder_enabled": True, "reminder_time": "2026-03-18T10:00:00Z"}
    assert ada.post("tasks", json=body).status_code == 503
    store.deaf = ""
    assert len(reminder_queue(storage)) == 1
    assert read(ada, "tasks") == []
    run("10:00")
    assert told(ada) == []
    assert reminder_queue(storage) == []


def test_a_run_that_fails_is_made_up_for_by_the_next_ones(
    api: Api, store: DeafStore, storage: Storage, run: Run
) -> None:
    people = [api.sign_up() for _ in range(3)]
    for person in people:
        remember(person, "2026-03-18T10:00:00Z")
        clock_in(person)
    run("09:40")
    for deaf in ("batch", "appointment", "agenda"):
        store.deaf = deaf
        with pytest.raises(DatabaseError):
            run("10:30")
    store.deaf = ""
    run("10:31")
    run("10:32")
    for person in people:
        assert sorted(kind for kind, _ in told(person)) == ["rest", "task_reminder"]
    assert len(reminder_queue(storage)) == len(people)


def test_one_who_cannot_be_told_is_told_later_and_the_others_are_at_once(
    ada: Person, bob: Person, store: DeafStore, storage: Storage, run: Run
) -> None:
    for person, moment in ((ada, "10:00:00"), (bob, "10:00:01")):
        remember(person, f"2026-03-18T{moment}Z")
    run("09:59")
    store.unwilling = ada.id
    run("10:01")
    assert (told(ada), told(bob)) == ([], [("task_reminder", "18T10:01")])
    store.unwilling = ""
    run("10:02")
    run("10:03")
    assert told(ada) == [("task_reminder", "18T10:02")]
    assert reminder_queue(storage) == []
