"""Where the totals live."""

from datetime import date

from shared.entities.progress import Day, Progress
from shared.repos.base_repo import BaseRepository


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
