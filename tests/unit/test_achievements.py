"""Achievements: targets, the events that unlock each, and when an undo locks it again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.timestamps import format_sortable
from shared.entities.totals import LifetimeTotals
from shared.rules.rewards.achievements import ACHIEVEMENTS, COUNTS, unlock
from shared.views.health import MealKind
from tests.oracle.actions import perform
from tests.oracle.event_log import CHALLENGES
from tests.oracle.simulated_user import SimulatedUser

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


def _repeat(times: int, *events: Callable[[SimulatedUser], object]) -> Callable[[SimulatedUser], None]:
    def do(user: SimulatedUser) -> None:
        for _ in range(times):
            for event in events:
                event(user)

    return do


def _complete_new_task(user: SimulatedUser) -> None:
    user.complete(user.create_task())


def _next_day(user: SimulatedUser) -> None:
    user.advance(days=1)


def _complete_all_challenges(user: SimulatedUser) -> None:
    for challenge in CHALLENGES:
        user.join(challenge)
        user.set_progress(challenge, 15)
    user.advance(days=7)


EVENTS_FOR: dict[str, Callable[[SimulatedUser], None]] = {
    "first-step": _repeat(1, _complete_new_task),
    "on-a-roll": _repeat(25, _complete_new_task),
    "task-master": _repeat(250, _complete_new_task),
    "in-the-zone": _repeat(10, lambda user: user.focus(300)),
    "deep-diver": _repeat(25, lambda user: user.focus(4 * 3600)),
    "warming-up": _repeat(3, lambda user: user.work(60), _next_day),
    "unstoppable": _repeat(30, _complete_new_task, _next_day),
    "clean-close": _repeat(1, SimulatedUser.shut_down),
    "evening-ritual": _repeat(7, SimulatedUser.shut_down, _next_day),
    "well-watered": _repeat(7, lambda user: user.drink(1999), lambda user: user.drink(1), _next_day),
    "breather": _repeat(10, lambda user: user.take_break(60)),
    "well-rested": _repeat(100, lambda user: user.take_break(60)),
    "in-balance": _repeat(8, lambda user: user.work(8 * 3600), _next_day),
    "challenger": _repeat(1, _complete_all_challenges),
    "champion": _repeat(3, _complete_all_challenges),
}


def _unlocked_by(lifetime: LifetimeTotals) -> set[str]:
    return set(unlock(_lifetime(), lifetime, SimulatedUser().now, undoing=False).unlocked)


def test_at_least_twelve_achievements_have_unique_ids_and_names() -> None:
    assert len(ACHIEVEMENTS) >= 12
    assert len({one.id for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
    assert len({one.name for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
    assert all(one.description and one.icon and one.target >= 1 for one in ACHIEVEMENTS)


def test_achievements_count_everything_that_the_contract_names() -> None:
    counted = {name for name, count in COUNTS.items() if any(one.counts is count for one in ACHIEVEMENTS)}
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
    user = SimulatedUser()
    EVENTS_FOR[name](user)
    assert name in user.lifetime.unlocked


def test_every_achievement_has_events_that_unlock_it() -> None:
    assert BY_ID.keys() == EVENTS_FOR.keys()


def test_well_watered_stays_locked_until_the_seventh_day_reaches_the_goal() -> None:
    user = SimulatedUser()
    for amount in (2000, 2500, 2000, 1999, 2000, 2000, 2000):
        user.drink(amount)
        user.advance(days=2)
    assert "well-watered" not in user.lifetime.unlocked
    user.drink(1, user.now - timedelta(days=8))
    assert user.lifetime.unlocked == {"well-watered": format_sortable(user.now)}


def test_removing_the_drink_that_completed_a_hydrated_day_locks_well_watered_again() -> None:
    user = SimulatedUser()
    glasses = []
    for _ in range(7):
        glasses.append(user.drink(2000))
        spare = user.drink(500)
        user.advance(days=1)
    since = user.lifetime.unlocked["well-watered"]
    user.remove_entry(spare)
    user.remove_entry(user.rest(10))
    user.remove_entry(user.eat(MealKind.LUNCH))
    assert user.lifetime.unlocked == {"well-watered": since}
    user.remove_entry(glasses[2])
    assert "well-watered" not in user.lifetime.unlocked
    user.advance(hours=1)
    user.drink(1500, user.now - timedelta(days=5, hours=1))
    assert user.lifetime.unlocked == {"well-watered": format_sortable(user.now)}


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
    user = SimulatedUser()
    user.complete(user.create_task())
    assert user.lifetime.unlocked == {"first-step": format_sortable(user.now)}


def test_unlocked_achievement_keeps_the_time_at_which_it_was_unlocked() -> None:
    user = SimulatedUser()
    since = format_sortable(user.now)
    for _ in range(30):
        user.complete(user.create_task())
        user.advance(minutes=1)
    assert user.lifetime.unlocked["first-step"] == since
    assert user.lifetime.unlocked["on-a-roll"] == format_sortable(user.now.replace(hour=9, minute=54))


def test_undoing_the_event_that_unlocked_an_achievement_locks_it_again() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    user.complete(task_id)
    user.reopen(task_id)
    assert user.lifetime.unlocked == {}
    user.advance(hours=1)
    user.complete(task_id)
    assert user.lifetime.unlocked == {"first-step": format_sortable(user.now)}


def test_undoing_leaves_an_achievement_unlocked_while_its_target_is_reached() -> None:
    user = SimulatedUser()
    done = [user.create_task() for _ in range(26)]
    for task_id in done:
        user.complete(task_id)
    before = user.lifetime.unlocked
    user.reopen(done[0])
    assert user.lifetime.unlocked == before
    user.reopen(done[1])
    assert set(user.lifetime.unlocked) == {"first-step"}


def test_reopening_a_task_locks_a_streak_achievement_that_it_had_unlocked() -> None:
    user = SimulatedUser()
    done = []
    for _ in range(3):
        user.advance(days=1)
        done.append(user.create_task())
        user.complete(done[-1])
    assert "warming-up" in user.lifetime.unlocked
    user.reopen(done[1])  # of yesterday
    assert "warming-up" in user.lifetime.unlocked
    user.reopen(done[2])
    assert "warming-up" not in user.lifetime.unlocked


def test_streak_achievement_stays_unlocked_after_the_streak_has_ended() -> None:
    user = SimulatedUser()
    perform(user, [("work for days", 2)])
    assert "warming-up" in user.lifetime.unlocked
    user.advance(days=400)
    user.take_break(60)
    assert "warming-up" in user.lifetime.unlocked


def test_in_balance_stays_unlocked_after_later_overtime_and_an_undo() -> None:
    user = SimulatedUser()
    user.advance(days=-2)
    for _ in range(5):
        user.work(3600)
        user.advance(days=1)
    assert "in-balance" in user.lifetime.unlocked
    user.work(12 * 3600)
    task_id = user.create_task()
    user.complete(task_id)
    user.reopen(task_id)
    assert "in-balance" in user.lifetime.unlocked


def test_challenger_stays_unlocked_when_an_administrator_lowers_the_progress() -> None:
    user = SimulatedUser()
    user.join("task-finisher")
    user.set_progress("task-finisher", 15)
    assert "challenger" in user.lifetime.unlocked
    user.set_progress("task-finisher", 0)
    assert user.lifetime.challenges_done == 0
    assert "challenger" in user.lifetime.unlocked


def test_undoing_the_task_that_completed_a_challenge_locks_challenger_again() -> None:
    user = SimulatedUser()
    user.join("task-finisher")
    done = [user.create_task() for _ in range(15)]
    for task_id in done:
        user.complete(task_id)
    assert "challenger" in user.lifetime.unlocked
    user.reopen(done[0])
    assert "challenger" not in user.lifetime.unlocked


def test_achievement_already_reached_when_introduced_unlocks_with_the_next_event() -> None:
    user = SimulatedUser()
    user.lifetime = _lifetime(completed_tasks=300, total_tasks=300)
    user.take_break(60)
    assert set(user.lifetime.unlocked) == {"first-step", "on-a-roll", "task-master"}


def test_achievement_whose_count_fell_without_an_undo_is_permanent_and_no_later_undo_locks_it() -> None:
    user = SimulatedUser()
    user.join("task-finisher")
    user.set_progress("task-finisher", 15)
    since = user.lifetime.unlocked["challenger"]
    assert list(user.lifetime.permanent) == []
    user.set_progress("task-finisher", 14)
    assert list(user.lifetime.permanent) == ["challenger"]

    user.advance(hours=1)
    task_id = user.create_task()
    user.complete(task_id)
    assert user.lifetime.challenges_done == 1
    user.reopen(task_id)
    assert user.lifetime.challenges_done == 0
    assert user.lifetime.unlocked == {"challenger": since}
    assert list(user.lifetime.permanent) == ["challenger"]


def test_achievement_locked_by_an_undo_is_not_permanent() -> None:
    now = SimulatedUser().now
    reached = unlock(_lifetime(), _lifetime(completed_tasks=1), now, undoing=False)
    undone = unlock(reached, replace(reached, completed_tasks=0), now, undoing=True)
    assert undone == _lifetime()
