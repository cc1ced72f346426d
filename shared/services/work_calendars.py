"""The cache of users' calendars."""

from shared.clock import Clock
from shared.entities.work_calendar import WorkCalendar
from shared.repos.user_repo import UserRepository
from shared.services.recent_reads import RecentReads


class WorkCalendars:
    """The calendars of users, each read at most once in `recent_reads.MAX_AGE`: with the sign-in."""

    def __init__(self, users: UserRepository, clock: Clock) -> None:
        self._users = users
        self._recent: RecentReads[WorkCalendar] = RecentReads(clock)

    def find(self, user_id: str) -> WorkCalendar | None:
        """Return the calendar of a user; None when there is no such user."""
        found = self._recent.find(user_id, "")
        if found is not None:
            return found
        begun = self._recent.begin_read()
        user = self._users.find_user(user_id)
        if user is None:
            return None
        self._recent.remember(user_id, "", begun, value=user.work_calendar)
        return user.work_calendar

    def forget(self, user_id: str) -> None:
        """Forget a calendar that has changed; call it after the store says so."""
        self._recent.forget(user_id)
