"""The signals of a life, counted anew on a grid of five minutes, rule by rule.

A slot is five minutes, counted from the epoch. All times of a life are whole slots.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from tests.oracle.naive_calendar import NaiveCalendar

SLOT = timedelta(minutes=5)
HOUR, DAY = 12, 288  # slots
_ONE_DAY = timedelta(days=1)


class Session(NamedTuple):
    """A work session in slots, with its pauses; `end` is None while it runs."""

    begin: int
    end: int | None
    pauses: tuple[tuple[int, int], ...] = ()


class Finding(NamedTuple):
    """What a rule observes."""

    rule: str
    level: str
    since: date
    observed: float
    limit: float
    usual: float = 0
    total: int = 0


@dataclass(frozen=True)
class TrackedLife:
    """What a user has tracked until `now`."""

    now: int
    calendar: NaiveCalendar = field(default_factory=NaiveCalendar)
    work_days: Collection[int] = (1, 2, 3, 4, 5)
    days_off: tuple[tuple[date, date], ...] = ()
    sessions: tuple[Session, ...] = ()
    rests: tuple[tuple[int, int], ...] = ()
    meals: tuple[int, ...] = ()
    snacks: tuple[int, ...] = ()
    reminders: tuple[int, ...] = ()  # of rest
    ratings: Mapping[date, int] = field(default_factory=dict)  # 1 is tough
    _quarters: dict[int, tuple[date, bool]] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        return self.date_of(self.now)

    def date_of(self, slot: int) -> date:
        return self._local(slot)[0]

    @cached_property
    def worked(self) -> set[int]:
        """The slots at work in the last 35 days: of a session at most those of its first 12 hours."""
        running = {
            slot
            for session in self.sessions
            for slot in _slots_of(session, self.now)
            if session.end is None and slot < session.begin + 12 * HOUR
        }
        first = self.today - 34 * _ONE_DAY
        return {slot for slot in self.ended_worked | running if self.date_of(slot) >= first}

    @cached_property
    def counted(self) -> dict[date, int]:
        """The slots of sessions that have ended, by date; of forgotten ones all."""
        found: dict[date, int] = {}
        for session in self.sessions:
            if session.end is not None:
                for slot in _slots_of(session, self.now):
                    found[self.date_of(slot)] = found.get(self.date_of(slot), 0) + 1
        return found

    @cached_property
    def ended_worked(self) -> set[int]:
        """The slots at work of sessions that have ended."""
        ended = [session for session in self.sessions if session.end is not None]
        return {
            slot
            for session in ended
            for slot in _slots_of(session, self.now)
            if slot < session.begin + 12 * HOUR
        }

    @cached_property
    def first(self) -> date:
        """The first date with an event."""
        moments = [*(begin for begin, _ in self.rests), *self.meals, *self.snacks, *self.reminders]
        known = {*self.counted, *map(self.date_of, moments), *self.ratings}
        return min(known, default=self.today)

    def is_evening(self, slot: int) -> bool:
        return self._local(slot)[1]

    def _local(self, slot: int) -> tuple[date, bool]:
        """Return the date, and whether it is after 20:00: the same in a whole quarter of an hour."""
        if slot // 3 not in self._quarters:
            moment = moment_of(slot // 3 * 3)
            minute = self.calendar.minute_of(moment)
            self._quarters[slot // 3] = self.calendar.date_of(moment), minute >= 20 * 60
        return self._quarters[slot // 3]

    def is_off(self, on: date) -> bool:
        return any(begin <= on <= end for begin, end in self.days_off)


def moment_of(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * 300, UTC)


def slot_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 300


def signals_of(life: TrackedLife) -> list[Finding]:
    """Return what each rule observes."""
    rules = (
        _long_week,
        _short_night,
        _no_free_day,
        _no_break,
        _evenings,
        _weekends,
        _rising,
        _tough,
        _skipped,
    )
    return [found for rule in rules if (found := rule(life)) is not None]


def _slots_of(session: Session, now: int) -> Iterator[int]:
    for slot in range(session.begin, now if session.end is None else session.end):
        if not any(begin <= slot < end for begin, end in session.pauses):
            yield slot


def _mean_week(life: TrackedLife) -> float:
    return sum(life.now - 14 * DAY <= slot < life.now for slot in life.worked) / HOUR / 2


def _long_week(life: TrackedLife) -> Finding | None:
    hours = _mean_week(life)
    dates = {life.date_of(slot) for slot in life.worked if slot >= life.now - 14 * DAY}
    if hours <= 48 or len(dates) < 8:
        return None
    level, limit = ("strong", 55) if hours >= 55 else ("notice", 48)
    return Finding("long_week", level, life.date_of(life.now - 14 * DAY), hours, limit)


def _free_times(worked: Collection[int]) -> list[tuple[int, int]]:
    """Return each time between two slots of work, as its begin and end."""
    ordered = sorted(worked)
    return [(one + 1, two) for one, two in pairwise(ordered) if two > one + 1]


def _short_night(life: TrackedLife) -> Finding | None:
    """From the first work of a day, its rest is the longest break that begins within 20 hours."""
    free, short = _free_times(life.worked), set[date]()
    first_of_day = min(life.worked, default=None)
    while first_of_day is not None:
        later = [one for one in free if one[0] > first_of_day]
        candidates = [one for one in later if one[0] < first_of_day + 20 * HOUR] or later[:1]
        if not candidates:
            break
        length = max(end - begin for begin, end in candidates)
        end = next(one[1] for one in candidates if one[1] - one[0] == length)
        if length < 11 * HOUR:
            if max(life.worked) + 1 < first_of_day + 20 * HOUR:
                break  # the day may not be over
            short.add(life.date_of(end))
        first_of_day = end
    recent = sum(on > life.today - 14 * _ONE_DAY for on in short)
    return _counted(life, "short_night", recent, 2, 4)


def _no_free_day(life: TrackedLife) -> Finding | None:
    if not life.worked:
        return None
    end = max(life.worked) + 1
    if life.now - end >= 35 * HOUR:
        return None

    def longest(days: int) -> int:
        begin = end - days * DAY
        bounds = {begin - 1, *(slot for slot in life.worked if slot >= begin), end}
        return max((two - one for one, two in _free_times(bounds)), default=0)

    if longest(7) >= 35 * HOUR:
        return None
    level, days = ("strong", 14) if longest(14) < 35 * HOUR else ("notice", 7)
    since = life.date_of(end - days * DAY)
    return Finding("no_free_day", level, since, longest(days) / HOUR, 35)


def _no_break(life: TrackedLife) -> Finding | None:
    if not life.worked:
        return None
    rested = {slot for begin, end in life.rests for slot in range(begin, end)}
    rested |= {slot for meal in life.meals for slot in range(meal, meal + 3)}
    since = life.now - 28 * DAY
    known = [(begin, end) for begin, end in _free_times(life.worked) if end - begin <= 4 * HOUR]
    known += _joined(rested)
    if not any(begin >= since and end - begin >= 3 for begin, end in known):
        return None
    times, run, idle = 0, 0, 0
    ended = min(life.worked)
    for slot in range(ended, life.now + 3):
        if slot in life.worked and slot not in rested:
            run, idle, ended = run + 1, 0, slot + 1
            continue
        idle += 1
        if idle >= 3 or slot >= life.now:
            times += run > 6 * HOUR and _is_within_fortnight(life, ended)
            run = 0
    return _counted(life, "no_break", times, 2, 4)


def _is_within_fortnight(life: TrackedLife, end: int) -> bool:
    return life.date_of(end) > life.today - 14 * _ONE_DAY


def _joined(slots: Collection[int]) -> list[tuple[int, int]]:
    """Return the times that slots cover without a hole."""
    begins = sorted(slot for slot in slots if slot - 1 not in slots)
    ends = sorted(slot + 1 for slot in slots if slot + 1 not in slots)
    return [*zip(begins, ends, strict=True)]


def _evenings(life: TrackedLife) -> Finding | None:
    def by_date(worked: Collection[int]) -> dict[date, int]:
        found: dict[date, int] = {}
        for slot in worked:
            if life.is_evening(slot):
                found[life.date_of(slot)] = found.get(life.date_of(slot), 0) + 1
        return found

    now, before = by_date(life.worked), by_date(life.ended_worked)
    count = sum(now.get(on, 0) >= 6 for on in _last_14(life))
    return _above_usual(life, "evenings", count, 3, 6, lambda on: before.get(on, 0) >= 6)


def _weekends(life: TrackedLife) -> Finding | None:
    by_date: dict[date, int] = {}
    for slot in life.worked:
        by_date[life.date_of(slot)] = by_date.get(life.date_of(slot), 0) + 1
    count = sum(
        by_date.get(on, 0) >= 6 and (on.isoweekday() not in life.work_days or life.is_off(on))
        for on in _last_14(life)
    )
    return _above_usual(
        life,
        *("weekends", count, 2, 4),
        lambda on: life.counted.get(on, 0) >= 6 and on.isoweekday() not in life.work_days,
    )


def _rising(life: TrackedLife) -> Finding | None:
    weeks = [week / HOUR for week in _weeks(life, lambda on: life.counted.get(on, 0))]
    if len(weeks) < 4:
        return None
    usual = median(weeks)
    step = max(median(abs(week - usual) for week in weeks), 0.075 * usual, 1.5)
    hours = _mean_week(life)
    for level, times in (("strong", 3), ("notice", 2)):
        if hours >= usual + times * step:
            since = life.date_of(life.now - 14 * DAY)
            return Finding("rising_load", level, since, hours, usual + times * step, usual)
    return None


def _tough(life: TrackedLife) -> Finding | None:
    days = sorted(on for on in life.ratings if life.today - 28 * _ONE_DAY < on <= life.today)[-7:]
    tough = sum(life.ratings[on] == 1 for on in days)
    if tough < 3:
        return None
    level, limit = ("strong", 5) if tough >= 5 else ("notice", 3)
    return Finding("tough_days", level, days[0], tough, limit, 0, len(days))


def _skipped(life: TrackedLife) -> Finding | None:
    first = life.today - 27 * _ONE_DAY
    rested = {slot for begin, end in life.rests for slot in range(begin, end)}
    paused = {
        slot
        for session in life.sessions
        if session.end is not None
        for begin, end in session.pauses
        for slot in range(begin, end)
    }
    resting = rested | paused
    sent = [slot for slot in life.reminders if life.date_of(slot) >= first]
    kept = [
        slot
        for slot in sent
        if any(one in resting and life.date_of(one) == life.date_of(slot) for one in range(slot, slot + 4))
    ]
    if len(sent) < 10 or not any(life.date_of(slot) >= first for slot in rested):
        return None
    percent = 100 * len(kept) / len(sent)
    if percent >= 30:
        return None
    level, limit = ("strong", 15) if percent < 15 else ("notice", 30)
    return Finding("skipped_breaks", level, first, percent, limit, 0, len(sent))


def _last_14(life: TrackedLife) -> list[date]:
    return [life.today - age * _ONE_DAY for age in range(14)]


def _weeks(life: TrackedLife, value: Callable[[date], int]) -> list[int]:
    """Return the sums of the eight weeks before the last 14 days, but those that are no baseline."""
    weeks = []
    for number in range(2, 10):
        days = [life.today - (number * 7 + age) * _ONE_DAY for age in range(7)]
        is_known = min(days) >= life.first and any(life.counted.get(on, 0) for on in days)
        if is_known and not any(map(life.is_off, days)):
            weeks.append(sum(map(value, days)))
    return weeks


def _above_usual(
    life: TrackedLife, rule: str, count: int, notice: int, strong: int, value: Callable[[date], bool]
) -> Finding | None:
    weeks = _weeks(life, value)
    if len(weeks) < 4:
        return None
    pairs = [one + other for one, other in pairwise(weeks)]
    often = min(pair for pair in pairs if 4 * sum(other <= pair for other in pairs) >= 3 * len(pairs))
    usual = max(2 * median(weeks), often)
    return _counted(life, rule, count, max(notice, usual + 2), max(strong, usual + 2), usual)


def _counted(
    life: TrackedLife, rule: str, count: int, notice: float, strong: float, usual: float = 0
) -> Finding | None:
    if count < notice:
        return None
    level, limit = ("strong", strong) if count >= strong else ("notice", notice)
    return Finding(rule, level, life.today - 13 * _ONE_DAY, count, limit, usual)
