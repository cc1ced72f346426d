"""A simulation of a day of work, minute by minute."""

from shared.rules.assistant.plan.rests import Position, Rests


def naive_minutes(rests: Rests, start: Position) -> list[int]:
    """Return the minutes of work until the end, with each rest as late as it can be."""
    found, at, run, ate = list[int](), start.at, start.run, rests.lunch is None
    first, last = rests.lunch or (0, 0)
    while at < rests.end:
        is_tired, is_hungry = run >= rests.rest_after, not ate and first <= at <= last
        if is_hungry and (is_tired or at == last):
            at, run, ate = at + rests.lunch_minutes, 0, True
        elif is_tired:
            after = at + rests.break_minutes
            at, run = last if not ate and at < last < after else after, 0
        else:
            found.append(at)
            at, run = at + 1, run + 1
    return found
