"""The selection of tasks for a day, and the minutes of each."""

from collections.abc import Sequence

from shared.rules.assistant.plan.order import PLANNED_REASONS, TaskCandidate

MAX_BLOCK = 90
"""The longest block of a task, in minutes."""

MIN_BLOCK = 15
"""The fewest minutes that a task gets, unless less of it is left."""

MIN_SHORTENED = 30
"""The fewest minutes of the one block that is shortened because the room ends."""

MAX_TASKS = 40
"""The most tasks of a plan: each is changed, and maybe the totals of its former day, in one commit of 100."""


def select(candidates: Sequence[TaskCandidate], room: int) -> dict[str, int]:
    """Return the minutes of each selected task, by id, in the order of the candidates.

    The minutes that must be done come first. Then each task gets a block, in order, until one that is planned
    for the day does not fit; of others, those that do not fit are passed over. Room that is left goes to
    further blocks. To let one more task in, one block may be shortened.

    Which tasks are selected does not change when they are all planned for the day: the selected ones fit in
    any order, and none of the others fits beside them.
    """
    needed, left = _select_needed(candidates, room)
    others = [one for one in candidates if one.task.id not in needed]
    is_full = any(one.needed for one in others) or len(needed) == MAX_TASKS
    blocks = {} if is_full else _select_blocks(others, left, MAX_TASKS - len(needed))
    given = {**needed, **blocks}
    left -= sum(blocks.values())
    for one in candidates:
        more = min(one.minutes - given.get(one.task.id, one.minutes), left)
        if more >= MIN_BLOCK or (more > 0 and given[one.task.id] + more == one.minutes):
            given[one.task.id] += more
            left -= more
    return given


def _select_needed(candidates: Sequence[TaskCandidate], room: int) -> tuple[dict[str, int], int]:
    """Return the minutes of the tasks that must be done, the first due first, and the room that is left."""
    found: dict[str, int] = {}
    for one in candidates:
        minutes = min(one.needed, room)
        if minutes == 0 or minutes < min(one.needed, MIN_BLOCK) or len(found) == MAX_TASKS:
            break
        found[one.task.id] = minutes
        room -= minutes
    return found, room


def _select_blocks(candidates: Sequence[TaskCandidate], room: int, count: int) -> dict[str, int]:
    """Return the minutes of the first block of tasks that need not be done, at most `count` of them."""
    found: dict[str, int] = {}
    total, longest = 0, 0
    for one in candidates:
        minutes = one.minutes if one.minutes < MAX_BLOCK + MIN_SHORTENED else MAX_BLOCK
        shortest = total + minutes - max(0, max(longest, minutes) - MIN_SHORTENED)
        if shortest <= room and len(found) < count:
            found[one.task.id] = minutes
            total, longest = total + minutes, max(longest, minutes)
        elif one.reason in PLANNED_REASONS:
            break
    excess = total - room
    if excess > 0:
        shortened = next(key for key in reversed(found) if found[key] - excess >= MIN_SHORTENED)
        found[shortened] -= excess
    return found
