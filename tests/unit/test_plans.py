"""The plans of days: their counts agree with a recount of all changes, also when a date comes again."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.entities.daily_totals import DailyTotals
from shared.entities.task import Task
from shared.rules.plans import plan_changes
from tests.oracle.event_log import EventLog

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
NAMES = ("write", "read")

_offsets = st.none() | st.integers(-2, 3)
_acts = st.tuples(st.sampled_from(NAMES), st.sampled_from((-1, 0, 0, 1, 2)), _offsets, st.booleans())
"""A task, by how many days the date moves before it is changed, its new planned date, and if it is done."""


@given(acts=st.lists(_acts, max_size=25), delete=st.booleans())
def test_counts_agree_with_a_recount_of_all_changes(
    *, acts: list[tuple[str, int, int | None, bool]], delete: bool
) -> None:
    today, log = NOW.date(), EventLog()
    tasks: dict[str, Task | None] = dict.fromkeys(NAMES)
    days: dict[date, DailyTotals] = {}

    def change(name: str, after: Task | None) -> None:
        for on, changes in plan_changes(tasks[name], after, today).items():
            day = days.get(on, DailyTotals(user_id="ada", local_date=on))
            days[on] = day.with_plan(*changes)
        planned = after.planned_date if after else None
        log.change_task(name, planned, today, completed=bool(after and after.completed))
        tasks[name] = after

    for name, step, offset, done in acts:
        today += timedelta(days=step)
        planned = None if offset is None else today + timedelta(days=offset)
        before = tasks[name]
        new = Task(id=name, user_id="ada", title=name, created_at=NOW, updated_at=NOW)
        task = tasks[name] = before.settle(today, lambda _: False) if before else None
        after = replace(task or new, planned_date=planned, completed_at=NOW if done else None)
        if planned is not None and planned < today and (task is None or task.planned_date != planned):
            after = replace(after, settled_plan=planned)
        change(name, after)
    for name in NAMES if delete else ():
        task = tasks[name]
        tasks[name] = task.settle(today, lambda _: False) if task else None
        change(name, None)
    counted: dict[date, tuple[int, int]] = defaultdict(lambda: (0, 0))
    counted |= {on: (day.planned_tasks, day.open_planned_tasks) for on, day in days.items()}
    span = (today - timedelta(days=40) + timedelta(days=number) for number in range(120))
    for on in (*span, *days):
        assert counted[on] == log.planned(on)
        assert counted[on][0] >= counted[on][1] >= 0
