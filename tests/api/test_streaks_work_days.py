"""Streaks pass over days on which the user does not work: other weekdays, days off and public holidays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    EVERY_DAY,
    clock_out,
    complete,
    ok_json,
    progress_in_achievement,
    reopen,
    set_preferences,
    shut_down,
    shutdown_streak,
    shutdown_summary,
    total_points,
)
from tests.api.conftest import Person
from tests.api.oracle import assert_totals_agree, read_all_pages
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

# 2026-03-18 is a Wednesday. Good Friday is 2026-04-03, Easter Monday 2026-04-06.
GERMANY, SPAIN = {"country": "DE"}, {"country": "ES"}
PART_TIME = {"work_days": [1, 3]}
ALL_DAYS = {"work_days": EVERY_DAY}


def go_to(clock: MovableClock, day: str) -> None:
    clock.set(datetime.fromisoformat(f"2026-{day}T12:00").replace(tzinfo=UTC))


def be_active(person: Person, clock: MovableClock, *days: str) -> None:
    for day in days:
        go_to(clock, day)
        complete(person)
        shut_down(person)


def shown(person: Person) -> tuple[int, int]:
    """Return the active streak and the longest one; the shutdown streak is the active one as well."""
    stats = person.stats()
    assert shutdown_streak(person) == shutdown_summary(person)["shutdownStreak"] == stats["active_streak"]
    return stats["active_streak"], stats["longest_streak"]


def last_bonus(person: Person) -> int:
    ledger = read_all_pages(person, "points")
    return next(int(entry["delta"]) for entry in ledger if entry["rule"] == "shutdown_streak")


@pytest.mark.parametrize(
    ("preferences", "active", "today", "streak"),
    [
        ({}, ("03-19", "03-20"), "03-23", 2),  # a Monday, which is not over
        ({}, ("03-19", "03-20"), "03-24", 0),
        ({}, ("03-19", "03-20", "03-23"), "03-23", 3),
        ({}, ("03-20", "03-21", "03-23"), "03-23", 3),  # activity on a free day counts
        ({}, ("03-19", "03-23"), "03-23", 1),
        ({"work_days": None}, ("03-20", "03-23"), "03-23", 2),
        (ALL_DAYS, ("03-20", "03-23"), "03-23", 1),
        (ALL_DAYS, ("03-20",), "03-22", 0),
        (PART_TIME, ("03-18", "03-23", "03-25"), "03-29", 3),
        (PART_TIME, ("03-18", "03-25"), "03-25", 1),
        (PART_TIME, ("03-18", "03-20", "03-23"), "03-26", 0),
        ({}, ("04-02", "04-06"), "04-06", 1),
        (SPAIN, ("04-02", "04-06"), "04-06", 2),
        (SPAIN, ("04-02", "04-07"), "04-07", 1),
        (GERMANY, ("04-02",), "04-07", 1),
        (GERMANY, ("04-02", "04-07"), "04-07", 2),
        (GERMANY, ("04-02",), "04-08", 0),
        (GERMANY, ("03-23", "04-02", "04-07"), "04-07", 2),
        ({"country": "ZZ"}, ("04-02", "04-06"), "04-06", 1),
        ({**GERMANY, "work_days": [5]}, ("03-27", "04-10"), "04-10", 2),
    ],
)
def test_only_work_days_without_activity_end_streaks(
    ada: Person,
    clock: MovableClock,
    *,
    preferences: dict[str, Any],
    active: tuple[str, ...],
    today: str,
    streak: int,
) -> None:
    set_preferences(ada, **preferences)
    be_active(ada, clock, *active)
    go_to(clock, today)
    assert shown(ada)[0] == streak
    if active[-1] == today:
        assert last_bonus(ada) == 2 * streak


@pytest.mark.parametrize(("last", "streak"), [("03-31", 3), ("03-30", 1)])
def test_streaks_pass_over_days_off(
    ada: Person, clock: MovableClock, store: DocumentStore, last: str, streak: int
) -> None:
    be_active(ada, clock, "03-23", "03-24")
    days_off = ok_json(ada.post("users/days-off", json={"from": "2026-03-25", "to": f"2026-{last}"}), 201)
    go_to(clock, "04-01")
    assert shown(ada) == (streak - 1, 2)
    be_active(ada, clock, "04-01")
    assert shown(ada)[0] == streak
    assert last_bonus(ada) == 2 * streak
    assert_totals_agree(store, ada)
    assert ada.delete(f"users/days-off/{days_off['id']}").status_code == 204
    assert shown(ada) == (1, 2)


def test_night_shift_that_ends_on_saturday_counts_for_friday(ada: Person, clock: MovableClock) -> None:
    ok_json(ada.put("users/profile", json={"day_start": "04:00"}))
    for start in ("2026-03-19T22:00", "2026-03-20T22:00", "2026-03-23T22:00"):
        clock.set(datetime.fromisoformat(start).replace(tzinfo=UTC))
        ada.post("work_sessions/start")
        clock.move(hours=5)
        clock_out(ada)
    assert ada.stats()["active_streak"] == 3
    clock.set(datetime(2026, 3, 25, 3, 59, tzinfo=UTC))
    assert ada.stats()["active_streak"] == 3
    clock.move(days=1)
    assert ada.stats()["active_streak"] == 0


def test_other_work_days_change_the_shown_streak_and_nothing_that_was_given(
    ada: Person, clock: MovableClock
) -> None:
    be_active(ada, clock, "03-19", "03-20", "03-23")
    points = total_points(ada)
    assert (shown(ada), last_bonus(ada)) == ((3, 3), 6)
    set_preferences(ada, **ALL_DAYS)
    assert shown(ada) == (1, 2)
    assert (total_points(ada), last_bonus(ada)) == (points, 6)
    reopen(ada, complete(ada))
    assert progress_in_achievement(ada, "warming-up") == (2, True)
    be_active(ada, clock, "03-24")
    assert (shown(ada), last_bonus(ada)) == ((2, 2), 4)
    task = complete(ada)
    go_to(clock, "03-25")
    last = complete(ada)
    reopen(ada, last)
    reopen(ada, task)
    assert progress_in_achievement(ada, "warming-up") == (2, True)
    set_preferences(ada)
    assert shown(ada) == (4, 4)


def test_achievement_of_a_streak_over_a_weekend_is_locked_by_undoing_its_event(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    be_active(ada, clock, "03-19", "03-20")
    assert progress_in_achievement(ada, "warming-up") == (2, False)
    go_to(clock, "03-23")
    task = complete(ada)
    assert progress_in_achievement(ada, "warming-up") == (3, True)
    reopen(ada, task)
    assert progress_in_achievement(ada, "warming-up") == (2, False)
    assert_totals_agree(store, ada)
