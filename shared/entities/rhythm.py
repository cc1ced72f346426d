"""A user's rhythm: the numbers of each day, for more than a year, in one small document."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

import msgspec
from msgspec.structs import replace

from shared.entities.compact import decode_numbers
from shared.entities.entity import Entity

MAX_HISTORY_DAYS = 400
"""How far back the assistant looks, today included."""

FINAL_AFTER_DAYS = 35
"""The age from which a day no longer changes: corrections reach back 31 days."""

_DAY = timedelta(days=1)


class RhythmDay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The numbers of one day; all zeros for a day without events.

    Times are seconds. `start` and `end` are the minutes after midnight at which the day's work began and
    ended, None without work; a day that starts at 04:00 ends at minute 1680. `evening` is work after 20:00.
    `rating` is that of the last shutdown: 1 for tough to 4 for great, 0 without one. `interactions` are the
    events recorded on the day. It is stored as an array: a new number goes last.

    `reminders` are the numbers of reminders of rest that were sent and kept, and minutes until responses.
    `focus_hours` are an hour of the local clock, the minutes of focus in it, and those in each hour after it.
    Both are written with one character per number, see `compact.py`.
    """

    worked: int = 0
    overtime: int = 0
    start: int | None = None
    end: int | None = None
    evening: int = 0
    focus: int = 0
    focus_sessions: int = 0
    breaks: int = 0
    break_time: int = 0
    rest: int = 0
    tasks: int = 0
    planned: int = 0
    carried_over: int = 0
    water_ml: int = 0
    meals: int = 0
    lunches: int = 0
    points: int = 0
    rating: int = 0
    interactions: int = 0
    reminders: str = ""
    focus_hours: str = ""

    @property
    def rest_reminders(self) -> int:
        """The number of reminders of rest that were sent."""
        return decode_numbers(self.reminders[:1] or "0")[0]

    @property
    def rests_kept(self) -> int:
        """The number of reminders of rest that a rest followed soon."""
        return decode_numbers(self.reminders[1:2] or "0")[0]

    @property
    def response_minutes(self) -> list[int]:
        """The minutes from reminders to what they asked for, sorted; at most 5."""
        return decode_numbers(self.reminders[2:])

    @property
    def focus_by_hour(self) -> dict[int, int]:
        """The minutes of focus in each hour of the local clock that has any."""
        first, *minutes = decode_numbers(self.focus_hours) or [0]
        return {(first + hour) % 24: amount for hour, amount in enumerate(minutes) if amount}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the day."""
        return self == RhythmDay()


class Rhythm(Entity, frozen=True, kw_only=True):
    """The final days of a user, consecutive from `first`, the oldest first.

    Later days are read from their totals, because they can still be corrected. The document is derived: it is
    written again from the daily totals if it is lost.
    """

    user_id: str
    first: date
    days: tuple[RhythmDay, ...] = ()

    @property
    def end(self) -> date:
        """The date after the last day."""
        return self.first + len(self.days) * _DAY

    def extend(self, days: Iterable[RhythmDay], today: date) -> Self:
        """Return the rhythm with the days that follow its last one; those that are too old are dropped."""
        joined = (*self.days, *days)
        surplus = max(0, (today - self.first).days - MAX_HISTORY_DAYS + 1)
        return replace(self, first=self.first + surplus * _DAY, days=joined[surplus:])
