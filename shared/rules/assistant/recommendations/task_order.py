"""The order of open tasks: that of the plan of a day, which has them in blocks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.entities.interval import Interval
from shared.entities.task import Task
from shared.rules.assistant.estimates import Estimates
from shared.rules.assistant.history import History
from shared.rules.assistant.plan.frame import Frame
from shared.rules.assistant.plan.order import Obstacle, Reason
from shared.rules.assistant.plan.plan import plan_day


@dataclass(frozen=True, kw_only=True)
class OrderedTasks:
    """The tasks of a day, the first to do first.

    `planned` has when those are done that have room in its plan, by id. `due_soon` are the ids of those that
    cannot wait: they are due later, but the days until then do not have the time for them.
    """

    tasks: Sequence[Task] = ()
    planned: Mapping[str, Sequence[Interval]] = field(default_factory=dict)
    due_soon: frozenset[str] = frozenset()


def order_of(history: History, on: date, tasks: Iterable[Task], estimates: Estimates) -> OrderedTasks:
    """Return the open tasks that can be done on a day: those of its plan, by time, then those without room.

    There are none on a day for which nothing is planned.
    """
    plan = plan_day(Frame(history=history, on=on), tasks, estimates)
    times, planned = defaultdict[str, list[Interval]](list), list[Task]()
    for block in plan.blocks:
        if block.candidate is not None:
            planned.append(block.candidate.task)
            times[block.candidate.task.id].append(Interval(block.begin, block.end))
    others = (one.task for one in plan.left_out if one.obstacle is Obstacle.NO_ROOM)
    by_id = {task.id: task for task in (*planned, *others)}
    soon = (one.task.id for one in plan.selected if one.reason is Reason.DUE_SOON)
    return OrderedTasks(tasks=[*by_id.values()], planned=times, due_soon=frozenset(soon))
