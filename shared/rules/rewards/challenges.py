"""Weekly challenges: their table, and the effect of events on those that a user has joined.

A new challenge of an existing type is a row of `CHALLENGES`; a new type is a function below and a row of the
table at the end.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.entities import events
from shared.entities.totals import ChallengeProgress
from shared.rules.rewards.totals import Totals
from shared.views.challenge import ChallengeType
from shared.views.points import Rule

_EARLY_MINUTE = 17 * 60  # of the local day
_MIN_BREAK_SECONDS = 5 * 60
_MIN_CLOSED_SECONDS = 60 * 60  # of work or focus, which a shutdown closes
_UNDOING = (
    events.TaskReopened
    | events.TaskCompletedAgain
    | events.WorkSessionCorrected
    | events.ShutdownUndone
    | events.FocusUndone
    | events.BreakUndone
)
_RETURNING = events.TaskCompletedAgain | events.ShutdownUndone | events.FocusUndone
_SHUTDOWNS = events.ShutDown | events.ShutdownRecounted
_RECOUNTS = events.WorkSessionFinished | events.ShutdownRecounted


class Challenge(msgspec.Struct, frozen=True):
    """A goal to reach within an ISO week."""

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
    """Return a challenge, None when there is none with this id."""
    return next((challenge for challenge in CHALLENGES if challenge.id == challenge_id), None)


def is_early(minute: int) -> bool:
    """Return whether this minute of the day is early enough for a shutdown that counts."""
    return minute < _EARLY_MINUTE


def closes_enough(seconds: int) -> bool:
    """Return whether a shutdown counts by the time of work and focus that it closes."""
    return seconds >= _MIN_CLOSED_SECONDS


def is_proper_break(seconds: int) -> bool:
    """Return whether a break counts by its length."""
    return seconds >= _MIN_BREAK_SECONDS


def advance(totals: Totals, event: events.RewardedEvent) -> Totals:
    """Return the totals with each joined challenge advanced by an event, and its points settled."""
    week = totals.lifetime.week
    for challenge in CHALLENGES:
        before = week.challenges.get(challenge.id)
        after = _advance(challenge, before, event, totals)
        if after is not None and after != before:
            totals = _settle(totals, challenge, after)
    return totals


def _advance(
    challenge: Challenge,
    challenge_progress: ChallengeProgress | None,
    event: events.RewardedEvent,
    totals: Totals,
) -> ChallengeProgress | None:
    if isinstance(event, events.WeekEvent):
        return _change(challenge_progress, event, totals) if event.challenge_id == challenge.id else None
    if challenge_progress is None or (challenge_progress.left and not isinstance(event, _UNDOING)):
        return None  # undoing something also counts after the user has left
    if isinstance(event, events.WorkSessionCorrected):
        return _recount(challenge_progress, event.sources.get(challenge.challenge_type, {}))
    if totals.is_late and totals.now < challenge_progress.joined_at and not isinstance(event, _RECOUNTS):
        return None
    if isinstance(event, _SHUTDOWNS) and event.on not in totals.lifetime.shutdown_days:
        return None  # it followed another one within 8 hours
    is_counted = not isinstance(event, _RETURNING) or _counted(challenge, challenge_progress, event)
    count = _COUNTS.get((challenge.challenge_type, type(event)))
    return count(challenge_progress, event) if count and is_counted else None


def _counted(
    challenge: Challenge,
    challenge_progress: ChallengeProgress,
    event: events.TaskCompletedAgain | events.ShutdownUndone | events.FocusUndone,
) -> bool:
    """Return whether a challenge counted what an event undoes, and has not been joined anew since.

    The day of an undone shutdown that was the only one counts no longer, also if it counted only since then.
    """
    if isinstance(event, events.ShutdownUndone):
        if event.before.counted:
            return True
        challenges, at = event.before.challenges, event.at
    elif isinstance(event, events.FocusUndone):
        challenges, at = event.challenges, event.at
    else:
        challenges, at = event.taken_back.challenges, event.taken_back_at
    return challenge.id in challenges and challenge_progress.joined_at <= at


def _change(
    challenge_progress: ChallengeProgress | None, event: events.WeekEvent, totals: Totals
) -> ChallengeProgress | None:
    if isinstance(event, events.ChallengeJoined):
        if challenge_progress is not None and challenge_progress.completed:
            return replace(challenge_progress, left=False)
        return ChallengeProgress(
            joined_at=totals.now, rewards=challenge_progress.rewards if challenge_progress else 0
        )
    if challenge_progress is None or challenge_progress.left:
        return None
    if isinstance(event, events.ChallengeLeft):
        return replace(challenge_progress, left=True)
    return replace(challenge_progress, progress=event.progress)


def _settle(totals: Totals, challenge: Challenge, challenge_progress: ChallengeProgress) -> Totals:
    """Store the progress; reaching the target gives the points, falling below it takes them back."""
    week = totals.lifetime.week
    reached = challenge_progress.progress >= challenge.target_value
    step = int(reached) - int(challenge_progress.completed)
    if step:
        challenge_progress = replace(
            challenge_progress, completed=step > 0, rewards=challenge_progress.rewards + 1
        )
    totals = totals.with_lifetime(
        week=week.with_challenge(challenge.id, challenge_progress),
        challenges_done=totals.lifetime.challenges_done + step,
    )
    if not step:
        return totals
    return totals.give(
        Rule.CHALLENGE_COMPLETED,
        step * challenge.points,
        f"{week.name}:{challenge.id}",
        f"Challenge {'completed' if step > 0 else 'no longer completed'}: {challenge.name}",
        times=challenge_progress.rewards,
    )


def _count_early_shutdown(challenge_progress: ChallengeProgress, event: events.ShutDown) -> ChallengeProgress:
    if not is_early(event.minute) or not closes_enough(event.seconds):
        return challenge_progress
    return _mark(challenge_progress, event.on.isoformat())


def _uncount_shutdown(
    challenge_progress: ChallengeProgress, event: events.ShutdownUndone
) -> ChallengeProgress:
    return _unmark(challenge_progress, event.on.isoformat())


def _count_focus(challenge_progress: ChallengeProgress, event: events.FocusCompleted) -> ChallengeProgress:
    return replace(challenge_progress, progress=challenge_progress.progress + int(event.counts))


def _uncount_focus(challenge_progress: ChallengeProgress, event: events.FocusUndone) -> ChallengeProgress:
    return replace(challenge_progress, progress=max(0, challenge_progress.progress - int(event.counts)))


def _uncount_break(challenge_progress: ChallengeProgress, event: events.BreakUndone) -> ChallengeProgress:
    work = event.work_session_id
    if work is None or not event.is_last or challenge_progress.joined_at > event.at:
        return challenge_progress
    return _unmark(challenge_progress, work)


def _count_break(challenge_progress: ChallengeProgress, event: events.BreakCompleted) -> ChallengeProgress:
    if event.work_session_id is None or not is_proper_break(event.seconds):
        return challenge_progress
    return _mark(challenge_progress, event.work_session_id)


def _recount_early_shutdowns(
    challenge_progress: ChallengeProgress, event: events.ShutdownRecounted
) -> ChallengeProgress:
    change = _mark if any(moment >= challenge_progress.joined_at for moment in event.early) else _unmark
    return change(challenge_progress, event.on.isoformat())


def _recount_breaks(
    challenge_progress: ChallengeProgress, event: events.WorkSessionFinished
) -> ChallengeProgress:
    """Count a session that was sent later if it has a break, and no longer if it has none."""
    if event.breaks is None:
        return challenge_progress
    if any(end >= challenge_progress.joined_at for end in event.breaks):
        return _mark(challenge_progress, event.session_id)
    return _unmark(challenge_progress, event.session_id)


def _count_task(
    challenge_progress: ChallengeProgress, event: events.TaskCompleted | events.TaskCompletedAgain
) -> ChallengeProgress:
    return _mark(challenge_progress, _mark_of_task(event))


def _uncount_task(challenge_progress: ChallengeProgress, event: events.TaskReopened) -> ChallengeProgress:
    marks = challenge_progress.marks
    # Earlier versions stored the id alone.
    undone = next((mark for mark in (_mark_of_task(event), event.task_id) if mark in marks), None)
    return challenge_progress if undone is None else _unmark(challenge_progress, undone)


def _recount(challenge_progress: ChallengeProgress, sources: Mapping[str, bool]) -> ChallengeProgress:
    """Count sources that now count, unless the user has left, and no longer count the others."""
    for mark, counts in sources.items():
        if not counts:
            challenge_progress = _unmark(challenge_progress, mark)
        elif not challenge_progress.left:
            challenge_progress = _mark(challenge_progress, mark)
    return challenge_progress


def _mark_of_task(event: events.TaskCompleted | events.TaskReopened | events.TaskCompletedAgain) -> str:
    return f"{event.task_id}:{event.on.isoformat()}"


def _mark(challenge_progress: ChallengeProgress, mark: str) -> ChallengeProgress:
    """Count a source, at most once."""
    if mark in challenge_progress.marks:
        return challenge_progress
    return replace(
        challenge_progress, progress=challenge_progress.progress + 1, marks=(*challenge_progress.marks, mark)
    )


def _unmark(challenge_progress: ChallengeProgress, mark: str) -> ChallengeProgress:
    """Count a source no longer, if it was counted."""
    if mark not in challenge_progress.marks:
        return challenge_progress
    return replace(
        challenge_progress,
        progress=max(0, challenge_progress.progress - 1),
        marks=tuple(other for other in challenge_progress.marks if other != mark),
    )


_COUNTS: dict[
    tuple[ChallengeType, type[events.DayEvent]], Callable[[ChallengeProgress, Any], ChallengeProgress]
] = {
    (ChallengeType.SHUTDOWN, events.ShutDown): _count_early_shutdown,
    (ChallengeType.SHUTDOWN, events.ShutdownUndone): _uncount_shutdown,
    (ChallengeType.SHUTDOWN, events.ShutdownRecounted): _recount_early_shutdowns,
    (ChallengeType.FOCUS, events.FocusCompleted): _count_focus,
    (ChallengeType.FOCUS, events.FocusUndone): _uncount_focus,
    (ChallengeType.BREAK, events.BreakCompleted): _count_break,
    (ChallengeType.BREAK, events.BreakUndone): _uncount_break,
    (ChallengeType.BREAK, events.WorkSessionFinished): _recount_breaks,
    (ChallengeType.TASK, events.TaskCompleted): _count_task,
    (ChallengeType.TASK, events.TaskReopened): _uncount_task,
    (ChallengeType.TASK, events.TaskCompletedAgain): _count_task,
}
