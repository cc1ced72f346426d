"""Reads a user's recent activity, at the cost of a few point reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.checks import past_moment
from shared.entities.daily_totals import DailyTotals
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.repos.focus_session_repo import FocusSessionRepository
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import WorkSessionRepository
from shared.rules.companion.recent_activity import RecentActivity, recent_activity

_MAX_BACKDATING = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class RecentActivityReader:
    """Reads the totals of a user's last days, and the running work session.

    Only after a shutdown, until a work session starts, it also looks for a focus session.
    """

    users: UserRepository
    daily_totals: DailyTotalsRepository
    sessions: WorkSessionRepository
    focus_sessions: FocusSessionRepository
    clock: Clock

    def read(self, user_id: str, at: datetime | None = None) -> RecentActivity:
        """Return the recent activity as of now, or as of a time up to 7 days ago.

        `NotFoundError` when there is no such account, `ValidationError` for any other time.
        """
        moment = event_time(at, self.clock.now())
        return self.read_of(self.users.get_user(user_id), moment)

    def read_of(self, user: User, at: datetime) -> RecentActivity:
        """Return a user's recent activity as of a time."""
        return self._read(user, at)[0]

    def read_today(self, user_id: str) -> tuple[RecentActivity, DailyTotals]:
        """Return the recent activity as of now, and today's totals; `NotFoundError` without an account."""
        return self._read(self.users.get_user(user_id), self.clock.now())

    def _read(self, user: User, at: datetime) -> tuple[RecentActivity, DailyTotals]:
        # Read first: a session that ends in the meantime is then in the days as well, and counts once.
        running = self.sessions.get_active_session(user.user_id)
        today = user.calendar.date_of(at)
        # Yesterday and today, and a day on either side: events keep their dates when a user travels.
        days = self.daily_totals.list_between(user.user_id, today - 2 * _DAY, today + _DAY)
        no_events = DailyTotals(user_id=user.user_id, local_date=today)
        day = next((day for day in days if day.local_date == today), no_events)
        return self.activity_of(user, days, running, at), day

    def activity_of(
        self, user: User, days: Iterable[DailyTotals], running: WorkSession | None, at: datetime
    ) -> RecentActivity:
        """Return the recent activity as of a time, from the totals of at least the days around it.

        `running` is the work session that runs now.
        """
        activity = activity_from(user, days, running, at)
        if activity.awaits_work:
            began = self.focus_sessions.find_last_start(user.user_id, activity.shutdowns[-1], at)
            activity = replace(activity, focus_began=began)
        return activity


def activity_from(
    user: User, days: Iterable[DailyTotals], running: WorkSession | None, at: datetime
) -> RecentActivity:
    """Return the recent activity as of a time, without focus sessions since the last shutdown."""
    today = user.calendar.date_of(at)
    nearby = [day for day in days if today - 2 * _DAY <= day.local_date <= today + _DAY]
    return recent_activity(user, nearby, running, at)


def event_time(at: datetime | None, now: datetime) -> datetime:
    """Return the time of an event, by default now; `ValidationError` if it is ahead or over 7 days ago."""
    return past_moment(at, now, _MAX_BACKDATING)
