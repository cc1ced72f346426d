"""When breaks and lunch are due while tasks are done; all times are minutes after the plan begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LUNCH_MINUTES = 30
"""The length of lunch."""


class Rest(StrEnum):
    """A rest between tasks."""

    BREAK = "break"
    LUNCH = "lunch"


class Position(NamedTuple):
    """The end of a plan so far, the minutes of work since the last rest, and whether it has lunch."""

    at: int = 0
    run: int = 0
    had_lunch: bool = False

    def after_work(self, minutes: int) -> "Position":
        """Return the position after more work."""
        return Position(self.at + minutes, self.run + minutes, self.had_lunch)


@dataclass(frozen=True, kw_only=True)
class Rests:
    """The rules of rests until the `end`: a break after `rest_after` minutes of work, and lunch.

    `lunch` has the first and the last minute at which lunch can begin; None without lunch. It is 30 minutes
    long, or as long as the time for it.
    """

    end: int
    rest_after: int
    break_minutes: int
    lunch: tuple[int, int] | None = None
    lunch_minutes: int = LUNCH_MINUTES

    def due(self, position: Position) -> Rest | None:
        """Return the rest that cannot wait; a break that is due while lunch is possible is lunch."""
        if self.can_have_lunch(position) and (position.at == self._last_lunch or self._is_tired(position)):
            return Rest.LUNCH
        return Rest.BREAK if self._is_tired(position) else None

    def can_have_lunch(self, position: Position) -> bool:
        """Return whether lunch can begin."""
        return (
            self.lunch is not None
            and not position.had_lunch
            and self.lunch[0] <= position.at <= self.lunch[1]
        )

    def after(self, position: Position, rest: Rest) -> Position:
        """Return the position after a rest; a break ends when lunch must begin."""
        if rest is Rest.LUNCH:
            return Position(position.at + self.lunch_minutes, 0, had_lunch=True)
        at = position.at + self.break_minutes
        if not position.had_lunch and position.at < self._last_lunch < at:
            at = self._last_lunch
        return Position(at, 0, position.had_lunch)

    def work_until_rest(self, position: Position) -> int:
        """Return the minutes of work until a rest is due, or the end."""
        until = self.end
        if not position.had_lunch and position.at <= self._last_lunch:
            until = min(until, self._last_lunch)
        return max(0, min(until - position.at, self.rest_after - position.run))

    def room(self, position: Position) -> int:
        """Return the minutes of work until the end, with each rest as late as possible."""
        work = 0
        while position.at < self.end:
            rest = self.due(position)
            if rest is None:
                minutes = self.work_until_rest(position)
                position, work = position.after_work(minutes), work + minutes
            else:
                position = self.after(position, rest)
        return work

    def ends_of(self, position: Position, minutes: Iterable[int]) -> list[int]:
        """Return when each of some tasks ends, one after another, with each rest as late as possible.

        Those that do not end before the end of the plan are left out.
        """
        found = list[int]()
        for work in minutes:
            left = work
            while left > 0:
                if position.at >= self.end:
                    return found
                rest = self.due(position)
                if rest is None:
                    done = min(left, self.work_until_rest(position))
                    position, left = position.after_work(done), left - done
                else:
                    position = self.after(position, rest)
            found.append(position.at)
        return found

    @property
    def _last_lunch(self) -> int:
        return -1 if self.lunch is None else self.lunch[1]

    def _is_tired(self, position: Position) -> bool:
        return position.run >= self.rest_after
