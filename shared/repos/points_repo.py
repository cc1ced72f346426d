"""Where the ledger of points lives."""

from shared.entities.points import LedgerEntry
from shared.repos.base_repo import BaseRepository


class LedgerRepository(BaseRepository[LedgerEntry]):
    """Entries, in the partitions of those who got the points; they are written by units of work."""

    entity = LedgerEntry
    missing = "Entry not found"
