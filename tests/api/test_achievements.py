"""Achievements: unlocked by an event, kept as time passes, locked again when the event is undone."""

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
    """Return the unlocked achievements and when they were unlocked."""
    achievements = read(person, "achievements")
    return {shown["id"]: shown["unlocked_at"] for shown in achievements if shown["unlocked"]}


def progress(person: Person, achievement: str) -> tuple[int, int]:
    (found,) = (shown for shown in read(person, "achievements") if shown["id"] == achievement)
    return found["progress"], found["target"]


def test_new_user_sees_at_least_12_achievements_all_locked(ada: Person, store: DocumentStore) -> None:
    achievements = read(ada, "achievements")
    assert len({achievement["id"] for achievement in achievements}) == len(achievements) >= 12
    for achievement in achievements:
        assert achievement == {
            "id": achievement["id"],
            "name": achievement["name"],
            "description": achievement["description"],
            "icon": achievement["icon"],
            "unlocked": False,
            "unlocked_at": None,
            "progress": 0,
            "target": achievement["target"],
        }
        assert all(achievement[text] for text in ("id", "name", "description", "icon"))
        assert achievement["target"] >= 1
    assert_totals_agree(store, ada)


@pytest.mark.parametrize(
    "word", ["task", "focus", "in a row", "Shut", "hydrated", "break", "without overtime", "challenge"]
)
def test_achievements_cover_each_area_of_the_working_day(ada: Person, word: str) -> None:
    assert any(word in achievement["description"] for achievement in read(ada, "achievements"))


@pytest.mark.parametrize("undo", [reopen, delete_task])
def test_achievement_unlocks_with_its_event_and_locks_when_the_event_is_undone(
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


def test_unlocked_at_stays_at_the_first_event_that_reached_the_target(
    ada: Person, clock: MovableClock
) -> None:
    first = complete(ada)
    clock.move(hours=1)
    complete(ada)
    assert unlocked(ada) == {"first-step": "2026-03-18T09:30:00Z"}
    reopen(ada, first)  # the other task is still completed
    assert unlocked(ada) == {"first-step": "2026-03-18T09:30:00Z"}


def test_progress_is_capped_at_the_target(ada: Person, store: DocumentStore) -> None:
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


def test_focus_sessions_and_breaks_count_when_completed_and_not_when_stopped(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for number in range(10):
        assert progress(ada, "in-the-zone") == progress(ada, "breather") == (number, 10)
        end_session(ada, start_session(ada), "stop")
        focus(ada, clock, 19.99)  # less than 80 % of its plan
        end_session(ada, start_session(ada, 1))  # at once
        focus(ada, clock, 20)
        take_break(ada, clock)
    assert unlocked(ada).keys() == {"in-the-zone", "breather"}
    assert_totals_agree(store, ada)


def test_focus_hours_count_in_whole_hours_up_to_100(
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


def test_three_consecutive_active_days_unlock_warming_up(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    complete(ada)
    clock.move(days=2)
    task = complete(ada)
    clock.move(days=1)
    work(ada, clock, hours=1)
    assert progress(ada, "warming-up") == (2, 3)
    clock.move(days=1)
    last = complete(ada)
    assert "warming-up" in unlocked(ada)
    reopen(ada, task)  # of two days ago
    assert progress(ada, "warming-up") == (3, 3)
    assert "warming-up" in unlocked(ada)
    reopen(ada, last)
    assert progress(ada, "warming-up") == (2, 3)
    assert "warming-up" not in unlocked(ada)
    assert_totals_agree(store, ada)


def test_one_shutdown_and_a_week_of_shutdowns_unlock_separate_achievements(
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
def test_five_days_of_a_week_unlock_in_balance_only_without_overtime(
    ada: Person, clock: MovableClock, store: DocumentStore, minutes: int, *, balanced: bool
) -> None:
    clock.set(at("2026-03-23T08:00:00Z"))  # Monday
    for day in range(5):
        assert "in-balance" not in unlocked(ada)
        clock.set(at("2026-03-23T08:00:00Z") + timedelta(days=day))
        work(ada, clock, minutes=minutes if day == 2 else 480)
    assert ("in-balance" in unlocked(ada)) == balanced
    assert_totals_agree(store, ada)


def test_in_balance_stays_unlocked_after_overtime_at_the_weekend(
    ada: Person, clock: MovableClock, store: DocumentStore
) -> None:
    for day in range(23, 29):
        clock.set(at(f"2026-03-{day}T08:00:00Z"))
        work(ada, clock, hours=12 if day == 28 else 8)
        assert ("in-balance" in unlocked(ada)) == (day >= 27)
    assert_totals_agree(store, ada)


def test_overtime_uses_the_users_workday_limit_and_local_days(api: Api, clock: MovableClock) -> None:
    person = api.sign_up(timezone="Europe/Madrid")
    set_preferences(person, workday_limit_minutes=60)
    for day in (23, 25, 27):  # two hours each, one of them before midnight
        clock.set(at(f"2026-03-{day}T23:00:00+01:00"))
        work(person, clock, hours=2)
    assert progress(person, "in-balance") == (5, 5)
    clock.move(minutes=1)
    work(person, clock, minutes=1)
    assert progress(person, "in-balance") == (0, 5)


def test_completed_challenge_unlocks_challenger_until_one_of_its_tasks_is_reopened(
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


def test_achievements_do_not_change_as_time_passes(
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


def test_achievements_are_per_user_and_visible_to_administrators(
    ada: Person, bob: Person, root: Person
) -> None:
    complete(bob)
    assert unlocked(ada) == {}
    assert read(root, f"achievements?user_id={bob.id}") == read(bob, "achievements")
    assert unlocked(root) == {}
