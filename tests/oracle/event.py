"""An event of a user as the oracle records it, and the points that it earns."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import inf
from typing import Literal, NamedTuple

from tests.oracle.naive_calendar import NaiveCalendar, quarter_hours

Span = tuple[datetime, datetime]
"""An interval: its begin and its end."""

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

    number: float
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
    pauses: tuple[Span, ...] = ()  # of a session, in order
    running: tuple[Span, ...] = ()  # the time of focus that ran at a shutdown, without pauses
    working: tuple[Span, ...] = ()  # the same of work
    corrected: bool = False  # whether it is no longer as it was at first
    rating: str | None = None  # of a shutdown
    undone: float = inf  # the position at which it was undone
    again: bool = False  # whether undoing that was undone

    @property
    def hour(self) -> int:
        return self.calendar.hour_of(self.at)

    @cached_property
    def active(self) -> list[Span]:
        """The time from the start to the end without pauses."""
        moments = [self.start, *(moment for pause in self.pauses for moment in pause), self.at]
        return [(begin, end) for begin, end in zip(moments[::2], moments[1::2], strict=True) if begin < end]

    @property
    def seconds(self) -> int:
        return int(sum((end - begin for begin, end in self.active), timedelta(0)).total_seconds())

    @property
    def is_full(self) -> bool:
        """Whether it is a focus session of at least 5 minutes and 80 % of its plan."""
        return self.kind == "focus" and self.seconds >= max(300, self.plan * 60 * 0.8)

    @cached_property
    def hours(self) -> Counter[tuple[date, int]]:
        """The seconds in each day and hour of the week."""
        found: Counter[tuple[date, int]] = Counter()
        passed = timedelta(0)
        for start, end in _pieces(self.active, self.at):
            before, passed = passed, passed + (end - start)
            seconds = int(passed.total_seconds()) - int(before.total_seconds())
            found[self.calendar.date_of(start), self.calendar.hour_of(start)] += seconds
        return found

    @cached_property
    def shift(self) -> list[Span]:
        """The time without pauses, of a work session only that of the 12 hours after its start."""
        longest = self.start + LONGEST_SHIFT if self.kind == "work" else self.at
        return [(begin, min(end, longest)) for begin, end in self.active if begin < longest]

    @cached_property
    def parts(self) -> dict[date, list[Span]]:
        """The parts of its shift in each day."""
        return self._parts(self.shift)

    @cached_property
    def paused(self) -> dict[date, list[Span]]:
        """The parts of its pauses in each day."""
        return self._parts(self.pauses)

    @cached_property
    def bounds(self) -> dict[date, Span]:
        """The part in each day, of a work session of any length with its pauses."""
        return {on: spans[0] for on, spans in self._parts([(self.start, self.at)]).items()}

    def _parts(self, spans: Iterable[Span]) -> dict[date, list[Span]]:
        found: dict[date, list[Span]] = {}
        for begin, cut in _pieces(spans, self.at):
            in_day = found.setdefault(self.calendar.date_of(begin), [])
            if in_day and in_day[-1][1] == begin:
                begin = in_day.pop()[0]  # noqa: PLW2901 - the part goes on
            in_day.append((begin, cut))
        return found


def _pieces(spans: Iterable[Span], until: datetime) -> list[Span]:
    """Split spans at each quarter of an hour; only those of the last 31 days before the end count."""
    first = until - timedelta(days=31)
    return [piece for begin, end in spans if first < end for piece in quarter_hours(max(begin, first), end)]


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
