"""Copies of a user's week that other users can read."""

from datetime import datetime

import msgspec

from shared.entities.entity import Entity


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
