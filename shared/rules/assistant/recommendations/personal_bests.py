"""The recommendation to celebrate a personal best, except for one of work itself."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.narratives.facts import Facts
from shared.rules.assistant.recommendations.candidate import Action, Candidate, length, number, share
from shared.rules.assistant.recommendations.situation import Situation

MIN_STREAK = 5
"""The days after which a longest streak is celebrated, and again after as many more."""

MIN_EARLIER_DAYS = 10
"""The earlier days with focus, or with tasks, that a personal best surpasses."""

_MIN_FOCUS = 25 * 60  # seconds of a personal best
_MIN_TASKS = 3
_DAYS_UNTIL_CERTAIN = 20


def celebrate(situation: Situation) -> Candidate | None:
    """Recommend to enjoy a personal best of today."""
    return _best_streak(situation) or _best_focus(situation) or _best_tasks(situation)


def _best_streak(situation: Situation) -> Candidate | None:
    streak = situation.lifetime.active_streak(situation.today)
    if streak < MIN_STREAK or streak % MIN_STREAK or not situation.day.active:
        return None
    if streak < situation.lifetime.longest_streak:
        return None
    return _best("streak", streak, {"days": number(streak)}, situation)


def _best_focus(situation: Situation) -> Candidate | None:
    """Return the most focus in a day, unless it was a day of too much work."""
    focused = situation.history.days[-1].focus
    before = _earlier(situation, lambda day: day.focus)
    if len(before) < MIN_EARLIER_DAYS or focused <= max(before) or focused < _MIN_FOCUS:
        return None
    if situation.worked > situation.limit:
        return None
    now, most = (length(timedelta(seconds=seconds)) for seconds in (focused, max(before)))
    evidence = {"focused": now, "before": most, "days": number(len(before))}
    return _best("focus", len(before), evidence, situation)


def _best_tasks(situation: Situation) -> Candidate | None:
    done = situation.history.days[-1].tasks
    before = _earlier(situation, lambda day: day.tasks)
    if len(before) < MIN_EARLIER_DAYS or done <= max(before) or done < _MIN_TASKS:
        return None
    evidence = {"tasks": number(done), "most": number(max(before)), "days": number(len(before))}
    return _best("tasks", len(before), evidence, situation)


def _earlier(situation: Situation, count: Callable[[RhythmDay], int]) -> Sequence[int]:
    """Return the numbers of the days before today that have one."""
    return [number for number in map(count, situation.history.days[:-1]) if number]


def _best(variant: str, days: int, evidence: Facts, situation: Situation) -> Candidate:
    return Candidate(
        subject=variant,
        urgency=0.5,
        strength=0.7 + 0.3 * share(days, _DAYS_UNTIL_CERTAIN),
        evidence=evidence,
        reasons=(f"best-{variant}",),
        valid_until=situation.end_of_day,
        action=Action(method="GET", path="/api/achievements"),
        variant=variant,
    )
