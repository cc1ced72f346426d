"""The weekly challenges: a table of them, and how deeds move those that somebody has joined.

A new challenge of a kind that exists is a row of `CHALLENGES`; a new kind is a function below and a row of
the table at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from shared.entities.challenge import ChallengeType
from shared.entities.deeds import (
    BreakCompleted,
    ChallengeJoined,
    ChallengeLeft,
    DayDeed,
    FocusCompleted,
    ShutDown,
    TaskCompleted,
    TaskReopened,
    WeekDeed,
)
from shared.entities.points import Rule
from shared.entities.week import Participation
from shared.services.tally import Tally

_SHORTEST_BREAK_SECONDS = 5 * 60
_EARLY_MINUTE = 17 * 60  # of the local day: 17:00


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something to achieve within an ISO week."""

    id: str
    name: str
    description: str
    challenge_type: ChallengeType
    target_value: int
    points: int
    duration_days: int = 7


CHALLENGES = (
    Challenge(
        "healthy-boundaries",
        "Healthy Boundaries",
        "Shut down before 17:00 on 5 days",
        ChallengeType.SHUTDOWN,
        5,
        75,
    ),
    Challenge(
        "focus-sprint-master",
        "Focus Sprint Master",
        "Complete 10 focus sessions",
        ChallengeType.FOCUS,
        10,
        75,
    ),
    Challenge(
        "break-champion",
        "Break Champion",
        "Take a break of at least 5 minutes in 5 work sessions",
        ChallengeType.BREAK,
        5,
        75,
    ),
    Challenge("task-finisher", "Task Finisher", "Complete 15 tasks", ChallengeType.TASK, 15, 75),
)


def find_challenge(challenge_id: str) -> Challenge | None:
    """Return a challenge, None when there is no such one."""
    return next((one for one in CHALLENGES if one.id == challenge_id), None)


def advance(tally: Tally, deed: DayDeed | WeekDeed) -> Tally:
    """Return the tally with each joined challenge moved by a deed, and its points given or taken back."""
    week = tally.progress.week
    for challenge in CHALLENGES:
        before = week.challenges.get(challenge.id)
        after = _move(challenge, before, deed, tally)
        if after is not None and after != before:
            tally = _settle(tally, challenge, after)
    return tally


def _move(
    challenge: Challenge, participation: Participation | None, deed: DayDeed | WeekDeed, tally: Tally
) -> Participation | None:
    if isinstance(deed, WeekDeed):
        return _change(participation, deed, tally) if deed.challenge_id == challenge.id else None
    if participation is None or (participation.left and not isinstance(deed, TaskReopened)):
        return None  # what is undone is taken back also from somebody who has left
    count = _COUNTED.get((challenge.challenge_type, type(deed)))
    return count(participation, deed) if count else None


def _change(participation: Participation | None, deed: WeekDeed, tally: Tally) -> Participation | None:
    if isinstance(deed, ChallengeJoined):
        if participation is not None and participation.completed:
            return replace(participation, left=False)
        return Participation(joined_at=tally.now, rewards=participation.rewards if participation else 0)
    if participation is None or participation.left:
        return None
    if isinstance(deed, ChallengeLeft):
        return replace(participation, left=True)
    return replace(participation, progress=deed.progress)


def _settle(tally: Tally, challenge: Challenge, participation: Participation) -> Tally:
    """Put a participation in its place; a target that is reached, or no longer, has its points."""
    week = tally.progress.week
    reached = participation.progress >= challenge.target_value
    step = int(reached) - int(participation.completed)
    if step:
        participation = replace(participation, completed=step > 0, rewards=participation.rewards + 1)
    tally = tally.with_progress(
        week=week.with_challenge(challenge.id, participation),
        challenges_done=tally.progress.challenges_done + step,
    )
    if not step:
        return tally
    return tally.give(
        Rule.CHALLENGE_COMPLETED,
        step * challenge.points,
        f"{week.name}:{challenge.id}",
        f"Challenge {'completed' if step > 0 else 'no longer completed'}: {challenge.name}",
        times=participation.rewards,
    )


def _count_early_shutdown(participation: Participation, deed: ShutDown) -> Participation:
    return _mark(participation, deed.on.isoformat()) if deed.minute < _EARLY_MINUTE else participation


def _count_focus(participation: Participation, _: FocusCompleted) -> Participation:
    return replace(participation, progress=participation.progress + 1)


def _count_break(participation: Participation, deed: BreakCompleted) -> Participation:
    if deed.work_session_id is None or deed.seconds < _SHORTEST_BREAK_SECONDS:
        return participation
    return _mark(participation, deed.work_session_id)


def _count_task(participation: Participation, deed: TaskCompleted) -> Participation:
    return _mark(participation, deed.task_id)


def _uncount_task(participation: Participation, deed: TaskReopened) -> Participation:
    if deed.task_id not in participation.marks:
        return participation
    return replace(
        participation,
        progress=max(0, participation.progress - 1),
        marks=tuple(mark for mark in participation.marks if mark != deed.task_id),
    )


def _mark(participation: Participation, mark: str) -> Participation:
    """Count what counts once."""
    if mark in participation.marks:
        return participation
    return replace(participation, progress=participation.progress + 1, marks=(*participation.marks, mark))


_COUNTED: dict[tuple[ChallengeType, type[DayDeed]], Callable[[Participation, Any], Participation]] = {
    (ChallengeType.SHUTDOWN, ShutDown): _count_early_shutdown,
    (ChallengeType.FOCUS, FocusCompleted): _count_focus,
    (ChallengeType.BREAK, BreakCompleted): _count_break,
    (ChallengeType.TASK, TaskCompleted): _count_task,
    (ChallengeType.TASK, TaskReopened): _uncount_task,
}
