"""Alerts end to end: work over HTTP, runs of the timer with a moved clock, notifications."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from benchmarks.counting_store import CountingStore
from tests.api.actions import clock_in, clock_out, ok_json, read, set_preferences, work
from tests.api.conftest import Person, Run
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

ALERTS = ("overload_ahead", "long_day_ahead", "recovery")


def alerts(person: Person) -> list[dict[str, Any]]:
    """Return the alerts of a person, oldest first."""
    return [one for one in reversed(read(person, "notifications?limit=500")) if one["kind"] in ALERTS]


def want(person: Person, **kinds: bool) -> None:
    """Switch kinds of notification on or off."""
    ok_json(person.put("notifications/preferences", json={"kinds": kinds}))


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
    work_weekdays(ada, clock, "2026-03-23", "2026-04-03", 10.4)
    run("2026-04-06T07:59")
    assert alerts(ada) == []
    for moment in ("08:00", "08:01", "08:30"):
        run(moment)
    (alert,) = alerts(ada)
    assert alert == {
        "id": "overload_ahead:2026-W15",
        "kind": "overload_ahead",
        "title": "A full week is ahead",
        "body": "Last week had 52 h of work; another one like it passes 48 h. "
        "Is there a day that could be shorter?",
        "created_at": "2026-04-06T08:00:00Z",
        "read_at": None,
        "data": {
            "week": "2026-W15",
            "reason": "last_week",
            "expected_hours": 52.0,
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
    work_weekdays(ada, clock, "2026-03-23", "2026-04-03", 10.4)
    run("2026-04-06T06:59")
    clock_in(ada)
    run("07:01")
    (alert,) = alerts(ada)
    assert (alert["kind"], alert["created_at"]) == ("overload_ahead", "2026-04-06T07:01:00Z")
    assert alert["body"].startswith("Según tus días, esta semana llega a 5")
    for moment in ("08:00", "09:00"):
        run(moment)
    assert alerts(ada) == [alert]


@pytest.mark.parametrize("switch", ["kind", "assistant", "snooze"])
def test_alert_that_is_switched_off_or_snoozed_is_not_sent(
    ada: Person, clock: MovableClock, run: Run, switch: str
) -> None:
    work_weekdays(ada, clock, "2026-03-23", "2026-04-03", 10.4)
    if switch == "kind":
        want(ada, overload_ahead=False)
    elif switch == "assistant":
        set_preferences(ada, assistant=False)
    else:
        clock.set(datetime.fromisoformat("2026-04-05T12:00Z"))
        snoozed = ada.post("assistant/signals/overload_ahead/snooze", json={"days": 5, "planned": True})
        assert snoozed.status_code == 204
    run("2026-04-06T07:00")
    clock_in(ada)
    for moment in ("07:01", "08:00", "09:00", "17:30"):
        run(moment)
    assert alerts(ada) == []
    clock_out(ada)
    want(ada, overload_ahead=True)
    set_preferences(ada, assistant=True)
    assert ada.delete("assistant/signals/overload_ahead/snooze").status_code == 204
    run("2026-04-07T07:00")
    clock_in(ada)
    run("07:01")
    assert [one["kind"] for one in alerts(ada)] == ["overload_ahead"]


def test_alerts_are_looked_for_at_the_first_clock_in_of_a_day_alone(
    ada: Person, clock: MovableClock, run: Run
) -> None:
    work_weekdays(ada, clock, "2026-03-23", "2026-04-03", 10.4)
    want(ada, overload_ahead=False)
    run("2026-04-06T08:00")
    for hour in (9, 14):
        run(f"{hour:02}:00")
        clock_in(ada)
        run(f"{hour:02}:01")
        want(ada, overload_ahead=True)
        run(f"{hour + 5:02}:00")
        clock_out(ada)
    assert alerts(ada) == []
    run("2026-04-07T09:00")
    clock_in(ada)
    run("09:01")
    assert [one["created_at"] for one in alerts(ada)] == ["2026-04-07T09:01:00Z"]


@pytest.mark.parametrize("session", ["has ended", "runs"])
def test_alert_of_a_long_week_waits_for_the_end_of_quiet_hours(
    ada: Person, clock: MovableClock, run: Run, session: str
) -> None:
    want(ada, overload_ahead=False)
    work_weekdays(ada, clock, "2026-03-23", "2026-04-06", 10.4)
    run("2026-04-06T20:00")
    quiet = {"quiet_hours": {"from": "22:00", "to": "09:00"}, "kinds": {"overload_ahead": True}}
    ok_json(ada.put("notifications/preferences", json=quiet))
    run("2026-04-07T06:00")
    clock_in(ada)
    run("06:01")
    run("06:30")
    if session == "has ended":
        clock_out(ada)
    for moment in ("07:01", "08:01", "08:59"):
        run(moment)
        assert alerts(ada) == []
    run("09:00")
    assert [one["created_at"] for one in alerts(ada)] == ["2026-04-07T09:00:00Z"]


def live_with_long_wednesdays(person: Person, clock: MovableClock) -> None:
    """Work for six weeks, eight hours from 09:00 on, but on Wednesdays ten and a half from 07:00 on."""
    day = datetime.fromisoformat("2026-03-23T00:00Z")
    for _ in range(6 * 7):
        if day.weekday() < 5:
            clock.set(day + timedelta(hours=7 if day.weekday() == 2 else 9))
            work(person, clock, hours=10.5 if day.weekday() == 2 else 8)
        day += timedelta(days=1)


def test_long_day_is_said_at_its_early_start_once_in_seven_days(
    ada: Person, clock: MovableClock, run: Run
) -> None:
    live_with_long_wednesdays(ada, clock)
    run("2026-05-05T09:00")
    work(ada, clock, hours=1)
    run("2026-05-06T07:10")
    clock_in(ada)
    for moment in ("07:11", "07:12", "09:00", "12:00", "14:00"):
        run(moment)
    (alert,) = alerts(ada)
    assert alert == {
        "id": "long_day_ahead:2026-05-06",
        "kind": "long_day_ahead",
        "title": "A long day is ahead",
        "body": "Of the last 6 days that began like today and went this far, 6 passed 9 h. "
        "Is there something that could wait?",
        "created_at": "2026-05-06T07:11:00Z",
        "read_at": None,
        "data": {
            "date": "2026-05-06",
            "reason": "start",
            "worked_hours": 0.0,
            "expected_hours": 10.5,
            "limit_hours": 9.0,
            "days": 6,
            "long_days": 6,
            "action": {"method": "GET", "path": "assistant/predictions"},
        },
    }


@pytest.mark.parametrize(
    ("limit", "quiet_until", "sent_at"),
    [
        (None, "14:30", ["14:30"]),
        (None, "14:54", ["14:54"]),
        (None, "14:58", []),
        (8 * 60, "13:30", ["13:30"]),
        (8 * 60, "13:58", []),
        (11 * 60, "14:30", []),
    ],
)
def test_alert_of_a_long_day_is_dropped_in_quiet_hours_and_in_the_hour_before_the_limit(
    ada: Person, clock: MovableClock, run: Run, limit: int | None, quiet_until: str, sent_at: list[str]
) -> None:
    set_preferences(ada, workday_limit_minutes=limit)
    live_with_long_wednesdays(ada, clock)
    quiet = {"quiet_hours": {"from": "06:00", "to": quiet_until}}
    ok_json(ada.put("notifications/preferences", json=quiet))
    run("2026-05-06T07:00")
    clock_in(ada)
    for minute in (*range(7 * 60 + 1, 13 * 60, 10), *range(13 * 60, 16 * 60)):
        run(f"{minute // 60:02}:{minute % 60:02}")
    assert [one["created_at"][11:16] for one in alerts(ada)] == sent_at


def test_strong_signal_is_said_once_with_what_could_be_done(
    ada: Person, clock: MovableClock, run: Run
) -> None:
    want(ada, overload_ahead=False)
    work_weekdays(ada, clock, "2026-03-23", "2026-04-03", 11.5)
    run("2026-04-06T08:00")
    work_weekdays(ada, clock, "2026-04-06", "2026-04-10", 11.5)
    run("2026-04-13T08:00")
    (alert,) = alerts(ada)
    assert alert == {
        "id": "recovery:2026-04-06",
        "kind": "recovery",
        "title": "A moment to recover",
        "body": "The last two weeks average 57 h 30 min of tracked work each; "
        "WHO and ILO call weeks long from 55 h. You could end one day this week an hour earlier.",
        "created_at": "2026-04-06T08:00:00Z",
        "read_at": None,
        "data": {
            "date": "2026-04-06",
            "reason": "long_week",
            "observed": 57.5,
            "limit": 55.0,
            "unit": "hours",
            "rules": ["long_week"],
            "action": {"method": "GET", "path": "assistant/predictions"},
        },
    }


def test_snoozed_signal_gives_no_alert(ada: Person, clock: MovableClock, run: Run) -> None:
    work_weekdays(ada, clock, "2026-03-23", "2026-04-03", 11.5)
    want(ada, overload_ahead=False)
    assert ada.post("assistant/signals/long_week/snooze", json={"days": 60}).status_code == 204
    run("2026-04-06T08:00")
    assert alerts(ada) == []


def test_look_for_alerts_costs_the_same_after_any_history(
    ada: Person, bob: Person, clock: MovableClock, run: Run, store: CountingStore
) -> None:
    work_weekdays(bob, clock, "2026-03-23", "2026-05-15", 8)
    work_weekdays(ada, clock, "2026-05-11", "2026-05-15", 8)
    run("2026-05-18T08:00")
    counts = []
    for hour, person in ((9, ada), (10, bob)):
        run(f"{hour:02}:00")
        clock_in(person)
        store.counts.clear()
        run(f"{hour:02}:01")
        counts.append(dict(store.counts))
        clock_out(person)
    assert counts[0] == counts[1]
    assert counts[0]["query"] <= 5
    assert counts[0]["read"] <= 4
