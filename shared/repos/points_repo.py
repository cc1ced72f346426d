"""Where the ledger of points lives."""

from datetime import datetime

from shared.entities.page import PageRequest
from shared.entities.points import LedgerEntry
from shared.entities.timestamps import to_stored
from shared.repos.base_repo import BaseRepository
from shared.store.query import Compare


class LedgerRepository(BaseRepository[LedgerEntry]):
    """Entries, in the partitions of those who got the points; they are written by units of work."""

    entity = LedgerEntry
    missing = "Entry not found"

    def sum_after(self, user_id: str, moment: datetime) -> int:
        """Return the points that came after a moment; the cost grows with what was done since."""
        where, points, continuation = (Compare("at", ">", to_stored(moment)),), 0, None
        while True:
            page = self.query(
                user_id, PageRequest(order_by="at", limit=500, continuation=continuation), where
            )
            points += sum(entry.delta for entry in page.entities)
            continuation = page.continuation
            if continuation is None:
                return points
