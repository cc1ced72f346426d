"""The smallest evidence at which each rule of a signal speaks, and that it is silent just below."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared.rules.assistant.signals.signals import signals_of
from tests.oracle.naive_calendar import NaiveCalendar
from tests.oracle.signals import Session, TrackedLife, slot_of
from tests.unit.signal_lives import history_of

Day = Sequence[tuple[str, str]]
"""From when to when there was work; a time before the other is of the next date."""

Days = dict[int, Day]
"""Days of work by age, today being 0: Friday, 20 March 2026, at 23:30."""

_TODAY = date(2026, 3, 20)
_NOW = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)
_DAY = timedelta(days=1)
_ALL = range(84)

OFFICE: Day = [("09:00", "12:30"), ("13:00", "17:30")]
WEEKDAYS = [age for age in _ALL if (_TODAY - age * _DAY).isoweekday() <= 5]
LAST = [age for age in WEEKDAYS if age < 14]
BEFORE = [age for age in WEEKDAYS if age >= 14]
WEEKENDS = [5, 6, 12, 13]


def each(ages: Sequence[int], day: Day) -> dict[int, Day]:
    """Return the same day at each of some ages."""
    return dict.fromkeys(ages, day)


def long(hours: float, minutes: int = 0) -> Day:
    """Return a day of this much work, with half an hour of lunch."""
    end = 9 * 60 + 30 + round(60 * hours) + minutes
    return [("09:00", "11:00"), ("11:30", f"{end // 60:02}:{end % 60:02}")]


def ten(hours: float, last: float, minutes: int = 0) -> Days:
    """Return the last ten work days: eight of some hours, one of others, and today with minutes added."""
    return each(LAST[2:], long(hours)) | each(LAST[1:2], long(last)) | each(LAST[:1], long(last, minutes))


def with_work(days: Days, more: Days) -> Days:
    """Return days with more work on some of them."""
    return {age: [*days.get(age, ()), *more.get(age, ())] for age in days | more}


def life_of(
    days: Days,
    *,
    rests: Mapping[int, tuple[str, int]] | None = None,
    meals: Mapping[int, str] | None = None,
    snacks: Mapping[int, str] | None = None,
    reminders: Mapping[int, Sequence[str]] | None = None,
    ratings: Sequence[int] = (),
) -> TrackedLife:
    """Return a life; rests are by age, with their minutes, and ratings those of the last days."""
    found = {age: (_slot(age, at), minutes // 5) for age, (at, minutes) in (rests or {}).items()}
    return TrackedLife(
        now=slot_of(_NOW),
        calendar=NaiveCalendar(UTC, time()),
        sessions=tuple(
            Session(_slot(age, begin), _slot(age, end, after=begin))
            for age, day in sorted(days.items(), reverse=True)
            for begin, end in day
        ),
        rests=tuple((begin, begin + length) for begin, length in found.values()),
        meals=tuple(_slot(age, at) for age, at in (meals or {}).items()),
        snacks=tuple(_slot(age, at) for age, at in (snacks or {}).items()),
        reminders=tuple(_slot(age, at) for age, day in (reminders or {}).items() for at in day),
        ratings={_TODAY - age * _DAY: rating for age, rating in enumerate(reversed(ratings))},
    )


def _slot(age: int, clock: str, after: str = "") -> int:
    on = _TODAY - age * _DAY + (_DAY if clock < after else timedelta(0))
    return slot_of(datetime.combine(on, time.fromisoformat(clock), UTC))


def reminded(count: int, *, kept: int = 0, late: int = 0, first: int = 0, rest_age: int = 27) -> TrackedLife:
    """Return a life with a reminder of rest at noon of each of some days, some kept after 15 minutes."""
    rests = {first + age: ("12:20" if age < late else "12:15", 10) for age in range(kept)}
    return life_of(
        {},
        rests=rests | {rest_age: ("09:00", 10)},
        reminders={age: ["12:00"] for age in range(first, first + count)},
    )


OFFICE_LIFE = each(WEEKDAYS, OFFICE)

LATE: Day = [("09:00", "12:30"), ("13:00", "17:30"), ("20:00", "22:05")]
EVENING: Day = [("20:00", "20:30")]
HALF_DAY: Day = [("10:00", "10:30")]
NO_LUNCH: Day = [("09:00", "15:05")]
THROUGH: Day = [("00:00", "04:00"), ("05:00", "09:00"), ("10:00", "14:00"), ("15:00", "19:00")]
UNBROKEN = each([age for age in WEEKDAYS if age <= 28], NO_LUNCH)

# Rule, level or None, and the life.
CASES = {
    "48 h a week": ("long_week", None, life_of(ten(9.5, 10))),
    "48 h a week and 5 minutes": ("long_week", "notice", life_of(ten(9.5, 10, 5))),
    "55 h a week but 5 minutes": ("long_week", "notice", life_of(ten(11, 11, -5))),
    "55 h a week": ("long_week", "strong", life_of(ten(11, 11))),
    "7 long days": ("long_week", None, life_of(each(LAST[:7], long(14)))),
    "8 long days": ("long_week", "notice", life_of(each(LAST[:8], long(13)))),
    "one night of 10 h 55 min": ("short_night", None, life_of(OFFICE_LIFE | each([2], LATE))),
    "2 nights of 10 h 55 min": ("short_night", "notice", life_of(OFFICE_LIFE | each([2, 3], LATE))),
    "2 nights, one of 11 h": (
        *("short_night", None),
        life_of(OFFICE_LIFE | each([2], LATE) | each([3], [("09:00", "17:00"), ("20:00", "22:00")])),
    ),
    "2 nights, one longer ago": ("short_night", None, life_of(OFFICE_LIFE | each([2, 15], LATE))),
    "3 nights": ("short_night", "notice", life_of(OFFICE_LIFE | each([2, 3, 4], LATE))),
    "4 nights": ("short_night", "strong", life_of(OFFICE_LIFE | each([2, 3, 4, 8], LATE))),
    "2 nights after midnight": (
        *("short_night", "notice"),
        life_of(OFFICE_LIFE | each([2, 3], [*OFFICE, ("22:00", "01:00")])),
    ),
    "work through a night and the day after, with breaks": (
        *("short_night", "notice"),
        life_of({2: [("09:00", "13:00"), ("14:00", "18:00"), ("19:00", "23:00")], 1: THROUGH}),
    ),
    "night shifts with a break at midnight": (
        *("short_night", None),
        life_of(each([age for age in WEEKDAYS if age], [("21:00", "00:00"), ("00:30", "05:30")])),
    ),
    "6 days in a row": ("no_free_day", None, life_of(each([*range(6), 7, 8, 9, 10, 11], OFFICE))),
    "7 days in a row": ("no_free_day", "notice", life_of(each(range(7), OFFICE))),
    "7 days in a row, with 35 h free": (
        *("no_free_day", None),
        life_of(
            each([0, 1, 2, 5, 6], OFFICE) | each([4], [("09:00", "10:00")]) | each([3], [("21:00", "21:30")])
        ),
    ),
    "7 days in a row, with 34 h 55 min free": (
        *("no_free_day", "notice"),
        life_of(
            each([0, 1, 2, 5, 6], OFFICE) | each([4], [("09:00", "10:00")]) | each([3], [("20:55", "21:30")])
        ),
    ),
    "13 days in a row": ("no_free_day", "notice", life_of(each(range(13), OFFICE))),
    "14 days in a row": ("no_free_day", "strong", life_of(each(range(14), OFFICE))),
    "14 days in a row, then 35 h free": (
        *("no_free_day", None),
        life_of(each(range(2, 16), OFFICE) | each([1], [("09:00", "12:30")])),
    ),
    "one day of 6 h 5 min without a break": (
        *("no_break", None),
        life_of(OFFICE_LIFE | each([2], NO_LUNCH)),
    ),
    "2 days of 6 h 5 min without a break": (
        *("no_break", "notice"),
        life_of(OFFICE_LIFE | each([2, 3], NO_LUNCH)),
    ),
    "2 days, one of 6 h": (
        *("no_break", None),
        life_of(OFFICE_LIFE | each([2], NO_LUNCH) | each([3], [("09:00", "15:00")])),
    ),
    "2 days, one with 15 minutes of rest": (
        *("no_break", None),
        life_of(OFFICE_LIFE | each([2, 3], NO_LUNCH), rests={3: ("12:00", 15)}),
    ),
    "2 days, one with 10 minutes of rest": (
        *("no_break", None),  # for 5 h 55 min were worked
        life_of(OFFICE_LIFE | each([2, 3], NO_LUNCH), rests={3: ("12:00", 10)}),
    ),
    "2 longer days with 10 minutes of rest": (
        *("no_break", "notice"),
        life_of(OFFICE_LIFE | each([2, 3], [("09:00", "15:15")]), rests={3: ("12:00", 10)}),
    ),
    "2 days, one with lunch": (
        *("no_break", None),
        life_of(OFFICE_LIFE | each([2, 3], NO_LUNCH), meals={3: "12:00"}),
    ),
    "2 days, one with a snack": (
        *("no_break", "notice"),
        life_of(OFFICE_LIFE | each([2, 3], NO_LUNCH), snacks={3: "12:00"}),
    ),
    "3 days without a break": ("no_break", "notice", life_of(OFFICE_LIFE | each([2, 3, 4], NO_LUNCH))),
    "4 days without a break": ("no_break", "strong", life_of(OFFICE_LIFE | each([1, 2, 3, 4], NO_LUNCH))),
    "no day with a break in four weeks": (
        *("no_break", None),
        life_of(OFFICE_LIFE | UNBROKEN),
    ),
    "one day with a break in four weeks": (
        *("no_break", "strong"),
        life_of(UNBROKEN | each([27], [("09:00", "09:05"), ("09:20", "10:00")])),
    ),
    "one day with a break of 10 minutes": (
        *("no_break", None),
        life_of(UNBROKEN | each([27], [("09:00", "09:05"), ("09:15", "10:00")])),
    ),
    "one day with work in two parts, 4 h apart": (
        *("no_break", "strong"),
        life_of(UNBROKEN | each([27], [("09:00", "10:00"), ("14:00", "15:00")])),
    ),
    "one day with work in two parts, 4 h 5 min apart": (
        *("no_break", None),
        life_of(UNBROKEN | each([27], [("09:00", "10:00"), ("14:05", "15:00")])),
    ),
    "one rest in four weeks": ("no_break", "strong", life_of(UNBROKEN, rests={27: ("12:00", 15)})),
    "one meal in four weeks": ("no_break", "strong", life_of(UNBROKEN, meals={27: "12:00"})),
    "2 evenings": ("evenings", None, life_of(with_work(OFFICE_LIFE, each([2, 3], EVENING)))),
    "3 evenings": ("evenings", "notice", life_of(with_work(OFFICE_LIFE, each([2, 3, 4], EVENING)))),
    "3 evenings, one of 25 minutes": (
        *("evenings", None),
        life_of(with_work(OFFICE_LIFE, each([2, 3], EVENING) | each([4], [("20:00", "20:25")]))),
    ),
    "5 evenings": ("evenings", "notice", life_of(with_work(OFFICE_LIFE, each(LAST[:5], EVENING)))),
    "6 evenings": ("evenings", "strong", life_of(with_work(OFFICE_LIFE, each(LAST[:6], EVENING)))),
    "3 evenings, usually 2": (
        *("evenings", None),
        life_of(with_work(OFFICE_LIFE, each([2, 3, 4, *BEFORE[::5]], EVENING))),
    ),
    "4 evenings, usually 2": (
        *("evenings", "notice"),
        life_of(with_work(OFFICE_LIFE, each([1, 2, 3, 4, *BEFORE[::5]], EVENING))),
    ),
    "10 evenings, usually 4 or 5 a week": (
        *("evenings", None),
        life_of(with_work(OFFICE_LIFE, each([*LAST, *BEFORE[:3], *BEFORE[4:19], *BEFORE[20:24]], EVENING))),
    ),
    "10 evenings, in most weeks 4": (
        *("evenings", "strong"),
        life_of(with_work(OFFICE_LIFE, each([*LAST, *(age for age in BEFORE if age % 7 != 4)], EVENING))),
    ),
    "10 evenings, usually 10": (
        *("evenings", None),
        life_of(each(WEEKDAYS, [("14:00", "22:00")])),
    ),
    "6 evenings after 4 weeks but a day": (
        *("evenings", None),
        life_of(with_work(each(WEEKDAYS[:30], OFFICE), each([*LAST[:6], 40], EVENING))),
    ),
    "6 evenings after 4 weeks": (
        *("evenings", "strong"),
        life_of(with_work(each(WEEKDAYS[:30], OFFICE), each([*LAST[:6], 41], EVENING))),
    ),
    "one weekend day": ("weekends", None, life_of(OFFICE_LIFE | each([5], HALF_DAY))),
    "2 weekend days": ("weekends", "notice", life_of(OFFICE_LIFE | each([5, 6], HALF_DAY))),
    "2 weekend days, one of 25 minutes": (
        *("weekends", None),
        life_of(OFFICE_LIFE | each([5], HALF_DAY) | each([6], [("10:00", "10:25")])),
    ),
    "3 weekend days": ("weekends", "notice", life_of(OFFICE_LIFE | each([5, 6, 12], HALF_DAY))),
    "4 weekend days": ("weekends", "strong", life_of(OFFICE_LIFE | each(WEEKENDS, HALF_DAY))),
    "3 weekend days, usually 2": (
        *("weekends", None),
        life_of(OFFICE_LIFE | each([5, 6, 12, *range(19, 84, 7)], HALF_DAY)),
    ),
    "4 weekend days, usually 2": (
        *("weekends", "strong"),
        life_of(OFFICE_LIFE | each([*WEEKENDS, *range(19, 84, 7)], HALF_DAY)),
    ),
    "46 h a week but 5 minutes, usually 40 h": (
        *("rising_load", None),
        life_of(each(BEFORE, long(8)) | ten(9.25, 9, -5)),
    ),
    "46 h a week, usually 40 h": ("rising_load", "notice", life_of(each(BEFORE, long(8)) | ten(9.25, 9))),
    "49 h a week but 5 minutes, usually 40 h": (
        *("rising_load", "notice"),
        life_of(each(BEFORE, long(8)) | ten(9.75, 10, -5)),
    ),
    "49 h a week, usually 40 h": ("rising_load", "strong", life_of(each(BEFORE, long(8)) | ten(9.75, 10))),
    "49 h a week, usually 36 h 15 min or 43 h 45 min": (
        *("rising_load", "notice"),
        life_of({age: long(7.25 if age // 7 % 2 else 8.75) for age in BEFORE} | ten(9.75, 10)),
    ),
    "49 h a week, usually 35 h or 45 h": (
        *("rising_load", None),
        life_of({age: long(7 if age // 7 % 2 else 9) for age in BEFORE} | ten(9.75, 10)),
    ),
    "23 h a week but 5 minutes, usually 20 h": (
        *("rising_load", None),
        life_of(each(BEFORE, long(4)) | ten(4.5, 5, -5)),
    ),
    "23 h a week, usually 20 h": ("rising_load", "notice", life_of(each(BEFORE, long(4)) | ten(4.5, 5))),
    "12 h 30 min a week, usually 10 h": (
        *("rising_load", None),
        life_of(each(BEFORE, long(2)) | ten(2.5, 2.5)),
    ),
    "49 h a week after 3 weeks": (
        *("rising_load", None),
        life_of(each(BEFORE[:15], long(8)) | ten(9.75, 10)),
    ),
    "2 tough days": ("tough_days", None, life_of({}, ratings=[3, 3, 3, 3, 3, 1, 1])),
    "3 tough days": ("tough_days", "notice", life_of({}, ratings=[1, 3, 2, 3, 4, 1, 1])),
    "3 tough days of 8": ("tough_days", None, life_of({}, ratings=[1, 3, 3, 2, 3, 4, 1, 1])),
    "4 tough days": ("tough_days", "notice", life_of({}, ratings=[1, 3, 2, 3, 1, 1, 1])),
    "5 tough days": ("tough_days", "strong", life_of({}, ratings=[1, 1, 2, 3, 1, 1, 1])),
    "9 reminders of rest, none kept": ("skipped_breaks", None, reminded(9)),
    "10 reminders of rest, none kept": ("skipped_breaks", "strong", reminded(10)),
    "10 reminders of rest, one kept": ("skipped_breaks", "strong", reminded(10, kept=1)),
    "10 reminders of rest, 2 kept": ("skipped_breaks", "notice", reminded(10, kept=2)),
    "10 reminders of rest, 3 kept": ("skipped_breaks", None, reminded(10, kept=3)),
    "20 reminders of rest, 3 kept": ("skipped_breaks", "notice", reminded(20, kept=3)),
    "10 reminders of rest, 3 kept, one after 20 minutes": (
        *("skipped_breaks", "notice"),
        reminded(10, kept=3, late=1),
    ),
    "10 reminders of rest, one longer ago": ("skipped_breaks", None, reminded(10, first=19)),
    "10 reminders of rest, no rest known": ("skipped_breaks", None, reminded(10, rest_age=28)),
}


@pytest.mark.parametrize("case", CASES)
def test_rule_speaks_from_its_threshold_on(case: str) -> None:
    rule, level, life = CASES[case]
    found = {str(signal.rule): signal.level for signal in signals_of(history_of(life))}
    assert found.get(rule) == level
