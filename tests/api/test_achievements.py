"""Achievements: reached with the deed that reaches them, kept for good, taken back with what is undone."""

from datetime import timedelta

import pytest

from shared.store.contract import DocumentStore
from tests.api.actions import (
    at,
    complete,
    complete_existing,
    delete_task,
    end_session,
    focus,
    join,
    read,
    reopen,
    set_preferences,
    shut_down,
    start_session,
    take_break,
    work,
)
from tests.api.conftest import Api, Person
from tests.api.oracle import assert_totals_agree
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("tokens_never_expire")


def unlocked(person: Person) -> dict[str, str]:
    """Return what has been reached, and when."""
    return {one["id"]: one["unlocked_at"] for one in read(person, "achievements") if one["unlocked"]}


def progress(person: Person, achievement: str) -> tuple[int, int]:
    (found,) = (one for one in read(person, "achievements") if one["id"] == achievement)
    return found["progress"], found["target"]


def test_there_are_at_least_twelve_and_at_first_all_are_locked(ada: Person, store: DocumentStore) -> None:
    achievements = read(ada, "achievements")
    assert len({one["id"] for one in achievements}) == len(achievements) >= 12
    for one in achievements:
        assert one == {
            "id": one["id"],
            "name": one["name"],
            "description": one["description"],
            "icon": one["icon"],
            "unlocked": False,
            "unlocked_at": None,
            "progress": 0,
            "target": one["target"],
        }
        assert all(one[text] for text in ("id", "name", "description", "icon"))
        assert one["target"] >= 1
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    "word", ["task", "focus", "in a row", "Shut", "hydrated", "break", "without overtime", "challenge"]
)
def test_there_is_one_for_each_side_of_a_working_day(ada: Person, word: str) -> None:
    assert any(word in one["description"] for one in read(ada, "achievements"))


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_one_is_unlocked_by_the_deed_and_locked_again_by_its_undoing(
    ada: Person, clock: MovableClock, store: DocumentStore, undo: object
) -> None:
    task = ada.create_task()
    assert unlocked(ada) == {}
    clock.move(minutes=5)
    complete_existing(ada, task)
    assert unlocked(ada) == {"first-step": "2026-03-18T09:35:00Z"}
    assert progress(ada, "first-step") == (1, 1)
    clock.move(minutes=5)
    if undo is reopen:
        reopen(ada, task)
    else:
        delete_task(ada, task)
    assert unlocked(ada) == {}
    assert progress(ada, "first-step") == (0, 1)
    clock.move(minutes=5)
    complete(ada)
    assert unlocked(ada) == {"first-step": "2026-03-18T09:45:00Z"}
    assert_totals_agree(store, ada)


def test_one_that_is_reached_stays_since_when_it_was(ada: Person, clock: MovableClock) -> None:
    first = complete(ada)
    clock.move(hours=1)
    complete(ada)
    assert unlocked(ada) == {"first-step": "2026-03-18T09:30:00Z"}
    reopen(ada, first)  # the other task still stands
    assert unlocked(ada) == {"first-step": "2026-03-18T09:30:00Z"}


def test_progress_ends_at_the_target(ada: Person, store: DocumentStore) -> None:
    tasks = [complete(ada) for _ in range(24)]
    assert progress(ada, "on-a-roll") == (24, 25)
    assert "on-a-roll" not in unlocked(ada)
    tasks += [complete(ada) for _ in range(2)]
    assert progress(ada, "on-a-roll") == (25, 25)
    assert "on-a-roll" in unlocked(ada)
    for task in tasks[:2]:
        reopen(ada, task)
    assert progress(ada, "on-a-roll") == (24, 25)
    assert "on-a-roll" not in unlocked(ada)
    assert_totals_agree(store, ada)


def test_focus_sessions_and_breaks_are_counted_when_they_are_completed(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for number in range(10):
        assert progress(ada, "in-the-zone") == progress(ada, "breather") == (number, 10)
        end_session(ada, start_session(ada), "stop")
        focus(ada, clock)
        take_break(ada, clock)
    assert unlocked(ada).keys() == {"in-the-zone", "breather"}
    assert_totals_agree(store, ada)


def test_100_hours_of_focus_are_counted_in_whole_hours(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for hours in (12, 25, 37, 50, 62, 75, 87, 100):  # 12.5 hours each
        assert "deep-diver" not in unlocked(ada)
        session = start_session(ada, 240)
        clock.move(hours=12, minutes=30)
        end_session(ada, session)
        assert progress(ada, "deep-diver") == (hours, 100)
    assert "deep-diver" in unlocked(ada)
    assert_totals_agree(store, ada)


def test_three_active_days_in_a_row_are_a_beginning(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    complete(ada)
    clock.move(days=2)
    task = complete(ada)
    clock.move(days=1)
    work(ada, clock, hours=1)
    assert progress(ada, "warming-up") == (2, 3)
    clock.move(days=1)
    complete(ada)
    assert "warming-up" in unlocked(ada)
    reopen(ada, task)
    assert progress(ada, "warming-up") == (2, 3)
    assert "warming-up" not in unlocked(ada)
    assert_totals_agree(store, ada)


def test_closing_the_day_once_and_for_a_week_are_two(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for number in range(7):
        assert progress(ada, "evening-ritual") == (number, 7)
        shut_down(ada)
        shut_down(ada)
        assert "clean-close" in unlocked(ada)
        clock.move(days=1)
    assert unlocked(ada).keys() == {"clean-close", "evening-ritual"}
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(("minutes", "balanced"), [(510, True), (511, False)])
def test_five_days_of_a_week_without_overtime_are_balance(
    ada: Person, clock: MovableClock, store: DocumentStore, minutes: int, *, balanced: bool
) -> None:
    clock.set(at("2026-03-23T08:00:00Z"))  # Monday
    for day in range(5):
        assert "in-balance" not in unlocked(ada)
        clock.set(at("2026-03-23T08:00:00Z") + timedelta(days=day))
        work(ada, clock, minutes=minutes if day == 2 else 480)
    assert ("in-balance" in unlocked(ada)) == balanced
    assert_totals_agree(store, ada)


def test_balance_that_was_reached_is_not_lost_by_overtime_at_the_weekend(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for day in range(23, 29):
        clock.set(at(f"2026-03-{day}T08:00:00Z"))
        work(ada, clock, hours=12 if day == 28 else 8)
        assert ("in-balance" in unlocked(ada)) == (day >= 27)
    assert_totals_agree(store, ada)


def test_overtime_is_what_goes_beyond_ones_own_limit_by_the_days_of_the_wall_clock(
    api: Api, clock: MovableClock
) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    set_preferences(person, workday_limit_minutes=60)
    for day in (23, 25, 27):  # two hours each, of which one is before midnight
        clock.set(at(f"2026-03-{day}T23:00:00+01:00"))
        work(person, clock, hours=2)
    assert progress(person, "in-balance") == (5, 5)
    clock.move(minutes=1)
    work(person, clock, minutes=1)
    assert progress(person, "in-balance") == (0, 5)


def test_a_completed_challenge_is_one_until_a_task_of_it_is_reopened(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    join(ada, "task-finisher")
    tasks = []
    for _ in range(15):
        clock.move(minutes=1)
        tasks.append(complete(ada))
    assert unlocked(ada) == {"first-step": "2026-03-18T09:31:00Z", "challenger": "2026-03-18T09:45:00Z"}
    assert progress(ada, "champion") == (1, 10)
    reopen(ada, tasks[7])
    assert unlocked(ada) == {"first-step": "2026-03-18T09:31:00Z"}
    assert_totals_agree(store, ada)


def test_nothing_that_was_reached_is_lost_because_time_passes(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for _ in range(7):
        complete(ada)
        shut_down(ada)
        clock.move(days=1)
    before = read(ada, "achievements")
    assert unlocked(ada).keys() == {"first-step", "warming-up", "clean-close", "evening-ritual"}
    clock.move(days=1000)
    assert read(ada, "achievements") == before
    focus(ada, clock)
    assert unlocked(ada).keys() == {"first-step", "warming-up", "clean-close", "evening-ritual"}
    assert_totals_agree(store, ada)


def test_everybody_has_their_own_and_an_administrator_sees_them(
    ada: Person, bob: Person, root: Person
) -> None:
    complete(bob)
    assert unlocked(ada) == {}
    assert read(root, f"achievements?user_id={bob.id}") == read(bob, "achievements")
    assert unlocked(root) == {}
