"""What others see of somebody's week: their place on the leaderboard, and that they joined a challenge."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from shared.entities.timestamps import from_stored, to_stored

_DAYS_KEPT = 21  # a week, and long enough for the last zone on earth to leave it
_TTL_SECONDS = _DAYS_KEPT * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardEntry:
    """Somebody's points of a week, beside everybody else's: copied from their own totals after each deed."""

    TYPE: ClassVar[str] = "standing"

    week: str
    member_id: str
    name: str
    avatar_url: str | None
    points: int
    etag: str = field(default="", compare=False)

    @staticmethod
    def partition_of(week: str) -> str:
        """Return where the standings of a week lie."""
        return f"leaderboard:{week}"

    @property
    def id(self) -> str:
        """One for each user and week."""
        return self.member_id

    @property
    def user_id(self) -> str:
        """A week is a partition: its standings are nobody's alone."""
        return self.partition_of(self.week)

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "week": self.week,
            "name": self.name,
            "avatar_url": self.avatar_url,
            "points": self.points,
            "ttl": _TTL_SECONDS,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            week=document["week"],
            member_id=document["id"],
            name=document["name"],
            avatar_url=document["avatar_url"],
            points=document["points"],
            etag=document.get("_etag", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeMember:
    """Somebody who has joined a challenge of a week, as the others see them."""

    TYPE: ClassVar[str] = "participant"

    week: str
    challenge_id: str
    member_id: str
    avatar_url: str | None
    joined_at: datetime
    etag: str = field(default="", compare=False)

    @staticmethod
    def partition_of(week: str) -> str:
        """Return where the participants of a week's challenges lie."""
        return f"challenges:{week}"

    @property
    def id(self) -> str:
        """One for each challenge and user."""
        return f"{self.challenge_id}:{self.member_id}"

    @property
    def user_id(self) -> str:
        """A week is a partition."""
        return self.partition_of(self.week)

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "week": self.week,
            "challenge_id": self.challenge_id,
            "member_id": self.member_id,
            "avatar_url": self.avatar_url,
            "has_avatar": self.avatar_url is not None,
            "joined_at": to_stored(self.joined_at),
            "ttl": _TTL_SECONDS,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            week=document["week"],
            challenge_id=document["challenge_id"],
            member_id=document["member_id"],
            avatar_url=document["avatar_url"],
            joined_at=from_stored(document["joined_at"]),
            etag=document.get("_etag", ""),
        )
