"""An event of a user as the oracle records it, and the points that it earns."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import inf
from typing import Literal, NamedTuple

from tests.oracle.naive_calendar import NaiveCalendar, quarter_hours

Kind = Literal["task", "work", "focus", "break", "shutdown", "join", "leave", "drink", "meal", "rest"]

NEVER = datetime.min.replace(tzinfo=UTC)
LONGEST_SHIFT = timedelta(hours=12)


@dataclass(kw_only=True)
class Event:
    """An event of a user, which happened at `at`, or from `start` to `at`.

    `number` is its position in the log, `monday` the week it happened in, `on` the local date it counts for.
    `limit` is the working time beyond which is overtime or the focus goal, in seconds, or the amount to
    drink, in ml.
    """

    number: int
    kind: Kind
    monday: date
    on: date
    at: datetime = NEVER
    start: datetime = NEVER
    calendar: NaiveCalendar = field(default_factory=NaiveCalendar)
    name: str = ""  # id of the task, challenge or health entry; of a break, that of its work session
    minute: int = 0  # of the day
    plan: int = 0  # of a focus session, in minutes
    limit: float = 0
    amount: int = 0  # of a drink, in ml
    lunch: bool = False
    running: tuple[tuple[datetime, datetime], ...] = ()  # the time of sessions that ran at a shutdown
    rating: str | None = None  # of a shutdown
    undone: float = inf  # the position at which it was undone

    @property
    def hour(self) -> int:
        return self.calendar.hour_of(self.at)

    @property
    def seconds(self) -> int:
        return max(0, int((self.at - self.start).total_seconds()))

    @property
    def is_full(self) -> bool:
        """Whether it is a focus session of at least 5 minutes and 80 % of its plan."""
        return self.kind == "focus" and self.seconds >= max(300, self.plan * 60 * 0.8)

    @cached_property
    def hours(self) -> Counter[tuple[date, int]]:
        """The seconds in each day and hour of the week."""
        found: Counter[tuple[date, int]] = Counter()
        begin = None
        for start, end in quarter_hours(self.start, self.at):
            begin = begin or start
            seconds = int((end - begin).total_seconds()) - int((start - begin).total_seconds())
            found[self.calendar.date_of(start), self.calendar.hour_of(start)] += seconds
        return found

    @cached_property
    def parts(self) -> dict[date, tuple[datetime, datetime]]:
        """The part in each day; a work session is at most 12 hours long here."""
        longest = self.start + LONGEST_SHIFT
        return self._parts(min(self.at, longest) if self.kind == "work" else self.at)

    @cached_property
    def bounds(self) -> dict[date, tuple[datetime, datetime]]:
        """The part in each day, of a work session of any length."""
        return self._parts(self.at)

    def _parts(self, end: datetime) -> dict[date, tuple[datetime, datetime]]:
        found: dict[date, tuple[datetime, datetime]] = {}
        for begin, cut in quarter_hours(self.start, end):
            on = self.calendar.date_of(begin)
            found[on] = found.get(on, (begin, cut))[0], cut
        return found


class Gain(NamedTuple):
    """Points for a cause, with the week and the day they count for and the time they were given at.

    The log does not know the days of challenges.
    """

    rule: str
    source: str
    points: int
    monday: date
    at: datetime
    on: date | None = None
