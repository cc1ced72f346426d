"""Daily and lifetime totals, and the ledger of points."""

from collections.abc import Iterable
from datetime import date, datetime

from shared.entities.daily_totals import DailyTotals
from shared.entities.entity import Entity
from shared.entities.page import PageRequest
from shared.entities.points import LedgerEntry
from shared.entities.timestamps import format_sortable
from shared.entities.totals import LifetimeTotals
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import LIFETIME_TOTALS_ID, USER_ID, daily_totals_id
from shared.store.query import Compare

_MAX_DAYS = 27 * 7


class LifetimeTotalsRepository(BaseRepository[LifetimeTotals]):
    """Lifetime totals, one document per user."""

    entity = LifetimeTotals
    not_found = "User not found"

    def get_totals(self, user_id: str) -> LifetimeTotals:
        """Return a user's totals; `NotFoundError` when there is no such account."""
        return self.get(user_id, LIFETIME_TOTALS_ID)


class DailyTotalsRepository(BaseRepository[DailyTotals]):
    """Daily totals, one document per user and local date."""

    entity = DailyTotals

    def get_day(self, user_id: str, day: date) -> DailyTotals:
        """Return the totals of a day; zeros when there was no event."""
        return self.find(user_id, daily_totals_id(day)) or DailyTotals(user_id=user_id, local_date=day)

    def read_together(self, user_id: str, days: Iterable[date], *, account: bool = False) -> list[Entity]:
        """Return the totals of days in one query, with the user and the lifetime totals for the `account`.

        Documents that do not exist are left out; the user may be one whose account is being closed.
        """
        account_ids = (USER_ID, LIFETIME_TOTALS_ID) if account else ()
        return self._read_any(user_id, (*map(daily_totals_id, sorted(days)), *account_ids))

    def list_between(self, user_id: str, first: date, last: date) -> list[DailyTotals]:
        """Return the days with events from the first to the last, oldest first; at most half a year."""
        where = (
            Compare("local_date", ">=", first.isoformat()),
            Compare("local_date", "<=", last.isoformat()),
        )
        page_request = PageRequest(order_by="local_date", descending=False, limit=_MAX_DAYS)
        return self.query(user_id, page_request, where).entities


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
