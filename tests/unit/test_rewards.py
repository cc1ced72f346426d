"""Rewards of single events: points by the rules of the contract, and totals."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from shared.entities.daily_totals import DailyTotals
from shared.entities.events import TaskReopened
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.points import LedgerEntry
from shared.rules.rewards.rewards import POINTS, points_earned, streak_bonus
from shared.views.points import Rule
from tests.oracle.actions import perform
from tests.oracle.simulated_user import Book

MONDAY = date(2026, 3, 16)
WEDNESDAY = date(2026, 3, 18)


def _shown(entries: list[LedgerEntry]) -> list[tuple[str, int]]:
    return [(entry.rule.value, entry.delta) for entry in entries]


def _with_shutdowns(days: int) -> Book:
    """Return a user with this many consecutive days shut down, up to yesterday, and an empty ledger."""
    book = Book()
    for _ in range(days):
        book.shut_down()
        book.go_on(days=1)
    book.entries.clear()
    return book


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
    book = Book()
    task_id = book.plan()
    assert book.entries == []
    book.complete(task_id)
    assert book.entries == [
        LedgerEntry(
            user_id="ada",
            at=book.now,
            rule=Rule.TASK_COMPLETED,
            delta=5,
            reason="Task completed",
            source_id=task_id,
        )
    ]
    assert (book.progress.points, book.progress.week.points) == (5, 5)


def test_reopened_task_takes_its_five_points_back() -> None:
    book = Book()
    task_id = book.plan()
    book.complete(task_id)
    book.reopen(task_id)
    assert _shown(book.entries) == [("task_completed", 5), ("task_reopened", -5)]
    assert (book.progress.points, book.progress.week.points) == (0, 0)


def test_deleted_task_takes_its_five_points_back() -> None:
    book = Book()
    done, planned = book.plan(), book.plan()
    book.complete(done)
    book.delete(done)
    assert (book.progress.points, book.progress.total_tasks) == (0, 1)
    book.delete(planned)
    assert (book.progress.points, book.progress.total_tasks) == (0, 0)


def test_each_completion_of_a_task_has_its_own_ledger_id() -> None:
    book = Book()
    task_id = book.plan()
    for _ in range(2):
        book.complete(task_id)
        book.reopen(task_id)
    assert [entry.id for entry in book.entries] == [
        f"points:task_completed:{task_id}",
        f"points:task_reopened:{task_id}",
        f"points:task_completed:{task_id}:2",
        f"points:task_reopened:{task_id}:2",
    ]


def test_task_reopened_in_a_later_week_leaves_the_points_of_that_week_unchanged() -> None:
    book = Book()
    task_id = book.plan()
    book.complete(task_id)
    book.go_on(days=7)
    book.complete(book.plan())
    book.reopen(task_id)
    assert (book.progress.points, book.progress.week.points) == (5, 5)


@pytest.mark.parametrize(("seconds", "reached"), [(3599, False), (3600, True), (3601, True)])
def test_focus_goal_is_reached_with_its_last_second(seconds: int, *, reached: bool) -> None:
    book = Book()
    book.focus(seconds, goal=3600)
    assert _shown(book.entries) == ([("focus_goal_reached", 15)] if reached else [])
    assert book.day(WEDNESDAY).focus_goal_reached is reached


def test_focus_goal_reached_by_several_sessions_is_rewarded_once() -> None:
    book = Book()
    for _ in range(4):
        book.focus(1800, goal=3600)
    assert _shown(book.entries) == [("focus_goal_reached", 15)]
    assert book.entries[0].id == "points:focus_goal_reached:2026-03-18"


def test_focus_goal_raised_after_it_was_reached_stays_reached() -> None:
    book = Book()
    book.focus(1800, goal=1800)
    book.focus(60, goal=36_000)
    book.focus(60, goal=1800)
    assert _shown(book.entries) == [("focus_goal_reached", 15)]
    assert book.day(WEDNESDAY).focus_goal_reached


def test_focus_goal_is_rewarded_once_a_day() -> None:
    book = Book()
    book.focus(3600)
    book.go_on(days=1)
    book.focus(3600)
    assert [entry.source_id for entry in book.entries] == ["2026-03-18", "2026-03-19"]


def test_focus_session_across_midnight_counts_for_the_day_it_started_on() -> None:
    book = Book()
    book.go_on(hours=14)  # 00:30 in Madrid
    book.focus(3600)
    today, yesterday = book.day(date(2026, 3, 19)), book.day(WEDNESDAY)
    assert (yesterday.focus_sessions, yesterday.focus_seconds, yesterday.focus_goal_reached) == (
        1,
        3600,
        True,
    )
    assert (today.focus_sessions, today.focus_seconds, today.focus_goal_reached) == (0, 0, False)
    assert (yesterday.focus_hours, today.focus_hours) == ({2 * 24 + 23: 1800}, {3 * 24: 1800})
    book.focus(600)
    assert book.day(date(2026, 3, 19)).focus_hours == {3 * 24: 2400}


def test_break_gives_no_points() -> None:
    book = Book()
    book.rest(1500, "session")
    assert book.entries == []
    day = book.day(WEDNESDAY)
    assert (day.breaks, day.break_seconds, day.focus_seconds) == (1, 1500, 0)


def test_work_session_gives_no_points() -> None:
    book = Book()
    book.work(3600)
    assert book.entries == []


def test_first_shutdown_gives_ten_points_and_a_streak_bonus_of_two() -> None:
    book = Book()
    book.shut_down()
    assert _shown(book.entries) == [("shutdown", 10), ("shutdown_streak", 2)]
    assert [entry.id for entry in book.entries] == [
        "points:shutdown:2026-03-18",
        "points:shutdown_streak:2026-03-18",
    ]


def test_second_shutdown_of_a_day_gives_no_points() -> None:
    book = Book()
    book.shut_down()
    before = book.progress
    book.go_on(hours=1)
    book.shut_down()
    assert len(book.entries) == 2
    assert book.progress == before
    assert book.day(WEDNESDAY).shutdowns == 2


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
    book = _with_shutdowns(days)
    book.shut_down()
    assert _shown(book.entries) == [("shutdown", 10), ("shutdown_streak", bonus)]


def test_day_without_shutdown_ends_the_shutdown_streak() -> None:
    book = _with_shutdowns(5)
    book.go_on(days=1)
    book.shut_down()
    assert _shown(book.entries)[1] == ("shutdown_streak", 2)


def test_shutdown_streak_survives_a_flight_from_madrid_to_tokyo() -> None:
    book = _with_shutdowns(5)
    perform(book, [("travel", 2)])
    assert book.calendar.zone.key == "Asia/Tokyo"
    book.shut_down()
    assert _shown(book.entries)[1] == ("shutdown_streak", 12)


def test_shutdown_minutes_hold_the_last_thirty_days() -> None:
    book = Book()
    for minute in range(1000, 1035):
        book.shut_down(minute)
        book.go_on(days=1)
    minutes = book.progress.shutdown_minutes
    assert sorted(minutes.values()) == list(range(1005, 1035))
    assert (min(minutes), max(minutes)) == ("2026-03-23", "2026-04-21")


def test_second_shutdown_of_a_day_replaces_its_shutdown_minute() -> None:
    book = _with_shutdowns(2)
    book.shut_down(1000)
    book.shut_down(1100)
    assert list(book.progress.shutdown_minutes.values()) == [1080, 1080, 1100]


def test_shutdown_after_flying_west_leaves_the_minute_of_the_later_date_unchanged() -> None:
    book = Book()
    perform(book, [("travel", 4)])  # to UTC+14, where it is tomorrow sooner
    book.go_on(hours=2)
    book.shut_down(900)
    perform(book, [("travel", 0)])
    book.shut_down(1000)
    perform(book, [("travel", 4)])
    book.shut_down(930)
    assert book.progress.shutdown_minutes == {"2026-03-19": 930, "2026-03-18": 1000}


def test_reopening_the_only_event_of_a_day_breaks_the_active_streak() -> None:
    book = Book()
    done = []
    for _ in range(3):
        done.append(book.plan())
        book.complete(done[-1])
        book.go_on(days=1)
    assert book.progress.active_days.streak(WEDNESDAY + timedelta(days=2)) == 3
    book.reopen(done[1])
    assert book.progress.active_days.streak(WEDNESDAY + timedelta(days=2)) == 1
    assert book.progress.active_days.longest() == 1


def test_day_stays_active_while_a_work_session_counts_for_it() -> None:
    book = Book()
    task_id = book.plan()
    book.complete(task_id)
    book.work(0)
    book.reopen(task_id)
    assert book.day(WEDNESDAY).active
    assert WEDNESDAY in book.progress.active_days


def test_day_with_only_focus_breaks_and_shutdown_is_not_active() -> None:
    book = Book()
    book.focus(3600)
    book.rest(3600)
    book.shut_down()
    assert book.progress.active_days.count() == 0


def test_work_across_midnight_counts_for_the_day_it_ends_on_and_is_split_by_hour() -> None:
    book = Book()
    book.go_on(hours=14, minutes=30)  # 01:00 in Madrid
    book.work(2 * 3600)
    today, yesterday = book.day(date(2026, 3, 19)), book.day(WEDNESDAY)
    assert (today.finished_sessions, today.worked_seconds, today.clocked_out) == (1, 7200, "01:00")
    assert (yesterday.finished_sessions, yesterday.worked_seconds, yesterday.clocked_out) == (0, 0, None)
    assert (yesterday.work_hours, today.work_hours) == ({2 * 24 + 23: 3600}, {3 * 24: 3600})
    assert not yesterday.active
    assert WEDNESDAY in book.progress.worked_days
    assert WEDNESDAY not in book.progress.active_days


@pytest.mark.parametrize(("seconds", "overtime"), [(3599, False), (3600, False), (3601, True)])
def test_overtime_begins_one_second_beyond_the_limit(seconds: int, *, overtime: bool) -> None:
    book = Book()
    book.work(seconds, limit=3600)
    assert (WEDNESDAY in book.progress.worked_days, WEDNESDAY in book.progress.overtime_days) == (
        True,
        overtime,
    )


def test_work_sessions_of_a_day_together_make_overtime() -> None:
    book = Book()
    book.work(2000, limit=3600)
    assert WEDNESDAY not in book.progress.overtime_days
    book.go_on(hours=1)
    book.work(2000, limit=3600)
    assert WEDNESDAY in book.progress.overtime_days


def test_day_keeps_the_ids_of_the_last_five_hundred_completed_tasks() -> None:
    book = Book()
    done = [book.plan() for _ in range(501)]
    for task_id in done:
        book.complete(task_id)
    assert [*book.day(WEDNESDAY).done] == done[1:]
    book.reopen(done[5])
    assert [*book.day(WEDNESDAY).done] == [*done[1:5], *done[6:]]
    assert book.day(WEDNESDAY).completed_tasks == 500


@pytest.mark.parametrize("hour", [0, 9])
def test_reopening_a_task_completed_before_points_existed_takes_no_points_back(hour: int) -> None:
    book = Book()
    book.progress = LifetimeTotals(user_id="ada", total_tasks=1, completed_tasks=1)
    book.days[WEDNESDAY] = DailyTotals(
        user_id="ada", local_date=WEDNESDAY, completed_tasks=1, task_hours={9: 2}
    )
    book.record(TaskReopened(on=WEDNESDAY, task_id="old", hour=hour, times=0))
    assert book.entries == []
    assert book.progress == replace(
        LifetimeTotals(user_id="ada", total_tasks=1), week=book.progress.week.turned_to("2026-W12")
    )
    assert book.day(WEDNESDAY) == DailyTotals(user_id="ada", local_date=WEDNESDAY, task_hours={9: 2})


def test_reopening_a_task_completed_before_hours_were_counted_leaves_no_negative_hour() -> None:
    book = Book()
    book.days[WEDNESDAY] = DailyTotals(user_id="ada", local_date=WEDNESDAY, completed_tasks=1)
    book.progress = LifetimeTotals(user_id="ada", total_tasks=1, completed_tasks=1)
    book.record(TaskReopened(on=WEDNESDAY, task_id="old", times=0))
    assert book.day(WEDNESDAY).task_hours == {}


def test_week_ahead_continues_after_travelling_back_into_the_week_before() -> None:
    book = Book()
    book.go_on(days=4, hours=10)  # Sunday evening in Madrid, Monday morning on Kiritimati
    perform(book, [("travel", 4)])
    book.complete(book.plan())
    perform(book, [("travel", 0)])
    assert book.today == MONDAY + timedelta(days=6)
    book.complete(book.plan())
    assert (book.progress.week.name, book.progress.week.points) == ("2026-W13", 10)


def test_events_of_a_day_leave_the_totals_of_another_day_unchanged() -> None:
    book = Book()
    book.complete(book.plan())
    yesterday = book.day(WEDNESDAY)
    book.go_on(days=1)
    perform(book, [("complete new tasks", 3), ("focus", 1800), ("rest", 2), ("shut down", 1000)])
    assert book.day(WEDNESDAY) == yesterday
    assert set(book.days) == {WEDNESDAY, WEDNESDAY + timedelta(days=1)}
