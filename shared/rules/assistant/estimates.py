"""How long tasks take a user."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shared.entities.task import Task
from shared.rules.assistant.quantiles import median

DEFAULT_MINUTES = 30
"""The estimate of a task without an estimate or similar tasks."""

MIN_TASKS = 3
"""The fewest completed tasks with tracked time whose median is an estimate."""

MIN_MINUTES_LEFT = 15
"""What is left of a task whose estimate is used up, in minutes."""

_GRID = 5  # minutes, to which estimates by other tasks are rounded


class Basis(StrEnum):
    """The source of an estimate."""

    TASK = "task"
    TAGS = "tags"
    TASKS = "tasks"
    DEFAULT = "default"


class Estimate(NamedTuple):
    """The minutes that are left of a task, and what they rest on."""

    minutes_left: int
    basis: Basis


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """The medians of the tracked minutes of completed tasks: of each tag, and of all; None if unknown."""

    by_tag: dict[str, float]
    of_all: float | None

    def of(self, task: Task) -> Estimate:
        """Return the estimate of a task: its own, else the median of its tags, else that of all tasks.

        Of several tags, it is the mean of their medians; without any of them it is 30 minutes. What is spent
        on the task is subtracted, and at least 15 minutes are left. Those by other tasks are multiples of 5.
        """
        minutes, basis = self._whole(task)
        left, grid = minutes - task.spent_seconds / 60, 1 if basis is Basis.TASK else _GRID
        return Estimate(max(MIN_MINUTES_LEFT, round(left / grid) * grid), basis)

    def _whole(self, task: Task) -> tuple[float, Basis]:
        if task.estimate_minutes:
            return task.estimate_minutes, Basis.TASK
        known = [self.by_tag[tag] for tag in task.tags if tag in self.by_tag]
        if known:
            return sum(known) / len(known), Basis.TAGS
        return (DEFAULT_MINUTES, Basis.DEFAULT) if self.of_all is None else (self.of_all, Basis.TASKS)


def estimates_from(completed: Iterable[Task]) -> Estimates:
    """Return the medians of completed tasks; tasks without tracked time are left out."""
    minutes, tagged = list[float](), defaultdict[str, list[float]](list)
    for task in completed:
        if task.spent_seconds:
            minutes.append(task.spent_seconds / 60)
            for tag in dict.fromkeys(task.tags):
                tagged[tag].append(task.spent_seconds / 60)
    return Estimates(
        by_tag={tag: median(those) for tag, those in tagged.items() if len(those) >= MIN_TASKS},
        of_all=median(minutes) if len(minutes) >= MIN_TASKS else None,
    )
