"""Points and achievements of a user."""

from dataclasses import dataclass
from datetime import datetime

from shared.entities.page import Page, PageRequest
from shared.entities.points import LedgerEntry
from shared.repos.totals_repo import LedgerRepository, LifetimeTotalsRepository
from shared.rules.rewards.achievements import ACHIEVEMENTS
from shared.services.base_service import BaseService
from shared.views.achievement import AchievementView


@dataclass(frozen=True, kw_only=True, eq=False)
class RewardService(BaseService):
    """A user's points ledger and achievements."""

    entity_type = "LedgerEntry"

    ledger: LedgerRepository
    lifetime_totals: LifetimeTotalsRepository

    def list_points(
        self, user_id: str, limit: int = 100, continuation: str | None = None
    ) -> Page[LedgerEntry]:
        """Return one page of a user's ledger, newest first."""
        return self.ledger.query(user_id, PageRequest(order_by="at", limit=limit, continuation=continuation))

    def list_achievements(self, user_id: str) -> list[AchievementView]:
        """Return all achievements, with the user's progress."""
        lifetime = self.lifetime_totals.get_totals(user_id)
        unlocked = {name: datetime.fromisoformat(since) for name, since in lifetime.unlocked.items()}
        return [
            {
                "id": achievement.id,
                "name": achievement.name,
                "description": achievement.description,
                "icon": achievement.icon,
                "unlocked": achievement.id in unlocked,
                "unlocked_at": unlocked.get(achievement.id),
                "progress": min(achievement.counts(lifetime), achievement.target),
                "target": achievement.target,
            }
            for achievement in ACHIEVEMENTS
        ]
