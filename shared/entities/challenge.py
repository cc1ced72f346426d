"""Weekly challenges, and the copies of a user's week that other users can read."""

from datetime import datetime

import msgspec

from shared.entities.calendar import week_of
from shared.entities.entity import Entity
from shared.views.challenge import ChallengeType, ChallengeView, ParticipationStatus


class WeeklyChallenge(Entity, frozen=True, kw_only=True):
    """A challenge of one week with a user's progress in it; stored only in idempotency records.

    `joined_count` and `joined_avatars` are not stored: they describe the other members.
    """

    id: str
    user_id: str
    name: str
    description: str
    points: int
    challenge_type: ChallengeType
    target_value: int
    duration_days: int
    created_at: datetime
    joined_count: int = 0
    joined_avatars: tuple[str, ...] = ()
    progress: int | None = None
    status: ParticipationStatus | None = None

    @property
    def week(self) -> str:
        """The name of the challenge's ISO week."""
        return week_of(self.created_at.date())

    def to_dict(self) -> ChallengeView:
        """Return the view."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "points": self.points,
            "challenge_type": self.challenge_type,
            "target_value": self.target_value,
            "duration_days": self.duration_days,
            "is_active": True,
            "created_at": self.created_at,
            "joined_count": self.joined_count,
            "joined_avatars": self.joined_avatars,
            "progress": self.progress,
            "total": None if self.progress is None else self.target_value,
            "status": self.status,
        }


class LeaderboardEntry(Entity, frozen=True, kw_only=True):
    """A user's points of an ISO week, copied from their totals after each event."""

    week: str
    member_id: str = msgspec.field(name="id")
    name: str
    avatar_url: str | None
    points: int


class ChallengeMember(Entity, frozen=True, kw_only=True):
    """A user who has joined a challenge of an ISO week."""

    week: str
    challenge_id: str
    member_id: str
    avatar_url: str | None
    joined_at: datetime
