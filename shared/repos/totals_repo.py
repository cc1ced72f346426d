"""Where the totals live."""

from datetime import date

from shared.entities.daily_totals import DailyTotals
from shared.entities.lifetime_totals import LifetimeTotals
from shared.entities.page import PageRequest
from shared.repos.base_repo import BaseRepository
from shared.store.query import Compare

_MAX_DAYS = 27 * 7


class LifetimeTotalsRepository(BaseRepository[LifetimeTotals]):
    """Lifetime totals, one document for each user."""

    entity = LifetimeTotals
    missing = "User not found"

    def get_of(self, user_id: str) -> LifetimeTotals:
        """Return a user's totals; `NotFoundError` when there is no such account."""
        return self.get(user_id, LifetimeTotals.ID)


class DailyTotalsRepository(BaseRepository[DailyTotals]):
    """Totals of days, one document for each user and local date."""

    entity = DailyTotals

    def get_of(self, user_id: str, day: date) -> DailyTotals:
        """Return the totals of a day; zeros when nothing happened on it."""
        return self.find(user_id, DailyTotals.id_of(day)) or DailyTotals(user_id=user_id, local_date=day)

    def list_between(self, user_id: str, first: date, last: date) -> list[DailyTotals]:
        """Return the days on which something happened, from the first to the last; at most half a year."""
        where = (
            Compare("local_date", ">=", first.isoformat()),
            Compare("local_date", "<=", last.isoformat()),
        )
        page_request = PageRequest(order_by="local_date", descending=False, limit=_MAX_DAYS)
        return self.query(user_id, page_request, where).entities
