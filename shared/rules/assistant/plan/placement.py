"""The times of tasks, and of the rests between them; times are minutes after the plan begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.rules.assistant.plan.rests import Position, Rest, Rests
from shared.rules.assistant.plan.selection import MAX_BLOCK

MIN_PIECE = 10
"""The shortest part of a task before or after a rest, unless a due date or the room requires it."""


class Work(NamedTuple):
    """Minutes of a task to place, when they must be done, None for any time, and whether it is important."""

    key: str
    minutes: int
    by: int | None = None
    is_important: bool = False


class Piece(NamedTuple):
    """A part of a plan: a task, by its key, or a rest."""

    begin: int
    end: int
    key: str = ""
    rest: Rest | None = None


def place(
    works: Sequence[Work], rests: Rests, start: Position, best: Sequence[tuple[int, int]]
) -> list[Piece]:
    """Return the pieces of a plan in order, without a rest at its end.

    The works are in the order in which they are to be done, and have room. Each due date is kept that is kept
    by doing the first due first, with each rest as late as possible; as far as that allows, rests are between
    tasks, and important tasks in the best hours.
    """
    due = sorted((one for one in works if one.by is not None), key=lambda one: one.by or 0)
    ends = rests.ends_of(start, (one.minutes for one in due))
    kept = {one.key for one, end in zip(due, ends, strict=False) if one.by is not None and end <= one.by}
    first = [one for one in due if one.key in kept]
    others = [one._replace(by=None) for one in works if one.key not in kept]
    placement = _Placement(rests, start, best, [*works], [*first, *others])
    while placement.works and placement.position.at < rests.end:
        placement.step()
    return placement.pieces


@dataclass(eq=False)
class _Placement:
    """The pieces placed so far, and the works that are left, in their order and with kept due dates first."""

    rests: Rests
    position: Position
    best: Sequence[tuple[int, int]]
    works: list[Work]
    by_due_date: list[Work]
    pieces: list[Piece] = field(default_factory=list)
    current: str = ""

    def step(self) -> None:
        """Place a rest or a part of a task."""
        rest = self.rests.due(self.position) or self._welcome_rest()
        if rest is not None:
            after = self.rests.after(self.position, rest)
            self.pieces.append(Piece(self.position.at, after.at, rest=rest))
            self.position = after
            return
        for work, minutes in self._preferred():
            if self._is_safe(self.position.after_work(minutes), work.key, minutes):
                self._do(work, minutes)
                return
        first = self.by_due_date[0]
        self._do(first, self._length(first))

    def _do(self, work: Work, minutes: int) -> None:
        begin, self.position = self.position.at, self.position.after_work(minutes)
        last = self.pieces[-1] if self.pieces else None
        if last is not None and last.key == work.key and self.position.at - last.begin <= MAX_BLOCK:
            begin = self.pieces.pop().begin
        self.pieces.append(Piece(begin, self.position.at, work.key))
        self.works = _without(self.works, work.key, minutes)
        self.by_due_date = _without(self.by_due_date, work.key, minutes)
        self.current = work.key if minutes < work.minutes else ""

    def _welcome_rest(self) -> Rest | None:
        """Return a rest that fits well here and is safe: lunch between tasks, or a break before one."""
        if self.position.run == 0:
            return None
        can_have_lunch = self.rests.can_have_lunch(self.position)
        is_between_tasks = bool(self.pieces) and not self.current
        if not (can_have_lunch and is_between_tasks) and not self._is_break_welcome():
            return None
        rest = Rest.LUNCH if can_have_lunch else Rest.BREAK
        return rest if self._is_safe(self.rests.after(self.position, rest)) else None

    def _is_break_welcome(self) -> bool:
        """Return whether the next task should begin after a break, since too little of it fits before one."""
        work, _ = next(self._preferred())
        until, after = self.rests.work_until_rest(self.position), self.rests.rest_after
        if work.minutes <= until:
            return False
        return until < MIN_PIECE or (work.minutes <= after and self.position.run >= after / 2)

    def _preferred(self) -> Iterator[tuple[Work, int]]:
        """Yield the works to do now, each with its minutes, the best first."""
        work = next((one for one in self.works if one.key == self.current), None) or self._next()
        longest = self._length(work)
        rest = work.minutes - longest
        if 0 < rest < MIN_PIECE and work.minutes >= 2 * MIN_PIECE:
            yield work, work.minutes - MIN_PIECE
        yield work, longest

    def _next(self) -> Work:
        """Return the first task, or in the best hours the first important one, which waits for them."""
        at, first = self.position.at, self.works[0]
        important = next((one for one in self.works if one.is_important), None)
        if important is None:
            return first
        begin = min((begin for begin, end in self.best if at < end), default=None)
        if begin is None:
            return first
        if begin <= at:
            return important
        return next((one for one in self.works if not one.is_important and one.minutes <= begin - at), first)

    def _length(self, work: Work) -> int:
        return min(work.minutes, self.rests.work_until_rest(self.position), MAX_BLOCK)

    def _is_safe(self, position: Position, key: str = "", minutes: int = 0) -> bool:
        """Return whether the remaining works can all be placed in time after some of a task is done."""
        left = _without(self.by_due_date, key, minutes)
        ends = self.rests.ends_of(position, (one.minutes for one in left))
        if len(ends) < len(left):
            return False
        return all(one.by is None or end <= one.by for one, end in zip(left, ends, strict=True))


def _without(works: list[Work], key: str, minutes: int) -> list[Work]:
    """Return the remaining works after some minutes of a task are done."""
    left = [one._replace(minutes=one.minutes - minutes) if one.key == key else one for one in works]
    return [one for one in left if one.minutes > 0]
