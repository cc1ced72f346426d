"""Correcting and removing finished work sessions: everything that they counted for is counted anew."""

from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import at, ok_event, read, work
from tests.api.conftest import Person
from tests.api.oracle import assert_week_agrees
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def correct(person: Person, session: dict[str, Any], **times: str) -> dict[str, Any]:
    return ok_event(person.put(f"work_sessions/{session['id']}", json=times))


def remove(person: Person, session: dict[str, Any]) -> None:
    assert person.delete(f"work_sessions/{session['id']}").status_code == 204


@pytest.mark.both_stores("corrections query sessions and days that each store returns with their versions")
def test_forgotten_clock_out_is_corrected_to_another_day(
    ada: Person, store: DocumentStore, clock: MovableClock
) -> None:
    clock.set(at("2026-03-18T10:00:00Z"))
    session = work(ada, clock, hours=40)
    assert ada.stats()["total_hours"] == 40
    corrected = correct(ada, session, end_time="2026-03-18T18:30:00Z")
    assert corrected == {**session, "end_time": "2026-03-18T18:30:00Z", "duration": 8.5}
    assert read(ada, f"work_sessions/{session['id']}") == corrected
    assert_week_agrees(store, ada, clock.now())
    assert ada.stats()["total_hours"] == 8.5
    rows = {row["date"]: row for row in read(ada, "stats/days?from=2026-03-17&to=2026-03-20")}
    worked = {on[:10]: (row["worked_minutes"], row["last_end"]) for on, row in rows.items()}
    assert worked == {
        "2026-03-17": (0, None),
        "2026-03-18": (510, "2026-03-18T18:30:00Z"),
        "2026-03-19": (0, None),
        "2026-03-20": (0, None),
    }


@pytest.mark.both_stores("removals delete a version that a query does not return")
def test_removed_session_counts_for_nothing(ada: Person, store: DocumentStore, clock: MovableClock) -> None:
    kept = work(ada, clock, hours=2)
    before = ada.stats(), read(ada, "stats/days?from=2026-03-18&to=2026-03-18"), read(ada, "achievements")
    session = work(ada, clock, hours=3)
    remove(ada, session)
    assert (
        ada.stats(),
        read(ada, "stats/days?from=2026-03-18&to=2026-03-18"),
        read(ada, "achievements"),
    ) == before
    assert read(ada, "work_sessions") == [kept]
    assert ada.get(f"work_sessions/{session['id']}").status_code == 404
    assert ada.delete(f"work_sessions/{session['id']}").status_code == 404
    assert_week_agrees(store, ada, clock.now())
