"""All metrics: how each is computed, its unit, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.rules.assistant.metrics import habits, rest, tasks, work
from shared.rules.assistant.metrics.window import Measure, Window
from shared.views.metric import Unit


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric.

    It `is_total` if it grows with the number of days, `is_of_tasks` if the tasks themselves are read for it.
    `decimals` are those of its value. The period before `has_previous` unless only the state of now is known.
    A change in percent `is_relative`, unless the value is a time of the day or may be negative.
    """

    name: str
    unit: Unit
    measure: Callable[[Window], Measure]
    decimals: int = 0
    is_total: bool = False
    is_of_tasks: bool = False
    has_previous: bool = True
    is_relative: bool = True


_METRICS = (
    Metric(name="hours_worked", unit=Unit.HOURS, measure=work.hours_worked, decimals=2, is_total=True),
    Metric(name="active_share", unit=Unit.PERCENT, measure=work.active_share, decimals=1),
    Metric(name="tasks_completed", unit=Unit.COUNT, measure=tasks.tasks_completed, is_total=True),
    Metric(
        name="tasks_pending",
        unit=Unit.COUNT,
        measure=tasks.tasks_pending,
        is_of_tasks=True,
        has_previous=False,
    ),
    Metric(
        name="task_progress",
        unit=Unit.PERCENT,
        measure=tasks.task_progress,
        decimals=1,
        is_of_tasks=True,
        has_previous=False,
    ),
    Metric(
        name="minutes_per_task",
        unit=Unit.MINUTES,
        measure=tasks.minutes_per_task,
        decimals=1,
        is_of_tasks=True,
    ),
    Metric(
        name="estimate_deviation",
        unit=Unit.PERCENT,
        measure=tasks.estimate_deviation,
        decimals=1,
        is_of_tasks=True,
        is_relative=False,
    ),
    Metric(name="breaks", unit=Unit.COUNT, measure=rest.breaks, is_total=True),
    Metric(name="break_minutes", unit=Unit.MINUTES, measure=rest.break_minutes, is_total=True),
    Metric(
        name="recommended_breaks_kept", unit=Unit.PERCENT, measure=rest.recommended_breaks_kept, decimals=1
    ),
    Metric(name="work_break_balance", unit=Unit.MINUTES, measure=rest.work_break_balance, decimals=1),
    Metric(name="usual_start", unit=Unit.CLOCK, measure=habits.usual_start, is_relative=False),
    Metric(name="usual_end", unit=Unit.CLOCK, measure=habits.usual_end, is_relative=False),
    Metric(name="overload_days", unit=Unit.COUNT, measure=work.overload_days, is_total=True),
    Metric(name="regularity", unit=Unit.SCORE, measure=habits.regularity),
    Metric(name="carried_over", unit=Unit.COUNT, measure=tasks.carried_over, is_total=True),
    Metric(
        name="reminder_response_minutes",
        unit=Unit.MINUTES,
        measure=rest.reminder_response_minutes,
        decimals=1,
    ),
    Metric(name="interactions", unit=Unit.COUNT, measure=habits.interactions, decimals=1),
)

METRICS = {metric.name: metric for metric in _METRICS}
