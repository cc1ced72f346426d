"""The cache of what requests need of users: their calendars, and whether they have a role."""

from typing import NamedTuple

from shared.clock import Clock
from shared.entities.work_calendar import WorkCalendar
from shared.repos.user_repo import UserRepository
from shared.services.recent_reads import RecentReads


class _Known(NamedTuple):
    calendar: WorkCalendar
    has_role: bool


class RecentUsers:
    """Calendars and roles of users, cached for `recent_reads.MAX_AGE`; the check of a sign-in reads both."""

    def __init__(self, users: UserRepository, clock: Clock) -> None:
        self._users = users
        self._recent: RecentReads[_Known] = RecentReads(clock)

    def find_calendar(self, user_id: str) -> WorkCalendar | None:
        """Return the calendar of a user; None when there is no such user."""
        known = self._find(user_id)
        return known.calendar if known else None

    def is_without_role(self, user_id: str) -> bool:
        """Return whether there is such a user, without a role."""
        known = self._find(user_id)
        return known is not None and not known.has_role

    def forget(self, user_id: str) -> None:
        """Forget a user who has changed; call it after the store says so."""
        self._recent.forget(user_id)

    def _find(self, user_id: str) -> _Known | None:
        known = self._recent.find(user_id, "")
        if known is not None:
            return known
        begun = self._recent.begin_read()
        user = self._users.find_user(user_id)
        if user is None:
            return None
        known = _Known(user.work_calendar, has_role=user.role is not None)
        self._recent.remember(user_id, "", begun, value=known)
        return known
