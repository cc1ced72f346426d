"""Taking up challenges, and seeing how the others are doing."""

import math
from dataclasses import replace
from datetime import UTC, datetime, time

from shared.clock import Clock
from shared.entities.calendar import first_day_of, week_of
from shared.entities.challenge import WeeklyChallenge
from shared.entities.events import ChallengeJoined, ChallengeLeft, ChallengeProgressSet
from shared.entities.idempotency import IdempotencyKey
from shared.entities.leaderboard import LeaderboardEntry
from shared.entities.user import User
from shared.entities.weekly_totals import ChallengeProgress, WeeklyTotals
from shared.errors import ValidationError
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards.challenges import CHALLENGES, Challenge, find_challenge
from shared.services.leaderboard import Leaderboard, leaderboard_entry_of
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.challenge import ChallengeStatsView, LeaderView, ParticipationStatus

_LEADERS = 10
_AVATARS = 3
_MINUTES_IN_DAY = 24 * 60


class ChallengeService:
    """Challenges and leaderboard of this week, as one user sees them."""

    def __init__(
        self,
        *,
        users: UserRepository,
        progress: LifetimeTotalsRepository,
        members: ChallengeMemberRepository,
        entries: LeaderboardRepository,
        leaderboard: Leaderboard,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._users = users
        self._progress = progress
        self._members = members
        self._entries = entries
        self._leaderboard = leaderboard
        self._transactions = transactions
        self._clock = clock

    def list_week(self, user_id: str) -> list[WeeklyChallenge]:
        """Return this week's challenges."""
        user, week = self._find_week(user_id)
        self._leaderboard.repair_members(user, week)
        return [self._with_others(_as_seen_by(user_id, week, challenge)) for challenge in CHALLENGES]

    def join(
        self, user_id: str, challenge_id: str, *, retry: IdempotencyKey | None = None
    ) -> WeeklyChallenge:
        """Take up a challenge of this week; `ValidationError` for none of them and for one that is joined.

        The answer to a repeat has the progress of the first one, and the others as they are by now.
        """
        challenge = _get_challenge(challenge_id)

        def work(unit: UnitOfWork) -> WeeklyChallenge:
            if unit.week.joined(challenge.id) is not None:
                raise ValidationError("Already participating in this challenge", code="already_participating")
            unit.record(ChallengeJoined(challenge_id=challenge.id))
            return _as_seen_by(user_id, unit.week, challenge)

        joined = self._with_others(self._transactions.run(user_id, work, entity=WeeklyChallenge, retry=retry))
        if self._members.find_of(joined.week, challenge.id, user_id) is None:
            # The others were not told, or one has left since; here one has joined, and counts.
            return replace(joined, joined_count=joined.joined_count + 1)
        return joined

    def leave(self, user_id: str, challenge_id: str) -> None:
        """Give a challenge up; `ValidationError` when it was not joined."""
        challenge = _get_challenge(challenge_id)

        def work(unit: UnitOfWork) -> WeeklyChallenge:
            if unit.week.joined(challenge.id) is None:
                raise ValidationError("Not participating in this challenge", code="not_participating")
            unit.record(ChallengeLeft(challenge_id=challenge.id))
            return _as_seen_by(user_id, unit.week, challenge)

        self._transactions.run(user_id, work, entity=WeeklyChallenge)

    def set_progress(
        self, user_id: str, challenge_id: str, progress: int, *, retry: IdempotencyKey | None = None
    ) -> None:
        """Note how far a user has come, as another service says; who has not joined stays where they are."""
        challenge = _get_challenge(challenge_id)

        def work(unit: UnitOfWork) -> WeeklyChallenge:
            challenge_progress = unit.week.joined(challenge.id)
            if challenge_progress is not None and challenge_progress.progress != progress:
                unit.record(ChallengeProgressSet(challenge_id=challenge.id, progress=progress))
            return _as_seen_by(user_id, unit.week, challenge)

        self._transactions.run(user_id, work, entity=WeeklyChallenge, retry=retry)

    def get_stats(self, user_id: str) -> ChallengeStatsView:
        """Return what a user has achieved over all weeks."""
        user = self._users.get_user(user_id)
        progress = self._progress.get_of(user_id)
        today = user.calendar.date_of(self._clock.now())
        hour, minute = divmod(_mean_minute(tuple(progress.shutdown_minutes.values())), 60)
        return {
            "total_points": progress.points,
            "challenges_done": progress.challenges_done,
            "shutdown_streak": progress.shutdown_days.streak(today),
            "avg_shutdown_time": f"{hour}:{minute:02}",
        }

    def list_leaders(self, user_id: str) -> list[LeaderView]:
        """Return this week's ten with most points, and the user behind them when not among them."""
        user, week = self._find_week(user_id)
        self._leaderboard.repair_entry(user, week)
        top = self._entries.list_top(week.name, _LEADERS)
        points = [entry.points for entry in top]
        leaders = [_leader(points.index(one.points) + 1, one, user_id) for one in top]
        if all(one.member_id != user_id for one in top):
            above = self._entries.count_above(week.name, week.points)
            leaders.append(_leader(above + 1, leaderboard_entry_of(user, week), user_id))
        return leaders

    def _find_week(self, user_id: str) -> tuple[User, WeeklyTotals]:
        user = self._users.get_user(user_id)
        today = user.calendar.date_of(self._clock.now())
        return user, self._progress.get_of(user_id).week.turned_to(week_of(today))

    def _with_others(self, challenge: WeeklyChallenge) -> WeeklyChallenge:
        return replace(
            challenge,
            joined_count=self._members.count_of(challenge.week, challenge.id),
            joined_avatars=tuple(self._members.list_avatars(challenge.week, challenge.id, _AVATARS)),
        )


def _get_challenge(challenge_id: str) -> Challenge:
    challenge = find_challenge(challenge_id)
    if challenge is None:
        raise ValidationError("Challenge not found", code="challenge_not_found")
    return challenge


def _status(challenge_progress: ChallengeProgress) -> ParticipationStatus:
    return "completed" if challenge_progress.completed else "in_progress"


def _as_seen_by(user_id: str, week: WeeklyTotals, challenge: Challenge) -> WeeklyChallenge:
    challenge_progress = week.joined(challenge.id)
    return WeeklyChallenge(
        id=challenge.id,
        user_id=user_id,
        name=challenge.name,
        description=challenge.description,
        points=challenge.points,
        challenge_type=challenge.challenge_type,
        target_value=challenge.target_value,
        duration_days=challenge.duration_days,
        created_at=_beginning_of(week.name),
        progress=min(challenge_progress.progress, challenge.target_value) if challenge_progress else None,
        status=_status(challenge_progress) if challenge_progress else None,
    )


def _leader(rank: int, entry: LeaderboardEntry, user_id: str) -> LeaderView:
    return {
        "rank": rank,
        "name": entry.name,
        "avatar": entry.avatar_url,
        "points": entry.points,
        "is_current_user": entry.member_id == user_id,
    }


def _beginning_of(week: str) -> datetime:
    return datetime.combine(first_day_of(week), time(), UTC)


def _mean_minute(minutes: tuple[int, ...]) -> int:
    """Return the mean of times of day, in minutes: around the clock, so that 23:00 and 01:00 make 00:00.

    Source: the mean of circular quantities, the direction of the sum of unit vectors. Where they cancel each
    other out there is no direction, and the plain mean is taken.
    """
    if not minutes:
        return 0
    angles = [minute / _MINUTES_IN_DAY * math.tau for minute in minutes]
    x, y = math.fsum(map(math.cos, angles)), math.fsum(map(math.sin, angles))
    if math.hypot(x, y) < len(minutes) * 1e-9:
        return round(sum(minutes) / len(minutes)) % _MINUTES_IN_DAY
    return round(math.atan2(y, x) / math.tau * _MINUTES_IN_DAY) % _MINUTES_IN_DAY
