"""Undoing drinks, meals and rests, and their removal."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    error_of,
    ok_event,
    ok_json,
    progress_in_achievement,
    read,
    set_preferences,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, assert_week_agrees
from tests.api.parallel import in_parallel, statuses
from tests.api.undo import NOT_FOUND, everything, undo, undone
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

ENTRIES: dict[str, tuple[str, dict[str, Any]]] = {
    "drink": ("health/hydration", {"amount_ml": 2000}),
    "meal": ("health/meals", {"kind": "lunch"}),
    "rest": ("health/rests", {"minutes": 30}),
}
EACH_ENTRY = pytest.mark.parametrize("event", ENTRIES)
MOMENTS = pytest.mark.parametrize("moment", [None, "2026-03-17T12:00:00Z", "2026-03-18T00:10:00Z"])


def add(person: Person, event: str, **fields: Any) -> dict[str, Any]:
    path, body = ENTRIES[event]
    return ok_event(person.post(path, json={**body, **fields}), 201)


def remove(person: Person, event: str, entry: dict[str, Any]) -> None:
    assert person.delete(f"{ENTRIES[event][0]}/{entry['id']}").status_code == 204


@EACH_ENTRY
@MOMENTS
def test_undone_entry_leaves_everything_as_before(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str, moment: str | None
) -> None:
    add(ada, "drink", amount_ml=100)
    before, now = everything(ada, clock, clock.now()), clock.now()
    entry = add(ada, event, at=moment)
    between = add(ada, "drink", amount_ml=1)
    clock.move(minutes=14, seconds=59)
    undone(ada, event, entry["id"])
    undone(ada, "drink", between["id"])
    assert everything(ada, clock, now) == before
    assert_week_agrees(store, ada, clock.now())


@EACH_ENTRY
@MOMENTS
def test_removed_entry_returns_under_its_id(
    ada: Person, clock: MovableClock, store: DocumentStore, event: str, moment: str | None
) -> None:
    add(ada, "rest", minutes=5)
    entry = add(ada, event, at=moment)
    clock.move(minutes=20)
    before, now = everything(ada, clock, clock.now()), clock.now()
    remove(ada, event, entry)
    assert "deleted_entry" not in read(ada, "users/profile/export")["documents"]
    clock.move(minutes=14, seconds=59)
    undone(ada, f"delete_{event}", entry["id"])
    assert everything(ada, clock, now) == before
    assert_week_agrees(store, ada, clock.now())
    remove(ada, event, entry)
    undone(ada, f"delete_{event}", entry["id"])
    assert everything(ada, clock, now) == before


@EACH_ENTRY
@pytest.mark.parametrize("prefix", ["", "delete_"])
def test_act_can_be_undone_for_15_minutes_since_it_was_recorded(
    ada: Person, clock: MovableClock, event: str, prefix: str
) -> None:
    moment = (clock.now() - timedelta(days=2)).isoformat()
    entries = [add(ada, event, at=moment) for _ in range(2)]
    if prefix:
        clock.move(hours=1)
        for entry in entries:
            remove(ada, event, entry)
    first, second = entries
    clock.move(minutes=15)
    ok_json(undo(ada, prefix + event, first["id"]))
    clock.move(microseconds=1)
    assert error_of(undo(ada, prefix + event, second["id"])) == NOT_FOUND


@pytest.mark.both_stores("the copy of a removed entry expires")
def test_day_is_hydrated_as_before_past_midnight_and_with_another_goal(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T23:50Z"))
    for days in range(1, 7):
        add(ada, "drink", at=(clock.now() - timedelta(days=days)).isoformat())
    assert progress_in_achievement(ada, "well-watered") == (6, False)
    last = add(ada, "drink")
    shown = read(ada, "achievements")
    clock.move(minutes=5)
    remove(ada, "drink", last)
    assert progress_in_achievement(ada, "well-watered") == (6, False)
    clock.move(minutes=9)
    set_preferences(ada, hydration_goal_ml=3000)
    earned = ok_json(undo(ada, "delete_drink", last["id"]))["earned"]
    assert [one["id"] for one in earned["achievements"]] == ["well-watered"]
    assert read(ada, "achievements") == shown
    assert read(ada, "health/hydration?date=2026-03-18")["total_ml"] == 2000
    clock.move(minutes=1)
    ok_json(undo(ada, "drink", last["id"]))
    assert progress_in_achievement(ada, "well-watered") == (6, False)
    assert read(ada, "health/hydration?date=2026-03-18")["entries"] == []
    assert_totals_agree(store, ada)


@EACH_ENTRY
def test_entries_of_other_kinds_and_users_are_not_undone(
    root: Person, ada: Person, bob: Person, event: str
) -> None:
    entry = add(ada, event)
    others = [other for other in ENTRIES if other != event]
    for other in (*others, *(f"delete_{each}" for each in ENTRIES), "add_task", "delete_task"):
        assert error_of(undo(ada, other, entry["id"])) == NOT_FOUND
    for person, fields in ((bob, {}), (root, {}), (root, {"user_id": ada.id})):
        assert error_of(undo(person, event, entry["id"], **fields)) == NOT_FOUND
    remove(ada, event, entry)
    for other in (event, *(f"delete_{each}" for each in others), "delete_task"):
        assert error_of(undo(ada, other, entry["id"])) == NOT_FOUND
    for name in ("no-date", "2026-03-18", "2026-02-30.x", "9999-12-31.x"):
        for act in (event, f"delete_{event}"):
            assert error_of(undo(ada, act, name)) == NOT_FOUND


@EACH_ENTRY
@pytest.mark.slow("many requests in parallel")
def test_50_parallel_undos_count_once(ada: Person, store: DocumentStore, event: str) -> None:
    entry = add(ada, event)
    remove(ada, event, entry)
    for act in (f"delete_{event}", event):
        responses = in_parallel([partial(undo, ada, act, entry["id"])] * 50)
        assert statuses(responses) == {200: 1, 404: 49}
    assert_totals_agree(store, ada)
