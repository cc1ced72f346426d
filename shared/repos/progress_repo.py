"""Where the totals live."""

from datetime import date

from shared.entities.day import Day
from shared.entities.listing import Paging
from shared.entities.progress import Progress
from shared.query import Compare
from shared.repos.base_repo import BaseRepository

_MOST_DAYS = 27 * 7


class ProgressRepository(BaseRepository[Progress]):
    """Lifetime totals, one document for each user."""

    entity = Progress
    missing = "User not found"

    def get_of(self, user_id: str) -> Progress:
        """Return a user's totals; `NotFoundError` when there is no such account."""
        return self.get(user_id, Progress.ID)


class DayRepository(BaseRepository[Day]):
    """Totals of days, one document for each user and local date."""

    entity = Day

    def get_of(self, user_id: str, day: date) -> Day:
        """Return the totals of a day; zeros when nothing happened on it."""
        return self.find(user_id, Day.id_of(day)) or Day(user_id=user_id, local_date=day)

    def list_between(self, user_id: str, first: date, last: date) -> list[Day]:
        """Return the days on which something happened, from the first to the last; at most half a year."""
        where = (
            Compare("local_date", ">=", first.isoformat()),
            Compare("local_date", "<=", last.isoformat()),
        )
        paging = Paging(order_by="local_date", descending=False, limit=_MOST_DAYS)
        return self.query(user_id, paging, where).entities
