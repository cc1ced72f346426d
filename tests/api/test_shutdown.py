"""Shutdown reflections, their history, and the shutdown streak and its points."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    EVERY_DAY,
    HEALTHY_BOUNDARIES,
    at,
    complete,
    focus,
    join,
    ok_event,
    progress_in,
    read,
    set_preferences,
    set_timezone,
    shut_down,
    shutdown_streak,
    shutdown_summary,
    start_session,
    total_points,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree, read_all_pages
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")

PATH = "dashboard/shutdown-reflection"


def bonuses(person: Person) -> list[int]:
    """Return the streak bonus of each rewarded shutdown, oldest first."""
    ledger = reversed(read_all_pages(person, "points"))
    return [entry["delta"] for entry in ledger if entry["rule"] == "shutdown_streak"]


# Reflections


def test_reflection_is_stored_as_sent(ada: Person, store: DocumentStore) -> None:
    body = {
        "productivity_rating": "good",
        "reflection_note": "Good progress today,\nfinished the most important tasks 🦉",
        "mindful_disconnect_completed": [True, True, False, True],
        "session_id": "optional-session-id",
    }
    reflection = ok_event(ada.post(PATH, json=body), 201)
    assert reflection == {
        "id": reflection["id"],
        **body,
        "created_at": "2026-03-18T09:30:00Z",
        "shutdown_date": "2026-03-18T09:30:00Z",
    }
    assert reflection["id"]
    assert read(ada, "dashboard/shutdown-history") == [reflection]
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("rating", ["great", "good", "okay", "tough"])
def test_only_the_rating_is_required(ada: Person, rating: str) -> None:
    reflection = shut_down(ada, rating)
    assert reflection == {
        "id": reflection["id"],
        "productivity_rating": rating,
        "reflection_note": None,
        "mindful_disconnect_completed": [],
        "session_id": None,
        "created_at": "2026-03-18T09:30:00Z",
        "shutdown_date": "2026-03-18T09:30:00Z",
    }


def test_history_is_listed_newest_first_in_pages_of_30(ada: Person, clock: MovableClock) -> None:
    reflections: list[dict[str, Any]] = []
    for _ in range(32):
        reflections.insert(0, shut_down(ada))
        clock.move(minutes=1)
    response = ada.get("dashboard/shutdown-history")
    assert response.json() == reflections[:30]
    token = response.headers["x-continuation"]
    second_page = ada.get(f"dashboard/shutdown-history?continuation={token}")
    assert second_page.json() == reflections[30:]
    assert "x-continuation" not in second_page.headers
    for limit in (1, 31, 32, 500):
        page = ada.get(f"dashboard/shutdown-history?limit={limit}")
        assert page.json() == reflections[:limit]
        assert ("x-continuation" in page.headers) == (limit < 32)
    assert read_all_pages(ada, "dashboard/shutdown-history", limit=7) == reflections


def test_history_and_streak_are_not_shared_between_users(ada: Person, bob: Person) -> None:
    shut_down(ada)
    assert read(bob, "dashboard/shutdown-history") == []
    assert shutdown_streak(bob) == 0


def test_reflections_of_another_user_are_closed_to_administrators_too(root: Person, ada: Person) -> None:
    shut_down(ada)
    body = {"productivity_rating": "okay", "user_id": ada.id}
    assert root.post(PATH, json=body).status_code == 403
    assert root.get(f"dashboard/shutdown-history?user_id={ada.id}").status_code == 403
    assert len(read(ada, "dashboard/shutdown-history")) == 1
    for path in ("dashboard/shutdown-summary", "points"):
        assert read(root, f"{path}?user_id={ada.id}") == read(ada, path)


# Points and streaks


def test_several_reflections_on_one_day_are_stored_and_rewarded_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for rating in ("tough", "okay", "great"):
        shut_down(ada, rating)
        clock.move(hours=1)
    history = read(ada, "dashboard/shutdown-history")
    assert [reflection["productivity_rating"] for reflection in history] == ["great", "okay", "tough"]
    ledger = read(ada, "points")
    assert {entry["rule"]: entry["delta"] for entry in ledger} == {"shutdown": 10, "shutdown_streak": 2}
    assert {entry["id"] for entry in ledger} == {
        "points:shutdown:2026-03-18",
        "points:shutdown_streak:2026-03-18",
    }
    assert len(ledger) == 2
    assert {entry["source_id"] for entry in ledger} == {"2026-03-18"}
    assert shutdown_streak(ada) == shutdown_summary(ada)["shutdownStreak"] == 1
    assert_totals_agree(store, ada)


def test_streak_bonus_grows_by_two_up_to_twenty(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for days in range(13):
        expected = 10 + min(2 * (days + 1), 20)
        assert (shutdown_summary(ada)["shutdownStreak"], shutdown_summary(ada)["pointsEarned"]) == (
            days,
            expected,
        )
        shut_down(ada)
        assert (shutdown_summary(ada)["shutdownStreak"], shutdown_summary(ada)["pointsEarned"]) == (
            days + 1,
            expected,
        )
        clock.move(days=1)
    assert bonuses(ada) == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 20, 20, 20]
    assert_totals_agree(store, ada)


def test_streak_ends_after_a_full_day_without_a_reflection(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, work_days=EVERY_DAY)
    for _ in range(3):
        shut_down(ada)
        clock.move(days=1)
    clock.set(at("2026-03-21T23:59:59.999999Z"))
    assert (shutdown_streak(ada), shutdown_summary(ada)["pointsEarned"]) == (3, 18)
    clock.set(at("2026-03-22T00:00:00Z"))
    assert (shutdown_streak(ada), shutdown_summary(ada)["pointsEarned"]) == (0, 12)
    shut_down(ada)
    assert shutdown_streak(ada) == 1
    assert bonuses(ada) == [2, 4, 6, 2]
    assert_totals_agree(store, ada)


def test_points_earned_equals_todays_ledger_entries(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    set_preferences(ada, focus_goal_minutes=25)
    for tasks in (3, 0, 2):
        for number in range(tasks):
            complete(ada, f"{number}")
        focus(ada, clock, 30)
        shut_down(ada)
        day = clock.now().date().isoformat()
        total = sum(entry["delta"] for entry in read(ada, "points") if entry["at"].startswith(day))
        assert shutdown_summary(ada)["pointsEarned"] == total
        clock.move(days=1)
    assert_totals_agree(store, ada)


def test_reflections_just_before_and_after_local_midnight_count_once_and_neither_ends_the_streak(
    late_person: Person, clock: MovableClock, store: DocumentStore
) -> None:
    shut_down(late_person)
    clock.move(microseconds=1)
    assert shutdown_streak(late_person) == 1
    assert shutdown_summary(late_person)["pointsEarned"] == 10 + 2
    for _ in range(2):
        shut_down(late_person)
        assert (shutdown_streak(late_person), bonuses(late_person)) == (1, [2])
        clock.move(hours=7, minutes=59)
    assert_totals_agree(store, late_person)
    clock.move(days=1)  # the day after midnight had only a reflection that did not count
    shut_down(late_person)
    assert (shutdown_streak(late_person), bonuses(late_person)) == (2, [2, 4])
    assert_totals_agree(store, late_person)


@pytest.mark.parametrize(("hours", "streak"), [(7.99, 1), (8, 2)])
def test_reflections_on_two_days_count_from_eight_hours_apart_on(
    ada: Person, clock: MovableClock, store: DocumentStore, hours: float, streak: int
) -> None:
    clock.set(at("2026-03-18T23:00:00Z"))
    shut_down(ada)
    clock.move(hours=hours)
    assert shutdown_summary(ada)["pointsEarned"] == 10 + 2 * streak
    shut_down(ada)
    assert (shutdown_streak(ada), bonuses(ada)) == (streak, [2, 4][:streak])
    clock.set(at("2026-03-19T22:00:00Z"))
    shut_down(ada)  # of the same day, and now it counts
    assert (shutdown_streak(ada), bonuses(ada)) == (2, [2, 4])
    assert_totals_agree(store, ada)


def test_shutdowns_in_three_zones_within_seconds_count_once(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    clock.set(at("2026-03-18T10:30:00Z"))
    join(ada, HEALTHY_BOUNDARIES)
    start_session(ada)  # it runs, and is an hour of each of these days
    clock.move(hours=1)
    dates = []
    for zone in ("Etc/GMT+12", "UTC", "Pacific/Kiritimati", "Etc/GMT+12"):
        set_timezone(ada, zone)
        clock.move(seconds=10)
        shut_down(ada)
        dates.append(read(ada, "daily-summary")["date"][:10])
    assert dates == ["2026-03-17", "2026-03-18", "2026-03-19", "2026-03-17"]
    assert (shutdown_streak(ada), bonuses(ada), total_points(ada)) == (1, [2], 12)
    assert progress_in(ada, HEALTHY_BOUNDARIES) == (0, "in_progress")  # the one that counts was late
    assert_totals_agree(store, ada)


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_streak_continues_over_a_day_of_23_or_25_hours(api: Api, clock: MovableClock, sunday: str) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    for offset in range(-2, 3):
        day = date.fromisoformat(sunday) + timedelta(days=offset)
        clock.set(datetime.combine(day, time(23, 30), ZoneInfo("Europe/Madrid")).astimezone(UTC))
        shut_down(person)
    assert shutdown_streak(person) == 5
    assert bonuses(person) == [2, 4, 6, 8, 10]


def test_streak_continues_after_a_zone_change_from_madrid_to_tokyo(
    api: Api, clock: MovableClock, store: DocumentStore
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    for day in (18, 19, 20):
        clock.set(at(f"2026-03-{day}T21:00:00Z"))  # 22:00 in Madrid, 06:00 of the next day in Tokyo
        shut_down(person)
    set_timezone(person, "Asia/Tokyo")
    assert shutdown_streak(person) == 3
    clock.move(seconds=1)
    shut_down(person)  # on the 21st, but seconds after the one before
    assert shutdown_streak(person) == 3
    clock.set(at("2026-03-22T10:00:00Z"))
    assert shutdown_streak(person) == 3
    shut_down(person)
    assert bonuses(person) == [2, 4, 6, 8]
    set_timezone(person, "Europe/Madrid")
    assert shutdown_streak(person) == 4
    shut_down(person)  # the 22nd again
    assert bonuses(person) == [2, 4, 6, 8]
    assert_totals_agree(store, person)


def test_reflection_before_the_day_start_counts_for_the_day_before(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    ada.put("users/profile", json={"day_start": "04:00"})
    for moment in ("2026-03-19T01:30:00Z", "2026-03-20T03:59:59Z", "2026-03-20T04:00:00Z"):
        clock.set(at(moment))
        shut_down(ada)
    assert (shutdown_streak(ada), bonuses(ada)) == (2, [2, 4])
    assert [entry["source_id"] for entry in read(ada, "points")[::2]] == ["2026-03-19", "2026-03-18"]
    assert_totals_agree(store, ada)
