"""Comparison of the totals that the product keeps with an event log."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from shared.entities.active_days import ActiveDays
from shared.entities.calendar import first_day_of
from shared.entities.daily_totals import DailyTotals
from shared.entities.interval import Interval, duration
from shared.entities.totals import LifetimeTotals
from tests.oracle.event import Kind
from tests.oracle.event_log import CHALLENGES, EventLog
from tests.oracle.naive_calendar import naive_longest

_MAX_TASK_COMPLETIONS = 500
_KINDS_OF_DAYS: tuple[Kind, ...] = ("task", "work", "focus", "break", "shutdown", "drink", "meal", "rest")
_HOURS = ("task_hours", "work_hours", "focus_hours")
_OF_EXACT_LOGS = ("first_finished", "clocked_out", "first_start", "last_end", "overtime_seconds", *_HOURS)
_CHALLENGE_POINTS = 75


def assert_totals_equal(log: EventLog, lifetime: LifetimeTotals, days: Collection[DailyTotals]) -> None:
    """Assert that the totals are those of the events."""
    _assert_lifetime_totals_equal(log, lifetime)
    assert {day.local_date for day in days} >= log.days(*_KINDS_OF_DAYS)
    for day in days:
        _assert_day_equals(log, day)
        if log.is_exact:
            _assert_intervals_equal(log, day)
    assert sum(day.points for day in days) == lifetime.points
    assert sum(sum(day.task_hours.values()) for day in days) == len(log.of("task"))
    assert sum(sum(day.focus_hours.values()) for day in days) == sum(one.seconds for one in log.of("focus"))
    assert all(amount > 0 for day in days for name in _HOURS for amount in getattr(day, name).values())


def _assert_day_equals(log: EventLog, day: DailyTotals) -> None:
    expected = log.day(day.local_date)
    if not log.is_exact:
        expected = {name: amount for name, amount in expected.items() if name not in _OF_EXACT_LOGS}
    rating = expected.pop("shutdown_rating")
    assert {name: getattr(day, name) for name in expected} == expected
    assert (day.points - log.points_of(day.local_date)) % _CHALLENGE_POINTS == 0
    done = [event.name for event in log.on(day.local_date, "task")]
    kept = [name for name in done if name in day.task_completions][-_MAX_TASK_COMPLETIONS:]
    assert set(day.task_completions) == set(kept)
    assert len(done) > _MAX_TASK_COMPLETIONS or kept == done
    if log.completed is None:  # the log has the order of events that happened at the same time
        again = any(event.again for event in log.on(day.local_date, "task"))  # it is put in by its time
        assert again or [*day.task_completions] == kept
        assert (day.planned_tasks, day.open_planned_tasks) == log.planned(day.local_date)
        assert day.shutdown_rating == rating
    ratings = {event.rating for event in log.on(day.local_date, "shutdown")}
    assert day.shutdown_rating in (ratings or {None})


def _assert_lifetime_totals_equal(log: EventLog, lifetime: LifetimeTotals) -> None:
    counts: dict[str, Any] = {
        "points": log.points(),
        "completed_tasks": len(log.of("task")),
        "finished_sessions": len(log.of("work")),
        "worked_centihours": log.worked_centihours(),
        "focus_sessions": len(log.full_focus()),
        "focus_seconds": sum(one.seconds for one in log.full_focus()),
        "breaks": len(log.of("break")),
        "challenges_done": len(log.completed_challenges()),
    }
    assert {name: getattr(lifetime, name) for name in counts} == counts
    assert_days_equal(lifetime.active_days, log.days("task", "work"))
    counted, repeated = log.shutdown_days()
    assert_days_equal(lifetime.shutdown_days, counted)
    assert {day for day in log.days("shutdown") if day in lifetime.repeated_shutdown_days} >= repeated
    if not log.is_exact:
        return
    worked, overtime = log.work_days()[-1]
    assert_days_equal(lifetime.worked_days, worked)
    assert_days_equal(lifetime.overtime_days, overtime)
    assert_days_equal(lifetime.hydrated_days, log.hydrated_days())
    assert lifetime.shutdown_minutes == log.shutdown_minutes()
    unlocked = {name for name, (_, unlocked) in log.achievements().items() if unlocked}
    assert set(lifetime.unlocked) ^ unlocked <= log.uncertain_achievements
    if lifetime.week.name:
        assert lifetime.week.points == log.points(first_day_of(lifetime.week.name))
    for challenge in CHALLENGES:
        # Both have the week that began last, even where today is in the one before.
        found, expected = lifetime.week.joined(challenge), log.challenge_progress(challenge)
        assert (found is None) == (expected is None)
        if found is not None and (log.completed is None or not found.completed):
            assert (found.progress, found.completed) == expected


def assert_days_equal(days: ActiveDays, expected: set[date]) -> None:
    """Assert that these are the days of a set."""
    assert days.count() == len(expected)
    assert all(on in days for on in expected)
    assert days.longest() == naive_longest(expected)


def _assert_intervals_equal(log: EventLog, day: DailyTotals) -> None:
    on = day.local_date
    names = {event.name for event in log.on(on, "drink", "meal", "rest")}
    assert {entry.id for entry in day.entries} == names
    assert len(day.entries) == len(names)
    assert [entry.at for entry in day.entries] == sorted(entry.at for entry in day.entries)
    assert _ends(day.worked) == log.intervals(on, "work")
    assert _ends(day.rested) == log.intervals(on, "break", "rest")
    assert _ends(day.paused) == log.pauses(on)
    assert duration(day.worked) == log.time_of(on, "work")
    assert duration(day.rested) == log.time_of(on, "break", "rest")


def _ends(intervals: Iterable[Interval]) -> list[tuple[Any, Any]]:
    return [(interval.begin, interval.end) for interval in intervals]
