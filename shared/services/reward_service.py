"""What somebody has earned: points, and achievements."""

from shared.entities.page import Page, PageRequest
from shared.entities.points import LedgerEntry
from shared.entities.timestamps import from_stored
from shared.repos.points_repo import LedgerRepository
from shared.repos.totals_repo import LifetimeTotalsRepository
from shared.rules.rewards.achievements import ACHIEVEMENTS
from shared.views.achievement import AchievementView


class RewardService:
    """Points and achievements of one user."""

    def __init__(self, *, ledger: LedgerRepository, progress: LifetimeTotalsRepository) -> None:
        self._ledger = ledger
        self._progress = progress

    def list_points(self, user_id: str, limit: int, continuation: str | None) -> Page[LedgerEntry]:
        """Return one page of a user's ledger, newest first."""
        return self._ledger.query(user_id, PageRequest(order_by="at", limit=limit, continuation=continuation))

    def list_achievements(self, user_id: str) -> list[AchievementView]:
        """Return all achievements, with how far the user has come."""
        progress = self._progress.get_of(user_id)
        return [
            {
                "id": one.id,
                "name": one.name,
                "description": one.description,
                "icon": one.icon,
                "unlocked": one.id in progress.unlocked,
                "unlocked_at": from_stored(progress.unlocked[one.id])
                if one.id in progress.unlocked
                else None,
                "progress": min(one.counts(progress), one.target),
                "target": one.target,
            }
            for one in ACHIEVEMENTS
        ]
