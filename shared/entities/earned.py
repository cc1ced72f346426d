"""The rewards of an event."""

import msgspec

from shared.views.earned import EarnedView, RewardView


class Reward(msgspec.Struct, frozen=True):
    """An achievement or a challenge."""

    id: str
    name: str

    def to_dict(self) -> RewardView:
        """Return the view of the reward."""
        return {"id": self.id, "name": self.name}


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """The rewards of an event: points, negative if taken back, and what the event reached."""

    points: int
    level: int | None = None
    achievements: tuple[Reward, ...] = ()
    challenges: tuple[Reward, ...] = ()

    def to_dict(self) -> EarnedView:
        """Return the view of the rewards."""
        return {
            "points": self.points,
            "level": self.level,
            "achievements": [achievement.to_dict() for achievement in self.achievements],
            "challenges": [challenge.to_dict() for challenge in self.challenges],
        }
