"""The ledger of points."""

from datetime import datetime

from shared.entities.page import PageRequest
from shared.entities.points import LedgerEntry
from shared.entities.timestamps import format_sortable
from shared.repos.base_repo import BaseRepository
from shared.store.query import Compare


class LedgerRepository(BaseRepository[LedgerEntry]):
    """Ledger entries, in their users' partitions; units of work write them."""

    entity = LedgerEntry

    def sum_after(self, user_id: str, moment: datetime) -> int:
        """Return the points given after a time; the cost grows with the number of entries since."""
        where, points, continuation = (Compare("at", ">", format_sortable(moment)),), 0, None
        while True:
            page = self.query(
                user_id, PageRequest(order_by="at", limit=500, continuation=continuation), where
            )
            points += sum(entry.delta for entry in page.entities)
            continuation = page.continuation
            if continuation is None:
                return points
