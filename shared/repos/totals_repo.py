"""Daily and lifetime totals."""

from datetime import date

from shared.entities.page import PageRequest
from shared.entities.totals import DailyTotals, LifetimeTotals
from shared.repos.base_repo import BaseRepository
from shared.repos.keys import LIFETIME_TOTALS_ID, daily_totals_id
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

    def list_between(self, user_id: str, first: date, last: date) -> list[DailyTotals]:
        """Return the days with events from the first to the last, oldest first; at most half a year."""
        where = (
            Compare("local_date", ">=", first.isoformat()),
            Compare("local_date", "<=", last.isoformat()),
        )
        page_request = PageRequest(order_by="local_date", descending=False, limit=_MAX_DAYS)
        return self.query(user_id, page_request, where).entities
