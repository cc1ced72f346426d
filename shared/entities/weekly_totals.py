"""A person's week: what it has brought so far, and the challenges taken up in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from shared.entities.timestamps import from_stored, to_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeProgress:
    """How far somebody has come in a challenge since joining it.

    `marks` name what has been counted, where each thing counts once. `rewards` says how often its points were
    given: not again to somebody who leaves and comes back.
    """

    joined_at: datetime
    progress: int = 0
    marks: tuple[str, ...] = ()
    completed: bool = False
    left: bool = False
    rewards: int = 0

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "joined_at": to_stored(self.joined_at),
            "progress": self.progress,
            "marks": list(self.marks),
            "completed": self.completed,
            "left": self.left,
            "rewards": self.rewards,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            joined_at=from_stored(document["joined_at"]),
            progress=document["progress"],
            marks=tuple(document["marks"]),
            completed=document["completed"],
            left=document["left"],
            rewards=document["rewards"],
        )


@dataclass(frozen=True, slots=True)
class WeeklyTotals:
    """An ISO week of one user; the first has no name, since nothing has happened in it."""

    name: str = ""
    points: int = 0
    challenges: Mapping[str, ChallengeProgress] = field(default_factory=dict)  # by the challenges' ids

    def turned_to(self, name: str) -> "WeeklyTotals":
        """Return the week of this name: this one, or a new one that starts at zero.

        Weeks only go forward: who travels from Monday back into Sunday stays in the week that has begun.
        """
        return self if name <= self.name else WeeklyTotals(name)

    def with_challenge(self, challenge_id: str, challenge_progress: ChallengeProgress) -> Self:
        """Return the week with a participation put in, or changed."""
        return replace(self, challenges={**self.challenges, challenge_id: challenge_progress})

    def joined(self, challenge_id: str) -> ChallengeProgress | None:
        """Return the participation in a challenge, None for somebody who has not joined it or has left."""
        challenge_progress = self.challenges.get(challenge_id)
        return None if challenge_progress is None or challenge_progress.left else challenge_progress

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "name": self.name,
            "points": self.points,
            "challenges": {name: one.to_document() for name, one in self.challenges.items()},
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            document["name"],
            document["points"],
            {name: ChallengeProgress.from_document(one) for name, one in document["challenges"].items()},
        )
