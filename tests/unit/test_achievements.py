"""Achievements: at least a dozen, each reached by what it says, and lost by nothing but its undoing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from shared.entities.active_days import ActiveDays
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.timestamps import to_stored
from shared.rules.rewards.achievements import ACHIEVEMENTS, unlock
from shared.views.health import MealKind
from tests.unit.book import Book
from tests.unit.diary import CHALLENGES

BY_ID = {one.id: one for one in ACHIEVEMENTS}


def _days(number: int, *, every: int = 1, before: int = 0) -> ActiveDays:
    """Return so many days from a Monday on, or from some days before it."""
    days = ActiveDays()
    for one in range(number):
        days = days.with_day(date(2026, 3, 16) + timedelta(days=every * one - before))
    return days


def _progress(**totals: object) -> LifetimeTotals:
    return LifetimeTotals(user_id="ada", **totals)  # type: ignore[arg-type]


REACHED_BY: dict[str, Callable[[int], LifetimeTotals]] = {
    "first-step": lambda n: _progress(completed_tasks=n),
    "on-a-roll": lambda n: _progress(completed_tasks=n),
    "task-master": lambda n: _progress(completed_tasks=n),
    "in-the-zone": lambda n: _progress(focus_sessions=n),
    "deep-diver": lambda n: _progress(focus_seconds=n * 3600),
    "warming-up": lambda n: _progress(active_days=_days(n)),
    "unstoppable": lambda n: _progress(active_days=_days(n)),
    "clean-close": lambda n: _progress(shutdown_days=_days(n)),
    "evening-ritual": lambda n: _progress(shutdown_days=_days(n)),
    "well-watered": lambda n: _progress(hydrated_days=_days(n, every=3)),
    "breather": lambda n: _progress(breaks=n),
    "well-rested": lambda n: _progress(breaks=n),
    "in-balance": lambda n: _progress(worked_days=_days(n), overtime_days=_days(30, before=30)),
    "challenger": lambda n: _progress(challenges_done=n),
    "champion": lambda n: _progress(challenges_done=n),
}


def _repeat(times: int, *events: Callable[[Book], object]) -> Callable[[Book], None]:
    def live(book: Book) -> None:
        for _ in range(times):
            for event in events:
                event(book)

    return live


def _get_one_done(book: Book) -> None:
    book.complete(book.plan())


def _sleep(book: Book) -> None:
    book.go_on(days=1)


def _win_all_challenges(book: Book) -> None:
    for challenge in CHALLENGES:
        book.join(challenge)
        book.set_progress(challenge, 15)
    book.go_on(days=7)


EARNED_BY: dict[str, Callable[[Book], None]] = {
    "first-step": _repeat(1, _get_one_done),
    "on-a-roll": _repeat(25, _get_one_done),
    "task-master": _repeat(250, _get_one_done),
    "in-the-zone": _repeat(10, lambda book: book.focus(60)),
    "deep-diver": _repeat(25, lambda book: book.focus(4 * 3600)),
    "warming-up": _repeat(3, lambda book: book.work(60), _sleep),
    "unstoppable": _repeat(30, _get_one_done, _sleep),
    "clean-close": _repeat(1, Book.shut_down),
    "evening-ritual": _repeat(7, Book.shut_down, _sleep),
    "well-watered": _repeat(7, lambda book: book.drink(1999), lambda book: book.drink(1), _sleep),
    "breather": _repeat(10, lambda book: book.rest(60)),
    "well-rested": _repeat(100, lambda book: book.rest(60)),
    "in-balance": _repeat(8, lambda book: book.work(8 * 3600), _sleep),
    "challenger": _repeat(1, _win_all_challenges),
    "champion": _repeat(3, _win_all_challenges),
}


def _unlocked_from_nothing(progress: LifetimeTotals) -> set[str]:
    return set(unlock(_progress(), progress, Book().now, undoing=False).unlocked)


def test_there_are_at_least_twelve_and_each_has_a_name_of_its_own() -> None:
    assert len(ACHIEVEMENTS) >= 12
    assert len({one.id for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
    assert len({one.name for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
    assert all(one.description and one.icon and one.target >= 1 for one in ACHIEVEMENTS)


def test_they_are_about_everything_that_the_contract_names() -> None:
    counted = {one.counts.__name__.strip("_") for one in ACHIEVEMENTS}
    assert counted >= {
        *("tasks", "focus_sessions", "streak", "shutdowns", "hydrated_days", "breaks", "days_in_balance"),
    }
    assert {one.description for one in ACHIEVEMENTS} >= {"7 days hydrated"}


@pytest.mark.parametrize("name", list(BY_ID))
def test_an_achievement_is_reached_with_its_target_and_not_before(name: str) -> None:
    one, reach = BY_ID[name], REACHED_BY[name]
    assert one.counts(reach(one.target)) == one.target
    assert name in _unlocked_from_nothing(reach(one.target))
    assert name not in _unlocked_from_nothing(reach(one.target - 1))


@pytest.mark.parametrize("name", list(EARNED_BY))
def test_an_achievement_is_earned_by_deeds(name: str) -> None:
    book = Book()
    EARNED_BY[name](book)
    assert name in book.progress.unlocked


def test_each_achievement_can_be_earned() -> None:
    assert BY_ID.keys() == EARNED_BY.keys()


def test_six_days_hydrated_and_one_nearly_are_not_seven() -> None:
    book = Book()
    for amount in (2000, 2500, 2000, 1999, 2000, 2000, 2000):
        book.drink(amount)
        book.go_on(days=2)
    assert "well-watered" not in book.progress.unlocked
    book.drink(1, book.now - timedelta(days=8))
    assert book.progress.unlocked == {"well-watered": to_stored(book.now)}


def test_taking_back_the_drink_that_made_the_seventh_day_locks_it_again() -> None:
    book = Book()
    glasses = []
    for _ in range(7):
        glasses.append(book.drink(2000))
        spare = book.drink(500)
        book.go_on(days=1)
    since = book.progress.unlocked["well-watered"]
    book.take_back(spare)
    book.take_back(book.pause(10))
    book.take_back(book.eat(MealKind.LUNCH))
    assert book.progress.unlocked == {"well-watered": since}
    book.take_back(glasses[2])
    assert "well-watered" not in book.progress.unlocked
    book.go_on(hours=1)
    book.drink(1500, book.now - timedelta(days=5, hours=1))
    assert book.progress.unlocked == {"well-watered": to_stored(book.now)}


@pytest.mark.parametrize("name", list(BY_ID))
def test_nobody_begins_with_an_achievement(name: str) -> None:
    assert BY_ID[name].counts(_progress()) == 0


def test_a_minute_less_than_an_hour_is_no_hour_of_focus() -> None:
    assert BY_ID["deep-diver"].counts(_progress(focus_seconds=100 * 3600 - 1)) == 99


def test_days_that_do_not_follow_one_another_are_no_streak() -> None:
    assert BY_ID["unstoppable"].counts(_progress(active_days=_days(30, every=2))) == 1
    assert BY_ID["evening-ritual"].counts(_progress(shutdown_days=_days(30, every=2))) == 1
    assert BY_ID["clean-close"].counts(_progress(shutdown_days=_days(30, every=2))) == 30


def test_a_week_with_overtime_is_not_in_balance() -> None:
    week = _days(7)
    for day in range(16, 23):
        overtime = ActiveDays().with_day(date(2026, 3, day))
        assert BY_ID["in-balance"].counts(_progress(worked_days=week, overtime_days=overtime)) == 0


def test_days_of_two_weeks_do_not_make_one_in_balance() -> None:
    worked = ActiveDays()
    for day in range(19, 26):  # Thursday to Wednesday
        worked = worked.with_day(date(2026, 3, day))
    assert BY_ID["in-balance"].counts(_progress(worked_days=worked)) == 4


def test_the_first_task_unlocks_the_first_step_in_the_same_commit() -> None:
    book = Book()
    book.complete(book.plan())
    assert book.progress.unlocked == {"first-step": to_stored(book.now)}


def test_an_achievement_keeps_the_moment_at_which_it_was_unlocked() -> None:
    book = Book()
    since = to_stored(book.now)
    for _ in range(30):
        book.complete(book.plan())
        book.go_on(minutes=1)
    assert book.progress.unlocked["first-step"] == since
    assert book.progress.unlocked["on-a-roll"] == to_stored(book.now.replace(hour=9, minute=54))


def test_undoing_the_deed_that_unlocked_it_locks_an_achievement_again() -> None:
    book = Book()
    task_id = book.plan()
    book.complete(task_id)
    book.reopen(task_id)
    assert book.progress.unlocked == {}
    book.go_on(hours=1)
    book.complete(task_id)
    assert book.progress.unlocked == {"first-step": to_stored(book.now)}


def test_undoing_another_deed_leaves_an_achievement_as_it_was() -> None:
    book = Book()
    done = [book.plan() for _ in range(26)]
    for task_id in done:
        book.complete(task_id)
    before = book.progress.unlocked
    book.reopen(done[0])
    assert book.progress.unlocked == before
    book.reopen(done[1])
    assert set(book.progress.unlocked) == {"first-step"}


def test_reopening_a_task_takes_back_a_streak_that_it_had_made() -> None:
    book = Book()
    done = []
    for _ in range(3):
        done.append(book.plan())
        book.complete(done[-1])
        book.go_on(days=1)
    assert "warming-up" in book.progress.unlocked
    book.reopen(done[1])
    assert "warming-up" not in book.progress.unlocked


def test_a_streak_that_has_ended_keeps_its_achievement() -> None:
    book = Book()
    book.play([("live some days", 2)])
    assert "warming-up" in book.progress.unlocked
    book.go_on(days=400)
    book.rest(60)
    assert "warming-up" in book.progress.unlocked


def test_a_week_in_balance_is_not_lost_by_overtime_afterwards() -> None:
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


def test_a_challenge_that_another_service_takes_back_keeps_its_achievement() -> None:
    book = Book()
    book.join("task-finisher")
    book.set_progress("task-finisher", 15)
    assert "challenger" in book.progress.unlocked
    book.set_progress("task-finisher", 0)
    assert book.progress.challenges_done == 0
    assert "challenger" in book.progress.unlocked


def test_undoing_the_task_that_completed_a_challenge_locks_the_challenger_again() -> None:
    book = Book()
    book.join("task-finisher")
    done = [book.plan() for _ in range(15)]
    for task_id in done:
        book.complete(task_id)
    assert "challenger" in book.progress.unlocked
    book.reopen(done[0])
    assert "challenger" not in book.progress.unlocked


def test_an_achievement_that_is_new_to_the_product_is_unlocked_with_the_next_deed() -> None:
    book = Book()
    book.progress = _progress(completed_tasks=300, total_tasks=300)
    book.rest(60)
    assert set(book.progress.unlocked) == {"first-step", "on-a-roll", "task-master"}
