"""A user's week: its points, and the progress in its challenges."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

import msgspec
from msgspec.structs import replace


class ChallengeProgress(msgspec.Struct, frozen=True, kw_only=True):
    """A user's progress in a challenge since joining it.

    `marks` are the sources counted so far, for challenges that count each source once. `rewards` counts how
    often points were given or taken back, so that leaving and joining again does not give them twice.
    """

    joined_at: datetime
    progress: int = 0
    marks: tuple[str, ...] = ()
    completed: bool = False
    left: bool = False
    rewards: int = 0


class WeeklyTotals(msgspec.Struct, frozen=True):
    """Totals of one ISO week of a user; the name is empty before the first event."""

    name: str = ""
    points: int = 0
    challenges: Mapping[str, ChallengeProgress] = {}  # by challenge id

    def at_week(self, name: str) -> "WeeklyTotals":
        """Return the totals of a week: these, or those of a new week, which start at zero.

        Weeks only go forward: a user who travels from Monday back into Sunday stays in the new week.
        """
        return self if name <= self.name else WeeklyTotals(name)

    def with_challenge(self, challenge_id: str, challenge_progress: ChallengeProgress) -> Self:
        """Return the week with the progress in a challenge added or changed."""
        return replace(self, challenges={**self.challenges, challenge_id: challenge_progress})

    def joined(self, challenge_id: str) -> ChallengeProgress | None:
        """Return the progress in a challenge, None if it was not joined or was left."""
        challenge_progress = self.challenges.get(challenge_id)
        return None if challenge_progress is None or challenge_progress.left else challenge_progress
