"""Taking up challenges, and seeing how the others are doing."""

import logging
import math
from datetime import UTC, date, datetime, time

from shared.clock import Clock
from shared.entities.calendar import week_of
from shared.entities.challenge import ChallengeStatsView, ParticipationStatus, WeeklyChallenge
from shared.entities.deeds import ChallengeJoined, ChallengeLeft, ChallengeProgressSet
from shared.entities.retry import Retry
from shared.entities.standing import LeaderView, Participant, Standing
from shared.entities.user import User
from shared.entities.week import Participation, Week
from shared.errors import ValidationError
from shared.repos.progress_repo import ProgressRepository
from shared.repos.standing_repo import ParticipantRepository, StandingRepository
from shared.repos.user_repo import UserRepository
from shared.services.challenges import CHALLENGES, Challenge, find_challenge
from shared.services.unit_of_work import Transactions, UnitOfWork

_LEADERS = 10
_AVATARS = 3
_MINUTES_IN_DAY = 24 * 60

_logger = logging.getLogger(__name__)


class ChallengeService:
    """Challenges and leaderboard of this week, as one user sees them."""

    def __init__(
        self,
        *,
        users: UserRepository,
        progress: ProgressRepository,
        participants: ParticipantRepository,
        standings: StandingRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._users = users
        self._progress = progress
        self._participants = participants
        self._standings = standings
        self._transactions = transactions
        self._clock = clock

    def list_week(self, user_id: str) -> list[WeeklyChallenge]:
        """Return this week's challenges."""
        user, week = self._find_week(user_id)
        for challenge in CHALLENGES:
            self._publish(user, week, challenge)
        return [self._show(user_id, week, challenge) for challenge in CHALLENGES]

    def join(self, user_id: str, challenge_id: str, *, retry: Retry | None = None) -> WeeklyChallenge:
        """Take up a challenge of this week; `ValidationError` for none of them and for one that is joined."""
        challenge = _get_challenge(challenge_id)

        def work(unit: UnitOfWork) -> WeeklyChallenge:
            if unit.week.joined(challenge.id) is not None:
                raise ValidationError("Already participating in this challenge", code="already_participating")
            unit.record(ChallengeJoined(on=unit.today, challenge_id=challenge.id))
            participation = unit.week.challenges[challenge.id]
            # Before the commit: an answer that is replayed shows what the first one did.
            self._participants.publish(_participant(unit.user, unit.week, challenge, participation))
            return self._show(user_id, unit.week, challenge)

        return self._transactions.run(user_id, work, entity=WeeklyChallenge, retry=retry)

    def leave(self, user_id: str, challenge_id: str) -> None:
        """Give a challenge up; `ValidationError` when it was not joined."""
        challenge = _get_challenge(challenge_id)
        weeks: list[str] = []

        def work(unit: UnitOfWork) -> WeeklyChallenge:
            if unit.week.joined(challenge.id) is None:
                raise ValidationError("Not participating in this challenge", code="not_participating")
            weeks.append(unit.week.name)
            unit.record(ChallengeLeft(on=unit.today, challenge_id=challenge.id))
            return self._show(user_id, unit.week, challenge)

        self._transactions.run(user_id, work, entity=WeeklyChallenge)
        self._participants.discard(weeks[-1], challenge.id, user_id)

    def set_progress(
        self, user_id: str, challenge_id: str, progress: int, *, retry: Retry | None = None
    ) -> WeeklyChallenge:
        """Note how far a user has come, as another service says; who has not joined stays where they are."""
        challenge = _get_challenge(challenge_id)

        def work(unit: UnitOfWork) -> WeeklyChallenge:
            deed = ChallengeProgressSet(on=unit.today, challenge_id=challenge.id, progress=progress)
            unit.record(deed)
            return self._show(user_id, unit.week, challenge)

        return self._transactions.run(user_id, work, entity=WeeklyChallenge, retry=retry)

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
        own = Standing(
            week=week.name,
            member_id=user_id,
            name=user.shown_name,
            avatar_url=user.avatar_url,
            points=week.points,
        )
        shown = self._standings.find_of(week.name, user_id)
        if shown != own and (shown or own.points):
            self._standings.publish(own)  # what was not told when it happened is told now
        top = self._standings.list_top(week.name, _LEADERS)
        points = [standing.points for standing in top]
        leaders = [_leader(points.index(one.points) + 1, one, user_id) for one in top]
        if all(one.member_id != user_id for one in top):
            above = self._standings.count_above(week.name, week.points)
            leaders.append(_leader(above + 1, own, user_id))
        return leaders

    def _publish(self, user: User, week: Week, challenge: Challenge) -> None:
        """Tell the others whether somebody takes part, if it was not told when it happened."""
        shown = self._participants.find_of(week.name, challenge.id, user.user_id)
        participation = week.joined(challenge.id)
        if participation is None:
            if shown is not None:
                self._participants.discard(week.name, challenge.id, user.user_id)
            return
        participant = _participant(user, week, challenge, participation)
        if shown != participant:
            self._participants.publish(participant)

    def _find_week(self, user_id: str) -> tuple[User, Week]:
        user = self._users.get_user(user_id)
        today = user.calendar.date_of(self._clock.now())
        return user, self._progress.get_of(user_id).week.turned_to(week_of(today))

    def _show(self, user_id: str, week: Week, challenge: Challenge) -> WeeklyChallenge:
        participation = week.joined(challenge.id)
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
            joined_count=self._participants.count_of(week.name, challenge.id),
            joined_avatars=tuple(self._participants.list_avatars(week.name, challenge.id, _AVATARS)),
            progress=min(participation.progress, challenge.target_value) if participation else None,
            status=_status(participation) if participation else None,
        )


def _get_challenge(challenge_id: str) -> Challenge:
    challenge = find_challenge(challenge_id)
    if challenge is None:
        raise ValidationError("Challenge not found", code="challenge_not_found")
    return challenge


def _status(participation: Participation) -> ParticipationStatus:
    return "completed" if participation.completed else "in_progress"


def _participant(user: User, week: Week, challenge: Challenge, participation: Participation) -> Participant:
    return Participant(
        week=week.name,
        challenge_id=challenge.id,
        member_id=user.user_id,
        avatar_url=user.avatar_url,
        joined_at=participation.joined_at,
    )


def _leader(rank: int, standing: Standing, user_id: str) -> LeaderView:
    return {
        "rank": rank,
        "name": standing.name,
        "avatar": standing.avatar_url,
        "points": standing.points,
        "is_current_user": standing.member_id == user_id,
    }


def _beginning_of(week: str) -> datetime:
    year, number = week.split("-W")
    return datetime.combine(date.fromisocalendar(int(year), int(number), 1), time(), UTC)


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
