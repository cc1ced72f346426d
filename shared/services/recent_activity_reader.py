"""Reading what the companion lives off, at the cost of a few point reads."""

from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.daily_totals import DailyTotals
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.errors import FieldError, ValidationError
from shared.repos.totals_repo import DailyTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.rules.companion.recent_activity import RecentActivity, recent_activity

_FURTHEST_BACK = timedelta(days=7)

_DAY = timedelta(days=1)


class RecentActivityReader:
    """The last two days of a user: the records of some days, and the work session that runs."""

    def __init__(
        self,
        *,
        users: UserRepository,
        days: DailyTotalsRepository,
        sessions: WorkSessionRepository,
        active: ActiveWorkSessionRepository,
        clock: Clock,
    ) -> None:
        self._users = users
        self._days = days
        self._sessions = sessions
        self._active = active
        self._clock = clock

    def read(self, user_id: str, at: datetime | None = None) -> RecentActivity:
        """Return what is known now, or was known at a moment up to 7 days ago.

        `NotFoundError` when there is no such account, `ValidationError` for any other moment.
        """
        moment = event_time(at, self._clock.now())
        return self.read_of(self._users.get_user(user_id), moment)

    def read_of(self, user: User, at: datetime) -> RecentActivity:
        """Return what is known of a user at a moment."""
        return self._read(user, at)[0]

    def read_today(self, user_id: str) -> tuple[RecentActivity, DailyTotals]:
        """Return what is known now, and today's record; `NotFoundError` when there is no such account."""
        return self._read(self._users.get_user(user_id), self._clock.now())

    def _read(self, user: User, at: datetime) -> tuple[RecentActivity, DailyTotals]:
        """Read today and yesterday, and a day before and after: people move, and deeds keep their dates."""
        # The session first: one that ends meanwhile is in the days as well, and then does not run.
        running = self._find_running(user.user_id)
        today = user.calendar.date_of(at)
        days = self._days.list_between(user.user_id, today - 2 * _DAY, today + _DAY)
        blank = DailyTotals(user_id=user.user_id, local_date=today)
        return recent_activity(user, days, running, at), next(
            (day for day in days if day.local_date == today), blank
        )

    def _find_running(self, user_id: str) -> WorkSession | None:
        active = self._active.find_active(user_id)
        session = self._sessions.find(user_id, active.session_id) if active else None
        return session if session and session.end_time is None else None


def event_time(at: datetime | None, now: datetime) -> datetime:
    """Return when something happened: now unless told; `ValidationError` ahead, or more than 7 days back."""
    if at is None:
        return now
    if at > now:
        raise _refused("must not lie ahead")
    if at < now - _FURTHEST_BACK:
        raise _refused("must lie within the last 7 days")
    return at


def _refused(message: str) -> ValidationError:
    return ValidationError(f"Field 'at' {message}", [FieldError("at", message)])
