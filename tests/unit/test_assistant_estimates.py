"""Estimates of tasks, against a recount."""

from datetime import UTC, datetime
from statistics import fmean, median

from hypothesis import given
from hypothesis import strategies as st

from shared.entities.task import Task
from shared.rules.assistant.estimates import Basis, estimates_from

_NOW = datetime(2026, 3, 2, tzinfo=UTC)
_tags = st.lists(st.sampled_from("abcd"), max_size=3).map(tuple)
_completed = st.lists(st.tuples(_tags, st.integers(0, 9) | st.integers(0, 600)), max_size=12)


def _task(tags: tuple[str, ...], spent_minutes: int, estimate: int | None = None) -> Task:
    return Task(
        id="t",
        user_id="u",
        title="A task",
        created_at=_NOW,
        updated_at=_NOW,
        tags=tags,
        spent_seconds=60 * spent_minutes,
        estimate_minutes=estimate,
    )


@given(_completed, _tags, st.integers(0, 200), st.none() | st.integers(1, 400))
def test_estimate_is_that_of_the_task_else_of_its_tags_else_of_all_tasks(
    completed: list[tuple[tuple[str, ...], int]], tags: tuple[str, ...], spent: int, estimate: int | None
) -> None:
    found = estimates_from(_task(*one) for one in completed).of(_task(tags, spent, estimate))

    tracked = [(those, minutes) for those, minutes in completed if minutes]
    of_tags = [[minutes for those, minutes in tracked if tag in those] for tag in tags]
    medians = [median(those) for those in of_tags if len(those) >= 3]
    expected: tuple[float, Basis]
    if estimate is not None:
        expected = estimate, Basis.TASK
    elif medians:
        expected = fmean(medians), Basis.TAGS
    elif len(tracked) >= 3:
        expected = median(minutes for _, minutes in tracked), Basis.TASKS
    else:
        expected = 30, Basis.DEFAULT
    grid = 1 if estimate is not None else 5  # those by other tasks are not more exact
    assert abs(found.minutes_left - max(15, expected[0] - spent)) <= grid / 2
    assert found.minutes_left % grid == 0
    assert found.basis is expected[1]
