"""The companion's needs (water, rest, lunch, winding down) and when each is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.rules.companion.meters import Meter, Meters
from shared.rules.companion.phases import overtime
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import HYDRATION_WORKING, WATER_NEEDED_BELOW
from shared.views.companion import NeedKind

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Need:
    """A need and the moment at which it is due, provided that nothing happens before."""

    kind: NeedKind
    at: datetime


def needs_of(meters: Meters) -> list[Need]:
    """Return the next need of each kind, earliest first; a need that is due already has a moment in the past.

    Moments are rounded up to the second. Outside a work session the only need is lunch, on a day with work.
    After a shutdown there is none until work begins again, and during a pause of work none until it goes on.
    """
    return sorted(_needs(meters), key=lambda need: need.at)


def due_of(meters: Meters) -> list[Need]:
    """Return the needs that are due now."""
    return [need for need in needs_of(meters) if need.at <= meters.activity.at]


def is_lunch_due(activity: RecentActivity) -> bool:
    """Return whether lunch is due now."""
    due_at = _lunch_due(activity)
    return due_at is not None and _rounded_up(due_at) <= activity.at


def _needs(meters: Meters) -> Iterator[Need]:
    activity = meters.activity
    if activity.awaits_work or activity.paused:
        return
    if activity.shift_ends_by is not None:
        needs_at_work = (
            (NeedKind.WATER, _water_due(activity, meters.hydration)),
            (
                NeedKind.REST,
                activity.continuous_since + timedelta(minutes=activity.user.rest_after_minutes),
            ),
            (NeedKind.WIND_DOWN, _wind_down_due(activity)),
        )
        for kind, at in needs_at_work:
            if at is not None and _rounded_up(at) < activity.shift_ends_by:
                yield Need(kind, _rounded_up(at))
    lunch = _lunch_due(activity)
    if lunch is not None:
        yield Need(NeedKind.LUNCH, _rounded_up(lunch))


def _water_due(activity: RecentActivity, hydration: Meter) -> datetime:
    low_since = hydration.below_since(WATER_NEEDED_BELOW)
    if low_since is None:
        return activity.at + HYDRATION_WORKING.time_to(hydration.value, WATER_NEEDED_BELOW)
    return max(low_since, activity.work[-1].begin)


def _wind_down_due(activity: RecentActivity) -> datetime | None:
    """Return when the workday limit is reached, today or tomorrow, or None if neither day is long enough."""
    overtime_today = [interval for interval in overtime(activity) if interval.begin >= activity.day_begin]
    if overtime_today:
        return max(overtime_today[0].begin, activity.work[-1].begin)
    day, at = activity.today, activity.at + activity.workday_limit - activity.worked_today
    if at >= activity.calendar.start_after(day):  # worked time starts again at zero
        day += _DAY
        at = activity.calendar.start_of(day) + activity.workday_limit
    return at if at < activity.calendar.start_after(day) else None


def _lunch_due(activity: RecentActivity) -> datetime | None:
    """Return when lunch is due, or None; the window of yesterday may still be open."""
    for day in (activity.today - _DAY, activity.today):
        due_at = _lunch_due_on(activity, day)
        if due_at is not None:
            return due_at
    tomorrow, last_work = activity.lunch_window(activity.today + _DAY), activity.shift_ends_by or activity.at
    works_tomorrow = last_work > activity.calendar.start_after(activity.today)
    return tomorrow.begin if works_tomorrow and tomorrow.begin < tomorrow.end else None


def _lunch_due_on(activity: RecentActivity, day: date) -> datetime | None:
    """Return when the lunch of a day is due: within its window, after work has begun and before lunch."""
    window = activity.lunch_window(day)
    if activity.at >= window.end or window.begin == window.end or activity.first_lunch(day) is not None:
        return None
    day_begin, now_if_working = activity.calendar.start_of(day), activity.at if activity.working else None
    first_work = next((work.begin for work in activity.work if work.end > day_begin), now_if_working)
    return None if first_work is None else max(window.begin, first_work)


def _rounded_up(moment: datetime) -> datetime:
    rounded = moment.replace(microsecond=0)
    return rounded if rounded == moment else rounded + _SECOND
