"""Rewards of single events: points by the rules of the contract, and totals."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from shared.entities.active_days import ActiveDays
from shared.entities.daily_totals import DailyTotals
from shared.entities.events import TaskReopened
from shared.entities.points import LedgerEntry
from shared.entities.totals import LifetimeTotals
from shared.rules.rewards.rewards import POINTS, points_earned, streak_bonus
from shared.views.points import Rule
from tests.oracle.actions import perform
from tests.oracle.simulated_user import SimulatedUser

MONDAY = date(2026, 3, 16)
WEDNESDAY = date(2026, 3, 18)


def _shown(entries: list[LedgerEntry]) -> list[tuple[str, int]]:
    return [(entry.rule.value, entry.delta) for entry in entries]


def _with_shutdowns(days: int) -> SimulatedUser:
    """Return a user with this many consecutive days shut down, up to yesterday, and an empty ledger."""
    user = SimulatedUser()
    for _ in range(days):
        user.shut_down()
        user.advance(days=1)
    user.entries.clear()
    return user


def test_rules_and_points_are_those_of_the_contract() -> None:
    assert {rule.value for rule in Rule} == {
        *("task_completed", "task_reopened", "focus_goal_reached"),
        *("shutdown", "shutdown_streak", "challenge_completed"),
    }
    assert {rule.value: points for rule, points in POINTS.items()} == {
        "task_completed": 5,
        "task_reopened": -5,
        "focus_goal_reached": 15,
        "shutdown": 10,
    }


def test_completed_task_gives_five_points() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    assert user.entries == []
    user.complete(task_id)
    assert user.entries == [
        LedgerEntry(
            user_id="ada",
            at=user.now,
            rule=Rule.TASK_COMPLETED,
            delta=5,
            reason="Task completed",
            source_id=task_id,
        )
    ]
    assert (user.lifetime.points, user.lifetime.week.points) == (5, 5)


def test_reopened_task_takes_its_five_points_back() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    user.complete(task_id)
    user.reopen(task_id)
    assert _shown(user.entries) == [("task_completed", 5), ("task_reopened", -5)]
    assert (user.lifetime.points, user.lifetime.week.points) == (0, 0)


def test_deleted_task_takes_its_five_points_back() -> None:
    user = SimulatedUser()
    done, planned = user.create_task(), user.create_task()
    user.complete(done)
    user.delete(done)
    assert (user.lifetime.points, user.lifetime.total_tasks) == (0, 1)
    user.delete(planned)
    assert (user.lifetime.points, user.lifetime.total_tasks) == (0, 0)


def test_each_completion_of_a_task_has_its_own_ledger_id() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    for _ in range(2):
        user.complete(task_id)
        user.reopen(task_id)
    assert [entry.id for entry in user.entries] == [
        f"points:task_completed:{task_id}",
        f"points:task_reopened:{task_id}",
        f"points:task_completed:{task_id}:2",
        f"points:task_reopened:{task_id}:2",
    ]


@pytest.mark.parametrize("undo", [SimulatedUser.reopen, SimulatedUser.delete])
@pytest.mark.parametrize("days", [1, 2, 7, 400])
def test_task_undone_on_a_later_day_takes_nothing_back(
    undo: Callable[[SimulatedUser, str], None], days: int
) -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    user.complete(task_id)
    user.advance(days=days)
    before = user.lifetime, dict(user.days), list(user.entries)
    undo(user, task_id)
    left = replace(user.lifetime, total_tasks=1)
    assert (left, user.days, user.entries) == before


def test_task_done_again_every_day_counts_once_for_each_day() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    for _ in range(5):
        user.complete(task_id)
        user.reopen(task_id)
        user.complete(task_id)
        user.advance(days=1)
        user.reopen(task_id)
    assert (user.lifetime.points, user.lifetime.completed_tasks) == (25, 5)
    assert [user.day(WEDNESDAY + timedelta(days=number)).completed_tasks for number in range(6)] == [
        *[1] * 5,
        0,
    ]
    assert user.lifetime.active_days.streak(user.today) == 5


def test_undoing_todays_completion_leaves_that_of_another_day() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    user.complete(task_id)
    user.advance(days=1)
    user.reopen(task_id)
    user.complete(task_id)
    user.delete(task_id)
    assert [entry.id for entry in user.entries] == [
        f"points:task_completed:{task_id}",
        f"points:task_completed:{task_id}:2",
        f"points:task_reopened:{task_id}:2",
    ]
    assert (user.lifetime.points, user.lifetime.completed_tasks, user.lifetime.total_tasks) == (5, 1, 0)
    assert user.lifetime.active_days == ActiveDays(WEDNESDAY, 1)


def test_task_counts_once_for_a_date_that_a_change_of_zone_leads_back_to() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    user.complete(task_id)
    user.advance(hours=3)  # Thursday on Kiritimati
    perform(user, [("travel", 4)])
    user.reopen(task_id)
    user.complete(task_id)
    assert user.lifetime.points == 10
    perform(user, [("travel", 0)])
    user.reopen(task_id)  # takes back Wednesday's
    assert [entry.id for entry in user.entries][2:] == [f"points:task_reopened:{task_id}"]
    perform(user, [("travel", 4)])
    user.complete(task_id)
    assert user.lifetime.points == 5
    user.delete(task_id)
    assert (user.lifetime.points, user.lifetime.active_days.count()) == (0, 0)


def test_task_reopened_on_its_day_during_a_later_week_leaves_the_points_of_that_week_unchanged() -> None:
    user = SimulatedUser()
    user.advance(days=4, hours=3)  # Sunday in Madrid, Monday on Kiritimati
    task_id = user.create_task()
    user.complete(task_id)
    perform(user, [("travel", 4)])
    user.complete(user.create_task())
    assert (user.lifetime.points, user.lifetime.week.points) == (10, 5)
    perform(user, [("travel", 0)])
    user.reopen(task_id)
    assert (user.lifetime.points, user.lifetime.week.points) == (5, 5)


@pytest.mark.parametrize(("seconds", "reached"), [(3599, False), (3600, True), (3601, True)])
def test_focus_goal_is_reached_with_its_last_second(seconds: int, *, reached: bool) -> None:
    user = SimulatedUser()
    user.focus(seconds, goal=3600)
    assert _shown(user.entries) == ([("focus_goal_reached", 15)] if reached else [])
    assert user.day(WEDNESDAY).focus_goal_reached is reached


def test_focus_goal_reached_by_several_sessions_is_rewarded_once() -> None:
    user = SimulatedUser()
    for _ in range(4):
        user.focus(1800, goal=3600)
    assert _shown(user.entries) == [("focus_goal_reached", 15)]
    assert user.entries[0].id == "points:focus_goal_reached:2026-03-18"


def test_focus_goal_raised_after_it_was_reached_stays_reached() -> None:
    user = SimulatedUser()
    user.focus(1800, goal=1800)
    user.focus(60, goal=36_000)
    user.focus(60, goal=1800)
    assert _shown(user.entries) == [("focus_goal_reached", 15)]
    assert user.day(WEDNESDAY).focus_goal_reached


def test_focus_goal_is_rewarded_once_a_day() -> None:
    user = SimulatedUser()
    user.focus(3600)
    user.advance(days=1)
    user.focus(3600)
    assert [entry.source_id for entry in user.entries] == ["2026-03-18", "2026-03-19"]


def test_focus_session_across_midnight_counts_for_the_day_it_started_on() -> None:
    user = SimulatedUser()
    user.advance(hours=14)  # 00:30 in Madrid
    user.focus(3600)
    today, yesterday = user.day(date(2026, 3, 19)), user.day(WEDNESDAY)
    assert (yesterday.focus_sessions, yesterday.focus_seconds, yesterday.focus_goal_reached) == (
        1,
        3600,
        True,
    )
    assert (today.focus_sessions, today.focus_seconds, today.focus_goal_reached) == (0, 0, False)
    assert (yesterday.focus_hours, today.focus_hours) == ({2 * 24 + 23: 1800}, {3 * 24: 1800})
    user.focus(600)
    assert user.day(date(2026, 3, 19)).focus_hours == {3 * 24: 2400}


def test_break_gives_no_points() -> None:
    user = SimulatedUser()
    user.take_break(1500, "session")
    assert user.entries == []
    day = user.day(WEDNESDAY)
    assert (day.breaks, day.break_seconds, day.focus_seconds) == (1, 1500, 0)


def test_work_session_gives_no_points() -> None:
    user = SimulatedUser()
    user.work(3600)
    assert user.entries == []


def test_first_shutdown_gives_ten_points_and_a_streak_bonus_of_two() -> None:
    user = SimulatedUser()
    user.shut_down()
    assert _shown(user.entries) == [("shutdown", 10), ("shutdown_streak", 2)]
    assert [entry.id for entry in user.entries] == [
        "points:shutdown:2026-03-18",
        "points:shutdown_streak:2026-03-18",
    ]


def test_second_shutdown_of_a_day_gives_no_points() -> None:
    user = SimulatedUser()
    user.shut_down()
    before = user.lifetime
    user.advance(hours=1)
    user.shut_down()
    assert len(user.entries) == 2
    assert user.lifetime == before
    assert user.day(WEDNESDAY).shutdowns == 2


@pytest.mark.parametrize(
    ("streak", "bonus"), [(1, 2), (2, 4), (9, 18), (10, 20), (11, 20), (12, 20), (365, 20)]
)
def test_streak_bonus_is_two_points_a_day_up_to_twenty(streak: int, bonus: int) -> None:
    assert streak_bonus(streak) == bonus


@pytest.mark.parametrize(
    ("tasks", "goal_reached", "streak", "points"), [(0, False, 1, 12), (3, False, 2, 29), (3, True, 50, 60)]
)
def test_points_earned_sum_shutdown_tasks_goal_and_streak_bonus(
    tasks: int, streak: int, points: int, *, goal_reached: bool
) -> None:
    day = DailyTotals(user_id="ada", local_date=WEDNESDAY, completed_tasks=tasks)
    assert points_earned(day, goal_reached=goal_reached, streak=streak) == points


@pytest.mark.parametrize(("days", "bonus"), [(0, 2), (1, 4), (8, 18), (9, 20), (10, 20), (40, 20)])
def test_streak_bonus_includes_the_shutdown_it_is_given_for(days: int, bonus: int) -> None:
    user = _with_shutdowns(days)
    user.shut_down()
    assert _shown(user.entries) == [("shutdown", 10), ("shutdown_streak", bonus)]


def test_day_without_shutdown_ends_the_shutdown_streak() -> None:
    user = _with_shutdowns(5)
    user.advance(days=1)
    user.shut_down()
    assert _shown(user.entries)[1] == ("shutdown_streak", 2)


def test_shutdown_streak_survives_a_flight_from_madrid_to_tokyo() -> None:
    user = _with_shutdowns(5)
    perform(user, [("travel", 2)])
    assert str(user.calendar.zone) == "Asia/Tokyo"
    user.shut_down()
    assert _shown(user.entries)[1] == ("shutdown_streak", 12)


def test_shutdown_minutes_hold_the_last_thirty_days() -> None:
    user = SimulatedUser()
    for minute in range(1000, 1035):
        user.shut_down(minute)
        user.advance(days=1)
    minutes = user.lifetime.shutdown_minutes
    assert sorted(minutes.values()) == list(range(1005, 1035))
    assert (min(minutes), max(minutes)) == ("2026-03-23", "2026-04-21")


def test_second_shutdown_of_a_day_replaces_its_shutdown_minute() -> None:
    user = _with_shutdowns(2)
    user.shut_down(1000)
    user.shut_down(1100)
    assert list(user.lifetime.shutdown_minutes.values()) == [1080, 1080, 1100]


def test_shutdown_after_flying_west_leaves_the_minute_of_the_later_date_unchanged() -> None:
    user = SimulatedUser()
    perform(user, [("travel", 4)])  # to UTC+14, where it is tomorrow sooner
    user.advance(hours=2)
    user.shut_down(900)
    perform(user, [("travel", 0)])
    user.shut_down(1000)
    perform(user, [("travel", 4)])
    user.shut_down(930)
    assert user.lifetime.shutdown_minutes == {"2026-03-19": 930, "2026-03-18": 1000}


def test_reopening_the_only_event_of_today_shortens_the_active_streak_to_yesterday() -> None:
    user = SimulatedUser()
    done = []
    for _ in range(3):
        user.advance(days=1)
        done.append(user.create_task())
        user.complete(done[-1])
    assert user.lifetime.active_days.streak(user.today) == 3
    user.reopen(done[1])
    assert user.lifetime.active_days.streak(user.today) == 3
    user.reopen(done[2])
    assert user.lifetime.active_days.streak(user.today) == 2
    assert user.lifetime.active_days.longest() == 2


def test_day_stays_active_while_a_work_session_counts_for_it() -> None:
    user = SimulatedUser()
    task_id = user.create_task()
    user.complete(task_id)
    user.work(0)
    user.reopen(task_id)
    assert user.day(WEDNESDAY).active
    assert WEDNESDAY in user.lifetime.active_days


def test_day_with_only_focus_breaks_and_shutdown_is_not_active() -> None:
    user = SimulatedUser()
    user.focus(3600)
    user.take_break(3600)
    user.shut_down()
    assert user.lifetime.active_days.count() == 0


def test_work_across_midnight_counts_for_the_day_it_ends_on_and_is_split_by_hour() -> None:
    user = SimulatedUser()
    user.advance(hours=14, minutes=30)  # 01:00 in Madrid
    user.work(2 * 3600)
    today, yesterday = user.day(date(2026, 3, 19)), user.day(WEDNESDAY)
    assert (today.finished_sessions, today.worked_seconds, today.clocked_out) == (1, 7200, "01:00")
    assert (yesterday.finished_sessions, yesterday.worked_seconds, yesterday.clocked_out) == (0, 0, None)
    assert (yesterday.work_hours, today.work_hours) == ({2 * 24 + 23: 3600}, {3 * 24: 3600})
    assert not yesterday.active
    assert WEDNESDAY in user.lifetime.worked_days
    assert WEDNESDAY not in user.lifetime.active_days


@pytest.mark.parametrize(("seconds", "overtime"), [(3599, False), (3600, False), (3601, True)])
def test_overtime_begins_one_second_beyond_the_limit(seconds: int, *, overtime: bool) -> None:
    user = SimulatedUser()
    user.work(seconds, limit=3600)
    assert (WEDNESDAY in user.lifetime.worked_days, WEDNESDAY in user.lifetime.overtime_days) == (
        True,
        overtime,
    )


def test_work_sessions_of_a_day_together_make_overtime() -> None:
    user = SimulatedUser()
    user.work(2000, limit=3600)
    assert WEDNESDAY not in user.lifetime.overtime_days
    user.advance(hours=1)
    user.work(2000, limit=3600)
    assert WEDNESDAY in user.lifetime.overtime_days


def test_day_keeps_the_ids_of_the_last_five_hundred_completed_tasks() -> None:
    user = SimulatedUser()
    done = [user.create_task() for _ in range(501)]
    for task_id in done:
        user.complete(task_id)
    assert [*user.day(WEDNESDAY).task_completions] == done[1:]
    user.reopen(done[5])
    assert [*user.day(WEDNESDAY).task_completions] == [*done[1:5], *done[6:]]
    assert user.day(WEDNESDAY).completed_tasks == 500


@pytest.mark.parametrize("hour", [0, 9])
def test_reopening_a_task_completed_before_points_existed_takes_no_points_back(hour: int) -> None:
    user = SimulatedUser()
    user.lifetime = LifetimeTotals(user_id="ada", total_tasks=1, completed_tasks=1)
    user.days[WEDNESDAY] = DailyTotals(
        user_id="ada", local_date=WEDNESDAY, completed_tasks=1, task_hours={9: 2}
    )
    user.record(TaskReopened(on=WEDNESDAY, task_id="old", hour=hour, times=0))
    assert user.entries == []
    assert user.lifetime == replace(
        LifetimeTotals(user_id="ada", total_tasks=1), week=user.lifetime.at_week("2026-W12").week
    )
    assert user.day(WEDNESDAY) == DailyTotals(user_id="ada", local_date=WEDNESDAY, task_hours={9: 2})


def test_reopening_a_task_completed_before_hours_were_counted_leaves_no_negative_hour() -> None:
    user = SimulatedUser()
    user.days[WEDNESDAY] = DailyTotals(user_id="ada", local_date=WEDNESDAY, completed_tasks=1)
    user.lifetime = LifetimeTotals(user_id="ada", total_tasks=1, completed_tasks=1)
    user.record(TaskReopened(on=WEDNESDAY, task_id="old", times=0))
    assert user.day(WEDNESDAY).task_hours == {}


def test_week_ahead_continues_after_travelling_back_into_the_week_before() -> None:
    user = SimulatedUser()
    user.advance(days=4, hours=10)  # Sunday evening in Madrid, Monday morning on Kiritimati
    perform(user, [("travel", 4)])
    user.complete(user.create_task())
    perform(user, [("travel", 0)])
    assert user.today == MONDAY + timedelta(days=6)
    user.complete(user.create_task())
    assert (user.lifetime.week.name, user.lifetime.week.points) == ("2026-W13", 10)


def test_events_of_a_day_leave_the_totals_of_another_day_unchanged() -> None:
    user = SimulatedUser()
    user.complete(user.create_task())
    yesterday = user.day(WEDNESDAY)
    user.advance(days=1)
    perform(user, [("complete new tasks", 3), ("focus", 1800), ("take a break", 2), ("shut down", 1000)])
    assert user.day(WEDNESDAY) == yesterday
    assert set(user.days) == {WEDNESDAY, WEDNESDAY + timedelta(days=1)}
