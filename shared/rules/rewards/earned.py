"""The rewards of an event, by the lifetime totals before and after it."""

from shared.entities.earned import Earned, Reward
from shared.entities.totals import LifetimeTotals
from shared.rules.companion.levels import level_of
from shared.rules.rewards.achievements import ACHIEVEMENTS
from shared.rules.rewards.challenges import CHALLENGES

_NOTHING = Earned(points=0)


def earned_between(before: LifetimeTotals, after: LifetimeTotals) -> Earned | None:
    """Return the rewards by which the totals differ, None if there are none.

    Points are negative if they were taken back. Achievements that were locked again and challenges that are
    no longer completed are left out.
    """
    level = level_of(after.points)
    earned = Earned(
        points=after.points - before.points,
        level=level if level > level_of(before.points) else None,
        achievements=tuple(
            Reward(achievement.id, achievement.name)
            for achievement in ACHIEVEMENTS
            if achievement.id in after.unlocked and achievement.id not in before.unlocked
        ),
        challenges=_completed_challenges(before, after),
    )
    return None if earned == _NOTHING else earned


def _completed_challenges(before: LifetimeTotals, after: LifetimeTotals) -> tuple[Reward, ...]:
    completed = {
        challenge_id
        for week in (before.week, *before.other_weeks)
        if week.name == after.week.name
        for challenge_id, progress in week.challenges.items()
        if progress.completed
    }
    return tuple(
        Reward(challenge.id, challenge.name)
        for challenge in CHALLENGES
        if challenge.id not in completed
        and (progress := after.week.challenges.get(challenge.id)) is not None
        and progress.completed
    )
