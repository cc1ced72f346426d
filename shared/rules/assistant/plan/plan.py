"""The plan of a day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.entities.task import Task
from shared.rules.assistant.estimates import Estimates
from shared.rules.assistant.plan.ahead import DaysAhead
from shared.rules.assistant.plan.frame import Frame
from shared.rules.assistant.plan.order import Obstacle, PlannedDay, TaskCandidate, order_tasks
from shared.rules.assistant.plan.placement import Piece, Work, place
from shared.rules.assistant.plan.rests import Rest
from shared.rules.assistant.plan.selection import select
from shared.views.task import Priority


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a plan: a task, or a rest. A task of high priority may be in the best hours."""

    begin: datetime
    end: datetime
    candidate: TaskCandidate | None = None
    rest: Rest | None = None
    is_in_best_hours: bool = False


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A task that is not planned, or of which some minutes are left."""

    task: Task
    obstacle: Obstacle
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """The plan of a day: its blocks in order, and the open tasks that have none or not enough of them.

    `selected` are the tasks of the blocks, in the order in which they were selected.
    """

    frame: Frame
    selected: Sequence[TaskCandidate] = ()
    blocks: Sequence[Block] = ()
    left_out: Sequence[LeftOut] = ()


def plan_day(frame: Frame, tasks: Iterable[Task], estimates: Estimates) -> DayPlan:
    """Return the plan of a day, of a user's open tasks; of a day that is closed, it is empty."""
    if frame.closed is not None:
        return DayPlan(frame=frame)
    candidates, others = _order(frame, tasks, estimates)
    minutes = select(candidates, frame.room)
    selected = [one for one in candidates if one.task.id in minutes]
    works = [_work(one, minutes[one.task.id], frame) for one in selected]
    by_id = {one.task.id: one for one in selected}
    pieces = place(works, frame.rests, frame.start, frame.best)
    return DayPlan(
        frame=frame,
        selected=selected,
        blocks=[_block(piece, by_id.get(piece.key), frame) for piece in pieces],
        left_out=[
            *_left_out(candidates, minutes),
            *(LeftOut(task=task, obstacle=why) for task, why in others),
        ],
    )


def select_tasks(frame: Frame, tasks: Iterable[Task], estimates: Estimates, room: int) -> list[TaskCandidate]:
    """Return the tasks that the plan of a day has with some minutes of room, in their order."""
    if frame.closed is not None:
        return []
    candidates, _ = _order(frame, tasks, estimates)
    minutes = select(candidates, room)
    return [one for one in candidates if one.task.id in minutes]


def _order(
    frame: Frame, tasks: Iterable[Task], estimates: Estimates
) -> tuple[list[TaskCandidate], list[tuple[Task, Obstacle]]]:
    history = frame.history
    ahead = DaysAhead(history, frame.usual, frame.capacity, frame.on)
    day = PlannedDay(
        calendar=history.user.calendar,
        on=frame.on,
        today=history.today,
        now=history.now,
        begin=frame.hours.begin,
        minutes_before=ahead.minutes_before,
    )
    return order_tasks(tasks, estimates, day)


def _work(candidate: TaskCandidate, minutes: int, frame: Frame) -> Work:
    due = candidate.task.due_date
    by = None if due is None else frame.minute_of(due)
    is_today = by is not None and 0 <= by < frame.rests.end
    return Work(
        key=candidate.task.id,
        minutes=minutes,
        by=by if is_today else None,
        is_important=candidate.task.priority is Priority.HIGH,
    )


def _block(piece: Piece, candidate: TaskCandidate | None, frame: Frame) -> Block:
    is_important = candidate is not None and candidate.task.priority is Priority.HIGH
    return Block(
        begin=frame.moment_of(piece.begin),
        end=frame.moment_of(piece.end),
        candidate=candidate,
        rest=piece.rest,
        is_in_best_hours=is_important and any(begin <= piece.begin < end for begin, end in frame.best),
    )


def _left_out(candidates: Sequence[TaskCandidate], minutes: dict[str, int]) -> Iterator[LeftOut]:
    for one in candidates:
        planned = minutes.get(one.task.id)
        if planned is None:
            yield LeftOut(task=one.task, obstacle=Obstacle.NO_ROOM)
        elif planned < one.minutes:
            yield LeftOut(task=one.task, obstacle=Obstacle.NO_ROOM, minutes=one.minutes - planned)
