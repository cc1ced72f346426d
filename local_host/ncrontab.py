"""Six-field schedules (rule 30).

Existing libraries implement other dialects. cronsim 2.8 and croniter 7.0 both accept 7 for Sunday and symbols
that the host does not know (`L`, `FRI#1`), and refuse others that it accepts (`Friday`, `*/0`); cronsim also
fires when day OR weekday matches, and croniter wraps `Fri-Mon` around the end of the week.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from local_host.errors import StartError

_MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
_WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
_FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("second", 0, 59, []),
    ("minute", 0, 59, []),
    ("hour", 0, 23, []),
    ("day", 1, 31, []),
    ("month", 1, 12, _MONTHS),
    ("weekday", 0, 6, _WEEKDAYS),
)
_MAX_DAYS = 366 * 41  # 29 February falls on a given weekday at least every 40 years


@dataclass(frozen=True, slots=True)
class Schedule:
    """The local times at which a timer fires."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first time strictly after a naive local time, or None."""
        earliest = moment.replace(microsecond=0) + timedelta(seconds=1)
        day = earliest.date()
        at = self._first_time(earliest.time())
        for _ in range(_MAX_DAYS):
            if at is not None and self._includes(day):
                return datetime.combine(day, at)
            at = self._first_time(time.min)
            if day == date.max:
                return None
            day += timedelta(days=1)
        return None

    def _includes(self, day: date) -> bool:
        # Day AND weekday must match; other crontabs accept either.
        return day.day in self.days and day.month in self.months and day.isoweekday() % 7 in self.weekdays

    def _first_time(self, earliest: time) -> time | None:
        for hour in self.hours:
            if hour < earliest.hour:
                continue
            for minute in self.minutes:
                if (hour, minute) < (earliest.hour, earliest.minute):
                    continue
                for second in self.seconds:
                    if (hour, minute, second) >= (earliest.hour, earliest.minute, earliest.second):
                        return time(hour, minute, second)
        return None


def schedule(expression: str) -> Schedule:
    """Parse `sec min hour day month weekday`; `StartError` if the expression is invalid."""
    texts = expression.split()
    if len(texts) != len(_FIELDS):
        raise StartError(f"The schedule '{expression}' must have six fields: sec min hour day month weekday")
    seconds, minutes, hours, days, months, weekdays = (
        _values(text, *field, expression) for text, field in zip(texts, _FIELDS, strict=True)
    )
    return Schedule(
        tuple(sorted(seconds)),
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        *map(frozenset, (days, months, weekdays)),
    )


def _values(text: str, kind: str, low: int, high: int, names: list[str], expression: str) -> set[int]:
    try:
        return {value for item in text.split(",") for value in _range(item, low, high, names)}
    except ValueError as error:
        raise StartError(f"The schedule '{expression}' has an invalid {kind}: '{text}'") from error


def _range(item: str, low: int, high: int, names: list[str]) -> range:
    span, slash, step_text = item.partition("/")
    step = max(int(step_text), 1) if slash else 1
    first_text, dash, last_text = span.partition("-")
    if span == "*":
        first, last = low, high
    else:
        first = _value(first_text, low, names)
        last = _value(last_text, low, names) if dash else (high if slash else first)
        first, last = min(first, last), max(first, last)  # the host swaps the ends of FRI-MON
    if first < low or last > high:
        raise ValueError(item)
    return range(first, last + 1, step)


def _value(text: str, low: int, names: list[str]) -> int:
    if text[:1].isdigit():
        return int(text)
    for place, name in enumerate(names, low):
        if text and name.startswith(text.lower()):
            return place
    raise ValueError(text)
