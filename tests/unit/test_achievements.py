"""Achievements: targets, the events that unlock each, and when an undo locks it again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.timestamps import format_sortable
from shared.rules.rewards.achievements import ACHIEVEMENTS, unlock
from shared.views.health import MealKind
from tests.oracle.actions import perform
from tests.oracle.event_log import CHALLENGES
from tests.oracle.simulated_user import Book

BY_ID = {one.id: one for one in ACHIEVEMENTS}


def _days(number: int, *, every: int = 1, before: int = 0) -> ActiveDays:
    """Return a number of days, the first of them `before` days before a Monday, at a distance of `every`."""
    days = ActiveDays()
    for one in range(number):
        days = days.with_day(date(2026, 3, 16) + timedelta(days=every * one - before))
    return days


def _lifetime(**totals: object) -> LifetimeTotals:
    return LifetimeTotals(user_id="ada", **totals)  # type: ignore[arg-type]


TOTALS_AT: dict[str, Callable[[int], LifetimeTotals]] = {
    "first-step": lambda n: _lifetime(completed_tasks=n),
    "on-a-roll": lambda n: _lifetime(completed_tasks=n),
    "task-master": lambda n: _lifetime(completed_tasks=n),
    "in-the-zone": lambda n: _lifetime(focus_sessions=n),
    "deep-diver": lambda n: _lifetime(focus_seconds=n * 3600),
    "warming-up": lambda n: _lifetime(active_days=_days(n)),
    "unstoppable": lambda n: _lifetime(active_days=_days(n)),
    "clean-close": lambda n: _lifetime(shutdown_days=_days(n)),
    "evening-ritual": lambda n: _lifetime(shutdown_days=_days(n)),
    "well-watered": lambda n: _lifetime(hydrated_days=_days(n, every=3)),
    "breather": lambda n: _lifetime(breaks=n),
    "well-rested": lambda n: _lifetime(breaks=n),
    "in-balance": lambda n: _lifetime(worked_days=_days(n), overtime_days=_days(30, before=30)),
    "challenger": lambda n: _lifetime(challenges_done=n),
    "champion": lambda n: _lifetime(challenges_done=n),
}


def _repeat(times: int, *events: Callable[[Book], object]) -> Callable[[Book], None]:
    def do(book: Book) -> None:
        for _ in range(times):
            for event in events:
                event(book)

    return do


def _complete_new_task(book: Book) -> None:
    book.complete(book.plan())


def _next_day(book: Book) -> None:
    book.go_on(days=1)


def _complete_all_challenges(book: Book) -> None:
    for challenge in CHALLENGES:
        book.join(challenge)
        book.set_progress(challenge, 15)
    book.go_on(days=7)


EVENTS_FOR: dict[str, Callable[[Book], None]] = {
    "first-step": _repeat(1, _complete_new_task),
    "on-a-roll": _repeat(25, _complete_new_task),
    "task-master": _repeat(250, _complete_new_task),
    "in-the-zone": _repeat(10, lambda book: book.focus(60)),
    "deep-diver": _repeat(25, lambda book: book.focus(4 * 3600)),
    "warming-up": _repeat(3, lambda book: book.work(60), _next_day),
    "unstoppable": _repeat(30, _complete_new_task, _next_day),
    "clean-close": _repeat(1, Book.shut_down),
    "evening-ritual": _repeat(7, Book.shut_down, _next_day),
    "well-watered": _repeat(7, lambda book: book.drink(1999), lambda book: book.drink(1), _next_day),
    "breather": _repeat(10, lambda book: book.rest(60)),
    "well-rested": _repeat(100, lambda book: book.rest(60)),
    "in-balance": _repeat(8, lambda book: book.work(8 * 3600), _next_day),
    "challenger": _repeat(1, _complete_all_challenges),
    "champion": _repeat(3, _complete_all_challenges),
}


def _unlocked_by(lifetime: LifetimeTotals) -> set[str]:
    return set(unlock(_lifetime(), lifetime, Book().now, undoing=False).unlocked)


def test_at_least_twelve_achievements_have_unique_ids_and_names() -> None:
    assert len(ACHIEVEMENTS) >= 12
    assert len({one.id for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
    assert len({one.name for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
    assert all(one.description and one.icon and one.target >= 1 for one in ACHIEVEMENTS)


def test_achievements_count_everything_that_the_contract_names() -> None:
    counted = {one.counts.__name__.strip("_") for one in ACHIEVEMENTS}
    assert counted >= {
        *("tasks", "focus_sessions", "streak", "shutdowns", "hydrated_days", "breaks", "days_in_balance"),
    }
    assert {one.description for one in ACHIEVEMENTS} >= {"7 days hydrated"}


@pytest.mark.parametrize("name", list(BY_ID))
def test_achievement_unlocks_at_its_target_and_not_before(name: str) -> None:
    one, reach = BY_ID[name], TOTALS_AT[name]
    assert one.counts(reach(one.target)) == one.target
    assert name in _unlocked_by(reach(one.target))
    assert name not in _unlocked_by(reach(one.target - 1))


@pytest.mark.parametrize("name", list(EVENTS_FOR))
def test_achievement_is_unlocked_by_events(name: str) -> None:
    book = Book()
    EVENTS_FOR[name](book)
    assert name in book.progress.unlocked


def test_every_achievement_has_events_that_unlock_it() -> None:
    assert BY_ID.keys() == EVENTS_FOR.keys()


def test_well_watered_stays_locked_until_the_seventh_day_reaches_the_goal() -> None:
    book = Book()
    for amount in (2000, 2500, 2000, 1999, 2000, 2000, 2000):
        book.drink(amount)
        book.go_on(days=2)
    assert "well-watered" not in book.progress.unlocked
    book.drink(1, book.now - timedelta(days=8))
    assert book.progress.unlocked == {"well-watered": format_sortable(book.now)}


def test_removing_the_drink_that_completed_a_hydrated_day_locks_well_watered_again() -> None:
    book = Book()
    glasses = []
    for _ in range(7):
        glasses.append(book.drink(2000))
        spare = book.drink(500)
        book.go_on(days=1)
    since = book.progress.unlocked["well-watered"]
    book.remove_entry(spare)
    book.remove_entry(book.pause(10))
    book.remove_entry(book.eat(MealKind.LUNCH))
    assert book.progress.unlocked == {"well-watered": since}
    book.remove_entry(glasses[2])
    assert "well-watered" not in book.progress.unlocked
    book.go_on(hours=1)
    book.drink(1500, book.now - timedelta(days=5, hours=1))
    assert book.progress.unlocked == {"well-watered": format_sortable(book.now)}


@pytest.mark.parametrize("name", list(BY_ID))
def test_new_user_has_no_achievement(name: str) -> None:
    assert BY_ID[name].counts(_lifetime()) == 0


def test_an_hour_of_focus_counts_only_when_complete() -> None:
    assert BY_ID["deep-diver"].counts(_lifetime(focus_seconds=100 * 3600 - 1)) == 99


def test_days_that_are_not_consecutive_are_no_streak() -> None:
    assert BY_ID["unstoppable"].counts(_lifetime(active_days=_days(30, every=2))) == 1
    assert BY_ID["evening-ritual"].counts(_lifetime(shutdown_days=_days(30, every=2))) == 1
    assert BY_ID["clean-close"].counts(_lifetime(shutdown_days=_days(30, every=2))) == 30


def test_week_with_overtime_is_not_in_balance() -> None:
    week = _days(7)
    for day in range(16, 23):
        overtime = ActiveDays().with_day(date(2026, 3, day))
        assert BY_ID["in-balance"].counts(_lifetime(worked_days=week, overtime_days=overtime)) == 0


def test_days_of_two_weeks_do_not_count_together_for_in_balance() -> None:
    worked = ActiveDays()
    for day in range(19, 26):  # Thursday to Wednesday
        worked = worked.with_day(date(2026, 3, day))
    assert BY_ID["in-balance"].counts(_lifetime(worked_days=worked)) == 4


def test_first_completed_task_unlocks_first_step_in_the_same_commit() -> None:
    book = Book()
    book.complete(book.plan())
    assert book.progress.unlocked == {"first-step": format_sortable(book.now)}


def test_unlocked_achievement_keeps_the_time_at_which_it_was_unlocked() -> None:
    book = Book()
    since = format_sortable(book.now)
    for _ in range(30):
        book.complete(book.plan())
        book.go_on(minutes=1)
    assert book.progress.unlocked["first-step"] == since
    assert book.progress.unlocked["on-a-roll"] == format_sortable(book.now.replace(hour=9, minute=54))


def test_undoing_the_event_that_unlocked_an_achievement_locks_it_again() -> None:
    book = Book()
    task_id = book.plan()
    book.complete(task_id)
    book.reopen(task_id)
    assert book.progress.unlocked == {}
    book.go_on(hours=1)
    book.complete(task_id)
    assert book.progress.unlocked == {"first-step": format_sortable(book.now)}


def test_undoing_leaves_an_achievement_unlocked_while_its_target_is_reached() -> None:
    book = Book()
    done = [book.plan() for _ in range(26)]
    for task_id in done:
        book.complete(task_id)
    before = book.progress.unlocked
    book.reopen(done[0])
    assert book.progress.unlocked == before
    book.reopen(done[1])
    assert set(book.progress.unlocked) == {"first-step"}


def test_reopening_a_task_locks_a_streak_achievement_that_it_had_unlocked() -> None:
    book = Book()
    done = []
    for _ in range(3):
        done.append(book.plan())
        book.complete(done[-1])
        book.go_on(days=1)
    assert "warming-up" in book.progress.unlocked
    book.reopen(done[1])
    assert "warming-up" not in book.progress.unlocked


def test_streak_achievement_stays_unlocked_after_the_streak_has_ended() -> None:
    book = Book()
    perform(book, [("work for days", 2)])
    assert "warming-up" in book.progress.unlocked
    book.go_on(days=400)
    book.rest(60)
    assert "warming-up" in book.progress.unlocked


def test_in_balance_stays_unlocked_after_later_overtime_and_an_undo() -> None:
    book = Book()
    book.go_on(days=-2)
    for _ in range(5):
        book.work(3600)
        book.go_on(days=1)
    assert "in-balance" in book.progress.unlocked
    book.work(12 * 3600)
    task_id = book.plan()
    book.complete(task_id)
    book.reopen(task_id)
    assert "in-balance" in book.progress.unlocked


def test_challenger_stays_unlocked_when_an_administrator_lowers_the_progress() -> None:
    book = Book()
    book.join("task-finisher")
    book.set_progress("task-finisher", 15)
    assert "challenger" in book.progress.unlocked
    book.set_progress("task-finisher", 0)
    assert book.progress.challenges_done == 0
    assert "challenger" in book.progress.unlocked


def test_undoing_the_task_that_completed_a_challenge_locks_challenger_again() -> None:
    book = Book()
    book.join("task-finisher")
    done = [book.plan() for _ in range(15)]
    for task_id in done:
        book.complete(task_id)
    assert "challenger" in book.progress.unlocked
    book.reopen(done[0])
    assert "challenger" not in book.progress.unlocked


def test_achievement_already_reached_when_introduced_unlocks_with_the_next_event() -> None:
    book = Book()
    book.progress = _lifetime(completed_tasks=300, total_tasks=300)
    book.rest(60)
    assert set(book.progress.unlocked) == {"first-step", "on-a-roll", "task-master"}


def test_achievement_whose_count_fell_without_an_undo_is_permanent_and_no_later_undo_locks_it() -> None:
    book = Book()
    book.join("task-finisher")
    book.set_progress("task-finisher", 15)
    since = book.progress.unlocked["challenger"]
    assert list(book.progress.permanent) == []
    book.set_progress("task-finisher", 14)
    assert list(book.progress.permanent) == ["challenger"]

    book.go_on(hours=1)
    task_id = book.plan()
    book.complete(task_id)
    assert book.progress.challenges_done == 1
    book.reopen(task_id)
    assert book.progress.challenges_done == 0
    assert book.progress.unlocked == {"challenger": since}
    assert list(book.progress.permanent) == ["challenger"]


def test_achievement_locked_by_an_undo_is_not_permanent() -> None:
    now = Book().now
    reached = unlock(_lifetime(), _lifetime(completed_tasks=1), now, undoing=False)
    undone = unlock(reached, replace(reached, completed_tasks=0), now, undoing=True)
    assert undone == _lifetime()
