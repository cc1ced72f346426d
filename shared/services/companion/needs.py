"""What the companion needs, and since or from when: a pure function of a life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.entities.companion import NeedKind
from shared.services.companion.life import Life
from shared.services.companion.meters import THIRST, hydration_of

WANTS_WATER_BELOW = 50.0
"""Of the meter of hydration."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Need:
    """Something it needs from a moment on, if nothing happens until then."""

    kind: NeedKind
    at: datetime


def needs_of(life: Life) -> list[Need]:
    """Return for each kind when it needs it next, if nothing happens: since when, where it is due already.

    The earliest comes first; moments are rounded up to the second. Outside a work session it needs nothing
    but lunch, on a day that was worked.
    """
    return sorted((Need(kind, _rounded_up(at)) for kind, at in _moments(life)), key=lambda need: need.at)


def due_of(life: Life) -> list[Need]:
    """Return what it needs right now, and since when."""
    return [need for need in needs_of(life) if need.at <= life.at]


def _moments(life: Life) -> Iterator[tuple[NeedKind, datetime]]:
    if life.working:
        yield NeedKind.WATER, _water(life)
        yield NeedKind.REST, _rest(life)
        yield NeedKind.WIND_DOWN, _wind_down(life)
    lunch = _lunch(life)
    if lunch is not None:
        yield NeedKind.LUNCH, lunch


def _water(life: Life) -> datetime:
    meter = hydration_of(life)
    dry = meter.below_since(WANTS_WATER_BELOW)
    if dry is None:
        return life.at + THIRST.time_to(meter.value, WANTS_WATER_BELOW)
    return max(dry, life.work[-1].begin)


def _rest(life: Life) -> datetime:
    return life.blocks[-1].begin + timedelta(minutes=life.user.rest_after_minutes)


def _wind_down(life: Life) -> datetime:
    beyond = [one for one in life.overtime if one.begin >= life.day_begin]
    if beyond:
        return max(beyond[0].begin, life.work[-1].begin)
    at = life.at + life.limit - life.worked_today
    tomorrow = life.calendar.start_after(life.today)
    return at if at < tomorrow else tomorrow + life.limit


def _lunch(life: Life) -> datetime | None:
    """Return when lunch is due: in its window, if there was work before and no lunch yet."""
    today = life.lunch_window(life.today)
    first = next((one.begin for one in life.work if one.end > life.day_begin), None)
    if first is not None and not life.lunch_taken and life.at < today.end:
        return max(today.begin, first)
    return life.lunch_window(life.today + timedelta(days=1)).begin if life.working else None


def _rounded_up(moment: datetime) -> datetime:
    rounded = moment.replace(microsecond=0)
    return rounded if rounded == moment else rounded + _SECOND
