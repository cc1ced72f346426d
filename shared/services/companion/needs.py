"""What the companion needs, and since or from when: a pure function of a life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.entities.companion import NeedKind
from shared.services.companion.constants import THIRST, WANTS_WATER_BELOW
from shared.services.companion.life import Life
from shared.services.companion.meters import Meter, Meters

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
    return [need for need in needs_of(meters) if need.at <= meters.life.at]


def is_lunch_due(life: Life) -> bool:
    """Tell whether lunch is among what it needs right now."""
    lunch = _lunch(life)
    return lunch is not None and _rounded_up(lunch) <= life.at


def _needs(meters: Meters) -> Iterator[Need]:
    life = meters.life
    if life.works_until is not None:
        at_work = (
            (NeedKind.WATER, _water(life, meters.hydration)),
            (NeedKind.REST, life.without_rest_since + timedelta(minutes=life.user.rest_after_minutes)),
            (NeedKind.WIND_DOWN, _wind_down(life)),
        )
        for kind, at in at_work:
            if at is not None and _rounded_up(at) < life.works_until:
                yield Need(kind, _rounded_up(at))
    lunch = _lunch(life)
    if lunch is not None:
        yield Need(NeedKind.LUNCH, _rounded_up(lunch))


def _water(life: Life, hydration: Meter) -> datetime:
    dry = hydration.below_since(WANTS_WATER_BELOW)
    if dry is None:
        return life.at + THIRST.time_to(hydration.value, WANTS_WATER_BELOW)
    return max(dry, life.work[-1].begin)


def _wind_down(life: Life) -> datetime | None:
    """Return when the limit is reached, today or tomorrow; None where neither day is long enough."""
    beyond = [one for one in life.overtime if one.begin >= life.day_begin]
    if beyond:
        return max(beyond[0].begin, life.work[-1].begin)
    day, at = life.today, life.at + life.limit - life.worked_today
    if at >= life.calendar.start_after(day):  # work begins to count anew
        day += _DAY
        at = life.calendar.start_of(day) + life.limit
    return at if at < life.calendar.start_after(day) else None


def _lunch(life: Life) -> datetime | None:
    """Return when lunch is due: in its window, if there was work before and no lunch yet."""
    today, tomorrow = life.lunch_window(life.today), life.lunch_window(life.today + _DAY)
    ends = life.works_until or life.at
    just_now = life.at if life.working else None
    first = next((one.begin for one in life.work if one.end > life.day_begin), just_now)
    if first is not None and not life.lunch_taken and life.at < today.end and today.begin < today.end:
        return max(today.begin, first)
    works_on = ends > life.calendar.start_after(life.today)
    return tomorrow.begin if works_on and tomorrow.begin < tomorrow.end else None


def _rounded_up(moment: datetime) -> datetime:
    rounded = moment.replace(microsecond=0)
    return rounded if rounded == moment else rounded + _SECOND
