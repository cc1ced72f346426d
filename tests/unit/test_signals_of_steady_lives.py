"""Steady lives within the limits give no signal, in any time zone and over changes of the clocks."""

from collections.abc import Callable
from datetime import date, time, timedelta
from random import Random

import pytest

from shared.entities.calendar import find_zone
from shared.rules.assistant.signals.signals import signals_of
from tests.oracle.naive_calendar import NaiveCalendar
from tests.oracle.signals import Session, TrackedLife
from tests.unit.signal_lives import history_of, local_slot

Shift = tuple[float, float] | None
"""The local hour at which work begins, and its hours with half an hour of pause; None for a day off."""

Pattern = Callable[[int, int], Shift]
"""Returns the work of a day by the number of its week and its ISO weekday."""

PATTERNS: dict[str, Pattern] = {
    "full time": lambda _, day: (9, 8.5) if day <= 5 else None,
    "three days": lambda _, day: (8.5, 7) if day <= 3 else None,
    "mornings": lambda _, day: (8, 4.5) if day <= 5 else None,
    "one long weekday": lambda _, day: (8, 11.5 if day == 2 else 7.5) if day <= 5 else None,
    "six days": lambda _, day: (9, 7) if day <= 6 else None,
    "weekends": lambda _, day: (10, 8) if day in {3, 4, 6, 7} else None,
    "late shift": lambda _, day: (14, 8) if day <= 5 else None,
    "night shift": lambda _, day: (22, 8) if day <= 4 else None,
    "early and late shift": lambda week, day: (6 + 8 * (week % 2), 8) if day <= 5 else None,
    "weekend on duty every other week": lambda week, day: (
        (9, 8) if day in ((1, 2, 3, 6, 7), (2, 3, 4, 5))[week % 2] else None
    ),
    "evenings from home": lambda _, day: (13, 9) if day <= 5 else None,
}
_WEEKS = 12
_DAY = timedelta(days=1)


def _life(pattern: Pattern, last: date, calendar: NaiveCalendar, random: Random) -> TrackedLife:
    """Return a life up to the end of a day, with small differences between its days."""
    sessions = []
    for age in range(_WEEKS * 7, -1, -1):
        on = last - age * _DAY
        shift = pattern(on.toordinal() // 7, on.isoweekday())
        if shift is not None:
            begin = local_slot(calendar, on, shift[0] + random.uniform(-0.4, 0.4))
            length = round((shift[1] + random.uniform(-0.4, 0.4)) * 12)
            pause = begin + length // 2
            sessions.append(Session(begin, begin + length, ((pause, pause + 6),)))
    now = local_slot(calendar, last, random.choice((7, 12, 19, 23)))
    past = [one for one in sessions if one.begin < now]
    if past and past[-1].end is not None and past[-1].end > now:
        past[-1] = past[-1]._replace(end=None)
    return TrackedLife(now=now, calendar=calendar, sessions=tuple(past))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    ("zone", "day_start", "last"),
    [
        ("Europe/Madrid", time(), date(2026, 4, 3)),  # the clocks are set forward on 29 March
        ("America/New_York", time(4), date(2026, 11, 5)),  # and back on 1 November
    ],
)
def test_steady_life_gives_no_signal(pattern: str, zone: str, day_start: time, last: date) -> None:
    found = find_zone(zone)
    assert found is not None
    calendar = NaiveCalendar(found, day_start)
    for number in range(0, 7, 2):
        random = Random(f"{pattern} {number}")  # noqa: S311 - no secret
        life = _life(PATTERNS[pattern], last + number * _DAY, calendar, random)
        assert signals_of(history_of(life, zone)) == [], life.today
