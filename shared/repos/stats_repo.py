"""Statistics: counts from a user's lifetime totals, at the cost of one read."""

from shared.entities.totals import LifetimeTotals
from shared.repos.totals_repo import LifetimeTotalsRepository


class StatsRepository(LifetimeTotalsRepository):
    """The lifetime totals, as statistics read them."""

    def count_completed_tasks(self, user_id: str, totals: LifetimeTotals | None = None) -> int:
        """Return the number of completed tasks, from `totals` if they have been read already."""
        return (totals or self.get_totals(user_id)).completed_tasks
