"""Which tasks get how many minutes, against the promises of `select`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared.rules.assistant.estimates import Basis
from shared.rules.assistant.plan.order import PLANNED_REASONS, Candidate, Reason
from shared.rules.assistant.plan.selection import MAX_BLOCK, MAX_TASKS, MIN_BLOCK, MIN_SHORTENED, select
from tests.unit.plan_scenes import task

_minutes = st.integers(15, 130) | st.sampled_from([15, 30, 90, 115, 300])
_rooms = st.integers(0, 600) | st.integers(0, 120)


@st.composite
def _candidates(draw: st.DrawFn, most: int = 9) -> list[Candidate]:
    """Return candidates in their order: those that must be done, those that are planned, the others."""
    sizes = draw(st.lists(_minutes, max_size=most))
    needed, planned = (draw(st.integers(0, len(sizes))) if draw(st.booleans()) else 0 for _ in range(2))
    found = [
        _candidate(number, size, Reason.PLANNED if number < needed + planned else Reason.NEXT)
        for number, size in enumerate(sizes)
    ]
    must = [replace(one, needed=one.minutes, reason=Reason.DUE) for one in found[:needed]]
    if must and draw(st.booleans()):
        last = must.pop()
        must.append(replace(last, needed=draw(st.integers(1, last.minutes)), reason=Reason.DUE_SOON))
    return [*must, *found[needed:]]


def _candidate(number: int, minutes: int, reason: Reason) -> Candidate:
    return Candidate(task=task(number), minutes=minutes, basis=Basis.TASK, reason=reason)


@given(_candidates(), _rooms)
def test_room_is_never_exceeded_and_not_wasted(candidates: list[Candidate], room: int) -> None:
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


def _first_block(one: Candidate) -> int:
    return one.minutes if one.minutes < MAX_BLOCK + MIN_SHORTENED else MAX_BLOCK


@given(_candidates(), _rooms)
def test_what_must_be_done_comes_first_in_its_order(candidates: list[Candidate], room: int) -> None:
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


@given(_candidates(), _rooms, st.data())
def test_same_tasks_are_selected_when_they_are_planned_for_the_day(
    candidates: list[Candidate], room: int, data: st.DataObject
) -> None:
    selected = select(candidates, room).keys()
    must = [one for one in candidates if one.needed]
    planned = [one for one in candidates if not one.needed and one.reason in PLANNED_REASONS]
    others = [one for one in candidates if one.reason is Reason.NEXT and one.task.id not in selected]
    new = [one for one in candidates if one.reason is Reason.NEXT and one.task.id in selected]
    mixed = list[Candidate]()
    while planned or new:  # each in its order, and among each other in any order, by priority and age
        source = planned if planned and (not new or data.draw(st.booleans())) else new
        mixed.append(replace(source.pop(0), reason=Reason.PLANNED))
    assert select([*must, *mixed, *others], room).keys() == selected


def test_at_most_40_tasks_are_selected() -> None:
    for needed in (0, 15):
        candidates = [replace(_candidate(number, 15, Reason.NEXT), needed=needed) for number in range(60)]
        assert len(select(candidates, 24 * 60)) == MAX_TASKS == 40
