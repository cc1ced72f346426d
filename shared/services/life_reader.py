"""Reading what the companion lives off, at the cost of a few point reads."""

from datetime import datetime, timedelta

from shared.clock import Clock
from shared.entities.day import Day
from shared.entities.user import User
from shared.entities.work_session import WorkSession
from shared.errors import Fault, ValidationError
from shared.repos.progress_repo import DayRepository
from shared.repos.user_repo import UserRepository
from shared.repos.work_session_repo import ActiveWorkSessionRepository, WorkSessionRepository
from shared.services.companion.life import Life, life_of

_FURTHEST_BACK = timedelta(days=7)


class LifeReader:
    """The last two days of a user: two day records, and the work session that runs."""

    def __init__(
        self,
        *,
        users: UserRepository,
        days: DayRepository,
        sessions: WorkSessionRepository,
        active: ActiveWorkSessionRepository,
        clock: Clock,
    ) -> None:
        self._users = users
        self._days = days
        self._sessions = sessions
        self._active = active
        self._clock = clock

    def read(self, user_id: str, at: datetime | None = None) -> Life:
        """Return what is known now, or was known at a moment up to 7 days ago.

        `NotFoundError` when there is no such account, `ValidationError` for any other moment.
        """
        moment = moment_of_deed(at, self._clock.now())
        return self.read_of(self._users.get_user(user_id), moment)

    def read_of(self, user: User, at: datetime) -> Life:
        """Return what is known of a user at a moment."""
        return self._read(user, at)[0]

    def read_today(self, user_id: str) -> tuple[Life, Day]:
        """Return what is known now, and today's record; `NotFoundError` when there is no such account."""
        return self._read(self._users.get_user(user_id), self._clock.now())

    def _read(self, user: User, at: datetime) -> tuple[Life, Day]:
        today = user.calendar.date_of(at)
        yesterdays, todays = (
            self._days.get_of(user.user_id, day) for day in (today - timedelta(days=1), today)
        )
        return life_of(user, (yesterdays, todays), self._find_running(user.user_id), at), todays

    def _find_running(self, user_id: str) -> WorkSession | None:
        active = self._active.find_active(user_id)
        session = self._sessions.find(user_id, active.session_id) if active else None
        # Between the reads it may have ended, and would be counted twice.
        return session if session and session.end_time is None else None


def moment_of_deed(at: datetime | None, now: datetime) -> datetime:
    """Return when something happened: now unless told; `ValidationError` ahead, or more than 7 days back."""
    if at is None:
        return now
    if at > now:
        raise _refused("must not lie ahead")
    if at < now - _FURTHEST_BACK:
        raise _refused("must lie within the last 7 days")
    return at


def _refused(message: str) -> ValidationError:
    return ValidationError(f"Field 'at' {message}", [Fault("at", message)])
