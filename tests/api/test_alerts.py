"""Alerts end to end: work over HTTP, runs of the timer with a moved clock, notifications."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.actions import clock_in, ok_json, read, set_preferences, work
from tests.api.conftest import Person, Run
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

ALERTS = ("overload_ahead", "long_day_ahead", "recovery")


def alerts(person: Person) -> list[dict[str, Any]]:
    """Return the alerts of a person, oldest first."""
    return [one for one in reversed(read(person, "notifications?limit=500")) if one["kind"] in ALERTS]


def work_weekdays(person: Person, clock: MovableClock, first: str, last: str, hours: float) -> None:
    """Work from 08:00 on each weekday of some days."""
    day, end = datetime.fromisoformat(f"{first}T08:00Z"), datetime.fromisoformat(f"{last}T23:00Z")
    while day < end:
        if day.weekday() < 5:
            clock.set(day)
            work(person, clock, hours=hours)
        day += timedelta(days=1)


@pytest.mark.both_stores("the last alerts are found by a query of several kinds")
def test_long_week_is_said_on_monday_morning_once(ada: Person, clock: MovableClock, run: Run) -> None:
    work_weekdays(ada, clock, "2026-03-23", "2026-03-27", 11)
    run("2026-03-30T07:59")
    assert alerts(ada) == []
    for moment in ("08:00", "08:01", "08:30"):
        run(moment)
    (alert,) = alerts(ada)
    assert alert == {
        "id": "overload_ahead:2026-W14",
        "kind": "overload_ahead",
        "title": "A full week is ahead",
        "body": "By your own days this week comes to 55 h of work, more than 48 h. "
        "Is there a day that could be shorter?",
        "created_at": "2026-03-30T08:00:00Z",
        "read_at": None,
        "data": {
            "week": "2026-W14",
            "reason": "week",
            "worked_hours": 0.0,
            "expected_hours": 55.0,
            "limit_hours": 48.0,
            "action": {"method": "GET", "path": "assistant/predictions"},
        },
    }
    clock_in(ada)
    run("08:31")
    assert alerts(ada) == [alert]


def test_long_week_is_said_within_two_minutes_of_the_first_clock_in_in_the_language_of_the_user(
    ada: Person, clock: MovableClock, run: Run
) -> None:
    set_preferences(ada, language="es")
    work_weekdays(ada, clock, "2026-03-23", "2026-03-27", 11)
    run("2026-03-30T06:59")
    clock_in(ada)
    run("07:01")
    (alert,) = alerts(ada)
    assert (alert["kind"], alert["created_at"]) == ("overload_ahead", "2026-03-30T07:01:00Z")
    assert alert["body"].startswith("Según tus días, esta semana llega a 55 h de trabajo")
    for moment in ("08:00", "2026-03-31T09:00"):
        run(moment)
    assert alerts(ada) == [alert]


@pytest.mark.parametrize("switch", ["kind", "assistant"])
def test_switched_off_alert_is_not_sent(ada: Person, clock: MovableClock, run: Run, switch: str) -> None:
    if switch == "kind":
        ok_json(ada.put("notifications/preferences", json={"kinds": {"overload_ahead": False}}))
    else:
        set_preferences(ada, assistant=False)
    work_weekdays(ada, clock, "2026-03-23", "2026-03-27", 11)
    run("2026-03-30T07:00")
    clock_in(ada)
    for moment in ("07:01", "08:00", "09:00"):
        run(moment)
    assert alerts(ada) == []
