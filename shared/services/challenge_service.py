"""Weekly challenges and the leaderboard."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial

from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.calendar import first_day_of, week_of
from shared.entities.challenge import LeaderboardEntry, WeeklyChallenge
from shared.entities.events import ChallengeJoined, ChallengeLeft, ChallengeProgressSet
from shared.entities.idempotency import Outcome
from shared.entities.totals import ChallengeProgress, WeeklyTotals
from shared.entities.user import User
from shared.errors import ValidationError
from shared.repos.leaderboard_repo import ChallengeMemberRepository, LeaderboardRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.rewards.challenges import CHALLENGES, Challenge, find_challenge
from shared.services.base_service import BaseService, require_range
from shared.services.leaderboard import Leaderboard
from shared.services.side_by_side import SideBySide
from shared.services.streaks import with_passed_days
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork
from shared.views.challenge import ChallengeStatsView, LeaderView, ParticipationStatus

_MAX_LEADERS = 10
_MAX_AVATARS = 3
_MAX_PROGRESS = 100_000
_MINUTES_IN_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True, eq=False)
class ChallengeService(BaseService):
    """The challenges and the leaderboard of this week, as a user sees them."""

    entity_type = "WeeklyChallenge"

    users: UserRepository
    lifetime_totals: LifetimeTotalsRepository
    members: ChallengeMemberRepository
    entries: LeaderboardRepository
    leaderboard: Leaderboard
    reads: SideBySide
    transactions: Transactions
    clock: Clock

    def list_week(self, user_id: str) -> list[WeeklyChallenge]:
        """Return this week's challenges, with the user's progress in those they joined."""
        return self.start_week(*self._find_week(user_id))()

    def start_week(self, user: User, week: WeeklyTotals) -> Callable[[], list[WeeklyChallenge]]:
        """Start to read the challenges of a user's week; the returned function waits for them."""
        challenges = [_weekly_challenge(user.user_id, week, challenge) for challenge in CHALLENGES]
        repaired = self.reads.start(lambda: self.leaderboard.repair_members(user, week))
        counts = [self.reads.start(partial(self._count_members, one)) for one in challenges]
        avatars = [self.reads.start(partial(self._list_avatars, one)) for one in challenges]

        def finish() -> list[WeeklyChallenge]:
            if repaired.result():  # rare: the others were read too early
                return [*map(self._with_members, challenges)]
            return [
                replace(one, joined_count=count.result(), joined_avatars=shown.result())
                for one, count, shown in zip(challenges, counts, avatars, strict=True)
            ]

        return finish

    def join(self, user_id: str, challenge_id: str) -> Outcome[WeeklyChallenge]:
        """Join a challenge of this week; `ValidationError` if it is unknown or already joined.

        A replayed outcome has the original progress and the current members.
        """
        challenge = _get_challenge(challenge_id)

        def join(unit: UnitOfWork) -> WeeklyChallenge:
            if unit.week.joined(challenge.id) is not None:
                raise ValidationError("Already participating in this challenge", code="already_participating")
            unit.record(ChallengeJoined(challenge_id=challenge.id))
            return _weekly_challenge(user_id, unit.week, challenge)

        outcome = self.transactions.run(user_id, join, entity=WeeklyChallenge)
        joined = self._with_members(outcome.value)
        if self.members.find_member(joined.week, challenge.id, user_id) is None:
            # The membership was not published, or the user has left since; this response counts it.
            joined = replace(joined, joined_count=joined.joined_count + 1)
        return replace(outcome, value=joined)

    def leave(self, user_id: str, challenge_id: str) -> None:
        """Leave a challenge; `ValidationError` when it was not joined."""
        challenge = _get_challenge(challenge_id)

        def leave(unit: UnitOfWork) -> None:
            if unit.week.joined(challenge.id) is None:
                raise ValidationError("Not participating in this challenge", code="not_participating")
            unit.record(ChallengeLeft(challenge_id=challenge.id))

        self.transactions.commit(user_id, leave)

    def set_progress(self, user_id: str, challenge_id: str, progress: int) -> Outcome[WeeklyChallenge]:
        """Set a user's progress in a challenge; without effect for a user who has not joined it."""
        progress = require_range("progress", progress, 0, _MAX_PROGRESS)
        challenge = _get_challenge(challenge_id)

        def set_progress(unit: UnitOfWork) -> WeeklyChallenge:
            joined = unit.week.joined(challenge.id)
            if joined is not None and joined.progress != progress:
                unit.record(ChallengeProgressSet(challenge_id=challenge.id, progress=progress))
            return _weekly_challenge(user_id, unit.week, challenge)

        return self.transactions.run(user_id, set_progress, entity=WeeklyChallenge)

    def get_stats(self, user_id: str) -> ChallengeStatsView:
        """Return a user's challenge statistics over all weeks."""
        user = self.users.get_user(user_id)
        today = user.calendar.date_of(self.clock.now())
        lifetime = with_passed_days(self.lifetime_totals.get_totals(user_id), user, today)
        hour, minute = divmod(_mean_minute(tuple(lifetime.shutdown_minutes.values())), 60)
        return {
            "total_points": lifetime.points,
            "challenges_done": lifetime.challenges_done,
            "shutdown_streak": lifetime.shutdown_streak(today),
            "avg_shutdown_time": f"{hour}:{minute:02}",
        }

    def list_leaders(self, user_id: str) -> list[LeaderView]:
        """Return this week's top ten, plus the user if not among them."""
        user, week = self._find_week(user_id)
        self.leaderboard.repair_entry(user, week)
        top = self.entries.list_top(week.name, _MAX_LEADERS)
        points = [entry.points for entry in top]
        leaders = [self._leader(points.index(entry.points) + 1, entry, user) for entry in top]
        if all(entry.member_id != user_id for entry in top):
            above = self.entries.count_above(week.name, week.points)
            leaders.append(self._leader(above + 1, self.leaderboard.entry_of(user, week), user))
        return leaders

    def _find_week(self, user_id: str) -> tuple[User, WeeklyTotals]:
        user = self.users.get_user(user_id)
        today = user.calendar.date_of(self.clock.now())
        return user, self.lifetime_totals.get_totals(user_id).at_week(week_of(today)).week

    def _with_members(self, challenge: WeeklyChallenge) -> WeeklyChallenge:
        return replace(
            challenge,
            joined_count=self._count_members(challenge),
            joined_avatars=self._list_avatars(challenge),
        )

    def _count_members(self, challenge: WeeklyChallenge) -> int:
        return self.members.count_members(challenge.week, challenge.id)

    def _list_avatars(self, challenge: WeeklyChallenge) -> tuple[str, ...]:
        # A copy may be from before the host of its avatar left `AVATAR_HOSTS`.
        avatars = self.members.list_avatars(challenge.week, challenge.id, _MAX_AVATARS)
        return tuple(filter(self.leaderboard.public_avatar, avatars))

    def _leader(self, rank: int, entry: LeaderboardEntry, user: User) -> LeaderView:
        is_current_user = entry.member_id == user.user_id
        avatar = user.avatar_url if is_current_user else self.leaderboard.public_avatar(entry.avatar_url)
        return {
            "rank": rank,
            "name": entry.name,
            "avatar": avatar,
            "points": entry.points,
            "is_current_user": is_current_user,
        }


def _get_challenge(challenge_id: str) -> Challenge:
    challenge = find_challenge(challenge_id)
    if challenge is None:
        raise ValidationError("Challenge not found", code="challenge_not_found")
    return challenge


def _status(challenge_progress: ChallengeProgress) -> ParticipationStatus:
    return "completed" if challenge_progress.completed else "in_progress"


def _weekly_challenge(user_id: str, week: WeeklyTotals, challenge: Challenge) -> WeeklyChallenge:
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
        created_at=datetime.combine(first_day_of(week.name), time(), UTC),
        progress=min(challenge_progress.progress, challenge.target_value) if challenge_progress else None,
        status=_status(challenge_progress) if challenge_progress else None,
    )


def _mean_minute(minutes: tuple[int, ...]) -> int:
    """Return the circular mean of times of day, in minutes: that of 23:00 and 01:00 is 00:00.

    Source: mean of circular quantities, the direction of the sum of unit vectors. Where the vectors cancel
    each other out, there is no direction, and the arithmetic mean is returned.
    """
    if not minutes:
        return 0
    angles = [minute / _MINUTES_IN_DAY * math.tau for minute in minutes]
    x, y = math.fsum(map(math.cos, angles)), math.fsum(map(math.sin, angles))
    if math.hypot(x, y) < len(minutes) * 1e-9:
        return round(sum(minutes) / len(minutes)) % _MINUTES_IN_DAY
    return round(math.atan2(y, x) / math.tau * _MINUTES_IN_DAY) % _MINUTES_IN_DAY
