"""The frame of a plan: its hours, its rests, and how much work fits between them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from shared.entities.interval import Interval
from shared.rules.assistant.history import History
from shared.rules.assistant.plan.capacity import Capacity, capacity_of
from shared.rules.assistant.plan.hours import (
    UsualHours,
    best_of,
    has_session,
    hours_of,
    lunch_of,
    usual_hours_of,
    usual_hours_on,
)
from shared.rules.assistant.plan.rests import LUNCH_MINUTES, Position, Rests

MIN_RUN = 5
"""The shortest work, in minutes, after which a break is planned."""

_MINUTE = timedelta(minutes=1)


class Closed(StrEnum):
    """Why nothing is planned for a day."""

    OFF = "off"
    FREE_DAY = "free_day"
    SHUT_DOWN = "shut_down"


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """The bounds of a plan of today or a later day; minutes count from its begin."""

    history: History
    on: date

    @cached_property
    def closed(self) -> Closed | None:
        """Why nothing is planned; None while a work session runs today."""
        history, is_today = self.history, self.on == self.history.today
        if not history.user.wants_assistant:
            return Closed.OFF
        if is_today and has_session(history):
            return None
        if not history.user.work_calendar.is_work_day(self.on, history.holidays):
            return Closed.FREE_DAY
        totals = history.recent.get(self.on)
        return Closed.SHUT_DOWN if is_today and totals is not None and totals.shutdowns else None

    @cached_property
    def capacity(self) -> Capacity:
        """How much of the day can be planned."""
        return capacity_of(self.history, self.on)

    @cached_property
    def usual(self) -> UsualHours:
        """When the user usually works."""
        return usual_hours_of(self.history)

    @cached_property
    def hours(self) -> Interval:
        """When tasks can be planned."""
        return hours_of(self.history, self.usual_on_day, self.on)

    @cached_property
    def usual_on_day(self) -> Interval:
        """The usual hours of the day, until the user wants to clock out."""
        return usual_hours_on(self.history, self.usual, self.on)

    @property
    def ends_by_clock_out(self) -> bool:
        """Whether the hours end when the user wants to clock out."""
        user, end = self.history.user, self.usual_on_day.end
        clock_out = user.clock_out_time
        return clock_out is not None and end == user.calendar.first_instant_of(self.on, clock_out)

    @property
    def is_beyond_usual(self) -> bool:
        """Whether the hours begin earlier, or end later than usual, since a work session runs."""
        if self.on != self.history.today or not has_session(self.history):
            return False
        return self.hours.begin < self.usual_on_day.begin or self.hours.end > self.usual_on_day.end

    @cached_property
    def rests(self) -> Rests:
        """The rules of rests."""
        user, lunch = self.history.user, lunch_of(self.history, self.on)
        bounds, length = None, 0
        if lunch is not None and lunch.begin < lunch.end:
            first, end = self.minute_of(lunch.begin), self.minute_of(lunch.end)
            length = min(LUNCH_MINUTES, end - first)
            bounds = first, end - length
        return Rests(
            end=self.minute_of(self.hours.end),
            rest_after=max(MIN_RUN, user.rest_after_minutes),
            break_minutes=user.break_minutes,
            lunch=bounds,
            lunch_minutes=length,
        )

    @cached_property
    def start(self) -> Position:
        """The position at the begin, with the work of now since the last rest."""
        history = self.history
        work = history.worked_today
        if self.on != history.today or not history.is_working or not work:
            return Position()
        totals = history.recent.get(self.on)
        rests = (*totals.rested, *totals.paused) if totals else ()
        since = max([work[-1].begin, *(rest.end for rest in rests if rest.end <= history.now)])
        return Position(run=min(max(0, (self.hours.begin - since) // _MINUTE), self.rests.rest_after))

    @cached_property
    def room(self) -> int:
        """The minutes of work that fit into the capacity and the hours; none if nothing is planned."""
        if self.closed is not None:
            return 0
        return min(self.capacity.minutes, self.rests.room(self.start))

    @cached_property
    def best(self) -> list[tuple[int, int]]:
        """The hours in which the user's focus is best."""
        found = best_of(self.history, self.usual, self.on)
        return [(self.minute_of(hours.begin), self.minute_of(hours.end)) for hours in found]

    def minute_of(self, moment: datetime) -> int:
        """Return the whole minutes from the begin to a moment, negative before it."""
        return (moment - self.hours.begin) // _MINUTE

    def moment_of(self, minute: int) -> datetime:
        """Return the moment that is some minutes after the begin."""
        return self.hours.begin + minute * _MINUTE
