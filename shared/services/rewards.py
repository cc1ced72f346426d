"""What a deed moves: a pure function of the totals and the deed.

Each deed has one small function here, and the tables below say which. Streaks are not moved: they are
derived from the days on which something counted.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shared.entities.deeds import (
    DayDeed,
    Deed,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskReopened,
    WorkSessionFinished,
)
from shared.entities.progress import Day, Progress


def count(progress: Progress, deed: Deed) -> Progress:
    """Return the lifetime totals after a deed."""
    return _IN_PROGRESS[type(deed)](progress, deed)


def count_for_day(progress: Progress, day: Day, deed: DayDeed) -> tuple[Progress, Day]:
    """Return the lifetime totals and the totals of the deed's day after a deed that counts for a day."""
    progress = count(progress, deed)
    day = _IN_DAY[type(deed)](day, deed)
    days = progress.active_days
    days = days.with_day(day.local_date) if day.active else days.without_day(day.local_date)
    return replace(progress, active_days=days), day


def _plan(progress: Progress, _: TaskCreated) -> Progress:
    return replace(progress, total_tasks=progress.total_tasks + 1)


def _unplan(progress: Progress, _: TaskDeleted) -> Progress:
    return replace(progress, total_tasks=progress.total_tasks - 1)


def _complete(progress: Progress, _: TaskCompleted) -> Progress:
    return replace(progress, completed_tasks=progress.completed_tasks + 1)


def _reopen(progress: Progress, _: TaskReopened) -> Progress:
    return replace(progress, completed_tasks=progress.completed_tasks - 1)


def _finish(progress: Progress, deed: WorkSessionFinished) -> Progress:
    return replace(
        progress,
        finished_sessions=progress.finished_sessions + 1,
        worked_centihours=progress.worked_centihours + deed.centihours,
    )


def _complete_on(day: Day, _: TaskCompleted) -> Day:
    return replace(day, completed_tasks=day.completed_tasks + 1)


def _reopen_on(day: Day, _: TaskReopened) -> Day:
    return replace(day, completed_tasks=day.completed_tasks - 1)


def _finish_on(day: Day, deed: WorkSessionFinished) -> Day:
    return replace(
        day,
        finished_sessions=day.finished_sessions + 1,
        worked_seconds=day.worked_seconds + deed.seconds,
    )


_IN_PROGRESS: dict[type[Deed], Callable[[Progress, Any], Progress]] = {
    TaskCreated: _plan,
    TaskDeleted: _unplan,
    TaskCompleted: _complete,
    TaskReopened: _reopen,
    WorkSessionFinished: _finish,
}

_IN_DAY: dict[type[DayDeed], Callable[[Day, Any], Day]] = {
    TaskCompleted: _complete_on,
    TaskReopened: _reopen_on,
    WorkSessionFinished: _finish_on,
}
