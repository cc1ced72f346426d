"""Deadlines and shutdown reminders end to end: requests over HTTP, runs of the timer, notifications."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.store.contract import Document
from tests.api.actions import complete_existing, ok_json, read, reopen, set_preferences, shut_down
from tests.api.conftest import Api, Person, Run
from tests.api.storage import Storage

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def sent(person: Person, kind: str = "deadline") -> list[str]:
    """Return day and time of the notifications of a kind, oldest first."""
    shown = read(person, "notifications?limit=500")
    return [one["created_at"][8:16] for one in reversed(shown) if one["kind"] == kind]


def change(person: Person, task: dict[str, Any], **fields: Any) -> None:
    ok_json(person.put(f"tasks/{task['id']}", json=fields))


def reminders_of_tasks(storage: Storage) -> list[Document]:
    documents = storage.read_everything()
    return [one for one in documents if one["type"] == "appointment" and one["subject"] == "task"]


def drink(person: Person) -> None:
    ok_json(person.post("health/hydration", json={"amount_ml": 250}), 201)


@pytest.mark.both_stores("a reminder is replaced by the next one, with its position, in the queue")
def test_deadlines_follow_the_priority_and_come_once(ada: Person, storage: Storage, run: Run) -> None:
    tasks = {
        priority: ada.create_task(priority, priority=priority, due_date="2026-03-19T16:00:00Z")
        for priority in ("low", "medium", "high")
    }
    for moment in ("15:59", "16:00", "16:00", "16:30", "2026-03-19T13:59", "14:00", "14:01", "15:00"):
        run(moment)
    shown = [one for one in read(ada, "notifications") if one["kind"] == "deadline"]
    assert sorted((one["data"]["task_id"], one["created_at"][8:16]) for one in shown) == sorted(
        [
            (tasks["medium"]["id"], "18T16:00"),
            (tasks["high"]["id"], "18T16:00"),
            (tasks["high"]["id"], "19T14:00"),
        ]
    )
    assert shown[0] == {
        "id": f"deadline:{tasks['high']['id']}:2026-03-19T14:00:00.000000Z",
        "kind": "deadline",
        "title": "A due date is near",
        "body": "“high” is due today at 16:00. One small step is a good start.",
        "created_at": "2026-03-19T14:00:00Z",
        "read_at": None,
        "data": {"task_id": tasks["high"]["id"], "due_date": "2026-03-19T16:00:00Z"},
    }
    assert reminders_of_tasks(storage) == []


def test_title_in_the_other_direction_is_isolated_in_a_deadline(ada: Person, run: Run) -> None:
    ada.create_task("\u05e9\u05dc\u05d5\u05dd!", due_date="2026-03-18")
    ada.create_task("\u05e9\u05dc\u05d5\u05dd!", due_date="2026-03-19T10:00:00Z")
    run("10:00")
    (shown,) = read(ada, "notifications")
    title = "\u2068\u05e9\u05dc\u05d5\u05dd!\u2069"
    assert shown["body"] == f"“{title}” is due tomorrow at 10:00. There is still time."


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("UTC", "2026-03-20", "2026-03-20T09:00"),
        ("Europe/Madrid", "2026-03-29", "2026-03-29T07:00"),  # a day of 23 hours
        ("Europe/Madrid", "2026-03-28", "2026-03-28T08:00"),
        ("Europe/Madrid", "2026-10-25", "2026-10-25T08:00"),  # a day of 25 hours
        ("Pacific/Kiritimati", "2026-03-20", "2026-03-19T19:00"),
        ("Pacific/Pago_Pago", "2026-03-20", "2026-03-20T20:00"),
    ],
)
def test_whole_day_is_announced_at_nine_of_it(api: Api, run: Run, zone: str, day: str, moment: str) -> None:
    person = api.sign_up(timezone=zone)
    ok_json(person.put("users/profile", json={"day_start": "04:00"}))
    for priority in ("low", "high", "medium"):
        person.create_task(priority, priority=priority, due_date=day)
    run(f"{moment[:11]}{int(moment[11:13]) - 1:02}:59")
    assert sent(person) == []
    run(moment)
    assert sent(person) == [moment[8:]] * 2


def test_changes_of_a_task_move_its_deadlines_and_over_ones_are_never_sent(ada: Person, run: Run) -> None:
    task = ada.create_task(due_date="2026-03-19T12:00:00Z")
    change(ada, task, due_date="2026-03-19T15:00:00Z")
    run("12:00")
    assert sent(ada) == []
    run("15:00")
    assert sent(ada) == ["18T15:00"]
    change(ada, task, priority="low")
    change(ada, task, priority="high")
    run("15:01")
    assert sent(ada) == ["18T15:00"]
    run("2026-03-19T13:00")
    assert sent(ada) == ["18T15:00", "19T13:00"]
    change(ada, task, due_date="2026-03-19T14:00:00Z")  # both are over
    run("13:59")
    change(ada, task, due_date=None)
    change(ada, task, due_date="2026-03-19")
    run("23:00")
    assert sent(ada) == ["18T15:00", "19T13:00"]


def test_completed_task_has_no_deadline_and_a_reopened_one_only_those_ahead(ada: Person, run: Run) -> None:
    done, reopened = (ada.create_task(priority="high", due_date="2026-03-19T12:00:00Z") for _ in range(2))
    for task in (done, reopened):
        complete_existing(ada, task)
    run("12:30")
    reopen(ada, reopened)
    run("12:31")
    assert sent(ada) == []
    run("2026-03-19T10:00")
    (shown,) = [one for one in read(ada, "notifications") if one["kind"] == "deadline"]
    assert shown["data"]["task_id"] == reopened["id"]


def test_series_announces_each_of_its_tasks(ada: Person, run: Run) -> None:
    task = ada.create_task(due_date="2026-03-19", recurrence="FREQ=DAILY")
    run("2026-03-19T09:00")
    complete_existing(ada, task)
    run("2026-03-20T09:00")
    assert sent(ada) == ["19T09:00", "20T09:00"]


def test_quiet_hours_postpone_deadlines_and_the_shutdown_reminder(ada: Person, run: Run) -> None:
    set_preferences(ada, clock_out_time="18:00")
    ok_json(ada.put("notifications/preferences", json={"quiet_hours": {"from": "15:00", "to": "18:30"}}))
    ada.create_task(due_date="2026-03-19T16:00:00Z")
    drink(ada)
    for moment in ("16:00", "17:00", "18:00", "18:29"):
        run(moment)
    assert sent(ada) == sent(ada, "shutdown_reminder") == []
    run("18:30")
    assert sent(ada) == sent(ada, "shutdown_reminder") == ["18T18:30"]


@pytest.mark.parametrize("kind", ["deadline", "shutdown_reminder"])
def test_each_kind_can_be_switched_off(ada: Person, run: Run, kind: str) -> None:
    set_preferences(ada, clock_out_time="18:00")
    drink(ada)
    ada.create_task(due_date="2026-03-19T18:00:00Z")
    ok_json(ada.put("notifications/preferences", json={"kinds": {kind: False}}))
    run("18:00")
    (other,) = {"deadline", "shutdown_reminder"} - {kind}
    assert (sent(ada, kind), sent(ada, other)) == ([], ["18T18:00"])


def test_nothing_is_due_on_days_off_and_holidays_but_reminders_that_the_person_set(
    ada: Person, run: Run
) -> None:
    set_preferences(ada, clock_out_time="18:00", country="DE")  # Good Friday is 3 April
    ok_json(ada.post("users/days-off", json={"from": "2026-04-01", "to": "2026-04-01"}), 201)
    ada.create_task(
        due_date="2026-04-02T10:00:00Z", reminder_time="2026-04-01T11:00:00Z", reminder_enabled=True
    )
    ada.create_task(due_date="2026-04-04T12:00:00Z")
    ada.create_task(due_date="2026-04-03")
    run("2026-03-30T12:00")
    drink(ada)
    for day in range(30, 36):
        date = f"2026-03-{day}" if day < 32 else f"2026-04-{day - 31:02}"
        for hour in (9, 10, 11, 12, 18):
            run(f"{date}T{hour:02}:00")
    assert sent(ada) == ["02T09:00", "04T09:00"]
    assert sent(ada, "task_reminder") == ["01T11:00"]
    assert sent(ada, "shutdown_reminder") == ["30T18:00", "31T18:00", "02T18:00"]


def test_shutdown_reminder_comes_at_clock_out_unless_the_day_was_shut_down(
    ada: Person, bob: Person, run: Run
) -> None:
    for person in (ada, bob):
        set_preferences(person, clock_out_time="17:00")
        drink(person)
    shut_down(bob)
    run("16:59")
    run("17:00")
    run("17:01")
    assert (sent(ada, "shutdown_reminder"), sent(bob, "shutdown_reminder")) == (["18T17:00"], [])
    set_preferences(bob, clock_out_time="16:30")
    run("2026-03-19T16:30")
    assert sent(bob, "shutdown_reminder") == ["19T16:30"]


@pytest.mark.both_stores("runs of several instances meet in the store")
def test_runs_at_once_send_each_notification_once(ada: Person, storage: Storage, run: Run) -> None:
    set_preferences(ada, clock_out_time="18:00")
    drink(ada)
    for _ in range(3):
        ada.create_task(priority="high", due_date="2026-03-19T18:00:00Z")
    run("17:59:59")
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run, "18:00") for _ in range(4)]
    assert all(one.exception() is None for one in runs)
    run("18:01")
    assert sent(ada) == ["18T18:00"] * 3
    assert sent(ada, "shutdown_reminder") == ["18T18:00"]
    assert [one["due"][8:16] for one in reminders_of_tasks(storage)] == ["19T16:00"] * 3
    assert ada.delete("users/profile", json={"password": "correct horse battery"}).status_code == 204
    assert [one for one in storage.read_everything() if one["type"] == "appointment"] == []
