"""What the companion needs, and since or from when: a pure function of a life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.rules.companion.meters import Meter, Meters
from shared.rules.companion.recent_activity import RecentActivity
from shared.rules.companion.tuning import THIRST, WANTS_WATER_BELOW
from shared.views.companion import NeedKind

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Need:
    """Something it needs from a moment on, if nothing happens until then."""

    kind: NeedKind
    at: datetime


def needs_of(meters: Meters) -> list[Need]:
    """Return for each kind when it needs it next, if nothing happens: since when, where it is due already.

    The earliest comes first; moments are rounded up to the second. Outside a work session it needs nothing
    but lunch, on a day that was worked.
    """
    return sorted(_needs(meters), key=lambda need: need.at)


def due_of(meters: Meters) -> list[Need]:
    """Return what it needs right now, and since when."""
    return [need for need in needs_of(meters) if need.at <= meters.activity.at]


def is_lunch_due(activity: RecentActivity) -> bool:
    """Tell whether lunch is among what it needs right now."""
    lunch = _lunch(activity)
    return lunch is not None and _rounded_up(lunch) <= activity.at


def _needs(meters: Meters) -> Iterator[Need]:
    activity = meters.activity
    if activity.works_until is not None:
        at_work = (
            (NeedKind.WATER, _water(activity, meters.hydration)),
            (
                NeedKind.REST,
                activity.without_rest_since + timedelta(minutes=activity.user.rest_after_minutes),
            ),
            (NeedKind.WIND_DOWN, _wind_down(activity)),
        )
        for kind, at in at_work:
            if at is not None and _rounded_up(at) < activity.works_until:
                yield Need(kind, _rounded_up(at))
    lunch = _lunch(activity)
    if lunch is not None:
        yield Need(NeedKind.LUNCH, _rounded_up(lunch))


def _water(activity: RecentActivity, hydration: Meter) -> datetime:
    dry = hydration.below_since(WANTS_WATER_BELOW)
    if dry is None:
        return activity.at + THIRST.time_to(hydration.value, WANTS_WATER_BELOW)
    return max(dry, activity.work[-1].begin)


def _wind_down(activity: RecentActivity) -> datetime | None:
    """Return when the limit is reached, today or tomorrow; None where neither day is long enough."""
    beyond = [one for one in activity.overtime if one.begin >= activity.day_begin]
    if beyond:
        return max(beyond[0].begin, activity.work[-1].begin)
    day, at = activity.today, activity.at + activity.limit - activity.worked_today
    if at >= activity.calendar.start_after(day):  # work begins to count anew
        day += _DAY
        at = activity.calendar.start_of(day) + activity.limit
    return at if at < activity.calendar.start_after(day) else None


def _lunch(activity: RecentActivity) -> datetime | None:
    """Return when lunch is due: in its window, if there was work before and no lunch yet."""
    today, tomorrow = activity.lunch_window(activity.today), activity.lunch_window(activity.today + _DAY)
    ends = activity.works_until or activity.at
    just_now = activity.at if activity.working else None
    first = next((one.begin for one in activity.work if one.end > activity.day_begin), just_now)
    if first is not None and not activity.lunch_taken and activity.at < today.end and today.begin < today.end:
        return max(today.begin, first)
    works_on = ends > activity.calendar.start_after(activity.today)
    return tomorrow.begin if works_on and tomorrow.begin < tomorrow.end else None


def _rounded_up(moment: datetime) -> datetime:
    rounded = moment.replace(microsecond=0)
    return rounded if rounded == moment else rounded + _SECOND
