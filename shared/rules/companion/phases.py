"""The parts of recent activity that change how a meter moves."""

from datetime import datetime, timedelta

from shared.entities.interval import Interval, coalesce, duration, intersect, subtract
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import MIN_WORK_BETWEEN_SHUTDOWN_GAINS

_DAY = timedelta(days=1)


def work_without_rest(activity: RecentActivity) -> list[Interval]:
    """Return the work done after the fatigue delay has passed without a rest of at least 5 minutes."""
    blocks = subtract(activity.work_blocks, activity.long_rests)
    tiring = ((block.begin + activity.fatigue_delay, block.end) for block in blocks)
    breaks = subtract(activity.work_blocks, activity.work)  # they do not end the block, but are no work
    return subtract([Interval(begin, end) for begin, end in tiring if begin < end], breaks)


def overtime(activity: RecentActivity) -> list[Interval]:
    """Return the work past the workday limit, counted for each of the two days separately."""
    intervals: list[Interval] = []
    for day in (Interval(activity.begin, activity.day_begin), Interval(activity.day_begin, activity.at)):
        remaining = activity.workday_limit
        for work in intersect(activity.work, day):
            if remaining < work.end - work.begin:
                intervals.append(Interval(work.begin + remaining, work.end))
            remaining = max(timedelta(0), remaining - (work.end - work.begin))
    return intervals


def energizing_shutdowns(activity: RecentActivity) -> list[datetime]:
    """Return the shutdowns that raise energy: a day's first, and later ones after an hour or more of work."""
    date_of, moments = activity.calendar.date_of, list[datetime]()
    for moment in activity.shutdowns:
        since = Interval(moments[-1], moment) if moments else None
        if (
            since is None
            or date_of(since.begin) != date_of(moment)
            or duration(intersect(activity.work, since)) >= MIN_WORK_BETWEEN_SHUTDOWN_GAINS
        ):
            moments.append(moment)
    return moments


def time_after_shutdowns(activity: RecentActivity) -> list[Interval]:
    """Return the time from each shutdown to the next work.

    After a shutdown during a work session, it starts when that session ends.
    """
    intervals = []
    for moment in activity.shutdowns:
        ends = (shift.end for shift in activity.shifts if shift.begin <= moment < shift.end)
        begins = (shift.begin for shift in activity.shifts if shift.begin > moment)
        intervals.append(Interval(max(ends, default=moment), min(begins, default=activity.at)))
    return [interval for interval in intervals if interval.begin < interval.end]


def work_before_lunch(activity: RecentActivity) -> list[Interval]:
    """Return the work within each day's lunch window until lunch was eaten."""
    windows = []
    for day in (activity.today - _DAY, activity.today):
        window, eaten = activity.lunch_window(day), activity.first_lunch(day)
        end = window.end if eaten is None else min(window.end, eaten)
        windows.append(Interval(window.begin, max(window.begin, end)))
    return [part for window in coalesce(windows) for part in intersect(activity.work, window)]
