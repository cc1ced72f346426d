"""The recommendation of a challenge that the user's habits fit."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from shared.entities.calendar import monday_of, week_of
from shared.entities.daily_totals import DailyTotals
from shared.rules.assistant.habits import HABIT_DAYS
from shared.rules.assistant.recommendations.candidate import (
    Action,
    Candidate,
    name,
    number,
    share,
)
from shared.rules.assistant.recommendations.situation import Situation
from shared.rules.rewards.challenges import CHALLENGES, Challenge, closes_enough, is_early
from shared.views.challenge import ChallengeType

MIN_WORK_DAYS = 10
"""The fewest of the last 28 days with work that show habits."""

_DAYS_IN_WEEK = 7
_DAYS_UNTIL_CERTAIN = 20
_DAY = timedelta(days=1)


def join_challenge(situation: Situation) -> Candidate | None:
    """Recommend the challenge of this week that the user's habits reach by its end, if any."""
    today = situation.today
    habits = [situation.history.recent.get(today - ago * _DAY) for ago in range(1, HABIT_DAYS + 1)]
    worked = [day for day in habits if day is not None and day.active]
    left = _work_days_left(situation)
    week = situation.lifetime.at_week(week_of(today)).week
    if len(worked) < MIN_WORK_DAYS or not left:
        return None
    found = []
    for challenge in CHALLENGES:
        per_day = sum(_COUNTS[challenge.challenge_type](day) for day in worked) / len(worked)
        if week.joined(challenge.id) is None and per_day * left >= challenge.target_value:
            found.append((per_day * left / challenge.target_value, challenge.id, per_day, challenge))
    return _challenge(*max(found)[2:], left, len(worked), situation) if found else None


def _challenge(per_day: float, challenge: Challenge, left: int, days: int, situation: Situation) -> Candidate:
    sunday = monday_of(situation.today) + (_DAYS_IN_WEEK - 1) * _DAY
    return Candidate(
        subject=challenge.id,
        urgency=0.45,
        strength=0.7 + 0.3 * share(days, _DAYS_UNTIL_CERTAIN),
        evidence={
            "challenge": name(challenge.name),
            "target": number(challenge.target_value),
            "usual": number(round(per_day * left)),
            "days": number(days),
            "points": number(challenge.points),
        },
        reasons=(f"challenge-{challenge.challenge_type}",),
        valid_until=situation.history.user.calendar.end_of(sunday),
        action=Action(method="POST", path=f"/api/challenges/{challenge.id}/join"),
    )


def _work_days_left(situation: Situation) -> int:
    """Return the work days until the ISO week ends; today is one while there is time to work."""
    following = range(1, _DAYS_IN_WEEK - situation.today.weekday())
    left = sum(situation.is_work_day(situation.today + ahead * _DAY) for ahead in following)
    counts_today = situation.is_work_day(situation.today) and not situation.is_shut_down
    return left + (counts_today and situation.is_time_to_work)


def _early_shutdown(day: DailyTotals) -> int:
    closes = closes_enough(max(day.seconds_at_work, day.focus_seconds))
    return int(closes and any(one.counts and is_early(one.minute) for one in day.local_shutdowns))


def _breaks(day: DailyTotals) -> int:
    return min(day.breaks, day.finished_sessions)


_COUNTS: Mapping[ChallengeType, Callable[[DailyTotals], int]] = {
    ChallengeType.SHUTDOWN: _early_shutdown,
    ChallengeType.FOCUS: lambda day: day.focus_sessions,
    ChallengeType.BREAK: _breaks,
    ChallengeType.TASK: lambda day: day.completed_tasks,
}
"""By type of challenge, what a day counts for it: for breaks, work sessions with one at most."""
