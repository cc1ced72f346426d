"""Which tasks get how many minutes, against the promises of `select`."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.assistant.estimates import Basis
from shared.rules.assistant.plan.order import PLANNED_REASONS, Reason, TaskCandidate
from shared.rules.assistant.plan.selection import MAX_BLOCK, MAX_TASKS, MIN_BLOCK, MIN_SHORTENED, select
from tests.unit.plan_scenes import open_task

_minutes = st.integers(15, 130) | st.sampled_from([15, 60, 90, 300])
_shares = st.sampled_from([0.2, 0.4, 0.6, 0.8, 0.95, 1.1])
many = settings(max_examples=200)


@st.composite
def _candidates(draw: st.DrawFn) -> tuple[list[TaskCandidate], int]:
    """Return candidates in order, those that must be done, are planned, and the others, and room for some."""
    sizes = draw(st.lists(_minutes, min_size=1, max_size=7))
    needed = draw(st.just(0) | st.integers(0, len(sizes)))
    planned = draw(st.integers(0, len(sizes)))
    found = [
        _candidate(number, size, Reason.PLANNED if number < needed + planned else Reason.NEXT)
        for number, size in enumerate(sizes)
    ]
    must = [replace(one, needed=one.minutes, reason=Reason.DUE) for one in found[:needed]]
    if draw(st.booleans()) and must:
        last = must.pop()
        must.append(replace(last, needed=draw(st.integers(1, last.minutes)), reason=Reason.DUE_SOON))
    room = round(sum(sizes) * draw(_shares)) + draw(st.integers(0, 20))
    return [*must, *found[needed:]], room


def _candidate(number: int, minutes: int, reason: Reason) -> TaskCandidate:
    return TaskCandidate(task=open_task(number), minutes=minutes, basis=Basis.TASK, reason=reason)


@many
@given(_candidates())
def test_room_is_never_exceeded_and_not_wasted(case: tuple[list[TaskCandidate], int]) -> None:
    candidates, room = case
    given_minutes = select(candidates, room)
    left = room - sum(given_minutes.values())
    assert left >= 0
    for one in candidates:
        minutes = given_minutes.get(one.task.id)
        if minutes is None:
            continue
        assert MIN_BLOCK <= minutes <= one.minutes or minutes >= one.needed > 0
        assert minutes == one.minutes or left < MIN_BLOCK
    is_cut = any(one.needed > given_minutes.get(one.task.id, 0) for one in candidates)
    refused = [one for one in candidates if one.task.id not in given_minutes]
    if refused and not is_cut:
        first = refused[0].minutes
        # With all first blocks, it does not fit even if the longest of them is shortened.
        blocks = [_first_block(one) for one in candidates if one.task.id in given_minutes and not one.needed]
        blocks.append(_first_block(refused[0]))
        needed = sum(min(one.needed, one.minutes) for one in candidates)
        assert needed + sum(blocks) - max(0, max(blocks) - MIN_SHORTENED) > room, first


def _first_block(one: TaskCandidate) -> int:
    return one.minutes if one.minutes < MAX_BLOCK + MIN_SHORTENED else MAX_BLOCK


@many
@given(_candidates())
def test_what_must_be_done_comes_first_in_its_order(case: tuple[list[TaskCandidate], int]) -> None:
    candidates, room = case
    found = select(candidates, room)
    for one in candidates:
        minutes = min(one.needed, room)
        if minutes < min(one.needed, MIN_BLOCK):
            minutes = 0
        if one.needed == 0:
            break
        assert found.get(one.task.id, 0) >= minutes
        room -= minutes
        if minutes < one.needed:
            assert found.keys() <= {each.task.id for each in candidates[: candidates.index(one) + 1]}
            break


@many
@given(_candidates(), st.data())
def test_same_tasks_are_selected_when_they_are_planned_for_the_day(
    case: tuple[list[TaskCandidate], int], data: st.DataObject
) -> None:
    candidates, room = case
    selected = select(candidates, room).keys()
    must = [one for one in candidates if one.needed]
    planned = [one for one in candidates if not one.needed and one.reason in PLANNED_REASONS]
    others = [one for one in candidates if one.reason is Reason.NEXT and one.task.id not in selected]
    new = [one for one in candidates if one.reason is Reason.NEXT and one.task.id in selected]
    mixed = list[TaskCandidate]()
    while planned or new:  # each in its order, and among each other in any order, by priority and age
        source = planned if planned and (not new or data.draw(st.booleans())) else new
        mixed.append(replace(source.pop(0), reason=Reason.PLANNED))
    assert select([*must, *mixed, *others], room).keys() == selected


def test_at_most_40_tasks_are_selected() -> None:
    for needed in (0, 15):
        candidates = [replace(_candidate(number, 15, Reason.NEXT), needed=needed) for number in range(60)]
        assert len(select(candidates, 24 * 60)) == MAX_TASKS == 40


def test_long_tasks_get_a_block_each_before_one_gets_more() -> None:
    tasks = [_candidate(number, minutes, Reason.PLANNED) for number, minutes in enumerate((300, 60, 300, 20))]
    assert select(tasks, 200) == {"t0": 90, "t1": 60, "t2": 30, "t3": 20}
    assert select(tasks, 190) == {"t0": 90, "t1": 60, "t2": 40}
    assert select(tasks, 300) == {"t0": 130, "t1": 60, "t2": 90, "t3": 20}
    assert select(tasks, 130) == {"t0": 90, "t1": 40}


def test_task_that_is_not_planned_is_passed_over_if_it_does_not_fit() -> None:
    tasks = [_candidate(number, minutes, Reason.NEXT) for number, minutes in enumerate((25, 60, 20))]
    assert select(tasks, 50) == {"t0": 25, "t2": 20}
    planned = [replace(one, reason=Reason.PLANNED) for one in tasks]
    assert select(planned, 50) == {"t0": 25}
