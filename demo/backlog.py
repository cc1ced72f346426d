"""What somebody has planned, and which of it they take up next: decided by chance, without a store."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, cycle
from random import Random
from typing import Any

from demo.desk import Desk, DomainEvent
from demo.phrases import DESCRIPTIONS, STEPS, Trade
from shared.entities.task import Subtask
from shared.views.task import Priority

_PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.MEDIUM, Priority.MEDIUM, Priority.HIGH)
_DAYS_AHEAD = (0, 0, 1, 1, 2, 3, 5, 7, 14)
_WITH_A_DUE_DATE = 0.7
_WITH_STEPS = 0.2
_WITH_A_DESCRIPTION = 0.3
_WITH_A_REMINDER = 0.1
_FORGOTTEN = 0.04  # of the tasks: nobody ever looks at them again
_MAX_URGENT_FIRST = 0.7
_DONE_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class _Plan:
    number: int
    due: date | None
    steps: tuple[Subtask, ...] = ()


class Backlog:
    """A member's tasks, by numbers; each verb that has nothing to act on returns no deed."""

    def __init__(self, trade: Trade, random: Random) -> None:
        self._random = random
        self._tags = trade.tags
        titles = trade.titles()
        random.shuffle(titles)
        self._titles = cycle(titles)
        self._numbers = count(1)
        self._open: list[_Plan] = []
        self._done: list[_Plan] = []

    def plan(self, today: date, now: datetime) -> DomainEvent:
        """Think of something to do."""
        chance = self._random
        plan = _Plan(next(self._numbers), self._choose_due_date(today))
        fields: dict[str, Any] = {
            "priority": chance.choice(_PRIORITIES),
            "tags": self._choose_tags(),
        }
        if plan.due is not None:
            fields["due_date"] = plan.due
            if chance.random() < _WITH_A_REMINDER:
                fields |= {"reminder_enabled": True, "reminder_time": now + timedelta(hours=3)}
        if chance.random() < _WITH_A_DESCRIPTION:
            fields["description"] = chance.choice(DESCRIPTIONS)
        if chance.random() < _WITH_STEPS:
            steps = STEPS[-chance.randint(2, len(STEPS)) :]
            plan = replace(plan, steps=tuple(Subtask(f"step-{n}", step) for n, step in enumerate(steps, 1)))
            fields["subtasks"] = plan.steps
        if chance.random() >= _FORGOTTEN:
            self._open.append(plan)
        return partial(Desk.plan_task, number=plan.number, title=next(self._titles), fields=fields)

    def finish(self) -> DomainEvent | None:
        """Get something done: mostly what is most urgent."""
        if not self._open:
            return None
        urgent = self._random.random() < _MAX_URGENT_FIRST
        plan = min(self._open, key=_due) if urgent else self._random.choice(self._open)
        self._open.remove(plan)
        self._done = [*self._done, plan][-_DONE_REMEMBERED:]
        return partial(Desk.finish_task, number=plan.number)

    def revise(self, today: date) -> DomainEvent | None:
        """Change one that is open: a step is done, or it becomes more urgent, or can wait."""
        if not self._open:
            return None
        at = self._random.randrange(len(self._open))
        plan = self._open[at]
        changes: dict[str, Any]
        if any(not step.completed for step in plan.steps):
            done = [step for step in plan.steps if step.completed]
            following, *rest = plan.steps[len(done) :]
            plan = replace(plan, steps=(*done, replace(following, completed=True), *rest))
            changes = {"subtasks": plan.steps}
        elif self._random.random() < 1 / 2:
            plan = replace(plan, due=today + timedelta(days=self._random.randint(1, 7)))
            changes = {"due_date": plan.due}
        else:
            changes = {"priority": self._random.choice(_PRIORITIES), "tags": self._choose_tags()}
        self._open[at] = plan
        return partial(Desk.change_task, number=plan.number, changes=changes)

    def reopen(self) -> DomainEvent | None:
        """Find that the last one is not done after all."""
        if not self._done:
            return None
        plan = self._done.pop()
        self._open.append(plan)
        return partial(Desk.reopen_task, number=plan.number)

    def drop(self) -> DomainEvent | None:
        """Take an open one off the list."""
        return self._delete(self._open)

    def tidy_up(self) -> DomainEvent | None:
        """Take a done one off the list."""
        return self._delete(self._done)

    def _delete(self, plans: list[_Plan]) -> DomainEvent | None:
        if not plans:
            return None
        plan = plans.pop(self._random.randrange(len(plans)))
        return partial(Desk.delete_task, number=plan.number)

    def _choose_tags(self) -> tuple[str, ...]:
        return tuple(self._random.sample(self._tags, self._random.randint(0, 2)))

    def _choose_due_date(self, today: date) -> date | None:
        if self._random.random() >= _WITH_A_DUE_DATE:
            return None
        return today + timedelta(days=self._random.choice(_DAYS_AHEAD))


def _due(plan: _Plan) -> date:
    return plan.due or date.max
