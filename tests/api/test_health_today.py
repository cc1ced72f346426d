"""Today's health summary and health reminders, from work, entries and preferences."""

from datetime import timedelta

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    clock_in,
    clock_out,
    read,
    set_preferences,
    store_preferences,
    take_break,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.health import KINDS, TODAY, delete_entry, drink, eat, empty_day, log, log_rest, read_day, today
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


# Goals


def test_goals_and_windows_follow_the_preferences(ada: Person, clock: MovableClock) -> None:
    set_preferences(
        ada,
        hydration_goal_ml=3000,
        workday_limit_minutes=60,
        rest_after_minutes=20,
        lunch_window="10:00-10:30",
    )
    assert read_day(ada, "hydration")["goal_ml"] == 3000
    clock_in(ada)
    assert read(ada, "companion")["next_need"] == {"kind": "rest", "at": "2026-03-18T09:50:00Z"}
    clock.move(minutes=90)
    assert (today(ada)["overtime"], today(ada)["hydration"]["goal_ml"]) == (30, 3000)
    assert {reminder["kind"]: reminder["since"] for reminder in read(ada, "health/reminders")} == {
        "rest": "2026-03-18T09:50:00Z",
        "wind_down": "2026-03-18T10:30:00Z",
    }


def test_invalid_stored_preferences_mean_the_defaults(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    names = ("hydration_goal_ml", "workday_limit_minutes", "rest_after_minutes", "lunch_window", "language")
    clock_in(ada)
    clock.move(hours=8, minutes=31)
    for invalid in (None, "", "2000", 0, -5, 1.5, True, 10**9, [], {}, [2000], {"a": 1}):
        store_preferences(store, ada, **dict.fromkeys(names, invalid))
        assert read_day(ada, "hydration")["goal_ml"] == 2000, invalid
        assert today(ada)["overtime"] == 1, invalid
        shown = read(ada, "companion")
        assert shown["next_need"] == {"kind": "rest", "at": "2026-03-18T10:25:00Z"}, invalid
        assert {reminder["kind"] for reminder in read(ada, "health/reminders")} == {
            "rest",
            "water",
            "wind_down",
        }


# Today


def test_day_without_activity_is_all_zeros(ada: Person) -> None:
    assert today(ada) == {
        "date": TODAY,
        **{kind: empty_day(kind) for kind in KINDS},
        "worked_minutes": 0,
        "continuous_minutes": 0,
        "overtime": 0,
        "balance": 0,
    }


def test_today_counts_finished_work_and_the_running_session(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    work(ada, clock, hours=2)
    clock.move(hours=1)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"]) == (120, 0)
    clock_in(ada)
    clock.move(minutes=30, seconds=59)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"], shown["overtime"]) == (150, 30, 0)
    log_rest(ada, 15)
    shown = today(ada)
    assert (shown["continuous_minutes"], shown["balance"]) == (0, 6.0)  # 15 minutes of 2.5 hours
    clock.move(minutes=20)
    log_rest(ada, 4)  # too short to count as a rest
    assert today(ada)["continuous_minutes"] == 20
    clock.move(hours=6)
    assert (today(ada)["worked_minutes"], today(ada)["overtime"]) == (530, 20)
    clock_out(ada)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"], shown["overtime"]) == (530, 0, 20)
    assert_totals_agree(store, ada)


def test_today_shows_the_entries_like_the_routes_of_each_kind(ada: Person) -> None:
    for kind in KINDS:
        log(ada, kind)
    shown = today(ada)
    assert {kind: shown[kind] for kind in KINDS} == {kind: read_day(ada, kind) for kind in KINDS}


def test_completed_break_ends_continuous_work_like_a_rest(ada: Person, clock: MovableClock) -> None:
    clock_in(ada)
    clock.move(minutes=40)
    take_break(ada, clock, 5)
    assert today(ada)["continuous_minutes"] == 0
    clock.move(minutes=7)
    assert today(ada)["continuous_minutes"] == 7
    assert today(ada)["balance"] == round(5 * 60 / 52, 1)


def test_work_over_midnight_counts_for_today_from_midnight_on(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T22:30:00Z"))
    clock_in(ada)
    clock.move(hours=3)
    shown = today(ada)
    assert (shown["date"], shown["worked_minutes"], shown["continuous_minutes"]) == ("2026-03-19", 90, 180)
    clock_out(ada)
    assert today(ada)["worked_minutes"] == 90
    assert_totals_agree(store, ada)


def test_session_left_running_counts_as_worked_but_not_as_continuous_time(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T20:00:00Z"))
    clock_in(ada)
    clock.set(at("2026-03-19T14:00:00Z"))  # six hours after the session stopped counting as continuous work
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"], shown["overtime"]) == (840, 0, 330)
    clock_out(ada)
    assert today(ada) == shown
    clock_in(ada)
    clock.move(minutes=30)
    shown = today(ada)
    assert (shown["worked_minutes"], shown["continuous_minutes"]) == (870, 30)
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    ("zone", "start", "minutes"),
    [
        ("Europe/Madrid", "2026-03-28T23:00:00Z", 23 * 60),
        ("Europe/Madrid", "2026-10-24T22:00:00Z", 25 * 60),
        ("Pacific/Kiritimati", "2026-03-20T10:00:00Z", 24 * 60),
        ("Pacific/Pago_Pago", "2026-03-20T11:00:00Z", 24 * 60),
    ],
)
def test_day_has_as_many_minutes_as_in_its_zone(
    api: Api, clock: MovableClock, zone: str, start: str, minutes: int
) -> None:
    person = api.sign_up(timezone=zone)
    clock.set(at(start) - timedelta(hours=1))
    clock_in(person)
    clock.set(at(start) + timedelta(minutes=minutes) - timedelta(microseconds=1))
    assert today(person)["worked_minutes"] == minutes - 1
    clock.move(microseconds=1)
    assert today(person)["worked_minutes"] == 0


# Reminders


def test_outside_work_no_reminder_is_due(ada: Person, clock: MovableClock) -> None:
    for _ in range(24):
        assert read(ada, "health/reminders") == []
        clock.move(hours=1)


def test_reminders_are_due_from_their_time_on_and_sorted_oldest_first(
    ada: Person, clock: MovableClock
) -> None:
    clock_in(ada)
    assert read(ada, "health/reminders") == []
    clock.set(at("2026-03-18T10:24:59Z"))
    assert read(ada, "health/reminders") == []
    clock.set(at("2026-03-18T10:25:00Z"))
    (rest,) = read(ada, "health/reminders")
    assert rest == {"kind": "rest", "since": "2026-03-18T10:25:00Z", "message": rest["message"]}
    assert rest["message"]
    clock.set(at("2026-03-18T18:30:00Z"))
    reminders = read(ada, "health/reminders")
    assert [(reminder["kind"], reminder["since"]) for reminder in reminders] == [
        ("rest", "2026-03-18T10:25:00Z"),
        ("water", "2026-03-18T11:34:46Z"),
        ("wind_down", "2026-03-18T18:00:00Z"),
    ]
    log_rest(ada, 5)
    drink(ada, 750)
    assert [reminder["kind"] for reminder in read(ada, "health/reminders")] == ["wind_down"]
    clock_out(ada)
    assert read(ada, "health/reminders") == []


def test_lunch_is_due_in_its_window_on_a_work_day_during_or_between_sessions(
    ada: Person, clock: MovableClock
) -> None:
    work(ada, clock, minutes=30)
    clock.set(at("2026-03-18T11:59:59Z"))
    assert read(ada, "health/reminders") == []
    assert read(ada, "companion")["next_need"] == {"kind": "lunch", "at": "2026-03-18T12:00:00Z"}
    for moment in ("2026-03-18T12:00:00Z", "2026-03-18T14:29:59Z"):
        clock.set(at(moment))
        (lunch,) = read(ada, "health/reminders")
        assert (lunch["kind"], lunch["since"]) == ("lunch", "2026-03-18T12:00:00Z")
    clock_in(ada)
    assert "lunch" in [reminder["kind"] for reminder in read(ada, "health/reminders")]
    taken = eat(ada)
    assert read(ada, "health/reminders") == []
    delete_entry(ada, "meals", taken)
    clock.set(at("2026-03-18T14:30:00Z"))
    assert "lunch" not in [reminder["kind"] for reminder in read(ada, "health/reminders")]
