"""Undoing as an attacker uses it: again and again, with the ids of other things, and for reminders."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.entities.checks import MAX_NAME_LENGTH
from shared.services.service_factory import ServiceFactory
from shared.store.contract import DocumentStore
from tests.api.actions import (
    FOCUS_SPRINT_MASTER,
    clock_in,
    complete,
    delete_task,
    end_session,
    join,
    ok_json,
    pause_work,
    read,
    set_preferences,
    set_timezone,
    shut_down,
    start_session,
    total_points,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.api.undo import EACH_EVENT, EVENTS, act, send_act, session_of, undo, undone
from tests.conftest import MovableClock
from tests.oracle.recount import documents_of

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

OTHER_EVENTS = (
    *("add_task", "complete_task", "reopen_task", "delete_task", "shutdown"),
    *(f"{verb}{entry}" for verb in ("", "delete_") for entry in ("drink", "meal", "rest")),
)
STRANGE_IDS: tuple[Any, ...] = ("", " ", "x" * 5000, "a\u0000b", "../x", "a/b", None, 5, [], {"a": 1})


@EACH_EVENT
def test_act_that_is_undone_and_done_again_without_end_is_refused_and_earns_nothing_more(
    environment: dict[str, str], api: Api, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    environment["QUOTA_EVENTS_PER_DAY"] = "20"
    ada = api.sign_up("Ada")
    set_preferences(ada, focus_goal_minutes=15)
    session, earned = act(ada, clock, event), 15 if event == "complete_focus" else 0
    for number in range(50):
        key = {"Idempotency-Key": f"key-{number}"}
        taken_back = ada.post("undo", json={"event": event, "id": session}, headers=key)
        again = send_act(ada, event, session)
        if not again.is_success:
            break
        session = session_of(again)
        assert total_points(ada) == earned
    assert 429 in {taken_back.status_code, again.status_code}
    assert number > 5
    # Of each time: the answer for the key, and two entries of the ledger.
    assert len(documents_of(store, ada.id)) < 12 + 3 * number
    assert_totals_agree(store, ada)


@pytest.mark.slow("hundreds of requests")
@pytest.mark.parametrize("event", [*EVENTS, *OTHER_EVENTS])
def test_no_id_of_another_thing_and_no_strange_one_is_undone(
    ada: Person, bob: Person, clock: MovableClock, store: DocumentStore, event: str
) -> None:
    join(ada, FOCUS_SPRINT_MASTER)
    clock_in(ada)
    act(ada, clock, "complete_focus")
    taken = act(ada, clock, "start_break")
    pause_work(ada)
    complete(ada, reminder_enabled=True)
    delete_task(ada, ada.create_task())
    ok_json(ada.post("health/hydration", json={"amount_ml": 200}), 201)
    shut_down(ada)
    known = [one["id"] for one in documents_of(store, ada.id) if len(one["id"]) <= MAX_NAME_LENGTH]
    for act_id in (*known, ada.id):
        assert undo(bob, event, act_id).status_code == 404
        assert undo(bob, event, act_id, user_id=ada.id).status_code == 403
    clock.move(minutes=15, microseconds=1)
    for act_id in (*known, ada.id, *STRANGE_IDS):
        assert undo(ada, event, act_id).status_code in {400, 404}, act_id
    end_session(ada, {"session_id": taken}, "stop")
    assert_totals_agree(store, ada)


def deliver(factory: ServiceFactory, clock: MovableClock, person: Person, hours: int) -> list[str]:
    """Deliver what is due in some hours, every ten minutes; return the kinds of the notifications."""
    for _ in range(6 * hours):
        clock.move(minutes=10)
        factory.get_reminder_service().deliver_due()
    return [one["kind"] for one in read(person, "notifications")]


def test_work_that_never_began_notifies_of_no_needs(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    undone(ada, "clock_in", clock_in(ada)["id"])
    assert deliver(factory, clock, ada, 14) == []


def test_needs_go_on_after_a_shutdown_or_a_pause_was_undone(
    ada: Person, clock: MovableClock, factory: ServiceFactory
) -> None:
    session = clock_in(ada)["id"]
    deliver(factory, clock, ada, 1)
    reflection = shut_down(ada)["id"]
    pause_work(ada)
    clock.move(minutes=10)
    factory.get_reminder_service().deliver_due()
    undone(ada, "pause_work", session)
    undone(ada, "shutdown", reflection, points=-12)
    assert "water" in deliver(factory, clock, ada, 3)


@pytest.mark.parametrize("event", ["add_task", "delete_task", "complete_task"])
def test_reminder_of_a_task_is_sent_exactly_if_the_task_is_open_in_the_end(
    ada: Person, clock: MovableClock, factory: ServiceFactory, event: str
) -> None:
    moment = clock.now().replace(hour=11).isoformat()
    task = ada.create_task(reminder_enabled=True, reminder_time=moment)
    if event == "delete_task":
        delete_task(ada, task)
    if event == "complete_task":
        ok_json(ada.patch(f"tasks/{task['id']}"))
    undone(ada, event, task["id"], points=-5 if event == "complete_task" else 0)
    kinds = [kind for kind in deliver(factory, clock, ada, 4) if kind == "task_reminder"]
    assert kinds == ([] if event == "add_task" else ["task_reminder"])


def test_completions_undone_by_a_traveller_into_the_week_before_earn_nothing_on_the_leaderboard(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(datetime(2026, 3, 29, 12, tzinfo=UTC))  # a Sunday, and Monday in Kiritimati
    set_preferences(ada, focus_goal_minutes=20)
    set_timezone(ada, "Pacific/Kiritimati")
    complete(ada)
    set_timezone(ada, "UTC")
    session = start_session(ada, 25)
    clock.move(minutes=25)
    for _ in range(3):
        end_session(ada, session)
        ok_json(undo(ada, "complete_focus", session["session_id"]))
        assert [one["points"] for one in read(ada, "challenges/leaders")] == [5]
    assert total_points(ada) == 5
    assert_totals_agree(store, ada)
